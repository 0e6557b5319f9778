#include "query/export/meta.h"

#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/opts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct nq_meta {
	struct nq_json *json;		/* owned */
	char *path;			/* owned */
};

static const struct nq_jfield file_shape[] = {
	{ "package", NQ_JOBJECT, true }, { "columns", NQ_JOBJECT, true },
	{ "tables", NQ_JOBJECT, true }, { NULL, 0, false }
};

static const struct nq_jfield package_shape[] = {
	{ "title_vi", NQ_JSTRING, true }, { "title_en", NQ_JSTRING, true },
	{ "about_vi", NQ_JSTRING, true }, { "about_en", NQ_JSTRING, true },
	{ "licence_vi", NQ_JSTRING, true },
	{ "licence_en", NQ_JSTRING, true }, { NULL, 0, false }
};

static const struct nq_jfield column_shape[] = {
	{ "type", NQ_JSTRING, false }, { "title_vi", NQ_JSTRING, true },
	{ "title_en", NQ_JSTRING, true }, { "about_vi", NQ_JSTRING, true },
	{ "about_en", NQ_JSTRING, true }, { "unit", NQ_JSTRING, false },
	{ "codes", NQ_JARRAY, false }, { "required", NQ_JBOOL, false },
	{ NULL, 0, false }
};

static const struct nq_jfield table_shape[] = {
	{ "title_vi", NQ_JSTRING, true }, { "title_en", NQ_JSTRING, true },
	{ "about_vi", NQ_JSTRING, true }, { "about_en", NQ_JSTRING, true },
	{ "key", NQ_JARRAY, false }, { "foreign", NQ_JARRAY, false },
	{ "columns", NQ_JOBJECT, false }, { NULL, 0, false }
};

static const char *const types[] = { "text", "integer", "decimal", "real",
	"day", "time", "flag" };

static int
type_of(const struct nq_jval *v)
{
	const char *s = nq_jval_str(v, "type");

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(s != NULL ? s : "text", types[i]) == 0)
			return (int)i;
	return -1;
}

static int
check_columns(const struct nq_jval *all, const char *where, struct nq_err *e)
{
	char path[200];

	for (const char *k = NULL; all != NULL &&
	    (k = nq_jval_next_key(all, k)) != NULL;) {
		const struct nq_jval *one = nq_jval_get(all, k);

		snprintf(path, sizeof(path), "%s.%s", where, k);
		if (nq_jval_check(one, column_shape, path, e) != 0)
			return -1;
		if (type_of(one) < 0)
			return nq_fail(e, NQ_EUSAGE, "%s.type: expected text, "
			    "integer, decimal, real, day, time or flag", path);
	}
	return 0;
}

static int
check(const struct nq_jval *root, struct nq_err *e)
{
	const struct nq_jval *tables;
	char path[200];

	if (nq_jval_check(root, file_shape, "", e) != 0 ||
	    nq_jval_check(nq_jval_get(root, "package"), package_shape,
	    "package", e) != 0 ||
	    check_columns(nq_jval_get(root, "columns"), "columns", e) != 0)
		return -1;
	tables = nq_jval_get(root, "tables");
	for (const char *k = NULL;
	    (k = nq_jval_next_key(tables, k)) != NULL;) {
		const struct nq_jval *one = nq_jval_get(tables, k);

		snprintf(path, sizeof(path), "tables.%s", k);
		if (nq_jval_check(one, table_shape, path, e) != 0)
			return -1;
		snprintf(path, sizeof(path), "tables.%s.columns", k);
		if (check_columns(nq_jval_get(one, "columns"), path, e) != 0)
			return -1;
	}
	return 0;
}

struct nq_meta *
nq_meta_load(const struct nq_opts *o, struct nq_err *e)
{
	struct nq_meta *m = nq_alloc(1, sizeof(*m));
	struct nq_err inside = { 0 };

	m->path = nq_opts_schema(o, "columns.json");
	m->json = nq_json_load_file(m->path, NQ_MAX_CONF, e);
	if (m->json != NULL && check(nq_json_root(m->json), &inside) == 0)
		return m;
	if (inside.code != NQ_OK) {
		nq_fail(e, inside.code, "%s", inside.msg);
		nq_err_at(e, "%s%s%s", m->path, inside.where[0] != '\0' ?
		    ": " : "", inside.where);
	}
	nq_meta_free(m);
	return NULL;
}

void
nq_meta_free(struct nq_meta *m)
{
	if (m == NULL)
		return;
	nq_json_free(m->json);
	free(m->path);
	free(m);
}

const char *
nq_meta_text(const struct nq_jval *v, const char *what, bool en)
{
	char key[40];

	snprintf(key, sizeof(key), "%s_%s", what, en ? "en" : "vi");
	return nq_jval_str(v, key);
}

const char *
nq_meta_package(const struct nq_meta *m, const char *what, bool en)
{
	return nq_meta_text(nq_jval_get(nq_json_root(m->json), "package"),
	    what, en);
}

const struct nq_jval *
nq_meta_table(const struct nq_meta *m, const char *table)
{
	return nq_jval_get(nq_jval_get(nq_json_root(m->json), "tables"),
	    table);
}

int
nq_meta_column(const struct nq_meta *m, const char *table,
    const char *column, struct nq_mcolumn *out, struct nq_err *e)
{
	const struct nq_jval *t = nq_meta_table(m, table), *own, *c = NULL;

	if (t != NULL && (own = nq_jval_get(t, "columns")) != NULL)
		c = nq_jval_get(own, column);
	if (c == NULL)
		c = nq_jval_get(nq_jval_get(nq_json_root(m->json), "columns"),
		    column);
	if (c == NULL) {
		nq_fail(e, NQ_EUSAGE, "expected a description of column "
		    "\"%.60s\" of \"%.60s\"", column, table);
		return nq_err_at(e, "%s", m->path);
	}
	*out = (struct nq_mcolumn){ .type = (enum nq_mtype)type_of(c),
		.unit = nq_jval_str(c, "unit"),
		.codes = nq_jval_get(c, "codes"),
		.required = nq_jval_bool(c, "required", false) };
	for (int en = 0; en < 2; en++) {
		out->title[en] = nq_meta_text(c, "title", en != 0);
		out->about[en] = nq_meta_text(c, "about", en != 0);
	}
	return 0;
}
