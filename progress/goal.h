/*
 * What a document demands, as the warehouse has it (table target, taken from
 * schemas/targets.json; docs/targets.md explains each field). Texts in two
 * languages are indexed by "is it English".
 */
#ifndef NQ_PROGRESS_GOAL_H
#define NQ_PROGRESS_GOAL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/mem.h"
#include "core/period.h"

struct nq_err;
struct nq_opts;
struct sqlite3;

/* Strings belong to the list; NULL where the column is. */
struct nq_goal {
	const char *code, *resolution, *clause, *indicator, *area, *part,
	    *price_base, *kind, *bound, *direction, *unit, *certainty,
	    *territory, *layer, *source, *source_url;
	const char *resolution_kind, *issued;
	const char *title[2], *name[2], *wording[2], *office[2];
	struct nq_period period, base;	/* base.year 0: none */
	bool has_value, has_range, has_limit;
	double value, lower, upper;	/* times 10^mult of the unit */
	double limit;			/* that the quantity cannot pass */
	int mult;
};

struct nq_goals {
	struct nq_goal *v;		/* owned, in order of display */
	size_t n, cap;
	struct nq_arena arena;
};

/* All of them, by query/targets.sql. Always followed by nq_goals_release. */
int nq_goals_read(struct nq_goals *, struct sqlite3 *, const struct nq_opts *,
    struct nq_err *);
void nq_goals_release(struct nq_goals *);

const struct nq_goal *nq_goals_find(const struct nq_goals *,
    const char *code);

/* More is better: "up" and "keep-above". */
bool nq_goal_is_up(const struct nq_goal *);

/* The year that decides: the last one of its term. */
int nq_goal_last_year(const struct nq_goal *);

#endif
