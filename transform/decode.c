#include "transform/decode.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/limits.h"
#include "transform/charset.h"
#include "transform/legacy.h"
#include "transform/page.h"

enum {
	META_WINDOW = 4096,	/* bytes; where HTML allows a meta charset */
	HEAD_START = 6,		/* of a declared charset: a tenth more, and */
	/* One broken sequence in so many good ones is damage, not a lie. */
	DAMAGE_RATIO = 20,
	/* Pairs that make a text look encoded twice. */
	TWICE_MIN = 3
};

size_t
nq_utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t
nq_utf8_get(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4, i;
	uint32_t v;

	*cp = p[0];
	if (p[0] < 0x80)
		return 1;
	/* The lead of a Vietnamese letter with its two signs. */
	if (p[0] == 0xe1 && len > 2 && (p[1] & 0xc0) == 0x80 &&
	    (p[2] & 0xc0) == 0x80) {
		*cp = 0x1000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		return 3;
	}
	*cp = NQ_UTF8_BAD;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 1;
	v = p[0] & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if (i >= len || (p[i] & 0xc0) != 0x80)
			return i;
		v = v << 6 | (p[i] & 0x3f);
		if (i == 1 && ((n == 3 && v < 0x20) || (n == 4 && v < 0x10) ||
		    (n == 3 && v >= 0x360 && v < 0x380) ||
		    (n == 4 && v > 0x10f)))
			return 1;
	}
	*cp = v;
	return n;
}

/* What one walk over the bytes tells. */
struct survey {
	size_t good, bad;	/* multi-byte sequences */
	size_t controls;	/* bytes below space that text has no use for */
	size_t twice;		/* pairs typical of a second encoding */
};

static bool
is_control(unsigned char c)
{
	return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
}

/* Eight bytes of text that need no look: ASCII, and none a control. */
static bool
is_clean(const char *p)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return (((v - ones * 0x20) | v | (v + ones)) & ones * 0x80) == 0;
}

static void
survey(const char *p, size_t len, struct survey *s)
{
	bool lead = false;
	uint32_t cp;
	size_t i = 0, n;

	while (i < len) {
		if (len - i >= 8 && is_clean(p + i)) {
			lead = false;
			i += 8;
			continue;
		}
		if ((unsigned char)p[i] < 0x80) {
			s->controls += is_control((unsigned char)p[i]);
			lead = false;
			i++;
			continue;
		}
		n = nq_utf8_get(p + i, len - i, &cp);
		i += n;
		if (cp == NQ_UTF8_BAD) {
			s->bad++;
			continue;
		}
		s->good++;
		if (cp < 0xa0)
			s->controls++;
		s->twice += lead && ((cp >= 0x80 && cp < 0xc0) ||
		    (cp > 0xff && cp < 0x2123));
		lead = cp == 0xc3 || cp == 0xc4 || cp == 0xc6 || cp == 0xe1;
	}
}

/* The byte that cp came from when bytes were read as windows-1252; or -1. */
static int
cp1252_byte(uint32_t cp)
{
	int i;

	if (cp < 0x100)
		return (int)cp;
	for (i = 0; i < 32; i++)
		if (nq_charset_cp1252[i] == cp)
			return 0x80 + i;
	return -1;
}

/* A sequence of the first encoding at p; 0 where there is none. */
static size_t
undo_one(const char *p, size_t len, uint32_t *out)
{
	char bytes[4];
	size_t i = 0, k = 0, want = 1;
	uint32_t cp;
	int b;

	while (k < want && i < len) {
		i += nq_utf8_get(p + i, len - i, &cp);
		b = cp1252_byte(cp);
		if (b < 0x80 || (k == 0 && (b < 0xc2 || b > 0xf4)))
			return 0;
		if (k == 0)
			want = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
		bytes[k++] = (char)b;
	}
	if (k < want)
		return 0;
	return nq_utf8_get(bytes, k, out) == k && *out != NQ_UTF8_BAD ? i : 0;
}

/* Text encoded twice holds few true letters; a page that quotes such text
 * holds many, and only its damaged runs are taken back. */
static void
undo_twice(struct nq_decoded *d)
{
	struct nq_buf out = NQ_BUF(d->len + 1);
	const char *p = d->p;
	size_t i = 0, n, start = 0, undone = 0;
	uint32_t cp;
	char utf8[4];

	while (i < d->len) {
		if ((unsigned char)p[i] < 0xc3 ||
		    (n = undo_one(p + i, d->len - i, &cp)) == 0) {
			i++;
			continue;
		}
		nq_buf_put(&out, p + start, i - start);
		nq_buf_put(&out, utf8, nq_utf8_put(cp, utf8));
		undone++;
		i += n;
		start = i;
	}
	if (undone < TWICE_MIN) {
		nq_buf_release(&out);
		return;
	}
	nq_buf_put(&out, p + start, d->len - start);
	nq_buf_release(&d->buf);
	d->buf = out;
	d->p = out.p;
	d->len = out.len;
	d->charset = "UTF-8 encoded twice";
}

