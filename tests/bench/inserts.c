/*
 * inserts WAREHOUSE OUT SETTINGS: the least that can be done to have the
 * rows of a warehouse in another file: the same tables and indexes, one
 * prepared INSERT a table, one transaction, no foreign keys enforced. The
 * rows are read first into a flat file that is then mapped, so that reading
 * them costs next to nothing. SETTINGS are pragmas ("" leaves SQLite's own).
 * Prints the rows, the seconds of processor time and those by the clock,
 * from the opening of OUT to its close.
 */
#include <malloc.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TABLES = 64, MAX_SQL = 4096 };

struct table {
	char insert[MAX_SQL];
	int columns;
	int64_t rows;
};

struct rows {
	struct table t[MAX_TABLES];
	int n;
	FILE *f;
	char *map;
	size_t size;
};

static void
die(const char *what, sqlite3 *db)
{
	fprintf(stderr, "inserts: %s: %s\n", what,
	    db != NULL ? sqlite3_errmsg(db) : "failed");
	exit(1);
}

static sqlite3 *
open_file(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		die(path, db);
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		die(sql, db);
	return st;
}

static void
run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, db);
}

/* A value: its type in a byte, then 8 bytes, or a length and its bytes. */
static void
put_value(FILE *f, sqlite3_stmt *st, int i)
{
	int type = sqlite3_column_type(st, i);
	int64_t number = sqlite3_column_int64(st, i);
	double real = sqlite3_column_double(st, i);
	int32_t len;

	putc(type, f);
	if (type == SQLITE_INTEGER) {
		fwrite(&number, sizeof(number), 1, f);
	} else if (type == SQLITE_FLOAT) {
		fwrite(&real, sizeof(real), 1, f);
	} else if (type != SQLITE_NULL) {
		len = sqlite3_column_bytes(st, i);
		fwrite(&len, sizeof(len), 1, f);
		fwrite(sqlite3_column_blob(st, i), 1, (size_t)len, f);
	}
}

static void
read_table(sqlite3 *db, const char *name, struct rows *r)
{
	struct table *t = &r->t[r->n++];
	char sql[256];
	sqlite3_stmt *st;
	int at;

	if (r->n == MAX_TABLES)
		die("too many tables", NULL);
	snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"", name);
	st = prepare(db, sql);
	t->columns = sqlite3_column_count(st);
	at = snprintf(t->insert, MAX_SQL, "INSERT INTO \"%s\" VALUES (?1",
	    name);
	for (int i = 2; i <= t->columns; i++)
		at += snprintf(t->insert + at, MAX_SQL - (size_t)at, ", ?%d",
		    i);
	snprintf(t->insert + at, MAX_SQL - (size_t)at, ")");
	for (; sqlite3_step(st) == SQLITE_ROW; t->rows++)
		for (int i = 0; i < t->columns; i++)
			put_value(r->f, st, i);
	sqlite3_finalize(st);
}

static void
read_all(sqlite3 *db, struct rows *r)
{
	sqlite3_stmt *st = prepare(db, "SELECT name FROM sqlite_schema "
	    "WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid");
	int fd;

	if ((r->f = tmpfile()) == NULL)
		die("tmpfile", NULL);
	while (sqlite3_step(st) == SQLITE_ROW)
		read_table(db, (const char *)sqlite3_column_text(st, 0), r);
	sqlite3_finalize(st);
	if (fflush(r->f) != 0 || ferror(r->f))
		die("tmpfile", NULL);
	fd = fileno(r->f);
	r->size = (size_t)lseek(fd, 0, SEEK_END);
	r->map = mmap(NULL, r->size, PROT_READ, MAP_PRIVATE | MAP_POPULATE,
	    fd, 0);
	if (r->map == MAP_FAILED)
		die("mmap", NULL);
}

static const char *
bind_value(sqlite3_stmt *st, int i, const char *p)
{
	int type = *p++;
	int64_t number;
	double real;
	int32_t len;

	if (type == SQLITE_INTEGER) {
		memcpy(&number, p, sizeof(number));
		sqlite3_bind_int64(st, i, number);
		return p + sizeof(number);
	}
	if (type == SQLITE_FLOAT) {
		memcpy(&real, p, sizeof(real));
		sqlite3_bind_double(st, i, real);
		return p + sizeof(real);
	}
	if (type == SQLITE_NULL) {
		sqlite3_bind_null(st, i);
		return p;
	}
	memcpy(&len, p, sizeof(len));
	p += sizeof(len);
	if (type == SQLITE_TEXT)
		sqlite3_bind_text(st, i, p, len, SQLITE_STATIC);
	else
		sqlite3_bind_blob(st, i, p, len, SQLITE_STATIC);
	return p + len;
}

/* Tables and indexes as they are in the other file. */
static void
make_schema(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *st = prepare(from, "SELECT sql FROM sqlite_schema "
	    "WHERE type IN ('table', 'index') AND sql IS NOT NULL AND "
	    "name NOT LIKE 'sqlite%' ORDER BY rowid");

	while (sqlite3_step(st) == SQLITE_ROW)
		run(to, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
}

static int64_t
insert_all(sqlite3 *db, const struct rows *r)
{
	const char *p = r->map;
	int64_t sum = 0;

	run(db, "BEGIN IMMEDIATE");
	for (int i = 0; i < r->n; i++) {
		sqlite3_stmt *st = prepare(db, r->t[i].insert);

		for (int64_t k = 0; k < r->t[i].rows; k++, sum++) {
			for (int c = 1; c <= r->t[i].columns; c++)
				p = bind_value(st, c, p);
			if (sqlite3_step(st) != SQLITE_DONE)
				die(r->t[i].insert, db);
			sqlite3_reset(st);
		}
		sqlite3_finalize(st);
	}
	run(db, "COMMIT");
	return sum;
}

static double
processor(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	static struct rows r;
	double used, began;
	sqlite3 *from, *to;
	int64_t n;

	if (argc != 4) {
		fprintf(stderr, "usage: inserts WAREHOUSE OUT SETTINGS\n");
		return 2;
	}
	/* A CHECK with IN makes SQLite build a small tree for each row. Left
	 * alone, malloc gives its memory back to the kernel each time when it
	 * lies last, and this program takes ten times as long. */
	mallopt(M_TOP_PAD, 1 << 22);
	mallopt(M_TRIM_THRESHOLD, 1 << 26);
	from = open_file(argv[1]);
	read_all(from, &r);
	used = processor();
	began = clock_now();
	to = open_file(argv[2]);
	run(to, argv[3]);
	make_schema(from, to);
	n = insert_all(to, &r);
	if (sqlite3_close(to) != SQLITE_OK)
		die("close", to);
	printf("%lld %.3f %.3f\n", (long long)n, processor() - used,
	    clock_now() - began);
	sqlite3_close(from);
	return 0;
}
