/*
 * Rows on a stream, in one of the formats of --format. Rows are written as
 * they come; a table keeps the first ones back to learn its widths.
 * Private to query/.
 */
#ifndef NQ_QUERY_TABLE_H
#define NQ_QUERY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Borrowed for the call. A number is text that JSON takes as one. */
struct nq_cell {
	const char *text;	/* NULL: no value */
	bool number;
};

struct nq_table;

/* names are borrowed; a NULL among them is not allowed. */
struct nq_table *nq_table_new(FILE *, const char *format,
    const char *const *names, size_t columns);
void nq_table_row(struct nq_table *, const struct nq_cell *);
/* Writes what is left and frees. */
void nq_table_free(struct nq_table *);

/* Columns that a text fills on a terminal (Unicode, composed or not). */
size_t nq_text_width(const char *);

/* Writes text, cut with an ellipsis or filled with blanks to width; what
 * could steer a terminal is written as "?". */
void nq_text_put(FILE *, const char *, size_t width, bool right);

/*
 * Writes text over as many lines as it needs, each behind indent blanks and
 * up to column width, broken between words; a longer word has a line of its
 * own. at: columns of the first line that are written already, 0 for none.
 */
void nq_text_wrap(FILE *, const char *, size_t indent, size_t width,
    size_t at);

#endif
