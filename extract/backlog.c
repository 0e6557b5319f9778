#include "extract/backlog.h"

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/opts.h"
#include "extract/cdx.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum stmt {
	S_QUERY_GET, S_QUERY_PUT, S_PUT, S_NEXT, S_COUNT, S_SET, S_FAIL,
	S__COUNT
};

static const char *const files[S__COUNT] = {
	[S_QUERY_GET] = "backfill_query_get",
	[S_QUERY_PUT] = "backfill_query_put", [S_PUT] = "backfill_item_put",
	[S_NEXT] = "backfill_item_next", [S_COUNT] = "backfill_item_count",
	[S_SET] = "backfill_item_set", [S_FAIL] = "backfill_item_fail",
};

struct nq_backlog {
	struct nq_frontier *f;
	const char *service;
	char since[NQ_TIME_TEXT], until[NQ_TIME_TEXT];	/* of captures */
	char now[NQ_TIME_TEXT], fresh[NQ_TIME_TEXT];
	sqlite3_stmt *st[S__COUNT];
};

struct nq_backlog *
nq_backlog_open(struct nq_frontier *f, const struct nq_opts *o,
    const char *service, struct nq_err *e)
{
	struct nq_backlog *b = nq_alloc(1, sizeof(*b));

	b->f = f;
	b->service = service;
	snprintf(b->since, sizeof(b->since), "%.10sT00:00:00Z",
	    o->since != NULL ? o->since : "0000-01-01");
	snprintf(b->until, sizeof(b->until), "%.10sT23:59:60Z",
	    o->until != NULL ? o->until : "9999-12-31");
	nq_time_now(b->now);
	nq_time_add_days(b->now, -NQ_BACKLOG_DAYS, b->fresh);
	for (int i = 0; i < S__COUNT; i++) {
		char *name = nq_asprintf("frontier/%s.sql", files[i]);

		b->st[i] = nq_db_prepare(nq_frontier_db(f), o, name, e);
		free(name);
		if (b->st[i] == NULL) {
			nq_backlog_close(b);
			return NULL;
		}
	}
	return b;
}

void
nq_backlog_close(struct nq_backlog *b)
{
	if (b == NULL)
		return;
	for (int i = 0; i < S__COUNT; i++)
		sqlite3_finalize(b->st[i]);
	free(b);
}

static sqlite3_stmt *
fill(struct nq_backlog *b, enum stmt s, const char *const *args, int n)
{
	for (int i = 0; i < n; i++)
		nq_db_text(b->st[s], i + 1, args[i]);
	return b->st[s];
}

/* SQLITE_ROW, to be reset by the caller, SQLITE_DONE or -1. */
static int
step(struct nq_backlog *b, enum stmt s, struct nq_err *e)
{
	int rc = sqlite3_step(b->st[s]);

	if (rc == SQLITE_ROW)
		return rc;
	sqlite3_reset(b->st[s]);
	return rc == SQLITE_DONE ? rc : nq_frontier_fail(b->f, e);
}

static int
run(struct nq_backlog *b, enum stmt s, struct nq_err *e)
{
	return step(b, s, e) < 0 ? -1 : 0;
}

static char *
column(sqlite3_stmt *st, int i)
{
	return nq_strdup((const char *)sqlite3_column_text(st, i));
}

void
nq_query_release(struct nq_query *q)
{
	free(q->resume);
	free(q->error);
	*q = (struct nq_query){ 0 };
}

