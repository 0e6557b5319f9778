#include "extract/progress.h"

#include "extract/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	WIDTH = 24,		/* of the bar, in columns */
	EVERY_MS = 100
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
nq_bar_say(struct nq_bar *bar, const struct nq_run *run, const char *text)
{
	int64_t now;

	if (!run->progress || (now = clock_ms()) < bar->next)
		return;
	bar->next = now + EVERY_MS;
	fprintf(stderr, "\r\033[K%s", text);
	fflush(stderr);
}

void
nq_bar_draw(struct nq_bar *bar, const struct nq_run *run, size_t left,
    size_t sources)
{
	const struct nq_tally *t = &run->all;
	size_t done = t->fetched + t->failed, full = 0;
	int64_t now;
	char drawn[WIDTH + 1];

	if (!run->progress || (now = clock_ms()) < bar->next)
		return;
	bar->next = now + EVERY_MS;
	if (done + left > bar->most)
		bar->most = done + left;
	if (bar->most > 0)
		full = (bar->most - left) * WIDTH / bar->most;
	memset(drawn, '.', WIDTH);
	memset(drawn, '#', full);
	drawn[WIDTH] = '\0';
	fprintf(stderr, "\r\033[K[%s] %zu of %zu, %zu new, %zu changed, "
	    "%zu failed, %.1f MB, %zu source%s", drawn, bar->most - left,
	    bar->most, t->fresh, t->changed, t->failed,
	    (double)t->bytes / 1e6, sources, sources == 1 ? "" : "s");
	fflush(stderr);
}
