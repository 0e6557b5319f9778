/*
 * nqtrack extract --backfill: what a public web archive holds of the sources,
 * disabled ones included, goes into our archive as it was taken then.
 *
 * First the index is asked for each host (extract/askindex.h). What it names
 * is put under the key of its release, since one article stands there under
 * several addresses. Then, release by release from the oldest capture on,
 * what is not here yet (by time, by payload) is fetched, one request after
 * the other within the limits of the archive (extract/service.h), passes the
 * gates of a live page, and is archived with the time of its capture; files
 * last, since the pages that link to them say whose they are.
 *
 * A run that ends early, however, costs at most NQ_BACKFILL_COMMIT refusals
 * that are asked for again: answers of the index are kept at once, captures
 * as soon as they stand in the archive file.
 */
#ifndef NQ_EXTRACT_BACKFILL_H
#define NQ_EXTRACT_BACKFILL_H

#include "core/opts.h"
#include "extract/archives.h"
#include "extract/run.h"

struct nq_sources;

enum {
	/* Answers after which an archive file is published: half an hour of
	 * asking the Internet Archive. */
	NQ_BACKFILL_COMMIT = 500
};

struct nq_asked {
	const struct nq_webarchive *service;
	struct nq_pool *pool;		/* of nq_cdx_serve */
};

/*
 * Faults are told and counted; -1 only where the machine fails. *status:
 * NQ_EXIT_NOTHING where the archive could not be asked at all,
 * NQ_EXIT_PARTIAL where something could not be had.
 */
int nq_backfill(struct nq_run *, const struct nq_sources *,
    const struct nq_asked *, enum nq_exit *status, struct nq_err *);

#endif
