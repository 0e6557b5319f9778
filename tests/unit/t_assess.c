/* Which figures are held against a plan or target, and which never are. */
#include "core/db.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/opts.h"
#include "progress/assess.h"
#include "tests/tap.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

static struct nq_opts opts;

/* A figure of a release, the first one where none is named. */
struct figure {
	const char *indicator, *period, *role, *as, *base;
	double value;
	const char *unit;
	int mult, release;
};

static void
run(struct sqlite3 *db, const char *sql)
{
	struct nq_err e = { 0 };

	if (nq_db_exec(db, sql, &e) != 0)
		OK(0, "%s: %s", sql, e.msg);
}

static struct sqlite3 *
warehouse(void)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	struct sqlite3 *db = nq_db_open(":memory:", NQ_DB_WRITE, &e);
	int newest;

	nq_db_migrations(&opts, &names, &newest, &e);
	for (size_t i = 0; i < names.n; i++) {
		struct nq_buf b = NQ_BUF(1 << 20);
		char *name = nq_path_join("./schemas/sql", names.v[i]);

		if (nq_buf_read_file(&b, name, &e) == 0)
			run(db, b.p);
		nq_buf_release(&b);
		free(name);
	}
	nq_names_release(&names);
	run(db, "PRAGMA foreign_keys = OFF;"
	    "INSERT INTO source (code, title, publisher, source_rank) VALUES"
	    " ('s', 's', 's', 1);"
	    "INSERT INTO release VALUES (1, 's:1', 's'), (2, 's:2', 's');"
	    "INSERT INTO document VALUES (1, 'd', 1, 'u', 't', '2022-12-09',"
	    " 'r', 'm', 'a', 0), (2, 'd2', 2, 'u', 't', '2022-12-08',"
	    " 'r', 'm', 'a', 1)");
	return db;
}

static void
put(struct sqlite3 *db, const struct figure *f)
{
	struct nq_period p = { 0 };
	struct nq_err e = { 0 };
	char sql[1024];

	nq_period_parse(f->period, &p, &e);
	snprintf(sql, sizeof(sql), "INSERT INTO observation (release_id,"
	    " document_id, ordinal, indicator, ref_area, breakdown,"
	    " time_period, role, transformation, price_base, obs_value,"
	    " obs_mantissa, obs_scale, unit_measure, unit_mult, obs_status,"
	    " bound, period_first, period_months, evidence_text,"
	    " evidence_start, evidence_end, rule, flags, first_seen) VALUES"
	    " (%d, %d, 1, '%s', 'VN-06', '_T', '%s', '%s', '%s', '%s', %.15g,"
	    " %ld, 3, '%s', %d, 'A', '_Z', %d, %d, '', 0, 0, '', '[]', 1)",
	    f->release > 0 ? f->release : 1, f->release > 0 ? f->release : 1,
	    f->indicator, f->period, f->role, f->as, f->base, f->value,
	    lround(f->value * 1000), f->unit, f->mult, nq_period_first(p),
	    p.months);
	run(db, sql);
}

static struct nq_assessment
assess(const struct figure *f, size_t n, const struct nq_goal *g)
{
	struct sqlite3 *db = warehouse();
	struct nq_assessment a = { 0 };
	struct nq_err e = { 0 };
	struct nq_reader r;

	for (size_t i = 0; i < n; i++)
		put(db, &f[i]);
	if (nq_reader_open(&r, db, &opts, 1, 2026 * 12, &e) != 0 ||
	    nq_assess(&r, g, &a, &e) != 0)
		OK(0, "assessed: %s", e.msg);
	nq_reader_close(&r);
	nq_db_close(db);
	return a;
}

#define ASSESS(figures, goal)						\
	assess(figures, sizeof(figures) / sizeof(figures[0]), goal)

#define LEVEL(period, base, value)					\
	{ "IND_OUTPUT", period, "actual", "level", base, value, "VND", 9, 0 }
#define SHARE(period, value)						\
	{ "IND_OUTPUT", period, "actual", "of_year_plan", "_Z", value,	\
	    "PT", 0, 0 }

static struct nq_goal
goal(const char *kind, const char *base, int year, double value)
{
	return (struct nq_goal){ .code = "g", .indicator = "IND_OUTPUT",
		.area = "VN-06", .part = "_T", .price_base = base,
		.kind = kind, .direction = "up", .certainty = "plan",
		.unit = "VND", .bound = "_Z", .period = NQ_YEAR(year),
		.has_value = true, .value = value, .mult = 9 };
}

static int
near(double got, double want)
{
	return fabs(got - want) < 0.005;
}

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
	    a.provisional && strstr(a.reason[1], "nothing yet for 2021"),
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
	    near(a.progress.required, 21000) && a.inputs == 3,
	    "a sum: 37 %% in two of five years, 21,000 a year needed");
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
	test_bases();
	test_unnamed();
	test_printed();
	test_two_plans();
	test_levels();
	test_paces();
	test_disputed();
	test_written();
	test_open_end();
	test_over_time();
	test_demands();
	test_nothing();
	test_strangers();
	free(opts.shipped);
	return tap_done();
}
