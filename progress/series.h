/*
 * Series of the warehouse, and which of their figures may be held against a
 * number. Price bases are never mixed: a figure at current prices says
 * nothing about a plan at constant ones, they differed by 37 % in 2022. A
 * figure whose text names no base may stand beside such a plan, with a
 * remark, but gives way to one that does; one whose base was inferred from
 * its numbers counts as of that base, with a remark. Neither are territories:
 * after a merger a name stands for another one. For load and query.
 */
#ifndef NQ_PROGRESS_SERIES_H
#define NQ_PROGRESS_SERIES_H

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

/* A vintage, and the series of it that were read. */
struct nq_reader {
	struct sqlite3 *db;		/* borrowed */
	struct sqlite3_stmt *series, *said;	/* owned */
	struct nq_cache cache;
	int64_t batch;			/* the last one that counts */
	int now;			/* month, as nq_period_first */
};

/* Which series; all five are borrowed for the call. */
struct nq_key {
	const char *indicator, *area, *part, *transformation,
	    *role;		/* NULL: "actual", no plan and no outlook */
};

int nq_series_read(struct nq_reader *, const struct nq_key *,
    struct nq_series *, struct nq_err *);

/*
 * Opens what nq_series_read asks, over db as known after batch; both are
 * borrowed. Always followed by nq_reader_close.
 */
struct nq_opts;
int nq_reader_open(struct nq_reader *, struct sqlite3 *,
    const struct nq_opts *, int64_t batch, int month, struct nq_err *);
void nq_reader_close(struct nq_reader *);

/* The point of an observation among the series read so far, or NULL. */
struct nq_point *nq_reader_point(struct nq_reader *, int64_t id);

/*
 * What all releases that state the cell of an observation say, times
 * 10^mult: from lowest to highest, in how many releases.
 */
struct nq_said {
	double lowest, highest;
	int releases;
	bool apart;		/* by more than rounding */
};
int nq_reader_said(struct nq_reader *, int64_t id, int mult,
    struct nq_said *, struct nq_err *);

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
