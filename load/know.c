/* The knowledge files, checked and taken over into the dimensions. */
#include "load/store.h"

#include "core/db.h"
#include "core/dec.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/opts.h"
#include "core/schedule.h"
#include "load/target.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* The rank of sources that no one has described (source_see.sql). */
	MAX_RANK = 1000
};

static const struct nq_jfield area_fields[] = {
	{ "code", NQ_JSTRING, true }, { "name", NQ_JSTRING, true },
	{ "name_en", NQ_JSTRING, true }, { "kind", NQ_JSTRING, true },
	{ "parent", NQ_JSTRING | NQ_JNULL, true },
	{ "aliases", NQ_JARRAY, true },
	{ "host", NQ_JSTRING | NQ_JNULL, true }, { NULL, 0, false },
};

static const struct nq_jfield areas_fields[] = {
	{ "areas", NQ_JARRAY, true }, { NULL, 0, false },
};

static const struct nq_jfield targets_fields[] = {
	{ "resolutions", NQ_JARRAY, true }, { "targets", NQ_JARRAY, true },
	{ NULL, 0, false },
};

static struct nq_json *
open_file(const struct nq_opts *o, const char *name, struct nq_err *e)
{
	char *path = nq_opts_schema(o, name);
	struct nq_json *j = nq_json_load_file(path, NQ_MAX_CONF, e);

	free(path);
	return j;
}

/* Does a member of list have this value under key? */
static bool
has(const struct nq_jval *list, const char *key, const char *value)
{
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		const char *s = nq_jval_str(nq_jval_at(list, i), key);

		if (s != NULL && strcmp(s, value) == 0)
			return true;
	}
	return false;
}

static const char *
or_code(const char *s, const char *code)
{
	return s != NULL ? s : code;
}

/*
 * Each of these takes one file over. They bind what a file says without a
 * check of its shape only where another stage owns and checks that shape.
 */
static int
put_breakdowns(struct nq_store *s, const struct nq_jval *ind,
    struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(ind, "breakdowns"), *b, *n;
	struct sqlite3_stmt *st = s->st[NQ_SQL_BREAKDOWN_PUT];

	for (size_t i = 0; i <= nq_jval_count(list); i++) {
		b = i > 0 ? nq_jval_at(list, i - 1) : NULL;
		n = b != NULL ? nq_jval_get(b, "name") : NULL;
		nq_db_text(st, 1, nq_jval_str(ind, "code"));
		nq_db_text(st, 2, b != NULL ? nq_jval_str(b, "code") : "_T");
		nq_db_text(st, 3, n != NULL ? nq_jval_str(n, "vi") :
		    "Toàn bộ");
		nq_db_text(st, 4, n != NULL ? nq_jval_str(n, "en") : "Total");
		sqlite3_bind_int(st, 5, 1);
		if (nq_store_run(s, NQ_SQL_BREAKDOWN_PUT, e) != 0)
			return -1;
	}
	return 0;
}

static int
put_indicators(struct nq_store *s, const struct nq_jval *root,
    struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(root, "indicators"), *v, *n;
	struct sqlite3_stmt *st = s->st[NQ_SQL_INDICATOR_PUT];

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		v = nq_jval_at(list, i);
		n = nq_jval_get(v, "name");
		nq_db_text(st, 1, nq_jval_str(v, "code"));
		nq_db_text(st, 2, n != NULL ? nq_jval_str(n, "vi") : NULL);
		nq_db_text(st, 3, n != NULL ? nq_jval_str(n, "en") : NULL);
		nq_db_text(st, 4, nq_jval_str(v, "unit"));
		sqlite3_bind_int64(st, 5, (sqlite3_int64)i);
		if (nq_store_run(s, NQ_SQL_INDICATOR_PUT, e) != 0 ||
		    put_breakdowns(s, v, e) != 0)
			return -1;
	}
	return 0;
}

static int
check_area(const struct nq_jval *list, size_t i, struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_at(list, i);
	const char *code, *parent;
	char path[64];

	snprintf(path, sizeof(path), "areas.json: areas[%zu]", i);
	if (nq_jval_check(v, area_fields, path, e) != 0)
		return -1;
	code = nq_jval_str(v, "code");
	parent = nq_jval_str(v, "parent");
	for (size_t k = 0; k < i; k++)
		if (strcmp(nq_jval_str(nq_jval_at(list, k), "code"),
		    code) == 0)
			nq_fail(e, NQ_EUSAGE, "code %s stands twice", code);
	if (parent != NULL && !has(list, "code", parent))
		nq_fail(e, NQ_EUSAGE, "no area has its parent %s", parent);
	return e->code != NQ_OK ? nq_err_at(e, "%s", path) : 0;
}

