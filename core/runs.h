/*
 * The book of runs, DATA/runs.db: one row for each run of a command that
 * holds the lock, what it did, how long its stages took, what each source
 * gave. Beside the warehouse and not in it, so that a run whose warehouse is
 * damaged, locked or made anew has its row all the same. Its tables:
 * schemas/sql/runs/schema.sql.
 *
 * The book is told and never asked: where it cannot be written, that is told
 * once and the run goes on without it. Every function takes NULL for such a
 * book.
 */
#ifndef NQ_CORE_RUNS_H
#define NQ_CORE_RUNS_H

#include "core/opts.h"

#include <stddef.h>
#include <stdint.h>

struct nq_log;
struct nq_runs;
struct sqlite3;

/* What a run did at a source. */
struct nq_tally {
	char *source;			/* owned; NULL where it is of all */
	size_t fetched, fresh, changed, unchanged, failed, alarms;
	uint64_t bytes;
	char *error;			/* the first; owned, or NULL */
};

/*
 * Opens the book and begins the row of this run; rows without an end are of
 * runs that died, since the caller holds the lock. libraries is a text with
 * their versions, borrowed. NULL where that failed.
 */
struct nq_runs *nq_runs_begin(const struct nq_opts *, const char *command,
    const char *libraries, struct nq_log *);

/* A stage ended; what log->did says by now is kept with it. */
void nq_runs_stage(struct nq_runs *, const char *stage, enum nq_exit,
    double seconds);
void nq_runs_source(struct nq_runs *, const struct nq_tally *);

/* The row is whole; closes the book. */
void nq_runs_end(struct nq_runs *, enum nq_exit, double seconds);

/* For who reads: the book of o->data, or NULL with NQ_EDB: there is none,
 * or it is not ours, or of a newer program. Closed with nq_db_close. */
struct sqlite3 *nq_runs_open(const struct nq_opts *, struct nq_err *);

#endif
