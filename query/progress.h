/*
 * How far a target is. Pure arithmetic on plain numbers, all in the
 * target's own unit; where something is missing the verdict says so and no
 * number is made up. Thresholds are those of Open SDG (sdg-build,
 * ProgressMeasure: 0.95 on track, 0.60 moderate, 0 limited).
 */
#ifndef NQ_QUERY_PROGRESS_H
#define NQ_QUERY_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum nq_verdict {
	NQ_REACHED, NQ_ON_TRACK, NQ_BEHIND, NQ_FAR_BEHIND, NQ_MOVING_AWAY,
	NQ_MISSED, NQ_NO_DATA, NQ_UNVERIFIED
};

/* "on-track", for files; the words for people are status.c's. */
const char *nq_verdict_code(enum nq_verdict);

struct nq_progress {
	enum nq_verdict verdict;
	const char *method;	/* static, with its version: "cagr-ratio/1" */
	bool has_ratio, has_share, has_required;
	double ratio;		/* observed ÷ required pace; 1 is on pace */
	double share;		/* of the way, per cent, for the bar */
	double required;	/* per cent a year for the rest */
};

/* By the ratio: on track, behind, far behind, moving away. */
enum nq_verdict nq_verdict_of_ratio(double ratio);

/*
 * An average of goal per cent a year over n years, of which k have a
 * growth: the chained mean so far, and what the others must average.
 * share is mean ÷ goal; n == k decides. Needs goal > -100, k ≤ n.
 */
void nq_progress_average(struct nq_progress *, const double *growth,
    size_t k, size_t n, double goal, bool up, double *mean);

/*
 * A level: from base in year b to latest in year t, goal in year g. Ratio
 * of compound rates; where a value is zero or signs differ, of distances
 * along a straight line. t ≥ g decides.
 */
void nq_progress_level(struct nq_progress *, double base, int b,
    double latest, int t, double goal, int g, bool up);

/*
 * A sum, or a year's plan: share of it so far (per cent) against the share
 * of the time elapsed (0 to 1; 1 decides).
 */
void nq_progress_share(struct nq_progress *, double share, double elapsed);

#endif
