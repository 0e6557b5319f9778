#include "progress/assess.h"

#include "core/err.h"
#include "progress/judge.h"
#include "progress/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * A figure without a price base that runs so far ahead of a plan at constant
 * prices is taken for one at current prices, which were 1.37 times the
 * constant ones of 2010 in 2022. Plans are not beaten by a fifth.
 */
#define PLAUSIBLE_PACE 1.2
/* "Khoảng" a number is reached within a twentieth of it, where the document
 * gives no range. */
#define ABOUT 0.05

const char *
nq_use_code(enum nq_use use)
{
	static const char *const codes[] = {
		[NQ_USE_BASE] = "base", [NQ_USE_LATEST] = "latest",
		[NQ_USE_YEAR] = "year", [NQ_USE_SHARE] = "printed-share",
		[NQ_USE_LAST_PART] = "last-year-part",
		[NQ_USE_LAST_YEAR] = "last-year",
		[NQ_USE_SCENARIO] = "scenario",
		[NQ_USE_FIRST_MET] = "first-met",
	};

	return codes[use];
}

struct nq_fit
nq_goal_fit(const struct nq_goal *g)
{
	return (struct nq_fit){ g->unit, g->price_base, g->territory };
}

double
nq_goal_value(const struct nq_goal *g, const struct nq_point *p)
{
	return p->value * pow(10, p->mult - g->mult);
}

double
nq_goal_slack(const struct nq_goal *g)
{
	if (strcmp(g->bound, "approx") != 0)
		return 0;
	if (g->has_range)
		return nq_goal_is_up(g) ? g->value - g->lower :
		    g->upper - g->value;
	return fabs(g->value) * ABOUT;
}

void
nq_case_allow_slack(struct nq_case *c, double value)
{
	double slack = nq_goal_slack(c->g);
	struct nq_progress *p = &c->a->progress;

	if (p->verdict != NQ_MISSED || slack <= 0 ||
	    strcmp(c->g->direction, "keep-within") == 0 ||
	    (nq_goal_is_up(c->g) ? value < c->g->value - slack :
	    value > c->g->value + slack))
		return;
	p->verdict = NQ_REACHED;
	p->has_score = true;
	p->score = 5;
}

const char *
nq_goal_transformation(const struct nq_goal *g)
{
	return strcmp(g->kind, "share") == 0 ? "share" :
	    strcmp(g->kind, "average-growth") == 0 ||
	    strcmp(g->kind, "growth") == 0 ? "yoy" : "level";
}

const struct nq_input *
nq_assessment_input(const struct nq_assessment *a, enum nq_use use)
{
	for (size_t i = 0; i < a->inputs; i++)
		if (a->input[i].use == use)
			return &a->input[i];
	return NULL;
}

int
nq_case_series(struct nq_case *c, const char *transformation,
    const char *role, struct nq_series *out)
{
	const struct nq_key key = { c->g->indicator, c->g->area, c->g->part,
		transformation, role };

	return nq_series_read(c->r, &key, out, c->e);
}

void
nq_case_use(struct nq_case *c, enum nq_use use, const struct nq_point *p,
    const char *as)
{
	struct nq_assessment *a = c->a;
	bool level = strcmp(as, "level") == 0;
	struct nq_input one = { use, as, *p, level ?
		nq_goal_value(c->g, p) : p->value };

	if (a->inputs < NQ_MAX_INPUTS)
		a->input[a->inputs++] = one;
	a->provisional |= p->status != 'A' && use != NQ_USE_FIRST_MET;
	if (use != NQ_USE_LATEST)
		return;
	a->has_latest = true;
	a->latest = *p;
	a->latest.value = one.value;
	a->latest.mult = level ? c->g->mult : p->mult;
	a->latest_as = as;
}

/* Vietnamese writes 8,46 where C writes 8.46. */
static void
use_commas(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '.' && s[1] >= '0' && s[1] <= '9')
			*s = ',';
}

