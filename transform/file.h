/*
 * Files that are no web pages: all of their blocks are the release. What
 * they share once a reader has filled the raw page.
 */
#ifndef NQ_TRANSFORM_FILE_H
#define NQ_TRANSFORM_FILE_H

#include <stddef.h>

struct nq_page;
struct nq_page_hint;
struct nq_raw;

/* Readers: blocks and grids into raw, or raw refused. */
void nq_csv_read(const char *, size_t, struct nq_raw *);	/* UTF-8 */
void nq_xls_read(const char *, size_t, struct nq_raw *);	/* OLE2 */
void nq_pdf_read(const char *, size_t, struct nq_raw *);

/* Old fonts repaired, title and day found, text joined. */
void nq_file_finish(struct nq_raw *, const struct nq_page_hint *,
    struct nq_page *);

#endif
