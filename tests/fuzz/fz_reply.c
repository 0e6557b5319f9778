/*
 * What a worker that was taken over may answer: the halves of discovery and
 * of reading an index that run in the program. The first byte chooses what
 * was asked, the rest is the answer. A worker here sends back what it got.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/worker.h"
#include "extract/cdx.h"
#include "extract/discover.h"
#include "extract/wire.h"

/* The body of a request, which is the answer. */
static void
echo(void *ctx, const char *req, size_t len, struct nq_buf *reply)
{
	struct nq_wire w = { req + 2, req + len };
	const char *s = req + 1;
	size_t n = len - 1;

	(void)ctx;
	if (req[0] == 'F')
		for (int i = 0; i < 5; i++)
			if (!nq_wire_get(&w, &s, &n))
				abort();
	nq_buf_put(reply, s, n);
}

static void
discover(struct nq_pool *pool, const char *p, size_t len)
{
	struct nq_find find = { .kind = NQ_FIND_FEED };
	struct nq_links links = { 0 };
	struct nq_err e = { 0 };
	struct nq_day day;

	if (nq_discover(pool, &find, "http://a.vn/", p, len, &links,
	    &e) != 0)
		MUST(links.n == 0 && e.code != NQ_OK);
	for (size_t i = 0; i < links.n; i++) {
		const struct nq_link *l = &links.v[i];

		MUST(l->url[0] != '\0' && strlen(l->url) <= NQ_MAX_LINK);
		MUST(l->date[0] == '\0' || nq_date_is_day(l->date,
		    strlen(l->date), &day));
	}
	nq_links_release(&links);
}

static void
rows(struct nq_pool *pool, enum nq_archive_kind kind, const char *p,
    size_t len)
{
	struct nq_cdx all;
	struct nq_err e = { 0 };
	int rc = nq_cdx_parse(pool, kind, p, len, &all, &e);

	MUST(rc == 0 || e.code != NQ_OK);
	MUST(all.n + all.bad <= NQ_MAX_CDX_ROWS + 1);
	for (size_t i = 0; i < all.n; i++) {
		MUST(nq_cdx_is_time(all.v[i].timestamp));
		MUST(strncasecmp(all.v[i].url, "http", 4) == 0);
		if (kind == NQ_ARCHIVE_COMMON_CRAWL)
			MUST(all.v[i].length <= NQ_MAX_CDX_RECORD);
	}
	nq_cdx_release(&all);
}

static void
crawls(struct nq_pool *pool, const char *p, size_t len)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };
	int pages = 0;

	if (nq_cdx_crawls(pool, p, len, "2019-01-01", "2024-05-31", &names,
	    &e) == 0)
		for (size_t i = 0; i < names.n; i++)
			MUST(nq_cdx_is_crawl(names.v[i]));
	nq_err_clear(&e);
	if (nq_cdx_pages(pool, p, len, &pages, &e) == 0)
		MUST(pages >= 0 && pages <= NQ_MAX_CDX_PAGES);
	nq_names_release(&names);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct nq_pool *pool;
	const char *p = (const char *)data + 1;
	struct nq_err e = { 0 };

	if (size == 0)
		return 0;
	if (pool == NULL && (pool = nq_pool_new(1, NQ_SANDBOX_OFF, echo,
	    NULL, &e)) == NULL)
		abort();
	if (data[0] % 4 == 0)
		discover(pool, p, size - 1);
	else if (data[0] % 4 == 1)
		rows(pool, NQ_ARCHIVE_CDX_SERVER, p, size - 1);
	else if (data[0] % 4 == 2)
		rows(pool, NQ_ARCHIVE_COMMON_CRAWL, p, size - 1);
	else
		crawls(pool, p, size - 1);
	return 0;
}
