/*
 * The status page: each target, the two resolutions first, then the series
 * behind them year by year. A table for people; the other formats carry
 * every field and no decoration.
 */
#include "query/query.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "progress/assess.h"
#include "progress/words.h"
#include "query/ask.h"
#include "query/style.h"
#include "query/table.h"
#include "query/target_row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the page in either language: name, goal, how sure it is, latest
 * figure, bar; with their gaps and the verdict 100. English has longer units
 * and shorter verdicts. */
enum { COLUMNS = 5 };
static const size_t widths[2][COLUMNS] = {
	{ 29, 12, 8, 21, 12 }, { 26, 14, 7, 24, 12 },
};

enum {
	/* Years a sparkline looks back at: two terms. */
	SPARK = 10,
	/* Columns of the page; of the lines below a target the indent. */
	WIDTH = 100, INDENT = 4,
	/* A number with its sign and unit. */
	GOAL_TEXT = 128
};

struct page {
	struct nq_ask ask;
	struct nq_reader r;
	struct nq_goals goals;
	struct nq_assessment *a;	/* owned: one a goal */
	struct nq_table *table;		/* owned; NULL for the page */
	struct nq_style style;
	const char *code;		/* area of the first target */
	char area[2][NQ_AREA_NAME];	/* its names */
};

static void
goal_text(const struct nq_goal *g, bool en, char out[GOAL_TEXT])
{
	const char *sign = strcmp(g->bound, "min") == 0 ? "≥ " :
	    strcmp(g->bound, "max") == 0 ? "≤ " :
	    strcmp(g->bound, "approx") == 0 ? "≈ " : "";
	bool yearly = strcmp(g->kind, "average-growth") == 0;
	char number[NQ_NUMBER_TEXT], unit[NQ_UNIT_TEXT];

	if (!g->has_value)
		snprintf(out, GOAL_TEXT, "%s", strcmp(g->kind, "trend") != 0 ?
		    "—" : nq_goal_is_up(g) ? "↗" : "↘");
	else
		snprintf(out, GOAL_TEXT, "%s%s%s%s", sign,
		    nq_number_text(g->value, en, number),
		    nq_unit_word(g->unit, g->mult, en, unit), !yearly ? "" :
		    en ? "/y" : "/năm");
}

static void
latest_text(const struct nq_assessment *a, bool en, char out[160])
{
	const struct nq_point *p = &a->latest;
	char number[NQ_NUMBER_TEXT], when[NQ_PERIOD_TEXT];
	char unit[NQ_UNIT_TEXT];
	bool rate = strcmp(a->latest_as, "yoy") == 0;

	snprintf(out, 160, "%s%s%s %s", rate && p->value > 0 ? "+" : "",
	    nq_number_text(rate ? p->value : round(p->value * 100) / 100, en,
	    number), nq_unit_word(p->unit, p->mult, en, unit),
	    nq_period_text(p->period, en, when));
}

/* "██████░  92%": filled in eighths, so that 3 % differs from 9 %. */
static void
bar_text(const struct nq_progress *p, char out[96])
{
	static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋",
		"▊", "▉", "█" };
	enum { CELLS = 7 };
	size_t n = 0;
	long full;

	out[0] = '\0';
	if (!p->has_share || !(fabs(p->share) < 100000))
		return;
	full = lround(fmin(fmax(p->share, 0), 100) / 100 * CELLS * 8);
	for (int i = 0; i < CELLS; i++, full -= full > 8 ? 8 : full)
		n += (size_t)snprintf(out + n, 96 - n, "%s",
		    full > 0 ? eighths[full > 8 ? 8 : full] : "░");
	snprintf(out + n, 96 - n, "%4.0f%%", p->share);
}

/* The whole years up to now as "▂▃·▆█"; nothing where two are not known. */
static int
spark_text(struct page *pg, const struct nq_goal *g, char out[80],
    struct nq_err *e)
{
	static const char *const steps[] = { "▁", "▂", "▃", "▄", "▅", "▆",
		"▇", "█" };
	const struct nq_key key = { g->indicator, g->area, g->part,
		nq_goal_transformation(g), NULL };
	const struct nq_fit fit = nq_goal_fit(g);
	const struct nq_point *p[SPARK] = { NULL };
	double least = INFINITY, most = -INFINITY;
	int now = pg->ask.month / 12, known = 0, first = SPARK, last = 0;
	struct nq_series s;
	size_t n = 0;

