/* A figure: its codes checked, put in, or marked as stated again. */
#include "load/batch.h"

#include "core/db.h"
#include "core/dec.h"
#include "core/err.h"
#include "load/record.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
lookup(struct nq_batch *b, enum nq_stmt n, const char *one, const char *two)
{
	struct sqlite3_stmt *st = b->s->st[n];
	int rc;

	nq_db_text(st, 1, one);
	nq_db_text(st, 2, two);
	rc = nq_store_row(b->s, n, b->e);
	if (rc == 1)
		nq_store_reset(b->s, n);
	return rc;
}

/*
 * An indicator whose parts the catalogue lists has only those; one without
 * (parks, clusters) takes the proper names that texts give.
 */
static int
check_codes(struct nq_batch *b, const struct nq_record *r, const char *part,
    struct nq_err *refused)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_BREAKDOWN_PUT];
	int rc;

	if (strcmp(b->indicator, r->indicator) == 0 &&
	    strcmp(b->breakdown, part) == 0)
		return 0;
	if ((rc = lookup(b, NQ_SQL_BREAKDOWN_HAS, r->indicator, part)) < 0)
		return -1;
	if (rc == 0) {
		nq_db_text(b->s->st[NQ_SQL_INDICATOR_HAS], 1, r->indicator);
		rc = nq_store_row(b->s, NQ_SQL_INDICATOR_HAS, b->e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			nq_fail(refused, NQ_EPARSE, "indicator: \"%.60s\" is "
			    "not in the catalogue", r->indicator);
		else if (sqlite3_column_int(b->s->st[NQ_SQL_INDICATOR_HAS],
		    0) != 0)
			nq_fail(refused, NQ_EPARSE, "breakdown: \"%.60s\" is "
			    "no part of %s", part, r->indicator);
		nq_store_reset(b->s, NQ_SQL_INDICATOR_HAS);
		if (refused->code != NQ_OK)
			return 0;
		nq_db_text(st, 1, r->indicator);
		for (int i = 2; i <= 4; i++)
			nq_db_text(st, i, part);
		sqlite3_bind_int(st, 5, 0);
		if (nq_store_run(b->s, NQ_SQL_BREAKDOWN_PUT, b->e) != 0)
			return -1;
	}
	snprintf(b->indicator, sizeof(b->indicator), "%s", r->indicator);
	snprintf(b->breakdown, sizeof(b->breakdown), "%s", part);
	return 0;
}

static const char *
price_base(const struct nq_record *r)
{
	if (r->price_base != NULL)
		return r->price_base;
	return strcmp(r->transformation, "level") == 0 ? "_U" : "_Z";
}

/* The fourteen columns that say what a figure is, in the order of the two
 * statements that use them. */
static void
bind_figure(struct nq_batch *b, const struct nq_record *r, const char *part)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_PUT];

	sqlite3_bind_int64(st, 1, b->doc.release);
	sqlite3_bind_int64(st, 2, b->doc.id);
	sqlite3_bind_int64(st, 3, r->ordinal);
	nq_db_text(st, 4, r->indicator);
	nq_db_text(st, 5, r->ref_area);
	nq_db_text(st, 6, part);
	nq_db_text(st, 7, r->time_period);
	nq_db_text(st, 8, r->role);
	nq_db_text(st, 9, r->transformation);
	nq_db_text(st, 10, price_base(r));
	sqlite3_bind_double(st, 11, nq_dec_double(r->value));
	sqlite3_bind_int64(st, 12, r->value.mant);
	sqlite3_bind_int(st, 13, r->value.scale);
	nq_db_text(st, 14, r->unit_measure);
	sqlite3_bind_int64(st, 15, r->unit_mult);
	nq_db_text(st, 16, r->obs_status);
	nq_db_text(st, 17, r->bound != NULL ? r->bound : "_Z");
	sqlite3_bind_int(st, 18, nq_period_first(r->period));
	sqlite3_bind_int(st, 19, r->period.months);
	nq_db_text(st, 20, r->text);
	sqlite3_bind_int64(st, 21, r->start);
	sqlite3_bind_int64(st, 22, r->end);
	nq_db_text(st, 23, r->rule);
	nq_db_text(st, 24, r->flags);
	sqlite3_bind_int64(st, 25, b->id);
	nq_db_text(st, 26, r->row);
	nq_db_text(st, 27, r->column);
	nq_db_text(st, 28, r->cell);
}

