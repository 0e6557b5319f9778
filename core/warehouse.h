/*
 * Opening a warehouse. Before anything else is asked of it, a file has to
 * say that it is ours and of a version we know, and to have no trigger, view
 * or virtual table but those that its migrations make: a file that comes
 * from elsewhere could otherwise have a "current" of its own.
 */
#ifndef NQ_CORE_WAREHOUSE_H
#define NQ_CORE_WAREHOUSE_H

#include "core/db.h"

struct nq_log;

/* DATA/warehouse.db, or o->warehouse; the caller frees. */
char *nq_warehouse_path(const struct nq_opts *);

/*
 * Opens the warehouse at path, or nq_warehouse_path where path is NULL.
 * version gets the migrations it has, 0 for an empty file. NULL with
 * NQ_EDB, which names the file and, where something was planted, that.
 */
struct sqlite3 *nq_warehouse_open(const struct nq_opts *, const char *path,
    enum nq_db_mode, int *version, struct nq_err *);

/* Nothing planted in the schema of db, a warehouse of that version? */
int nq_warehouse_schema(struct sqlite3 *, const struct nq_opts *,
    int version, struct nq_err *);

/*
 * For a thorough look: logs each table and index of the schema that is
 * missing, changed or not ours, and counts them.
 */
int nq_warehouse_compare(struct sqlite3 *, const struct nq_opts *,
    int version, struct nq_log *, struct nq_err *);

/* "ok" from PRAGMA integrity_check, or quick_check where that will do, and
 * nothing from foreign_key_check; else NQ_EDB. */
int nq_warehouse_sound(struct sqlite3 *, bool quick, struct nq_err *);

/* Runs the migration NAME of the shipped schemas, without a transaction. */
int nq_warehouse_migrate(struct sqlite3 *, const struct nq_opts *,
    const char *name, struct nq_err *);

#endif
