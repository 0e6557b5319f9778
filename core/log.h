/*
 * One line an event on standard error, key=value, for grep and journald:
 *   level=warn stage=extract source=sct url="http://…" msg="404"
 * Bytes from outside are escaped, so that no page can forge a line.
 */
#ifndef NQ_CORE_LOG_H
#define NQ_CORE_LOG_H

#include <stdbool.h>

struct nq_err;

struct nq_log {
	const char *stage;	/* borrowed */
	bool quiet;		/* drop info, keep warn and error */
	int warnings, errors;	/* counted for the summary line */
	bool once;		/* nq_log_err drops what it told just before */
	int repeats;		/* so many */
	char last[800];
};

enum nq_level { NQ_INFO, NQ_WARN, NQ_ERROR };

/*
 * Pairs of key and value, both borrowed, ended by NULL; a NULL value drops
 * its pair. nq_log(log, NQ_WARN, "source", id, "msg", text, NULL)
 */
void nq_log(struct nq_log *, enum nq_level, ...)
    __attribute__((sentinel));

/* An error as an event, with where and msg. */
void nq_log_err(struct nq_log *, enum nq_level, const struct nq_err *);

#endif
