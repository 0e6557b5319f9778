/*
 * WARC 1.1 (iipc/warc-specifications), one gzip member a record.
 *
 * Our archive holds a warcinfo record and then, for each capture, in this
 * order, nothing of another capture between them:
 *   metadata   application/warc-fields: source, release, kind (release,
 *              listing, feed), belongs-to (of an attachment: the release
 *              that linked to it), what HTTP does not tell; refers to the
 *              last record of the capture
 *   request    as sent; none where nothing was sent
 * and last one of
 *   response   status line, headers and body as received, transfer coding
 *              removed and content coding undone (the headers renamed
 *              X-Archive-Orig-…, so that nobody decodes twice, and a
 *              Content-Length of the bytes that follow)
 *   revisit    status line and headers alone, and which capture has the
 *              payload: of an answer with the very bytes of an earlier one
 *              (profile identical-payload-digest), or of a 304
 *              (server-not-modified); sections 6.7.2 and 6.7.3
 *   resource   the bytes of a local file, without HTTP
 * HTTP/2 has no status line and no request line of its own; they are written
 * as those of HTTP/1.1, which is what readers of archives parse, and the
 * field WARC-Protocol says what was spoken.
 *
 * Digests are SHA-1 in Base32, as indexes and readers of archives expect.
 * A file is written beside its name with the ending .tmp, flushed to disk,
 * then renamed; it is never changed afterwards.
 */
#ifndef NQ_CORE_WARC_H
#define NQ_CORE_WARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/file.h"
#include "core/limits.h"

struct nq_buf;
struct nq_err;
struct nq_warc_reader;
struct nq_warc_writer;

enum {
	/* "sha1:", 32 digits of Base32, NUL. */
	NQ_WARC_DIGEST = 38,
	/* Bytes of a WARC header: those of known writers stay under 4 KiB,
	 * ours under nine texts of NQ_MAX_URL. */
	NQ_WARC_MAX_HEAD = 64 << 10,
	/* Bytes of a block: the largest response that the writer makes.
	 * Renaming can double a header block, and a length is added. */
	NQ_WARC_MAX_BLOCK = NQ_MAX_BODY + 2 * NQ_MAX_HEADERS + 128,
	/* Bytes of captures that wait for the threads that write: some twenty
	 * pages, which is enough to keep them at work, and so few that memory
	 * is the same for a small night and a large one. */
	NQ_WARC_QUEUE = 1 << 20,
	/* Places of damage after which a reader gives up: each costs a look
	 * through what follows, and a file can be made of nothing else. */
	NQ_WARC_MAX_DAMAGE = 100
};

struct nq_warc_field {
	const char *name, *value;
};

enum nq_warc_kind {
	NQ_WARC_RESPONSE,
	NQ_WARC_REVISIT_SAME,	/* the payload of an earlier capture came */
	NQ_WARC_REVISIT_304,	/* the server said that it has not changed */
	NQ_WARC_RESOURCE	/* a local file */
};

/* One capture, to be written. Borrowed for the call, except the body. */
struct nq_warc_capture {
	enum nq_warc_kind kind;
	const char *url;	/* as fetched; file:///… of a local file */
	const char *date;	/* WARC-Date, "2026-11-22T18:00:07Z" */
	const char *ip;		/* of the peer, or NULL */
	const char *protocol;	/* "h2", for WARC-Protocol, or NULL */
	const char *truncated;	/* WARC-Truncated: "length", "time",
				 * "disconnect", "unspecified", or NULL */
	/* Of a revisit: the capture that has the payload, both needed. */
	const char *refers_url, *refers_date;
	/* Of a revisit: "sha1:…" of that payload as nq_warc_written told it,
	 * or NULL where not known. Where a body is given it is computed. */
	const char *payload_sha1;
	const char *media_type;	/* of a resource; NULL: not known */
	const char *request;	/* header block as sent */
	size_t request_len;	/* 0: there was none */
	const char *headers;	/* status line and headers as received */
	size_t headers_len;
	/* Payload, decoded; taken over (left empty) by a call that succeeds,
	 * untouched by one that fails. NULL: empty. A revisit only takes the
	 * length and digest of it. */
	struct nq_buf *body;
	const struct nq_warc_field *metadata;	/* ended by name NULL */
};

/* A capture that stands in the file: where the response, revisit or
 * resource record lies. The slice [offset, offset + length) is one gzip
 * member. */
struct nq_warc_written {
	uint64_t ticket;	/* as given to nq_warc_write */
	uint64_t offset, length;
	char payload_sha1[NQ_WARC_DIGEST];	/* "" where not known */
};

