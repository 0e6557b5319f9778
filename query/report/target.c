/* A page a target: what is demanded, how it stands, and on which figures. */
#include "query/report/report.h"

#include "core/db.h"
#include "core/err.h"
#include "progress/words.h"
#include "query/report/chart.h"
#include "query/report/say.h"
#include "query/report/tables.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* "Chỉ số sản xuất công nghiệp, khai khoáng · Yên Bái" */
static int
put_subject(const struct nq_report *r, struct nq_sheet *p,
    const struct nq_goal *g, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&r->ask,
	    "report/subject.sql", e);
	const char *s[3];

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, g->indicator);
	nq_db_text(st, 2, g->part);
	nq_db_text(st, 3, g->area);
	if (sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < 3; i++)
			s[i] = (const char *)sqlite3_column_text(st,
			    2 * i + p->en);
		nq_term_open(p, "Nội dung", "About");
		nq_tag_text(p, s[0] != NULL ? s[0] : nq_in(p,
		    "chưa có trong danh mục chỉ tiêu thống kê",
		    "not in the catalogue of indicators"));
		nq_tag_textf(p, "%s%.300s · %.300s", s[1] != NULL ? ", " : "",
		    s[1] != NULL ? s[1] : "", s[2] != NULL ? s[2] : g->area);
		nq_tag_close(p);
	}
	sqlite3_finalize(st);
	return 0;
}

static void
put_source(struct nq_sheet *p, const struct nq_goal *g)
{
	char day[NQ_SAID];

	nq_term_open(p, "Văn bản", "Document");
	nq_tag_textf(p, "%s · %s", g->resolution, g->title[p->en]);
	if (g->issued != NULL)
		nq_tag_textf(p, " (%s)", nq_say_day(g->issued, p->en, day));
	nq_tag_close(p);
	nq_term_open(p, "Vị trí", "Clause");
	nq_tag_open(p, "span", NULL);
	nq_tag_attr(p, "lang", "vi");	/* as the document has it */
	nq_tag_text(p, g->clause);
	nq_tag_close(p);
	nq_tag_close(p);
	nq_term_open(p, "Đọc ở", "Read in");
	nq_tag_open(p, "span", NULL);
	nq_tag_attr(p, "lang", "vi");
	nq_tag_text(p, g->source);
	nq_tag_close(p);
	if (g->source_url != NULL) {
		nq_tag_text(p, " ");
		nq_tag_url(p, g->source_url, NULL);
	}
	nq_tag_close(p);
}

static void
put_range(struct nq_sheet *p, const struct nq_goal *g)
{
	char from[NQ_SAID], to[NQ_SAID];

	if (!g->has_range)
		return;
	nq_term_open(p, "Khoảng", "Range");
	nq_tag_textf(p, "%s – %s", nq_say_value(g->lower, "goal", NULL,
	    g->mult, p->en, from), nq_say_value(g->upper, "goal", g->unit,
	    g->mult, p->en, to));
	nq_tag_close(p);
}

static int
put_demand(const struct nq_report *r, struct nq_sheet *p,
    const struct nq_goal *g, struct nq_err *e)
{
	char text[NQ_SAID];

	nq_tag_open(p, "section", NULL);
	nq_tag_put(p, "h2", NULL, nq_in(p, "Yêu cầu", "What is demanded"));
	nq_tag_put(p, "p", NULL, g->wording[p->en]);
	nq_tag_open(p, "dl", NULL);
	nq_term_put(p, "Mục tiêu", "Goal", nq_say_goal(g, p->en, text));
	put_range(p, g);
	nq_term_open(p, "Kỳ", "Term");
	nq_tag_text(p, nq_say_term(g->period, p->en, text));
	if (g->base.year != 0)
		nq_tag_textf(p, p->en ? ", from %s" : ", so với %s",
		    nq_say_term(g->base, p->en, text));
	nq_tag_close(p);
	nq_term_put(p, "Loại", "Kind", nq_kind_word(g->kind, p->en));
	nq_term_put(p, "Căn cứ", "Known by", nq_certainty_word(g->certainty,
	    p->en));
	nq_term_put(p, "Giá", "Prices", g->price_base[0] != '_' ?
	    nq_price_word(g->price_base, p->en) : NULL);
	nq_term_put(p, "Kế hoạch của", "Plan of", g->layer != NULL ?
	    nq_layer_word(g->layer, p->en) : NULL);
	nq_term_put(p, "Cơ quan phụ trách", "Responsible", g->office[p->en]);
	if (put_subject(r, p, g, e) != 0)
		return -1;
	put_source(p, g);
	nq_tag_close(p);
	nq_tag_close(p);
	return 0;
}

