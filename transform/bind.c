/*
 * The walk over sentences: what each lexeme does to the context in which
 * the next number is read.
 */
#include "transform/bind.h"

#include "core/mem.h"
#include "transform/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	short force = b->ctx.when.year != 0 && b->ctx.when.months <= 12 ?
	    b->ctx.when.year : b->year;
	struct nq_period p = { .year = w->year, .month = w->month,
		.months = w->months };

	*repaired = false;
	if (w->this_month) {
		p = b->title_period.year != 0 ? b->title_period : b->ctx.when;
		p.month = (short)(p.month + p.months - 1);
		p.months = 1;
		return p;
	}
	if (w->relative)
		p.year = (short)((b->year != 0 ? b->year : base) + w->shift);
	if (p.year == 0)
		p.year = force != 0 ? force : base;
	else if (p.year > 2100 || p.year < 1950) {
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

static void
remember(struct binder *b, int indicator)
{
	int k;

	for (k = 0; k < RECENT - 1 && b->recent[k] != indicator; k++)
		continue;
	memmove(b->recent + 1, b->recent, (size_t)k * sizeof(b->recent[0]));
	b->recent[0] = indicator;
}

void
nq_bind_topic(struct binder *b, int indicator, int part)
{
	if (b->ctx.topic != indicator && b->ctx.base_sentence != b->sentence)
		b->ctx.base = NQ_BASE_NONE;
	b->ctx.topic = indicator;
	b->ctx.part = part;
	b->ctx.structure = b->ctx.growth = false;
	b->ctx.average = false;
	b->seg.topic = true;
	b->seg.words = 0;
	b->seg.narrowed = b->seg.adverbial = b->seg.predicate = false;
	remember(b, indicator);
}

void
nq_bind_unknown(struct binder *b)
{
	if (b->ctx.topic != TOPIC_UNKNOWN) {
		b->ctx.known = b->ctx.topic;
		b->ctx.known_part = b->ctx.part;
		b->ctx.unknown_number = 0;
	}
	b->ctx.topic = TOPIC_UNKNOWN;
	b->ctx.unknown_since = b->sentence;
	b->ctx.part = -1;
}

static void
unknown_subject(struct binder *b)
{
	nq_bind_unknown(b);
	b->seg.words = 0;
	b->parks.kind = NQ_CLASS_NONE;
}

static void
new_segment(struct binder *b)
{
	b->seg = (struct segment){ 0 };
	b->cues = (struct cues){ .bound_at = b->lex.n };
	b->joined = false;
}

/*
 * A subject that is not finished at a comma ("Công nghiệp địa phương, do
 * tỉnh quản lý, tăng …") goes on behind it; an adverbial does not.
 */
static void
next_segment(struct binder *b)
{
	bool carried = !b->seg.verb && !b->seg.topic && !b->seg.number &&
	    !b->seg.lead && (b->seg.words > 0 || b->seg.carried);

	new_segment(b);
	b->seg.carried = carried;
}

/* A verb closes the subject: unknown words in it make it unknown. */
static void
verb(struct binder *b)
{
	if ((b->seg.words > 0 && (!b->seg.predicate || b->seg.adverbial)) ||
	    b->seg.narrowed || (b->seg.carried && !b->seg.topic))
		unknown_subject(b);
	b->seg.narrowed = b->seg.carried = false;
	b->seg.verb = b->seg.predicate = true;
	b->seg.words = 0;
	b->joined = false;
}

static void
on_word(struct binder *b)
{
	b->seg.words++;
	b->joined = false;
}

/* "chiếm 83,07% tổng mức": what a share is of is no new topic. */
static bool
is_whole(const struct binder *b, size_t i)
{
	size_t k = i;

	while (k > b->from && (is(b, k - 1, NQ_CLASS_FILLER) ||
	    is(b, k - 1, NQ_CLASS_PREPOSITION) ||
	    is(b, k - 1, NQ_CLASS_OF_WHICH) || is(b, k - 1, NQ_CLASS_OF)))
		k--;
	return k > b->from && is(b, k - 1, NQ_CLASS_NUMBER) &&
	    (b->last_cues.share || b->last_cues.contribution ||
	    b->last_cues.pull_down);
}

/* "giá gạo xuất khẩu", "xe nhập khẩu": the topic's word is an attribute. */
static bool
is_attribute(const struct binder *b, size_t i)
{
	enum nq_class before = i > b->from ? nq_bind_lex(b, i - 1)->cls :
	    NQ_CLASS_STOP;

	return nq_bind_lex(b, i)->ntok <= 2 && b->seg.words > 0 &&
	    (before == NQ_CLASS_WORD || before == NQ_CLASS_FOREIGN ||
	    before == NQ_CLASS_OTHER);
}

static void
on_topic(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const struct nq_meaning *m = nq_catalog_meaning_at(b->cat, x->meaning);
	const char *text = b->lex.tokens->text + x->start;
	char key[NQ_FOLD_MAX];

	if (b->seg.number && is_whole(b, i))
		return;
	/* "ngành X có số doanh nghiệp mới …": another one's. */
	if (b->seg.subject || b->seg.other_has) {
		unknown_subject(b);
		return;
	}
	if (is_attribute(b, i)) {
		on_word(b);
		return;
	}
	/* "dư nợ đối với nền kinh tế": what something else is of. */
	if (i > b->from && (is(b, i - 1, NQ_CLASS_OF) ||
	    is(b, i - 1, NQ_CLASS_ABOUT)) && (b->seg.words > 0 ||
	    (b->ctx.topic == TOPIC_UNKNOWN &&
	    b->ctx.unknown_since == b->sentence && b->seg.topic))) {
		on_word(b);
		return;
	}
	if (b->ctx.base_sentence != b->sentence)
		b->ctx.base = NQ_BASE_NONE;
	nq_bind_topic(b, m->value, -1);
	b->seg.verb = false;
	/* "cơ cấu kinh tế …": the per cents that follow are shares. */
	nq_fold(text, strcspn(text, " "), key);
	b->ctx.structure = strcmp(key, "cơ") == 0;
	b->ctx.growth = strcmp(key, "tăng") == 0 || strcmp(key, "tốc") == 0;
	b->joined = false;
}

/* The indicator in force, or one lately named, that has such a part. */
static int
part_find(const struct binder *b, int meaning)
{
	for (int r = 0; r < RECENT; r++)
		for (int m = meaning; m >= 0;
		    m = nq_catalog_meaning_at(b->cat, m)->next) {
			const struct nq_meaning *k =
			    nq_catalog_meaning_at(b->cat, m);

			if (k->cls == NQ_CLASS_PART && nq_catalog_part(b->cat,
			    k->value)->indicator == b->recent[r])
				return k->value;
		}
	if (nq_catalog_part(b->cat, nq_catalog_meaning_at(b->cat,
	    meaning)->value)->alone)
		return nq_catalog_meaning_at(b->cat, meaning)->value;
	return -1;
}

static void
on_part(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int part = part_find(b, x->meaning);

	if (part < 0 || (b->ctx.topic == TOPIC_UNKNOWN &&
	    (b->ctx.unknown_since == b->sentence ||
	    is(b, b->from, NQ_CLASS_OF_WHICH))) ||
	    b->seg.words > 0 || b->seg.subject || b->seg.other_has) {
		on_word(b);
		return;
	}
	if (b->seg.number && is_whole(b, i))
		return;
	/* "đóng góp của khu vực dịch vụ": another part may follow a number. */
	if (b->ctx.topic != nq_catalog_part(b->cat, part)->indicator)
		b->ctx.structure = false;
	{
		bool structure = b->ctx.structure;
		enum nq_base base = b->ctx.base;

		nq_bind_topic(b, nq_catalog_part(b->cat, part)->indicator,
		    part);
		b->ctx.structure = structure;
		b->ctx.base = base;
	}
	b->seg.verb = false;
	b->joined = false;
}

/* "doanh thu" is tourism's where visitors were spoken of just before. */
static void
on_elliptic(struct binder *b, size_t i)
{
	int ind = nq_catalog_meaning_at(b->cat,
	    nq_bind_lex(b, i)->meaning)->value;
	const int *after = nq_catalog_indicator(b->cat, ind)->after;

	for (; *after >= 0; after++)
		if (b->ctx.topic == *after && b->seg.words == 0 &&
		    !b->seg.subject) {
			nq_bind_topic(b, ind, -1);
			return;
		}
	on_word(b);
}

static void
on_area(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int area = nq_catalog_meaning_at(b->cat, x->meaning)->value;
	bool after_of = i > b->from && is(b, i - 1, NQ_CLASS_OF);

	if (b->seg.number || (b->seg.verb && !after_of))
		return;
	/* Another place is another subject: its parts are not carried over. */
	if (area != b->ctx.area)
		b->ctx.part = -1;
	b->ctx.area = area;
	b->seg.own = true;
	if (!b->seg.topic)
		b->seg.words = 0;
}

/* A printed period is what "cùng thời điểm" later points back to. */
void
nq_bind_named(struct binder *b)
{
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

static void
on_period(struct binder *b, size_t i)
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
static void
on_cumulative(struct binder *b, size_t i)
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

static void
on_since_january(struct binder *b, size_t i)
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

static void
on_base(struct binder *b, enum nq_base base)
{
	b->ctx.base = base;
	b->ctx.base_sentence = b->sentence + 1;
	b->ctx.base_sentence = b->sentence;
	/* "ước đạt 605,2 tỷ đồng (giá so sánh 2010)": the number before. */
	if (b->depth > 0 && b->seg.number == false && b->n > b->sentence_v &&
	    b->v[b->n - 1].trans == NQ_TRANS_LEVEL &&
	    b->v[b->n - 1].base == NQ_BASE_NONE &&
	    b->scopes[b->depth - 1].seg.number)
		b->v[b->n - 1].base = base;
}

static void
on_versus(struct binder *b, size_t i)
{
	struct compare c = nq_compare_read(b, i + 1);

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

/* A plan that is no comparison: what follows is planned. */
static void
on_plan(struct binder *b, size_t i)
{
	struct compare c = nq_plan_read(b, i);
	size_t next = nq_bind_next(b, c.end);

	if (is(b, i + 1, NQ_CLASS_DATE) || is(b, next, NQ_CLASS_DATE))
		return;
	if ((b->cues.exceed || b->cues.equal) && !is(b, next, NQ_CLASS_UP)) {
		b->cues.plan = c;
		b->skip = c.end;
		return;
	}
	if (b->seg.number)
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

static void
on_charter(struct binder *b, size_t i)
{
	size_t j = nq_bind_next(b, i + 1);

	b->charter = true;
	if (b->cues.exceed) {
		b->cues.plan = nq_plan_read(b, i);
		return;
	}
	/* "(Nghị quyết tăng bình quân 9%/năm)" sets, it does not report. */
	if (is(b, j, NQ_CLASS_UP) || is(b, j, NQ_CLASS_AVERAGE))
		b->ctx.role = NQ_ROLE_PLAN;
	b->seg.words = 0;
}

static void
open_bracket(struct binder *b)
{
	if (b->depth < SCOPES)
		b->scopes[b->depth] = (struct scope){ b->ctx, b->cues, b->seg };
	b->depth++;
	if (b->seg.words > 0 && !b->seg.number)
		unknown_subject(b);
	new_segment(b);
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

/* "(cùng kỳ tăng 7,57%)": the same period, a year earlier. */
static void
on_same_period(struct binder *b, size_t i)
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
	if (b->opening_estimate && b->cues.status == 0 && !b->seg.number) {
		b->cues.status = 'E';
		b->opening_estimate = false;
	}
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

static void
set_bound(struct binder *b, enum nq_bound bound, size_t i)
{
	b->cues.bound = bound;
	b->cues.bound_at = i;
}

/* Cues: what the words around a number say of it. True if i was one. */
static bool
on_cue(struct binder *b, size_t i)
{
	struct cues *c = &b->cues;

	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_UP: case NQ_CLASS_DOWN:
		verb(b);
		c->trend = is(b, i, NQ_CLASS_UP) ? 1 : -1;
		c->level = false;
		return true;
	case NQ_CLASS_LEVEL_TO:
		verb(b);
		c->level = c->level_to = true;
		return true;
	case NQ_CLASS_HAVE:
		b->seg.other_has = b->seg.words > 0 && !b->seg.predicate;
		verb(b);
		c->level = true;
		return true;
	case NQ_CLASS_REACH:
		verb(b);
		c->level = true;
		return true;
	case NQ_CLASS_EQUAL:
		verb(b);
		c->equal = true;
		return true;
	case NQ_CLASS_EXCEED:
		verb(b);
		c->exceed = true;
		return true;
	case NQ_CLASS_DIFFER:
		verb(b);
		c->differ = true;
		return true;
	case NQ_CLASS_SHARE:
		verb(b);
		c->level = false;
		c->share = true;
		return true;
	case NQ_CLASS_CONTRIBUTION:
		verb(b);
		c->contribution = true;
		return true;
	case NQ_CLASS_PULL_DOWN:
		verb(b);
		c->pull_down = true;
		return true;
	case NQ_CLASS_TIMES:
		verb(b);
		c->times = true;
		return true;
	case NQ_CLASS_ESTIMATE:
		verb(b);
		c->status = 'E';
		c->level = c->trend == 0;
		if (i == b->from)
			b->opening_estimate = true;
		return true;
	case NQ_CLASS_PRELIMINARY:
		verb(b);
		c->status = 'P';
		return true;
	case NQ_CLASS_FORECAST:
		verb(b);
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
		b->parks.count = 0;
		new_segment(b);
		break;
	case NQ_CLASS_COMMA:
		next_segment(b);
		break;
	case NQ_CLASS_COLON:
		new_segment(b);
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

static void
on_context(struct binder *b, size_t i)
{
	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_TOPIC:
		on_topic(b, i);
		break;
	case NQ_CLASS_PART:
		on_part(b, i);
		break;
	case NQ_CLASS_AREA:
		on_area(b, i);
		break;
	case NQ_CLASS_PERIOD:
		on_period(b, i);
		break;
	case NQ_CLASS_CUMULATIVE:
		on_cumulative(b, i);
		break;
	case NQ_CLASS_SINCE_JANUARY:
		on_since_january(b, i);
		break;
	case NQ_CLASS_CONSTANT:
		on_base(b, NQ_BASE_CONSTANT);
		break;
	case NQ_CLASS_CURRENT:
		on_base(b, NQ_BASE_CURRENT);
		break;
	case NQ_CLASS_REAL:
		b->ctx.real = true;
		break;
	case NQ_CLASS_VERSUS:
		on_versus(b, i);
		break;
	case NQ_CLASS_SAME_PERIOD:
		on_same_period(b, i);
		break;
	case NQ_CLASS_PLAN: case NQ_CLASS_BUDGET: case NQ_CLASS_SCENARIO:
	case NQ_CLASS_GOAL:
		on_plan(b, i);
		break;
	case NQ_CLASS_STRIVE:
		/* "kịch bản phấn đấu" stays a scenario. */
		if (i > b->from && is(b, i - 1, NQ_CLASS_SCENARIO))
			break;
		verb(b);
		b->ctx.role = NQ_ROLE_PLAN;
		break;
	case NQ_CLASS_CHARTER:
		on_charter(b, i);
		break;
	case NQ_CLASS_FOREIGN:
		b->seg.subject = true;
		on_word(b);
		break;
	case NQ_CLASS_SAME_TIME:
		if (b->named.year != 0 && !b->named_here) {
			b->ctx.when = b->named;
			b->ctx.until = b->named_until;
			b->ctx.when_here = true;
		}
		break;
	case NQ_CLASS_STRUCTURE:
		b->ctx.structure = true;
		break;
	case NQ_CLASS_ELLIPTIC:
		on_elliptic(b, i);
		break;
	case NQ_CLASS_AUXILIARY:
		/* The predicate begins; what follows does not narrow. */
		if (b->seg.adverbial)
			b->seg.words = 0;
		if (b->seg.words == 0) {
			b->seg.predicate = true;
			b->seg.adverbial = false;
		}
		break;
	case NQ_CLASS_OTHER:
		on_word(b);
		break;
	case NQ_CLASS_DECOY:
		unknown_subject(b);
		b->ctx.unknown_number = b->sentence;
		b->recent[0] = b->recent[1] = b->recent[2] = TOPIC_NONE;
		b->seg.topic = true;
		break;
	case NQ_CLASS_PREPOSITION:
		if (b->seg.topic || b->seg.number) {
			b->seg.narrowed |= b->seg.topic &&
			    b->seg.words > 0 && !b->seg.predicate;
			b->seg.adverbial = true;
			b->seg.words = 0;
		} else if (b->seg.words == 0) {
			b->seg.lead = true;
		}
		break;
	case NQ_CLASS_ABOUT:
		b->seg.lead |= b->seg.words == 0 && !b->seg.topic;
		break;
	case NQ_CLASS_OWN:
		b->seg.own = true;
		break;
	case NQ_CLASS_OF_WHICH:
		b->of_which |= b->n > b->sentence_v ||
		    b->ctx.unknown_number == b->sentence;
		break;
	case NQ_CLASS_VOLUME:
		/* A quantity of something; which, the next words say. */
		break;
	case NQ_CLASS_WORD:
		on_word(b);
		break;
	case NQ_CLASS_FILLER:
		on_filler(b, i);
		break;
	default:
		on_mark(b, i);
		break;
	}
}

static void
walk(struct binder *b)
{
	for (size_t i = b->from; i < b->to; i++) {
		if (i < b->skip)
			continue;
		if (is(b, i, NQ_CLASS_NUMBER))
			on_number(b, i);
		else if (!nq_park_lex(b, i) && !on_cue(b, i))
			on_context(b, i);
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

static void
sentence(struct binder *b)
{
	size_t start = nq_bind_lex(b, b->from)->start;
	size_t end = nq_bind_lex(b, b->to - 1)->end;

	/* A strange subject that had no number leaves the topic in force. */
	if (b->ctx.topic == TOPIC_UNKNOWN && b->ctx.unknown_number == 0) {
		b->ctx.topic = b->ctx.known;
		b->ctx.part = b->ctx.known_part;
	}
	b->sentence++;
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
	b->of_which = is(b, b->from, NQ_CLASS_OF_WHICH);
	b->depth = 0;
	b->skip = b->from;
	b->planned = false;
	for (size_t i = b->from; i < b->to; i++)
		b->planned |= is(b, i, NQ_CLASS_STRIVE) ||
		    is(b, i, NQ_CLASS_FORECAST) || is(b, i, NQ_CLASS_NEEDED) ||
		    is(b, i, NQ_CLASS_GOAL);
	b->last_cues = (struct cues){ .bound_at = b->lex.n };
	new_segment(b);
	walk(b);
	settle_plans(b);
	for (size_t k = b->sentence_v; k < b->n; k++) {
		b->v[k].start = b->offset + start;
		b->v[k].end = b->offset + end;
	}
}

static bool
begins_lower(const struct nq_block *k)
{
	int c;

	if (k->len == 0)
		return false;
	nq_utf8_at(k->text, k->len, &c);
	return nq_is_letter(c) && !nq_is_upper(c);
}

/*
 * What a new block keeps: everything when it goes on with a sentence or a
 * list; else the topic, and the title's period.
 */
static void
enter_block(struct binder *b, size_t i)
{
	const struct nq_block *k = &b->page->blocks[i];
	const struct nq_block *prev = i > 0 ? &b->page->blocks[i - 1] : NULL;
	bool goes_on = prev != NULL && (begins_lower(k) ||
	    k->kind == NQ_BLOCK_ITEM || prev->kind == NQ_BLOCK_HEADING ||
	    (prev->len > 0 && prev->text[prev->len - 1] == ':'));

	b->named_here = false;
	if (!goes_on) {
		b->parks = (struct parks){ .kind = NQ_CLASS_NONE };
		b->ctx.when = b->title_period;
		b->ctx.until = b->title_until;
		b->ctx.repaired = false;
	}
	if (k->kind == NQ_BLOCK_HEADING) {
		b->ctx.topic = b->ctx.known = TOPIC_NONE;
		b->ctx.part = -1;
		b->parks = (struct parks){ .kind = NQ_CLASS_NONE };
	}
	b->offset = k->start;
}

static void
block(struct binder *b, size_t i)
{
	const struct nq_block *k = &b->page->blocks[i];
	struct nq_arena scratch = { 0 };
	struct nq_tokens tokens;

	enter_block(b, i);
	b->rank = k->kind == NQ_BLOCK_TITLE ? 2 :
	    k->kind == NQ_BLOCK_CAPTION ? 1 : 0;
	nq_tokens_read(b->cat, k->text, k->len, &scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &scratch, &b->lex);
	for (b->from = 0; b->from < b->lex.n; b->from = b->to + 1) {
		b->to = b->from;
		while (b->to < b->lex.n && !is(b, b->to, NQ_CLASS_STOP))
			b->to++;
		if (b->to > b->from)
			sentence(b);
	}
	nq_arena_release(&scratch);
}

/* The title's first period is what figures without one are of. */
static void
read_title(struct binder *b)
{
	struct nq_arena scratch = { 0 };
	struct nq_tokens tokens;
	const char *title = b->page->title;
	bool repaired;

	nq_tokens_read(b->cat, title, strlen(title), &scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &scratch, &b->lex);
	for (size_t i = 0; i < b->lex.n; i++) {
		const struct nq_lex *x = &b->lex.v[i];

		if (x->cls == NQ_CLASS_VERSUS)
			break;
		if (x->cls == NQ_CLASS_PERIOD && x->when.year >= 1950 &&
		    x->when.year < 2100 && x->when.years <= 1)
			b->year = x->when.year;
	}
	for (size_t i = 0; i < b->lex.n; i++) {
		const struct nq_lex *x = &b->lex.v[i];

		if (x->cls == NQ_CLASS_VERSUS)
			break;
		if (x->cls != NQ_CLASS_PERIOD || x->when.day || x->when.rest)
			continue;
		b->title_period = nq_bind_resolve(b, &x->when, &repaired);
		b->title_until = x->when.until && !x->when.bare_year;
		break;
	}
	nq_arena_release(&scratch);
}

/* The place a title begins with or names; a district's page is its own. */
static int
title_area(struct binder *b)
{
	struct nq_arena scratch = { 0 };
	struct nq_tokens tokens;
	int area = -1;

	nq_tokens_read(b->cat, b->page->title, strlen(b->page->title),
	    &scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &scratch, &b->lex);
	for (size_t i = 0; area < 0 && i < b->lex.n; i++)
		if (b->lex.v[i].cls == NQ_CLASS_AREA)
			area = nq_catalog_meaning_at(b->cat,
			    b->lex.v[i].meaning)->value;
	nq_arena_release(&scratch);
	return area;
}

/* How often each place is named; the one that clearly leads, or -1. */
static int
text_area(struct binder *b)
{
	enum { AREAS = 1024 };
	int count[AREAS] = { 0 }, best = -1, second = 0;
	struct nq_arena scratch = { 0 };
	struct nq_tokens tokens;

	for (size_t k = 0; k < b->page->nblocks; k++) {
		const struct nq_block *p = &b->page->blocks[k];

		nq_tokens_read(b->cat, p->text, p->len, &scratch, &tokens);
		nq_lex_read(b->cat, &tokens, &scratch, &b->lex);
		for (size_t i = 0; i < b->lex.n; i++) {
			int area = b->lex.v[i].cls == NQ_CLASS_AREA ?
			    nq_catalog_meaning_at(b->cat,
			    b->lex.v[i].meaning)->value : AREAS;

			if (area < AREAS)
				count[area]++;
		}
		nq_arena_release(&scratch);
	}
	for (int i = 0; i < AREAS; i++)
		if (count[i] > 0 && (best < 0 || count[i] > count[best])) {
			second = best < 0 ? 0 : count[best];
			best = i;
		} else if (count[i] > second) {
			second = count[i];
		}
	return best >= 0 && count[best] >= 2 &&
	    count[best] >= 2 * second ? best : -1;
}

static bool
is_kind(const struct binder *b, int area, const char *kind)
{
	return area >= 0 &&
	    strcmp(nq_catalog_area(b->cat, area)->kind, kind) == 0;
}

static int
document_area(struct binder *b, const struct nq_release *r)
{
	char host[256] = "";
	const char *at = r->url != NULL ? strstr(r->url, "://") : NULL;
	int area = -1, title = title_area(b);

	if (r->source != NULL)
		area = nq_catalog_source_area(b->cat, r->source);
	if (at != NULL) {
		snprintf(host, sizeof(host), "%.*s",
		    (int)strcspn(at + 3, "/"), at + 3);
		if (area < 0)
			area = nq_catalog_area_by_host(b->cat, host);
	}
	/* A district named in the title of its province's page. */
	if (is_kind(b, title, "district") && (area < 0 ||
	    strcmp(nq_catalog_area(b->cat, title)->parent,
	    nq_catalog_area(b->cat, area)->code) == 0))
		return title;
	if (area < 0 || (is_kind(b, area, "country") && title >= 0))
		area = title >= 0 ? title : area;
	return area >= 0 ? area : text_area(b);
}

static void
published(struct binder *b, const struct nq_release *r)
{
	const char *day = b->page->published != NULL ? b->page->published :
	    r->published;
	int y = 0, m = 0;

	if (r->published != NULL && r->published[0] != '\0')
		day = r->published;
	if (day != NULL && sscanf(day, "%4d-%2d", &y, &m) == 2) {
		b->pub_year = (short)y;
		b->pub_month = (short)m;
		b->year = (short)y;
	}
}

void
nq_figures_read(const struct nq_catalog *cat, const struct nq_page *page,
    const struct nq_release *release, struct nq_arena *arena,
    struct nq_figures *out)
{
	struct binder b = { .cat = cat, .page = page, .arena = arena };

	for (int k = 0; k < RECENT; k++)
		b.recent[k] = TOPIC_NONE;
	b.ctx.topic = b.ctx.known = TOPIC_NONE;
	b.ctx.known_part = -1;
	b.ctx.part = -1;
	published(&b, release);
	read_title(&b);
	b.area = document_area(&b, release);
	b.ctx.when = b.title_period;
	for (size_t i = 0; i < page->nblocks; i++)
		if (page->blocks[i].kind != NQ_BLOCK_GRID)
			block(&b, i);
	out->n = b.n;
	out->v = nq_arena_get(arena, b.n + 1, sizeof(*b.v));
	if (b.n > 0)
		memcpy(out->v, b.v, b.n * sizeof(*b.v));
	out->ntrace = b.ntrace;
	out->trace = nq_arena_get(arena, b.ntrace + 1, sizeof(*b.trace));
	if (b.ntrace > 0)
		memcpy(out->trace, b.trace, b.ntrace * sizeof(*b.trace));
	free(b.v);
	free(b.trace);
}

const char *
nq_role_name(enum nq_role r)
{
	static const char *const names[] = {
		[NQ_ROLE_ACTUAL] = "actual", [NQ_ROLE_PLAN] = "plan",
		[NQ_ROLE_SCENARIO] = "scenario", [NQ_ROLE_TARGET] = "target",
		[NQ_ROLE_FORECAST] = "forecast",
	};

	_Static_assert(sizeof(names) / sizeof(names[0]) == NQ_ROLE__N,
	    "a role without a name");
	return names[r];
}

const char *
nq_trans_name(enum nq_trans t)
{
	static const char *const names[] = {
		[NQ_TRANS_LEVEL] = "level", [NQ_TRANS_YOY] = "yoy",
		[NQ_TRANS_YOY_REAL] = "yoy_real", [NQ_TRANS_POP] = "pop",
		[NQ_TRANS_AVG] = "avg", [NQ_TRANS_SHARE] = "share",
		[NQ_TRANS_CONTRIBUTION] = "contribution",
		[NQ_TRANS_OF_YEAR_PLAN] = "of_year_plan",
		[NQ_TRANS_OF_PERIOD_PLAN] = "of_period_plan",
		[NQ_TRANS_OF_TARGET] = "of_target",
		[NQ_TRANS_OF_SCENARIO] = "of_scenario",
		[NQ_TRANS_OF_YEAR_SCENARIO] = "of_year_scenario",
	};

	_Static_assert(sizeof(names) / sizeof(names[0]) == NQ_TRANS__N,
	    "a transformation without a name");
	return names[t];
}
