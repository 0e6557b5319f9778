/*
 * A series as one answer shows it: of each period the figure that is
 * believed, with its growth, its share of the plan and the plan beside it.
 * Figures of one price base, unit and territory follow each other, oldest
 * first. Private to query/.
 */
#ifndef NQ_QUERY_SERIES_TRACK_H
#define NQ_QUERY_SERIES_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/period.h"
#include "progress/assess.h"
#include "progress/series.h"

struct nq_ask;
struct nq_err;

/* What a year was to bring, in plain units; has_: which ends are known. */
struct nq_year_plan {
	struct nq_period period;
	const char *base, *territory, *unit, *layer;
	bool has_stated, has_lower, has_upper;
	double stated, lower, upper;
};

/* Strings belong to the track; NULL where there is nothing. */
struct nq_row {
	int64_t id;			/* of the observation */
	struct nq_period period;
	double value;			/* times 10^mult of unit */
	int mult;
	const char *unit, *printed, *inferred;	/* price base */
	const char *base;		/* printed or else inferred */
	const char *status, *bound;	/* "A", "min" */
	const char *territory, *territory_name[2], *territory_from;
	int releases;			/* that state the cell */
	double lowest, highest;		/* what they say, in plain units */
	bool apart;			/* and no number rounds to all */
	const char *source, *release, *published, *url;
	/* As printed for the same period and territory; id 0: none. */
	double growth, share;
	int64_t growth_id, share_id;
	bool shares;			/* of several plans, or contradicting */
	bool has_computed;		/* growth that follows from levels */
	double computed;
	const struct nq_year_plan *plan;	/* the first layer; NULL */
	int plans;			/* of the year, of this price base */
};

struct nq_track {
	struct nq_row *v;		/* owned */
	size_t n, cap;
	struct nq_year_plan *plan;	/* owned */
	size_t plans, plan_cap;
	struct nq_arena arena;
};

/* Always followed by nq_track_release. */
int nq_track_read(struct nq_track *, const struct nq_ask *,
    struct nq_reader *, const struct nq_key *, struct nq_err *);
void nq_track_release(struct nq_track *);

/* Do two rows stand in one block: one price base and one unit? */
bool nq_row_is_beside(const struct nq_row *, const struct nq_row *);

/*
 * Which series is meant where not all is said: that of the options; else
 * the area of the indicator's targets, or of all targets; the whole; what
 * its targets ask for, or a level, or growth on the year before, whichever
 * has figures first. NQ_EUSAGE where an area or transformation named by the
 * options is none, or neither targets nor options name an area. Strings are
 * borrowed from opts and goals, or static.
 */
int nq_key_choose(const struct nq_ask *, struct nq_reader *,
    const struct nq_goals *, const char *indicator, struct nq_key *,
    struct nq_err *);

/* Is the goal one that figures of this series are held against? */
bool nq_key_has_goal(const struct nq_key *, const struct nq_goal *);

#endif
