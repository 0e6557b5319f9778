/* Rates: changes, ratios, averages, shares, contributions, multiples. */
#include "transform/bind.h"

#include "core/err.h"

#include <string.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

static struct nq_dec
minus_hundred(struct nq_dec d)
{
	struct nq_err e = { 0 };
	struct nq_dec out = d;

	nq_dec_add(d, (struct nq_dec){ -100, 0 }, &out, &e);
	return out;
}

static struct nq_dec
plus_hundred(struct nq_dec d)
{
	struct nq_err e = { 0 };
	struct nq_dec out = d;

	nq_dec_add(d, (struct nq_dec){ 100, 0 }, &out, &e);
	return out;
}

static struct nq_dec
signed_by(struct nq_dec d, int trend)
{
	if (trend < 0 && d.mant > 0)
		d.mant = -d.mant;
	return d;
}

/* A share of a plan, scenario or target; trend and exceed are "on top". */
static const char *
share_of_plan(struct binder *b, size_t i, const struct compare *c)
{
	static const enum nq_trans trans[] = {
		[CMP_YEAR_PLAN] = NQ_TRANS_OF_YEAR_PLAN,
		[CMP_PERIOD_PLAN] = NQ_TRANS_OF_PERIOD_PLAN,
		[CMP_BARE_PLAN] = NQ_TRANS_OF_YEAR_PLAN,
		[CMP_TARGET] = NQ_TRANS_OF_TARGET,
		[CMP_SCENARIO] = NQ_TRANS_OF_SCENARIO,
		[CMP_YEAR_SCENARIO] = NQ_TRANS_OF_YEAR_SCENARIO,
	};
	static const char *const rule[] = {
		[CMP_YEAR_PLAN] = "prose.year-plan",
		[CMP_PERIOD_PLAN] = "prose.period-plan",
		[CMP_BARE_PLAN] = "prose.bare-plan",
		[CMP_TARGET] = "prose.of-target",
		[CMP_SCENARIO] = "prose.scenario",
		[CMP_YEAR_SCENARIO] = "prose.year-scenario",
	};
	struct nq_dec d = nq_bind_lex(b, i)->num.value;
	enum nq_role role = b->ctx.role;
	struct nq_figure *f;

	if (b->cues.differ)
		return "a difference, not a share";
	if (b->cues.exceed || b->cues.trend != 0)
		d = plus_hundred(signed_by(d, b->cues.trend));
	b->ctx.role = NQ_ROLE_ACTUAL;
	f = nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
	    trans[c->kind], d, rule[c->kind]);
	b->ctx.role = role;
	if (f != NULL && f->trans == NQ_TRANS_OF_PERIOD_PLAN &&
	    f->period.months == 12)
		f->trans = NQ_TRANS_OF_YEAR_PLAN;
	return NULL;
}

const char *
nq_bind_average_rate(struct binder *b, size_t i)
{
	struct nq_period p = b->ctx.when;
	enum nq_role role = nq_bind_role_of(b, p);

	if (p.months <= 12) {
		if (role == NQ_ROLE_ACTUAL || b->term.year == 0)
			return "an average without its years";
		b->ctx.when = b->term;
	}
	nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b), NQ_TRANS_AVG,
	    signed_by(nq_bind_lex(b, i)->num.value, b->cues.trend),
	    "prose.average");
	b->ctx.when = p;
	return NULL;
}

static const struct compare *
comparison(const struct binder *b, const struct after *a)
{
	if (a->cmp.kind != CMP_NONE)
		return &a->cmp;
	if (b->cues.plan.kind != CMP_NONE)
		return &b->cues.plan;
	if (b->ctx.versus.kind != CMP_NONE ||
	    (b->ctx.part < 0 && !b->of_which))
		return &b->ctx.versus;
	return &b->ctx.whole;
}

/* Its parts follow under the same comparison, unless it had two. */
void
nq_bind_of_the_whole(struct binder *b, const struct compare *c)
{
	if (b->ctx.whole.kind != CMP_NONE && b->ctx.whole.kind != c->kind)
		b->ctx.whole.kind = CMP_SAME;
	else
		b->ctx.whole = *c;
}

/* A change against another period, or what "bằng" says of it. */
static const char *
change(struct binder *b, size_t i, const struct compare *c,
    struct nq_dec value, const char *rule)
{
	struct nq_period p = nq_bind_period_of(b, b->ctx.topic);
	int trans = nq_compare_trans(b, c, p, true);

	if (trans < 0)
		return "compared with something the guide does not count";
	if (trans == NQ_TRANS_YOY && b->ctx.real)
		trans = NQ_TRANS_YOY_REAL;
	if (p.months > 12)
		return "a change over a span of years";
	nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
	    (enum nq_trans)trans, value, rule);
	if (b->ctx.part < 0 && !b->of_which)
		nq_bind_of_the_whole(b, c);
	return NULL;
}

/*
 * "(cơ cấu tương ứng của cùng kỳ … là 22,41%; 30,92%; …)": a list in the
 * order of the figures before it.
 */
