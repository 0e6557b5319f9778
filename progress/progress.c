#include "progress/progress.h"

#include <math.h>

/* Open SDG's cuts of the ratio, and of the rate without a goal (per cent a
 * year). */
#define ON_TRACK 0.95
#define MODERATE 0.60
#define TREND_ON_TRACK 1.5
#define TREND_MODERATE 0.5
/* Exponent of its factor for quantities near a limit. */
#define LIMIT_POWER 4.44
/* Printed numbers are right to a unit of the last digit; what differs by
 * rounding alone is equal. */
#define ROUNDING 1e-9

const char *
nq_verdict_code(enum nq_verdict v)
{
	static const char *const codes[] = {
		[NQ_REACHED] = "reached", [NQ_ON_TRACK] = "on-track",
		[NQ_BEHIND] = "behind", [NQ_FAR_BEHIND] = "far-behind",
		[NQ_MOVING_AWAY] = "moving-away", [NQ_MISSED] = "missed",
		[NQ_NO_DATA] = "no-data", [NQ_UNVERIFIED] = "unverified",
	};

	return codes[v];
}

const char *
nq_required_code(enum nq_required r)
{
	static const char *const codes[] = {
		[NQ_PERCENT_A_YEAR] = "percent-a-year",
		[NQ_POINTS_A_YEAR] = "points-a-year",
		[NQ_AMOUNT_A_YEAR] = "amount-a-year",
		[NQ_AMOUNT_A_MONTH] = "amount-a-month",
	};

	return codes[r];
}

enum nq_verdict
nq_verdict_of_ratio(double ratio)
{
	if (ratio >= ON_TRACK)
		return NQ_ON_TRACK;
	if (ratio >= MODERATE)
		return NQ_BEHIND;
	return ratio >= 0 ? NQ_FAR_BEHIND : NQ_MOVING_AWAY;
}

double
nq_score_of_ratio(double ratio)
{
	return ratio >= MODERATE ? fmin(7.1429 * ratio - 4.2857, 5) :
	    fmax(4.1667 * ratio - 2.5, -5);
}

static void
set_ratio(struct nq_progress *p, double ratio)
{
	if (!isfinite(ratio))
		return;
	p->has_ratio = p->has_score = true;
	p->ratio = ratio;
	p->score = nq_score_of_ratio(ratio);
}

static void
set_share(struct nq_progress *p, double share)
{
	if (!isfinite(share))
		return;
	p->has_share = true;
	p->share = share;
}

static void
set_required(struct nq_progress *p, enum nq_required kind, double v)
{
	if (!isfinite(v))
		return;
	p->has_required = true;
	p->required_kind = kind;
	p->required = v;
}

/* Reached or not where the time is over, else what the ratio says. */
static void
decide(struct nq_progress *p, bool met, bool over)
{
	if (met) {
		p->verdict = NQ_REACHED;
		p->has_score = true;
		p->score = 5;
	} else if (over) {
		p->verdict = NQ_MISSED;
	} else if (p->has_ratio) {
		p->verdict = nq_verdict_of_ratio(p->ratio);
	}
}

static bool
is_met(double value, double goal, bool up, double slack)
{
	double give = slack + fabs(goal) * ROUNDING;

	return up ? value >= goal - give : value <= goal + give;
}

/*
 * How a rate compares with the one demanded, both in per cent. Where less is
 * better, a fall is asked for (goal < 0: the deeper the better) or a growth is
 * the most that is allowed. A fall that is allowed is no pace.
 */
static void
rate_ratio(struct nq_progress *p, double value, double goal, bool up)
{
	if (fabs(goal) <= ROUNDING || (up && goal < 0))
		return;
	set_share(p, value / goal * 100);
	if (up || goal < 0)
		set_ratio(p, value / goal);
	else
		set_ratio(p, value > 0 ? goal / value : 1);
}

void
nq_progress_average(struct nq_progress *p, const double *growth, size_t k,
    size_t n, double goal, bool up, double *mean)
{
	double product = 1, rest;

	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "chained-mean/1" };
	*mean = 0;
	for (size_t i = 0; i < k; i++)
		product *= 1 + growth[i] / 100;
	if (k == 0 || k > n || !(product > 0) || goal <= -100)
		return;
	*mean = (pow(product, 1 / (double)k) - 1) * 100;
	rate_ratio(p, *mean, goal, up);
	if (k < n) {
		rest = pow(1 + goal / 100, (double)n) / product;
		set_required(p, NQ_PERCENT_A_YEAR,
		    (pow(rest, 1 / (double)(n - k)) - 1) * 100);
	}
	decide(p, k == n && is_met(*mean, goal, up, 0), k == n);
}

/* Rates where both have a meaning, else distances on a straight line. */
static void
path_ratio(struct nq_progress *p, const struct nq_path *v, bool rates)
{
	double observed, required, d = v->up ? 1 : -1;

	if (rates) {
		observed = pow(v->latest / v->base, 1.0 / (v->t - v->b)) - 1;
		required = pow(v->goal / v->base, 1.0 / (v->g - v->b)) - 1;
	} else {
		observed = (v->latest - v->base) / (v->t - v->b);
		required = (v->goal - v->base) / (v->g - v->b);
	}
	if (d * required > 0)
		set_ratio(p, d * observed / fabs(required));
	else
		p->why = NQ_NO_RATE;
}

