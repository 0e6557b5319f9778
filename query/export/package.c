/* datapackage.json: Frictionless Data Package and Table Schema, 1.0. */
#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "query/export/folder.h"
#include "query/export/meta.h"

#include <ctype.h>
#include <sqlite3.h>
#include <string.h>

static void
put_pair(struct nq_buf *b, const char *key, const char *text)
{
	nq_json_key(b, key);
	nq_json_put_cstr(b, text);
}

static void
put_constraints(struct nq_buf *b, const struct nq_mcolumn *c, bool key)
{
	if (!c->required && !key && c->codes == NULL)
		return;
	nq_json_key(b, "constraints");
	nq_json_open(b, '{');
	if (c->required || key) {
		nq_json_key(b, "required");
		nq_buf_puts(b, "true");
	}
	if (c->codes != NULL) {
		nq_json_key(b, "enum");
		nq_json_open(b, '[');
		for (size_t i = 0; i < nq_jval_count(c->codes); i++) {
			nq_json_next(b);
			nq_json_put_cstr(b, nq_jval_as_str(nq_jval_at(
			    c->codes, i)));
		}
		nq_json_close(b, ']');
	}
	nq_json_close(b, '}');
}

static int
put_field(const struct nq_folder *d, const struct nq_written *w, size_t i,
    struct nq_buf *b, struct nq_err *e)
{
	static const char *const types[] = { "string", "integer", "number",
		"number", "date", "datetime", "integer" };
	const struct nq_jval *key = nq_jval_get(nq_meta_table(d->x->meta,
	    w->name), "key");
	bool en = d->x->ask.en, is_key = false;
	struct nq_mcolumn c;

	if (nq_meta_column(d->x->meta, w->name, w->column[i], &c, e) != 0)
		return -1;
	for (size_t k = 0; key != NULL && k < nq_jval_count(key); k++)
		is_key = is_key || strcmp(nq_jval_as_str(nq_jval_at(key, k)),
		    w->column[i]) == 0;
	nq_json_next(b);
	nq_json_open(b, '{');
	put_pair(b, "name", w->column[i]);
	put_pair(b, "type", types[c.type]);
	put_pair(b, "title", c.title[en]);
	put_pair(b, "title_vi", c.title[0]);
	put_pair(b, "title_en", c.title[1]);
	put_pair(b, "description", c.about[en]);
	put_pair(b, "description_vi", c.about[0]);
	put_pair(b, "description_en", c.about[1]);
	if (c.unit != NULL)
		put_pair(b, "unit", c.unit);
	put_constraints(b, &c, is_key);
	nq_json_close(b, '}');
	return 0;
}

static void
put_foreign(const struct nq_folder *d, const struct nq_jval *refs,
    struct nq_buf *b)
{
	bool any = false;

	for (size_t i = 0; refs != NULL && i < nq_jval_count(refs); i++) {
		const struct nq_jval *one = nq_jval_at(refs, i);

		if (!nq_folder_refers(d, one))
			continue;
		if (!any) {
			nq_json_key(b, "foreignKeys");
			nq_json_open(b, '[');
		}
		any = true;
		nq_json_next(b);
		nq_json_open(b, '{');
		put_pair(b, "fields", nq_jval_as_str(nq_jval_at(one, 0)));
		nq_json_key(b, "reference");
		nq_json_open(b, '{');
		put_pair(b, "resource", nq_jval_as_str(nq_jval_at(one, 1)));
		put_pair(b, "fields", nq_jval_as_str(nq_jval_at(one, 2)));
		nq_json_close(b, '}');
		nq_json_close(b, '}');
	}
	if (any)
		nq_json_close(b, ']');
}

static int
put_schema(const struct nq_folder *d, const struct nq_written *w,
    const struct nq_jval *table, struct nq_buf *b, struct nq_err *e)
{
	const struct nq_jval *key = nq_jval_get(table, "key");

	nq_json_key(b, "schema");
	nq_json_open(b, '{');
	nq_json_key(b, "fields");
	nq_json_open(b, '[');
	for (size_t i = 0; i < w->columns; i++)
		if (put_field(d, w, i, b, e) != 0)
			return -1;
	nq_json_close(b, ']');
	nq_json_key(b, "missingValues");
	nq_buf_puts(b, "[\"\"]");
	nq_json_key(b, "primaryKey");
	nq_json_open(b, '[');
	for (size_t i = 0; key != NULL && i < nq_jval_count(key); i++) {
		nq_json_next(b);
		nq_json_put_cstr(b, nq_jval_as_str(nq_jval_at(key, i)));
	}
	nq_json_close(b, ']');
	put_foreign(d, nq_jval_get(table, "foreign"), b);
	nq_json_close(b, '}');
	return 0;
}

