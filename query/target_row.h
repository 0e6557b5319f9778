/*
 * A target with its verdict as one row: what "nqtrack status" prints for
 * programs, and what "nqtrack export" writes. Private to query/.
 */
#ifndef NQ_QUERY_TARGET_ROW_H
#define NQ_QUERY_TARGET_ROW_H

#include <stdbool.h>

#include "progress/assess.h"
#include "query/table.h"

enum {
	NQ_TARGET_COLUMNS = 43,
	/* Bytes of the list of figures that a verdict rests on: a use and a
	 * number each. */
	NQ_INPUTS_TEXT = NQ_MAX_INPUTS * 36
};

/* Their names, in the order of the cells. */
const char *const *nq_target_columns(void);

/* Cells point into the row, the goal and the assessment. */
struct nq_target_row {
	struct nq_cell cell[NQ_TARGET_COLUMNS];
	char number[16][40];
	char period[NQ_PERIOD_TEXT], base[NQ_PERIOD_TEXT],
	    latest[NQ_PERIOD_TEXT];
	char inputs[NQ_INPUTS_TEXT];	/* "latest:12 base:3" */
};

void nq_target_row_make(struct nq_target_row *, const struct nq_goal *,
    const struct nq_assessment *, bool en);

#endif
