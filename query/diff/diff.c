/*
 * What changed between what was known at the ends of two days: values that
 * are new, revised or withdrawn, and verdicts. A page for people; the other
 * formats carry a row a change with every field.
 */
#include "query/diff/diff.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "query/query.h"
#include "query/table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char *const columns[] = { "change", "indicator", "ref_area",
	"territory", "breakdown", "time_period", "role", "transformation",
	"price_base", "old_value", "old_unit_measure", "old_unit_mult",
	"old_obs_status", "old_bound", "old_observation", "old_release",
	"new_value", "new_unit_measure", "new_unit_mult", "new_obs_status",
	"new_bound", "new_observation", "new_release", "difference",
	"percent", "source", "title", "published", "url", "evidence_text",
	"target", "name", "old_verdict", "old_provisional", "new_verdict",
	"new_provisional", "method", "reason", "judged_at" };

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	/* Columns that diff_row.sql fills, up to and with the sentence;
	 * behind them those of verdicts. */
	OF_CELLS = NQ_DIFF_SENTENCE + 1,
	TARGET = OF_CELLS, NAME, OLD_VERDICT, OLD_PROVISIONAL, NEW_VERDICT,
	NEW_PROVISIONAL, METHOD, REASON, JUDGED_AT
};

/* Columns of diff.sql. */
enum { CHANGE, OLD, NEW };

int
nq_diff_change(const struct nq_diff *d)
{
	const char *s = (const char *)sqlite3_column_text(d->cells, CHANGE);

	return s[0] == 'r' ? NQ_REVISED : s[0] == 'n' ? NQ_NEW : NQ_WITHDRAWN;
}

int
nq_diff_tell(struct nq_diff *d, struct nq_err *e)
{
	sqlite3_reset(d->row);
	sqlite3_bind_value(d->row, 1, sqlite3_column_value(d->cells, OLD));
	sqlite3_bind_value(d->row, 2, sqlite3_column_value(d->cells, NEW));
	return sqlite3_step(d->row) == SQLITE_ROW ? 0 :
	    nq_db_fail(d->ask->db, e, "query/diff_row.sql");
}

/* A value of a row as a cell; real holds its text. */
static struct nq_cell
cell(struct sqlite3_stmt *st, int c, char real[40])
{
	int type = sqlite3_column_type(st, c);

	if (type == SQLITE_NULL)
		return (struct nq_cell){ .text = NULL };
	if (type != SQLITE_FLOAT)
		return (struct nq_cell){ .text = (const char *)
		    sqlite3_column_text(st, c), .number =
		    type == SQLITE_INTEGER };
	snprintf(real, 40, "%.15g", sqlite3_column_double(st, c));
	return (struct nq_cell){ .text = real, .number = true };
}

static void
put_cell_row(struct nq_diff *d, struct nq_table *t)
{
	struct nq_cell cells[COLUMNS] = { 0 };
	char real[OF_CELLS][40];

	for (int c = 0; c < OF_CELLS; c++)
		cells[c] = cell(d->row, c, real[c]);
	cells[NAME] = cell(d->row, d->ask->en ? NQ_DIFF_NAME_EN :
	    NQ_DIFF_NAME_VI, real[0]);
	nq_table_row(t, cells);
}

static void
put_verdict_row(struct nq_diff *d, struct nq_table *t)
{
	static const int from[][2] = {
		{ TARGET, NQ_DIFF_TARGET },
		{ NQ_DIFF_INDICATOR, NQ_DIFF_V_INDICATOR },
		{ NQ_DIFF_AREA, NQ_DIFF_V_AREA },
		{ NQ_DIFF_PART, NQ_DIFF_V_PART },
		{ NQ_DIFF_PERIOD, NQ_DIFF_V_PERIOD },
		{ OLD_VERDICT, NQ_DIFF_OLD_VERDICT },
		{ OLD_PROVISIONAL, NQ_DIFF_OLD_PROVISIONAL },
		{ NEW_VERDICT, NQ_DIFF_NEW_VERDICT },
		{ NEW_PROVISIONAL, NQ_DIFF_NEW_PROVISIONAL },
		{ METHOD, NQ_DIFF_METHOD }, { JUDGED_AT, NQ_DIFF_JUDGED_AT },
	};
	struct nq_cell cells[COLUMNS] = { 0 };
	char real[40];
	bool en = d->ask->en;

	cells[NQ_DIFF_CHANGE].text = "verdict";
	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		cells[from[i][0]] = cell(d->verdicts, from[i][1], real);
	cells[NAME] = cell(d->verdicts, en ? NQ_DIFF_TARGET_EN :
	    NQ_DIFF_TARGET_VI, real);
	cells[REASON] = cell(d->verdicts, en ? NQ_DIFF_REASON_EN :
	    NQ_DIFF_REASON_VI, real);
	nq_table_row(t, cells);
}