static int
put_resource(const struct nq_folder *d, const struct nq_written *w,
    struct nq_buf *b, struct nq_err *e)
{
	const struct nq_jval *table = nq_meta_table(d->x->meta, w->name);
	bool en = d->x->ask.en;

	if (table == NULL)
		return nq_fail(e, NQ_EUSAGE, "schemas/columns.json: expected "
		    "a description of table \"%s\"", w->name);
	nq_json_next(b);
	nq_json_open(b, '{');
	put_pair(b, "name", w->name);
	put_pair(b, "profile", "tabular-data-resource");
	put_pair(b, "path", w->file);
	put_pair(b, "title", nq_meta_text(table, "title", en));
	put_pair(b, "description", nq_meta_text(table, "about", en));
	put_pair(b, "format", "csv");
	put_pair(b, "mediatype", "text/csv");
	put_pair(b, "encoding", "utf-8");
	nq_json_key(b, "bytes");
	nq_json_put_int(b, w->bytes);
	put_pair(b, "hash", w->digest);
	nq_json_key(b, "dialect");
	nq_buf_puts(b, "{\"delimiter\":\",\",\"lineTerminator\":\"\\n\","
	    "\"quoteChar\":\"\\\"\",\"doubleQuote\":true,\"header\":true}");
	if (put_schema(d, w, table, b, e) != 0)
		return -1;
	nq_json_close(b, '}');
	return 0;
}

/* A licence's text as a name that the specification takes. */
static void
put_licence(struct nq_buf *b, const char *text)
{
	char name[100];
	size_t n = 0;

	for (; *text != '\0' && n + 1 < sizeof(name); text++)
		if (isalnum((unsigned char)*text) || *text == '.')
			name[n++] = *text;
		else if (n > 0 && name[n - 1] != '-')
			name[n++] = '-';
	while (n > 0 && name[n - 1] == '-')
		n--;
	name[n] = '\0';
	put_pair(b, "name", n > 0 ? name : "other");
}

enum { CODE, TITLE, PUBLISHER, LICENCE };

static const char *
column(struct sqlite3_stmt *st, int i)
{
	return (const char *)sqlite3_column_text(st, i);
}

static void
put_licences(struct sqlite3_stmt *st, struct nq_buf *b)
{
	bool any = false;

	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *licence = column(st, LICENCE);

		if (licence == NULL || licence[0] == '\0')
			continue;
		if (!any) {
			nq_json_key(b, "licenses");
			nq_json_open(b, '[');
		}
		any = true;
		nq_json_next(b);
		nq_json_open(b, '{');
		put_licence(b, licence);
		put_pair(b, "title", licence);
		put_pair(b, "source", column(st, CODE));
		nq_json_close(b, '}');
	}
	if (any)
		nq_json_close(b, ']');
}

/* Who said it, and under which licences they let it be used. */
static int
put_origins(const struct nq_folder *d, struct nq_buf *b, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_export_prepare(d->x,
	    "export/sources.sql", e);

	if (st == NULL)
		return -1;
	nq_json_key(b, "sources");
	nq_json_open(b, '[');
	while (sqlite3_step(st) == SQLITE_ROW) {
		nq_json_next(b);
		nq_json_open(b, '{');
		put_pair(b, "title", column(st, TITLE));
		put_pair(b, "publisher", column(st, PUBLISHER));
		nq_json_close(b, '}');
	}
	nq_json_close(b, ']');
	sqlite3_reset(st);
	put_licences(st, b);
	sqlite3_finalize(st);
	return 0;
}

int
nq_package_put(const struct nq_folder *d, struct nq_buf *b, struct nq_err *e)
{
	const struct nq_export *x = d->x;
	bool en = x->ask.en;

	nq_json_open(b, '{');
	put_pair(b, "profile", "tabular-data-package");
	put_pair(b, "name", "nqtrack");
	put_pair(b, "title", nq_meta_package(x->meta, "title", en));
	put_pair(b, "description", nq_meta_package(x->meta, "about", en));
	put_pair(b, "created", x->ask.time);
	put_pair(b, "program", "nqtrack " NQ_VERSION);
	put_pair(b, "licence_note", nq_meta_package(x->meta, "licence", en));
	if (put_origins(d, b, e) != 0)
		return -1;
	nq_json_key(b, "resources");
	nq_json_open(b, '[');
	for (size_t i = 0; i < d->tables; i++)
		if (put_resource(d, &d->table[i], b, e) != 0)
			return -1;
	nq_json_close(b, ']');
	nq_json_close(b, '}');
	return b->over ? nq_fail(e, NQ_ELIMIT, "too long a description") : 0;
}
