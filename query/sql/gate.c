#include "query/sql/gate.h"

#include "core/db.h"
#include "core/err.h"
#include "core/warehouse.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Bytes of the query. */
	MAX_SQL = 100000,
	/* Columns of a result or of a term. */
	MAX_COLUMNS = 200,
	/* Bytes of one value; evidence is the longest, under 1 MiB. */
	MAX_VALUE = 16 << 20,
	/* Bytes SQLite may take; a sort spills to disk before. */
	MAX_HEAP = 512 << 20,
	/* Steps of SQLite's machine between two looks at the clock. */
	STEPS = 10000
};

static int
authorize(void *arg, int action, const char *one, const char *two,
    const char *db, const char *trigger)
{
	(void)arg;
	(void)one;
	(void)db;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		/* Reaches outside the database, or takes it apart. */
		return strcmp(two, "load_extension") == 0 ||
		    strcmp(two, "fts3_tokenizer") == 0 ||
		    strcmp(two, "writefile") == 0 ||
		    strcmp(two, "readfile") == 0 ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

static int
is_late(void *arg)
{
	const struct nq_gate *g = arg;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - g->start.tv_sec >= g->seconds;
}

void
nq_gate_restrict(struct sqlite3 *db)
{
	static const struct { int what, max; } limits[] = {
		{ SQLITE_LIMIT_SQL_LENGTH, MAX_SQL },
		{ SQLITE_LIMIT_LENGTH, MAX_VALUE },
		{ SQLITE_LIMIT_COLUMN, MAX_COLUMNS },
		{ SQLITE_LIMIT_EXPR_DEPTH, 100 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 20 },
		{ SQLITE_LIMIT_VDBE_OP, 25000 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 100 },
		{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, 100 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db, limits[i].what, limits[i].max);
	sqlite3_set_authorizer(db, authorize, NULL);
}

static int
read_seconds(struct nq_gate *g, struct nq_err *e)
{
	const char *s = getenv("NQTRACK_SQL_SECONDS");
	char *end;
	long n;

	g->seconds = NQ_SQL_SECONDS;
	if (s == NULL || s[0] == '\0')
		return 0;
	n = strtol(s, &end, 10);
	if (*end != '\0' || n < 1 || n > NQ_SQL_SECONDS_MOST)
		return nq_fail(e, NQ_EUSAGE, "NQTRACK_SQL_SECONDS: expected "
		    "seconds from 1 to %d, not \"%.40s\"",
		    (int)NQ_SQL_SECONDS_MOST, s);
	g->seconds = (int)n;
	return 0;
}

int
nq_gate_open(struct nq_gate *g, const struct nq_opts *o, struct nq_err *e)
{
	*g = (struct nq_gate){ 0 };
	if (read_seconds(g, e) != 0 || (g->db = nq_warehouse_open(o, NULL,
	    NQ_DB_READ, &g->version, e)) == NULL)
		return -1;
	nq_gate_restrict(g->db);
	sqlite3_hard_heap_limit64(MAX_HEAP);
	clock_gettime(CLOCK_MONOTONIC, &g->start);
	sqlite3_progress_handler(g->db, STEPS, is_late, g);
	return 0;
}

void
nq_gate_close(struct nq_gate *g)
{
	nq_db_close(g->db);
	g->db = NULL;
}

struct sqlite3_stmt *
nq_gate_prepare(const struct nq_gate *g, const char *sql, struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;
	const char *tail = "";

	if (sqlite3_prepare_v2(g->db, sql, -1, &st, &tail) != SQLITE_OK)
		nq_fail(e, NQ_EUSAGE, "%s", sqlite3_errmsg(g->db));
	else if (st == NULL || tail[strspn(tail, " \t\r\n;")] != '\0')
		nq_fail(e, NQ_EUSAGE, "expected one query");
	else if (sqlite3_column_count(st) == 0)
		nq_fail(e, NQ_EUSAGE, "expected a query that gives rows");
	if (e->code == NQ_OK)
		return st;
	sqlite3_finalize(st);
	return NULL;
}
