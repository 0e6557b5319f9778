/*
 * The arithmetic of a verdict, step by step. Each step is worked out here
 * from the inputs and printed only where it comes to what the assessment
 * says, so that nobody is shown a sum that is not the one.
 */
#include "query/why/why.h"

#include "progress/words.h"
#include "query/line.h"
#include "query/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2 };

/* A number as the page shows it, and a place for it. */
struct shown {
	char text[NQ_NUMBER_TEXT];
};

static const char *
show(double v, bool en, struct shown *s)
{
	return nq_number_text(fabs(v) < 1000 ? round(v * 10000) / 10000 : v,
	    en, s->text);
}

static const char *
percent(double v, bool en, struct shown *s)
{
	return nq_number_text(round(v * 100) / 100, en, s->text);
}

/* A ratio, where the third digit can decide. */
static const char *
ratio(double v, bool en, struct shown *s)
{
	return nq_number_text(round(v * 1000) / 1000, en, s->text);
}

static bool
is_same(double a, double b)
{
	return fabs(a - b) <= 1e-6 * fmax(1, fmax(fabs(a), fabs(b)));
}

static void
put(const char *line)
{
	nq_text_wrap(stdout, line, INDENT, NQ_PAGE, 0);
}

/* "(1 + 9,12 %) × (1 + 8,66 %), căn bậc 2, trừ 1 = 8,89 %" */
static void
put_mean(const struct nq_assessment *a, double goal, bool en)
{
	char *line = nq_strdup(""), *longer;
	double product = 1, mean;
	struct shown s, t;
	int n = 0;

	for (size_t i = 0; i < a->inputs; i++) {
		if (a->input[i].use != NQ_USE_YEAR)
			continue;
		longer = nq_asprintf("%s%s(1 + %s %%)", line, n++ > 0 ?
		    " × " : "", show(a->input[i].value, en, &s));
		free(line);
		line = longer;
		product *= 1 + a->input[i].value / 100;
	}
	if (n > 0 && product > 0) {
		mean = (pow(product, 1.0 / n) - 1) * 100;
		longer = nq_asprintf(en ? "%s, root %d, minus 1 = %s %% a "
		    "year; asked for: %s %%" : "%s, căn bậc %d, trừ 1 = %s "
		    "%%/năm; yêu cầu: %s %%", line, n, percent(mean, en, &s),
		    show(goal, en, &t));
		put(longer);
		free(longer);
	}
	free(line);
}

/* A pace from one value to another over so many years: as a rate of growth,
 * or linear as an amount a year. */
static double
pace(double from, double to, int years, bool linear)
{
	return linear ? (to - from) / years :
	    (pow(to / from, 1.0 / years) - 1) * 100;
}

static void
put_pace(const char *what, double from, double to, const int year[2],
    bool linear, bool en)
{
	int n = year[1] - year[0];
	struct shown f, t, r;
	char *line = nq_asprintf(linear ? en ? "%s, %d to %d: (%s − %s) ÷ %d "
	    "= %s a year" : "%s, %d đến %d: (%s − %s) ÷ %d = %s mỗi năm" : en ?
	    "%s, %d to %d: (%s ÷ %s)^(1/%d) − 1 = %s %% a year" : "%s, %d đến "
	    "%d: (%s ÷ %s)^(1/%d) − 1 = %s %%/năm", what, year[0], year[1],
	    show(to, en, &t), show(from, en, &f), n,
	    percent(pace(from, to, n, linear), en, &r));

	put(line);
	free(line);
}

static void
put_ratio(double so_far, double asked, double told, bool en)
{
	struct shown a, b, c;
	char *line;

	if (!is_same(so_far / asked, told))
		return;
	line = nq_asprintf(en ? "pace: %s ÷ %s = %s (1 is on pace; from 0.95 "
	    "on track, from 0.6 behind)" : "nhịp: %s ÷ %s = %s (1 là đúng "
	    "nhịp; từ 0,95 đúng tiến độ, từ 0,6 chậm)", percent(so_far, en,
	    &a), percent(asked, en, &b), ratio(told, en, &c));
	put(line);
	free(line);
}

static void
put_path(const struct nq_goal *g, const struct nq_assessment *a, bool linear,
    bool en)
{
	const struct nq_input *b = nq_assessment_input(a, NQ_USE_BASE);
	const struct nq_input *t = nq_assessment_input(a, NQ_USE_LATEST);
	bool parts = b != NULL && b->point.period.months < 12;
	const struct nq_input *first = parts ? nq_assessment_input(a,
	    NQ_USE_YEAR) : b;
	int done[2], asked[2];

	if (b == NULL || t == NULL || b->point.period.year >=
	    t->point.period.year || (!linear && (!(b->value > 0) ||
	    !(t->value > 0))))
		return;
	done[0] = asked[0] = b->point.period.year;
	done[1] = t->point.period.year;
	asked[1] = nq_goal_last_year(g);
	put_pace(en ? "so far" : "đã đạt", b->value, t->value, done, linear,
	    en);
	/* Of parts of years the whole of the first leads to the goal. */
	if (first == NULL || !g->has_value || asked[1] <= asked[0] ||
	    (!linear && !(g->value > 0)))
		return;
	put_pace(en ? "asked for" : "yêu cầu", first->value, g->value, asked,
	    linear, en);
	if (a->progress.has_ratio)
		put_ratio(pace(b->value, t->value, done[1] - done[0], linear),
		    pace(first->value, g->value, asked[1] - asked[0], linear),
		    a->progress.ratio, en);
}

