/*
 * The plans of a family's periods, from "x % of plan" and from plans stated
 * outright. Pure: figures in, plans out.
 *
 * A share is paired with the level of the same release, period and role; of
 * several the one at constant prices, in which plans are made, then one
 * inferred so, then any other. Pairs of one planned period, unit, territory
 * and price base are cut with each other. Where they cannot be one number
 * they form the fewest layers that hold them (intervals in order of their
 * upper ends; each that begins above the last layer's upper end begins a
 * layer). Shares whose words name a layer (ministry, council), and scenarios
 * (their role does), never share a layer with others so named; nameless ones
 * join the one named layer that they fit, scenarios excepted. A pair that
 * fits several layers says nothing of which, and cuts none.
 *
 * A value at current prices beside a share of a plan at constant ones agrees
 * with it by the ratio of the bases: it is shown, and cuts nothing. Layers
 * are numbered by their first publication. Private to load/.
 */
#ifndef NQ_LOAD_PLAN_H
#define NQ_LOAD_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "load/figure.h"

struct nq_prices;

enum nq_plan_rule { NQ_BY_ROLE, NQ_BY_WORDING, NQ_BY_NUMBER };
enum nq_plan_use { NQ_COUNTS, NQ_FITS_SEVERAL, NQ_OTHER_BASE, NQ_STATED };

const char *nq_plan_rule(enum nq_plan_rule);
const char *nq_plan_use(enum nq_plan_use);

/* Strings are borrowed from the figures. */
struct nq_plan {
	int first, months;		/* planned, as nq_period_first */
	const char *territory, *base, *unit;
	const char *kind;		/* code of plans.json, or "_U" */
	enum nq_plan_rule rule;
	int layer, layers;
	struct nq_span printed;		/* what all prints allow */
	struct nq_span likely;		/* open sides closed */
	bool has_stated, bound_word;
	double stated;
	int inside;			/* -1: no plan was stated */
	size_t shares;
	size_t begin;			/* figure published first */
};

struct nq_plan_link {
	size_t plan;			/* place in nq_plans.v */
	enum nq_plan_use use;
	size_t figure;			/* the share, or the plan stated */
	size_t value;			/* the level beside it, or figure */
	struct nq_span printed;
};

/* Owned; v in order of display, link in order of plan. */
struct nq_plans {
	struct nq_plan *v;
	size_t n, cap;
	struct nq_plan_link *link;
	size_t links, link_cap;
};

/* v: a family in the order of family.sql, inferences filled in. */
void nq_plans_make(const struct nq_figure *v, size_t n,
    const struct nq_prices *, struct nq_plans *);
void nq_plans_release(struct nq_plans *);

#endif
