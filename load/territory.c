/*
 * territories.json and plans.json: how areas changed, and by which words
 * texts name whose plan they speak of. docs/dimensions.md describes both.
 */
#include "load/store.h"

#include "core/db.h"
#include "core/err.h"
#include "core/json.h"
#include "core/log.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct nq_jfield file_fields[] = {
	{ "events", NQ_JARRAY, true }, { NULL, 0, false },
};

static const struct nq_jfield event_fields[] = {
	{ "day", NQ_JSTRING, true }, { "source", NQ_JSTRING, true },
	{ "merges", NQ_JARRAY, true }, { "ends", NQ_JARRAY, true },
	{ NULL, 0, false },
};

static const struct nq_jfield merge_fields[] = {
	{ "into", NQ_JSTRING, true }, { "areas", NQ_JARRAY, true },
	{ NULL, 0, false },
};

static const struct nq_jfield plans_fields[] = {
	{ "layers", NQ_JARRAY, true }, { NULL, 0, false },
};

static const struct nq_jfield layer_fields[] = {
	{ "code", NQ_JSTRING, true }, { "name", NQ_JOBJECT, true },
	{ "words", NQ_JARRAY, true }, { NULL, 0, false },
};

static const struct nq_jfield name_fields[] = {
	{ "vi", NQ_JSTRING, true }, { "en", NQ_JSTRING, true },
	{ NULL, 0, false },
};

/* A file as it is walked: what it is put into, and its faults. */
struct walk {
	struct nq_store *s;		/* NULL: only checked */
	struct nq_log *log;		/* or NULL */
	const struct nq_jval *areas;	/* of areas.json */
	struct nq_err *first;
	int faults;
};

static void
count_fault(struct walk *w, struct nq_err *e)
{
	if (w->log != NULL)
		nq_log_err(w->log, NQ_ERROR, e);
	if (w->faults++ == 0)
		*w->first = *e;
	nq_err_clear(e);
}

__attribute__((format(printf, 3, 4))) static int
fault(struct nq_err *e, const char *path, const char *fmt, ...)
{
	char msg[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	nq_fail(e, NQ_EUSAGE, "%s", msg);
	return nq_err_at(e, "%s", path);
}

static bool
is_day(const char *s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int y, m, d;

	if (strlen(s) != 10 || strspn(s, "0123456789-") != 10 ||
	    sscanf(s, "%4d-%2d-%2d", &y, &m, &d) != 3 || m < 1 || m > 12)
		return false;
	/* Nothing changes on 29 February. */
	return y >= 1900 && d >= 1 && d <= days[m - 1];
}

static const char *
str_at(const struct nq_jval *list, size_t i)
{
	const struct nq_jval *v = nq_jval_at(list, i);

	return nq_jval_type(v) == NQ_JSTRING ? nq_jval_as_str(v) : NULL;
}

static bool
is_area(const struct walk *w, const char *code)
{
	const char *s;

	for (size_t i = 0; i < nq_jval_count(w->areas); i++) {
		s = nq_jval_str(nq_jval_at(w->areas, i), "code");
		if (s != NULL && strcmp(s, code) == 0)
			return true;
	}
	return false;
}

/* Does an area stand in this list, before place k? */
static bool
is_listed(const struct nq_jval *list, size_t k, const char *code)
{
	const char *s;

	for (size_t i = 0; i < k && i < nq_jval_count(list); i++)
		if ((s = str_at(list, i)) != NULL && strcmp(s, code) == 0)
			return true;
	return false;
}

/* Times that an event lets the version of an area end. */
static size_t
times_ended(const struct nq_jval *event, const char *code)
{
	const struct nq_jval *merges = nq_jval_get(event, "merges");
	const struct nq_jval *ends = nq_jval_get(event, "ends"), *list;
	size_t n = 0;

	for (size_t i = 0; i < nq_jval_count(merges); i++) {
		list = nq_jval_get(nq_jval_at(merges, i), "areas");
		n += is_listed(list, nq_jval_count(list), code);
	}
	return n + is_listed(ends, nq_jval_count(ends), code);
}

static bool
is_into(const struct nq_jval *event, const char *code)
{
	const struct nq_jval *merges = nq_jval_get(event, "merges");
	const char *s;

	for (size_t i = 0; i < nq_jval_count(merges); i++) {
		s = nq_jval_str(nq_jval_at(merges, i), "into");
		if (s != NULL && strcmp(s, code) == 0)
			return true;
	}
	return false;
}

/* The codes of a list: known, once, of one event only, and not ended by an
 * event before. */
static int
check_codes(const struct walk *w, const struct nq_jval *events, size_t at,
    const struct nq_jval *list, const char *path, struct nq_err *e)
{
	const struct nq_jval *event = nq_jval_at(events, at), *before;
	const char *code;

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		if ((code = str_at(list, i)) == NULL)
			return fault(e, path, "expected strings");
		if (!is_area(w, code))
			return fault(e, path, "unknown area \"%.40s\"", code);
		if (is_listed(list, i, code) || times_ended(event, code) > 1)
			return fault(e, path, "%.40s stands twice", code);
		for (size_t k = 0; k < at; k++) {
			before = nq_jval_at(events, k);
			if (times_ended(before, code) > 0 &&
			    !is_into(before, code))
				return fault(e, path, "%.40s has ended "
				    "before", code);
		}
	}
	return 0;
}

