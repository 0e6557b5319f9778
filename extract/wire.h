/*
 * What goes between a caller and its worker: texts, each behind four bytes
 * of length, as this machine has them. A reader takes nothing for granted:
 * the worker may have been taken over by what it parsed.
 */
#ifndef NQ_EXTRACT_WIRE_H
#define NQ_EXTRACT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct nq_buf;

struct nq_wire {
	const char *p, *end;	/* what is left */
};

void nq_wire_put(struct nq_buf *, const void *, size_t len);
void nq_wire_puts(struct nq_buf *, const char *);	/* NULL as "" */

/* The next text, which has no NUL behind it; false where none is whole. */
bool nq_wire_get(struct nq_wire *, const char **, size_t *len);

/* The next text without a NUL in it and of at most max bytes. */
bool nq_wire_text(struct nq_wire *, size_t max, const char **, size_t *len);

/* The same as a string, which the caller frees; NULL where there is none. */
char *nq_wire_string(struct nq_wire *, size_t max);

#endif
