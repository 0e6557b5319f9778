/* The tables of a target's page. Private to query/report/. */
#ifndef NQ_QUERY_REPORT_TABLES_H
#define NQ_QUERY_REPORT_TABLES_H

#include "query/report/years.h"

struct nq_sheet;

/* A table that scrolls by itself where the screen is narrow: the heading of
 * its section names it, and ends by nq_scroll_close. heads: two languages a
 * column, those of numbers begin with a blank. */
void nq_scroll_open(struct nq_sheet *, const char *id, const char *heading,
    const char *caption, const char *const heads[][2], size_t columns);
void nq_scroll_close(struct nq_sheet *);

/* The drawing, and the table behind it. */
void nq_years_put(struct nq_sheet *,
    const struct nq_goal *, const struct nq_years *);

/* The figures that the verdict rests on. */
void nq_inputs_put(struct nq_sheet *, const struct nq_goal *,
    const struct nq_assessment *);

/* The verdicts as they were given. */
int nq_history_put(const struct nq_report *, struct nq_sheet *,
    const struct nq_goal *, struct nq_err *);

#endif
