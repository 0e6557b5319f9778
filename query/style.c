#include "query/style.h"

#include "core/buf.h"
#include "query/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

/* Where a mark begins and ends while lines are broken: characters for
 * private use, one column wide, that nq_plain lets through from nowhere. */
#define BEGINS "\xee\x80\x80"
#define ENDS "\xee\x80\x81"

enum { SENTINEL = 3 };

struct nq_style
nq_style_of(FILE *f)
{
	const char *no = getenv("NO_COLOR");

	if (isatty(fileno(f)) != 1 || (no != NULL && no[0] != '\0'))
		return (struct nq_style){ false, "", "", "", "", "", "" };
	return (struct nq_style){ true, "\033[1m", "\033[2m", "\033[32m",
		"\033[33m", "\033[31m", "\033[0m" };
}

const char *
nq_style_verdict(const struct nq_style *s, enum nq_verdict v)
{
	switch (v) {
	case NQ_REACHED:
	case NQ_ON_TRACK:
		return s->good;
	case NQ_BEHIND:
		return s->fair;
	case NQ_FAR_BEHIND:
	case NQ_MOVING_AWAY:
	case NQ_MISSED:
		return s->bad;
	default:
		return "";
	}
}

static bool
is_shown(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
		return false;
	default:
		return true;
	}
}

const char *
nq_plain(struct nq_arena *a, const char *s)
{
	size_t left = s != NULL ? strlen(s) : 0, at = 0;
	char *out = nq_arena_get(a, left + 1, 1);

	while (left > 0) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)s, (utf8proc_ssize_t)left, &c);
		size_t step = n > 0 ? (size_t)n : 1;

		if (n > 0 && (c == '\t' || c == '\n' || c == '\r' ||
		    c == 0x2028 || c == 0x2029)) {
			out[at++] = ' ';
		} else if (n > 0 && is_shown(c)) {
			memcpy(out + at, s, step);
			at += step;
		} else {
			out[at++] = '?';
		}
		s += step;
		left -= step;
	}
	return out;
}

/* text without the characters that have a meaning here. */
static void
add_part(struct nq_buf *b, const char *s, size_t len)
{
	char *one = nq_strndup(s, len);
	struct nq_arena a = { NULL };

	nq_buf_puts(b, nq_plain(&a, one));
	nq_arena_release(&a);
	free(one);
}

static void
put_marks(FILE *f, const struct nq_style *style, const char *s)
{
	while (*s != '\0') {
		if (strncmp(s, BEGINS, SENTINEL) == 0) {
			fputs(style->on ? style->bold : "«", f);
			s += SENTINEL;
		} else if (strncmp(s, ENDS, SENTINEL) == 0) {
			fputs(style->on ? style->off : "»", f);
			s += SENTINEL;
		} else {
			fputc(*s++, f);
		}
	}
}

void
nq_style_marked(FILE *f, const struct nq_style *style, const char *text,
    size_t start, size_t len, size_t indent, size_t width)
{
	struct nq_buf b = NQ_BUF(0);
	size_t whole = strlen(text), size = 0;
	char *lines = NULL;
	FILE *m = open_memstream(&lines, &size);

	if (start > whole || len > whole - start)
		start = len = 0;
	add_part(&b, text, start);
	if (len > 0) {
		nq_buf_puts(&b, BEGINS);
		add_part(&b, text + start, len);
		nq_buf_puts(&b, ENDS);
	}
	add_part(&b, text + start + len, whole - start - len);
	if (m != NULL) {
		nq_text_wrap(m, b.p != NULL ? b.p : "", indent, width, 0);
		fclose(m);
		put_marks(f, style, lines);
	}
	free(lines);
	nq_buf_release(&b);
}
