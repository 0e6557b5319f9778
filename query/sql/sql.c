/*
 * One query of the user's, written out or by its name, on a connection that
 * can do nothing but read; or the list of those that have a name.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "query/ask.h"
#include "query/blank.h"
#include "query/sql/gate.h"
#include "query/sql/named.h"
#include "query/rows.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum {
	/* Columns of a terminal, and those in front of a parameter's text. */
	WIDTH = 80, INDENT = 30
};

_Static_assert((int)NQ_SQL_WORDS == (int)NQ_MAX_PARAMS,
    "a word for each parameter");

static void
list_for_people(const struct nq_named *q, bool en)
{
	const struct nq_param *p;
	int n;

	printf("%s\n    %s\n", q->name, q->title[en]);
	for (size_t i = 0; i < q->params; i++) {
		p = &q->param[i];
		n = printf("      %s=%s", p->name, p->otherwise != NULL ?
		    p->otherwise : "…");
		/* "…" is three bytes and one column. */
		n -= p->otherwise != NULL ? 0 : 2;
		printf("%*s", n < INDENT ? INDENT - n : 1, "");
		nq_text_wrap(stdout, p->text[en], INDENT, WIDTH,
		    (size_t)(n < INDENT ? INDENT : n + 1));
	}
}

/* A row a parameter; a query without any has one. */
static void
list_row(struct nq_table *t, const struct nq_named *q, bool en)
{
	for (size_t i = 0; i == 0 || i < q->params; i++) {
		const struct nq_param *p = i < q->params ? &q->param[i] :
		    NULL;
		const struct nq_cell cells[] = { { .text = q->name },
			{ .text = q->title[en] },
			{ .text = p != NULL ? p->name : NULL },
			{ .text = p != NULL ? nq_ptype_code(p->type) : NULL },
			{ .text = p != NULL ? p->otherwise : NULL },
			{ .text = p != NULL ? p->text[en] : NULL } };

		nq_table_row(t, cells);
	}
}

static void
list(const struct nq_opts *o, struct nq_err *e)
{
	static const char *const names[] = { "query", "title", "parameter",
		"type", "default", "description" };
	bool en = strcmp(o->lang, "en") == 0;
	struct nq_table *t = strcmp(o->format, "table") == 0 ? NULL :
	    nq_table_new(stdout, o->format, names, 6);
	struct nq_names all = { 0 };
	struct nq_named q;

	if (nq_named_list(o, &all, e) == 0)
		for (size_t i = 0; i < all.n && e->code == NQ_OK; i++) {
			if (nq_named_read(&q, o, all.v[i], e) == 0) {
				if (t != NULL)
					list_row(t, &q, en);
				else
					list_for_people(&q, en);
			}
			nq_named_release(&q);
		}
	nq_names_release(&all);
	nq_table_free(t);
}

/* Says how long it was let run. */
static void
put_rows(const struct nq_gate *g, struct sqlite3_stmt *st,
    const char *format, struct nq_err *e)
{
	if (nq_rows_put(stdout, format, st, e) == 0 || e->code != NQ_ELIMIT)
		return;
	nq_err_clear(e);
	nq_fail(e, NQ_ELIMIT, "stopped after %d seconds (NQTRACK_SQL_SECONDS "
	    "allows more)", g->seconds);
}

static void
run_named(const struct nq_opts *o, const struct nq_gate *g,
    const struct nq_named *q, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_check(o, g->version, e) == 0 ?
	    nq_named_prepare(q, g->db, e) : NULL;

	if (st != NULL && nq_named_bind(q, st, o->argv + 1,
	    (size_t)o->argc - 1, e) == 0)
		put_rows(g, st, o->format, e);
	sqlite3_finalize(st);
}

static void
run_text(const struct nq_opts *o, const struct nq_gate *g, struct nq_err *e)
{
	struct sqlite3_stmt *st;

	if (o->argc > 1) {
		nq_fail(e, NQ_EUSAGE, "\"%.60s\": key=value goes with the "
		    "name of a query", o->argv[1]);
		return;
	}
	if ((st = nq_gate_prepare(g, o->argv[0], e)) != NULL)
		put_rows(g, st, o->format, e);
	sqlite3_finalize(st);
}

enum nq_exit
nq_sql_run(const struct nq_opts *o, struct nq_log *log)
{
	bool named = !o->list && strpbrk(o->argv[0], " \t\r\n") == NULL;
	struct nq_named q = { 0 };
	struct nq_gate g = { 0 };
	struct nq_err e = { 0 };

	if (o->list)
		list(o, &e);
	else if ((!named || nq_named_read(&q, o, o->argv[0], &e) == 0) &&
	    nq_gate_open(&g, o, &e) == 0) {
		if (named)
			run_named(o, &g, &q, &e);
		else
			run_text(o, &g, &e);
	}
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_gate_close(&g);
	nq_named_release(&q);
	return nq_exit_of(&e);
}

/* Its defaults are of their types, too. */
static void
check_one(const struct nq_opts *o, struct sqlite3 *db, const char *name,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;
	struct nq_named q;
	bool whole = true;

	if (nq_named_read(&q, o, name, e) == 0)
		st = nq_named_prepare(&q, db, e);
	for (size_t i = 0; i < q.params; i++)
		whole = whole && q.param[i].otherwise != NULL;
	if (st != NULL && whole && nq_named_bind(&q, st, NULL, 0, e) != 0)
		nq_err_at(e, "%s", q.path);
	sqlite3_finalize(st);
	nq_named_release(&q);
}

int
nq_sql_check(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_names all = { 0 };
	struct nq_err e = { 0 };
	struct sqlite3 *db = nq_blank_open(o, &e);
	int faults = 0;

	if (db != NULL) {
		nq_gate_restrict(db);
		nq_named_list(o, &all, &e);
	}
	for (size_t i = 0; i < all.n; i++) {
		if (e.code == NQ_OK)
			check_one(o, db, all.v[i], &e);
		if (e.code == NQ_OK)
			continue;
		nq_log_err(log, NQ_ERROR, &e);
		nq_err_clear(&e);
		faults++;
	}
	if (e.code != NQ_OK) {
		nq_log_err(log, NQ_ERROR, &e);
		faults++;
	}
	nq_names_release(&all);
	nq_db_close(db);
	return faults;
}
