/*
 * csv-metadata.json: CSV on the Web (W3C tabular metadata, 2015). Titles and
 * descriptions are in both languages.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "query/export/folder.h"
#include "query/export/meta.h"

#include <string.h>

static void
put_pair(struct nq_buf *b, const char *key, const char *text)
{
	nq_json_key(b, key);
	nq_json_put_cstr(b, text);
}

/* A common property (Dublin Core) in two languages. */
static void
put_both(struct nq_buf *b, const char *key, const char *vi, const char *en)
{
	nq_json_key(b, key);
	nq_json_open(b, '[');
	nq_json_open(b, '{');
	put_pair(b, "@value", vi);
	put_pair(b, "@language", "vi");
	nq_json_close(b, '}');
	nq_json_next(b);
	nq_json_open(b, '{');
	put_pair(b, "@value", en);
	put_pair(b, "@language", "en");
	nq_json_close(b, '}');
	nq_json_close(b, ']');
}

static int
put_column(const struct nq_folder *d, const struct nq_written *w, size_t i,
    struct nq_buf *b, struct nq_err *e)
{
	static const char *const types[] = { "string", "integer", "decimal",
		"double", "date", "dateTime", "integer" };
	struct nq_mcolumn c;

	if (nq_meta_column(d->x->meta, w->name, w->column[i], &c, e) != 0)
		return -1;
	nq_json_next(b);
	nq_json_open(b, '{');
	put_pair(b, "name", w->column[i]);
	nq_json_key(b, "titles");
	nq_json_open(b, '{');
	/* What the file has in its first line is a title, too. */
	put_pair(b, "und", w->column[i]);
	put_pair(b, "vi", c.title[0]);
	put_pair(b, "en", c.title[1]);
	nq_json_close(b, '}');
	put_both(b, "dc:description", c.about[0], c.about[1]);
	put_pair(b, "datatype", types[c.type]);
	nq_json_key(b, "required");
	nq_buf_puts(b, c.required ? "true" : "false");
	nq_json_close(b, '}');
	return 0;
}

static void
put_foreign(const struct nq_folder *d, const struct nq_jval *refs,
    struct nq_buf *b)
{
	char file[48];

	nq_json_key(b, "foreignKeys");
	nq_json_open(b, '[');
	for (size_t i = 0; refs != NULL && i < nq_jval_count(refs); i++) {
		const struct nq_jval *one = nq_jval_at(refs, i);

		if (!nq_folder_refers(d, one))
			continue;
		nq_json_next(b);
		nq_json_open(b, '{');
		put_pair(b, "columnReference",
		    nq_jval_as_str(nq_jval_at(one, 0)));
		nq_json_key(b, "reference");
		nq_json_open(b, '{');
		snprintf(file, sizeof(file), "%.40s.csv",
		    nq_jval_as_str(nq_jval_at(one, 1)));
		put_pair(b, "resource", file);
		put_pair(b, "columnReference",
		    nq_jval_as_str(nq_jval_at(one, 2)));
		nq_json_close(b, '}');
		nq_json_close(b, '}');
	}
	nq_json_close(b, ']');
}

static int
put_table(const struct nq_folder *d, const struct nq_written *w,
    struct nq_buf *b, struct nq_err *e)
{
	const struct nq_jval *t = nq_meta_table(d->x->meta, w->name), *key;

	nq_json_next(b);
	nq_json_open(b, '{');
	put_pair(b, "url", w->file);
	put_both(b, "dc:title", nq_meta_text(t, "title", false),
	    nq_meta_text(t, "title", true));
	put_both(b, "dc:description", nq_meta_text(t, "about", false),
	    nq_meta_text(t, "about", true));
	nq_json_key(b, "tableSchema");
	nq_json_open(b, '{');
	nq_json_key(b, "columns");
	nq_json_open(b, '[');
	for (size_t i = 0; i < w->columns; i++)
		if (put_column(d, w, i, b, e) != 0)
			return -1;
	nq_json_close(b, ']');
	key = nq_jval_get(t, "key");
	if (key != NULL && nq_jval_count(key) > 0)
		put_pair(b, "primaryKey",
		    nq_jval_as_str(nq_jval_at(key, 0)));
	put_foreign(d, nq_jval_get(t, "foreign"), b);
	nq_json_close(b, '}');
	nq_json_close(b, '}');
	return 0;
}

int
nq_csvw_put(const struct nq_folder *d, struct nq_buf *b, struct nq_err *e)
{
	const struct nq_meta *m = d->x->meta;

	nq_json_open(b, '{');
	put_pair(b, "@context", "http://www.w3.org/ns/csvw");
	put_both(b, "dc:title", nq_meta_package(m, "title", false),
	    nq_meta_package(m, "title", true));
	put_both(b, "dc:description", nq_meta_package(m, "about", false),
	    nq_meta_package(m, "about", true));
	put_both(b, "dc:rights", nq_meta_package(m, "licence", false),
	    nq_meta_package(m, "licence", true));
	put_pair(b, "dc:creator", "nqtrack " NQ_VERSION);
	put_pair(b, "dc:date", d->x->ask.time);
	nq_json_key(b, "dialect");
	nq_buf_puts(b, "{\"encoding\":\"utf-8\",\"delimiter\":\",\","
	    "\"quoteChar\":\"\\\"\",\"doubleQuote\":true,\"header\":true,"
	    "\"lineTerminators\":[\"\\n\"]}");
	nq_json_key(b, "tables");
	nq_json_open(b, '[');
	for (size_t i = 0; i < d->tables; i++)
		if (put_table(d, &d->table[i], b, e) != 0)
			return -1;
	nq_json_close(b, ']');
	nq_json_close(b, '}');
	return b->over ? nq_fail(e, NQ_ELIMIT, "too long a description") : 0;
}
