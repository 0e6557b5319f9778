/* Amounts that fill up: a sum over a term, the plan of a year. */
#include "progress/judge.h"

#include <math.h>
#include <string.h>

/* A printed share of a plan and the one that follows from the printed value
 * differ by rounding; by more, the text means another plan. In per cent. */
#define SAME_PLAN 2.0

int
nq_judge_sum(struct nq_case *c)
{
	int years = c->g->period.months / 12, k = 0;
	const struct nq_point *p, *first = NULL, *last = NULL;
	const struct nq_fit fit = nq_goal_fit(c->g);
	struct nq_progress *out = &c->a->progress;
	struct nq_series s;
	double sum = 0;

	if (nq_case_series(c, "level", NULL, &s) != 0)
		return -1;
	for (int y = 0; y < years && y < NQ_MAX_TERM; y++) {
		p = nq_point_at(&fit, &s, NQ_YEAR(c->g->period.year + y));
		/* Amounts of two price bases have no sum. */
		if (p == NULL || (first != NULL && strcmp(nq_point_base(p),
		    nq_point_base(first)) != 0))
			continue;
		first = first == NULL ? p : first;
		last = p;
		sum += nq_goal_value(c->g, p);
		nq_case_use(c, NQ_USE_YEAR, p, "level");
		k++;
	}
	if (last != NULL)
		nq_case_use(c, NQ_USE_LATEST, last, "level");
	if (k > 0 && c->g->value > 0)
		nq_progress_share(out, sum / c->g->value * 100,
		    (double)k / years, nq_goal_is_up(c->g));
	nq_case_allow_slack(c, sum);
	/* A ceiling needs nothing. */
	if (k > 0 && k < years && sum < c->g->value && nq_goal_is_up(c->g)) {
		out->has_required = true;
		out->required_kind = NQ_AMOUNT_A_YEAR;
		out->required = (c->g->value - sum) / (years - k);
	}
	out->method = "sum/1";
	c->a->provisional |= k < years;
	nq_case_say(c, "%d/%d năm có số", "%d of %d years", k, years);
	if (k > 0)
		nq_case_say_sum(c, sum);
	if (out->has_required && !c->a->term_over)
		nq_case_say_amount(c, out->required, false);
	if (first != NULL)
		nq_case_say_base(c, first);
	if (k > 0 && k < years && c->a->term_over)
		nq_case_say(c, "kỳ đã hết, chưa đủ số để kết luận", "the term "
		    "is over, without the figures to conclude");
	return 0;
}

static bool
is_yearly(const struct nq_goal *g)
{
	return g->period.months == 12 && g->period.month == 1;
}

/* As what a share of this plan is printed. */
static const char *
share_name(const struct nq_goal *g)
{
	return is_yearly(g) ? "of_year_plan" : g->layer != NULL &&
	    strcmp(g->layer, "scenario") == 0 ? "of_scenario" :
	    "of_period_plan";
}

/* The level that a printed share of the same period goes with. */
static const struct nq_point *
level_beside(const struct nq_case *c, const struct nq_series *levels,
    struct nq_period period)
{
	const struct nq_fit fit = nq_goal_fit(c->g);
	const struct nq_point *p = nq_point_at(&fit, levels, period);

	return p != NULL && !nq_case_is_odd(c, p, (double)period.months /
	    c->g->period.months) ? p : NULL;
}

static double
share_of(const struct nq_case *c, const struct nq_point *p)
{
	return nq_goal_value(c->g, p) / c->g->value * 100;
}

/*
 * The share of this plan that was printed for exactly this period, or NULL.
 * A year can have several plans (a budget has one of each level of the
 * state), so the share must agree with the value beside it; where the value
 * has no price base, the share is the surer of the two.
 */
static const struct nq_point *
printed_at(const struct nq_case *c, const struct nq_series *shares,
    const struct nq_series *levels, struct nq_period period)
{
	const struct nq_point *p, *best = NULL;
	const struct nq_point *level = level_beside(c, levels, period);
	const struct nq_fit fit = nq_goal_fit(c->g);
	double away, least = INFINITY;

	for (size_t i = 0; i < shares->n; i++) {
		p = &shares->v[i];
		if (!nq_period_is_same(p->period, period) ||
		    strcmp(p->unit, "PT") != 0 || (fit.territory != NULL &&
		    strcmp(fit.territory, p->territory) != 0))
			continue;
		if (level == NULL && best != NULL &&
		    fabs(p->value - best->value) > SAME_PLAN)
			return NULL;
		away = level != NULL ? fabs(p->value - share_of(c, level)) :
		    0;
		if (away < least) {
			least = away;
			best = p;
		}
	}
	if (level != NULL && least > SAME_PLAN &&
	    !nq_point_is_unnamed(&fit, level))
		return NULL;
	return best;
}

