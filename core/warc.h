/*
 * WARC 1.1 (iipc/warc-specifications), one gzip member a record.
 *
 * Our archive holds, for each capture, three records in this order:
 *   metadata   application/warc-fields: source, release, kind (release,
 *              listing, feed), belongs-to (of an attachment: the release
 *              that linked to it), what HTTP does not tell; refers to the
 *              response
 *   request    as sent
 *   response   status line, headers and body as received, transfer coding
 *              removed and content coding undone (the headers renamed
 *              X-Archive-Orig-…, so that nobody decodes twice, and a
 *              Content-Length of the bytes that follow)
 * Digests are SHA-1 in Base32, as indexes and readers of archives expect.
 * A file is written beside its name with the ending .tmp, flushed to disk,
 * then renamed; it is never changed afterwards.
 */
#ifndef NQ_CORE_WARC_H
#define NQ_CORE_WARC_H

#include <stddef.h>
#include <stdint.h>

#include "core/file.h"

struct nq_buf;
struct nq_err;
struct nq_warc_reader;
struct nq_warc_writer;

struct nq_warc_field {
	const char *name, *value;
};

/* One capture, to be written. Borrowed for the call. */
struct nq_warc_capture {
	const char *url;	/* as fetched */
	const char *date;	/* WARC-Date, "2026-11-22T18:00:07Z" */
	const char *ip;		/* of the peer, or NULL */
	const char *request;	/* header block as sent */
	size_t request_len;
	const char *headers;	/* status line and headers as received */
	size_t headers_len;
	const char *body;	/* payload, decoded */
	size_t body_len;
	const struct nq_warc_field *metadata;	/* ended by name NULL */
};

/* Fails where path exists: an archive is never overwritten. */
struct nq_warc_writer *nq_warc_create(const char *path, const char *date,
    struct nq_err *);
/* NQ_EPARSE for an address or metadata with control bytes, NQ_ELIMIT past
 * NQ_MAX_BODY or NQ_MAX_HEADERS: then nothing was written. NQ_EIO otherwise,
 * and the file must be discarded. */
int nq_warc_write(struct nq_warc_writer *, const struct nq_warc_capture *,
    struct nq_err *);
uint64_t nq_warc_size(const struct nq_warc_writer *);	/* bytes so far */
/* Publishes, or discards when nothing was written; frees either way. */
int nq_warc_close(struct nq_warc_writer *, struct nq_err *);
void nq_warc_discard(struct nq_warc_writer *);

/*
 * One record, read. Strings are borrowed until the next read; field names
 * compare without regard to case.
 */
struct nq_warc_record {
	uint64_t offset;	/* of its gzip member in the file */
	const char *type;	/* "response", "metadata", … */
	const char *url;	/* WARC-Target-URI without <>; may be NULL */
	const char *date;	/* may be NULL */
	const char *block;
	size_t block_len;
};

struct nq_warc_reader *nq_warc_open(const char *path, struct nq_err *);
/*
 * 1: rec is filled; 0: the end; -1: e says what is wrong at which offset.
 * A record over the ceiling is skipped with a NULL block and its length.
 * After an error each further call fails.
 */
int nq_warc_next(struct nq_warc_reader *, struct nq_warc_record *,
    struct nq_err *);
const char *nq_warc_field(const struct nq_warc_reader *, const char *name);
void nq_warc_reader_free(struct nq_warc_reader *);

#endif
