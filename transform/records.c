#include "transform/records.h"

#include "core/buf.h"
#include "core/json.h"
#include "core/mem.h"
#include "transform/page.h"

#include <stdlib.h>
#include <string.h>

static bool
same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_series(const struct nq_figure *a, const struct nq_figure *b)
{
	return a->indicator == b->indicator && a->area == b->area &&
	    a->trans == b->trans && a->role == b->role &&
	    same_string(a->breakdown, b->breakdown);
}

static bool
same_cell(const struct nq_figure *a, const struct nq_figure *b)
{
	return same_series(a, b) && nq_period_is_same(a->period, b->period);
}

/* Values in one unit: 1,5 nghìn tỷ is 1.500 tỷ. */
static bool
same_value(const struct nq_figure *a, const struct nq_figure *b)
{
	double x = nq_dec_double(a->value), y = nq_dec_double(b->value);

	if (a->unit != b->unit)
		return false;
	if (a->mult == b->mult)
		return nq_dec_cmp(a->value, b->value) == 0;
	for (int k = a->mult; k > b->mult; k--)
		x *= 10;
	for (int k = b->mult; k > a->mult; k--)
		y *= 10;
	return x > y ? x - y < 1e-9 * x : y - x <= 1e-9 * y;
}

/* a says of b's cell no more than b: it is a rounding with a bound word. */
static bool
rounds(const struct nq_figure *a, const struct nq_figure *b)
{
	double x = nq_dec_double(a->value), y = nq_dec_double(b->value);

	if (a->bound == NQ_BOUND_NONE || b->bound != NQ_BOUND_NONE ||
	    a->unit != b->unit || a->at == b->at)
		return false;
	for (int k = a->mult; k > 0; k--)
		x *= 10;
	for (int k = b->mult; k > 0; k--)
		y *= 10;
	return x != y && (x > y ? x - y : y - x) < 0.06 * (y > 0 ? y : -y);
}

/* Whether b stands for a, so that a is no record of its own. */
static bool
covers(const struct nq_figure *b, const struct nq_figure *a)
{
	if (!same_series(a, b))
		return false;
	if ((a->flags & NQ_FLAG_NO_PERIOD) != 0 &&
	    (b->flags & NQ_FLAG_NO_PERIOD) == 0 && (same_value(a, b) ||
	    a->rank > b->rank))
		return true;
	if (!nq_period_is_same(a->period, b->period))
		return false;
	return (a->rank > b->rank && !same_value(a, b) &&
	    a->base == b->base) || rounds(a, b);
}

/*
 * "đóng góp 3,05% vào tăng trưởng" is points where the parts add up to no
 * more than the growth; where they add up to about 100 it is a share of it.
 */
static void
mark_shares_of_growth(const struct nq_figures *f, bool *drop)
{
	enum { GROWTH_MOST = 40 };	/* per cent; no province grows so */
	double sum = 0;

	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].rule, "prose.contribution-percent") == 0 &&
		    f->v[i].value.mant > 0 && f->v[i].role == NQ_ROLE_ACTUAL)
			sum += nq_dec_double(f->v[i].value);
	for (size_t i = 0; i < f->n; i++)
		drop[i] = sum > GROWTH_MOST && strcmp(f->v[i].rule,
		    "prose.contribution-percent") == 0;
}

/* The first kept figure of one cell and value, by hash; -1 ends a chain. */
struct index {
	int *heads, *next;
	size_t mask;
};

static size_t
hash_of(const struct nq_figure *f, bool cell)
{
	uint64_t h = (uint64_t)(f->indicator * 31 + f->area) * 131 +
	    (uint64_t)f->trans * 7 + (uint64_t)f->role;

	for (const char *p = f->breakdown; p != NULL && *p != '\0'; p++)
		h = h * 131 + (unsigned char)*p;
	if (cell)
		h = h * 8191 + (uint64_t)(nq_period_first(f->period) * 1201 +
		    f->period.months) + (uint64_t)f->value.mant * 2654435761u;
	h *= 0x9e3779b97f4a7c15;
	return (size_t)(h >> 20);
}

static void
index_init(struct index *x, size_t n)
{
	for (x->mask = 64; x->mask < 2 * n; x->mask *= 2)
		continue;
	x->heads = nq_alloc(x->mask, sizeof(*x->heads));
	x->next = nq_alloc(n + 1, sizeof(*x->next));
	memset(x->heads, -1, x->mask * sizeof(*x->heads));
	x->mask--;
}

