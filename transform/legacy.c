#include "transform/legacy.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"
#include "transform/charset.h"
#include "transform/decode.h"

enum {
	SAMPLE = 64 << 10	/* bytes; a verdict needs no more */
};

static const struct name {
	const char *text;
	enum nq_legacy charset;
} names[] = {
	{ "windows-1258", NQ_CP1258 }, { "cp1258", NQ_CP1258 },
	{ "x-cp1258", NQ_CP1258 },
	{ "tcvn", NQ_TCVN3 }, { "tcvn3", NQ_TCVN3 }, { "abc", NQ_TCVN3 },
	{ "x-abc", NQ_TCVN3 }, { "tcvn-5712", NQ_TCVN3 },
	{ "tcvn5712-1", NQ_TCVN3 }, { "x-viet-tcvn", NQ_TCVN3 },
	{ "vni", NQ_VNI }, { "x-viet-vni", NQ_VNI }, { "x-vni", NQ_VNI },
	{ "viscii", NQ_VISCII }, { "viscii1.1-1", NQ_VISCII },
	{ "csviscii", NQ_VISCII }, { "x-viet-viscii", NQ_VISCII }
};

const char *
nq_legacy_name(enum nq_legacy charset)
{
	static const char *const text[NQ_LEGACY_COUNT] = {
		"windows-1252", "windows-1258", "TCVN3", "VNI", "VISCII"
	};

	return text[charset];
}

int
nq_legacy_of(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i].text) == len &&
		    strncasecmp(names[i].text, name, len) == 0)
			return (int)names[i].charset;
	return -1;
}

/*
 * VNI for Windows: after a, e, o, u, y (and its own u+horn, o+horn) one byte
 * adds the marks. The rows are the lower-case bytes; capitals are 0x20 less.
 */
static const struct vni_mark {
	unsigned char byte;
	uint16_t a, e, o, u, y, ow, uw;	/* 0: no such letter */
} vni_marks[] = {
	{ 0xf9, 0xe1, 0xe9, 0xf3, 0xfa, 0xfd, 0x1edb, 0x1ee9 },
	{ 0xf8, 0xe0, 0xe8, 0xf2, 0xf9, 0x1ef3, 0x1edd, 0x1eeb },
	{ 0xfb, 0x1ea3, 0x1ebb, 0x1ecf, 0x1ee7, 0x1ef7, 0x1edf, 0x1eed },
	{ 0xf5, 0xe3, 0x1ebd, 0xf5, 0x169, 0x1ef9, 0x1ee1, 0x1eef },
	{ 0xef, 0x1ea1, 0x1eb9, 0x1ecd, 0x1ee5, 0x1ef5, 0x1ee3, 0x1ef1 },
	{ 0xe2, 0xe2, 0xea, 0xf4, 0, 0, 0, 0 },
	{ 0xe1, 0x1ea5, 0x1ebf, 0x1ed1, 0, 0, 0, 0 },
	{ 0xe0, 0x1ea7, 0x1ec1, 0x1ed3, 0, 0, 0, 0 },
	{ 0xe5, 0x1ea9, 0x1ec3, 0x1ed5, 0, 0, 0, 0 },
	{ 0xe3, 0x1eab, 0x1ec5, 0x1ed7, 0, 0, 0, 0 },
	{ 0xe4, 0x1ead, 0x1ec7, 0x1ed9, 0, 0, 0, 0 },
	{ 0xea, 0x103, 0, 0, 0, 0, 0, 0 },
	{ 0xe9, 0x1eaf, 0, 0, 0, 0, 0, 0 },
	{ 0xe8, 0x1eb1, 0, 0, 0, 0, 0, 0 },
	{ 0xfa, 0x1eb3, 0, 0, 0, 0, 0, 0 },
	{ 0xfc, 0x1eb5, 0, 0, 0, 0, 0, 0 },
	{ 0xeb, 0x1eb7, 0, 0, 0, 0, 0, 0 }
};

