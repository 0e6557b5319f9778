/*
 * What a terminal shows beyond text: bold and a few colours, only where the
 * stream is a terminal and its owner has not set NO_COLOR (no-color.org: set
 * and not empty). Elsewhere each code is "". And the texts of others made
 * fit to be shown. Private to query/.
 */
#ifndef NQ_QUERY_STYLE_H
#define NQ_QUERY_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/mem.h"
#include "progress/progress.h"

/* Static strings, to be printed before what they apply to; off ends all. */
struct nq_style {
	bool on;
	const char *bold, *dim, *good, *fair, *bad, *off;
};

struct nq_style nq_style_of(FILE *);

/* The colour of a verdict; "" for one that says nothing. */
const char *nq_style_verdict(const struct nq_style *, enum nq_verdict);

/*
 * A text from a page, safe on a terminal: controls, characters that turn
 * the direction of writing or are not seen, and bytes that are no UTF-8 are
 * "?", line ends blanks. Belongs to the arena; NULL gives "".
 */
const char *nq_plain(struct nq_arena *, const char *);

/*
 * Writes the text behind indent blanks in lines of up to width columns, as
 * nq_text_wrap does, with len bytes from start marked: in bold where style
 * is on, between « and » elsewhere. len 0 marks nothing.
 */
void nq_style_marked(FILE *, const struct nq_style *, const char *text,
    size_t start, size_t len, size_t indent, size_t width);

#endif
