#include "query/assess.h"

#include "core/err.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	/* Years a target's term may have; longer ones are no terms. */
	MAX_YEARS = 30,
	/* Years before its goal in which a level without a stated base may
	 * begin; the year used is printed. */
	LOOK_BACK = 10
};

/*
 * A figure without a price base that runs so far ahead of a plan at constant
 * prices is taken for one at current prices, which were 1.37 times the
 * constant ones of 2010 in 2022. Plans are not beaten by a fifth.
 */
#define PLAUSIBLE_PACE 1.2
/* A printed share of a plan and the one that follows from the printed value
 * differ by rounding; by more, the text means another plan. In per cent. */
#define SAME_PLAN 2.0

static struct nq_fit
fit_of(const struct nq_goal *g)
{
	return (struct nq_fit){ g->unit, g->price_base, g->territory };
}

static double
in_goal_unit(const struct nq_goal *g, const struct nq_point *p)
{
	return p->value * pow(10, p->mult - g->mult);
}

static void
set_latest(const struct nq_goal *g, const struct nq_point *p,
    const char *as, struct nq_assessment *a)
{
	a->has_latest = true;
	a->latest = *p;
	a->latest.value = in_goal_unit(g, p);
	a->latest.mult = g->mult;
	a->latest_as = as;
	a->provisional |= p->status != 'A';
}

/* Adds to the reason. */
__attribute__((format(printf, 2, 3))) static void
say(struct nq_assessment *a, const char *fmt, ...)
{
	size_t used = strlen(a->reason);
	va_list ap;

	if (used > 0 && used + 2 < sizeof(a->reason)) {
		memcpy(a->reason + used, "; ", 3);
		used += 2;
	}
	va_start(ap, fmt);
	vsnprintf(a->reason + used, sizeof(a->reason) - used, fmt, ap);
	va_end(ap);
}

/* What stands beside a number with a price base and has none is told. */
static void
say_base(const struct nq_reader *r, const struct nq_goal *g,
    const struct nq_point *p, struct nq_assessment *a)
{
	const struct nq_fit fit = fit_of(g);

	if (nq_point_is_unnamed(&fit, p)) {
		a->provisional = true;
		say(a, r->en ? "price base not printed" :
		    "không ghi theo giá nào");
	} else if (nq_point_is_inferred(p) &&
	    strcmp(g->price_base, "_U") != 0) {
		a->provisional = true;
		say(a, r->en ? "price base inferred from its numbers" :
		    "giá suy ra từ các số, bài không ghi");
	} else if (p->price_base[0] != '_' &&
	    strcmp(p->price_base, g->price_base) != 0) {
		a->provisional = true;
		say(a, r->en ? "the target's price base is not known" :
		    "không rõ chỉ tiêu theo giá nào");
	}
}

/* Too far ahead to be at the goal's constant prices; elapsed: the part of
 * the time that is over. */
static bool
is_odd(const struct nq_goal *g, const struct nq_point *p, double elapsed)
{
	const struct nq_fit fit = fit_of(g);

	return nq_point_is_unnamed(&fit, p) && g->value > 0 &&
	    strncmp(g->price_base, "constant", 8) == 0 &&
	    in_goal_unit(g, p) > PLAUSIBLE_PACE * elapsed * g->value;
}

/* Shown, but no verdict comes of it. */
static void
set_odd(const struct nq_reader *r, const struct nq_goal *g,
    const struct nq_point *p, struct nq_assessment *a)
{
	set_latest(g, p, "level", a);
	a->progress.verdict = NQ_NO_DATA;
	a->progress.has_share = a->progress.has_ratio =
	    a->progress.has_required = false;
	say(a, r->en ? "price base not printed, and too high for constant "
	    "prices: not compared" : "không ghi theo giá nào, quá cao so với "
	    "giá so sánh: không đem so");
}