__attribute__((format(printf, 2, 0))) static void
add(char *reason, const char *fmt, va_list ap)
{
	size_t used = strlen(reason);

	if (used > 0 && used + 2 < NQ_MAX_REASON) {
		memcpy(reason + used, "; ", 3);
		used += 2;
	}
	vsnprintf(reason + used, NQ_MAX_REASON - used, fmt, ap);
}

__attribute__((format(printf, 2, 4), format(printf, 3, 4))) void
nq_case_say(struct nq_case *c, const char *vi, const char *en, ...)
{
	char *const reason = c->a->reason[0];
	size_t before = strlen(reason);
	va_list ap;

	va_start(ap, en);
	add(reason, vi, ap);
	va_end(ap);
	use_commas(reason + before);
	va_start(ap, en);
	add(c->a->reason[1], en, ap);
	va_end(ap);
}

/* In one language, with numbers that are written as it writes them. */
__attribute__((format(printf, 3, 4))) static void
say_in(struct nq_case *c, bool en, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c->a->reason[en], fmt, ap);
	va_end(ap);
}

void
nq_case_say_amount(struct nq_case *c, double each, bool a_month)
{
	char number[NQ_NUMBER_TEXT], unit[NQ_UNIT_TEXT];

	for (int en = 0; en < 2; en++)
		say_in(c, en, en ? "needs %s%s a %s" : "cần %s%s/%s",
		    nq_number_text(nq_rounded(each), en, number),
		    nq_unit_word(c->g->unit, c->g->mult, en, unit),
		    en ? a_month ? "month" : "year" :
		    a_month ? "tháng" : "năm");
}

void
nq_case_say_sum(struct nq_case *c, double sum)
{
	char number[NQ_NUMBER_TEXT], unit[NQ_UNIT_TEXT];

	for (int en = 0; en < 2; en++)
		say_in(c, en, en ? "%s%s so far" : "cộng được %s%s",
		    nq_number_text(sum, en, number),
		    nq_unit_word(c->g->unit, c->g->mult, en, unit));
}

void
nq_case_say_over(struct nq_case *c)
{
	if (!c->a->term_over)
		return;
	c->a->provisional = true;
	nq_case_say(c, "kỳ đã hết, chưa có số cả năm %d", "the term is over, "
	    "nothing yet for the whole of %d",
	    nq_goal_last_year(c->g));
}

void
nq_case_say_base(struct nq_case *c, const struct nq_point *p)
{
	const struct nq_goal *g = c->g;
	const struct nq_fit fit = nq_goal_fit(g);

	if (nq_point_is_unnamed(&fit, p))
		nq_case_say(c, "không ghi theo giá nào",
		    "price base not printed");
	else if (nq_point_is_inferred(p) && strcmp(g->price_base, "_U") != 0)
		nq_case_say(c, "giá suy ra từ các số, bài không ghi",
		    "price base inferred from its numbers");
	else if (p->price_base[0] != '_' &&
	    strcmp(p->price_base, g->price_base) != 0)
		nq_case_say(c, "không rõ chỉ tiêu theo giá nào",
		    "the target's price base is not known");
	else
		return;
	c->a->provisional = true;
}

bool
nq_case_is_odd(const struct nq_case *c, const struct nq_point *p,
    double elapsed)
{
	const struct nq_fit fit = nq_goal_fit(c->g);

	return nq_point_is_unnamed(&fit, p) && c->g->value > 0 &&
	    strncmp(c->g->price_base, "constant", 8) == 0 &&
	    nq_goal_value(c->g, p) > PLAUSIBLE_PACE * elapsed * c->g->value;
}

void
nq_case_set_odd(struct nq_case *c, const struct nq_point *p)
{
	nq_case_use(c, NQ_USE_LATEST, p, "level");
	c->a->progress = (struct nq_progress){ .verdict = NQ_NO_DATA,
		.method = c->a->progress.method };
	nq_case_say(c, "không ghi theo giá nào, quá cao so với giá so sánh: "
	    "không đem so", "price base not printed, and too high for "
	    "constant prices: not compared");
}

/* The newest value of whatever kind, so that a slot without a number still
 * shows where things stand. */