static int
check_merge(const struct walk *w, const struct nq_jval *events, size_t at,
    const struct nq_jval *m, const char *path, struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(m, "areas");

	if (nq_jval_check(m, merge_fields, path, e) != 0)
		return -1;
	if (nq_jval_count(list) < 2)
		return fault(e, path, "expected two areas or more");
	if (!is_listed(list, nq_jval_count(list), nq_jval_str(m, "into")))
		return fault(e, path, "into %.40s is none of its areas",
		    nq_jval_str(m, "into"));
	return check_codes(w, events, at, list, path, e);
}

static int
check_event(const struct walk *w, const struct nq_jval *events, size_t at,
    const char *path, struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_at(events, at), *merges;
	const char *before = at == 0 ? "" :
	    nq_jval_str(nq_jval_at(events, at - 1), "day");
	char place[96];

	if (nq_jval_check(v, event_fields, path, e) != 0)
		return -1;
	if (!is_day(nq_jval_str(v, "day")))
		return fault(e, path, "day: \"%.20s\" is none",
		    nq_jval_str(v, "day"));
	if (before == NULL || strcmp(before, nq_jval_str(v, "day")) >= 0)
		return fault(e, path, "day: events are in order of time");
	merges = nq_jval_get(v, "merges");
	for (size_t i = 0; i < nq_jval_count(merges); i++) {
		snprintf(place, sizeof(place), "%s.merges[%zu]", path, i);
		if (check_merge(w, events, at, nq_jval_at(merges, i), place,
		    e) != 0)
			return -1;
	}
	snprintf(place, sizeof(place), "%s.ends", path);
	return check_codes(w, events, at, nq_jval_get(v, "ends"), place, e);
}

/* Three texts at most, bound in order. */
static int
run(struct walk *w, enum nq_stmt n, const char *a, const char *b,
    const char *c, struct nq_err *e)
{
	if (a != NULL)
		nq_db_text(w->s->st[n], 1, a);
	if (b != NULL)
		nq_db_text(w->s->st[n], 2, b);
	if (c != NULL)
		nq_db_text(w->s->st[n], 3, c);
	return nq_store_run(w->s, n, e);
}

static int
end_areas(struct walk *w, const struct nq_jval *list, const char *day,
    const char *source, struct nq_err *e)
{
	for (size_t i = 0; i < nq_jval_count(list); i++)
		if (run(w, NQ_SQL_TERRITORY_END, str_at(list, i), day, source,
		    e) != 0)
			return -1;
	return 0;
}

static int
put_event(struct walk *w, const struct nq_jval *v, struct nq_err *e)
{
	const struct nq_jval *merges = nq_jval_get(v, "merges"), *m, *list;
	const char *day = nq_jval_str(v, "day"), *into;
	const char *source = nq_jval_str(v, "source");

	if (end_areas(w, nq_jval_get(v, "ends"), day, source, e) != 0)
		return -1;
	for (size_t i = 0; i < nq_jval_count(merges); i++) {
		m = nq_jval_at(merges, i);
		list = nq_jval_get(m, "areas");
		into = nq_jval_str(m, "into");
		if (end_areas(w, list, day, source, e) != 0 ||
		    run(w, NQ_SQL_TERRITORY_PUT, into, day, source, e) != 0)
			return -1;
		for (size_t k = 0; k < nq_jval_count(list); k++)
			if (run(w, NQ_SQL_TERRITORY_AREA_PUT, into, day,
			    str_at(list, k), e) != 0)
				return -1;
	}
	return 0;
}

