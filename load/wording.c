#include "load/wording.h"

#include "core/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A number in a text: bytes from from to to. */
struct token { size_t from, to; };

void
nq_words_release(struct nq_words *w)
{
	free(w->v);
	*w = (struct nq_words){ 0 };
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits of len bytes without marks and outer zeros. */
static void
bare(const char *s, size_t len, char out[NQ_DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < NQ_DIGITS; i++)
		if (is_digit(s[i]) && (n > 0 || s[i] != '0'))
			out[n++] = s[i];
	while (n > 0 && out[n - 1] == '0')
		n--;
	out[n] = '\0';
}

const char *
nq_words_digits(double value, int scale, char out[NQ_DIGITS])
{
	char text[64];

	snprintf(text, sizeof(text), "%.*f", scale, value);
	bare(text, strlen(text), out);
	return out;
}

/* In small letters; the caller frees. */
static char *
lower(const char *s)
{
	size_t len = strlen(s), n = 0;
	char *out = nq_alloc(2 * len + 8, 1);
	utf8proc_int32_t c;
	utf8proc_ssize_t used;

	for (size_t i = 0; i < len; i += (size_t)used) {
		used = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
		    (utf8proc_ssize_t)(len - i), &c);
		if (used < 1) {
			out[n++] = s[i];
			used = 1;
			continue;
		}
		n += (size_t)utf8proc_encode_char(utf8proc_tolower(c),
		    (utf8proc_uint8_t *)out + n);
	}
	return out;
}

/* The next number from byte at; false at the end. */
static bool
next_number(const char *s, size_t at, struct token *t)
{
	for (t->from = at; s[t->from] != '\0' && !is_digit(s[t->from]);
	    t->from++)
		;
	if (s[t->from] == '\0')
		return false;
	for (t->to = t->from + 1; is_digit(s[t->to]) ||
	    ((s[t->to] == '.' || s[t->to] == ',') && is_digit(s[t->to + 1]));
	    t->to++)
		;
	return true;
}

/* The word in s from from to to: the first of them, or the last. */
static const struct nq_word *
word_in(const struct nq_words *w, const char *s, size_t from, size_t to,
    bool last)
{
	const struct nq_word *best = NULL;
	size_t place = 0, at, len;
	const char *p;

	for (size_t i = 0; i < w->n; i++) {
		len = strlen(w->v[i].word);
		for (p = strstr(s + from, w->v[i].word); p != NULL &&
		    (size_t)(p - s) + len <= to;
		    p = strstr(p + len, w->v[i].word)) {
			at = (size_t)(p - s);
			if (best == NULL || (last ? at > place : at < place)) {
				best = &w->v[i];
				place = at;
			}
		}
	}
	return best;
}

static bool
is_percentage(const char *s, const struct token *t)
{
	return s[t->to + strspn(s + t->to, " ")] == '%';
}

static const struct nq_word *
beside(const struct nq_words *w, const char *s, const char *digits,
    bool stated)
{
	struct token before = { 0, 0 }, t, next;
	const struct nq_word *ahead = NULL, *behind = NULL;
	char found[NQ_DIGITS];
	bool any = false;

	for (size_t at = 0; next_number(s, at, &t); at = t.to) {
		bare(s + t.from, t.to - t.from, found);
		if (strcmp(found, digits) != 0 ||
		    (!stated && !is_percentage(s, &t))) {
			before = t;
			any = true;
			continue;
		}
		if (!next_number(s, t.to, &next))
			next.from = strlen(s);
		behind = word_in(w, s, t.to, next.from, false);
		if (!any || !is_percentage(s, &before))
			ahead = word_in(w, s, before.to, t.from, true);
		if (stated)
			return ahead != NULL ? ahead : behind;
		return behind != NULL ? behind : ahead;
	}
	return NULL;
}

const struct nq_word *
nq_words_find(const struct nq_words *w, const char *text,
    const char *column, const char *digits, bool stated)
{
	const struct nq_word *found = NULL;
	char *s;

	if (column != NULL && *column != '\0') {
		s = lower(column);
		found = word_in(w, s, 0, strlen(s), false);
		free(s);
	}
	if (found == NULL && text != NULL && digits[0] != '\0') {
		s = lower(text);
		found = beside(w, s, digits, stated);
		free(s);
	}
	return found;
}
