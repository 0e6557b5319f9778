/*
 * How far a target is. Pure arithmetic on plain numbers, all in the
 * target's own unit; where something is missing the verdict says so and no
 * number is made up.
 *
 * Thresholds and scores are those of Open SDG (sdg-build, ProgressMeasure):
 * of the ratio of observed to required pace 0.95 on track, 0.60 moderate, 0
 * limited; without a number 1.5, 0.5 and 0 per cent a year. Its defaults
 * are not: a direction is always given, zero is never made 0.001, and a
 * change of sign is never a rate. docs/progress.md has the cases.
 */
#ifndef NQ_PROGRESS_PROGRESS_H
#define NQ_PROGRESS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum nq_verdict {
	NQ_REACHED, NQ_ON_TRACK, NQ_BEHIND, NQ_FAR_BEHIND, NQ_MOVING_AWAY,
	NQ_MISSED, NQ_NO_DATA, NQ_UNVERIFIED
};

enum { NQ_VERDICTS = NQ_UNVERIFIED + 1 };

/* "on-track", for files; the words for people are words.h's. */
const char *nq_verdict_code(enum nq_verdict);

/* What the number "required" counts, each for the time that is left. */
enum nq_required {
	NQ_PERCENT_A_YEAR, NQ_POINTS_A_YEAR, NQ_AMOUNT_A_YEAR,
	NQ_AMOUNT_A_MONTH
};

/* "percent-a-year" */
const char *nq_required_code(enum nq_required);

/* Why there is no ratio. */
enum nq_why {
	NQ_WHY_NOT, NQ_ONE_POINT, NQ_WRONG_WAY, NQ_BAD_TERM, NQ_NO_RATE,
	NQ_NO_WHOLE		/* only a part of its first year is known */
};

struct nq_progress {
	enum nq_verdict verdict;
	const char *method;	/* static, with its version: "cagr-ratio/1" */
	enum nq_why why;
	bool has_ratio, has_share, has_required, has_score, has_rate;
	double ratio;		/* observed ÷ required pace; 1 is on pace */
	double share;		/* of the way, per cent, for the bar */
	double required;
	enum nq_required required_kind;
	double rate;		/* of a trend: per cent a year, the right way */
	double score;		/* -5 to 5; 2.5 is on track, 5 reached */
};

/* By the ratio: on track, behind, far behind, moving away. */
enum nq_verdict nq_verdict_of_ratio(double ratio);

/* -5 to 5, of a ratio; of a target that is reached 5, whatever its ratio. */
double nq_score_of_ratio(double ratio);

/*
 * An average of goal per cent a year over n years, of which k have a
 * growth: the chained mean so far, and what the others must average.
 * share is mean ÷ goal; n == k decides. Needs goal > -100, k ≤ n.
 */
void nq_progress_average(struct nq_progress *, const double *growth,
    size_t k, size_t n, double goal, bool up, double *mean);

/* Two levels and a goal. */
struct nq_path {
	double base, latest, goal;
	int b, t, g;		/* their years */
	bool up;		/* more is better */
	bool keep;		/* to be held, not to be reached */
	bool linear;		/* shares in per cent: distances, not rates */
	bool soft;		/* the base is our choice, not the document's:
				 * a goal on its wrong side, or of its own
				 * year, is no fault */
	double slack;		/* short of the goal by no more: reached
				 * ("khoảng"), in the unit */
};

/*
 * Ratio of compound rates; where a value is zero, negative or the signs
 * differ, or linear is set, of distances along a straight line. Whether it is
 * reached is asked of the level, before any ratio; t ≥ g decides. A goal that
 * is its base, or that is to be kept, is reached while it holds.
 */
void nq_progress_level(struct nq_progress *, const struct nq_path *);

/*
 * A demand without a number, "more" or "less": the compound rate a year, in
 * the direction asked for. limit (0: none) is what the quantity cannot pass,
 * 100 for a share: near it less is asked for, at it nothing.
 */
void nq_progress_trend(struct nq_progress *, const struct nq_path *,
    double limit);

/* The factor of nq_progress_trend's thresholds: 1 far from the limit, 0 at
 * it. */
double nq_limit_factor(double base, double limit);

/*
 * A sum, or a year's plan: share of it so far (per cent) against the share
 * of the time elapsed (0 to 1; 1 decides). up: as much as the plan is
 * asked for; else no more than it.
 */
void nq_progress_share(struct nq_progress *, double share, double elapsed,
    bool up);

/* One rate against the rate demanded for the same time; over: the time is
 * over and it decides. */
void nq_progress_rate(struct nq_progress *, double value, double goal,
    bool up, bool over);

/* A band to be kept; over as above. */
void nq_progress_band(struct nq_progress *, double value, double lower,
    double upper, bool over);

#endif
