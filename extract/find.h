/*
 * The halves of nq_discover that run in the worker, one for each kind of
 * page, and how they answer (extract/discover.c has the frame).
 */
#ifndef NQ_EXTRACT_FIND_H
#define NQ_EXTRACT_FIND_H

#include "extract/discover.h"

/* What is asked; all borrowed. */
struct nq_ask {
	struct nq_find find;
	const char *page;	/* address of the page */
	const char *body;
	size_t len;
};

/* An answer in the making: begin, then put for each link, or fail. */
struct nq_found {
	struct nq_buf *reply;
	size_t n, max;		/* links; more than max fail */
	bool failed;
};

void nq_found_begin(struct nq_found *, const char *base, bool end);
/* date and modified may be "" or anything that nq_date_day and
 * nq_date_instant gave. Too long an url is left out. */
void nq_found_put(struct nq_found *, const char *url, size_t len,
    const char *date, const char *modified, bool index);
/* Takes the place of all before; the first counts. limit: NQ_ELIMIT. */
void nq_found_fail(struct nq_found *, bool limit, const char *msg);

void nq_find_listing(struct nq_found *, const struct nq_ask *);
void nq_find_feed(struct nq_found *, const struct nq_ask *);
void nq_find_sitemap(struct nq_found *, const struct nq_ask *);
void nq_find_wordpress(struct nq_found *, const struct nq_ask *);

#endif
