/* Reading the warehouse; nothing here writes to it. */
#ifndef NQ_QUERY_QUERY_H
#define NQ_QUERY_QUERY_H

#include "core/opts.h"

struct nq_log;

/* Each target, its latest value, progress and verdict, on stdout. */
enum nq_exit nq_status_run(const struct nq_opts *, struct nq_log *);

/* One read-only query, the first argument, on stdout. */
enum nq_exit nq_sql_run(const struct nq_opts *, struct nq_log *);

#endif
