#include "query/series/page.h"

#include "core/opts.h"
#include "progress/words.h"
#include "query/series/bars.h"
#include "query/line.h"
#include "query/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the table, in its order. */
enum column {
	PERIOD, VALUE, GROWTH, COMPUTED, SHARE, PLAN, TARGET, STATUS, RELEASES,
	OBSERVATION, SOURCE, COLUMNS
};

static const char *const heads[][COLUMNS] = {
	{ "Kỳ", "Giá trị", "Tăng %", "Tính %", "% KH", "Kế hoạch", "Mục tiêu",
	    "", "Bài", "Số", "Nguồn" },
	{ "Period", "Value", "Growth", "Comp.", "% plan", "Plan", "Target",
	    "", "Rel.", "No.", "Source" },
};

/* Its text has the length of a target's number and a remark. */
enum { CELL = 2 * NQ_VALUE_TEXT };

/* A part of a year is held against the year's plan, too, but only it against
 * its own. */
static bool
is_about(const struct nq_goal *g, struct nq_period p)
{
	int first = g->period.year, year = p.year;

	if (!g->has_value || strcmp(g->kind, "sum") == 0)
		return false;
	if (g->period.months < 12)
		return nq_period_is_same(g->period, p);
	return year >= first && year < first + (g->period.months + 11) / 12;
}

const struct nq_goal *
nq_row_goal(const struct nq_series_page *pg, const struct nq_row *r,
    size_t *i)
{
	while (*i < pg->goals->n) {
		const struct nq_goal *g = &pg->goals->v[(*i)++];

		if (!nq_key_has_goal(pg->key, g) ||
		    !is_about(g, r->period) ||
		    (g->unit != NULL && strcmp(g->unit, r->unit) != 0) ||
		    strcmp(g->territory, r->territory) != 0)
			continue;
		if (r->base[0] == '_' || strcmp(g->price_base, "_U") == 0 ||
		    strcmp(g->price_base, r->base) == 0)
			return g;
	}
	return NULL;
}

static const char *
goal_sign(const struct nq_goal *g)
{
	return strcmp(g->bound, "min") == 0 ? "≥ " :
	    strcmp(g->bound, "max") == 0 ? "≤ " :
	    strcmp(g->bound, "approx") == 0 ? "≈ " : "";
}

static void
target_text(const struct nq_series_page *pg, const struct nq_row *r,
    char out[CELL])
{
	char number[NQ_NUMBER_TEXT];
	size_t i = 0;
	const struct nq_goal *g = nq_row_goal(pg, r, &i);
	int more = 0;

	out[0] = '\0';
	if (g == NULL)
		return;
	while (nq_row_goal(pg, r, &i) != NULL)
		more++;
	snprintf(out, CELL, "%s%s", goal_sign(g), nq_number_text(g->value *
	    pow(10, g->mult - r->mult), pg->ask->en, number));
	if (more > 0)
		snprintf(out + strlen(out), CELL - strlen(out), " +%d", more);
}

/* To the digits that an interval needs, away from its middle. */
static double
outward(double v, bool up)
{
	double unit = fabs(v) >= 1000 ? 1 : fabs(v) >= 100 ? 10 : 100;

	/* A number that has no more digits stays, whatever binary made of
	 * it. */
	if (fabs(v * unit - round(v * unit)) < 1e-6 * fmax(1, fabs(v)))
		return round(v * unit) / unit;
	return (up ? ceil(v * unit) : floor(v * unit)) / unit;
}

static void
plan_text(const struct nq_row *r, bool en, char out[CELL])
{
	const struct nq_year_plan *p = r->plan;
	double f = pow(10, -r->mult);
	char a[NQ_NUMBER_TEXT], b[NQ_NUMBER_TEXT];

	out[0] = '\0';
	if (p == NULL)
		return;
	if (p->has_lower)
		nq_number_text(outward(p->lower * f, false), en, a);
	if (p->has_upper)
		nq_number_text(outward(p->upper * f, true), en, b);
	if (p->has_stated)
		snprintf(out, CELL, "%s", nq_number_text(p->stated * f, en,
		    a));
	else if (p->has_lower && p->has_upper)
		snprintf(out, CELL, "%s%s%s", a, strcmp(a, b) == 0 ? "" : "–",
		    strcmp(a, b) == 0 ? "" : b);
	else if (p->has_lower || p->has_upper)
		snprintf(out, CELL, "%s %s", p->has_lower ? "≥" : "≤",
		    p->has_lower ? a : b);
	if (out[0] != '\0' && r->plans > 1)
		snprintf(out + strlen(out), CELL - strlen(out), " +%d",
		    r->plans - 1);
}

static bool
is_level(const struct nq_series_page *pg)
{
	return strcmp(pg->key->transformation, "level") == 0;
}

