/* Levels, sums and demands over a term: from where, to where, and when it
 * is over. */
#include "tests/assessed.h"

static void
test_levels(void)
{
	static const struct figure mixed[] = {
		LEVEL("2020", "constant-2010", 13000),
		LEVEL("2021", "current", 18000),
		LEVEL("2022", "current", 20000),
	};
	static const struct figure roles[] = {
		{ "IND_OUTPUT", "2022", "forecast", "level", "constant-2010",
		    16000, "VND", 9, 0 },
		{ "IND_OUTPUT", "2022", "plan", "level", "constant-2010",
		    15500, "VND", 9, 0 },
	};
	struct nq_goal g = goal("level", "_U", 2025, 30000),
	    plan = goal("year-plan", "constant-2010", 2022, 15500),
	    sum = goal("sum", "_U", 2020, 100000);
	struct nq_assessment a;

	a = ASSESS(mixed, &g);
	OK(a.latest.value == 20000 && strstr(a.reason[1], "since 2021") != NULL,
	    "growth is measured within one price base");
	sum.period.months = 36;
	a = ASSESS(mixed, &sum);
	OK(near(a.progress.share, 13) && strcmp(a.progress.method, "sum/1")
	    == 0, "a sum adds one price base only");
	a = ASSESS(roles, &plan);
	OK(!a.has_latest && a.progress.verdict == NQ_NO_DATA,
	    "plans and outlooks are no results");
	g = goal("level", "constant-2010", 2025, 15000);
	a = ASSESS(mixed, &g);
	OK(a.latest.value == 13000, "current prices: not against constant");
}

/* The last figure of a term that is over is not known: docs/progress.md. */
static void
test_open_end(void)
{
	static const struct figure two[] = {
		LEVEL("2018", "constant-2010", 10000),
		LEVEL("2020", "constant-2010", 12000),
	};
	struct nq_goal g = goal("level", "constant-2010", 2021, 13310);
	struct nq_assessment a;

	g.base = NQ_YEAR(2018);
	a = ASSESS(two, &g);
	OK(a.progress.verdict == NQ_ON_TRACK && a.term_over &&
	    a.provisional && strstr(a.reason[1],
	    "nothing yet for the whole of 2021"),
	    "a term that is over without its figure: provisional");
	g.period = NQ_YEAR(2030);
	a = ASSESS(two, &g);
	OK(!a.term_over && !a.provisional, "one that runs on is not");
}

static void
test_over_time(void)
{
	static const struct figure lost[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2022", "constant-2010", 15100),
		LEVEL("2023", "constant-2010", 14000),
	};
	static const struct figure early[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2022", "constant-2010", 15100),
	};
	static const struct figure later[] = {
		LEVEL("2021", "constant-2010", 10000),
		LEVEL("2022", "constant-2010", 11000),
	};
	static const struct figure parts[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2020-Q1", "constant-2010", 2000),
		LEVEL("2022-Q1", "constant-2010", 2420),
	};
	static const struct figure above[] = {
		LEVEL("2021", "constant-2010", 15500),
		LEVEL("2022", "constant-2010", 16000),
	};
	static const struct figure last[] = {
		LEVEL("2025", "constant-2010", 15200),
	};
	static const struct figure past[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2025", "constant-2010", 14000),
		LEVEL("2026", "constant-2010", 16000),
	};
	struct nq_goal g = goal("level", "constant-2010", 2025, 15000);
	struct nq_assessment a;

	g.base = NQ_YEAR(2020);
	a = ASSESS(lost, &g);
	OK(a.met == 2022 && a.early && a.lost &&
	    a.progress.verdict != NQ_REACHED &&
	    nq_assessment_input(&a, NQ_USE_FIRST_MET) != NULL &&
	    strstr(a.reason[1], "was reached in 2022"),
	    "reached once, and lost");
	a = ASSESS(early, &g);
	OK(a.progress.verdict == NQ_REACHED && a.early && !a.lost &&
	    a.progress.has_ratio && a.met == 2022,
	    "reached early; the pace stands beside it");
	a = ASSESS(later, &g);
	OK(strstr(a.reason[1], "nothing for 2020, measured from 2021") &&
	    nq_assessment_input(&a, NQ_USE_BASE)->point.period.year == 2021,
	    "the base that is used is told");
	a = ASSESS(above, &g);
	OK(a.progress.verdict == NQ_REACHED && a.met == 2021 &&
	    strstr(a.reason[1], "wrong side") == NULL,
	    "a base of another year may lie beyond the goal");
	a = ASSESS(last, &g);
	OK(a.progress.verdict == NQ_REACHED && a.met == 2025 && !a.early &&
	    strstr(a.reason[1], "not after its base") == NULL,
	    "the goal's year alone decides");
	a = ASSESS(parts, &g);
	/* 10 % a year against (1.5^(1/5) - 1) = 8.447 %. */
	OK(near(a.progress.ratio, 0.1 / 0.08447) && a.provisional &&
	    a.progress.verdict == NQ_ON_TRACK && !a.progress.has_share &&
	    strstr(a.reason[1], "the same 3 months of each year"),
	    "parts of years: the same months of each");
	a = ASSESS(past, &g);
	OK(a.progress.verdict == NQ_MISSED && a.latest.value == 14000,
	    "a year behind the goal does not decide");
}

