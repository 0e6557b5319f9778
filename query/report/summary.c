/* The first page: which targets are met, which are behind, and by how much. */
#include "query/report/report.h"

#include "core/err.h"
#include "progress/words.h"
#include "query/report/chart.h"
#include "query/report/say.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 8 };

static const char *const heads[COLUMNS][2] = {
	{ "Chỉ tiêu", "Target" }, { "Mục tiêu", "Goal" },
	{ "Căn cứ", "Known by" }, { "Số mới nhất", "Latest figure" },
	{ "Đã đạt", "Progress" }, { "Đánh giá", "Verdict" },
	{ "Cần cho phần còn lại", "Needed for the rest" },
	{ "Cơ quan phụ trách", "Responsible" },
};

static bool
is_number(int column)
{
	return column == 1 || column == 3 || column == 6;
}

/* A narrow screen leaves out what is not there. */
static void
open_cell(struct nq_sheet *p, int column, bool has)
{
	nq_tag_open(p, "td", is_number(column) ? has ? "num" : "num none" :
	    has ? NULL : "none");
	nq_tag_attr(p, "role", "cell");
	nq_tag_attr(p, "data-label", heads[column][p->en]);
}

static void
put_latest(struct nq_sheet *p, const char *target,
    const struct nq_assessment *a)
{
	char value[NQ_SAID], when[NQ_PERIOD_TEXT];

	if (!a->has_latest) {
		nq_tag_put(p, "span", "soft", "—");
		return;
	}
	nq_tag_open(p, "a", "cite");
	nq_tag_attrf(p, "href", "%s%s#o%lld", p->up, target,
	    (long long)a->latest.id);
	nq_tag_text(p, nq_say_latest(a, p->en, value));
	nq_tag_close(p);
	nq_tag_open(p, "span", "when");
	nq_tag_textf(p, "%s%s", nq_period_text(a->latest.period, p->en,
	    when), strcmp(a->latest_as, "yoy") != 0 ?
	    nq_figure_word(a->latest_as, p->en) : "");
	nq_tag_close(p);
}

static void
put_name(struct nq_sheet *p, const char *target, const struct nq_goal *g)
{
	nq_tag_open(p, "th", "name");
	nq_tag_attr(p, "scope", "row");
	nq_tag_attr(p, "role", "rowheader");
	nq_tag_link(p, NULL, target, g->name[p->en]);
	nq_tag_close(p);
}

static void
put_text(struct nq_sheet *p, int column, const char *text)
{
	bool has = text != NULL && strcmp(text, "—") != 0;

	open_cell(p, column, has);
	nq_tag_text(p, has ? text : "—");
	nq_tag_close(p);
}

static void
put_row(const struct nq_report *r, struct nq_sheet *p, size_t i)
{
	const struct nq_goal *g = &r->goals.v[i];
	const struct nq_assessment *a = &r->assessed[i];
	char target[NQ_TARGET_PATH], text[NQ_SAID];

	nq_target_path(g, target);
	nq_tag_open(p, "tr", NULL);
	nq_tag_attr(p, "role", "row");
	put_name(p, target, g);
	put_text(p, 1, nq_say_goal(g, p->en, text));
	put_text(p, 2, nq_certainty_word(g->certainty, p->en));
	open_cell(p, 3, a->has_latest);
	put_latest(p, target, a);
	nq_tag_close(p);
	open_cell(p, 4, a->progress.has_share);
	nq_bar_put(p, &a->progress);
	nq_tag_close(p);
	open_cell(p, 5, true);
	nq_verdict_put(p, a->progress.verdict, a->provisional);
	nq_tag_close(p);
	put_text(p, 6, nq_say_required(g, a, p->en, text));
	put_text(p, 7, g->office[p->en]);
	nq_tag_close(p);
}

static void
put_heads(struct nq_sheet *p)
{
	nq_tag_open(p, "thead", NULL);
	nq_tag_attr(p, "role", "rowgroup");
	nq_tag_open(p, "tr", NULL);
	nq_tag_attr(p, "role", "row");
	for (int c = 0; c < COLUMNS; c++) {
		nq_tag_open(p, "th", is_number(c) ? "num" : NULL);
		nq_tag_attr(p, "scope", "col");
		nq_tag_attr(p, "role", "columnheader");
		nq_tag_text(p, heads[c][p->en]);
		nq_tag_close(p);
	}
	nq_tag_close(p);
	nq_tag_close(p);
}

/* The targets of a document, from the first one on; gives the first of the
 * next. On a narrow screen the rows become cards; the roles keep them a
 * table. */
