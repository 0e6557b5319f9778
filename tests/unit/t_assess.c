/* Which figures are held against a plan or target, and which never are. */
#include "tests/assessed.h"

static void
test_bases(void)
{
	static const struct figure both[] = {
		LEVEL("2022-01-01/P11M", "current", 19357),
		LEVEL("2022-01-01/P11M", "constant-2010", 14150),
	};
	static const struct figure wrong[] = {
		LEVEL("2022-01-01/P11M", "current", 14150),
	};
	static const struct figure beside[] = {
		LEVEL("2022-01-01/P11M", "_U", 14200),
		LEVEL("2022-01-01/P11M", "constant-2010", 14150),
	};
	const struct nq_goal plan = goal("year-plan", "constant-2010", 2022,
	    15500), unnamed = goal("year-plan", "_U", 2022, 15500);
	struct nq_assessment a = ASSESS(both, &plan);

	OK(a.latest.value == 14150 && near(a.progress.share, 91.29) &&
	    a.progress.verdict == NQ_ON_TRACK,
	    "constant prices against a plan at constant prices");
	a = ASSESS(wrong, &plan);
	OK(!a.has_latest && a.progress.verdict == NQ_NO_DATA &&
	    !a.progress.has_share, "current prices against it: never");
	a = ASSESS(beside, &plan);
	OK(a.latest.value == 14150 && strstr(a.reason[1], "price") == NULL,
	    "a named price base wins over none");
	a = ASSESS(wrong, &unnamed);
	OK(a.latest.value == 14150 && a.provisional &&
	    strstr(a.reason[1], "price base is not known") != NULL,
	    "a plan without price base: told");
}

static void
test_unnamed(void)
{
	static const struct figure none[] = {
		LEVEL("2025-Q1", "_U", 4460),
	};
	static const struct figure high[] = {
		LEVEL("2022-01-01/P11M", "_U", 19357),
	};
	static const struct figure early[] = {
		LEVEL("2022-01-01/P8M", "_U", 13668),
	};
	static const struct figure fallback[] = {
		LEVEL("2022-01-01/P11M", "_U", 19357),
		LEVEL("2022-01-01/P8M", "constant-2010", 9991),
	};
	const struct nq_goal p25 = goal("year-plan", "constant-2010", 2025,
	    20000), p22 = goal("year-plan", "constant-2010", 2022, 15500);
	struct nq_assessment a = ASSESS(none, &p25);

	OK(a.latest.value == 4460 && a.provisional &&
	    a.progress.verdict == NQ_BEHIND &&
	    strstr(a.reason[1], "price base not printed") != NULL,
	    "no price base printed: compared, and told");
	a = ASSESS(high, &p22);
	OK(a.has_latest && a.progress.verdict == NQ_NO_DATA &&
	    !a.progress.has_share &&
	    strstr(a.reason[1], "too high for constant prices") != NULL,
	    "125 %% after eleven months: said, not called reached");
	a = ASSESS(early, &p22);
	OK(a.progress.verdict == NQ_NO_DATA, "88 %% after eight: likewise");
	a = ASSESS(fallback, &p22);
	OK(a.latest.value == 9991 && near(a.progress.share, 64.46),
	    "the one at constant prices is taken instead");
}

