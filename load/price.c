#include "load/price.h"

#include "core/mem.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Years between a figure and a pair that gives the ratio. */
	RATIO_YEARS = 2
};

/* Pairs of Yên Bái agree to a thousandth (1.368, 2022 to 2024); the ratio
 * is allowed half a per cent, last year's values, which are revised, one. */
#define RATIO_SLACK 0.005
#define YEAR_SLACK 0.01
/* Known to a tenth: two bases are further apart. */
#define NARROW 1.1

/* Both bases of one period in one release. */
struct ratio {
	struct nq_span k;
	int year;
	size_t current, constant;
};

/* A plan that a labelled value gives, or that is stated with its base. */
struct known {
	struct nq_span plan;
	int year;
	size_t value, share;	/* share == value: stated */
};

struct nq_prices {
	const struct nq_figure *v;	/* borrowed */
	size_t n;
	struct ratio *ratio;		/* owned */
	size_t n_ratio, cap_ratio;
	struct known *known;		/* owned, ascending year */
	size_t n_known, cap_known;
};

/* What a method has found so far. */
struct vote {
	const struct nq_prices *p;
	const struct nq_figure *f;
	struct nq_inference *out;
	enum nq_price_method by;
	char base[16];		/* "": nothing yet */
	bool split;		/* two bases: nothing */
};

const char *
nq_price_method(enum nq_price_method m)
{
	static const char *const names[] = {
		[NQ_BESIDE] = "beside", [NQ_LAST_YEAR] = "last-year",
		[NQ_BY_PLAN] = "plan", [NQ_PLAN_BEFORE] = "plan-before",
	};

	return names[m];
}

static bool
is_labelled(const struct nq_figure *f)
{
	return f->as == NQ_LEVEL && f->base[0] != '_';
}

static bool
is_constant(const char *base)
{
	return strncmp(base, "constant", 8) == 0;
}

static bool
is_narrow(struct nq_span s)
{
	return s.lo > 0 && s.hi < s.lo * NARROW;
}

static struct nq_span
widen(struct nq_span s, double by)
{
	return (struct nq_span){ s.lo * (1 - by), s.hi * (1 + by) };
}

static struct nq_span
divide(struct nq_span a, struct nq_span b)
{
	return (struct nq_span){ a.lo / b.hi, a.hi / b.lo };
}

static struct nq_span
multiply(struct nq_span a, struct nq_span b)
{
	return (struct nq_span){ a.lo * b.lo, a.hi * b.hi };
}

static bool
same_cell(const struct nq_figure *a, const struct nq_figure *b)
{
	return a->first == b->first && a->months == b->months &&
	    strcmp(a->territory, b->territory) == 0;
}

static int
year_of(const struct nq_figure *f)
{
	return f->first / 12;
}

static void
add_ratio(struct nq_prices *p, size_t i)
{
	const struct nq_figure *a = &p->v[i], *b;
	struct nq_span x = nq_span_of(a, true), y;

	for (size_t k = nq_figure_from(p->v, p->n, a->first);
	    k < p->n && p->v[k].first == a->first; k++) {
		b = &p->v[k];
		if (!is_labelled(b) || is_constant(b->base) ||
		    !same_cell(a, b) || a->release != b->release ||
		    a->role != b->role || strcmp(a->unit, b->unit) != 0)
			continue;
		y = nq_span_of(b, true);
		if (!is_narrow(x) || !is_narrow(y))
			continue;
		p->ratio = nq_grow(p->ratio, p->n_ratio, &p->cap_ratio,
		    sizeof(*p->ratio));
		p->ratio[p->n_ratio++] = (struct ratio){ divide(y, x),
			year_of(a), k, i };
	}
}

static void
add_known(struct nq_prices *p, struct nq_span s, size_t value, size_t share)
{
	p->known = nq_grow(p->known, p->n_known, &p->cap_known,
	    sizeof(*p->known));
	p->known[p->n_known++] = (struct known){ s, year_of(&p->v[value]),
		value, share };
}

/* A value at current prices beside one at constant ones gives no plan: the
 * share goes with the constant one. */
static bool
has_constant_beside(const struct nq_prices *p, size_t i)
{
	const struct nq_figure *a = &p->v[i];

	for (size_t k = nq_figure_from(p->v, p->n, a->first);
	    k < p->n && p->v[k].first == a->first; k++)
		if (is_labelled(&p->v[k]) && is_constant(p->v[k].base) &&
		    p->v[k].release == a->release && same_cell(a, &p->v[k]))
			return true;
	return false;
}

