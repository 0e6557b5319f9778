/*
 * One source from its entries to its last release, as a machine that gives
 * out requests and takes their answers; nothing in it waits. A run turns
 * many of them at once.
 *
 * Entries come first, one after the other, a page of each at a time; then
 * the releases: those that failed before, the new ones, those of the
 * look-back window. What fails at the portal is told, counted and
 * remembered; -1 only where the machine fails (archive, frontier).
 */
#ifndef NQ_EXTRACT_WALK_H
#define NQ_EXTRACT_WALK_H

#include "extract/fetch.h"
#include "extract/run.h"

struct nq_walk;

struct nq_walk *nq_walk_new(struct nq_run *, const struct nq_source *);
void nq_walk_free(struct nq_walk *);

/*
 * Starts what may be started now, with as many requests under way as the
 * source allows. Each carries a ctx from which nq_walk_of finds the walk.
 */
int nq_walk_pull(struct nq_walk *, struct nq_err *);
struct nq_walk *nq_walk_of(void *ctx);

/* The end of one of its requests; the answer is released by the caller. */
int nq_walk_take(struct nq_walk *, struct nq_answer *, struct nq_err *);

/* Nothing is under way and nothing is left. */
bool nq_walk_is_over(const struct nq_walk *);

/* What it did so far, and how much is left of what is known. */
const struct nq_tally *nq_walk_tally(const struct nq_walk *);
size_t nq_walk_left(const struct nq_walk *);

#endif
