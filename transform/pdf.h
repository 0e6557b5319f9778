/*
 * What a PDF page prints, as lines of words with their places; and what is
 * made of such lines: paragraphs, headings, tables. Lengths are points.
 */
#ifndef NQ_TRANSFORM_PDF_H
#define NQ_TRANSFORM_PDF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct nq_raw;

/* Words with no more than ordinary blanks between them. */
struct nq_piece {
	double left, right;
	const char *text;	/* arena */
	size_t len;
	size_t first, n;	/* of its words */
};

struct nq_row {
	double top, bottom;
	size_t first, n;	/* of its pieces, from left to right */
	int page;
	bool bold;		/* all of it */
	bool gone;		/* a running head, a page number */
};

struct nq_print {
	struct nq_raw *raw;	/* borrowed */
	struct nq_piece *words;		/* owned; they have no words */
	struct nq_piece *pieces;	/* owned */
	struct nq_row *rows;		/* owned; by page, then downwards */
	size_t nwords, word_cap, npieces, piece_cap, nrows, row_cap;
};

/* Marks what is printed on page after page, and page numbers. */
void nq_print_drop_running(struct nq_print *, int pages, double height);

/* Does its text begin with a lower-case letter? */
bool nq_print_is_lower(const char *, size_t);

/* All rows as blocks into raw. */
void nq_print_blocks(struct nq_print *);

/* The row after a table that begins at from; from where there is none. */
size_t nq_print_table_end(const struct nq_print *, size_t from);

/* Rows [from, to) as one grid. */
void nq_print_table(struct nq_print *, size_t from, size_t to);

#endif