/* Growth of each year of the term; years without one are named. */
static int
assess_average(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	double growth[MAX_YEARS], mean;
	int years = g->period.months / 12, k = 0;
	size_t used = 0;
	char gaps[96] = "";
	const struct nq_fit fit = fit_of(g);
	const struct nq_point *p;

	if (nq_series_read(r, g->indicator, g->area, g->part, "yoy", s,
	    e) != 0)
		return -1;
	for (int y = 0; y < years && y < MAX_YEARS; y++) {
		int year = g->period.year + y;

		if ((p = nq_point_at(&fit, s, NQ_YEAR(year))) != NULL) {
			growth[k++] = p->value;
			set_latest(g, p, "yoy", a);
		} else if (used + 8 < sizeof(gaps) && years <= 5) {
			used += (size_t)snprintf(gaps + used,
			    sizeof(gaps) - used, "%s%d", used > 0 ? ", " : "",
			    year);
		}
	}
	/* Of a year still without its own figure, the longest part. */
	for (int y = years - 1; k == 0 && y >= 0 && !a->has_latest; y--)
		if ((p = nq_point_latest(&fit, s, g->period.year + y,
		    false)) != NULL)
			set_latest(g, p, "yoy", a);
	nq_progress_average(&a->progress, growth, (size_t)k, (size_t)years,
	    g->value, g->direction[0] == 'u' || strcmp(g->direction,
	    "keep-above") == 0, &mean);
	a->provisional |= k < years;
	if (years > 5)
		snprintf(gaps, sizeof(gaps), r->en ? "%d years" : "%d năm",
		    years - k);
	if (k == 0)
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "no growth of a whole year" :
		    "chưa có mức tăng của năm nào");
	else if (k < years)
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "mean of %d of %d years %.2f %%; without %s; the others "
		    "need %.2f %% a year" : "bình quân %d/%d năm %.2f %%; "
		    "thiếu %s; các năm đó cần %.2f %%/năm", k, years, mean,
		    gaps, a->progress.required);
	else
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "mean of all %d years %.2f %%" :
		    "bình quân đủ %d năm %.2f %%", k, mean);
	return 0;
}

/* The last whole year with a value, and the first one of the same price
 * base. */
static const struct nq_point *
level_ends(const struct nq_goal *g, const struct nq_series *s, int from,
    const struct nq_point **base)
{
	const struct nq_fit fit = fit_of(g);
	const struct nq_point *p, *last = NULL;

	*base = NULL;
	for (int y = g->period.year; y >= from; y--) {
		p = nq_point_at(&fit, s, NQ_YEAR(y));
		if (p == NULL)
			continue;
		last = last == NULL ? p : last;
		/* Not the one that suits the goal best in that year. */
		for (size_t i = 0; i < s->n; i++)
			if (nq_period_is_same(s->v[i].period, NQ_YEAR(y)) &&
			    nq_point_fits(&fit, &s->v[i]) &&
			    strcmp(nq_point_base(&s->v[i]),
			    nq_point_base(last)) == 0)
				*base = &s->v[i];
	}
	return last;
}

static int
assess_level(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const char *as = strcmp(g->kind, "share") == 0 ? "share" : "level";
	const struct nq_point *base, *last;
	int goal_year = g->period.year, from;

	if (nq_series_read(r, g->indicator, g->area, g->part, as, s, e) != 0)
		return -1;
	from = g->base.year != 0 ? g->base.year :
	    goal_year - LOOK_BACK;
	last = level_ends(g, s, from, &base);
	if (last == NULL || base == NULL) {
		a->progress.verdict = NQ_NO_DATA;
		say(a, r->en ? "no value of a whole year from %d to %d" :
		    "chưa có số cả năm nào từ %d đến %d", from, goal_year);
		return 0;
	}
	set_latest(g, last, as, a);
	nq_progress_level(&a->progress, in_goal_unit(g, base),
	    base->period.year, a->latest.value, last->period.year, g->value,
	    goal_year, g->direction[0] == 'u' ||
	    strcmp(g->direction, "keep-above") == 0);
	a->provisional |= base->status != 'A';
	if (is_odd(g, last, 1)) {
		set_odd(r, g, last, a);
		return 0;
	}
	if (a->progress.verdict == NQ_NO_DATA)
		say(a, r->en ? "one year only (%d): no pace to judge" :
		    "mới có một năm (%d): chưa so được tốc độ",
		    last->period.year);
	else if (a->progress.has_required)
		say(a, r->en ? "since %d; needs %.1f %% a year" :
		    "so với %d; cần %.1f %%/năm", base->period.year,
		    a->progress.required);
	say_base(r, g, last, a);
	return 0;
}

