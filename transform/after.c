/* What stands behind a number and still belongs to it. */
#include "transform/bind.h"

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

/* Where a bracket that opens at i ends, or i. */
static size_t
past_bracket(const struct binder *b, size_t i)
{
	if (!is(b, i, NQ_CLASS_OPEN))
		return i;
	for (size_t j = i + 1; j < b->to; j++)
		if (is(b, j, NQ_CLASS_CLOSE))
			return j + 1;
	return i;
}

static bool
names_base(const struct binder *b, size_t i)
{
	enum nq_class c = nq_bind_lex(b, i)->cls;

	return c == NQ_CLASS_PLAN || c == NQ_CLASS_BUDGET ||
	    c == NQ_CLASS_SCENARIO || c == NQ_CLASS_SAME_PERIOD ||
	    (b->cues.equal && (c == NQ_CLASS_PREV_MONTH ||
	    c == NQ_CLASS_PREV_QUARTER || c == NQ_CLASS_PREV_YEAR)) ||
	    (c == NQ_CLASS_GOAL && (b->cues.exceed || b->cues.equal));
}

/* "9%/năm mà Nghị quyết số 29 đặt ra cho giai đoạn 2021 - 2025" */
static void
set_by_charter(const struct binder *b, size_t i, struct after *a)
{
	for (size_t j = i + 1; j < b->to && j < i + 10; j++) {
		enum nq_class c = nq_bind_lex(b, j)->cls;

		if (c == NQ_CLASS_NUMBER || c == NQ_CLASS_COMMA ||
		    c == NQ_CLASS_SEMICOLON)
			return;
		if (c == NQ_CLASS_STRIVE || c == NQ_CLASS_PLAN_GIVER)
			a->charter = true;
		if (a->charter && c == NQ_CLASS_PERIOD &&
		    nq_bind_lex(b, j)->when.years > 1)
			a->span = j;
	}
}

/*
 * The comparison behind a number: at once, or later in the same segment,
 * or behind brackets and a stray comma. A number, or a topic that is no
 * part of a comparison, ends the search.
 */
void
nq_bind_look_after(const struct binder *b, size_t i, struct after *a)
{
	size_t j = i + 1, skipped;
	bool near = true;

	*a = (struct after){ .end = i + 1 };
	for (; j < b->to; j++) {
		const struct nq_lex *x = nq_bind_lex(b, j);

		if ((skipped = past_bracket(b, j)) != j) {
			j = skipped - 1;
			near = false;
			continue;
		}
		if (x->cls == NQ_CLASS_OPEN_UP) {
			a->open_up = true;
			a->end = j + 1;
		} else if (x->cls == NQ_CLASS_CHARTER) {
			set_by_charter(b, j, a);
			near = false;
		} else if (x->cls == NQ_CLASS_AVERAGE) {
			a->average = true;
		} else if (x->cls == NQ_CLASS_VERSUS) {
			a->cmp = nq_compare_read(b, j + 1);
			if (near)
				a->end = a->cmp.end;
			return;
		} else if (near && names_base(b, j)) {
			a->cmp = nq_plan_read(b, j);
			if (a->cmp.kind == CMP_NONE)
				a->cmp = nq_compare_read(b, j);
			a->end = a->cmp.end;
			return;
		} else if (x->cls == NQ_CLASS_COMMA) {
			if (!is(b, j + 1, NQ_CLASS_VERSUS) || b->seg.versus)
				return;
		} else if ((x->cls == NQ_CLASS_NUMBER && !b->ctx.each) ||
		    x->cls == NQ_CLASS_SEMICOLON ||
		    x->cls == NQ_CLASS_CLOSE || x->cls == NQ_CLASS_COLON ||
		    x->cls == NQ_CLASS_PREPOSITION ||
		    x->cls == NQ_CLASS_DIFFER || x->cls == NQ_CLASS_EXCEED) {
			return;
		} else if (x->cls != NQ_CLASS_FILLER &&
		    x->cls != NQ_CLASS_NONE) {
			near = false;
		}
	}
}

/* A period that belongs to the number before it: "A tỷ đồng năm 2020". */
bool
nq_bind_look_period(struct binder *b, size_t i)
{
	size_t j = i + 1;
	const struct nq_lex *x;
	bool repaired, moved;

	while ((is(b, j, NQ_CLASS_FILLER) || is(b, j, NQ_CLASS_OF) ||
	    is(b, j, NQ_CLASS_PREPOSITION) || (b->cues.share &&
	    is(b, j, NQ_CLASS_TOPIC))) && (nq_bind_lex(b, j)->ntok == 1 ||
	    is(b, j, NQ_CLASS_TOPIC)))
		j++;
	x = nq_bind_lex(b, j);
	if (x->cls != NQ_CLASS_PERIOD || x->when.rest || x->when.day)
		return false;
	moved = b->cues.level_to || b->cues.from || b->cues.differ ||
	    b->cues.exceed;
	if (j > i + 1 && b->ctx.when_here && x->when.years <= 1 && !moved)
		return false;
	if (x->when.bare_year && x->when.year == 0 && !x->when.relative)
		return false;
	/* "…, tăng 5% năm 2022 …" of a rate is its period all the same. */
	b->ctx.when = nq_bind_resolve(b, &x->when, &repaired);
	b->ctx.repaired = repaired;
	b->ctx.until = x->when.until;
	b->ctx.when_here = true;
	nq_bind_named(b);
	if (b->skip < j + 1)
		b->skip = j + 1;
	return true;
}

/* "tăng 4,87% về lượt người vận chuyển": the rate names its topic behind. */
void
nq_bind_topic_behind(struct binder *b, size_t i)
{
	size_t j = i + 1, tok;
	const struct nq_meaning *m;
	int meaning = -1;

	if (!is(b, j, NQ_CLASS_ABOUT))
		return;
	tok = nq_bind_lex(b, j)->tok + nq_bind_lex(b, j)->ntok;
	if (nq_count_read(b->cat, b->lex.tokens, tok, &meaning) == 0) {
		meaning = nq_bind_lex(b, j + 1)->meaning;
		if (meaning < 0 || nq_catalog_meaning_at(b->cat,
		    meaning)->cls != NQ_CLASS_TOPIC)
			return;
	}
	m = nq_catalog_meaning_at(b->cat, meaning);
	if (m->cls == NQ_CLASS_TOPIC && m->value != b->ctx.topic)
		nq_bind_topic(b, m->value, -1);
	while (b->skip < b->to && nq_bind_lex(b, b->skip)->cls !=
	    NQ_CLASS_VERSUS && nq_bind_lex(b, b->skip)->tok <= tok)
		b->skip++;
}

/* "tăng 53,8% về số vốn đăng ký", "giảm 27,4% về khối lượng". */
bool
nq_bind_of_other(const struct binder *b, size_t i)
{
	size_t j = i + 1;
	enum nq_class c;

	if (!is(b, j, NQ_CLASS_ABOUT) || j < b->skip)
		return false;
	do
		c = nq_bind_lex(b, ++j)->cls;
	while (c == NQ_CLASS_FILLER);
	return c == NQ_CLASS_WORD || c == NQ_CLASS_CAPITAL ||
	    c == NQ_CLASS_DECOY || c == NQ_CLASS_FOREIGN ||
	    c == NQ_CLASS_OTHER || (c == NQ_CLASS_VOLUME &&
	    b->ctx.topic >= 0 && nq_catalog_indicator(b->cat,
	    b->ctx.topic)->unit == NQ_UNIT_USD);
}
