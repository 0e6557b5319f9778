#include "core/json.h"

#include "core/buf.h"
#include "core/dec.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Bytes of the well-formed UTF-8 character at s, or 0. */
static size_t
utf8_len(const char *s, size_t left)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if ((signed char)s[0] >= 0)
		return 1;
	n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)left, &c);
	return n > 0 ? (size_t)n : 0;
}

static void
put_char(struct nq_buf *b, const char *s, size_t n)
{
	unsigned char c = (unsigned char)s[0];

	if (n == 0)
		nq_buf_puts(b, "\xef\xbf\xbd");
	else if (c == '"' || c == '\\')
		nq_buf_printf(b, "\\%c", c);
	else if (c == '\n')
		nq_buf_puts(b, "\\n");
	else if (c == '\t')
		nq_buf_puts(b, "\\t");
	else if (c < 0x20 || c == 0x7f)
		nq_buf_printf(b, "\\u%04x", c);
	else
		nq_buf_put(b, s, n);
}

void
nq_json_put_string(struct nq_buf *b, const char *s, size_t len)
{
	size_t n, run = 0;

	if (s == NULL) {
		nq_json_put_null(b);
		return;
	}
	nq_buf_putc(b, '"');
	for (size_t i = 0; i < len; i += n != 0 ? n : 1) {
		unsigned char c = (unsigned char)s[i];
		bool plain = c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;

		n = c < 0x80 ? 1 : utf8_len(s + i, len - i);
		if (n != 0 && plain) {
			run += n;
			continue;
		}
		nq_buf_put(b, s + i - run, run);
		run = 0;
		put_char(b, s + i, n);
	}
	nq_buf_put(b, s + len - run, run);
	nq_buf_putc(b, '"');
}

void
nq_json_put_cstr(struct nq_buf *b, const char *s)
{
	nq_json_put_string(b, s, s != NULL ? strlen(s) : 0);
}

void
nq_json_next(struct nq_buf *b)
{
	if (b->len > 0 && strchr("{[:\n", b->p[b->len - 1]) == NULL)
		nq_buf_putc(b, ',');
}

void
nq_json_open(struct nq_buf *b, char bracket)
{
	nq_buf_putc(b, bracket);
}

void
nq_json_close(struct nq_buf *b, char bracket)
{
	nq_buf_putc(b, bracket);
}

void
nq_json_key(struct nq_buf *b, const char *key)
{
	nq_json_next(b);
	nq_json_put_cstr(b, key);
	nq_buf_putc(b, ':');
}

void
nq_json_put_int(struct nq_buf *b, int64_t v)
{
	nq_buf_printf(b, "%" PRId64, v);
}

void
nq_json_put_dec(struct nq_buf *b, struct nq_dec d)
{
	char text[NQ_DEC_TEXT];

	nq_buf_puts(b, nq_dec_emit(d, text));
}

void
nq_json_put_null(struct nq_buf *b)
{
	nq_buf_puts(b, "null");
}

/* Our types are jansson's under another name; nothing is ever created. */
static const json_t *
raw(const struct nq_jval *v)
{
	return (const json_t *)(const void *)v;
}

static const struct nq_jval *
wrap(const json_t *j)
{
	return (const struct nq_jval *)(const void *)j;
}

struct nq_json *
nq_json_load(const char *text, size_t len, struct nq_err *e)
{
	json_error_t je;
	json_t *j;

	j = json_loadb(text, len, JSON_REJECT_DUPLICATES, &je);
	if (j == NULL)
		nq_fail(e, NQ_EPARSE, "line %d, column %d: %s", je.line,
		    je.column, je.text);
	return (struct nq_json *)(void *)j;
}

struct nq_json *
nq_json_load_file(const char *path, size_t max, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(max);
	struct nq_json *j = NULL;

	if (nq_buf_read_file(&b, path, e) == 0) {
		j = nq_json_load(b.p != NULL ? b.p : "", b.len, e);
		if (j == NULL) {
			e->code = NQ_EUSAGE;
			nq_err_at(e, "%s", path);
		}
	}
	nq_buf_release(&b);
	return j;
}

void
nq_json_free(struct nq_json *j)
{
	if (j != NULL)
		json_decref((json_t *)(void *)j);
}

const struct nq_jval *
nq_json_root(const struct nq_json *j)
{
	return (const struct nq_jval *)(const void *)j;
}

enum nq_jtype
nq_jval_type(const struct nq_jval *v)
{
	switch (json_typeof(raw(v))) {
	case JSON_OBJECT:
		return NQ_JOBJECT;
	case JSON_ARRAY:
		return NQ_JARRAY;
	case JSON_STRING:
		return NQ_JSTRING;
	case JSON_INTEGER:
		return NQ_JINT;
	case JSON_REAL:
		return NQ_JREAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return NQ_JBOOL;
	default:
		return NQ_JNULL;
	}
}

