/*
 * Archive files read into the frontier: those that a run could not finish,
 * and those of a frontier that was lost.
 */
#ifndef NQ_EXTRACT_ABSORB_H
#define NQ_EXTRACT_ABSORB_H

struct nq_err;
struct nq_frontier;
struct nq_log;

/*
 * One file of the frontier's folder, with its index written beside it where
 * there is none. A damaged one gives what can be read; what cannot is
 * fetched again.
 */
int nq_absorb(struct nq_frontier *, const char *name, struct nq_log *,
    struct nq_err *);

#endif
