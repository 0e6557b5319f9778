/*
 * Content codings undone (RFC 9110, section 8.4.1): whole and with their
 * checksums verified, since a body that stops half way is no page, and never
 * past the ceiling of out.
 *
 * What is decoded is appended to out. NQ_ELIMIT past its ceiling, NQ_EPARSE
 * for a stream that is damaged or cut short.
 */
#ifndef NQ_EXTRACT_CODING_H
#define NQ_EXTRACT_CODING_H

#include <stdbool.h>
#include <stddef.h>

struct nq_buf;
struct nq_err;

/* Does it begin as a gzip member (RFC 1952) or a zlib stream (RFC 1950)? */
bool nq_coding_is_gzip(const char *, size_t len);
bool nq_coding_is_zlib(const char *, size_t len);

/* "gzip": one member or several. What stands behind the last one is left
 * out, as browsers leave it out. */
int nq_coding_gunzip(const char *, size_t len, struct nq_buf *out,
    struct nq_err *);

/* "deflate" is a zlib stream, which some servers send without its wrapping
 * (RFC 9110, section 8.4.1.2); then it must fill the whole body. */
int nq_coding_inflate(const char *, size_t len, struct nq_buf *out,
    struct nq_err *);

#endif
