/* Stage 2: archive → records. */
#ifndef NQ_TRANSFORM_TRANSFORM_H
#define NQ_TRANSFORM_TRANSFORM_H

#include "core/opts.h"

struct nq_log;

/*
 * Each DATA/archive/NAME.warc.gz whose records are missing or out of date
 * becomes DATA/records/NAME.ndjson. PARTIAL when a document failed.
 */
enum nq_exit nq_transform_run(const struct nq_opts *, struct nq_log *);

/* The records of one document on standard output; touches no state. */
enum nq_exit nq_parse_run(const struct nq_opts *, struct nq_log *);

/* Checks indicators.json and areas.json; logs each fault, counts them. */
int nq_transform_check(const struct nq_opts *, struct nq_log *);

#endif
