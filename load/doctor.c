/* A thorough look at a warehouse. */
#include "load/load.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/warehouse.h"
#include "load/content.h"
#include "load/store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
check_orphans(struct sqlite3 *db, const struct nq_opts *o, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_db_prepare(db, o,
	    "load/check_orphans.sql", e);

	if (st != NULL && sqlite3_step(st) != SQLITE_ROW)
		nq_db_fail(db, e, "check_orphans");
	else if (st != NULL && sqlite3_column_int64(st, 0) != 0)
		nq_fail(e, NQ_EDB, "%" PRId64 " rows that point at nothing",
		    (int64_t)sqlite3_column_int64(st, 0));
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

/* Counts faults of the schema; any other one is left in e. */
static int
check_warehouse(const struct nq_opts *o, struct nq_log *log,
    struct nq_content *c, struct nq_err *e)
{
	char *path = nq_warehouse_path(o);
	struct nq_names names = { 0 };
	struct sqlite3 *db = NULL;
	int newest, version, faults = 0;

	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (db = nq_warehouse_open(o, path, NQ_DB_READ, &version, e)) == NULL)
		goto out;
	if (version < newest) {
		nq_fail(e, NQ_EDB, "schema version %d, this program has %d; "
		    "\"nqtrack load\" brings it forward", version, newest);
		goto out;
	}
	faults = nq_warehouse_compare(db, o, version, log, e);
	if (faults == 0 && nq_warehouse_sound(db, false, e) == 0 &&
	    check_orphans(db, o, e) == 0)
		nq_content_read(db, o, c, e);
out:
	if (e->code != NQ_OK)
		nq_err_at(e, "%s", path);
	nq_db_close(db);
	nq_names_release(&names);
	free(path);
	return faults;
}

int
nq_load_check(const struct nq_opts *o, struct nq_log *log)
{
	int faults = nq_know_check(o, log) + nq_examine_check(o, log);
	char *path = nq_warehouse_path(o);
	struct nq_content c = { 0 };
	struct nq_err e = { 0 };

	/* One that does not exist yet has no faults. */
	if (access(path, F_OK) == 0) {
		faults += check_warehouse(o, log, &c, &e);
		if (e.code != NQ_OK) {
			nq_log_err(log, NQ_ERROR, &e);
			faults++;
		} else if (c.all[0] != '\0') {
			printf("%" PRId64 " figures stand: %s\n"
			    "all that was ever loaded: %s\n", c.figures,
			    c.standing, c.all);
		}
	}
	free(path);
	return faults;
}
