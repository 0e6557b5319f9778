/*
 * Observations as one text: SDMX-CSV 2.0 (field guide of the data message,
 * sdmx-twg/sdmx-csv), JSON and JSON lines.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "query/export/export.h"
#include "query/export/facts.h"
#include "query/export/meta.h"

#include <string.h>

/*
 * Structure, dimensions, time, measure, attributes, and behind them columns
 * of our own, which no structure knows. An empty attribute is a missing one;
 * a dimension always has a code. With --all a key has several statements,
 * which only a dimension more can keep apart: another structure.
 */
#define DIMENSIONS \
	{ "FREQ", "freq", false, false }, \
	{ "REF_AREA", "ref_area", false, false }, \
	{ "INDICATOR", "indicator", false, false }, \
	{ "BREAKDOWN", "breakdown", false, false }, \
	{ "ROLE", "role", false, false }, \
	{ "TRANSFORMATION", "transformation", false, false }, \
	{ "PRICE_BASE", "price_base", false, false }, \
	{ "TERRITORY", "territory", false, false }, \
	{ "STATEMENT", "observation_id", false, true }, \
	{ "TIME_PERIOD", "time_period", false, false }, \
	{ "OBS_VALUE", "obs_value", false, false }, \
	{ "UNIT_MEASURE", "unit_measure", false, false }, \
	{ "UNIT_MULT", "unit_mult", false, false }, \
	{ "DECIMALS", "decimals", false, false }, \
	{ "OBS_STATUS", "sdmx_status", false, false }, \
	{ "BOUND", "bound", false, false }, \
	{ "SOURCE_ID", "source", false, false }, \
	{ "RELEASE", "release", false, false }, \
	{ "PUBLISHED", "published", false, false }, \
	{ "COMMENT_OBS", "evidence_text", false, false }, \
	{ "PRICE_BASE_INFERRED", "price_base_inferred", false, false }, \
	{ "URL", "url", false, false }, \
	{ "OBSERVATION_ID", "observation_id", false, false }, \
	{ "FIRST_SEEN", "seen_from", false, false }, \
	{ NULL, NULL, false, false }

static const struct nq_pick best[] = {
	{ "STRUCTURE", "=dataflow", false, false },
	{ "STRUCTURE_ID", "=NQT:DF_NQTRACK(1.0)", false, false },
	{ "ACTION", "=I", false, false }, DIMENSIONS
};

static const struct nq_pick every[] = {
	{ "STRUCTURE", "=dataflow", false, false },
	{ "STRUCTURE_ID", "=NQT:DF_STATEMENTS(1.0)", false, false },
	{ "ACTION", "=I", false, false }, DIMENSIONS
};

static int
put(struct nq_export *x, FILE *to, const struct nq_pick *picks,
    const char *format, struct nq_err *e)
{
	struct nq_facts f;
	int rc = nq_facts_open(&f, x, picks, e);

	if (rc == 0)
		rc = nq_facts_put(&f, to, format, e);
	nq_facts_close(&f);
	return rc;
}

int
nq_export_sdmx(struct nq_export *x, FILE *to, struct nq_err *e)
{
	return put(x, to, x->o->all ? every : best, "csv", e);
}

int
nq_export_ndjson(struct nq_export *x, FILE *to, struct nq_err *e)
{
	return put(x, to, nq_fact_picks, "ndjson", e);
}

int
nq_export_json(struct nq_export *x, FILE *to, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(0);
	int rc;

	nq_json_open(&b, '{');
	nq_json_key(&b, "title");
	nq_json_put_cstr(&b, nq_meta_package(x->meta, "title", x->ask.en));
	nq_json_key(&b, "as_of");
	nq_json_put_cstr(&b, x->ask.time);
	nq_json_key(&b, "rows");
	nq_json_put_cstr(&b, x->o->all ? "every standing statement" :
	    "the best value of each cell");
	nq_json_key(&b, "source");
	nq_json_put_cstr(&b, x->o->source);
	nq_json_key(&b, "program");
	nq_json_put_cstr(&b, "nqtrack " NQ_VERSION);
	nq_json_key(&b, "licence");
	nq_json_put_cstr(&b, nq_meta_package(x->meta, "licence",
	    x->ask.en));
	nq_json_close(&b, '}');
	fprintf(to, "{\"meta\":%s,\n\"observations\":", b.p);
	nq_buf_release(&b);
	rc = put(x, to, nq_fact_picks, "json", e);
	fputs("}\n", to);
	return rc;
}
