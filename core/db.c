#include "core/db.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/opts.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Bytes of one value; evidence is the longest, under 1 MiB. */
	MAX_VALUE = 16 << 20,
	/* Bytes of one statement; the longest migration is 14 KB. */
	MAX_SQL = 200000
};

int
nq_db_fail(struct sqlite3 *db, struct nq_err *e, const char *what)
{
	const char *file = sqlite3_db_filename(db, "main");
	int code = sqlite3_errcode(db);

	nq_fail(e, (code & 0xff) == SQLITE_BUSY ? NQ_EBUSY : NQ_EDB,
	    "%s: %s", what, sqlite3_errmsg(db));
	return nq_err_at(e, "%s", file != NULL ? file : "warehouse");
}

int
nq_db_exec(struct sqlite3 *db, const char *sql, struct nq_err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return nq_db_fail(db, e, "cannot change");
}

int
nq_db_int(struct sqlite3 *db, const char *sql, int64_t *out, struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW) {
		*out = sqlite3_column_int64(st, 0);
		rc = 0;
	}
	sqlite3_finalize(st);
	return rc == 0 ? 0 : nq_db_fail(db, e, "cannot read");
}

/* SQLite answers an unknown switch with an error, a build without one with
 * the old value; both count. */
static int
set_switch(struct sqlite3 *db, int what, int want, struct nq_err *e)
{
	int is = -1;

	if (sqlite3_db_config(db, what, want, &is) != SQLITE_OK || is != want)
		return nq_fail(e, NQ_EDB, "this SQLite (%s) does not take "
		    "switch %d", sqlite3_libversion(), what);
	return 0;
}

static int
harden(struct sqlite3 *db, struct nq_err *e)
{
	static const struct { int what, want; } switches[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
	};

	/* What a schema from elsewhere could ask for; ours asks for less. */
	static const struct { int what, max; } limits[] = {
		{ SQLITE_LIMIT_LENGTH, MAX_VALUE },
		{ SQLITE_LIMIT_SQL_LENGTH, MAX_SQL },
		{ SQLITE_LIMIT_COLUMN, 200 },
		{ SQLITE_LIMIT_EXPR_DEPTH, 100 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 100 },
		{ SQLITE_LIMIT_VDBE_OP, 100000 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
	};

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, NQ_DB_BUSY_MS);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db, limits[i].what, limits[i].max);
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (set_switch(db, switches[i].what, switches[i].want, e) != 0)
			return -1;
	return nq_db_exec(db, "PRAGMA cell_size_check = ON;"
	    "PRAGMA mmap_size = 0;", e);
}

/* A connection that reads can do nothing else, whatever it is told. */
static int
authorize_reading(void *arg, int action, const char *one, const char *two,
    const char *db, const char *trigger)
{
	static const char *const pragmas[] = { "application_id",
		"user_version", "integrity_check", "quick_check",
		"foreign_key_check", "cache_size" };

	(void)arg;
	(void)db;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return strcmp(two, "load_extension") == 0 ||
		    strcmp(two, "fts3_tokenizer") == 0 ? SQLITE_DENY :
		    SQLITE_OK;
	case SQLITE_PRAGMA:
		for (size_t i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]);
		    i++)
			if (strcmp(one, pragmas[i]) == 0)
				return SQLITE_OK;
		return SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

struct sqlite3 *
nq_db_open(const char *path, enum nq_db_mode mode, struct nq_err *e)
{
	int flags = SQLITE_OPEN_NOFOLLOW | (mode == NQ_DB_WRITE ?
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
	    SQLITE_OPEN_READONLY);
	char *real = realpath(path, NULL);
	struct sqlite3 *db = NULL;
	int rc = -1;

	if (mode == NQ_DB_READ && real == NULL && errno == ENOENT) {
		nq_fail(e, NQ_EDB, "there is no warehouse yet; \"nqtrack "
		    "run\" makes it");
		goto out;
	}
	/* NOFOLLOW refuses a link anywhere in the path; the folder may well
	 * be one, the file itself was never made as one. */
	if (sqlite3_open_v2(real != NULL ? real : path, &db,
	    real != NULL ? flags : flags & ~SQLITE_OPEN_NOFOLLOW,
	    NULL) != SQLITE_OK) {
		nq_fail(e, NQ_EDB, "cannot open: %s", db != NULL ?
		    sqlite3_errmsg(db) : "out of memory");
		goto out;
	}
	/* SQLite opens a protected file for reading and says nothing. */
	if (mode == NQ_DB_WRITE && sqlite3_db_readonly(db, "main") == 1) {
		nq_fail(e, NQ_EDB, "cannot be written (read-only)");
		goto out;
	}
	if (harden(db, e) != 0)
		goto out;
	if (mode == NQ_DB_READ)
		sqlite3_set_authorizer(db, authorize_reading, NULL);
	rc = 0;
out:
	free(real);
	if (rc != 0) {
		nq_err_at(e, "%s", path);
		sqlite3_close(db);
		return NULL;
	}
	return db;
}

