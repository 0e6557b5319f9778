/*
 * Series of the warehouse, and which of their figures may be held against a
 * number. Price bases are never mixed: a figure at current prices says
 * nothing about a plan at constant ones, they differed by 37 % in 2022. A
 * figure whose text names no base may stand beside such a plan, with a
 * remark, but gives way to one that does; one whose base was inferred from
 * its numbers counts as of that base, with a remark. Neither are territories:
 * after a merger a name stands for another one. Private to query/.
 */
#ifndef NQ_QUERY_SERIES_H
#define NQ_QUERY_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/period.h"

struct nq_err;
struct sqlite3;
struct sqlite3_stmt;

/* One period of a series; the best value that was known. */
struct nq_point {
	struct nq_period period;
	double value;		/* times 10^mult of the unit */
	int mult;
	char unit[8], price_base[16], status, bound;
	char inferred[16];	/* price base that its text does not name */
	char territory[40];
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

/* Figures of the role "actual" only: no plan, no outlook is among them. */
int nq_series_read(const struct nq_reader *, const char *indicator,
    const char *area, const char *part, const char *transformation,
    struct nq_series *, struct nq_err *);
void nq_cache_release(struct nq_cache *);

/*
 * What a figure must be to count: unit (NULL: any), price base, "_U" where
 * the number it is held against names none, and territory (NULL: any).
 */
struct nq_fit {
	const char *unit, *price_base, *territory;
};

/* Its price base, as printed or else inferred; "_U" where neither is. */
const char *nq_point_base(const struct nq_point *);
bool nq_point_is_inferred(const struct nq_point *);

bool nq_point_fits(const struct nq_fit *, const struct nq_point *);

/* The number names a price base, of the figure none is known. */
bool nq_point_is_unnamed(const struct nq_fit *, const struct nq_point *);

/* Of exactly this period, the one whose price base suits best, or NULL. */
const struct nq_point *nq_point_at(const struct nq_fit *,
    const struct nq_series *, struct nq_period);

/*
 * The longest stretch from January within the year; of equal ones the one
 * whose price base suits best. named: figures without a price base do not
 * count where the number has one. NULL where there is none.
 */
const struct nq_point *nq_point_latest(const struct nq_fit *,
    const struct nq_series *, int year, bool named);

#endif
