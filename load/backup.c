/* A copy of the warehouse while it is in use. */
#include "load/load.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/warehouse.h"
#include "load/publish.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>

/* All pages in one step: the reader's snapshot, whatever a load adds to the
 * log meanwhile. */
static int
copy(struct sqlite3 *from, const char *path, struct nq_err *e)
{
	struct sqlite3 *to = nq_db_open(path, NQ_DB_WRITE, e);
	sqlite3_backup *b;
	int rc = -1;

	if (to == NULL)
		return -1;
	if ((b = sqlite3_backup_init(to, "main", from, "main")) != NULL) {
		sqlite3_backup_step(b, -1);
		if (sqlite3_backup_finish(b) == SQLITE_OK)
			rc = 0;
	}
	if (rc != 0)
		nq_db_fail(to, e, "cannot copy");
	nq_db_close(to);
	return rc;
}

enum nq_exit
nq_backup_run(const struct nq_opts *o, struct nq_log *log)
{
	const char *path = o->argv[0];
	struct nq_draft d = { .fd = -1 };
	struct sqlite3 *db = NULL;
	struct nq_err e = { 0 };
	struct nq_content c;
	char figures[24];
	int version;

	if ((db = nq_warehouse_open(o, NULL, NQ_DB_READ, &version, &e)) ==
	    NULL || nq_draft_begin(&d, path, false, &e) != 0 ||
	    copy(db, d.tmp, &e) != 0 || nq_draft_seal(&d, o, &c, &e) != 0 ||
	    nq_draft_publish(&d, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		goto out;
	}
	snprintf(figures, sizeof(figures), "%" PRId64, c.figures);
	nq_log(log, NQ_INFO, "file", path, "figures", figures, "content",
	    c.all, "msg", "backed up and checked", NULL);
out:
	nq_draft_release(&d);
	nq_db_close(db);
	return nq_exit_of(&e);
}
