/*
 * The gate of the archive: which answers are usable, and what of them is
 * kept. Live pages, imported archive files and backfill all pass here.
 */
#ifndef NQ_EXTRACT_KEEP_H
#define NQ_EXTRACT_KEEP_H

#include "core/digest.h"
#include "extract/run.h"
#include "extract/transfer.h"

/* How a capture came that was not had from its portal; all of it goes into
 * its metadata. */
struct nq_via {
	const char *place;	/* "2019.warc.gz#1234", or an address */
	const char *archive;	/* id of the public archive, or NULL */
	const char *record;	/* its WARC-Record-ID there, or NULL */
	const char *digest;	/* of the payload as that archive tells it,
				 * "sha1:…", or NULL */
};

/* A complete answer, and what is known of how it came. */
struct nq_came {
	const char *url;		/* of the last hop, canonical */
	const char *at;			/* when it was taken */
	bool conditional;		/* 304 was asked for */
	struct nq_exchange *x;
	char digest[NQ_DIGEST_TEXT];	/* of its body; set by
					 * nq_keep_is_usable */
	const struct nq_via *via;	/* NULL: from its portal */
};

enum { NQ_FAULT = 256 };

/*
 * Is the answer one to be kept? Otherwise fault says why not, and *gone
 * that the portal says it has no such page (404, 410).
 */
bool nq_keep_is_usable(struct nq_run *, const struct nq_target *,
    struct nq_came *, char fault[NQ_FAULT], bool *gone);

/* Has a usable answer the very bytes that the archive has, or is it 304? */
bool nq_keep_is_known(const struct nq_target *, const struct nq_came *);

enum nq_kept {
	NQ_KEPT_NEW,		/* the first of its page in the archive */
	NQ_KEPT_CHANGED,	/* the page says something else */
	NQ_KEPT_SAME,		/* the page says what it said */
	NQ_KEPT_NOT,		/* fault says why it cannot be archived */
	NQ_KEPT_ERROR		/* the machine fails; e says how */
};

/*
 * Archives a usable answer, as a whole, as a revisit, or not at all where a
 * page says the same in other bytes; its body is taken over. Counted in the
 * tally of the source.
 *
 * A capture from another archive is kept as a whole even where it says the
 * same as the one known last in other bytes: that one may be years away, its
 * neighbours in time are not at hand, and load makes nothing new of figures
 * that are stated again. Whether its very bytes are here is asked before
 * (nq_frontier_has_capture).
 */
enum nq_kept nq_keep(struct nq_run *, const struct nq_target *,
    struct nq_came *, char fault[NQ_FAULT], struct nq_err *);

/* A local file, as a release of that key; or, with via, what another archive
 * has as a resource. */
struct nq_bytes {
	struct nq_buf *body;	/* taken over */
	const char *media_type, *at;
	const struct nq_via *via;	/* or NULL */
};
enum nq_kept nq_keep_file(struct nq_run *, const struct nq_target *,
    const struct nq_bytes *, char fault[NQ_FAULT], struct nq_err *);

#endif
