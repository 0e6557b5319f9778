/*
 * One number in its place: which figure of the guide it is, or why none.
 */
#include "transform/bind.h"

#include "core/err.h"
#include "core/mem.h"

#include <string.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

void
nq_bind_trace(struct binder *b, size_t i, const char *why)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	b->trace = nq_grow(b->trace, b->ntrace, &b->tcap, sizeof(*b->trace));
	b->trace[b->ntrace++] = (struct nq_trace){ b->offset + x->start,
		b->offset + x->end, why, b->ctx.topic, x->num.unit };
}

enum nq_role
nq_bind_role_of(const struct binder *b, struct nq_period p)
{
	int end = nq_period_end(p);
	int now = b->pub_year * 12 + b->pub_month;	/* past the month */

	if (b->ctx.role == NQ_ROLE_PLAN) {
		bool later = b->ctx.to_year && p.year > b->pub_year;

		if (p.months > 12 || later || (b->charter && b->ctx.to_year))
			return NQ_ROLE_TARGET;
		return NQ_ROLE_PLAN;
	}
	if (b->ctx.role != NQ_ROLE_ACTUAL)
		return b->ctx.role;
	/* What goes on from a forecast is one: "dự kiến A tỷ, tăng B%". */
	if (b->n > b->sentence_v && b->forecast_clause == b->clause &&
	    b->v[b->n - 1].role == NQ_ROLE_FORECAST &&
	    nq_period_is_same(b->v[b->n - 1].period, p))
		return NQ_ROLE_FORECAST;
	if (b->pub_year == 0)
		return b->cues.forecast || b->forecast ? NQ_ROLE_FORECAST :
		    NQ_ROLE_ACTUAL;
	/* An estimate of the month that ends with the report is one; what is
	 * expected of it is a forecast until it is over. */
	if (((b->cues.forecast || b->forecast) && end >= now) ||
	    (b->cues.status == 'E' && end > now))
		return NQ_ROLE_FORECAST;
	return NQ_ROLE_ACTUAL;
}

/*
 * A running total that is named by its end ("tính đến hết tháng 6") began
 * in January; a stock is of that month.
 */
struct nq_period
nq_bind_period_of(const struct binder *b, int indicator)
{
	enum nq_kind kind = nq_catalog_indicator(b->cat, indicator)->kind;
	struct nq_period p = b->ctx.when;

	if (p.year == 0 && b->pub_year != 0)
		p = kind == NQ_KIND_STOCK ? (struct nq_period){ b->pub_year,
		    b->pub_month, 1 } : NQ_YEAR(b->pub_year);
	if (b->ctx.role == NQ_ROLE_PLAN && !b->ctx.when_here && p.year != 0 &&
	    p.months < 12)
		p = NQ_YEAR(p.year);
	if (kind == NQ_KIND_STOCK && p.months < 12) {
		p.month = (short)(p.month + p.months - 1);
		p.months = 1;
	} else if (kind != NQ_KIND_STOCK && b->ctx.until && p.months < 12) {
		p.months = (short)(p.month + p.months - 1);
		p.month = 1;
	}
	return p;
}

static enum nq_unit
unit_of(enum nq_trans t, enum nq_unit printed)
{
	if (t == NQ_TRANS_LEVEL)
		return printed;
	return t == NQ_TRANS_CONTRIBUTION ? NQ_UNIT_PP : NQ_UNIT_PT;
}

static enum nq_bound
bound_of(const struct binder *b, size_t i)
{
	return b->cues.bound != NQ_BOUND_NONE && b->cues.bound_at + 1 == i ?
	    b->cues.bound : NQ_BOUND_NONE;
}

