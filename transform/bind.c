/*
 * The walk over a sentence: what each lexeme does to the context in which
 * the next number is read.
 */
#include "transform/bind.h"

#include <string.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

const struct nq_lex *
nq_bind_lex(const struct binder *b, size_t i)
{
	static const struct nq_lex none = { .cls = NQ_CLASS_STOP,
		.meaning = -1 };

	return i < b->lex.n ? &b->lex.v[i] : &none;
}

size_t
nq_bind_next(const struct binder *b, size_t i)
{
	enum nq_class c;

	while ((c = nq_bind_lex(b, i)->cls) == NQ_CLASS_FILLER ||
	    c == NQ_CLASS_NONE || c == NQ_CLASS_REACH ||
	    c == NQ_CLASS_HAVE || c == NQ_CLASS_AVERAGE ||
	    c == NQ_CLASS_MIN || c == NQ_CLASS_MAX)
		i++;
	return i;
}

static void
open_bracket(struct binder *b)
{
	if (b->depth < SCOPES)
		b->scopes[b->depth] = (struct scope){ b->ctx, b->cues, b->seg };
	b->depth++;
	if (b->seg.words > 0 && !b->seg.number)
		nq_bind_unknown_subject(b);
	nq_bind_new_segment(b);
}

static void
close_bracket(struct binder *b)
{
	enum nq_base base = b->ctx.base;
	int at = b->ctx.base_sentence;

	if (b->depth == 0)
		return;
	b->depth--;
	if (b->depth >= SCOPES)
		return;
	b->ctx = b->scopes[b->depth].ctx;
	b->cues = b->scopes[b->depth].cues;
	b->seg = b->scopes[b->depth].seg;
	if (at == b->sentence && base != NQ_BASE_NONE) {
		b->ctx.base = base;
		b->ctx.base_sentence = at;
	}
}

/* A per cent that opens a bracket behind an amount. */
static bool
in_bracket_of_change(const struct binder *b, size_t i)
{
	const struct nq_lex *x;
	size_t j = i;

	while (j > b->from && (is(b, j - 1, NQ_CLASS_MIN) ||
	    is(b, j - 1, NQ_CLASS_MAX) || is(b, j - 1, NQ_CLASS_APPROX)))
		j--;
	if (j < b->from + 2 || !is(b, j - 1, NQ_CLASS_OPEN))
		return false;
	x = nq_bind_lex(b, j - 2);
	return nq_bind_lex(b, i)->num.unit == NQ_UNIT_PT &&
	    x->cls == NQ_CLASS_NUMBER && x->num.unit != NQ_UNIT_PT;
}

static void
on_number(struct binder *b, size_t i)
{
	const struct nq_token *t = &b->lex.tokens->v[nq_bind_lex(b, i)->tok];
	bool slash = b->seg.number && t > b->lex.tokens->v &&
	    t[-1].kind == NQ_TOKEN_MARK && t[-1].mark == '/';
	enum nq_role role = b->ctx.role;

	if (b->joined) {
		enum nq_bound bound = b->cues.bound;
		size_t at = b->cues.bound_at;

		b->cues = b->last_cues;
		b->cues.bound = bound;
		b->cues.bound_at = at;
	}
	/* An estimate opens the sentence, or goes on in its segment. */
	if (b->cues.status == 0 && (b->seg.estimate || (b->opening_estimate &&
	    !b->seg.number)))
		b->cues.status = 'E';
	if (b->cues.status == 0 && b->opening_preliminary && !b->seg.number)
		b->cues.status = 'P';
	b->opening_estimate = b->opening_preliminary = false;
	b->seg.estimate = b->cues.status == 'E';
	/* "tăng 1,24 nghìn tỷ đồng (gần 19%)": the rate of that change. */
	if (b->depth > 0 && b->cues.trend == 0 && b->last_cues.trend != 0 &&
	    !b->last_cues.level && !b->seg.verb && in_bracket_of_change(b, i))
		b->cues.trend = b->last_cues.trend;
	/* "A tỷ đồng/B tỷ đồng dự toán": the second is the plan. */
	if (slash) {
		b->ctx.role = NQ_ROLE_PLAN;
		b->ctx.when_here = false;
	}
	if (!nq_park_number(b, i))
		nq_bind_number(b, i);
	b->ctx.role = role;
	b->last_cues = b->cues;
	b->cues = (struct cues){ .bound_at = b->lex.n };
	b->seg.number = true;
	b->seg.words = 0;
	b->joined = false;
}