static const struct vni_letter {
	unsigned char byte;
	uint16_t cp;
} vni_letters[] = {
	{ 0xf1, 0x111 }, { 0xf6, 0x1b0 }, { 0xf4, 0x1a1 }, { 0xed, 0xed },
	{ 0xec, 0xec }, { 0xe6, 0x1ec9 }, { 0xf3, 0x129 }, { 0xf2, 0x1ecb },
	{ 0xee, 0x1ef5 }
};

static uint32_t
upper_of(uint32_t cp)
{
	if (cp >= 0xe0 && cp < 0xff)
		return cp - 0x20;
	if (cp == 0x1b0)
		return 0x1af;
	return cp >= 0x100 ? cp & ~1u & 0xffff : cp;
}

static uint32_t
fix_case(uint32_t cp, bool upper)
{
	if (!upper || cp == 0)
		return cp;
	/* o with horn is the odd one out: U+01A0 is even, its small odd. */
	return upper_of(cp);
}

static uint32_t
vni_pair(unsigned char base, unsigned char mark)
{
	bool upper = isupper(base) || base == 0xd4 || base == 0xd6;
	unsigned char low = mark >= 0xc0 && mark < 0xe0 ? mark + 0x20 : mark;
	const struct vni_mark *m = NULL;
	uint32_t cp = 0;
	size_t i;

	for (i = 0; i < sizeof(vni_marks) / sizeof(*vni_marks); i++)
		if (vni_marks[i].byte == low)
			m = &vni_marks[i];
	if (m == NULL)
		return 0;
	switch (base < 0x80 ? tolower(base) : base | 0x20) {
	case 'a': cp = m->a; break;
	case 'e': cp = m->e; break;
	case 'o': cp = m->o; break;
	case 'u': cp = m->u; break;
	case 'y': cp = m->y; break;
	case 0xf4: cp = m->ow; break;
	case 0xf6: cp = m->uw; break;
	}
	return fix_case(cp, upper);
}

static size_t
vni_get(const unsigned char *p, size_t len, uint32_t *cp)
{
	unsigned char low;
	size_t i;

	if (len > 1 && p[1] >= 0xc0 && (*cp = vni_pair(p[0], p[1])) != 0)
		return 2;
	*cp = p[0];
	if (p[0] < 0x80)
		return 1;
	low = p[0] >= 0xc0 && p[0] < 0xe0 ? p[0] + 0x20 : p[0];
	for (i = 0; i < sizeof(vni_letters) / sizeof(*vni_letters); i++)
		if (vni_letters[i].byte == low) {
			*cp = fix_case(vni_letters[i].cp, p[0] != low);
			return 1;
		}
	*cp = p[0] == 0xa0 || p[0] == 0xab || p[0] == 0xbb ? p[0] :
	    p[0] < 0xa0 ? nq_charset_cp1252[p[0] - 0x80] : 0;
	return 1;
}

size_t
nq_legacy_get(enum nq_legacy charset, const unsigned char *p, size_t len,
    uint32_t *cp)
{
	static const uint16_t *const tables[NQ_LEGACY_COUNT] = {
		nq_charset_cp1252, nq_charset_cp1258, nq_charset_tcvn, NULL,
		nq_charset_viscii
	};

	if (charset == NQ_VNI)
		return vni_get(p, len, cp);
	*cp = *p < 0x80 ? *p : tables[charset][*p - 0x80];
	return 1;
}

