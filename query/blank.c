#include "query/blank.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/warehouse.h"

#include <stddef.h>

struct sqlite3 *
nq_blank_open(const struct nq_opts *o, struct nq_err *e)
{
	struct sqlite3 *db = nq_db_open(":memory:", NQ_DB_WRITE, e);
	struct nq_names names = { 0 };
	int newest;

	if (db != NULL && nq_db_migrations(o, &names, &newest, e) == 0)
		for (size_t i = 0; i < names.n && e->code == NQ_OK; i++)
			nq_warehouse_migrate(db, o, names.v[i], e);
	nq_names_release(&names);
	if (e->code == NQ_OK)
		return db;
	nq_db_close(db);
	return NULL;
}
