/*
 * Foreign text made fit to be compared: valid UTF-8, one form for each
 * letter, blanks that do not matter gone. Pure functions.
 */
#ifndef NQ_EXTRACT_TEXT_H
#define NQ_EXTRACT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct nq_buf;

enum {
	/* Marks on one letter; no script needs more (Unicode Standard Annex
	 * 15, "Stream-Safe Text Format"), and sorting a longer run costs the
	 * square of its length. */
	NQ_MAX_MARKS = 30,
	/* What stands for the byte b that is no UTF-8, where it must not be
	 * lost: this code point (private use) plus b. */
	NQ_TEXT_BYTE = 0xf000
};

/*
 * Appends s; what is not UTF-8, and NUL, becomes "?", or with keep the code
 * point NQ_TEXT_BYTE + byte, so that two different texts stay different.
 */
void nq_text_utf8(struct nq_buf *, const char *s, size_t len, bool keep);

/*
 * Appends s, which may be any bytes, in NFC: runs of blanks and control
 * characters become one space, a run with a line feed in it one line feed,
 * both none at the two ends; zero-width characters are gone. A soft hyphen
 * stays: in pages in TCVN3 it is a letter.
 */
void nq_text_norm(struct nq_buf *, const char *s, size_t len);

/* The same with the case folded and line feeds as spaces. */
void nq_text_fold(struct nq_buf *, const char *s, size_t len);

/* Lower case of one code point; enough for Vietnamese in NFC. */
int nq_text_lower(int c);

/* Whether a word goes on with the character at s. */
bool nq_text_is_letter(const char *s, size_t left);

/* Bytes of the character at s, at least 1; *c is -1 where it is none. */
size_t nq_text_at(const char *s, size_t left, int *c);

#endif
