#include "load/record.h"

#include "core/err.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

/* How a value is written; CELL is text that only figures of grids have. */
enum shape { TEXT, CELL, INTEGER, DECIMAL, FLAGS, EVIDENCE };

struct field {
	const char *key;
	enum shape shape;
	size_t at;		/* offset in struct nq_record */
	bool null;		/* may be null */
	const char *const *codes;	/* what it may be, or NULL for any */
};

#define AT(name) offsetof(struct nq_record, name)

static const char *const statuses[] = { "ok", "no-figures", "image-only",
	"unsupported", "truncated", "failed", NULL };
static const char *const roles[] = { "actual", "plan", "scenario", "target",
	"forecast", NULL };
static const char *const transformations[] = { "level", "yoy", "yoy_real",
	"pop", "avg", "share", "contribution", "of_year_plan",
	"of_period_plan", "of_target", "of_scenario", "of_year_scenario",
	NULL };
static const char *const units[] = { "VND", "USD", "PT", "PP", "HA", "NUM",
	"T", "TKM", "PKM", NULL };
static const char *const obs_statuses[] = { "A", "E", "P", NULL };
static const char *const bounds[] = { "min", "max", "approx", NULL };

static const struct field batch_fields[] = {
	{ "archive", TEXT, AT(archive), false, NULL },
	{ "archive_digest", TEXT, AT(archive_digest), false, NULL },
	{ "program", TEXT, AT(program), false, NULL },
	{ "catalogue", TEXT, AT(catalogue), false, NULL },
	{ NULL, TEXT, 0, false, NULL },
};

static const struct field document_fields[] = {
	{ "document", TEXT, AT(document), false, NULL },
	{ "release", TEXT, AT(release), false, NULL },
	{ "url", TEXT, AT(url), false, NULL },
	{ "source", TEXT, AT(source), false, NULL },
	{ "title", TEXT, AT(title), true, NULL },
	{ "published", TEXT, AT(published), true, NULL },
	{ "retrieved", TEXT, AT(retrieved), false, NULL },
	{ "media_type", TEXT, AT(media_type), true, NULL },
	{ "archive", TEXT, AT(archive), false, NULL },
	{ "offset", INTEGER, AT(offset), false, NULL },
	{ "status", TEXT, AT(status), false, statuses },
	{ "reason", TEXT, AT(reason), true, NULL },
	{ "program", TEXT, AT(program), false, NULL },
	{ "catalogue", TEXT, AT(catalogue), false, NULL },
	{ NULL, TEXT, 0, false, NULL },
};

static const struct field observation_fields[] = {
	{ "document", TEXT, AT(document), false, NULL },
	{ "ordinal", INTEGER, AT(ordinal), false, NULL },
	{ "indicator", TEXT, AT(indicator), false, NULL },
	{ "ref_area", TEXT, AT(ref_area), false, NULL },
	{ "breakdown", TEXT, AT(breakdown), true, NULL },
	{ "time_period", TEXT, AT(time_period), false, NULL },
	{ "role", TEXT, AT(role), false, roles },
	{ "transformation", TEXT, AT(transformation), false,
	    transformations },
	{ "obs_value", DECIMAL, AT(value), false, NULL },
	{ "unit_measure", TEXT, AT(unit_measure), false, units },
	{ "unit_mult", INTEGER, AT(unit_mult), false, NULL },
	{ "price_base", TEXT, AT(price_base), true, NULL },
	{ "obs_status", TEXT, AT(obs_status), false, obs_statuses },
	{ "bound", TEXT, AT(bound), true, bounds },
	{ "evidence", EVIDENCE, 0, false, NULL },
	{ "rule", TEXT, AT(rule), false, NULL },
	{ "flags", FLAGS, AT(flags), false, NULL },
	{ NULL, TEXT, 0, false, NULL },
};

static const struct field evidence_fields[] = {
	{ "text", TEXT, AT(text), false, NULL },
	{ "start", INTEGER, AT(start), false, NULL },
	{ "end", INTEGER, AT(end), false, NULL },
	{ "row", CELL, AT(row), true, NULL },
	{ "column", CELL, AT(column), true, NULL },
	{ "cell", CELL, AT(cell), true, NULL },
	{ NULL, TEXT, 0, false, NULL },
};

/* p moves through the line; end points at its NUL. */
struct scan {
	char *p, *end;
	struct nq_err *e;
};

static void
skip(struct scan *s)
{
	while (*s->p == ' ' || *s->p == '\t' || *s->p == '\r')
		s->p++;
}

