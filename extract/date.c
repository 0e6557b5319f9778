#include "extract/date.h"

#include "core/buf.h"
#include "extract/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { MIN_YEAR = 1990, MAX_YEAR = 2100 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_valid(struct nq_day d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = (d.year % 4 == 0 && d.year % 100 != 0) ||
	    d.year % 400 == 0;

	return d.year >= MIN_YEAR && d.year <= MAX_YEAR && d.month >= 1 &&
	    d.month <= 12 && d.day >= 1 &&
	    d.day <= days[d.month - 1] + (leap && d.month == 2);
}

/* What is left to read. */
struct in {
	const char *p, *end;
};

static size_t
left(const struct in *in)
{
	return (size_t)(in->end - in->p);
}

/* A number of min to max digits; more digits are none. */
static bool
number(struct in *in, int min, int max, int *out)
{
	int n = 0, v = 0;

	while (in->p + n < in->end && n <= max && is_digit(in->p[n]))
		v = v * 10 + (in->p[n++] - '0');
	if (n < min || n > max)
		return false;
	in->p += n;
	*out = v;
	return true;
}

static bool
sign(struct in *in, char c)
{
	if (in->p == in->end || *in->p != c)
		return false;
	in->p++;
	return true;
}

static bool
blanks(struct in *in)
{
	const char *from = in->p;

	while (in->p < in->end && *in->p == ' ')
		in->p++;
	return in->p > from;
}

/* The word, in whatever case, and no letter behind it. */
static bool
word(struct in *in, const char *want)
{
	const char *p = in->p;
	size_t len = strlen(want);

	while (len > 0 && p < in->end) {
		int a, b;
		size_t n = nq_text_at(p, (size_t)(in->end - p), &a);
		size_t m = nq_text_at(want, len, &b);

		if (a < 0 || nq_text_lower(a) != b)
			return false;
		p += n;
		want += m;
		len -= m;
	}
	if (len > 0 || nq_text_is_letter(p, (size_t)(in->end - p)))
		return false;
	in->p = p;
	return true;
}

/* Nothing behind a date makes it a longer number. */
static bool
ends(const struct in *in)
{
	if (in->p == in->end)
		return true;
	return !is_digit(*in->p) && !(left(in) > 1 && is_digit(in->p[1]) &&
	    strchr("./,", *in->p) != NULL);
}

/* 28/03/2019, 6-3-2019, 06.03.2019; 2019-03-06 and 2019/03/06. */
static bool
numeric(struct in *in, struct nq_day *d)
{
	int a, b, c;
	char sep;
	bool first;

	first = left(in) > 4 && is_digit(in->p[1]) && is_digit(in->p[2]);
	if (!number(in, first ? 4 : 1, first ? 4 : 2, &a) || left(in) == 0)
		return false;
	sep = *in->p;
	if (strchr("/-.", sep) == NULL || sep == '\0')
		return false;
	if (!sign(in, sep) || !number(in, 1, 2, &b) || !sign(in, sep) ||
	    !number(in, first ? 1 : 4, first ? 2 : 4, &c))
		return false;
	*d = first ? (struct nq_day){ a, b, c } : (struct nq_day){ c, b, a };
	return ends(in);
}

