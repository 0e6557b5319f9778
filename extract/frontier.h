/*
 * What extract knows of each page: an SQLite file beside the archive, which
 * can be deleted at any time, since the archive files rebuild it (all but
 * the failed attempts). Its tables: schemas/sql/frontier/schema.sql.
 *
 * What was done since the last archive file was published is one
 * transaction, committed when the next one is: a run that dies leaves the
 * frontier as it was and an unpublished archive file, which the next run
 * repairs and reads. So does a published one that the frontier does not
 * list.
 */
#ifndef NQ_EXTRACT_FRONTIER_H
#define NQ_EXTRACT_FRONTIER_H

#include "core/digest.h"
#include "core/file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_buf;
struct nq_err;
struct nq_frontier;
struct nq_log;
struct nq_opts;

/* Kinds of rows. An entry row tells that its listing was once walked to the
 * end, so that the next walk may stop at known releases. The others are
 * named as the kinds of entries. */
#define NQ_KIND_RELEASE	"release"
#define NQ_KIND_ENTRY	"entry"

/* States. */
#define NQ_STATE_NEW	"new"		/* found, not fetched */
#define NQ_STATE_DONE	"done"		/* in the archive */
#define NQ_STATE_FAILED	"failed"
#define NQ_STATE_GONE	"gone"		/* 404 or 410 */
#define NQ_STATE_FORBIDDEN "forbidden"	/* by robots.txt */

/*
 * Opens, creates or makes anew dir/frontier.db, reads archive files of dir
 * that it does not list, begins a run. NULL with NQ_EDB or NQ_EIO.
 */
struct nq_frontier *nq_frontier_open(const char *dir, const struct nq_opts *,
    struct nq_log *, struct nq_err *);

/*
 * The rows since open or the last commit are kept, with the archive file
 * that holds their captures (NULL for none), whose index is written beside
 * it; without commit they are dropped. The run goes on.
 */
int nq_frontier_commit(struct nq_frontier *, const char *archive,
    struct nq_err *);
void nq_frontier_close(struct nq_frontier *);

/* What is known of a page. Owned strings, NULL for none. */
struct nq_page {
	char *url, *state, *published;
	int tries;
	char *etag, *modified;
	char *digest, *captured_at, *archive;
	int64_t offset;
	double usual;		/* of a listing; 0 for none */
	char *fetched_at, *captured_url;
};

/* 1 and *page, to be released; 0; -1. */
int nq_frontier_get(struct nq_frontier *, const char *source,
    const char *kind, const char *key, struct nq_page *, struct nq_err *);
void nq_page_release(struct nq_page *);

/*
 * A listing shows a release: published is its day, stated its last change
 * as the portal gives it (either may be NULL). *fresh: it was not known, or
 * has changed since it was fetched.
 */
int nq_frontier_found(struct nq_frontier *, const char *source,
    const char *key, const char *url, const char *published,
    const char *stated, bool *fresh, struct nq_err *);

/*
 * Walking a listing: begin forgets which links this walk has met; meet
 * notes one. *again: it was met before.
 */
int nq_frontier_begin(struct nq_frontier *, const char *walk,
    struct nq_err *);
int nq_frontier_meet(struct nq_frontier *, const char *walk, const char *key,
    bool *again, struct nq_err *);

/*
 * An attachment, as a release of its own (extract/attach.h); nothing where
 * the source has that address already: the first release keeps it.
 */
int nq_frontier_attached(struct nq_frontier *, const char *source,
    const char *key, const char *url, const char *published,
    struct nq_err *);

/* The key of the attachment at a canonical address: 1 and *key, owned; 0;
 * -1. */
int nq_frontier_file(struct nq_frontier *, const char *source,
    const char *url, char **key, struct nq_err *);

/* An answer that the archive holds now. */
struct nq_captured {
	const char *source, *kind, *key, *url;
	const char *captured_url;	/* of the last hop */
	const char *at;			/* when it was taken */
	const char *published;		/* day, or NULL */
	const char *etag, *modified;	/* or NULL */
	const char *digest;		/* SHA-256 of the payload */
	const char *payload;		/* "sha1:…", or NULL */
	const char *archive;		/* file name */
	uint64_t offset;
};
int nq_frontier_captured(struct nq_frontier *, const struct nq_captured *,
    struct nq_err *);

/* The archive gets a payload of a release, or one that is known under this
 * digest elsewhere; so that what waits to be written is not taken twice. */
int nq_frontier_payload(struct nq_frontier *, const char *source,
    const char *key, const char *at, const char *payload, struct nq_err *);

/* Whether the archive holds a release as it was then, or this payload. */
int nq_frontier_has_capture(struct nq_frontier *, const char *source,
    const char *key, const char *at, const char *payload, struct nq_err *);

/* Asked again, the same answer. */
int nq_frontier_same(struct nq_frontier *, const char *source,
    const char *kind, const char *key, const char *at, const char *etag,
    const char *modified, struct nq_err *);

/* An attempt that gave nothing; next_at NULL: it may be tried any time. */
int nq_frontier_failed(struct nq_frontier *, const char *source,
    const char *kind, const char *key, const char *url, const char *state,
    const char *at, const char *next_at, const char *error,
    struct nq_err *);

/* How the walk of an entry ended; error NULL: at its end. */
int nq_frontier_walked(struct nq_frontier *, const char *source,
    const char *key, const char *url, const char *at, const char *error,
    struct nq_err *);
/* What a listing usually shows; at: when it was asked for, not later. */
int nq_frontier_usual(struct nq_frontier *, const char *source,
    const char *kind, const char *key, const char *url, const char *at,
    double usual, struct nq_err *);

/* What there is to ask for, in this order. */
enum nq_due { NQ_DUE_FAILED, NQ_DUE_NEW, NQ_DUE_AGAIN, NQ_DUE_COUNT };

struct nq_due_row {
	char *key, *url;	/* owned */
};

/*
 * Up to most releases of a source behind the key after ("" for the first)
 * that this run has not asked for; their number, or -1. since is the first
 * day of the look-back window.
 */
int nq_frontier_due(struct nq_frontier *, enum nq_due, const char *source,
    const char *after, const char *now, const char *since, size_t most,
    struct nq_due_row *, struct nq_err *);
int nq_frontier_due_count(struct nq_frontier *, const char *source,
    const char *now, const char *since, size_t *, struct nq_err *);

/* This run asks for it. */
int nq_frontier_asked(struct nq_frontier *, const char *source,
    const char *kind, const char *key, struct nq_err *);

/* A line for the index of the archive file that is being written. */
int nq_frontier_index(struct nq_frontier *, const char *line,
    struct nq_err *);

/* For extract/absorb.c, which reads archive files into the frontier. */
const char *nq_frontier_dir(const struct nq_frontier *);

/* For extract/backlog.c, whose tables are in the same file and the same
 * transaction: the database, and what it says of a fault; -1. */
struct sqlite3;
struct sqlite3 *nq_frontier_db(const struct nq_frontier *);
int nq_frontier_fail(const struct nq_frontier *, struct nq_err *);

#endif
