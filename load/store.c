#include "load/store.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/opts.h"
#include "core/warehouse.h"

#include <sqlite3.h>
#include <stdio.h>

enum {
	/* Bytes of a warehouse that is looked over each time it is loaded
	 * into: a tenth of a second. */
	MAX_LOOK = 64 << 20
};

/* KiB of pages held while loading; with SQLite's own 2 MiB the indexes of a
 * large warehouse are read again and again. */
static const char CACHE[] = "PRAGMA cache_size = -16384";

static const char *const files[NQ_SQL_LOAD_COUNT] = {
	[NQ_SQL_KNOWLEDGE_GET] = "load/knowledge_get.sql",
	[NQ_SQL_KNOWLEDGE_PUT] = "load/knowledge_put.sql",
	[NQ_SQL_INDICATOR_PUT] = "load/indicator_put.sql",
	[NQ_SQL_BREAKDOWN_PUT] = "load/breakdown_put.sql",
	[NQ_SQL_AREA_PUT] = "load/area_put.sql",
	[NQ_SQL_SOURCE_PUT] = "load/source_put.sql",
	[NQ_SQL_SOURCE_SEE] = "load/source_see.sql",
	[NQ_SQL_SOURCE_CLEAR] = "load/source_clear.sql",
	[NQ_SQL_TARGET_CLEAR] = "load/target_clear.sql",
	[NQ_SQL_RESOLUTION_CLEAR] = "load/resolution_clear.sql",
	[NQ_SQL_RESOLUTION_PUT] = "load/resolution_put.sql",
	[NQ_SQL_TARGET_PUT] = "load/target_put.sql",
	[NQ_SQL_BATCH_LAST] = "load/batch_last.sql",
	[NQ_SQL_BATCH_PUT] = "load/batch_put.sql",
	[NQ_SQL_BATCH_DONE] = "load/batch_done.sql",
	[NQ_SQL_RELEASE_GET] = "load/release_get.sql",
	[NQ_SQL_RELEASE_PUT] = "load/release_put.sql",
	[NQ_SQL_DOCUMENT_GET] = "load/document_get.sql",
	[NQ_SQL_DOCUMENT_PUT] = "load/document_put.sql",
	[NQ_SQL_DOCUMENT_NEWER] = "load/document_newer.sql",
	[NQ_SQL_EXTRACTION_PUT] = "load/extraction_put.sql",
	[NQ_SQL_RELEASE_LIVE] = "load/release_live.sql",
	[NQ_SQL_OBSERVATION_PUT] = "load/observation_put.sql",
	[NQ_SQL_OBSERVATION_FIND] = "load/observation_find.sql",
	[NQ_SQL_OBSERVATION_WITHDRAW] = "load/observation_withdraw.sql",
	[NQ_SQL_QUARANTINE_PUT] = "load/quarantine_put.sql",
	[NQ_SQL_INDICATOR_HAS] = "load/indicator_has.sql",
	[NQ_SQL_AREA_HAS] = "load/area_has.sql",
	[NQ_SQL_BREAKDOWN_HAS] = "load/breakdown_has.sql",
	[NQ_SQL_TERRITORY_FORGET] = "load/territory_forget.sql",
	[NQ_SQL_TERRITORY_CLEAR] = "load/territory_clear.sql",
	[NQ_SQL_TERRITORY_AREA_CLEAR] = "load/territory_area_clear.sql",
	[NQ_SQL_TERRITORY_FIRST] = "load/territory_first.sql",
	[NQ_SQL_TERRITORY_FIRST_AREA] = "load/territory_first_area.sql",
	[NQ_SQL_TERRITORY_END] = "load/territory_end.sql",
	[NQ_SQL_TERRITORY_PUT] = "load/territory_put.sql",
	[NQ_SQL_TERRITORY_AREA_PUT] = "load/territory_area_put.sql",
	[NQ_SQL_PLAN_WORD_CLEAR] = "load/plan_word_clear.sql",
	[NQ_SQL_PLAN_LAYER_CLEAR] = "load/plan_layer_clear.sql",
	[NQ_SQL_PLAN_LAYER_PUT] = "load/plan_layer_put.sql",
	[NQ_SQL_PLAN_WORD_PUT] = "load/plan_word_put.sql",
	[NQ_SQL_MADE_OF_GET] = "derive/made_of_get.sql",
	[NQ_SQL_MADE_OF_PUT] = "derive/made_of_put.sql",
	[NQ_SQL_PRICE_EVIDENCE_CLEAR] = "derive/price_evidence_clear.sql",
	[NQ_SQL_PRICE_CLEAR] = "derive/price_inference_clear.sql",
	[NQ_SQL_PLAN_EVIDENCE_CLEAR] = "derive/plan_evidence_clear.sql",
	[NQ_SQL_PLAN_CLEAR] = "derive/plan_clear.sql",
	[NQ_SQL_FAMILIES] = "derive/families.sql",
	[NQ_SQL_FAMILY] = "derive/family.sql",
	[NQ_SQL_WORDS] = "derive/words.sql",
	[NQ_SQL_PRICE_PUT] = "derive/price_put.sql",
	[NQ_SQL_PRICE_EVIDENCE_PUT] = "derive/price_evidence_put.sql",
	[NQ_SQL_PLAN_PUT] = "derive/plan_put.sql",
	[NQ_SQL_PLAN_EVIDENCE_PUT] = "derive/plan_evidence_put.sql",
	[NQ_SQL_VERDICT_GET] = "load/verdict_get.sql",
	[NQ_SQL_VERDICT_END] = "load/verdict_end.sql",
	[NQ_SQL_VERDICT_GONE] = "load/verdict_gone.sql",
	[NQ_SQL_VERDICT_PUT] = "load/verdict_put.sql",
	[NQ_SQL_VERDICT_INPUT_PUT] = "load/verdict_input_put.sql",
};

