/*
 * Whose plan a text speaks of: the words of plans.json beside a number.
 * Private to load/.
 */
#ifndef NQ_LOAD_WORDING_H
#define NQ_LOAD_WORDING_H

#include <stdbool.h>
#include <stddef.h>

struct nq_word { char layer[24], word[64]; };

struct nq_words {
	struct nq_word *v;	/* owned, in order of search */
	size_t n, cap;
};

void nq_words_release(struct nq_words *);

/*
 * The word that stands beside the number (digits, as nq_words_digits gives
 * them) in text: behind it and before the next number, or else before it
 * and behind the one before; with stated the other way round, for one says
 * "bằng 45,4 % dự toán tỉnh giao" and "HĐND giao 5.500 tỷ". What stands
 * behind the percentage before is not looked at: it belongs to that. Where
 * several words stand there, the nearest counts. column: the header of the
 * number's column, in which any word counts, or NULL. NULL: none.
 */
const struct nq_word *nq_words_find(const struct nq_words *,
    const char *text, const char *column, const char *digits, bool stated);

/* "5500" is "55", "80.8" is "808": what remains of a number whose marks and
 * outer zeros are taken away. */
enum { NQ_DIGITS = 24 };
const char *nq_words_digits(double value, int scale, char out[NQ_DIGITS]);

#endif
