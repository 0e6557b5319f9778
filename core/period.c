#include "core/period.h"

#include "core/err.h"

#include <stdio.h>
#include <string.h>

bool
nq_period_is_valid(struct nq_period p)
{
	return p.year >= 1900 && p.year <= 2199 && p.month >= 1 &&
	    p.month <= 12 && p.months >= 1 && p.months <= 1200;
}

bool
nq_period_is_same(struct nq_period a, struct nq_period b)
{
	return a.year == b.year && a.month == b.month && a.months == b.months;
}

struct nq_period
nq_period_shift(struct nq_period p, int years)
{
	p.year = (short)(p.year + years);
	return p;
}

int
nq_period_first(struct nq_period p)
{
	return p.year * 12 + p.month - 1;
}

int
nq_period_end(struct nq_period p)
{
	return nq_period_first(p) + p.months;
}

const char *
nq_period_emit(struct nq_period p, char out[NQ_PERIOD_TEXT])
{
	size_t n = NQ_PERIOD_TEXT;
	int y = p.year, m = p.month;

	if (!nq_period_is_valid(p))
		out[0] = '\0';
	else if (p.months == 12 && m == 1)
		snprintf(out, n, "%d", y);
	else if (p.months == 6 && m % 6 == 1)
		snprintf(out, n, "%d-S%d", y, m / 6 + 1);
	else if (p.months == 3 && m % 3 == 1)
		snprintf(out, n, "%d-Q%d", y, m / 3 + 1);
	else if (p.months == 1)
		snprintf(out, n, "%d-%02d", y, m);
	else if (p.months % 12 == 0)
		snprintf(out, n, "%d-%02d-01/P%dY", y, m, p.months / 12);
	else
		snprintf(out, n, "%d-%02d-01/P%dM", y, m, p.months);
	return out;
}

static int
read_any(const char *s, struct nq_period *p)
{
	int y, m, n, used = 0;

	if (sscanf(s, "%4d-%2d-01/P%4dY%n", &y, &m, &n, &used) == 3 && used > 0)
		*p = (struct nq_period){ (short)y, (short)m, (short)(n * 12) };
	else if (sscanf(s, "%4d-%2d-01/P%4dM%n", &y, &m, &n, &used) == 3 &&
	    used > 0)
		*p = (struct nq_period){ (short)y, (short)m, (short)n };
	else if (sscanf(s, "%4d-Q%1d%n", &y, &m, &used) == 2)
		*p = (struct nq_period){ (short)y, (short)(m * 3 - 2), 3 };
	else if (sscanf(s, "%4d-S%1d%n", &y, &m, &used) == 2)
		*p = (struct nq_period){ (short)y, (short)(m * 6 - 5), 6 };
	else if (sscanf(s, "%4d-%2d%n", &y, &m, &used) == 2)
		*p = (struct nq_period){ (short)y, (short)m, 1 };
	else if (sscanf(s, "%4d%n", &y, &used) == 1)
		*p = NQ_YEAR(y);
	return used;
}

int
nq_period_parse(const char *s, struct nq_period *out, struct nq_err *e)
{
	struct nq_period p = { 0 };
	char text[NQ_PERIOD_TEXT];

	/* Writing it back refuses signs, blanks, tails and long notations. */
	if (read_any(s, &p) == 0 || !nq_period_is_valid(p) ||
	    strcmp(nq_period_emit(p, text), s) != 0)
		return nq_fail(e, NQ_EPARSE, "not a period: \"%.40s\" "
		    "(expected 2022, 2022-S1, 2022-Q1, 2022-05 or "
		    "2022-01-01/P11M)", s);
	*out = p;
	return 0;
}