/* The clock of these tests stands at January 2026. */
static void
test_term_over(void)
{
	static const struct figure known[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2024", "constant-2010", 15100),
	};
	static const struct figure all[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2025", "constant-2010", 15100),
	};
	static const struct figure part[] = {
		LEVEL("2025-01-01/P9M", "constant-2010", 15100),
	};
	struct nq_goal g = goal("level", "constant-2010", 2025, 15000),
	    trend = goal("trend", "constant-2010", 2025, 0),
	    sum = goal("sum", "constant-2010", 2024, 40000),
	    plan = goal("year-plan", "constant-2010", 2025, 20000);
	struct nq_assessment a;

	g.base = NQ_YEAR(2020);
	a = ASSESS(known, &g);
	OK(a.progress.verdict == NQ_REACHED && a.provisional &&
	    strstr(a.reason[1], "nothing yet for the whole of 2025") != NULL,
	    "reached before the last year, which is not known: provisional");
	trend.has_value = false;
	a = ASSESS(all, &trend);
	OK(a.progress.verdict == NQ_ON_TRACK && !a.provisional &&
	    strstr(a.reason[1], "nothing yet") == NULL,
	    "the last year is known, and nothing else is said");
	a = ASSESS(part, &plan);
	OK(strstr(a.reason[1], "nothing yet for the whole of 2025") != NULL,
	    "nine months of a year that is over");
	sum.period.months = 24;
	a = ASSESS(known, &sum);
	OK(a.provisional && strstr(a.reason[1], "the term is over") != NULL,
	    "a sum without its last year");
}

static void
test_demands(void)
{
	static const struct figure rising[] = {
		LEVEL("2020", "constant-2010", 10000),
		LEVEL("2022", "constant-2010", 10600),
	};
	static const struct figure one[] = {
		LEVEL("2022", "constant-2010", 10600),
	};
	static const struct figure years[] = {
		LEVEL("2021", "_U", 18000), LEVEL("2022", "_U", 19000),
	};
	struct nq_goal g = goal("trend", "constant-2010", 2025, 0),
	    wrong = goal("level", "constant-2010", 2025, 9000),
	    near_it = goal("level", "constant-2010", 2022, 11000),
	    band = goal("level", "constant-2010", 2022, 11000),
	    sum = goal("sum", "_U", 2021, 100000);
	struct nq_assessment a;

	g.has_value = false;
	a = ASSESS(rising, &g);
	OK(a.progress.verdict == NQ_ON_TRACK && near(a.progress.rate, 2.956)
	    && near(a.progress.ratio, 2.956 / 1.5)
	    && strcmp(a.progress.method, "cagr-trend/1") == 0,
	    "a demand without a number: 2.96 %% a year is on track");
	g.period = (struct nq_period){ 2021, 1, 60 };
	a = ASSESS(rising, &g);
	OK(a.progress.verdict == NQ_ON_TRACK && a.latest.value == 10600,
	    "so it is of a term, whose last year decides");
	g.direction = "down";
	a = ASSESS(rising, &g);
	OK(a.progress.verdict == NQ_MOVING_AWAY, "where less is asked for");
	a = ASSESS(one, &g);
	OK(a.progress.verdict == NQ_NO_DATA && a.reason[0][0] != '\0' &&
	    strstr(a.reason[1], "one year only") != NULL,
	    "one point has no direction, and says so");
	wrong.base = NQ_YEAR(2020);
	a = ASSESS(rising, &wrong);
	OK(a.progress.verdict == NQ_NO_DATA &&
	    strstr(a.reason[1], "wrong side of its base") != NULL,
	    "more is asked for, and less is the goal: said");
	near_it.bound = "approx";
	a = ASSESS(one, &near_it);
	OK(a.progress.verdict == NQ_REACHED, "khoảng 11.000: 10.600 will do");
	near_it.has_range = true;
	near_it.lower = 10900;
	near_it.upper = 11100;
	a = ASSESS(one, &near_it);
	OK(a.progress.verdict == NQ_MISSED, "unless the range is given");
	band.direction = "keep-within";
	band.has_range = true;
	band.lower = 10000;
	band.upper = 12000;
	a = ASSESS(one, &band);
	OK(a.progress.verdict == NQ_REACHED &&
	    strcmp(a.progress.method, "band/1") == 0, "a band that is kept");
	sum.period.months = 60;
	a = ASSESS(years, &sum);
	OK(near(a.progress.share, 37) && a.progress.verdict == NQ_BEHIND &&
	    a.progress.required_kind == NQ_AMOUNT_A_YEAR &&
	    near(a.progress.required, 21000) && a.inputs == 3 &&
	    strstr(a.reason[0], "cộng được 37.000 tỷ; kỳ đã hết"),
	    "a sum: 37 %% in two of five years, 21,000 a year needed");
}

