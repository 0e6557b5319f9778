#include "load/plan.h"

#include "core/mem.h"
#include "load/price.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pair of value and share, or a stated plan (share == value). */
struct item {
	const struct nq_figure *f, *value;	/* f: the share */
	size_t at, value_at;
	int first, months;		/* planned */
	const char *base;
	struct nq_span printed, likely;
	bool scenario;
	size_t plan;			/* NONE until it has one */
};

enum { NONE = (size_t)-1 };

/* The items of one planned period, unit and territory. */
struct cell {
	const struct nq_figure *v;	/* borrowed, all of the family */
	const struct nq_prices *prices;	/* borrowed */
	struct item *item;		/* borrowed */
	size_t n;
	struct nq_plans *out;
	size_t from, links;		/* its first plan and link in out */
};

const char *
nq_plan_rule(enum nq_plan_rule r)
{
	static const char *const names[] = {
		[NQ_BY_ROLE] = "role", [NQ_BY_WORDING] = "wording",
		[NQ_BY_NUMBER] = "number",
	};

	return names[r];
}

const char *
nq_plan_use(enum nq_plan_use u)
{
	static const char *const names[] = {
		[NQ_COUNTS] = "counts", [NQ_FITS_SEVERAL] = "fits-several",
		[NQ_OTHER_BASE] = "other-base", [NQ_STATED] = "stated",
	};

	return names[u];
}

static bool
is_stated(const struct item *it)
{
	return it->at == it->value_at;
}

static const char *
kind_of(const struct item *it)
{
	return it->scenario ? "scenario" : it->f->layer[0] != '\0' ?
	    it->f->layer : "_U";
}

/* Smaller is better: a plan is mostly made at constant prices, and a value
 * whose base is inferred is surer than one whose base is not known. */
static int
rank(const struct nq_figure *f)
{
	const char *base = nq_figure_base(f);

	if (strncmp(base, "constant", 8) == 0)
		return f->base[0] == '_';
	return strcmp(base, "_U") == 0 ? 4 : 2 + (f->base[0] == '_');
}

static bool
is_better(const struct nq_figure *a, const struct nq_figure *b)
{
	if (rank(a) != rank(b))
		return rank(a) < rank(b);
	if ((a->bound == '_') != (b->bound == '_'))
		return a->bound == '_';
	return a->half * a->factor < b->half * b->factor;
}

/* The level that a share goes with, or NONE. */
static size_t
level_of(const struct nq_figure *v, size_t n, const struct nq_figure *s)
{
	size_t best = NONE;

	for (size_t k = nq_figure_from(v, n, s->first);
	    k < n && v[k].first == s->first; k++)
		if (v[k].as == NQ_LEVEL && v[k].months == s->months &&
		    v[k].role == s->role && v[k].release == s->release &&
		    strcmp(v[k].territory, s->territory) == 0 &&
		    v[k].value > 0 && (best == NONE ||
		    is_better(&v[k], &v[best])))
			best = k;
	return best;
}

static bool
is_plan_share(const struct nq_figure *f)
{
	return f->as >= NQ_OF_YEAR_PLAN && f->role == NQ_ACTUAL;
}

static bool
is_plan_stated(const struct nq_figure *f)
{
	return f->as == NQ_LEVEL && f->value > 0 &&
	    (f->role == NQ_PLAN || f->role == NQ_SCENARIO);
}

/* False where a figure tells of no plan. */
static bool
read_item(const struct nq_figure *v, size_t n, size_t i, struct item *it)
{
	const struct nq_figure *f = &v[i];
	bool yearly = f->as == NQ_OF_YEAR_PLAN ||
	    f->as == NQ_OF_YEAR_SCENARIO;

	*it = (struct item){ .f = f, .at = i, .value = f, .value_at = i,
		.first = f->first, .months = f->months, .plan = NONE };
	if (is_plan_stated(f)) {
		it->scenario = f->role == NQ_SCENARIO;
		it->printed = nq_span_of(f, false);
		it->likely = nq_span_of(f, true);
	} else if (is_plan_share(f)) {
		it->value_at = level_of(v, n, f);
		/* A share of a year's plan is one of one year. */
		if (it->value_at == NONE || (yearly && f->first / 12 !=
		    (f->first + f->months - 1) / 12))
			return false;
		it->value = &v[it->value_at];
		it->scenario = f->as == NQ_OF_YEAR_SCENARIO ||
		    f->as == NQ_OF_SCENARIO;
		if (!nq_span_whole(it->value, f, false, &it->printed) ||
		    !nq_span_whole(it->value, f, true, &it->likely))
			return false;
		if (yearly) {
			it->first = f->first / 12 * 12;
			it->months = 12;
		}
	} else {
		return false;
	}
	it->base = nq_figure_base(it->value);
	return true;
}