static void
test_printed(void)
{
	static const struct figure printed[] = {
		LEVEL("2022-01-01/P11M", "constant-2010", 14150),
		SHARE("2022-01-01/P11M", 91.3),
	};
	static const struct figure odd[] = {
		LEVEL("2022-01-01/P11M", "_U", 19357),
		SHARE("2022-01-01/P8M", 64.5),
	};
	static const struct figure news[] = {
		LEVEL("2022-01-01/P11M", "constant-2010", 14150),
		SHARE("2022-01-01/P8M", 64.5),
	};
	const struct nq_goal plan = goal("year-plan", "constant-2010", 2022,
	    15500);
	struct nq_assessment a = ASSESS(printed, &plan);

	OK(a.progress.share == 91.3 && a.latest.value == 14150 &&
	    strcmp(a.progress.method, "printed-share/1") == 0 &&
	    strstr(a.reason[1], "91.3 % of the plan, as printed for 11 of 12")
	    != NULL, "a printed share counts, with its period");
	a = ASSESS(odd, &plan);
	OK(a.progress.share == 64.5 && a.latest.value == 64.5 &&
	    strcmp(a.latest_as, "of_year_plan") == 0 &&
	    a.latest.period.months == 8,
	    "before a later value that has no price base");
	a = ASSESS(news, &plan);
	OK(near(a.progress.share, 91.29) && a.latest.period.months == 11,
	    "a later value in the plan's price base is news");
}

/* One year, two budgets: each has its own printed share. */
static void
test_two_plans(void)
{
	static const struct figure both[] = {
		LEVEL("2022-S1", "_U", 2090),
		SHARE("2022-S1", 80.8), SHARE("2022-S1", 45.4),
	};
	static const struct figure shares[] = {
		SHARE("2022-S1", 80.8), SHARE("2022-S1", 45.4),
	};
	const struct nq_goal province = goal("year-plan", "_U", 2022, 4600),
	    centre = goal("year-plan", "_U", 2022, 2587),
	    other = goal("year-plan", "_U", 2022, 9000);
	struct nq_assessment a = ASSESS(both, &province);

	OK(a.progress.share == 45.4, "the province's plan has its share");
	a = ASSESS(both, &centre);
	OK(a.progress.share == 80.8, "the centre's plan has its own");
	a = ASSESS(both, &other);
	OK(near(a.progress.share, 23.22) &&
	    strcmp(a.progress.method, "share-of-plan/1") == 0,
	    "a third plan has neither");
	a = ASSESS(shares, &province);
	OK(a.progress.verdict == NQ_NO_DATA,
	    "two shares and no value: not told apart");
}

/* Where a plan should be by now: by the calendar, by last year, by the
 * scenario. */
static void
test_paces(void)
{
	static const struct figure known[] = {
		LEVEL("2021", "constant-2010", 14000),
		LEVEL("2021-Q1", "constant-2010", 2800),
		LEVEL("2022-Q1", "constant-2010", 3100),
		{ "IND_OUTPUT", "2022-Q1", "scenario", "level",
		    "constant-2010", 3000, "VND", 9, 0 },
	};
	static const struct figure printed[] = {
		LEVEL("2022-Q1", "constant-2010", 3100),
		{ "IND_OUTPUT", "2022-Q1", "actual", "of_scenario", "_Z",
		    103.3, "PT", 0, 0 },
	};
	const struct nq_goal plan = goal("year-plan", "constant-2010", 2022,
	    15500);
	struct nq_assessment a = ASSESS(known, &plan);

	OK(near(a.progress.share, 20) && a.progress.verdict == NQ_BEHIND &&
	    near(a.pace[NQ_PACE_TIME].expected, 25) &&
	    near(a.pace[NQ_PACE_TIME].ratio, 0.8), "20 %% after a quarter");
	OK(a.pace[NQ_PACE_SEASON].has &&
	    near(a.pace[NQ_PACE_SEASON].expected, 20) &&
	    near(a.pace[NQ_PACE_SEASON].ratio, 1) &&
	    nq_assessment_input(&a, NQ_USE_LAST_YEAR)->value == 14000 &&
	    strstr(a.reason[1], "20.0 % of the year by then last year"),
	    "as much as last year by then");
	OK(a.pace[NQ_PACE_SCENARIO].has &&
	    near(a.pace[NQ_PACE_SCENARIO].ratio, 3100 / 3000.0),
	    "and ahead of the scenario");
	OK(a.progress.has_required &&
	    a.progress.required_kind == NQ_AMOUNT_A_MONTH &&
	    near(a.progress.required, 12400 / 9.0), "needed a month");
	a = ASSESS(printed, &plan);
	OK(near(a.pace[NQ_PACE_SCENARIO].ratio, 1.033) &&
	    strcmp(nq_assessment_input(&a, NQ_USE_SCENARIO)->as,
	    "of_scenario") == 0, "a printed share of the scenario");
	OK(!a.pace[NQ_PACE_SEASON].has, "no year before: no season");
}

