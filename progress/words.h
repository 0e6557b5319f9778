/* Numbers, units and periods as people write them. For load and query. */
#ifndef NQ_PROGRESS_WORDS_H
#define NQ_PROGRESS_WORDS_H

#include <stdbool.h>

#include "core/period.h"
#include "progress/progress.h"

enum { NQ_NUMBER_TEXT = 48, NQ_UNIT_TEXT = 64 };

/* 14.210 in Vietnamese, 14,210 in English; at most four digits behind the
 * point, none that are zeros. */
const char *nq_number_text(double, bool en, char out[NQ_NUMBER_TEXT]);

/* To the digits that say something of a figure we worked out: four. */
double nq_rounded(double);

/* " tỷ", " bn VND" of a unit and its power of ten, to be put behind a
 * number; "" for NULL and a plain number. Where there is no word for them,
 * "×10^4 VND": a power of ten is never lost. */
const char *nq_unit_word(const char *unit, int mult, bool en,
    char out[NQ_UNIT_TEXT]);

/* "tỷ đồng", "billion VND": the same written out, without a blank before it;
 * "" for a plain number. */
const char *nq_unit_text(const char *unit, int mult, bool en,
    char out[NQ_UNIT_TEXT]);

/* 2021, 2021–2025, QI/2022 or Q1/2022, 11T/2022 or 11M/2022. */
const char *nq_period_text(struct nq_period, bool en,
    char out[NQ_PERIOD_TEXT]);

/* "đúng tiến độ", "on track" */
const char *nq_verdict_word(enum nq_verdict, bool en);

/* A code in words of a list of { code, Vietnamese, English } that ends with
 * NULLs; the code itself where it is not in it. */
const char *nq_word(const char *const words[][3], const char *code, bool en);

/*
 * Codes of a target or a figure in words; a code without one is given back.
 * What a figure is, to be put behind its number (" so cùng kỳ"; nothing for
 * a level), whose it is, how sure it is, a price base.
 */
const char *nq_certainty_word(const char *code, bool en);
const char *nq_figure_word(const char *transformation, bool en);
const char *nq_role_word(const char *role, bool en);
const char *nq_status_word(const char *obs_status, bool en);
const char *nq_price_word(const char *price_base, bool en);
const char *nq_kind_word(const char *kind, bool en);
const char *nq_layer_word(const char *layer, bool en);

/* Behind the number that is required: " %/năm", " a month"; an amount has
 * its unit before it. */
const char *nq_required_word(enum nq_required, bool en);

#endif
