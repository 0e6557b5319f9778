#include "query/series/track.h"

#include "core/db.h"
#include "core/err.h"
#include "core/opts.h"
#include "query/ask.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of track.sql, in its order. */
enum column {
	ID, FIRST, MONTHS, VALUE, UNIT, MULT, PRINTED, INFERRED, BASE, STATUS,
	BOUND, TERRITORY, NAME_VI, NAME_EN, FROM, RELEASES, LOWEST, HIGHEST,
	APART, SOURCE, RELEASE, PUBLISHED, URL
};

static const char *
text(struct nq_track *t, struct sqlite3_stmt *st, int c)
{
	const char *s = (const char *)sqlite3_column_text(st, c);

	return s != NULL ? nq_arena_strdup(&t->arena, s) : NULL;
}

static void
read_row(struct nq_track *t, struct sqlite3_stmt *st, struct nq_row *r)
{
	int first = sqlite3_column_int(st, FIRST);

	*r = (struct nq_row){ .id = sqlite3_column_int64(st, ID),
		.period = { (short)(first / 12), (short)(first % 12 + 1),
			(short)sqlite3_column_int(st, MONTHS) },
		.value = sqlite3_column_double(st, VALUE),
		.mult = sqlite3_column_int(st, MULT),
		.unit = text(t, st, UNIT), .printed = text(t, st, PRINTED),
		.inferred = text(t, st, INFERRED), .base = text(t, st, BASE),
		.status = text(t, st, STATUS),
		.bound = text(t, st, BOUND),
		.territory = text(t, st, TERRITORY),
		.territory_name = { text(t, st, NAME_VI),
			text(t, st, NAME_EN) },
		.territory_from = text(t, st, FROM),
		.releases = sqlite3_column_int(st, RELEASES),
		.lowest = sqlite3_column_double(st, LOWEST),
		.highest = sqlite3_column_double(st, HIGHEST),
		.apart = sqlite3_column_int(st, APART) != 0,
		.source = text(t, st, SOURCE),
		.release = text(t, st, RELEASE),
		.published = text(t, st, PUBLISHED),
		.url = text(t, st, URL) };
}

static int
read_rows(struct nq_track *t, const struct nq_ask *ask,
    const struct nq_key *k, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(ask, "query/track.sql", e);
	int rc;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, k->indicator);
	nq_db_text(st, 2, k->area);
	nq_db_text(st, 3, k->part);
	nq_db_text(st, 4, k->transformation);
	sqlite3_bind_int64(st, 5, ask->batch);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		t->v = nq_grow(t->v, t->n, &t->cap, sizeof(*t->v));
		read_row(t, st, &t->v[t->n++]);
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(ask->db, e, "query/track.sql");
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

static bool
number(struct sqlite3_stmt *st, int c, double *out)
{
	*out = sqlite3_column_double(st, c);
	return sqlite3_column_type(st, c) != SQLITE_NULL;
}

static int
read_plans(struct nq_track *t, const struct nq_ask *ask,
    const struct nq_key *k, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(ask, "query/plans.sql", e);
	struct nq_year_plan *p;
	int rc;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, k->indicator);
	nq_db_text(st, 2, k->area);
	nq_db_text(st, 3, k->part);
	sqlite3_bind_int64(st, 4, ask->batch);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		t->plan = nq_grow(t->plan, t->plans, &t->plan_cap,
		    sizeof(*t->plan));
		p = &t->plan[t->plans++];
		*p = (struct nq_year_plan){ .base = text(t, st, 1),
			.territory = text(t, st, 2), .unit = text(t, st, 3),
			.layer = text(t, st, 7) };
		p->has_stated = number(st, 4, &p->stated);
		p->has_lower = number(st, 5, &p->lower);
		p->has_upper = number(st, 6, &p->upper);
		if (nq_period_parse((const char *)sqlite3_column_text(st, 0),
		    &p->period, e) != 0)
			break;
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(ask->db, e, "query/plans.sql");
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

bool
nq_row_is_beside(const struct nq_row *a, const struct nq_row *b)
{
	return strcmp(a->base, b->base) == 0 && strcmp(a->unit, b->unit) == 0;
}

/* Of the same period and territory; several: they differ. */
static const struct nq_point *
find(const struct nq_series *s, const struct nq_row *r, bool *several)
{
	const struct nq_point *found = NULL;

	*several = false;
	for (size_t i = 0; i < s->n; i++) {
		if (!nq_period_is_same(s->v[i].period, r->period) ||
		    strcmp(s->v[i].territory, r->territory) != 0)
			continue;
		*several = found != NULL;
		found = found == NULL ? &s->v[i] : found;
	}
	return found;
}

