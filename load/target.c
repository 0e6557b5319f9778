#include "load/target.h"

#include "core/err.h"
#include "core/json.h"
#include "core/period.h"
#include "progress/assess.h"

#include <stdio.h>
#include <string.h>

static const struct nq_jfield name_fields[] = {
	{ "vi", NQ_JSTRING, true }, { "en", NQ_JSTRING, true },
	{ NULL, 0, false },
};

enum { TEXT = NQ_JSTRING, MAYBE = NQ_JSTRING | NQ_JNULL };

static const struct nq_jfield target_fields[] = {
	{ "id", TEXT, true }, { "resolution", TEXT, true },
	{ "clause", TEXT, true }, { "name", NQ_JOBJECT, true },
	{ "indicator", MAYBE, true }, { "ref_area", TEXT, true },
	{ "breakdown", MAYBE, false }, { "price_base", MAYBE, false },
	{ "kind", TEXT, true }, { "bound", MAYBE, true },
	{ "direction", TEXT, true }, { "base", MAYBE, true },
	{ "period", TEXT, true }, { "value", NQ_JNUMBER | NQ_JNULL, true },
	{ "range", NQ_JOBJECT | NQ_JNULL, false },
	{ "unit_measure", MAYBE, true }, { "unit_mult", NQ_JINT, true },
	{ "limit", NQ_JNUMBER | NQ_JNULL, false },
	{ "certainty", TEXT, true }, { "layer", MAYBE, false },
	{ "office", NQ_JOBJECT | NQ_JNULL, true },
	{ "source", NQ_JOBJECT, true },
	{ "wording", NQ_JOBJECT, true }, { NULL, 0, false },
};

static const struct nq_jfield source_fields[] = {
	{ "name", TEXT, true }, { "url", MAYBE, true }, { NULL, 0, false },
};

static const struct nq_jfield range_fields[] = {
	{ "lower", NQ_JNUMBER, true }, { "upper", NQ_JNUMBER, true },
	{ NULL, 0, false },
};

static const struct nq_jfield resolution_fields[] = {
	{ "id", TEXT, true }, { "title", NQ_JOBJECT, true },
	{ "issued", MAYBE, true }, { "kind", TEXT, true },
	{ NULL, 0, false },
};

static int
pair(const struct nq_jval *v, const char *key, const char *path,
    const char **vi, const char **en, struct nq_err *e)
{
	const struct nq_jval *p = nq_jval_get(v, key);
	char place[160];

	snprintf(place, sizeof(place), "%s.%s", path, key);
	if (nq_jval_check(p, name_fields, place, e) != 0)
		return -1;
	*vi = nq_jval_str(p, "vi");
	*en = nq_jval_str(p, "en");
	return 0;
}

/* One of the words of a list written as "|a|b|"? */
static bool
is_among(const char *value, const char *list)
{
	char word[48];

	snprintf(word, sizeof(word), "|%.44s|", value);
	return strchr(value, '|') == NULL && strstr(list, word) != NULL;
}

static int
one_of(const char *value, const char *list, const char *path,
    const char *key, struct nq_err *e)
{
	if (is_among(value, list))
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected one of %.*s, found \"%.40s\"",
	    (int)strlen(list) - 2, list + 1, value);
	return nq_err_at(e, "%s.%s", path, key);
}

static int
fault(struct nq_err *e, const char *path, const char *msg)
{
	nq_fail(e, NQ_EUSAGE, "%s", msg);
	return nq_err_at(e, "%s", path);
}

/* What is judged by whole years, and what is of a year or a part of one. */
static int
check_term(const struct nq_target *t, struct nq_period at, const char *path,
    struct nq_err *e)
{
	if (!is_among(t->kind, "|level|share|trend|average-growth|sum|"))
		return at.months <= 12 ? 0 : fault(e, path, "period: expected "
		    "a year or a part of one; \"average-growth\" and \"sum\" "
		    "have a term of years");
	if (at.month != 1 || at.months % 12 != 0)
		return fault(e, path, "period: expected whole years, as 2025 "
		    "or 2021-01-01/P5Y; a part of a year is for \"growth\" "
		    "and \"period-plan\"");
	if (at.months > 12 * NQ_MAX_TERM)
		return fault(e, path, "period: a term of more than 30 years");
	return 0;
}

