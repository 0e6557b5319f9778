/* Targets that are rates: never the growth of a growth. The rate of the same
 * year is compared, or the years of a term are chained. */
#include "progress/judge.h"

#include <stdio.h>
#include <string.h>

/* Years of the term that have no growth, "2023, 2025". */
struct gaps {
	char text[96];
	size_t used;
	int n;
};

static void
gap_add(struct gaps *g, int year)
{
	if (g->n++ < 5 && g->used + 8 < sizeof(g->text))
		g->used += (size_t)snprintf(g->text + g->used,
		    sizeof(g->text) - g->used, "%s%d",
		    g->used > 0 ? ", " : "", year);
}

static void
say_mean(struct nq_case *c, int k, int years, double mean,
    const struct gaps *gaps)
{
	if (k == 0)
		nq_case_say(c, "chưa có mức tăng của năm nào",
		    "no growth of a whole year");
	else if (k == years)
		nq_case_say(c, "bình quân đủ %d năm %.2f %%",
		    "mean of all %d years %.2f %%", k, mean);
	else if (!c->a->progress.has_required)
		nq_case_say(c, "bình quân %d/%d năm %.2f %%",
		    "mean of %d of %d years %.2f %%", k, years, mean);
	else if (gaps->n > 5)
		nq_case_say(c, "bình quân %d/%d năm %.2f %%; thiếu %d năm; "
		    "các năm đó cần %.2f %%/năm", "mean of %d of %d years "
		    "%.2f %%; without %d years; these need %.2f %% a year",
		    k, years, mean, gaps->n, c->a->progress.required);
	else
		nq_case_say(c, "bình quân %d/%d năm %.2f %%; thiếu %s; các "
		    "năm đó cần %.2f %%/năm", "mean of %d of %d years %.2f "
		    "%%; without %s; the others need %.2f %% a year", k,
		    years, mean, gaps->text, c->a->progress.required);
}

/* Growth of each year of the term; years without one are named. */
int
nq_judge_average(struct nq_case *c)
{
	const struct nq_fit fit = nq_goal_fit(c->g);
	const struct nq_point *p, *latest = NULL;
	double growth[NQ_MAX_TERM], mean;
	int years = c->g->period.months / 12, k = 0;
	struct gaps gaps = { .n = 0 };
	struct nq_series s;

	if (nq_case_series(c, "yoy", NULL, &s) != 0)
		return -1;
	for (int y = 0; y < years && y < NQ_MAX_TERM; y++) {
		p = nq_point_at(&fit, &s, NQ_YEAR(c->g->period.year + y));
		if (p == NULL) {
			gap_add(&gaps, c->g->period.year + y);
			continue;
		}
		growth[k++] = p->value;
		nq_case_use(c, NQ_USE_YEAR, p, "yoy");
		latest = p;
	}
	/* Of a year still without its own figure, the longest part. */
	for (int y = years - 1; latest == NULL && y >= 0; y--)
		latest = nq_point_latest(&fit, &s, c->g->period.year + y,
		    false);
	if (latest != NULL)
		nq_case_use(c, NQ_USE_LATEST, latest, "yoy");
	nq_progress_average(&c->a->progress, growth, (size_t)k,
	    (size_t)years, c->g->value, nq_goal_is_up(c->g), &mean);
	nq_case_allow_slack(c, mean);
	c->a->provisional |= k < years;
	say_mean(c, k, years, mean, &gaps);
	if (k < years && k > 0 && c->a->term_over)
		nq_case_say(c, "kỳ đã hết, chưa đủ số để kết luận", "the term "
		    "is over, without the figures to conclude");
	return 0;
}

/* The rate of the year, or of the longest part of it that is known. */
int
nq_judge_growth(struct nq_case *c)
{
	const struct nq_fit fit = nq_goal_fit(c->g);
	const struct nq_point *p;
	struct nq_series s;
	bool whole;

	c->a->progress.method = "rate-compared/1";
	if (nq_case_series(c, "yoy", NULL, &s) != 0)
		return -1;
	if (c->g->period.months == 12)
		p = nq_point_latest(&fit, &s, c->g->period.year, false);
	else
		p = nq_point_at(&fit, &s, c->g->period);
	if (p == NULL) {
		nq_case_say(c, "chưa có mức tăng năm %d", "no growth of %d",
		    c->g->period.year);
		return 0;
	}
	nq_case_use(c, NQ_USE_LATEST, p, "yoy");
	whole = p->period.months == c->g->period.months;
	if (strcmp(c->g->direction, "keep-within") == 0)
		nq_progress_band(&c->a->progress, p->value, c->g->lower,
		    c->g->upper, whole);
	else
		nq_progress_rate(&c->a->progress, p->value, c->g->value,
		    nq_goal_is_up(c->g), whole);
	nq_case_allow_slack(c, p->value);
	if (!whole) {
		c->a->provisional = true;
		nq_case_say(c, "mới có số %d/12 tháng", "%d of 12 months "
		    "only", p->period.months);
		nq_case_say_over(c);
	}
	return 0;
}