/* What is asked of the years that are left. */
static void
path_required(struct nq_progress *p, const struct nq_path *v, bool rates)
{
	int left = v->g - v->t;

	if (left <= 0)
		return;
	if (rates)
		set_required(p, NQ_PERCENT_A_YEAR,
		    (pow(v->goal / v->latest, 1.0 / left) - 1) * 100);
	else
		set_required(p, v->linear ? NQ_POINTS_A_YEAR :
		    NQ_AMOUNT_A_YEAR, (v->goal - v->latest) / left);
}

/* A goal that is its base is to be held. */
static void
keep(struct nq_progress *p, const struct nq_path *v, bool met)
{
	p->method = "maintain/1";
	decide(p, met, v->t >= v->g);
	if (!met && v->t < v->g)
		p->verdict = NQ_MOVING_AWAY;
}

void
nq_progress_level(struct nq_progress *p, const struct nq_path *v)
{
	bool met = is_met(v->latest, v->goal, v->up, v->slack);
	bool rates = !v->linear && v->base > 0 && v->latest > 0 &&
	    v->goal > 0;
	bool same = fabs(v->goal - v->base) <= fabs(v->goal) * ROUNDING;

	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = rates ? "cagr-ratio/1" : "linear-path/1" };
	/* Where less is better, twice the goal is half the way. */
	if (v->goal > 0 && v->latest >= 0)
		set_share(p, (v->up ? v->latest / v->goal :
		    v->goal / v->latest) * 100);
	if (!met)
		path_required(p, v, v->latest > 0 && v->goal > 0 &&
		    !v->linear);
	if (v->keep || (v->t > v->b && same)) {
		keep(p, v, met);
		return;
	}
	if (v->g <= v->b && !v->soft) {
		p->why = NQ_BAD_TERM;
		return;
	}
	if (v->t <= v->b)
		p->why = NQ_ONE_POINT;
	else if (v->up ? v->goal < v->base : v->goal > v->base)
		p->why = NQ_WRONG_WAY;
	else
		path_ratio(p, v, rates);
	if (p->why == NQ_WRONG_WAY && !v->soft)
		return;
	decide(p, met, v->t >= v->g);
}

double
nq_limit_factor(double base, double limit)
{
	if (!(limit > 0) || base >= 2 * limit)
		return 1;
	return 1 - pow(base <= limit ? base / limit :
	    (2 * limit - base) / limit, LIMIT_POWER);
}

/* Open SDG's score of a rate (a fraction) where there is no goal. */
static double
trend_score(double r, double c)
{
	if (c <= 0)
		return r >= 0 ? 5 : fmax(125 * r - 2.5, -5);
	if (r < 0)
		return fmax(125 * r - 2.5, -5);
	if (r < c * TREND_MODERATE / 100)
		return 500 * r / c - 2.5;
	if (r < c * TREND_ON_TRACK / 100)
		return 250 * r / c - 1.25;
	return fmin(500 * r / c - 5, 5);
}

void
nq_progress_trend(struct nq_progress *p, const struct nq_path *v,
    double limit)
{
	double rate, c = nq_limit_factor(v->base, limit);

	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "cagr-trend/1" };
	if (v->t <= v->b) {
		p->why = NQ_ONE_POINT;
		return;
	}
	if (!(v->base > 0) || !(v->latest > 0)) {
		p->why = NQ_NO_RATE;
		return;
	}
	rate = (pow(v->latest / v->base, 1.0 / (v->t - v->b)) - 1) *
	    (v->up ? 1 : -1);
	p->has_rate = p->has_score = true;
	p->rate = rate * 100;
	p->score = trend_score(rate, c);
	if (c > 0) {
		p->has_ratio = true;
		p->ratio = p->rate / (TREND_ON_TRACK * c);
	}
	p->verdict = rate * 100 >= TREND_ON_TRACK * c ? NQ_ON_TRACK :
	    rate * 100 >= TREND_MODERATE * c ? NQ_BEHIND :
	    rate >= 0 ? NQ_FAR_BEHIND : NQ_MOVING_AWAY;
}

void
nq_progress_share(struct nq_progress *p, double share, double elapsed,
    bool up)
{
	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "share-of-plan/1" };
	set_share(p, share);
	if (!(elapsed > 0))
		return;
	set_ratio(p, up ? share / 100 / elapsed : share > 0 ?
	    elapsed * 100 / share : 1);
	if (up)
		decide(p, is_met(share, 100, true, 0), elapsed >= 1);
	else
		/* A ceiling is kept when the time is over, not before. */
		decide(p, elapsed >= 1 && is_met(share, 100, false, 0),
		    elapsed >= 1 || share > 100);
}

void
nq_progress_rate(struct nq_progress *p, double value, double goal, bool up,
    bool over)
{
	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "rate-compared/1" };
	rate_ratio(p, value, goal, up);
	decide(p, over && is_met(value, goal, up, 0), over);
}

void
nq_progress_band(struct nq_progress *p, double value, double lower,
    double upper, bool over)
{
	bool inside = is_met(value, lower, true, 0) &&
	    is_met(value, upper, false, 0);

	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "band/1" };
	decide(p, inside, over);
	if (!inside && !over)
		p->verdict = NQ_MOVING_AWAY;
}