static bool
is_and(const struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	return x->cls == NQ_CLASS_FILLER && x->ntok == 1 &&
	    b->lex.tokens->v[x->tok].syllable ==
	    nq_catalog_word(b->cat, NQ_W_VA);
}

/* Whether a number joined by "và" shares the verb of the one before it. */
static bool
joins(const struct binder *b, size_t i)
{
	size_t j = i + 1;

	while (is(b, j, NQ_CLASS_MIN) || is(b, j, NQ_CLASS_MAX) ||
	    is(b, j, NQ_CLASS_APPROX))
		j++;
	return b->seg.number && i > b->from && is(b, j, NQ_CLASS_NUMBER);
}

static void
on_mark(struct binder *b, size_t i)
{
	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_SEMICOLON:
		b->ctx.needed = false;
		b->clause++;
		/* "N doanh nghiệp, vốn đăng ký M tỷ; riêng tháng 12 …" */
		if (b->ctx.topic == TOPIC_UNKNOWN && b->ctx.unknown_capital) {
			b->ctx.topic = b->ctx.known;
			b->ctx.part = b->ctx.known_part;
			b->ctx.unknown_capital = false;
		}
		b->parks.count = 0;
		nq_bind_new_segment(b);
		break;
	case NQ_CLASS_COMMA:
		nq_bind_next_segment(b);
		break;
	case NQ_CLASS_COLON:
		nq_bind_new_segment(b);
		break;
	case NQ_CLASS_OPEN:
		open_bracket(b);
		break;
	case NQ_CLASS_CLOSE:
		close_bracket(b);
		break;
	default:
		break;
	}
}

static void
on_filler(struct binder *b, size_t i)
{
	if (is_and(b, i) && joins(b, i))
		b->joined = true;
	else if (is_and(b, i) && b->seg.verb)
		/* Another clause may begin, with a subject of its own. */
		b->seg.words = 0;
}

/* "trong đó", "gồm": parts of what had a number follow. */
static void
on_of_which(struct binder *b, size_t i)
{
	(void)i;
	b->of_which |= b->n > b->sentence_v ||
	    b->ctx.unknown_number == b->sentence;
}

static void
on_same_time(struct binder *b, size_t i)
{
	(void)i;
	if (b->named.year == 0 || b->named_here)
		return;
	b->ctx.when = b->named;
	b->ctx.until = b->named_until;
	b->ctx.when_here = true;
}

static void
on_auxiliary(struct binder *b, size_t i)
{
	/* "đã" tells what was done, whatever was planned before. */
	if (b->lex.tokens->v[nq_bind_lex(b, i)->tok].syllable ==
	    nq_catalog_word(b->cat, NQ_W_DA))
		b->ctx.role = NQ_ROLE_ACTUAL;
	/* The predicate begins; what follows does not narrow. */
	if (b->seg.adverbial)
		b->seg.words = 0;
	if (b->seg.words == 0) {
		b->seg.predicate = true;
		b->seg.adverbial = false;
	}
}

static void
on_preposition(struct binder *b, size_t i)
{
	(void)i;
	if (b->seg.topic || b->seg.number) {
		b->seg.narrowed |= b->seg.topic && b->seg.words > 0 &&
		    !b->seg.predicate;
		b->seg.adverbial = true;
		b->seg.words = 0;
	} else if (b->seg.words == 0) {
		b->seg.lead = true;
	}
}

/* "Cục Thống kê cho biết …": whoever says it is no subject of figures. */
static void
on_says(struct binder *b, size_t i)
{
	(void)i;
	b->seg.words = 0;
	b->seg.carried = false;
	b->seg.lead = true;
}

static void
on_about(struct binder *b, size_t i)
{
	(void)i;
	b->seg.lead |= b->seg.words == 0 && !b->seg.topic;
}

static void
on_own(struct binder *b, size_t i)
{
	(void)i;
	b->seg.carried = false;
	b->seg.own = true;
}

static void
on_real(struct binder *b, size_t i)
{
	(void)i;
	b->ctx.real = true;
}

static void
on_structure(struct binder *b, size_t i)
{
	(void)i;
	b->ctx.structure = true;
}

