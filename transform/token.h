/*
 * Text to tokens: words (syllables), numbers, marks. A word and a number
 * glued together ("tăng6,32%", "75ha") are two tokens.
 */
#ifndef NQ_TRANSFORM_TOKEN_H
#define NQ_TRANSFORM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

struct nq_arena;
struct nq_catalog;

enum nq_token_kind { NQ_TOKEN_WORD, NQ_TOKEN_NUMBER, NQ_TOKEN_MARK };

struct nq_token {
	enum nq_token_kind kind;
	size_t start, end;	/* bytes in the text */
	int syllable;		/* of a word, 0 where no phrase has it */
	int mark;		/* code point of a mark; '-' for every dash */
	bool upper;		/* a word that begins with a capital */
	bool space;		/* a blank stands before it */
	bool stop;		/* a mark that ends a sentence */
};

struct nq_tokens {
	const char *text;	/* borrowed */
	struct nq_token *v;	/* arena */
	size_t n;
};

void nq_tokens_read(const struct nq_catalog *, const char *text, size_t len,
    struct nq_arena *, struct nq_tokens *);

#endif
