/*
 * targets.json: what resolutions and plans demand, and how sure we are.
 * docs/targets.md describes the shape. Private to load/.
 */
#ifndef NQ_LOAD_TARGET_H
#define NQ_LOAD_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/dec.h"

struct nq_err;
struct nq_jval;

/* Strings are borrowed from the JSON tree; NULL where the file has null. */
struct nq_target {
	const char *code, *resolution, *clause, *name_vi, *name_en,
	    *indicator, *ref_area, *breakdown, *price_base, *kind, *bound,
	    *direction, *base, *time_period, *unit_measure, *certainty,
	    *layer, *office_vi, *office_en, *source, *source_url,
	    *wording_vi, *wording_en;
	int unit_mult;
	bool has_value, has_range, has_limit;
	struct nq_dec value, lower, upper, limit;
};

struct nq_resolution {
	const char *code, *title_vi, *title_en, *issued, *kind;
};

/*
 * Read and check one entry; path ("targets[3]") begins the place in e.
 * Fails with NQ_EUSAGE: a direction is required, a number that nobody has
 * read may not stand in an unverified one, a target may not lie behind its
 * base in time.
 */
int nq_target_read(const struct nq_jval *, const char *path,
    struct nq_target *, struct nq_err *);
int nq_resolution_read(const struct nq_jval *, const char *path,
    struct nq_resolution *, struct nq_err *);

#endif
