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

/* Cues: what the words around a number say of it. True if i was one. */
bool
nq_on_cue(struct binder *b, size_t i)
{
	struct cues *c = &b->cues;

	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_UP: case NQ_CLASS_DOWN:
		/* "+ Bán lẻ hàng hóa …" is an item, no sign. */
		if (b->lex.tokens->text[nq_bind_lex(b, i)->start] == '+' &&
		    !is(b, i + 1, NQ_CLASS_NUMBER))
			return true;
		nq_bind_verb(b);
		c->trend = is(b, i, NQ_CLASS_UP) ? 1 : -1;
		c->level = false;
		return true;
	case NQ_CLASS_LEVEL_TO:
		nq_bind_verb(b);
		c->level = c->level_to = true;
		return true;
	case NQ_CLASS_HAVE:
		b->seg.other_has = b->seg.words > 0 && !b->seg.predicate;
		nq_bind_verb(b);
		c->level = true;
		return true;
	case NQ_CLASS_REACH:
		/* "Động lực chính là khu vực …": the subject comes behind. */
		if (names_subject(b, nq_bind_next(b, i + 1)))
			b->seg.words = 0;
		nq_bind_verb(b);
		c->level = true;
		return true;
	case NQ_CLASS_EQUAL:
		nq_bind_verb(b);
		c->equal = true;
		return true;
	case NQ_CLASS_EXCEED: case NQ_CLASS_DIFFER:
		nq_bind_verb(b);
		if (is(b, i + 1, NQ_CLASS_SAME_PERIOD)) {
			over_base(b, i);
			return true;
		}
		c->exceed = is(b, i, NQ_CLASS_EXCEED);
		c->differ = !c->exceed;
		return true;
	case NQ_CLASS_SHARE:
		nq_bind_verb(b);
		c->level = false;
		c->share = true;
		return true;
	case NQ_CLASS_CONTRIBUTION:
		nq_bind_verb(b);
		c->contribution = true;
		return true;
	case NQ_CLASS_PULL_DOWN:
		nq_bind_verb(b);
		c->pull_down = true;
		return true;
	case NQ_CLASS_TIMES:
		nq_bind_verb(b);
		c->times = true;
		return true;
	case NQ_CLASS_ESTIMATE:
		nq_bind_verb(b);
		c->status = 'E';
		c->level = c->trend == 0;
		if (i == b->from)
			b->opening_estimate = true;
		return true;
	case NQ_CLASS_PRELIMINARY:
		nq_bind_verb(b);
		c->status = 'P';
		return true;
	case NQ_CLASS_FORECAST:
		nq_bind_verb(b);
		c->forecast = true;
		c->status = 'E';
		if (b->n == b->sentence_v && !b->seg.number)
			b->forecast = true;
		return true;
	case NQ_CLASS_AVERAGE:
		c->average = true;
		b->ctx.average = true;
		return true;
	case NQ_CLASS_RANK:
		c->rank = true;
		return true;
	case NQ_CLASS_PER_TIME:
		c->per_time = true;
		return true;
	case NQ_CLASS_EACH:
		c->each = b->ctx.each = true;
		b->each_at = b->sentence_v;
		return true;
	case NQ_CLASS_FROM:
		c->from = true;
		return true;
	case NQ_CLASS_MIN:
		set_bound(b, NQ_BOUND_MIN, i);
		return true;
	case NQ_CLASS_MAX:
		set_bound(b, NQ_BOUND_MAX, i);
		return true;
	case NQ_CLASS_APPROX:
		set_bound(b, NQ_BOUND_APPROX, i);
		return true;
	case NQ_CLASS_NEEDED:
		b->ctx.needed = true;
		return true;
	default:
		return false;
	}
}