static int
fail_here(struct scan *s, const char *key, const char *want)
{
	if (*s->p == '\0' && s->p == s->end)
		return nq_fail(s->e, NQ_EPARSE, "%s: expected %s, found the "
		    "end of the line", key, want);
	return nq_fail(s->e, NQ_EPARSE, "%s: expected %s, found \"%.20s\"",
	    key, want, s->p);
}

static int
take(struct scan *s, char c, const char *key)
{
	char want[4] = { '"', c, '"', '\0' };

	skip(s);
	if (*s->p != c)
		return fail_here(s, key, want);
	s->p++;
	return 0;
}

static int
hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];

		v *= 16;
		if (c >= '0' && c <= '9')
			v += c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v += (c | 32) - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/* The character of \uXXXX at p (behind the u), a pair taken as one; -1 for
 * a half pair or NUL, which no C string can carry. */
static int
escaped(char **p)
{
	int hi = hex4(*p), lo;

	if (hi <= 0 || (hi >= 0xdc00 && hi <= 0xdfff))
		return -1;
	*p += 4;
	if (hi < 0xd800 || hi > 0xdbff)
		return hi;
	if ((*p)[0] != '\\' || (*p)[1] != 'u')
		return -1;
	lo = hex4(*p + 2);
	if (lo < 0xdc00 || lo > 0xdfff)
		return -1;
	*p += 6;
	return 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
}

/* Undoes one escape at s->p (behind the backslash) into *out. */
static int
unescape(struct scan *s, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	int c = (unsigned char)*s->p++;

	if (c == 'u') {
		if ((c = escaped(&s->p)) < 0)
			return nq_fail(s->e, NQ_EPARSE,
			    "a \\u escape that is no character");
		*out += utf8proc_encode_char(c, (utf8proc_uint8_t *)*out);
		return 0;
	}
	if (c == '\0' || (at = strchr(from, c)) == NULL)
		return nq_fail(s->e, NQ_EPARSE, "an escape that is none");
	*(*out)++ = to[at - from];
	return 0;
}

/* A string, decoded in place; what is read is never shorter than what is
 * written. */
static int
read_string(struct scan *s, const char *key, const char **value)
{
	char *out;

	skip(s);
	if (*s->p != '"')
		return fail_here(s, key, "a string");
	out = ++s->p;
	*value = out;
	while (*s->p != '"') {
		if (*s->p == '\\') {
			s->p++;
			if (unescape(s, &out) != 0)
				return nq_err_at(s->e, "%s", key);
		} else if ((unsigned char)*s->p < 0x20) {
			return fail_here(s, key, "the end of a string");
		} else {
			*out++ = *s->p++;
		}
	}
	s->p++;
	*out = '\0';
	return 0;
}

static int
read_number(struct scan *s, const char *key, struct nq_dec *d)
{
	const char *from;
	size_t n;

	skip(s);
	from = s->p;
	n = strspn(from, "-+.0123456789eE");
	if (n == 0)
		return fail_here(s, key, "a number");
	/* JSON has no leading zeros; an exponent hides the printed digits. */
	if ((from[0] == '0' && n > 1 && from[1] != '.') ||
	    (from[0] == '-' && from[1] == '0' && n > 2 && from[2] != '.'))
		return fail_here(s, key, "a number without leading zeros");
	if (nq_dec_parse(from, n, d, s->e) != 0)
		return nq_err_at(s->e, "%s", key);
	s->p += n;
	return 0;
}

static int
read_integer(struct scan *s, const char *key, int64_t *v)
{
	struct nq_dec d = { 0 };

	if (read_number(s, key, &d) != 0)
		return -1;
	if (d.scale != 0)
		return nq_fail(s->e, NQ_EPARSE,
		    "%s: expected a whole number", key);
	*v = d.mant;
	return 0;
}

/* An array of plain words; kept as its text, without blanks between. */
static int
read_flags(struct scan *s, const char *key, const char **value)
{
	char *from;

	skip(s);
	from = s->p;
	*value = from;
	if (take(s, '[', key) != 0)
		return -1;
	while (*s->p != ']') {
		size_t n;

		if (*s->p != '"')
			return fail_here(s, key, "a flag");
		n = strspn(s->p + 1, "abcdefghijklmnopqrstuvwxyz0123456789"
		    "-_.:");
		if (n == 0 || s->p[n + 1] != '"')
			return fail_here(s, key, "a flag of small letters");
		s->p += n + 2;
		if (*s->p == ',' && s->p[1] == '"')
			s->p++;
		else if (*s->p != ']')
			return fail_here(s, key, "\",\" or \"]\"");
	}
	s->p++;
	return 0;
}