static void
add_plans(struct nq_prices *p, size_t i)
{
	const struct nq_figure *a = &p->v[i], *b;
	struct nq_span s;

	if (a->role == NQ_PLAN && a->months == 12 && a->first % 12 == 0)
		add_known(p, nq_span_of(a, true), i, i);
	if (a->role != NQ_ACTUAL || (!is_constant(a->base) &&
	    has_constant_beside(p, i)))
		return;
	for (size_t k = nq_figure_from(p->v, p->n, a->first);
	    k < p->n && p->v[k].first == a->first; k++) {
		b = &p->v[k];
		if (b->as == NQ_OF_YEAR_PLAN && b->role == NQ_ACTUAL &&
		    b->release == a->release && same_cell(a, b) &&
		    nq_span_whole(a, b, true, &s))
			add_known(p, s, i, k);
	}
}

struct nq_prices *
nq_prices_new(const struct nq_figure *v, size_t n)
{
	struct nq_prices *p = nq_alloc(1, sizeof(*p));

	p->v = v;
	p->n = n;
	for (size_t i = 0; i < n; i++) {
		if (!is_labelled(&v[i]))
			continue;
		if (is_constant(v[i].base))
			add_ratio(p, i);
		add_plans(p, i);
	}
	return p;
}

void
nq_prices_free(struct nq_prices *p)
{
	if (p == NULL)
		return;
	free(p->ratio);
	free(p->known);
	free(p);
}

bool
nq_prices_ratio(const struct nq_prices *p, const char *territory, int year,
    const char *constant, struct nq_span *out, size_t pair[2])
{
	int away, least = RATIO_YEARS + 1;

	*out = (struct nq_span){ INFINITY, 0 };
	for (size_t i = 0; i < p->n_ratio; i++) {
		const struct ratio *r = &p->ratio[i];

		away = abs(r->year - year);
		if (away > RATIO_YEARS || strcmp(p->v[r->constant].territory,
		    territory) != 0 || strcmp(p->v[r->constant].base,
		    constant) != 0)
			continue;
		out->lo = fmin(out->lo, r->k.lo);
		out->hi = fmax(out->hi, r->k.hi);
		if (away <= least) {
			least = away;
			pair[0] = r->current;
			pair[1] = r->constant;
		}
	}
	if (!(out->hi > 0) || out->hi > out->lo * 1.05 || out->lo < NARROW)
		return false;
	*out = widen(*out, RATIO_SLACK);
	return true;
}

static void
rest_on(struct vote *w, size_t i)
{
	struct nq_inference *o = w->out;
	const struct nq_figure *f = &w->p->v[i];

	for (size_t k = 0; k < o->n[w->by]; k++)
		if (o->rests[w->by][k] == f->id)
			return;
	if (o->n[w->by] < NQ_RESTS_MAX)
		o->rests[w->by][o->n[w->by]++] = f->id;
	o->batch = f->batch > o->batch ? f->batch : o->batch;
}

/* False: the method's second vote, its words are there already. */
static bool
vote(struct vote *w, const char *base)
{
	if (w->base[0] != '\0') {
		w->split |= strcmp(w->base, base) != 0;
		return false;
	}
	snprintf(w->base, sizeof(w->base), "%s", base);
	return true;
}

/* Adds to the reason in one language. */
__attribute__((format(printf, 3, 4))) static void
tell(struct nq_inference *o, bool en, const char *fmt, ...)
{
	char *to = en ? o->en : o->vi;
	size_t used = strlen(to), from = used;
	va_list ap;

	if (used > 0 && used + 2 < sizeof(o->vi)) {
		memcpy(to + used, "; ", 3);
		used += 2;
	}
	va_start(ap, fmt);
	vsnprintf(to + used, sizeof(o->vi) - used, fmt, ap);
	va_end(ap);
	for (char *s = to + from; !en && *s != '\0'; s++)
		if (*s == '.' && s > to && s[-1] >= '0' && s[-1] <= '9' &&
		    s[1] >= '0' && s[1] <= '9')
			*s = ',';
}

struct words { char text[48]; };

