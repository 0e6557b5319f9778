/*
 * Bars for people, one line each, of Unicode blocks. From zero, to the right
 * or, below zero, to the left. Private to query/series/.
 */
#ifndef NQ_QUERY_SERIES_BARS_H
#define NQ_QUERY_SERIES_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* All borrowed for the call. Without a label the text is a line of its own
 * that parts the bars above from those below. */
struct nq_bar {
	const char *label, *text;	/* before it, behind it */
	double value;
	bool hollow;		/* not the last word on it */
	bool has_mark;
	double mark;		/* where a "┃" stands: what was aimed at */
};

/* All bars of one scale; marks are in it. */
void nq_bars_put(FILE *, const struct nq_bar *, size_t n);

#endif
