#include "extract/errorpage.h"

#include "core/buf.h"
#include "extract/pages.h"
#include "extract/text.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

/* Where a name of a tag begins at p: "<title" and what may follow it. */
static bool
is_tag(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - p) > n && strncasecmp(p, name, n) == 0 &&
	    (isspace((unsigned char)p[n]) || p[n] == '>' || p[n] == '/');
}

static const char *
find_close(const char *p, const char *end, const char *close)
{
	size_t n = strlen(close);

	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL;
	    p++)
		if ((size_t)(end - p) > n && strncasecmp(p, close, n) == 0)
			return p;
	return NULL;
}

/* Behind what holds no markup of the page; p is at a "<". */
static const char *
skip(const char *p, const char *end)
{
	static const char *const names[][2] = { { "<script", "</script" },
	    { "<style", "</style" }, { "<svg", "</svg" },
	    { "<textarea", "</textarea" }, { "<noscript", "</noscript" } };
	const char *to;

	if (end - p > 4 && memcmp(p, "<!--", 4) == 0) {
		to = memmem(p + 4, (size_t)(end - p) - 4, "-->", 3);
		return to != NULL ? to : end;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_tag(p, end, names[i][0])) {
			to = find_close(p, end, names[i][1]);
			return to != NULL ? to : end;
		}
	return p;
}

/* The contents of the first element, as they stand; false: there is none. */
static bool
find_element(const char *p, const char *end, const char *open,
    const char *close, const char **from, const char **to)
{
	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL;
	    p++) {
		if (!is_tag(p, end, open)) {
			p = skip(p, end);
			continue;
		}
		*from = memchr(p, '>', (size_t)(end - p));
		if (*from == NULL)
			return false;
		++*from;
		*to = find_close(*from, end, close);
		if (*to == NULL)
			*to = end;
		return true;
	}
	return false;
}

/* The code point of a character reference whose "&" is at p; *n bytes. */
static int
reference(const char *p, const char *end, size_t *n)
{
	const htmlEntityDesc *d;
	xmlChar name[16];
	const char *q = p + 1;
	unsigned c = 0, base = 10, digit;
	size_t k = 0;

	if (q < end && *q == '#') {
		q++;
		if (q < end && (*q | 32) == 'x') {
			base = 16;
			q++;
		}
		for (p = q; q < end && isxdigit((unsigned char)*q) &&
		    c < 0x110000; q++) {
			digit = isdigit((unsigned char)*q) ?
			    (unsigned)*q - '0' : (unsigned)(*q | 32) - 'a' +
			    10;
			if (digit >= base)
				break;
			c = c * base + digit;
		}
		*n = (size_t)(q - p);
		return q > p && utf8proc_codepoint_valid((int)c) ? (int)c : 0;
	}
	while (q < end && k < sizeof(name) - 1 && isalnum((unsigned char)*q))
		name[k++] = (xmlChar)*q++;
	name[k] = '\0';
	d = k > 0 ? htmlEntityLookup(name) : NULL;
	return d != NULL ? (int)d->value : 0;
}

/* Text without tags, with its character references as characters. */
static void
decode(struct nq_buf *out, const char *p, const char *end)
{
	utf8proc_uint8_t u[4];

	while (p < end && !out->over) {
		size_t n = 0;
		int c;

		if (*p == '<') {
			const char *to = memchr(p, '>', (size_t)(end - p));

			nq_buf_putc(out, ' ');
			p = to != NULL ? to + 1 : end;
			continue;
		}
		c = *p == '&' ? reference(p, end, &n) : 0;
		if (c <= 0) {
			nq_buf_putc(out, *p++);
			continue;
		}
		nq_buf_put(out, u, (size_t)utf8proc_encode_char(c, u));
		p++;
		while (p < end && (*p == '#' || isalnum((unsigned char)*p)))
			p++;
		p += p < end && *p == ';';
	}
}

/* Bytes of a separator of parts at s: these signs, a dash between blanks. */
static size_t
separator(const char *s, size_t i, size_t len)
{
	static const char *const signs[] = { "|", "»", "«", "›", "•", "·",
	    "—", "–", ">", "::" };
	size_t n;

	for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++) {
		n = strlen(signs[k]);
		if (n <= len - i && memcmp(s + i, signs[k], n) == 0)
			return n;
	}
	return s[i] == '-' && i > 0 && s[i - 1] == ' ' && i + 1 < len &&
	    s[i + 1] == ' ' ? 1 : 0;
}

struct part {
	const char *p;
	size_t len;
};

static void
trim(struct part *s)
{
	static const char blank[] = " .!:,;-()[]'\"";

	while (s->len > 0 && strchr(blank, *s->p) != NULL) {
		s->p++;
		s->len--;
	}
	while (s->len > 0 && strchr(blank, s->p[s->len - 1]) != NULL)
		s->len--;
}