const char *
nq_store_sql(enum nq_stmt n)
{
	return files[n];
}

int
nq_store_exec(struct nq_store *s, const char *sql, struct nq_err *e)
{
	return nq_db_exec(s->db, sql, e);
}

void
nq_store_reset(struct nq_store *s, enum nq_stmt n)
{
	sqlite3_reset(s->st[n]);
	sqlite3_clear_bindings(s->st[n]);
}

int
nq_store_row(struct nq_store *s, enum nq_stmt n, struct nq_err *e)
{
	int rc = sqlite3_step(s->st[n]);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		nq_db_fail(s->db, e, files[n]);
	nq_store_reset(s, n);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
nq_store_run(struct nq_store *s, enum nq_stmt n, struct nq_err *e)
{
	int rc = nq_store_row(s, n, e);

	if (rc == 1)
		nq_store_reset(s, n);
	return rc < 0 ? -1 : 0;
}

/* One migration, with the version it leads to, in one transaction. */
static int
migrate_one(struct nq_store *s, const char *name, int version,
    struct nq_err *e)
{
	char pragma[48];

	/* A pragma takes no parameters. */
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", version);
	if (nq_store_exec(s, "BEGIN IMMEDIATE", e) != 0)
		return -1;
	if (nq_warehouse_migrate(s->db, s->opts, name, e) == 0 &&
	    nq_store_exec(s, pragma, e) == 0 &&
	    nq_store_exec(s, "COMMIT", e) == 0)
		return 0;
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

static int
migrate(struct nq_store *s, int version, struct nq_log *log,
    struct nq_err *e)
{
	struct nq_names names = { 0 };
	int newest, rc = -1;

	if (nq_db_migrations(s->opts, &names, &newest, e) != 0)
		goto out;
	for (int i = version; i < newest; i++) {
		if (migrate_one(s, names.v[i], i + 1, e) != 0)
			goto out;
		nq_log(log, NQ_INFO, "migration", names.v[i], NULL);
	}
	rc = 0;
out:
	nq_names_release(&names);
	return rc;
}

/* Where that is cheap, damage is found before something is added to it;
 * "nqtrack doctor" looks at a warehouse of any size. */
static int
look_over(struct nq_store *s, struct nq_err *e)
{
	int64_t pages = 0, size = 0;

	if (nq_db_int(s->db, "PRAGMA page_count", &pages, e) != 0 ||
	    nq_db_int(s->db, "PRAGMA page_size", &size, e) != 0)
		return -1;
	return pages * size > MAX_LOOK ? 0 :
	    nq_warehouse_sound(s->db, true, e);
}

int
nq_store_open(struct nq_store *s, const struct nq_opts *o,
    struct nq_log *log, struct nq_err *e)
{
	int version, rc = -1;

	*s = (struct nq_store){ .opts = o };
	s->db = nq_warehouse_open(o, NULL, NQ_DB_WRITE, &version, e);
	if (s->db == NULL || look_over(s, e) != 0 ||
	    nq_db_journal(s->db, e) != 0 ||
	    nq_db_exec(s->db, CACHE, e) != 0 ||
	    migrate(s, version, log, e) != 0)
		goto out;
	for (int i = 0; i < NQ_SQL_LOAD_COUNT; i++)
		if ((s->st[i] = nq_db_prepare(s->db, o, files[i], e)) == NULL)
			goto out;
	rc = 0;
out:
	if (rc != 0)
		nq_store_close(s);
	return rc;
}

void
nq_store_close(struct nq_store *s)
{
	for (int i = 0; i < NQ_SQL_LOAD_COUNT; i++)
		sqlite3_finalize(s->st[i]);
	nq_db_close(s->db);
	*s = (struct nq_store){ 0 };
}
