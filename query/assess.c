#include "query/assess.h"

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Years a target's term may have; longer ones are no terms. */
	MAX_YEARS = 30,
	/* Years before its goal in which a level without a stated base may
	 * begin; the year used is printed. */
	LOOK_BACK = 10
};

struct nq_cached {
	char key[256];		/* indicator, area, part, transformation */
	struct nq_point *v;	/* owned */
	size_t n, cap;
};

void
nq_cache_release(struct nq_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].v);
	free(c->v);
	*c = (struct nq_cache){ 0 };
}

static void
copy(char *to, size_t size, const unsigned char *from)
{
	snprintf(to, size, "%s", from != NULL ? (const char *)from : "");
}

static int
read_series(const struct nq_reader *r, const char *indicator,
    const char *area, const char *part, const char *transformation,
    struct nq_cached *out, struct nq_err *e)
{
	struct sqlite3_stmt *st = r->series;
	struct nq_point *p;
	int rc, first;

	nq_db_text(st, 1, indicator);
	nq_db_text(st, 2, area);
	nq_db_text(st, 3, part);
	nq_db_text(st, 4, transformation);
	nq_db_text(st, 5, "actual");
	sqlite3_bind_int64(st, 6, r->batch);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
		p = &out->v[out->n++];
		*p = (struct nq_point){ 0 };
		first = sqlite3_column_int(st, 1);
		p->period = (struct nq_period){ (short)(first / 12),
			(short)(first % 12 + 1),
			(short)sqlite3_column_int(st, 2) };
		copy(p->price_base, sizeof(p->price_base),
		    sqlite3_column_text(st, 3));
		p->value = sqlite3_column_double(st, 4);
		copy(p->unit, sizeof(p->unit), sqlite3_column_text(st, 5));
		p->mult = sqlite3_column_int(st, 6);
		p->status = (char)sqlite3_column_text(st, 7)[0];
		p->bound = (char)sqlite3_column_text(st, 8)[0];
		p->id = sqlite3_column_int64(st, 9);
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(r->db, e, "query/series.sql");
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
nq_series_read(const struct nq_reader *r, const char *indicator,
    const char *area, const char *part, const char *transformation,
    struct nq_series *out, struct nq_err *e)
{
	struct nq_cache *c = r->cache;
	struct nq_cached *one;
	char key[256];
	size_t i = 0;