static struct words
base_words(const char *base, bool en)
{
	struct words w;

	if (!is_constant(base))
		snprintf(w.text, sizeof(w.text), "%s", en ? "current prices" :
		    "giá hiện hành");
	else
		snprintf(w.text, sizeof(w.text), "%s %.8s", en ?
		    "constant prices of" : "giá so sánh", base +
		    strlen("constant-"));
	return w;
}

static double
middle(struct nq_span s)
{
	return (s.lo + s.hi) / 2;
}

/* How one amount goes with another of a known base. */
struct match {
	char base[16];		/* that it leaves; "": none */
	struct nq_span k;	/* the ratio used; 0: none */
	size_t pair[2];
};

/*
 * Is mine the amount its, which is told with the base of v[other]; or the
 * same but for the ratio of the bases about year? slack: of revisions.
 */
static struct match
match(const struct vote *w, struct nq_span mine, struct nq_span its,
    size_t other, int year, double slack)
{
	const struct nq_figure *f = &w->p->v[other];
	struct match m = { 0 };
	const char *constant = f->base;

	if (!is_narrow(mine) || !is_narrow(its))
		return m;
	if (nq_span_meet(widen(mine, slack), its)) {
		snprintf(m.base, sizeof(m.base), "%s", f->base);
		return m;
	}
	for (size_t i = 0; !is_constant(constant) && i < w->p->n_ratio; i++)
		constant = w->p->v[w->p->ratio[i].constant].base;
	if (!is_constant(constant) || !nq_prices_ratio(w->p, f->territory,
	    year, constant, &m.k, m.pair))
		return (struct match){ 0 };
	mine = is_constant(f->base) ? divide(mine, m.k) :
	    multiply(mine, m.k);
	if (!nq_span_meet(widen(mine, slack), its))
		return (struct match){ 0 };
	snprintf(m.base, sizeof(m.base), "%s", is_constant(f->base) ?
	    "current" : constant);
	return m;
}

/* Counts a match; true where its words are to be told. */
static bool
take(struct vote *w, const struct match *m, size_t other)
{
	if (m->base[0] == '\0')
		return false;
	rest_on(w, other);
	if (m->k.lo > 0) {
		rest_on(w, m->pair[0]);
		rest_on(w, m->pair[1]);
	}
	return vote(w, m->base);
}

/* ", ratio 1.368 of current to constant prices", where it was used. */
static void
tell_ratio(struct nq_inference *o, const struct match *m)
{
	if (!(m->k.lo > 0))
		return;
	tell(o, false, "giá hiện hành gấp %.4g lần giá so sánh",
	    middle(m->k));
	tell(o, true, "current prices are %.4g times constant ones",
	    middle(m->k));
}

static void
by_beside(struct vote *w, size_t i)
{
	const struct nq_figure *f = w->f, *g;
	const struct nq_figure *v = w->p->v;
	struct match m;

	for (size_t k = nq_figure_from(v, w->p->n, f->first);
	    k < w->p->n && v[k].first == f->first; k++) {
		g = &v[k];
		if (k == i || !is_labelled(g) || !same_cell(f, g) ||
		    g->role != f->role || strcmp(g->unit, f->unit) != 0)
			continue;
		m = match(w, nq_span_of(f, true), nq_span_of(g, true), k,
		    year_of(f), 0);
		if (!take(w, &m, k))
			continue;
		tell(w->out, false, "cùng kỳ có số %.6g theo %s",
		    g->value * g->factor / f->factor,
		    base_words(g->base, false).text);
		tell(w->out, true, "%.6g at %s is told for the same period",
		    g->value * g->factor / f->factor,
		    base_words(g->base, true).text);
		tell_ratio(w->out, &m);
	}
}

/* The one growth on a year before that its release prints; NULL: none, or
 * two. */
static const struct nq_figure *
growth_of(const struct nq_prices *p, const struct nq_figure *f, size_t *at)
{
	const struct nq_figure *g, *found = NULL;

	for (size_t k = nq_figure_from(p->v, p->n, f->first);
	    k < p->n && p->v[k].first == f->first; k++) {
		g = &p->v[k];
		if (g->as != NQ_YOY || g->release != f->release ||
		    g->role != f->role || g->bound != '_' ||
		    !same_cell(f, g) || !(g->value > -100))
			continue;
		if (found != NULL && fabs(found->value - g->value) > 1e-9)
			return NULL;
		found = g;
		*at = k;
	}
	return found;
}

