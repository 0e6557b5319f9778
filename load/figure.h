/*
 * A figure as what is worked out of figures sees it, and the span of values
 * that its print allows. Private to load/.
 *
 * A printed number is right to half a unit of its last digit, so a value v
 * and its share p of a plan put the plan between (v - h)/(p + h') and
 * (v + h)/(p - h'). "trên" (above), "gần" (nearly) and "khoảng" (about)
 * leave a side open. To tell two plans apart an open side is taken to end
 * NQ_SLACK further on: people write "above 13,700" of 13,770, not of 15,000.
 */
#ifndef NQ_LOAD_FIGURE_H
#define NQ_LOAD_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/period.h"

#define NQ_SLACK 0.02

enum nq_as {
	NQ_LEVEL, NQ_YOY, NQ_OF_YEAR_PLAN, NQ_OF_YEAR_SCENARIO,
	NQ_OF_PERIOD_PLAN, NQ_OF_SCENARIO
};

enum nq_said { NQ_ACTUAL, NQ_PLAN, NQ_SCENARIO, NQ_OTHER };

/* Strings are "" where there is none. */
struct nq_figure {
	int64_t id, release, batch;
	int first, months;		/* as nq_period_first */
	enum nq_as as;
	enum nq_said role;
	double value, half, factor;	/* printed; half a unit; 10^mult */
	char bound;			/* 'i' min, 'x' max, 'a' approx, '_' */
	char published[11], period[NQ_PERIOD_TEXT], territory[40],
	    base[16], inferred[16], unit[8];
	const char *layer, *word;	/* whose plan, by which word:
					 * borrowed */
};

/* Values in units; an open side is infinite. */
struct nq_span { double lo, hi; };

/* What the print allows; with likely its open sides are closed. */
struct nq_span nq_span_of(const struct nq_figure *, bool likely);

/* The whole of which value is share per cent. False where that says
 * nothing: a share that rounds to nothing, a value that is not above 0. */
bool nq_span_whole(const struct nq_figure *value,
    const struct nq_figure *share, bool likely, struct nq_span *);

bool nq_span_meet(struct nq_span, struct nq_span);
struct nq_span nq_span_cut(struct nq_span, struct nq_span);

/* The first of v whose period begins in month first or later; v is in order
 * of first, then months. */
size_t nq_figure_from(const struct nq_figure *v, size_t n, int first);

/* The price base as printed, or else inferred, or "_U". */
const char *nq_figure_base(const struct nq_figure *);

#endif
