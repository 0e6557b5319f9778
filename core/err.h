/*
 * Errors as values. The caller owns a zeroed struct nq_err and passes it
 * last; a function that can fail returns 0 or -1 and fills it. The first
 * report wins, so a clean-up that fails too cannot hide the cause.
 */
#ifndef NQ_CORE_ERR_H
#define NQ_CORE_ERR_H

/* A code exists only if some caller branches on it. */
enum nq_ecode {
	NQ_OK,
	NQ_EUSAGE,	/* command line or configuration: exit status 2 */
	NQ_ENET,	/* a peer did not answer as HTTP should */
	NQ_EPARSE,	/* bytes from outside are not what they should be */
	NQ_ELIMIT,	/* a named limit of core/limits.h was reached */
	NQ_EIO,		/* the machine: files, memory, processes */
	NQ_EDB,		/* the warehouse or the frontier */
	NQ_EBUSY	/* another run holds the lock: exit status 4 */
};

struct nq_err {
	enum nq_ecode code;
	char where[256];	/* "schemas/sources.json: sources[2].url" */
	char msg[512];		/* what was expected and what was found */
};

/* Record an error unless one is there already; always returns -1. */
int nq_fail(struct nq_err *, enum nq_ecode, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Name the place of an error whose place is still unknown. Returns -1. */
int nq_err_at(struct nq_err *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* clang's analyzer looks at one file at a time and would take 0 for an answer
 * of these. */
#if defined(__clang_analyzer__) && !defined(NQ_ERR_DEFINED_HERE)
#define nq_fail(...) ((void)nq_fail(__VA_ARGS__), -1)
#define nq_err_at(...) ((void)nq_err_at(__VA_ARGS__), -1)
#endif

/* Forget an error that was dealt with. */
void nq_err_clear(struct nq_err *);

#endif
