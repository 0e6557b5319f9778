/*
 * The gate that every query of a user goes through: a connection that can do
 * nothing but read. It is opened read-only, an authorizer refuses every
 * action outside a short list (no writing, no ATTACH, no PRAGMA, no
 * transaction, no loading of code), work and sizes are limited, and a query
 * past its time is interrupted. Private to query/.
 */
#ifndef NQ_QUERY_SQL_GATE_H
#define NQ_QUERY_SQL_GATE_H

#include <time.h>

struct nq_err;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

enum {
	/* Seconds until a query is interrupted; the environment's
	 * NQTRACK_SQL_SECONDS says another number, up to the second. */
	NQ_SQL_SECONDS = 60,
	NQ_SQL_SECONDS_MOST = 86400
};

struct nq_gate {
	struct sqlite3 *db;		/* owned */
	int version;			/* of its schema */
	struct timespec start;
	int seconds;
};

/* Fails as nq_warehouse_open does, and with NQ_EUSAGE where the number of
 * seconds is none. Always followed by nq_gate_close. */
int nq_gate_open(struct nq_gate *, const struct nq_opts *, struct nq_err *);
void nq_gate_close(struct nq_gate *);

/* One statement of a text; the caller finalizes. NULL with NQ_EUSAGE. */
struct sqlite3_stmt *nq_gate_prepare(const struct nq_gate *,
    const char *sql, struct nq_err *);

/* Puts db behind the same authorizer and limits, without a time. */
void nq_gate_restrict(struct sqlite3 *);

#endif
