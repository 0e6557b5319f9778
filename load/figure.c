#include "load/figure.h"

#include <math.h>
#include <string.h>

struct nq_span
nq_span_of(const struct nq_figure *f, bool likely)
{
	struct nq_span s = { f->value - f->half, f->value + f->half };
	double slack = likely ? fabs(f->value) * NQ_SLACK : INFINITY;

	if (f->bound == 'x' || f->bound == 'a')
		s.lo -= slack;
	if (f->bound == 'i' || f->bound == 'a')
		s.hi += slack;
	s.lo *= f->factor;
	s.hi *= f->factor;
	return s;
}

bool
nq_span_whole(const struct nq_figure *value, const struct nq_figure *share,
    bool likely, struct nq_span *out)
{
	struct nq_span v = nq_span_of(value, likely),
	    s = nq_span_of(share, likely);

	if (!(share->value > share->half) || !(value->value > 0))
		return false;
	out->lo = v.lo > 0 ? 100 * v.lo / s.hi : 0;
	out->hi = s.lo > 0 ? 100 * v.hi / s.lo : INFINITY;
	/* Nothing is known below: not even that it is above 0. */
	if (!(out->lo > 0))
		out->lo = likely ? 0 : -INFINITY;
	return true;
}

bool
nq_span_meet(struct nq_span a, struct nq_span b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

struct nq_span
nq_span_cut(struct nq_span a, struct nq_span b)
{
	return (struct nq_span){ fmax(a.lo, b.lo), fmin(a.hi, b.hi) };
}

size_t
nq_figure_from(const struct nq_figure *v, size_t n, int first)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (v[mid].first < first)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const char *
nq_figure_base(const struct nq_figure *f)
{
	if (strcmp(f->base, "_U") == 0 && f->inferred[0] != '\0')
		return f->inferred;
	return f->base;
}
