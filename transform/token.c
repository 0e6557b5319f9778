#include "transform/token.h"

#include "core/mem.h"
#include "transform/catalog.h"
#include "transform/fold.h"

#include <stdlib.h>
#include <string.h>

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Digits with . or , between digits; the parts are judged by the reader. */
static size_t
number_end(const char *s, size_t i, size_t len)
{
	while (i < len) {
		if (is_digit(s[i]))
			i++;
		else if ((s[i] == '.' || s[i] == ',') && i + 1 < len &&
		    is_digit(s[i + 1]))
			i += 2;
		else
			break;
	}
	return i;
}

static size_t
word_end(const char *s, size_t i, size_t len)
{
	int c;

	while (i < len) {
		size_t n = nq_utf8_at(s + i, len - i, &c);

		if (!nq_is_letter(c))
			break;
		i += n;
	}
	return i;
}

static int
plain_mark(int c)
{
	switch (c) {
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014:
	case 0x2015: case 0x2212:
		return '-';
	case 0x201c: case 0x201d: case 0xab: case 0xbb:
		return '"';
	default:
		return c;
	}
}

/* Whether the text goes on with a capital: "cùng kỳ.Trong đó". */
static bool
capital_follows(const char *s, size_t i, size_t len)
{
	int c;

	while (i < len && (s[i] == ' ' || s[i] == '"'))
		i++;
	if (i >= len)
		return true;
	nq_utf8_at(s + i, len - i, &c);
	return nq_is_upper(c) || is_digit(c) || c == 0x201c || c == '-';
}

static bool
ends_sentence(const char *s, size_t i, size_t next, size_t len, int c)
{
	if (c == '!' || c == '?' || c == '\n')
		return true;
	if (c == 0x2026)
		return capital_follows(s, next, len);
	/* A point after one capital is an initial: "Lê Văn Q. cho biết". */
	if (c != '.' || !capital_follows(s, next, len))
		return false;
	return !(i > 1 && s[i - 1] >= 'A' && s[i - 1] <= 'Z' &&
	    (s[i - 2] == ' ' || s[i - 2] == '.') && next < len &&
	    s[next] != ' ');
}

static void
read_word(const struct nq_catalog *cat, const char *text, struct nq_token *t)
{
	char key[NQ_FOLD_MAX];
	size_t n = nq_fold(text + t->start, t->end - t->start, key);
	int c;

	t->kind = NQ_TOKEN_WORD;
	t->syllable = n > 0 ? nq_catalog_syllable(cat, key, n) : 0;
	nq_utf8_at(text + t->start, t->end - t->start, &c);
	t->upper = nq_is_upper(c);
}

void
nq_tokens_read(const struct nq_catalog *cat, const char *text, size_t len,
    struct nq_arena *arena, struct nq_tokens *out)
{
	struct nq_token *v = NULL, t;
	size_t n = 0, cap = 0, i = 0, step;
	bool space = false;
	int c;

	while (i < len) {
		step = nq_utf8_at(text + i, len - i, &c);
		if (c == ' ' || c < 0) {
			space = true;
			i += step;
			continue;
		}
		t = (struct nq_token){ .start = i, .space = space };
		space = false;
		if (is_digit(c)) {
			t.kind = NQ_TOKEN_NUMBER;
			t.end = number_end(text, i, len);
			t.syllable = nq_catalog_syllable(cat, text + i,
			    t.end - i);
		} else if (nq_is_letter(c)) {
			t.end = word_end(text, i, len);
			read_word(cat, text, &t);
		} else {
			t.kind = NQ_TOKEN_MARK;
			t.end = i + step;
			t.mark = plain_mark(c);
			t.stop = ends_sentence(text, i, i + step, len, c);
			if (t.mark < 0x80) {
				char one = (char)t.mark;

				t.syllable = nq_catalog_syllable(cat, &one, 1);
			}
		}
		v = nq_grow(v, n, &cap, sizeof(*v));
		v[n++] = t;
		i = t.end;
	}
	out->text = text;
	out->n = n;
	out->v = nq_arena_get(arena, n + 1, sizeof(*v));
	if (n > 0)
		memcpy(out->v, v, n * sizeof(*v));
	free(v);
}
