/*
 * The archive files of a run: named by the time of their start, published
 * at the end of the run or when they have become large, each together with
 * the rows of the frontier that know of it.
 */
#ifndef NQ_EXTRACT_ARCHIVE_H
#define NQ_EXTRACT_ARCHIVE_H

#include "core/warc.h"
#include "extract/frontier.h"

struct nq_archive;

enum {
	/* Bytes after which the next file begins: what other tools take for
	 * the size of a WARC file, and copies of it stay handy. The variable
	 * NQTRACK_ARCHIVE_BYTES sets another for tests. */
	NQ_ARCHIVE_BYTES = 1 << 30
};

/*
 * Unpublished files of dir, left by a run that died: what is whole in them
 * is published; the frontier reads it when it is opened.
 */
int nq_archive_repair(const char *dir, struct nq_log *, struct nq_err *);

/* Nothing is written before the first capture. */
struct nq_archive *nq_archive_open(const char *dir, struct nq_frontier *,
    struct nq_err *);

/* What is noted in the frontier and the index when a capture stands in the
 * file; strings are copied. */
struct nq_note {
	const char *source, *kind, *key;
	const char *url;		/* as found */
	const char *published, *etag, *modified, *digest;
	const char *media_type;
	long status;			/* 0: no HTTP */
};

/*
 * Hands a capture over (core/warc.h); it is noted once it stands there.
 * Fails as nq_warc_write does.
 */
int nq_archive_put(struct nq_archive *, const struct nq_warc_capture *,
    const struct nq_note *, struct nq_err *);

/* Notes what stands in the file by now; begins the next file where this one
 * is large enough. Called now and then. */
int nq_archive_settle(struct nq_archive *, struct nq_err *);

/* Waits until nothing of a release is under way, so that the frontier knows
 * of it what the archive has. */
int nq_archive_sync(struct nq_archive *, const char *source, const char *key,
    struct nq_err *);

/* Publishes and commits; name is the last file's or NULL for none, borrowed
 * until the archive is freed. */
int nq_archive_finish(struct nq_archive *, const char **name,
    struct nq_err *);

/* Without nq_archive_finish, the file stays unpublished for the next run to
 * repair. */
void nq_archive_free(struct nq_archive *);

/*
 * The payload of the record at offset of one of our archive files, appended
 * to body. 0 where it cannot be had; 1.
 */
int nq_archive_read(const char *dir, const char *name, uint64_t offset,
    struct nq_buf *body);

#endif
