/*
 * The price base of a level whose text names none, from its numbers. Each
 * method looks at labelled figures of the same family (indicator, area,
 * part) and territory, and says which base they leave:
 *   beside       the same amount, or one that differs by the ratio of the
 *                bases, is told with its base for the same period;
 *   last-year    divided by its printed growth it is last year's value;
 *   plan         divided by its printed share it is the plan of the year,
 *                which labelled values (or a stated plan) give; a plan is
 *                held against those of labelled values;
 *   plan-before  the plan that its share gives is 0 to 20 % above that of
 *                the year before in one base and not in the other.
 * The ratio of current to constant prices comes from releases that print
 * both for one period, at most two years away; where it is not known a
 * method says something only of amounts known to a tenth. Where two methods
 * or two figures differ nothing is inferred. No inference rests on another.
 * Private to load/.
 */
#ifndef NQ_LOAD_PRICE_H
#define NQ_LOAD_PRICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "load/figure.h"

enum nq_price_method {
	NQ_BESIDE, NQ_LAST_YEAR, NQ_BY_PLAN, NQ_PLAN_BEFORE,
	NQ_PRICE_METHODS
};

const char *nq_price_method(enum nq_price_method);	/* "last-year" */

/* Figures named as evidence of one method; more add nothing. */
enum { NQ_RESTS_MAX = 6 };

struct nq_inference {
	char base[16];
	bool by[NQ_PRICE_METHODS];
	int64_t rests[NQ_PRICE_METHODS][NQ_RESTS_MAX];
	size_t n[NQ_PRICE_METHODS];
	int64_t batch;			/* by which all of it was there */
	char vi[1024], en[1024];	/* the reason */
};

/* What a family's labelled figures give; v is borrowed, in the order of
 * family.sql. */
struct nq_prices;
struct nq_prices *nq_prices_new(const struct nq_figure *v, size_t n);
void nq_prices_free(struct nq_prices *);

/* False where v[i] names a base, is no level, or nothing is clear. */
bool nq_prices_infer(const struct nq_prices *, size_t i,
    struct nq_inference *);

/*
 * Current ÷ constant prices about a year, as pairs within two years have
 * it; constant names the base. False where none is known, the pairs differ
 * by more than a twentieth, or the bases are less than a tenth apart. pair:
 * the two figures of the nearest one.
 */
bool nq_prices_ratio(const struct nq_prices *, const char *territory,
    int year, const char *constant, struct nq_span *, size_t pair[2]);

#endif