static int
put_areas(struct nq_store *s, const struct nq_jval *root, struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(root, "areas"), *v;
	struct sqlite3_stmt *st = s->st[NQ_SQL_AREA_PUT];

	if (nq_jval_check(root, areas_fields, "areas.json", e) != 0)
		return -1;
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		if (check_area(list, i, e) != 0)
			return -1;
		v = nq_jval_at(list, i);
		nq_db_text(st, 1, nq_jval_str(v, "code"));
		nq_db_text(st, 2, nq_jval_str(v, "name"));
		nq_db_text(st, 3, nq_jval_str(v, "name_en"));
		nq_db_text(st, 4, nq_jval_str(v, "kind"));
		nq_db_text(st, 5, nq_jval_str(v, "parent"));
		sqlite3_bind_int64(st, 6, (sqlite3_int64)i);
		if (nq_store_run(s, NQ_SQL_AREA_PUT, e) != 0)
			return -1;
	}
	return nq_store_run(s, NQ_SQL_TERRITORY_FORGET, e);
}

static int
put_territories(struct nq_store *s, const struct nq_jval *root,
    struct nq_err *e)
{
	struct nq_json *j = open_file(s->opts, "areas.json", e);
	int rc = -1;

	if (j != NULL && nq_territories_read(s, root,
	    nq_jval_get(nq_json_root(j), "areas"), NULL, e) == 0)
		rc = 0;
	nq_json_free(j);
	return rc;
}

static int
put_layers(struct nq_store *s, const struct nq_jval *root, struct nq_err *e)
{
	return nq_layers_read(s, root, NULL, e) == 0 ? 0 : -1;
}

/* Of a source, what load takes over beside texts. */
struct source {
	struct nq_schedule schedule;
	int64_t rank;
};

/* Without a rank of its own, a source that stands first is believed first.
 * What only fetching needs is checked by extract. */
static int
read_source(const struct nq_jval *list, size_t i, struct source *out,
    struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_at(list, i);
	const struct nq_jval *rank = nq_jval_get(v, "rank");
	const struct nq_jval *licence = nq_jval_get(v, "licence");
	char path[64];

	snprintf(path, sizeof(path), "sources.json: sources[%zu].schedule", i);
	if (nq_schedule_parse(nq_jval_get(v, "schedule"), path,
	    &out->schedule, e) != 0)
		return -1;
	path[strlen(path) - strlen(".schedule")] = '\0';
	out->rank = nq_jval_int(v, "rank", (int64_t)i + 1);
	if ((rank != NULL && nq_jval_type(rank) != NQ_JINT) ||
	    (rank != NULL && (out->rank < 1 || out->rank > MAX_RANK))) {
		nq_fail(e, NQ_EUSAGE, "expected a whole number from 1 to %d",
		    (int)MAX_RANK);
		return nq_err_at(e, "%s.rank", path);
	}
	if (licence != NULL && nq_jval_type(licence) != NQ_JSTRING) {
		nq_fail(e, NQ_EUSAGE, "expected a string");
		return nq_err_at(e, "%s.licence", path);
	}
	return 0;
}

static int
put_source(struct nq_store *s, const struct nq_jval *v,
    const struct source *src, struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_SOURCE_PUT];
	const struct nq_schedule *when = &src->schedule;
	const char *id = nq_jval_str(v, "id");

	nq_db_text(st, 1, id);
	nq_db_text(st, 2, or_code(nq_jval_str(v, "title"), id));
	nq_db_text(st, 3, or_code(nq_jval_str(v, "publisher"), ""));
	nq_db_text(st, 4, nq_jval_str(v, "ref_area"));
	sqlite3_bind_int64(st, 5, src->rank);
	nq_db_text(st, 6, nq_jval_str(v, "licence"));
	sqlite3_bind_int(st, 7, nq_jval_bool(v, "enabled", true));
	nq_db_text(st, 8, when->every);
	nq_db_text(st, 9, when->from);
	nq_db_text(st, 10, when->until);
	if (when->every != NULL)
		sqlite3_bind_int(st, 11, when->within_days);
	return nq_store_run(s, NQ_SQL_SOURCE_PUT, e);
}

