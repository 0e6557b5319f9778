/*
 * A warehouse opened to be asked: one state of it for all questions of one
 * answer, as it was known at one time. Private to query/.
 */
#ifndef NQ_QUERY_ASK_H
#define NQ_QUERY_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/file.h"

struct nq_err;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

struct nq_ask {
	const struct nq_opts *o;	/* borrowed */
	struct sqlite3 *db;		/* owned; a read transaction is open */
	bool en;			/* --lang */
	char time[NQ_TIME_TEXT];	/* the end of --as-of, or now; UTC */
	char day[NQ_TIME_TEXT];		/* its day */
	int month;			/* its month, as nq_period_first */
	int64_t batch;			/* last one loaded by then; 0: none */
};

/*
 * NQ_EDB where there is no warehouse, or one that is not ours, or one that a
 * newer or an older program made. Always followed by nq_ask_close.
 */
int nq_ask_open(struct nq_ask *, const struct nq_opts *, struct nq_err *);
void nq_ask_close(struct nq_ask *);

/* NQ_EDB where an older program made the warehouse: what to do is told. */
int nq_ask_check(const struct nq_opts *, int version, struct nq_err *);

/* sql/NAME of the schemas; the caller finalizes. */
struct sqlite3_stmt *nq_ask_prepare(const struct nq_ask *, const char *name,
    struct nq_err *);

/* The names of an area, [is it English]; "nqtrack" where there is none. */
enum { NQ_AREA_NAME = 96 };
int nq_ask_area(const struct nq_ask *, const char *code,
    char names[2][NQ_AREA_NAME], struct nq_err *);

#endif
