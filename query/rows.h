/*
 * What a prepared statement gives, row by row, in a format of --format.
 * Private to query/.
 */
#ifndef NQ_QUERY_ROWS_H
#define NQ_QUERY_ROWS_H

#include <stdio.h>

#include "query/table.h"

struct nq_err;
struct sqlite3_stmt;

enum {
	/* Bytes of a real as text and its NUL. */
	NQ_REAL_TEXT = 40
};

/* A real as the shortest text that is the same number again. */
const char *nq_real_text(double, char out[NQ_REAL_TEXT]);

/*
 * The value of a column as a cell, good until the next step; out holds a
 * real's text.
 */
struct nq_cell nq_row_cell(struct sqlite3_stmt *, int column,
    char out[NQ_REAL_TEXT]);

/*
 * Steps through st and writes all its rows; memory does not grow with them.
 * Stops early where the stream can take no more, which its owner sees by
 * ferror(). Fails with what SQLite says, NQ_ELIMIT where it was interrupted.
 */
int nq_rows_put(FILE *, const char *format, struct sqlite3_stmt *,
    struct nq_err *);

#endif
