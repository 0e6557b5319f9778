/*
 * One query of the user's, on a connection that can do nothing but read:
 * opened read-only, every action outside a short list refused by the
 * authorizer, work and sizes limited, interrupted past its time.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warehouse.h"
#include "query/table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	/* Bytes of the query. */
	MAX_SQL = 100000,
	/* Columns of a result or of a term. */
	MAX_COLUMNS = 200,
	/* Bytes of one value; evidence is the longest, under 1 MiB. */
	MAX_VALUE = 16 << 20,
	/* Seconds until a query is interrupted. */
	MAX_SECONDS = 60,
	/* Bytes SQLite may take; a sort spills to disk before. */
	MAX_HEAP = 512 << 20
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
	const struct timespec *start = arg;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec >= MAX_SECONDS;
}

static void
restrict_to_reading(sqlite3 *db, struct timespec *start)
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
	sqlite3_hard_heap_limit64(MAX_HEAP);
	clock_gettime(CLOCK_MONOTONIC, start);
	sqlite3_progress_handler(db, 10000, is_late, start);
	sqlite3_set_authorizer(db, authorize, NULL);
}

/* A real as the shortest text that is the same number again. */
static const char *
real_text(double v, char out[40])
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, 40, "%.*g", digits, v);
		if (strtod(out, NULL) == v)
			break;
	}
	return out;
}

static int
print_rows(sqlite3 *db, struct sqlite3_stmt *st, const char *format,
    struct nq_err *e)
{
	size_t n = (size_t)sqlite3_column_count(st);
	const char **names = nq_alloc(n, sizeof(*names));
	struct nq_cell *cells = nq_alloc(n, sizeof(*cells));
	char (*reals)[40] = nq_alloc(n, sizeof(*reals));
	struct nq_table *t;
	int rc;

	for (size_t i = 0; i < n; i++)
		names[i] = sqlite3_column_name(st, (int)i);
	t = nq_table_new(stdout, format, names, n);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && !ferror(stdout)) {
		for (size_t i = 0; i < n; i++) {
			int type = sqlite3_column_type(st, (int)i);
			double v = sqlite3_column_double(st, (int)i);
			bool finite = v - v == 0;

			cells[i] = (struct nq_cell){ .number =
			    type == SQLITE_INTEGER || (type == SQLITE_FLOAT &&
			    finite) };
			cells[i].text = type == SQLITE_NULL ? NULL :
			    type == SQLITE_FLOAT ? real_text(v, reals[i]) :
			    (const char *)sqlite3_column_text(st, (int)i);
		}
		nq_table_row(t, cells);
	}
	nq_table_free(t);
	if (rc == SQLITE_INTERRUPT)
		nq_fail(e, NQ_ELIMIT, "stopped after %d seconds",
		    (int)MAX_SECONDS);
	else if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		nq_fail(e, NQ_EDB, "%s", sqlite3_errmsg(db));
	free(reals);
	free(cells);
	free(names);
	return e->code == NQ_OK ? 0 : -1;
}

enum nq_exit
nq_sql_run(const struct nq_opts *o, struct nq_log *log)
{
	struct sqlite3_stmt *st = NULL;
	struct nq_err e = { 0 };
	const char *tail = "";
	struct timespec start;
	sqlite3 *db = NULL;
	int version;

	if ((db = nq_warehouse_open(o, NULL, NQ_DB_READ, &version, &e)) ==
	    NULL)
		goto out;
	restrict_to_reading(db, &start);
	if (sqlite3_prepare_v2(db, o->argv[0], -1, &st, &tail) != SQLITE_OK)
		nq_fail(&e, NQ_EUSAGE, "%s", sqlite3_errmsg(db));
	else if (st == NULL || tail[strspn(tail, " \t\r\n;")] != '\0')
		nq_fail(&e, NQ_EUSAGE, "expected one query");
	else
		print_rows(db, st, o->format, &e);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	sqlite3_finalize(st);
	nq_db_close(db);
	return nq_exit_of(&e);
}
