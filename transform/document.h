/*
 * One document, whole: bytes to record lines. This is what a worker does;
 * it opens nothing and keeps nothing between two documents.
 */
#ifndef NQ_TRANSFORM_DOCUMENT_H
#define NQ_TRANSFORM_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

struct nq_buf;
struct nq_catalog;

/* What is known of the bytes; strings borrowed, NULL where not known. */
struct nq_capture {
	const char *url, *source, *release, *published, *retrieved,
	    *media_type, *archive;
	/* Of the page that a file belongs to, or the day beside its link on
	 * a listing: where the document has none. */
	const char *owner_title, *owner_published;
	const char *charset;	/* of what does not say its own; or NULL */
	uint64_t offset;
	const char *bytes;
	size_t len;
};

enum nq_view { NQ_VIEW_RECORDS, NQ_VIEW_EXPLAIN, NQ_VIEW_UNMATCHED };

void nq_document_read(const struct nq_catalog *, const struct nq_capture *,
    enum nq_view, struct nq_buf *out);

/* A document that cost its worker, or could not be handed to one. */
void nq_document_failed(const struct nq_catalog *, const struct nq_capture *,
    const char *reason, struct nq_buf *out);

/*
 * A capture as one string of bytes and back, for the way to a worker.
 * unpack borrows from the string; it returns -1 where it is none of ours.
 */
void nq_capture_pack(const struct nq_capture *, enum nq_view,
    struct nq_buf *);
int nq_capture_unpack(const char *, size_t len, struct nq_capture *,
    enum nq_view *);

/* For nq_pool_new: ctx is a struct nq_catalog. */
void nq_document_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply);

#endif
