/*
 * Figures to records: canonical, each once, in document order, as lines of
 * JSON. docs/formats.md has the shape of a record.
 */
#ifndef NQ_TRANSFORM_RECORDS_H
#define NQ_TRANSFORM_RECORDS_H

#include "transform/figures.h"

struct nq_buf;
struct nq_page;

/*
 * Drops what repeats: one figure in title, lead and body is one record, a
 * rounded one beside the exact one is none, and where title or caption and
 * body differ for one cell the body stays. Order is kept.
 */
void nq_records_settle(struct nq_figures *);

/* What the document line says of the capture; strings borrowed. */
struct nq_document {
	const char *digest, *release, *url, *source, *retrieved, *media_type,
	    *archive;
	uint64_t offset;
	const char *published;	/* what the caller knows; the page's wins */
};

/* The document line and its observation lines. */
void nq_records_emit(const struct nq_catalog *, const struct nq_page *,
    const struct nq_document *, const struct nq_figures *, struct nq_buf *);

#endif