static void
by_last_year(struct vote *w)
{
	const struct nq_figure *f = w->f, *v = w->p->v, *g, *l;
	struct nq_span mine;
	struct match m;
	size_t at = 0;

	if ((g = growth_of(w->p, f, &at)) == NULL || f->role != NQ_ACTUAL)
		return;
	mine = divide(nq_span_of(f, true), (struct nq_span){
	    1 + (g->value - g->half) / 100, 1 + (g->value + g->half) / 100 });
	for (size_t k = nq_figure_from(v, w->p->n, f->first - 12);
	    k < w->p->n && v[k].first == f->first - 12; k++) {
		l = &v[k];
		if (!is_labelled(l) || l->role != NQ_ACTUAL ||
		    l->months != f->months || strcmp(l->unit, f->unit) != 0 ||
		    strcmp(l->territory, f->territory) != 0)
			continue;
		m = match(w, mine, nq_span_of(l, true), k, year_of(l),
		    YEAR_SLACK);
		if (!take(w, &m, k))
			continue;
		rest_on(w, at);
		tell(w->out, false, "%.6g tăng %.4g %% là từ %.6g; năm trước "
		    "có số %.6g theo %s", f->value, g->value,
		    middle(mine) / f->factor, l->value * l->factor /
		    f->factor, base_words(l->base, false).text);
		tell(w->out, true, "%.6g after a growth of %.4g %% comes from "
		    "%.6g; the year before has %.6g at %s", f->value, g->value,
		    middle(mine) / f->factor, l->value * l->factor /
		    f->factor, base_words(l->base, true).text);
		tell_ratio(w->out, &m);
	}
}

static void
tell_plan(struct vote *w, const struct known *c, const struct nq_figure *s,
    struct nq_span mine)
{
	const struct nq_figure *f = w->f, *b = &w->p->v[c->value];
	double by = f->factor;

	if (s == NULL) {
		tell(w->out, false, "kế hoạch %d suy ra từ %s theo %s là "
		    "%.6g đến %.6g", c->year, b->period,
		    base_words(b->base, false).text, c->plan.lo / by,
		    c->plan.hi / by);
		tell(w->out, true, "the plan of %d that follows from %s at %s "
		    "is %.6g to %.6g", c->year, b->period,
		    base_words(b->base, true).text, c->plan.lo / by,
		    c->plan.hi / by);
		return;
	}
	tell(w->out, false, "%.6g là %.4g %% của kế hoạch %.6g đến %.6g; kế "
	    "hoạch %d theo %s là %.6g đến %.6g", f->value, s->value,
	    mine.lo / by, mine.hi / by, c->year,
	    base_words(b->base, false).text, c->plan.lo / by,
	    c->plan.hi / by);
	tell(w->out, true, "%.6g is %.4g %% of a plan of %.6g to %.6g; the "
	    "plan of %d at %s is %.6g to %.6g", f->value, s->value,
	    mine.lo / by, mine.hi / by, c->year,
	    base_words(b->base, true).text, c->plan.lo / by, c->plan.hi / by);
}

/* Against each known plan of the year; share NULL: f is a plan itself. */
static void
try_plans(struct vote *w, const struct nq_figure *share, size_t at,
    struct nq_span mine)
{
	const struct known *c;
	struct match m;

	for (size_t i = 0; i < w->p->n_known; i++) {
		c = &w->p->known[i];
		if (c->year != year_of(w->f) ||
		    strcmp(w->p->v[c->value].territory, w->f->territory) !=
		    0 || strcmp(w->p->v[c->value].unit, w->f->unit) != 0)
			continue;
		m = match(w, mine, c->plan, c->value, c->year, 0);
		if (m.base[0] == '\0')
			continue;
		if (take(w, &m, c->value)) {
			tell_plan(w, c, share, mine);
			tell_ratio(w->out, &m);
		}
		rest_on(w, c->share);
		if (share != NULL)
			rest_on(w, at);
	}
}

static bool
is_share(const struct nq_figure *s, const struct nq_figure *f)
{
	return s->as == NQ_OF_YEAR_PLAN && s->role == NQ_ACTUAL &&
	    f->role == NQ_ACTUAL && s->release == f->release &&
	    same_cell(s, f);
}

