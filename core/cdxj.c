#include "core/cdxj.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/mem.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	/* Bytes of an address in the making: escapes treble it. */
	WORK = 4 * NQ_MAX_URL,
	/* Bytes of a media type; the registered ones are under 100, and a
	 * longer one is left out. */
	MAX_MIME = 255
};

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Escapes undone until there are none, in place: what one gives may be part
 * of the next ("%2541"). */
static size_t
unescape(char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		s[n++] = s[i];
		while (n >= 3 && s[n - 3] == '%' && hex(s[n - 2]) >= 0 &&
		    hex(s[n - 1]) >= 0) {
			s[n - 3] = (char)(hex(s[n - 2]) << 4 |
			    hex(s[n - 1]));
			n -= 2;
		}
	}
	return n;
}

/* Escaped where it must be, and in lower case. */
static void
put_escaped(struct nq_buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c <= ' ' || c >= 0x7f || c == '%' || c == '#')
			nq_buf_printf(b, "%%%02x", c);
		else
			nq_buf_putc(b, (char)tolower(c));
	}
}

/* "www.", "www2.": not what tells two hosts apart. */
static size_t
www(const char *host, size_t len)
{
	size_t n = 3;

	if (len < 4 || strncasecmp(host, "www", 3) != 0)
		return 0;
	while (n < len && host[n] >= '0' && host[n] <= '9')
		n++;
	return n < len && host[n] == '.' ? n + 1 : 0;
}

static void
put_host(struct nq_buf *b, char *host, size_t len)
{
	bool first = true;
	size_t end, skip;

	len = unescape(host, len);
	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		put_escaped(b, host + 1, len - 2);
		return;
	}
	skip = www(host, len);
	host += skip;
	len -= skip;
	for (; len > 0; len = end > 0 ? end - 1 : 0) {
		for (end = len; end > 0 && host[end - 1] != '.'; end--)
			;
		/* Empty labels: a dot at the end, or two together. */
		if (end == len)
			continue;
		if (!first)
			nq_buf_putc(b, ',');
		put_escaped(b, host + end, len - end);
		first = false;
	}
}

static bool
all(const char *s, size_t n, int (*is)(int))
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] & 0x80) != 0 || !is(s[i]))
			return false;
	return true;
}

/* "(24 letters or digits)": ASP.NET's session, maybe with its kind before,
 * maybe more than one, then all in one more pair of brackets. */
static bool
is_session(const char *s, size_t n)
{
	if (n == 26)
		return s[0] == '(' && s[25] == ')' && all(s + 1, 24, isalnum);
	if (n < 29 || (n - 2) % 27 != 0 || s[0] != '(' || s[n - 1] != ')')
		return false;
	for (size_t i = 1; i < n - 1; i += 27)
		if (!all(s + i, 1, isalpha) || s[i + 1] != '(' ||
		    !all(s + i + 2, 24, isalnum) || s[i + 26] != ')')
			return false;
	return true;
}

/* Leaves out the last segment that is a session, before a page of ASP.NET
 * (b holds the path from position from on). */
static void
drop_session(struct nq_buf *b, size_t from)
{
	char *p = b->p + from, *page = NULL, *s;

	for (s = p; (s = strstr(s, ".aspx")) != NULL; s++)
		page = s;
	for (s = page; s != NULL && s > p; s--) {
		char *begin = s;

		if (*s != '/' || s + 1 == page)
			continue;
		while (begin > p && begin[-1] != '/')
			begin--;
		if (begin == p || !is_session(begin, (size_t)(s - begin)))
			continue;
		memmove(begin, s + 1, strlen(s + 1) + 1);
		b->len -= (size_t)(s + 1 - begin);
		return;
	}
}