struct nq_figure *
nq_bind_emit(struct binder *b, size_t i, int indicator,
    const char *breakdown, enum nq_trans trans, struct nq_dec value,
    const char *rule)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	struct nq_period p = nq_bind_period_of(b, indicator);
	struct nq_figure f = { .indicator = indicator,
		.breakdown = breakdown, .area = b->ctx.area, .period = p,
		.role = nq_bind_role_of(b, p), .trans = trans,
		.value = nq_dec_norm(value),
		.unit = unit_of(trans, x->num.unit),
		.mult = trans == NQ_TRANS_LEVEL ? x->num.mult : 0,
		.status = b->cues.status != 0 ? b->cues.status : 'A',
		.bound = bound_of(b, i), .rule = rule, .rank = b->rank,
		.at = b->offset + x->start, .at_end = b->offset + x->end };

	if (!nq_period_is_valid(p)) {
		nq_bind_trace(b, i, "no period in force");
		return NULL;
	}
	if (f.area < 0) {
		nq_bind_trace(b, i, "no area known");
		return NULL;
	}
	if (trans == NQ_TRANS_LEVEL && indicator == b->ctx.topic)
		f.base = b->ctx.base;
	/* "dự kiến" of what is over is an estimate, else a forecast. */
	if (f.status == 'F')
		f.status = f.role == NQ_ROLE_ACTUAL ? 'E' : 'A';
	if (f.role != NQ_ROLE_ACTUAL && f.role != NQ_ROLE_FORECAST)
		f.status = 'A';
	if (breakdown != NULL)
		b->ctx.branch_of = b->sentence;
	if (f.role == NQ_ROLE_FORECAST)
		b->forecast_clause = b->clause;
	f.flags |= b->ctx.when.year == 0 ? NQ_FLAG_NO_PERIOD : 0;
	f.flags |= b->ctx.repaired ? NQ_FLAG_YEAR_REPAIRED : 0;
	f.decimals = x->num.value.scale;
	f.ambiguous = x->num.ambiguous;
	f.flags |= x->num.ambiguous && trans != NQ_TRANS_LEVEL ?
	    NQ_FLAG_AMBIGUOUS_NUMBER : 0;
	f.flags |= x->num.repaired ? NQ_FLAG_MARKS_REVERSED : 0;
	b->v = nq_grow(b->v, b->n, &b->cap, sizeof(*b->v));
	b->v[b->n] = f;
	nq_bind_trace(b, i, NULL);
	return &b->v[b->n++];
}

const char *
nq_bind_breakdown_of(const struct binder *b)
{
	return b->ctx.part >= 0 ? nq_catalog_part(b->cat, b->ctx.part)->code :
	    NULL;
}

static bool
unit_fits(const struct binder *b, int indicator, enum nq_unit unit)
{
	const struct nq_indicator *ind = nq_catalog_indicator(b->cat,
	    indicator);

	if (ind->kind == NQ_KIND_INDEX)
		return false;
	if (ind->unit == unit)
		return true;
	/* A revenue may be printed in dollars, but not as an equivalent. */
	return ind->unit == NQ_UNIT_VND && unit == NQ_UNIT_USD &&
	    b->depth == 0 && !b->cues.equal;
}

/*
 * The indicator that a unit names beside the topic: tấn.km behind freight
 * is its turnover. Only one that shares the topic's first word of code.
 */
static int
topic_by_unit(const struct binder *b, enum nq_unit unit)
{
	const char *code;
	int i;

	if (b->ctx.topic < 0)
		return -1;
	code = nq_catalog_indicator(b->cat, b->ctx.topic)->code;
	if (unit == NQ_UNIT_TKM && strncmp(code, "FREIGHT", 7) == 0)
		i = nq_catalog_indicator_find(b->cat, "FREIGHT_TURNOVER");
	else if (unit == NQ_UNIT_T && strncmp(code, "FREIGHT", 7) == 0)
		i = nq_catalog_indicator_find(b->cat, "FREIGHT");
	else if (unit == NQ_UNIT_PKM && strncmp(code, "PASSENGER", 9) == 0)
		i = nq_catalog_indicator_find(b->cat, "PASSENGER_TURNOVER");
	else if (unit == NQ_UNIT_NUM && strncmp(code, "PASSENGER", 9) == 0)
		i = nq_catalog_indicator_find(b->cat, "PASSENGERS");
	else
		i = -1;
	return i;
}

