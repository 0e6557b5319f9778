/*
 * The warehouse as load sees it: open and migrated, its statements
 * prepared, the codes that a line may use. Private to load/.
 */
#ifndef NQ_LOAD_STORE_H
#define NQ_LOAD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_err;
struct nq_log;
struct nq_opts;
struct nq_record;
struct sqlite3;
struct sqlite3_stmt;

/* One a file of schemas/sql/load or schemas/sql/derive. */
enum nq_stmt {
	NQ_SQL_KNOWLEDGE_GET, NQ_SQL_KNOWLEDGE_PUT, NQ_SQL_INDICATOR_PUT,
	NQ_SQL_BREAKDOWN_PUT, NQ_SQL_AREA_PUT, NQ_SQL_SOURCE_PUT,
	NQ_SQL_SOURCE_SEE, NQ_SQL_SOURCE_CLEAR, NQ_SQL_TARGET_CLEAR,
	NQ_SQL_RESOLUTION_CLEAR,
	NQ_SQL_RESOLUTION_PUT, NQ_SQL_TARGET_PUT, NQ_SQL_BATCH_LAST,
	NQ_SQL_BATCH_PUT, NQ_SQL_BATCH_DONE, NQ_SQL_RELEASE_GET,
	NQ_SQL_RELEASE_PUT, NQ_SQL_DOCUMENT_GET, NQ_SQL_DOCUMENT_PUT,
	NQ_SQL_DOCUMENT_NEWER, NQ_SQL_EXTRACTION_PUT, NQ_SQL_RELEASE_LIVE,
	NQ_SQL_OBSERVATION_PUT, NQ_SQL_OBSERVATION_FIND,
	NQ_SQL_OBSERVATION_WITHDRAW, NQ_SQL_QUARANTINE_PUT,
	NQ_SQL_INDICATOR_HAS, NQ_SQL_AREA_HAS, NQ_SQL_BREAKDOWN_HAS,
	NQ_SQL_TERRITORY_FORGET, NQ_SQL_TERRITORY_CLEAR,
	NQ_SQL_TERRITORY_AREA_CLEAR, NQ_SQL_TERRITORY_FIRST,
	NQ_SQL_TERRITORY_FIRST_AREA, NQ_SQL_TERRITORY_END,
	NQ_SQL_TERRITORY_PUT, NQ_SQL_TERRITORY_AREA_PUT,
	NQ_SQL_PLAN_WORD_CLEAR, NQ_SQL_PLAN_LAYER_CLEAR,
	NQ_SQL_PLAN_LAYER_PUT, NQ_SQL_PLAN_WORD_PUT,
	NQ_SQL_MADE_OF_GET, NQ_SQL_MADE_OF_PUT, NQ_SQL_PRICE_EVIDENCE_CLEAR,
	NQ_SQL_PRICE_CLEAR, NQ_SQL_PLAN_EVIDENCE_CLEAR, NQ_SQL_PLAN_CLEAR,
	NQ_SQL_FAMILIES, NQ_SQL_FAMILY, NQ_SQL_WORDS, NQ_SQL_PRICE_PUT,
	NQ_SQL_PRICE_EVIDENCE_PUT, NQ_SQL_PLAN_PUT, NQ_SQL_PLAN_EVIDENCE_PUT,
	NQ_SQL_VERDICT_GET, NQ_SQL_VERDICT_END, NQ_SQL_VERDICT_GONE,
	NQ_SQL_VERDICT_PUT, NQ_SQL_VERDICT_INPUT_PUT,
	NQ_SQL_LOAD_COUNT
};

struct nq_store {
	struct sqlite3 *db;				/* owned */
	struct sqlite3_stmt *st[NQ_SQL_LOAD_COUNT];	/* owned */
	const struct nq_opts *opts;
};

/* Opens, migrates forward and prepares; nothing is kept on failure. */
int nq_store_open(struct nq_store *, const struct nq_opts *,
    struct nq_log *, struct nq_err *);
void nq_store_close(struct nq_store *);

/* Runs a statement to its end and resets it; for those without rows. */
int nq_store_run(struct nq_store *, enum nq_stmt, struct nq_err *);
/* 1: a row, to be read and then reset; 0: none; -1 with e. */
int nq_store_row(struct nq_store *, enum nq_stmt, struct nq_err *);
void nq_store_reset(struct nq_store *, enum nq_stmt);
int nq_store_exec(struct nq_store *, const char *sql, struct nq_err *);

/* The name of a statement's file, "load/batch_put.sql". */
const char *nq_store_sql(enum nq_stmt);

/*
 * Takes over indicators.json, areas.json, territories.json, plans.json,
 * sources.json and targets.json where their bytes changed, all or none of
 * them. NQ_EUSAGE names a fault in one of them.
 */
int nq_know_refresh(struct nq_store *, struct nq_log *, struct nq_err *);

/* Logs each fault of areas.json, territories.json, plans.json, targets.json,
 * and of what load takes from sources.json; counts them. */
int nq_know_check(const struct nq_opts *, struct nq_log *);

/*
 * territories.json and plans.json: take one over, or only check it (store
 * NULL). areas: the list of areas.json. Return the number of faults, the
 * first in e; each is logged where there is a log.
 */
struct nq_jval;
int nq_territories_read(struct nq_store *, const struct nq_jval *root,
    const struct nq_jval *areas, struct nq_log *, struct nq_err *);
int nq_layers_read(struct nq_store *, const struct nq_jval *root,
    struct nq_log *, struct nq_err *);

/*
 * Makes the inferred price bases and the plans anew, in one transaction,
 * where a batch or the knowledge is another than at the last time. The
 * same warehouse gives the same rows.
 */
int nq_derive(struct nq_store *, struct nq_err *);

/*
 * Judges every target by what is loaded, as of now, and writes down each
 * verdict that is another than the one that stood, with its figures.
 */
int nq_verdicts(struct nq_store *, struct nq_err *);

/* What became of a records file. */
struct nq_counts {
	int64_t batches, documents, added, unchanged, withdrawn, superseded,
	    quarantined;
};

/* Loads DATA/records/NAME as one batch unless it was loaded as it is. */
int nq_batch_load(struct nq_store *, const char *name, struct nq_counts *,
    struct nq_log *, struct nq_err *);

#endif
