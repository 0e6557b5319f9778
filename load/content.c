#include "load/content.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/opts.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static const char STANDING[] = "standing.sql";

/* A value: type, length, bytes; so that no two rows look alike. */
static void
add_value(struct nq_hash *h, struct sqlite3_stmt *st, int i)
{
	int type = sqlite3_column_type(st, i), len;
	const void *p = type == SQLITE_BLOB ? sqlite3_column_blob(st, i) :
	    sqlite3_column_text(st, i);
	unsigned char head[5];

	len = sqlite3_column_bytes(st, i);
	head[0] = (unsigned char)type;
	for (int k = 0; k < 4; k++)
		head[k + 1] = (unsigned char)((unsigned)len >> 8 * k);
	nq_hash_add(h, head, sizeof(head));
	if (len > 0)
		nq_hash_add(h, p, (size_t)len);
}

static struct sqlite3_stmt *
prepare(struct sqlite3 *db, const struct nq_opts *o, const char *file,
    struct nq_err *e)
{
	char *name = nq_path_join("content", file);
	struct sqlite3_stmt *st = nq_db_prepare(db, o, name, e);

	free(name);
	return st;
}

/* One file's rows into the hash; counts them. */
static int
add_rows(struct sqlite3 *db, const struct nq_opts *o, const char *file,
    struct nq_hash *h, int64_t *rows, struct nq_err *e)
{
	struct sqlite3_stmt *st = prepare(db, o, file, e);
	int rc = SQLITE_ERROR;

	*rows = 0;
	nq_hash_add(h, file, strlen(file) + 1);
	while (st != NULL && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(st); i++)
			add_value(h, st, i);
		++*rows;
	}
	if (st != NULL && rc != SQLITE_DONE)
		nq_db_fail(db, e, file);
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

int
nq_content_read(struct sqlite3 *db, const struct nq_opts *o,
    struct nq_content *c, struct nq_err *e)
{
	char *sql = nq_path_join(o->shipped, "sql");
	char *dir = nq_path_join(sql, "content");
	struct nq_hash *one = nq_hash_new(), *all = nq_hash_new();
	struct nq_names names = { 0 };
	int64_t rows;
	int rc = nq_dir_list(dir, ".sql", &names, e);

	*c = (struct nq_content){ 0 };
	if (rc == 0)
		rc = add_rows(db, o, STANDING, one, &c->figures, e);
	for (size_t i = 0; rc == 0 && i < names.n; i++)
		if (strcmp(names.v[i], STANDING) != 0)
			rc = add_rows(db, o, names.v[i], all, &rows, e);
	nq_hash_done(one, c->standing);
	nq_hash_done(all, c->all);
	nq_names_release(&names);
	free(dir);
	free(sql);
	return rc;
}

/* Both are sorted by all of their columns, bytewise and by number. */
static int
compare_rows(struct sqlite3_stmt *a, struct sqlite3_stmt *b)
{
	for (int i = 0; i < sqlite3_column_count(a); i++) {
		int64_t x = sqlite3_column_int64(a, i);
		int64_t y = sqlite3_column_int64(b, i);
		bool text = sqlite3_column_type(a, i) == SQLITE_TEXT;
		int rc = text ?
		    strcmp((const char *)sqlite3_column_text(a, i),
		    (const char *)sqlite3_column_text(b, i)) :
		    (x > y) - (x < y);

		if (rc != 0)
			return rc;
	}
	return 0;
}

int
nq_content_compare(struct sqlite3 *first, struct sqlite3 *second,
    const struct nq_opts *o, struct nq_apart *out, struct nq_err *e)
{
	struct sqlite3_stmt *a = prepare(first, o, STANDING, e);
	struct sqlite3_stmt *b = prepare(second, o, STANDING, e);
	int ra = a != NULL ? sqlite3_step(a) : SQLITE_ERROR;
	int rb = b != NULL ? sqlite3_step(b) : SQLITE_ERROR, order;

	*out = (struct nq_apart){ 0 };
	while ((ra == SQLITE_ROW || ra == SQLITE_DONE) &&
	    (rb == SQLITE_ROW || rb == SQLITE_DONE) && (ra != SQLITE_DONE ||
	    rb != SQLITE_DONE)) {
		order = ra == SQLITE_DONE ? 1 : rb == SQLITE_DONE ? -1 :
		    compare_rows(a, b);
		out->gone += order < 0;
		out->come += order > 0;
		if (order <= 0)
			ra = sqlite3_step(a);
		if (order >= 0)
			rb = sqlite3_step(b);
	}
	if (a != NULL && ra != SQLITE_DONE)
		nq_db_fail(first, e, STANDING);
	if (b != NULL && rb != SQLITE_DONE)
		nq_db_fail(second, e, STANDING);
	sqlite3_finalize(a);
	sqlite3_finalize(b);
	return e->code == NQ_OK ? 0 : -1;
}
