/* What the kinds of targets have in common. Private to progress/. */
#ifndef NQ_PROGRESS_JUDGE_H
#define NQ_PROGRESS_JUDGE_H

#include "progress/assess.h"

enum {
	/* Years before its goal in which a level without a stated base may
	 * begin; the year used is told. */
	NQ_LOOK_BACK = 10
};

/* One question: who asks, what, and the answer so far. */
struct nq_case {
	struct nq_reader *r;
	const struct nq_goal *g;
	struct nq_assessment *a;
	struct nq_err *e;
};

/* 0, or -1 with e. */
typedef int nq_judge_fn(struct nq_case *);

nq_judge_fn nq_judge_level;	/* level, share, trend */
nq_judge_fn nq_judge_average;	/* a term's average growth */
nq_judge_fn nq_judge_growth;	/* the growth of one year */
nq_judge_fn nq_judge_sum;	/* a sum over a term */
nq_judge_fn nq_judge_plan;	/* the plan of a year or part of it */

/* The series of the goal's indicator, area and part. */
int nq_case_series(struct nq_case *, const char *transformation,
    const char *role, struct nq_series *);

/* Notes that a figure was used; as is static. The latest is also shown. */
void nq_case_use(struct nq_case *, enum nq_use, const struct nq_point *,
    const char *as);

/* Adds to the reason; the same arguments fill both texts. */
void nq_case_say(struct nq_case *, const char *vi, const char *en, ...);

/* Adds a part that is written out, to the text of one language. */
void nq_case_add(struct nq_case *, bool en, const char *text);

/* Adds what is needed of each part of the time left, "cần 12,5 tỷ/tháng". */
void nq_case_say_amount(struct nq_case *, double each, bool a_month);

/* What stands beside a number with a price base and has none is told. */
void nq_case_say_base(struct nq_case *, const struct nq_point *);

/*
 * A figure without a price base, too far ahead to be at the goal's constant
 * prices; elapsed: the part of the time that is over.
 */
bool nq_case_is_odd(const struct nq_case *, const struct nq_point *,
    double elapsed);

/* Shown, but no verdict comes of it. */
void nq_case_set_odd(struct nq_case *, const struct nq_point *);

/* How far below its number a goal still counts as reached ("khoảng"). */
double nq_goal_slack(const struct nq_goal *);

#endif