static int
put_sources(struct nq_store *s, const struct nq_jval *root, struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(root, "sources");
	struct source src;

	if (nq_store_run(s, NQ_SQL_SOURCE_CLEAR, e) != 0)
		return -1;
	for (size_t i = 0; i < nq_jval_count(list); i++)
		if (read_source(list, i, &src, e) != 0 ||
		    put_source(s, nq_jval_at(list, i), &src, e) != 0)
			return -1;
	return 0;
}

static int
put_resolution(struct nq_store *s, const struct nq_resolution *r, size_t i,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_RESOLUTION_PUT];
	const char *const text[] = { r->code, r->title_vi, r->title_en,
		r->issued, r->kind };

	for (int k = 0; k < 5; k++)
		nq_db_text(st, k + 1, text[k]);
	sqlite3_bind_int64(st, 6, (sqlite3_int64)i);
	return nq_store_run(s, NQ_SQL_RESOLUTION_PUT, e);
}

static int
put_target(struct nq_store *s, const struct nq_target *t, size_t i,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_TARGET_PUT];
	const char *const text[] = { t->code, t->resolution, t->clause,
		t->name_vi, t->name_en, t->indicator, t->ref_area,
		or_code(t->breakdown, "_T"), or_code(t->price_base, "_U"),
		t->kind, or_code(t->bound, "_Z"), t->direction, t->base,
		t->time_period };
	const char *const told[] = { t->certainty, t->layer, t->office_vi,
		t->office_en, t->source, t->source_url, t->wording_vi,
		t->wording_en };

	for (int k = 0; k < 14; k++)
		nq_db_text(st, k + 1, text[k]);
	if (t->has_value) {
		sqlite3_bind_double(st, 15, nq_dec_double(t->value));
		sqlite3_bind_int64(st, 16, t->value.mant);
		sqlite3_bind_int(st, 17, t->value.scale);
	}
	if (t->has_range) {
		sqlite3_bind_double(st, 18, nq_dec_double(t->lower));
		sqlite3_bind_double(st, 19, nq_dec_double(t->upper));
	}
	if (t->has_limit)
		sqlite3_bind_double(st, 20, nq_dec_double(t->limit));
	nq_db_text(st, 21, t->unit_measure);
	sqlite3_bind_int(st, 22, t->unit_mult);
	for (int k = 0; k < 8; k++)
		nq_db_text(st, 23 + k, told[k]);
	sqlite3_bind_int64(st, 31, (sqlite3_int64)i);
	return nq_store_run(s, NQ_SQL_TARGET_PUT, e);
}

/* How many of a list have this id. */
static int
count_id(const struct nq_jval *list, const char *id)
{
	const char *code;
	int same = 0;

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		code = nq_jval_str(nq_jval_at(list, i), "id");
		same += code != NULL && strcmp(code, id) == 0;
	}
	return same;
}

static int
check_resolution(const struct nq_resolution *r, const struct nq_jval *list,
    const char *path, struct nq_err *e)
{
	if (count_id(list, r->code) < 2)
		return 0;
	nq_fail(e, NQ_EUSAGE, "the id %.60s stands twice", r->code);
	return nq_err_at(e, "%s", path);
}

/* An indicator with parts of its own has no others; one without takes names
 * (of parks). */
static bool
is_no_part(const struct nq_jval *indicators, const struct nq_target *t)
{
	const struct nq_jval *v, *parts;
	const char *code;

	for (size_t i = 0; i < nq_jval_count(indicators); i++) {
		v = nq_jval_at(indicators, i);
		code = nq_jval_str(v, "code");
		parts = nq_jval_get(v, "breakdowns");
		if (code != NULL && t->indicator != NULL &&
		    strcmp(code, t->indicator) == 0)
			return nq_jval_count(parts) > 0 &&
			    !has(parts, "code", t->breakdown);
	}
	return false;
}

/* What a target refers to must be there; checked against the files, so that
 * the fault has a name and not only a foreign key. */