static void
value_text(const struct nq_series_page *pg, const struct nq_row *r,
    char out[CELL])
{
	char value[NQ_VALUE_TEXT];

	snprintf(out, CELL, "%s%s", nq_value_text(r->value, r->mult, r->unit,
	    r->bound, pg->key->transformation, pg->ask->en, value),
	    r->inferred != NULL ? " ?" : "");
}

static const char *
status_text(const struct nq_row *r, bool en)
{
	return r->status[0] == 'E' ? en ? "est." : "ước" :
	    r->status[0] == 'P' ? en ? "prel." : "sơ bộ" : "";
}

static void
signed_text(bool has, double v, bool en, const char *mark, char out[CELL])
{
	char number[NQ_NUMBER_TEXT];

	out[0] = '\0';
	if (has)
		snprintf(out, CELL, "%s%s%s", v > 0 ? "+" : "",
		    nq_number_text(v, en, number), mark);
}

static void
table_row(const struct nq_series_page *pg, struct nq_columns *g,
    const struct nq_row *r)
{
	char text[COLUMNS][CELL], period[NQ_PERIOD_TEXT];
	char number[NQ_NUMBER_TEXT];
	const char *cells[COLUMNS];
	bool en = pg->ask->en, level = is_level(pg);

	for (int i = 0; i < COLUMNS; i++) {
		cells[i] = text[i];
		text[i][0] = '\0';
	}
	cells[PERIOD] = nq_period_text(r->period, en, period);
	value_text(pg, r, text[VALUE]);
	signed_text(level && r->growth_id != 0, r->growth, en, "",
	    text[GROWTH]);
	signed_text(r->has_computed, round(r->computed * 100) / 100, en,
	    strcmp(r->base, "_U") == 0 && strcmp(r->unit, "VND") == 0 ? "?" :
	    "", text[COMPUTED]);
	if (r->share_id != 0)
		snprintf(text[SHARE], CELL, "%s%s", nq_number_text(r->share,
		    en, number), r->shares ? " +" : "");
	plan_text(r, en, text[PLAN]);
	target_text(pg, r, text[TARGET]);
	cells[STATUS] = status_text(r, en);
	snprintf(text[RELEASES], CELL, "%d%s", r->releases, r->apart ? " ≠" :
	    "");
	snprintf(text[OBSERVATION], CELL, "%lld", (long long)r->id);
	snprintf(text[SOURCE], CELL, "%.60s", r->source);
	nq_columns_row(g, cells);
}

static bool
is_break(const struct nq_row *before, const struct nq_row *r)
{
	return before != NULL && strcmp(before->territory, r->territory) != 0;
}

static const char *
break_text(const struct nq_row *r, bool en, char out[CELL])
{
	const char *name = r->territory_name[en];

	snprintf(out, CELL, en ? "── break: from %s on another territory, "
	    "%.80s (%.40s)" : "── đứt chuỗi: từ %s là địa bàn khác, %.80s "
	    "(%.40s)", r->territory_from != NULL ? r->territory_from : "—",
	    name != NULL ? name : "", r->territory);
	return out;
}

/* Rows from i on that stand in one block: past the last one. */
static size_t
block_end(const struct nq_track *t, size_t i)
{
	size_t k = i;

	while (k < t->n && nq_row_is_beside(&t->v[i], &t->v[k]))
		k++;
	return k;
}

static void
put_table(const struct nq_series_page *pg, size_t from, size_t to)
{
	const struct nq_row *before = NULL, *r;
	struct nq_columns g = { .columns = COLUMNS };
	char line[CELL];

	for (int i = 0; i < COLUMNS; i++) {
		g.head[i] = heads[pg->ask->en][i];
		g.right[i] = i != PERIOD && i != STATUS && i != SOURCE;
	}
	for (size_t i = from; i < to; i++) {
		r = &pg->track->v[i];
		if (!pg->shown[i])
			continue;
		if (is_break(before, r))
			nq_columns_line(&g, break_text(r, pg->ask->en, line));
		table_row(pg, &g, r);
		before = r;
	}
	putchar('\n');
	nq_columns_put(stdout, &g, 0, pg->style->bold, pg->style->off);
}

static void
bar_of(const struct nq_series_page *pg, const struct nq_row *r,
    struct nq_arena *a, struct nq_bar *b)
{
	char value[CELL], period[NQ_PERIOD_TEXT], text[2 * CELL];
	const char *status = status_text(r, pg->ask->en);
	const struct nq_goal *g;
	size_t i = 0;

	value_text(pg, r, value);
	snprintf(text, sizeof(text), "%s%s%s", value, status[0] != '\0' ?
	    " " : "", status);
	g = nq_row_goal(pg, r, &i);
	*b = (struct nq_bar){ .label = nq_arena_strdup(a, nq_period_text(
	    r->period, pg->ask->en, period)), .text = nq_arena_strdup(a,
	    text), .value = r->value * pow(10, r->mult),
		.hollow = r->status[0] == 'E' || (!pg->ask->o->all &&
		    r->period.months < 12),
		.has_mark = g != NULL,
		.mark = g != NULL ? g->value * pow(10, g->mult) : 0 };
}

