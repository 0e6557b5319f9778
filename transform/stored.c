/* Numbers as workbooks store them: what they are and what they show. */
#include "transform/sheet.h"

#include <ctype.h>
#include <string.h>

#include "core/limits.h"

enum {
	SCALE = 15,		/* decimals that nq_dec holds */
	FAR = 400		/* exponents past it are no numbers */
};

struct digits {
	char v[32];		/* significant ones, values not characters */
	int n, point;		/* digits before the point, may be negative */
	bool over;		/* the first digit left out is 5 or more */
	bool full;
};

static void
put(struct digits *d, int digit, bool behind)
{
	if (d->n == 0 && digit == 0) {
		d->point -= behind;
		return;
	}
	if (d->n < NQ_MAX_DIGITS)
		d->v[d->n++] = (char)digit;
	else if (!d->full) {
		d->full = true;
		d->over = digit >= 5;
	}
	d->point += !behind;
}

static bool
scan(const char *p, const char *end, struct digits *d)
{
	bool behind = false, any = false, minus;
	int exp = 0;

	for (; p < end && (isdigit((unsigned char)*p) ||
	    (*p == '.' && !behind)); p++) {
		if (*p == '.') {
			behind = true;
			continue;
		}
		any = true;
		put(d, *p - '0', behind);
	}
	if (any && p < end && (*p == 'e' || *p == 'E')) {
		minus = ++p < end && *p == '-';
		if (p < end && (*p == '-' || *p == '+'))
			p++;
		any = p < end;
		for (; p < end && isdigit((unsigned char)*p) && exp < FAR; p++)
			exp = exp * 10 + (*p - '0');
		d->point += minus ? -exp : exp;
	}
	return any && p == end && exp < FAR;
}

bool
nq_stored_number(const char *p, size_t len, struct nq_dec *out)
{
	const char *end = p + len;
	struct digits d = { .n = 0 };
	bool minus;
	int64_t mant = 0;
	int i, keep;

	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	minus = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (!scan(p, end, &d) || d.point > NQ_MAX_DIGITS)
		return false;
	*out = (struct nq_dec){ 0 };
	if (d.n == 0 || d.point + SCALE < 0)
		return true;
	/* Digits that fit: all there are, and none past SCALE decimals. */
	keep = d.n < d.point + SCALE ? d.n : d.point + SCALE;
	if (keep < d.n)
		d.over = d.v[keep] >= 5;
	for (i = 0; i < keep; i++)
		mant = mant * 10 + d.v[i];
	for (; i < d.point; i++)
		mant *= 10;
	mant += d.over;
	*out = (struct nq_dec){ .mant = minus ? -mant : mant,
		.scale = i > d.point ? i - d.point : 0 };
	if (mant == 0)
		*out = (struct nq_dec){ 0 };
	while (out->scale > 0 && out->mant % 10 == 0) {
		out->mant /= 10;
		out->scale--;
	}
	return true;
}

enum nq_shown
nq_shown_builtin(unsigned id)
{
	if (id == 17 || id == 55)
		return NQ_SHOWN_MONTH;
	if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
		return NQ_SHOWN_TIME;
	if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
	    (id >= 50 && id <= 58))
		return NQ_SHOWN_DAY;
	return NQ_SHOWN_NUMBER;
}

/* Letters outside quotes, brackets and escapes say it: d, m, y, h, s. */
enum nq_shown
nq_shown_of(const char *p, size_t len)
{
	bool day = false, month = false, year = false, time = false;
	size_t i;
	char end;

	for (i = 0; i < len && p[i] != ';'; i++) {
		if (p[i] == '"' || p[i] == '[') {
			end = p[i] == '"' ? '"' : ']';
			while (++i < len && p[i] != end)
				;
			continue;
		}
		if (p[i] == '\\' || p[i] == '_' || p[i] == '*') {
			i++;
			continue;
		}
		if (strchr("0#?", p[i]) != NULL && p[i] != '\0')
			return NQ_SHOWN_NUMBER;
		day |= (p[i] | 0x20) == 'd';
		month |= (p[i] | 0x20) == 'm';
		year |= (p[i] | 0x20) == 'y';
		time |= (p[i] | 0x20) == 'h' || (p[i] | 0x20) == 's';
	}
	if (day || (year && !month))
		return day ? NQ_SHOWN_DAY : NQ_SHOWN_NUMBER;
	if (year && month)
		return NQ_SHOWN_MONTH;
	return time ? NQ_SHOWN_TIME : NQ_SHOWN_NUMBER;
}
