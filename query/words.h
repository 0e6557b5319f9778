/* Numbers, units and periods as people write them. Private to query/. */
#ifndef NQ_QUERY_WORDS_H
#define NQ_QUERY_WORDS_H

#include "core/period.h"

#include <stdbool.h>

enum { NQ_NUMBER_TEXT = 48 };

/* 14.210 in Vietnamese, 14,210 in English; at most four digits behind the
 * point, none that are zeros. */
const char *nq_number_text(double, bool en, char out[NQ_NUMBER_TEXT]);

/* " tỷ", " bn VND" of a unit and its power of ten; the unit's code where
 * there is no word for it, "" for NULL. */
const char *nq_unit_word(const char *unit, int mult, bool en);

/* 2021, QI/2022 or Q1/2022, 11T/2022 or 11M/2022. */
const char *nq_period_text(struct nq_period, bool en,
    char out[NQ_PERIOD_TEXT]);

#endif