static void
put_chart(const struct nq_series_page *pg, size_t from, size_t to)
{
	const struct nq_row *before = NULL, *r;
	struct nq_arena a = { NULL };
	/* A bar a row, and a line before it. */
	struct nq_bar *v = nq_alloc(2 * (to - from), sizeof(*v));
	char line[CELL];
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		r = &pg->track->v[i];
		if (!pg->shown[i])
			continue;
		if (is_break(before, r))
			v[n++].text = nq_arena_strdup(&a, break_text(r,
			    pg->ask->en, line));
		bar_of(pg, r, &a, &v[n++]);
		before = r;
	}
	nq_bars_put(stdout, v, n);
	nq_arena_release(&a);
	free(v);
}

static void
put_head(const struct nq_series_page *pg)
{
	bool en = pg->ask->en;
	const char *what = nq_figure_word(pg->key->transformation, en);
	struct nq_arena a = { NULL };

	printf("%s%s%s (%s%s%s) · %s · %s\n", pg->style->bold,
	    pg->name->name[en], pg->style->off, pg->key->indicator,
	    pg->part[en] != NULL ? ", " : "", nq_plain(&a, pg->part[en]),
	    pg->area[en], is_level(pg) ? en ? "values" :
	    "giá trị" : what + strspn(what, " "));
	printf(en ? "as known on %s\n" : "theo số liệu có đến %s\n",
	    pg->ask->day);
	nq_arena_release(&a);
}

static void
put_block_head(const struct nq_series_page *pg, const struct nq_row *r)
{
	const char *price = nq_price_word(r->base, pg->ask->en);
	char word[NQ_UNIT_TEXT];
	const char *unit = nq_unit_word(r->unit, 0, pg->ask->en, word);
	bool named = strcmp(r->base, "_Z") != 0 &&
	    (strcmp(r->base, "_U") != 0 || strcmp(r->unit, "VND") == 0);

	printf("\n%s%s%s%s%s\n", pg->style->bold, named ? price : "",
	    named ? " · " : "", unit[0] != '\0' ? unit + strspn(unit, " ") :
	    pg->ask->en ? "number" : "số lượng", pg->style->off);
}

/* What the series is held against, each with how sure it is. */
static void
put_goals(const struct nq_series_page *pg)
{
	bool en = pg->ask->en, any = false;
	char value[NQ_VALUE_TEXT], line[600], from[NQ_PERIOD_TEXT];

	for (size_t i = 0; i < pg->goals->n; i++) {
		const struct nq_goal *g = &pg->goals->v[i];

		if (!nq_key_has_goal(pg->key, g))
			continue;
		if (!any)
			puts(en ? "\nTargets" : "\nMục tiêu");
		any = true;
		nq_period_text(g->period, en, from);
		snprintf(line, sizeof(line), "%.60s · %s · %s%s · %s · %.200s",
		    g->code, from, g->has_value ? goal_sign(g) : "",
		    g->has_value ? nq_value_text(g->value, g->mult, g->unit,
		    NULL, NULL, en, value) : "—", nq_certainty_word(
		    g->certainty, en), g->name[en]);
		nq_text_wrap(stdout, line, 2, NQ_PAGE, 0);
	}
}

static void
put_notes(const struct nq_series_page *pg)
{
	bool en = pg->ask->en;

	if (pg->hidden > 0)
		printf(en ? "Shorter periods not shown: %zu; --all prints "
		    "them\n" : "Còn %zu kỳ ngắn hơn không hiện; "
		    "--all in ra hết\n", pg->hidden);
	nq_text_wrap(stdout, en ? "░ an estimate or a part of a year; ┃ "
	    "target; Comp. growth computed from levels, of the same prices; ≠ "
	    "releases disagree; ? price base inferred, or two levels without "
	    "one; + there are others. \"nqtrack why NO.\" tells where a "
	    "figure comes from" : "░ số ước hoặc chưa đủ năm; ┃ mục tiêu; "
	    "Tính %: tăng tính từ hai mức cùng giá; ≠ các bài nói khác nhau; "
	    "? loại giá là suy ra, hoặc tính từ hai mức không ghi giá; + còn "
	    "số khác. \"nqtrack why SỐ\" cho biết số đến từ đâu", 0, NQ_PAGE,
	    0);
}

void
nq_series_page_put(const struct nq_series_page *pg)
{
	const struct nq_track *t = pg->track;
	bool any = false;

	put_head(pg);
	for (size_t i = 0, end; i < t->n; i = end) {
		size_t first = i;

		end = block_end(t, i);
		while (first < end && !pg->shown[first])
			first++;
		if (first == end)
			continue;
		any = true;
		put_block_head(pg, &t->v[i]);
		put_chart(pg, i, end);
		put_table(pg, i, end);
	}
	if (!any)
		puts(pg->ask->en ? "\nno figures" : "\nchưa có số liệu");
	put_goals(pg);
	putchar('\n');
	put_notes(pg);
}