/* "15.337 ÷ 16.900 = 90,75 %" */
static void
put_quotient(double value, double goal, double share, bool en)
{
	struct shown a, b, c;
	char *line;

	if (goal == 0 || !is_same(value / goal * 100, share))
		return;
	line = nq_asprintf("%s ÷ %s = %s %%", show(value, en, &a),
	    show(goal, en, &b), percent(share, en, &c));
	put(line);
	free(line);
}

static void
put_total(const struct nq_goal *g, const struct nq_assessment *a, bool en)
{
	char *line = nq_strdup(""), *longer;
	struct shown s;
	double sum = 0;
	int n = 0;

	for (size_t i = 0; i < a->inputs; i++) {
		if (a->input[i].use != NQ_USE_YEAR)
			continue;
		longer = nq_asprintf("%s%s%s", line, n++ > 0 ? " + " : "",
		    show(a->input[i].value, en, &s));
		free(line);
		line = longer;
		sum += a->input[i].value;
	}
	if (n > 1) {
		longer = nq_asprintf("%s = %s", line, show(sum, en, &s));
		put(longer);
		free(longer);
	}
	free(line);
	if (n > 0 && g->has_value && a->progress.has_share)
		put_quotient(sum, g->value, a->progress.share, en);
}

static void
put_paces(const struct nq_assessment *a, bool en)
{
	static const char *const words[NQ_PACES][2] = {
		{ "theo thời gian", "by the calendar" },
		{ "theo cùng kỳ năm trước", "by the year before" },
		{ "theo kịch bản", "by the scenario" },
	};
	struct shown s, r;
	char *line;

	for (int i = 0; i < NQ_PACES; i++) {
		if (!a->pace[i].has)
			continue;
		line = nq_asprintf(en ? "%s: %s %% of the plan expected by "
		    "then; share ÷ that = %s" : "%s: đến kỳ đó cần %s %% kế "
		    "hoạch; phần đã đạt chia cho mức đó = %s", words[i][en],
		    percent(a->pace[i].expected, en, &s),
		    ratio(a->pace[i].ratio, en, &r));
		put(line);
		free(line);
	}
}

static void
put_rate(const struct nq_goal *g, const struct nq_assessment *a, bool en)
{
	struct shown v, w, d;
	char *line;

	if (!a->has_latest || !g->has_value)
		return;
	line = nq_asprintf(en ? "%s against %s: %s" : "%s so với %s: %s",
	    show(a->latest.value, en, &v), show(g->value, en, &w),
	    show(a->latest.value - g->value, en, &d));
	put(line);
	free(line);
}

/* As printed; below it what value and plan come to, where both are known. */
static void
put_share(const struct nq_goal *g, const struct nq_assessment *a, bool en)
{
	struct shown s;
	char *line;

	if (!a->progress.has_share)
		return;
	line = nq_asprintf(en ? "share of the plan, as printed: %s %%" :
	    "tỷ lệ kế hoạch, như in trong bài: %s %%",
	    percent(a->progress.share, en, &s));
	put(line);
	free(line);
	if (a->has_latest && g->has_value && strcmp(a->latest_as, "level") ==
	    0)
		put_quotient(a->latest.value, g->value, a->latest.value /
		    g->value * 100, en);
}

static void
put_required(const struct nq_goal *g, const struct nq_progress *p, bool en)
{
	static const char *const words[][2] = {
		[NQ_PERCENT_A_YEAR] = { " %/năm", " % a year" },
		[NQ_POINTS_A_YEAR] = { " điểm %/năm", " points a year" },
		[NQ_AMOUNT_A_YEAR] = { " mỗi năm", " a year" },
		[NQ_AMOUNT_A_MONTH] = { " mỗi tháng", " a month" },
	};
	bool amount = p->required_kind == NQ_AMOUNT_A_YEAR ||
	    p->required_kind == NQ_AMOUNT_A_MONTH;
	char unit[NQ_UNIT_TEXT], *line;
	struct shown s;

	if (!p->has_required)
		return;
	line = nq_asprintf("%s: %s%s%s", en ? "needed for the time left" :
	    "thời gian còn lại cần", percent(p->required, en, &s), amount ?
	    nq_unit_word(g->unit, g->mult, en, unit) : "",
	    words[p->required_kind][en]);
	put(line);
	free(line);
}

void
nq_why_put_sum(const struct nq_goal *g, const struct nq_assessment *a,
    bool en)
{
	const char *m = a->progress.method;

	if (strncmp(m, "chained-mean/", 13) == 0)
		put_mean(a, g->value, en);
	else if (strncmp(m, "cagr-", 5) == 0)
		put_path(g, a, false, en);
	else if (strncmp(m, "linear-path/", 12) == 0)
		put_path(g, a, true, en);
	else if (strncmp(m, "sum/", 4) == 0)
		put_total(g, a, en);
	else if (strncmp(m, "share-of-plan/", 14) == 0 && a->has_latest &&
	    a->progress.has_share)
		put_quotient(a->latest.value, g->value, a->progress.share,
		    en);
	else if (strncmp(m, "printed-share/", 14) == 0)
		put_share(g, a, en);
	else
		put_rate(g, a, en);
	put_paces(a, en);
	put_required(g, &a->progress, en);
}
