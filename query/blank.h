/* A warehouse without data, to try queries on. Private to query/. */
#ifndef NQ_QUERY_BLANK_H
#define NQ_QUERY_BLANK_H

struct nq_err;
struct nq_opts;
struct sqlite3;

/* In memory, as the shipped migrations make it; the caller closes it with
 * nq_db_close. NULL with e. */
struct sqlite3 *nq_blank_open(const struct nq_opts *, struct nq_err *);

#endif
