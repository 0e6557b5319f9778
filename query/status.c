/*
 * The status page: each target, the two resolutions first, then the series
 * behind them year by year. A table for people; the other formats carry
 * every field and no decoration.
 */
#include "query/query.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warehouse.h"
#include "query/assess.h"
#include "query/table.h"
#include "query/words.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Columns of the page; with their gaps and the verdict 100. */
enum { NAME = 29, GOAL = 12, SURE = 8, LATEST = 21, BAR = 12 };

struct page {
	struct nq_reader r;
	struct nq_cache cache;		/* owned */
	struct sqlite3_stmt *targets;	/* owned */
	struct nq_table *table;		/* owned; NULL for the page */
	char resolution[64];
	bool bars;			/* a terminal reads it */
};

static const char *
verdict_word(enum nq_verdict v, bool en)
{
	static const char *const words[][2] = {
		[NQ_REACHED] = { "đạt", "reached" },
		[NQ_ON_TRACK] = { "đúng tiến độ", "on track" },
		[NQ_BEHIND] = { "chậm", "behind" },
		[NQ_FAR_BEHIND] = { "chậm nhiều", "far behind" },
		[NQ_MOVING_AWAY] = { "đi ngược", "moving away" },
		[NQ_MISSED] = { "không đạt", "missed" },
		[NQ_NO_DATA] = { "chưa có số", "no data" },
		[NQ_UNVERIFIED] = { "chưa kiểm", "unverified" },
	};

	return words[v][en];
}

static const char *
certainty_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "stated", "nêu rõ", "stated" },
		{ "plan", "kế hoạch", "plan" },
		{ "implied", "suy ra", "implied" },
		{ "unverified", "chưa rõ", "unknown" },
	};

	for (size_t i = 0; i < 4; i++)
		if (strcmp(words[i][0], code) == 0)
			return words[i][en ? 2 : 1];
	return code;
}

static void
goal_text(const struct nq_goal *g, bool en, char out[80])
{
	const char *sign = g->bound[0] == 'm' ?
	    g->bound[1] == 'i' ? "≥ " : "≤ " :
	    g->bound[0] == 'a' ? "≈ " : "";
	bool yearly = strcmp(g->kind, "average-growth") == 0;
	char number[48];

	if (!g->has_value)
		snprintf(out, 80, "—");
	else
		snprintf(out, 80, "%s%s%s%s", sign, nq_number_text(g->value, en,
		    number), nq_unit_word(g->unit, g->mult, en), !yearly ? "" :
		    en ? "/y" : "/năm");
}

static void
latest_text(const struct nq_assessment *a, bool en, char out[160])
{
	const struct nq_point *p = &a->latest;
	char number[48], when[NQ_PERIOD_TEXT];
	bool rate = strcmp(a->latest_as, "yoy") == 0;

	snprintf(out, 160, "%s%s%s %s", rate && p->value > 0 ? "+" : "",
	    nq_number_text(rate ? p->value : round(p->value * 100) / 100, en,
	    number), nq_unit_word(p->unit, p->mult, en),
	    nq_period_text(p->period, en, when));
}

/* "█████▌    92%" on a terminal, "92%" elsewhere. */
static void
bar_text(const struct nq_progress *p, bool bars, char out[96])
{
	enum { CELLS = 7 };
	size_t n = 0;
	int full;

	if (!p->has_share || !(fabs(p->share) < 100000)) {
		out[0] = '\0';
		return;
	}
	full = (int)(p->share / 100 * CELLS + 0.5);
	for (int i = 0; bars && i < CELLS; i++)
		n += (size_t)snprintf(out + n, 96 - n, "%s",
		    i < full ? "█" : "░");
	snprintf(out + n, 96 - n, "%4.0f%%", p->share);
}

static void
print_target(struct page *pg, const struct nq_goal *g, const char *title,
    const struct nq_assessment *a)
{
	char goal[80], latest[160] = "—", bar[96], verdict[64];
	bool en = pg->r.en;
	const char *cells[] = { g->name, goal,
		certainty_word(g->certainty, en), latest, bar };
	size_t width;
	static const size_t widths[] = { NAME, GOAL, SURE, LATEST, BAR };

	if (strcmp(pg->resolution, g->resolution) != 0) {
		printf("\n%s · %s\n", g->resolution, title);
		snprintf(pg->resolution, sizeof(pg->resolution), "%s",
		    g->resolution);
	}
	goal_text(g, en, goal);
	if (a->has_latest)
		latest_text(a, en, latest);
	bar_text(&a->progress, pg->bars, bar);
	snprintf(verdict, sizeof(verdict), "%s%s",
	    verdict_word(a->progress.verdict, en),
	    a->provisional && a->progress.verdict < NQ_NO_DATA ? "*" : "");
	for (size_t i = 0; i < 5; i++) {
		nq_text_put(stdout, cells[i], widths[i], i == 1 || i == 3 ||
		    (i == 4 && !pg->bars));
		putchar(' ');
	}
	puts(verdict);
	/* "No data" on a known indicator is its own reason. */
	if (a->reason[0] == '\0' || (!a->has_latest && g->indicator != NULL))
		return;
	width = nq_text_width(a->reason);
	fputs("    ", stdout);
	nq_text_put(stdout, a->reason, width < 94 ? width : 94, false);
	putchar('\n');
}

