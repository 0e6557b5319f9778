/* Vietnamese typed for old fonts, inside valid Unicode. See norm.h. */
#include "transform/norm.h"

#include <ctype.h>
#include <string.h>

#include "transform/decode.h"
#include "transform/legacy.h"

enum {
	/* Signs within words that make a document suspect of TCVN3. */
	TCVN_MIN = 1,
	/* Vowel and mark in pairs; French and Portuguese have a few. */
	VNI_MIN = 6
};

/* Of Latin-1: the letters and the signs that TCVN3 uses as letters. */
static bool
is_wordish(uint32_t cp)
{
	if (cp < 0x80)
		return isalpha((int)cp) != 0;
	return (cp > 0xa0 && cp < 0x250 && cp != 0xb0 && cp != 0xb2 &&
	    cp != 0xb3) || (cp >= 0x1ea0 && cp <= 0x1ef9);
}

/* A sign that cannot stand inside a word of any Latin script. The soft
 * hyphen, the middle dot and the ordinals can, so they do not count. */
static bool
is_sign(uint32_t cp)
{
	return cp > 0xa0 && cp < 0xc0 && cp != 0xad && cp != 0xb0 &&
	    cp != 0xb2 && cp != 0xb3 && cp != 0xb4 && cp != 0xb7 &&
	    cp != 0xaa && cp != 0xba && cp != 0xa7;
}

static bool
is_unicode_vi(uint32_t cp)
{
	return cp == 0x102 || cp == 0x103 || cp == 0x110 || cp == 0x111 ||
	    cp == 0x1a0 || cp == 0x1a1 || cp == 0x1af || cp == 0x1b0 ||
	    (cp >= 0x1ea0 && cp <= 0x1ef9);
}

static bool
is_vni_mark(uint32_t before, uint32_t cp)
{
	if (before >= 0x80 || strchr("aeouyAEOUY", (int)before) == NULL)
		return false;
	return cp == 0xf8 || cp == 0xd8 || cp == 0xfb || cp == 0xf5 ||
	    cp == 0xe5 || cp == 0xe4 || cp == 0xe3 || cp == 0xef ||
	    (cp == 0xf9 && before != 'o') || cp == 0xe2 || cp == 0xeb;
}

void
nq_repair_count(struct nq_repair *r, const char *p, size_t len)
{
	uint32_t two = ' ', one = ' ', cp;
	size_t i = 0;

	while (i < len) {
		/* ASCII between ASCII says nothing. */
		if ((signed char)p[i] >= 0 && one < 0x80) {
			two = one;
			one = (unsigned char)p[i++];
			continue;
		}
		i += nq_utf8_get(p + i, len - i, &cp);
		if (cp >= 0x80 || one >= 0x80) {
			r->unicode += is_unicode_vi(cp);
			r->tcvn += is_sign(one) && is_wordish(two) &&
			    is_wordish(cp);
			r->vni += is_vni_mark(one, cp);
		}
		two = one;
		one = cp;
	}
}

bool
nq_repair_needed(const struct nq_repair *r)
{
	return r->tcvn >= TCVN_MIN || (r->vni >= VNI_MIN && r->unicode == 0);
}

const char *
nq_repair_name(const struct nq_repair *r)
{
	if (r->tcvn >= VNI_MIN && r->tcvn > r->unicode)
		return "TCVN3";
	return r->tcvn == 0 && r->vni >= VNI_MIN && r->unicode == 0 ?
	    "VNI" : NULL;
}

/* The Latin-1 bytes of a run read in the old charset. */
static void
convert(enum nq_legacy charset, const char *p, size_t len, struct nq_buf *out)
{
	struct nq_buf bytes = NQ_BUF(len + 1);
	size_t i = 0, n;
	uint32_t cp, to;
	char utf8[4];

	while (i < len) {
		n = nq_utf8_get(p + i, len - i, &cp);
		if (cp < 0x100) {
			nq_buf_putc(&bytes, (char)cp);
			i += n;
			if (i < len)
				continue;
		}
		for (size_t k = 0; k < bytes.len;) {
			const unsigned char *b =
			    (const unsigned char *)bytes.p + k;

			k += nq_legacy_get(charset, b, bytes.len - k, &to);
			nq_buf_put(out, utf8,
			    nq_utf8_put(to != 0 ? to : *b, utf8));
		}
		nq_buf_reset(&bytes);
		if (cp >= 0x100) {
			nq_buf_put(out, p + i, n);
			i += n;
		}
	}
	nq_buf_release(&bytes);
}