static const char *
level(struct binder *b, size_t i, const struct after *a)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const char *code = nq_catalog_indicator(b->cat, b->ctx.topic)->code;
	struct nq_figure *f;

	if (b->cues.rank)
		return "a rank";
	if (b->seg.versus)
		return "a value of what it is compared with";
	if (b->cues.trend != 0 && !b->cues.level)
		return "an absolute change";
	if (b->cues.equal && !b->cues.level)
		return "an equivalent of what was said";
	if (b->cues.contribution || b->cues.pull_down || b->cues.differ)
		return "a contribution or difference in units";
	if (!unit_fits(b, b->ctx.topic, x->num.unit)) {
		int other = topic_by_unit(b, x->num.unit);

		if (other < 0) {
			nq_bind_unknown(b);
			b->ctx.unknown_number = b->sentence;
			return "a unit that the topic is not measured in";
		}
		nq_bind_topic(b, other, -1);
	}
	if (b->cues.per_time)
		return "an amount each time";
	if ((x->num.unit == NQ_UNIT_NUM || x->num.unit == NQ_UNIT_USD) &&
	    (is(b, i + 1, NQ_CLASS_WORD) || (x->num.count < 0 &&
	    is(b, i + 1, NQ_CLASS_FILLER) && is(b, i + 2, NQ_CLASS_WORD))))
		return "a narrower noun is counted";
	if (x->num.per_head && strcmp(code, "GRDP_PER_CAPITA") != 0)
		return "an amount a head";
	if (x->num.per_year && !x->num.per_head)
		return "an amount a year";
	if (b->cues.share && !b->cues.level)
		return "a share in units";
	f = nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
	    NQ_TRANS_LEVEL, x->num.value, "prose.level");
	if (f != NULL && a->open_up)
		f->bound = NQ_BOUND_MIN;
	return NULL;
}

/* The noun counted names the topic, unless the one in force can be meant. */
static void
topic_counted(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const struct nq_meaning *m;
	const char *have;
	int part = -1, ind;

	if (x->num.count < 0)
		return;
	m = nq_catalog_meaning_at(b->cat, x->num.count);
	ind = m->value;
	if (m->cls == NQ_CLASS_PART) {
		part = m->value;
		ind = nq_catalog_part(b->cat, part)->indicator;
	}
	if (b->ctx.topic == ind && part < 0)
		return;
	/* "Hãng X thực hiện N chuyến, vận chuyển M lượt khách": the firm's. */
	if (b->ctx.topic == TOPIC_UNKNOWN &&
	    (b->ctx.unknown_clause == b->clause || b->seg.strange) &&
	    !b->seg.own)
		return;
	if (b->ctx.topic >= 0 && part < 0 && b->seg.topic) {
		have = nq_catalog_indicator(b->cat, b->ctx.topic)->code;
		if (strcmp(have, "TOURISTS") == 0 ||
		    (strncmp(have, "PASSENGER", 9) == 0 &&
		    nq_catalog_indicator(b->cat, ind)->unit == NQ_UNIT_NUM))
			return;
	}
	nq_bind_topic(b, ind, part);
}

/* A figure that a resolution sets, said behind it. */
static const char *
of_charter(struct binder *b, size_t i, const struct after *a)
{
	struct context kept = b->ctx;
	bool repaired;

	if (b->ctx.topic < 0 || nq_bind_lex(b, i)->num.unit != NQ_UNIT_PT ||
	    !nq_bind_lex(b, i)->num.per_year)
		return "set by a resolution, but not as an average rate";
	b->ctx.role = NQ_ROLE_PLAN;
	if (a->span != 0)
		b->ctx.when = nq_bind_resolve(b,
		    &nq_bind_lex(b, a->span)->when, &repaired);
	nq_bind_average_rate(b, i);
	b->ctx = kept;
	return NULL;
}

/* "Số doanh nghiệp thành lập mới là 2.015, …": the noun was said ahead. */
static bool
counts_bare(const struct binder *b, size_t i)
{
	enum nq_class next = nq_bind_lex(b, i + 1)->cls;

	return nq_catalog_indicator(b->cat, b->ctx.topic)->unit ==
	    NQ_UNIT_NUM && b->cues.level && b->cues.trend == 0 &&
	    nq_bind_lex(b, i)->num.value.scale == 0 &&
	    nq_bind_bare_year(b, i) == 0 && (next == NQ_CLASS_COMMA ||
	    next == NQ_CLASS_STOP || next == NQ_CLASS_SEMICOLON ||
	    next == NQ_CLASS_OPEN);
}