static void
test_disputed(void)
{
	static const struct figure two[] = {
		{ "IIP", "2022", "actual", "yoy", "_Z", 9.8, "PT", 0, 1 },
		{ "IIP", "2022", "actual", "yoy", "_Z", 8.1, "PT", 0, 2 },
	};
	static const struct figure same[] = {
		{ "IIP", "2022", "actual", "yoy", "_Z", 9.8, "PT", 0, 1 },
		{ "IIP", "2022", "actual", "yoy", "_Z", 9.8, "PT", 0, 2 },
	};
	static const struct figure visits[] = {
		{ "TOURISTS", "2022", "actual", "level", "_Z", 2.1005, "NUM",
		    6, 1 },
		{ "TOURISTS", "2022", "actual", "level", "_Z", 2.088, "NUM",
		    6, 2 },
	};
	struct nq_goal g = goal("growth", "_U", 2022, 9);
	struct nq_assessment a;

	g.indicator = "IIP";
	g.unit = "PT";
	g.mult = 0;
	a = ASSESS(two, &g);
	OK(a.progress.verdict == NQ_REACHED && a.disputed && a.provisional &&
	    a.said.releases == 2 && near(a.said.lowest, 8.1) &&
	    near(a.said.highest, 9.8), "two releases differ: both are told");
	OK(a.at_lowest == NQ_MISSED && a.at_highest == NQ_REACHED &&
	    a.latest.value == 9.8, "with the verdict at either end");
	a = ASSESS(same, &g);
	OK(!a.disputed && !a.provisional, "two that agree are no dispute");
	g = goal("level", "_U", 2022, 1500000);
	g.indicator = "TOURISTS", g.unit = "NUM", g.mult = 0;
	a = ASSESS(visits, &g);
	STR(a.reason[0], "2 bài ghi khác nhau: 2.088.000 đến 2.100.500");
}

/* Numbers in a reason are written as everywhere, with all of their digits. */
static void
test_written(void)
{
	static const struct figure guests[] = {
		{ "TOURISTS", "2020", "actual", "level", "_Z", 1000000, "NUM",
		    0, 1 },
		{ "TOURISTS", "2022", "actual", "level", "_Z", 1239999, "NUM",
		    0, 1 },
		{ "TOURISTS", "2022", "actual", "level", "_Z", 1236592, "NUM",
		    0, 2 },
	};
	struct nq_goal g = goal("level", "_U", 2030, 2000000),
	    sum = goal("sum", "_U", 2020, 9000000);
	struct nq_assessment a;

	g.indicator = sum.indicator = "TOURISTS";
	g.unit = sum.unit = "NUM";
	g.mult = sum.mult = 0;
	g.base = NQ_YEAR(2020);
	sum.period.months = 60;
	a = ASSESS(guests, &g);
	OK(strstr(a.reason[1], "1,236,592 to 1,239,999") != NULL &&
	    strstr(a.reason[0], "1.236.592 đến 1.239.999") != NULL,
	    "releases that differ by less than six digits show: %s",
	    a.reason[1]);
	a = ASSESS(guests, &sum);
	OK(strstr(a.reason[1], "2,239,999 so far") != NULL &&
	    strstr(a.reason[0], "cộng được 2.239.999") != NULL,
	    "so does a sum: %s", a.reason[1]);
}

int
main(void)
{
	opts.shipped = nq_path_join(".", "schemas");
	test_bases();
	test_unnamed();
	test_printed();
	test_two_plans();
	test_paces();
	test_disputed();
	test_written();
	free(opts.shipped);
	return tap_done();
}