static int
assess_growth(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const struct nq_fit fit = fit_of(g);
	const struct nq_point *p;
	bool up = g->direction[0] == 'u' ||
	    strcmp(g->direction, "keep-above") == 0;

	if (nq_series_read(r, g->indicator, g->area, g->part, "yoy", s,
	    e) != 0)
		return -1;
	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "rate-compared/1" };
	p = nq_point_latest(&fit, s, g->period.year, false);
	if (p == NULL) {
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "no growth of %d" : "chưa có mức tăng năm %d",
		    g->period.year);
		return 0;
	}
	set_latest(g, p, "yoy", a);
	if (g->value > 0) {
		a->progress.has_share = a->progress.has_ratio = true;
		a->progress.ratio = p->value / g->value;
		a->progress.share = a->progress.ratio * 100;
	}
	if (p->period.months == 12) {
		a->progress.verdict = (up ? p->value >= g->value :
		    p->value <= g->value) ? NQ_REACHED : NQ_MISSED;
		return 0;
	}
	a->provisional = true;
	if (a->progress.has_ratio)
		a->progress.verdict =
		    nq_verdict_of_ratio(a->progress.ratio);
	snprintf(a->reason, sizeof(a->reason), r->en ?
	    "part of the year" : "mới một phần năm");
	return 0;
}

static int
assess_sum(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	int years = g->period.months / 12, k = 0;
	const struct nq_point *p, *first = NULL;
	const struct nq_fit fit = fit_of(g);
	double sum = 0;

	if (nq_series_read(r, g->indicator, g->area, g->part, "level", s,
	    e) != 0)
		return -1;
	for (int y = 0; y < years; y++) {
		p = nq_point_at(&fit, s, NQ_YEAR(g->period.year + y));
		/* Amounts of two price bases have no sum. */
		if (p == NULL || (first != NULL && strcmp(nq_point_base(p),
		    nq_point_base(first)) != 0))
			continue;
		first = first == NULL ? p : first;
		sum += in_goal_unit(g, p);
		set_latest(g, p, "level", a);
		k++;
	}
	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA };
	if (k > 0 && g->value > 0)
		nq_progress_share(&a->progress, sum / g->value * 100,
		    (double)k / years);
	a->progress.method = "sum/1";
	a->provisional |= k < years;
	say(a, r->en ? "%d of %d years" : "%d/%d năm có số", k, years);
	if (first != NULL)
		say_base(r, g, first, a);
	return 0;
}

/* The level that a printed share of the same period goes with. */
static const struct nq_point *
level_beside(const struct nq_goal *g, const struct nq_series *levels,
    struct nq_period period)
{
	const struct nq_fit fit = fit_of(g);
	const struct nq_point *p = nq_point_at(&fit, levels, period);

	return p != NULL && !is_odd(g, p, period.months / 12.0) ? p : NULL;
}

static double
share_of(const struct nq_goal *g, const struct nq_point *p)
{
	return in_goal_unit(g, p) / g->value * 100;
}

/*
 * The share of this plan that was printed for exactly this period, or NULL.
 * A year can have several plans (a budget has one of each level of the
 * state), so the share must agree with the value beside it; where the value
 * has no price base, the share is the surer of the two.
 */
