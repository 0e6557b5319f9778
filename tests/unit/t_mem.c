/* The arena: what it gives is zero, also where it is given again. */
#include "core/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tests/tap.h"

/* Bytes of an allocation, all of them overwritten then. */
static bool
is_clean(struct nq_arena *a, size_t n)
{
	unsigned char *p = nq_arena_get(a, n, 1);
	size_t i = 0;

	while (i < n && p[i] == 0)
		i++;
	memset(p, 0xa5, n);
	return i == n;
}

/* Sizes below, at and above a chunk of the arena. */
static void
test_reset(void)
{
	static const size_t sizes[] = { 1, 17, 1000, 65535, 65536, 65537,
		300000, 3 };
	struct nq_arena a = { 0 };
	bool clean = true;

	nq_arena_reset(&a);
	for (int round = 0; round < 4; round++) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			clean &= is_clean(&a, sizes[i]);
			if ((i + (size_t)round) % 3 == 0)
				nq_arena_reset(&a);
		}
		nq_arena_reset(&a);
	}
	OK(clean, "memory is zero before and after a reset");
	nq_arena_release(&a);
}

static void
test_at_hand(void)
{
	struct nq_arena a = { 0 };
	void *p = nq_arena_get(&a, 100, 1), *q;

	nq_arena_reset(&a);
	q = nq_arena_get(&a, 100, 1);
	OK(p == q, "a reset keeps its memory at hand");
	OK((uintptr_t)nq_arena_get(&a, 1, 1) % sizeof(void *) == 0,
	    "what it gives is aligned");
	nq_arena_release(&a);
	OK(strcmp(nq_arena_strdup(&a, "một"), "một") == 0,
	    "and it can be used again when it was released");
	nq_arena_release(&a);
}

int
main(void)
{
	test_reset();
	test_at_hand();
	return tap_done();
}
