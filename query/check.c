/*
 * What the checks found: each finding with the figures of both sides, their
 * sentences, releases and addresses, and how far apart they are. A page for
 * people; the other formats carry one row a finding and figure.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "progress/words.h"
#include "query/ask.h"
#include "query/style.h"
#include "query/table.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of findings.sql, in its order; up to URL they are printed. */
enum column {
	FINDING, CHECK, TITLE_VI, TITLE_EN, SEVERITY, INDICATOR, AREA, PART,
	PERIOD, UNIT, FOUND, EXPECTED, TOLERANCE, APART, OPENED_BATCH,
	OPENED_AT, CLOSED_BATCH, CLOSED_AT, CLOSED_WHY, SIDE, OBSERVATION,
	STATED_PERIOD, TRANSFORMATION, OBS_VALUE, STATED_UNIT, UNIT_MULT,
	OBS_STATUS, BOUND, SENTENCE, SOURCE, RELEASE, PUBLISHED, URL,
	INDICATOR_VI, INDICATOR_EN, AREA_VI, AREA_EN, PART_VI, PART_EN
};

static const char *const columns[] = {
	"finding", "check", "title_vi", "title_en", "severity", "indicator",
	"ref_area", "breakdown", "time_period", "unit", "found", "expected",
	"tolerance", "apart", "opened_batch", "opened_at", "closed_batch",
	"closed_at", "closed_why", "side", "observation", "stated_period",
	"transformation", "obs_value", "unit_measure", "unit_mult",
	"obs_status", "bound", "sentence", "source", "release", "published",
	"url",
};

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	/* Columns of the page, of the texts in it, and the indents. */
	WIDTH = 100, INDENT = 8,
	/* Findings of a check that the page prints; --all prints them all. */
	SHOWN = 20
};

/* Open ones, by severity, and closed ones. */
enum { ERRORS, WARNINGS, INFOS, CLOSED, KINDS };

struct page {
	struct nq_ask ask;
	struct sqlite3_stmt *st;	/* owned */
	struct nq_table *table;		/* owned; NULL for the page */
	bool en, all;
	int64_t finding;		/* of the row before */
	char check[80];			/* check and severity of its group */
	int shown, hidden;		/* findings of the group */
	bool skip;			/* this finding is not printed */
	int64_t n[KINDS];
	char told[640];			/* release and sentence just printed */
};

static const char *
text(const struct page *pg, enum column c)
{
	const char *s = (const char *)sqlite3_column_text(pg->st, (int)c);

	return s != NULL ? s : "";
}

static bool
is_null(const struct page *pg, enum column c)
{
	return sqlite3_column_type(pg->st, (int)c) == SQLITE_NULL;
}