static const char *
classify(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	struct after a;

	nq_bind_look_after(b, x->num.range ? i + 2 : i, &a);
	if (b->skip < a.end)
		b->skip = a.end;
	b->seg.versus |= a.cmp.kind == CMP_OTHER;
	if (b->ctx.needed)
		return "a rate that would be needed";
	if (b->ctx.rest)
		return "a period still to come";
	if (nq_bind_of_other(b, i))
		return "a rate of something else than the topic";
	if (a.charter)
		return of_charter(b, i, &a);
	/* "thấp hơn mức tăng 10,74% của 9 tháng năm 2022": that one's own. */
	if (a.cmp.kind == CMP_NONE && x->num.unit != NQ_UNIT_TIMES &&
	    nq_bind_look_period(b, x->num.range ? i + 2 : i) &&
	    b->cues.trend != 0)
		b->cues.differ = b->cues.exceed = false;
	if (b->ctx.topic < 0 && x->num.unit == NQ_UNIT_PT && !b->of_which &&
	    a.cmp.kind != CMP_NONE && a.cmp.kind < CMP_YEAR_PLAN)
		nq_bind_of_the_whole(b, &a.cmp);
	if (b->ctx.topic < 0)
		return b->ctx.topic == TOPIC_UNKNOWN ?
		    "the subject is not in the catalogue" : "no topic in force";
	switch (x->num.unit) {
	case NQ_UNIT_PT:
		return nq_bind_rate(b, i, &a);
	case NQ_UNIT_PP:
		return nq_bind_contribution(b, i);
	case NQ_UNIT_TIMES:
		return nq_bind_times(b, i, &a);
	case NQ_UNIT_NONE:
		/* "tăng 14,6;": the sign is missing. */
		if (x->num.mult == 0 && b->cues.trend != 0 &&
		    !b->cues.level && x->num.value.scale > 0)
			return nq_bind_rate(b, i, &a);
		if ((b->seg.topic || (b->n > b->sentence_v && strcmp(
		    b->v[b->n - 1].rule, "prose.count") == 0)) &&
		    counts_bare(b, i)) {
			nq_bind_emit(b, i, b->ctx.topic,
			    nq_bind_breakdown_of(b), NQ_TRANS_LEVEL,
			    x->num.value, "prose.count");
			if (b->n > b->sentence_v)
				b->v[b->n - 1].unit = NQ_UNIT_NUM;
			return NULL;
		}
		return "no unit";
	case NQ_UNIT_OTHER:
		return "a unit of no indicator";
	default:
		return level(b, i, &a);
	}
}

/* Both ends of "8,2 - 8,5%" are figures: a least and a most. */
static void
range(struct binder *b, size_t i, struct cues *kept)
{
	b->cues = *kept;
	b->cues.bound = NQ_BOUND_MAX;
	b->cues.bound_at = i + 1;
	(void)classify(b, i + 2);
	b->skip = b->skip > i + 3 ? b->skip : i + 3;
}

/*
 * "A lượt người vận chuyển và B lượt người luân chuyển, lần lượt tăng X% và
 * Y%": the rates are of the levels before them, in their order.
 */
static void
topic_in_turn(struct binder *b)
{
	size_t levels = 0;

	for (size_t k = b->sentence_v; k < b->n; k++)
		levels += b->v[k].trans == NQ_TRANS_LEVEL;
	if (levels < 2)
		return;
	while (b->each_at < b->n && b->v[b->each_at].trans != NQ_TRANS_LEVEL)
		b->each_at++;
	if (b->each_at < b->n && b->v[b->each_at].breakdown == NULL)
		nq_bind_topic(b, b->v[b->each_at++].indicator, -1);
}

void
nq_bind_number(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	struct cues kept = b->cues;
	size_t before = b->n;
	const char *why;

	if (b->seg.narrowed || (b->seg.carried && !b->seg.topic) ||
	    (b->seg.words > 0 && !(b->seg.topic &&
	    b->seg.predicate && !b->seg.adverbial && b->seg.words <= 2))) {
		nq_bind_unknown(b);
	} else {
		topic_counted(b, i);
	}
	if (b->ctx.each && b->depth == 0 && x->num.unit == NQ_UNIT_PT)
		topic_in_turn(b);
	nq_bind_topic_behind(b, i);
	if (b->ctx.topic == TOPIC_UNKNOWN && x->num.unit != NQ_UNIT_NONE)
		b->ctx.unknown_number = b->sentence;
	if (b->ctx.topic == TOPIC_UNKNOWN && x->num.unit != NQ_UNIT_NONE)
		b->ctx.unknown_clause = b->clause;
	if (x->num.range) {
		b->cues.bound = NQ_BOUND_MIN;
		b->cues.bound_at = i - 1;
	}
	why = classify(b, i);
	if (why != NULL)
		nq_bind_trace(b, i, why);
	if (b->n > before && is(b, i + 1, NQ_CLASS_OPEN_UP))
		b->v[before].bound = NQ_BOUND_MIN;
	if (x->num.range && i + 2 < b->to)
		range(b, i, &kept);
}
