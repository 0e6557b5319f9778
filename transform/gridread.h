/*
 * Reading a grid: what stands in cells, said by the header above, the label
 * beside and the title over them. Headers and labels are phrases; the same
 * lexer and catalogue read them as read prose.
 */
#ifndef NQ_TRANSFORM_GRIDREAD_H
#define NQ_TRANSFORM_GRIDREAD_H

#include "core/mem.h"
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
	bool rest;		/* "… khác": what remains */
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

/* What a column holds, by its header and its numbers. */
enum nq_holds { HOLDS_NOTHING, HOLDS_LEVEL, HOLDS_CHANGE, HOLDS_INDEX,
	HOLDS_SHARE, HOLDS_OF_PLAN, HOLDS_CONTRIBUTION };

struct nq_column {
	enum nq_holds holds;
	struct nq_phrase head;
	struct nq_period period;
	bool until, repaired;
	char *text;		/* the joined header; scratch */
	double median;
};

struct nq_view {
	struct binder *b;
	const struct nq_grid *g;
	size_t block_start;
	size_t first;		/* row where this table begins */
	size_t head, data, end;	/* rows: of the header, of the data */
	size_t labels;		/* columns before the first of data */
	size_t unit_col;	/* or SIZE_MAX */
	struct nq_phrase title;
	bool conflict;		/* its title's period is not the document's */
	struct nq_column *cols;
	struct nq_arena scratch;
	/* Carried from row to row. */
	int topic;
	bool topic_of_title;
};

void nq_phrase_read(struct binder *, const char *text, size_t len,
    struct nq_phrase *);

/* gridhead.c */
const struct nq_cell *nq_view_cell(const struct nq_view *, size_t row,
    size_t col);
/* The number of a cell, stored or printed; false where it holds none. */
bool nq_view_number(const struct nq_view *, size_t row, size_t col,
    struct nq_dec *out);
bool nq_view_is_text(const struct nq_view *, size_t row, size_t col);
size_t nq_view_first_data_column(const struct nq_view *);
size_t nq_view_find_unit_column(struct nq_view *);
void nq_view_find_rows(struct nq_view *);
void nq_view_add_text(struct nq_arena *a, char **text, const char *more);
void nq_view_read_columns(struct nq_view *);
void nq_view_read_title(struct nq_view *, size_t block);
void nq_view_read_lone_units(struct nq_view *);

/* The figures of the grid in block i are appended to the binder's. */
void nq_grid_read(struct binder *, size_t block);

#endif
