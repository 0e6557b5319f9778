/*
 * Exact decimals: mant × 10^-scale. Figures are never held as binary
 * floating point, so that 226,3 stays 226.3 from the page to the warehouse.
 */
#ifndef NQ_CORE_DEC_H
#define NQ_CORE_DEC_H

#include <stddef.h>
#include <stdint.h>

struct nq_err;

struct nq_dec {
	int64_t mant;
	int scale;		/* digits behind the point, 0 to 15 */
};

/* Bytes for the longest text of a decimal and its NUL. */
enum { NQ_DEC_TEXT = 40 };

/*
 * "-1234.50" as JSON writes numbers (no exponent, no plus sign). The scale
 * is kept as printed. Fails with NQ_EPARSE, or NQ_ELIMIT past 15 digits.
 */
int nq_dec_parse(const char *, size_t len, struct nq_dec *, struct nq_err *);

/* The shortest exact text: trailing zeros behind the point are dropped. */
const char *nq_dec_emit(struct nq_dec, char out[NQ_DEC_TEXT]);

struct nq_dec nq_dec_norm(struct nq_dec);	/* without trailing zeros */
int nq_dec_cmp(struct nq_dec, struct nq_dec);	/* -1, 0, 1 */
double nq_dec_double(struct nq_dec);		/* for display and ratios */

/*
 * a + b and a × b; fail with NQ_ELIMIT where the result needs more than 15
 * digits.
 */
int nq_dec_add(struct nq_dec, struct nq_dec, struct nq_dec *, struct nq_err *);
int nq_dec_mul(struct nq_dec, struct nq_dec, struct nq_dec *, struct nq_err *);

#endif
