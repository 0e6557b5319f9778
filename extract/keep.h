/*
 * The gate of the archive: which answers are usable, and what of them is
 * kept. Live pages, imported archive files and backfill all pass here.
 */
#ifndef NQ_EXTRACT_KEEP_H
#define NQ_EXTRACT_KEEP_H

#include "core/digest.h"
#include "extract/run.h"
#include "extract/transfer.h"

/* A complete answer, and what is known of how it came. */
struct nq_came {
	const char *url;		/* of the last hop, canonical */
	const char *at;			/* when it was taken */
	bool conditional;		/* 304 was asked for */
	struct nq_exchange *x;
	char digest[NQ_DIGEST_TEXT];	/* of its body; set by
					 * nq_keep_is_usable */
	const char *via;		/* the address of another archive that
					 * it was had from, or NULL */
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
 */
enum nq_kept nq_keep(struct nq_run *, const struct nq_target *,
    struct nq_came *, char fault[NQ_FAULT], struct nq_err *);

/* A local file, as a release of that key. */
enum nq_kept nq_keep_file(struct nq_run *, const struct nq_target *,
    struct nq_buf *bytes, const char *media_type, const char *at,
    char fault[NQ_FAULT], struct nq_err *);

#endif
