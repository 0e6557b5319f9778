/*
 * Texts of figures, and tables of a page whose columns are as wide as what
 * stands in them. Private to query/.
 */
#ifndef NQ_QUERY_LINE_H
#define NQ_QUERY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/mem.h"

enum {
	NQ_VALUE_TEXT = 128,
	NQ_PAGE = 100,		/* columns of a page for people */
	NQ_MAX_COLUMNS = 14	/* more do not fit a page */
};

/* "≥ 14.210 tỷ", "+9,12 %": bound and transformation as in the warehouse,
 * NULL where they do not matter. */
const char *nq_value_text(double, int mult, const char *unit,
    const char *bound, const char *transformation, bool en,
    char out[NQ_VALUE_TEXT]);

/* "QI/2022" for a period code as stored; what is none is given back. */
const char *nq_period_words(const char *code, bool en,
    char out[NQ_VALUE_TEXT]);

/*
 * Cells are added row by row, copied. Columns without any text are left out;
 * the last column is cut where the page ends.
 */
struct nq_columns {
	const char *head[NQ_MAX_COLUMNS];	/* borrowed; "": no heading */
	bool right[NQ_MAX_COLUMNS];
	size_t columns;
	const char **cell;			/* owned; row by row */
	size_t n, cap;
	struct nq_arena arena;
};

/* As many texts as there are columns; NULL is none. */
void nq_columns_row(struct nq_columns *, const char *const *);
/* A line over all columns. */
void nq_columns_line(struct nq_columns *, const char *);
/* Writes and releases it; head before and off behind the headings. */
void nq_columns_put(FILE *, struct nq_columns *, size_t indent,
    const char *head, const char *off);
void nq_columns_release(struct nq_columns *);

#endif
