/*
 * What extract knows of each page: an SQLite file beside the archive, which
 * can be deleted at any time, since the archive files rebuild it (all but
 * the failed attempts).
 *
 * One run is one transaction, committed when its archive file is published:
 * a run that dies leaves the frontier as it was, and what it had fetched is
 * fetched again. A run that dies between the two leaves an archive file
 * that the frontier does not list; the next one reads it.
 */
#ifndef NQ_EXTRACT_FRONTIER_H
#define NQ_EXTRACT_FRONTIER_H

#include <stdbool.h>
#include <stddef.h>

struct nq_err;
struct nq_frontier;
struct nq_log;

/* Kinds of rows. An entry row tells that its listing was once walked to the
 * end, so that the next walk may stop at known releases. */
#define NQ_KIND_RELEASE	"release"
#define NQ_KIND_LISTING	"listing"
#define NQ_KIND_FEED	"feed"
#define NQ_KIND_ENTRY	"entry"

/* States. A release that is not done is tried in each run. */
#define NQ_STATE_NEW	"new"		/* found, not fetched */
#define NQ_STATE_DONE	"done"		/* in the archive */
#define NQ_STATE_FAILED	"failed"
#define NQ_STATE_GONE	"gone"		/* 404 or 410 */

struct nq_front_row {
	const char *source, *kind, *key, *url, *state;
	const char *digest;	/* of the last payload archived, or NULL */
	const char *at;		/* of the last attempt, or NULL */
	const char *error;	/* of the last attempt, or NULL */
};

/*
 * Opens, creates or upgrades dir/frontier.db, reads archive files of dir
 * that it does not list, begins the run's transaction. NULL with NQ_EDB or
 * NQ_EIO.
 */
struct nq_frontier *nq_frontier_open(const char *dir, struct nq_log *,
    struct nq_err *);

/* Ends the run: the rows since open are kept, with the archive file of the
 * run (NULL for none); without commit they are dropped. */
int nq_frontier_commit(struct nq_frontier *, const char *archive,
    struct nq_err *);
void nq_frontier_close(struct nq_frontier *);

/*
 * Looks one row up: 1 and *state, *digest copied (digest "" for none), or
 * 0. Both have room for NQ_FRONT_TEXT bytes.
 */
enum { NQ_FRONT_TEXT = 96 };
int nq_frontier_get(struct nq_frontier *, const char *source,
    const char *kind, const char *key, char *state, char *digest,
    struct nq_err *);

/*
 * Walking a listing: begin forgets which links this walk has met; found
 * notes one. *fresh: the frontier did not know it; *again: this walk has met
 * it before. The first address that a walk meets becomes that of a release
 * which is not done.
 */
int nq_frontier_begin(struct nq_frontier *, struct nq_err *);
int nq_frontier_found(struct nq_frontier *, const char *source,
    const char *key, const char *url, bool *fresh, bool *again,
    struct nq_err *);

/*
 * An attachment, as a release of its own (extract/attach.h); nothing where
 * the source has that address already: the first release keeps it.
 */
int nq_frontier_attached(struct nq_frontier *, const char *source,
    const char *key, const char *url, struct nq_err *);

/* Notes an attempt; a NULL digest leaves the last one. */
int nq_frontier_put(struct nq_frontier *, const struct nq_front_row *,
    struct nq_err *);

/*
 * The next release of a source that is not done, in order of keys behind
 * after ("" for the first): 1 with copies to be freed, or 0.
 */
int nq_frontier_next(struct nq_frontier *, const char *source,
    const char *after, char **key, char **url, struct nq_err *);

#endif
