#include "core/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
	CHUNK = 64 << 10,	/* bytes; a page's blocks fit in a few */
	ALIGN = 16,
	/* Larger blocks are taken from the system and given back to it; a
	 * page is smaller, and so is reused. */
	STEADY_BYTES = 128 << 10
};

struct nq_chunk {
	struct nq_chunk *next;
	size_t used, size;
	_Alignas(ALIGN) char mem[];
};

static size_t
mul(size_t a, size_t b)
{
	size_t r;

	if (__builtin_mul_overflow(a, b, &r))
		nq_mem_gone();
	return r;
}

void *
nq_alloc(size_t count, size_t size)
{
	void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

	if (p == NULL)
		nq_mem_gone();
	return p;
}

void *
nq_realloc(void *old, size_t count, size_t size)
{
	void *p = realloc(old, mul(count != 0 ? count : 1, size));

	if (p == NULL)
		nq_mem_gone();
	return p;
}

char *
nq_strndup(const char *s, size_t n)
{
	char *p = nq_alloc(n + 1, 1);

	if (n > 0)
		memcpy(p, s, n);
	return p;
}

char *
nq_strdup(const char *s)
{
	return s != NULL ? nq_strndup(s, strlen(s)) : NULL;
}

char *
nq_asprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	if (vasprintf(&p, fmt, ap) < 0)
		nq_mem_gone();
	va_end(ap);
	return p;
}

void
nq_mem_steady(void)
{
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, STEADY_BYTES);
	mallopt(M_TRIM_THRESHOLD, STEADY_BYTES);
#endif
}

void *
nq_grow(void *array, size_t used, size_t *cap, size_t size)
{
	if (used < *cap)
		return array;
	*cap = *cap != 0 ? mul(*cap, 2) : 16;
	return nq_realloc(array, *cap, size);
}

void *
nq_arena_get(struct nq_arena *a, size_t count, size_t size)
{
	size_t n = mul(count, size);
	struct nq_chunk *c = a->top;

	if (n > SIZE_MAX - CHUNK)
		nq_mem_gone();
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (c == NULL || n > c->size - c->used) {
		size_t room = n > CHUNK ? n : CHUNK;

		c = nq_alloc(1, sizeof(*c) + room);
		c->size = room;
		c->next = a->top;
		a->top = c;
	}
	c->used += n;
	return c->mem + c->used - n;
}

char *
nq_arena_strndup(struct nq_arena *a, const char *s, size_t n)
{
	char *p = nq_arena_get(a, n + 1, 1);

	if (n > 0)
		memcpy(p, s, n);
	return p;
}

char *
nq_arena_strdup(struct nq_arena *a, const char *s)
{
	return nq_arena_strndup(a, s, strlen(s));
}

void
nq_arena_reset(struct nq_arena *a)
{
	struct nq_chunk *c = a->top;

	if (c == NULL || c->size > CHUNK) {
		nq_arena_release(a);
		return;
	}
	a->top = c->next;
	nq_arena_release(a);
	memset(c->mem, 0, c->used);
	c->used = 0;
	c->next = NULL;
	a->top = c;
}

void
nq_arena_release(struct nq_arena *a)
{
	struct nq_chunk *c;

	while ((c = a->top) != NULL) {
		a->top = c->next;
		free(c);
	}
}