static void
index_release(struct index *x)
{
	free(x->heads);
	free(x->next);
}

static void
index_add(struct index *x, size_t hash, int i)
{
	x->next[i] = x->heads[hash & x->mask];
	x->heads[hash & x->mask] = i;
}

/* One figure said twice is one; it is an estimate if it ever was one. */
static void
merge(struct nq_figure *b, const struct nq_figure *a)
{
	if (a->status == 'E')
		b->status = 'E';
	if (b->base == NQ_BASE_NONE)
		b->base = a->base;
	if (b->rank > a->rank)
		b->bound = a->bound;
	if ((a->flags & NQ_FLAG_NO_PERIOD) == 0)
		b->flags &= ~NQ_FLAG_NO_PERIOD;
	if (a->rank < b->rank)
		b->rank = a->rank;
}

static void
drop_repeats(struct nq_figures *f)
{
	struct index x;
	size_t kept = 0;

	index_init(&x, f->n);
	for (size_t i = 0; i < f->n; i++) {
		size_t h = hash_of(&f->v[i], true);
		int k = x.heads[h & x.mask];

		while (k >= 0 && !(same_cell(&f->v[k], &f->v[i]) &&
		    f->v[k].mult == f->v[i].mult &&
		    same_value(&f->v[k], &f->v[i])))
			k = x.next[k];
		if (k >= 0) {
			merge(&f->v[k], &f->v[i]);
			continue;
		}
		f->v[kept] = f->v[i];
		index_add(&x, h, (int)kept++);
	}
	f->n = kept;
	index_release(&x);
}

/* Whether another figure of the series says it better, or in other units. */
static bool
is_covered(struct nq_figures *f, const struct index *x, size_t i)
{
	enum {
		/* Figures of one series compared with each other: real
		 * documents have under a hundred. */
		SERIES_MOST = 1000
	};
	int looked = 0;

	for (int k = x->heads[hash_of(&f->v[i], false) & x->mask];
	    k >= 0 && looked < SERIES_MOST; k = x->next[k], looked++) {
		if ((size_t)k == i)
			continue;
		if (covers(&f->v[k], &f->v[i]))
			return true;
		if ((size_t)k < i && same_cell(&f->v[k], &f->v[i]) &&
		    same_value(&f->v[k], &f->v[i])) {
			merge(&f->v[k], &f->v[i]);
			return true;
		}
	}
	return false;
}

void
nq_records_settle(struct nq_figures *f)
{
	bool *drop;
	struct index x;
	size_t kept = 0;

	drop_repeats(f);
	drop = nq_alloc(f->n + 1, sizeof(*drop));
	index_init(&x, f->n);
	for (size_t i = 0; i < f->n; i++)
		index_add(&x, hash_of(&f->v[i], false), (int)i);
	mark_shares_of_growth(f, drop);
	for (size_t i = 0; i < f->n; i++)
		drop[i] |= is_covered(f, &x, i);
	for (size_t i = 0; i < f->n; i++)
		if (!drop[i])
			f->v[kept++] = f->v[i];
	f->n = kept;
	index_release(&x);
	free(drop);
}

static const char *
page_status(const struct nq_page *p, const struct nq_figures *f)
{
	switch (p->status) {
	case NQ_PAGE_IMAGE_ONLY:
		return "image-only";
	case NQ_PAGE_UNSUPPORTED:
		return "unsupported";
	case NQ_PAGE_TRUNCATED:
		return "truncated";
	case NQ_PAGE_FAILED:
		return "failed";
	default:
		return f->n > 0 ? "ok" : "no-figures";
	}
}

static void
put(struct nq_buf *b, const char *key, const char *value)
{
	nq_json_key(b, key);
	nq_json_put_cstr(b, value);
}

static void
emit_document(const struct nq_catalog *cat, const struct nq_page *p,
    const struct nq_document *d, const struct nq_figures *f,
    struct nq_buf *b)
{
	const char *published = d->published;

