/*
 * The observations of an export, one after the other as the warehouse gives
 * them: nothing is kept, so that memory does not grow with their number.
 * Private to query/export/.
 */
#ifndef NQ_QUERY_EXPORT_FACTS_H
#define NQ_QUERY_EXPORT_FACTS_H

#include <stdio.h>

#include "query/export/export.h"

enum {
	/* Columns of an observation in any format. */
	NQ_FACT_COLUMNS = 40
};

/*
 * A column of a format: its name there, and the column of
 * export/observations.sql that it is, or "=TEXT" for a text that is always
 * the same. A list ends with a name of NULL.
 */
struct nq_pick {
	const char *name, *from;
	bool number;			/* JSON takes it as one */
	bool all;			/* only with --all */
};

struct nq_facts {
	struct sqlite3_stmt *st;	/* owned */
	size_t n;
	const char *names[NQ_FACT_COLUMNS];
	const char *same[NQ_FACT_COLUMNS];	/* NULL: of the statement */
	int at[NQ_FACT_COLUMNS];		/* its column there */
	bool number[NQ_FACT_COLUMNS];
	struct nq_cell cell[NQ_FACT_COLUMNS];	/* of the present row */
};

/* Columns of csv, json and ndjson; the names are those of the warehouse. */
extern const struct nq_pick nq_fact_picks[];

/* Always followed by nq_facts_close. */
int nq_facts_open(struct nq_facts *, const struct nq_export *,
    const struct nq_pick *, struct nq_err *);
void nq_facts_close(struct nq_facts *);

/* 1: cell has the next row, good until the next call; 0: no more; or -1. */
int nq_facts_next(struct nq_facts *, struct nq_err *);

/* All of them in a format of query/table.h. */
int nq_facts_put(struct nq_facts *, FILE *, const char *format,
    struct nq_err *);

#endif
