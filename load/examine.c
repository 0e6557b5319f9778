/*
 * The checks are applied to the figures that stand, all of them in one
 * transaction, and what they find is held against what is open: found again
 * it stays, new it is opened, no longer found it is closed with the reason.
 * Nothing is done where neither a batch nor a check is new.
 */
#include "load/load.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/warehouse.h"
#include "load/rule.h"
#include "load/store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Findings of one check. More are the check's own fault; what it
	 * had found before is left as it was. */
	MAX_FINDINGS = 100000
};

/* Files of schemas/sql/examine. */
enum stmt {
	S_PUT, S_DONE, S_RULE_GET, S_RULE_PUT, S_KEY, S_GET, S_FINDING_PUT,
	S_SIDE_PUT, S_SEEN, S_CLOSE_ONE, S_CLOSE_REST, S_CLOSE_GONE, S_COUNT
};

static const char *const files[S_COUNT] = {
	[S_PUT] = "examine/put.sql", [S_DONE] = "examine/done.sql",
	[S_RULE_GET] = "examine/rule_get.sql",
	[S_RULE_PUT] = "examine/rule_put.sql", [S_KEY] = "examine/key.sql",
	[S_GET] = "examine/finding_get.sql",
	[S_FINDING_PUT] = "examine/finding_put.sql",
	[S_SIDE_PUT] = "examine/side_put.sql", [S_SEEN] = "examine/seen.sql",
	[S_CLOSE_ONE] = "examine/close_one.sql",
	[S_CLOSE_REST] = "examine/close_rest.sql",
	[S_CLOSE_GONE] = "examine/close_gone.sql",
};

struct examine {
	struct sqlite3 *db;			/* borrowed */
	const struct nq_opts *opts;
	struct nq_log *log;
	struct sqlite3_stmt *st[S_COUNT];	/* owned */
	char now[NQ_TIME_TEXT];
	int64_t opened, closed;
	int failed;				/* checks */
};

/* Runs a statement to its end and resets it. */
static int
run(struct examine *x, enum stmt n, struct nq_err *e)
{
	int rc = sqlite3_step(x->st[n]);

	while (rc == SQLITE_ROW)
		rc = sqlite3_step(x->st[n]);
	if (rc != SQLITE_DONE)
		nq_db_fail(x->db, e, files[n]);
	sqlite3_reset(x->st[n]);
	sqlite3_clear_bindings(x->st[n]);
	return rc == SQLITE_DONE ? 0 : -1;
}

static const char *
column_text(const struct nq_rule *r, enum nq_rule_column c)
{
	return (const char *)sqlite3_column_text(r->st, r->column[c]);
}

/* found, expected, tolerance, of which two may be NULL. */
static void
bind_value(struct examine *x, enum stmt n, int at, const struct nq_rule *r,
    enum nq_rule_column c)
{
	if (sqlite3_column_type(r->st, r->column[c]) == SQLITE_NULL)
		sqlite3_bind_null(x->st[n], at);
	else
		sqlite3_bind_double(x->st[n], at,
		    sqlite3_column_double(r->st, r->column[c]));
}

/* Named after what the figures say, not after rows: the same one has the
 * same key when it comes back, and in a warehouse made anew. */
