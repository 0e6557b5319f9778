#include "extract/url.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

static bool
is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

/* "javascript:…" and "mailto:…" must not be taken for relative paths. */
static bool
has_other_scheme(const char *link)
{
	size_t n = 0;

	if (!isalpha((unsigned char)link[0]))
		return false;
	while (isalnum((unsigned char)link[n]) ||
	    (link[n] != '\0' && strchr("+-.", link[n]) != NULL))
		n++;
	if (link[n] != ':')
		return false;
	return !(n == 4 && strncasecmp(link, "http", n) == 0) &&
	    !(n == 5 && strncasecmp(link, "https", n) == 0);
}

/*
 * Spaces and bytes other than ASCII, percent-encoded; in a query a space is
 * "+". Versions of libcurl differ in what of this they do, and in the case
 * of the digits; the key of a page must not depend on them.
 */
static char *
encode(const char *s, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *out = nq_alloc(3 * n + 1, 1), *to = out;
	bool query = false;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		query |= c == '?';
		if (c == ' ' && query) {
			*to++ = '+';
		} else if (c == ' ' || c >= 0x80) {
			*to++ = '%';
			*to++ = digits[c >> 4];
			*to++ = digits[c & 15];
		} else {
			*to++ = (char)c;
		}
	}
	*to = '\0';
	return out;
}

/* What surrounds a link in markup is cut, what is inside must be clean. */
static char *
clean_link(const char *link, struct nq_err *e)
{
	size_t n;

	link += strspn(link, " \t\r\n\f");
	n = strlen(link);
	while (n > 0 && strchr(" \t\r\n\f", link[n - 1]) != NULL)
		n--;
	if (n > NQ_MAX_URL) {
		nq_fail(e, NQ_EPARSE, "an address of %zu bytes; at most %d",
		    n, NQ_MAX_URL);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		if (is_control((unsigned char)link[i])) {
			nq_fail(e, NQ_EPARSE, "byte 0x%02x in an address",
			    (unsigned char)link[i]);
			return NULL;
		}
	return encode(link, n);
}

static CURLU *
parse(const char *url)
{
	CURLU *u = curl_url();

	if (u == NULL)
		nq_mem_gone();
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) !=
	    CURLUE_OK) {
		curl_url_cleanup(u);
		return NULL;
	}
	return u;
}

static char *
part(CURLU *u, CURLUPart what, unsigned flags)
{
	char *got = NULL, *copy;

	if (curl_url_get(u, what, &got, flags) != CURLUE_OK)
		return NULL;
	copy = nq_strdup(got);
	curl_free(got);
	return copy;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
}

static bool
is_ascii(const char *s)
{
	while (*s > 0 && *s < 0x7f)
		s++;
	return *s == '\0';
}

/* A host that was "%31%32%37.1" is a number only now. */
static char *
read_again(CURLU *u, char *url)
{
	bool sound = curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK;

	free(url);
	return sound ? part(u, CURLUPART_URL, CURLU_NO_DEFAULT_PORT) : NULL;
}

