/* A bar on the terminal: what is done, what is left, how it goes. */
#ifndef NQ_EXTRACT_PROGRESS_H
#define NQ_EXTRACT_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct nq_run;

struct nq_bar {
	int64_t next;		/* ms; not drawn again before */
	size_t most;		/* of all that was ever to be done */
};

/* left: releases known and not asked for; sources still at work. */
void nq_bar_draw(struct nq_bar *, const struct nq_run *, size_t left,
    size_t sources);

/* A text in its place, while nobody knows how much there is to do. */
void nq_bar_say(struct nq_bar *, const struct nq_run *, const char *text);

#endif
