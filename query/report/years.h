/*
 * A goal's figures year by year: what its drawing shows and the table behind
 * it. Private to query/report/.
 */
#ifndef NQ_QUERY_REPORT_YEARS_H
#define NQ_QUERY_REPORT_YEARS_H

#include <stdbool.h>
#include <stddef.h>

#include "progress/assess.h"

struct nq_report;
struct nq_err;

enum {
	/* Years of a drawing: a term of fifteen and what came before. More
	 * have no room for their numbers. */
	NQ_MAX_YEARS = 24,
	/* Years before a goal of one year that are shown beside it. */
	NQ_YEARS_BEFORE = 5
};

/* Values in the unit of the whole. */
struct nq_year {
	int year;
	const struct nq_point *actual;	/* NULL: none; else best known */
	double value;
	bool compared;			/* at the goal's prices, about its
					 * territory */
	bool has_plan;
	double plan;
	const struct nq_point *plan_point;	/* stated by a release … */
	const struct nq_goal *plan_goal;	/* … or by the catalogue */
	bool has_target;		/* the goal is about this year */
	bool has_path;			/* what it takes from the latest on */
	double path;
};

struct nq_years {
	const char *as;			/* "level", "yoy", "share"; static */
	const char *unit;		/* borrowed from goal or assessment */
	int mult;
	struct nq_year v[NQ_MAX_YEARS];
	size_t n;			/* 0: neither a figure nor a number */
	bool steps;			/* path: what each of some years has to
					 * bring, not a way through them */
};

int nq_years_read(struct nq_report *, size_t goal, struct nq_years *,
    struct nq_err *);

/* What changes between a figure and the one drawn before it. */
enum { NQ_BREAK_PRICES = 1, NQ_BREAK_TERRITORY = 2 };
int nq_years_break(const struct nq_years *, size_t i);

#endif
