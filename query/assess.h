/*
 * A target held against the warehouse: which figures count, what follows
 * from them, and why. Private to query/.
 */
#ifndef NQ_QUERY_ASSESS_H
#define NQ_QUERY_ASSESS_H

#include <stdbool.h>

#include "core/period.h"
#include "query/progress.h"
#include "query/series.h"

struct nq_err;

/* One row of targets.sql, strings borrowed from the statement. */
struct nq_goal {
	const char *code, *resolution, *clause, *name, *indicator, *area,
	    *part, *price_base, *kind, *direction, *certainty, *unit, *source,
	    *bound, *wording, *territory;
	struct nq_period period, base;	/* base.year 0: none */
	bool has_value;
	double value;
	int mult;
};

struct nq_assessment {
	struct nq_progress progress;
	bool has_latest, provisional;
	struct nq_point latest;		/* value in the goal's multiple */
	const char *latest_as;		/* "level", "yoy" …, static */
	char reason[256];		/* in the reader's language */
};

int nq_assess(const struct nq_reader *, const struct nq_goal *,
    struct nq_assessment *, struct nq_err *);

#endif
