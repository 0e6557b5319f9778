#include "query/report/report.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"
#include "query/query.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
read_held(struct nq_report *r, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&r->ask, "report/held.sql",
	    e);
	struct nq_held *h = &r->held;
	const char *loaded;

	if (st == NULL)
		return -1;
	sqlite3_bind_int64(st, 1, r->ask.batch);
	if (sqlite3_step(st) == SQLITE_ROW) {
		h->figures = sqlite3_column_int64(st, 0);
		h->documents = sqlite3_column_int64(st, 1);
		h->sources = sqlite3_column_int64(st, 2);
		h->batches = sqlite3_column_int64(st, 3);
		loaded = (const char *)sqlite3_column_text(st, 4);
		snprintf(h->loaded, sizeof(h->loaded), "%s",
		    loaded != NULL ? loaded : "");
	} else {
		nq_db_fail(r->ask.db, e, "report/held.sql");
	}
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
assess(struct nq_report *r, struct nq_err *e)
{
	r->assessed = nq_alloc(r->goals.n + 1, sizeof(*r->assessed));
	for (size_t i = 0; i < r->goals.n; i++)
		if (nq_assess(&r->reader, &r->goals.v[i], &r->assessed[i],
		    e) != 0)
			return nq_err_at(e, "target %s", r->goals.v[i].code);
	return 0;
}

static int
report_open(struct nq_report *r, const struct nq_opts *o, struct nq_err *e)
{
	if (o->output == NULL || o->output[0] == '\0')
		return nq_fail(e, NQ_EUSAGE, "report needs --output DIR, a "
		    "new or an empty folder or that of an earlier report");
	/* The warehouse first: without one no folder is made. */
	if (nq_ask_open(&r->ask, o, e) != 0 ||
	    nq_reader_open(&r->reader, r->ask.db, o, r->ask.batch,
	    r->ask.month, e) != 0 ||
	    nq_goals_read(&r->goals, r->ask.db, o, e) != 0 ||
	    nq_evidences_open(&r->evidences, &r->ask, e) != 0 ||
	    nq_style_read(r, e) != 0 || read_held(r, e) != 0 ||
	    nq_ask_area(&r->ask, r->goals.n > 0 ? r->goals.v[0].area : NULL,
	    r->area, e) != 0 || assess(r, e) != 0)
		return -1;
	return nq_site_open(&r->site, o->output, e);
}

static void
report_close(struct nq_report *r)
{
	nq_site_close(&r->site);
	free(r->style);
	free(r->assessed);
	nq_evidences_close(&r->evidences);
	nq_goals_release(&r->goals);
	nq_reader_close(&r->reader);
	nq_ask_close(&r->ask);
}

static int
make_pages(struct nq_report *r, struct nq_err *e)
{
	for (int en = 0; en < 2; en++) {
		if (nq_leaf_summary(r, en, e) != 0 ||
		    nq_leaf_findings(r, en, e) != 0 ||
		    nq_leaf_methods(r, en, e) != 0)
			return -1;
		for (size_t i = 0; i < r->goals.n; i++)
			if (nq_leaf_target(r, i, en, e) != 0)
				return -1;
	}
	return nq_leaf_gaps(r, e);
}

enum nq_exit
nq_report_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_report r = { 0 };
	struct nq_err e = { 0 };
	char pages[24], gone[24];
	size_t removed = 0;

	if (report_open(&r, o, &e) == 0 && make_pages(&r, &e) == 0 &&
	    nq_site_publish(&r.site, &removed, &e) == 0) {
		snprintf(pages, sizeof(pages), "%zu", r.site.n);
		snprintf(gone, sizeof(gone), "%zu", removed);
		nq_log(log, NQ_INFO, "pages", pages, "removed", removed > 0 ?
		    gone : NULL, "as-of", r.ask.day, "msg", "report made",
		    NULL);
		printf("%s/index.html\n", o->output);
	}
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	report_close(&r);
	return nq_exit_of(&e);
}