/* A path that begins with "/", or nothing. */
static void
put_path(struct nq_buf *b, char *path, size_t len)
{
	size_t from = b->len;
	char *p = path, *end;

	len = unescape(path, len);
	end = path + len;
	while (p < end) {
		char *next = memchr(p, '/', (size_t)(end - p));
		size_t n;

		if (next == NULL)
			next = end;
		n = (size_t)(next - p);
		if (n == 2 && memcmp(p, "..", 2) == 0 && b->len > from) {
			while (b->len > from && b->p[b->len - 1] != '/')
				b->len--;
			b->len -= b->len > from;
		} else if (n > 0 && !(n == 1 && p[0] == '.')) {
			nq_buf_putc(b, '/');
			put_escaped(b, p, n);
		}
		p = next + 1;
	}
	if (b->len == from)
		nq_buf_putc(b, '/');
	else if (!b->over)
		b->p[b->len] = '\0';
	drop_session(b, from);
}

/* The sessions that stand in a query: a name, '=' and so many digits or
 * letters, up to '&' or the end. */
static size_t
session_at(const char *s, int which)
{
	static const struct {
		const char *name;
		size_t more, value;	/* letters of the name; of the value */
	} kinds[] = {
		{ "jsessionid", 0, 32 }, { "phpsessid", 0, 32 },
		{ "sid", 0, 32 }, { "aspsessionid", 8, 24 },
	};
	size_t n = strlen(kinds[which].name);
	int (*is)(int) = which == 3 ? isalpha : isalnum;

	/* A NUL is no letter, so nothing is read behind the end. */
	if (strncasecmp(s, kinds[which].name, n) != 0 ||
	    !all(s + n, kinds[which].more, isalpha))
		return 0;
	n += kinds[which].more;
	if (s[n] != '=' || !all(s + n + 1, kinds[which].value, is))
		return 0;
	n += 1 + kinds[which].value;
	return s[n] == '&' ? n + 1 : s[n] == '\0' ? n : 0;
}

/* ColdFusion's: "cfid=…&cftoken=…". */
static size_t
coldfusion_at(const char *s)
{
	size_t n = 5, value;

	if (strncasecmp(s, "cfid=", 5) != 0)
		return 0;
	value = strcspn(s + n, "&");
	n += value;
	if (value == 0 || strncasecmp(s + n, "&cftoken=", 9) != 0)
		return 0;
	n += 9;
	value = strcspn(s + n, "&");
	n += value;
	return value == 0 ? 0 : n + (s[n] == '&');
}

static void
drop_sessions(char *q)
{
	for (int which = 0; which < 5; which++)
		for (size_t i = strlen(q); i-- > 0; ) {
			size_t n = which < 4 ? session_at(q + i, which) :
			    coldfusion_at(q + i);

			if (n == 0)
				continue;
			memmove(q + i, q + i + n, strlen(q + i + n) + 1);
			break;
		}
}

/* By name, then by value; a name alone before the same with a value. */
static int
by_parameter(const void *a, const void *b)
{
	const char *s = *(char *const *)a, *t = *(char *const *)b;
	size_t n = strcspn(s, "="), m = strcspn(t, "=");
	int rc = memcmp(s, t, n < m ? n : m);

	if (rc != 0 || n != m)
		return rc != 0 ? rc : n < m ? -1 : 1;
	return strcmp(s + n, t + n);
}

static void
put_query(struct nq_buf *b, char *query, size_t len)
{
	struct nq_buf text = NQ_BUF(WORK);
	char **v = NULL, *save = NULL;
	size_t n = 0, cap = 0;

	put_escaped(&text, query, unescape(query, len));
	if (text.len > 0)
		drop_sessions(text.p);
	if (text.len > 0 && text.p[0] != '\0') {
		save = text.p;
		do {
			v = nq_grow(v, n, &cap, sizeof(*v));
			v[n++] = strsep(&save, "&");
		} while (save != NULL);
		qsort(v, n, sizeof(*v), by_parameter);
		for (size_t i = 0; i < n; i++) {
			nq_buf_putc(b, i == 0 ? '?' : '&');
			nq_buf_puts(b, v[i]);
		}
	}
	free(v);
	nq_buf_release(&text);
}

/* "user@host:80", and the port that the scheme implies. */
static void
put_authority(struct nq_buf *b, char *s, size_t len, long usual)
{
	char *at = memrchr(s, '@', len), *host = at != NULL ? at + 1 : s;
	char *end = s + len, *colon = end;
	long port = 0;

	while (colon > host && colon[-1] >= '0' && colon[-1] <= '9')
		colon--;
	if (colon > host && colon[-1] == ':') {
		port = strtol(colon, NULL, 10);
		end = colon - 1;
	}
	put_host(b, host, (size_t)(end - host));
	if (port > 0 && port != usual && port <= 65535)
		nq_buf_printf(b, ":%ld", port);
	nq_buf_putc(b, ')');
}

