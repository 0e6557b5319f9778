/*
 * Drawings of the report, as SVG whose text is text and whose colours are
 * the style sheet's. Private to query/report/.
 */
#ifndef NQ_QUERY_REPORT_CHART_H
#define NQ_QUERY_REPORT_CHART_H

#include "query/report/years.h"

struct nq_sheet;
struct nq_progress;

/* Years of a goal: figures, plans, the goal and the way to it. The numbers
 * lead to their evidence on the page. Nothing where y has no year. */
void nq_chart_put(struct nq_sheet *, const struct nq_goal *,
    const struct nq_years *);

/* What its signs mean, those that it uses. */
void nq_legend_put(struct nq_sheet *, const struct nq_years *);

/* How much of the way, as a bar with its number beside it; "—" where that is
 * not known. */
void nq_bar_put(struct nq_sheet *, const struct nq_progress *);

/* The paces that a part of a year is held against, on one scale. */
void nq_paces_put(struct nq_sheet *, const struct nq_assessment *);

#endif
