#include "core/warehouse.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An object of a schema, as sqlite_schema has it; borrowed from the row. */
struct object {
	const char *type, *name, *table, *sql;
};

char *
nq_warehouse_path(const struct nq_opts *o)
{
	return o->warehouse != NULL ? nq_strdup(o->warehouse) :
	    nq_path_join(o->data, "warehouse.db");
}

int
nq_warehouse_migrate(struct sqlite3 *db, const struct nq_opts *o,
    const char *name, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	char *dir = nq_path_join(o->shipped, "sql");
	char *path = nq_path_join(dir, name);
	int rc = nq_buf_read_file(&b, path, e);

	if (rc == 0)
		rc = nq_db_exec(db, b.p != NULL ? b.p : "", e);
	nq_buf_release(&b);
	free(path);
	free(dir);
	return rc;
}

/* The schema is made of rows of the schema; no other row is needed, and the
 * calendar has tens of thousands. */
static int
authorize_schema(void *arg, int action, const char *table, const char *two,
    const char *db, const char *trigger)
{
	(void)arg;
	(void)two;
	(void)db;
	(void)trigger;
	return action == SQLITE_INSERT && strncmp(table, "sqlite_", 7) != 0 ?
	    SQLITE_IGNORE : SQLITE_OK;
}

/* The schema of a warehouse of that version, in memory, without its rows. */
static struct sqlite3 *
made_by_us(const struct nq_opts *o, int version, struct nq_err *e)
{
	struct nq_names names = { 0 };
	struct sqlite3 *db = NULL;
	int newest, rc = -1;

	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (db = nq_db_open(":memory:", NQ_DB_WRITE, e)) == NULL)
		goto out;
	sqlite3_set_authorizer(db, authorize_schema, NULL);
	for (int i = 0; i < version && i < newest; i++)
		if (nq_warehouse_migrate(db, o, names.v[i], e) != 0)
			goto out;
	rc = 0;
out:
	nq_names_release(&names);
	if (rc != 0) {
		nq_db_close(db);
		return NULL;
	}
	return db;
}

static const char *
text_of(struct sqlite3_stmt *st, int i)
{
	const char *s = (const char *)sqlite3_column_text(st, i);

	return s != NULL ? s : "";
}

static struct object
object_of(struct sqlite3_stmt *st)
{
	return (struct object){ .type = text_of(st, 0),
		.name = text_of(st, 1), .table = text_of(st, 2),
		.sql = text_of(st, 3) };
}

static struct sqlite3_stmt *
prepare(struct sqlite3 *db, const char *sql, struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		nq_db_fail(db, e, "cannot read the schema");
	return st;
}

/* Does something when it is looked at, or is made of code of its own. */
static bool
is_alive(const struct object *o)
{
	return strcmp(o->type, "trigger") == 0 ||
	    strcmp(o->type, "view") == 0 ||
	    strncasecmp(o->sql, "CREATE VIRTUAL", 14) == 0;
}

enum verdict { SAME, CHANGED, UNKNOWN };

/* find looks one object up in the schema of ours. */
static enum verdict
judge(struct sqlite3_stmt *find, const struct object *o)
{
	enum verdict v = UNKNOWN;

	nq_db_text(find, 1, o->type);
	nq_db_text(find, 2, o->name);
	nq_db_text(find, 3, o->table);
	if (sqlite3_step(find) == SQLITE_ROW)
		v = strcmp(text_of(find, 0), o->sql) == 0 ? SAME : CHANGED;
	sqlite3_reset(find);
	return v;
}

static const char FIND[] = "SELECT coalesce(sql, '') FROM sqlite_schema "
    "WHERE type = ?1 AND name = ?2 AND tbl_name = ?3";
static const char ALL[] = "SELECT type, name, tbl_name, sql "
    "FROM sqlite_schema";

int
nq_warehouse_schema(struct sqlite3 *db, const struct nq_opts *o, int version,
    struct nq_err *e)
{
	struct sqlite3 *ours = made_by_us(o, version, e);
	struct sqlite3_stmt *find = NULL, *all = NULL;
	struct object one;
	int rc;

