/*
 * Bytes from outside are parsed in worker processes that have no network,
 * no files and a memory ceiling. A pool keeps n of them; each serves many
 * requests. One that dies or runs over its time costs the request it had,
 * is replaced, and the run goes on. (facts: libxml2's maintainers advise
 * against feeding it hostile input unprotected.)
 */
#ifndef NQ_CORE_WORKER_H
#define NQ_CORE_WORKER_H

#include <stddef.h>

struct nq_buf;
struct nq_err;
struct nq_pool;

/*
 * Runs in the worker, for each request; appends its answer to reply. ctx is
 * what was given to nq_pool_new, as it was at the fork. It may not open
 * files or sockets; whatever it needs is loaded before.
 */
typedef void nq_serve_fn(void *ctx, const char *req, size_t len,
    struct nq_buf *reply);

enum {
	/* Seconds for one request: the worst page of NQ_MAX_HTML takes a few,
	 * and a run over thousands of pages must not hang on one. */
	NQ_WORKER_SECONDS = 60,
	/* Bytes of an answer, which is less text than the largest body. */
	NQ_WORKER_REPLY = 64 << 20
};

enum nq_sandbox { NQ_SANDBOX_REQUIRE, NQ_SANDBOX_AUTO, NQ_SANDBOX_OFF };

/* "require", "auto" or "off", as --sandbox gives it. */
enum nq_sandbox nq_sandbox_of(const char *);

/* REQUIRE fails where the lock cannot be had; AUTO goes on without it. */
struct nq_pool *nq_pool_new(int workers, enum nq_sandbox, nq_serve_fn *,
    void *ctx, struct nq_err *);
void nq_pool_free(struct nq_pool *);

/* What holds the workers: "landlock+seccomp", one of the two, or "none". */
const char *nq_pool_mode(const struct nq_pool *);

/* Milliseconds for one request instead of NQ_WORKER_SECONDS; for tests. */
void nq_pool_deadline(struct nq_pool *, int ms);

/*
 * Requests are taken from next (1: req is filled; 0: no more; -1: stop, e
 * is filled) and answers given to done in the order of their requests. A
 * request that cost its worker comes back with reply NULL and why filled
 * ("the parser died: signal 11"). Returns 0, or -1 with e.
 */
struct nq_pool_job {
	int (*next)(void *arg, struct nq_buf *req, struct nq_err *e);
	int (*done)(void *arg, const struct nq_buf *reply,
	    const struct nq_err *why, struct nq_err *e);
	void *arg;
};
int nq_pool_run(struct nq_pool *, const struct nq_pool_job *,
    struct nq_err *);

/* One request, one answer; -1 with e where the worker was lost. */
int nq_pool_call(struct nq_pool *, const char *req, size_t len,
    struct nq_buf *reply, struct nq_err *);

#endif
