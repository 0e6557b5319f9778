/* The page of a target: what is demanded, the verdict, how it comes about,
 * and the sentence of each figure it rests on. */
#include "query/why/why.h"

#include "core/err.h"
#include "progress/words.h"
#include "query/line.h"
#include "query/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, DEEP = 4 };

const char *
nq_use_word(const char *use, bool en)
{
	static const char *const words[][3] = {
		{ "base", "làm gốc so sánh", "as the base" },
		{ "latest", "là số mới nhất", "as the latest figure" },
		{ "year", "là số của một năm trong kỳ", "as a year of the "
		    "term" },
		{ "printed-share", "là tỷ lệ kế hoạch in trong bài",
		    "as the printed share of the plan" },
		{ "last-year-part", "là cùng kỳ năm trước",
		    "as the same months of last year" },
		{ "last-year", "là cả năm trước", "as last year, whole" },
		{ "scenario", "là kịch bản", "as the scenario" },
		{ "first-met", "là năm đầu tiên đạt", "as the year that first "
		    "reached it" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], use) == 0)
			return words[i][en ? 2 : 1];
	return use;
}

/* The name of a method in words; its code says the version. */
static const char *
method_word(const char *method, bool en)
{
	static const char *const words[][3] = {
		{ "chained-mean/", "tăng bình quân năm, nhân chuỗi",
		    "average growth a year, chained" },
		{ "cagr-ratio/", "so tốc độ tăng kép đã đạt với tốc độ cần có",
		    "compound growth so far against the growth needed" },
		{ "cagr-trend/", "chiều hướng theo tốc độ tăng kép",
		    "direction by compound growth" },
		{ "linear-path/", "so theo đường thẳng từ gốc đến đích",
		    "along a straight line from base to goal" },
		{ "share-of-plan/", "phần kế hoạch đã đạt so với thời gian",
		    "share of the plan against the time gone by" },
		{ "printed-share/", "tỷ lệ kế hoạch in trong bài",
		    "share of the plan as printed" },
		{ "sum/", "cộng các năm trong kỳ", "sum of the years" },
		{ "rate-compared/", "so mức tăng với mức yêu cầu",
		    "rate against the rate asked for" },
		{ "maintain/", "giữ không xấu hơn mức yêu cầu",
		    "kept at what is asked for" },
		{ "band/", "giữ trong khoảng", "kept within a band" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(method, words[i][0], strlen(words[i][0])) == 0)
			return words[i][en ? 2 : 1];
	return en ? "nothing to work out" : "chưa có gì để tính";
}

static void
put_heading(const struct nq_why_answer *a, const char *vi, const char *en)
{
	printf("\n%s%s%s\n", a->style.bold, a->ask.en ? en : vi,
	    a->style.off);
}

static void
put_line(struct nq_why_answer *a, const char *s, size_t indent)
{
	if (s != NULL && s[0] != '\0')
		nq_text_wrap(stdout, nq_plain(&a->arena, s), indent, NQ_PAGE,
		    0);
}

static void
put_demand(struct nq_why_answer *a, const struct nq_goal *g)
{
	bool en = a->ask.en;
	char value[NQ_VALUE_TEXT], *line;

	put_heading(a, "Yêu cầu", "What is demanded");
	put_line(a, g->wording[en], INDENT);
	line = nq_asprintf("%s · %s · %s", nq_kind_word(g->kind, en),
	    g->has_value ? nq_value_text(g->value, g->mult, g->unit, g->bound,
	    NULL, en, value) : en ? "no number" : "không có số",
	    nq_certainty_word(g->certainty, en));
	put_line(a, line, INDENT);
	free(line);
	line = nq_asprintf("%s, %s · %s", g->resolution, g->clause,
	    g->title[en]);
	put_line(a, line, INDENT);
	free(line);
	put_line(a, g->office[en], INDENT);
	put_line(a, g->source, INDENT);
	put_line(a, g->source_url, INDENT);
}

static void
put_verdict(struct nq_why_answer *a, const struct nq_goal *g,
    const struct nq_assessment *as)
{
	const struct nq_progress *p = &as->progress;
	bool en = a->ask.en;
	char *line;

	put_heading(a, "Đánh giá", "Verdict");
	printf("  %s%s%s%s\n", nq_style_verdict(&a->style, p->verdict),
	    nq_verdict_word(p->verdict, en), a->style.off,
	    !as->provisional || p->verdict >= NQ_NO_DATA ? "" :
	    en ? " (provisional)" : " (tạm tính)");
	put_line(a, as->reason[en], INDENT);
	line = strcmp(p->method, "none") == 0 ?
	    nq_asprintf("%s: %s", en ? "method" : "cách tính",
	    method_word(p->method, en)) :
	    nq_asprintf("%s: %s (%s)", en ? "method" : "cách tính",
	    method_word(p->method, en), p->method);
	put_line(a, line, INDENT);
	free(line);
	put_heading(a, "Phép tính", "Arithmetic");
	nq_why_put_sum(g, as, en);
}

/* Is the figure an input before number i already? */
static bool
is_told(const struct nq_assessment *as, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (as->input[k].point.id == as->input[i].point.id)
			return true;
	return false;
}

static int
put_input(struct nq_why_answer *a, const struct nq_assessment *as, size_t i,
    struct nq_err *e)
{
	const struct nq_input *in = &as->input[i];
	struct nq_evidence ev;
	char *line;

	if (nq_evidence_read(&a->evidences, in->point.id, &ev, e) != 0)
		return -1;
	line = nq_asprintf("%s: %s · %s %" PRId64, nq_use_word(
	    nq_use_code(in->use), a->ask.en), nq_why_figure(a, &ev),
	    a->ask.en ? "no." : "số", ev.id);
	put_line(a, line, INDENT);
	free(line);
	if (is_told(as, i))
		return 0;
	nq_why_put_sentence(a, &ev, DEEP);
	line = nq_asprintf("%s · %s · %s", ev.title != NULL ? ev.title : "—",
	    ev.source, ev.published != NULL ? ev.published : "—");
	put_line(a, line, DEEP);
	free(line);
	put_line(a, ev.url, DEEP);
	return 0;
}

int
nq_why_put_target(struct nq_why_answer *a, const struct nq_goal *g,
    const struct nq_assessment *as, struct nq_err *e)
{
	bool en = a->ask.en;
	char when[NQ_PERIOD_TEXT];

	printf("%s%s%s · %s · %s\n", a->style.bold, nq_plain(&a->arena,
	    g->code), a->style.off, nq_plain(&a->arena, g->name[en]),
	    nq_period_text(g->period, en, when));
	printf(en ? "as known on %s\n" : "theo số liệu có đến %s\n",
	    a->ask.day);
	put_demand(a, g);
	put_verdict(a, g, as);
	put_heading(a, "Các số làm căn cứ", "The figures it rests on");
	for (size_t i = 0; i < as->inputs; i++)
		if (put_input(a, as, i, e) != 0)
			return -1;
	if (as->inputs == 0)
		put_line(a, en ? "none" : "chưa có số nào", INDENT);
	return 0;
}

void
nq_ties_of_target(const struct nq_goal *g, const struct nq_assessment *as,
    struct nq_ties *out)
{
	struct nq_tie t = { .relation = "target", .code = g->code,
		.state = nq_verdict_code(as->progress.verdict),
		.use = as->progress.method,
		.word = { g->name[0], g->name[1] },
		.reason = { as->reason[0], as->reason[1] } };

	out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n++] = t;
	for (size_t i = 0; i < as->inputs; i++) {
		t = (struct nq_tie){ .relation = "input", .code = g->code,
			.id = as->input[i].point.id, .place = (int)i + 1,
			.use = nq_use_code(as->input[i].use) };
		out->v = nq_grow(out->v, out->n, &out->cap,
		    sizeof(*out->v));
		out->v[out->n++] = t;
	}
}
