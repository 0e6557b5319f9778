/*
 * What a rate is measured against, and what that makes of it: the same
 * period of the year before, the period just before, a plan, a scenario, a
 * target, or something that the guide does not count.
 */
#include "transform/bind.h"

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

/* The span a plan or scenario is for: 1 a year, 2 a shorter period. */
static int
plan_span(const struct binder *b, size_t *i)
{
	const struct nq_lex *x;
	const struct nq_token *t;

	for (;;) {
		x = nq_bind_lex(b, *i);
		if (x->cls == NQ_CLASS_PERIOD) {
			++*i;
			return x->when.bare_year || x->when.years > 0 ? 1 : 2;
		}
		if (x->cls == NQ_CLASS_PLAN_GIVER || x->cls == NQ_CLASS_OWN ||
		    x->cls == NQ_CLASS_OF) {
			++*i;
			continue;
		}
		if (x->cls != NQ_CLASS_FILLER)
			return 0;
		t = &b->lex.tokens->v[x->tok];
		if (t->syllable == nq_catalog_word(b->cat, NQ_W_NAM) ||
		    (x->ntok == 1 && t->syllable ==
		    nq_catalog_word(b->cat, NQ_W_CA))) {
			++*i;
			if (nq_bind_lex(b, *i)->cls == NQ_CLASS_PERIOD)
				continue;
			return 1;
		}
		if (t->syllable == nq_catalog_word(b->cat, NQ_W_THANG) ||
		    t->syllable == nq_catalog_word(b->cat, NQ_W_QUY)) {
			++*i;
			return 2;
		}
		++*i;
	}
}

struct compare
nq_plan_read(const struct binder *b, size_t i)
{
	struct compare c = { .kind = CMP_NONE, .end = i };
	enum nq_class cls = nq_bind_lex(b, i)->cls;
	size_t j = i + 1, giver;
	int span;

	if (cls == NQ_CLASS_CHARTER) {
		c.kind = CMP_TARGET;
		c.end = j;
		return c;
	}
	if (cls != NQ_CLASS_PLAN && cls != NQ_CLASS_BUDGET &&
	    cls != NQ_CLASS_SCENARIO &&
	    cls != NQ_CLASS_GOAL)
		return c;
	giver = nq_bind_next(b, j);
	if (cls == NQ_CLASS_GOAL && is(b, giver, NQ_CLASS_CHARTER)) {
		c.kind = CMP_TARGET;
		c.end = giver + 1;
		while (is(b, c.end, NQ_CLASS_CHARTER))
			c.end++;
		/* "… Nghị quyết đến năm 2025": the target's year. */
		if (is(b, c.end, NQ_CLASS_PERIOD))
			c.end++;
		return c;
	}
	span = plan_span(b, &j);
	if (cls == NQ_CLASS_SCENARIO)
		c.kind = span == 1 ? CMP_YEAR_SCENARIO : CMP_SCENARIO;
	else if (cls == NQ_CLASS_GOAL)
		c.kind = span == 0 ? CMP_TARGET : CMP_YEAR_PLAN;
	else if (cls == NQ_CLASS_BUDGET)
		c.kind = CMP_YEAR_PLAN;	/* a budget is a year's */
	else
		c.kind = span == 1 ? CMP_YEAR_PLAN :
		    span == 2 ? CMP_PERIOD_PLAN : CMP_BARE_PLAN;
	c.end = j;
	return c;
}

/* Behind "so với" at i - 1, or a base that stands alone. */
struct compare
nq_compare_read(const struct binder *b, size_t i)
{
	struct compare c = { .kind = CMP_OTHER, .end = i + 1 };
	size_t j = nq_bind_next(b, i);
	const struct nq_lex *x = nq_bind_lex(b, j);

	c.end = j + 1;
	switch (x->cls) {
	case NQ_CLASS_SAME_PERIOD:
		c.kind = CMP_SAME;
		if (is(b, j + 1, NQ_CLASS_PERIOD) &&
		    !nq_bind_lex(b, j + 1)->when.day) {
			c.when = nq_bind_lex(b, j + 1)->when;
			c.end = j + 2;
		} else if (is(b, j + 1, NQ_CLASS_PREV_YEAR)) {
			c.end = j + 2;
		}
		return c;
	case NQ_CLASS_PREV_MONTH:
		c.kind = CMP_PREVIOUS;
		c.months = 1;
		return c;
	case NQ_CLASS_PREV_QUARTER:
		c.kind = CMP_PREVIOUS;
		c.months = 3;
		return c;
	case NQ_CLASS_PREV_YEAR:
		c.kind = CMP_SAME;
		return c;
	case NQ_CLASS_DECEMBER:
		c.kind = CMP_DECEMBER;
		return c;
	case NQ_CLASS_PERIOD:
		/* "so với năm trước" is loosely said of any period. */
		c.kind = x->when.day ? CMP_OTHER : x->when.bare_year &&
		    x->when.relative && x->when.shift == -1 ? CMP_SAME :
		    CMP_PERIOD;
		if (c.kind == CMP_SAME)
			return c;
		c.when = x->when;
		return c;
	case NQ_CLASS_PLAN: case NQ_CLASS_BUDGET: case NQ_CLASS_SCENARIO:
	case NQ_CLASS_GOAL: case NQ_CLASS_CHARTER:
		return nq_plan_read(b, j);
	default:
		return c;
	}
}

/* The period that a comparison names, in the light of the one in force. */
static struct nq_period
compared(const struct compare *c, struct nq_period p)
{
	const struct nq_when *w = &c->when;
	struct nq_period q = { 0 };
	int year = w->year;

	if (year == 0 && w->relative)
		year = p.year + w->shift;
	if (w->bare_year)
		return NQ_YEAR(year != 0 ? year : p.year - 1);
	if (w->month == 0)
		return q;
	if (year == 0)
		year = w->month > p.month || (w->month == p.month &&
		    w->months == p.months) ? p.year - 1 : p.year;
	q = (struct nq_period){ (short)year, w->month, w->months };
	return q;
}

static int
of_period(const struct compare *c, struct nq_period p)
{
	struct nq_period q = compared(c, p);

	if (!nq_period_is_valid(q))
		return -1;
	if (nq_period_is_same(nq_period_shift(q, 1), p))
		return NQ_TRANS_YOY;
	if (q.months == p.months && nq_period_end(q) == nq_period_first(p))
		return NQ_TRANS_POP;
	return -1;
}

int
nq_compare_trans(const struct binder *b, const struct compare *c,
    struct nq_period p, bool none_is_yoy)
{
	(void)b;
	switch (c->kind) {
	case CMP_NONE:
		return none_is_yoy ? NQ_TRANS_YOY : -1;
	case CMP_SAME:
		/* "cùng kỳ năm 2019" beside 2022 is another matter. */
		if (c->when.year != 0 && c->when.years <= 1 &&
		    c->when.year != p.year - 1)
			return -1;
		return NQ_TRANS_YOY;
	case CMP_PREVIOUS:
		if (c->months != 0 && c->months != p.months)
			return -1;
		return NQ_TRANS_POP;
	case CMP_PERIOD:
		return of_period(c, p);
	case CMP_DECEMBER:
		return p.months == 1 && p.month == 12 ? NQ_TRANS_YOY : -1;
	default:
		return -1;
	}
}