static int
by_cell(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	int rc;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->months != b->months)
		return a->months < b->months ? -1 : 1;
	if ((rc = strcmp(a->value->unit, b->value->unit)) != 0 ||
	    (rc = strcmp(a->value->territory, b->value->territory)) != 0)
		return rc;
	/* In order of publication. */
	if ((rc = strcmp(a->f->published, b->f->published)) != 0)
		return rc;
	return (a->at > b->at) - (a->at < b->at);
}

static bool
same_cell(const struct item *a, const struct item *b)
{
	return a->first == b->first && a->months == b->months &&
	    strcmp(a->value->unit, b->value->unit) == 0 &&
	    strcmp(a->value->territory, b->value->territory) == 0;
}

static size_t
add_plan(struct cell *c, const struct item *it)
{
	struct nq_plans *o = c->out;
	bool named = it->f->layer[0] != '\0';

	o->v = nq_grow(o->v, o->n, &o->cap, sizeof(*o->v));
	o->v[o->n] = (struct nq_plan){
		.first = it->first, .months = it->months,
		.territory = it->value->territory, .base = it->base,
		.unit = it->value->unit,
		.kind = kind_of(it), .rule = it->scenario ? NQ_BY_ROLE :
		named ? NQ_BY_WORDING : NQ_BY_NUMBER, .inside = -1,
		.printed = { -INFINITY, INFINITY },
		.likely = { -INFINITY, INFINITY }, .begin = it->at,
	};
	return o->n++;
}

static void
add_link(struct cell *c, size_t plan, const struct item *it,
    enum nq_plan_use use)
{
	struct nq_plans *o = c->out;

	o->link = nq_grow(o->link, o->links, &o->link_cap,
	    sizeof(*o->link));
	o->link[o->links++] = (struct nq_plan_link){ plan, use, it->at,
		it->value_at, it->printed };
}

/* The pair cuts the plan. */
static void
join(struct cell *c, size_t plan, struct item *it)
{
	struct nq_plan *p = &c->out->v[plan];

	p->printed = nq_span_cut(p->printed, it->printed);
	p->likely = nq_span_cut(p->likely, it->likely);
	p->bound_word |= it->f->bound != '_' || it->value->bound != '_';
	p->shares++;
	it->plan = plan;
	add_link(c, plan, it, NQ_COUNTS);
}

static int
by_upper(const void *pa, const void *pb)
{
	const struct item *const *a = pa, *const *b = pb;

	if ((*a)->likely.hi != (*b)->likely.hi)
		return (*a)->likely.hi < (*b)->likely.hi ? -1 : 1;
	if ((*a)->likely.lo != (*b)->likely.lo)
		return (*a)->likely.lo < (*b)->likely.lo ? -1 : 1;
	return ((*a)->at > (*b)->at) - ((*a)->at < (*b)->at);
}

/*
 * The fewest layers that hold these pairs, all of one name. stab: upper ends
 * of the pairs that begin a layer; a pair that contains one only is of that
 * layer, and so all of a layer have that point in common.
 */
static void
layer_class(struct cell *c, struct item **set, size_t n)
{
	struct item **sorted = nq_alloc(n + 1, sizeof(struct item *));
	size_t *plan = nq_alloc(n + 1, sizeof(*plan)), layers = 0, fits, in;
	struct nq_span *stab = nq_alloc(n + 1, sizeof(*stab));

	if (n > 0)
		memcpy(sorted, set, n * sizeof(sorted[0]));
	qsort(sorted, n, sizeof(*sorted), by_upper);
	for (size_t i = 0; i < n; i++)
		if (layers == 0 || sorted[i]->likely.lo >
		    stab[layers - 1].hi) {
			stab[layers] = sorted[i]->likely;
			plan[layers++] = add_plan(c, sorted[i]);
		}
	for (size_t i = 0; i < n; i++) {
		fits = in = 0;
		for (size_t k = 0; k < layers; k++)
			if (nq_span_meet(set[i]->likely, stab[k])) {
				in = fits++ == 0 ? k : in;
			}
		if (fits == 1) {
			join(c, plan[in], set[i]);
			continue;
		}
		for (size_t k = 0; k < layers; k++)
			if (nq_span_meet(set[i]->likely, stab[k]))
				add_link(c, plan[k], set[i],
				    NQ_FITS_SEVERAL);
		set[i]->plan = plan[in];
	}
	free(stab);
	free(plan);
	free(sorted);
}