static void
by_plan(struct vote *w)
{
	const struct nq_figure *f = w->f, *v = w->p->v;
	struct nq_span mine;

	if (f->role == NQ_PLAN) {
		if (f->months == 12 && f->first % 12 == 0)
			try_plans(w, NULL, 0, nq_span_of(f, true));
		return;
	}
	for (size_t k = nq_figure_from(v, w->p->n, f->first);
	    k < w->p->n && v[k].first == f->first; k++)
		if (is_share(&v[k], f) && nq_span_whole(f, &v[k], true,
		    &mine))
			try_plans(w, &v[k], k, mine);
}

/* Plans rise from year to year, by a tenth or so (Yên Bái's industry, 2020
 * to 2025: 8.7 to 9.3 %). */
static bool
is_next(double ratio)
{
	return ratio >= 1 && ratio <= 1.2;
}

static void
next_to(struct vote *w, const struct known *c, const struct nq_figure *s,
    size_t at, struct nq_span mine)
{
	const struct nq_figure *f = w->f, *b = &w->p->v[c->value];
	struct nq_span k;
	size_t pair[2];
	double up, down, good, bad;
	bool constant;

	if (!is_constant(b->base) || strcmp(b->unit, f->unit) != 0 ||
	    strcmp(b->territory, f->territory) != 0 || !is_narrow(mine) ||
	    !is_narrow(c->plan) || !nq_prices_ratio(w->p, f->territory,
	    year_of(f), b->base, &k, pair))
		return;
	up = middle(mine) / middle(c->plan);
	down = up / middle(k);
	if (is_next(up) == is_next(down))
		return;
	constant = is_next(up);
	good = constant ? up : down;
	bad = constant ? down : up;
	rest_on(w, c->value);
	rest_on(w, c->share);
	rest_on(w, at);
	rest_on(w, pair[0]);
	rest_on(w, pair[1]);
	if (!vote(w, constant ? b->base : "current"))
		return;
	tell(w->out, false, "%.6g là %.4g %% của kế hoạch %.6g đến %.6g; theo "
	    "%s thì bằng %.4g lần kế hoạch %d, theo giá kia %.4g lần",
	    f->value, s->value, mine.lo / f->factor, mine.hi / f->factor,
	    base_words(constant ? b->base : "current", false).text, good,
	    c->year, bad);
	tell(w->out, true, "%.6g is %.4g %% of a plan of %.6g to %.6g; at %s "
	    "that is %.4g times the plan of %d, at the others %.4g times",
	    f->value, s->value, mine.lo / f->factor, mine.hi / f->factor,
	    base_words(constant ? b->base : "current", true).text, good,
	    c->year, bad);
}

/* Only where the year's own plan is not known. */
static void
by_plan_before(struct vote *w)
{
	const struct nq_figure *f = w->f, *v = w->p->v;
	struct nq_span mine;

	for (size_t i = 0; i < w->p->n_known; i++)
		if (w->p->known[i].year == year_of(f))
			return;
	if (f->role != NQ_ACTUAL)
		return;
	for (size_t k = nq_figure_from(v, w->p->n, f->first);
	    k < w->p->n && v[k].first == f->first; k++)
		for (size_t i = 0; is_share(&v[k], f) && i < w->p->n_known;
		    i++)
			if (w->p->known[i].year == year_of(f) - 1 &&
			    nq_span_whole(f, &v[k], true, &mine))
				next_to(w, &w->p->known[i], &v[k], k, mine);
}

bool
nq_prices_infer(const struct nq_prices *p, size_t i,
    struct nq_inference *out)
{
	const struct nq_figure *f = &p->v[i];
	bool split = false;

	*out = (struct nq_inference){ .batch = f->batch };
	if (f->as != NQ_LEVEL || strcmp(f->base, "_U") != 0 ||
	    !(f->value > 0))
		return false;
	for (int by = 0; by < NQ_PRICE_METHODS && !split; by++) {
		struct vote w = { p, f, out, (enum nq_price_method)by, "",
			false };

		if (by == NQ_BESIDE)
			by_beside(&w, i);
		else if (by == NQ_LAST_YEAR)
			by_last_year(&w);
		else if (by == NQ_BY_PLAN)
			by_plan(&w);
		else
			by_plan_before(&w);
		out->by[by] = w.base[0] != '\0';
		if (!out->by[by])
			continue;
		split = w.split || (out->base[0] != '\0' &&
		    strcmp(out->base, w.base) != 0);
		memcpy(out->base, w.base, sizeof(out->base));
	}
	return !split && out->base[0] != '\0';
}