int
nq_db_journal(struct sqlite3 *db, struct nq_err *e)
{
	/* NORMAL in WAL mode may lose the last transactions at a power cut;
	 * FULL costs one sync a batch, which is nothing. */
	return nq_db_exec(db, "PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;", e);
}

void
nq_db_close(struct sqlite3 *db)
{
	sqlite3_close(db);
}

struct sqlite3_stmt *
nq_db_prepare(struct sqlite3 *db, const struct nq_opts *o, const char *name,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	struct sqlite3_stmt *st = NULL;
	char *rel = nq_path_join("sql", name), *path;
	const char *tail = "";

	path = nq_opts_schema(o, rel);
	if (nq_buf_read_file(&b, path, e) != 0)
		goto out;
	if (sqlite3_prepare_v3(db, b.p != NULL ? b.p : "", (int)b.len + 1,
	    SQLITE_PREPARE_PERSISTENT, &st, &tail) != SQLITE_OK ||
	    st == NULL || tail[strspn(tail, " \t\n")] != '\0') {
		nq_fail(e, NQ_EDB, "%s", st != NULL ?
		    "more than one statement" : sqlite3_errmsg(db));
		nq_err_at(e, "%s", path);
		sqlite3_finalize(st);
		st = NULL;
	}
out:
	nq_buf_release(&b);
	free(path);
	free(rel);
	return st;
}

void
nq_db_text(struct sqlite3_stmt *st, int column, const char *s)
{
	sqlite3_bind_text(st, column, s, -1, SQLITE_STATIC);
}

int
nq_db_check(struct sqlite3 *db, int newest, int *version, struct nq_err *e)
{
	int64_t id = 0, v = 0, tables = 0;

	if (nq_db_int(db, "PRAGMA application_id", &id, e) != 0 ||
	    nq_db_int(db, "PRAGMA user_version", &v, e) != 0 ||
	    nq_db_int(db, "SELECT count(*) FROM sqlite_schema", &tables,
	    e) != 0)
		return -1;
	if (id == 0 && v == 0 && tables == 0) {
		*version = 0;
		return 0;
	}
	if (id != NQ_DB_ID)
		nq_fail(e, NQ_EDB, "not a warehouse of nqtrack: its "
		    "application_id is %lld, expected %d", (long long)id,
		    (int)NQ_DB_ID);
	else if (v > newest)
		nq_fail(e, NQ_EDB, "made by a newer nqtrack: schema version "
		    "%lld, this program knows up to %d", (long long)v, newest);
	else
		return *version = (int)v, 0;
	return nq_err_at(e, "%s", sqlite3_db_filename(db, "main"));
}

int
nq_db_migrations(const struct nq_opts *o, struct nq_names *names, int *newest,
    struct nq_err *e)
{
	char *dir = nq_path_join(o->shipped, "sql");
	int n, rc = nq_dir_list(dir, ".sql", names, e);

	*newest = 0;
	for (size_t i = 0; rc == 0 && i < names->n; i++) {
		if (sscanf(names->v[i], "%3d_", &n) != 1 || n != *newest + 1) {
			rc = nq_fail(e, NQ_EUSAGE, "%s: expected migration "
			    "%03d", names->v[i], *newest + 1);
			nq_err_at(e, "%s", dir);
		} else {
			*newest = n;
		}
	}
	free(dir);
	return rc;
}