/* A nameless share joins the one named layer that it fits. */
static bool
join_named(struct cell *c, size_t from, struct item *it)
{
	size_t fits = 0, in = NONE;
	struct nq_plan *p;

	for (size_t k = from; k < c->out->n; k++) {
		p = &c->out->v[k];
		if (strcmp(p->kind, "scenario") != 0 &&
		    nq_span_meet(it->likely, p->likely)) {
			fits++;
			in = k;
		}
	}
	if (fits == 1)
		join(c, in, it);
	else if (fits > 1)
		for (size_t k = from; k < c->out->n; k++)
			if (strcmp(c->out->v[k].kind, "scenario") != 0 &&
			    nq_span_meet(it->likely, c->out->v[k].likely)) {
				add_link(c, k, it, NQ_FITS_SEVERAL);
				it->plan = k;
			}
	return fits > 0;
}

/* All pairs at one price base. */
static void
layer_base(struct cell *c, const char *base)
{
	struct item **set = nq_alloc(c->n + 1, sizeof(struct item *));
	size_t from = c->out->n, n;

	for (size_t i = 0; i < c->n; i++) {
		struct item *a = &c->item[i];

		if (is_stated(a) || a->plan != NONE || strcmp(a->base,
		    base) != 0 || strcmp(kind_of(a), "_U") == 0)
			continue;
		n = 0;
		for (size_t k = i; k < c->n; k++)
			if (!is_stated(&c->item[k]) && c->item[k].plan ==
			    NONE && strcmp(c->item[k].base, base) == 0 &&
			    strcmp(kind_of(&c->item[k]), kind_of(a)) == 0)
				set[n++] = &c->item[k];
		layer_class(c, set, n);
	}
	n = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct item *a = &c->item[i];

		if (!is_stated(a) && a->plan == NONE && strcmp(a->base,
		    base) == 0 && !join_named(c, from, a))
			set[n++] = a;
	}
	layer_class(c, set, n);
	free(set);
}

/*
 * A value at current prices beside a share of a plan at constant ones: by
 * the ratio of the bases it agrees with one layer.
 */
static bool
is_other_base(struct cell *c, struct item *it)
{
	size_t fits = 0, in = NONE, pair[2];
	struct nq_span k, mine;

	for (size_t i = c->from; i < c->out->n; i++) {
		const struct nq_plan *p = &c->out->v[i];

		if (strncmp(p->base, "constant", 8) != 0 ||
		    (strcmp(kind_of(it), "_U") != 0 && strcmp(kind_of(it),
		    p->kind) != 0) || !nq_prices_ratio(c->prices,
		    it->value->territory, it->first / 12, p->base, &k, pair))
			continue;
		mine = (struct nq_span){ it->likely.lo / k.hi,
			it->likely.hi / k.lo };
		if (!nq_span_meet(mine, p->likely))
			continue;
		fits++;
		in = i;
	}
	if (fits != 1)
		return false;
	it->plan = in;
	add_link(c, in, it, NQ_OTHER_BASE);
	return true;
}

static bool
takes(const struct nq_plan *p, const struct item *it)
{
	const char *kind = kind_of(it);

	if (strcmp(p->base, it->base) != 0 && strcmp(it->base, "_U") != 0)
		return false;
	if (strcmp(p->kind, kind) != 0 && (strcmp(p->kind, "scenario") == 0 ||
	    it->scenario || (strcmp(p->kind, "_U") != 0 &&
	    strcmp(kind, "_U") != 0)))
		return false;
	return nq_span_meet(p->likely, it->likely);
}

/* A plan stated outright: of the one layer that it lies in, or its own. */
static void
place_stated(struct cell *c, struct item *it)
{
	size_t fits = 0, in = NONE;
	struct nq_plan *p;

	for (size_t i = c->from; i < c->out->n; i++)
		if (takes(&c->out->v[i], it)) {
			fits++;
			in = i;
		}
	if (fits != 1) {
		in = add_plan(c, it);
		p = &c->out->v[in];
		p->printed = it->printed;
		p->likely = it->likely;
		p->bound_word = it->f->bound != '_';
	}
	p = &c->out->v[in];
	/* The statement names what its shares did not. */
	if (strcmp(p->kind, "_U") == 0 && strcmp(kind_of(it), "_U") != 0) {
		p->kind = kind_of(it);
		p->rule = NQ_BY_WORDING;
	}
	if (!p->has_stated)
		p->stated = it->f->value * it->f->factor;
	p->has_stated = true;
	p->inside = 1;
	it->plan = in;
	add_link(c, in, it, NQ_STATED);
}

