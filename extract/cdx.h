/*
 * Indexes of web archives (extract/archives.h): what to ask, what an answer
 * means, and the captures in it.
 *
 * cdx-server (Internet Archive, wayback-cdx-server manual): one JSON array
 * of rows, the first of which names the columns; where there is more, an
 * empty row and one with the key under which to go on:
 *   [["timestamp","original",…],["20190102030405","http://…",…],[],["KEY"]]
 *
 * common-crawl (pywb): an index for each crawl, asked page by page; one JSON
 * object a line. Before, the list of crawls (collinfo.json) and, of each
 * crawl, the number of pages:
 *   [{"id":"CC-MAIN-2025-26","from":"2025-06-12T11:06:18","to":…},…]
 *   {"pages":3,"pageSize":1,"blocks":3}
 *
 * How a backfill goes, of each host and path a source has:
 *   cdx-server    rows of nq_cdx_url with resume NULL, then with the resume
 *                 of each answer until there is none (so many answers at
 *                 most: a key that repeats has no end); each capture at
 *                 nq_webarchive_raw_url, read by extract/memento.h
 *   common-crawl  nq_cdx_crawls chooses; for each crawl the pages (page -1),
 *                 then the rows of page 0, 1, … (filters empty a page: NONE
 *                 of one is not the end); each capture is the range
 *                 OFFSET-(OFFSET+LENGTH-1) of nq_webarchive_data_url: 206, one
 *                 gzip member with one WARC record; 200 is refused
 *
 * The answers are hostile, so they are parsed in a worker (core/worker.h)
 * that serves nothing else: nq_pool_new(1, …, nq_cdx_serve, NULL, …). What
 * comes back from it is checked here again.
 */
#ifndef NQ_EXTRACT_CDX_H
#define NQ_EXTRACT_CDX_H

#include "core/file.h"
#include "extract/archives.h"

#include <stdbool.h>
#include <stdint.h>

struct nq_buf;
struct nq_pool;

enum {
	/* Bytes of an answer: 20,000 rows of the Internet Archive take 5 MB,
	 * five blocks of Common Crawl 7. */
	NQ_MAX_CDX_ANSWER = 8 << 20,
	/* Rows of an answer, malformed ones included. */
	NQ_MAX_CDX_ROWS = 20000,
	/* Crawls in the list; there are about 120. */
	NQ_MAX_CRAWLS = 2000,
	/* Pages of one crawl's index: three million captures of a host. */
	NQ_MAX_CDX_PAGES = 1000,
	/* Bytes of the record of one capture, compressed: the archives hold
	 * bodies of 1 to 5 MiB, and ours at most NQ_MAX_BODY. */
	NQ_MAX_CDX_RECORD = 32 << 20
};

/* Timestamp of a capture: 14 digits and NUL, UTC. */
enum { NQ_CDX_TIME = 15 };

/* One capture. Strings are owned; NULL where the index does not say. */
struct nq_cdx_row {
	char timestamp[NQ_CDX_TIME];
	char *url;		/* as captured; http or https, not canonical */
	char *mime;		/* detected where the index has that */
	int status;		/* 0: not told, as of revisits */
	bool revisit;		/* points to an earlier capture */
	bool truncated;		/* the archive holds the beginning only */
	char *digest;		/* of the payload, without "sha1:" */
	uint64_t length;	/* of the compressed record; 0: not told */
	uint64_t offset;	/* common-crawl: in the file */
	char *filename, *charset;	/* common-crawl */
};

struct nq_cdx {
	struct nq_cdx_row *v;
	size_t n, cap;
	char *resume;		/* ask on with this key, or NULL */
	size_t bad;		/* rows that were left out, to be told */
	char why[160];		/* … the first of them */
};

/* "20190102030405" as WARC-Date has it, "2019-01-02T03:04:05Z". */
void nq_cdx_date(const char timestamp[NQ_CDX_TIME], char out[NQ_TIME_TEXT]);

/* Whether it is 14 digits that are a time. */
bool nq_cdx_is_time(const char *);

/* For nq_pool_new; needs no ctx. */
void nq_cdx_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply);

/*
 * The captures of an answer that nq_cdx_verdict calls NQ_CDX_ROWS, in its
 * order, repeated ones once. NQ_EPARSE for what is no such answer, NQ_ELIMIT
 * past the limits above, NQ_EIO where the worker was lost. To be released
 * in either case.
 */
int nq_cdx_parse(struct nq_pool *, enum nq_archive_kind, const char *body,
    size_t len, struct nq_cdx *, struct nq_err *);
void nq_cdx_release(struct nq_cdx *);

/* Number of pages of a crawl's answer. */
int nq_cdx_pages(struct nq_pool *, const char *body, size_t len, int *pages,
    struct nq_err *);

/*
 * The crawls of collinfo.json that may hold captures from since to until
 * ("2024-05-31", both included; NULL: no bound), oldest first. A crawl
 * without dates is judged by the week in its name, generously.
 */
int nq_cdx_crawls(struct nq_pool *, const char *body, size_t len,
    const char *since, const char *until, struct nq_names *crawls,
    struct nq_err *);

/* Whether the name is one that an index is asked under: "CC-MAIN-2025-26",
 * the oldest "CC-MAIN-2009-2010" and "CC-MAIN-2012". */
bool nq_cdx_is_crawl(const char *);

enum nq_cdx_scope {
	NQ_CDX_EXACT,		/* "HOST/PATH?QUERY": this address */
	NQ_CDX_PREFIX,		/* "HOST/PATH": what begins so */
	NQ_CDX_DOMAIN		/* "HOST": it and the hosts below it */
};

struct nq_cdx_query {
	const char *target;	/* no scheme: indexes fold http and https */
	enum nq_cdx_scope scope;
	const char *since, *until;	/* as above */
	const char *resume;	/* cdx-server: of the last answer, or NULL */
	const char *crawl;	/* common-crawl: "CC-MAIN-2025-26" */
	int page;		/* common-crawl; -1: how many there are */
};

/*
 * The address to ask: captures with status 200. Not collapse=digest: it
 * would also drop a neighbour under another address, another release with
 * the same bytes; of one release we look at the digests ourselves. NQ_EPARSE
 * for a target, key or crawl that makes no address. The caller frees.
 */
char *nq_cdx_url(const struct nq_webarchive *, const struct nq_cdx_query *,
    struct nq_err *);

/* What an answer means. Only NONE may be read as "no captures". */
enum nq_cdx_verdict {
	NQ_CDX_ROWS,		/* parse it */
	NQ_CDX_NONE,		/* the archive has no such captures */
	NQ_CDX_LATER,		/* busy or limited: again, after a pause */
	NQ_CDX_REFUSED,		/* this query never; others may be asked */
	NQ_CDX_STOP		/* we are shut out: ask nothing more */
};

/*
 * Of the index. status 0: the request failed below HTTP (refused, reset,
 * too slow). *why, static, is for people; NULL for ROWS and NONE.
 */
enum nq_cdx_verdict nq_cdx_verdict(enum nq_archive_kind, long status,
    const char *body, size_t len, const char **why);

/*
 * Of one capture; ROWS: it is there. The Internet Archive answers with the
 * status of the capture, told by a header Memento-Datetime; otherwise the
 * status is its own.
 */
enum nq_cdx_verdict nq_cdx_capture_verdict(enum nq_archive_kind, long status,
    const struct nq_buf *headers, const char *body, size_t len,
    const char **why);

#endif
