/*
 * OLE2 compound files: a file system of sectors inside a file, in which old
 * office documents keep their streams. Read only, from memory; no
 * chain is followed in a ring.
 */
#ifndef NQ_TRANSFORM_OLE_H
#define NQ_TRANSFORM_OLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_buf;
struct nq_ole;

/* NULL where the tables of sectors are damaged. The bytes are borrowed. */
struct nq_ole *nq_ole_open(const char *, size_t);
void nq_ole_free(struct nq_ole *);

bool nq_ole_has(const struct nq_ole *, const char *stream);

/* Appends the stream; false where it is absent or its chain broken. */
bool nq_ole_read(const struct nq_ole *, const char *stream, struct nq_buf *);

/* Little-endian numbers. */
static inline uint32_t
nq_le16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t
nq_le32(const unsigned char *p)
{
	return nq_le16(p) | nq_le16(p + 2) << 16;
}

#endif
