/*
 * A series: its values as known on a day, with growth, share of the plan,
 * plan and targets beside them. A page for people; the other formats carry a
 * row a period with every field.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "query/series/page.h"
#include "query/table.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* All that one answer needs. */
struct answer {
	struct nq_ask ask;
	struct nq_reader reader;
	struct nq_goals goals;
	struct nq_track track;
	struct nq_arena arena;
	struct nq_name name;
	struct nq_key key;
	struct nq_style style;
	struct nq_series_page page;
	bool *shown;		/* owned */
};

static const char *const columns[] = { "indicator", "ref_area", "breakdown",
	"transformation", "territory", "time_period", "obs_value",
	"unit_measure", "unit_mult", "price_base", "price_base_inferred",
	"obs_status", "bound", "releases", "lowest", "highest",
	"beyond_rounding", "growth_printed", "growth_observation",
	"growth_computed", "share_of_plan", "share_observation",
	"shares_differ", "plan_stated", "plan_lower", "plan_upper",
	"plan_layer", "plans", "target_value", "targets", "source", "release",
	"published", "url", "observation_id" };

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	/* Numbers among them. */
	NUMBERS = 20
};

/* Month of a day, as nq_period_first counts; otherwise where it is none. */
static int
month_of(const char *day, int otherwise)
{
	return day != NULL ? atoi(day) * 12 + atoi(day + 5) - 1 : otherwise;
}

/* Between --since and --until, at the prices asked for. */
static bool
is_asked(const struct answer *a, const struct nq_row *r)
{
	const struct nq_opts *o = a->ask.o;

	return nq_period_end(r->period) > month_of(o->since, 0) &&
	    nq_period_first(r->period) <= month_of(o->until, 9999 * 12) &&
	    (o->price_base == NULL || strcmp(o->price_base, r->base) == 0);
}

static bool
is_year(const struct nq_row *r)
{
	return r->period.month == 1 && r->period.months <= 12;
}

/* Of a year, the whole or else its longest part from January on. */
static bool
is_longest(const struct answer *a, const struct nq_row *r)
{
	const struct nq_row *v = a->track.v;

	for (size_t i = 0; i < a->track.n; i++)
		if (nq_row_is_beside(&v[i], r) && is_year(&v[i]) &&
		    v[i].period.year == r->period.year &&
		    v[i].period.months > r->period.months &&
		    strcmp(v[i].territory, r->territory) == 0)
			return false;
	return is_year(r);
}

/* A series without any figure of that kind is shown as it is. */
static void
choose(struct answer *a)
{
	size_t n = a->track.n, years = 0;
	const struct nq_row *v = a->track.v;

	a->shown = nq_alloc(n + 1, sizeof(*a->shown));
	for (size_t i = 0; i < n; i++) {
		a->shown[i] = is_asked(a, &v[i]) && is_longest(a, &v[i]);
		years += a->shown[i];
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_asked(a, &v[i]))
			continue;
		if (a->ask.o->all || years == 0)
			a->shown[i] = true;
		a->page.hidden += !a->shown[i];
	}
}

static int
read_words(struct answer *a, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&a->ask,
	    "query/cell_words.sql", e);
	const char *s[4];

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, a->key.indicator);
	nq_db_text(st, 2, a->key.area);
	nq_db_text(st, 3, a->key.part);
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_db_fail(a->ask.db, e, "query/cell_words.sql");
	for (int i = 0; i < 4 && e->code == NQ_OK; i++) {
		s[i] = (const char *)sqlite3_column_text(st, i);
		s[i] = s[i] != NULL ? nq_plain(&a->arena, s[i]) : NULL;
		if (i < 2)
			a->page.area[i] = s[i];
		else if (strcmp(a->key.part, "_T") != 0)
			a->page.part[i - 2] = s[i];
	}
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

/* Cells of numbers point into n, one after the other. */
struct numbers {
	char text[NUMBERS][40];
	size_t n;
};

static struct nq_cell
number(struct numbers *s, bool has, double v)
{
	char *out = s->text[s->n++ % NUMBERS];

	if (!has || !isfinite(v))
		return (struct nq_cell){ .text = NULL };
	snprintf(out, sizeof(s->text[0]), "%.15g", v);
	return (struct nq_cell){ .text = out, .number = true };
}

static struct nq_cell
text(const char *s)
{
	return (struct nq_cell){ .text = s };
}

/* "plan-2022=15500 nq29-output=20000", in the row's multiple; *first gets
 * the first number. */
