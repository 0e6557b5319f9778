/*
 * The verdicts as they are given after a load, each with the figures that it
 * rests on. One that is what it was last time is not written again.
 */
#include "load/store.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/opts.h"
#include "progress/assess.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
	struct nq_store *s;
	struct nq_reader r;
	char now[NQ_TIME_TEXT];
	struct nq_err *e;
};

/* All that makes one verdict another one. */
static void
digest_of(const struct nq_goal *g, const struct nq_assessment *a,
    char out[NQ_DIGEST_TEXT])
{
	const struct nq_progress *p = &a->progress;
	struct nq_buf b = NQ_BUF(64 << 10);

	nq_buf_printf(&b, "%d %d %s %d %.15g %s %d %.12g %.12g %.12g\n",
	    (int)p->verdict, a->provisional, p->method, g->has_value, g->value,
	    g->unit != NULL ? g->unit : "", g->mult,
	    p->has_ratio ? p->ratio : NAN, p->has_share ? p->share : NAN,
	    p->has_required ? p->required : NAN);
	nq_buf_printf(&b, "%d %d\n%s\n%s\n", a->disputed ?
	    (int)a->at_lowest : -1, a->disputed ? (int)a->at_highest : -1,
	    a->reason[0], a->reason[1]);
	for (size_t i = 0; i < a->inputs; i++)
		nq_buf_printf(&b, "%d %lld %.15g\n", (int)a->input[i].use,
		    (long long)a->input[i].point.id, a->input[i].value);
	nq_digest(b.p, b.len, out);
	nq_buf_release(&b);
}

/* 1: the standing verdict is this one; 0: it is not; -1 with e. */
static int
stands(struct bench *v, const char *target, const char *digest)
{
	struct sqlite3_stmt *st = v->s->st[NQ_SQL_VERDICT_GET];
	int rc;

	nq_db_text(st, 1, target);
	if ((rc = nq_store_row(v->s, NQ_SQL_VERDICT_GET, v->e)) != 1)
		return rc;
	rc = strcmp((const char *)sqlite3_column_text(st, 0), digest) == 0;
	nq_store_reset(v->s, NQ_SQL_VERDICT_GET);
	return rc;
}

static void
bind_number(struct sqlite3_stmt *st, int i, bool has, double v)
{
	if (has && isfinite(v))
		sqlite3_bind_double(st, i, v);
}

static int
put_inputs(struct bench *v, const struct nq_assessment *a)
{
	struct sqlite3_stmt *st = v->s->st[NQ_SQL_VERDICT_INPUT_PUT];
	sqlite3_int64 id = sqlite3_last_insert_rowid(v->s->db);

	for (size_t i = 0; i < a->inputs; i++) {
		sqlite3_bind_int64(st, 1, id);
		sqlite3_bind_int64(st, 2, (sqlite3_int64)i + 1);
		nq_db_text(st, 3, nq_use_code(a->input[i].use));
		sqlite3_bind_int64(st, 4, a->input[i].point.id);
		sqlite3_bind_double(st, 5, a->input[i].value);
		if (nq_store_run(v->s, NQ_SQL_VERDICT_INPUT_PUT, v->e) != 0)
			return -1;
	}
	return 0;
}

static int
put(struct bench *v, const struct nq_goal *g, const struct nq_assessment *a,
    const char *digest)
{
	struct sqlite3_stmt *st = v->s->st[NQ_SQL_VERDICT_PUT];
	const struct nq_progress *p = &a->progress;

	nq_db_text(st, 1, g->code);
	nq_db_text(st, 2, nq_verdict_code(p->verdict));
	sqlite3_bind_int(st, 3, a->provisional);
	nq_db_text(st, 4, p->method);
	bind_number(st, 5, g->has_value, g->value);
	nq_db_text(st, 6, g->unit);
	sqlite3_bind_int(st, 7, g->mult);
	bind_number(st, 8, p->has_ratio, p->ratio);
	bind_number(st, 9, p->has_score, p->score);
	bind_number(st, 10, p->has_share, p->share);
	bind_number(st, 11, p->has_required, p->required);
	if (p->has_required && isfinite(p->required))
		nq_db_text(st, 12, nq_required_code(p->required_kind));
	if (a->disputed) {
		nq_db_text(st, 13, nq_verdict_code(a->at_lowest));
		nq_db_text(st, 14, nq_verdict_code(a->at_highest));
	}
	nq_db_text(st, 15, a->reason[0]);
	nq_db_text(st, 16, a->reason[1]);
	if (v->r.batch > 0)
		sqlite3_bind_int64(st, 17, v->r.batch);
	nq_db_text(st, 18, v->now);
	nq_db_text(st, 19, digest);
	if (nq_store_run(v->s, NQ_SQL_VERDICT_PUT, v->e) != 0)
		return -1;
	return put_inputs(v, a);
}

static int
judge(struct bench *v, const struct nq_goal *g)
{
	struct sqlite3_stmt *end = v->s->st[NQ_SQL_VERDICT_END];
	char digest[NQ_DIGEST_TEXT];
	struct nq_assessment a;
	int same;

	if (nq_assess(&v->r, g, &a, v->e) != 0)
		return -1;
	digest_of(g, &a, digest);
	if ((same = stands(v, g->code, digest)) != 0)
		return same < 0 ? -1 : 0;
	nq_db_text(end, 1, g->code);
	nq_db_text(end, 2, v->now);
	if (nq_store_run(v->s, NQ_SQL_VERDICT_END, v->e) != 0)
		return -1;
	return put(v, g, &a, digest);
}

static int
judge_all(struct bench *v)
{
	struct sqlite3_stmt *gone = v->s->st[NQ_SQL_VERDICT_GONE];
	struct nq_goals goals = { 0 };
	int64_t batch = 0;
	int y = 0, m = 0, rc = -1;

	nq_time_now(v->now);
	if (sscanf(v->now, "%4d-%2d", &y, &m) != 2)
		return nq_fail(v->e, NQ_EUSAGE, "the clock says \"%s\"",
		    v->now);
	if (nq_db_int(v->s->db, "SELECT coalesce(max(id), 0) FROM batch",
	    &batch, v->e) != 0 || nq_reader_open(&v->r, v->s->db, v->s->opts,
	    batch, y * 12 + m - 1, v->e) != 0 ||
	    nq_goals_read(&goals, v->s->db, v->s->opts, v->e) != 0)
		goto out;
	nq_db_text(gone, 1, v->now);
	rc = nq_store_run(v->s, NQ_SQL_VERDICT_GONE, v->e);
	for (size_t i = 0; rc == 0 && i < goals.n; i++)
		rc = judge(v, &goals.v[i]);
out:
	nq_goals_release(&goals);
	nq_reader_close(&v->r);
	return rc;
}

int
nq_verdicts(struct nq_store *s, struct nq_err *e)
{
	struct bench v = { .s = s, .e = e };

	if (nq_store_exec(s, "BEGIN IMMEDIATE", e) != 0)
		return -1;
	if (judge_all(&v) == 0 && nq_store_exec(s, "COMMIT", e) == 0)
		return 0;
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}
