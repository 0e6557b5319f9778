/* What classes, ids and short lines say: tables of words, and matching. */
#include "transform/raw.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "transform/decode.h"

enum { NAME_MAX_LEN = 24, SAY_MAX = 200 };

/*
 * Words of class and id values, lower case, sorted. A value is split at
 * anything but letters and where a capital follows a small letter
 * ("TitleNews" is title, news), so "contented" is not content.
 */
static const struct hint {
	const char *word;
	uint32_t marks;
} hints[] = {
	{ "abstract", NQ_MARK_LEAD },
	{ "ads", NQ_MARK_NOISE }, { "adv", NQ_MARK_NOISE },
	{ "adzone", NQ_MARK_NOISE }, { "article", NQ_MARK_ARTICLE },
	{ "articlebody", NQ_MARK_BODY },
	{ "aside", NQ_MARK_NOISE }, { "audio", NQ_MARK_NOISE },
	{ "banner", NQ_MARK_NOISE }, { "binhluan", NQ_MARK_NOISE },
	{ "bodyhtml", NQ_MARK_BODY }, { "bodytext", NQ_MARK_BODY },
	{ "bottom", 0 },
	{ "breadcrumb", NQ_MARK_NOISE }, { "breadcrumbs", NQ_MARK_NOISE },
	{ "caption", NQ_MARK_CAPTION }, { "chantrang", NQ_MARK_NOISE },
	{ "chuthich", NQ_MARK_CAPTION },
	{ "comment", NQ_MARK_NOISE }, { "comments", NQ_MARK_NOISE },
	{ "copyright", NQ_MARK_NOISE }, { "counter", NQ_MARK_NOISE },
	{ "date", NQ_MARK_DATE },
	{ "docnhieu", NQ_MARK_NOISE }, { "duongdan", NQ_MARK_NOISE },
	{ "figcaption", NQ_MARK_CAPTION },
	{ "footer", NQ_MARK_NOISE }, { "headline", NQ_MARK_TITLE },
	{ "lienquan", NQ_MARK_NOISE }, { "login", NQ_MARK_NOISE },
	{ "menu", NQ_MARK_NOISE }, { "menungang", NQ_MARK_NOISE },
	{ "modal", NQ_MARK_NOISE }, { "nav", NQ_MARK_NOISE },
	{ "navbar", NQ_MARK_NOISE }, { "navigation", NQ_MARK_NOISE },
	{ "noidung", NQ_MARK_BODY }, { "noidungtin", NQ_MARK_BODY },
	{ "pager", NQ_MARK_NOISE }, { "paging", NQ_MARK_NOISE },
	{ "poll", NQ_MARK_NOISE }, { "popup", NQ_MARK_NOISE },
	{ "rating", NQ_MARK_NOISE }, { "recommend", NQ_MARK_NOISE },
	{ "relate", NQ_MARK_NOISE }, { "related", NQ_MARK_NOISE },
	{ "relation", NQ_MARK_NOISE }, { "relnews", NQ_MARK_NOISE },
	{ "sapo", NQ_MARK_LEAD }, { "search", NQ_MARK_NOISE },
	{ "share", NQ_MARK_NOISE }, { "sharedaddy", NQ_MARK_NOISE },
	{ "sharing", NQ_MARK_NOISE },
	{ "sidebar", NQ_MARK_NOISE }, { "social", NQ_MARK_NOISE },
	{ "submitted", NQ_MARK_DATE },
	{ "tags", NQ_MARK_NOISE }, { "tieude", NQ_MARK_TITLE },
	{ "tieudetin", NQ_MARK_TITLE }, { "tinkhac", NQ_MARK_NOISE },
	{ "tinlienquan", NQ_MARK_NOISE }, { "tinmoi", NQ_MARK_NOISE },
	{ "title", NQ_MARK_TITLE }, { "toolbar", NQ_MARK_NOISE },
	{ "weather", NQ_MARK_NOISE }, { "widget", NQ_MARK_NOISE }
};

