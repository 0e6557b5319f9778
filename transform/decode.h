/*
 * Bytes to UTF-8. The order of trust: a byte order mark; text that is valid
 * UTF-8 (whatever was declared); UTF-8 with a few broken sequences, which
 * become U+FFFD; else the legacy charset whose reading looks most like
 * Vietnamese, where a declared one (source, HTTP, meta) has a head start.
 * UTF-8 that was encoded twice is taken back. NUL and other controls become
 * spaces. The result is valid UTF-8, not yet NFC.
 */
#ifndef NQ_TRANSFORM_DECODE_H
#define NQ_TRANSFORM_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

struct nq_page_hint;

struct nq_decoded {
	const char *p;		/* into the input where it was clean, or buf */
	size_t len;
	const char *charset;	/* static: "UTF-8", "UTF-16LE", "TCVN3" … */
	size_t broken;		/* sequences that could not be read */
	struct nq_buf buf;	/* owned */
};

void nq_decode(const char *, size_t, const struct nq_page_hint *,
    struct nq_decoded *);
void nq_decoded_release(struct nq_decoded *);

/* One code point: returns the bytes used, at least 1; *cp is NQ_UTF8_BAD
 * for what is malformed (overlong, surrogate, cut short). */
#define NQ_UTF8_BAD 0x110000u
size_t nq_utf8_get(const char *, size_t len, uint32_t *cp);
size_t nq_utf8_put(uint32_t cp, char out[4]);

#endif