/* What each class does; a class without a row does nothing by itself. */
static void (*const effect[NQ_CLASS__N])(struct binder *, size_t) = {
	[NQ_CLASS_UP] = nq_on_trend, [NQ_CLASS_DOWN] = nq_on_trend,
	[NQ_CLASS_LEVEL_TO] = nq_on_reach, [NQ_CLASS_REACH] = nq_on_reach,
	[NQ_CLASS_HAVE] = nq_on_reach, [NQ_CLASS_EQUAL] = nq_on_relation,
	[NQ_CLASS_SHARE] = nq_on_relation,
	[NQ_CLASS_CONTRIBUTION] = nq_on_relation,
	[NQ_CLASS_PULL_DOWN] = nq_on_relation,
	[NQ_CLASS_TIMES] = nq_on_relation, [NQ_CLASS_EXCEED] = nq_on_exceed,
	[NQ_CLASS_DIFFER] = nq_on_exceed, [NQ_CLASS_ESTIMATE] = nq_on_status,
	[NQ_CLASS_PRELIMINARY] = nq_on_status,
	[NQ_CLASS_FORECAST] = nq_on_status,
	[NQ_CLASS_AVERAGE] = nq_on_average, [NQ_CLASS_EACH] = nq_on_each,
	[NQ_CLASS_MIN] = nq_on_bound, [NQ_CLASS_MAX] = nq_on_bound,
	[NQ_CLASS_APPROX] = nq_on_bound,
	[NQ_CLASS_RANK] = nq_on_mark_of_number,
	[NQ_CLASS_PER_TIME] = nq_on_mark_of_number,
	[NQ_CLASS_FROM] = nq_on_mark_of_number,
	[NQ_CLASS_NEEDED] = nq_on_mark_of_number,
	[NQ_CLASS_TOPIC] = nq_on_topic, [NQ_CLASS_PART] = nq_on_part,
	[NQ_CLASS_ELLIPTIC] = nq_on_elliptic, [NQ_CLASS_AREA] = nq_on_area,
	[NQ_CLASS_DECOY] = nq_on_decoy, [NQ_CLASS_FOREIGN] = nq_on_foreign,
	[NQ_CLASS_OTHER] = nq_on_word, [NQ_CLASS_WORD] = nq_on_word,
	[NQ_CLASS_PERIOD] = nq_on_period,
	[NQ_CLASS_CUMULATIVE] = nq_on_cumulative,
	[NQ_CLASS_SINCE_JANUARY] = nq_on_since_january,
	[NQ_CLASS_SAME_TIME] = on_same_time,
	[NQ_CLASS_SAME_PERIOD] = nq_on_same_period,
	[NQ_CLASS_CONSTANT] = nq_on_base, [NQ_CLASS_CURRENT] = nq_on_base,
	[NQ_CLASS_REAL] = on_real, [NQ_CLASS_VERSUS] = nq_on_versus,
	[NQ_CLASS_PLAN] = nq_on_plan, [NQ_CLASS_BUDGET] = nq_on_plan,
	[NQ_CLASS_SCENARIO] = nq_on_plan, [NQ_CLASS_GOAL] = nq_on_plan,
	[NQ_CLASS_STRIVE] = nq_on_strive, [NQ_CLASS_CHARTER] = nq_on_charter,
	[NQ_CLASS_STRUCTURE] = on_structure, [NQ_CLASS_OWN] = on_own,
	[NQ_CLASS_AUXILIARY] = on_auxiliary,
	[NQ_CLASS_PREPOSITION] = on_preposition,
	[NQ_CLASS_ABOUT] = on_about, [NQ_CLASS_SAYS] = on_says,
	[NQ_CLASS_OF_WHICH] = on_of_which, [NQ_CLASS_FILLER] = on_filler,
	[NQ_CLASS_COMMA] = on_mark, [NQ_CLASS_SEMICOLON] = on_mark,
	[NQ_CLASS_COLON] = on_mark, [NQ_CLASS_OPEN] = on_mark,
	[NQ_CLASS_CLOSE] = on_mark, [NQ_CLASS_NUMBER] = on_number,
};

/* "a) …", "1.1) …" at the head of a paragraph is its number. */
static size_t
past_number(const struct binder *b)
{
	const struct nq_lex *x = nq_bind_lex(b, b->from);

	if (b->from == 0 && is(b, 1, NQ_CLASS_CLOSE) && x->end - x->start <= 3)
		return 2;
	return b->from;
}

static void
walk(struct binder *b)
{
	for (size_t i = past_number(b); i < b->to; i++) {
		enum nq_class cls = nq_bind_lex(b, i)->cls;

		if (i >= b->skip && !nq_park_lex(b, i) && effect[cls] != NULL)
			effect[cls](b, i);
	}
}

/* The total of a part in this sentence, or NULL. */
static const struct nq_figure *
total_of(const struct binder *b, const struct nq_figure *part)
{
	for (size_t k = b->sentence_v; k < b->n; k++)
		if (b->v[k].indicator == part->indicator &&
		    b->v[k].breakdown == NULL &&
		    b->v[k].trans == NQ_TRANS_LEVEL &&
		    b->v[k].mult == part->mult &&
		    nq_period_is_same(b->v[k].period, part->period))
			return &b->v[k];
	return NULL;
}

