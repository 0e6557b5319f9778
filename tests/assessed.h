/*
 * Figures put into a warehouse in memory, and a target held against them:
 * for the tests of progress/assess.h.
 */
#ifndef NQ_TESTS_ASSESSED_H
#define NQ_TESTS_ASSESSED_H

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

static inline struct sqlite3 *
warehouse(void)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	struct sqlite3 *db = nq_db_open(":memory:", NQ_DB_WRITE, &e);
	int newest;

	if (db == NULL)
		tap_bail(e.msg);
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

#endif