	out[0] = '\0';
	if (g->indicator == NULL)
		return 0;
	if (nq_series_read(&pg->r, &key, &s, e) != 0)
		return -1;
	for (int i = 0; i < SPARK; i++) {
		p[i] = nq_point_at(&fit, &s, NQ_YEAR(now - SPARK + 1 + i));
		if (p[i] == NULL)
			continue;
		least = fmin(least, nq_goal_value(g, p[i]));
		most = fmax(most, nq_goal_value(g, p[i]));
		first = first < i ? first : i;
		last = i;
		known++;
	}
	for (int i = first; known > 1 && i <= last; i++)
		n += (size_t)snprintf(out + n, 80 - n, "%s", p[i] == NULL ?
		    "·" : steps[most > least ? lround((nq_goal_value(g,
		    p[i]) - least) / (most - least) * 7) : 3]);
	return 0;
}

static void
put_verdict(const struct page *pg, const struct nq_assessment *a)
{
	const char *colour = nq_style_verdict(&pg->style, a->progress.verdict);

	printf("%s%s%s%s\n", colour, nq_verdict_word(a->progress.verdict,
	    pg->ask.en), a->provisional && a->progress.verdict < NQ_NO_DATA ?
	    "*" : "", colour[0] != '\0' ? pg->style.off : "");
}

static int
print_target(struct page *pg, const struct nq_goal *g,
    const struct nq_assessment *a, struct nq_err *e)
{
	char goal[GOAL_TEXT], latest[160] = "—", bar[96], spark[80];
	bool en = pg->ask.en;
	const char *cells[] = { g->name[en], goal,
		nq_certainty_word(g->certainty, en), latest, bar };
	size_t at;

	goal_text(g, en, goal);
	if (a->has_latest)
		latest_text(a, en, latest);
	bar_text(&a->progress, bar);
	if (spark_text(pg, g, spark, e) != 0)
		return -1;
	for (size_t i = 0; i < COLUMNS; i++) {
		nq_text_put(stdout, cells[i], widths[en][i], i == 1 || i == 3);
		putchar(' ');
	}
	put_verdict(pg, a);
	if (a->reason[en][0] == '\0')
		return 0;
	at = INDENT + nq_text_width(spark);
	printf("%*s%s", (int)INDENT, "", spark);
	nq_text_wrap(stdout, a->reason[en], INDENT, WIDTH, at);
	return 0;
}

static int
judge_all(struct page *pg, struct nq_err *e)
{
	pg->a = nq_alloc(pg->goals.n + 1, sizeof(*pg->a));
	for (size_t i = 0; i < pg->goals.n; i++)
		if (nq_assess(&pg->r, &pg->goals.v[i], &pg->a[i], e) != 0)
			return -1;
	return 0;
}

/* "đạt 16 · đúng tiến độ 14 · …" */
static void
print_counts(const struct page *pg)
{
	int n[NQ_VERDICTS] = { 0 };
	const char *gap = "";

	for (size_t i = 0; i < pg->goals.n; i++)
		n[pg->a[i].progress.verdict]++;
	for (int v = 0; v < NQ_VERDICTS; v++) {
		if (n[v] == 0)
			continue;
		printf("%s%s %d", gap, nq_verdict_word((enum nq_verdict)v,
		    pg->ask.en), n[v]);
		gap = " · ";
	}
	puts(gap[0] != '\0' ? "" : pg->ask.en ? "no targets" :
	    "chưa có chỉ tiêu nào");
}

