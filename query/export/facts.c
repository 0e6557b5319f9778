#include "query/export/facts.h"

#include "core/err.h"

#include <sqlite3.h>
#include <string.h>

const struct nq_pick nq_fact_picks[] = {
	{ "observation_id", "observation_id", true, false },
	{ "indicator", "indicator", false, false },
	{ "ref_area", "ref_area", false, false },
	{ "territory", "territory", false, false },
	{ "breakdown", "breakdown", false, false },
	{ "time_period", "time_period", false, false },
	{ "role", "role", false, false },
	{ "transformation", "transformation", false, false },
	{ "price_base", "price_base", false, false },
	{ "price_base_inferred", "price_base_inferred", false, false },
	{ "obs_value", "obs_value", true, false },
	{ "unit_measure", "unit_measure", false, false },
	{ "unit_mult", "unit_mult", true, false },
	{ "decimals", "decimals", true, false },
	{ "obs_status", "obs_status", false, false },
	{ "bound", "bound", false, false },
	{ "place", "place", true, true },
	{ "source", "source", false, false },
	{ "release", "release", false, false },
	{ "title", "title", false, false },
	{ "published", "published", false, false },
	{ "url", "url", false, false },
	{ "document", "document", false, false },
	{ "evidence_text", "evidence_text", false, false },
	{ "rule", "rule", false, false },
	{ "flags", "flags", false, false },
	{ "seen_from", "seen_from", false, false },
	{ NULL, NULL, false, false }
};

static int
column_of(struct sqlite3_stmt *st, const char *name)
{
	int n = sqlite3_column_count(st);

	for (int i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(st, i), name) == 0)
			return i;
	return -1;
}

int
nq_facts_open(struct nq_facts *f, const struct nq_export *x,
    const struct nq_pick *picks, struct nq_err *e)
{
	*f = (struct nq_facts){ .st = nq_ask_prepare(&x->ask,
		"export/observations.sql", e) };
	if (f->st == NULL)
		return -1;
	sqlite3_bind_int64(f->st, 1, x->ask.batch);
	sqlite3_bind_text(f->st, 2, x->o->source, -1, SQLITE_STATIC);
	sqlite3_bind_int(f->st, 3, x->o->all);
	for (; picks->name != NULL; picks++) {
		size_t i = f->n;

		if (picks->all && !x->o->all)
			continue;
		f->names[i] = picks->name;
		f->number[i] = picks->number;
		if (picks->from[0] == '=')
			f->same[i] = picks->from + 1;
		else if ((f->at[i] = column_of(f->st, picks->from)) < 0)
			return nq_fail(e, NQ_EDB, "export/observations.sql: "
			    "expected a column \"%s\"", picks->from);
		f->n++;
	}
	return 0;
}

void
nq_facts_close(struct nq_facts *f)
{
	sqlite3_finalize(f->st);
	f->st = NULL;
}

int
nq_facts_next(struct nq_facts *f, struct nq_err *e)
{
	int rc = sqlite3_step(f->st);

	if (rc == SQLITE_DONE)
		return 0;
	if (rc != SQLITE_ROW)
		return nq_fail(e, NQ_EDB, "export/observations.sql: %s",
		    sqlite3_errmsg(sqlite3_db_handle(f->st)));
	for (size_t i = 0; i < f->n; i++)
		f->cell[i] = (struct nq_cell){ .number = f->number[i],
			.text = f->same[i] != NULL ? f->same[i] :
			(const char *)sqlite3_column_text(f->st, f->at[i]) };
	return 1;
}

int
nq_facts_put(struct nq_facts *f, FILE *to, const char *format,
    struct nq_err *e)
{
	struct nq_table *t = nq_table_new(to, format, f->names, f->n);
	int rc;

	while ((rc = nq_facts_next(f, e)) > 0 && !ferror(to))
		nq_table_row(t, f->cell);
	nq_table_free(t);
	return rc < 0 ? -1 : 0;
}
