/*
 * What is taken out of HTML before the parser sees it: the contents of
 * scripts and styles, comments, form inputs, links to style sheets and the
 * attributes that html.c asks for nowhere (addresses, styles), half of many
 * a page and nothing in it for us; and the attributes of tags that carry
 * thousands of them, over which libxml2 2.9 compares each with each.
 */
#ifndef NQ_TRANSFORM_SKIM_H
#define NQ_TRANSFORM_SKIM_H

#include <stddef.h>

struct nq_buf;

enum {
	/* Attributes of one tag, roughly; real ones have under 40. */
	NQ_MAX_ATTRIBUTES = 2000
};

/* Linked data (application/ld+json) goes to linked, the rest to out. */
void nq_skim(const char *, size_t, struct nq_buf *out,
    struct nq_buf *linked);

#endif