static int
compare_id(const void *key, const void *member)
{
	const int64_t *id = key;
	const struct nq_live *l = member;

	return (*id > l->id) - (*id < l->id);
}

/* Marks the standing row of a figure as stated again. */
static int
mark_seen(struct nq_batch *b, const struct nq_record *r, const char *part)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_FIND];
	struct nq_doc *d = &b->doc;
	struct nq_live *l;
	int64_t id;
	int rc;

	sqlite3_bind_int64(st, 1, d->release);
	nq_db_text(st, 2, r->indicator);
	nq_db_text(st, 3, r->time_period);
	nq_db_text(st, 4, r->transformation);
	nq_db_text(st, 5, r->ref_area);
	nq_db_text(st, 6, part);
	nq_db_text(st, 7, r->role);
	nq_db_text(st, 8, price_base(r));
	sqlite3_bind_int64(st, 9, r->value.mant);
	sqlite3_bind_int(st, 10, r->value.scale);
	nq_db_text(st, 11, r->unit_measure);
	sqlite3_bind_int64(st, 12, r->unit_mult);
	nq_db_text(st, 13, r->obs_status);
	nq_db_text(st, 14, r->bound != NULL ? r->bound : "_Z");
	if ((rc = nq_store_row(b->s, NQ_SQL_OBSERVATION_FIND, b->e)) != 1)
		return rc;
	id = sqlite3_column_int64(st, 0);
	nq_store_reset(b->s, NQ_SQL_OBSERVATION_FIND);
	/* One that this very batch put in is not among them. */
	l = bsearch(&id, d->live, d->n, sizeof(*d->live), compare_id);
	if (l != NULL)
		l->seen = true;
	return 0;
}

/* An area that is not in the list would break a foreign key; asked only
 * when the code is not the one before. */
static int
check_area(struct nq_batch *b, const char *code, struct nq_err *refused)
{
	int rc;

	if (strcmp(code, b->area) == 0)
		return 0;
	if ((rc = lookup(b, NQ_SQL_AREA_HAS, code, NULL)) < 0)
		return -1;
	if (rc == 0)
		nq_fail(refused, NQ_EPARSE, "ref_area: \"%.40s\" is not in "
		    "areas.json", code);
	else
		snprintf(b->area, sizeof(b->area), "%s", code);
	return 0;
}

int
nq_observe(struct nq_batch *b, const struct nq_record *r,
    struct nq_err *refused)
{
	const char *part = r->breakdown != NULL ? r->breakdown : "_T";
	struct nq_doc *d = &b->doc;

	if (check_area(b, r->ref_area, refused) != 0)
		return -1;
	if (refused->code != NQ_OK)
		return 0;
	if (!d->open || strcmp(d->digest, r->document) != 0) {
		nq_fail(refused, NQ_EPARSE, "its document line is missing or "
		    "was refused");
		return 0;
	}
	if (!d->speaks) {
		b->c.superseded++;
		return 0;
	}
	if (check_codes(b, r, part, refused) != 0)
		return -1;
	if (refused->code != NQ_OK)
		return 0;
	bind_figure(b, r, part);
	if (nq_store_run(b->s, NQ_SQL_OBSERVATION_PUT, b->e) != 0)
		return -1;
	d->figures = true;
	if (sqlite3_changes64(b->s->db) > 0) {
		b->c.added++;
		return 0;
	}
	b->c.unchanged++;
	return d->is_new ? 0 : mark_seen(b, r, part);
}
