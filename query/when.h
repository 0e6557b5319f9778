/*
 * A period as people write it: in SDMX notation (core/period.h), or "2022",
 * "quý I/2022", "QI/2022", "11T/2022", "11 tháng 2022", "6 tháng đầu năm
 * 2022", "tháng 5/2022", "T5/2022", "5/2022", "2021-2025", and in English
 * "Q1 2022", "11M/2022", "11 months of 2022". "11T" counts months from
 * January, "T11" is the eleventh. Private to query/.
 */
#ifndef NQ_QUERY_WHEN_H
#define NQ_QUERY_WHEN_H

#include "core/period.h"

struct nq_err;

/* NQ_EUSAGE, naming the text and what was expected. */
int nq_when_parse(const char *, struct nq_period *, struct nq_err *);

#endif
