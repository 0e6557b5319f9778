/* A series as a page for people: chart and table. Private to query/series/. */
#ifndef NQ_QUERY_SERIES_PAGE_H
#define NQ_QUERY_SERIES_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "query/ask.h"
#include "query/name.h"
#include "query/style.h"
#include "query/series/track.h"

/* All borrowed. */
struct nq_series_page {
	const struct nq_ask *ask;
	const struct nq_style *style;
	const struct nq_name *name;
	const struct nq_key *key;
	const char *area[2], *part[2];	/* names; part NULL: the whole */
	const struct nq_goals *goals;
	const struct nq_track *track;
	const bool *shown;		/* of each row of the track */
	size_t hidden;			/* shorter periods left out */
};

void nq_series_page_put(const struct nq_series_page *);

/*
 * The goal that a row is held against: of its year, unit, price base and
 * territory; the first of several in order of display, from the goal
 * numbered *i on, which then is the next one to be looked at. NULL: none.
 */
const struct nq_goal *nq_row_goal(const struct nq_series_page *,
    const struct nq_row *, size_t *i);

#endif
