#include "extract/frontier.h"

#include "core/db.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/url.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	APPLICATION_ID = 0x4e514652,	/* "NQFR" */
	SCHEMA_VERSION = 1
};

/* The closed list of statements; one test prepares each (by opening). */
enum stmt {
	S_GET, S_SEEN, S_SEEN_RESET, S_FOUND, S_MOVED, S_ATTACHED, S_PUT,
	S_NEXT, S_ARCHIVE_HAS, S_ARCHIVE_PUT, S__COUNT
};

static const char *const sql[S__COUNT] = {
	[S_GET] = "SELECT state, coalesce(digest, '') FROM page"
	    " WHERE source = ?1 AND kind = ?2 AND key = ?3",
	[S_SEEN] = "INSERT INTO temp.seen (key) VALUES (?1)"
	    " ON CONFLICT DO NOTHING",
	[S_SEEN_RESET] = "DELETE FROM temp.seen",
	[S_FOUND] = "INSERT INTO page (source, kind, key, url, state)"
	    " VALUES (?1, 'release', ?2, ?3, 'new') ON CONFLICT DO NOTHING",
	[S_MOVED] = "UPDATE page SET url = ?3 WHERE source = ?1"
	    " AND kind = 'release' AND key = ?2 AND state <> 'done'",
	[S_ATTACHED] = "INSERT INTO page (source, kind, key, url, state)"
	    " SELECT ?1, 'release', ?2, ?3, 'new' WHERE NOT EXISTS"
	    " (SELECT 1 FROM page WHERE source = ?1 AND url = ?3"
	    " AND kind = 'release') ON CONFLICT DO NOTHING",
	[S_PUT] = "INSERT INTO page (source, kind, key, url, state, digest,"
	    " fetched_at, attempts, error)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8)"
	    " ON CONFLICT (source, kind, key) DO UPDATE SET url = ?4,"
	    " state = ?5, digest = coalesce(?6, digest), fetched_at = ?7,"
	    " attempts = attempts + 1, error = ?8",
	[S_NEXT] = "SELECT key, url FROM page WHERE source = ?1"
	    " AND kind = 'release' AND state <> 'done' AND key > ?2"
	    " ORDER BY key LIMIT 1",
	[S_ARCHIVE_HAS] = "SELECT 1 FROM archive WHERE name = ?1",
	[S_ARCHIVE_PUT] = "INSERT INTO archive (name) VALUES (?1)"
	    " ON CONFLICT DO NOTHING",
};

static const char schema[] =
    "CREATE TABLE archive (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE page ("
    " source TEXT NOT NULL,"
    " kind TEXT NOT NULL"
    "  CHECK (kind IN ('release', 'listing', 'feed', 'entry')),"
    " key TEXT NOT NULL,"
    " url TEXT NOT NULL,"
    " state TEXT NOT NULL"
    "  CHECK (state IN ('new', 'done', 'failed', 'gone')),"
    " digest TEXT,"
    " fetched_at TEXT,"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " error TEXT,"
    " PRIMARY KEY (source, kind, key)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX page_open ON page (source, key)"
    " WHERE kind = 'release' AND state <> 'done';";

/* Whether an attachment is known is asked by its address. No new version
 * of the schema: whoever does not know the index keeps it all the same. */
static const char by_address[] =
    "CREATE INDEX IF NOT EXISTS page_url ON page (source, url)";

struct nq_frontier {
	char *dir, *path;
	sqlite3 *db;
	sqlite3_stmt *st[S__COUNT];
};

static int
db_fail(struct nq_frontier *f, struct nq_err *e)
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
		return db_fail(f, e);
	return 0;
}

/* Binds texts (NULL for null), steps once; SQLITE_ROW, _DONE or -1. */
static int
step(struct nq_frontier *f, enum stmt which, const char *const *args,
    int count, struct nq_err *e)
{
	sqlite3_stmt *st = f->st[which];
	int rc;

	sqlite3_reset(st);
	for (int i = 0; i < count; i++)
		if (sqlite3_bind_text(st, i + 1, args[i], -1,
		    SQLITE_TRANSIENT) != SQLITE_OK)
			return db_fail(f, e);
	rc = sqlite3_step(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		db_fail(f, e);
		rc = -1;
	}
	if (rc != SQLITE_ROW)
		sqlite3_reset(st);
	return rc;
}

static int
user_version(struct nq_frontier *f, int *version, struct nq_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(f->db, "PRAGMA user_version", -1, &st,
	    NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW) {
		db_fail(f, e);
		goto out;
	}
	*version = sqlite3_column_int(st, 0);
	rc = 0;
out:
	sqlite3_finalize(st);
	return rc;
}