static int
by_word(const void *key, const void *row)
{
	return strcmp(key, ((const struct hint *)row)->word);
}

static uint32_t
mark_of(const char *word)
{
	const struct hint *h = bsearch(word, hints, sizeof(hints) /
	    sizeof(*hints), sizeof(*hints), by_word);

	return h != NULL ? h->marks : 0;
}

uint32_t
nq_hint_marks(const char *names)
{
	char word[NAME_MAX_LEN + 1];
	size_t n = 0;
	uint32_t marks = 0;
	char before = ' ';

	for (;; names++) {
		bool edge = !isalpha((unsigned char)*names) ||
		    (isupper((unsigned char)*names) &&
		    islower((unsigned char)before));

		if (edge && n > 0) {
			word[n < NAME_MAX_LEN ? n : NAME_MAX_LEN] = '\0';
			if (n <= NAME_MAX_LEN)
				marks |= mark_of(word);
			n = 0;
		}
		if (*names == '\0')
			return marks;
		if (isalpha((unsigned char)*names)) {
			if (n < NAME_MAX_LEN)
				word[n] = (char)tolower((unsigned char)*names);
			n++;
		}
		before = *names;
	}
}

/* The letter under the signs of a Vietnamese one, or 0 for the others. */
static char
bare_letter(uint32_t cp)
{
	static const char latin[] = "aaaaaa\0ceeeeiiiidnooooo\0\0uuuuy";

	if (cp >= 0x1ea0 && cp <= 0x1ef9)
		return cp < 0x1eb8 ? 'a' : cp < 0x1ec8 ? 'e' :
		    cp < 0x1ecc ? 'i' : cp < 0x1ee4 ? 'o' :
		    cp < 0x1ef2 ? 'u' : 'y';
	if (cp >= 0xc0 && cp < 0xde)
		return latin[cp - 0xc0];
	if (cp >= 0xe0 && cp < 0xfe)
		return cp == 0xf0 ? 0 : latin[cp - 0xe0];
	switch (cp) {
	case 0x102: case 0x103:
		return 'a';
	case 0x110: case 0x111:
		return 'd';
	case 0x128: case 0x129:
		return 'i';
	case 0x1a0: case 0x1a1:
		return 'o';
	case 0x168: case 0x169: case 0x1af: case 0x1b0:
		return 'u';
	default:
		return 0;
	}
}

size_t
nq_hint_fold(const char *s, size_t len, char *out, size_t cap)
{
	utf8proc_int32_t parts[8];
	size_t i = 0, n = 0;
	uint32_t cp;
	char bare;

	while (i < len && n + 1 < cap) {
		if ((unsigned char)s[i] < 0x80) {
			out[n++] = (char)tolower((unsigned char)s[i++]);
			continue;
		}
		i += nq_utf8_get(s + i, len - i, &cp);
		if ((bare = bare_letter(cp)) != 0)
			cp = (uint32_t)bare;
		else if (cp != NQ_UTF8_BAD && utf8proc_decompose_char(
		    (utf8proc_int32_t)cp, parts, 8, UTF8PROC_DECOMPOSE |
		    UTF8PROC_STRIPMARK, NULL) == 1)
			cp = (uint32_t)parts[0];
		if (cp < 0x80)
			out[n++] = (char)tolower((int)cp);
	}
	out[n] = '\0';
	return n;
}