static int
print_targets(struct page *pg, struct nq_err *e)
{
	const char *resolution = "";
	struct nq_arena a = { NULL };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < pg->goals.n; i++) {
		const struct nq_goal *g = &pg->goals.v[i];

		if (strcmp(resolution, g->resolution) != 0)
			printf("\n%s%s · %s%s\n", pg->style.bold,
			    nq_plain(&a, g->resolution),
			    nq_plain(&a, g->title[pg->ask.en]),
			    pg->style.off);
		resolution = g->resolution;
		rc = print_target(pg, g, &pg->a[i], e);
	}
	nq_arena_release(&a);
	return rc;
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
pick(const struct nq_series *s, const char *unit, int year)
{
	const struct nq_point *best = NULL, *p;

	for (size_t i = 0; i < s->n; i++) {
		p = &s->v[i];
		if (p->period.year != year || p->period.month != 1 ||
		    p->period.months > 12 || rank(p) > 4 ||
		    strcmp(p->unit, unit) != 0 ||
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
	size_t blanks = 0;	/* columns left out so far */

	printf("%-6d", year);
	for (size_t i = 0; i < SHOWN; i++) {
		cell[0] = '\0';
		if ((p = pick(&s[i], shown[i].unit, year)) != NULL) {
			nq_period_text(p->period, pg->ask.en, when);
			when[strcspn(when, "/")] = '\0';
			snprintf(cell, sizeof(cell), "%s%s%s%s",
			    nq_number_text(p->value * pow(10, p->mult -
			    shown[i].mult), pg->ask.en, number),
			    price_mark(p, i), p->period.months < 12 ?
			    " · " : "", p->period.months < 12 ? when : "");
		}
		if (cell[0] == '\0') {
			blanks++;
			continue;
		}
		nq_text_put(stdout, cell, (blanks + 1) * (SERIES + 1), true);
		blanks = 0;
	}
	putchar('\n');
}

static int
print_series(struct page *pg, struct nq_err *e)
{
	struct nq_series s[SHOWN] = { 0 };
	int from = 9999, to = 0, rc = 0;

	for (size_t i = 0; rc == 0 && i < SHOWN; i++) {
		const struct nq_key key = { shown[i].indicator, pg->code,
			"_T", shown[i].as, NULL };

		rc = nq_series_read(&pg->r, &key, &s[i], e);
		for (size_t k = 0; k < s[i].n; k++) {
			int y = s[i].v[k].period.year;

			from = y < from ? y : from;
			to = y > to ? y : to;
		}
	}
	if (rc == 0 && from <= to) {
		putchar('\n');
		nq_text_put(stdout, pg->ask.en ? "Year" : "Năm", 6, false);
		for (size_t i = 0; i < SHOWN; i++) {
			putchar(' ');
			nq_text_put(stdout, pg->ask.en ? shown[i].en :
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

	printf(pg->ask.en ? "%s, as known on %s\n" :
	    "%s, theo số liệu có đến %s\n", pg->area[pg->ask.en], day);
	print_counts(pg);
	putchar('\n');
	for (size_t i = 0; i < COLUMNS; i++) {
		nq_text_put(stdout, head[i][pg->ask.en],
		    widths[pg->ask.en][i], i == 1 || i == 3);
		putchar(' ');
	}
	puts(head[5][pg->ask.en]);
}

static int
page_open(struct page *pg, const struct nq_opts *o, struct nq_err *e)
{
	if (nq_ask_open(&pg->ask, o, e) != 0 || nq_reader_open(&pg->r,
	    pg->ask.db, o, pg->ask.batch, pg->ask.month, e) != 0)
		return -1;
	if (nq_goals_read(&pg->goals, pg->ask.db, o, e) != 0)
		return -1;
	pg->code = pg->goals.n > 0 ? pg->goals.v[0].area : "";
	return nq_ask_area(&pg->ask, pg->code, pg->area, e);
}

static int
print_page(struct page *pg, struct nq_err *e)
{
	print_head(pg, pg->ask.day);
	if (print_targets(pg, e) != 0 || print_series(pg, e) != 0)
		return -1;
	fputs(pg->ask.en ? "\n* provisional: an estimate, a part of the "
	    "period or a missing year is among the inputs\n"
	    "HH at current prices, ? base not printed (HH?, SS? inferred); "
	    "others at constant prices of 2010\n" :
	    "\n* tạm tính: có số ước, một phần kỳ hoặc thiếu năm\n"
	    "HH theo giá hiện hành, ? không ghi giá (HH?, SS? là suy ra); "
	    "còn lại theo giá so sánh 2010\n", stdout);
	return 0;
}

enum nq_exit
nq_status_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_err e = { 0 };
	struct page pg = { .style = nq_style_of(stdout) };

	if (page_open(&pg, o, &e) != 0 || judge_all(&pg, &e) != 0)
		goto out;
	if (strcmp(o->format, "table") == 0) {
		print_page(&pg, &e);
		goto out;
	}
	pg.table = nq_table_new(stdout, o->format, nq_target_columns,
	    NQ_TARGET_COLUMNS);
	for (size_t i = 0; i < pg.goals.n; i++)
		nq_target_row(pg.table, &pg.goals.v[i], &pg.a[i],
		    pg.ask.en);
out:
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_table_free(pg.table);
	free(pg.a);
	nq_goals_release(&pg.goals);
	nq_reader_close(&pg.r);
	nq_ask_close(&pg.ask);
	return nq_exit_of(&e);
}
