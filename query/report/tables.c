#include "query/report/tables.h"

#include "core/db.h"
#include "core/err.h"
#include "progress/words.h"
#include "query/report/chart.h"
#include "query/report/report.h"
#include "query/report/say.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

void
nq_scroll_open(struct nq_sheet *p, const char *id, const char *heading,
    const char *caption, const char *const heads[][2], size_t columns)
{
	nq_tag_open(p, "section", NULL);
	nq_tag_open(p, "h2", NULL);
	nq_tag_attr(p, "id", id);
	nq_tag_text(p, heading);
	nq_tag_close(p);
	nq_tag_open(p, "div", "scroll");
	nq_tag_attr(p, "tabindex", "0");
	nq_tag_attr(p, "role", "region");
	nq_tag_attr(p, "aria-labelledby", id);
	nq_tag_open(p, "table", NULL);
	nq_tag_put(p, "caption", NULL, caption);
	nq_tag_open(p, "thead", NULL);
	nq_tag_open(p, "tr", NULL);
	for (size_t i = 0; i < columns; i++) {
		const char *head = heads[i][p->en];

		nq_tag_head(p, "col", head[0] == ' ' ? "num" : NULL,
		    head[0] == ' ' ? head + 1 : head);
	}
	nq_tag_close(p);
	nq_tag_close(p);
	nq_tag_open(p, "tbody", NULL);
}

void
nq_scroll_close(struct nq_sheet *p)
{
	for (int i = 0; i < 4; i++)	/* tbody, table, div, section */
		nq_tag_close(p);
}

static void
put_value(struct nq_sheet *p, double v, const char *as,
    const struct nq_years *y, int64_t id)
{
	char text[NQ_SAID];

	nq_say_value(v, as, y->unit, y->mult, p->en, text);
	if (id != 0)
		nq_tag_cite(p, id, text);
	else
		nq_tag_text(p, text);
}

static const char *
price_text(const struct nq_point *point, bool en, char out[NQ_SAID])
{
	const char *base = nq_point_base(point);

	snprintf(out, NQ_SAID, "%s%s", strcmp(base, "_Z") == 0 ? "—" :
	    nq_price_word(base, en), !nq_point_is_inferred(point) ? "" :
	    en ? " (inferred)" : " (suy ra)");
	return out;
}

static void
put_remark(struct nq_sheet *p, const struct nq_years *y, size_t i)
{
	int what = nq_years_break(y, i);

	if (what & NQ_BREAK_TERRITORY)
		nq_tag_text(p, nq_in(p, "địa giới đã đổi. ",
		    "the territory changed. "));
	if (what & NQ_BREAK_PRICES)
		nq_tag_text(p, nq_in(p, "khác giá năm trước. ",
		    "other prices than the year before. "));
	if (y->v[i].actual != NULL && !y->v[i].compared)
		nq_tag_text(p, nq_in(p, "không đem so.", "not compared."));
}

static void
put_plan(struct nq_sheet *p, const struct nq_years *y,
    const struct nq_year *one)
{
	char path[NQ_TARGET_PATH], text[NQ_SAID];

	if (one->plan_point != NULL)
		put_value(p, one->plan, y->as, y, one->plan_point->id);
	else if (one->plan_goal != NULL)
		nq_tag_link(p, NULL, nq_target_path(one->plan_goal, path),
		    nq_say_value(one->plan, "level", y->unit, y->mult, p->en,
		    text));
}

static void
open_cell(struct nq_sheet *p, const char *class)
{
	nq_tag_open(p, "td", class);
}

static void
put_year(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_years *y, size_t i)
{
	const struct nq_year *one = &y->v[i];
	char text[NQ_SAID], status[2] = "", when[NQ_PERIOD_TEXT];

	nq_tag_open(p, "tr", NULL);
	nq_tag_open(p, "th", NULL);
	nq_tag_attr(p, "scope", "row");
	nq_tag_textf(p, "%d", one->year);
	nq_tag_close(p);
	open_cell(p, "num");
	if (one->actual != NULL) {
		status[0] = one->actual->status;
		put_value(p, one->value, y->as, y, one->actual->id);
	}
	nq_tag_close(p);
	nq_tag_put(p, "td", NULL, one->actual != NULL ? nq_period_text(
	    one->actual->period, p->en, when) : "—");
	nq_tag_put(p, "td", NULL, one->actual != NULL ?
	    nq_status_word(status, p->en) : "—");
	nq_tag_put(p, "td", NULL, one->actual != NULL ?
	    price_text(one->actual, p->en, text) : "—");
	open_cell(p, "num");
	put_plan(p, y, one);
	nq_tag_close(p);
	open_cell(p, "num");
	if (one->has_target)
		nq_tag_text(p, nq_say_goal(g, p->en, text));
	nq_tag_close(p);
	open_cell(p, "num");
	/* A way begins at the latest figure, which is no demand. */
	if (one->has_path && (y->steps || (i > 0 && y->v[i - 1].has_path)))
		put_value(p, one->path, "level", y, 0);
	nq_tag_close(p);
	open_cell(p, NULL);
	put_remark(p, y, i);
	nq_tag_close(p);
	nq_tag_close(p);
}

