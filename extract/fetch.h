/*
 * Many requests at once, one polite queue a host: the pause and the number
 * of connections that the source allows and robots.txt asks for (RFC 9309),
 * redirects by hand within the source's hosts, what may pass tried again
 * (extract/retry.h), a host that does not answer left alone.
 *
 * Whoever wants pages starts as many requests as he likes to have under way
 * and takes their ends one by one; nothing else is kept of them, so memory
 * does not depend on how many there will be.
 */
#ifndef NQ_EXTRACT_FETCH_H
#define NQ_EXTRACT_FETCH_H

#include "core/err.h"
#include "extract/transfer.h"

struct nq_fetcher;
struct nq_robots;

enum nq_outcome {
	NQ_ANSWERED,		/* complete, of whatever status */
	NQ_PASSING,		/* failed as it might not another time */
	NQ_FINAL,		/* asking again would give the same */
	NQ_FORBIDDEN,		/* robots.txt; it was not asked for */
	NQ_DOWN			/* the host is left alone; not asked for */
};

/* The end of a request. */
struct nq_answer {
	void *ctx;		/* as given */
	enum nq_outcome outcome;
	struct nq_err why;	/* unless NQ_ANSWERED */
	char *url;		/* of the last hop, canonical; owned */
	bool conditional;	/* the last hop could be answered by 304 */
	struct nq_exchange x;	/* of the last hop; x.status 0: none came */
};
void nq_answer_release(struct nq_answer *);

struct nq_fetcher *nq_fetcher_new(void);
void nq_fetcher_free(struct nq_fetcher *);	/* what is under way ends */

/* At most so many connections are open at once, to all hosts together, idle
 * ones included: of a fetcher that asks one service. */
void nq_fetcher_limit(struct nq_fetcher *, int connections);

/*
 * Begins a GET of a canonical address; its strings are copied, its source
 * outlives it. ctx comes back with the answer.
 */
void nq_fetcher_start(struct nq_fetcher *, const struct nq_request *,
    void *ctx);

/*
 * 1: out is the next request that ended, to be released. 0: none ended
 * within max_ms, or none is under way.
 */
int nq_fetcher_wait(struct nq_fetcher *, int max_ms, struct nq_answer *out);

/* What robots.txt of an address said, as a line for people; the caller
 * frees. NULL where it was not asked for. */
char *nq_fetcher_robots(struct nq_fetcher *, const char *url);
/* Its rules, which live until the fetcher is freed; NULL likewise. */
const struct nq_robots *nq_fetcher_rules(const struct nq_fetcher *,
    const char *url);

#endif
