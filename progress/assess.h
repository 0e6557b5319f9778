/*
 * A target held against the warehouse: which figures count, what follows
 * from them, and why. A verdict always comes with its method, the figures
 * that it rests on (each an observation, so that its sentence can be shown)
 * and its reason in words, in Vietnamese and English.
 */
#ifndef NQ_PROGRESS_ASSESS_H
#define NQ_PROGRESS_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "progress/goal.h"
#include "progress/progress.h"
#include "progress/series.h"

struct nq_err;

enum {
	/* Years a target's term may have; longer ones are no terms. */
	NQ_MAX_TERM = 30,
	/* Figures a verdict rests on: those of a term, and a few. */
	NQ_MAX_INPUTS = NQ_MAX_TERM + 8,
	/* Bytes of a reason, in one language. */
	NQ_MAX_REASON = 800
};

/* What a figure was used for. */
enum nq_use {
	NQ_USE_BASE,		/* the level progress is measured from */
	NQ_USE_LATEST,		/* the figure that the verdict is about */
	NQ_USE_YEAR,		/* a year of an average or a sum */
	NQ_USE_SHARE,		/* a share of the plan, as printed */
	NQ_USE_LAST_PART,	/* last year's same months */
	NQ_USE_LAST_YEAR,	/* last year, whole */
	NQ_USE_SCENARIO,	/* the scenario of the same months, or a
				 * printed share of it */
	NQ_USE_FIRST_MET	/* the year that first reached it */
};

/* "latest" */
const char *nq_use_code(enum nq_use);

struct nq_input {
	enum nq_use use;
	const char *as;		/* "level", "yoy" …, static */
	struct nq_point point;	/* as stated; its id leads to the sentence */
	double value;		/* in the target's multiple where as is level,
				 * else as stated */
};

/* A pace that a part of a year can be held against. */
enum nq_pace_kind { NQ_PACE_TIME, NQ_PACE_SEASON, NQ_PACE_SCENARIO };
enum { NQ_PACES = 3 };

struct nq_pace {
	bool has;
	double expected;	/* share of the plan by now, per cent */
	double ratio;		/* share so far ÷ expected */
};

struct nq_assessment {
	struct nq_progress progress;
	bool has_latest, provisional;
	struct nq_point latest;		/* value in the goal's multiple */
	const char *latest_as;		/* "level", "yoy" …, static */
	struct nq_input input[NQ_MAX_INPUTS];
	size_t inputs;
	struct nq_pace pace[NQ_PACES];	/* of a year's plan */
	int met;			/* year that first reached it; 0 */
	bool early;			/* that was before its term's end */
	bool lost;			/* and a later one is short again */
	bool term_over;			/* by the calendar of the reader */
	/* Where releases differ about the latest figure: what they say, and
	 * the verdict at either end. */
	bool disputed;
	struct nq_said said;
	enum nq_verdict at_lowest, at_highest;
	char reason[2][NQ_MAX_REASON];	/* [is it English] */
};

int nq_assess(struct nq_reader *, const struct nq_goal *,
    struct nq_assessment *, struct nq_err *);

/* The input of that use, or NULL; the first of several. */
const struct nq_input *nq_assessment_input(const struct nq_assessment *,
    enum nq_use);

/* Which figures count for a goal; borrows from it. */
struct nq_fit nq_goal_fit(const struct nq_goal *);

/* "level", "yoy" or "share": what a goal of its kind is held against. */
const char *nq_goal_transformation(const struct nq_goal *);

/* A point's value in the multiple of the goal's unit. */
double nq_goal_value(const struct nq_goal *, const struct nq_point *);

#endif