/* A line that is the phrase, or begins with it where "…" ends the row. */
static const struct say {
	const char *phrase;	/* folded */
	enum nq_say say;
	bool prefix;
	size_t most;		/* bytes of the folded line; 0: any */
} says[] = {
	{ "cac tin khac", NQ_SAY_TAIL, true, 30 },
	{ "tin khac", NQ_SAY_TAIL, true, 24 },
	{ "tin tuc khac", NQ_SAY_TAIL, true, 28 },
	{ "cac tin da dua", NQ_SAY_TAIL, true, 30 },
	{ "tin da dua", NQ_SAY_TAIL, true, 30 },
	{ "cac bai khac", NQ_SAY_TAIL, true, 30 },
	{ "bai viet khac", NQ_SAY_TAIL, true, 30 },
	{ "bai viet moi", NQ_SAY_TAIL, true, 30 },
	{ "nhung tin moi hon", NQ_SAY_TAIL, true, 30 },
	{ "nhung tin cu hon", NQ_SAY_TAIL, true, 30 },
	{ "tin moi hon", NQ_SAY_TAIL, true, 20 },
	{ "tin cu hon", NQ_SAY_TAIL, true, 20 },
	{ "tin cung chuyen muc", NQ_SAY_TAIL, true, 40 },
	{ "cung chuyen muc", NQ_SAY_TAIL, true, 30 },
	{ "cac tin lien quan", NQ_SAY_TAIL, true, 30 },
	{ "tin cung loai", NQ_SAY_TAIL, true, 24 },
	{ "co the ban quan tam", NQ_SAY_TAIL, true, 30 },
	{ "doc nhieu", NQ_SAY_TAIL, true, 20 },
	{ "tin doc nhieu", NQ_SAY_TAIL, true, 24 },
	{ "xem nhieu", NQ_SAY_TAIL, true, 20 },
	{ "tin xem nhieu", NQ_SAY_TAIL, true, 24 },
	{ "tin noi bat", NQ_SAY_TAIL, true, 20 },
	{ "tin moi nhat", NQ_SAY_TAIL, true, 20 },
	{ "tin moi", NQ_SAY_TAIL, false, 0 },
	{ "binh luan", NQ_SAY_TAIL, true, 24 },
	{ "y kien ban doc", NQ_SAY_TAIL, true, 30 },
	{ "tin lien quan", NQ_SAY_RELATED, true, 24 },
	{ "bai viet lien quan", NQ_SAY_RELATED, true, 30 },
	{ "bai lien quan", NQ_SAY_RELATED, true, 24 },
	{ "tin bai lien quan", NQ_SAY_RELATED, true, 30 },
	{ "xem them", NQ_SAY_RELATED, true, 16 },
	{ "doc them", NQ_SAY_RELATED, true, 16 },
	{ "thoi tiet", NQ_SAY_RELATED, false, 0 },
	{ "van ban moi", NQ_SAY_RELATED, false, 0 },
	{ "lien ket web", NQ_SAY_RELATED, true, 30 },
	{ "tham do y kien", NQ_SAY_RELATED, true, 30 },
	{ "dang truc tuyen", NQ_SAY_CHROME, true, 40 },
	{ "dang truy cap", NQ_SAY_CHROME, true, 40 },
	{ "so nguoi dang online", NQ_SAY_CHROME, true, 40 },
	{ "tong luot", NQ_SAY_CHROME, true, 50 },
	{ "tags", NQ_SAY_CHROME, true, 200 },
	{ "tu khoa", NQ_SAY_CHROME, true, 200 },
	{ "xem co chu", NQ_SAY_CHROME, true, 80 },
	{ "xem voi co chu", NQ_SAY_CHROME, true, 80 },
	{ "co chu", NQ_SAY_CHROME, true, 30 },
	{ "luot xem", NQ_SAY_CHROME, true, 40 },
	{ "so luot xem", NQ_SAY_CHROME, true, 40 },
	{ "da xem", NQ_SAY_CHROME, true, 30 },
	{ "luot truy cap", NQ_SAY_CHROME, true, 60 },
	{ "so lan xem", NQ_SAY_CHROME, true, 40 },
	{ "nghe doc bai", NQ_SAY_CHROME, true, 40 },
	{ "doc bai viet", NQ_SAY_CHROME, true, 40 },
	{ "chia se", NQ_SAY_CHROME, true, 30 },
	{ "in bai viet", NQ_SAY_CHROME, true, 40 },
	{ "in trang", NQ_SAY_CHROME, true, 30 },
	{ "ban in", NQ_SAY_CHROME, false, 0 },
	{ "gui email", NQ_SAY_CHROME, true, 30 },
	{ "quay lai", NQ_SAY_CHROME, true, 20 },
	{ "ve dau trang", NQ_SAY_CHROME, true, 20 },
	{ "dang boi", NQ_SAY_CHROME, true, 80 },
	{ "duoc dang boi", NQ_SAY_CHROME, true, 120 },
	{ "tac gia", NQ_SAY_CHROME, true, 80 },
	{ "nguoi dang", NQ_SAY_CHROME, true, 80 },
	{ "nguon", NQ_SAY_CHROME, true, 7 },
	{ "nguon:", NQ_SAY_CHROME, true, 90 },
	{ "nguon tin:", NQ_SAY_CHROME, true, 90 },
	{ "anh:", NQ_SAY_CHROME, true, 60 },
	{ "theo dong su kien", NQ_SAY_CHROME, true, 40 },
	{ "danh gia bai viet", NQ_SAY_CHROME, true, 60 },
	{ "tong so diem", NQ_SAY_CHROME, true, 120 },
	{ "click de danh gia", NQ_SAY_CHROME, true, 80 },
	{ "skip to main", NQ_SAY_CHROME, true, 40 },
	{ "nhay den noi dung", NQ_SAY_CHROME, true, 40 },
	{ "dia chi:", NQ_SAY_CHROME, true, 160 },
	{ "dien thoai:", NQ_SAY_CHROME, true, 120 },
	{ "email:", NQ_SAY_CHROME, true, 80 },
	{ "hotline", NQ_SAY_CHROME, true, 80 },
	{ "ban quyen", NQ_SAY_CHROME, true, 160 },
	{ "giay phep so", NQ_SAY_CHROME, true, 160 },
	{ "0:00 /", NQ_SAY_CHROME, true, 30 },
	{ "google", NQ_SAY_CHROME, false, 0 },
	{ "facebook", NQ_SAY_CHROME, false, 0 },
	{ "zalo", NQ_SAY_CHROME, false, 0 },
	{ "twitter", NQ_SAY_CHROME, false, 0 },
	{ "print", NQ_SAY_CHROME, false, 0 },
	{ "dang nhap", NQ_SAY_CHROME, false, 0 }
};

