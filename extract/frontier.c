#include "extract/frontier.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"
#include "extract/absorb.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 0x4e514652,	/* "NQFR" */
	SCHEMA_VERSION = 3
};

enum stmt {
	S_RUN_NEXT, S_PAGE_GET, S_PAGE_KNOWN, S_PAGE_FOUND,
	S_PAGE_ATTACHED, S_PAGE_ASKED, S_PAGE_CAPTURED, S_PAGE_SAME,
	S_PAGE_FAILED, S_PAGE_WALKED, S_PAGE_USUAL, S_DUE_FAILED, S_DUE_NEW,
	S_DUE_AGAIN, S_DUE_COUNT, S_CAPTURE_PUT, S_CAPTURE_HAS, S_MET_PUT,
	S_MET_CLEAR, S_ARCHIVE_HAS, S_ARCHIVE_PUT, S_CDX_PUT, S_CDX_ALL,
	S_CDX_CLEAR, S_PAGE_FILE, S__COUNT
};

/* Files of schemas/sql/frontier. */
static const char *const files[S__COUNT] = {
	[S_RUN_NEXT] = "run_next",
	[S_PAGE_GET] = "page_get", [S_PAGE_KNOWN] = "page_known",
	[S_PAGE_FOUND] = "page_found", [S_PAGE_ATTACHED] = "page_attached",
	[S_PAGE_ASKED] = "page_asked", [S_PAGE_CAPTURED] = "page_captured",
	[S_PAGE_SAME] = "page_same", [S_PAGE_FAILED] = "page_failed",
	[S_PAGE_WALKED] = "page_walked", [S_PAGE_USUAL] = "page_usual",
	[S_DUE_FAILED] = "due_failed", [S_DUE_NEW] = "due_new",
	[S_DUE_AGAIN] = "due_again", [S_DUE_COUNT] = "due_count",
	[S_CAPTURE_PUT] = "capture_put", [S_CAPTURE_HAS] = "capture_has",
	[S_MET_PUT] = "met_put", [S_MET_CLEAR] = "met_clear",
	[S_ARCHIVE_HAS] = "archive_has", [S_ARCHIVE_PUT] = "archive_put",
	[S_CDX_PUT] = "cdx_put", [S_CDX_ALL] = "cdx_all",
	[S_CDX_CLEAR] = "cdx_clear", [S_PAGE_FILE] = "page_file",
};

struct nq_frontier {
	char *dir, *path;
	sqlite3 *db;
	int64_t run;
	sqlite3_stmt *st[S__COUNT];
};

const char *
nq_frontier_dir(const struct nq_frontier *f)
{
	return f->dir;
}

struct sqlite3 *
nq_frontier_db(const struct nq_frontier *f)
{
	return f->db;
}

int
nq_frontier_fail(const struct nq_frontier *f, struct nq_err *e)
{
	int code = sqlite3_errcode(f->db) & 0xff;
	bool lost = code == SQLITE_NOTADB || code == SQLITE_CORRUPT;

	nq_fail(e, NQ_EDB, "%s%s", sqlite3_errmsg(f->db), lost ? "; delete "
	    "it, and the next run rebuilds it from the archive" : "");
	return nq_err_at(e, "%s", f->path);
}

