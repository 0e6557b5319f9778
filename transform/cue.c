/* Cues: what the words just before a number say of it. */
#include "transform/bind.h"

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

/* "cao hơn cùng kỳ 11,8%", "thấp hơn cùng kỳ 3%": a rate, its base ahead. */
static void
over_base(struct binder *b, size_t i)
{
	b->cues.plan = nq_compare_read(b, i + 1);
	b->cues.trend = is(b, i, NQ_CLASS_EXCEED) ? 1 : -1;
	b->skip = b->cues.plan.end;
}

static bool
names_subject(const struct binder *b, size_t i)
{
	return is(b, i, NQ_CLASS_TOPIC) || is(b, i, NQ_CLASS_PART);
}

static void
set_bound(struct binder *b, enum nq_bound bound, size_t i)
{
	b->cues.bound = bound;
	b->cues.bound_at = i;
}

/* "+ Bán lẻ hàng hóa …" is an item, no sign. */
static bool
is_item(const struct binder *b, size_t i)
{
	return b->lex.tokens->text[nq_bind_lex(b, i)->start] == '+' &&
	    !is(b, i + 1, NQ_CLASS_NUMBER);
}

void
nq_on_trend(struct binder *b, size_t i)
{
	if (is_item(b, i))
		return;
	nq_bind_verb(b);
	b->cues.trend = is(b, i, NQ_CLASS_UP) ? 1 : -1;
	b->cues.level = false;
}

/* đạt, là, có, lên: a level follows. */
void
nq_on_reach(struct binder *b, size_t i)
{
	if (is(b, i, NQ_CLASS_HAVE))
		b->seg.other_has = b->seg.words > 0 && !b->seg.predicate;
	/* "Động lực chính là khu vực …": the subject comes behind. */
	if (is(b, i, NQ_CLASS_REACH) && names_subject(b,
	    nq_bind_next(b, i + 1)))
		b->seg.words = 0;
	nq_bind_verb(b);
	b->cues.level = true;
	b->cues.level_to |= is(b, i, NQ_CLASS_LEVEL_TO);
}

void
nq_on_exceed(struct binder *b, size_t i)
{
	nq_bind_verb(b);
	if (is(b, i + 1, NQ_CLASS_SAME_PERIOD)) {
		over_base(b, i);
		return;
	}
	b->cues.exceed = is(b, i, NQ_CLASS_EXCEED);
	b->cues.differ = !b->cues.exceed;
}

/* bằng, chiếm, đóng góp, làm giảm, gấp. */
void
nq_on_relation(struct binder *b, size_t i)
{
	struct cues *c = &b->cues;

	nq_bind_verb(b);
	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_EQUAL:
		c->equal = true;
		break;
	case NQ_CLASS_SHARE:
		c->level = false;
		c->share = true;
		break;
	case NQ_CLASS_CONTRIBUTION:
		c->contribution = true;
		break;
	case NQ_CLASS_PULL_DOWN:
		c->pull_down = true;
		break;
	default:
		c->times = true;
		break;
	}
}

/* ước, sơ bộ, dự kiến: how sure the number is. */
void
nq_on_status(struct binder *b, size_t i)
{
	struct cues *c = &b->cues;

	nq_bind_verb(b);
	if (is(b, i, NQ_CLASS_PRELIMINARY)) {
		c->status = 'P';
		b->opening_preliminary |= i == b->from;
	} else if (is(b, i, NQ_CLASS_ESTIMATE)) {
		c->status = 'E';
		c->level = c->trend == 0;
		b->opening_estimate |= i == b->from;
	} else {
		c->forecast = true;
		if (c->status == 0)
			c->status = 'F';
		b->forecast |= b->n == b->sentence_v && !b->seg.number;
	}
}

void
nq_on_average(struct binder *b, size_t i)
{
	(void)i;
	b->cues.average = b->ctx.average = true;
}

void
nq_on_each(struct binder *b, size_t i)
{
	(void)i;
	b->cues.each = b->ctx.each = true;
	b->each_at = b->sentence_v;
}

void
nq_on_bound(struct binder *b, size_t i)
{
	set_bound(b, is(b, i, NQ_CLASS_MIN) ? NQ_BOUND_MIN :
	    is(b, i, NQ_CLASS_MAX) ? NQ_BOUND_MAX : NQ_BOUND_APPROX, i);
}

/* Marks that only the number looks at. */
void
nq_on_mark_of_number(struct binder *b, size_t i)
{
	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_RANK:
		b->cues.rank = true;
		break;
	case NQ_CLASS_PER_TIME:
		b->cues.per_time = true;
		break;
	case NQ_CLASS_FROM:
		b->cues.from = true;
		break;
	default:
		b->ctx.needed = true;
		break;
	}
}
