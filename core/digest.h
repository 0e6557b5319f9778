/*
 * Digests, by libcrypto. Documents and files are named "sha256:" + hex.
 */
#ifndef NQ_CORE_DIGEST_H
#define NQ_CORE_DIGEST_H

#include <stddef.h>

struct nq_err;

enum { NQ_DIGEST_TEXT = 7 + 64 + 1 };

void nq_digest(const void *, size_t, char out[NQ_DIGEST_TEXT]);
int nq_digest_file(const char *path, char out[NQ_DIGEST_TEXT],
    struct nq_err *);

/*
 * SHA-1 in Base32, "sha1:" before it, is what web archives and their indexes
 * name a payload by. It finds what is the same and what is damaged; it
 * proves nothing.
 */
enum { NQ_SHA1_BYTES = 20, NQ_SHA1_TEXT = 5 + 32 + 1 };
void nq_digest_sha1(const void *, size_t, char out[NQ_SHA1_TEXT]);
void nq_digest_base32(const unsigned char sum[NQ_SHA1_BYTES],
    char out[NQ_SHA1_TEXT]);

/* Piecewise, for what does not fit in memory or is several files. */
struct nq_hash;
struct nq_hash *nq_hash_new(void);
void nq_hash_add(struct nq_hash *, const void *, size_t);
void nq_hash_done(struct nq_hash *, char out[NQ_DIGEST_TEXT]); /* frees */

#endif