static int
add_printed(struct nq_track *t, struct nq_reader *reader,
    const struct nq_key *k, struct nq_err *e)
{
	struct nq_key yoy = *k, of_plan = *k;
	struct nq_series growth, shares;
	const struct nq_point *p;
	bool several;

	yoy.transformation = "yoy";
	of_plan.transformation = "of_year_plan";
	if (nq_series_read(reader, &yoy, &growth, e) != 0 ||
	    nq_series_read(reader, &of_plan, &shares, e) != 0)
		return -1;
	/* The cache may have moved; what it points to has not. */
	for (size_t i = 0; i < t->n; i++) {
		struct nq_row *r = &t->v[i];

		if ((p = find(&growth, r, &several)) != NULL) {
			r->growth = p->value;
			r->growth_id = p->id;
		}
		if ((p = find(&shares, r, &r->shares)) != NULL) {
			r->share = p->value;
			r->share_id = p->id;
		}
	}
	return 0;
}

static void
add_plans(struct nq_track *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->plans; k++) {
			const struct nq_year_plan *p = &t->plan[k];
			struct nq_row *r = &t->v[i];

			if (p->period.year != r->period.year ||
			    r->period.month - 1 + r->period.months > 12 ||
			    p->period.months != 12 ||
			    strcmp(p->base, r->base) != 0 ||
			    strcmp(p->unit, r->unit) != 0 ||
			    strcmp(p->territory, r->territory) != 0)
				continue;
			if (r->plans++ == 0)
				r->plan = p;
		}
}

/* The same months a year before, at the same prices, of the same land. */
static const struct nq_row *
year_before(const struct nq_track *t, const struct nq_row *r)
{
	struct nq_period before = nq_period_shift(r->period, -1);

	for (size_t i = 0; i < t->n; i++)
		if (nq_row_is_beside(&t->v[i], r) &&
		    strcmp(t->v[i].territory, r->territory) == 0 &&
		    nq_period_is_same(t->v[i].period, before))
			return &t->v[i];
	return NULL;
}

static bool
compute(const struct nq_track *levels, const struct nq_row *r, double *out)
{
	const struct nq_row *b = year_before(levels, r);

	if (b == NULL || !(b->value > 0) || !(r->value > 0))
		return false;
	*out = 100 * (r->value * pow(10, r->mult - b->mult) / b->value - 1);
	return true;
}

/* Beside a printed growth the one of levels, those at constant prices
 * first: they come first. */
static void
compute_rate(const struct nq_track *levels, struct nq_row *r)
{
	for (size_t i = 0; i < levels->n && !r->has_computed; i++)
		if (nq_period_is_same(levels->v[i].period, r->period) &&
		    strcmp(levels->v[i].territory, r->territory) == 0)
			r->has_computed = compute(levels, &levels->v[i],
			    &r->computed);
}

static int
add_computed(struct nq_track *t, const struct nq_ask *ask,
    const struct nq_key *k, struct nq_err *e)
{
	struct nq_track levels = { 0 };
	struct nq_key as_level = *k;
	int rc = 0;

	if (strcmp(k->transformation, "level") == 0) {
		for (size_t i = 0; i < t->n; i++)
			t->v[i].has_computed = compute(t, &t->v[i],
			    &t->v[i].computed);
	} else if (strcmp(k->transformation, "yoy") == 0) {
		as_level.transformation = "level";
		rc = read_rows(&levels, ask, &as_level, e);
		for (size_t i = 0; i < t->n; i++)
			compute_rate(&levels, &t->v[i]);
		nq_track_release(&levels);
	}
	return rc;
}

int
nq_track_read(struct nq_track *t, const struct nq_ask *ask,
    struct nq_reader *reader, const struct nq_key *k, struct nq_err *e)
{
	bool level = strcmp(k->transformation, "level") == 0;

	*t = (struct nq_track){ 0 };
	if (read_rows(t, ask, k, e) != 0 || add_computed(t, ask, k, e) != 0 ||
	    (level && read_plans(t, ask, k, e) != 0) ||
	    (level && add_printed(t, reader, k, e) != 0))
		return -1;
	add_plans(t);
	return 0;
}

void
nq_track_release(struct nq_track *t)
{
	free(t->v);
	free(t->plan);
	nq_arena_release(&t->arena);
	*t = (struct nq_track){ 0 };
}
