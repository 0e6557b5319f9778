/*
 * A target, its verdict and what it rests on as one row of a table, for
 * "status" and for files. Private to query/.
 */
#ifndef NQ_QUERY_TARGET_ROW_H
#define NQ_QUERY_TARGET_ROW_H

#include <stdbool.h>

struct nq_assessment;
struct nq_goal;
struct nq_table;

enum { NQ_TARGET_COLUMNS = 52 };

extern const char *const nq_target_columns[NQ_TARGET_COLUMNS];

/* Names and reasons in one language; numbers in the target's multiple. */
void nq_target_row(struct nq_table *, const struct nq_goal *,
    const struct nq_assessment *, bool en);

#endif