static size_t
put_document(const struct nq_report *r, struct nq_sheet *p, size_t i)
{
	const struct nq_goal *first = &r->goals.v[i];

	nq_tag_open(p, "section", "document");
	nq_tag_open(p, "h2", NULL);
	nq_tag_attr(p, "lang", "vi");
	nq_tag_text(p, first->resolution);
	nq_tag_close(p);
	nq_tag_open(p, "table", "cards");
	nq_tag_attr(p, "role", "table");
	nq_tag_put(p, "caption", NULL, first->title[p->en]);
	put_heads(p);
	nq_tag_open(p, "tbody", NULL);
	nq_tag_attr(p, "role", "rowgroup");
	for (; i < r->goals.n && strcmp(r->goals.v[i].resolution,
	    first->resolution) == 0; i++)
		put_row(r, p, i);
	nq_tag_close(p);
	nq_tag_close(p);
	nq_tag_close(p);
	return i;
}

/* How many of the main documents' targets have each verdict, or of the
 * others. */
static void
put_count(const struct nq_report *r, struct nq_sheet *p, bool main,
    const char *title)
{
	size_t n[NQ_VERDICTS] = { 0 }, all = 0;

	for (size_t i = 0; i < r->goals.n; i++)
		if ((strcmp(r->goals.v[i].resolution_kind, "main") == 0) ==
		    main) {
			n[r->assessed[i].progress.verdict]++;
			all++;
		}
	if (all == 0)
		return;
	nq_tag_open(p, "section", "count");
	nq_tag_open(p, "h2", NULL);
	nq_tag_textf(p, p->en ? "%s: %zu targets" : "%s: %zu chỉ tiêu", title,
	    all);
	nq_tag_close(p);
	nq_tag_open(p, "ul", "tally");
	for (int v = 0; v < NQ_VERDICTS; v++) {
		if (n[v] == 0)
			continue;
		nq_tag_open(p, "li", NULL);
		nq_tag_open(p, "b", NULL);
		nq_tag_textf(p, "%zu", n[v]);
		nq_tag_close(p);
		nq_tag_text(p, " ");
		nq_verdict_put(p, (enum nq_verdict)v, false);
		nq_tag_close(p);
	}
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
put_lead(const struct nq_report *r, struct nq_sheet *p)
{
	char day[NQ_SAID], loaded[NQ_SAID];

	nq_tag_open(p, "p", "lead");
	nq_tag_textf(p, p->en ? "As known at the end of %s." :
	    "Theo số liệu có đến hết ngày %s.", nq_say_day(r->ask.day, p->en,
	    day));
	if (r->held.loaded[0] != '\0')
		nq_tag_textf(p, p->en ? " Last loaded %s." :
		    " Nạp lần cuối %s.", nq_say_time(r->held.loaded, p->en,
		    loaded));
	nq_tag_text(p, nq_in(p, " Bấm vào một con số để xem câu văn in nó.",
	    " Each number leads to the sentence that prints it."));
	nq_tag_close(p);
	if (r->held.figures == 0)
		nq_tag_put(p, "p", "notice", nq_in(p, "Kho chưa có số liệu "
		    "nào vào ngày này, nên chưa chỉ tiêu nào đánh giá được.",
		    "The warehouse had no figures on this day, so no target "
		    "can be judged."));
	if (r->goals.n == 0)
		nq_tag_put(p, "p", "notice", nq_in(p, "Kho chưa có chỉ tiêu "
		    "nào.", "The warehouse has no targets yet."));
}

static void
put_notes(struct nq_sheet *p)
{
	nq_tag_open(p, "p", "soft");
	nq_tag_text(p, nq_in(p, "Tạm tính: có số ước tính, số của một phần kỳ "
	    "hoặc thiếu năm. Chưa kiểm: chưa ai đọc được con số trong văn "
	    "bản, nên không đánh giá. ", "Provisional: an estimate, a part "
	    "of the period or a missing year is among the figures. "
	    "Unverified: nobody has read the number in the document, so "
	    "there is no verdict. "));
	nq_tag_link(p, NULL, "methods.html", nq_in(p, "Cách đánh giá",
	    "How verdicts come about"));
	nq_tag_close(p);
}

int
nq_leaf_summary(struct nq_report *r, bool en, struct nq_err *e)
{
	char title[NQ_SAID];
	const struct nq_leaf leaf = { "index.html", "", NULL, NULL, title,
		"index.html" };
	struct nq_sheet p;

	snprintf(title, sizeof(title), en ? "%s: how far the targets are" :
	    "%s: tiến độ các chỉ tiêu", r->area[en]);
	if (nq_leaf_open(r, &p, &leaf, en, e) == 0) {
		put_lead(r, &p);
		put_count(r, &p, true, nq_in(&p, "Nghị quyết theo dõi chính",
		    "The resolutions followed"));
		put_count(r, &p, false, nq_in(&p, "Văn bản liên quan và kế "
		    "hoạch", "Related documents and plans"));
		for (size_t i = 0; i < r->goals.n;)
			i = put_document(r, &p, i);
		put_notes(&p);
	}
	return nq_leaf_close(r, &p, &leaf, e);
}
