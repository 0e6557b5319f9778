/*
 * metadata.yaml for Datasette: what the tables and views are, what their
 * columns mean, and the queries that have a name.
 */
#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/json.h"
#include "query/blank.h"
#include "query/export/export.h"
#include "query/export/meta.h"
#include "query/export/yaml.h"
#include "query/sql/named.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Levels of the file. */
enum { TOP, DATABASE, SECTION, ENTRY, FIELD, LIST };

/* "key=value&…" of the defaults, for a link; NULL where one is missing. */
static char *
example(const struct nq_named *q)
{
	struct nq_buf b = NQ_BUF(0);

	for (size_t i = 0; i < q->params; i++) {
		const char *s = q->param[i].otherwise;

		if (s == NULL) {
			nq_buf_release(&b);
			return NULL;
		}
		nq_buf_printf(&b, "%s%s=", i > 0 ? "&amp;" : "?",
		    q->param[i].name);
		for (; *s != '\0'; s++) {
			if (strchr("-_.", *s) != NULL ||
			    (*s >= '0' && *s <= '9') ||
			    (*s >= 'a' && *s <= 'z') ||
			    (*s >= 'A' && *s <= 'Z'))
				nq_buf_putc(&b, *s);
			else
				nq_buf_printf(&b, "%%%02X",
				    (unsigned)(unsigned char)*s);
		}
	}
	return nq_buf_steal(&b);
}

static void
put_html(struct nq_buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '<')
			nq_buf_puts(b, "&lt;");
		else if (*s == '&')
			nq_buf_puts(b, "&amp;");
		else
			nq_buf_putc(b, *s);
}

/* What each parameter is; Datasette fills none in by itself, so a link does. */
static void
put_description(struct nq_buf *b, const struct nq_named *q, bool en)
{
	struct nq_buf html = NQ_BUF(0);
	char *link = example(q);

	nq_buf_puts(&html, "<ul>");
	for (size_t i = 0; i < q->params; i++) {
		nq_buf_printf(&html, "<li><code>%s</code>: ",
		    q->param[i].name);
		put_html(&html, q->param[i].text[en]);
		nq_buf_puts(&html, "</li>");
	}
	nq_buf_puts(&html, "</ul>");
	if (link != NULL)
		nq_buf_printf(&html, "<p><a href=\"%s\">%s</a></p>", link,
		    en ? "With its defaults" : "Với giá trị mặc định");
	if (q->params > 0)
		nq_yaml_text(b, FIELD, "description_html", html.p);
	nq_buf_release(&html);
	free(link);
}

static int
put_query(const struct nq_export *x, struct nq_buf *b, const char *name,
    struct nq_err *e)
{
	struct nq_named q;
	int rc = nq_named_read(&q, x->o, name, e);

	if (rc == 0) {
		nq_yaml_key(b, ENTRY, q.name);
		nq_yaml_text(b, FIELD, "title", q.title[x->ask.en]);
		put_description(b, &q, x->ask.en);
		if (q.params > 0)
			nq_yaml_key(b, FIELD, "params");
		for (size_t i = 0; i < q.params; i++)
			nq_yaml_item(b, LIST, q.param[i].name);
		nq_yaml_lines(b, FIELD, "sql", q.sql);
	}
	nq_named_release(&q);
	return rc;
}

static int
put_queries(const struct nq_export *x, struct nq_buf *b, struct nq_err *e)
{
	struct nq_names all = { 0 };
	int rc = nq_named_list(x->o, &all, e);

	if (rc == 0)
		nq_yaml_key(b, SECTION, "queries");
	for (size_t i = 0; rc == 0 && i < all.n; i++)
		rc = put_query(x, b, all.v[i], e);
	nq_names_release(&all);
	return rc;
}

/* The columns that the object has, each described; then its units. */
static int
put_columns(const struct nq_export *x, struct sqlite3 *db, struct nq_buf *b,
    const char *table, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_db_prepare(db, x->o,
	    "export/columns.sql", e);
	struct nq_buf units = NQ_BUF(0);
	bool en = x->ask.en;
	struct nq_mcolumn c;
	int rc = -1;

	if (st == NULL)
		return -1;
	sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	nq_yaml_key(b, FIELD, "columns");
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);

		if (nq_meta_column(x->meta, table, name, &c, e) != 0)
			goto out;
		nq_yaml_text(b, LIST, name, c.about[en]);
		if (c.unit != NULL)
			nq_yaml_text(&units, LIST, name, c.unit);
	}
	if (units.len > 0) {
		nq_yaml_key(b, FIELD, "units");
		nq_buf_put(b, units.p, units.len);
	}
	rc = 0;
out:
	nq_buf_release(&units);
	sqlite3_finalize(st);
	return rc;
}

static int
put_table(const struct nq_export *x, struct sqlite3 *db, struct nq_buf *b,
    const char *name, struct nq_err *e)
{
	const struct nq_jval *t = nq_meta_table(x->meta, name);
	bool en = x->ask.en;

	nq_yaml_key(b, ENTRY, name);
	if (t == NULL) {
		/* Of use to the program alone. */
		nq_yaml_flag(b, FIELD, "hidden", true);
		return 0;
	}
	nq_yaml_text(b, FIELD, "title", nq_meta_text(t, "title", en));
	nq_yaml_text(b, FIELD, "description", nq_meta_text(t, "about", en));
	return put_columns(x, db, b, name, e);
}

/* A warehouse has the tables and views of a blank one, and a connection that
 * reads one may not ask for its columns. */
static int
put_tables(const struct nq_export *x, struct nq_buf *b, struct nq_err *e)
{
	struct sqlite3 *db = nq_blank_open(x->o, e);
	struct sqlite3_stmt *st = db != NULL ? nq_db_prepare(db, x->o,
	    "export/objects.sql", e) : NULL;
	int rc = st != NULL ? 0 : -1;

	nq_yaml_key(b, SECTION, "tables");
	while (rc == 0 && sqlite3_step(st) == SQLITE_ROW)
		rc = put_table(x, db, b, (const char *)sqlite3_column_text(st,
		    0), e);
	sqlite3_finalize(st);
	nq_db_close(db);
	return rc;
}

int
nq_export_datasette(struct nq_export *x, FILE *to, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(0);
	bool en = x->ask.en;
	int rc = -1;

	nq_yaml_text(&b, TOP, "title", nq_meta_package(x->meta, "title", en));
	nq_yaml_text(&b, TOP, "description", nq_meta_package(x->meta,
	    "about", en));
	nq_yaml_text(&b, TOP, "license", nq_meta_package(x->meta, "licence",
	    en));
	nq_yaml_text(&b, TOP, "about", "nqtrack " NQ_VERSION);
	nq_yaml_key(&b, TOP, "databases");
	nq_yaml_key(&b, DATABASE, "warehouse");
	nq_yaml_text(&b, SECTION, "description", nq_meta_package(x->meta,
	    "about", en));
	if (put_queries(x, &b, e) != 0 || put_tables(x, &b, e) != 0)
		goto out;
	if (b.over) {
		nq_fail(e, NQ_ELIMIT, "too long a description");
		goto out;
	}
	fwrite(b.p, 1, b.len, to);
	rc = 0;
out:
	nq_buf_release(&b);
	return rc;
}
