/*
 * Reading a grid: what stands in cells, said by the header above, the label
 * beside and the title over them. Headers and labels are phrases; the same
 * lexer and catalogue read them as read prose.
 */
#ifndef NQ_TRANSFORM_GRIDREAD_H
#define NQ_TRANSFORM_GRIDREAD_H

#include "transform/bind.h"

enum { NQ_PHRASE_UNITS = 4 };

/* What one phrase (a header, a label, a title) says. */
struct nq_phrase {
	int topic;		/* indicator, TOPIC_NONE, TOPIC_UNKNOWN */
	int part;		/* first meaning of a part, or -1 */
	int area;		/* or -1 */
	struct nq_when when;	/* the first period outside a comparison */
	bool has_when, cumulative, average, prev_month, same_period;
	struct compare cmp;	/* kind CMP_NONE: none */
	bool plan, scenario;	/* of itself: "Kế hoạch năm 2020" */
	bool rate;		/* tăng, giảm: a change, no index */
	bool structure, contribution, volume, of_which, dash;
	char status;		/* 'E', 'P' or 0 */
	enum nq_base base;
	struct {
		enum nq_unit unit;
		int mult;
	} units[NQ_PHRASE_UNITS];
	int nunits;
	int words;		/* that no phrase knows */
	bool empty;
};

void nq_phrase_read(struct binder *, const char *text, size_t len,
    struct nq_phrase *);

/* The figures of the grid in block i are appended to the binder's. */
void nq_grid_read(struct binder *, size_t block);

#endif
