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

/*
 * Copies the warehouse into the file that the first argument names, which
 * may not exist yet: as it was at one moment, whatever goes on, checked, and
 * there when it is whole.
 */
enum nq_exit nq_backup_run(const struct nq_opts *, struct nq_log *);

/*
 * Makes the warehouse anew: stage fills the one that its options name, from
 * the records. Only when it is complete, sound, and has every capture that
 * the old one has, it takes its place; the old one stays beside it. With
 * o->to it becomes that file instead.
 */
typedef enum nq_exit nq_stage_fn(const struct nq_opts *, struct nq_log *);
enum nq_exit nq_rebuild_run(const struct nq_opts *, nq_stage_fn *stage,
    struct nq_log *);

/*
 * Checks targets.json, areas.json and the warehouse: schema, integrity,
 * foreign keys, rows that point at nothing. Counts the faults; without one,
 * prints the digests of its content.
 */
int nq_load_check(const struct nq_opts *, struct nq_log *);

#endif
