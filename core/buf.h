/*
 * A growing byte buffer with a ceiling fixed at birth. It is always
 * followed by a NUL, so p is a C string once anything was added. Adding
 * past the ceiling fails with NQ_ELIMIT and leaves the contents alone.
 */
#ifndef NQ_CORE_BUF_H
#define NQ_CORE_BUF_H

#include <stddef.h>
#include <string.h>

struct nq_err;

struct nq_buf {
	char *p;		/* owned; NULL while empty and unused */
	size_t len, cap;	/* cap is at most one more than the ceiling */
	size_t max;		/* bytes; 0 counts as NQ_MAX_BUF */
	int over;		/* set for good by the unchecked adders */
};

#define NQ_BUF(ceiling) ((struct nq_buf){ .max = (ceiling) })

int nq_buf_add(struct nq_buf *, const void *, size_t, struct nq_err *);

/*
 * The unchecked adders are for text that we compose: past the ceiling they
 * set over and drop the rest; the caller looks at over once, at the end.
 */
void nq_buf_put_slow(struct nq_buf *, const void *, size_t);
void nq_buf_puts(struct nq_buf *, const char *);
void nq_buf_printf(struct nq_buf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Texts are put together in small pieces, mostly where there is room. */
static inline void
nq_buf_put(struct nq_buf *b, const void *src, size_t n)
{
	if (b->p == NULL || b->over || n >= b->cap - b->len || n == 0) {
		nq_buf_put_slow(b, src, n);
		return;
	}
	memcpy(b->p + b->len, src, n);
	b->len += n;
	b->p[b->len] = '\0';
}

static inline void
nq_buf_putc(struct nq_buf *b, char c)
{
	nq_buf_put(b, &c, 1);
}

void nq_buf_reset(struct nq_buf *);		/* empty, keeps the memory */
void nq_buf_release(struct nq_buf *);
char *nq_buf_steal(struct nq_buf *);		/* never NULL; caller frees */

/* The whole of a file; fails past max bytes. path NULL reads fd 0. */
int nq_buf_read_file(struct nq_buf *, const char *path, struct nq_err *);

#endif