static const char *const columns[] = { "target", "resolution", "clause",
	"name", "indicator", "ref_area", "breakdown", "kind", "direction",
	"bound", "time_period", "target_value", "unit_measure", "unit_mult",
	"certainty", "latest_value", "latest_period", "latest_transformation",
	"latest_price_base", "latest_price_base_inferred",
	"latest_observation", "territory", "progress_percent",
	"pace_ratio", "required_growth", "verdict", "provisional", "reason",
	"method", "source", "wording" };

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static struct nq_cell
text_cell(const char *s)
{
	return (struct nq_cell){ .text = s };
}

/* A double as the shortest text of at most 15 digits; out holds it. */
static struct nq_cell
number_cell(bool has, double v, char out[40])
{
	if (!has || !isfinite(v))
		return (struct nq_cell){ 0 };
	snprintf(out, 40, "%.15g", v);
	return (struct nq_cell){ .text = out, .number = true };
}

static void
row_target(struct page *pg, const struct nq_goal *g,
    const struct nq_assessment *a)
{
	char n[8][40], period[NQ_PERIOD_TEXT], when[NQ_PERIOD_TEXT];
	const struct nq_progress *p = &a->progress;
	bool has = a->has_latest;
	const struct nq_cell cells[COLUMNS] = {
		text_cell(g->code), text_cell(g->resolution),
		text_cell(g->clause), text_cell(g->name),
		text_cell(g->indicator), text_cell(g->area),
		text_cell(g->part), text_cell(g->kind),
		text_cell(g->direction),
		text_cell(strcmp(g->bound, "_Z") != 0 ? g->bound : NULL),
		text_cell(nq_period_emit(g->period, period)),
		number_cell(g->has_value, g->value, n[0]), text_cell(g->unit),
		number_cell(true, g->mult, n[1]), text_cell(g->certainty),
		number_cell(has, a->latest.value, n[2]),
		text_cell(has ? nq_period_emit(a->latest.period, when) : NULL),
		text_cell(a->latest_as),
		text_cell(has ? a->latest.price_base : NULL),
		text_cell(has && nq_point_is_inferred(&a->latest) ?
		    a->latest.inferred : NULL),
		number_cell(has, (double)a->latest.id, n[3]),
		text_cell(g->territory),
		number_cell(p->has_share, p->share, n[4]),
		number_cell(p->has_ratio, p->ratio, n[5]),
		number_cell(p->has_required, p->required, n[6]),
		text_cell(nq_verdict_code(p->verdict)),
		number_cell(true, a->provisional, n[7]),
		text_cell(a->reason[0] != '\0' ? a->reason : NULL),
		text_cell(p->method), text_cell(g->source),
		text_cell(g->wording),
	};

	nq_table_row(pg->table, cells);
}

static const char *
column(struct sqlite3_stmt *st, int i)
{
	return (const char *)sqlite3_column_text(st, i);
}

/* Columns as targets.sql names them, in its order. */
static int
read_goal(struct page *pg, struct nq_goal *g, struct nq_err *e)
{
	struct sqlite3_stmt *st = pg->targets;
	bool en = pg->r.en;

	*g = (struct nq_goal){
		.code = column(st, 0), .resolution = column(st, 1),
		.clause = column(st, 3), .name = column(st, en ? 5 : 4),
		.indicator = column(st, 6), .area = column(st, 7),
		.part = column(st, 8), .price_base = column(st, 9),
		.kind = column(st, 10), .bound = column(st, 11),
		.direction = column(st, 12), .unit = column(st, 18),
		.mult = sqlite3_column_int(st, 19),
		.certainty = column(st, 20), .source = column(st, 21),
		.wording = column(st, en ? 23 : 22),
		.territory = column(st, 26),
		.has_value = sqlite3_column_type(st, 15) != SQLITE_NULL,
		.value = sqlite3_column_double(st, 15),
	};
	if (column(st, 13) != NULL &&
	    nq_period_parse(column(st, 13), &g->base, e) != 0)
		return -1;
	return nq_period_parse(column(st, 14), &g->period, e);
}