static const char *
in_turn(struct binder *b, size_t i)
{
	while (b->each_at < b->n && (b->v[b->each_at].trans != NQ_TRANS_SHARE ||
	    nq_period_is_same(b->v[b->each_at].period, b->ctx.when)))
		b->each_at++;
	if (b->each_at >= b->n)
		return "a list longer than the one before it";
	nq_bind_emit(b, i, b->v[b->each_at].indicator,
	    b->v[b->each_at].breakdown, NQ_TRANS_SHARE,
	    nq_bind_lex(b, i)->num.value, "prose.in-turn");
	b->each_at++;
	return NULL;
}

const char *
nq_bind_rate(struct binder *b, size_t i, const struct after *a)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const struct nq_indicator *ind = nq_catalog_indicator(b->cat,
	    b->ctx.topic);
	const struct compare *c = comparison(b, a);
	static const struct compare none = { .kind = CMP_NONE };
	bool index = ind->kind == NQ_KIND_INDEX;
	struct nq_dec hundred = { 50, 0 };

	if (b->depth > 0 && b->ctx.each && b->ctx.structure)
		return in_turn(b, i);
	if (ind->kind == NQ_KIND_SHARE && b->cues.trend == 0) {
		nq_bind_emit(b, i, b->ctx.topic, NULL, NQ_TRANS_LEVEL,
		    x->num.value, "prose.level");
		return NULL;
	}
	if (c->kind >= CMP_YEAR_PLAN && b->ctx.growth && !b->cues.equal &&
	    b->cues.trend == 0)
		c = &none;
	if (c->kind >= CMP_YEAR_PLAN)
		return share_of_plan(b, i, c);
	if ((b->cues.differ || b->cues.exceed) && !(x->num.per_year &&
	    b->ctx.when.months > 12))
		return "a difference, not a rate";
	if (b->cues.contribution && b->ctx.part >= 0) {
		nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
		    NQ_TRANS_CONTRIBUTION, signed_by(x->num.value,
		    b->cues.trend), "prose.contribution-percent");
		return NULL;
	}
	if (x->num.per_year || ((b->cues.average || a->average ||
	    b->ctx.average) && b->ctx.when.months > 12))
		return nq_bind_average_rate(b, i);
	if (b->cues.trend != 0 || x->num.plus)
		return change(b, i, c, signed_by(x->num.value,
		    b->cues.trend), "prose.rate");
	if (b->cues.share || (b->cues.level_to && b->last_cues.share) ||
	    (b->ctx.structure && b->ctx.part >= 0)) {
		if (b->ctx.part < 0)
			return "a share of something else";
		nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
		    NQ_TRANS_SHARE, x->num.value, "prose.share");
		return NULL;
	}
	if (c->kind == CMP_SAME || c->kind == CMP_PREVIOUS ||
	    (c->kind == CMP_PERIOD && (b->cues.equal || b->cues.level)))
		return change(b, i, c, minus_hundred(x->num.value),
		    "prose.ratio");
	if (index && nq_dec_cmp(x->num.value, hundred) > 0)
		return change(b, i, c, minus_hundred(x->num.value),
		    "prose.index");
	if (strcmp(ind->code, "GRDP") == 0 && !b->cues.level_to &&
	    (b->cues.level ||
	    b->ctx.role != NQ_ROLE_ACTUAL))
		return change(b, i, c, x->num.value, "prose.rate");
	if (b->ctx.role == NQ_ROLE_SCENARIO)
		return change(b, i, c, x->num.value, "prose.rate");
	return "a per cent without its verb";
}

const char *
nq_bind_times(struct binder *b, size_t i, const struct after *a)
{
	const struct compare *c = comparison(b, a);
	struct nq_err e = { 0 };
	struct nq_dec d;

	if (b->cues.trend < 0 || (b->cues.trend == 0 && !b->cues.times &&
	    !b->cues.equal))
		return "times of what is not said";
	if (c->kind >= CMP_YEAR_PLAN)
		return "times of a plan";
	if (nq_dec_mul(nq_bind_lex(b, i)->num.value,
	    (struct nq_dec){ 100, 0 }, &d, &e) != 0)
		return "too many digits";
	/* "gấp 1,43 lần năm 2020": the year stands without "so với". */
	if (c->kind == CMP_NONE && is(b, i + 1, NQ_CLASS_PERIOD)) {
		struct compare bare = nq_compare_read(b, i + 1);

		b->skip = bare.end;
		return change(b, i, &bare, minus_hundred(d), "prose.times");
	}
	return change(b, i, c, minus_hundred(d), "prose.times");
}

const char *
nq_bind_contribution(struct binder *b, size_t i)
{
	struct nq_dec d = nq_bind_lex(b, i)->num.value;

	if (!b->cues.contribution && !b->cues.pull_down)
		return "points, but not of a contribution";
	if (b->ctx.part < 0)
		return "a contribution of something else";
	if ((b->cues.pull_down || b->cues.trend < 0) && d.mant > 0)
		d.mant = -d.mant;
	nq_bind_emit(b, i, b->ctx.topic, nq_bind_breakdown_of(b),
	    NQ_TRANS_CONTRIBUTION, d, "prose.contribution");
	return NULL;
}
