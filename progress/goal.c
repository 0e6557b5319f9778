#include "progress/goal.h"

#include "core/db.h"
#include "core/err.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Columns of targets.sql, in its order. */
enum column {
	CODE, RESOLUTION, RESOLUTION_KIND, TITLE_VI, TITLE_EN, ISSUED, CLAUSE,
	NAME_VI, NAME_EN, INDICATOR, AREA, PART, PRICE_BASE, KIND, BOUND,
	DIRECTION, BASE, PERIOD, VALUE, LOWER, UPPER, LIMIT, UNIT, MULT,
	CERTAINTY, LAYER, OFFICE_VI, OFFICE_EN, SOURCE, SOURCE_URL,
	WORDING_VI, WORDING_EN, TERRITORY
};

static const char *
text(struct nq_goals *l, struct sqlite3_stmt *st, enum column c)
{
	const char *s = (const char *)sqlite3_column_text(st, (int)c);

	return s != NULL ? nq_arena_strdup(&l->arena, s) : NULL;
}

static bool
number(struct sqlite3_stmt *st, enum column c, double *out)
{
	*out = sqlite3_column_double(st, (int)c);
	return sqlite3_column_type(st, (int)c) != SQLITE_NULL;
}

static int
read_goal(struct nq_goals *l, struct sqlite3_stmt *st, struct nq_goal *g,
    struct nq_err *e)
{
	const char *base = text(l, st, BASE);

	*g = (struct nq_goal){
		.code = text(l, st, CODE),
		.resolution = text(l, st, RESOLUTION),
		.resolution_kind = text(l, st, RESOLUTION_KIND),
		.title = { text(l, st, TITLE_VI), text(l, st, TITLE_EN) },
		.issued = text(l, st, ISSUED), .clause = text(l, st, CLAUSE),
		.name = { text(l, st, NAME_VI), text(l, st, NAME_EN) },
		.indicator = text(l, st, INDICATOR),
		.area = text(l, st, AREA), .part = text(l, st, PART),
		.price_base = text(l, st, PRICE_BASE),
		.kind = text(l, st, KIND), .bound = text(l, st, BOUND),
		.direction = text(l, st, DIRECTION),
		.unit = text(l, st, UNIT),
		.mult = sqlite3_column_int(st, MULT),
		.certainty = text(l, st, CERTAINTY),
		.layer = text(l, st, LAYER),
		.office = { text(l, st, OFFICE_VI), text(l, st, OFFICE_EN) },
		.source = text(l, st, SOURCE),
		.source_url = text(l, st, SOURCE_URL),
		.wording = { text(l, st, WORDING_VI),
			text(l, st, WORDING_EN) },
		.territory = text(l, st, TERRITORY),
	};
	g->has_value = number(st, VALUE, &g->value);
	g->has_range = number(st, LOWER, &g->lower) &&
	    number(st, UPPER, &g->upper);
	g->has_limit = number(st, LIMIT, &g->limit);
	if (base != NULL && nq_period_parse(base, &g->base, e) != 0)
		return nq_err_at(e, "target %s", g->code);
	if (nq_period_parse(text(l, st, PERIOD), &g->period, e) != 0)
		return nq_err_at(e, "target %s", g->code);
	return 0;
}

int
nq_goals_read(struct nq_goals *l, struct sqlite3 *db, const struct nq_opts *o,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_db_prepare(db, o, "query/targets.sql", e);
	int rc;

	*l = (struct nq_goals){ 0 };
	if (st == NULL)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		l->v = nq_grow(l->v, l->n, &l->cap, sizeof(*l->v));
		if (read_goal(l, st, &l->v[l->n++], e) != 0)
			break;
	}
	if (rc != SQLITE_DONE && e->code == NQ_OK)
		nq_db_fail(db, e, "query/targets.sql");
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

void
nq_goals_release(struct nq_goals *l)
{
	free(l->v);
	nq_arena_release(&l->arena);
	*l = (struct nq_goals){ 0 };
}

const struct nq_goal *
nq_goals_find(const struct nq_goals *l, const char *code)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].code, code) == 0)
			return &l->v[i];
	return NULL;
}

bool
nq_goal_is_up(const struct nq_goal *g)
{
	return strcmp(g->direction, "up") == 0 ||
	    strcmp(g->direction, "keep-above") == 0;
}

int
nq_goal_last_year(const struct nq_goal *g)
{
	return (nq_period_end(g->period) - 1) / 12;
}
