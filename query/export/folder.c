#include "query/export/folder.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/mem.h"
#include "progress/assess.h"
#include "query/export/facts.h"
#include "query/rows.h"
#include "query/target_row.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
note_columns(struct nq_written *w, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && i < NQ_FOLDER_COLUMNS; i++)
		w->column[w->columns++] = nq_strdup(names[i]);
}

static int
put_observations(const struct nq_export *x, struct nq_written *w, FILE *to,
    struct nq_err *e)
{
	struct nq_facts f;
	int rc = nq_facts_open(&f, x, nq_fact_picks, e);

	if (rc == 0) {
		note_columns(w, f.names, f.n);
		rc = nq_facts_put(&f, to, "csv", e);
	}
	nq_facts_close(&f);
	return rc;
}

static int
put_targets(const struct nq_export *x, struct nq_written *w, FILE *to,
    struct nq_err *e)
{
	struct nq_assessment *a = nq_alloc(1, sizeof(*a));
	struct nq_table *t = nq_table_new(to, "csv", nq_target_columns,
	    NQ_TARGET_COLUMNS);
	struct nq_goals goals = { 0 };
	struct nq_reader r = { 0 };

	note_columns(w, nq_target_columns, NQ_TARGET_COLUMNS);
	if (nq_reader_open(&r, x->ask.db, x->o, x->ask.batch, x->ask.month,
	    e) == 0 && nq_goals_read(&goals, x->ask.db, x->o, e) == 0)
		for (size_t i = 0; i < goals.n && nq_assess(&r, &goals.v[i],
		    a, e) == 0; i++)
			nq_target_row(t, &goals.v[i], a, x->ask.en);
	nq_table_free(t);
	nq_goals_release(&goals);
	nq_reader_close(&r);
	free(a);
	return e->code == NQ_OK ? 0 : -1;
}

/* The table of a query, export/NAME.sql. */
static int
put_query(const struct nq_export *x, struct nq_written *w, FILE *to,
    struct nq_err *e)
{
	char *sql = nq_asprintf("export/%s.sql", w->name);
	struct sqlite3_stmt *st = nq_export_prepare(x, sql, e);
	const char *name;
	int rc = -1;

	if (st != NULL) {
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			name = sqlite3_column_name(st, i);
			note_columns(w, &name, 1);
		}
		rc = nq_rows_put(to, "csv", st, e);
	}
	sqlite3_finalize(st);
	free(sql);
	return rc;
}

typedef int put_fn(const struct nq_export *, struct nq_written *, FILE *,
    struct nq_err *);

/* What is referred to stands before what refers to it. */
static const struct {
	const char *name;
	put_fn *put;
} tables[] = {
	{ "indicators", put_query }, { "areas", put_query },
	{ "sources", put_query }, { "observations", put_observations },
	{ "targets", put_targets }, { "findings", put_query },
};

_Static_assert(sizeof(tables) / sizeof(tables[0]) == NQ_FOLDER_TABLES,
    "a place for each table");

static int
measure(struct nq_written *w, const char *path, struct nq_err *e)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		nq_fail(e, NQ_EIO, "cannot be read again");
		return nq_err_at(e, "%s", path);
	}
	w->bytes = (int64_t)st.st_size;
	return nq_digest_file(path, w->digest, e);
}

static int
write_table(struct nq_folder *d, size_t i, struct nq_err *e)
{
	struct nq_written *w = &d->table[d->tables++];
	char *path;
	struct nq_file f;
	int rc = -1;

	w->name = tables[i].name;
	snprintf(w->file, sizeof(w->file), "%s.csv", w->name);
	path = nq_path_join(d->x->o->output, w->file);
	if (nq_file_create(&f, path, e) != 0)
		goto out;
	if (tables[i].put(d->x, w, f.f, e) != 0) {
		nq_err_at(e, "%s", path);
		nq_file_discard(&f);
	} else if (nq_file_publish(&f, e) == 0) {
		rc = measure(w, path, e);
	}
out:
	free(path);
	return rc;
}

typedef int describe_fn(const struct nq_folder *, struct nq_buf *,
    struct nq_err *);

static int
describe(const struct nq_folder *d, const char *name, describe_fn *make,
    struct nq_err *e)
{
	char *path = nq_path_join(d->x->o->output, name);
	struct nq_buf b = NQ_BUF(0);
	struct nq_file f;
	int rc = make(d, &b, e);

	if (rc == 0 && (rc = nq_file_create(&f, path, e)) == 0) {
		fwrite(b.p, 1, b.len, f.f);
		fputc('\n', f.f);
		rc = nq_file_publish(&f, e);
	}
	nq_buf_release(&b);
	free(path);
	return rc;
}

bool
nq_folder_refers(const struct nq_folder *d, const struct nq_jval *ref)
{
	const char *to = nq_jval_as_str(nq_jval_at(ref, 1));

	if (d->x->o->source != NULL && strcmp(to, "observations") == 0)
		return false;
	for (size_t i = 0; i < d->tables; i++)
		if (strcmp(d->table[i].name, to) == 0)
			return true;
	return false;
}

/* nq_dir_make speaks of --data. */
static int
make_folder(const char *path, struct nq_err *e)
{
	int saved;

	if (nq_dir_make(path, e) == 0)
		return 0;
	saved = errno;
	nq_err_clear(e);
	nq_fail(e, NQ_EIO, "cannot make the folder: %s", strerror(saved));
	return nq_err_at(e, "--output %s", path);
}

int
nq_export_folder(struct nq_export *x, struct nq_err *e)
{
	struct nq_folder d = { .x = x };
	int rc = make_folder(x->o->output, e);

	for (size_t i = 0; rc == 0 && i < NQ_FOLDER_TABLES; i++)
		rc = write_table(&d, i, e);
	if (rc == 0)
		rc = describe(&d, "datapackage.json", nq_package_put, e);
	if (rc == 0)
		rc = describe(&d, "csv-metadata.json", nq_csvw_put, e);
	for (size_t i = 0; i < d.tables; i++)
		for (size_t k = 0; k < d.table[i].columns; k++)
			free(d.table[i].column[k]);
	return rc;
}
