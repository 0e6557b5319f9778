/*
 * The setting of a number: its period, its price base, and what rates are
 * held against or planned by, as far as that is said ahead of it.
 */
#include "transform/bind.h"

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

/*
 * A year that cannot be (2108) is read as the one in force; a month with
 * no year belongs to the year in force, the year before when that would
 * lie in the future.
 */
struct nq_period
nq_bind_resolve(struct binder *b, const struct nq_when *w, bool *repaired)
{
	short base = b->pub_year != 0 ? b->pub_year : b->year;
	short force = b->ctx.when_here && b->ctx.when.year != 0 &&
	    b->ctx.when.months <= 12 ? b->ctx.when.year : b->year;
	struct nq_period p = { .year = w->year, .month = w->month,
		.months = w->months };

	*repaired = false;
	if (w->this_month) {
		p = b->title_period.year != 0 ? b->title_period : b->ctx.when;
		p.month = (short)(p.month + p.months - 1);
		p.months = 1;
		return p;
	}
	if (w->past && b->named.year != 0 && b->named.months <= 12) {
		int end = nq_period_end(b->named) - w->months;

		return (struct nq_period){ (short)(end / 12),
			(short)(end % 12 + 1), w->months };
	}
	if (w->relative)
		p.year = (short)((b->year != 0 ? b->year : base) + w->shift);
	if (p.year == 0)
		p.year = force != 0 ? force : base;
	else if (p.year > 2100 || p.year < 1950 || (b->pub_year != 0 &&
	    p.year > b->pub_year + 1 && !b->planned && w->years <= 1 &&
	    !w->to_year)) {
		*repaired = true;
		p.year = b->year != 0 ? b->year : base;
	}
	if (w->years > 1)
		p.months = (short)(w->years * 12);
	if (w->year == 0 && !w->relative && b->pub_year != 0 &&
	    p.year == b->pub_year && p.months < 12 && !w->rest &&
	    p.month > b->pub_month && !b->planned)
		p.year--;
	return p;
}

/* A printed period is what "cùng thời điểm" later points back to. */
void
nq_bind_named(struct binder *b)
{
	b->periods++;
	b->named = b->ctx.when;
	b->named_until = b->ctx.until;
	b->named_here = true;
}

static void
set_period(struct binder *b, const struct nq_when *w)
{
	bool repaired;

	if (w->day && !w->until)
		return;
	b->ctx.when = nq_bind_resolve(b, w, &repaired);
	b->ctx.when_here = true;
	b->ctx.repaired = repaired;
	b->ctx.until = w->until && !w->bare_year;
	b->ctx.to_year = w->to_year;
	b->ctx.rest = w->rest;
	if (w->years == 5)
		b->term = b->ctx.when;
	nq_bind_named(b);
}

void
nq_on_period(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	/* Behind a number of this segment it says when something else was. */
	if (b->seg.number && i > 0 && is(b, i - 1, NQ_CLASS_PREPOSITION))
		return;
	set_period(b, &x->when);
	if (i > b->from && is(b, i - 1, NQ_CLASS_CUMULATIVE) &&
	    x->when.months == 1 && x->when.month > 1)
		b->ctx.until = true;
}

/* "Lũy kế ước đạt": from January to the month in force. */
void
nq_on_cumulative(struct binder *b, size_t i)
{
	size_t j = i + 1;

	while (is(b, j, NQ_CLASS_FILLER) || is(b, j, NQ_CLASS_SINCE_JANUARY))
		j++;
	if (is(b, j, NQ_CLASS_PERIOD) || b->ctx.when.year == 0 ||
	    b->ctx.when.months > 11)
		return;
	b->ctx.when.months = (short)(b->ctx.when.month +
	    b->ctx.when.months - 1);
	b->ctx.when.month = 1;
	b->ctx.when_here = true;
}

void
nq_on_since_january(struct binder *b, size_t i)
{
	struct nq_period p = b->ctx.when;

	for (size_t j = i + 1; j < b->to && j < i + 4; j++)
		if (is(b, j, NQ_CLASS_PERIOD))
			return;
	if (p.year == 0 || p.months > 11)
		return;
	b->ctx.when = (struct nq_period){ p.year, 1,
		(short)(p.month + p.months - 1) };
	b->ctx.when_here = true;
}

/* The lexeme before i that is more than a preposition, a filler, a bracket. */
static size_t
landmark(const struct binder *b, size_t i)
{
	while (i > b->from && (is(b, i - 1, NQ_CLASS_PREPOSITION) ||
	    is(b, i - 1, NQ_CLASS_FILLER) || is(b, i - 1, NQ_CLASS_OPEN)))
		i--;
	return i > b->from ? i - 1 : b->from;
}

/*
 * "ước đạt 605,2 tỷ đồng (giá so sánh 2010)", "13.668 tỷ đồng theo giá hiện
 * hành": of the number just before; else of those to come.
 */
void
nq_on_base(struct binder *b, size_t i)
{
	enum nq_base base = is(b, i, NQ_CLASS_CONSTANT) ? NQ_BASE_CONSTANT :
	    NQ_BASE_CURRENT;
	struct nq_figure *last = b->n > b->sentence_v ? &b->v[b->n - 1] : NULL;

	b->ctx.base = base;
	b->ctx.base_sentence = b->sentence;
	b->ctx.base_topic = b->topic_sentence == b->sentence ? b->ctx.topic :
	    TOPIC_NONE;
	if (last != NULL && last->trans == NQ_TRANS_LEVEL &&
	    is(b, landmark(b, i), NQ_CLASS_NUMBER))
		last->base = base;
}