static int
migrate(struct nq_frontier *f, struct nq_err *e)
{
	char text[96];
	int version = 0;

	if (user_version(f, &version, e) != 0)
		return -1;
	if (version > SCHEMA_VERSION) {
		nq_fail(e, NQ_EDB, "is of a newer nqtrack (schema %d, this "
		    "one knows %d)", version, SCHEMA_VERSION);
		return nq_err_at(e, "%s", f->path);
	}
	if (version == SCHEMA_VERSION)
		return 0;
	snprintf(text, sizeof(text), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d", APPLICATION_ID, SCHEMA_VERSION);
	if (db_exec(f, "BEGIN IMMEDIATE", e) != 0 ||
	    db_exec(f, schema, e) != 0 || db_exec(f, text, e) != 0)
		return -1;
	return db_exec(f, "COMMIT", e);
}

static int
db_open(struct nq_frontier *f, struct nq_err *e)
{
	f->db = nq_db_open(f->path, NQ_DB_WRITE, e);
	if (f->db == NULL)
		return -1;
	if (db_exec(f, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	    "PRAGMA temp_store = MEMORY", e) != 0 || migrate(f, e) != 0 ||
	    db_exec(f, by_address, e) != 0 ||
	    db_exec(f, "CREATE TEMP TABLE seen (key TEXT PRIMARY KEY)"
	    " WITHOUT ROWID", e) != 0)
		return -1;
	for (int i = 0; i < S__COUNT; i++)
		if (sqlite3_prepare_v2(f->db, sql[i], -1, &f->st[i],
		    NULL) != SQLITE_OK)
			return db_fail(f, e);
	return 0;
}

/* What a metadata record says of the response that it refers to. */
struct about {
	char *refers, *source, *release, *kind;
};

static void
about_release(struct about *a)
{
	free(a->refers);
	free(a->source);
	free(a->release);
	free(a->kind);
	*a = (struct about){ 0 };
}

static char *
warc_line(const char *block, size_t len, const char *name)
{
	size_t n = strlen(name);

	while (len > 0) {
		const char *nl = memchr(block, '\n', len);
		size_t line = nl != NULL ? (size_t)(nl - block) : len;

		if (line > n + 1 && strncmp(block, name, n) == 0 &&
		    block[n] == ':') {
			size_t from = n + 1, to = line;

			while (from < to && block[from] == ' ')
				from++;
			while (to > from && block[to - 1] == '\r')
				to--;
			return nq_strndup(block + from, to - from);
		}
		line += nl != NULL;
		block += line;
		len -= line;
	}
	return NULL;
}

static void
take_metadata(struct about *a, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec)
{
	about_release(a);
	a->refers = nq_strdup(nq_warc_field(r, "WARC-Refers-To"));
	a->source = warc_line(rec->block, rec->block_len, "source");
	a->release = warc_line(rec->block, rec->block_len, "release");
	a->kind = warc_line(rec->block, rec->block_len, "kind");
}

static int
take_response(struct nq_frontier *f, const struct about *a,
    const struct nq_warc_record *rec, struct nq_err *e)
{
	const char *body = memmem(rec->block, rec->block_len, "\r\n\r\n", 4);
	bool is_release = strcmp(a->kind, NQ_KIND_RELEASE) == 0;
	size_t n = strlen(a->source);
	char digest[NQ_DIGEST_TEXT], *local = NULL;
	int rc = 0;

	if (body == NULL || rec->url == NULL || rec->date == NULL)
		return 0;
	if (is_release ? a->release == NULL || strncmp(a->release, a->source,
	    n) != 0 || a->release[n] != ':' : strcmp(a->kind,
	    NQ_KIND_LISTING) != 0 && strcmp(a->kind, NQ_KIND_FEED) != 0)
		return 0;
	body += 4;
	nq_digest(body, rec->block_len - (size_t)(body - rec->block), digest);
	local = is_release ? nq_strdup(a->release + n + 1) :
	    nq_url_local(rec->url);
	rc = nq_frontier_put(f, &(struct nq_front_row){ .source = a->source,
	    .kind = a->kind, .key = local, .url = rec->url,
	    .state = NQ_STATE_DONE, .digest = digest, .at = rec->date }, e);
	free(local);
	return rc;
}

/*
 * One archive file that the frontier does not list. A damaged one gives
 * what stands before the damage; what stood behind it is fetched again.
 */
static int
absorb(struct nq_frontier *f, const char *name, struct nq_log *log,
    struct nq_err *e)
{
	struct nq_err why = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r;
	struct about a = { 0 };
	char *path = nq_path_join(f->dir, name);
	const char *id;
	int rc = 0, got = -1;

	r = nq_warc_open(path, &why);
	while (r != NULL && rc == 0 &&
	    (got = nq_warc_next(r, &rec, &why)) == 1) {
		if (rec.block == NULL)
			continue;
		if (strcmp(rec.type, "metadata") == 0)
			take_metadata(&a, r, &rec);
		id = nq_warc_field(r, "WARC-Record-ID");
		if (strcmp(rec.type, "response") == 0 && a.refers != NULL &&
		    a.source != NULL && a.kind != NULL && id != NULL &&
		    strcmp(id, a.refers) == 0)
			rc = take_response(f, &a, &rec, e);
	}
	if (got < 0 && rc == 0)
		nq_log_err(log, NQ_WARN, &why);
	if (rc == 0)
		rc = step(f, S_ARCHIVE_PUT, &name, 1, e) < 0 ? -1 : 0;
	nq_log(log, NQ_INFO, "archive", name, "msg",
	    "read into the frontier, which did not list it", NULL);
	about_release(&a);
	nq_warc_reader_free(r);
	free(path);
	return rc;
}

static int
absorb_all(struct nq_frontier *f, struct nq_log *log, struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = nq_dir_list(f->dir, ".warc.gz", &names, e), has;

	for (size_t i = 0; i < names.n && rc == 0; i++) {
		const char *name = names.v[i];

		has = step(f, S_ARCHIVE_HAS, &name, 1, e);
		sqlite3_reset(f->st[S_ARCHIVE_HAS]);
		if (has < 0)
			rc = -1;
		else if (has != SQLITE_ROW)
			rc = absorb(f, name, log, e);
	}
	nq_names_release(&names);
	return rc;
}

struct nq_frontier *
nq_frontier_open(const char *dir, struct nq_log *log, struct nq_err *e)
{
	struct nq_frontier *f = nq_alloc(1, sizeof(*f));

	f->dir = nq_strdup(dir);
	f->path = nq_path_join(dir, "frontier.db");
	if (db_open(f, e) != 0 || db_exec(f, "BEGIN IMMEDIATE", e) != 0 ||
	    absorb_all(f, log, e) != 0) {
		nq_frontier_close(f);
		return NULL;
	}
	return f;
}

int
nq_frontier_commit(struct nq_frontier *f, const char *archive,
    struct nq_err *e)
{
	if (archive != NULL && step(f, S_ARCHIVE_PUT, &archive, 1, e) < 0)
		return -1;
	return db_exec(f, "COMMIT", e);
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

int
nq_frontier_get(struct nq_frontier *f, const char *source, const char *kind,
    const char *key, char *state, char *digest, struct nq_err *e)
{
	const char *args[] = { source, kind, key };
	sqlite3_stmt *st = f->st[S_GET];
	int rc = step(f, S_GET, args, 3, e);

	state[0] = digest[0] = '\0';
	if (rc != SQLITE_ROW)
		return rc < 0 ? -1 : 0;
	snprintf(state, NQ_FRONT_TEXT, "%s",
	    (const char *)sqlite3_column_text(st, 0));
	snprintf(digest, NQ_FRONT_TEXT, "%s",
	    (const char *)sqlite3_column_text(st, 1));
	sqlite3_reset(st);
	return 1;
}

int
nq_frontier_begin(struct nq_frontier *f, struct nq_err *e)
{
	return step(f, S_SEEN_RESET, NULL, 0, e) < 0 ? -1 : 0;
}

int
nq_frontier_found(struct nq_frontier *f, const char *source, const char *key,
    const char *url, bool *fresh, bool *again, struct nq_err *e)
{
	const char *args[] = { source, key, url };

	if (step(f, S_SEEN, &key, 1, e) < 0)
		return -1;
	*again = sqlite3_changes(f->db) == 0;
	if (step(f, S_FOUND, args, 3, e) < 0)
		return -1;
	*fresh = sqlite3_changes(f->db) > 0;
	if (!*fresh && !*again && step(f, S_MOVED, args, 3, e) < 0)
		return -1;
	return 0;
}

int
nq_frontier_attached(struct nq_frontier *f, const char *source,
    const char *key, const char *url, struct nq_err *e)
{
	const char *args[] = { source, key, url };

	return step(f, S_ATTACHED, args, 3, e) < 0 ? -1 : 0;
}

int
nq_frontier_put(struct nq_frontier *f, const struct nq_front_row *row,
    struct nq_err *e)
{
	const char *args[] = { row->source, row->kind, row->key, row->url,
		row->state, row->digest, row->at, row->error };

	return step(f, S_PUT, args, 8, e) < 0 ? -1 : 0;
}

int
nq_frontier_next(struct nq_frontier *f, const char *source,
    const char *after, char **key, char **url, struct nq_err *e)
{
	const char *args[] = { source, after };
	sqlite3_stmt *st = f->st[S_NEXT];
	int rc = step(f, S_NEXT, args, 2, e);

	if (rc != SQLITE_ROW)
		return rc < 0 ? -1 : 0;
	*key = nq_strdup((const char *)sqlite3_column_text(st, 0));
	*url = nq_strdup((const char *)sqlite3_column_text(st, 1));
	sqlite3_reset(st);
	return 1;
}
