#include "core/dec.h"

#include "core/err.h"
#include "core/limits.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const int64_t ten[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000, 10000000000000, 100000000000000, 1000000000000000 };

_Static_assert(sizeof(ten) / sizeof(ten[0]) == NQ_MAX_DIGITS + 1,
    "a power of ten for every scale");

static int
fits(int64_t mant, int scale)
{
	return scale >= 0 && scale <= NQ_MAX_DIGITS &&
	    mant < ten[NQ_MAX_DIGITS] && mant > -ten[NQ_MAX_DIGITS];
}

int
nq_dec_parse(const char *s, size_t len, struct nq_dec *d, struct nq_err *e)
{
	int64_t mant = 0;
	int scale = 0, point = 0, digits = 0, neg;
	size_t i = 0;

	neg = len > 0 && s[0] == '-';
	for (i = (size_t)neg; i < len; i++) {
		if (s[i] == '.' && !point && digits > 0) {
			point = 1;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return nq_fail(e, NQ_EPARSE,
			    "not a decimal number: \"%.*s\"",
			    (int)(len < 40 ? len : 40), s);
		digits++;
		scale += point;
		if (mant >= ten[NQ_MAX_DIGITS] / 10 || scale > NQ_MAX_DIGITS)
			return nq_fail(e, NQ_ELIMIT,
			    "more than %d digits", NQ_MAX_DIGITS);
		mant = mant * 10 + (s[i] - '0');
	}
	if (digits == 0 || s[len - 1] == '.')
		return nq_fail(e, NQ_EPARSE, "no digits where a number was "
		    "expected");
	*d = (struct nq_dec){ .mant = neg ? -mant : mant, .scale = scale };
	return 0;
}

struct nq_dec
nq_dec_norm(struct nq_dec d)
{
	while (d.scale > 0 && d.mant % 10 == 0) {
		d.mant /= 10;
		d.scale--;
	}
	return d;
}

const char *
nq_dec_emit(struct nq_dec d, char out[NQ_DEC_TEXT])
{
	int64_t a;

	d = nq_dec_norm(d);
	a = d.mant < 0 ? -d.mant : d.mant;
	if (d.scale == 0)
		snprintf(out, NQ_DEC_TEXT, "%" PRId64, d.mant);
	else
		snprintf(out, NQ_DEC_TEXT, "%s%" PRId64 ".%0*" PRId64,
		    d.mant < 0 ? "-" : "", a / ten[d.scale], d.scale,
		    a % ten[d.scale]);
	return out;
}

int
nq_dec_cmp(struct nq_dec a, struct nq_dec b)
{
	__int128 x = (__int128)a.mant * ten[b.scale];
	__int128 y = (__int128)b.mant * ten[a.scale];

	return (x > y) - (x < y);
}

double
nq_dec_double(struct nq_dec d)
{
	return (double)d.mant / (double)ten[d.scale];
}

/* A wide result as a decimal, trailing zeros given up where they must be. */
static int
narrow(__int128 mant, int scale, struct nq_dec *out, struct nq_err *e)
{
	while (scale > 0 && mant % 10 == 0) {
		mant /= 10;
		scale--;
	}
	if (mant != (__int128)(int64_t)mant || !fits((int64_t)mant, scale))
		return nq_fail(e, NQ_ELIMIT, "more than %d digits",
		    NQ_MAX_DIGITS);
	*out = (struct nq_dec){ .mant = (int64_t)mant, .scale = scale };
	return 0;
}

int
nq_dec_add(struct nq_dec a, struct nq_dec b, struct nq_dec *out,
    struct nq_err *e)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;

	return narrow((__int128)a.mant * ten[scale - a.scale] +
	    (__int128)b.mant * ten[scale - b.scale], scale, out, e);
}

int
nq_dec_mul(struct nq_dec a, struct nq_dec b, struct nq_dec *out,
    struct nq_err *e)
{
	return narrow((__int128)a.mant * b.mant, a.scale + b.scale, out, e);
}