static int
check_references(const struct nq_target *t, const struct nq_jval *root,
    const struct nq_jval *indicators, const struct nq_jval *areas,
    const struct nq_jval *layers, const char *path, struct nq_err *e)
{
	if (count_id(nq_jval_get(root, "targets"), t->code) > 1)
		nq_fail(e, NQ_EUSAGE, "the id %.60s stands twice", t->code);
	if (!has(nq_jval_get(root, "resolutions"), "id", t->resolution))
		nq_fail(e, NQ_EUSAGE, "unknown resolution \"%.60s\"",
		    t->resolution);
	if (t->indicator != NULL && !has(indicators, "code", t->indicator))
		nq_fail(e, NQ_EUSAGE, "unknown indicator \"%.60s\"",
		    t->indicator);
	if (!has(areas, "code", t->ref_area))
		nq_fail(e, NQ_EUSAGE, "unknown area \"%.60s\"", t->ref_area);
	if (t->layer != NULL && !has(layers, "code", t->layer))
		nq_fail(e, NQ_EUSAGE, "plans.json has no layer \"%.60s\"",
		    t->layer);
	if (t->breakdown != NULL && is_no_part(indicators, t))
		nq_fail(e, NQ_EUSAGE, "%s has no part \"%.60s\"",
		    t->indicator, t->breakdown);
	return e->code != NQ_OK ? nq_err_at(e, "%s", path) : 0;
}

/*
 * Reads targets.json; puts it into the store where there is one, and logs
 * each fault where there is a log. Returns the number of faults, the first
 * of them in e.
 */
static int
walk_targets(struct nq_store *s, const struct nq_opts *o,
    const struct nq_jval *root, struct nq_log *log, struct nq_err *e)
{
	struct nq_err one = { 0 };
	struct nq_json *ij = open_file(o, "indicators.json", e);
	struct nq_json *aj = open_file(o, "areas.json", e);
	struct nq_json *pj = open_file(o, "plans.json", e);
	const struct nq_jval *list = nq_jval_get(root, "resolutions"), *v;
	struct nq_resolution r;
	struct nq_target t;
	char path[64];
	int faults = 0;

	if (ij == NULL || aj == NULL || pj == NULL ||
	    nq_jval_check(root, targets_fields,
	    "targets.json", e) != 0) {
		faults = 1;
		if (log != NULL)
			nq_log_err(log, NQ_ERROR, e);
		goto out;
	}
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		snprintf(path, sizeof(path), "targets.json: resolutions[%zu]",
		    i);
		if (nq_resolution_read(nq_jval_at(list, i), path, &r,
		    &one) == 0 && check_resolution(&r, list, path,
		    &one) == 0 && (s == NULL ||
		    put_resolution(s, &r, i, &one) == 0))
			continue;
		faults++;
		*e = faults == 1 ? one : *e;
		if (log != NULL)
			nq_log_err(log, NQ_ERROR, &one);
		nq_err_clear(&one);
	}
	list = nq_jval_get(root, "targets");
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		v = nq_jval_at(list, i);
		snprintf(path, sizeof(path), "targets.json: targets[%zu]", i);
		if (nq_target_read(v, path, &t, &one) == 0 &&
		    check_references(&t, root,
		    nq_jval_get(nq_json_root(ij), "indicators"),
		    nq_jval_get(nq_json_root(aj), "areas"),
		    nq_jval_get(nq_json_root(pj), "layers"), path,
		    &one) == 0 &&
		    (s == NULL || put_target(s, &t, i, &one) == 0))
			continue;
		faults++;
		*e = faults == 1 ? one : *e;
		if (log != NULL)
			nq_log_err(log, NQ_ERROR, &one);
		nq_err_clear(&one);
	}
out:
	nq_json_free(pj);
	nq_json_free(aj);
	nq_json_free(ij);
	return faults;
}

static int
put_targets(struct nq_store *s, const struct nq_jval *root, struct nq_err *e)
{
	if (nq_store_run(s, NQ_SQL_TARGET_CLEAR, e) != 0 ||
	    nq_store_run(s, NQ_SQL_RESOLUTION_CLEAR, e) != 0)
		return -1;
	return walk_targets(s, s->opts, root, NULL, e) == 0 ? 0 : -1;
}

/* Has the file other bytes than the ones taken over last? */
static int
is_changed(struct nq_store *s, const char *name, const char *digest,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_KNOWLEDGE_GET];
	int rc;

	nq_db_text(st, 1, name);
	rc = nq_store_row(s, NQ_SQL_KNOWLEDGE_GET, e);
	if (rc <= 0)
		return rc == 0 ? 1 : -1;
	rc = strcmp((const char *)sqlite3_column_text(st, 0), digest) != 0;
	nq_store_reset(s, NQ_SQL_KNOWLEDGE_GET);
	return rc;
}

typedef int put_fn(struct nq_store *, const struct nq_jval *,
    struct nq_err *);

