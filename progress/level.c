/* Levels and shares: from a base to a goal. */
#include "progress/judge.h"

#include <stdlib.h>
#include <string.h>

/* Two figures that may be compared: of one shape (whole years, or the same
 * months of two years), one price base, one territory. */
struct ends {
	const struct nq_point *base, *last;
	bool parts;
	int from;		/* first year looked at */
};

static struct nq_period
part(int year, int months)
{
	return (struct nq_period){ (short)year, 1, (short)months };
}

/* Of this period, at the prices of like, or NULL. */
static const struct nq_point *
same_base(const struct nq_case *c, const struct nq_series *s,
    struct nq_period period, const struct nq_point *like)
{
	const struct nq_fit fit = nq_goal_fit(c->g);

	for (size_t i = 0; i < s->n; i++)
		if (nq_period_is_same(s->v[i].period, period) &&
		    nq_point_fits(&fit, &s->v[i]) &&
		    strcmp(nq_point_base(&s->v[i]), nq_point_base(like)) == 0)
			return &s->v[i];
	return NULL;
}

/* The last year that has these months, and the first one that has them in
 * the same price base. */
static void
find_ends(const struct nq_case *c, const struct nq_series *s, int months,
    struct ends *out)
{
	const struct nq_fit fit = nq_goal_fit(c->g);
	const struct nq_point *p;

	out->base = out->last = NULL;
	for (int y = nq_goal_last_year(c->g); y >= out->from; y--) {
		p = nq_point_at(&fit, s, part(y, months));
		if (p == NULL)
			continue;
		out->last = out->last == NULL ? p : out->last;
		p = same_base(c, s, part(y, months), out->last);
		out->base = p != NULL ? p : out->base;
	}
}

/* Whole years where two are known, else the longest part that two years
 * have. */
static void
choose_ends(const struct nq_case *c, const struct nq_series *s,
    struct ends *out)
{
	struct ends part_years = { .from = out->from };

	find_ends(c, s, 12, out);
	for (int m = 11; m > 0 && (out->last == NULL ||
	    out->last == out->base); m--) {
		find_ends(c, s, m, &part_years);
		if (part_years.base == part_years.last ||
		    part_years.last == NULL || (out->last != NULL &&
		    part_years.last->period.year <= out->last->period.year))
			continue;
		*out = part_years;
		out->parts = true;
		return;
	}
}

/* The first year in which it counts as reached: behind the base, not before
 * the document. */
static int
first_year(const struct nq_case *c, const struct ends *ends)
{
	int issued = c->g->issued != NULL ? atoi(c->g->issued) : 0;
	int from = c->g->base.year != 0 ? c->g->base.year + 1 : ends->from;

	return from > issued ? from : issued;
}

/* In which year was it reached first, and is it still? */
static void
find_met(struct nq_case *c, const struct nq_series *s,
    const struct ends *ends)
{
	const struct nq_point *p;
	bool up = nq_goal_is_up(c->g), met = false;
	double v, slack = nq_goal_slack(c->g);

	for (int y = first_year(c, ends); y <= ends->last->period.year; y++) {
		p = same_base(c, s, NQ_YEAR(y), ends->last);
		if (p == NULL)
			continue;
		v = nq_goal_value(c->g, p);
		met = up ? v >= c->g->value - slack : v <= c->g->value + slack;
		if (met && c->a->met == 0) {
			c->a->met = y;
			if (p != ends->last)
				nq_case_use(c, NQ_USE_FIRST_MET, p,
				    nq_goal_transformation(c->g));
		}
	}
	c->a->lost = c->a->met != 0 && !met;
	c->a->early = c->a->met != 0 && c->a->met < nq_goal_last_year(c->g);
}

static void
say_why(struct nq_case *c, const struct ends *ends)
{
	const struct nq_progress *p = &c->a->progress;
	int year = ends->last->period.year;

	if (p->why == NQ_ONE_POINT && p->verdict == NQ_NO_DATA)
		nq_case_say(c, "mới có một năm (%d): chưa so được tốc độ",
		    "one year only (%d): no pace to judge",
		    year);
	else if (p->why == NQ_NO_WHOLE)
		nq_case_say(c, "chưa có số cả năm %d", "no value of the whole "
		    "of %d", ends->base->period.year);
	else if (p->why == NQ_WRONG_WAY && (p->verdict == NQ_NO_DATA ||
	    ends->base->period.year == c->g->base.year))
		nq_case_say(c, "mức chỉ tiêu nằm ngược phía so với gốc %d",
		    "the target lies on the wrong side of its base, %d",
		    ends->base->period.year);
	else if (p->why == NQ_BAD_TERM)
		nq_case_say(c, "kỳ đích không sau kỳ gốc %d",
		    "the target's year is not after its base, %d",
		    ends->base->period.year);
	else if (p->why == NQ_NO_RATE && p->verdict == NQ_NO_DATA)
		nq_case_say(c, "giá trị bằng không hoặc âm: không tính được "
		    "tốc độ", "zero or negative: no rate can be computed");
	if (strcmp(p->method, "linear-path/1") == 0 && p->has_ratio &&
	    strcmp(c->g->unit, "PT") != 0)
		nq_case_say(c, "có số không hoặc âm: so theo đường thẳng",
		    "zero or negative: compared along a straight line");
	if (c->a->lost)
		nq_case_say(c, "từng đạt năm %d", "was reached in %d",
		    c->a->met);
	else if (c->a->early && p->verdict == NQ_REACHED)
		nq_case_say(c, "đạt từ năm %d", "reached in %d", c->a->met);
}

