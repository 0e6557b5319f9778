/*
 * What follows from figures: the price base of a level that names none, and
 * the plans behind shares. Made anew, family by family, in one pass over
 * the index of the fact table.
 */
#include "load/store.h"

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "load/plan.h"
#include "load/price.h"
#include "load/wording.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Another number makes every warehouse derive anew. */
static const char rules[] = "rules/1";

struct derive {
	struct nq_store *s;
	struct nq_words words;		/* owned */
	struct nq_figure *v;		/* owned: of the family */
	size_t n, cap;
	int64_t plan;			/* id of the last one put */
	const char *indicator, *area, *part;	/* of the family */
	bool unlabelled;			/* it has amounts of no base */
	struct nq_err *e;
};

static const char *
text_of(struct sqlite3_stmt *st, int i)
{
	const char *s = (const char *)sqlite3_column_text(st, i);

	return s != NULL ? s : "";
}

static enum nq_as
as_of(const char *s)
{
	static const char *const names[] = {
		[NQ_LEVEL] = "level", [NQ_YOY] = "yoy",
		[NQ_OF_YEAR_PLAN] = "of_year_plan",
		[NQ_OF_YEAR_SCENARIO] = "of_year_scenario",
		[NQ_OF_PERIOD_PLAN] = "of_period_plan",
		[NQ_OF_SCENARIO] = "of_scenario",
	};
	size_t i = 0;

	while (i < NQ_OF_SCENARIO && strcmp(names[i], s) != 0)
		i++;
	return (enum nq_as)i;
}

static enum nq_said
role_of(const char *s)
{
	return strcmp(s, "actual") == 0 ? NQ_ACTUAL :
	    strcmp(s, "plan") == 0 ? NQ_PLAN :
	    strcmp(s, "scenario") == 0 ? NQ_SCENARIO : NQ_OTHER;
}

/* A text of a column, cut where it is too long; of every figure, so without
 * a format. */
static void
take(struct sqlite3_stmt *st, int column, char *out, size_t size)
{
	const char *s = text_of(st, column);
	size_t n = strnlen(s, size - 1);

	memcpy(out, s, n);
	out[n] = '\0';
}

/* Columns as family.sql names them, in its order. */
static void
read_figure(struct derive *d, struct sqlite3_stmt *st, struct nq_figure *f)
{
	int scale = sqlite3_column_int(st, 10);
	const struct nq_word *w = NULL;
	char digits[NQ_DIGITS];
	const char *bound = text_of(st, 13);

	*f = (struct nq_figure){
		.id = sqlite3_column_int64(st, 0),
		.release = sqlite3_column_int64(st, 1),
		.batch = sqlite3_column_int64(st, 2),
		.first = sqlite3_column_int(st, 4),
		.months = sqlite3_column_int(st, 5),
		.role = role_of(text_of(st, 6)),
		.as = as_of(text_of(st, 7)),
		.value = sqlite3_column_double(st, 9),
		.half = 0.5 * pow(10, -scale),
		.factor = pow(10, sqlite3_column_int(st, 12)),
		.bound = bound[0] == 'm' ? bound[1] : bound[0],
		.layer = "", .word = "",
	};
	if (strcmp(bound, "max") == 0)
		f->bound = 'x';
	take(st, 3, f->published, sizeof(f->published));
	take(st, 8, f->base, sizeof(f->base));
	take(st, 11, f->unit, sizeof(f->unit));
	take(st, 14, f->territory, sizeof(f->territory));
	take(st, 15, f->period, sizeof(f->period));
	if (sqlite3_column_type(st, 16) == SQLITE_NULL)
		return;
	w = nq_words_find(&d->words, text_of(st, 16), text_of(st, 17),
	    nq_words_digits(f->value, scale, digits), f->as == NQ_LEVEL);
	if (w != NULL) {
		f->layer = w->layer;
		f->word = w->word;
	}
}

static int
read_family(struct derive *d)
{
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_FAMILY];
	int rc;

	d->n = 0;
	nq_db_text(st, 1, d->indicator);
	nq_db_text(st, 2, d->area);
	nq_db_text(st, 3, d->part);
	/* Growth only tells the price base of such amounts. */
	sqlite3_bind_int(st, 4, d->unlabelled);
	while ((rc = nq_store_row(d->s, NQ_SQL_FAMILY, d->e)) == 1) {
		d->v = nq_grow(d->v, d->n, &d->cap, sizeof(*d->v));
		read_figure(d, st, &d->v[d->n++]);
	}
	return rc;
}

