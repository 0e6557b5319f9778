/*
 * Of the coverage build alone. A worker process has no files and is killed
 * when its work is done, so it can write down nothing of what it ran. Here
 * the counters become memory that a process and its children have in common
 * (tests/gcov.ld puts them on pages of their own): what a worker counts, its
 * parent writes, and the worker is locked in as ever.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

extern char nq_gcov_begin[], nq_gcov_end[];

__attribute__((constructor)) static void
share(void)
{
	size_t n = (size_t)(nq_gcov_end - nq_gcov_begin);
	char *copy = malloc(n);

	if (copy == NULL)
		abort();
	memcpy(copy, nq_gcov_begin, n);
	if (mmap(nq_gcov_begin, n, PROT_READ | PROT_WRITE, MAP_SHARED |
	    MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		abort();
	memcpy(nq_gcov_begin, copy, n);
	free(copy);
}