static void
put_disputed(struct nq_sheet *p, const struct nq_assessment *a)
{
	char low[NQ_SAID], high[NQ_SAID];

	if (!a->disputed)
		return;
	nq_tag_open(p, "p", "notice");
	nq_tag_textf(p, p->en ? "%d releases differ about the latest figure: "
	    "from %s to %s. " : "%d bài ghi khác nhau về số mới nhất: từ %s "
	    "đến %s. ", a->said.releases, nq_say_value(a->said.lowest,
	    a->latest_as, a->latest.unit, a->latest.mult, p->en, low),
	    nq_say_value(a->said.highest, a->latest_as, a->latest.unit,
	    a->latest.mult, p->en, high));
	nq_tag_textf(p, p->en ? "By the lowest the verdict is \"%s\", by the "
	    "highest \"%s\"." : "Theo số thấp nhất thì “%s”, theo số cao nhất "
	    "thì “%s”.", nq_verdict_word(a->at_lowest, p->en),
	    nq_verdict_word(a->at_highest, p->en));
	nq_tag_close(p);
}

static void
put_method(struct nq_sheet *p, const struct nq_assessment *a)
{
	char path[64];
	size_t n = strcspn(a->progress.method, "/");

	if (strcmp(a->progress.method, "none") == 0)
		return;
	snprintf(path, sizeof(path), "methods.html#%.*s", (int)(n < 40 ? n :
	    40), a->progress.method);
	nq_term_open(p, "Phương pháp", "Method");
	nq_tag_link(p, NULL, path, a->progress.method);
	nq_tag_close(p);
}

static void
put_latest(struct nq_sheet *p, const struct nq_assessment *a)
{
	char value[NQ_SAID], when[NQ_PERIOD_TEXT];

	if (!a->has_latest)
		return;
	nq_term_open(p, "Số mới nhất", "Latest figure");
	nq_tag_cite(p, a->latest.id, nq_say_latest(a, p->en, value));
	nq_tag_textf(p, "%s, %s", nq_figure_word(a->latest_as, p->en),
	    nq_period_text(a->latest.period, p->en, when));
	nq_tag_close(p);
}

static void
put_state(struct nq_sheet *p, const struct nq_goal *g,
    const struct nq_assessment *a)
{
	const struct nq_progress *s = &a->progress;
	char text[NQ_SAID], number[NQ_NUMBER_TEXT];

	nq_tag_open(p, "section", "state");
	nq_tag_put(p, "h2", NULL, nq_in(p, "Đánh giá", "Verdict"));
	nq_tag_open(p, "p", "big");
	nq_verdict_put(p, s->verdict, a->provisional);
	nq_tag_close(p);
	if (a->reason[p->en][0] != '\0')
		nq_tag_put(p, "p", "reason", a->reason[p->en]);
	put_disputed(p, a);
	nq_tag_open(p, "dl", NULL);
	put_latest(p, a);
	if (s->has_share) {
		nq_term_open(p, "Đã đạt", "Progress");
		nq_bar_put(p, s);
		nq_tag_close(p);
	}
	if (strcmp(nq_say_required(g, a, p->en, text), "—") != 0)
		nq_term_put(p, "Cần cho phần còn lại",
		    "Needed for the rest", text);
	if (s->has_ratio)
		nq_term_put(p, "Tỷ số nhịp độ", "Ratio of paces",
		    nq_number_text(s->ratio, p->en, number));
	put_method(p, a);
	nq_tag_close(p);
	nq_tag_close(p);
}

static int
put_body(struct nq_report *r, struct nq_sheet *p, size_t goal,
    struct nq_err *e)
{
	const struct nq_goal *g = &r->goals.v[goal];
	const struct nq_assessment *a = &r->assessed[goal];
	struct nq_years y;

	if (nq_years_read(r, goal, &y, e) != 0)
		return -1;
	nq_tag_open(p, "div", "pair");
	put_state(p, g, a);
	if (put_demand(r, p, g, e) != 0)
		return -1;
	nq_tag_close(p);
	nq_years_put(p, g, &y);
	nq_paces_put(p, a);
	nq_inputs_put(p, g, a);
	if (nq_history_put(r, p, g, e) != 0)
		return -1;
	return nq_proof_put(r, p, e);
}

int
nq_leaf_target(struct nq_report *r, size_t goal, bool en, struct nq_err *e)
{
	const struct nq_goal *g = &r->goals.v[goal];
	char path[NQ_TARGET_PATH];
	const struct nq_leaf leaf = { nq_target_path(g, path), "../",
		g->resolution, g->title[en], g->name[en], NULL };
	struct nq_sheet p;

	if (nq_leaf_open(r, &p, &leaf, en, e) == 0 &&
	    put_body(r, &p, goal, e) != 0)
		nq_err_at(e, "target %s", g->code);
	return nq_leaf_close(r, &p, &leaf, e);
}