enum nq_say
nq_hint_say(const char *s, size_t len)
{
	char fold[SAY_MAX + 1];
	const char *p = fold;
	size_t i, n, k;

	if (len == 0 || len > SAY_MAX * 2)
		return NQ_SAY_NOTHING;
	if (len > 2 && memcmp(s, "\xc2\xa9", 2) == 0)
		return NQ_SAY_CHROME;
	n = nq_hint_fold(s, len, fold, sizeof(fold));
	while (n > 0 && strchr("-*.>#|\"[( ", *p) != NULL) {
		p++;
		n--;
	}
	for (i = 0; i < sizeof(says) / sizeof(*says); i++) {
		if (says[i].phrase[0] != p[0])
			continue;
		k = strlen(says[i].phrase);
		if (k > n || memcmp(p, says[i].phrase, k) != 0 ||
		    isalnum((unsigned char)p[k]))
			continue;
		if (says[i].prefix ? n <= says[i].most : n == k)
			return says[i].say;
	}
	/* "2543 lượt xem": the number first. */
	while (n > 0 && (isdigit((unsigned char)*p) || *p == '.' ||
	    *p == ' ')) {
		p++;
		n--;
	}
	return p != fold && n < 30 && (strncmp(p, "luot xem", 8) == 0 ||
	    strncmp(p, "luot doc", 8) == 0) ? NQ_SAY_CHROME : NQ_SAY_NOTHING;
}