static int
check_code(struct scan *s, const struct field *f, const char *value)
{
	const char *const *c = f->codes;

	if (c == NULL)
		return 0;
	while (*c != NULL && strcmp(*c, value) != 0)
		c++;
	if (*c != NULL)
		return 0;
	return nq_fail(s->e, NQ_EPARSE, "%s: \"%.40s\" is no code of its "
	    "list", f->key, value);
}

static int read_object(struct scan *, const struct field *, unsigned,
    struct nq_record *);

static int
read_value(struct scan *s, const struct field *f, struct nq_record *r)
{
	char *base = (char *)r + f->at;
	const char *text = NULL;
	int64_t number = 0;
	int rc = 0;

	skip(s);
	switch (f->shape) {
	case TEXT:
	case CELL:
		if (f->null && strncmp(s->p, "null", 4) == 0)
			s->p += 4;
		else if (read_string(s, f->key, &text) != 0 ||
		    check_code(s, f, text) != 0)
			return -1;
		memcpy(base, &text, sizeof(text));
		break;
	case FLAGS:
		rc = read_flags(s, f->key, &text);
		memcpy(base, &text, sizeof(text));
		break;
	case INTEGER:
		if ((rc = read_integer(s, f->key, &number)) == 0)
			memcpy(base, &number, sizeof(number));
		break;
	case DECIMAL:
		if ((rc = read_number(s, f->key, &r->value)) == 0)
			r->value = nq_dec_norm(r->value);
		break;
	case EVIDENCE:
		if (take(s, '{', f->key) != 0)
			return -1;
		rc = read_object(s, evidence_fields, 0, r);
		break;
	}
	return rc;
}

/* Fields usually come in the order of the table, so each search begins
 * behind the last hit. */
static int
find_field(const struct field *fields, const char *key, int from)
{
	int n = 0;

	while (fields[n].key != NULL)
		n++;
	for (int i = 0; i < n; i++)
		if (strcmp(fields[(from + i) % n].key, key) == 0)
			return (from + i) % n;
	return -1;
}

/* The members behind "{" and the brace that closes them. */
static int
read_object(struct scan *s, const struct field *fields, unsigned seen,
    struct nq_record *r)
{
	const char *key = "", *flags_end = NULL;
	bool more;
	int i = -1;

	do {
		if (read_string(s, "key", &key) != 0 ||
		    take(s, ':', key) != 0)
			return -1;
		if ((i = find_field(fields, key, i + 1)) < 0)
			return nq_fail(s->e, NQ_EPARSE, "unknown key "
			    "\"%.60s\"", key);
		if ((seen & 1U << i) != 0)
			return nq_fail(s->e, NQ_EPARSE, "key \"%s\" stands "
			    "twice", key);
		seen |= 1U << i;
		if (read_value(s, &fields[i], r) != 0)
			return -1;
		if (fields[i].shape == FLAGS)
			flags_end = s->p;
		skip(s);
		more = *s->p == ',';
		s->p += more;
	} while (more);
	if (take(s, '}', "object") != 0)
		return -1;
	/* Only now may the byte behind the array be overwritten. */
	if (flags_end != NULL)
		*(char *)(uintptr_t)flags_end = '\0';
	for (i = 0; fields[i].key != NULL; i++)
		if ((seen & 1U << i) == 0 && fields[i].shape != CELL)
			return nq_fail(s->e, NQ_EPARSE, "missing key \"%s\"",
			    fields[i].key);
	return 0;
}

static bool
is_digest(const char *s)
{
	return strncmp(s, "sha256:", 7) == 0 && strlen(s) == 7 + 64 &&
	    strspn(s + 7, "0123456789abcdef") == 64;
}

/* "2022-05-21", and with the time "2022-05-21T18:00:07Z". */
static bool
is_time(const char *s, bool with_time)
{
	int y, mo, d, h, mi, sec, n = 0;

	if (with_time)
		return sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &y, &mo, &d,
		    &h, &mi, &sec, &n) == 6 && n == 20 && s[n] == '\0' &&
		    mo >= 1 && mo <= 12 && d >= 1 && d <= 31 && h < 24 &&
		    mi < 60 && sec <= 60;
	return sscanf(s, "%4d-%2d-%2d%n", &y, &mo, &d, &n) == 3 && n == 10 &&
	    s[n] == '\0' && mo >= 1 && mo <= 12 && d >= 1 && d <= 31;
}