static const char *
types_name(int types, char out[96])
{
	static const struct { int type; const char *name; } names[] = {
		{ NQ_JNULL, "null" }, { NQ_JBOOL, "true or false" },
		{ NQ_JINT, "a whole number" }, { NQ_JREAL, "a number" },
		{ NQ_JSTRING, "a string" }, { NQ_JARRAY, "an array" },
		{ NQ_JOBJECT, "an object" },
	};
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((types & names[i].type) != 0 && used < 90)
			used += (size_t)snprintf(out + used, 96 - used,
			    "%s%s", used > 0 ? " or " : "", names[i].name);
	return out;
}

static int
check_member(const char *key, const json_t *value,
    const struct nq_jfield *fields, const char *path, struct nq_err *e)
{
	char want[96], got[96];
	const struct nq_jfield *f = fields;

	while (f->key != NULL && strcmp(f->key, key) != 0)
		f++;
	if (f->key == NULL) {
		if (strncmp(key, "//", 2) == 0)
			return 0;
		nq_fail(e, NQ_EUSAGE, "unknown key \"%.60s\"", key);
		return nq_err_at(e, "%s", path);
	}
	if (((int)nq_jval_type(wrap(value)) & f->types) != 0)
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected %s, found %s",
	    types_name(f->types, want),
	    types_name((int)nq_jval_type(wrap(value)), got));
	return nq_err_at(e, "%s%s%s", path, path[0] != '\0' ? "." : "", key);
}

int
nq_jval_check(const struct nq_jval *v, const struct nq_jfield *fields,
    const char *path, struct nq_err *e)
{
	const char *key;
	json_t *value;
	json_t *obj = (json_t *)(uintptr_t)(const void *)v;

	if (v == NULL || !json_is_object(raw(v))) {
		nq_fail(e, NQ_EUSAGE, "expected an object");
		return nq_err_at(e, "%s", path);
	}
	json_object_foreach(obj, key, value)
		if (check_member(key, value, fields, path, e) != 0)
			return -1;
	for (const struct nq_jfield *f = fields; f->key != NULL; f++)
		if (f->required && json_object_get(raw(v), f->key) == NULL) {
			nq_fail(e, NQ_EUSAGE, "missing key \"%s\"", f->key);
			return nq_err_at(e, "%s", path);
		}
	return 0;
}

const struct nq_jval *
nq_jval_get(const struct nq_jval *v, const char *key)
{
	const json_t *j = json_object_get(raw(v), key);

	return j == NULL || json_is_null(j) ? NULL : wrap(j);
}

const char *
nq_jval_str(const struct nq_jval *v, const char *key)
{
	return json_string_value(json_object_get(raw(v), key));
}

int64_t
nq_jval_int(const struct nq_jval *v, const char *key, int64_t fallback)
{
	const json_t *j = json_object_get(raw(v), key);

	return json_is_integer(j) ? json_integer_value(j) : fallback;
}

bool
nq_jval_bool(const struct nq_jval *v, const char *key, bool fallback)
{
	const json_t *j = json_object_get(raw(v), key);

	return json_is_boolean(j) ? json_is_true(j) : fallback;
}

int
nq_jval_dec(const struct nq_jval *v, const char *key, struct nq_dec *out,
    struct nq_err *e)
{
	const json_t *j = json_object_get(raw(v), key);
	char text[512];

	if (json_is_integer(j)) {
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
		    json_integer_value(j));
	} else if (json_is_real(j)) {
		/* 15 digits name every decimal of 15 digits exactly; what
		 * does not come back had more, or an exponent out of range. */
		snprintf(text, sizeof(text), "%.*g", NQ_MAX_DIGITS,
		    json_real_value(j));
		if (strtod(text, NULL) != json_real_value(j))
			return nq_fail(e, NQ_EPARSE, "\"%s\": not exact in "
			    "%d digits", key, NQ_MAX_DIGITS);
		if (strchr(text, 'e') != NULL)
			snprintf(text, sizeof(text), "%.*f", NQ_MAX_DIGITS,
			    json_real_value(j));
	} else {
		return nq_fail(e, NQ_EPARSE, "\"%s\": expected a number", key);
	}
	return nq_dec_parse(text, strlen(text), out, e);
}

size_t
nq_jval_count(const struct nq_jval *v)
{
	return v != NULL ? json_array_size(raw(v)) : 0;
}

const struct nq_jval *
nq_jval_at(const struct nq_jval *v, size_t i)
{
	return wrap(json_array_get(raw(v), i));
}

const char *
nq_jval_as_str(const struct nq_jval *v)
{
	return json_string_value(raw(v));
}

int64_t
nq_jval_as_int(const struct nq_jval *v)
{
	return json_integer_value(raw(v));
}

const char *
nq_jval_next_key(const struct nq_jval *v, const char *after)
{
	json_t *obj = (json_t *)(uintptr_t)(const void *)v;
	void *it;

	it = after == NULL ? json_object_iter(obj) :
	    json_object_iter_next(obj, json_object_iter_at(obj, after));
	return it != NULL ? json_object_iter_key(it) : NULL;
}
