/*
 * Numbers as printed. In Vietnamese a point groups thousands and a comma
 * begins the decimals; the reverse occurs and is recognised where it cannot
 * be anything else. What stays open (15.096 among comma decimals) is read
 * by the rule and marked.
 */
#include "core/limits.h"
#include "transform/lex.h"

#include <string.h>

/* The parts of a digit string between its marks. */
struct groups {
	int n;			/* parts */
	int len[12];
	char mark[12];		/* mark[i] stands before part i */
};

static bool
split(const char *s, size_t len, struct groups *g)
{
	*g = (struct groups){ .n = 1 };
	for (size_t i = 0; i < len; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			g->len[g->n - 1]++;
		} else {
			if (g->n >= 12)
				return false;
			g->mark[g->n++] = s[i];
		}
	}
	return true;
}

/* Parts from..n-1 are groups of three behind a lead of one to three. */
static bool
grouped(const struct groups *g, int n, char mark)
{
	if (g->len[0] < 1 || g->len[0] > 3)
		return false;
	for (int i = 1; i < n; i++)
		if (g->mark[i] != mark || g->len[i] != 3)
			return false;
	return true;
}

/* How many of the last digits are decimals; -1: no number. */
static int
decimals(const struct groups *g, struct nq_number *num, bool zero)
{
	int last = g->n - 1;
	char end = g->mark[last];

	if (g->n == 1)
		return 0;
	if (g->n == 2 && end == ',')
		return g->len[1];
	if (g->n == 2) {
		if (g->len[1] != 3 || g->len[0] > 3 || zero)
			return g->len[1];
		num->ambiguous = true;
		return 0;
	}
	if (grouped(g, g->n, '.'))
		return 0;
	if (end == ',' && grouped(g, last, '.'))
		return g->len[last];
	/* The reverse: 1,234.5 and 3,910,000. */
	num->repaired = true;
	if (grouped(g, g->n, ','))
		return 0;
	if (end == '.' && grouped(g, last, ','))
		return g->len[last];
	return -1;
}

bool
nq_digits_read(const char *s, size_t len, struct nq_number *num)
{
	struct groups g;
	int64_t mant = 0;
	int scale, digits = 0;

	if (len == 0 || !split(s, len, &g))
		return false;
	scale = decimals(&g, num, s[0] == '0' && g.len[0] == 1);
	if (scale < 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			continue;
		digits += digits > 0 || s[i] != '0';
		if (digits > NQ_MAX_DIGITS)
			return false;
		mant = mant * 10 + (s[i] - '0');
	}
	if (scale > NQ_MAX_DIGITS)
		return false;
	num->value = (struct nq_dec){ mant, scale };
	return true;
}

int
nq_token_int(const struct nq_tokens *t, size_t i, int max)
{
	int v = 0;

	if (i >= t->n || t->v[i].kind != NQ_TOKEN_NUMBER ||
	    t->v[i].end - t->v[i].start > (size_t)max)
		return -1;
	for (size_t k = t->v[i].start; k < t->v[i].end; k++) {
		if (t->text[k] < '0' || t->text[k] > '9')
			return -1;
		v = v * 10 + (t->text[k] - '0');
	}
	return v;
}

static bool
is_mark(const struct nq_tokens *t, size_t i, int mark)
{
	return i < t->n && t->v[i].kind == NQ_TOKEN_MARK &&
	    t->v[i].mark == mark;
}

static bool
is_word(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    enum nq_word w)
{
	return i < t->n && t->v[i].kind == NQ_TOKEN_WORD &&
	    t->v[i].syllable == nq_catalog_word(c, w);
}

/* The longest path of a trie from token i: tokens taken, meaning in *m. */
static size_t
longest(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    enum nq_trie trie, int *m)
{
	int node = nq_catalog_root(trie);
	size_t best = 0, at = i;

	while (at < t->n) {
		node = nq_catalog_step(c, node, t->v[at].syllable);
		if (node < 0)
			break;
		at++;
		if (nq_catalog_meaning(c, node) >= 0) {
			best = at - i;
			*m = nq_catalog_meaning(c, node);
		}
	}
	return best;
}

/* "nghìn", "triệu", "nghìn tỷ", and 10 nghìn 537 tỷ. */
static size_t
multipliers(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    struct nq_number *num)
{
	size_t from = i;
	int power, small;

	while (i < t->n && (power = nq_catalog_multiplier(c,
	    t->v[i].syllable)) > 0 && num->mult + power <= 15) {
		/* "tr." is also the head of other words. */
		num->mult += power;
		i++;
		small = nq_token_int(t, i, 3);
		if (power == 3 && small >= 0 && num->value.scale == 0 &&
		    num->mult == 3 && i + 1 < t->n &&
		    nq_catalog_multiplier(c, t->v[i + 1].syllable) > 3 &&
		    num->value.mant < 1000000000) {
			num->value.mant = num->value.mant * 1000 + small;
			num->mult = 0;
			i++;
		}
	}
	return i - from;
}

/* What follows the unit behind a stroke: /năm, /người, /cụm, /lít. */
static size_t
per(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    struct nq_number *num)
{
	size_t from = i;

	while (is_mark(t, i, '/') && i + 1 < t->n) {
		if (t->v[i + 1].kind == NQ_TOKEN_NUMBER) {
			num->slash = true;
			break;
		}
		if (is_word(c, t, i + 1, NQ_W_NAM))
			num->per_year = true;
		else if (is_word(c, t, i + 1, NQ_W_NGUOI))
			num->per_head = true;
		else if (num->unit != NQ_UNIT_NONE)
			num->unit = NQ_UNIT_OTHER;
		else
			break;
		i += 2;
	}
	return i - from;
}

static enum nq_unit
count_unit(const struct nq_catalog *c, int meaning)
{
	const struct nq_meaning *m = nq_catalog_meaning_at(c, meaning);
	int indicator = m->cls == NQ_CLASS_PART ?
	    nq_catalog_part(c, m->value)->indicator : m->value;

	return nq_catalog_indicator(c, indicator)->unit;
}

size_t
nq_count_read(const struct nq_catalog *c, const struct nq_tokens *t,
    size_t i, int *meaning)
{
	return longest(c, t, i, NQ_TRIE_COUNTS, meaning);
}

static size_t
unit_read(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    struct nq_number *num)
{
	int unit = -1, count = -1;
	size_t u = longest(c, t, i, NQ_TRIE_UNITS, &unit);
	size_t n = longest(c, t, i, NQ_TRIE_COUNTS, &count);

	if (u > 0)
		num->unit = (enum nq_unit)
		    nq_catalog_meaning_at(c, unit)->value;
	if (n > 0 && n >= u) {
		num->count = count;
		if (n > u)
			num->unit = count_unit(c, count);
	}
	/* "850 tỷ", "50 triệu/người": the đồng is left out. */
	if (u == 0 && n == 0 && (num->mult == 9 || num->mult == 12 ||
	    num->mult == 15 || (num->mult == 6 && is_mark(t, i, '/'))))
		num->unit = NQ_UNIT_VND;
	return u > n ? u : n;
}

size_t
nq_number_read(const struct nq_catalog *c, const struct nq_tokens *t,
    size_t i, struct nq_number *num)
{
	const struct nq_token *k = &t->v[i];
	size_t at = i + 1;

	*num = (struct nq_number){ .count = -1 };
	if (k->kind != NQ_TOKEN_NUMBER || !nq_digits_read(t->text + k->start,
	    k->end - k->start, num))
		return 0;
	at += multipliers(c, t, at, num);
	at += unit_read(c, t, at, num);
	at += per(c, t, at, num);
	return at - i;
}
