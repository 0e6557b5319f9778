/*
 * Periods in SDMX notation (SDMX 2.1 TIME_PERIOD): 2021, 2022-S1, 2022-Q1,
 * 2022-05, and start/duration ranges 2022-01-01/P11M, 2021-01-01/P5Y. The
 * shortest notation wins, so one period has one text.
 */
#ifndef NQ_CORE_PERIOD_H
#define NQ_CORE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

struct nq_err;

/* months consecutive months from the first of month of year. */
struct nq_period {
	short year;		/* 1900 to 2199; 0: no period */
	short month;		/* 1 to 12 */
	short months;		/* 1 to 1200 */
};

enum { NQ_PERIOD_TEXT = 32 };

#define NQ_YEAR(y) ((struct nq_period){ (short)(y), 1, 12 })

const char *nq_period_emit(struct nq_period, char out[NQ_PERIOD_TEXT]);

/* Accepts what emit writes and nothing else. */
int nq_period_parse(const char *, struct nq_period *, struct nq_err *);

bool nq_period_is_valid(struct nq_period);
bool nq_period_is_same(struct nq_period, struct nq_period);
struct nq_period nq_period_shift(struct nq_period, int years);

/* Months since January of year 0 of the first and past the last month. */
int nq_period_first(struct nq_period);
int nq_period_end(struct nq_period);

#endif