/*
 * A writer works in threads of its own (digests, compression, writing);
 * its functions are called from one thread. Fails where path exists: an
 * archive is never overwritten.
 */
struct nq_warc_writer *nq_warc_create(const char *path, const char *date,
    struct nq_err *);
/*
 * Hands a capture to the threads; waits only while NQ_WARC_QUEUE
 * bytes are under way. The ticket is the caller's and comes back with
 * nq_warc_written. NQ_EPARSE for an address or metadata with control bytes,
 * or a revisit of nothing, NQ_ELIMIT past NQ_MAX_BODY, NQ_MAX_HEADERS or
 * NQ_MAX_URL: then nothing of it is written, and the writer goes on.
 * NQ_EIO where the threads have failed, with this capture or an earlier one:
 * it comes out of each further call, and the file must be discarded.
 */
int nq_warc_write(struct nq_warc_writer *, const struct nq_warc_capture *,
    uint64_t ticket, struct nq_err *);
/*
 * The next capture that has been written, in the order in which they were
 * given: 1 with *out; 0: none now, or, with wait, none is under way any
 * more; -1 with e. What is not taken is kept (64 bytes each), so a caller
 * takes as it goes. Written is not published: see nq_warc_close.
 */
int nq_warc_written(struct nq_warc_writer *, struct nq_warc_written *out,
    bool wait, struct nq_err *);
/* Bytes in the file; what is under way is not among them. */
uint64_t nq_warc_size(struct nq_warc_writer *);
/* Waits for all that is under way, then publishes, or discards when nothing
 * was written; frees either way. On -1 nothing was published. */
int nq_warc_close(struct nq_warc_writer *, struct nq_err *);
void nq_warc_discard(struct nq_warc_writer *);
/* Ends without publishing: the file stays where nq_warc_repair finds it. */
void nq_warc_leave(struct nq_warc_writer *);

/*
 * The file of a run that died, left at tmp (the name of nq_file_create): it
 * is cut behind its last whole capture and published as path, which must
 * not exist. Damage between whole captures, which a power cut can leave, is
 * closed by moving the later ones up. kept: captures in it; with 0 tmp is
 * removed and nothing published. On -1 tmp stays.
 */
int nq_warc_repair(const char *tmp, const char *path, size_t *kept,
    struct nq_err *);

/*
 * One record, read. Strings are borrowed until the next read; field names
 * compare without regard to case.
 *
 * Foreign files are read too: WARC/1.0 with its bracketed addresses, folded
 * header lines, lines ended by LF, no compression at all, or one gzip
 * member around all records.
 */
struct nq_warc_record {
	/* Of its gzip member in the file, or of the record itself where
	 * nothing is compressed. */
	uint64_t offset;
	/* Bytes from there to its end; 0 where records share a member, so
	 * that no slice gives this one alone. */
	uint64_t length;
	const char *type;	/* "response", "metadata", … */
	const char *url;	/* WARC-Target-URI without <>; may be NULL */
	const char *date;	/* may be NULL */
	const char *block;
	size_t block_len;
};

struct nq_warc_reader *nq_warc_open(const char *path, struct nq_err *);
/* The same over bytes in memory, borrowed until nq_warc_reader_free, such as
 * a slice that an index led to; name is for messages. */
struct nq_warc_reader *nq_warc_open_bytes(const char *, size_t len,
    const char *name, struct nq_err *);
/*
 * 1: rec is filled; 0: the end; -1: e says what is wrong at which offset.
 * A record over NQ_WARC_MAX_BLOCK is skipped with a NULL block and its
 * length.
 *
 * -1 is told once for each damaged place, and the next call goes on behind
 * it: at the next gzip member that begins a record, or the next line that
 * does where nothing is compressed. So a caller that reads on says so (and
 * clears e), and forgets what it knew of the record before. Past
 * NQ_WARC_MAX_DAMAGE places, or where the file cannot be read (NQ_EIO), the
 * calls that follow give 0.
 */
int nq_warc_next(struct nq_warc_reader *, struct nq_warc_record *,
    struct nq_err *);
/* nq_warc_next goes on at an offset that a record, nq_warc_written or an
 * index told. */
int nq_warc_seek(struct nq_warc_reader *, uint64_t offset, struct nq_err *);
/* A field of the record read last, e.g. WARC-Truncated; NULL: none. */
const char *nq_warc_field(const struct nq_warc_reader *, const char *name);
void nq_warc_reader_free(struct nq_warc_reader *);

#endif
