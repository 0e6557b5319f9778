/*
 * HTML to blocks. libxml2 tokenises and repairs the markup and calls us
 * back; no tree is built, nothing of the library's is seen outside.
 */
#ifndef NQ_TRANSFORM_HTML_H
#define NQ_TRANSFORM_HTML_H

#include <stddef.h>

struct nq_raw;

/* Once, before the first fork: what libxml2 sets up on first use. */
void nq_html_init(void);

/*
 * Valid UTF-8 without NULs. What the parser cut short is said in raw->cut;
 * the blocks before the cut are there.
 */
void nq_html_read(const char *, size_t, struct nq_raw *);

#endif
