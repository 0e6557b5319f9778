/*
 * Figures: what a page states about catalogued indicators, with the
 * meanings of the labelling guide. The binder walks the lexemes of each
 * sentence with a context of topic, period, area and role; a number becomes
 * a figure only when its whole surroundings were understood.
 */
#ifndef NQ_TRANSFORM_FIGURES_H
#define NQ_TRANSFORM_FIGURES_H

#include "core/dec.h"
#include "core/period.h"
#include "transform/catalog.h"

struct nq_arena;
struct nq_page;

enum nq_role {
	NQ_ROLE_ACTUAL, NQ_ROLE_PLAN, NQ_ROLE_SCENARIO, NQ_ROLE_TARGET,
	NQ_ROLE_FORECAST, NQ_ROLE__N
};

enum nq_trans {
	NQ_TRANS_LEVEL, NQ_TRANS_YOY, NQ_TRANS_YOY_REAL, NQ_TRANS_POP,
	NQ_TRANS_AVG, NQ_TRANS_SHARE, NQ_TRANS_CONTRIBUTION,
	NQ_TRANS_OF_YEAR_PLAN, NQ_TRANS_OF_PERIOD_PLAN, NQ_TRANS_OF_TARGET,
	NQ_TRANS_OF_SCENARIO, NQ_TRANS_OF_YEAR_SCENARIO, NQ_TRANS__N
};

enum nq_base { NQ_BASE_NONE, NQ_BASE_CONSTANT, NQ_BASE_CURRENT };
enum nq_bound { NQ_BOUND_NONE, NQ_BOUND_MIN, NQ_BOUND_MAX, NQ_BOUND_APPROX };

enum nq_flag {
	NQ_FLAG_YEAR_REPAIRED = 1,	/* an impossible year was replaced */
	NQ_FLAG_AMBIGUOUS_NUMBER = 2,	/* 15.096: thousands by rule */
	NQ_FLAG_MARKS_REVERSED = 4,	/* 1,234.5 read as 1234.5 */
	NQ_FLAG_NO_PERIOD = 8,	/* none in force: the publication date */
	NQ_FLAG_PERIOD_CONFLICT = 16	/* its table is of another period */
};

struct nq_figure {
	int indicator;
	const char *breakdown;	/* code or name of a park, or NULL */
	int area;
	struct nq_period period;
	enum nq_role role;
	enum nq_trans trans;
	struct nq_dec value;
	enum nq_unit unit;
	int mult;
	enum nq_base base;
	char status;		/* 'A', 'E', 'P' */
	enum nq_bound bound;
	size_t start, end;	/* of the sentence in nq_page.text */
	size_t at, at_end;	/* of the number itself */
	const char *rule;	/* static */
	/* Of a grid: row label, column header, cell ("C7"); else NULL. */
	const char *row, *column, *cell;
	int flags;
	int decimals;		/* digits printed behind the mark */
	bool ambiguous;		/* 15.096 could be either */
	int rank;		/* 0 body, 1 caption, 2 title: body wins */
};

/* What is known of the release beside its text; members may be NULL. */
struct nq_release {
	const char *source, *url, *published;
};

/* Every number that was looked at, and why it gave no figure. */
struct nq_trace {
	size_t at, at_end;	/* in nq_page.text */
	const char *why;	/* static; NULL: it became a figure */
	int topic;		/* indicator in force, or -1 */
	enum nq_unit unit;
};

struct nq_figures {
	struct nq_figure *v;	/* arena, in document order */
	size_t n;
	struct nq_trace *trace;
	size_t ntrace;
};

void nq_figures_read(const struct nq_catalog *, const struct nq_page *,
    const struct nq_release *, struct nq_arena *, struct nq_figures *);

const char *nq_role_name(enum nq_role);
const char *nq_trans_name(enum nq_trans);

#endif
