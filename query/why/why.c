/*
 * From a number back to its sentence, its page and its bytes, and forward to
 * what rests on it; or from a target to the figures behind its verdict.
 */
#include "query/why/why.h"

#include "core/db.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"
#include "query/name.h"
#include "query/why/archived.h"
#include "query/query.h"
#include "query/series/track.h"
#include "query/when.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Columns of why.sql, in its order. */
enum column {
	RELATION, OBSERVATION, PLACE, RANK, CODE, STATE, USE, WORD_VI,
	WORD_EN, FINDING, FOUND, EXPECTED, UNIT
};

static const char *
text(struct nq_why_answer *a, struct sqlite3_stmt *st, int c)
{
	const char *s = (const char *)sqlite3_column_text(st, c);

	return s != NULL ? nq_arena_strdup(&a->arena, s) : NULL;
}

static void
read_tie(struct nq_why_answer *a, struct sqlite3_stmt *st, struct nq_tie *t)
{
	*t = (struct nq_tie){ .relation = text(a, st, RELATION),
		.id = sqlite3_column_int64(st, OBSERVATION),
		.place = sqlite3_column_int(st, PLACE),
		.rank = sqlite3_column_int(st, RANK),
		.code = text(a, st, CODE), .state = text(a, st, STATE),
		.use = text(a, st, USE),
		.word = { text(a, st, WORD_VI), text(a, st, WORD_EN) },
		.finding = sqlite3_column_int64(st, FINDING),
		.has_found = sqlite3_column_type(st, FOUND) != SQLITE_NULL,
		.found = sqlite3_column_double(st, FOUND),
		.has_expected = sqlite3_column_type(st, EXPECTED) !=
		    SQLITE_NULL,
		.expected = sqlite3_column_double(st, EXPECTED),
		.unit = text(a, st, UNIT) };
}

int
nq_ties_read(struct nq_why_answer *a, int64_t id, struct nq_ties *out,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&a->ask, "query/why.sql", e);
	int rc;

	if (st == NULL)
		return -1;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, a->ask.batch);
	nq_db_text(st, 3, a->ask.time);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
		read_tie(a, st, &out->v[out->n++]);
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(a->ask.db, e, "query/why.sql");
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

/* Is it there, and was it known on the day? */
static int
check_known(struct nq_why_answer *a, int64_t id, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&a->ask,
	    "query/why_known.sql", e);
	int rc;

	if (st == NULL)
		return -1;
	sqlite3_bind_int64(st, 1, id);
	if ((rc = sqlite3_step(st)) == SQLITE_DONE)
		nq_fail(e, NQ_EUSAGE, "there is no observation %" PRId64, id);
	else if (rc != SQLITE_ROW)
		nq_db_fail(a->ask.db, e, "query/why_known.sql");
	else if (sqlite3_column_int64(st, 0) > a->ask.batch)
		nq_fail(e, NQ_EUSAGE, "observation %" PRId64 " came on %.10s "
		    "and was not known on %s", id,
		    (const char *)sqlite3_column_text(st, 1), a->ask.day);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
why_figure(struct nq_why_answer *a, int64_t id, struct nq_err *e)
{
	struct nq_tie self = { .relation = "figure", .id = id };
	struct nq_ties ties = { .v = NULL };
	struct nq_evidence ev;
	int rc = -1;

	if (check_known(a, id, e) != 0 ||
	    nq_evidence_read(&a->evidences, id, &ev, e) != 0)
		return -1;
	if (a->ask.o->open)
		return nq_page_open(&a->ask, &ev, e);
	ties.v = nq_grow(ties.v, 0, &ties.cap, sizeof(*ties.v));
	ties.v[ties.n++] = self;
	if (nq_ties_read(a, id, &ties, e) != 0)
		goto out;
	rc = strcmp(a->ask.o->format, "table") == 0 ?
	    nq_why_put_figure(a, &ev, &ties, e) :
	    nq_why_put_rows(a, &ties, e);
out:
	free(ties.v);
	return rc;
}

static int
why_target(struct nq_why_answer *a, const struct nq_goal *g,
    struct nq_err *e)
{
	struct nq_ties ties = { .v = NULL };
	struct nq_assessment as;
	int rc;

	if (a->ask.o->open)
		return nq_fail(e, NQ_EUSAGE, "--open goes with a figure; "
		    "\"nqtrack why %.60s\" lists those of the target",
		    g->code);
	if (a->ask.o->argc > 1)
		return nq_fail(e, NQ_EUSAGE, "a target has its period; "
		    "\"%.60s\" is one word too many", nq_plain(&a->arena,
		    a->ask.o->argv[1]));
	if (nq_assess(&a->reader, g, &as, e) != 0)
		return -1;
	if (strcmp(a->ask.o->format, "table") == 0)
		return nq_why_put_target(a, g, &as, e);
	nq_ties_of_target(g, &as, &ties);
	rc = nq_why_put_rows(a, &ties, e);
	free(ties.v);
	return rc;
}

/* Does a period end later than another, or begin earlier and end with it? */
static bool
is_later(const struct nq_row *r, const struct nq_row *than)
{
	int a = nq_period_end(r->period), b = nq_period_end(than->period);

	return a != b ? a > b : r->period.months > than->period.months;
}

/* Of a goal's price base before those of none. */
static bool
is_wanted(const struct nq_why_answer *a, const struct nq_key *k,
    const struct nq_row *r)
{
	for (size_t i = 0; i < a->goals.n; i++)
		if (nq_key_has_goal(k, &a->goals.v[i]) &&
		    strcmp(a->goals.v[i].price_base, r->base) == 0)
			return true;
	return false;
}

/*
 * The figure of the period (year 0: the latest one), of the price base asked
 * for, or else that of a target, or the first; the others are kept.
 */
