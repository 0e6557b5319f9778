#include "query/rows.h"

#include "core/err.h"
#include "core/mem.h"

#include <sqlite3.h>
#include <stdlib.h>

const char *
nq_real_text(double v, char out[NQ_REAL_TEXT])
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, NQ_REAL_TEXT, "%.*g", digits, v);
		if (strtod(out, NULL) == v)
			break;
	}
	return out;
}

struct nq_cell
nq_row_cell(struct sqlite3_stmt *st, int i, char out[NQ_REAL_TEXT])
{
	double v;

	switch (sqlite3_column_type(st, i)) {
	case SQLITE_NULL:
		return (struct nq_cell){ 0 };
	case SQLITE_FLOAT:
		v = sqlite3_column_double(st, i);
		/* JSON has no number for an infinity. */
		return (struct nq_cell){ .text = nq_real_text(v, out),
			.number = v - v == 0 };
	case SQLITE_INTEGER:
		return (struct nq_cell){ .number = true, .text =
			(const char *)sqlite3_column_text(st, i) };
	default:
		return (struct nq_cell){ .text =
			(const char *)sqlite3_column_text(st, i) };
	}
}

int
nq_rows_put(FILE *f, const char *format, struct sqlite3_stmt *st,
    struct nq_err *e)
{
	size_t n = (size_t)sqlite3_column_count(st);
	const char **names = nq_alloc(n, sizeof(*names));
	struct nq_cell *cells = nq_alloc(n, sizeof(*cells));
	char (*reals)[NQ_REAL_TEXT] = nq_alloc(n, sizeof(*reals));
	struct nq_table *t = NULL;
	/* What fails before its first row writes nothing, not even a head. */
	int rc = sqlite3_step(st);

	for (size_t i = 0; i < n; i++)
		names[i] = sqlite3_column_name(st, (int)i);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		t = nq_table_new(f, format, names, n);
	for (; rc == SQLITE_ROW && !ferror(f); rc = sqlite3_step(st)) {
		for (size_t i = 0; i < n; i++)
			cells[i] = nq_row_cell(st, (int)i, reals[i]);
		nq_table_row(t, cells);
	}
	nq_table_free(t);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		nq_fail(e, (rc & 0xff) == SQLITE_INTERRUPT ? NQ_ELIMIT :
		    NQ_EDB, "%s", sqlite3_errmsg(sqlite3_db_handle(st)));
	free(reals);
	free(cells);
	free(names);
	return e->code == NQ_OK ? 0 : -1;
}
