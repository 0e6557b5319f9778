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

/*
 * Applies the checks of schemas/sql/checks to the figures that stand, opens
 * and closes findings in one transaction; nothing where no batch was loaded
 * and no check changed since. The caller holds the lock. NQ_EXIT_PARTIAL
 * where a check is at fault; its findings stay as they were.
 */
enum nq_exit nq_examine_run(const struct nq_opts *, struct nq_log *);

/* The same for who only reads: takes the lock where something is to be done,
 * and says so and goes on where it cannot. */
enum nq_exit nq_examine_refresh(const struct nq_opts *, struct nq_log *);

/* Does each check have its header, prepare, and give its columns? */
int nq_examine_check(const struct nq_opts *, struct nq_log *);

/* Checks targets.json, areas.json and the warehouse; counts the faults. */
int nq_load_check(const struct nq_opts *, struct nq_log *);

#endif
