/*
 * One line an event on standard error, key=value, for grep and journald:
 *   level=warn stage=extract source=sct url="http://…" msg="404"
 * Bytes from outside are escaped, so that no page can forge a line.
 */
#ifndef NQ_CORE_LOG_H
#define NQ_CORE_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct nq_err;
struct nq_runs;

/* What stages count for the row of the run and its summary line; the names
 * are columns of schemas/sql/runs/schema.sql, which says what they are. */
enum nq_did {
	NQ_DID_FETCHED, NQ_DID_FRESH, NQ_DID_CHANGED, NQ_DID_UNCHANGED,
	NQ_DID_FAILED, NQ_DID_DOCUMENTS, NQ_DID_UNREAD, NQ_DID_ADDED,
	NQ_DID_WITHDRAWN, NQ_DID_QUARANTINED, NQ_DID_OPENED, NQ_DID_CLOSED,
	NQ_DID__COUNT
};

struct nq_log {
	const char *stage;	/* borrowed */
	bool quiet;		/* drop info, keep warn and error */
	int warnings, errors;	/* counted for the summary line */
	size_t did[NQ_DID__COUNT];
	const char *sandbox;	/* what held the workers; static, or NULL */
	struct nq_runs *runs;	/* where it is kept; borrowed, or NULL */
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