static void
put_key(struct nq_buf *b, char *url)
{
	char *rest = strstr(url, "://"), *query, *path;
	long usual;

	if (rest == NULL || strcspn(url, "/?#") < (size_t)(rest - url)) {
		put_escaped(b, url, strlen(url));
		return;
	}
	usual = strncasecmp(url, "http:", 5) == 0 ? 80 :
	    strncasecmp(url, "https:", 6) == 0 ? 443 : 0;
	rest[strcspn(rest, "#")] = '\0';
	rest += 3;
	path = rest + strcspn(rest, "/?");
	query = path + strcspn(path, "?");
	if (path > rest) {
		put_authority(b, rest, (size_t)(path - rest), usual);
	} else {
		put_escaped(b, url, (size_t)(rest - 3 - url));
		nq_buf_putc(b, ':');
	}
	/* The parts are changed in place, the last one first. */
	if (*query == '?')
		*query++ = '\0';
	put_path(b, path, strlen(path));
	put_query(b, query, strlen(query));
}

char *
nq_cdxj_surt(const char *url)
{
	struct nq_buf b = NQ_BUF(WORK);
	char *copy;

	if (strlen(url) > NQ_MAX_URL)
		return NULL;
	copy = nq_strdup(url);
	put_key(&b, copy);
	if (b.len == 0)
		nq_buf_putc(&b, '-');
	free(copy);
	return nq_buf_steal(&b);
}

/* "2026-11-22T18:00:07Z", maybe with fractions, as "20261122180007". */
static bool
put_date(struct nq_buf *b, const char *date)
{
	static const char shape[] = "0000-00-00T00:00:00";

	for (size_t i = 0; i < sizeof(shape) - 1; i++) {
		bool digit = date[i] >= '0' && date[i] <= '9';

		if (shape[i] == '0' ? !digit : date[i] != shape[i])
			return false;
		if (digit)
			nq_buf_putc(b, date[i]);
	}
	return true;
}

static void
put_member(struct nq_buf *b, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	nq_json_key(b, name);
	nq_json_put_cstr(b, value);
}

/* Numbers are strings in the CDXJ of every tool. */
static void
put_number(struct nq_buf *b, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	put_member(b, name, text);
}

int
nq_cdxj_line(struct nq_buf *out, const struct nq_cdxj_entry *c,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_CDXJ_LINE);
	char *key = nq_cdxj_surt(c->url);
	int rc = -1;

	if (key == NULL) {
		nq_fail(e, NQ_ELIMIT, "an address of more than %d bytes",
		    NQ_MAX_URL);
		goto out;
	}
	nq_buf_puts(&b, key);
	nq_buf_putc(&b, ' ');
	if (!put_date(&b, c->date)) {
		nq_fail(e, NQ_EPARSE, "expected a date such as "
		    "2026-11-22T18:00:07Z, found \"%.40s\"", c->date);
		goto out;
	}
	nq_buf_putc(&b, ' ');
	nq_json_open(&b, '{');
	put_member(&b, "url", c->url);
	put_member(&b, "mime", c->mime != NULL &&
	    strlen(c->mime) <= MAX_MIME ? c->mime : NULL);
	if (c->status > 0)
		put_number(&b, "status", (uint64_t)c->status);
	put_member(&b, "digest", c->digest);
	put_number(&b, "length", c->length);
	put_number(&b, "offset", c->offset);
	put_member(&b, "filename", c->filename);
	nq_json_close(&b, '}');
	nq_buf_putc(&b, '\n');
	if (b.over)
		nq_fail(e, NQ_ELIMIT, "an index line of more than %d bytes",
		    NQ_CDXJ_LINE);
	else
		rc = nq_buf_add(out, b.p, b.len, e);
out:
	free(key);
	nq_buf_release(&b);
	return rc;
}
