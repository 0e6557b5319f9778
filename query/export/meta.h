/*
 * What columns and tables mean, in Vietnamese and English, with their types
 * and units: schemas/columns.json, the one place that Frictionless, CSVW and
 * Datasette's metadata are made from. A column is described once for all
 * tables that have it; where it means something else in one of them, that
 * table's "columns" say so. Private to query/export/.
 */
#ifndef NQ_QUERY_EXPORT_META_H
#define NQ_QUERY_EXPORT_META_H

#include <stdbool.h>
#include <stddef.h>

struct nq_err;
struct nq_jval;
struct nq_meta;
struct nq_opts;

enum nq_mtype {
	NQ_MTEXT, NQ_MINTEGER, NQ_MDECIMAL, NQ_MREAL, NQ_MDAY, NQ_MTIME,
	NQ_MFLAG		/* 0 or 1 */
};

/* Borrowed from the file. */
struct nq_mcolumn {
	const char *title[2];		/* [is it English] */
	const char *about[2];
	enum nq_mtype type;
	const char *unit;		/* "percent"; NULL: none */
	const struct nq_jval *codes;	/* array of texts; NULL: any */
	bool required;
};

/* A whole file as it should be, or NULL with NQ_EUSAGE. */
struct nq_meta *nq_meta_load(const struct nq_opts *, struct nq_err *);
void nq_meta_free(struct nq_meta *);

/* A text of the package: "title", "about", "licence". */
const char *nq_meta_package(const struct nq_meta *, const char *what,
    bool en);

/* NULL where the table is not described; its "title_vi", "about_en",
 * "key", "foreign". */
const struct nq_jval *nq_meta_table(const struct nq_meta *, const char *);
const char *nq_meta_text(const struct nq_jval *, const char *what, bool en);

/* NQ_EUSAGE where nothing describes the column. */
int nq_meta_column(const struct nq_meta *, const char *table,
    const char *column, struct nq_mcolumn *, struct nq_err *);

#endif