static const struct nq_point *
printed_at(const struct nq_goal *g, const struct nq_series *shares,
    const struct nq_series *levels, struct nq_period period)
{
	const struct nq_point *p, *best = NULL;
	const struct nq_point *level = level_beside(g, levels, period);
	const struct nq_fit fit = fit_of(g);
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
		away = level != NULL ? fabs(p->value - share_of(g, level)) :
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
printed_latest(const struct nq_goal *g, const struct nq_series *shares,
    const struct nq_series *levels)
{
	const struct nq_point *p = NULL;

	for (int months = 12; p == NULL && months > 0; months--)
		p = printed_at(g, shares, levels, (struct nq_period){
		    g->period.year, 1, (short)months });
	return p;
}

/* Progress as the text has it; the value beside it is shown. */
static void
plan_printed(const struct nq_reader *r, const struct nq_goal *g,
    const struct nq_point *share, const struct nq_series *levels,
    struct nq_assessment *a)
{
	const struct nq_point *p = level_beside(g, levels, share->period);
	int months = share->period.months;

	nq_progress_share(&a->progress, share->value, months / 12.0);
	a->progress.method = "printed-share/1";
	a->provisional |= months < 12 || share->status != 'A';
	if (p != NULL && fabs(share_of(g, p) - share->value) <= SAME_PLAN) {
		set_latest(g, p, "level", a);
	} else {
		p = NULL;
		a->has_latest = true;
		a->latest = *share;
		a->latest_as = "of_year_plan";
	}
	if (months < 12)
		say(a, r->en ? "%.4g %% of the plan, as printed for %d of "
		    "12 months" : "in trong bài: %.4g %% kế hoạch, số %d/12 "
		    "tháng", share->value, months);
	else
		say(a, r->en ? "%.4g %% of the plan, as printed" :
		    "in trong bài: %.4g %% kế hoạch", share->value);
	if (p != NULL)
		say_base(r, g, p, a);
}

static void
plan_computed(const struct nq_reader *r, const struct nq_goal *g,
    const struct nq_point *p, struct nq_assessment *a)
{
	int months = p->period.months;

	set_latest(g, p, "level", a);
	nq_progress_share(&a->progress, share_of(g, p), months / 12.0);
	a->provisional |= months < 12;
	if (months < 12)
		say(a, r->en ? "%d of 12 months, the last known" :
		    "số mới nhất là %d/12 tháng", months);
	say_base(r, g, p, a);
}

/* Does a value, known for longer than the printed share, count before it?
 * Not one that may be at other prices than the plan. */
static bool
is_news(const struct nq_goal *g, const struct nq_point *level,
    const struct nq_point *share)
{
	const struct nq_fit fit = fit_of(g);

	return level != NULL &&
	    level->period.months > share->period.months &&
	    !(nq_point_is_unnamed(&fit, level) &&
	    strncmp(g->price_base, "constant", 8) == 0);
}

/* A share printed in the text counts before one that we work out. */
static int
assess_plan(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const struct nq_point *level, *share, *odd = NULL;
	const struct nq_fit fit = fit_of(g);
	struct nq_series shares = { 0 };

	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "share-of-plan/1" };
	if (nq_series_read(r, g->indicator, g->area, g->part, "level", s,
	    e) != 0 || nq_series_read(r, g->indicator, g->area, g->part,
	    "of_year_plan", &shares, e) != 0)
		return -1;
	level = nq_point_latest(&fit, s, g->period.year, false);
	if (level != NULL && is_odd(g, level, level->period.months / 12.0)) {
		odd = level;
		level = nq_point_latest(&fit, s, g->period.year, true);
	}
	share = g->value > 0 ? printed_latest(g, &shares, s) : NULL;
	if (share != NULL && !is_news(g, level, share))
		plan_printed(r, g, share, s, a);
	else if (level != NULL && g->value > 0)
		plan_computed(r, g, level, a);
	else if (odd != NULL)
		set_odd(r, g, odd, a);
	else
		say(a, r->en ? "no value of %d" : "chưa có số năm %d",
		    g->period.year);
	return 0;
}

/* The newest value of whatever kind, so that a slot without a number still
 * shows where things stand. */
static int
look_only(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const char *as = strcmp(g->kind, "share") == 0 ? "share" :
	    strcmp(g->kind, "average-growth") == 0 ||
	    strcmp(g->kind, "growth") == 0 ? "yoy" : "level";
	const struct nq_point *p = NULL;
	const struct nq_fit fit = fit_of(g);

	a->progress.verdict = NQ_UNVERIFIED;
	a->progress.method = "none";
	if (g->indicator == NULL)
		return 0;
	if (nq_series_read(r, g->indicator, g->area, g->part, as, s, e) != 0)
		return -1;
	for (int y = r->now / 12; p == NULL && y > r->now / 12 - MAX_YEARS;
	    y--)
		p = nq_point_latest(&fit, s, y, false);
	if (p == NULL)
		return 0;
	set_latest(g, p, as, a);
	say_base(r, g, p, a);
	return 0;
}

/* Vietnamese writes 8,46 where C writes 8.46. */
static void
use_commas(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '.' && s[1] >= '0' && s[1] <= '9')
			*s = ',';
}

int
nq_assess(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_assessment *a, struct nq_err *e)
{
	static const struct {
		const char *kind;
		int (*run)(const struct nq_reader *, const struct nq_goal *,
		    struct nq_series *, struct nq_assessment *,
		    struct nq_err *);
	} kinds[] = {
		{ "average-growth", assess_average },
		{ "level", assess_level }, { "share", assess_level },
		{ "growth", assess_growth }, { "sum", assess_sum },
		{ "year-plan", assess_plan }, { "period-plan", assess_plan },
	};
	struct nq_series s = { 0 };
	int rc = 0;

	*a = (struct nq_assessment){ .progress = { .verdict = NQ_NO_DATA,
	    .method = "none" } };
	if (!g->has_value)
		rc = look_only(r, g, &s, a, e);
	else if (g->indicator == NULL)
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "no such indicator in the catalogue" :
		    "chưa có trong danh mục chỉ tiêu");
	else
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (strcmp(kinds[i].kind, g->kind) == 0)
				rc = kinds[i].run(r, g, &s, a, e);
	if (!r->en)
		use_commas(a->reason);
	return rc;
}
