/*
 * Whether two captures of a page say the same, noise apart; in the worker.
 *
 * Of an HTML page its visible text counts (with <title>; without script,
 * style, noscript, template, comments), and where it links to files, since
 * a replaced attachment is news. Other attributes do not count:
 * __VIEWSTATE, session numbers in links, banners. The text is brought to NFC
 * and single blanks, cut into pieces (lines, sentences, what stands between
 * | and the like), and of the pieces may differ:
 *
 *   times of day     08:41, 8:41:19, 8:41 AM; 8:41 only beside a date, since
 *                    alone it may be a ratio
 *   days             the day of the capture and its neighbours (time zones,
 *                    caches), in any form that extract/date.h knows, with
 *                    the day of the week before it, in both captures; an
 *                    older date is part of the text
 *   counters         numbers in a piece that is nothing but numbers and
 *                    phrases of "counters" in schemas/pages.json; one that
 *                    has other words, a "%" or a unit is part of the text
 *
 * Anything else, one digit, makes a change. So does what is not understood:
 * a body that is no HTML and not the same bytes, a page that the parser
 * cuts short, one that ends where the other goes on.
 */
#ifndef NQ_EXTRACT_SAME_H
#define NQ_EXTRACT_SAME_H

#include <stdbool.h>
#include <stddef.h>

struct nq_pages;

enum {
	/* Bytes of a piece that may be a counter. */
	NQ_MAX_COUNTER = 200,
	/* Pieces that belong to one box of counters: it shows the visitors
	 * of today, yesterday, this week and so on, each with its label. */
	NQ_MAX_BOX = 24
};

struct nq_capture {
	const char *body;	/* borrowed */
	size_t len;
	const char *day;	/* begins "2026-11-23"; else no day is noise */
};

/* pages NULL: no counter is known. */
bool nq_same(const struct nq_pages *, const struct nq_capture *old,
    const struct nq_capture *new);

/* Does a piece of text, of NQ_MAX_COUNTER bytes at most, read as a counter
 * (extract/counter.c)? The state runs over the pieces of a page, in order. */
struct nq_box {
	int left;		/* pieces that still belong to it */
	bool titled, label;
};
bool nq_counter_is(const struct nq_pages *, struct nq_box *, const char *,
    size_t len);

#endif