static int
check_periods(const struct nq_target *t, const char *path, struct nq_err *e)
{
	struct nq_period at, base;

	if (nq_period_parse(t->time_period, &at, e) != 0 || (t->base != NULL &&
	    nq_period_parse(t->base, &base, e) != 0)) {
		e->code = NQ_EUSAGE;
		return nq_err_at(e, "%s.period", path);
	}
	if (t->base != NULL && nq_period_is_same(base, at))
		return fault(e, path, "the base is the period of the target");
	if (t->base != NULL && nq_period_end(base) > nq_period_first(at) +
	    at.months - 1)
		return fault(e, path, "the target lies before its base");
	return check_term(t, at, path, e);
}

/* What names the series: a word that nothing has would leave the target
 * without figures for ever. */
static int
check_series(const struct nq_target *t, const char *path, struct nq_err *e)
{
	const char *base = t->price_base;

	if (t->unit_measure != NULL && one_of(t->unit_measure,
	    "|VND|USD|PT|PP|HA|NUM|T|TKM|PKM|", path, "unit_measure",
	    e) != 0)
		return -1;
	if (base == NULL || strcmp(base, "current") == 0 ||
	    (strncmp(base, "constant-", 9) == 0 && strlen(base) == 13 &&
	    strspn(base + 9, "0123456789") == 4))
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected current or constant-YEAR, found "
	    "\"%.40s\"", base);
	return nq_err_at(e, "%s.price_base", path);
}

/* Which kinds and certainties have a number. */
static int
check_value(const struct nq_target *t, const char *path, struct nq_err *e)
{
	bool open = strcmp(t->certainty, "unverified") == 0;
	bool trend = strcmp(t->kind, "trend") == 0;
	bool within = strcmp(t->direction, "keep-within") == 0;
	bool fills = is_among(t->kind, "|sum|year-plan|period-plan|");

	if (open && t->has_value)
		return fault(e, path, "unverified, and yet it has a value; a "
		    "number nobody has read is not to be shown");
	if (trend && t->has_value)
		return fault(e, path, "a trend has no value; a demand with a "
		    "number is a \"level\"");
	if (!open && !trend && !t->has_value)
		return fault(e, path, "a value is missing; a target whose "
		    "number is not known is \"unverified\"");
	if (t->has_value && t->unit_measure == NULL)
		return fault(e, path, "a value without unit_measure");
	if (within && t->has_value && !t->has_range)
		return fault(e, path, "\"keep-within\" needs a range");
	if (within && !is_among(t->kind, "|level|share|growth|"))
		return fault(e, path, "\"keep-within\" is for a level, a "
		    "share or a growth");
	if (fills && t->has_value && t->value.mant <= 0)
		return fault(e, path, "a sum or a plan above zero is "
		    "expected: shares of it are what is judged");
	if (t->has_range && (nq_dec_cmp(t->lower, t->value) > 0 ||
	    nq_dec_cmp(t->value, t->upper) > 0))
		return fault(e, path, "the value lies outside its range");
	if (t->has_limit && (!trend || t->limit.mant <= 0))
		return fault(e, path, "limit: a number above zero, of a "
		    "\"trend\"");
	return 0;
}

/* Where it was read; an address can be opened from a report. */
static int
read_source(const struct nq_jval *v, const char *path, struct nq_target *t,
    struct nq_err *e)
{
	const struct nq_jval *source = nq_jval_get(v, "source");
	char place[160];

	snprintf(place, sizeof(place), "%s.source", path);
	if (nq_jval_check(source, source_fields, place, e) != 0)
		return -1;
	t->source = nq_jval_str(source, "name");
	t->source_url = nq_jval_str(source, "url");
	if (t->source_url == NULL ||
	    strncmp(t->source_url, "http://", 7) == 0 ||
	    strncmp(t->source_url, "https://", 8) == 0)
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected an address of http or https, found "
	    "\"%.60s\"", t->source_url);
	return nq_err_at(e, "%s.url", place);
}

static int
read_numbers(const struct nq_jval *v, const char *path, struct nq_target *t,
    struct nq_err *e)
{
	const struct nq_jval *range = nq_jval_get(v, "range");
	char place[160];
	int rc = 0;

