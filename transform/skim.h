/*
 * What is taken out of HTML before the parser sees it: the contents of
 * scripts and styles, comments, form inputs, links to style sheets and the
 * attributes that html.c asks for nowhere (addresses, styles), half of many
 * a page and nothing in it for us; and the attributes of tags that carry
 * thousands of them, over which libxml2 2.9 compares each with each.
 *
 * As long as all tags are written plainly, so that the parser cannot read
 * them in another way than we: classes, ids and roles in which html.c finds
 * nothing, and inline tags that say nothing around the whole text of their
 * parent, "<a><span>text</span></a>". Behind a start tag of its parent the
 * parser opens nothing more for such a tag, nor closes anything; what is
 * taken out does not count to NQ_MAX_DEPTH.
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