	snprintf(key, sizeof(key), "%s %s %s %s", indicator, area, part,
	    transformation);
	while (i < c->n && strcmp(c->v[i].key, key) != 0)
		i++;
	if (i == c->n) {
		c->v = nq_grow(c->v, c->n, &c->cap, sizeof(*c->v));
		one = &c->v[c->n++];
		*one = (struct nq_cached){ 0 };
		memcpy(one->key, key, sizeof(key));
		if (read_series(r, indicator, area, part, transformation, one,
		    e) != 0)
			return -1;
	}
	*out = (struct nq_series){ .v = c->v[i].v, .n = c->v[i].n };
	return 0;
}

/* Same unit, and a price base that may be held against the goal's: the
 * same, or one that the text did not name. */
static bool
fits(const struct nq_goal *g, const struct nq_point *p)
{
	if (g->unit != NULL && strcmp(g->unit, p->unit) != 0)
		return false;
	if (strcmp(p->price_base, "_Z") == 0 ||
	    strcmp(p->price_base, "_U") == 0 ||
	    strcmp(g->price_base, "_U") == 0)
		return true;
	return strcmp(p->price_base, g->price_base) == 0;
}

static bool
is_better(const struct nq_goal *g, const struct nq_point *a,
    const struct nq_point *b)
{
	bool same_a = strcmp(a->price_base, g->price_base) == 0;
	bool same_b = strcmp(b->price_base, g->price_base) == 0;

	if (same_a != same_b)
		return same_a;
	return strcmp(a->price_base, "current") != 0;
}

/* Exactly this period, with the price base that suits best. */
static const struct nq_point *
at_period(const struct nq_goal *g, const struct nq_series *s,
    struct nq_period period)
{
	const struct nq_point *best = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (nq_period_is_same(s->v[i].period, period) &&
		    fits(g, &s->v[i]) && (best == NULL ||
		    is_better(g, &s->v[i], best)))
			best = &s->v[i];
	return best;
}

/* The longest stretch from January within the year. */
static const struct nq_point *
latest_of_year(const struct nq_goal *g, const struct nq_series *s, int year)
{
	const struct nq_point *p;

	for (int months = 12; months > 0; months--) {
		p = at_period(g, s, (struct nq_period){ (short)year, 1,
		    (short)months });
		if (p != NULL)
			return p;
	}
	return NULL;
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

/* Growth of each year of the term; years without one are named. */
static int
assess_average(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	double growth[MAX_YEARS], mean;
	int years = g->period.months / 12, k = 0;
	size_t used = 0;
	char gaps[96] = "";
	const struct nq_point *p;

	if (nq_series_read(r, g->indicator, g->area, g->part, "yoy", s,
	    e) != 0)
		return -1;
	for (int y = 0; y < years && y < MAX_YEARS; y++) {
		int year = g->period.year + y;

		if ((p = at_period(g, s, NQ_YEAR(year))) != NULL) {
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
		if ((p = latest_of_year(g, s, g->period.year + y)) != NULL)
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

static int
assess_level(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const char *as = strcmp(g->kind, "share") == 0 ? "share" : "level";
	const struct nq_point *p, *base = NULL, *last = NULL;
	int goal_year = g->period.year, from;

	if (nq_series_read(r, g->indicator, g->area, g->part, as, s, e) != 0)
		return -1;
	from = g->base.year != 0 ? g->base.year :
	    goal_year - LOOK_BACK;
	for (int y = from; y <= goal_year; y++) {
		if ((p = at_period(g, s, NQ_YEAR(y))) == NULL)
			continue;
		base = base == NULL ? p : base;
		last = p;
	}
	if (last == NULL) {
		a->progress.verdict = NQ_NO_DATA;
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "no value of a whole year from %d to %d" :
		    "chưa có số cả năm nào từ %d đến %d", from, goal_year);
		return 0;
	}
	set_latest(g, last, as, a);
	nq_progress_level(&a->progress, in_goal_unit(g, base),
	    base->period.year, a->latest.value, last->period.year, g->value,
	    goal_year, g->direction[0] == 'u' ||
	    strcmp(g->direction, "keep-above") == 0);
	a->provisional |= base->status != 'A';
	if (a->progress.verdict == NQ_NO_DATA)
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "one year only (%d): no pace to judge" :
		    "mới có một năm (%d): chưa so được tốc độ",
		    last->period.year);
	else if (a->progress.has_required)
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "since %d; needs %.1f %% a year" :
		    "so với %d; cần %.1f %%/năm", base->period.year,
		    a->progress.required);
	return 0;
}

static int
assess_growth(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const struct nq_point *p;
	bool up = g->direction[0] == 'u' ||
	    strcmp(g->direction, "keep-above") == 0;

	if (nq_series_read(r, g->indicator, g->area, g->part, "yoy", s,
	    e) != 0)
		return -1;
	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "rate-compared/1" };
	p = latest_of_year(g, s, g->period.year);
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
	const struct nq_point *p;
	double sum = 0;

	if (nq_series_read(r, g->indicator, g->area, g->part, "level", s,
	    e) != 0)
		return -1;
	for (int y = 0; y < years; y++)
		if ((p = at_period(g, s, NQ_YEAR(g->period.year + y))) !=
		    NULL) {
			sum += in_goal_unit(g, p);
			set_latest(g, p, "level", a);
			k++;
		}
	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "sum/1" };
	if (k > 0 && g->value > 0)
		nq_progress_share(&a->progress, sum / g->value * 100,
		    (double)k / years);
	a->provisional |= k < years;
	snprintf(a->reason, sizeof(a->reason), r->en ? "%d of %d years" :
	    "%d/%d năm có số", k, years);
	return 0;
}

/* The share printed in the text counts before one that we work out. */
static int
assess_plan(const struct nq_reader *r, const struct nq_goal *g,
    struct nq_series *s, struct nq_assessment *a, struct nq_err *e)
{
	const struct nq_point *p;
	double share;
	int months;

	a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = "share-of-plan/1" };
	if (nq_series_read(r, g->indicator, g->area, g->part, "level", s,
	    e) != 0)
		return -1;
	if ((p = latest_of_year(g, s, g->period.year)) == NULL) {
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "no value of %d" : "chưa có số năm %d", g->period.year);
		return 0;
	}
	set_latest(g, p, "level", a);
	months = p->period.months;
	share = g->value > 0 ? a->latest.value / g->value * 100 : 0;
	if (share > 0)
		nq_progress_share(&a->progress, share, months / 12.0);
	a->provisional |= months < 12;
	if (strcmp(a->latest.price_base, "_U") == 0 &&
	    strcmp(g->price_base, "_U") != 0) {
		a->provisional = true;
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "price base not stated" : "không ghi theo giá nào");
	} else if (months < 12) {
		snprintf(a->reason, sizeof(a->reason), r->en ?
		    "%d of 12 months, the last known" :
		    "số mới nhất là %d/12 tháng", months);
	}
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

	a->progress.verdict = NQ_UNVERIFIED;
	a->progress.method = "none";
	if (g->indicator == NULL)
		return 0;
	if (nq_series_read(r, g->indicator, g->area, g->part, as, s, e) != 0)
		return -1;
	for (int y = r->now / 12; p == NULL && y > r->now / 12 - MAX_YEARS;
	    y--)
		p = latest_of_year(g, s, y);
	if (p != NULL)
		set_latest(g, p, as, a);
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
