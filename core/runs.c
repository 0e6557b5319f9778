#include "core/runs.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 0x4e515255,	/* "NQRU" */
	SCHEMA_VERSION = 1
};

enum stmt { S_DIED, S_BEGIN, S_COUNT, S_STAGE, S_SOURCE, S_END, S__COUNT };

/* Files of schemas/sql. */
static const char *const files[S__COUNT] = {
	[S_DIED] = "runs/died.sql", [S_BEGIN] = "runs/begin.sql",
	[S_COUNT] = "runs/count.sql", [S_STAGE] = "runs/stage.sql",
	[S_SOURCE] = "runs/source.sql", [S_END] = "runs/end.sql",
};

struct nq_runs {
	struct sqlite3 *db;
	struct sqlite3_stmt *st[S__COUNT];
	struct nq_log *log;		/* borrowed */
	int64_t id;
	bool lost;			/* told; nothing more is written */
};

static char *
book_path(const struct nq_opts *o)
{
	return nq_path_join(o->data, "runs.db");
}

static int
check_version(struct sqlite3 *db, int64_t *version, struct nq_err *e)
{
	int64_t id = 0;

	if (nq_db_int(db, "PRAGMA application_id", &id, e) != 0 ||
	    nq_db_int(db, "PRAGMA user_version", version, e) != 0)
		return -1;
	if (*version > SCHEMA_VERSION)
		return nq_fail(e, NQ_EDB, "is of a newer nqtrack (schema %d, "
		    "this one knows %d)", (int)*version, SCHEMA_VERSION);
	if (*version > 0 && id != APPLICATION_ID)
		return nq_fail(e, NQ_EDB, "is no book of runs");
	return 0;
}

