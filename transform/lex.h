/*
 * Tokens to lexemes: numbers with their units, periods, and the phrases of
 * the catalogue, longest first. What is left is a word or a mark. A lexeme
 * says what stands there; what it means for a figure is the binder's.
 */
#ifndef NQ_TRANSFORM_LEX_H
#define NQ_TRANSFORM_LEX_H

#include "core/dec.h"
#include "core/period.h"
#include "transform/catalog.h"
#include "transform/token.h"

struct nq_number {
	struct nq_dec value;
	int mult;		/* power of ten of the printed unit */
	enum nq_unit unit;	/* NONE where none is printed */
	int count;		/* meaning of the noun counted, or -1 */
	bool per_year;		/* %/năm */
	bool per_head;		/* /người */
	bool slash;		/* a number is behind a stroke: A tỷ/B tỷ */
	bool range;		/* the lower end; the upper one is next */
	bool plus;		/* printed with + or - */
	bool ambiguous;		/* groups of three that could be decimals */
	bool repaired;		/* the other mark was meant, see number.c */
};

/*
 * A period as printed. year 0: not said. A month without its year, "năm
 * nay", "6 tháng" are resolved by the binder, who knows what is in force.
 */
struct nq_when {
	short year;
	short month, months;	/* month 0: the whole of what years says */
	short years;		/* a span of years from year on; 1 for one */
	signed char shift;	/* năm nay 0, năm ngoái -1, where relative */
	bool relative;
	bool until;		/* "đến hết tháng 7", "tính đến ngày" */
	bool to_year;		/* "đến năm 2025" */
	bool since_january;	/* N months of the year, a running total */
	bool rest;		/* "2 tháng cuối năm": still to come */
	bool past;		/* "3 tháng qua": up to the one in force */
	bool day;		/* a date */
	bool this_month;	/* "trong tháng", "tháng này" */
	bool bare_year;		/* "cả năm", "năm nay": a year, number or not */
};

struct nq_lex {
	enum nq_class cls;
	int meaning;		/* first meaning of a phrase, or -1 */
	size_t tok, ntok;
	size_t start, end;	/* bytes in the text */
	bool upper;		/* begins with a capital */
	struct nq_number num;	/* of NQ_CLASS_NUMBER */
	struct nq_when when;	/* of NQ_CLASS_PERIOD */
};

struct nq_lexemes {
	const struct nq_tokens *tokens;
	struct nq_lex *v;	/* arena */
	size_t n;
};

void nq_lex_read(const struct nq_catalog *, const struct nq_tokens *,
    struct nq_arena *, struct nq_lexemes *);

/* A number with its unit at token i; how many tokens it takes, 0 for none. */
size_t nq_number_read(const struct nq_catalog *, const struct nq_tokens *,
    size_t i, struct nq_number *);

/* A counted noun at token i ("lượt khách"), its meaning; 0 for none. */
size_t nq_count_read(const struct nq_catalog *, const struct nq_tokens *,
    size_t i, int *meaning);

/* A period at token i; how many tokens it takes, 0 for none. */
size_t nq_when_read(const struct nq_catalog *, const struct nq_tokens *,
    size_t i, struct nq_when *);

/* Digits as printed in Vietnam: 1.234,5 (and its reverse where it must be). */
bool nq_digits_read(const char *, size_t len, struct nq_number *);

/* A whole number of at most max digits without marks, or -1. */
int nq_token_int(const struct nq_tokens *, size_t i, int max);

#endif