static const char *
goals_text(struct answer *a, const struct nq_row *r, bool *has,
    double *first)
{
	const struct nq_goal *g;
	char *s = NULL, *longer;
	double v;
	size_t i = 0;

	*has = false;
	while ((g = nq_row_goal(&a->page, r, &i)) != NULL) {
		v = g->value * pow(10, g->mult - r->mult);
		*first = *has ? *first : v;
		*has = true;
		longer = nq_asprintf("%s%s%s=%.15g", s != NULL ? s : "",
		    s != NULL ? " " : "", g->code, v);
		free(s);
		s = longer;
	}
	longer = s != NULL ? nq_arena_strdup(&a->arena, s) : NULL;
	free(s);
	return longer;
}

static void
put_row(struct answer *a, struct nq_table *t, const struct nq_row *r)
{
	const struct nq_year_plan *p = r->plan;
	bool has, plan = p != NULL;
	double target = 0, f = pow(10, -r->mult);
	const char *goals = goals_text(a, r, &has, &target);
	char period[NQ_PERIOD_TEXT];
	struct numbers n = { .n = 0 };
	const struct nq_cell cells[COLUMNS] = {
		text(a->key.indicator), text(a->key.area), text(a->key.part),
		text(a->key.transformation), text(r->territory),
		text(nq_period_emit(r->period, period)),
		number(&n, true, r->value), text(r->unit),
		number(&n, true, r->mult), text(r->printed),
		text(r->inferred), text(r->status), text(r->bound),
		number(&n, true, r->releases), number(&n, true, r->lowest * f),
		number(&n, true, r->highest * f), number(&n, true, r->apart),
		number(&n, r->growth_id != 0, r->growth),
		number(&n, r->growth_id != 0, (double)r->growth_id),
		number(&n, r->has_computed, r->computed),
		number(&n, r->share_id != 0, r->share),
		number(&n, r->share_id != 0, (double)r->share_id),
		number(&n, r->share_id != 0, r->shares),
		number(&n, plan && p->has_stated, plan ? p->stated * f : 0),
		number(&n, plan && p->has_lower, plan ? p->lower * f : 0),
		number(&n, plan && p->has_upper, plan ? p->upper * f : 0),
		text(plan ? p->layer : NULL), number(&n, true, r->plans),
		number(&n, has, target), text(goals), text(r->source),
		text(r->release), text(r->published), text(r->url),
		number(&n, true, (double)r->id),
	};

	nq_table_row(t, cells);
}

static void
put(struct answer *a)
{
	struct nq_table *t;

	if (strcmp(a->ask.o->format, "table") == 0) {
		nq_series_page_put(&a->page);
		return;
	}
	t = nq_table_new(stdout, a->ask.o->format, columns, COLUMNS);
	for (size_t i = 0; i < a->track.n; i++)
		if (a->shown[i])
			put_row(a, t, &a->track.v[i]);
	nq_table_free(t);
}

static int
answer_open(struct answer *a, const struct nq_opts *o, struct nq_err *e)
{
	a->style = nq_style_of(stdout);
	a->page = (struct nq_series_page){ .ask = &a->ask, .style = &a->style,
		.name = &a->name, .key = &a->key, .goals = &a->goals,
		.track = &a->track };
	if (nq_ask_open(&a->ask, o, e) != 0 || nq_reader_open(&a->reader,
	    a->ask.db, o, a->ask.batch, a->ask.month, e) != 0 ||
	    nq_goals_read(&a->goals, a->ask.db, o, e) != 0)
		return -1;
	return nq_name_find(&a->ask, o->argv[0], &a->arena, &a->name, e);
}

enum nq_exit
nq_series_run(const struct nq_opts *o, struct nq_log *log)
{
	struct answer a = { .shown = NULL };
	struct nq_err e = { 0 };

	if (answer_open(&a, o, &e) != 0 || nq_key_choose(&a.ask, &a.reader,
	    &a.goals, a.name.code, &a.key, &e) != 0 ||
	    read_words(&a, &e) != 0 || nq_track_read(&a.track, &a.ask,
	    &a.reader, &a.key, &e) != 0)
		goto out;
	choose(&a);
	a.page.shown = a.shown;
	put(&a);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	free(a.shown);
	nq_track_release(&a.track);
	nq_goals_release(&a.goals);
	nq_reader_close(&a.reader);
	nq_arena_release(&a.arena);
	nq_ask_close(&a.ask);
	return nq_exit_of(&e);
}
