/* A figure or a target for programs: a row a connection, every field. */
#include "query/why/why.h"

#include "core/err.h"
#include "core/opts.h"
#include "query/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const columns[] = { "relation", "target", "verdict",
	"use", "place", "finding", "check", "severity", "name", "found",
	"expected", "observation_id", "indicator", "ref_area", "territory",
	"breakdown", "time_period", "role", "transformation", "price_base",
	"price_base_inferred", "price_base_reason", "obs_value",
	"unit_measure", "unit_mult", "obs_status", "bound", "evidence_text",
	"mark_start", "mark_length", "evidence_start", "evidence_end",
	"evidence_row", "evidence_column", "evidence_cell", "rule", "flags",
	"release", "title", "published", "url", "source", "publisher",
	"licence", "document", "media_type", "retrieved", "archive",
	"archive_offset", "seen_from", "seen_until", "program", "reason" };

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	NUMBERS = 16		/* more than there are among them */
};

/* Cells being filled, left to right; what it points to outlives the row. */
struct row {
	struct nq_cell cell[COLUMNS];
	size_t n, numbers;
	char number[NUMBERS][40];
};

static void
add(struct row *r, const char *s)
{
	r->cell[r->n++] = (struct nq_cell){ .text = s };
}

static void
add_int(struct row *r, bool has, int64_t v)
{
	char *out = r->number[r->numbers++];

	snprintf(out, sizeof(r->number[0]), "%" PRId64, v);
	r->cell[r->n++] = (struct nq_cell){ .text = has ? out : NULL,
		.number = true };
}

static void
add_real(struct row *r, bool has, double v)
{
	char *out = r->number[r->numbers++];

	snprintf(out, sizeof(r->number[0]), "%.15g", v);
	r->cell[r->n++] = (struct nq_cell){ .text = has && isfinite(v) ? out :
	    NULL, .number = true };
}

static void
add_figure(struct row *r, const struct nq_evidence *e, bool en)
{
	bool has = e->id != 0;

	add_int(r, has, e->id);
	add(r, e->indicator);
	add(r, e->area);
	add(r, e->territory);
	add(r, e->part);
	add(r, e->period);
	add(r, e->role);
	add(r, e->transformation);
	add(r, e->price_base);
	add(r, e->inferred);
	add(r, e->inferred_why[en]);
	add_real(r, has, e->value);
	add(r, e->unit);
	add_int(r, has, e->mult);
	add(r, e->status);
	add(r, e->bound);
	add(r, e->text);
	add_int(r, has && e->mark_len > 0, (int64_t)e->mark);
	add_int(r, has && e->mark_len > 0, (int64_t)e->mark_len);
	add_int(r, has, e->start);
	add_int(r, has, e->end);
	add(r, e->row);
	add(r, e->column);
	add(r, e->cell);
	add(r, e->rule);
	add(r, e->flags);
}

static void
add_page(struct row *r, const struct nq_evidence *e)
{
	add(r, e->release);
	add(r, e->title);
	add(r, e->published);
	add(r, e->url);
	add(r, e->source);
	add(r, e->publisher);
	add(r, e->licence);
	add(r, e->document);
	add(r, e->media_type);
	add(r, e->retrieved);
	add(r, e->archive);
	add_int(r, e->id != 0, e->offset);
	add(r, e->seen_from);
	add(r, e->seen_until);
	add(r, e->program);
}

static void
put_row(struct nq_table *table, const struct nq_tie *t,
    const struct nq_evidence *ev, bool en)
{
	bool finding = strcmp(t->relation, "finding") == 0;
	struct row r = { .n = 0 };

	add(&r, t->relation);
	add(&r, finding ? NULL : t->code);
	add(&r, finding ? NULL : t->state);
	add(&r, t->use);
	add_int(&r, t->place != 0, t->place);
	add_int(&r, finding, t->finding);
	add(&r, finding ? t->code : NULL);
	add(&r, finding ? t->state : NULL);
	add(&r, t->word[en]);
	add_real(&r, t->has_found, t->found);
	add_real(&r, t->has_expected, t->expected);
	add_figure(&r, ev, en);
	add_page(&r, ev);
	add(&r, t->reason[en]);
	nq_table_row(table, r.cell);
}

int
nq_why_put_rows(struct nq_why_answer *a, const struct nq_ties *ties,
    struct nq_err *e)
{
	struct nq_table *table = nq_table_new(stdout, a->ask.o->format,
	    columns, COLUMNS);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ties->n; i++) {
		struct nq_evidence ev = { .id = 0 };

		if (ties->v[i].id != 0)
			rc = nq_evidence_read(&a->evidences, ties->v[i].id,
			    &ev, e);
		if (rc == 0)
			put_row(table, &ties->v[i], &ev, a->ask.en);
	}
	nq_table_free(table);
	return rc;
}