static void
say_pace(struct nq_case *c, const struct ends *ends)
{
	const struct nq_progress *p = &c->a->progress;

	if (p->has_ratio && c->g->base.year != 0 &&
	    ends->base->period.year != c->g->base.year)
		nq_case_say(c, "không có số %d, lấy gốc %d",
		    "nothing for %d, measured from %d", c->g->base.year,
		    ends->base->period.year);
	else if (p->has_ratio)
		nq_case_say(c, "so với %d", "since %d",
		    ends->base->period.year);
	if (p->has_rate)
		nq_case_say(c, "%.2f %%/năm theo hướng yêu cầu",
		    "%.2f %% a year in the direction asked for", p->rate);
	if (ends->parts)
		nq_case_say(c, "so cùng %d tháng của mỗi năm", "the same %d "
		    "months of each year", ends->last->period.months);
	if (!p->has_required || p->verdict == NQ_REACHED || c->a->term_over)
		return;
	if (p->required_kind == NQ_PERCENT_A_YEAR)
		nq_case_say(c, "cần %.1f %%/năm", "needs %.1f %% a year",
		    p->required);
	else if (p->required_kind == NQ_POINTS_A_YEAR)
		nq_case_say(c, "cần %.2g điểm/năm", "needs %.2g points a year",
		    p->required);
}

/* What the whole years would be if they went as their parts did, shares by
 * points; false: the first one is not known whole, or there is no rate. */
static bool
from_parts(struct nq_case *c, const struct nq_series *s,
    const struct ends *ends, struct nq_path *path)
{
	const struct nq_point *whole = same_base(c, s,
	    NQ_YEAR(ends->base->period.year), ends->last);
	double v = whole != NULL ? nq_goal_value(c->g, whole) : 0;

	c->a->progress.why = whole == NULL ? NQ_NO_WHOLE : NQ_NO_RATE;
	if (whole == NULL || (!path->linear && (path->base <= 0 || v <= 0)))
		return false;
	nq_case_use(c, NQ_USE_YEAR, whole, nq_goal_transformation(c->g));
	path->latest = path->linear ? v + path->latest - path->base :
	    path->latest * v / path->base;
	path->base = v;
	return true;
}

static void
measure(struct nq_case *c, const struct nq_series *s, const struct ends *ends)
{
	const struct nq_goal *g = c->g;
	struct nq_path path = {
		.base = nq_goal_value(g, ends->base),
		.latest = nq_goal_value(g, ends->last), .goal = g->value,
		.b = ends->base->period.year, .t = ends->last->period.year,
		.g = nq_goal_last_year(g), .up = nq_goal_is_up(g),
		.keep = strncmp(g->direction, "keep", 4) == 0,
		.linear = strcmp(g->unit != NULL ? g->unit : "", "PT") == 0,
		.soft = ends->base->period.year != g->base.year,
		.slack = nq_goal_slack(g),
	};

	if (ends->parts && strcmp(g->kind, "trend") != 0 &&
	    !from_parts(c, s, ends, &path)) {
		c->a->progress.method = path.linear ? "linear-path/1" :
		    "cagr-ratio/1";
		return;
	}
	if (strcmp(g->kind, "trend") == 0)
		nq_progress_trend(&c->a->progress, &path,
		    g->has_limit ? g->limit : 0);
	else if (strcmp(g->direction, "keep-within") == 0)
		nq_progress_band(&c->a->progress, path.latest, g->lower,
		    g->upper, path.t >= path.g);
	else
		nq_progress_level(&c->a->progress, &path);
}

/* Part of a year tells a pace, not a level. */
static void
without_level(struct nq_progress *p)
{
	p->has_share = p->has_required = false;
	if (p->verdict != NQ_REACHED && p->verdict != NQ_MISSED)
		return;
	p->verdict = p->has_ratio ? nq_verdict_of_ratio(p->ratio) :
	    NQ_NO_DATA;
	p->score = p->has_ratio ? nq_score_of_ratio(p->ratio) : 0;
	p->has_score = p->has_ratio;
}

int
nq_judge_level(struct nq_case *c)
{
	const char *as = nq_goal_transformation(c->g);
	const struct nq_goal *g = c->g;
	struct ends ends = { .from = g->base.year != 0 ? g->base.year :
		nq_goal_last_year(g) - NQ_LOOK_BACK };
	struct nq_series s;

	if (nq_case_series(c, as, NULL, &s) != 0)
		return -1;
	choose_ends(c, &s, &ends);
	/* A last one is a first one, too, where there is no other. */
	if (ends.last == NULL || ends.base == NULL) {
		c->a->progress.method = "cagr-ratio/1";
		nq_case_say(c, "chưa có số cả năm nào từ %d đến %d",
		    "no value of a whole year from %d to %d", ends.from,
		    nq_goal_last_year(g));
		return 0;
	}
	if (ends.base != ends.last)
		nq_case_use(c, NQ_USE_BASE, ends.base, as);
	if (g->has_value && nq_case_is_odd(c, ends.last, 1)) {
		nq_case_set_odd(c, ends.last);
		return 0;
	}
	nq_case_use(c, NQ_USE_LATEST, ends.last, as);
	measure(c, &s, &ends);
	if (ends.parts) {
		c->a->provisional = true;
		without_level(&c->a->progress);
	} else if (g->has_value &&
	    strcmp(g->direction, "keep-within") != 0) {
		find_met(c, &s, &ends);
	}
	say_pace(c, &ends);
	say_why(c, &ends);
	nq_case_say_base(c, ends.last);
	if (ends.parts || ends.last->period.year < nq_goal_last_year(g))
		nq_case_say_over(c);
	return 0;
}
