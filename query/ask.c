#include "query/ask.h"

#include "core/db.h"
#include "core/err.h"
#include "core/opts.h"
#include "core/warehouse.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
set_time(struct nq_ask *a, const char *as_of)
{
	char now[NQ_TIME_TEXT];
	int y = 0, m = 0;

	nq_time_now(now);
	snprintf(a->time, sizeof(a->time), "%.10s%s", as_of != NULL ? as_of :
	    now, as_of != NULL ? "T23:59:59Z" : now + 10);
	snprintf(a->day, sizeof(a->day), "%.10s", a->time);
	if (sscanf(a->time, "%4d-%2d", &y, &m) == 2)
		a->month = y * 12 + m - 1;
}

int
nq_ask_check(const struct nq_opts *o, int version, struct nq_err *e)
{
	struct nq_names names = { 0 };
	char *path = nq_warehouse_path(o);
	int newest = 0, rc = nq_db_migrations(o, &names, &newest, e);

	if (rc == 0 && version < newest) {
		rc = nq_fail(e, NQ_EDB, "schema version %d, this program has "
		    "%d; \"nqtrack load\" brings it forward", version,
		    newest);
		nq_err_at(e, "%s", path);
	}
	nq_names_release(&names);
	free(path);
	return rc;
}

static int
read_batch(struct nq_ask *a, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(a, "query/batch_as_of.sql",
	    e);
	int rc = -1;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, a->time);
	if (sqlite3_step(st) == SQLITE_ROW) {
		a->batch = sqlite3_column_int64(st, 0);
		rc = 0;
	} else {
		nq_db_fail(a->db, e, "query/batch_as_of.sql");
	}
	sqlite3_finalize(st);
	return rc;
}

int
nq_ask_open(struct nq_ask *a, const struct nq_opts *o, struct nq_err *e)
{
	int version;

	*a = (struct nq_ask){ .o = o, .en = strcmp(o->lang, "en") == 0 };
	set_time(a, o->as_of);
	if ((a->db = nq_warehouse_open(o, NULL, NQ_DB_READ, &version, e)) ==
	    NULL || nq_ask_check(o, version, e) != 0)
		return -1;
	/* What is loaded meanwhile is not seen. */
	if (nq_db_exec(a->db, "BEGIN", e) != 0)
		return -1;
	return read_batch(a, e);
}

void
nq_ask_close(struct nq_ask *a)
{
	nq_db_close(a->db);
	a->db = NULL;
}

struct sqlite3_stmt *
nq_ask_prepare(const struct nq_ask *a, const char *name, struct nq_err *e)
{
	return nq_db_prepare(a->db, a->o, name, e);
}

int
nq_ask_area(const struct nq_ask *a, const char *code,
    char names[2][NQ_AREA_NAME], struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(a, "query/area.sql", e);
	const char *name;
	int rc;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, code);
	rc = sqlite3_step(st);
	for (int i = 0; i < 2; i++) {
		name = rc == SQLITE_ROW ?
		    (const char *)sqlite3_column_text(st, i) : "nqtrack";
		snprintf(names[i], NQ_AREA_NAME, "%s", name);
	}
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 :
	    nq_db_fail(a->db, e, "query/area.sql");
}