static const struct nq_point *
printed_latest(const struct nq_case *c, const struct nq_series *shares,
    const struct nq_series *levels)
{
	const struct nq_point *p = NULL;
	struct nq_period part = c->g->period;

	/* Months from January on, of a year's plan. */
	do
		p = printed_at(c, shares, levels, part);
	while (p == NULL && is_yearly(c->g) && --part.months > 0);
	return p;
}

/* Progress as the text has it; the value beside it is shown. */
static void
plan_printed(struct nq_case *c, const struct nq_point *share,
    const struct nq_series *levels)
{
	const struct nq_point *p = level_beside(c, levels, share->period);
	int months = share->period.months, whole = c->g->period.months;

	nq_progress_share(&c->a->progress, share->value,
	    (double)months / whole, nq_goal_is_up(c->g));
	nq_case_allow_slack(c, share->value / 100 * c->g->value);
	c->a->progress.method = "printed-share/1";
	c->a->provisional |= months < whole;
	if (p != NULL && fabs(share_of(c, p) - share->value) > SAME_PLAN)
		p = NULL;
	nq_case_use(c, NQ_USE_LATEST, p != NULL ? p : share,
	    p != NULL ? "level" : share_name(c->g));
	if (p != NULL)
		nq_case_use(c, NQ_USE_SHARE, share, share_name(c->g));
	if (months < whole)
		nq_case_say(c, "in trong bài: %.6g %% kế hoạch, số %d/%d "
		    "tháng", "%.6g %% of the plan, as printed for %d of %d "
		    "months", share->value, months, whole);
	else if (strcmp(share_name(c->g), "of_scenario") == 0)
		nq_case_say(c, "in trong bài: %.6g %% kịch bản",
		    "%.6g %% of the scenario, as printed", share->value);
	else
		nq_case_say(c, "in trong bài: %.6g %% kế hoạch",
		    "%.6g %% of the plan, as printed", share->value);
	if (p != NULL)
		nq_case_say_base(c, p);
	if (months < whole)
		nq_case_say_over(c);
}

static void
plan_computed(struct nq_case *c, const struct nq_point *p)
{
	int months = p->period.months, whole = c->g->period.months;
	double v = nq_goal_value(c->g, p);

	nq_case_use(c, NQ_USE_LATEST, p, "level");
	nq_progress_share(&c->a->progress, share_of(c, p),
	    (double)months / whole, nq_goal_is_up(c->g));
	nq_case_allow_slack(c, v);
	c->a->provisional |= months < whole;
	if (months < whole)
		nq_case_say(c, "số mới nhất là %d/%d tháng", "%d of %d "
		    "months, the last known", months, whole);
	if (c->g->has_range && v >= c->g->lower && v <= c->g->upper &&
	    months == whole) {
		c->a->provisional = true;
		nq_case_say(c, "trong khoảng làm tròn của kế hoạch suy ra",
		    "within what rounding allows of the implied plan");
	}
	nq_case_say_base(c, p);
	if (months < whole)
		nq_case_say_over(c);
}

/* Does a value, known for longer than the printed share, count before it?
 * Not one that may be at other prices than the plan. */
static bool
is_news(const struct nq_case *c, const struct nq_point *level,
    const struct nq_point *share)
{
	const struct nq_fit fit = nq_goal_fit(c->g);

	return level != NULL &&
	    level->period.months > share->period.months &&
	    !(nq_point_is_unnamed(&fit, level) &&
	    strncmp(c->g->price_base, "constant", 8) == 0);
}

static void
set_pace(struct nq_case *c, enum nq_pace_kind kind, double expected)
{
	struct nq_pace *p = &c->a->pace[kind];

	if (!c->a->progress.has_share || !(expected > 0) ||
	    !isfinite(expected))
		return;
	*p = (struct nq_pace){ true, expected,
		c->a->progress.share / expected };
}

/* Last year's same months as a share of last year, both at the prices of
 * like. */
static void
season(struct nq_case *c, const struct nq_series *levels,
    const struct nq_point *like)
{
	const struct nq_fit fit = { like->unit, nq_point_base(like),
		like->territory };
	struct nq_period part = nq_period_shift(like->period, -1);
	const struct nq_point *p = nq_point_at(&fit, levels, part);
	const struct nq_point *whole = nq_point_at(&fit, levels,
	    nq_period_shift(c->g->period, -1));

	if (p == NULL || whole == NULL || nq_goal_value(c->g, whole) <= 0 ||
	    strcmp(nq_point_base(p), nq_point_base(like)) != 0 ||
	    strcmp(nq_point_base(whole), nq_point_base(like)) != 0)
		return;
	nq_case_use(c, NQ_USE_LAST_PART, p, "level");
	nq_case_use(c, NQ_USE_LAST_YEAR, whole, "level");
	set_pace(c, NQ_PACE_SEASON, nq_goal_value(c->g, p) /
	    nq_goal_value(c->g, whole) * 100);
	if (c->a->pace[NQ_PACE_SEASON].has)
		nq_case_say(c, "cùng kỳ năm trước được %.1f %% cả năm",
		    "%.1f %% of the year by then last year",
		    c->a->pace[NQ_PACE_SEASON].expected);
}