	if (published == NULL || published[0] == '\0')
		published = p->published;
	nq_json_open(b, '{');
	put(b, "kind", "document");
	put(b, "document", d->digest);
	put(b, "release", d->release);
	put(b, "url", d->url);
	put(b, "source", d->source);
	put(b, "title", p->title);
	put(b, "published", published);
	put(b, "retrieved", d->retrieved);
	put(b, "media_type", d->media_type);
	put(b, "archive", d->archive);
	nq_json_key(b, "offset");
	nq_json_put_int(b, (int64_t)d->offset);
	put(b, "status", page_status(p, f));
	put(b, "reason", p->reason);
	put(b, "program", "nqtrack " NQ_VERSION);
	put(b, "catalogue", nq_catalog_digest(cat));
	nq_json_close(b, '}');
	nq_buf_putc(b, '\n');
}

static const char *
base_name(enum nq_base base)
{
	return base == NQ_BASE_CONSTANT ? "constant-2010" :
	    base == NQ_BASE_CURRENT ? "current" : NULL;
}

static const char *
bound_name(enum nq_bound bound)
{
	static const char *const names[] = {
		[NQ_BOUND_NONE] = NULL, [NQ_BOUND_MIN] = "min",
		[NQ_BOUND_MAX] = "max", [NQ_BOUND_APPROX] = "approx",
	};

	return names[bound];
}

static void
emit_flags(struct nq_buf *b, int flags)
{
	static const struct {
		int flag;
		const char *name;
	} names[] = {
		{ NQ_FLAG_YEAR_REPAIRED, "year-repaired" },
		{ NQ_FLAG_AMBIGUOUS_NUMBER, "ambiguous-number" },
		{ NQ_FLAG_MARKS_REVERSED, "marks-reversed" },
		{ NQ_FLAG_NO_PERIOD, "period-from-publication" },
		{ NQ_FLAG_PERIOD_CONFLICT, "period-conflict" },
	};

	nq_json_key(b, "flags");
	nq_json_open(b, '[');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((flags & names[i].flag) != 0) {
			nq_json_next(b);
			nq_json_put_cstr(b, names[i].name);
		}
	nq_json_close(b, ']');
}

static void
emit_observation(const struct nq_catalog *cat, const struct nq_page *p,
    const char *digest, const struct nq_figure *f, size_t ordinal,
    struct nq_buf *b)
{
	char period[NQ_PERIOD_TEXT], status[2] = { f->status, '\0' };

	nq_json_open(b, '{');
	put(b, "kind", "observation");
	put(b, "document", digest);
	nq_json_key(b, "ordinal");
	nq_json_put_int(b, (int64_t)ordinal);
	put(b, "indicator", nq_catalog_indicator(cat, f->indicator)->code);
	put(b, "ref_area", nq_catalog_area(cat, f->area)->code);
	put(b, "breakdown", f->breakdown);
	put(b, "time_period", nq_period_emit(f->period, period));
	put(b, "role", nq_role_name(f->role));
	put(b, "transformation", nq_trans_name(f->trans));
	nq_json_key(b, "obs_value");
	nq_json_put_dec(b, f->value);
	put(b, "unit_measure", nq_unit_name(f->unit));
	nq_json_key(b, "unit_mult");
	nq_json_put_int(b, f->mult);
	put(b, "price_base", base_name(f->base));
	put(b, "obs_status", status);
	put(b, "bound", bound_name(f->bound));
	nq_json_key(b, "evidence");
	nq_json_open(b, '{');
	nq_json_key(b, "text");
	nq_json_put_string(b, p->text + f->start, f->end - f->start);
	nq_json_key(b, "start");
	nq_json_put_int(b, (int64_t)f->start);
	nq_json_key(b, "end");
	nq_json_put_int(b, (int64_t)f->end);
	if (f->cell != NULL) {	/* prose has none */
		put(b, "row", f->row);
		put(b, "column", f->column);
		put(b, "cell", f->cell);
	}
	nq_json_close(b, '}');
	put(b, "rule", f->rule);
	emit_flags(b, f->flags);
	nq_json_close(b, '}');
	nq_buf_putc(b, '\n');
}

void
nq_records_emit(const struct nq_catalog *cat, const struct nq_page *p,
    const struct nq_document *d, const struct nq_figures *f,
    struct nq_buf *b)
{
	emit_document(cat, p, d, f, b);
	for (size_t i = 0; i < f->n; i++)
		emit_observation(cat, p, d->digest, &f->v[i], i + 1, b);
}