static int
print_targets(struct page *pg, struct nq_err *e)
{
	struct nq_assessment a;
	struct nq_goal g;
	int rc;

	while ((rc = sqlite3_step(pg->targets)) == SQLITE_ROW) {
		if (read_goal(pg, &g, e) != 0 ||
		    nq_assess(&pg->r, &g, &a, e) != 0)
			return -1;
		if (pg->table != NULL)
			row_target(pg, &g, &a);
		else
			print_target(pg, &g, column(pg->targets,
			    pg->r.en ? 25 : 24), &a);
	}
	return rc == SQLITE_DONE ? 0 : nq_db_fail(pg->r.db, e, "targets");
}

/* The four series people ask for first, a year a line. */
static const struct {
	const char *indicator, *as, *unit, *vi, *en;
	int mult;
} shown[] = {
	{ "IND_OUTPUT", "level", "VND", "SXCN, tỷ", "Industry, bn VND", 9 },
	{ "IIP", "yoy", "PT", "IIP, %", "IIP, %", 0 },
	{ "RETAIL", "level", "VND", "Bán lẻ, tỷ", "Retail, bn VND", 9 },
	{ "EXPORTS", "level", "USD", "Xuất khẩu, tr USD", "Exports, m USD",
	    6 },
};

enum { SHOWN = sizeof(shown) / sizeof(shown[0]), SERIES = 21 };

/* The longest stretch of the year; constant prices, printed before
 * inferred, before unnamed before current ones. */
static int
rank(const struct nq_point *p)
{
	const char *base = nq_point_base(p);

	if (strcmp(base, "constant-2010") == 0 || strcmp(base, "_Z") == 0)
		return nq_point_is_inferred(p);
	return strcmp(base, "_U") == 0 ? 2 : strcmp(base, "current") == 0 ?
	    3 + nq_point_is_inferred(p) : 5;
}

/* Of one territory: a year's part must go with that of the year before. */
static const struct nq_point *
pick(const struct nq_series *s, int year)
{
	const struct nq_point *best = NULL, *p;

	for (size_t i = 0; i < s->n; i++) {
		p = &s->v[i];
		if (p->period.year != year || p->period.month != 1 ||
		    p->period.months > 12 || rank(p) > 4 ||
		    strcmp(p->territory, s->v[0].territory) != 0)
			continue;
		if (best == NULL || p->period.months > best->period.months ||
		    (p->period.months == best->period.months &&
		    rank(p) < rank(best)))
			best = p;
	}
	return best;
}

/* Prices that are not the constant ones, of the series that has both. */
static const char *
price_mark(const struct nq_point *p, size_t series)
{
	const char *base = nq_point_base(p);
	bool inferred = nq_point_is_inferred(p);

	if (series != 0)
		return "";
	if (strcmp(base, "current") == 0)
		return inferred ? " HH?" : " HH";
	return inferred ? " SS?" : strcmp(base, "_U") == 0 ? " ?" : "";
}

static void
print_year(const struct page *pg, const struct nq_series *s, int year)
{
	char cell[96], number[48], when[NQ_PERIOD_TEXT];
	const struct nq_point *p;

	printf("%-6d", year);
	for (size_t i = 0; i < SHOWN; i++) {
		cell[0] = '\0';
		if ((p = pick(&s[i], year)) != NULL) {
			nq_period_text(p->period, pg->r.en, when);
			when[strcspn(when, "/")] = '\0';
			snprintf(cell, sizeof(cell), "%s%s%s%s",
			    nq_number_text(p->value * pow(10, p->mult -
			    shown[i].mult), pg->r.en, number),
			    price_mark(p, i), p->period.months < 12 ?
			    " · " : "", p->period.months < 12 ? when : "");
		}
		putchar(' ');
		nq_text_put(stdout, cell, SERIES, true);
	}
	putchar('\n');
}

static int
print_series(struct page *pg, struct nq_err *e)
{
	struct nq_series s[SHOWN] = { 0 };
	int from = 9999, to = 0, rc = 0;

	for (size_t i = 0; rc == 0 && i < SHOWN; i++) {
		rc = nq_series_read(&pg->r, shown[i].indicator, "VN-06", "_T",
		    shown[i].as, &s[i], e);
		for (size_t k = 0; k < s[i].n; k++) {
			int y = s[i].v[k].period.year;

			from = y < from ? y : from;
			to = y > to ? y : to;
		}
	}
	if (rc == 0 && from <= to) {
		putchar('\n');
		nq_text_put(stdout, pg->r.en ? "Year" : "Năm", 6, false);
		for (size_t i = 0; i < SHOWN; i++) {
			putchar(' ');
			nq_text_put(stdout, pg->r.en ? shown[i].en :
			    shown[i].vi, SERIES, true);
		}
		putchar('\n');
		for (int y = from; y <= to; y++)
			print_year(pg, s, y);
	}
	return rc;
}