/*
 * "khai khoáng 818,441; …; nước 15.096 tỷ" of 4.404,229 in all: among
 * decimals of three digits a part larger than its total has its marks
 * reversed; one that could be either is marked.
 */
static void
settle_marks(struct binder *b)
{
	bool decimals = false;

	for (size_t k = b->sentence_v; k < b->n; k++)
		decimals |= b->v[k].trans == NQ_TRANS_LEVEL &&
		    b->v[k].decimals == 3;
	for (size_t k = b->sentence_v; decimals && k < b->n; k++) {
		struct nq_figure *f = &b->v[k];
		const struct nq_figure *total = total_of(b, f);

		if (!f->ambiguous || f->trans != NQ_TRANS_LEVEL)
			continue;
		f->flags |= NQ_FLAG_AMBIGUOUS_NUMBER;
		if (f->breakdown == NULL || total == NULL ||
		    nq_dec_cmp(f->value, total->value) <= 0)
			continue;
		f->value.scale += 3;
		f->value = nq_dec_norm(f->value);
		f->flags |= NQ_FLAG_MARKS_REVERSED;
	}
}

/* One bare "kế hoạch" beside the year's plan is the period's own. */
static void
settle_plans(struct binder *b)
{
	for (size_t k = b->sentence_v; k < b->n; k++) {
		struct nq_figure *f = &b->v[k];

		if (strcmp(f->rule, "prose.bare-plan") != 0 ||
		    f->period.months == 12)
			continue;
		for (size_t m = b->sentence_v; m < b->n; m++)
			if (m != k && b->v[m].indicator == f->indicator &&
			    b->v[m].trans == NQ_TRANS_OF_YEAR_PLAN &&
			    nq_period_is_same(b->v[m].period, f->period) &&
			    strcmp(b->v[m].rule, "prose.year-plan") == 0)
				f->trans = NQ_TRANS_OF_PERIOD_PLAN;
	}
}

void
nq_bind_sentence(struct binder *b)
{
	size_t start = nq_bind_lex(b, b->from)->start;
	size_t end = nq_bind_lex(b, b->to - 1)->end;

	/* A strange subject that had no number leaves the topic in force. */
	if (b->ctx.topic == TOPIC_UNKNOWN && b->ctx.unknown_number == 0) {
		b->ctx.topic = b->ctx.known;
		b->ctx.part = b->ctx.known_part;
	}
	b->sentence++;
	b->clause++;
	b->entered = b->ctx.when;
	b->periods = 0;
	b->sentence_v = b->n;
	b->ctx.role = NQ_ROLE_ACTUAL;
	b->ctx.needed = b->ctx.real = b->ctx.rest = false;
	/* "Trong đó: …" goes on under the comparison of its total. */
	if (!is(b, b->from, NQ_CLASS_OF_WHICH)) {
		b->ctx.versus = (struct compare){ .kind = CMP_NONE };
		b->ctx.whole = b->ctx.versus;
	}
	b->ctx.each = false;
	b->ctx.when_here = false;
	b->ctx.to_year = false;
	b->ctx.area = b->area;
	nq_park_sentence(b);
	b->charter = b->opening_estimate = b->forecast = false;
	b->opening_preliminary = false;
	for (size_t i = b->from; i < b->to; i++)
		b->charter |= is(b, i, NQ_CLASS_CHARTER);
	b->of_which = is(b, b->from, NQ_CLASS_OF_WHICH);
	b->depth = 0;
	b->skip = b->from;
	b->planned = false;
	for (size_t i = b->from; i < b->to; i++)
		b->planned |= is(b, i, NQ_CLASS_STRIVE) ||
		    is(b, i, NQ_CLASS_FORECAST) || is(b, i, NQ_CLASS_NEEDED) ||
		    is(b, i, NQ_CLASS_GOAL);
	b->last_cues = (struct cues){ .bound_at = b->lex.n };
	nq_bind_new_segment(b);
	walk(b);
	/* A list ("quý I …, quý II …") leaves the period before it in force. */
	if (b->periods > 2 && b->entered.year != 0)
		b->ctx.when = b->entered;
	settle_plans(b);
	settle_marks(b);
	for (size_t k = b->sentence_v; k < b->n; k++) {
		b->v[k].start = b->offset + start;
		b->v[k].end = b->offset + end;
	}
}