static const char *
severity_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "error", "LỖI", "ERROR" },
		{ "warning", "CẢNH BÁO", "WARNING" },
		{ "info", "THÔNG TIN", "INFORMATION" }, { NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

static const char *
why_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "withdrawn", "bài đã sửa số", "a figure was revised" },
		{ "settled", "số khác giải thích", "other figures settle it" },
		{ "rule", "phép kiểm đã đổi", "the check was changed" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

static const char *
period_text(const struct page *pg, enum column c, char out[NQ_PERIOD_TEXT])
{
	struct nq_period p;
	struct nq_err e = { 0 };

	if (nq_period_parse(text(pg, c), &p, &e) == 0)
		return nq_period_text(p, pg->en, out);
	snprintf(out, NQ_PERIOD_TEXT, "%s", text(pg, c));
	return out;
}

/* A value of the finding in the multiplier of its first figure. */
static const char *
value_text(const struct page *pg, enum column c, char out[96])
{
	bool same = strcmp(text(pg, UNIT), text(pg, STATED_UNIT)) == 0;
	int mult = same ? sqlite3_column_int(pg->st, UNIT_MULT) : 0;
	char word[NQ_UNIT_TEXT];
	const char *unit = nq_unit_word(text(pg, UNIT), mult, pg->en, word);
	double v = sqlite3_column_double(pg->st, (int)c);
	char number[NQ_NUMBER_TEXT];

	if (strcmp(text(pg, UNIT), "PP") == 0 || (strcmp(text(pg, UNIT),
	    "PT") == 0 && (c == APART || c == TOLERANCE)))
		unit = pg->en ? " points" : " điểm %";
	else if (strcmp(text(pg, UNIT), "MONTH") == 0)
		unit = pg->en ? " months" : " tháng";
	else if (strcmp(text(pg, UNIT), "RATIO") == 0)
		unit = pg->en ? " times" : " lần";
	snprintf(out, 96, "%s%s", nq_number_text(v / pow(10, mult), pg->en,
	    number), unit);
	return out;
}

static void
group_end(struct page *pg)
{
	if (pg->hidden > 0)
		printf(pg->en ? "\n  and %d more; --all prints them\n" :
		    "\n  và %d mục nữa; --all in ra hết\n", pg->hidden);
	pg->shown = pg->hidden = 0;
}

/* "GRDP · Yên Bái · 6T/2023: in 10.537 tỷ, tính 10.537,7 tỷ; …" */
static void
put_finding(struct page *pg)
{
	char a[96], b[96], c[96], d[96], period[NQ_PERIOD_TEXT];
	struct nq_arena arena = { NULL };
	/* The name of a park comes from a page. */
	const char *part = nq_plain(&arena, text(pg, pg->en ? PART_EN :
	    PART_VI));
	bool en = pg->en;

	printf("\n  %s%s%s · %s · %s: ", text(pg, en ? INDICATOR_EN :
	    INDICATOR_VI), part[0] != '\0' ? ", " : "", part,
	    text(pg, en ? AREA_EN : AREA_VI), period_text(pg, PERIOD,
	    period));
	nq_arena_release(&arena);
	value_text(pg, FOUND, a);
	value_text(pg, EXPECTED, b);
	value_text(pg, APART, c);
	value_text(pg, TOLERANCE, d);
	if (is_null(pg, EXPECTED))
		printf(en ? "printed %s" : "in %s", a);
	else
		printf(en ? "printed %s, expected %s; %s apart, allowed %s" :
		    "in %s, đối chiếu %s; lệch %s, cho phép %s", a, b, c, d);
	putchar('\n');
	if (!is_null(pg, CLOSED_WHY))
		printf(en ? "    closed %.10s: %s\n" : "    khép %.10s: %s\n",
		    text(pg, CLOSED_AT), why_word(text(pg, CLOSED_WHY), en));
	pg->told[0] = '\0';
}

static const char *
bound_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "min", "trên ", "over " }, { "max", "gần ", "nearly " },
		{ "approx", "khoảng ", "about " }, { "_Z", "", "" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

/* One figure: its number and period, its release; then the sentence and the
 * address, unless the figure before has the same. */
static void
put_figure(struct page *pg)
{
	bool en = pg->en, found = strcmp(text(pg, SIDE), "found") == 0;
	char number[NQ_NUMBER_TEXT], period[NQ_PERIOD_TEXT];
	char told[sizeof(pg->told)], unit[NQ_UNIT_TEXT];
	const char *status = text(pg, OBS_STATUS), *day = text(pg, PUBLISHED);

	printf("    %s %s%s%s%s · %s%s · %s %s\n", found ? "▸" : "▹",
	    bound_word(text(pg, BOUND), en), nq_number_text(
	    sqlite3_column_double(pg->st, OBS_VALUE), en, number),
	    nq_unit_word(text(pg, STATED_UNIT),
	    sqlite3_column_int(pg->st, UNIT_MULT), en, unit),
	    nq_figure_word(text(pg, TRANSFORMATION), en),
	    period_text(pg, STATED_PERIOD, period), status[0] == 'A' ? "" :
	    status[0] == 'P' ? en ? " preliminary" : " sơ bộ" :
	    en ? " estimate" : " ước", day[0] != '\0' ? day : "—",
	    text(pg, SOURCE));
	snprintf(told, sizeof(told), "%.120s %.500s", text(pg, RELEASE),
	    text(pg, SENTENCE));
	if (strcmp(told, pg->told) == 0)
		return;
	memcpy(pg->told, told, sizeof(told));
	nq_text_wrap(stdout, text(pg, SENTENCE), INDENT, WIDTH, 0);
	nq_text_wrap(stdout, text(pg, URL), INDENT, WIDTH, 0);
}

static void
page_row(struct page *pg, bool is_new)
{
	char group[sizeof(pg->check)];

	snprintf(group, sizeof(group), "%s %.60s", text(pg, SEVERITY),
	    text(pg, CHECK));
	if (is_new && strcmp(group, pg->check) != 0) {
		group_end(pg);
		memcpy(pg->check, group, sizeof(group));
		printf("\n%s · %s · %s\n", severity_word(text(pg, SEVERITY),
		    pg->en), text(pg, CHECK), text(pg, pg->en ? TITLE_EN :
		    TITLE_VI));
	}
	if (is_new) {
		pg->skip = !pg->all && pg->shown == SHOWN;
		pg->shown += !pg->skip;
		pg->hidden += pg->skip;
		if (!pg->skip)
			put_finding(pg);
	}
	if (!pg->skip)
		put_figure(pg);
}

static void
table_row(struct page *pg)
{
	struct nq_cell cells[COLUMNS];
	char reals[5][40];
	int n = 0;

	for (int c = 0; c < COLUMNS; c++) {
		int type = sqlite3_column_type(pg->st, c);

		cells[c] = (struct nq_cell){ .number =
		    type == SQLITE_INTEGER || type == SQLITE_FLOAT };
		if (type == SQLITE_FLOAT) {
			snprintf(reals[n], sizeof(reals[n]), "%.15g",
			    sqlite3_column_double(pg->st, c));
			cells[c].text = reals[n++];
		} else if (type != SQLITE_NULL) {
			cells[c].text = text(pg, (enum column)c);
		}
	}
	nq_table_row(pg->table, cells);
}

static void
count(struct page *pg)
{
	const char *severity = text(pg, SEVERITY);

	pg->n[!is_null(pg, CLOSED_AT) ? CLOSED : severity[0] == 'e' ? ERRORS :
	    severity[0] == 'w' ? WARNINGS : INFOS]++;
}

static void
put_sums(const struct page *pg)
{
	if (pg->n[ERRORS] + pg->n[WARNINGS] + pg->n[INFOS] +
	    pg->n[CLOSED] == 0)
		puts(pg->en ? "\nNothing found" : "\nKhông thấy gì");
	printf(pg->en ? "\nopen: errors %lld, warnings %lld, "
	    "information %lld" : "\nđang mở: %lld lỗi, "
	    "%lld cảnh báo, %lld thông tin", (long long)pg->n[ERRORS],
	    (long long)pg->n[WARNINGS], (long long)pg->n[INFOS]);
	if (pg->all)
		printf(pg->en ? "; closed: %lld" : "; đã khép: %lld",
		    (long long)pg->n[CLOSED]);
	putchar('\n');
}

static int
page_print(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	char now[NQ_TIME_TEXT];
	int rc;

	if (strcmp(o->format, "table") != 0)
		pg->table = nq_table_new(stdout, o->format, columns, COLUMNS);
	else
		printf(pg->en ? "What the checks found, as known on %.10s\n" :
		    "Kiểm tra số liệu, theo dữ liệu có đến %.10s\n",
		    o->as_of != NULL ? o->as_of : nq_time_now(now));
	while ((rc = sqlite3_step(pg->st)) == SQLITE_ROW && !ferror(stdout)) {
		int64_t id = sqlite3_column_int64(pg->st, FINDING);
		bool is_new = id != pg->finding;

		pg->finding = id;
		if (is_new)
			count(pg);
		if (pg->table != NULL)
			table_row(pg);
		else
			page_row(pg, is_new);
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		return nq_db_fail(pg->ask.db, e, "query/findings.sql");
	if (pg->table == NULL) {
		group_end(pg);
		put_sums(pg);
	}
	return 0;
}

static int
find_source(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	struct sqlite3_stmt *st;

	if (o->source == NULL)
		return 0;
	st = nq_ask_prepare(&pg->ask, "query/source_has.sql", e);
	if (st == NULL)
		return -1;
	nq_db_text(st, 1, o->source);
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_fail(e, NQ_EUSAGE, "--source: the warehouse has no source "
		    "\"%.60s\"", o->source);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
page_open(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	if (nq_ask_open(&pg->ask, o, e) != 0 || find_source(pg, o, e) != 0 ||
	    (pg->st = nq_ask_prepare(&pg->ask, "query/findings.sql", e)) ==
	    NULL)
		return -1;
	nq_db_text(pg->st, 1, o->as_of != NULL ? pg->ask.time : NULL);
	nq_db_text(pg->st, 2, o->source);
	sqlite3_bind_int(pg->st, 3, o->all);
	return 0;
}

enum nq_exit
nq_check_run(const struct nq_opts *o, struct nq_log *log)
{
	struct page pg = { .en = strcmp(o->lang, "en") == 0, .all = o->all };
	struct nq_err e = { 0 };

	if (page_open(&pg, o, &e) == 0)
		page_print(&pg, o, &e);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_table_free(pg.table);
	sqlite3_finalize(pg.st);
	nq_ask_close(&pg.ask);
	return e.code == NQ_OK && o->strict && pg.n[ERRORS] > 0 ?
	    NQ_EXIT_PARTIAL : nq_exit_of(&e);
}
