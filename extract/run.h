/* One run of extract, as its parts see it. */
#ifndef NQ_EXTRACT_RUN_H
#define NQ_EXTRACT_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct nq_err;
struct nq_frontier;
struct nq_log;
struct nq_pool;
struct nq_source;
struct nq_warc_writer;

struct nq_run {
	struct nq_log *log;
	struct nq_pool *pool;
	struct nq_frontier *frontier;
	struct nq_warc_writer *warc;
	bool progress;		/* a line on the terminal */
	size_t fetched;		/* answers that could be used */
	size_t fresh;		/* releases that came into the archive */
	size_t failed;		/* requests that gave nothing usable */
};

/*
 * Walks the entries of a source, then fetches each release that is not in
 * the archive. What fails at the portal is logged, counted and remembered;
 * -1 only where the machine fails (archive, frontier).
 */
int nq_run_source(struct nq_run *, const struct nq_source *,
    struct nq_err *);

/* Takes the progress line away, before anything else is written. */
void nq_run_clear(const struct nq_run *);

#endif
