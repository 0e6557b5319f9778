#include "transform/fold.h"

#include <string.h>
#include <utf8proc.h>

size_t
nq_utf8_at(const char *s, size_t left, int *c)
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

bool
nq_is_letter(int c)
{
	utf8proc_category_t k;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	k = utf8proc_category(c);
	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_MC;
}

bool
nq_is_upper(int c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	return utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

enum { GRAVE, HOOK, TILDE, ACUTE, DOT, TONES };

/* The five toned forms of the vowels that take part in the variants. */
struct vowel {
	int plain, toned[TONES];
};

static const struct vowel vowels[] = {
	{ 'a', { 0xe0, 0x1ea3, 0xe3, 0xe1, 0x1ea1 } },
	{ 'e', { 0xe8, 0x1ebb, 0x1ebd, 0xe9, 0x1eb9 } },
	{ 'i', { 0xec, 0x1ec9, 0x129, 0xed, 0x1ecb } },
	{ 'o', { 0xf2, 0x1ecf, 0xf5, 0xf3, 0x1ecd } },
	{ 'u', { 0xf9, 0x1ee7, 0x169, 0xfa, 0x1ee5 } },
	{ 'y', { 0x1ef3, 0x1ef7, 0x1ef9, 0xfd, 0x1ef5 } },
};

static const struct vowel *
vowel_of(int plain)
{
	for (size_t i = 0; i < sizeof(vowels) / sizeof(vowels[0]); i++)
		if (vowels[i].plain == plain)
			return &vowels[i];
	return NULL;
}

/* The vowel without its tone, and which tone it had (-1: none). */
static int
strip_tone(int c, int *tone)
{
	*tone = -1;
	if (c < 0xe0)
		return c;
	for (size_t i = 0; i < sizeof(vowels) / sizeof(vowels[0]); i++)
		for (int t = 0; t < TONES; t++)
			if (vowels[i].toned[t] == c) {
				*tone = t;
				return vowels[i].plain;
			}
	return c;
}

/*
 * oa, oe, uy at the end carry their tone on the first vowel; after q the u
 * belongs to the consonant, so that quý keeps its tone on the y.
 */
static void
place_tone(int *c, size_t n)
{
	int first, second, t1, t2;

	if (n < 2)
		return;
	first = strip_tone(c[n - 2], &t1);
	second = strip_tone(c[n - 1], &t2);
	if (!((first == 'o' && (second == 'a' || second == 'e')) ||
	    (first == 'u' && second == 'y')))
		return;
	if (n >= 3 && c[n - 3] == 'q') {
		if (t1 >= 0 && t2 < 0) {
			c[n - 2] = first;
			c[n - 1] = vowel_of(second)->toned[t1];
		}
	} else if (t2 >= 0 && t1 < 0) {
		c[n - 2] = vowel_of(first)->toned[t2];
		c[n - 1] = second;
	}
}

/* A final i alone behind h, k, l, m, s, t or qu is written i or y. */
static void
fold_i(int *c, size_t n)
{
	int tone, last;

	if (n < 2)
		return;
	last = strip_tone(c[n - 1], &tone);
	if (last != 'i' || !((n == 2 && c[0] < 0x80 &&
	    strchr("hklmst", c[0]) != NULL) ||
	    (n == 3 && c[0] == 'q' && c[1] == 'u')))
		return;
	c[n - 1] = tone >= 0 ? vowel_of('y')->toned[tone] : 'y';
}

size_t
nq_fold(const char *word, size_t len, char key[NQ_FOLD_MAX])
{
	int c[NQ_FOLD_MAX];
	size_t n = 0, out = 0;

	for (size_t i = 0; i < len;) {
		if (n + 1 >= NQ_FOLD_MAX / 2)
			return 0;
		i += nq_utf8_at(word + i, len - i, &c[n]);
		if (c[n] < 0)
			return 0;
		if (c[n] < 0x80)
			c[n] += c[n] >= 'A' && c[n] <= 'Z' ? 32 : 0;
		else
			c[n] = c[n] == 0xd0 || c[n] == 0xf0 ? 0x111 :
			    utf8proc_tolower(c[n]);
		n++;
	}
	place_tone(c, n);
	fold_i(c, n);
	for (size_t i = 0; i < n; i++) {
		if (out + 5 > NQ_FOLD_MAX)
			return 0;
		out += (size_t)utf8proc_encode_char(c[i],
		    (utf8proc_uint8_t *)key + out);
	}
	key[out] = '\0';
	return out;
}
