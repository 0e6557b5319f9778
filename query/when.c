#include "query/when.h"

#include "core/err.h"
#include "core/mem.h"
#include "query/name.h"
#include "query/style.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Words and numbers that a period is written with, and one more. */
	TOKENS = 8,
	/* Letters of such a word and its NUL. */
	TOKEN = 12
};

struct tokens {
	char v[TOKENS][TOKEN];
	int n;
};

/* Words that say nothing of which period it is. */
static bool
is_filler(const char *s)
{
	static const char *const words[] = { "nam", "dau", "of", "the",
		"first", "year", "ky" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

/* "11t 2022" gives 11, t, 2022; false where there is too much of it. */
static bool
cut(const char *s, struct tokens *t)
{
	t->n = 0;
	while (*s != '\0') {
		bool digits = isdigit((unsigned char)*s);
		size_t n = 0;

		while (s[n] != '\0' && s[n] != ' ' &&
		    (isdigit((unsigned char)s[n]) != 0) == digits)
			n++;
		if (n > 0) {
			if (n >= TOKEN || t->n == TOKENS)
				return false;
			memcpy(t->v[t->n], s, n);
			t->v[t->n][n] = '\0';
			t->n += !is_filler(t->v[t->n]);
		}
		s += n;
		s += *s == ' ';
	}
	return true;
}

/* 1 to 12, or 0. */
static int
number(const char *s)
{
	static const char *const roman[] = { "i", "ii", "iii", "iv" };

	for (int i = 0; i < 4; i++)
		if (strcmp(s, roman[i]) == 0)
			return i + 1;
	return isdigit((unsigned char)s[0]) && strlen(s) <= 2 &&
	    atoi(s) <= 12 ? atoi(s) : 0;
}

/* Or 0. */
static int
year(const char *s)
{
	int y = strlen(s) == 4 && isdigit((unsigned char)s[0]) ? atoi(s) : 0;

	return y >= 1900 && y <= 2199 ? y : 0;
}

static bool
is_one_of(const char *s, const char *a, const char *b, const char *c)
{
	return strcmp(s, a) == 0 || strcmp(s, b) == 0 || strcmp(s, c) == 0;
}

static struct nq_period
of(int y, int month, int months)
{
	return (struct nq_period){ (short)y, (short)month, (short)months };
}

/* A quarter, a half, a month, or months from January. */
static struct nq_period
three(const struct tokens *t)
{
	int y = year(t->v[2]), n = number(t->v[1]), m = number(t->v[0]);

	if (y > 0 && n >= 1 && n <= 4 && is_one_of(t->v[0], "quy", "q",
	    "quarter"))
		return of(y, 3 * n - 2, 3);
	if (y > 0 && n >= 1 && n <= 2 && is_one_of(t->v[0], "s", "h", "half"))
		return of(y, 6 * n - 5, 6);
	if (y > 0 && n > 0 && is_one_of(t->v[0], "thang", "t", "month"))
		return of(y, n, 1);
	if (y > 0 && m > 0 && (is_one_of(t->v[1], "thang", "t", "m") ||
	    is_one_of(t->v[1], "months", "month", "mths")))
		return of(y, 1, m);
	return of(0, 0, 0);
}

static struct nq_period
two(const struct tokens *t)
{
	int y = year(t->v[1]), from = year(t->v[0]), n;

	if (y > 0 && (n = number(t->v[0])) > 0 && isdigit(t->v[0][0]))
		return of(y, n, 1);
	if (from > 0 && y > from)
		return of(from, 1, 12 * (y - from + 1));
	/* "qiv" */
	if (y > 0 && t->v[0][0] == 'q' && (n = number(t->v[0] + 1)) > 0)
		return of(y, 3 * n - 2, 3);
	return of(0, 0, 0);
}

int
nq_when_parse(const char *s, struct nq_period *out, struct nq_err *e)
{
	struct nq_arena a = { NULL };
	struct nq_err no = { 0 };
	struct tokens t;
	const char *bare;
	int rc = 0;

	*out = of(0, 0, 0);
	if (nq_period_parse(s, out, &no) == 0)
		return 0;
	bare = nq_bare(&a, s);
	if (bare != NULL && cut(bare, &t))
		*out = t.n == 3 ? three(&t) : t.n == 2 ? two(&t) : t.n == 1 ?
		    of(year(t.v[0]), 1, 12) : of(0, 0, 0);
	if (out->year == 0 || !nq_period_is_valid(*out))
		rc = nq_fail(e, NQ_EUSAGE, "no period is written \"%.40s\"; "
		    "expected one as 2022, 2022-Q1, \"quý I/2022\", 11T/2022, "
		    "2022-11 or 2022-01-01/P11M", nq_plain(&a, s));
	nq_arena_release(&a);
	return rc;
}