static int
put_inference(struct derive *d, int64_t id, const struct nq_inference *r)
{
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_PRICE_PUT];
	char methods[64] = "";
	size_t n = 0;

	for (int m = 0; m < NQ_PRICE_METHODS; m++)
		if (r->by[m] && n < sizeof(methods))
			n += (size_t)snprintf(methods + n, sizeof(methods) - n,
			    "%s%s", n > 0 ? " " : "", nq_price_method(
			    (enum nq_price_method)m));
	sqlite3_bind_int64(st, 1, id);
	nq_db_text(st, 2, r->base);
	nq_db_text(st, 3, methods);
	nq_db_text(st, 4, r->vi);
	nq_db_text(st, 5, r->en);
	sqlite3_bind_int64(st, 6, r->batch);
	if (nq_store_run(d->s, NQ_SQL_PRICE_PUT, d->e) != 0)
		return -1;
	st = d->s->st[NQ_SQL_PRICE_EVIDENCE_PUT];
	for (int m = 0; m < NQ_PRICE_METHODS; m++)
		for (size_t i = 0; r->by[m] && i < r->n[m]; i++) {
			sqlite3_bind_int64(st, 1, id);
			nq_db_text(st, 2, nq_price_method(
			    (enum nq_price_method)m));
			sqlite3_bind_int64(st, 3, r->rests[m][i]);
			if (nq_store_run(d->s, NQ_SQL_PRICE_EVIDENCE_PUT,
			    d->e) != 0)
				return -1;
		}
	return 0;
}

static int
infer_prices(struct derive *d, const struct nq_prices *p)
{
	struct nq_inference r;

	for (size_t i = 0; i < d->n; i++) {
		if (!nq_prices_infer(p, i, &r))
			continue;
		if (put_inference(d, d->v[i].id, &r) != 0)
			return -1;
		memcpy(d->v[i].inferred, r.base, sizeof(r.base));
	}
	return 0;
}

static void
bind_open(struct sqlite3_stmt *st, int column, double v)
{
	if (isfinite(v))
		sqlite3_bind_double(st, column, v);
}

static int
by_number(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* Releases and days of publication of what a plan rests on. */
struct span_of_plan {
	int64_t releases;
	const char *first, *last;
};

static void
look_at_links(const struct derive *d, const struct nq_plan_link *l,
    size_t n, struct span_of_plan *out)
{
	int64_t *ids = nq_alloc(n + 1, sizeof(*ids));
	const char *day;
	size_t k = 0;

	*out = (struct span_of_plan){ 0, NULL, NULL };
	for (size_t i = 0; i < n; i++) {
		if (l[i].use != NQ_COUNTS && l[i].use != NQ_STATED)
			continue;
		ids[k++] = d->v[l[i].figure].release;
		day = d->v[l[i].figure].published;
		if (day[0] == '\0')
			continue;
		if (out->first == NULL || strcmp(day, out->first) < 0)
			out->first = day;
		if (out->last == NULL || strcmp(day, out->last) > 0)
			out->last = day;
	}
	qsort(ids, k, sizeof(*ids), by_number);
	for (size_t i = 0; i < k; i++)
		out->releases += i == 0 || ids[i] != ids[i - 1];
	free(ids);
}

static int
put_link(struct derive *d, const struct nq_plan_link *l)
{
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_PLAN_EVIDENCE_PUT];
	const struct nq_figure *f = &d->v[l->figure];

	sqlite3_bind_int64(st, 1, d->plan);
	nq_db_text(st, 2, nq_plan_use(l->use));
	sqlite3_bind_int64(st, 3, f->id);
	if (l->value != l->figure)
		sqlite3_bind_int64(st, 4, d->v[l->value].id);
	sqlite3_bind_int64(st, 5, f->release);
	bind_open(st, 6, l->printed.lo);
	bind_open(st, 7, l->printed.hi);
	nq_db_text(st, 8, f->word[0] != '\0' ? f->word : NULL);
	return nq_store_run(d->s, NQ_SQL_PLAN_EVIDENCE_PUT, d->e);
}

