/*
 * Which releases that sources owe are not there. A source that published
 * every month and stops, or whose pages turned into pictures, looks like
 * nothing at all in the figures; here it is a line. coverage.sql decides,
 * this prints: for people a summary and the gaps of each source, in the other
 * formats one row a period and release.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "progress/words.h"
#include "query/ask.h"
#include "core/period.h"
#include "query/style.h"
#include "query/table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of coverage.sql, in its order. */
enum column {
	SOURCE, TITLE, ENABLED, EVERY, FROM, UNTIL, DAYS, RELEASES, LATEST,
	EXPECTED, COVERED, NO_FIGURES, MISSING, FIRST, STEP, DUE, STATE,
	RELEASE, PUBLISHED, STATUS, RELEASE_TITLE, URL
};

enum {
	/* Columns of the page; with their gaps 100. */
	PERIOD = 21, STATE_WIDTH = 24, DAY = 10, REST = 37,
	/* Releases without figures that are named for one period. A paper
	 * has dozens a month; --all names them. */
	NAMED = 3
};

struct page {
	struct nq_ask ask;
	struct sqlite3_stmt *st;	/* owned */
	struct nq_table *table;		/* owned; NULL for the page */
	bool en, all;
	char source[128];		/* of the line before */
	int first;			/* its period; -1: none */
	int named;			/* its releases so far */
	struct gap {
		int first, last, step, n;
		char due[16];		/* of its first period */
	} gap;
	bool headed;			/* sources without schedule began */
};

static const char *
text(const struct page *pg, enum column c)
{
	return (const char *)sqlite3_column_text(pg->st, (int)c);
}

static int
number(const struct page *pg, enum column c)
{
	return sqlite3_column_int(pg->st, (int)c);
}

