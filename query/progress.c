#include "query/progress.h"

#include <math.h>

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

enum nq_verdict
nq_verdict_of_ratio(double ratio)
{
	if (ratio >= 0.95)
		return NQ_ON_TRACK;
	if (ratio >= 0.60)
		return NQ_BEHIND;
	return ratio >= 0 ? NQ_FAR_BEHIND : NQ_MOVING_AWAY;
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
	if (fabs(goal) > 1e-12) {
		p->has_ratio = p->has_share = true;
		p->ratio = up ? *mean / goal : goal / *mean;
		if (!isfinite(p->ratio))
			p->has_ratio = p->has_share = false;
		p->share = p->ratio * 100;
	}
	if (k < n) {
		rest = pow(1 + goal / 100, (double)n) / product;
		p->required = (pow(rest, 1 / (double)(n - k)) - 1) * 100;
		p->has_required = true;
	}
	/* A printed rate is right to a unit of its last digit; a mean that
	 * differs from the goal by rounding alone is the goal. */
	if (k == n)
		p->verdict = (up ? *mean >= goal - 1e-9 :
		    *mean <= goal + 1e-9) ? NQ_REACHED : NQ_MISSED;
	else if (p->has_ratio)
		p->verdict = nq_verdict_of_ratio(p->ratio);
}

/* Rates where both have a meaning, else distances on a straight line. */
static bool
level_ratio(double base, int b, double latest,
    int t, double goal, int g, double d, double *ratio)
{
	double observed, required;

	if (t <= b || g <= b)
		return false;
	if (base > 0 && latest > 0 && goal > 0) {
		observed = pow(latest / base, 1.0 / (t - b)) - 1;
		required = pow(goal / base, 1.0 / (g - b)) - 1;
	} else {
		observed = (latest - base) / (t - b);
		required = (goal - base) / (g - b);
	}
	if (fabs(required) < 1e-12 || d * required < 0)
		return false;
	*ratio = d * observed / fabs(required);
	return isfinite(*ratio);
}

void
nq_progress_level(struct nq_progress *p, double base, int b, double latest,
    int t, double goal, int g, bool up)
{
	bool met = up ? latest >= goal : latest <= goal;

	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "cagr-ratio/1" };
	p->has_ratio = level_ratio(base, b, latest, t, goal, g,
	    up ? 1 : -1, &p->ratio);
	if (goal > 0 && latest >= 0) {
		p->has_share = true;
		p->share = latest / goal * 100;
	}
	if (t < g && latest > 0 && goal > 0) {
		p->has_required = !met;
		p->required = (pow(goal / latest, 1.0 / (g - t)) - 1) * 100;
	}
	if (met)
		p->verdict = NQ_REACHED;
	else if (t >= g)
		p->verdict = NQ_MISSED;
	else if (p->has_ratio)
		p->verdict = nq_verdict_of_ratio(p->ratio);
}

void
nq_progress_share(struct nq_progress *p, double share, double elapsed)
{
	*p = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "share-of-plan/1", .has_share = true,
		.share = share };
	if (!(elapsed > 0))
		return;
	p->has_ratio = true;
	p->ratio = share / 100 / elapsed;
	if (share >= 100)
		p->verdict = NQ_REACHED;
	else if (elapsed >= 1)
		p->verdict = NQ_MISSED;
	else
		p->verdict = nq_verdict_of_ratio(p->ratio);
}
