/*
 * Running out of memory is no error path here, but it is one in the
 * libraries, and some forget it: libxml2 leaves out what it cannot keep,
 * libcrypto follows a null pointer. Those that let us bring the allocator get
 * one that ends the process as our own do.
 */
#include "core/mem.h"

#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
nq_mem_gone(void)
{
	static const char say[] = "nqtrack: out of memory\n";

	/* Nothing that would need memory itself. */
	if (write(STDERR_FILENO, say, sizeof(say) - 1) < 0)
		abort();
	abort();
}

static void *
get(size_t n)
{
	void *p = malloc(n);

	if (p == NULL && n != 0)
		nq_mem_gone();
	return p;
}

static void *
resize(void *old, size_t n)
{
	void *p = realloc(old, n);

	if (p == NULL && n != 0)
		nq_mem_gone();
	return p;
}

static char *
copy(const char *s)
{
	char *p = strdup(s);

	if (p == NULL)
		nq_mem_gone();
	return p;
}

/* libcrypto's three say, too, which line of its asks. */
static void *
crypto_get(size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return n != 0 ? get(n) : NULL;
}

static void *
crypto_resize(void *old, size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return resize(old, n);
}

static void
crypto_free(void *p, const char *file, int line)
{
	(void)file, (void)line;
	free(p);
}

/* Before main, because each wants to be told before it is used. */
__attribute__((constructor)) static void
bring(void)
{
	if (CRYPTO_set_mem_functions(crypto_get, crypto_resize,
	    crypto_free) != 1 || xmlMemSetup(free, get, resize, copy) != 0)
		abort();
	json_set_alloc_funcs(get, free);
}
