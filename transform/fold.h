/*
 * One key for the spellings of one Vietnamese syllable: lower case, one
 * tone placement (hoà, hòa → hòa; not after q), one of i and y (tỉ, tỷ →
 * tỷ), Ð and đ → đ. Diacritics stay: năm is not nam. The variants are those
 * measured on provincial reports, where both schools mix in one page.
 */
#ifndef NQ_TRANSFORM_FOLD_H
#define NQ_TRANSFORM_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a folded syllable and its NUL; longer words are not syllables. */
enum { NQ_FOLD_MAX = 32 };

/*
 * Folds len bytes of NFC UTF-8, one word. Returns the length of the key, 0
 * where the word is longer than any syllable.
 */
size_t nq_fold(const char *word, size_t len, char key[NQ_FOLD_MAX]);

/* The code point at s and its length; c is -1 for a byte that is not UTF-8. */
size_t nq_utf8_at(const char *s, size_t left, int *c);

bool nq_is_letter(int c);
bool nq_is_upper(int c);

#endif
