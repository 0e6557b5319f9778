#include "extract/text.h"

#include "core/buf.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
	/* Bytes normalised at a time, cut behind ASCII. */
	PIECE = 64 << 10,
	JOINER = 0x034f		/* breaks a run of marks (Annex 15) */
};

size_t
nq_text_at(const char *s, size_t left, int *c)
{
	utf8proc_int32_t cp;
	utf8proc_ssize_t n;

	if ((signed char)s[0] >= 0) {
		*c = (unsigned char)s[0];
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)left, &cp);
	*c = n > 0 ? (int)cp : -1;
	return n > 0 ? (size_t)n : 1;
}

int
nq_text_lower(int c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	/* Eth looks like the letter and is typed for it. */
	return c == 0xd0 || c == 0xf0 ? 0x111 : utf8proc_tolower(c);
}

bool
nq_text_is_letter(const char *s, size_t left)
{
	utf8proc_category_t k;
	int c;

	if (left == 0)
		return false;
	nq_text_at(s, left, &c);
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	k = utf8proc_category(c);
	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_MC;
}

static void
put_char(struct nq_buf *b, int c)
{
	utf8proc_uint8_t out[4];

	nq_buf_put(b, out, (size_t)utf8proc_encode_char(c, out));
}

void
nq_text_utf8(struct nq_buf *b, const char *s, size_t len, bool keep)
{
	size_t run = 0, n;
	int c;

	for (size_t i = 0; i < len; i += n) {
		n = nq_text_at(s + i, len - i, &c);
		if (c > 0) {
			run += n;
			continue;
		}
		nq_buf_put(b, s + i - run, run);
		run = 0;
		if (keep)
			put_char(b, NQ_TEXT_BYTE + (unsigned char)s[i]);
		else
			nq_buf_putc(b, '?');
	}
	nq_buf_put(b, s + len - run, run);
}

static bool
is_zero_width(int c)
{
	return (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff;
}

static bool
is_blank(int c)
{
	return c <= ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

struct writer {
	struct nq_buf *out;
	struct nq_buf piece;	/* not yet normalised */
	size_t start;		/* length of out at the beginning */
	int options;
	int marks;		/* in a row */
	char gap;		/* blank to be written: ' ', '\n' or 0 */
	bool wide;		/* piece holds more than ASCII */
	bool lines;
};

static void
flush(struct writer *w)
{
	utf8proc_uint8_t *s = NULL;
	utf8proc_ssize_t n = 0;

	if (w->piece.len == 0)
		return;
	if (w->wide || (w->options & UTF8PROC_CASEFOLD) != 0)
		n = utf8proc_map((const utf8proc_uint8_t *)w->piece.p,
		    (utf8proc_ssize_t)w->piece.len, &s,
		    (utf8proc_option_t)w->options);
	if (n == UTF8PROC_ERROR_NOMEM)
		nq_mem_gone();
	if (s != NULL && n >= 0)
		nq_buf_put(w->out, s, (size_t)n);
	else
		nq_buf_put(w->out, w->piece.p, w->piece.len);
	free(s);
	nq_buf_reset(&w->piece);
	w->wide = false;
}

static void
add(struct writer *w, int c)
{
	if (w->gap != 0 && w->piece.len + w->out->len > w->start)
		nq_buf_putc(&w->piece, w->gap);
	w->gap = 0;
	if (c < 0x80) {
		/* Nothing before an ASCII letter changes with it. */
		if (w->piece.len >= PIECE)
			flush(w);
		w->marks = 0;
		nq_buf_putc(&w->piece, (char)c);
		return;
	}
	w->wide = true;
	if (c >= 0x300 && utf8proc_get_property(c)->combining_class != 0) {
		if (++w->marks > NQ_MAX_MARKS) {
			put_char(&w->piece, JOINER);
			w->marks = 1;
		}
	} else {
		w->marks = 0;
	}
	put_char(&w->piece, c);
}

static void
norm(struct nq_buf *out, const char *s, size_t len, bool fold)
{
	struct writer w = { .out = out, .piece = NQ_BUF(0),
		.start = out->len, .lines = !fold,
		.options = UTF8PROC_STABLE | UTF8PROC_COMPOSE |
		    (fold ? UTF8PROC_CASEFOLD : 0) };
	size_t n;
	int c;

	for (size_t i = 0; i < len; i += n) {
		n = nq_text_at(s + i, len - i, &c);
		if (c < 0)
			c = NQ_TEXT_BYTE + (unsigned char)s[i];
		if (is_zero_width(c))
			continue;
		if (!is_blank(c))
			add(&w, c);
		else if (c == '\n' && w.lines)
			w.gap = '\n';
		else if (w.gap == 0)
			w.gap = ' ';
	}
	flush(&w);
	if (w.piece.over)
		out->over = 1;
	nq_buf_release(&w.piece);
}

void
nq_text_norm(struct nq_buf *out, const char *s, size_t len)
{
	norm(out, s, len, false);
}

void
nq_text_fold(struct nq_buf *out, const char *s, size_t len)
{
	norm(out, s, len, true);
}