	if (ours == NULL || (find = prepare(ours, FIND, e)) == NULL ||
	    (all = prepare(db, ALL, e)) == NULL)
		goto out;
	while ((rc = sqlite3_step(all)) == SQLITE_ROW) {
		one = object_of(all);
		if (!is_alive(&one) || judge(find, &one) == SAME)
			continue;
		nq_fail(e, NQ_EDB, "the %s \"%.60s\" is not one of nqtrack's; "
		    "who put it there? Drop it, or take a backup",
		    strcmp(one.type, "table") == 0 ? "virtual table" :
		    one.type, one.name);
		nq_err_at(e, "%s", sqlite3_db_filename(db, "main"));
		break;
	}
	if (e->code == NQ_OK && rc != SQLITE_DONE)
		nq_db_fail(db, e, "cannot read the schema");
out:
	sqlite3_finalize(all);
	sqlite3_finalize(find);
	nq_db_close(ours);
	return e->code == NQ_OK ? 0 : -1;
}

static int
tell(struct nq_log *log, const struct object *o, const char *what)
{
	nq_log(log, NQ_ERROR, "file", "warehouse.db", o->type, o->name,
	    "msg", what, NULL);
	return 1;
}

/* What is in one of two schemas and not, or not so, in the other. */
static int
compare(struct sqlite3 *in, struct sqlite3 *other, bool theirs,
    struct nq_log *log, struct nq_err *e)
{
	struct sqlite3_stmt *find = prepare(other, FIND, e);
	struct sqlite3_stmt *all = find != NULL ? prepare(in, ALL, e) : NULL;
	int faults = 0;

	while (all != NULL && sqlite3_step(all) == SQLITE_ROW) {
		struct object one = object_of(all);
		enum verdict v = judge(find, &one);

		/* ANALYZE leaves tables that harm nobody. */
		if (v == SAME || (v == CHANGED && !theirs) ||
		    strncmp(one.name, "sqlite_", 7) == 0)
			continue;
		faults += tell(log, &one, v == CHANGED ?
		    "is not as the migrations make it" : theirs ?
		    "is not one of nqtrack's" : "is missing");
	}
	sqlite3_finalize(all);
	sqlite3_finalize(find);
	return faults;
}

int
nq_warehouse_compare(struct sqlite3 *db, const struct nq_opts *o,
    int version, struct nq_log *log, struct nq_err *e)
{
	struct sqlite3 *ours = made_by_us(o, version, e);
	int faults = 0;

	if (ours != NULL)
		faults = compare(db, ours, true, log, e) +
		    compare(ours, db, false, log, e);
	nq_db_close(ours);
	return faults;
}

static int
check_text(struct sqlite3 *db, const char *sql, const char *want,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;
	const char *got = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		nq_db_fail(db, e, sql);
	else if (sqlite3_step(st) == SQLITE_ROW)
		got = (const char *)sqlite3_column_text(st, 0);
	if (want == NULL ? got != NULL : got == NULL || strcmp(got, want) != 0)
		nq_fail(e, NQ_EDB, "%s: %s", sql, got != NULL ? got :
		    "no answer");
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 :
	    nq_err_at(e, "%s", sqlite3_db_filename(db, "main"));
}

int
nq_warehouse_sound(struct sqlite3 *db, bool quick, struct nq_err *e)
{
	if (check_text(db, quick ? "PRAGMA quick_check(1)" :
	    "PRAGMA integrity_check(1)", "ok", e) != 0)
		return -1;
	return quick ? 0 :
	    check_text(db, "PRAGMA foreign_key_check", NULL, e);
}

struct sqlite3 *
nq_warehouse_open(const struct nq_opts *o, const char *path,
    enum nq_db_mode mode, int *version, struct nq_err *e)
{
	char *own = path == NULL ? nq_warehouse_path(o) : NULL;
	const char *file = path == NULL ? own : path;
	struct nq_names names = { 0 };
	struct sqlite3 *db = NULL;
	int newest, rc = -1;

	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (db = nq_db_open(file, mode, e)) == NULL ||
	    nq_db_check(db, newest, version, e) != 0 ||
	    nq_warehouse_schema(db, o, *version, e) != 0)
		goto out;
	rc = 0;
out:
	nq_names_release(&names);
	free(own);
	if (rc != 0) {
		nq_db_close(db);
		return NULL;
	}
	return db;
}
