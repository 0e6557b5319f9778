/* Folding: spellings of one syllable meet, and no two words become one. */
#include "tests/tap.h"
#include "transform/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

static const struct {
	const char *word, *key;
} rows[] = {
	/* Tone placement, both schools. */
	{ "hoá", "hóa" }, { "hóa", "hóa" }, { "hoà", "hòa" },
	{ "hoạ", "họa" }, { "hoả", "hỏa" }, { "hoã", "hõa" },
	{ "khoẻ", "khỏe" }, { "loè", "lòe" },
	{ "thuỷ", "thủy" }, { "thủy", "thủy" }, { "uỷ", "ủy" },
	{ "luỹ", "lũy" }, { "tuỳ", "tùy" },
	/* Only at the end: the tone has one place only before a final. */
	{ "hoàn", "hoàn" }, { "khoảng", "khoảng" }, { "huyện", "huyện" },
	/* After q the u is no vowel. */
	{ "quý", "quý" }, { "qúy", "quý" }, { "quỹ", "quỹ" },
	{ "quí", "quý" }, { "Quí", "quý" }, { "quỉ", "quỷ" },
	/* i and y. */
	{ "tỉ", "tỷ" }, { "tỷ", "tỷ" }, { "kì", "kỳ" }, { "lí", "lý" },
	{ "kĩ", "kỹ" }, { "mĩ", "mỹ" }, { "sĩ", "sỹ" }, { "hi", "hy" },
	{ "chỉ", "chỉ" }, { "thị", "thị" }, { "tin", "tin" }, { "đi", "đi" },
	{ "bị", "bị" }, { "nghị", "nghị" },
	/* Case, and the two other letters that look like Đ. */
	{ "ĐẠT", "đạt" }, { "Ðến", "đến" }, { "ðến", "đến" },
	{ "NĂM", "năm" }, { "ƯỚC", "ước" }, { "USD", "usd" },
	/* Signs make words. */
	{ "năm", "năm" }, { "nam", "nam" }, { "nắm", "nắm" },
	{ "dương", "dương" }, { "đường", "đường" }, { "duong", "duong" },
};

static void
twice(const char *key)
{
	char again[NQ_FOLD_MAX];

	OK(nq_fold(key, strlen(key), again) == strlen(key) &&
	    strcmp(again, key) == 0, "%s folds to itself", key);
}

/* The page layer composes; a decomposed word then has the same key. */
static void
decomposed(const char *word)
{
	char a[NQ_FOLD_MAX], b[NQ_FOLD_MAX];
	utf8proc_uint8_t *nfd = utf8proc_NFD((const utf8proc_uint8_t *)word);
	utf8proc_uint8_t *nfc = utf8proc_NFC(tap_have(nfd, "no NFD"));

	tap_have(nfc, "no NFC");
	nq_fold(word, strlen(word), a);
	nq_fold((const char *)nfc, strlen((const char *)nfc), b);
	OK(strcmp((const char *)nfd, word) != 0 && strcmp(a, b) == 0,
	    "%s through its decomposed form", word);
	free(nfd);
	free(nfc);
}

int
main(void)
{
	static const char *const marked[] = { "Thái", "Nguyên", "quý", "đạt",
		"luỹ", "Hòa" };
	char key[NQ_FOLD_MAX], longer[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = nq_fold(rows[i].word, strlen(rows[i].word), key);

		if (!OK(n == strlen(rows[i].key) &&
		    strcmp(key, rows[i].key) == 0, "%s is %s", rows[i].word,
		    rows[i].key))
			printf("# got: %s\n", key);
		twice(rows[i].key);
	}
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++)
		decomposed(marked[i]);
	memset(longer, 'a', sizeof(longer));
	OK(nq_fold(longer, sizeof(longer), key) == 0,
	    "64 letters are no syllable");
	OK(nq_fold(longer, 14, key) == 14, "14 letters are one");
	OK(nq_fold("\xff\xfe", 2, key) == 0, "what is not UTF-8 has no key");
	OK(nq_fold("", 0, key) == 0, "an empty word has no key");
	return tap_done();
}