static void
print_head(const struct page *pg, const char *day)
{
	static const char *const head[][2] = { { "Chỉ tiêu", "Target" },
		{ "Mức", "Goal" }, { "Căn cứ", "Known" },
		{ "Mới nhất", "Latest" }, { "Tiến độ", "Progress" },
		{ "Đánh giá", "Verdict" } };
	static const size_t widths[] = { NAME, GOAL, SURE, LATEST, BAR };

	printf(pg->r.en ? "Yên Bái, as known on %s\n\n" :
	    "Yên Bái, theo số liệu có đến %s\n\n", day);
	for (size_t i = 0; i < 5; i++) {
		nq_text_put(stdout, head[i][pg->r.en], widths[i], i == 1 ||
		    i == 3 || (i == 4 && !pg->bars));
		putchar(' ');
	}
	puts(head[5][pg->r.en]);
}

static int
batch_as_of(struct page *pg, const struct nq_opts *o, const char *time,
    struct nq_err *e)
{
	struct sqlite3_stmt *st;
	int rc = -1;

	st = nq_db_prepare(pg->r.db, o, "query/batch_as_of.sql", e);
	if (st == NULL)
		return -1;
	nq_db_text(st, 1, time);
	if (sqlite3_step(st) == SQLITE_ROW) {
		pg->r.batch = sqlite3_column_int64(st, 0);
		rc = 0;
	} else {
		nq_db_fail(pg->r.db, e, "query/batch_as_of.sql");
	}
	sqlite3_finalize(st);
	return rc;
}

static int
page_open(struct page *pg, const struct nq_opts *o, const char *time,
    struct nq_err *e)
{
	char *path = nq_path_join(o->data, "warehouse.db");
	struct nq_names names = { 0 };
	int newest, version, rc = -1;

	if (nq_db_migrations(o, &names, &newest, e) != 0 ||
	    (pg->r.db = nq_db_open(path, NQ_DB_READ, e)) == NULL ||
	    nq_db_check(pg->r.db, newest, &version, e) != 0 ||
	    nq_warehouse_schema(pg->r.db, o, version, e) != 0 ||
	    batch_as_of(pg, o, time, e) != 0)
		goto out;
	pg->r.series = nq_db_prepare(pg->r.db, o, "query/series.sql", e);
	pg->targets = nq_db_prepare(pg->r.db, o, "query/targets.sql", e);
	rc = pg->r.series != NULL && pg->targets != NULL ? 0 : -1;
out:
	nq_names_release(&names);
	free(path);
	return rc;
}

enum nq_exit
nq_status_run(const struct nq_opts *o, struct nq_log *log)
{
	struct page pg = { .r.en = strcmp(o->lang, "en") == 0,
		.bars = isatty(STDOUT_FILENO) == 1 };
	char now[NQ_TIME_TEXT], time[NQ_TIME_TEXT];
	bool table = strcmp(o->format, "table") == 0;
	struct nq_err e = { 0 };
	int y = 0, m = 0;

	pg.r.cache = &pg.cache;
	nq_time_now(now);
	snprintf(time, sizeof(time), "%.10s%s", o->as_of != NULL ? o->as_of :
	    now, o->as_of != NULL ? "T23:59:59Z" : now + 10);
	if (sscanf(time, "%4d-%2d", &y, &m) == 2)
		pg.r.now = y * 12 + m - 1;
	if (page_open(&pg, o, time, &e) != 0)
		goto out;
	time[10] = '\0';
	if (table)
		print_head(&pg, time);
	else
		pg.table = nq_table_new(stdout, o->format, columns, COLUMNS);
	if (print_targets(&pg, &e) == 0 && table &&
	    print_series(&pg, &e) == 0)
		fputs(pg.r.en ? "\n* provisional: an estimate, a part of the "
		    "period or a missing year is among the inputs\n"
		    "HH at current prices, ? base not printed (HH?, SS? "
		    "inferred); others at constant prices of 2010\n" :
		    "\n* tạm tính: có số ước, một phần kỳ hoặc thiếu năm\n"
		    "HH theo giá hiện hành, ? không ghi giá (HH?, SS? là suy "
		    "ra); còn lại theo giá so sánh 2010\n", stdout);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_cache_release(&pg.cache);
	nq_table_free(pg.table);
	sqlite3_finalize(pg.targets);
	sqlite3_finalize(pg.r.series);
	nq_db_close(pg.r.db);
	return nq_exit_of(&e);
}