static int
finding_key(struct examine *x, const struct nq_rule *r,
    char key[NQ_DIGEST_TEXT], struct nq_err *e)
{
	struct sqlite3_stmt *st = x->st[S_KEY];
	struct nq_hash *h = nq_hash_new();
	int rc, figures = 0;

	nq_hash_add(h, r->code, strlen(r->code));
	nq_db_text(st, 1, column_text(r, NQ_RULE_FOUND_IDS));
	nq_db_text(st, 2, column_text(r, NQ_RULE_EXPECTED_IDS));
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		nq_hash_add(h, "\n", 1);
		nq_hash_add(h, sqlite3_column_text(st, 0),
		    (size_t)sqlite3_column_bytes(st, 0));
		figures++;
	}
	nq_hash_done(h, key);
	if (rc != SQLITE_DONE)
		nq_db_fail(x->db, e, files[S_KEY]);
	else if (figures == 0)
		nq_fail(e, NQ_EUSAGE, "a finding without a figure");
	sqlite3_reset(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
put_finding(struct examine *x, const struct nq_rule *r, const char *key,
    const char *severity, struct nq_err *e)
{
	struct sqlite3_stmt *st = x->st[S_FINDING_PUT];
	int64_t id;

	nq_db_text(st, 1, r->code);
	nq_db_text(st, 2, key);
	nq_db_text(st, 3, severity);
	bind_value(x, S_FINDING_PUT, 4, r, NQ_RULE_FOUND);
	bind_value(x, S_FINDING_PUT, 5, r, NQ_RULE_EXPECTED);
	bind_value(x, S_FINDING_PUT, 6, r, NQ_RULE_SLACK);
	nq_db_text(st, 7, column_text(r, NQ_RULE_INDICATOR));
	nq_db_text(st, 8, column_text(r, NQ_RULE_AREA));
	nq_db_text(st, 9, column_text(r, NQ_RULE_PART));
	nq_db_text(st, 10, column_text(r, NQ_RULE_PERIOD));
	nq_db_text(st, 11, column_text(r, NQ_RULE_UNIT));
	nq_db_text(st, 12, x->now);
	if (run(x, S_FINDING_PUT, e) != 0)
		return -1;
	id = sqlite3_last_insert_rowid(x->db);
	sqlite3_bind_int64(x->st[S_SIDE_PUT], 1, id);
	nq_db_text(x->st[S_SIDE_PUT], 2, column_text(r, NQ_RULE_FOUND_IDS));
	nq_db_text(x->st[S_SIDE_PUT], 3,
	    column_text(r, NQ_RULE_EXPECTED_IDS));
	if (run(x, S_SIDE_PUT, e) != 0)
		return -1;
	sqlite3_bind_int64(x->st[S_SEEN], 1, id);
	x->opened++;
	return run(x, S_SEEN, e);
}

/* The open finding of the key, 0 where there is none. */
static int
find_open(struct examine *x, const struct nq_rule *r, const char *key,
    const char *severity, int64_t *id, bool *same, struct nq_err *e)
{
	struct sqlite3_stmt *st = x->st[S_GET];
	int rc;

	*id = 0;
	nq_db_text(st, 1, r->code);
	nq_db_text(st, 2, key);
	nq_db_text(st, 3, severity);
	bind_value(x, S_GET, 4, r, NQ_RULE_FOUND);
	bind_value(x, S_GET, 5, r, NQ_RULE_EXPECTED);
	bind_value(x, S_GET, 6, r, NQ_RULE_SLACK);
	if ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		*id = sqlite3_column_int64(st, 0);
		*same = sqlite3_column_int(st, 1) != 0;
	} else if (rc != SQLITE_DONE) {
		nq_db_fail(x->db, e, files[S_GET]);
	}
	sqlite3_reset(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
take_row(struct examine *x, const struct nq_rule *r, struct nq_err *e)
{
	const char *severity = column_text(r, NQ_RULE_GRAVITY);
	char key[NQ_DIGEST_TEXT];
	bool same = false;
	int64_t id;

	if (severity == NULL)
		severity = r->text[NQ_RULE_SEVERITY];
	if (finding_key(x, r, key, e) != 0 ||
	    find_open(x, r, key, severity, &id, &same, e) != 0)
		return -1;
	if (id == 0)
		return put_finding(x, r, key, severity, e);
	sqlite3_bind_int64(x->st[S_SEEN], 1, id);
	if (run(x, S_SEEN, e) != 0)
		return -1;
	/* A check may come upon the same figures twice. */
	if (same || sqlite3_changes(x->db) == 0)
		return 0;
	sqlite3_bind_int64(x->st[S_CLOSE_ONE], 1, id);
	nq_db_text(x->st[S_CLOSE_ONE], 2, x->now);
	if (run(x, S_CLOSE_ONE, e) != 0)
		return -1;
	x->closed++;
	return put_finding(x, r, key, severity, e);
}

/* Takes over what the file says of the check; changed: it said otherwise. */
static int
put_rule(struct examine *x, const struct nq_rule *r, bool *changed,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = x->st[S_RULE_GET];
	int rc;

	nq_db_text(st, 1, r->code);
	rc = sqlite3_step(st);
	*changed = rc == SQLITE_ROW && strcmp(r->digest,
	    (const char *)sqlite3_column_text(st, 0)) != 0;
	sqlite3_reset(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return nq_db_fail(x->db, e, files[S_RULE_GET]);
	st = x->st[S_RULE_PUT];
	nq_db_text(st, 1, r->code);
	for (int i = 0; i < NQ_RULE_TEXTS; i++)
		nq_db_text(st, i + 2, r->text[i]);
	nq_db_text(st, NQ_RULE_TEXTS + 2, r->digest);
	return run(x, S_RULE_PUT, e);
}

static int
apply_rule(struct examine *x, const struct nq_rule *r, struct nq_err *e)
{
	int rc = SQLITE_DONE;
	bool changed;

	if (put_rule(x, r, &changed, e) != 0)
		return -1;
	for (int n = 0; (rc = sqlite3_step(r->st)) == SQLITE_ROW; n++) {
		if (n == MAX_FINDINGS)
			return nq_fail(e, NQ_ELIMIT, "more than %d findings: "
			    "the check is at fault", (int)MAX_FINDINGS);
		if (take_row(x, r, e) != 0)
			return -1;
	}
	if (rc != SQLITE_DONE)
		return nq_db_fail(x->db, e, r->code);
	sqlite3_reset(r->st);
	nq_db_text(x->st[S_CLOSE_REST], 1, r->code);
	nq_db_text(x->st[S_CLOSE_REST], 2, x->now);
	sqlite3_bind_int(x->st[S_CLOSE_REST], 3, changed);
	if (run(x, S_CLOSE_REST, e) != 0)
		return -1;
	x->closed += sqlite3_changes64(x->db);
	return 0;
}

/* A check at fault costs only itself: its findings stay as they were. */
static int
apply_one(struct examine *x, const char *name, struct nq_err *e)
{
	int64_t opened = x->opened, closed = x->closed;
	struct nq_err own = { 0 };
	struct nq_rule r;

	if (nq_db_exec(x->db, "SAVEPOINT rule", e) != 0)
		return -1;
	if (nq_rule_open(&r, x->db, x->opts, name, &own) != 0 ||
	    apply_rule(x, &r, &own) != 0) {
		nq_err_at(&own, "%s", name);
		nq_log_err(x->log, NQ_ERROR, &own);
		for (int i = 0; i < S_COUNT; i++)
			sqlite3_reset(x->st[i]);
		if (r.st != NULL)
			sqlite3_reset(r.st);
		nq_db_exec(x->db, "ROLLBACK TO rule", e);
		x->opened = opened;
		x->closed = closed;
		x->failed++;
	}
	nq_rule_release(&r);
	return nq_db_exec(x->db, "RELEASE rule", e);
}

/* Findings of checks whose files are gone. */
static int
close_gone(struct examine *x, const struct nq_names *names,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(1 << 20);
	int rc;

	nq_json_open(&b, '[');
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0)
			nq_json_next(&b);
		nq_json_put_string(&b, names->v[i], strlen(names->v[i]) - 4);
	}
	nq_json_close(&b, ']');
	nq_db_text(x->st[S_CLOSE_GONE], 1, b.p);
	nq_db_text(x->st[S_CLOSE_GONE], 2, x->now);
	rc = run(x, S_CLOSE_GONE, e);
	if (rc == 0)
		x->closed += sqlite3_changes64(x->db);
	nq_buf_release(&b);
	return rc;
}

static int
digest_file(struct nq_hash *h, const struct nq_opts *o, const char *dir,
    const char *name, struct nq_err *e)
{
	char *rel = nq_path_join(dir, name);
	char *path = nq_opts_schema(o, rel);
	char one[NQ_DIGEST_TEXT];
	int rc = nq_digest_file(path, one, e);

	if (rc == 0) {
		nq_hash_add(h, name, strlen(name) + 1);
		nq_hash_add(h, one, strlen(one));
	}
	free(path);
	free(rel);
	return rc;
}

/* One digest of all checks and of what they read: names and bytes. */
static int
digest_rules(const struct nq_opts *o, const struct nq_names *names,
    char out[NQ_DIGEST_TEXT], struct nq_err *e)
{
	struct nq_hash *h = nq_hash_new();
	int rc = digest_file(h, o, "sql/examine", "begin.sql", e);

	for (size_t i = 0; i < names->n && rc == 0; i++)
		rc = digest_file(h, o, "sql/checks", names->v[i], e);
	nq_hash_done(h, out);
	return rc;
}

/* Was a batch loaded, or a check changed, since all were applied? */
static int
find_stale(struct sqlite3 *db, const struct nq_opts *o, const char *digest,
    bool *stale, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_db_prepare(db, o, "examine/last.sql", e);

	if (st == NULL)
		return -1;
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_db_fail(db, e, "examine/last.sql");
	else
		*stale = sqlite3_column_int64(st, 0) !=
		    sqlite3_column_int64(st, 1) ||
		    sqlite3_column_type(st, 2) == SQLITE_NULL || strcmp(digest,
		    (const char *)sqlite3_column_text(st, 2)) != 0;
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

/* The temporary tables that checks and statements name. */
static int
make_standing(struct sqlite3 *db, const struct nq_opts *o, struct nq_err *e)
{
	char *path = nq_opts_schema(o, "sql/examine/begin.sql");
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	int rc = nq_buf_read_file(&b, path, e);

	if (rc == 0)
		rc = nq_db_exec(db, b.p != NULL ? b.p : "", e);
	nq_buf_release(&b);
	free(path);
	return rc;
}

static int
begin(struct examine *x, const char *digest, int64_t *id, struct nq_err *e)
{
	/* They are as large as the warehouse: on disk, not in memory. */
	if (nq_db_exec(x->db, "PRAGMA temp_store = FILE", e) != 0 ||
	    nq_db_exec(x->db, "BEGIN IMMEDIATE", e) != 0 ||
	    make_standing(x->db, x->opts, e) != 0)
		return -1;
	for (int i = 0; i < S_COUNT; i++)
		if ((x->st[i] = nq_db_prepare(x->db, x->opts, files[i], e)) ==
		    NULL)
			return -1;
	nq_db_text(x->st[S_PUT], 1, digest);
	nq_db_text(x->st[S_PUT], 2, nq_time_now(x->now));
	if (run(x, S_PUT, e) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(x->db);
	return 0;
}

static int
finish(struct examine *x, int64_t id, const char *digest, struct nq_err *e)
{
	struct sqlite3_stmt *st = x->st[S_DONE];
	char text[3][24];

	sqlite3_bind_int64(st, 1, id);
	/* With a check at fault they are applied again next time. */
	nq_db_text(st, 2, x->failed == 0 ? digest : "");
	sqlite3_bind_int64(st, 3, x->opened);
	sqlite3_bind_int64(st, 4, x->closed);
	if (sqlite3_step(st) != SQLITE_ROW)
		return nq_db_fail(x->db, e, files[S_DONE]);
	snprintf(text[0], sizeof(text[0]), "%" PRId64, x->opened);
	snprintf(text[1], sizeof(text[1]), "%" PRId64, x->closed);
	snprintf(text[2], sizeof(text[2]), "%" PRId64,
	    (int64_t)sqlite3_column_int64(st, 0));
	sqlite3_reset(st);
	if (nq_db_exec(x->db, "COMMIT", e) != 0)
		return -1;
	x->log->did[NQ_DID_OPENED] += (size_t)x->opened;
	x->log->did[NQ_DID_CLOSED] += (size_t)x->closed;
	nq_log(x->log, NQ_INFO, "opened", text[0], "closed", text[1],
	    "findings", text[2], "msg", "checked", NULL);
	return 0;
}

static int
examine(struct examine *x, const struct nq_names *names, const char *digest,
    struct nq_err *e)
{
	int64_t id;
	int rc = begin(x, digest, &id, e);

	for (size_t i = 0; i < names->n && rc == 0; i++)
		rc = apply_one(x, names->v[i], e);
	if (rc == 0)
		rc = close_gone(x, names, e);
	if (rc == 0)
		rc = finish(x, id, digest, e);
	for (int i = 0; i < S_COUNT; i++)
		sqlite3_finalize(x->st[i]);
	if (rc != 0)
		sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

enum nq_exit
nq_examine_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_names names = { 0 };
	struct nq_store s = { 0 };
	struct examine x = { .opts = o, .log = log };
	char digest[NQ_DIGEST_TEXT];
	struct nq_err e = { 0 };
	bool stale = false;

	if (nq_rule_list(o, &names, &e) != 0 ||
	    digest_rules(o, &names, digest, &e) != 0 ||
	    nq_store_open(&s, o, log, &e) != 0)
		goto out;
	x.db = s.db;
	if (find_stale(s.db, o, digest, &stale, &e) == 0 && stale)
		examine(&x, &names, digest, &e);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_store_close(&s);
	nq_names_release(&names);
	return e.code == NQ_OK && x.failed > 0 ? NQ_EXIT_PARTIAL :
	    nq_exit_of(&e);
}

/* A warehouse that is not there, or is of another version, is up to date:
 * who reads it says so. */
static bool
is_stale(const struct nq_opts *o, struct nq_err *e)
{
	char *path = nq_warehouse_path(o);
	struct nq_names names = { 0 }, rules = { 0 };
	char digest[NQ_DIGEST_TEXT];
	struct sqlite3 *db = NULL;
	int newest = 0, version = 0;
	bool stale = false;

	if (access(path, F_OK) != 0)
		goto out;
	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (db = nq_db_open(path, NQ_DB_READ, e)) == NULL ||
	    nq_db_check(db, newest, &version, e) != 0 ||
	    nq_warehouse_schema(db, o, version, e) != 0 || version < newest)
		goto out;
	if (nq_rule_list(o, &rules, e) == 0 &&
	    digest_rules(o, &rules, digest, e) == 0)
		find_stale(db, o, digest, &stale, e);
out:
	nq_db_close(db);
	nq_names_release(&names);
	nq_names_release(&rules);
	free(path);
	return stale;
}

enum nq_exit
nq_examine_refresh(const struct nq_opts *o, struct nq_log *log)
{
	char left[NQ_OWNER_TEXT];
	struct nq_err e = { 0 };
	enum nq_exit rc;
	int lock;

	if (!is_stale(o, &e)) {
		if (e.code != NQ_OK)
			nq_log_err(log, NQ_ERROR, &e);
		return nq_exit_of(&e);
	}
	lock = access(o->data, W_OK) == 0 ? nq_lock_take(o->data, left,
	    &e) : -1;
	if (lock < 0) {
		nq_log(log, NQ_WARN, "msg", e.code == NQ_EBUSY ?
		    "another run is going: findings as of its last checks" :
		    "the data folder cannot be written: findings as of the "
		    "last checks", NULL);
		return NQ_EXIT_OK;
	}
	rc = nq_examine_run(o, log);
	nq_lock_give(lock);
	return rc;
}

/* Every migration, in memory. */
static int
make_schema(struct sqlite3 *db, const struct nq_opts *o, struct nq_err *e)
{
	struct nq_names names = { 0 };
	char *dir = nq_path_join(o->shipped, "sql");
	int newest, rc = nq_db_migrations(o, &names, &newest, e);

	for (size_t i = 0; i < names.n && rc == 0; i++) {
		struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
		char *path = nq_path_join(dir, names.v[i]);

		rc = nq_buf_read_file(&b, path, e) == 0 ?
		    nq_db_exec(db, b.p, e) : -1;
		free(path);
		nq_buf_release(&b);
	}
	nq_names_release(&names);
	free(dir);
	return rc;
}

int
nq_examine_check(const struct nq_opts *o, struct nq_log *log)
{
	struct sqlite3 *db;
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	struct nq_rule r;
	int faults = 0;

	if ((db = nq_db_open(":memory:", NQ_DB_WRITE, &e)) == NULL ||
	    make_schema(db, o, &e) != 0 || make_standing(db, o, &e) != 0 ||
	    nq_rule_list(o, &names, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		faults++;
	}
	for (size_t i = 0; i < names.n && db != NULL; i++) {
		nq_err_clear(&e);
		if (nq_rule_open(&r, db, o, names.v[i], &e) != 0) {
			nq_log_err(log, NQ_ERROR, &e);
			faults++;
		}
		nq_rule_release(&r);
	}
	nq_names_release(&names);
	nq_db_close(db);
	return faults;
}