static int
db_exec(struct nq_frontier *f, const char *text, struct nq_err *e)
{
	if (sqlite3_exec(f->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return nq_frontier_fail(f, e);
	return 0;
}

/* Binds texts to ?1…; NULL binds NULL. Numbers are bound before. */
static sqlite3_stmt *
fill(struct nq_frontier *f, enum stmt s, const char *const *args, int n)
{
	sqlite3_stmt *st = f->st[s];

	for (int i = 0; i < n; i++)
		nq_db_text(st, i + 1, args[i]);
	return st;
}

/* One step of a prepared statement: SQLITE_ROW, SQLITE_DONE or -1. A row is
 * to be reset by the caller. */
static int
step(struct nq_frontier *f, enum stmt s, struct nq_err *e)
{
	int rc = sqlite3_step(f->st[s]);

	if (rc == SQLITE_ROW)
		return rc;
	sqlite3_reset(f->st[s]);
	return rc == SQLITE_DONE ? rc : nq_frontier_fail(f, e);
}

static int
run_text(struct nq_frontier *f, enum stmt s, const char *const *args, int n,
    struct nq_err *e)
{
	fill(f, s, args, n);
	return step(f, s, e) < 0 ? -1 : 0;
}

static int
exec_file(struct nq_frontier *f, const struct nq_opts *o, const char *name,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	char *path = nq_opts_schema(o, name);
	int rc = -1;

	if (nq_buf_read_file(&b, path, e) == 0)
		rc = db_exec(f, b.p, e);
	nq_buf_release(&b);
	free(path);
	return rc;
}

/* Version 2 had a table more, now the book of runs. An older one is made
 * anew: the archive has what it knew. */
static int
renew(struct nq_frontier *f, const struct nq_opts *o, int64_t version,
    struct nq_err *e)
{
	if (db_exec(f, "DROP TABLE IF EXISTS run", e) != 0)
		return -1;
	if (version == 2)
		return 0;
	if (db_exec(f, "DROP TABLE IF EXISTS page;"
	    "DROP TABLE IF EXISTS archive;", e) != 0)
		return -1;
	return exec_file(f, o, "sql/frontier/schema.sql", e);
}

static int
migrate(struct nq_frontier *f, const struct nq_opts *o, struct nq_err *e)
{
	char text[128];
	int64_t version = 0;

	if (nq_db_int(f->db, "PRAGMA user_version", &version, e) != 0)
		return -1;
	if (version > SCHEMA_VERSION) {
		nq_fail(e, NQ_EDB, "is of a newer nqtrack (schema %d, this "
		    "one knows %d)", (int)version, SCHEMA_VERSION);
		return nq_err_at(e, "%s", f->path);
	}
	if (version == SCHEMA_VERSION)
		return 0;
	snprintf(text, sizeof(text), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d", APPLICATION_ID, SCHEMA_VERSION);
	if (db_exec(f, "BEGIN IMMEDIATE", e) != 0 ||
	    renew(f, o, version, e) != 0 ||
	    db_exec(f, text, e) != 0)
		return -1;
	return db_exec(f, "COMMIT", e);
}

static int
prepare_all(struct nq_frontier *f, const struct nq_opts *o, struct nq_err *e)
{
	for (int i = 0; i < S__COUNT; i++) {
		char *name = nq_asprintf("frontier/%s.sql", files[i]);

		f->st[i] = nq_db_prepare(f->db, o, name, e);
		free(name);
		if (f->st[i] == NULL)
			return -1;
	}
	return 0;
}

static int
db_open(struct nq_frontier *f, const struct nq_opts *o, struct nq_err *e)
{
	f->db = nq_db_open(f->path, NQ_DB_WRITE, e);
	if (f->db == NULL)
		return -1;
	/* What is kept for one run alone is sorted and kept on disk: memory
	 * must not grow with the number of pages. */
	if (db_exec(f, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	    "PRAGMA temp_store = FILE; PRAGMA cache_size = -512;"
	    "PRAGMA temp.cache_size = -256", e) != 0 || migrate(f, o, e) != 0 ||
	    exec_file(f, o, "sql/frontier/temp_schema.sql", e) != 0)
		return -1;
	return prepare_all(f, o, e);
}

static int
absorb_all(struct nq_frontier *f, struct nq_log *log, struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = nq_dir_list(f->dir, ".warc.gz", &names, e), has;

	for (size_t i = 0; i < names.n && rc == 0; i++) {
		const char *name = names.v[i];

		fill(f, S_ARCHIVE_HAS, &name, 1);
		has = step(f, S_ARCHIVE_HAS, e);
		sqlite3_reset(f->st[S_ARCHIVE_HAS]);
		if (has < 0)
			rc = -1;
		else if (has != SQLITE_ROW)
			rc = nq_absorb(f, name, log, e) != 0 ? -1 :
			    nq_frontier_commit(f, name, e);
	}
	nq_names_release(&names);
	return rc;
}

static int
begin_run(struct nq_frontier *f, struct nq_err *e)
{
	if (step(f, S_RUN_NEXT, e) < 0)
		return -1;
	f->run = sqlite3_column_int64(f->st[S_RUN_NEXT], 0);
	sqlite3_reset(f->st[S_RUN_NEXT]);
	return 0;
}

struct nq_frontier *
nq_frontier_open(const char *dir, const struct nq_opts *o, struct nq_log *log,
    struct nq_err *e)
{
	struct nq_frontier *f = nq_alloc(1, sizeof(*f));

	f->dir = nq_strdup(dir);
	f->path = nq_path_join(dir, "frontier.db");
	if (db_open(f, o, e) != 0 || db_exec(f, "BEGIN IMMEDIATE", e) != 0 ||
	    absorb_all(f, log, e) != 0 || begin_run(f, e) != 0) {
		nq_frontier_close(f);
		return NULL;
	}
	return f;
}

void
nq_frontier_close(struct nq_frontier *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < S__COUNT; i++)
		sqlite3_finalize(f->st[i]);
	if (f->db != NULL && !sqlite3_get_autocommit(f->db))
		sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	nq_db_close(f->db);
	free(f->dir);
	free(f->path);
	free(f);
}

/* NAME.warc.gz gets NAME.cdxj; one that is there already is complete. */
static int
write_index(struct nq_frontier *f, const char *archive, struct nq_err *e)
{
	size_t stem = strlen(archive) - strlen(".warc.gz");
	char *name = nq_asprintf("%.*s.cdxj", (int)stem, archive);
	char *path = nq_path_join(f->dir, name);
	struct nq_file out = { 0 };
	int rc = 0;

	if (access(path, F_OK) != 0 &&
	    (rc = nq_file_create(&out, path, e)) == 0) {
		while ((rc = step(f, S_CDX_ALL, e)) == SQLITE_ROW)
			fputs((const char *)sqlite3_column_text(
			    f->st[S_CDX_ALL], 0), out.f);
		if (rc == SQLITE_DONE)
			rc = nq_file_publish(&out, e);
		else
			nq_file_discard(&out);
	}
	free(path);
	free(name);
	return rc;
}

int
nq_frontier_commit(struct nq_frontier *f, const char *archive,
    struct nq_err *e)
{
	if (archive != NULL && (write_index(f, archive, e) != 0 ||
	    run_text(f, S_ARCHIVE_PUT, &archive, 1, e) != 0 ||
	    run_text(f, S_CDX_CLEAR, NULL, 0, e) != 0))
		return -1;
	if (db_exec(f, "COMMIT", e) != 0)
		return -1;
	return db_exec(f, "BEGIN IMMEDIATE", e);
}

static char *
column(sqlite3_stmt *st, int i)
{
	return nq_strdup((const char *)sqlite3_column_text(st, i));
}

int
nq_frontier_get(struct nq_frontier *f, const char *source, const char *kind,
    const char *key, struct nq_page *p, struct nq_err *e)
{
	const char *args[] = { source, kind, key };
	sqlite3_stmt *st = fill(f, S_PAGE_GET, args, 3);
	int rc = step(f, S_PAGE_GET, e);

	*p = (struct nq_page){ 0 };
	if (rc != SQLITE_ROW)
		return rc < 0 ? -1 : 0;
	*p = (struct nq_page){ .url = column(st, 0), .state = column(st, 1),
		.published = column(st, 2), .tries = sqlite3_column_int(st, 3),
		.etag = column(st, 4), .modified = column(st, 5),
		.digest = column(st, 6), .captured_at = column(st, 7),
		.archive = column(st, 8),
		.offset = sqlite3_column_int64(st, 9),
		.usual = sqlite3_column_double(st, 10),
		.fetched_at = column(st, 11),
		.captured_url = column(st, 12) };
	sqlite3_reset(st);
	return 1;
}

void
nq_page_release(struct nq_page *p)
{
	free(p->url);
	free(p->state);
	free(p->published);
	free(p->etag);
	free(p->modified);
	free(p->digest);
	free(p->captured_at);
	free(p->archive);
	free(p->fetched_at);
	free(p->captured_url);
	*p = (struct nq_page){ 0 };
}

int
nq_frontier_found(struct nq_frontier *f, const char *source, const char *key,
    const char *url, const char *published, const char *stated, bool *fresh,
    struct nq_err *e)
{
	char now[NQ_TIME_TEXT];
	const char *args[] = { source, key, url, nq_time_now(now), published,
		stated };
	sqlite3_stmt *st = fill(f, S_PAGE_KNOWN, args, 2);
	int known;

	nq_db_text(st, 3, stated);
	known = step(f, S_PAGE_KNOWN, e);
	if (known < 0)
		return -1;
	*fresh = known != SQLITE_ROW || sqlite3_column_int(st, 0) != 0;
	sqlite3_reset(st);
	return run_text(f, S_PAGE_FOUND, args, 6, e);
}

int
nq_frontier_begin(struct nq_frontier *f, const char *walk, struct nq_err *e)
{
	return run_text(f, S_MET_CLEAR, &walk, 1, e);
}

int
nq_frontier_meet(struct nq_frontier *f, const char *walk, const char *key,
    bool *again, struct nq_err *e)
{
	const char *args[] = { walk, key };

	if (run_text(f, S_MET_PUT, args, 2, e) != 0)
		return -1;
	*again = sqlite3_changes(f->db) == 0;
	return 0;
}

int
nq_frontier_attached(struct nq_frontier *f, const char *source,
    const char *key, const char *url, const char *published,
    struct nq_err *e)
{
	char now[NQ_TIME_TEXT];
	const char *args[] = { source, key, url, nq_time_now(now),
		published };

	return run_text(f, S_PAGE_ATTACHED, args, 5, e);
}

int
nq_frontier_captured(struct nq_frontier *f, const struct nq_captured *c,
    struct nq_err *e)
{
	const char *args[] = { c->source, c->kind, c->key, c->url, c->digest,
		c->at, c->published, NULL, c->etag, c->modified, c->archive };
	sqlite3_stmt *st = fill(f, S_PAGE_CAPTURED, args, 11);

	sqlite3_bind_int64(st, 8, f->run);
	sqlite3_bind_int64(st, 12, (sqlite3_int64)c->offset);
	nq_db_text(st, 13, c->captured_url);
	if (step(f, S_PAGE_CAPTURED, e) < 0)
		return -1;
	if (c->payload == NULL || strcmp(c->kind, NQ_KIND_RELEASE) != 0)
		return 0;
	return nq_frontier_payload(f, c->source, c->key, c->at, c->payload, e);
}

int
nq_frontier_payload(struct nq_frontier *f, const char *source,
    const char *key, const char *at, const char *payload, struct nq_err *e)
{
	const char *args[] = { source, key, at, payload };

	return run_text(f, S_CAPTURE_PUT, args, 4, e);
}

int
nq_frontier_file(struct nq_frontier *f, const char *source, const char *url,
    char **key, struct nq_err *e)
{
	const char *args[] = { source, url };
	sqlite3_stmt *st = fill(f, S_PAGE_FILE, args, 2);
	int rc = step(f, S_PAGE_FILE, e);

	*key = rc == SQLITE_ROW ? column(st, 0) : NULL;
	sqlite3_reset(st);
	return rc < 0 ? -1 : rc == SQLITE_ROW;
}

int
nq_frontier_has_capture(struct nq_frontier *f, const char *source,
    const char *key, const char *at, const char *payload, struct nq_err *e)
{
	const char *args[] = { source, key, at, payload };
	int rc;

	fill(f, S_CAPTURE_HAS, args, 4);
	rc = step(f, S_CAPTURE_HAS, e);
	sqlite3_reset(f->st[S_CAPTURE_HAS]);
	return rc < 0 ? -1 : rc == SQLITE_ROW;
}

int
nq_frontier_same(struct nq_frontier *f, const char *source, const char *kind,
    const char *key, const char *at, const char *etag, const char *modified,
    struct nq_err *e)
{
	const char *args[] = { source, kind, key, at, etag, modified };

	return run_text(f, S_PAGE_SAME, args, 6, e);
}

int
nq_frontier_failed(struct nq_frontier *f, const char *source,
    const char *kind, const char *key, const char *url, const char *state,
    const char *at, const char *next_at, const char *error,
    struct nq_err *e)
{
	const char *args[] = { source, kind, key, url, state, at, NULL,
		next_at, error };
	sqlite3_stmt *st = fill(f, S_PAGE_FAILED, args, 9);

	sqlite3_bind_int64(st, 7, f->run);
	return step(f, S_PAGE_FAILED, e) < 0 ? -1 : 0;
}

int
nq_frontier_walked(struct nq_frontier *f, const char *source,
    const char *key, const char *url, const char *at, const char *error,
    struct nq_err *e)
{
	const char *args[] = { source, key, url, error == NULL ?
		NQ_STATE_DONE : NQ_STATE_FAILED, at, error };

	return run_text(f, S_PAGE_WALKED, args, 6, e);
}

int
nq_frontier_usual(struct nq_frontier *f, const char *source,
    const char *kind, const char *key, const char *url, const char *at,
    double usual, struct nq_err *e)
{
	const char *args[] = { source, kind, key, url, at };
	sqlite3_stmt *st = fill(f, S_PAGE_USUAL, args, 5);

	sqlite3_bind_double(st, 6, usual);
	return step(f, S_PAGE_USUAL, e) < 0 ? -1 : 0;
}

int
nq_frontier_due(struct nq_frontier *f, enum nq_due what, const char *source,
    const char *after, const char *now, const char *since, size_t most,
    struct nq_due_row *out, struct nq_err *e)
{
	static const enum stmt of[NQ_DUE_COUNT] = { S_DUE_FAILED, S_DUE_NEW,
		S_DUE_AGAIN };
	const char *args[] = { source, after, NULL, now, since };
	sqlite3_stmt *st = f->st[of[what]];
	int n = 0, rc = SQLITE_ROW, takes = sqlite3_bind_parameter_count(st);

	for (int i = 0; i < 5 && i < takes; i++)
		nq_db_text(st, i + 1, args[i]);
	sqlite3_bind_int64(st, 3, f->run);
	sqlite3_bind_int64(st, 6, (sqlite3_int64)most);
	while ((size_t)n < most && (rc = step(f, of[what], e)) == SQLITE_ROW)
		out[n++] = (struct nq_due_row){ column(st, 0), column(st, 1) };
	sqlite3_reset(st);
	return rc < 0 ? -1 : n;
}

int
nq_frontier_due_count(struct nq_frontier *f, const char *source,
    const char *now, const char *since, size_t *out, struct nq_err *e)
{
	const char *args[] = { source, NULL, now, since };
	sqlite3_stmt *st = fill(f, S_DUE_COUNT, args, 4);

	sqlite3_bind_int64(st, 2, f->run);
	if (step(f, S_DUE_COUNT, e) < 0)
		return -1;
	*out = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return 0;
}

int
nq_frontier_asked(struct nq_frontier *f, const char *source,
    const char *kind, const char *key, struct nq_err *e)
{
	const char *args[] = { source, kind, key };
	sqlite3_stmt *st = fill(f, S_PAGE_ASKED, args, 3);

	sqlite3_bind_int64(st, 4, f->run);
	return step(f, S_PAGE_ASKED, e) < 0 ? -1 : 0;
}

int
nq_frontier_index(struct nq_frontier *f, const char *line, struct nq_err *e)
{
	return run_text(f, S_CDX_PUT, &line, 1, e);
}
