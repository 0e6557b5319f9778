#include "transform/lex.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct nq_token *
at(const struct nq_tokens *t, size_t i)
{
	static const struct nq_token none = { .kind = NQ_TOKEN_MARK };

	return i < t->n ? &t->v[i] : &none;
}

static bool
glued_mark(const struct nq_tokens *t, size_t i, int mark)
{
	const struct nq_token *k = at(t, i);

	return k->kind == NQ_TOKEN_MARK && k->mark == mark && !k->space;
}

/*
 * Numbers that measure nothing: of documents (29-NQ/TU, 1593/QĐ-UBND),
 * fractions (14/18 ngành), times (15:04), names (Km121, E5). Tokens taken.
 */
static size_t
noise(const struct nq_tokens *t, size_t i)
{
	size_t k = i + 1;
	bool stroke = glued_mark(t, k, '/') || glued_mark(t, k, '-');

	if (stroke && at(t, k + 1)->kind == NQ_TOKEN_WORD &&
	    at(t, k + 1)->upper && !at(t, k + 1)->space) {
		while (k < t->n && !t->v[k].space && !t->v[k].stop &&
		    (t->v[k].kind != NQ_TOKEN_MARK ||
		    strchr("-/", t->v[k].mark) != NULL))
			k++;
		return k - i;
	}
	if ((glued_mark(t, k, '/') || glued_mark(t, k, ':')) &&
	    at(t, k + 1)->kind == NQ_TOKEN_NUMBER && !at(t, k + 1)->space &&
	    nq_token_int(t, i, 4) >= 0 && nq_token_int(t, k + 1, 4) >= 0) {
		while (glued_mark(t, k, '/') || glued_mark(t, k, ':'))
			k += 2;
		return k - i;
	}
	if (i > 0 && !at(t, i)->space && t->v[i - 1].kind == NQ_TOKEN_WORD &&
	    t->v[i - 1].upper && t->v[i - 1].end - t->v[i - 1].start <= 3)
		return 1;
	return 0;
}

static enum nq_class
mark_class(const struct nq_token *k)
{
	if (k->stop)
		return NQ_CLASS_STOP;
	switch (k->mark) {
	case ',':
		return NQ_CLASS_COMMA;
	case ';':
		return NQ_CLASS_SEMICOLON;
	case ':':
		return NQ_CLASS_COLON;
	case '(': case '[':
		return NQ_CLASS_OPEN;
	case ')': case ']':
		return NQ_CLASS_CLOSE;
	case '-':
		return NQ_CLASS_DASH;
	case '"':
		return NQ_CLASS_QUOTE;
	default:
		return NQ_CLASS_NONE;
	}
}

/* A comma, dash or bracket that a printed name may hold. */
static bool
skippable(const struct nq_token *k)
{
	return k->kind == NQ_TOKEN_MARK && !k->stop &&
	    (k->mark == ',' || k->mark == '-' || k->mark == ';');
}

/* The longest phrase from token i; its tokens, its first meaning. */
static size_t
phrase(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    int *meaning)
{
	int node = nq_catalog_root(NQ_TRIE_PHRASES), next;
	size_t best = 0;

	for (size_t k = i; k < t->n; k++) {
		next = nq_catalog_step(c, node, t->v[k].syllable);
		if (next < 0 && k > i && skippable(&t->v[k]) &&
		    k + 1 < t->n)
			next = nq_catalog_step(c, node,
			    t->v[++k].syllable);
		if (next < 0)
			break;
		node = next;
		if (nq_catalog_meaning(c, node) >= 0) {
			best = k + 1 - i;
			*meaning = nq_catalog_meaning(c, node);
		}
	}
	return best;
}

/*
 * A place is a name: it has a capital ("cả nước" apart), and no other name
 * goes on from it ("Thái Bình Dương").
 */
static bool
is_place(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    size_t n, const struct nq_meaning *m)
{
	const struct nq_token *next = at(t, i + n);

	if (m->cls != NQ_CLASS_AREA || strcmp(nq_catalog_area(c,
	    m->value)->kind, "country") == 0)
		return true;
	/* "huyện Yên Bình": the name's own words have the capitals. */
	return t->v[i + n - 1].upper && !(next->kind == NQ_TOKEN_WORD && next->upper &&
	    next->syllable == nq_catalog_word(c, NQ_W_DUONG));
}