static int
refresh_one(struct nq_store *s, const char *name, put_fn *put,
    struct nq_log *log, struct nq_err *e)
{
	char *path = nq_opts_schema(s->opts, name);
	struct sqlite3_stmt *st = s->st[NQ_SQL_KNOWLEDGE_PUT];
	char digest[NQ_DIGEST_TEXT];
	struct nq_json *j = NULL;
	int rc = -1;

	if (nq_digest_file(path, digest, e) != 0) {
		e->code = NQ_EUSAGE;
		goto out;
	}
	if ((rc = is_changed(s, name, digest, e)) != 1)
		goto out;
	rc = -1;
	if ((j = nq_json_load_file(path, NQ_MAX_CONF, e)) == NULL ||
	    put(s, nq_json_root(j), e) != 0)
		goto out;
	nq_db_text(st, 1, name);
	nq_db_text(st, 2, digest);
	rc = nq_store_run(s, NQ_SQL_KNOWLEDGE_PUT, e);
	if (rc == 0)
		nq_log(log, NQ_INFO, "knowledge", name, "msg", "taken over",
		    NULL);
out:
	nq_json_free(j);
	free(path);
	return rc;
}

int
nq_know_refresh(struct nq_store *s, struct nq_log *log, struct nq_err *e)
{
	static const struct { const char *name; put_fn *put; } all[] = {
		{ "indicators.json", put_indicators },
		{ "areas.json", put_areas },
		{ "territories.json", put_territories },
		{ "plans.json", put_layers },
		{ "sources.json", put_sources },
		{ "targets.json", put_targets },
	};

	if (nq_store_exec(s, "BEGIN IMMEDIATE", e) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (refresh_one(s, all[i].name, all[i].put, log, e) != 0)
			goto undo;
	if (nq_store_exec(s, "COMMIT", e) == 0)
		return 0;
undo:
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

static int
check_areas(const struct nq_jval *root, struct nq_log *log)
{
	const struct nq_jval *list = nq_jval_get(root, "areas");
	struct nq_err e = { 0 };
	int faults = 0;

	if (nq_jval_check(root, areas_fields, "areas.json", &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		return 1;
	}
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		if (check_area(list, i, &e) == 0)
			continue;
		nq_log_err(log, NQ_ERROR, &e);
		nq_err_clear(&e);
		/* The next ones compare codes with this one's. */
		if (nq_jval_type(nq_jval_at(list, i)) != NQ_JOBJECT ||
		    nq_jval_str(nq_jval_at(list, i), "code") == NULL)
			return faults + 1;
		faults++;
	}
	return faults;
}

/* A file that cannot be read at all is told by extract. */
static int
check_sources(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_err e = { 0 };
	struct nq_json *j = open_file(o, "sources.json", &e);
	const struct nq_jval *list = j == NULL ? NULL :
	    nq_jval_get(nq_json_root(j), "sources");
	struct source src;
	int faults = 0;

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		nq_err_clear(&e);
		if (read_source(list, i, &src, &e) == 0)
			continue;
		nq_log_err(log, NQ_ERROR, &e);
		faults++;
	}
	nq_json_free(j);
	return faults;
}

static int
check_dimensions(const struct nq_opts *o, const struct nq_jval *areas,
    struct nq_log *log)
{
	struct nq_err e = { 0 };
	struct nq_json *t = open_file(o, "territories.json", &e), *p;
	int faults = 0;

	if (t != NULL)
		faults += nq_territories_read(NULL, nq_json_root(t), areas,
		    log, &e);
	else
		nq_log_err(log, NQ_ERROR, &e), faults++;
	nq_err_clear(&e);
	p = open_file(o, "plans.json", &e);
	if (p != NULL)
		faults += nq_layers_read(NULL, nq_json_root(p), log, &e);
	else
		nq_log_err(log, NQ_ERROR, &e), faults++;
	nq_json_free(t);
	nq_json_free(p);
	return faults;
}

int
nq_know_check(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_err e = { 0 };
	struct nq_json *areas = open_file(o, "areas.json", &e), *targets;
	int faults = check_sources(o, log);

	if (areas == NULL) {
		nq_log_err(log, NQ_ERROR, &e);
		return 1;
	}
	faults += check_areas(nq_json_root(areas), log);
	faults += check_dimensions(o, nq_jval_get(nq_json_root(areas),
	    "areas"), log);
	nq_json_free(areas);
	targets = open_file(o, "targets.json", &e);
	if (targets == NULL) {
		nq_log_err(log, NQ_ERROR, &e);
		return faults + 1;
	}
	faults += walk_targets(NULL, o, nq_json_root(targets), log, &e);
	nq_json_free(targets);
	return faults;
}
