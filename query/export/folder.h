/*
 * A folder of tables (CSV) with two descriptions of them: datapackage.json
 * (Frictionless Data Package 1.0) and csv-metadata.json (CSV on the Web).
 * Each file is published whole, the descriptions last. Private to
 * query/export/.
 */
#ifndef NQ_QUERY_EXPORT_FOLDER_H
#define NQ_QUERY_EXPORT_FOLDER_H

#include <stdint.h>

#include "core/digest.h"
#include "query/export/export.h"

struct nq_jval;

enum {
	/* Tables of a folder, and columns of one. */
	NQ_FOLDER_TABLES = 6,
	NQ_FOLDER_COLUMNS = 64
};

/* A table that was written. */
struct nq_written {
	const char *name;			/* "observations"; static */
	char file[40];				/* "observations.csv" */
	char *column[NQ_FOLDER_COLUMNS];	/* owned */
	size_t columns;
	int64_t bytes;
	char digest[NQ_DIGEST_TEXT];
};

struct nq_folder {
	const struct nq_export *x;	/* borrowed */
	struct nq_written table[NQ_FOLDER_TABLES];
	size_t tables;
};

/* The text of a description, in b. */
struct nq_buf;
int nq_package_put(const struct nq_folder *, struct nq_buf *,
    struct nq_err *);
int nq_csvw_put(const struct nq_folder *, struct nq_buf *, struct nq_err *);

/*
 * Does a reference ["column", "table", "column"] of schemas/columns.json hold
 * in this folder? With --source alone what others say is missing.
 */
bool nq_folder_refers(const struct nq_folder *, const struct nq_jval *);

#endif
