/*
 * What the last runs did, from the book of runs (core/runs.h), and how each
 * source does. Times are stored in UTC and shown as in Viet Nam; the formats
 * for programs carry them as stored.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/runs.h"
#include "progress/words.h"
#include "query/line.h"
#include "query/rows.h"
#include "query/runs/runs.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Columns of runs/list.sql, in its order. */
enum column {
	ID, COMMAND, BEGAN, ENDED, STATE, STATUS, SECONDS, EXTRACT, TRANSFORM,
	LOAD, CHECK, FETCHED, FRESH, CHANGED, UNCHANGED, FAILED, DOCUMENTS,
	UNREAD, ADDED, WITHDRAWN, QUARANTINED, OPENED, CLOSED, WARNINGS,
	ERRORS, SANDBOX, PROCESS, PROGRAM, LIBRARIES
};

enum {
	/* Runs that are shown without --all: two weeks of nights. */
	SHOWN = 14
};

struct page {
	struct sqlite3 *book;		/* owned */
	struct sqlite3_stmt *st;	/* owned */
	bool en;
	char since[NQ_TIME_TEXT];	/* of --since; "" for any */
	bool ill;			/* the last run died or failed */
	int alarms;			/* sources that need a look */
};

static const char *
text(const struct page *pg, enum column c)
{
	return (const char *)sqlite3_column_text(pg->st, (int)c);
}

/* Its process is gone, and the row has no end: it died, and no run has come
 * by to say so. */
static bool
is_alive(const struct page *pg)
{
	int pid = sqlite3_column_int(pg->st, PROCESS);

	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

/* The exit status, "died" or "going". */
static const char *
outcome(const struct page *pg)
{
	const char *state = text(pg, STATE);

	if (strcmp(state, "ended") == 0)
		return text(pg, STATUS);
	return strcmp(state, "going") == 0 && is_alive(pg) ? "going" : "died";
}

static const char *
outcome_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "0", "xong", "done" },
		{ "1", "xong, có phần hỏng", "done, a part failed" },
		{ "2", "sai cấu hình", "configuration" },
		{ "3", "không được gì", "nothing usable" },
		{ "4", "bận", "busy" },
		{ "died", "bị ngắt", "was cut off" },
		{ "going", "đang chạy", "going" }, { NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

/* "0,9 s", "12 s", "1:07:32". */
static const char *
duration(const struct page *pg, char out[32])
{
	double s = sqlite3_column_double(pg->st, SECONDS);
	int whole = (int)s;

	if (sqlite3_column_type(pg->st, SECONDS) == SQLITE_NULL)
		return NULL;
	if (s < 10)
		snprintf(out, 32, "%d%s%d s", (int)(s * 10 + .5) / 10,
		    pg->en ? "." : ",", (int)(s * 10 + .5) % 10);
	else if (s < 60)
		snprintf(out, 32, "%d s", whole);
	else
		snprintf(out, 32, "%d:%02d:%02d", whole / 3600, whole / 60 %
		    60, whole % 60);
	return out;
}

static void
page_row(struct page *pg, struct nq_columns *g)
{
	char began[NQ_TIME_TEXT], took[32];

	nq_time_local(text(pg, BEGAN), began);
	began[16] = '\0';	/* no seconds */
	nq_columns_row(g, (const char *const[]){ began, text(pg, COMMAND),
	    duration(pg, took), outcome_word(outcome(pg), pg->en),
	    text(pg, FRESH), text(pg, CHANGED), text(pg, FAILED),
	    text(pg, UNREAD), text(pg, ADDED), text(pg, WITHDRAWN),
	    text(pg, SANDBOX) });
}

static int
page_print(struct page *pg, const struct nq_opts *o, struct nq_log *log,
    struct nq_err *e)
{
	bool en = pg->en;
	struct nq_columns g = { .columns = 11, .head = {
	    en ? "Began" : "Bắt đầu", en ? "Command" : "Lệnh",
	    en ? "Took" : "Lâu", en ? "Outcome" : "Kết quả",
	    en ? "New" : "Bài mới", en ? "Changed" : "Bài sửa",
	    en ? "Failed" : "Hỏng", en ? "Unread" : "Không đọc",
	    en ? "Figures" : "Số mới", en ? "Withdrawn" : "Số rút",
	    en ? "Sandbox" : "Khóa" },
	    .right = { [2] = true, [4] = true, true, true, true, true, true } };
	int n, rc;

	for (n = 0; (rc = sqlite3_step(pg->st)) == SQLITE_ROW; n++) {
		if (n == 0)
			pg->ill = strcmp(outcome(pg), "0") != 0 &&
			    strcmp(outcome(pg), "going") != 0;
		page_row(pg, &g);
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(pg->book, e, "runs/list.sql");
	printf(en ? "The last runs, by the clock of Viet Nam\n\n" :
	    "Các lần chạy, giờ Việt Nam\n\n");
	nq_columns_put(stdout, &g, 0, "", "");
	if (e->code != NQ_OK)
		return -1;
	return nq_runs_sources(pg->book, o, en, &pg->alarms, log, e);
}

/* A row for each run; of a source what it gave in each. */
static int
page_open(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	const char *name = o->source != NULL ? "runs/of_source.sql" :
	    "runs/list.sql";

	if ((pg->book = nq_runs_open(o, e)) == NULL ||
	    (pg->st = nq_db_prepare(pg->book, o, name, e)) == NULL)
		return -1;
	if (o->since != NULL)
		nq_time_of_day(o->since, pg->since);
	nq_db_text(pg->st, 1, pg->since);
	sqlite3_bind_int(pg->st, 2, o->all || o->since != NULL ? -1 : SHOWN);
	if (o->source != NULL)
		nq_db_text(pg->st, 3, o->source);
	return 0;
}

enum nq_exit
nq_runs_run(const struct nq_opts *o, struct nq_log *log)
{
	struct page pg = { .en = strcmp(o->lang, "en") == 0 };
	bool table = strcmp(o->format, "table") == 0;
	struct nq_err e = { 0 };

	if (page_open(&pg, o, &e) == 0 && table && o->source == NULL)
		page_print(&pg, o, log, &e);
	else if (e.code == NQ_OK && nq_rows_put(stdout, o->format, pg.st,
	    &e) == 0 && table)
		nq_runs_sources(pg.book, o, pg.en, &pg.alarms, log, &e);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	sqlite3_finalize(pg.st);
	nq_db_close(pg.book);
	return e.code == NQ_OK && o->strict && (pg.ill || pg.alarms > 0) ?
	    NQ_EXIT_PARTIAL : nq_exit_of(&e);
}
