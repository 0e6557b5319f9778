/* Stage 3: records → warehouse. */
#ifndef NQ_LOAD_LOAD_H
#define NQ_LOAD_LOAD_H

#include "core/opts.h"

struct nq_log;

/*
 * Each DATA/records/NAME.ndjson that is not yet loaded as it is becomes
 * one batch, one transaction, in DATA/warehouse.db.
 */
enum nq_exit nq_load_run(const struct nq_opts *, struct nq_log *);

/* Checks targets.json, areas.json and the warehouse; counts the faults. */
int nq_load_check(const struct nq_opts *, struct nq_log *);

#endif