/* The months as some pages spell them; the longer ones first. */
static bool
spelt_month(struct in *in, int *out)
{
	static const struct { const char *name; int n; } names[] = {
		{ "mười một", 11 }, { "mười hai", 12 }, { "mười", 10 },
		{ "giêng", 1 }, { "một", 1 }, { "hai", 2 }, { "ba", 3 },
		{ "tư", 4 }, { "năm", 5 }, { "sáu", 6 }, { "bảy", 7 },
		{ "bẩy", 7 }, { "tám", 8 }, { "chín", 9 }, { "chạp", 12 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (word(in, names[i].name)) {
			*out = names[i].n;
			return true;
		}
	return number(in, 1, 2, out);
}

/* 20 tháng 8 năm 2024; 20 Tháng Tám, 2024 (as WordPress has it). */
static bool
spelt(struct in *in, struct nq_day *d)
{
	if (!number(in, 1, 2, &d->day) || !blanks(in) ||
	    !word(in, "tháng") || !blanks(in) || !spelt_month(in, &d->month))
		return false;
	sign(in, ',');
	blanks(in);
	if (word(in, "năm"))
		blanks(in);
	return number(in, 4, 4, &d->year) && ends(in);
}

static bool
english_month(struct in *in, int *out)
{
	static const char *const names[] = { "january", "february", "march",
	    "april", "may", "june", "july", "august", "september",
	    "october", "november", "december" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char brief[4] = { names[i][0], names[i][1], names[i][2] };

		if (word(in, names[i]) || word(in, brief)) {
			*out = (int)i + 1;
			return true;
		}
	}
	return false;
}

/* 3 May 2024, as RFC 822 has it, whose years may have two digits. */
static bool
british(struct in *in, struct nq_day *d)
{
	if (!number(in, 1, 2, &d->day) || !blanks(in) ||
	    !english_month(in, &d->month))
		return false;
	sign(in, ',');
	if (!blanks(in))
		return false;
	if (number(in, 4, 4, &d->year))
		return ends(in);
	if (!number(in, 2, 2, &d->year))
		return false;
	d->year += d->year < 50 ? 2000 : 1900;
	return ends(in);
}

/* May 3, 2024. */
static bool
american(struct in *in, struct nq_day *d)
{
	if (!english_month(in, &d->month) || !blanks(in) ||
	    !number(in, 1, 2, &d->day) || !sign(in, ','))
		return false;
	blanks(in);
	return number(in, 4, 4, &d->year) && ends(in);
}

size_t
nq_date_at(const char *s, size_t len, struct nq_day *d)
{
	static bool (*const forms[])(struct in *, struct nq_day *) = {
		numeric, spelt, british, american,
	};
	struct in start = { s, s + len };
	size_t n = 0;

	/* Most of a text is no date, and is told so soon. */
	while (n < len && n < 4 && is_digit(s[n]))
		n++;
	if (n == len || (n > 0 ? strchr("/-. ", s[n]) == NULL :
	    strchr("nNjJfFmMaAsSoOdD", *s) == NULL) || s[n] == '\0')
		return 0;
	if (word(&start, "ngày") && !blanks(&start))
		return 0;
	for (size_t i = n > 0 || start.p > s ? 0 : 3; i < sizeof(forms) /
	    sizeof(*forms); i++) {
		struct in in = start;

		if (forms[i](&in, d) && is_valid(*d))
			return (size_t)(in.p - s);
	}
	return 0;
}

bool
nq_date_may_begin(const char *s, size_t i)
{
	unsigned char c = i > 0 ? (unsigned char)s[i - 1] : ' ';

	/* Dashes, bullets and quotes begin with 0xe2, and no letter that
	 * Vietnamese knows does. */
	if (c >= 0x80)
		return i >= 3 && (unsigned char)s[i - 3] == 0xe2;
	if (is_digit((char)c) || ((c | 32) >= 'a' && (c | 32) <= 'z'))
		return false;
	return i < 2 || strchr("./,:-", c) == NULL || !is_digit(s[i - 2]);
}

bool
nq_date_day(const char *s, size_t len, char out[NQ_DAY_TEXT])
{
	struct nq_buf text = NQ_BUF(0);
	struct nq_day d;
	bool found = false;

	out[0] = '\0';
	nq_text_norm(&text, s, len < NQ_MAX_DATE ? len : NQ_MAX_DATE);
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] == '\n')
			text.p[i] = ' ';
	for (size_t i = 0; i < text.len && !found; i++)
		found = nq_date_may_begin(text.p, i) &&
		    nq_date_at(text.p + i, text.len - i, &d) > 0;
	if (found)
		snprintf(out, NQ_DAY_TEXT, "%04u-%02u-%02u",
		    (unsigned)d.year % 10000, (unsigned)d.month % 100,
		    (unsigned)d.day % 100);
	nq_buf_release(&text);
	return found;
}

bool
nq_date_is_day(const char *s, size_t len, struct nq_day *d)
{
	struct in in = { s, s + len };

	return len == NQ_DAY_TEXT - 1 && s[4] == '-' && numeric(&in, d) &&
	    in.p == in.end && is_valid(*d);
}

long
nq_date_number(struct nq_day d)
{
	struct tm t = { .tm_year = d.year - 1900, .tm_mon = d.month - 1,
		.tm_mday = d.day };

	return (long)(timegm(&t) / 86400);
}

