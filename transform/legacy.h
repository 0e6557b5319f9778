/*
 * Vietnamese before Unicode. A charset here reads a run of bytes; pages of
 * the fonts' days also carry the same bytes as code points of Latin-1
 * inside valid Unicode, which repair.h deals with.
 */
#ifndef NQ_TRANSFORM_LEGACY_H
#define NQ_TRANSFORM_LEGACY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_buf;

enum nq_legacy {
	NQ_CP1252,		/* Latin-1 too */
	NQ_CP1258,
	NQ_TCVN3,
	NQ_VNI,			/* a letter, then a byte for its marks */
	NQ_VISCII,
	NQ_LEGACY_COUNT
};

const char *nq_legacy_name(enum nq_legacy);

/* The charset that a declared name means, or -1 ("x-abc" is TCVN3). */
int nq_legacy_of(const char *name, size_t len);

/*
 * The next character: fills *cp (0 where the byte means nothing) and
 * returns the bytes used, at least 1.
 */
size_t nq_legacy_get(enum nq_legacy, const unsigned char *, size_t len,
    uint32_t *cp);

/* How much a reading looks like Vietnamese; higher is better. Looks at the
 * first 64 KiB of non-ASCII surroundings only. */
long nq_legacy_score(enum nq_legacy, const unsigned char *, size_t len);

/* All of it as UTF-8; unknown bytes become U+FFFD. Returns their number. */
size_t nq_legacy_decode(enum nq_legacy, const unsigned char *, size_t len,
    struct nq_buf *);

/* 2 a frequent Vietnamese letter outside ASCII, 1 a rarer one, 0 none. */
int nq_vi_letter(uint32_t cp);

#endif