/* The figure that a plan was published first with. */
static void
find_begin(struct cell *c)
{
	const struct nq_plan_link *l;
	size_t *at;

	for (size_t i = c->from; i < c->out->n; i++)
		c->out->v[i].begin = NONE;
	for (size_t i = c->links; i < c->out->links; i++) {
		l = &c->out->link[i];
		if (l->use == NQ_FITS_SEVERAL || l->use == NQ_OTHER_BASE)
			continue;
		at = &c->out->v[l->plan].begin;
		if (*at == NONE || strcmp(c->v[l->figure].published,
		    c->v[*at].published) < 0 || (strcmp(
		    c->v[l->figure].published, c->v[*at].published) == 0 &&
		    l->figure < *at))
			*at = l->figure;
	}
}

/* Numbers of the layers, and what is known of them all. */
static void
finish(struct cell *c)
{
	struct nq_plan *a, *b;
	bool stated = false;

	find_begin(c);
	for (size_t i = c->from; i < c->out->n; i++)
		stated |= c->out->v[i].has_stated;
	for (size_t i = c->from; i < c->out->n; i++) {
		a = &c->out->v[i];
		a->layer = 1;
		if (stated && a->inside < 0)
			a->inside = 0;
		for (size_t k = c->from; k < c->out->n; k++) {
			b = &c->out->v[k];
			if (strcmp(a->base, b->base) != 0)
				continue;
			a->layers++;
			if (k != i && (strcmp(c->v[b->begin].published,
			    c->v[a->begin].published) < 0 || (strcmp(
			    c->v[b->begin].published,
			    c->v[a->begin].published) == 0 && (b->begin <
			    a->begin || (b->begin == a->begin && k < i)))))
				a->layer++;
		}
	}
}

static void
make_cell(struct cell *c)
{
	const char *base;

	c->from = c->out->n;
	c->links = c->out->links;
	for (size_t i = 0; i < c->n; i++)
		if (!is_stated(&c->item[i]) && c->item[i].plan == NONE &&
		    strncmp(c->item[i].base, "constant", 8) == 0)
			layer_base(c, c->item[i].base);
	for (size_t i = 0; i < c->n; i++)
		if (!is_stated(&c->item[i]) && strcmp(c->item[i].base,
		    "current") == 0)
			is_other_base(c, &c->item[i]);
	for (size_t i = 0; i < c->n; i++) {
		base = c->item[i].base;
		if (!is_stated(&c->item[i]) && c->item[i].plan == NONE)
			layer_base(c, base);
	}
	for (size_t i = 0; i < c->n; i++)
		if (is_stated(&c->item[i]))
			place_stated(c, &c->item[i]);
	finish(c);
}

static int
by_plan(const void *pa, const void *pb)
{
	const struct nq_plan_link *a = pa, *b = pb;

	if (a->plan != b->plan)
		return a->plan < b->plan ? -1 : 1;
	return (a->figure > b->figure) - (a->figure < b->figure);
}

void
nq_plans_make(const struct nq_figure *v, size_t n,
    const struct nq_prices *prices, struct nq_plans *out)
{
	struct item *items = NULL;
	size_t count = 0, cap = 0, to;
	struct item it;

	for (size_t i = 0; i < n; i++) {
		if (!read_item(v, n, i, &it))
			continue;
		items = nq_grow(items, count, &cap, sizeof(*items));
		items[count++] = it;
	}
	if (count > 0)
		qsort(items, count, sizeof(*items), by_cell);
	for (size_t i = 0; i < count; i = to) {
		for (to = i + 1; to < count && same_cell(&items[i],
		    &items[to]); to++)
			;
		make_cell(&(struct cell){ v, prices, items + i, to - i, out,
		    0, 0 });
	}
	if (out->links > 0)
		qsort(out->link, out->links, sizeof(*out->link), by_plan);
	free(items);
}

void
nq_plans_release(struct nq_plans *p)
{
	free(p->v);
	free(p->link);
	*p = (struct nq_plans){ 0 };
}
