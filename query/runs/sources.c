#include "query/runs/runs.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"
#include "core/warehouse.h"
#include "query/ask.h"
#include "query/line.h"
#include "query/style.h"
#include "query/table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Runs in a row without an answer that are no news yet: portals are
	 * away for a night. */
	PATIENCE = 2
};

/* A source: what the book and what the warehouse has of it. Texts belong to
 * the arena; NULL: none. */
struct row {
	const char *code, *asked, *answered, *news, *error, *latest, *due;
	int silent;
};

struct list {
	const struct nq_opts *o;
	struct nq_arena arena;
	struct row *v;			/* owned */
	size_t n, cap;
	char today[NQ_TIME_TEXT];	/* in Viet Nam */
	bool en;
};

static const char *
keep(struct list *l, struct sqlite3_stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(st, column);

	return s != NULL ? nq_plain(&l->arena, s) : NULL;
}

/* The row of the source that the first column names. */
static struct row *
row_of(struct list *l, struct sqlite3_stmt *st)
{
	const char *code = keep(l, st, 0);

	if (code == NULL)
		code = "";	/* somebody else wrote into the book */
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].code, code) == 0)
			return &l->v[i];
	l->v = nq_grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n] = (struct row){ .code = code };
	return &l->v[l->n++];
}

static int
read_book(struct list *l, struct sqlite3 *book, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_db_prepare(book, l->o,
	    "runs/sources.sql", e);
	int rc = SQLITE_DONE;

	while (st != NULL && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct row *r = row_of(l, st);

		r->asked = keep(l, st, 1);
		r->answered = keep(l, st, 2);
		r->news = keep(l, st, 3);
		r->silent = sqlite3_column_int(st, 4);
		r->error = keep(l, st, 5);
	}
	if (st != NULL && rc != SQLITE_DONE)
		nq_db_fail(book, e, "runs/sources.sql");
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
read_due(struct list *l, struct nq_err *e)
{
	struct nq_ask ask = { 0 };
	struct sqlite3_stmt *st = NULL;
	int rc = SQLITE_DONE;

	if (nq_ask_open(&ask, l->o, e) == 0)
		st = nq_ask_prepare(&ask, "query/source_due.sql", e);
	while (st != NULL && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct row *r = row_of(l, st);

		r->latest = keep(l, st, 1);
		r->due = keep(l, st, 2);
	}
	if (st != NULL && rc != SQLITE_DONE)
		nq_db_fail(ask.db, e, "query/source_due.sql");
	sqlite3_finalize(st);
	nq_ask_close(&ask);
	return e->code == NQ_OK ? 0 : -1;
}

/* The book is worth reading without a warehouse, and with a damaged one. */
static void
read_warehouse(struct list *l, struct nq_log *log)
{
	char *path = nq_warehouse_path(l->o);
	struct nq_err e = { 0 };

	if (access(path, F_OK) == 0 && read_due(l, &e) != 0)
		nq_log(log, NQ_WARN, "at", e.where, "why", e.msg, "msg",
		    "which sources are overdue is not known", NULL);
	free(path);
}

static const char *
day_of(const char *utc, char out[NQ_TIME_TEXT])
{
	if (utc == NULL)
		return NULL;
	nq_time_local(utc, out);
	out[16] = '\0';		/* no seconds */
	return out;
}

static bool
is_overdue(const struct list *l, const struct row *r)
{
	return r->due != NULL && strncmp(r->due, l->today, 10) < 0;
}

static bool
is_silent(const struct row *r)
{
	return r->silent > PATIENCE;
}

static bool
is_wanted(const struct list *l, const struct row *r)
{
	return l->o->source == NULL || strcmp(l->o->source, r->code) == 0;
}

static void
put_table(const struct list *l)
{
	struct nq_columns g = { .columns = 7, .head = {
	    l->en ? "Source" : "Nguồn",
	    l->en ? "Asked" : "Hỏi",
	    l->en ? "Answered" : "Trả lời",
	    l->en ? "Had news" : "Có bài mới",
	    l->en ? "Last release" : "Bài cuối đăng",
	    l->en ? "Next due" : "Hạn bài sau",
	    l->en ? "In the last run" : "Ở lần cuối" } };

	for (size_t i = 0; i < l->n; i++) {
		const struct row *r = &l->v[i];
		char at[3][NQ_TIME_TEXT], code[160];

		if (!is_wanted(l, r))
			continue;
		snprintf(code, sizeof(code), "%s%.150s", is_overdue(l, r) ||
		    is_silent(r) ? "! " : "  ", r->code);
		nq_columns_row(&g, (const char *const[]){ code,
		    day_of(r->asked, at[0]), day_of(r->answered, at[1]),
		    day_of(r->news, at[2]), r->latest, r->due,
		    r->asked == NULL ? l->en ? "never asked" : "chưa hỏi" :
		    r->error });
	}
	nq_columns_put(stdout, &g, 0, "", "");
}

static void
put_alarm(const struct nq_style *style, const char *text)
{
	fputs(style->bad, stdout);
	nq_text_wrap(stdout, text, 0, NQ_PAGE, 0);
	fputs(style->off, stdout);
}

static int
put_alarms(const struct list *l)
{
	struct nq_style style = nq_style_of(stdout);
	int n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct row *r = &l->v[i];
		char text[640];

		if (!is_wanted(l, r) || (!is_overdue(l, r) && !is_silent(r)))
			continue;
		if (n++ == 0)
			putchar('\n');
		if (is_silent(r)) {
			snprintf(text, sizeof(text), l->en ? "! %.150s: no "
			    "answer in %d runs in a row%s%.300s" :
			    "! %.150s: %d lần liền không trả lời%s%.300s",
			    r->code, r->silent, r->error != NULL ? ": " : "",
			    r->error != NULL ? r->error : "");
			put_alarm(&style, text);
		}
		if (is_overdue(l, r)) {
			snprintf(text, sizeof(text), l->en ? "! %.150s: a "
			    "release was due by %.10s; nqtrack coverage says "
			    "which" : "! %.150s: quá hạn bài từ %.10s; "
			    "nqtrack coverage cho biết kỳ nào", r->code,
			    r->due);
			put_alarm(&style, text);
		}
	}
	return n;
}

int
nq_runs_sources(struct sqlite3 *book, const struct nq_opts *o, bool en,
    int *alarms, struct nq_log *log, struct nq_err *e)
{
	struct list l = { .o = o, .en = en };
	char now[NQ_TIME_TEXT];

	nq_time_local(nq_time_now(now), l.today);
	if (read_book(&l, book, e) == 0) {
		read_warehouse(&l, log);
		if (l.n > 0) {
			putchar('\n');
			put_table(&l);
			*alarms = put_alarms(&l);
		}
	}
	free(l.v);
	nq_arena_release(&l.arena);
	return e->code == NQ_OK ? 0 : -1;
}