/* Word by word; a word is changed when a sign in it is a letter. */
static bool
convert_words(const char *p, size_t len, struct nq_buf *out)
{
	size_t i = 0, end;
	bool any = false;

	while (i < len) {
		struct nq_repair word = { 0 };
		const char *blank = memchr(p + i, ' ', len - i);

		end = blank != NULL ? (size_t)(blank - p) : len;
		nq_repair_count(&word, p + i, end - i);
		if (word.unicode == 0 && word.tcvn > 0) {
			convert(NQ_TCVN3, p + i, end - i, out);
			any = true;
		} else
			nq_buf_put(out, p + i, end - i);
		if (end < len)
			nq_buf_putc(out, ' ');
		i = end + 1;
	}
	return any;
}

static void
drop_soft(struct nq_buf *b)
{
	size_t i, k = 0;

	for (i = 0; i < b->len; i++) {
		if (b->p[i] == '\xc2' && i + 1 < b->len &&
		    b->p[i + 1] == '\xad') {
			i++;
			continue;
		}
		b->p[k++] = b->p[i];
	}
	b->len = k;
	b->p[k] = '\0';
}

static bool
has_high(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)p[i] >= 0x80)
			return true;
	return false;
}

bool
nq_repair_line(const struct nq_repair *doc, const char *p, size_t len,
    struct nq_buf *out)
{
	struct nq_repair line = { 0 };
	struct nq_line done = { .buf = NQ_BUF(len * 4 + 16) };
	struct nq_buf raw = NQ_BUF(len * 4 + 16);
	const char *name = nq_repair_name(doc);
	bool changed = false;

	if (!nq_repair_needed(doc) || !has_high(p, len))
		goto out;
	nq_repair_count(&line, p, len);
	if (line.unicode > 0) {
		changed = line.tcvn > 0 && convert_words(p, len, &raw);
	} else if (name != NULL && strcmp(name, "VNI") == 0) {
		convert(NQ_VNI, p, len, &raw);
		changed = true;
	} else if (line.tcvn > 0 || name != NULL) {
		convert(NQ_TCVN3, p, len, &raw);
		changed = true;
	}
out:
	if (!changed && memmem(p, len, "\xc2\xad", 2) != NULL) {
		nq_buf_reset(&raw);
		nq_buf_put(&raw, p, len);
		changed = true;
	}
	if (changed) {
		drop_soft(&raw);
		nq_line_add(&done, raw.p, raw.len);
		done.odd = true;
		nq_line_finish(&done);
		nq_buf_put(out, done.buf.p, done.buf.len);
	}
	nq_line_release(&done);
	nq_buf_release(&raw);
	return changed;
}

/* Letters of Latin-1 that Vietnamese does not have, and TCVN3 shows as its
 * own: each tells that a word was typed for such a font. */
static size_t
count_alien(const char *p, size_t len)
{
	uint32_t cp;
	size_t i = 0, n = 0;

	while (i < len) {
		i += nq_utf8_get(p + i, len - i, &cp);
		n += (cp >= 0xc0 && cp < 0x100 && cp != 0xd7 && cp != 0xf7 &&
		    memchr("\xc4\xc5\xc6\xc7\xcb\xce\xcf\xd0\xd1\xd6\xd8"
		    "\xdb\xdc\xde\xdf\xe4\xe5\xe6\xe7\xeb\xee\xef\xf0\xf1"
		    "\xf6\xf8\xfb\xfc\xfe\xff", (int)cp, 30) != NULL) ||
		    is_sign(cp);
	}
	return n;
}

bool
nq_repair_font(const char *p, size_t len, struct nq_buf *out)
{
	struct nq_repair line = { 0 };

	nq_repair_count(&line, p, len);
	/* More than a letter that was pasted in: the font is not to blame. */
	if (len == 0 || count_alien(p, len) < line.unicode) {
		nq_buf_put(out, p, len);
		return false;
	}
	convert(NQ_TCVN3, p, len, out);
	drop_soft(out);
	return true;
}