static int
put_rows(struct nq_diff *d, const char *format, struct nq_err *e)
{
	struct nq_table *t = nq_table_new(stdout, format, columns, COLUMNS);
	int rc;

	while ((rc = sqlite3_step(d->cells)) == SQLITE_ROW &&
	    !ferror(stdout) && nq_diff_tell(d, e) == 0)
		put_cell_row(d, t);
	while (rc == SQLITE_DONE && (rc = sqlite3_step(d->verdicts)) ==
	    SQLITE_ROW) {
		put_verdict_row(d, t);
		rc = SQLITE_DONE;
	}
	nq_table_free(t);
	return rc == SQLITE_DONE || ferror(stdout) ? 0 :
	    nq_db_fail(d->ask->db, e, "query/diff.sql");
}

/* The last batch of a time. */
static int
batch_at(const struct nq_ask *ask, const char *time, int64_t *out,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(ask, "query/batch_as_of.sql",
	    e);

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, time);
	if (sqlite3_step(st) == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	else
		nq_db_fail(ask->db, e, "query/batch_as_of.sql");
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
check_source(const struct nq_ask *ask, const char *source, struct nq_err *e)
{
	struct sqlite3_stmt *st;

	if (source == NULL)
		return 0;
	if ((st = nq_ask_prepare(ask, "query/source_has.sql", e)) == NULL)
		return -1;
	nq_db_text(st, 1, source);
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_fail(e, NQ_EUSAGE, "--source: the warehouse has no source "
		    "\"%.60s\"", source);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
check_days(const struct nq_opts *o, const struct nq_ask *ask,
    struct nq_err *e)
{
	if (strcmp(o->from, ask->day) == 0)
		return nq_fail(e, NQ_EUSAGE, "--from and --to are the same "
		    "day, %s: nothing lies between", ask->day);
	if (strcmp(o->from, ask->day) > 0)
		return nq_fail(e, NQ_EUSAGE, "--from %s is after --to %s",
		    o->from, ask->day);
	return check_source(ask, o->source, e);
}

static int
diff_open(struct nq_diff *d, const struct nq_opts *o, struct nq_err *e)
{
	int64_t from = 0;

	snprintf(d->from, sizeof(d->from), "%.10sT23:59:59Z", o->from);
	memcpy(d->to, d->ask->time, sizeof(d->to));
	if (batch_at(d->ask, d->from, &from, e) != 0 || (d->cells =
	    nq_ask_prepare(d->ask, "query/diff.sql", e)) == NULL ||
	    (d->row = nq_ask_prepare(d->ask, "query/diff_row.sql", e)) ==
	    NULL || (d->verdicts = nq_ask_prepare(d->ask,
	    "query/diff_verdicts.sql", e)) == NULL)
		return -1;
	sqlite3_bind_int64(d->cells, 1, from);
	sqlite3_bind_int64(d->cells, 2, d->ask->batch);
	nq_db_text(d->cells, 3, o->source);
	nq_db_text(d->verdicts, 1, d->from);
	nq_db_text(d->verdicts, 2, d->to);
	nq_db_text(d->verdicts, 3, o->source);
	return 0;
}

enum nq_exit
nq_diff_run(const struct nq_opts *o, struct nq_log *log)
{
	/* The later day is the one that is asked. */
	struct nq_opts later = *o;
	struct nq_ask ask = { .db = NULL };
	struct nq_diff d = { .ask = &ask, .style = nq_style_of(stdout) };
	struct nq_err e = { 0 };

	later.as_of = o->to;
	if (o->from == NULL) {
		nq_fail(&e, NQ_EUSAGE, "--from is missing: the day to "
		    "compare with, as 2024-05-31");
		goto out;
	}
	if (nq_ask_open(&ask, &later, &e) != 0 ||
	    check_days(o, &ask, &e) != 0 || diff_open(&d, o, &e) != 0)
		goto out;
	if (strcmp(o->format, "table") == 0)
		nq_diff_put_page(&d, &e);
	else
		put_rows(&d, o->format, &e);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	sqlite3_finalize(d.cells);
	sqlite3_finalize(d.row);
	sqlite3_finalize(d.verdicts);
	nq_ask_close(&ask);
	return nq_exit_of(&e);
}