	t->has_value = nq_jval_get(v, "value") != NULL;
	t->has_range = range != NULL;
	t->has_limit = nq_jval_get(v, "limit") != NULL;
	if (t->has_value)
		rc = nq_jval_dec(v, "value", &t->value, e);
	if (rc == 0 && t->has_limit)
		rc = nq_jval_dec(v, "limit", &t->limit, e);
	if (rc == 0 && t->has_range) {
		snprintf(place, sizeof(place), "%s.range", path);
		if (nq_jval_check(range, range_fields, place, e) != 0)
			return -1;
		rc = nq_jval_dec(range, "lower", &t->lower, e);
		if (rc == 0)
			rc = nq_jval_dec(range, "upper", &t->upper, e);
	}
	if (rc != 0) {
		e->code = NQ_EUSAGE;
		nq_err_at(e, "%s", path);
	}
	return rc;
}

int
nq_target_read(const struct nq_jval *v, const char *path,
    struct nq_target *t, struct nq_err *e)
{
	*t = (struct nq_target){ 0 };
	if (nq_jval_check(v, target_fields, path, e) != 0 ||
	    pair(v, "name", path, &t->name_vi, &t->name_en, e) != 0 ||
	    pair(v, "wording", path, &t->wording_vi, &t->wording_en, e) != 0 ||
	    (nq_jval_get(v, "office") != NULL &&
	    pair(v, "office", path, &t->office_vi, &t->office_en, e) != 0))
		return -1;
	t->code = nq_jval_str(v, "id");
	t->resolution = nq_jval_str(v, "resolution");
	t->clause = nq_jval_str(v, "clause");
	t->indicator = nq_jval_str(v, "indicator");
	t->ref_area = nq_jval_str(v, "ref_area");
	t->breakdown = nq_jval_str(v, "breakdown");
	t->price_base = nq_jval_str(v, "price_base");
	t->kind = nq_jval_str(v, "kind");
	t->bound = nq_jval_str(v, "bound");
	t->direction = nq_jval_str(v, "direction");
	t->base = nq_jval_str(v, "base");
	t->time_period = nq_jval_str(v, "period");
	t->unit_measure = nq_jval_str(v, "unit_measure");
	t->unit_mult = (int)nq_jval_int(v, "unit_mult", 0);
	t->certainty = nq_jval_str(v, "certainty");
	t->layer = nq_jval_str(v, "layer");
	if (one_of(t->kind, "|level|average-growth|growth|share|sum|"
	    "year-plan|period-plan|trend|", path, "kind", e) != 0 ||
	    one_of(t->direction, "|up|down|keep-above|keep-below|"
	    "keep-within|", path, "direction", e) != 0 ||
	    one_of(t->certainty, "|stated|plan|implied|unverified|", path,
	    "certainty", e) != 0 ||
	    (t->bound != NULL && one_of(t->bound, "|min|max|approx|", path,
	    "bound", e) != 0))
		return -1;
	if (read_numbers(v, path, t, e) != 0 ||
	    check_value(t, path, e) != 0 || read_source(v, path, t, e) != 0)
		return -1;
	if (t->unit_mult < 0 || t->unit_mult > 18)
		return fault(e, path, "unit_mult: expected 0 to 18");
	if (t->code[0] == '\0')
		return fault(e, path, "id: expected a name, found nothing");
	if (check_series(t, path, e) != 0)
		return -1;
	return check_periods(t, path, e);
}

/* "2021" or "2021-02-24". */
static bool
is_issued(const char *s)
{
	int month, day;

	if (strspn(s, "0123456789") == 4 && s[4] == '\0')
		return true;
	return strlen(s) == 10 && strspn(s, "0123456789-") == 10 &&
	    s[4] == '-' && s[7] == '-' &&
	    sscanf(s + 5, "%2d-%2d", &month, &day) == 2 && month >= 1 &&
	    month <= 12 && day >= 1 && day <= 31;
}

int
nq_resolution_read(const struct nq_jval *v, const char *path,
    struct nq_resolution *r, struct nq_err *e)
{
	*r = (struct nq_resolution){ 0 };
	if (nq_jval_check(v, resolution_fields, path, e) != 0 ||
	    pair(v, "title", path, &r->title_vi, &r->title_en, e) != 0)
		return -1;
	r->code = nq_jval_str(v, "id");
	r->issued = nq_jval_str(v, "issued");
	r->kind = nq_jval_str(v, "kind");
	if (r->code[0] == '\0')
		return fault(e, path, "id: expected a name, found nothing");
	if (r->issued != NULL && !is_issued(r->issued)) {
		nq_fail(e, NQ_EUSAGE, "expected a day as 2021-02-24 or a "
		    "year, found \"%.40s\"", r->issued);
		return nq_err_at(e, "%s.issued", path);
	}
	return one_of(r->kind, "|main|sibling|parent|plan|", path, "kind", e);
}