/* Valid UTF-8 out of nearly valid: what is malformed becomes U+FFFD. */
static void
copy_utf8(const char *p, size_t len, struct nq_decoded *d)
{
	size_t i = 0, n;
	uint32_t cp;
	char utf8[4];

	d->buf = NQ_BUF(len * 3 + 1);
	while (i < len) {
		n = nq_utf8_get(p + i, len - i, &cp);
		if (cp == NQ_UTF8_BAD) {
			d->broken++;
			cp = 0xfffd;
		}
		if (cp < 0xa0 && (cp >= 0x7f || is_control((unsigned char)cp)))
			cp = cp == 0x85 || cp < 0x80 ? ' ' : cp;
		nq_buf_put(&d->buf, utf8, nq_utf8_put(cp, utf8));
		i += n;
	}
	d->p = d->buf.p != NULL ? d->buf.p : "";
	d->len = d->buf.len;
}

static void
decode_utf16(const unsigned char *p, size_t len, bool big,
    struct nq_decoded *d)
{
	uint32_t cp, low;
	size_t i;
	char utf8[4];

	d->buf = NQ_BUF(len * 3 + 4);
	d->charset = big ? "UTF-16BE" : "UTF-16LE";
	for (i = 0; i + 1 < len; i += 2) {
		cp = (uint32_t)(big ? p[i] << 8 | p[i + 1] :
		    p[i + 1] << 8 | p[i]);
		if (cp >= 0xd800 && cp < 0xdc00 && i + 3 < len) {
			low = (uint32_t)(big ? p[i + 2] << 8 | p[i + 3] :
			    p[i + 3] << 8 | p[i + 2]);
			if (low >= 0xdc00 && low < 0xe000) {
				cp = 0x10000 + ((cp & 0x3ff) << 10) +
				    (low & 0x3ff);
				i += 2;
			}
		}
		if (cp >= 0xd800 && cp < 0xe000) {
			cp = 0xfffd;
			d->broken++;
		}
		if (cp < 0x80 && is_control((unsigned char)cp))
			cp = ' ';
		nq_buf_put(&d->buf, utf8, nq_utf8_put(cp, utf8));
	}
	if (i < len) {
		d->broken++;
		nq_buf_put(&d->buf, "\xef\xbf\xbd", 3);
	}
	d->p = d->buf.p != NULL ? d->buf.p : "";
	d->len = d->buf.len;
}

/* The value after "charset=" in a header or a meta tag. */
static size_t
charset_in(const char *s, size_t len, const char **at)
{
	size_t i, n = 0;

	for (i = 0; i + 8 < len; i++)
		if ((s[i] | 0x20) == 'c' &&
		    strncasecmp(s + i, "charset=", 8) == 0)
			break;
	if (i + 8 >= len)
		return 0;
	i += 8;
	while (i < len && (s[i] == '"' || s[i] == '\'' || s[i] == ' '))
		i++;
	*at = s + i;
	while (i + n < len && (isalnum((unsigned char)s[i + n]) ||
	    strchr("-_.:", s[i + n]) != NULL) && s[i + n] != '\0')
		n++;
	return n;
}

static int
declared(const char *p, size_t len, const struct nq_page_hint *hint)
{
	const char *at = NULL;
	size_t n;
	int c = -1;

	if (hint != NULL && hint->charset != NULL)
		c = nq_legacy_of(hint->charset, strlen(hint->charset));
	if (c < 0 && hint != NULL && hint->media_type != NULL &&
	    (n = charset_in(hint->media_type, strlen(hint->media_type),
	    &at)) > 0)
		c = nq_legacy_of(at, n);
	if (c < 0 && (n = charset_in(p, len < META_WINDOW ? len : META_WINDOW,
	    &at)) > 0)
		c = nq_legacy_of(at, n);
	return c;
}

static void
decode_legacy(const char *p, size_t len, int said, struct nq_decoded *d)
{
	const unsigned char *u = (const unsigned char *)p;
	enum nq_legacy best = NQ_CP1252;
	long score, top = 0;
	int c;

	for (c = 0; c < NQ_LEGACY_COUNT; c++) {
		score = nq_legacy_score((enum nq_legacy)c, u, len);
		if (c == said)
			score += HEAD_START + (score > 0 ? score / 10 : 0);
		if (c == 0 || score > top) {
			top = score;
			best = (enum nq_legacy)c;
		}
	}
	d->buf = NQ_BUF(len * 3 + 1);
	d->broken = nq_legacy_decode(best, u, len, &d->buf);
	d->p = d->buf.p != NULL ? d->buf.p : "";
	d->len = d->buf.len;
	d->charset = nq_legacy_name(best);
}

void
nq_decode(const char *p, size_t len, const struct nq_page_hint *hint,
    struct nq_decoded *d)
{
	struct survey s = { 0 };

	*d = (struct nq_decoded){ .p = p, .len = len, .charset = "UTF-8" };
	if (len >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 ||
	    memcmp(p, "\xfe\xff", 2) == 0)) {
		decode_utf16((const unsigned char *)p + 2, len - 2,
		    p[0] == '\xfe', d);
		return;
	}
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		d->p = p += 3;
		d->len = len -= 3;
	}
	survey(p, len, &s);
	if (s.bad > 0 && s.good < s.bad * DAMAGE_RATIO) {
		decode_legacy(p, len, declared(p, len, hint), d);
		return;
	}
	if (s.bad > 0 || s.controls > 0)
		copy_utf8(p, len, d);
	if (s.twice >= TWICE_MIN)
		undo_twice(d);
}

void
nq_decoded_release(struct nq_decoded *d)
{
	nq_buf_release(&d->buf);
	d->p = "";
	d->len = 0;
}
