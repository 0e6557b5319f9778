/* Every SQL file that is shipped prepares against a fresh schema. */
#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/opts.h"
#include "load/store.h"
#include "tests/tap.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct nq_opts opts = { .shipped = NULL };

static void
migrate(struct sqlite3 *db)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	int newest = 0;

	OK(nq_db_migrations(&opts, &names, &newest, &e) == 0 && newest >= 1,
	    "migrations are numbered without a gap");
	for (size_t i = 0; i < names.n; i++) {
		struct nq_buf b = NQ_BUF(1 << 20);
		char *dir = nq_path_join(opts.shipped, "sql");
		char *path = nq_path_join(dir, names.v[i]);

		OK(nq_buf_read_file(&b, path, &e) == 0 &&
		    nq_db_exec(db, b.p, &e) == 0, "%s", names.v[i]);
		free(path);
		free(dir);
		nq_buf_release(&b);
	}
	nq_names_release(&names);
}

static void
prepare_all(struct sqlite3 *db, const char *sub)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	char *sql = nq_path_join(opts.shipped, "sql");
	char *dir = nq_path_join(sql, sub);

	OK(nq_dir_list(dir, ".sql", &names, &e) == 0 && names.n > 0,
	    "files in %s", sub);
	for (size_t i = 0; i < names.n; i++) {
		char *name = nq_path_join(sub, names.v[i]);
		struct sqlite3_stmt *st = nq_db_prepare(db, &opts, name, &e);

		if (st == NULL && strcmp(name, "examine/begin.sql") == 0)
			nq_err_clear(&e);	/* more than one */
		else if (!OK(st != NULL, "%s", name))
			printf("# %s\n", e.msg);
		nq_err_clear(&e);
		sqlite3_finalize(st);
		free(name);
	}
	nq_names_release(&names);
	free(dir);
	free(sql);
}

/* Its statements name tables that begin.sql makes. */
static void
examine_begins(struct sqlite3 *db)
{
	struct nq_buf b = NQ_BUF(1 << 20);
	char *path = nq_path_join(opts.shipped, "sql/examine/begin.sql");
	struct nq_err e = { 0 };

	OK(nq_buf_read_file(&b, path, &e) == 0 && nq_db_exec(db, b.p, &e) == 0,
	    "examine/begin.sql %s", e.msg);
	free(path);
	nq_buf_release(&b);
	prepare_all(db, "examine");
	prepare_all(db, "checks");
}

static const char *const promised[] = { "current", "statement", "as_of",
	"known", "history", "series", "lineage", "progress", "coverage",
	"disagreement", "implied_plan" };

/* SQLite looks into a view only when it is used, so each one is; they work
 * on nothing, and the tables take only what they say. */
static void
views_answer(struct sqlite3 *db)
{
	struct sqlite3_stmt *all = NULL;
	struct nq_err e = { 0 };
	size_t found = 0;
	int64_t n = -1;

	sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = "
	    "'view'", -1, &all, NULL);
	while (sqlite3_step(all) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(all, 0);
		char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"",
		    name);

		for (size_t i = 0; i < sizeof(promised) / sizeof(*promised);
		    i++)
			found += strcmp(name, promised[i]) == 0;
		if (!OK(nq_db_int(db, sql, &n, &e) == 0 && n == 0, "%s",
		    name))
			printf("# %s\n", e.msg);
		sqlite3_free(sql);
	}
	sqlite3_finalize(all);
	OK(found == sizeof(promised) / sizeof(*promised),
	    "the views that docs/warehouse.md promises are there");
	OK(nq_db_int(db, "PRAGMA application_id", &n, &e) == 0 &&
	    n == NQ_DB_ID, "application_id is ours");
	OK(nq_db_int(db, "SELECT count(*) FROM sqlite_schema WHERE type = "
	    "'table' AND sql NOT LIKE '%STRICT%'", &n, &e) == 0 && n == 0,
	    "every table is strict");
}

/* The book of runs has a schema of its own. */
static void
runs_prepare(void)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	struct sqlite3 *db = NULL;
	struct nq_buf b = NQ_BUF(1 << 20);
	char *dir = nq_path_join(opts.shipped, "sql/runs");
	char *path = nq_path_join(dir, "schema.sql");

	OK(sqlite3_open(":memory:", &db) == SQLITE_OK &&
	    nq_buf_read_file(&b, path, &e) == 0 &&
	    nq_db_exec(db, b.p, &e) == 0, "runs/schema.sql %s", e.msg);
	OK(nq_dir_list(dir, ".sql", &names, &e) == 0 && names.n > 1,
	    "files in runs");
	for (size_t i = 0; i < names.n; i++) {
		char *name = nq_path_join("runs", names.v[i]);
		struct sqlite3_stmt *st;

		if (strcmp(names.v[i], "schema.sql") != 0) {
			st = nq_db_prepare(db, &opts, name, &e);
			OK(st != NULL, "%s %s", name, e.msg);
			sqlite3_finalize(st);
		}
		free(name);
	}
	nq_names_release(&names);
	sqlite3_close(db);
	nq_buf_release(&b);
	free(path);
	free(dir);
}

int
main(void)
{
	char folder[] = "/tmp/nqtrack-sql-XXXXXX", *path;
	struct nq_err e = { 0 };
	struct sqlite3 *db;

	opts.shipped = nq_path_join(".", "schemas");
	path = nq_path_join(mkdtemp(folder), "warehouse.db");
	db = nq_db_open(path, NQ_DB_WRITE, &e);
	if (OK(db != NULL, "a fresh file")) {
		migrate(db);
		runs_prepare();
		prepare_all(db, "load");
		prepare_all(db, "derive");
		prepare_all(db, "query");
		prepare_all(db, "content");
		examine_begins(db);
		prepare_all(db, "content");
		views_answer(db);
	}
	for (int i = 0; i < NQ_SQL_LOAD_COUNT; i++)
		OK(nq_store_sql((enum nq_stmt)i) != NULL,
		    "statement %d has a file", i);
	nq_db_close(db);
	remove(path);
	remove(folder);
	free(path);
	free(opts.shipped);
	return tap_done();
}
