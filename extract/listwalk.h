/*
 * An entry that lists releases: a listing with its pages, a feed, a sitemap
 * with those it names, the posts of WordPress. Its pages are asked for one
 * after the other, until one shows nothing unknown.
 *
 * A walk that failed half way leaves unknown releases behind known ones, so
 * until one was complete, each goes on to the end.
 */
#ifndef NQ_EXTRACT_LISTWALK_H
#define NQ_EXTRACT_LISTWALK_H

#include "extract/fetch.h"
#include "extract/keep.h"
#include "extract/run.h"

struct nq_entry;
struct nq_listing;

enum {
	/* Sitemaps that one index may name and that are followed. */
	NQ_MAX_SITEMAPS = 1000,
	/* A listing that shows less than this share of what it usually shows
	 * has lost something; one that never showed so many is too small to
	 * tell. */
	NQ_USUAL_SHARE = 2,
	NQ_USUAL_LEAST = 4
};

struct nq_listing *nq_listing_new(struct nq_run *, const struct nq_source *,
    const struct nq_entry *, struct nq_tally *);
void nq_listing_free(struct nq_listing *);

/* The kind of its pages in the frontier and the archive. */
const char *nq_listing_kind(const struct nq_listing *);

/*
 * 1: the next page, key and address to be freed; 0: the walk has ended and
 * is noted; -1.
 */
int nq_listing_next(struct nq_listing *, char **key, char **url,
    bool *conditional, struct nq_err *);

/* The answer for that page. */
int nq_listing_take(struct nq_listing *, const struct nq_target *,
    const struct nq_answer *, struct nq_came *, struct nq_err *);

#endif