static int
make_schema(struct sqlite3 *db, const struct nq_opts *o, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	char *path = nq_opts_schema(o, "sql/runs/schema.sql");
	char text[128];
	int rc = -1;

	snprintf(text, sizeof(text), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d", APPLICATION_ID, SCHEMA_VERSION);
	if (nq_buf_read_file(&b, path, e) == 0 &&
	    nq_db_exec(db, "BEGIN IMMEDIATE", e) == 0 &&
	    nq_db_exec(db, b.p != NULL ? b.p : "", e) == 0 &&
	    nq_db_exec(db, text, e) == 0)
		rc = nq_db_exec(db, "COMMIT", e);
	nq_buf_release(&b);
	free(path);
	return rc;
}

static int
book_open(struct nq_runs *r, const struct nq_opts *o, struct nq_err *e)
{
	char *path = book_path(o);
	int64_t version = 0;
	int rc = -1;

	if ((r->db = nq_db_open(path, NQ_DB_WRITE, e)) == NULL ||
	    check_version(r->db, &version, e) != 0 ||
	    nq_db_journal(r->db, e) != 0 ||
	    (version == 0 && make_schema(r->db, o, e) != 0))
		goto out;
	for (int i = 0; i < S__COUNT; i++)
		if ((r->st[i] = nq_db_prepare(r->db, o, files[i], e)) == NULL)
			goto out;
	rc = 0;
out:
	if (rc != 0)
		nq_err_at(e, "%s", path);
	free(path);
	return rc;
}

static void
book_close(struct nq_runs *r)
{
	for (int i = 0; i < S__COUNT; i++)
		sqlite3_finalize(r->st[i]);
	nq_db_close(r->db);
	free(r);
}

static void
tell_lost(struct nq_log *log, const struct nq_err *e)
{
	nq_log(log, NQ_WARN, "at", e->where, "why", e->msg, "msg",
	    "the book of runs cannot be written; the run goes on without it, "
	    "and where the file is damaged, delete it", NULL);
}

/* A fault of the book costs the book and nothing else. */
static void
put(struct nq_runs *r, enum stmt s)
{
	struct nq_err e = { 0 };

	if (!r->lost && sqlite3_step(r->st[s]) != SQLITE_DONE) {
		r->lost = true;
		nq_db_fail(r->db, &e, files[s]);
		tell_lost(r->log, &e);
	}
	sqlite3_reset(r->st[s]);
}

struct nq_runs *
nq_runs_begin(const struct nq_opts *o, const char *command,
    const char *libraries, struct nq_log *log)
{
	struct nq_runs *r = nq_alloc(1, sizeof(*r));
	char now[NQ_TIME_TEXT];
	struct nq_err e = { 0 };

	r->log = log;
	if (book_open(r, o, &e) != 0) {
		tell_lost(log, &e);
		book_close(r);
		return NULL;
	}
	put(r, S_DIED);
	nq_db_text(r->st[S_BEGIN], 1, command);
	sqlite3_bind_int64(r->st[S_BEGIN], 2, (sqlite3_int64)getpid());
	nq_db_text(r->st[S_BEGIN], 3, nq_time_now(now));
	nq_db_text(r->st[S_BEGIN], 4, NQ_VERSION);
	nq_db_text(r->st[S_BEGIN], 5, libraries);
	put(r, S_BEGIN);
	r->id = sqlite3_last_insert_rowid(r->db);
	return r;
}

static void
put_counts(struct nq_runs *r)
{
	struct sqlite3_stmt *st = r->st[S_COUNT];
	int n = 1;

	sqlite3_bind_int64(st, n++, r->id);
	for (int i = 0; i < NQ_DID__COUNT; i++)
		sqlite3_bind_int64(st, n++, (sqlite3_int64)r->log->did[i]);
	sqlite3_bind_int(st, n++, r->log->warnings);
	sqlite3_bind_int(st, n++, r->log->errors);
	nq_db_text(st, n, r->log->sandbox);
	put(r, S_COUNT);
}

void
nq_runs_stage(struct nq_runs *r, const char *stage, enum nq_exit rc,
    double seconds)
{
	if (r == NULL)
		return;
	sqlite3_bind_int64(r->st[S_STAGE], 1, r->id);
	nq_db_text(r->st[S_STAGE], 2, stage);
	sqlite3_bind_double(r->st[S_STAGE], 3, seconds);
	sqlite3_bind_int(r->st[S_STAGE], 4, (int)rc);
	put(r, S_STAGE);
	put_counts(r);
}

void
nq_runs_source(struct nq_runs *r, const struct nq_tally *t)
{
	const size_t counts[] = { t->fetched, t->fresh, t->changed,
		t->unchanged, t->failed, t->alarms, (size_t)t->bytes };
	int n = 3;

	if (r == NULL)
		return;
	sqlite3_bind_int64(r->st[S_SOURCE], 1, r->id);
	nq_db_text(r->st[S_SOURCE], 2, t->source);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		sqlite3_bind_int64(r->st[S_SOURCE], n++,
		    (sqlite3_int64)counts[i]);
	nq_db_text(r->st[S_SOURCE], n, t->error);
	put(r, S_SOURCE);
}

void
nq_runs_end(struct nq_runs *r, enum nq_exit rc, double seconds)
{
	char now[NQ_TIME_TEXT];

	if (r == NULL)
		return;
	put_counts(r);
	sqlite3_bind_int64(r->st[S_END], 1, r->id);
	nq_db_text(r->st[S_END], 2, nq_time_now(now));
	sqlite3_bind_int(r->st[S_END], 3, (int)rc);
	sqlite3_bind_double(r->st[S_END], 4, seconds);
	put(r, S_END);
	book_close(r);
}

struct sqlite3 *
nq_runs_open(const struct nq_opts *o, struct nq_err *e)
{
	char *path = book_path(o);
	struct sqlite3 *db = NULL;
	int64_t version = 0;

	if (access(path, F_OK) != 0) {
		nq_fail(e, NQ_EDB, "no run is recorded yet; \"nqtrack run\" "
		    "makes the first");
	} else if ((db = nq_db_open(path, NQ_DB_READ, e)) != NULL &&
	    check_version(db, &version, e) == 0 && version == 0) {
		nq_fail(e, NQ_EDB, "is no book of runs");
	}
	if (e->code != NQ_OK) {
		nq_err_at(e, "%s", path);
		nq_db_close(db);
		db = NULL;
	}
	free(path);
	return db;
}