static const char *
state_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "covered", "đủ", "covered" },
		{ "missing", "thiếu", "missing" },
		{ "no-figures", "có bài, không có số",
		    "published, no figures" },
		{ "not-due", "chưa đến hạn", "not yet due" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

/* Why a page has no figures that count. */
static const char *
status_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "ok", "không số của kỳ", "none of the period" },
		{ "no-figures", "không số", "text only" },
		{ "image-only", "ảnh", "picture" },
		{ "unsupported", "dạng chưa đọc", "unknown type" },
		{ "truncated", "bị cắt", "cut short" },
		{ "failed", "đọc lỗi", "not readable" }, { NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

/* "05/2024", "QII/2024", "2024"; in English "2024-05", "Q2/2024". */
static void
period_text(int first, int step, bool en, char out[NQ_PERIOD_TEXT])
{
	static const char *const roman[] = { "I", "II", "III", "IV" };
	int y = first / 12, m = first % 12;

	if (step == 12)
		snprintf(out, NQ_PERIOD_TEXT, "%d", y);
	else if (step == 3 && en)
		snprintf(out, NQ_PERIOD_TEXT, "Q%d/%d", m / 3 + 1, y);
	else if (step == 3)
		snprintf(out, NQ_PERIOD_TEXT, "Q%s/%d", roman[m / 3], y);
	else if (en)
		snprintf(out, NQ_PERIOD_TEXT, "%d-%02d", y, m + 1);
	else
		snprintf(out, NQ_PERIOD_TEXT, "%02d/%d", m + 1, y);
}

/* "2019-01" as the language has it. */
static void
month_text(const char *month, bool en, char out[NQ_PERIOD_TEXT])
{
	int y = 0, m = 1;

	if (month != NULL && sscanf(month, "%4d-%2d", &y, &m) == 2)
		period_text(y * 12 + m - 1, 1, en, out);
	else
		out[0] = '\0';
}

static void
put_line(const char *period, const char *state, const char *day,
    const char *rest)
{
	size_t width = nq_text_width(rest);

	fputs("  ", stdout);
	nq_text_put(stdout, period, PERIOD, false);
	fputs("  ", stdout);
	if (day[0] == '\0' && rest[0] == '\0') {
		puts(state);
		return;
	}
	nq_text_put(stdout, state, STATE_WIDTH, false);
	fputs("  ", stdout);
	nq_text_put(stdout, day, DAY, false);
	fputs("  ", stdout);
	nq_text_put(stdout, rest, width < REST ? width : REST, false);
	putchar('\n');
}

/* A period of which there is nothing: "thiếu, hạn 2024-05-20". */
static void
put_empty(const struct page *pg, int first, int step, const char *state,
    const char *due)
{
	bool missing = strcmp(state, "missing") == 0;
	char period[NQ_PERIOD_TEXT], words[96];

	period_text(first, step, pg->en, period);
	snprintf(words, sizeof(words), "%s%s %s", state_word(state, pg->en),
	    missing ? pg->en ? ", due" : ", hạn" : pg->en ? "," : "",
	    due);
	put_line(period, words, "", "");
}

/* Missing periods in a row are one line: "04/2021 – 08/2021  thiếu 5 kỳ". */
static void
gap_end(struct page *pg)
{
	char from[NQ_PERIOD_TEXT], to[NQ_PERIOD_TEXT], both[80], words[64];
	const struct gap *g = &pg->gap;

	if (g->n == 1)
		put_empty(pg, g->first, g->step, "missing", g->due);
	if (g->n > 1) {
		period_text(g->first, g->step, pg->en, from);
		period_text(g->last, g->step, pg->en, to);
		snprintf(both, sizeof(both), "%s – %s", from, to);
		snprintf(words, sizeof(words), "%s %d%s",
		    state_word("missing", pg->en), g->n, pg->en ? "" : " kỳ");
		put_line(both, words, "", "");
	}
	pg->gap.n = 0;
}

/* The releases of a period that were not named are counted. */
static void
period_end(struct page *pg)
{
	char more[64];

	if (!pg->all && pg->named > NAMED) {
		snprintf(more, sizeof(more), pg->en ? "and %d more" :
		    "và %d bài nữa", pg->named - NAMED);
		put_line("", "", "", more);
	}
	pg->named = 0;
	pg->first = -1;
}

static void
put_release(struct page *pg, bool again)
{
	const char *name = text(pg, RELEASE_TITLE), *state = text(pg, STATE);
	const char *day = text(pg, PUBLISHED), *status = text(pg, STATUS);
	char period[NQ_PERIOD_TEXT] = "", rest[600];
	bool whole = strcmp(state, "covered") == 0;

	if (++pg->named > NAMED && !pg->all)
		return;
	if (!again)
		period_text(number(pg, FIRST), number(pg, STEP), pg->en,
		    period);
	snprintf(rest, sizeof(rest), "%s%s%.500s",
	    whole ? "" : status_word(status, pg->en), whole ? "" : ": ",
	    name != NULL && name[0] != '\0' ? name : text(pg, RELEASE));
	put_line(period, again ? "" : state_word(state, pg->en),
	    day != NULL ? day : "—", rest);
}

static void
put_period(struct page *pg)
{
	int first = number(pg, FIRST), step = number(pg, STEP);
	const char *state = text(pg, STATE), *due = text(pg, DUE);
	bool missing = strcmp(state, "missing") == 0;

	if (first == pg->first) {
		put_release(pg, true);
		return;
	}
	period_end(pg);
	if (!pg->all && !missing && strcmp(state, "no-figures") != 0)
		return;
	if (pg->gap.n > 0 && (pg->all || !missing ||
	    first != pg->gap.last + step))
		gap_end(pg);
	pg->first = first;
	if (missing) {
		pg->gap.first = pg->gap.n++ == 0 ? first : pg->gap.first;
		pg->gap.last = first;
		pg->gap.step = step;
		snprintf(pg->gap.due, sizeof(pg->gap.due), "%s", due);
	} else if (text(pg, RELEASE) != NULL) {
		put_release(pg, false);
	} else {
		put_empty(pg, first, step, state, due);
	}
}

/* "3 bài, mới nhất 2024-07-30". */
static const char *
releases_text(const struct page *pg, char out[96])
{
	const char *latest = text(pg, LATEST);
	int n = number(pg, RELEASES);

	if (n == 0)
		snprintf(out, 96, "%s", pg->en ? "no release yet" :
		    "chưa có bài");
	else if (pg->en)
		snprintf(out, 96, "%d release%s, last %s", n, n == 1 ? "" :
		    "s", latest != NULL ? latest : "undated");
	else
		snprintf(out, 96, "%d bài, mới nhất %s", n, latest != NULL ?
		    latest : "không rõ ngày");
	return out;
}

/* Title, schedule and the four counts. */
static void
put_source(struct page *pg)
{
	static const char *const every[][3] = {
		{ "month", "hằng tháng", "every month" },
		{ "quarter", "hằng quý", "every quarter" },
		{ "year", "hằng năm", "every year" }, { NULL, NULL, NULL },
	};
	char from[NQ_PERIOD_TEXT], until[NQ_PERIOD_TEXT], held[96];
	struct nq_arena a = { NULL };
	bool en = pg->en;

	month_text(text(pg, FROM), en, from);
	month_text(text(pg, UNTIL), en, until);
	printf("\n%s · %s%s\n", text(pg, SOURCE), nq_plain(&a,
	    text(pg, TITLE)), number(pg, ENABLED) ? "" : en ?
	    " (switched off)" : " (đang tắt)");
	nq_arena_release(&a);
	printf(en ? "  %s from %s%s%s, within %d days · %s\n" :
	    "  %s từ %s%s%s, chậm nhất %d ngày sau kỳ · %s\n",
	    nq_word(every, text(pg, EVERY), en), from, until[0] == '\0' ? "" :
	    en ? " to " : " đến ", until, number(pg, DAYS),
	    releases_text(pg, held));
	printf(en ? "  expected %d: covered %d, no figures %d, missing %d\n" :
	    "  cần %d kỳ: đủ %d, có bài không có số %d, thiếu %d\n",
	    number(pg, EXPECTED), number(pg, COVERED), number(pg, NO_FIGURES),
	    number(pg, MISSING));
}

static void
put_unscheduled(struct page *pg)
{
	char held[96];

	if (!pg->headed)
		puts(pg->en ? "\nNo schedule, so nothing is expected of them" :
		    "\nKhông có lịch, nên không biết thiếu gì");
	pg->headed = true;
	fputs("  ", stdout);
	nq_text_put(stdout, text(pg, SOURCE), PERIOD, false);
	fputs("  ", stdout);
	nq_text_put(stdout, text(pg, TITLE), STATE_WIDTH + DAY + 2, false);
	printf("  %s\n", releases_text(pg, held));
}

static void
page_row(struct page *pg)
{
	if (strcmp(pg->source, text(pg, SOURCE)) != 0) {
		period_end(pg);
		gap_end(pg);
		snprintf(pg->source, sizeof(pg->source), "%s",
		    text(pg, SOURCE));
		if (text(pg, EVERY) != NULL)
			put_source(pg);
		else
			put_unscheduled(pg);
	}
	if (text(pg, STATE) != NULL)
		put_period(pg);
}

static const char *const columns[] = { "source", "time_period", "state",
	"due", "release", "published", "status", "title", "url" };

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void
table_row(struct page *pg)
{
	const char *state = text(pg, STATE);
	int first = number(pg, FIRST), step = number(pg, STEP);
	char period[NQ_PERIOD_TEXT] = "";
	bool none = text(pg, EVERY) == NULL;
	struct nq_cell cells[COLUMNS] = { { .text = text(pg, SOURCE) } };

	/* A schedule of which no period was asked for has no row. */
	if ((!none && state == NULL) || (!none && !pg->all &&
	    strcmp(state, "missing") != 0 && strcmp(state, "no-figures") != 0))
		return;
	cells[2].text = none ? "no-schedule" : state;
	if (!none) {
		nq_period_emit((struct nq_period){ (short)(first / 12),
		    (short)(first % 12 + 1), (short)step }, period);
		cells[1].text = period;
		cells[3].text = text(pg, DUE);
		cells[4].text = text(pg, RELEASE);
		cells[5].text = text(pg, PUBLISHED);
		cells[6].text = text(pg, STATUS);
		cells[7].text = text(pg, RELEASE_TITLE);
		cells[8].text = text(pg, URL);
	}
	nq_table_row(pg->table, cells);
}

static int
page_print(struct page *pg, const struct nq_opts *o, const char *day,
    struct nq_err *e)
{
	int rc = sqlite3_step(pg->st);

	/* Each source has a row, whatever it owes. */
	if (rc == SQLITE_DONE && o->source != NULL)
		return nq_fail(e, NQ_EUSAGE, "--source: the warehouse has no "
		    "source \"%.60s\"", o->source);
	if (strcmp(o->format, "table") != 0)
		pg->table = nq_table_new(stdout, o->format, columns, COLUMNS);
	else
		printf(pg->en ? "Expected releases, as known on %s\n" :
		    "Các kỳ phải có bài, theo dữ liệu có đến %s\n", day);
	for (; rc == SQLITE_ROW && !ferror(stdout);
	    rc = sqlite3_step(pg->st)) {
		if (pg->table != NULL)
			table_row(pg);
		else
			page_row(pg);
	}
	period_end(pg);
	gap_end(pg);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 :
	    nq_db_fail(pg->ask.db, e, "query/coverage.sql");
}

static int
page_open(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	if (nq_ask_open(&pg->ask, o, e) != 0 || (pg->st = nq_ask_prepare(
	    &pg->ask, "query/coverage.sql", e)) == NULL)
		return -1;
	nq_db_text(pg->st, 1, pg->ask.time);
	nq_db_text(pg->st, 2, o->source);
	nq_db_text(pg->st, 3, o->since);
	nq_db_text(pg->st, 4, o->until);
	return 0;
}

enum nq_exit
nq_coverage_run(const struct nq_opts *o, struct nq_log *log)
{
	struct page pg = { .en = strcmp(o->lang, "en") == 0, .all = o->all,
		.first = -1 };
	struct nq_err e = { 0 };

	if (page_open(&pg, o, &e) != 0 ||
	    page_print(&pg, o, pg.ask.day, &e) != 0)
		nq_log_err(log, NQ_ERROR, &e);
	nq_table_free(pg.table);
	sqlite3_finalize(pg.st);
	nq_ask_close(&pg.ask);
	return nq_exit_of(&e);
}