/* A share of the scenario of these months as printed, else the scenario
 * itself. */
static int
scenario(struct nq_case *c, const struct nq_point *like)
{
	const struct nq_fit rate = { "PT", "_U", like->territory };
	const struct nq_fit fit = { like->unit, nq_point_base(like),
		like->territory };
	const struct nq_point *p;
	double share = c->a->progress.share;
	struct nq_series s;

	if (nq_case_series(c, "of_scenario", NULL, &s) != 0)
		return -1;
	if ((p = nq_point_at(&rate, &s, like->period)) != NULL &&
	    p->value > 0) {
		nq_case_use(c, NQ_USE_SCENARIO, p, "of_scenario");
		set_pace(c, NQ_PACE_SCENARIO, share / p->value * 100);
	} else {
		if (nq_case_series(c, "level", "scenario", &s) != 0)
			return -1;
		p = nq_point_at(&fit, &s, like->period);
		if (p == NULL || strcmp(like->unit, "PT") == 0)
			return 0;
		nq_case_use(c, NQ_USE_SCENARIO, p, "level");
		set_pace(c, NQ_PACE_SCENARIO, share_of(c, p));
	}
	if (c->a->pace[NQ_PACE_SCENARIO].has)
		nq_case_say(c, "bằng %.4g %% kịch bản", "%.4g %% of the "
		    "scenario", c->a->pace[NQ_PACE_SCENARIO].ratio * 100);
	return 0;
}

/* How far the year should be by now, in three ways; the verdict is about the
 * first one, which is always known. */
static int
paces(struct nq_case *c, const struct nq_series *levels)
{
	const struct nq_point *latest = &c->a->latest;
	const struct nq_progress *p = &c->a->progress;
	int left = c->g->period.months - latest->period.months;

	set_pace(c, NQ_PACE_TIME, (double)latest->period.months /
	    c->g->period.months * 100);
	if (left <= 0)
		return 0;
	if (strcmp(c->a->latest_as, "level") == 0) {
		season(c, levels, latest);
		if (latest->value < c->g->value && nq_goal_is_up(c->g)) {
			c->a->progress.has_required = true;
			c->a->progress.required_kind = NQ_AMOUNT_A_MONTH;
			c->a->progress.required =
			    (c->g->value - latest->value) / left;
			if (!c->a->term_over)
				nq_case_say_amount(c, p->required,
				    true);
		}
	}
	return p->has_share ? scenario(c, latest) : 0;
}

/* The value that reaches furthest, and one that is odd, which is not it. */
static const struct nq_point *
latest_level(const struct nq_case *c, const struct nq_series *s,
    const struct nq_point **odd)
{
	const struct nq_fit fit = nq_goal_fit(c->g);
	int year = c->g->period.year;
	const struct nq_point *p = is_yearly(c->g) ?
	    nq_point_latest(&fit, s, year, false) :
	    nq_point_at(&fit, s, c->g->period);

	*odd = NULL;
	if (p == NULL || !nq_case_is_odd(c, p, (double)p->period.months /
	    c->g->period.months))
		return p;
	*odd = p;
	return is_yearly(c->g) ? nq_point_latest(&fit, s, year, true) : NULL;
}

/* A share printed in the text counts before one that we work out. */
int
nq_judge_plan(struct nq_case *c)
{
	const struct nq_point *level, *share = NULL, *odd;
	struct nq_series s, shares;

	c->a->progress.method = "share-of-plan/1";
	if (nq_case_series(c, "level", NULL, &s) != 0 ||
	    nq_case_series(c, share_name(c->g), NULL, &shares) != 0)
		return -1;
	level = latest_level(c, &s, &odd);
	if (c->g->value > 0)
		share = printed_latest(c, &shares, &s);
	if (share != NULL && !is_news(c, level, share)) {
		plan_printed(c, share, &s);
		return paces(c, &s);
	}
	if (level != NULL && c->g->value > 0) {
		plan_computed(c, level);
		return paces(c, &s);
	}
	if (odd != NULL)
		nq_case_set_odd(c, odd);
	else
		nq_case_say(c, "chưa có số năm %d", "no value of %d",
		    c->g->period.year);
	return 0;
}
