#include "load/load.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "load/store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
log_summary(struct nq_log *log, const struct nq_counts *c, bool stopped)
{
	const int64_t n[] = { c->batches, c->documents, c->added,
		c->unchanged, c->withdrawn, c->superseded, c->quarantined };
	char text[7][24];

	for (int i = 0; i < 7; i++)
		snprintf(text[i], sizeof(text[i]), "%" PRId64, n[i]);
	nq_log(log, NQ_INFO, "batches", text[0], "documents", text[1], "new",
	    text[2], "unchanged", text[3], "withdrawn", text[4],
	    "superseded", text[5], "quarantined", text[6], "msg",
	    stopped ? "stopped; the rest is loaded next time" :
	    c->batches == 0 ? "nothing new" : "loaded", NULL);
}

/* Every file that can be loaded is; one that cannot costs only itself,
 * unless the warehouse itself fails. */
static enum nq_exit
load_all(struct nq_store *s, const struct nq_names *names,
    struct nq_log *log)
{
	enum nq_exit rc = NQ_EXIT_OK;
	struct nq_counts c = { 0 };
	struct nq_err e = { 0 };

	for (size_t i = 0; i < names->n; i++) {
		if (nq_batch_load(s, names->v[i], &c, log, &e) == 0)
			continue;
		nq_log_err(log, NQ_ERROR, &e);
		rc = NQ_EXIT_PARTIAL;
		if (e.code == NQ_EDB) {
			rc = NQ_EXIT_NOTHING;
			break;
		}
		nq_err_clear(&e);
	}
	if (c.quarantined > 0 && rc == NQ_EXIT_OK)
		rc = NQ_EXIT_PARTIAL;
	log_summary(log, &c, rc == NQ_EXIT_NOTHING);
	return rc;
}

enum nq_exit
nq_load_run(const struct nq_opts *o, struct nq_log *log)
{
	char *dir = nq_path_join(o->data, "records");
	struct nq_names names = { 0 };
	enum nq_exit rc = NQ_EXIT_OK;
	struct nq_store s = { 0 };
	struct nq_err e = { 0 };

	/* No records yet is no fault: the targets are worth a page. */
	if ((access(dir, F_OK) == 0 &&
	    nq_dir_list(dir, ".ndjson", &names, &e) != 0) ||
	    nq_store_open(&s, o, log, &e) != 0 ||
	    nq_know_refresh(&s, log, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = nq_exit_of(&e);
		goto out;
	}
	rc = load_all(&s, &names, log);
	if (rc != NQ_EXIT_NOTHING && nq_derive(&s, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = nq_exit_of(&e);
	}
out:
	nq_store_close(&s);
	nq_names_release(&names);
	free(dir);
	return rc;
}

static int
check_text(sqlite3 *db, const char *sql, const char *want, struct nq_err *e)
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
	return e->code == NQ_OK ? 0 : -1;
}

/* A warehouse that does not exist yet has no faults. */
static int
check_warehouse(const struct nq_opts *o, struct nq_err *e)
{
	char *path = nq_path_join(o->data, "warehouse.db");
	struct nq_names names = { 0 };
	struct sqlite3_stmt *st = NULL;
	sqlite3 *db = NULL;
	int newest, version;

	if (access(path, F_OK) != 0)
		goto out;
	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (db = nq_db_open(path, NQ_DB_READ, e)) == NULL ||
	    check_text(db, "PRAGMA quick_check", "ok", e) != 0 ||
	    nq_db_check(db, newest, &version, e) != 0)
		goto out;
	if (version < newest) {
		nq_fail(e, NQ_EDB, "schema version %d, this program has %d; "
		    "\"nqtrack load\" brings it forward", version, newest);
		goto out;
	}
	if (check_text(db, "PRAGMA foreign_key_check", NULL, e) != 0 ||
	    (st = nq_db_prepare(db, o, "load/check_orphans.sql", e)) == NULL)
		goto out;
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_db_fail(db, e, "check_orphans");
	else if (sqlite3_column_int64(st, 0) != 0)
		nq_fail(e, NQ_EDB, "%lld figures without document or batch",
		    (long long)sqlite3_column_int64(st, 0));
out:
	if (e->code != NQ_OK)
		nq_err_at(e, "%s", path);
	sqlite3_finalize(st);
	nq_db_close(db);
	nq_names_release(&names);
	free(path);
	return e->code != NQ_OK;
}

int
nq_load_check(const struct nq_opts *o, struct nq_log *log)
{
	int faults = nq_know_check(o, log) + nq_examine_check(o, log);
	struct nq_err e = { 0 };

	if (check_warehouse(o, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		faults++;
	}
	return faults;
}