/* "404", "500.19": a status of an error, at the beginning of s. */
static size_t
status(const char *s, size_t left)
{
	size_t n = 3;

	if (left < 3 || (s[0] != '4' && s[0] != '5') ||
	    !isdigit((unsigned char)s[1]) || !isdigit((unsigned char)s[2]))
		return 0;
	if (left > 4 && s[3] == '.' && isdigit((unsigned char)s[4]))
		for (n = 4; n < left && isdigit((unsigned char)s[n]); n++)
			;
	return n == left || (!isalnum((unsigned char)s[n]) &&
	    (signed char)s[n] >= 0 && strchr(",.%/", s[n]) == NULL) ? n : 0;
}

/* Words that make a number a status. */
static size_t
status_word(const char *s, size_t left)
{
	static const char *const words[] = { "mã lỗi", "http error",
	    "http status", "error code", "status code", "lỗi", "error",
	    "http", "status", "code", "trang lỗi", "erreur" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (n < left && memcmp(s, words[i], n) == 0 &&
		    !nq_text_is_letter(s + n, left - n))
			return n;
	}
	return 0;
}

/* Takes a status off the front, and the words before it. */
static bool
drop_status(struct part *s)
{
	struct part t = *s;
	size_t n;

	for (int i = 0; i < 3; i++) {
		n = status_word(t.p, t.len);
		t.p += n;
		t.len -= n;
		trim(&t);
	}
	n = status(t.p, t.len);
	if (n == 0)
		return false;
	t.p += n;
	t.len -= n;
	*s = t;
	trim(s);
	return true;
}

/* "… (404)", "… - lỗi 404": the same at the end. */
static void
drop_status_behind(struct part *s)
{
	for (size_t i = s->len; i-- > 0 && s->len - i < 24; ) {
		struct part t = { s->p + i, s->len - i };

		if (i > 0 && s->p[i - 1] != ' ' && s->p[i - 1] != '(')
			continue;
		if (drop_status(&t) && t.len == 0) {
			s->len = i;
			trim(s);
			return;
		}
	}
}

static bool
is_phrase(const struct nq_pages *pages, enum nq_phrases list, struct part s)
{
	size_t n = nq_pages_match(pages, list, s.p, s.len);

	return n > 0 && (n == s.len || list == NQ_PHRASE_PREFIX);
}

static bool
part_is_error(const struct nq_pages *pages, struct part s)
{
	struct part bare;

	trim(&s);
	bare = s;
	if (drop_status(&bare) && bare.len == 0)
		return true;
	drop_status_behind(&bare);
	return is_phrase(pages, NQ_PHRASE_SEGMENT, s) ||
	    is_phrase(pages, NQ_PHRASE_PREFIX, s) ||
	    is_phrase(pages, NQ_PHRASE_SEGMENT, bare) ||
	    is_phrase(pages, NQ_PHRASE_PREFIX, bare);
}

static bool
title_is_error(const struct nq_pages *pages, const char *s, size_t len)
{
	struct part whole = { s, len };
	size_t from = 0, n;

	trim(&whole);
	if (is_phrase(pages, NQ_PHRASE_WHOLE, whole) ||
	    part_is_error(pages, whole))
		return true;
	for (size_t i = 0; i <= len; i += n > 0 ? n : 1) {
		n = i < len ? separator(s, i, len) : 0;
		if (n == 0 && i < len)
			continue;
		if (part_is_error(pages, (struct part){ s + from, i - from }))
			return true;
		from = i + n;
	}
	return false;
}

bool
nq_errorpage_title(const char *body, size_t len, struct nq_buf *title)
{
	const char *from, *to;
	const char *end = body + (len < NQ_MAX_TITLE_SCAN ? len :
	    NQ_MAX_TITLE_SCAN);

	if (len == 0 || (!find_element(body, end, "<title", "</title", &from,
	    &to) && !find_element(body, end, "<h1", "</h1", &from, &to)))
		return false;
	decode(title, from, to);
	return true;
}

bool
nq_errorpage_is(const char *body, size_t len, const struct nq_pages *pages)
{
	struct nq_buf raw = NQ_BUF(4 * NQ_MAX_TITLE), title = NQ_BUF(0);
	bool is;

	if (nq_errorpage_title(body, len, &raw))
		nq_text_fold(&title, raw.p != NULL ? raw.p : "", raw.len);
	/* A title too long to be an error's is none. */
	is = !raw.over && title.len > 0 && title.len <= NQ_MAX_TITLE &&
	    title_is_error(pages, title.p, title.len);
	nq_buf_release(&raw);
	nq_buf_release(&title);
	return is;
}