/* "so với mục tiêu Nghị quyết giai đoạn 2021 - 2025 là 7,5%/năm" */
static bool
sets_value(const struct binder *b, size_t i)
{
	for (; i < b->to; i++)
		switch (nq_bind_lex(b, i)->cls) {
		case NQ_CLASS_CHARTER: case NQ_CLASS_PERIOD:
		case NQ_CLASS_PLAN_GIVER: case NQ_CLASS_STRIVE:
		case NQ_CLASS_FILLER: case NQ_CLASS_OWN: case NQ_CLASS_OF:
		case NQ_CLASS_TOPIC: case NQ_CLASS_UP:
			continue;
		case NQ_CLASS_REACH:
			return is(b, nq_bind_next(b, i), NQ_CLASS_NUMBER);
		default:
			return false;
		}
	return false;
}

void
nq_on_versus(struct binder *b, size_t i)
{
	struct compare c = nq_compare_read(b, i + 1);

	if (c.kind >= CMP_YEAR_PLAN && sets_value(b, c.end)) {
		b->ctx.role = NQ_ROLE_PLAN;
		b->skip = c.end;
		if (is(b, c.end - 1, NQ_CLASS_PERIOD))
			set_period(b, &nq_bind_lex(b, c.end - 1)->when);
		return;
	}
	/* Ahead of the rates of its sentence it holds for all of them. */
	if (!b->seg.number && c.kind != CMP_OTHER) {
		if (c.kind >= CMP_YEAR_PLAN)
			b->cues.plan = c;
		else
			b->ctx.versus = c;
	}
	b->seg.versus = true;
	b->skip = c.end;
}

/* "… kịch bản 6 tháng là 13,2%", "… mục tiêu tăng 7,5%": its own value. */
static bool
states(const struct binder *b, size_t end, size_t next)
{
	return is(b, next, NQ_CLASS_UP) || is(b, next, NQ_CLASS_TOPIC) ||
	    (is(b, end, NQ_CLASS_REACH) && is(b, next, NQ_CLASS_NUMBER));
}

/* A plan that is no comparison: what follows is planned. */
void
nq_on_plan(struct binder *b, size_t i)
{
	struct compare c = nq_plan_read(b, i);
	size_t next = nq_bind_next(b, c.end);

	if (is(b, i + 1, NQ_CLASS_DATE) || is(b, next, NQ_CLASS_DATE))
		return;
	if ((b->cues.exceed || b->cues.equal) && !states(b, c.end, next)) {
		b->cues.plan = c;
		b->skip = c.end;
		return;
	}
	b->cues.exceed = b->cues.equal = false;
	/* "… và giữ mục tiêu …": another aim behind a number. */
	if (b->seg.number && !(nq_bind_lex(b, i)->cls == NQ_CLASS_GOAL &&
	    b->ctx.role == NQ_ROLE_SCENARIO))
		return;
	if (nq_bind_lex(b, i)->cls == NQ_CLASS_SCENARIO) {
		b->ctx.role = NQ_ROLE_SCENARIO;
		return;
	}
	b->ctx.role = NQ_ROLE_PLAN;
	if (c.kind != CMP_PERIOD_PLAN && b->ctx.when.year != 0 &&
	    b->ctx.when.months < 12)
		b->ctx.when = NQ_YEAR(b->ctx.when.year);
}

void
nq_on_charter(struct binder *b, size_t i)
{
	size_t j = nq_bind_next(b, i + 1);

	b->charter = true;
	if (b->cues.exceed) {
		b->cues.plan = nq_plan_read(b, i);
		return;
	}
	/* "(Nghị quyết tăng bình quân 9%/năm)" sets, it does not report. */
	if (is(b, j, NQ_CLASS_UP) || is(b, j, NQ_CLASS_AVERAGE) ||
	    (i > b->from && is(b, i - 1, NQ_CLASS_PREPOSITION) &&
	    is(b, i + 1, NQ_CLASS_REACH) && is(b, j, NQ_CLASS_NUMBER)))
		b->ctx.role = NQ_ROLE_PLAN;
	b->seg.words = 0;
}

/* "(cùng kỳ tăng 7,57%)": the same period, a year earlier. */
void
nq_on_same_period(struct binder *b, size_t i)
{
	if (b->seg.number || b->seg.verb || b->ctx.when.year == 0)
		return;
	b->ctx.when = nq_period_shift(b->ctx.when, -1);
	b->ctx.when_here = true;
	/* "cùng kỳ năm 2022": the year alone is said again. */
	if (is(b, i + 1, NQ_CLASS_PERIOD) &&
	    nq_bind_lex(b, i + 1)->when.bare_year) {
		if (nq_bind_lex(b, i + 1)->when.year != 0)
			b->ctx.when.year = nq_bind_lex(b, i + 1)->when.year;
		b->skip = i + 2;
	}
}

short
nq_bind_bare_year(const struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int y = nq_token_int(b->lex.tokens, x->tok, 4);

	return x->cls == NQ_CLASS_NUMBER && x->ntok == 1 && y >= 1990 &&
	    y <= 2100 && !x->num.slash ? (short)y : 0;
}

void
nq_on_strive(struct binder *b, size_t i)
{
	/* "kịch bản phấn đấu" stays a scenario. */
	if (i > b->from && is(b, i - 1, NQ_CLASS_SCENARIO))
		return;
	nq_bind_verb(b);
	b->ctx.role = NQ_ROLE_PLAN;
}