int
nq_backlog_get(struct nq_backlog *b, struct nq_query *q, struct nq_err *e)
{
	const char *args[] = { b->service, q->source, q->text, b->fresh };
	sqlite3_stmt *st = fill(b, S_QUERY_GET, args, 4);
	int rc = step(b, S_QUERY_GET, e);

	if (rc == SQLITE_ROW) {
		q->resume = column(st, 0);
		q->done = sqlite3_column_int(st, 1) != 0;
		q->error = column(st, 2);
		sqlite3_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

int
nq_backlog_put(struct nq_backlog *b, const struct nq_query *q,
    struct nq_err *e)
{
	const char *args[] = { b->service, q->source, q->text, b->now,
		q->resume, q->done ? b->now : NULL, q->error, b->fresh };

	fill(b, S_QUERY_PUT, args, 8);
	if (run(b, S_QUERY_PUT, e) != 0)
		return -1;
	/* No capture has been archived yet, so nothing of the frontier is
	 * committed too early. */
	return nq_frontier_commit(b->f, NULL, e);
}

int
nq_backlog_add(struct nq_backlog *b, const char *source, const char *key,
    const struct nq_cdx_row *row, struct nq_err *e)
{
	char at[NQ_TIME_TEXT];
	char *digest = row->digest != NULL ? nq_asprintf("sha1:%s",
	    row->digest) : NULL;
	const char *args[] = { b->service, source, key != NULL ? key : "", at,
		row->url, key != NULL ? "wanted" : "file", digest,
		row->filename };
	sqlite3_stmt *st;
	int rc;

	nq_cdx_date(row->timestamp, at);
	st = fill(b, S_PUT, args, 8);
	sqlite3_bind_int(st, 9, row->truncated);
	sqlite3_bind_int64(st, 10, (sqlite3_int64)row->offset);
	sqlite3_bind_int64(st, 11, (sqlite3_int64)row->length);
	rc = run(b, S_PUT, e);
	free(digest);
	return rc;
}

void
nq_item_release(struct nq_item *i)
{
	free(i->key);
	free(i->at);
	free(i->url);
	free(i->digest);
	free(i->filename);
	*i = (struct nq_item){ 0 };
}

int
nq_backlog_next(struct nq_backlog *b, const char *source, bool of_files,
    const struct nq_item *last, size_t most, struct nq_item *out,
    struct nq_err *e)
{
	const char *args[] = { b->service, source, of_files ? "file" :
		"wanted", last != NULL ? last->key : "",
		last != NULL ? last->at : "", b->since, b->until };
	sqlite3_stmt *st = fill(b, S_NEXT, args, 7);
	int n = 0, rc = SQLITE_ROW;

	sqlite3_bind_int64(st, 8, last != NULL ? last->id : 0);
	sqlite3_bind_int64(st, 9, (sqlite3_int64)most);
	while ((size_t)n < most &&
	    (rc = step(b, S_NEXT, e)) == SQLITE_ROW)
		out[n++] = (struct nq_item){
			.id = sqlite3_column_int64(st, 0),
			.key = column(st, 1), .at = column(st, 2),
			.url = column(st, 3), .digest = column(st, 4),
			.filename = column(st, 5),
			.truncated = sqlite3_column_int(st, 6) != 0,
			.offset = (uint64_t)sqlite3_column_int64(st, 7),
			.length = (uint64_t)sqlite3_column_int64(st, 8) };
	sqlite3_reset(st);
	return rc < 0 ? -1 : n;
}

int
nq_backlog_count(struct nq_backlog *b, const char *source, size_t *out,
    struct nq_err *e)
{
	const char *args[] = { b->service, source, b->since, b->until };
	sqlite3_stmt *st = fill(b, S_COUNT, args, 4);

	if (step(b, S_COUNT, e) < 0)
		return -1;
	*out = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return 0;
}

int
nq_backlog_set(struct nq_backlog *b, int64_t id, const char *state,
    const char *why, struct nq_err *e)
{
	const char *args[] = { state, why };
	sqlite3_stmt *st = fill(b, S_SET, args, 2);

	sqlite3_bind_int64(st, 3, id);
	return run(b, S_SET, e);
}

int
nq_backlog_fail(struct nq_backlog *b, int64_t id, const char *why,
    struct nq_err *e)
{
	sqlite3_stmt *st = fill(b, S_FAIL, &why, 1);

	sqlite3_bind_int64(st, 2, id);
	sqlite3_bind_int(st, 3, NQ_BACKLOG_TRIES);
	return run(b, S_FAIL, e);
}