static int
put_plan(struct derive *d, const struct nq_plan *p,
    const struct nq_plan_link *l, size_t n)
{
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_PLAN_PUT];
	struct span_of_plan s;
	char period[NQ_PERIOD_TEXT];
	const char *reservation = strcmp(p->base, "_U") == 0 &&
	    strcmp(p->unit, "VND") == 0 ? "price-base-not-printed" :
	    p->bound_word && !p->has_stated ? "bound-word" : NULL;

	look_at_links(d, l, n, &s);
	sqlite3_bind_int64(st, 1, ++d->plan);
	nq_db_text(st, 2, d->indicator);
	nq_db_text(st, 3, d->area);
	nq_db_text(st, 4, d->part);
	nq_db_text(st, 5, p->territory);
	nq_db_text(st, 6, nq_period_emit((struct nq_period){
	    (short)(p->first / 12), (short)(p->first % 12 + 1),
	    (short)p->months }, period));
	nq_db_text(st, 7, p->base);
	nq_db_text(st, 8, p->unit);
	sqlite3_bind_int(st, 9, p->layer);
	sqlite3_bind_int(st, 10, p->layers);
	nq_db_text(st, 11, p->kind);
	nq_db_text(st, 12, nq_plan_rule(p->rule));
	bind_open(st, 13, p->printed.lo);
	bind_open(st, 14, p->printed.hi);
	if (p->has_stated)
		sqlite3_bind_double(st, 15, p->stated);
	if (p->inside >= 0)
		sqlite3_bind_int(st, 16, p->inside);
	sqlite3_bind_int64(st, 17, (sqlite3_int64)p->shares);
	sqlite3_bind_int64(st, 18, s.releases);
	nq_db_text(st, 19, s.first);
	nq_db_text(st, 20, s.last);
	nq_db_text(st, 21, reservation);
	if (nq_store_run(d->s, NQ_SQL_PLAN_PUT, d->e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (put_link(d, &l[i]) != 0)
			return -1;
	return 0;
}

static int
put_plans(struct derive *d, const struct nq_plans *p)
{
	size_t from = 0, to;

	for (size_t i = 0; i < p->n; i++, from = to) {
		for (to = from; to < p->links && p->link[to].plan == i; to++)
			;
		if (put_plan(d, &p->v[i], p->link + from, to - from) != 0)
			return -1;
	}
	return 0;
}

static int
derive_family(struct derive *d)
{
	struct nq_prices *prices;
	struct nq_plans plans = { 0 };
	int rc;

	if (read_family(d) != 0)
		return -1;
	prices = nq_prices_new(d->v, d->n);
	rc = infer_prices(d, prices);
	if (rc == 0) {
		nq_plans_make(d->v, d->n, prices, &plans);
		rc = put_plans(d, &plans);
	}
	nq_plans_release(&plans);
	nq_prices_free(prices);
	return rc;
}

static int
read_words(struct derive *d)
{
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_WORDS];
	struct nq_words *w = &d->words;
	int rc;

	while ((rc = nq_store_row(d->s, NQ_SQL_WORDS, d->e)) == 1) {
		w->v = nq_grow(w->v, w->n, &w->cap, sizeof(*w->v));
		snprintf(w->v[w->n].layer, sizeof(w->v[w->n].layer), "%s",
		    text_of(st, 0));
		snprintf(w->v[w->n].word, sizeof(w->v[w->n].word), "%s",
		    text_of(st, 1));
		w->n++;
	}
	return rc;
}

static int
derive_all(struct derive *d)
{
	static const enum nq_stmt clear[] = { NQ_SQL_PRICE_EVIDENCE_CLEAR,
		NQ_SQL_PRICE_CLEAR, NQ_SQL_PLAN_EVIDENCE_CLEAR,
		NQ_SQL_PLAN_CLEAR };
	struct sqlite3_stmt *st = d->s->st[NQ_SQL_FAMILIES];
	int rc;

	for (size_t i = 0; i < sizeof(clear) / sizeof(clear[0]); i++)
		if (nq_store_run(d->s, clear[i], d->e) != 0)
			return -1;
	if (read_words(d) != 0)
		return -1;
	while ((rc = nq_store_row(d->s, NQ_SQL_FAMILIES, d->e)) == 1) {
		d->indicator = text_of(st, 0);
		d->area = text_of(st, 1);
		d->part = text_of(st, 2);
		d->unlabelled = sqlite3_column_int(st, 3) != 0;
		if (derive_family(d) != 0) {
			nq_store_reset(d->s, NQ_SQL_FAMILIES);
			return -1;
		}
	}
	return rc;
}

/* 1: the state is another than at the last time; now is the caller's. */
static int
is_stale(struct nq_store *s, char **now, struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_MADE_OF_GET];
	int rc;

	nq_db_text(st, 1, rules);
	if (nq_store_row(s, NQ_SQL_MADE_OF_GET, e) != 1)
		return -1;
	*now = nq_strdup(text_of(st, 1));
	rc = strcmp(text_of(st, 0), *now) != 0;
	nq_store_reset(s, NQ_SQL_MADE_OF_GET);
	return rc;
}

int
nq_derive(struct nq_store *s, struct nq_err *e)
{
	struct derive d = { .s = s, .e = e };
	char *now = NULL;
	int rc = is_stale(s, &now, e);

	if (rc != 1)
		goto out;
	rc = -1;
	if (nq_store_exec(s, "BEGIN IMMEDIATE", e) != 0)
		goto out;
	/* Batches of another run may have come in between. */
	free(now);
	now = NULL;
	if (is_stale(s, &now, e) < 0 || derive_all(&d) != 0)
		goto undo;
	nq_db_text(s->st[NQ_SQL_MADE_OF_PUT], 1, now);
	if (nq_store_run(s, NQ_SQL_MADE_OF_PUT, e) != 0 ||
	    nq_store_exec(s, "COMMIT", e) != 0)
		goto undo;
	rc = 0;
	goto out;
undo:
	for (int i = 0; i < NQ_SQL_LOAD_COUNT; i++)
		nq_store_reset(s, (enum nq_stmt)i);
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
out:
	free(now);
	free(d.v);
	nq_words_release(&d.words);
	return rc < 0 ? -1 : 0;
}
