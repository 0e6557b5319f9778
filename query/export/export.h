/*
 * The warehouse written for other programs. One state of it, as known at
 * --as-of: the best value of each cell, or with --all every statement that
 * stood; with --source what that source says alone. docs/export.md is for
 * people. Private to query/export/.
 */
#ifndef NQ_QUERY_EXPORT_H
#define NQ_QUERY_EXPORT_H

#include <stdio.h>

#include "core/opts.h"
#include "query/ask.h"
#include "query/table.h"

struct nq_err;
struct nq_meta;
struct sqlite3_stmt;

struct nq_export {
	const struct nq_opts *o;	/* borrowed */
	struct nq_ask ask;
	struct nq_meta *meta;		/* owned: schemas/columns.json */
};

/* What a format does; a stream is flushed and looked at by the caller. */
typedef int nq_export_fn(struct nq_export *, FILE *, struct nq_err *);

nq_export_fn nq_export_sdmx, nq_export_json, nq_export_ndjson,
    nq_export_datasette;

/* Into the folder or file o->output. */
int nq_export_folder(struct nq_export *, struct nq_err *);
int nq_export_xlsx(struct nq_export *, struct nq_err *);

/*
 * sql/NAME of the schemas with ?1 the batch, ?2 the time, ?3 the source (or
 * NULL), as far as it has these; the caller finalizes.
 */
struct sqlite3_stmt *nq_export_prepare(const struct nq_export *,
    const char *name, struct nq_err *);

#endif
