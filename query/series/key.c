/* Which series is meant where not all is said. */
#include "query/series/track.h"

#include "core/db.h"
#include "core/err.h"
#include "core/opts.h"
#include "query/ask.h"

#include <sqlite3.h>
#include <string.h>

static const char *const transformations[] = { "level", "yoy", "yoy_real",
	"pop", "avg", "share", "contribution", "of_year_plan",
	"of_period_plan", "of_target", "of_scenario", "of_year_scenario" };

enum { KINDS = sizeof(transformations) / sizeof(transformations[0]) };

static int
check_transformation(const char *s, struct nq_err *e)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(transformations[i], s) == 0)
			return 0;
	return nq_fail(e, NQ_EUSAGE, "--transformation takes one of level, "
	    "yoy, yoy_real, pop, avg, share, contribution, of_year_plan, "
	    "of_period_plan, of_target, of_scenario, of_year_scenario, not "
	    "\"%.40s\"", s);
}

/* Are the area and the part that were named in the warehouse? */
static int
check_words(const struct nq_ask *ask, const struct nq_key *k,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(ask, "query/cell_words.sql",
	    e);

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, k->indicator);
	nq_db_text(st, 2, k->area);
	nq_db_text(st, 3, k->part);
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_db_fail(ask->db, e, "query/cell_words.sql");
	else if (sqlite3_column_type(st, 0) == SQLITE_NULL)
		nq_fail(e, NQ_EUSAGE, "--area: there is no area \"%.40s\"; "
		    "expected a code as VN-06", k->area);
	else if (sqlite3_column_type(st, 2) == SQLITE_NULL &&
	    strcmp(k->part, "_T") != 0)
		nq_fail(e, NQ_EUSAGE, "--breakdown: %s has no part \"%.40s\"; "
		    "\"nqtrack sql\" lists the table breakdown", k->indicator,
		    k->part);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
check_price_base(const char *s, struct nq_err *e)
{
	if (s == NULL || strcmp(s, "current") == 0 || strcmp(s, "_U") == 0 ||
	    (strncmp(s, "constant-", 9) == 0 && strlen(s) == 13 &&
	    strspn(s + 9, "0123456789") == 4))
		return 0;
	return nq_fail(e, NQ_EUSAGE, "--price-base takes current, "
	    "constant-YEAR (constant-2010) or _U for none printed, not "
	    "\"%.40s\"", s);
}

bool
nq_key_has_goal(const struct nq_key *k, const struct nq_goal *g)
{
	return g->indicator != NULL && strcmp(g->indicator, k->indicator) ==
	    0 && strcmp(g->area, k->area) == 0 && strcmp(g->part, k->part) ==
	    0 && strcmp(nq_goal_transformation(g), k->transformation) == 0;
}

static const char *
choose_area(const struct nq_goals *goals, const char *indicator)
{
	for (size_t i = 0; i < goals->n; i++)
		if (goals->v[i].indicator != NULL &&
		    strcmp(goals->v[i].indicator, indicator) == 0)
			return goals->v[i].area;
	return goals->n > 0 ? goals->v[0].area : NULL;
}

/* Takes transformation where the series has figures at the prices asked
 * for. */
static int
try(struct nq_reader *reader, const struct nq_opts *o, struct nq_key *k,
    const char *transformation, bool *found, struct nq_err *e)
{
	struct nq_key key = *k;
	struct nq_series s;

	key.transformation = transformation;
	if (nq_series_read(reader, &key, &s, e) != 0)
		return -1;
	for (size_t i = 0; i < s.n && !*found; i++)
		*found = o->price_base == NULL || strcmp(o->price_base,
		    nq_point_base(&s.v[i])) == 0;
	if (*found)
		k->transformation = transformation;
	return 0;
}

static int
choose_transformation(const struct nq_opts *o, struct nq_reader *reader,
    const struct nq_goals *goals, struct nq_key *k, struct nq_err *e)
{
	const char *asked = NULL;
	bool found = false;

	for (size_t i = 0; i < goals->n && !found; i++) {
		const struct nq_goal *g = &goals->v[i];

		k->transformation = nq_goal_transformation(g);
		if (!nq_key_has_goal(k, g))
			continue;
		asked = asked == NULL ? k->transformation : asked;
		if (try(reader, o, k, k->transformation, &found, e) != 0)
			return -1;
	}
	if (!found && try(reader, o, k, "level", &found, e) != 0)
		return -1;
	if (!found && try(reader, o, k, "yoy", &found, e) != 0)
		return -1;
	if (!found)
		k->transformation = asked != NULL ? asked : "level";
	return 0;
}

int
nq_key_choose(const struct nq_ask *ask, struct nq_reader *reader,
    const struct nq_goals *goals, const char *indicator, struct nq_key *k,
    struct nq_err *e)
{
	const struct nq_opts *o = ask->o;

	*k = (struct nq_key){ .indicator = indicator,
		.area = o->area != NULL ? o->area :
		    choose_area(goals, indicator),
		.part = o->breakdown != NULL ? o->breakdown : "_T",
		.transformation = o->transformation };
	if (k->area == NULL)
		return nq_fail(e, NQ_EUSAGE, "no target says which area is "
		    "meant; --area takes its code, as VN-06");
	if (check_words(ask, k, e) != 0 ||
	    check_price_base(o->price_base, e) != 0)
		return -1;
	if (k->transformation != NULL)
		return check_transformation(k->transformation, e);
	return choose_transformation(o, reader, goals, k, e);
}
