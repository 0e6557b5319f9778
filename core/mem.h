/*
 * Memory. Running out is not an error path: these say "out of memory" on
 * standard error and abort, the worker that parses foreign bytes dies alone,
 * and its parent records the document as failed. Sizes are multiplied with
 * overflow checked.
 */
#ifndef NQ_CORE_MEM_H
#define NQ_CORE_MEM_H

#include <stddef.h>

void *nq_alloc(size_t count, size_t size);		/* zeroed */
void *nq_realloc(void *, size_t count, size_t size);
char *nq_strdup(const char *);				/* NULL gives NULL */
char *nq_strndup(const char *, size_t);
char *nq_asprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Says so and aborts, for what a library could not allocate. Most libraries
 * do it by themselves (core/memlib.c). */
__attribute__((noreturn)) void nq_mem_gone(void);

/*
 * For a process that hands large blocks from one thread to another for
 * hours: the allocator gives back what is free instead of keeping a heap of
 * its own for each thread and learning ever larger thresholds, so that the
 * peak does not grow with the work. Called before any thread is started.
 */
void nq_mem_steady(void);

/* Room for one more element in a growing array; *cap counts elements. */
void *nq_grow(void *array, size_t used, size_t *cap, size_t size);

/*
 * An arena holds everything that belongs to one document; nothing in it is
 * freed singly. Zero-initialise, use, release; a released arena is usable.
 */
struct nq_arena {
	struct nq_chunk *top;	/* owned */
};

void *nq_arena_get(struct nq_arena *, size_t count, size_t size); /* zeroed */
char *nq_arena_strndup(struct nq_arena *, const char *, size_t);
char *nq_arena_strdup(struct nq_arena *, const char *);
void nq_arena_release(struct nq_arena *);

/* Empty again, with the memory at hand: for what is read line by line. */
void nq_arena_reset(struct nq_arena *);

#endif
