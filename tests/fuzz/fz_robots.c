/*
 * robots.txt: the first line is the path that is asked for, the rest the
 * file.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "extract/robots.h"
#include "extract/url.h"

static void
look_at_sitemaps(const struct nq_names *all)
{
	MUST(all->n <= NQ_ROBOTS_MAX_SITEMAPS);
	for (size_t i = 0; i < all->n; i++) {
		for (const char *p = all->v[i]; *p != '\0'; p++)
			MUST(*p > ' ' && *p < 0x7f);
		MUST(all->v[i][0] == '/' || strchr(all->v[i], ':') != NULL);
	}
}

static void
ask(const struct nq_robots *r, const struct nq_robots *same, const char *path)
{
	struct nq_err e = { 0 };
	char *link = nq_asprintf("http://a.vn/%s", path);
	char *url = nq_url_canonical(NULL, link, &e);

	if (url != NULL)
		MUST(nq_robots_allows(r, url) == nq_robots_allows(same, url));
	MUST(nq_robots_allows(r, "http://a.vn/robots.txt"));
	free(url);
	free(link);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *eol = memchr(text, '\n', size);
	size_t n = eol != NULL ? (size_t)(eol - text) : size;
	const char *body = eol != NULL ? eol + 1 : text;
	size_t len = eol != NULL ? size - n - 1 : 0;
	struct nq_robots *r = nq_robots_parse(body, len, "nqtrack");
	struct nq_robots *same = nq_robots_parse(body, len, "NQtrack/1.0 x");
	char *path = nq_strndup(text, n);

	MUST(r != NULL && same != NULL);
	ask(r, same, path);
	MUST(nq_robots_delay_ms(r) >= 0);
	MUST(nq_robots_delay_ms(r) <= NQ_ROBOTS_MAX_DELAY_MS);
	MUST(nq_robots_delay_ms(r) == nq_robots_delay_ms(same));
	look_at_sitemaps(nq_robots_sitemaps(r));
	free(path);
	nq_robots_free(r);
	nq_robots_free(same);
	return 0;
}
