/* One phrase of a grid, read by the lexer of prose. */
#include "transform/gridread.h"

#include "core/mem.h"

#include <stddef.h>
#include <string.h>

/* "Tỷ đồng", "1000 cái", "%": a unit is what may stand behind a number. */
static void
read_units(struct binder *b, const char *text, size_t len,
    struct nq_arena *scratch, struct nq_phrase *p)
{
	size_t at = 0;

	while (at < len && p->nunits < NQ_PHRASE_UNITS) {
		size_t n = strcspn(text + at, ";:()");
		char *one = nq_arena_get(scratch, n + 4, 1);
		struct nq_tokens t;
		struct nq_number num;

		n = n < len - at ? n : len - at;
		memcpy(one, "1 ", 2);
		memcpy(one + 2, text + at, n);
		nq_tokens_read(b->cat, one, n + 2, scratch, &t);
		if (t.n > 1 && nq_number_read(b->cat, &t, 0, &num) == t.n &&
		    num.unit != NQ_UNIT_NONE) {
			p->units[p->nunits].unit = num.unit;
			p->units[p->nunits++].mult = num.mult;
		}
		at += n + 1;
	}
}

/* Classes that only raise a flag of the phrase. */
static const struct flag {
	enum nq_class cls;
	size_t at;
} flags[] = {
	{ NQ_CLASS_CUMULATIVE, offsetof(struct nq_phrase, cumulative) },
	{ NQ_CLASS_SINCE_JANUARY, offsetof(struct nq_phrase, cumulative) },
	{ NQ_CLASS_AVERAGE, offsetof(struct nq_phrase, average) },
	{ NQ_CLASS_PREV_MONTH, offsetof(struct nq_phrase, prev_month) },
	{ NQ_CLASS_SAME_PERIOD, offsetof(struct nq_phrase, same_period) },
	{ NQ_CLASS_PLAN, offsetof(struct nq_phrase, plan) },
	{ NQ_CLASS_BUDGET, offsetof(struct nq_phrase, plan) },
	{ NQ_CLASS_SCENARIO, offsetof(struct nq_phrase, scenario) },
	{ NQ_CLASS_UP, offsetof(struct nq_phrase, rate) },
	{ NQ_CLASS_DOWN, offsetof(struct nq_phrase, rate) },
	{ NQ_CLASS_STRUCTURE, offsetof(struct nq_phrase, structure) },
	{ NQ_CLASS_SHARE, offsetof(struct nq_phrase, structure) },
	{ NQ_CLASS_CONTRIBUTION, offsetof(struct nq_phrase, contribution) },
	{ NQ_CLASS_VOLUME, offsetof(struct nq_phrase, volume) },
	{ NQ_CLASS_OF_WHICH, offsetof(struct nq_phrase, of_which) },
};

static void
raise_flag(enum nq_class cls, struct nq_phrase *p)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].cls == cls)
			*(bool *)((char *)p + flags[i].at) = true;
}

static void
on_lexeme(struct binder *b, size_t i, struct nq_phrase *p)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	raise_flag(x->cls, p);
	switch (x->cls) {
	case NQ_CLASS_TOPIC:
		if (p->topic == TOPIC_NONE)
			p->topic = nq_catalog_meaning_at(b->cat,
			    x->meaning)->value;
		break;
	case NQ_CLASS_DECOY: case NQ_CLASS_FOREIGN: case NQ_CLASS_OTHER:
		if (p->topic == TOPIC_NONE)
			p->topic = TOPIC_UNKNOWN;
		p->words++;
		break;
	case NQ_CLASS_PART:
		if (p->part < 0)
			p->part = x->meaning;
		break;
	case NQ_CLASS_AREA:
		p->area = nq_catalog_meaning_at(b->cat, x->meaning)->value;
		break;
	case NQ_CLASS_PERIOD:
		if (!p->has_when && !x->when.day) {
			p->when = x->when;
			p->has_when = true;
		}
		break;
	case NQ_CLASS_ESTIMATE: case NQ_CLASS_PRELIMINARY:
		p->status = x->cls == NQ_CLASS_ESTIMATE ? 'E' : 'P';
		break;
	case NQ_CLASS_CONSTANT: case NQ_CLASS_CURRENT:
		p->base = x->cls == NQ_CLASS_CONSTANT ? NQ_BASE_CONSTANT :
		    NQ_BASE_CURRENT;
		break;
	case NQ_CLASS_OTHER_BASE:
		p->cmp.kind = CMP_OTHER;
		break;
	case NQ_CLASS_WORD:
		p->words++;
		break;
	case NQ_CLASS_FILLER:
		/* "Khai khoáng khác" is what remains, not the whole. */
		p->rest |= x->ntok == 1 && i > 0 &&
		    b->lex.tokens->v[x->tok].syllable ==
		    nq_catalog_word(b->cat, NQ_W_KHAC);
		break;
	default:
		break;
	}
}

/*
 * "So với cùng kỳ (%) | Tháng 9": the month under the comparison is the
 * column's own, no part of the base.
 */
static void
on_comparison(struct binder *b, size_t i, struct nq_phrase *p)
{
	struct compare c = nq_compare_read(b, i + 1);

	b->skip = c.end;
	if (c.kind == CMP_SAME && c.when.month != 0 && c.when.year == 0 &&
	    !c.when.bare_year) {
		b->skip = c.end - 1;
		c.when = (struct nq_when){ 0 };
	}
	if (p->cmp.kind == CMP_NONE)
		p->cmp = c;
}

void
nq_phrase_read(struct binder *b, const char *text, size_t len,
    struct nq_phrase *p)
{
	struct nq_lexemes kept = b->lex;
	struct nq_tokens tokens;
	size_t from = b->from, to = b->to, skip = b->skip;

	*p = (struct nq_phrase){ .topic = TOPIC_NONE, .part = -1,
		.area = -1, .empty = len == 0 };
	nq_tokens_read(b->cat, text, len, &b->scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &b->scratch, &b->lex);
	b->from = b->skip = 0;
	b->to = b->lex.n;
	p->dash = b->lex.n > 0 && (b->lex.v[0].cls == NQ_CLASS_DASH ||
	    b->lex.v[0].cls == NQ_CLASS_OF_WHICH || text[0] == '+');
	for (size_t i = 0; i < b->lex.n; i++) {
		if (i < b->skip)
			continue;
		if (b->lex.v[i].cls == NQ_CLASS_VERSUS)
			on_comparison(b, i, p);
		else
			on_lexeme(b, i, p);
	}
	read_units(b, text, len, &b->scratch, p);
	if (p->area < 0 && p->topic == TOPIC_NONE && p->part < 0 &&
	    p->words > 0 &&
	    (p->area = nq_catalog_area_plain(b->cat, text, len)) >= 0)
		p->words = 0;
	b->lex = kept;
	b->from = from;
	b->to = to;
	b->skip = skip;
	nq_arena_reset(&b->scratch);
}
