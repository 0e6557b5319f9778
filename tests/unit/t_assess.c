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

/* A figure of the one release of the one document. */
struct figure {
	const char *indicator, *period, *role, *as, *base;
	double value;
	const char *unit;
	int mult;
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
	    "INSERT INTO release VALUES (1, 's:1', 's');"
	    "INSERT INTO document VALUES (1, 'd', 1, 'u', 't', '2022-12-09',"
	    " 'r', 'm', 'a', 0)");
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
	    " (1, 1, 1, '%s', 'VN-06', '_T', '%s', '%s', '%s', '%s', %.15g,"
	    " %ld, 3, '%s', %d, 'A', '_Z', %d, %d, '', 0, 0, '', '[]', 1)",
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
	{ "IND_OUTPUT", period, "actual", "level", base, value, "VND", 9 }
#define SHARE(period, value)						\
	{ "IND_OUTPUT", period, "actual", "of_year_plan", "_Z", value,	\
	    "PT", 0 }

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
		    16000, "VND", 9 },
		{ "IND_OUTPUT", "2022", "plan", "level", "constant-2010",
		    15500, "VND", 9 },
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

int
main(void)
{
	opts.shipped = nq_path_join(".", "schemas");
	test_bases();
	test_unnamed();
	test_printed();
	test_two_plans();
	test_levels();
	free(opts.shipped);
	return tap_done();
}
