/*
 * Where a figure comes from and what hangs on it, and why a target is judged
 * as it is: what the parts of "nqtrack why" share. Private to query/why/.
 */
#ifndef NQ_QUERY_WHY_WHY_H
#define NQ_QUERY_WHY_WHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "progress/assess.h"
#include "query/ask.h"
#include "query/evidence.h"
#include "query/style.h"

struct nq_err;

/* Of one answer. */
struct nq_why_answer {
	struct nq_ask ask;
	struct nq_reader reader;
	struct nq_goals goals;
	struct nq_evidences evidences;
	struct nq_style style;
	struct nq_arena arena;
	/* Figures of the same period that were not meant: other prices, other
	 * territory. */
	int64_t *other;			/* owned */
	size_t others, other_cap;
};

/*
 * A connection of a figure or a target, a row of why.sql. relation is
 * "figure", "statement", "earlier", "later", "price", "finding", "verdict",
 * "target" or "input"; what it does not have is NULL or 0.
 */
struct nq_tie {
	const char *relation;
	int64_t id;			/* of an observation */
	int place, rank;		/* of belief, of its source */
	const char *code;		/* of a check or target */
	const char *state;		/* severity or verdict */
	const char *use;		/* side, method, use */
	const char *word[2];		/* what code is called */
	int64_t finding;
	bool has_found, has_expected;
	double found, expected;
	const char *unit;
	const char *reason[2];
};

struct nq_ties {
	struct nq_tie *v;		/* owned */
	size_t n, cap;
};

/* The connections of the figure id; strings belong to the answer. */
int nq_ties_read(struct nq_why_answer *, int64_t id, struct nq_ties *,
    struct nq_err *);

/* The page of a figure. */
int nq_why_put_figure(struct nq_why_answer *, const struct nq_evidence *,
    const struct nq_ties *, struct nq_err *);

/* The page of a target, and its connections for the other formats. */
int nq_why_put_target(struct nq_why_answer *, const struct nq_goal *,
    const struct nq_assessment *, struct nq_err *);
void nq_ties_of_target(const struct nq_goal *, const struct nq_assessment *,
    struct nq_ties *);

/*
 * How the verdict follows from its inputs, one step a line, on stdout:
 * "(15.440 ÷ 14.210)^(1/1) − 1 = 8,66 %". What is printed was worked out
 * here anew; a step whose result is not the assessment's is left out.
 */
void nq_why_put_sum(const struct nq_goal *, const struct nq_assessment *,
    bool en);

/* The formats but table: a row a connection with every field. */
int nq_why_put_rows(struct nq_why_answer *, const struct nq_ties *,
    struct nq_err *);

/* Sentence, title, address of a figure, indented: what both pages show. */
void nq_why_put_sentence(struct nq_why_answer *, const struct nq_evidence *,
    size_t indent);

/* "14.210 tỷ · 2021 · giá so sánh 2010 · ước tính" in the arena. */
const char *nq_why_figure(struct nq_why_answer *, const struct nq_evidence *);

/* "as the latest figure": what a verdict used an input for. */
const char *nq_use_word(const char *use, bool en);

#endif
