#include "query/report/years.h"

#include "query/report/report.h"

#include <math.h>
#include <string.h>

/* Who asks, and what has been read. */
struct scan {
	struct nq_report *r;
	const struct nq_goal *g;
	const struct nq_assessment *a;
	struct nq_fit fit;
	struct nq_series actual, plan;
	struct nq_years *y;
};

/* A plan of some months is compared with the same months of other years. */
static bool
is_part(const struct nq_goal *g)
{
	return strcmp(g->kind, "period-plan") == 0 ||
	    (strcmp(g->kind, "growth") == 0 && g->period.months != 12);
}

static bool
is_one_year(const struct nq_goal *g)
{
	return strcmp(g->kind, "year-plan") == 0 ||
	    strcmp(g->kind, "growth") == 0 || is_part(g);
}

static double
in_unit(const struct nq_years *y, const struct nq_point *p)
{
	return p->value * pow(10, p->mult - y->mult);
}

static const struct nq_point *
pick(const struct scan *s, const struct nq_fit *fit, int year)
{
	if (is_part(s->g))
		return nq_point_at(fit, &s->actual, nq_period_shift(
		    s->g->period, year - s->g->period.year));
	return nq_point_latest(fit, &s->actual, year, false);
}

/* Of the goal's prices and territory, else what there is. */
static void
set_actual(const struct scan *s, struct nq_year *one)
{
	const struct nq_fit any = { s->fit.unit, "_U", NULL };

	one->actual = pick(s, &s->fit, one->year);
	one->compared = one->actual != NULL;
	if (one->actual == NULL)
		one->actual = pick(s, &any, one->year);
	if (one->actual != NULL)
		one->value = in_unit(s->y, one->actual);
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A plan of that year in the catalogue, of the same series and prices; of a
 * year with several the first. */
static const struct nq_goal *
plan_goal(const struct scan *s, int year)
{
	const struct nq_goals *all = &s->r->goals;
	const struct nq_goal *g;

	for (size_t i = 0; i < all->n; i++) {
		g = &all->v[i];
		if (g != s->g && strcmp(g->kind, "year-plan") == 0 &&
		    g->has_value && g->period.year == year &&
		    g->period.months == 12 &&
		    is_same_text(g->indicator, s->g->indicator) &&
		    strcmp(g->area, s->g->area) == 0 &&
		    strcmp(g->part, s->g->part) == 0 &&
		    is_same_text(g->unit, s->y->unit) &&
		    is_same_text(g->price_base, s->g->price_base))
			return g;
	}
	return NULL;
}

static void
set_plan(const struct scan *s, struct nq_year *one)
{
	const struct nq_period period = is_part(s->g) ? nq_period_shift(
	    s->g->period, one->year - s->g->period.year) :
	    NQ_YEAR(one->year);

	one->plan_point = nq_point_at(&s->fit, &s->plan, period);
	if (one->plan_point != NULL) {
		one->plan = in_unit(s->y, one->plan_point);
	} else if (!is_part(s->g) && strcmp(s->y->as, "level") == 0 &&
	    (one->plan_goal = plan_goal(s, one->year)) != NULL) {
		one->plan = one->plan_goal->value *
		    pow(10, one->plan_goal->mult - s->y->mult);
	}
	one->has_plan = one->plan_point != NULL || one->plan_goal != NULL;
}

static void
set_target(const struct scan *s, struct nq_year *one)
{
	const struct nq_goal *g = s->g;

	if (!g->has_value || strcmp(g->kind, "sum") == 0)
		return;
	one->has_target = one->year <= nq_goal_last_year(g) &&
	    one->year >= (strcmp(g->kind, "average-growth") == 0 ?
	    g->period.year : nq_goal_last_year(g));
}

/* From the latest whole year to the goal: compound, or straight for shares
 * and where a rate makes no sense. */
static void
path_to_level(const struct scan *s)
{
	const struct nq_assessment *a = s->a;
	int from = a->latest.period.year, to = nq_goal_last_year(s->g);
	double v = a->latest.value, goal = s->g->value;
	bool linear = v <= 0 || goal <= 0 ||
	    strcmp(s->g->unit != NULL ? s->g->unit : "", "PT") == 0;

	if (!a->has_latest || a->latest.period.months != 12 || from >= to ||
	    strcmp(a->latest_as, s->y->as) != 0 ||
	    a->progress.verdict == NQ_REACHED)
		return;
	for (size_t i = 0; i < s->y->n; i++) {
		struct nq_year *one = &s->y->v[i];
		double part = (double)(one->year - from) / (to - from);

		if (one->year < from || one->year > to)
			continue;
		one->has_path = true;
		one->path = linear ? v + (goal - v) * part :
		    v * pow(goal / v, part);
	}
}

/* What each year without its own figure has to bring. */
static void
path_of_years(const struct scan *s)
{
	s->y->steps = true;
	for (size_t i = 0; i < s->y->n; i++) {
		struct nq_year *one = &s->y->v[i];

		if (one->year < s->g->period.year ||
		    one->year > nq_goal_last_year(s->g) ||
		    (one->actual != NULL && one->compared &&
		    one->actual->period.months == 12))
			continue;
		one->has_path = true;
		one->path = s->a->progress.required;
	}
}

static void
set_path(const struct scan *s)
{
	const char *kind = s->g->kind;
	const struct nq_progress *p = &s->a->progress;

	if (!s->g->has_value)
		return;
	if (strcmp(kind, "level") == 0 || strcmp(kind, "share") == 0)
		path_to_level(s);
	else if (p->has_required && ((strcmp(kind, "average-growth") == 0 &&
	    p->required_kind == NQ_PERCENT_A_YEAR) || (strcmp(kind, "sum") ==
	    0 && p->required_kind == NQ_AMOUNT_A_YEAR)))
		path_of_years(s);
}

static int
first_figure(const struct scan *s)
{
	for (size_t i = 0; i < s->actual.n; i++)
		if (s->actual.v[i].period.month == 1 &&
		    s->actual.v[i].period.months <= 12)
			return s->actual.v[i].period.year;
	return 9999;
}

static void
fill(const struct scan *s)
{
	int to = nq_goal_last_year(s->g), from = first_figure(s);
	int least = is_one_year(s->g) ? to - NQ_YEARS_BEFORE :
	    to - NQ_MAX_YEARS + 1;

	if (s->g->has_value && s->g->period.year < from)
		from = s->g->period.year;
	from = from > least ? from : least;
	for (int year = from; year <= to; year++) {
		struct nq_year *one = &s->y->v[s->y->n++];

		*one = (struct nq_year){ .year = year };
		set_actual(s, one);
		set_plan(s, one);
		set_target(s, one);
	}
	set_path(s);
}

int
nq_years_read(struct nq_report *r, size_t goal, struct nq_years *y,
    struct nq_err *e)
{
	const struct nq_goal *g = &r->goals.v[goal];
	const struct nq_assessment *a = &r->assessed[goal];
	struct nq_key key = { g->indicator, g->area, g->part,
		nq_goal_transformation(g), NULL };
	struct scan s = { .r = r, .g = g, .a = a, .fit = nq_goal_fit(g),
		.y = y };

	*y = (struct nq_years){ .as = key.transformation, .unit = g->unit,
		.mult = g->mult };
	if (g->indicator == NULL)
		return 0;
	if (y->unit == NULL && a->has_latest)
		y->unit = s.fit.unit = a->latest.unit;
	if (nq_series_read(&r->reader, &key, &s.actual, e) != 0)
		return -1;
	key.role = "plan";
	if (nq_series_read(&r->reader, &key, &s.plan, e) != 0)
		return -1;
	fill(&s);
	return 0;
}

int
nq_years_break(const struct nq_years *y, size_t i)
{
	const struct nq_point *now = y->v[i].actual, *before = NULL;
	int what = 0;

	for (size_t k = i; k > 0 && before == NULL; k--)
		before = y->v[k - 1].actual;
	if (now == NULL || before == NULL)
		return 0;
	if (strcmp(nq_point_base(now), nq_point_base(before)) != 0)
		what |= NQ_BREAK_PRICES;
	if (strcmp(now->territory, before->territory) != 0)
		what |= NQ_BREAK_TERRITORY;
	return what;
}