void
nq_years_put(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_years *y)
{
	static const char *const heads[][2] = {
		{ "Năm", "Year" }, { " Thực hiện", " Actual" },
		{ "Kỳ", "Period" }, { "Độ chắc", "Status" },
		{ "Giá", "Prices" }, { " Kế hoạch", " Plan" },
		{ " Mục tiêu", " Goal" }, { " Cần đạt", " Needed" },
		{ "Ghi chú", "Remarks" },
	};

	if (y->n == 0)
		return;
	nq_tag_open(p, "figure", NULL);
	nq_tag_open(p, "div", "scroll");
	nq_tag_attr(p, "tabindex", "0");
	nq_tag_attr(p, "role", "region");
	nq_tag_attr(p, "aria-label", nq_in(p, "Biểu đồ", "Drawing"));
	nq_chart_put(p, g, y);
	nq_tag_close(p);
	nq_tag_open(p, "figcaption", NULL);
	nq_legend_put(p, y);
	nq_tag_close(p);
	nq_tag_close(p);
	nq_scroll_open(p, "years", nq_in(p, "Từng năm", "Year by year"),
	    nq_in(p, "Số liệu của biểu đồ", "The numbers of the drawing"),
	    heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t i = 0; i < y->n; i++)
		put_year(p, g, y, i);
	nq_scroll_close(p);
}

/* What the figure was used for. */
static const char *
use_word(const struct nq_sheet *p, enum nq_use use)
{
	static const char *const words[][2] = {
		[NQ_USE_BASE] = { "gốc so sánh", "base" },
		[NQ_USE_LATEST] = { "số mới nhất", "latest" },
		[NQ_USE_YEAR] = { "một năm của kỳ", "a year of the term" },
		[NQ_USE_SHARE] = { "tỷ lệ in trong bài", "share as printed" },
		[NQ_USE_LAST_PART] = { "cùng kỳ năm trước",
		    "same months last year" },
		[NQ_USE_LAST_YEAR] = { "cả năm trước", "last year" },
		[NQ_USE_SCENARIO] = { "kịch bản", "scenario" },
		[NQ_USE_FIRST_MET] = { "năm đạt đầu tiên", "first reached" },
	};

	return words[use][p->en];
}

static void
put_input(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_input *in)
{
	bool level = strcmp(in->as, "level") == 0;
	char value[NQ_SAID], when[NQ_PERIOD_TEXT], base[NQ_SAID];
	const char status[2] = { in->point.status, '\0' };

	nq_tag_open(p, "tr", NULL);
	nq_tag_head(p, "row", NULL, use_word(p, in->use));
	nq_tag_put(p, "td", NULL, nq_period_text(in->point.period, p->en,
	    when));
	open_cell(p, "num");
	nq_tag_cite(p, in->point.id, nq_say_value(in->value, in->as,
	    in->point.unit, level ? g->mult : in->point.mult, p->en, value));
	nq_tag_text(p, nq_figure_word(in->as, p->en));
	nq_tag_close(p);
	nq_tag_put(p, "td", NULL, nq_status_word(status, p->en));
	nq_tag_put(p, "td", NULL, price_text(&in->point, p->en, base));
	nq_tag_close(p);
}

void
nq_inputs_put(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_assessment *a)
{
	static const char *const heads[][2] = {
		{ "Dùng làm", "Used as" }, { "Kỳ", "Period" },
		{ " Giá trị", " Value" }, { "Độ chắc", "Status" },
		{ "Giá", "Prices" },
	};

	if (a->inputs == 0)
		return;
	nq_scroll_open(p, "inputs", nq_in(p, "Số dùng để đánh giá",
	    "What the verdict rests on"), nq_in(p, "Mỗi số dẫn đến câu văn "
	    "in nó", "Each figure leads to its sentence"), heads,
	    sizeof(heads) / sizeof(heads[0]));
	for (size_t i = 0; i < a->inputs; i++)
		put_input(p, g, &a->input[i]);
	nq_scroll_close(p);
}

static enum nq_verdict
verdict_of(const char *code)
{
	int v = 0;

	while (v < NQ_UNVERIFIED &&
	    strcmp(nq_verdict_code((enum nq_verdict)v), code) != 0)
		v++;
	return (enum nq_verdict)v;
}

static void
put_given(struct nq_sheet *p, struct sqlite3_stmt *st)
{
	const char *s[7];
	char from[NQ_SAID], until[NQ_SAID];

	for (int i = 0; i < 7; i++)
		s[i] = (const char *)sqlite3_column_text(st, i);
	nq_tag_open(p, "tr", NULL);
	nq_tag_head(p, "row", NULL, nq_say_time(s[3], p->en, from));
	nq_tag_put(p, "td", NULL, s[4] != NULL ? nq_say_time(s[4], p->en,
	    until) : nq_in(p, "đang đứng", "stands"));
	open_cell(p, NULL);
	nq_verdict_put(p, verdict_of(s[0]), s[1][0] == '1');
	nq_tag_close(p);
	nq_tag_put(p, "td", NULL, s[5 + p->en]);
	nq_tag_put(p, "td", NULL, strcmp(s[2], "none") == 0 ? "—" : s[2]);
	nq_tag_close(p);
}

int
nq_history_put(const struct nq_report *r, struct nq_sheet *p,
    const struct nq_goal *g, struct nq_err *e)
{
	static const char *const heads[][2] = {
		{ "Đưa ra", "Given" }, { "Đến", "Until" },
		{ "Đánh giá", "Verdict" }, { "Lý do", "Reason" },
		{ "Phương pháp", "Method" },
	};
	struct sqlite3_stmt *st = nq_ask_prepare(&r->ask,
	    "report/verdicts.sql", e);
	int rc;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, g->code);
	nq_db_text(st, 2, r->ask.time);
	if ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		nq_scroll_open(p, "history", nq_in(p, "Các lần đánh giá",
		    "Verdicts as they were given"), nq_in(p, "Sau mỗi lần nạp "
		    "số liệu làm thay đổi đánh giá, mới nhất ở trên", "After "
		    "each load that changed something, the last one first"),
		    heads, sizeof(heads) / sizeof(heads[0]));
		for (; rc == SQLITE_ROW; rc = sqlite3_step(st))
			put_given(p, st);
		nq_scroll_close(p);
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(r->ask.db, e, "report/verdicts.sql");
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}
