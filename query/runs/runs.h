/* The parts of "nqtrack runs". Private to this folder. */
#ifndef NQ_QUERY_RUNS_RUNS_H
#define NQ_QUERY_RUNS_RUNS_H

#include <stdbool.h>

struct nq_err;
struct nq_log;
struct nq_opts;
struct sqlite3;

/*
 * On stdout how each source does, and in words which need a look: those that
 * did not answer, or whose next release is overdue by the schedules that the
 * warehouse has; without a warehouse nothing is overdue. *alarms counts
 * them. o->source: of that one alone.
 */
int nq_runs_sources(struct sqlite3 *book, const struct nq_opts *, bool en,
    int *alarms, struct nq_log *, struct nq_err *);

#endif
