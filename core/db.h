/*
 * SQLite, opened so that neither a file from elsewhere nor a slip of ours
 * can do harm: defensive, no trusted schema, no extensions, no strings in
 * double quotes, foreign keys enforced. Every flag is read back. All SQL
 * that the program runs lies in files under schemas/sql and is prepared by
 * name; nothing here or elsewhere puts SQL text together.
 */
#ifndef NQ_CORE_DB_H
#define NQ_CORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_err;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

enum {
	/* Marks our warehouses: "NQTR". As in 001_warehouse.sql. */
	NQ_DB_ID = 0x4e515452,
	/* Milliseconds to wait for another connection's transaction. */
	NQ_DB_BUSY_MS = 10000
};

enum nq_db_mode { NQ_DB_READ, NQ_DB_WRITE };

/*
 * NQ_DB_READ fails where there is no file; NQ_DB_WRITE makes one, and fails
 * where the file can only be read. Fails with NQ_EDB naming the path. A
 * connection that reads is allowed nothing but reading. The caller closes
 * with nq_db_close.
 */
struct sqlite3 *nq_db_open(const char *path, enum nq_db_mode,
    struct nq_err *);
void nq_db_close(struct sqlite3 *);

/* A write-ahead log, synced at each commit. Changes the file, so only after
 * nq_db_check has said that it is ours. */
int nq_db_journal(struct sqlite3 *, struct nq_err *);

/* Records what SQLite says of db, with the file it happened in; -1. NQ_EBUSY
 * where another connection kept it locked for NQ_DB_BUSY_MS, else NQ_EDB. */
int nq_db_fail(struct sqlite3 *, struct nq_err *, const char *what);

/* Runs a constant text of one or more statements. */
int nq_db_exec(struct sqlite3 *, const char *sql, struct nq_err *);

/* A whole number that a one-row statement gives, or -1 with e. */
int nq_db_int(struct sqlite3 *, const char *sql, int64_t *, struct nq_err *);

/* Prepares sql/NAME of the schemas ("load/batch_put.sql"); NULL with e. */
struct sqlite3_stmt *nq_db_prepare(struct sqlite3 *, const struct nq_opts *,
    const char *name, struct nq_err *);

/* Binds a text borrowed until the statement is reset; NULL binds NULL. */
void nq_db_text(struct sqlite3_stmt *, int column, const char *);

/*
 * Is this a warehouse of ours, and of a version we know? newest is the
 * highest migration we have. Fails with NQ_EDB and says which it is. An
 * empty file is a warehouse of version 0.
 */
int nq_db_check(struct sqlite3 *, int newest, int *version, struct nq_err *);

/* The highest number among schemas/sql/NNN_*.sql, and their names. */
struct nq_names;
int nq_db_migrations(const struct nq_opts *, struct nq_names *, int *newest,
    struct nq_err *);

#endif
