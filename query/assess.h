/*
 * A target held against the warehouse: which figures count, what follows
 * from them, and why. Private to query/.
 */
#ifndef NQ_QUERY_ASSESS_H
#define NQ_QUERY_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/period.h"
#include "query/progress.h"

struct nq_err;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

/* One period of a series; the best value that was known. */
struct nq_point {
	struct nq_period period;
	double value;		/* times 10^mult of the unit */
	int mult;
	char unit[8], price_base[16], status, bound;
	int64_t id;		/* of the observation */
};

struct nq_series {
	struct nq_point *v;	/* borrowed from the cache */
	size_t n;
};

/* Series read so far; several targets look at the same one. */
struct nq_cache {
	struct nq_cached *v;	/* owned */
	size_t n, cap;
};

/* The series statement and the vintage it looks at. */
struct nq_reader {
	struct sqlite3 *db;		/* borrowed */
	struct sqlite3_stmt *series;	/* owned by the caller */
	struct nq_cache *cache;		/* borrowed */
	int64_t batch;			/* the last one that counts */
	int now;			/* month, as nq_period_first */
	bool en;
};

int nq_series_read(const struct nq_reader *, const char *indicator,
    const char *area, const char *part, const char *transformation,
    struct nq_series *, struct nq_err *);
void nq_cache_release(struct nq_cache *);

/* One row of targets.sql, strings borrowed from the statement. */
struct nq_goal {
	const char *code, *resolution, *clause, *name, *indicator, *area,
	    *part, *price_base, *kind, *direction, *certainty, *unit, *source,
	    *bound, *wording;
	struct nq_period period, base;	/* base.year 0: none */
	bool has_value;
	double value;
	int mult;
};

struct nq_assessment {
	struct nq_progress progress;
	bool has_latest, provisional;
	struct nq_point latest;		/* value in the goal's multiple */
	const char *latest_as;		/* "level", "yoy" …, static */
	char reason[256];		/* in the reader's language */
};

int nq_assess(const struct nq_reader *, const struct nq_goal *,
    struct nq_assessment *, struct nq_err *);

#endif