static void
read_one(const struct nq_catalog *c, const struct nq_tokens *t, size_t i,
    struct nq_lex *x)
{
	const struct nq_token *k = &t->v[i];
	struct nq_when when;
	size_t n, w;
	int meaning = -1;

	*x = (struct nq_lex){ .cls = NQ_CLASS_WORD, .meaning = -1, .tok = i,
		.ntok = 1, .upper = k->upper };
	w = k->kind != NQ_TOKEN_MARK ? nq_when_read(c, t, i, &when) : 0;
	n = k->kind != NQ_TOKEN_NUMBER ? phrase(c, t, i, &meaning) : 0;
	if (w > n && !(n == 0 && meaning >= 0)) {
		x->cls = NQ_CLASS_PERIOD;
		x->when = when;
		x->ntok = w;
	} else if (n > 0 && is_place(c, t, i, n,
	    nq_catalog_meaning_at(c, meaning))) {
		x->cls = nq_catalog_meaning_at(c, meaning)->cls;
		x->meaning = meaning;
		x->ntok = n;
	} else if (k->kind == NQ_TOKEN_MARK) {
		x->cls = mark_class(k);
	} else if (k->kind == NQ_TOKEN_NUMBER && (n = noise(t, i)) > 0) {
		x->cls = NQ_CLASS_DATE;
		x->ntok = n;
	} else if (k->kind == NQ_TOKEN_NUMBER &&
	    (n = nq_number_read(c, t, i, &x->num)) > 0) {
		x->cls = NQ_CLASS_NUMBER;
		x->ntok = n;
	}
}

/* "17,5 đến 18 triệu", "10 - 15%": the word or the dash of a range. */
static bool
joins_range(const struct nq_lex *x, const struct nq_tokens *t,
    const struct nq_catalog *c)
{
	return x->cls == NQ_CLASS_DASH || (x->cls == NQ_CLASS_FILLER &&
	    x->ntok == 1 && t->v[x->tok].syllable ==
	    nq_catalog_word(c, NQ_W_DEN));
}

/* -5,2% behind a bracket or a blank is a fall; 10 - 15% is a range. */
static void
signs_and_ranges(struct nq_lex *v, size_t n, const struct nq_tokens *t,
    const struct nq_catalog *c)
{
	for (size_t i = 0; i + 1 < n; i++) {
		struct nq_lex *a = i > 0 ? &v[i - 1] : NULL, *b = &v[i + 1];

		if (b->cls != NQ_CLASS_NUMBER || !joins_range(&v[i], t, c))
			continue;
		if (a != NULL && a->cls == NQ_CLASS_NUMBER &&
		    (a->num.unit == NQ_UNIT_NONE ||
		    a->num.unit == b->num.unit) && a->num.count < 0) {
			a->num.range = true;
			a->num.unit = b->num.unit;
			a->num.per_year = b->num.per_year;
			if (a->num.mult == 0)
				a->num.mult = b->num.mult;
		} else if (v[i].cls == NQ_CLASS_DASH &&
		    !t->v[b->tok].space && (a == NULL ||
		    a->cls == NQ_CLASS_OPEN || t->v[v[i].tok].space)) {
			b->num.value.mant = -b->num.value.mant;
			b->num.plus = true;
			v[i].cls = NQ_CLASS_NONE;
		}
	}
}

void
nq_lex_read(const struct nq_catalog *c, const struct nq_tokens *t,
    struct nq_arena *arena, struct nq_lexemes *out)
{
	struct nq_lex *v = NULL, x;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < t->n; i += x.ntok) {
		read_one(c, t, i, &x);
		x.start = t->v[x.tok].start;
		x.end = t->v[x.tok + x.ntok - 1].end;
		v = nq_grow(v, n, &cap, sizeof(*v));
		v[n++] = x;
	}
	if (n > 0)
		signs_and_ranges(v, n, t, c);
	out->tokens = t;
	out->n = n;
	out->v = nq_arena_get(arena, n + 1, sizeof(*v));
	if (n > 0)
		memcpy(out->v, v, n * sizeof(*v));
	free(v);
}
