#include "progress/series.h"

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct nq_cached {
	char key[256];		/* of struct nq_key */
	struct nq_point *v;	/* owned */
	size_t n, cap;
};

static void
cache_release(struct nq_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].v);
	free(c->v);
	*c = (struct nq_cache){ 0 };
}

int
nq_reader_open(struct nq_reader *r, struct sqlite3 *db,
    const struct nq_opts *o, int64_t batch, int month, struct nq_err *e)
{
	*r = (struct nq_reader){ .db = db, .batch = batch, .now = month };
	r->series = nq_db_prepare(db, o, "query/series.sql", e);
	r->said = nq_db_prepare(db, o, "query/said.sql", e);
	return r->series != NULL && r->said != NULL ? 0 : -1;
}

void
nq_reader_close(struct nq_reader *r)
{
	sqlite3_finalize(r->series);
	sqlite3_finalize(r->said);
	cache_release(&r->cache);
	*r = (struct nq_reader){ 0 };
}

static void
copy(char *to, size_t size, const unsigned char *from)
{
	snprintf(to, size, "%s", from != NULL ? (const char *)from : "");
}

static int
read_series(const struct nq_reader *r, const struct nq_key *k,
    struct nq_cached *out, struct nq_err *e)
{
	struct sqlite3_stmt *st = r->series;
	struct nq_point *p;
	int rc, first;

	nq_db_text(st, 1, k->indicator);
	nq_db_text(st, 2, k->area);
	nq_db_text(st, 3, k->part);
	nq_db_text(st, 4, k->transformation);
	nq_db_text(st, 5, k->role != NULL ? k->role : "actual");
	sqlite3_bind_int64(st, 6, r->batch);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
		p = &out->v[out->n++];
		*p = (struct nq_point){ 0 };
		first = sqlite3_column_int(st, 1);
		p->period = (struct nq_period){ (short)(first / 12),
			(short)(first % 12 + 1),
			(short)sqlite3_column_int(st, 2) };
		copy(p->price_base, sizeof(p->price_base),
		    sqlite3_column_text(st, 3));
		p->value = sqlite3_column_double(st, 4);
		copy(p->unit, sizeof(p->unit), sqlite3_column_text(st, 5));
		p->mult = sqlite3_column_int(st, 6);
		p->status = (char)sqlite3_column_text(st, 7)[0];
		p->bound = (char)sqlite3_column_text(st, 8)[0];
		p->id = sqlite3_column_int64(st, 9);
		copy(p->territory, sizeof(p->territory),
		    sqlite3_column_text(st, 12));
		copy(p->inferred, sizeof(p->inferred),
		    sqlite3_column_text(st, 13));
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(r->db, e, "query/series.sql");
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
nq_series_read(struct nq_reader *r, const struct nq_key *k,
    struct nq_series *out, struct nq_err *e)
{
	struct nq_cache *c = &r->cache;
	struct nq_cached *one;
	char key[256];
	size_t i = 0;

	snprintf(key, sizeof(key), "%s %s %s %s %s", k->indicator, k->area,
	    k->part, k->transformation, k->role != NULL ? k->role : "actual");
	while (i < c->n && strcmp(c->v[i].key, key) != 0)
		i++;
	if (i == c->n) {
		c->v = nq_grow(c->v, c->n, &c->cap, sizeof(*c->v));
		one = &c->v[c->n++];
		*one = (struct nq_cached){ 0 };
		memcpy(one->key, key, sizeof(key));
		if (read_series(r, k, one, e) != 0)
			return -1;
	}
	*out = (struct nq_series){ .v = c->v[i].v, .n = c->v[i].n };
	return 0;
}

struct nq_point *
nq_reader_point(struct nq_reader *r, int64_t id)
{
	for (size_t i = 0; i < r->cache.n; i++)
		for (size_t k = 0; k < r->cache.v[i].n; k++)
			if (r->cache.v[i].v[k].id == id)
				return &r->cache.v[i].v[k];
	return NULL;
}

int
nq_reader_said(struct nq_reader *r, int64_t id, int mult,
    struct nq_said *out, struct nq_err *e)
{
	struct sqlite3_stmt *st = r->said;
	int rc;

	*out = (struct nq_said){ 0 };
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, r->batch);
	if ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		out->lowest = sqlite3_column_double(st, 0) * pow(10, -mult);
		out->highest = sqlite3_column_double(st, 1) * pow(10, -mult);
		out->releases = sqlite3_column_int(st, 2);
		out->apart = sqlite3_column_int(st, 3) != 0;
	} else {
		nq_db_fail(r->db, e, "query/said.sql");
	}
	sqlite3_reset(st);
	return rc == SQLITE_ROW ? 0 : -1;
}

bool
nq_point_is_inferred(const struct nq_point *p)
{
	return strcmp(p->price_base, "_U") == 0 && p->inferred[0] != '\0';
}

const char *
nq_point_base(const struct nq_point *p)
{
	return nq_point_is_inferred(p) ? p->inferred : p->price_base;
}

bool
nq_point_fits(const struct nq_fit *f, const struct nq_point *p)
{
	const char *base = nq_point_base(p);

	if (f->unit != NULL && strcmp(f->unit, p->unit) != 0)
		return false;
	if (f->territory != NULL && strcmp(f->territory, p->territory) != 0)
		return false;
	if (base[0] == '_' || strcmp(f->price_base, "_U") == 0)
		return true;
	return strcmp(base, f->price_base) == 0;
}

bool
nq_point_is_unnamed(const struct nq_fit *f, const struct nq_point *p)
{
	return strcmp(nq_point_base(p), "_U") == 0 &&
	    strcmp(f->price_base, "_U") != 0;
}

/* Smaller is better: the same base as printed, as inferred, then none, then
 * constant prices, in which plans are mostly made, before current ones. */
static int
rank(const struct nq_fit *f, const struct nq_point *p)
{
	const char *base = nq_point_base(p);

	if (strcmp(base, f->price_base) == 0)
		return nq_point_is_inferred(p);
	if (base[0] == '_')
		return 2;
	return strcmp(base, "current") == 0 ? 4 : 3;
}

const struct nq_point *
nq_point_at(const struct nq_fit *f, const struct nq_series *s,
    struct nq_period period)
{
	const struct nq_point *best = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (nq_period_is_same(s->v[i].period, period) &&
		    nq_point_fits(f, &s->v[i]) &&
		    (best == NULL || rank(f, &s->v[i]) < rank(f, best)))
			best = &s->v[i];
	return best;
}

const struct nq_point *
nq_point_latest(const struct nq_fit *f, const struct nq_series *s, int year,
    bool named)
{
	const struct nq_point *p;

	for (int months = 12; months > 0; months--) {
		p = nq_point_at(f, s, (struct nq_period){ (short)year, 1,
		    (short)months });
		if (p != NULL && !(named && nq_point_is_unnamed(f, p)))
			return p;
	}
	return NULL;
}
