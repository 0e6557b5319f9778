/*
 * The warehouse made anew. It is built beside the old one; the old one keeps
 * a name of its own, since its vintages are in no archive.
 */
#include "load/load.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warehouse.h"
#include "load/publish.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Rebuilds within one second. */
	MAX_KEPT = 100
};

struct rebuild {
	const struct nq_opts *o;
	struct nq_log *log;
	struct nq_draft draft;
	char *old;		/* owned: path of the warehouse that is there */
	struct nq_content content;
	struct nq_apart apart;
	bool compared;
};

/* A capture that the new one does not have means that a file is missing
 * from the archive: then the old one is the only place that knows of it. */
static int
nothing_lost(struct sqlite3 *old, struct sqlite3 *new,
    const struct nq_opts *o, struct nq_err *e)
{
	struct sqlite3_stmt *each = nq_db_prepare(old, o,
	    "content/documents.sql", e);
	struct sqlite3_stmt *get = nq_db_prepare(new, o,
	    "load/document_get.sql", e);
	int rc = SQLITE_DONE;

	while (each != NULL && get != NULL && e->code == NQ_OK &&
	    (rc = sqlite3_step(each)) == SQLITE_ROW) {
		sqlite3_bind_value(get, 1, sqlite3_column_value(each, 0));
		sqlite3_bind_value(get, 2, sqlite3_column_value(each, 1));
		if (sqlite3_step(get) != SQLITE_ROW)
			nq_fail(e, NQ_EDB, "the capture at %s+%" PRId64 " is "
			    "in the warehouse and not in the archive; put "
			    "the file back, or rebuild with --to FILE",
			    (const char *)sqlite3_column_text(each, 0),
			    (int64_t)sqlite3_column_int64(each, 1));
		sqlite3_reset(get);
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		nq_db_fail(old, e, "cannot read");
	sqlite3_finalize(each);
	sqlite3_finalize(get);
	return e->code == NQ_OK ? 0 : -1;
}

/* An old one that cannot be read is why one rebuilds; it is told and no
 * obstacle. */
static int
compare(struct rebuild *r, struct nq_err *e)
{
	struct sqlite3 *old = NULL, *new = NULL;
	struct nq_err bad = { 0 };
	int version, rc = 0;

	if (access(r->old, F_OK) != 0)
		return 0;
	if ((old = nq_warehouse_open(r->o, r->old, NQ_DB_READ, &version,
	    &bad)) == NULL || nq_warehouse_sound(old, true, &bad) != 0) {
		nq_log_err(r->log, NQ_WARN, &bad);
		goto out;
	}
	rc = -1;
	new = nq_warehouse_open(r->o, r->draft.tmp, NQ_DB_READ, &version, e);
	if (new == NULL || (r->o->to == NULL &&
	    nothing_lost(old, new, r->o, e) != 0) ||
	    nq_content_compare(old, new, r->o, &r->apart, e) != 0)
		goto out;
	r->compared = true;
	rc = 0;
out:
	nq_db_close(new);
	nq_db_close(old);
	return rc;
}

/* Its log goes into the file and away: a log that outlived it would be taken
 * for the new one's. */
static int
close_old(const struct rebuild *r, struct nq_err *e)
{
	static const char *const ends[] = { "-wal", "-shm" };
	struct nq_err bad = { 0 };
	struct sqlite3 *db = nq_db_open(r->old, NQ_DB_WRITE, &bad);
	int64_t n;
	int rc = 0;

	if (db != NULL && nq_db_int(db, "SELECT count(*) FROM sqlite_schema",
	    &n, &bad) == 0)
		rc = nq_db_exec(db, "PRAGMA journal_mode = DELETE", e);
	nq_db_close(db);
	for (int i = 0; rc == 0 && i < 2; i++) {
		char *path = nq_asprintf("%s%s", r->old, ends[i]);
		char *kept = nq_asprintf("%s.damaged", path);

		/* Only beside a file that SQLite could not open. */
		if (access(path, F_OK) == 0)
			rc = nq_file_rename(path, kept, e);
		free(kept);
		free(path);
	}
	return rc;
}

/* "warehouse-20261122T180007Z.db" beside it, of a second one in the same
 * second "…_02.db"; the caller frees. */
static char *
kept_name(const struct rebuild *r, int number)
{
	char now[NQ_TIME_TEXT], more[16] = "";
	int n = 0;

	nq_time_now(now);
	for (int i = 0; now[i] != '\0'; i++)
		if (now[i] != '-' && now[i] != ':')
			now[n++] = now[i];
	now[n] = '\0';
	if (number > 1)
		snprintf(more, sizeof(more), "_%02d", number);
	return nq_asprintf("%s/warehouse-%s%s.db", r->o->data, now, more);
}

/* Gives the old file a second name, under which it stays. */
static int
keep(const struct rebuild *r, struct nq_err *e)
{
	char *kept = NULL;
	int rc = -1;

	for (int i = 1; i < MAX_KEPT; i++) {
		free(kept);
		kept = kept_name(r, i);
		if ((rc = link(r->old, kept)) == 0 || errno != EEXIST)
			break;
	}
	if (rc == 0) {
		nq_log(r->log, NQ_INFO, "file", kept, "msg",
		    "the old one, with its vintages", NULL);
	} else {
		nq_fail(e, NQ_EIO, "cannot keep the old one as it: %s",
		    strerror(errno));
		nq_err_at(e, "%s", kept);
	}
	free(kept);
	return rc;
}

/* At each moment there is a whole warehouse under the name. */
static int
swap(struct rebuild *r, struct nq_err *e)
{
	if (access(r->old, F_OK) == 0 && (close_old(r, e) != 0 ||
	    keep(r, e) != 0))
		return -1;
	if (nq_file_rename(r->draft.tmp, r->old, e) != 0)
		return -1;
	free(r->draft.tmp);
	r->draft.tmp = NULL;
	return 0;
}

static void
tell(const struct rebuild *r)
{
	char figures[24], gone[24], come[24];

	snprintf(figures, sizeof(figures), "%" PRId64, r->content.figures);
	snprintf(gone, sizeof(gone), "%" PRId64, r->apart.gone);
	snprintf(come, sizeof(come), "%" PRId64, r->apart.come);
	nq_log(r->log, NQ_INFO, "file", r->draft.path, "figures", figures,
	    "only-before", r->compared ? gone : NULL, "only-now",
	    r->compared ? come : NULL, "standing", r->content.standing, "msg",
	    "made anew", NULL);
}

enum nq_exit
nq_rebuild_run(const struct nq_opts *o, nq_stage_fn *stage,
    struct nq_log *log)
{
	struct rebuild r = { .o = o, .log = log, .draft.fd = -1,
		.old = nq_warehouse_path(o) };
	enum nq_exit rc = NQ_EXIT_NOTHING;
	struct nq_opts into = *o;
	struct nq_err e = { 0 };

	if (nq_draft_begin(&r.draft, o->to != NULL ? o->to : r.old,
	    o->to == NULL, &e) != 0)
		goto out;
	into.warehouse = r.draft.tmp;
	if ((rc = stage(&into, log)) > NQ_EXIT_PARTIAL) {
		nq_fail(&e, NQ_EDB, "not complete; the warehouse is as it "
		    "was");
		goto out;
	}
	if (nq_draft_seal(&r.draft, o, &r.content, &e) == 0 &&
	    compare(&r, &e) == 0 && (o->to != NULL ?
	    nq_draft_publish(&r.draft, &e) : swap(&r, &e)) == 0)
		tell(&r);
out:
	if (e.code != NQ_OK) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = nq_exit_of(&e);
	}
	nq_draft_release(&r.draft);
	free(r.old);
	return rc;
}