static int
check_document(const struct nq_record *r, struct nq_err *e)
{
	if (!is_digest(r->document))
		return nq_fail(e, NQ_EPARSE, "document: not a sha256 digest");
	if (!is_time(r->retrieved, true))
		return nq_fail(e, NQ_EPARSE, "retrieved: not a time like "
		    "2022-05-21T18:00:07Z: \"%.40s\"", r->retrieved);
	if (r->published != NULL && !is_time(r->published, false))
		return nq_fail(e, NQ_EPARSE, "published: not a day like "
		    "2022-05-21: \"%.40s\"", r->published);
	if (r->release[0] == '\0' || r->source[0] == '\0' || r->offset < 0)
		return nq_fail(e, NQ_EPARSE, "release, source or offset "
		    "cannot be used");
	return 0;
}

static bool
is_price_base(const char *s)
{
	return strcmp(s, "current") == 0 || (strncmp(s, "constant-", 9) == 0 &&
	    strlen(s) == 13 && strspn(s + 9, "0123456789") == 4);
}

static int
check_observation(struct nq_record *r, struct nq_err *e)
{
	bool level = strcmp(r->transformation, "level") == 0;

	if (!is_digest(r->document))
		return nq_fail(e, NQ_EPARSE, "document: not a sha256 digest");
	if (nq_period_parse(r->time_period, &r->period, e) != 0)
		return nq_err_at(e, "time_period");
	if (r->unit_mult < 0 || r->unit_mult > 18)
		return nq_fail(e, NQ_EPARSE, "unit_mult: expected 0 to 18");
	if (r->ordinal < 1)
		return nq_fail(e, NQ_EPARSE, "ordinal: expected 1 or more");
	if (r->start < 0 || r->end <= r->start)
		return nq_fail(e, NQ_EPARSE, "evidence: start and end are "
		    "no range");
	if (r->price_base != NULL && (!level ||
	    !is_price_base(r->price_base)))
		return nq_fail(e, NQ_EPARSE, "price_base: expected current "
		    "or constant-YEAR, of a level only");
	if (r->breakdown != NULL && r->breakdown[0] == '\0')
		return nq_fail(e, NQ_EPARSE, "breakdown: empty");
	return 0;
}

/* All bytes at once: what is no UTF-8 never reaches the warehouse. */
static int
check_utf8(const char *line, size_t len, struct nq_err *e)
{
	utf8proc_int32_t c;

	for (size_t i = 0; i < len;) {
		utf8proc_ssize_t n = 1;

		if (line[i] == '\0')
			return nq_fail(e, NQ_EPARSE, "byte %zu is NUL", i + 1);
		if ((signed char)line[i] < 0)
			n = utf8proc_iterate((const utf8proc_uint8_t *)line +
			    i, (utf8proc_ssize_t)(len - i), &c);
		if (n <= 0)
			return nq_fail(e, NQ_EPARSE, "not UTF-8 at byte %zu",
			    i + 1);
		i += (size_t)n;
	}
	return 0;
}

int
nq_record_parse(char *line, size_t len, struct nq_record *r, struct nq_err *e)
{
	static const struct {
		const char *name;
		const struct field *fields;
	} kinds[] = {
		[NQ_BATCH] = { "batch", batch_fields },
		[NQ_DOCUMENT] = { "document", document_fields },
		[NQ_OBSERVATION] = { "observation", observation_fields },
	};
	struct scan s = { .p = line, .end = line + len, .e = e };
	const char *key, *kind;
	size_t k = 0;

	*r = (struct nq_record){ 0 };
	if (check_utf8(line, len, e) != 0)
		return -1;
	/* kind stands first: it says what the rest must be. */
	if (take(&s, '{', "line") != 0 || read_string(&s, "key", &key) != 0)
		return -1;
	if (strcmp(key, "kind") != 0)
		return nq_fail(e, NQ_EPARSE, "expected the key \"kind\" "
		    "first, found \"%.40s\"", key);
	if (take(&s, ':', key) != 0 || read_string(&s, key, &kind) != 0)
		return -1;
	while (k < 3 && strcmp(kinds[k].name, kind) != 0)
		k++;
	if (k == 3)
		return nq_fail(e, NQ_EPARSE, "kind: expected batch, document "
		    "or observation, found \"%.40s\"", kind);
	r->kind = (enum nq_record_kind)k;
	if (take(&s, ',', "line") != 0 ||
	    read_object(&s, kinds[k].fields, 0, r) != 0)
		return -1;
	skip(&s);
	if (s.p != s.end)
		return fail_here(&s, "line", "nothing behind the object");
	if (k == NQ_BATCH)
		return 0;
	return k == NQ_DOCUMENT ? check_document(r, e) :
	    check_observation(r, e);
}
