#include "query/export/export.h"

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "query/export/meta.h"
#include "query/query.h"

#include <sqlite3.h>
#include <string.h>

/* A format that is one text, and can be printed. */
static const struct {
	const char *name;
	nq_export_fn *put;
} streams[] = {
	{ "sdmx-csv", nq_export_sdmx },
	{ "json", nq_export_json },
	{ "ndjson", nq_export_ndjson },
	{ "datasette", nq_export_datasette },
};

struct sqlite3_stmt *
nq_export_prepare(const struct nq_export *x, const char *name,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&x->ask, name, e);
	int n = st != NULL ? sqlite3_bind_parameter_count(st) : 0;

	if (n >= 1)
		sqlite3_bind_int64(st, 1, x->ask.batch);
	if (n >= 2)
		nq_db_text(st, 2, x->ask.time);
	if (n >= 3)
		nq_db_text(st, 3, x->o->source);
	return st;
}

static int
check_source(const struct nq_export *x, struct nq_err *e)
{
	struct sqlite3_stmt *st;

	if (x->o->source == NULL)
		return 0;
	if ((st = nq_ask_prepare(&x->ask, "query/source_has.sql", e)) == NULL)
		return -1;
	nq_db_text(st, 1, x->o->source);
	if (sqlite3_step(st) != SQLITE_ROW)
		nq_fail(e, NQ_EUSAGE, "--source: the warehouse has no source "
		    "\"%.60s\"", x->o->source);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

/* To the path of --output, whole or not at all, or to standard output. */
static int
put_stream(struct nq_export *x, nq_export_fn *put, struct nq_err *e)
{
	const char *path = x->o->output;
	struct nq_file f;

	if (path == NULL || strcmp(path, "-") == 0)
		return put(x, stdout, e);
	if (nq_file_create(&f, path, e) != 0)
		return -1;
	if (put(x, f.f, e) == 0)
		return nq_file_publish(&f, e);
	nq_err_at(e, "%s", path);
	nq_file_discard(&f);
	return -1;
}

static int
need_path(const struct nq_opts *o, const char *what, struct nq_err *e)
{
	if (o->output != NULL && o->output[0] != '\0' &&
	    strcmp(o->output, "-") != 0)
		return 0;
	return nq_fail(e, NQ_EUSAGE, "--format %s makes a %s: name it with "
	    "--output", strcmp(o->format, "table") == 0 ? "csv" : o->format,
	    what);
}

static int
export(struct nq_export *x, struct nq_err *e)
{
	const char *format = x->o->format;

	if (x->o->output != NULL && x->o->output[0] == '\0')
		return nq_fail(e, NQ_EUSAGE, "--output needs a path, not an "
		    "empty name");
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		if (strcmp(format, streams[i].name) == 0)
			return put_stream(x, streams[i].put, e);
	if (strcmp(format, "xlsx") == 0)
		return need_path(x->o, "workbook", e) != 0 ? -1 :
		    nq_export_xlsx(x, e);
	return need_path(x->o, "folder", e) != 0 ? -1 :
	    nq_export_folder(x, e);
}

enum nq_exit
nq_export_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_export x = { .o = o };
	struct nq_err e = { 0 };

	if (nq_ask_open(&x.ask, o, &e) == 0 && check_source(&x, &e) == 0 &&
	    (x.meta = nq_meta_load(o, &e)) != NULL)
		export(&x, &e);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_meta_free(x.meta);
	nq_ask_close(&x.ask);
	return nq_exit_of(&e);
}
