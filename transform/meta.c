/* Days as pages print them, and lines that are little more than a day. */
#include "transform/raw.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	LINE_MAX_LEN = 160,	/* bytes of a date line with its toolbar */
	YEAR_FIRST = 1990,	/* no portal is older, */
	YEAR_LAST = 2100	/* and none of this program's pages later */
};

static size_t
number(const char *s, const char *end, size_t most, int *out)
{
	size_t n = 0;

	*out = 0;
	while (s + n < end && n <= most && isdigit((unsigned char)s[n])) {
		*out = *out * 10 + (s[n] - '0');
		n++;
	}
	return n <= most ? n : 0;
}

static bool
valid(int y, int m, int d)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	if (y < YEAR_FIRST || y > YEAR_LAST || m < 1 || m > 12 || d < 1 ||
	    d > days[m - 1])
		return false;
	return m != 2 || d < 29 ||
	    (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static bool
found(struct nq_day *day, int y, int m, int d, size_t start, size_t end)
{
	if (!valid(y, m, d))
		return false;
	snprintf(day->iso, sizeof(day->iso), "%04u-%02u-%02u",
	    (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
	day->start = start;
	day->end = end;
	return true;
}

/* d/m/yyyy, d-m-yyyy, d.m.yyyy, yyyy-mm-dd, yyyy/mm/dd at s. */
static bool
by_signs(const char *line, const char *s, const char *end, struct nq_day *day)
{
	const char *p = s;
	int a, b, c;
	size_t n, k;
	char sign;

	if ((n = number(p, end, 4, &a)) == 0)
		return false;
	p += n;
	while (p < end && *p == ' ')
		p++;
	if (p >= end || strchr("/-.", sign = *p) == NULL || sign == '\0')
		return false;
	for (p++; p < end && *p == ' '; p++)
		;
	if ((k = number(p, end, 2, &b)) == 0 || (p += k) >= end)
		return false;
	while (p < end && *p == ' ')
		p++;
	if (p >= end || *p != sign)
		return false;
	for (p++; p < end && *p == ' '; p++)
		;
	if ((k = number(p, end, 4, &c)) == 0)
		return false;
	p += k;
	if (n == 4)
		return found(day, a, b, c, (size_t)(s - line),
		    (size_t)(p - line));
	return n <= 2 && k == 4 && found(day, c, b, a, (size_t)(s - line),
	    (size_t)(p - line));
}

/* "9 thang 12 nam 2022", "9 thang muoi hai, 2022" in a folded line. */
static bool
by_words(const char *line, const char *s, const char *end, struct nq_day *day)
{
	static const char *const months[] = { "mot", "hai", "ba", "tu",
	    "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot",
	    "muoi hai" };
	const char *p = s;
	int d, m = 0, y, i;
	size_t n;

	if ((n = number(p, end, 2, &d)) == 0)
		return false;
	p += n;
	while (p < end && *p == ' ')
		p++;
	if (end - p < 6 || strncmp(p, "thang ", 6) != 0)
		return false;
	p += 6;
	if ((n = number(p, end, 2, &m)) == 0)
		for (i = 12; i > 0 && m == 0; i--) {
			n = strlen(months[i - 1]);
			if ((size_t)(end - p) >= n &&
			    strncmp(p, months[i - 1], n) == 0)
				m = i;
		}
	if (m == 0)
		return false;
	p += n;
	while (p < end && (*p == ',' || *p == ' '))
		p++;
	if (end - p > 4 && strncmp(p, "nam ", 4) == 0)
		p += 4;
	if ((n = number(p, end, 4, &y)) != 4)
		return false;
	return found(day, y, m, d, (size_t)(s - line),
	    (size_t)(p + n - line));
}

bool
nq_meta_day(const char *s, size_t len, struct nq_day *day)
{
	char fold[LINE_MAX_LEN * 2];
	size_t n, i;

	if (len > 2 * LINE_MAX_LEN)
		len = 2 * LINE_MAX_LEN;
	n = nq_hint_fold(s, len, fold, sizeof(fold));
	for (i = 0; i < n; i++)
		if (isdigit((unsigned char)fold[i]) &&
		    (i == 0 || (!isdigit((unsigned char)fold[i - 1]) &&
		    fold[i - 1] != '/')) &&
		    (by_signs(fold, fold + i, fold + n, day) ||
		    by_words(fold, fold + i, fold + n, day)))
			return true;
	return false;
}

/* Words that may stand around the day in a date line. */
static bool
is_date_word(const char *w, size_t n)
{
	static const char *const words[] = { "thu", "hai", "ba", "tu", "nam",
	    "sau", "bay", "chu", "nhat", "cn", "ngay", "dang", "cap", "luc",
	    "gmt", "am", "pm", "gio", "date", "xuat", "ban", "bai", "viet",
	    "t", "gui", "phat", "hanh", "thoi", "gian", "tin", "update",
	    "posted", "on", "h", "phut", "boi", "by", "duoc" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == n && memcmp(words[i], w, n) == 0)
			return true;
	return false;
}

bool
nq_meta_is_dateline(const char *s, size_t len, struct nq_day *day)
{
	char fold[LINE_MAX_LEN + 1];
	size_t n, i, k, other = 0, after = 0;
	bool label;

	if (len > LINE_MAX_LEN || !nq_meta_day(s, len, day))
		return false;
	n = nq_hint_fold(s, len, fold, sizeof(fold));
	label = strstr(fold, "cap nhat") != NULL ||
	    strstr(fold, "ngay dang") != NULL ||
	    strstr(fold, "dang luc") != NULL ||
	    strstr(fold, "dang boi") != NULL ||
	    strstr(fold, "luot xem") != NULL;
	for (i = 0; i < n; i = k > i ? k : i + 1) {
		for (k = i; k < n && isalpha((unsigned char)fold[k]); k++)
			;
		if (k > i && (k <= day->start || i >= day->end) &&
		    !is_date_word(fold + i, k - i)) {
			other++;
			after += i >= day->end;
		}
	}
	/* What follows the day may be a column's name or an author. */
	return label || other == 0 || (other == after && other <= 6 &&
	    strchr("|-(,:", fold[day->end + (fold[day->end] == ' ')]) !=
	    NULL);
}