static char *
emit(CURLU *u, struct nq_err *e)
{
	char *scheme = part(u, CURLUPART_SCHEME, 0);
	char *host = part(u, CURLUPART_HOST, 0);
	char *url = NULL;

	if (scheme == NULL || host == NULL || host[0] == '\0' ||
	    (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
		nq_fail(e, NQ_EPARSE, "expected an http or https address");
		goto out;
	}
	/* libcurl undoes escapes in a host, and keeps what comes out; where it
	 * is asked for the form in ASCII, 7.88 leaks in a locale without it. */
	if (!is_ascii(host)) {
		nq_fail(e, NQ_EPARSE, "a host other than ASCII, which is "
		    "written xn--\u2026");
		goto out;
	}
	lower(host);
	if (curl_url_set(u, CURLUPART_HOST, host, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK)
		url = part(u, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
	if (url != NULL && isdigit((unsigned char)host[0]))
		url = read_again(u, url);
	if (url == NULL)
		nq_fail(e, NQ_EPARSE, "not an address");
	if (url != NULL && strlen(url) > NQ_MAX_URL) {
		nq_fail(e, NQ_EPARSE, "an address of %zu bytes; at most %d",
		    strlen(url), NQ_MAX_URL);
		free(url);
		url = NULL;
	}
out:
	free(scheme);
	free(host);
	return url;
}

char *
nq_url_canonical(const char *base, const char *link, struct nq_err *e)
{
	char *clean = clean_link(link, e), *url = NULL;
	CURLU *u = NULL;

	if (clean == NULL)
		return NULL;
	if (has_other_scheme(clean)) {
		nq_fail(e, NQ_EPARSE, "expected an http or https address");
		goto out;
	}
	u = base != NULL ? parse(base) : curl_url();
	if (u == NULL || curl_url_set(u, CURLUPART_URL, clean,
	    CURLU_DISALLOW_USER) != CURLUE_OK) {
		nq_fail(e, NQ_EPARSE, "not an address");
		goto out;
	}
	url = emit(u, e);
out:
	if (u != NULL)
		curl_url_cleanup(u);
	free(clean);
	return url;
}

bool
nq_url_is_damaged(const char *link)
{
	struct nq_err e = { 0 };
	const char *host;
	char *clean;
	bool damaged;

	link += strspn(link, " \t\r\n\f");
	/* Whole scripts stand in links, line breaks and all. */
	if (has_other_scheme(link))
		return false;
	clean = clean_link(link, &e);
	host = clean != NULL ? strstr(clean, "//") : NULL;
	damaged = clean == NULL || (host != NULL &&
	    strcspn(clean, "/?#") == (size_t)(host - clean) &&
	    memchr(host + 2, '@', strcspn(host + 2, "/?#")) != NULL);
	free(clean);
	return damaged;
}

char *
nq_url_host(const char *url)
{
	CURLU *u = parse(url);
	char *host = u != NULL ? part(u, CURLUPART_HOST, 0) : NULL;

	if (u != NULL)
		curl_url_cleanup(u);
	if (host != NULL)
		lower(host);
	return host != NULL ? host : nq_strdup("");
}

char *
nq_url_on_host(const char *url, const char *host)
{
	CURLU *u = parse(url);
	char *there = NULL;

	if (u != NULL) {
		if (curl_url_set(u, CURLUPART_HOST, host, 0) == CURLUE_OK)
			there = part(u, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
		curl_url_cleanup(u);
	}
	return there != NULL ? there : nq_strdup(url);
}

char *
nq_url_origin(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n = host != NULL ? (size_t)(host + 3 - url) : 0;

	return nq_strndup(url, n + strcspn(url + n, "/?#"));
}

char *
nq_url_of_file(const char *path)
{
	char *part = curl_easy_escape(NULL, path, (int)strlen(path));
	struct nq_buf b = NQ_BUF(0);

	if (part == NULL)
		abort();
	nq_buf_puts(&b, "file://");
	for (const char *p = part; *p != '\0'; p++) {
		if (strncmp(p, "%2F", 3) == 0) {
			nq_buf_putc(&b, '/');
			p += 2;
		} else {
			nq_buf_putc(&b, *p);
		}
	}
	curl_free(part);
	return nq_buf_steal(&b);
}

char *
nq_url_local(const char *url)
{
	CURLU *u = parse(url);
	char *path = NULL, *query = NULL, *local;

	if (u != NULL) {
		path = part(u, CURLUPART_PATH, 0);
		query = part(u, CURLUPART_QUERY, 0);
		curl_url_cleanup(u);
	}
	local = nq_asprintf("%s%s%s", path != NULL ? path : "/",
	    query != NULL ? "?" : "", query != NULL ? query : "");
	free(path);
	free(query);
	return local;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_utf8(const char *s)
{
	utf8proc_ssize_t n;
	utf8proc_int32_t c;

	for (; *s != '\0'; s += n)
		if ((n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1,
		    &c)) <= 0)
			return false;
	return true;
}

/*
 * Decodes in place, as forms do where plus; false: a control byte. What
 * would not be UTF-8 stays encoded, since keys are written as text.
 */
static bool
decode(char *s, bool plus)
{
	char *to = s, *start = s, *raw = nq_strdup(s);

	for (; *s != '\0'; s++, to++) {
		int high = *s == '%' ? hex(s[1]) : -1;
		int low = high >= 0 ? hex(s[2]) : -1;

		if (low >= 0) {
			*to = (char)(high * 16 + low);
			s += 2;
		} else {
			*to = plus && *s == '+' ? ' ' : *s;
		}
		if (is_control((unsigned char)*to)) {
			free(raw);
			return false;
		}
	}
	*to = '\0';
	if (!is_utf8(start))
		memcpy(start, raw, strlen(raw) + 1);
	free(raw);
	return true;
}

static char *
trim(char *s, const char *set)
{
	size_t n;

	if (set == NULL)
		return s;
	s += strspn(s, set);
	n = strlen(s);
	while (n > 0 && strchr(set, s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

/* The first parameter of that name, decoded and trimmed, or NULL. */
static char *
param(const char *query, const char *name, const char *set)
{
	size_t n = strlen(name);

	while (query != NULL && *query != '\0') {
		size_t len = strcspn(query, "&");

		if (len > n && query[n] == '=' &&
		    strncasecmp(query, name, n) == 0) {
			char *copy = nq_strndup(query + n + 1, len - n - 1);
			char *value = NULL;

			if (decode(copy, true))
				value = nq_strdup(trim(copy, set));
			free(copy);
			return value;
		}
		query += len + (query[len] == '&');
	}
	return NULL;
}

static bool
key_of_params(const char *query, const struct nq_key_rule *rule,
    struct nq_buf *key)
{
	for (size_t i = 0; i < rule->params.n; i++) {
		char *v = param(query, rule->params.v[i], rule->trim);
		bool found = v != NULL && v[0] != '\0';

		if (found) {
			nq_buf_puts(key, i > 0 ? rule->separator : "");
			nq_buf_puts(key, v);
		}
		free(v);
		if (!found)
			return false;
	}
	return true;
}

static bool
key_of_path(const char *path, const struct nq_key_rule *rule,
    struct nq_buf *key)
{
	size_t n;

	for (size_t i = 0; i < rule->drop.n; i++) {
		n = strlen(rule->drop.v[i]);
		if (strncmp(path, rule->drop.v[i], n) == 0 &&
		    (path[n] == '/' || path[n] == '\0')) {
			path += n;
			break;
		}
	}
	path += strspn(path, "/");
	n = strlen(path);
	while (n > 0 && path[n - 1] == '/')
		n--;
	nq_buf_put(key, path, n);
	return n > 0;
}

static bool
key_of_number(const char *path, int number, struct nq_buf *key)
{
	size_t n;

	for (int i = 1; ; i++) {
		path += strspn(path, "/");
		n = strcspn(path, "/");
		if (n == 0)
			return false;
		if (i == number)
			break;
		path += n;
	}
	nq_buf_put(key, path, n);
	return strspn(path, "0123456789") == n;
}

static bool
key_of_tail(const char *path, const char *tail, struct nq_buf *key)
{
	const char *hit = NULL, *slash = strrchr(path, '/');
	size_t n;

	path = slash != NULL ? slash : path;
	for (const char *p = path; (p = strstr(p, tail)) != NULL; p++)
		hit = p + strlen(tail);
	n = hit != NULL ? strspn(hit, "0123456789") : 0;
	if (n == 0 || (hit[n] != '\0' && hit[n] != '.'))
		return false;
	nq_buf_put(key, hit, n);
	return true;
}

static bool
is_under(const char *path, const char *under)
{
	return under == NULL || strncasecmp(path, under, strlen(under)) == 0;
}

/* "#" is what stands before the name of an attachment. */
static char *
without_mark(const char *key)
{
	struct nq_buf b = NQ_BUF(3 * NQ_MAX_KEY);
	char *out = NULL;

	for (; *key != '\0'; key++) {
		if (*key == '#')
			nq_buf_puts(&b, "%23");
		else
			nq_buf_putc(&b, *key);
	}
	if (b.len <= NQ_MAX_KEY)
		out = nq_buf_steal(&b);
	nq_buf_release(&b);
	return out;
}

char *
nq_url_key(const char *url, const struct nq_key_rule *rule)
{
	struct nq_buf key = NQ_BUF(NQ_MAX_KEY);
	CURLU *u = parse(url);
	char *path = NULL, *query = NULL, *out = NULL;
	bool found = false;

	if (u == NULL)
		return NULL;
	path = part(u, CURLUPART_PATH, 0);
	query = part(u, CURLUPART_QUERY, 0);
	if (path == NULL || !decode(path, false) ||
	    !is_under(path, rule->under))
		goto out;
	switch (rule->way) {
	case NQ_KEY_PARAMS:
		found = key_of_params(query, rule, &key);
		break;
	case NQ_KEY_PATH:
		found = key_of_path(path, rule, &key);
		break;
	case NQ_KEY_PATH_NUMBER:
		found = key_of_number(path, rule->number, &key);
		break;
	case NQ_KEY_PATH_TAIL:
		found = key_of_tail(path, rule->tail, &key);
		break;
	}
	if (found && !key.over && key.len > 0)
		out = without_mark(key.p);
out:
	nq_buf_release(&key);
	curl_url_cleanup(u);
	free(path);
	free(query);
	return out;
}

void
nq_key_rule_release(struct nq_key_rule *rule)
{
	nq_names_release(&rule->params);
	nq_names_release(&rule->drop);
	free(rule->trim);
	free(rule->separator);
	free(rule->under);
	free(rule->tail);
	*rule = (struct nq_key_rule){ 0 };
}

/* Does the text, percent-encoding undone, end as files do? */
static bool
ends_as_file(const char *text, size_t len)
{
	static const char *const ends[] = { ".pdf", ".docx", ".doc", ".xlsx",
	    ".xls", ".csv" };
	char *s = nq_strndup(text, len);
	bool good = decode(s, false), found = false;

	for (size_t i = 0; good && i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(s), k = strlen(ends[i]);

		found |= n > k && strcasecmp(s + n - k, ends[i]) == 0;
	}
	free(s);
	return found;
}

bool
nq_url_is_file(const char *url)
{
	char *local = nq_url_local(url);
	const char *p = local;
	bool found = false;

	for (const char *stop = "?"; !found; stop = "&") {
		size_t len = strcspn(p, stop);

		found = ends_as_file(p, len);
		if (p[len] == '\0')
			break;
		p += len + 1;
	}
	free(local);
	return found;
}
