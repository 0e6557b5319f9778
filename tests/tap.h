/*
 * The Test Anything Protocol in one header: OK(cond, "name"), STR(got,
 * want), then return tap_done(). A crash leaves no
 * plan, so prove sees it.
 */
#ifndef NQ_TESTS_TAP_H
#define NQ_TESTS_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 4, 5))) static inline int
tap_result(int good, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	tap_count++;
	printf("%s %d - ", good ? "ok" : "not ok", tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!good) {
		tap_failed++;
		printf("# %s:%d\n", file, line);
	}
	fflush(stdout);
	return good;
}

#define OK(cond, ...) tap_result(!!(cond), __FILE__, __LINE__, __VA_ARGS__)
#define STR(got, want) do {						\
	const char *tap_got = (got), *tap_want = (want);		\
	if (!tap_result(strcmp(tap_got, tap_want) == 0, __FILE__,	\
	    __LINE__, "%s is \"%s\"", #got, tap_want))			\
		printf("# got: \"%s\"\n", tap_got);			\
} while (0)

/* Where a test cannot go on: what it stands on could not be had. */
__attribute__((noreturn)) static inline void
tap_bail(const char *why)
{
	printf("Bail out!  %s\n", why);
	fflush(stdout);
	_Exit(255);
}

/* What a test cannot go on without. */
static inline void *
tap_have(void *p, const char *why)
{
	if (p == NULL)
		tap_bail(why);
	return p;
}

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