int
nq_vi_letter(uint32_t cp)
{
	static const uint16_t often[] = {
		0xe0, 0xe1, 0xe2, 0xea, 0xf3, 0xf4, 0xfa, 0xed, 0xec, 0x103,
		0x111, 0x110, 0x1a1, 0x1b0, 0x1ea1, 0x1ea3, 0x1ea5, 0x1ea7,
		0x1ead, 0x1ebf, 0x1ec1, 0x1ec3, 0x1ec7, 0x1ecb, 0x1ed1,
		0x1ed3, 0x1ed9, 0x1edb, 0x1edd, 0x1ee3, 0x1ee5, 0x1ee7,
		0x1ee9, 0x1eef, 0x1ef1
	};
	static const uint16_t rare[] = {
		0xe3, 0xe8, 0xe9, 0xf2, 0xf5, 0xf9, 0xfd, 0x129, 0x169,
		0xc2, 0xca, 0xd4, 0x102, 0x1a0, 0x1af, 0xc1, 0xc0, 0xcd
	};
	size_t i;

	for (i = 0; i < sizeof(often) / sizeof(*often); i++)
		if (often[i] == cp)
			return 2;
	for (i = 0; i < sizeof(rare) / sizeof(*rare); i++)
		if (rare[i] == cp)
			return 1;
	return cp >= 0x1ea0 && cp <= 0x1ef9;
}

/* 1 small, 2 capital, 0 not a letter; enough for Latin. */
static int
case_of(uint32_t cp)
{
	if (cp < 0x80)
		return islower((int)cp) ? 1 : isupper((int)cp) ? 2 : 0;
	if (cp >= 0xc0 && cp < 0x100)
		return cp == 0xd7 || cp == 0xf7 ? 0 : cp < 0xdf ? 2 : 1;
	if (cp == 0x1af || cp == 0x1b0)
		return cp & 1 ? 2 : 1;
	if ((cp >= 0x100 && cp < 0x250) || (cp >= 0x1e00 && cp < 0x1f00))
		return cp & 1 ? 1 : 2;
	return cp >= 0x300 && cp < 0x370 ? 1 : 0;
}

/*
 * A letter that the language has and that stands well in its word is worth
 * points; a capital after a small letter, a sign within a word and a byte
 * without meaning cost some.
 */
static long
points(uint32_t before, uint32_t cp, bool letter_next, bool combines)
{
	int c = case_of(cp), b = case_of(before);

	if (cp == 0)
		return -8;
	if (cp == 0xa0 || (cp >= 0x2010 && cp <= 0x203a))
		return b == 1 && letter_next ? -1 : 0;
	if (cp >= 0x300 && cp < 0x370)
		return combines && b != 0 ? 2 : -4;
	if (c == 0)
		return b != 0 || letter_next ? -4 : -1;
	if (c == 2 && b == 1)
		return -4;
	return nq_vi_letter(cp) > 0 ? nq_vi_letter(cp) : -2;
}

long
nq_legacy_score(enum nq_legacy charset, const unsigned char *p, size_t len)
{
	uint32_t before = ' ', cp;
	size_t i = 0, n, seen = 0;
	long score = 0;
	bool next;

	while (i < len && seen < SAMPLE) {
		n = nq_legacy_get(charset, p + i, len - i, &cp);
		i += n;
		if (n > 1 || cp >= 0x80 || cp == 0) {
			next = i < len && (isalpha(p[i]) || p[i] >= 0xc0);
			score += points(before, cp, next,
			    charset == NQ_CP1258 || charset == NQ_TCVN3) *
			    (n > 1 ? 2 : 1);
			seen++;
		}
		before = cp;
	}
	return score;
}

size_t
nq_legacy_decode(enum nq_legacy charset, const unsigned char *p, size_t len,
    struct nq_buf *out)
{
	size_t i = 0, bad = 0;
	uint32_t cp;
	char utf8[4];

	while (i < len) {
		i += nq_legacy_get(charset, p + i, len - i, &cp);
		if (cp == 0) {
			cp = 0xfffd;
			bad++;
		} else if (cp < ' ' && cp != '\n' && cp != '\r' && cp != '\t')
			cp = ' ';
		nq_buf_put(out, utf8, nq_utf8_put(cp, utf8));
	}
	return bad;
}