/* hh:mm, hh:mm:ss, and a fraction of a second, which is let go. */
static bool
clock_time(struct in *in, struct tm *t)
{
	int fraction;

	t->tm_sec = 0;
	if (!number(in, 2, 2, &t->tm_hour) || !sign(in, ':') ||
	    !number(in, 2, 2, &t->tm_min))
		return false;
	if (sign(in, ':')) {
		if (!number(in, 2, 2, &t->tm_sec))
			return false;
		if (sign(in, '.') && !number(in, 1, 9, &fraction))
			return false;
	}
	return t->tm_hour < 24 && t->tm_min < 60 && t->tm_sec < 60;
}

/* Z, +07:00, +0700, -07, GMT, and the names that RFC 822 has; a zone that
 * is not there is one too. */
static bool
zone_of(struct in *in, int *zone)
{
	static const struct { const char *name; int hours; } names[] = {
		{ "z", 0 }, { "gmt", 0 }, { "ut", 0 }, { "utc", 0 },
		{ "ict", 7 }, { "est", -5 }, { "edt", -4 }, { "cst", -6 },
		{ "cdt", -5 }, { "mst", -7 }, { "mdt", -6 }, { "pst", -8 },
		{ "pdt", -7 },
	};
	int h, m = 0, dir;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (word(in, names[i].name)) {
			*zone = names[i].hours * 60;
			return true;
		}
	if (in->p == in->end || (*in->p != '+' && *in->p != '-'))
		return true;
	dir = *in->p++ == '-' ? -1 : 1;
	if (!number(in, 2, 2, &h)) {
		if (!number(in, 4, 4, &m))
			return false;
		h = m / 100;
		m %= 100;
	} else if (sign(in, ':') && !number(in, 2, 2, &m)) {
		return false;
	}
	*zone = dir * (h * 60 + m);
	return h <= 14 && m < 60;
}

static bool
parse_instant(struct in *in, int zone, time_t *out)
{
	struct tm t = { 0 };
	struct nq_day d;
	struct in day = *in;

	if (numeric(&day, &d) && is_digit(in->p[1]) &&
	    is_digit(in->p[2]) && in->p[4] == '-') {
		*in = day;
		if (!sign(in, 'T') && !sign(in, 't') && !blanks(in))
			return false;
	} else {
		for (int i = 0; i < 3 && nq_text_is_letter(in->p, left(in));
		    i++)
			in->p++;
		sign(in, ',');
		blanks(in);
		if (!british(in, &d) || !blanks(in))
			return false;
	}
	if (!is_valid(d) || !clock_time(in, &t))
		return false;
	blanks(in);
	if (!zone_of(in, &zone))
		return false;
	blanks(in);
	t.tm_year = d.year - 1900;
	t.tm_mon = d.month - 1;
	t.tm_mday = d.day;
	*out = timegm(&t) - zone * 60;
	/* RFC 822 ends with a comment: "(ICT)". */
	return in->p == in->end || *in->p == '(';
}

/* A point in time on the clocks of a place, in minutes ahead of UTC. */
static bool
find_instant(const char *s, size_t len, int zone, int ahead, struct tm *t)
{
	struct nq_buf text = NQ_BUF(0);
	struct in in;
	time_t at;
	bool found;

	nq_text_norm(&text, s, len < NQ_MAX_DATE ? len : NQ_MAX_DATE);
	nq_buf_puts(&text, "");
	in = (struct in){ text.p, text.p + text.len };
	found = text.len > 0 && parse_instant(&in, zone, &at);
	if (found)
		at += (time_t)ahead * 60;
	found = found && gmtime_r(&at, t) != NULL &&
	    t->tm_year + 1900 >= MIN_YEAR && t->tm_year + 1900 <= MAX_YEAR;
	nq_buf_release(&text);
	return found;
}

bool
nq_date_instant(const char *s, size_t len, int zone, char out[NQ_TIME_TEXT])
{
	struct tm t;

	out[0] = '\0';
	if (!find_instant(s, len, zone, 0, &t))
		return false;
	strftime(out, NQ_TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &t);
	return true;
}

bool
nq_date_day_there(const char *s, size_t len, char out[NQ_DAY_TEXT])
{
	struct tm t;

	if (!find_instant(s, len, NQ_ZONE_HANOI, NQ_ZONE_HANOI, &t))
		return nq_date_day(s, len, out);
	strftime(out, NQ_DAY_TEXT, "%Y-%m-%d", &t);
	return true;
}