/* "Khoảng" gives way to what is a little short, in every kind. */
static void
test_about(void)
{
	static const struct figure known[] = {
		{ "IND_OUTPUT", "2022", "actual", "yoy", "_Z", 7.7, "PT", 0,
		    0 },
		LEVEL("2022", "_U", 14800),
	};
	struct nq_goal growth = goal("growth", "_U", 2022, 8),
	    mean = goal("average-growth", "_U", 2022, 8),
	    sum = goal("sum", "_U", 2022, 15500),
	    plan = goal("year-plan", "_U", 2022, 15500);
	struct nq_goal *const all[] = { &growth, &mean, &sum, &plan };
	struct nq_assessment a;

	growth.unit = mean.unit = "PT";
	growth.mult = mean.mult = 0;
	for (size_t i = 0; i < 4; i++) {
		a = ASSESS(known, all[i]);
		OK(a.progress.verdict == NQ_MISSED, "%s: short of it",
		    all[i]->kind);
		all[i]->bound = "approx";
		a = ASSESS(known, all[i]);
		OK(a.progress.verdict == NQ_REACHED && a.progress.score == 5,
		    "%s: about as much", all[i]->kind);
		OK(near(a.progress.share, i < 2 ? 96.25 : 95.484) &&
		    near(a.progress.ratio, a.progress.share / 100),
		    "%s: of the number itself", all[i]->kind);
	}
}

static void
test_nothing(void)
{
	static const char *const kinds[] = { "level", "share",
		"average-growth", "growth", "sum", "year-plan", "period-plan",
		"trend" };
	struct nq_assessment a;
	int said = 0;

	for (size_t i = 0; i < 8; i++) {
		struct nq_goal g = goal(kinds[i], "_U", 2022, 9);

		a = assess(NULL, 0, &g);
		said += a.progress.verdict == NQ_NO_DATA && !a.has_latest &&
		    !a.progress.has_ratio && !a.progress.has_share &&
		    a.reason[0][0] != '\0' && a.reason[1][0] != '\0' &&
		    a.inputs == 0;
	}
	OK(said == 8, "a warehouse without data: no verdict of any kind, and "
	    "why, %d of 8", said);
}

/* Other prices, another unit, another territory: never compared. */
static void
test_strangers(void)
{
	static const struct figure units[] = {
		{ "IND_OUTPUT", "2021", "actual", "level", "_U", 9, "USD",
		    6, 0 },
		{ "IND_OUTPUT", "2022", "actual", "level", "_U", 10, "USD",
		    6, 0 },
	};
	static const struct figure bases[] = {
		LEVEL("2021", "current", 20000),
		LEVEL("2022", "constant-2010", 15000),
	};
	struct nq_goal g = goal("level", "_U", 2025, 30000);
	struct nq_assessment a = ASSESS(units, &g);

	OK(a.progress.verdict == NQ_NO_DATA && !a.has_latest,
	    "dollars are no đồng");
	a = ASSESS(bases, &g);
	OK(a.progress.verdict == NQ_NO_DATA && !a.progress.has_ratio,
	    "two points at two prices are no pace");
	g.territory = "VN-06@2025-07";
	a = ASSESS(bases, &g);
	OK(a.progress.verdict == NQ_NO_DATA && !a.has_latest,
	    "another territory is another place");
}

int
main(void)
{
	opts.shipped = nq_path_join(".", "schemas");
	test_levels();
	test_open_end();
	test_over_time();
	test_term_over();
	test_demands();
	test_about();
	test_nothing();
	test_strangers();
	free(opts.shipped);
	return tap_done();
}