static int64_t
pick(struct nq_why_answer *a, const struct nq_key *k,
    const struct nq_track *t, struct nq_period period)
{
	const char *base = a->ask.o->price_base;
	const struct nq_row *best = NULL, *r;

	for (size_t i = 0; i < t->n; i++) {
		r = &t->v[i];
		if ((base != NULL && strcmp(base, r->base) != 0) ||
		    (period.year != 0 && !nq_period_is_same(r->period,
		    period)))
			continue;
		if (best == NULL || is_later(r, best) || (!is_later(best, r) &&
		    is_wanted(a, k, r) && !is_wanted(a, k, best)))
			best = r;
	}
	for (size_t i = 0; best != NULL && i < t->n; i++)
		if (&t->v[i] != best && nq_period_is_same(t->v[i].period,
		    best->period)) {
			a->other = nq_grow(a->other, a->others, &a->other_cap,
			    sizeof(*a->other));
			a->other[a->others++] = t->v[i].id;
		}
	return best != NULL ? best->id : 0;
}

/* The cell that is meant; of the transformations that are not named the
 * first that has the period. */
static int
find_figure(struct nq_why_answer *a, const char *typed, int64_t *id,
    struct nq_err *e)
{
	const char *ways[] = { NULL, "level", "yoy" };
	struct nq_period period = { 0, 0, 0 };
	size_t n = a->ask.o->transformation != NULL ? 1 : 3;
	const char *when = a->ask.o->argc > 1 ? a->ask.o->argv[1] : NULL;
	struct nq_track track;
	struct nq_name name;
	struct nq_key key;
	int rc = 0;

	if (nq_name_find(&a->ask, typed, &a->arena, &name, e) != 0 ||
	    (when != NULL && nq_when_parse(when, &period, e) != 0) ||
	    nq_key_choose(&a->ask, &a->reader, &a->goals, name.code, &key,
	    e) != 0)
		return -1;
	ways[0] = key.transformation;
	for (size_t i = 0; rc == 0 && *id == 0 && i < n; i++) {
		key.transformation = ways[i];
		rc = nq_track_read(&track, &a->ask, &a->reader, &key, e);
		if (rc == 0)
			*id = pick(a, &key, &track, period);
		nq_track_release(&track);
	}
	if (rc == 0 && *id == 0)
		rc = nq_fail(e, NQ_EDB, "no figure of %s, %s, %s%s%s, as "
		    "known on %s", key.indicator, key.area, key.part,
		    when != NULL ? ", " : "", when != NULL ?
		    nq_plain(&a->arena, when) : "", a->ask.day);
	return rc;
}

/* The number of an observation, or 0. */
static int
read_id(const char *s, int64_t *out, struct nq_err *e)
{
	char *end;

	*out = 0;
	if (s[0] == '\0' || s[strspn(s, "0123456789")] != '\0')
		return 0;
	errno = 0;
	*out = strtoll(s, &end, 10);
	if (errno != 0 || *out == 0)
		return nq_fail(e, NQ_EUSAGE, "there is no observation %.40s",
		    s);
	return 0;
}

/* A slip in the name of a target: those that begin alike are named. */
static bool
is_near_target(struct nq_why_answer *a, const char *typed, struct nq_err *e)
{
	enum { NAMED = 5 };	/* a message is read, not searched */
	struct nq_buf b = NQ_BUF(0);
	size_t same = strcspn(typed, "-") + 1;
	int n = 0;

	for (size_t i = 0; typed[same - 1] == '-' && i < a->goals.n; i++)
		if (strncmp(a->goals.v[i].code, typed, same) == 0 &&
		    n++ <= NAMED)
			nq_buf_printf(&b, "%s%s", b.len > 0 ? ", " : "",
			    n > NAMED ? "…" : a->goals.v[i].code);
	if (b.len > 0)
		nq_fail(e, NQ_EUSAGE, "there is no target \"%.60s\"; near "
		    "it: %.300s", nq_plain(&a->arena, typed), b.p);
	nq_buf_release(&b);
	return e->code != NQ_OK;
}

static int
answer(struct nq_why_answer *a, struct nq_err *e)
{
	const struct nq_opts *o = a->ask.o;
	const struct nq_goal *g = nq_goals_find(&a->goals, o->argv[0]);
	int64_t id;

	if (g != NULL)
		return why_target(a, g, e);
	if (o->argc == 1 && is_near_target(a, o->argv[0], e))
		return -1;
	if (read_id(o->argv[0], &id, e) != 0)
		return -1;
	if (id != 0 && o->argc > 1)
		return nq_fail(e, NQ_EUSAGE, "an observation has its period; "
		    "\"%.60s\" is one word too many", nq_plain(&a->arena,
		    o->argv[1]));
	if (id == 0 && find_figure(a, o->argv[0], &id, e) != 0)
		return -1;
	return why_figure(a, id, e);
}

enum nq_exit
nq_why_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_why_answer a = { .style = nq_style_of(stdout) };
	struct nq_err e = { 0 };

	if (nq_ask_open(&a.ask, o, &e) == 0 && nq_reader_open(&a.reader,
	    a.ask.db, o, a.ask.batch, a.ask.month, &e) == 0 &&
	    nq_goals_read(&a.goals, a.ask.db, o, &e) == 0 &&
	    nq_evidences_open(&a.evidences, &a.ask, &e) == 0)
		answer(&a, &e);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	free(a.other);
	nq_evidences_close(&a.evidences);
	nq_goals_release(&a.goals);
	nq_reader_close(&a.reader);
	nq_arena_release(&a.arena);
	nq_ask_close(&a.ask);
	return nq_exit_of(&e);
}