static int
put_first(struct walk *w, struct nq_err *e)
{
	static const enum nq_stmt all[] = { NQ_SQL_TERRITORY_AREA_CLEAR,
		NQ_SQL_TERRITORY_CLEAR, NQ_SQL_TERRITORY_FIRST,
		NQ_SQL_TERRITORY_FIRST_AREA };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (nq_store_run(w->s, all[i], e) != 0)
			return -1;
	return 0;
}

int
nq_territories_read(struct nq_store *s, const struct nq_jval *root,
    const struct nq_jval *areas, struct nq_log *log, struct nq_err *e)
{
	struct walk w = { s, log, areas, e, 0 };
	const struct nq_jval *events = nq_jval_get(root, "events");
	struct nq_err one = { 0 };
	char path[64];

	if (nq_jval_check(root, file_fields, "territories.json", &one) != 0 ||
	    (s != NULL && put_first(&w, &one) != 0)) {
		count_fault(&w, &one);
		return w.faults;
	}
	for (size_t i = 0; i < nq_jval_count(events) && w.faults == 0; i++) {
		snprintf(path, sizeof(path), "territories.json: events[%zu]",
		    i);
		if (check_event(&w, events, i, path, &one) != 0 ||
		    (s != NULL && put_event(&w, nq_jval_at(events, i),
		    &one) != 0))
			count_fault(&w, &one);
	}
	return w.faults;
}

static int
check_layer(const struct nq_jval *list, size_t i, const char *path,
    struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_at(list, i), *words;
	const char *code, *word;

	if (nq_jval_check(v, layer_fields, path, e) != 0 ||
	    nq_jval_check(nq_jval_get(v, "name"), name_fields, path, e) != 0)
		return -1;
	code = nq_jval_str(v, "code");
	words = nq_jval_get(v, "words");
	if (code[0] == '\0' || code[0] == '_' || strlen(code) > 23)
		return fault(e, path, "code: \"%.40s\" cannot be used", code);
	for (size_t k = 0; k < i; k++)
		if (strcmp(nq_jval_str(nq_jval_at(list, k), "code"),
		    code) == 0)
			return fault(e, path, "code %.40s stands twice",
			    code);
	for (size_t k = 0; k < nq_jval_count(words); k++) {
		word = str_at(words, k);
		if (word == NULL || word[0] == '\0' || strlen(word) > 63)
			return fault(e, path, "words: expected strings of 1 "
			    "to 63 bytes");
		if (is_listed(words, k, word))
			return fault(e, path, "word \"%.40s\" stands twice",
			    word);
	}
	return 0;
}

static int
put_layer(struct walk *w, const struct nq_jval *v, size_t i,
    struct nq_err *e)
{
	const struct nq_jval *name = nq_jval_get(v, "name");
	const struct nq_jval *words = nq_jval_get(v, "words");
	const char *code = nq_jval_str(v, "code");

	sqlite3_bind_int64(w->s->st[NQ_SQL_PLAN_LAYER_PUT], 4,
	    (sqlite3_int64)i);
	if (run(w, NQ_SQL_PLAN_LAYER_PUT, code, nq_jval_str(name, "vi"),
	    nq_jval_str(name, "en"), e) != 0)
		return -1;
	for (size_t k = 0; k < nq_jval_count(words); k++) {
		sqlite3_bind_int64(w->s->st[NQ_SQL_PLAN_WORD_PUT], 3,
		    (sqlite3_int64)i * 1000 + (sqlite3_int64)k);
		if (run(w, NQ_SQL_PLAN_WORD_PUT, code, str_at(words, k),
		    NULL, e) != 0)
			return -1;
	}
	return 0;
}

int
nq_layers_read(struct nq_store *s, const struct nq_jval *root,
    struct nq_log *log, struct nq_err *e)
{
	struct walk w = { s, log, NULL, e, 0 };
	const struct nq_jval *list = nq_jval_get(root, "layers");
	struct nq_err one = { 0 };
	char path[64];

	if (nq_jval_check(root, plans_fields, "plans.json", &one) != 0 ||
	    (s != NULL && (nq_store_run(s, NQ_SQL_PLAN_WORD_CLEAR,
	    &one) != 0 || nq_store_run(s, NQ_SQL_PLAN_LAYER_CLEAR,
	    &one) != 0))) {
		count_fault(&w, &one);
		return w.faults;
	}
	for (size_t i = 0; i < nq_jval_count(list) && w.faults == 0; i++) {
		snprintf(path, sizeof(path), "plans.json: layers[%zu]", i);
		if (check_layer(list, i, path, &one) != 0 || (s != NULL &&
		    put_layer(&w, nq_jval_at(list, i), i, &one) != 0))
			count_fault(&w, &one);
	}
	return w.faults;
}
