/*
 * What a page leads to: the links of a listing, a feed, a sitemap, a reply
 * of WordPress, the files of a release; and whether two captures of a page
 * say the same. The bytes are hostile, so they are parsed in a worker
 * (core/worker.h); what comes back is checked again, since the worker may
 * have been taken over, and consists of texts, which the caller resolves
 * against links.base or the page and judges (extract/url.h).
 */
#ifndef NQ_EXTRACT_DISCOVER_H
#define NQ_EXTRACT_DISCOVER_H

#include "core/limits.h"
#include "extract/date.h"

#include <stdbool.h>
#include <stddef.h>

struct nq_buf;
struct nq_err;
struct nq_pool;

enum {
	/* Links taken from one page of a listing or feed; portals list 10
	 * to 100. */
	NQ_MAX_LINKS = 5000,
	/* Links of one sitemap: what the protocol allows (sitemaps.org). */
	NQ_MAX_SITEMAP = 50000,
	/* Links of one page that a pattern is tried on; a page with more
	 * is no listing. */
	NQ_MAX_ANCHORS = 50000,
	/* Bytes of a link as it stands, before it becomes an address; longer
	 * ones are left out. */
	NQ_MAX_LINK = 2 * NQ_MAX_URL,
	/* Bytes of a feed or of WordPress's JSON, as of a page: 100 posts
	 * in full are 5 million. */
	NQ_MAX_FEED = NQ_MAX_HTML,
	/* Elements in each other in a feed: ten, and the HTML of an Atom
	 * entry, which no HTML parser takes deeper. */
	NQ_MAX_NESTED = 256,
	/* Bytes of a pattern, and what its counts, {n,m}, multiply to: the
	 * compiled form grows with both. */
	NQ_MAX_PATTERN = 512,
	NQ_MAX_COUNTS = 1000
};

enum nq_find_kind {
	/*
	 * links: an XPath; an element stands for its @href, any other node
	 * for its text (NULL: every link). Or pattern: a POSIX extended
	 * regular expression; of all //a/@href those are taken that match it
	 * as they stand, or as the address they lead to. dates: an XPath
	 * evaluated at the element of each link (of @href: the one that has
	 * it), whose text names the day; without it date stays empty.
	 */
	NQ_FIND_LISTING,
	/*
	 * RSS 2.0, RSS 1.0, Atom (RFC 4287) in UTF-8, UTF-16 or Latin-1,
	 * with whatever blanks before it. The date is the day in Viet Nam of
	 * pubDate, dc:date or published; modified is updated or
	 * dcterms:modified. A post without a link has its guid, where that
	 * is an address.
	 */
	NQ_FIND_FEED,
	/*
	 * sitemaps.org: <urlset>, <sitemapindex> (its links are marked
	 * index), or a text with an address a line; gzip is undone, up to
	 * NQ_MAX_BODY. date and modified come from lastmod; one without a
	 * time of day gives modified its midnight in Viet Nam.
	 */
	NQ_FIND_SITEMAP,
	/*
	 * /wp-json/wp/v2/posts: an array of posts with link, date and
	 * modified_gmt; what else there is counts for nothing. The error
	 * rest_post_invalid_page_number (answered with status 400) sets end.
	 */
	NQ_FIND_WORDPRESS,
	/* links of files as in attach.c: an XPath, or NULL for those whose
	 * @href has something of a file's name; no dates. */
	NQ_FIND_FILES
};

struct nq_find {
	enum nq_find_kind kind;
	const char *links, *pattern, *dates;	/* or NULL */
};

struct nq_link {
	char *url;			/* as it stands, blanks trimmed */
	char date[NQ_DAY_TEXT];		/* "2024-05-03", or "" */
	char modified[NQ_TIME_TEXT];	/* "2024-05-03T01:00:00Z", or "" */
	bool index;			/* leads to another sitemap */
};

/* Zero-initialise; released ones are usable. */
struct nq_links {
	struct nq_link *v;
	size_t n, cap;
	char *base;		/* the page's <base href>, or NULL */
	bool end;		/* WordPress: there is no such page */
};
void nq_links_release(struct nq_links *);

/* Whether a text of sources.json compiles; safe in any process. Of patterns
 * back-references are refused, since matching one can take for ever. */
bool nq_discover_is_xpath(const char *);
bool nq_discover_is_pattern(const char *);

/* For nq_pool_new; ctx is a const struct nq_pages * (extract/pages.h), or
 * NULL, with which no counter is known. */
void nq_discover_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply);

/*
 * The links of body, in its order, appended to *links. page_url is where
 * body was found. Fails with NQ_EPARSE for what is not of the kind, is
 * damaged or cut short by the parser; NQ_ELIMIT for too much; NQ_EIO where
 * the worker was lost or answered what it may not. links keeps nothing of a
 * failure.
 */
int nq_discover(struct nq_pool *, const struct nq_find *,
    const char *page_url, const char *body, size_t len, struct nq_links *,
    struct nq_err *);

/*
 * Whether two captures of a page say the same, noise apart (extract/same.h
 * has the rule). old_day and new_day are the days of the captures
 * ("2026-11-23" or longer, as nq_time_now has it). Where that cannot be
 * told, *same is false: a change is never hidden. -1 with NQ_EIO, and
 * *same false, where the worker was lost.
 */
int nq_discover_same(struct nq_pool *, const char *old, size_t old_len,
    const char *old_day, const char *new, size_t new_len,
    const char *new_day, bool *same, struct nq_err *);

#endif
