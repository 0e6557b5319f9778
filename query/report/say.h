/*
 * Goals, values and days as the report writes them. All return out, or a
 * static text. Private to query/report/.
 */
#ifndef NQ_QUERY_REPORT_SAY_H
#define NQ_QUERY_REPORT_SAY_H

#include <stdbool.h>

#include "progress/assess.h"

struct nq_sheet;

enum { NQ_SAID = 160, NQ_TARGET_PATH = 120 };

/* The text in the page's language. */
const char *nq_in(const struct nq_sheet *, const char *vi, const char *en);

/* "≥ 7,5 %/năm", "14.210 tỷ đồng", "—". */
const char *nq_say_goal(const struct nq_goal *, bool en, char out[NQ_SAID]);

/* "+9,12 %", "14.210 tỷ đồng"; as: "level", "yoy" … */
const char *nq_say_value(double, const char *as, const char *unit, int mult,
    bool en, char out[NQ_SAID]);

/* The latest value with its period, or "—". */
const char *nq_say_latest(const struct nq_assessment *, bool en,
    char out[NQ_SAID]);

/* "8,71 %/năm"; "—" where nothing is left to be required. */
const char *nq_say_required(const struct nq_goal *,
    const struct nq_assessment *, bool en, char out[NQ_SAID]);

/* "21/05/2022" of "2022-05-21", in English as it is; "—" for NULL. */
const char *nq_say_day(const char *, bool en, char out[NQ_SAID]);

/* "18:00:07 22/11/2026 UTC" of "2026-11-22T18:00:07Z". */
const char *nq_say_time(const char *, bool en, char out[NQ_SAID]);

/* "2021-2025", "2022", "11T/2022" */
const char *nq_say_term(struct nq_period, bool en, char out[NQ_SAID]);

/* A sign for a verdict beside its word: shape tells what colour tells. */
const char *nq_say_sign(enum nq_verdict);

/* "targets/nq29-iip.html"; a code that is no file name gets its digest. */
const char *nq_target_path(const struct nq_goal *, char out[NQ_TARGET_PATH]);

/* Sign and word of a verdict, with what marks it as provisional. */
void nq_verdict_put(struct nq_sheet *, enum nq_verdict, bool provisional);

#endif