static int
look_only(struct nq_case *c)
{
	const char *as = nq_goal_transformation(c->g);
	const struct nq_fit fit = nq_goal_fit(c->g);
	const struct nq_point *p = NULL;
	struct nq_series s;
	int year = c->r->now / 12;

	c->a->progress.verdict = NQ_UNVERIFIED;
	if (c->g->indicator == NULL)
		return 0;
	if (nq_case_series(c, as, NULL, &s) != 0)
		return -1;
	for (int y = year; p == NULL && y > year - NQ_MAX_TERM; y--)
		p = nq_point_latest(&fit, &s, y, false);
	if (p == NULL)
		return 0;
	nq_case_use(c, NQ_USE_LATEST, p, as);
	nq_case_say_base(c, p);
	return 0;
}

static int
judge(struct nq_case *c)
{
	static const struct {
		const char *kind;
		nq_judge_fn *run;
	} kinds[] = {
		{ "average-growth", nq_judge_average },
		{ "level", nq_judge_level }, { "share", nq_judge_level },
		{ "trend", nq_judge_level }, { "growth", nq_judge_growth },
		{ "sum", nq_judge_sum }, { "year-plan", nq_judge_plan },
		{ "period-plan", nq_judge_plan },
	};
	struct nq_assessment *a = c->a;

	*a = (struct nq_assessment){ .progress = { .verdict = NQ_NO_DATA,
		.method = "none" }, .term_over =
		c->r->now >= nq_period_end(c->g->period) };
	if (strcmp(c->g->certainty, "unverified") == 0)
		return look_only(c);
	if (c->g->indicator == NULL) {
		nq_case_say(c, "chưa có trong danh mục chỉ tiêu",
		    "no such indicator in the catalogue");
		return 0;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, c->g->kind) == 0)
			return kinds[i].run(c);
	return nq_fail(c->e, NQ_EDB, "target %s is of the unknown kind "
	    "\"%.40s\"", c->g->code, c->g->kind);
}

/* The verdict if the latest figure were another number. */
static int
judge_at(const struct nq_case *c, double value, enum nq_verdict *out)
{
	struct nq_point *p = nq_reader_point(c->r, c->a->latest.id);
	struct nq_assessment other;
	struct nq_case again = *c;
	double was;
	int rc;

	if (p == NULL)
		return 0;
	was = p->value;
	p->value = value * pow(10, c->a->latest.mult - p->mult);
	again.a = &other;
	rc = judge(&again);
	p->value = was;
	*out = other.progress.verdict;
	return rc;
}

/* Releases that differ about it: both ends, and what would follow. */
static int
look_at_others(struct nq_case *c)
{
	struct nq_assessment *a = c->a;
	struct nq_said *said = &a->said;
	char low[NQ_NUMBER_TEXT], high[NQ_NUMBER_TEXT];

	if (!a->has_latest || a->progress.verdict >= NQ_NO_DATA)
		return 0;
	if (nq_reader_said(c->r, a->latest.id, a->latest.mult, said,
	    c->e) != 0)
		return -1;
	if (said->highest - said->lowest <= fabs(said->highest) * 1e-9)
		return 0;
	a->at_lowest = a->at_highest = a->progress.verdict;
	if (judge_at(c, said->lowest, &a->at_lowest) != 0 ||
	    judge_at(c, said->highest, &a->at_highest) != 0)
		return -1;
	/* "Trên 15.300" beside 15.337 is no other number, unless it would
	 * give another verdict. */
	if (!said->apart && a->at_lowest == a->progress.verdict &&
	    a->at_highest == a->progress.verdict)
		return 0;
	a->disputed = a->provisional = true;
	for (int en = 0; en < 2; en++)
		say_in(c, en, en ? "%d releases differ: %s to %s" :
		    "%d bài ghi khác nhau: %s đến %s", said->releases,
		    nq_number_text(said->lowest, en, low),
		    nq_number_text(said->highest, en, high));
	return 0;
}

int
nq_assess(struct nq_reader *r, const struct nq_goal *g,
    struct nq_assessment *a, struct nq_err *e)
{
	struct nq_case c = { r, g, a, e };

	if (judge(&c) != 0)
		return -1;
	return look_at_others(&c);
}
