/* The worker's half of discovery, and whether its answer is sound. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "extract/discover.h"
#include "extract/url.h"
#include "extract/wire.h"
#include "tests/fuzz/links.h"

/* A link leads nowhere, or to an address that is its own canonical form. */
void
fuzz_url(const char *s, size_t len)
{
	static const char base[] = "https://a.vn/tin/?x=1";
	char *link = nq_strndup(s, len), *url, *again;
	struct nq_err e = { 0 };

	url = nq_url_canonical(base, link, &e);
	free(link);
	if (url == NULL) {
		MUST(e.code == NQ_EPARSE && e.msg[0] != '\0');
		return;
	}
	MUST(strlen(url) <= NQ_MAX_URL);
	MUST(strncmp(url, "http://", 7) == 0 ||
	    strncmp(url, "https://", 8) == 0);
	for (const char *p = url; *p != '\0'; p++)
		MUST(*p > ' ' && *p < 0x7f && *p != '#');
	again = nq_url_canonical(NULL, url, &e);
	MUST(again != NULL && strcmp(again, url) == 0);
	free(again);
	free(url);
}

/* What nq_discover asks of a link before it believes it. */
static void
look_at_link(struct nq_wire *w)
{
	char text[NQ_TIME_TEXT];
	const char *s;
	struct nq_day d;
	size_t len;

	MUST(nq_wire_text(w, NQ_MAX_LINK, &s, &len) && len > 0);
	fuzz_url(s, len);
	MUST(nq_wire_text(w, NQ_DAY_TEXT - 1, &s, &len));
	MUST(len == 0 || nq_date_is_day(s, len, &d));
	MUST(nq_wire_text(w, NQ_TIME_TEXT - 1, &s, &len));
	MUST(len == 0 || (nq_date_instant(s, len, 0, text) &&
	    strlen(text) == len && memcmp(text, s, len) == 0));
	MUST(nq_wire_text(w, 1, &s, &len) && (len == 0 || *s == '1'));
}

static void
look_at(const struct nq_buf *reply)
{
	struct nq_wire w = { reply->p + 2, reply->p + reply->len };
	const char *base;
	size_t len, n = 0;

	MUST(reply->len > 1 && !reply->over);
	if (reply->p[0] == 'E' || reply->p[0] == 'X')
		return;
	MUST(reply->p[0] == 'L');
	MUST(reply->p[1] == '0' || reply->p[1] == '1');
	MUST(nq_wire_text(&w, NQ_MAX_LINK, &base, &len));
	while (w.p < w.end) {
		MUST(++n <= NQ_MAX_SITEMAP);
		look_at_link(&w);
	}
}

void
fuzz_links(const struct nq_find *find, const char *body, size_t len)
{
	struct nq_buf req = NQ_BUF(0), reply = NQ_BUF(0), again = NQ_BUF(0);

	nq_buf_putc(&req, 'F');
	nq_buf_putc(&req, (char)('0' + (int)find->kind));
	nq_wire_puts(&req, find->links);
	nq_wire_puts(&req, find->pattern);
	nq_wire_puts(&req, find->dates);
	nq_wire_puts(&req, "https://a.vn/tin/");
	nq_wire_put(&req, body, len);
	nq_discover_serve(NULL, req.p, req.len, &reply);
	look_at(&reply);
	nq_discover_serve(NULL, req.p, req.len, &again);
	MUST(reply.len == again.len);
	MUST(memcmp(reply.p, again.p, reply.len) == 0);
	nq_buf_release(&req);
	nq_buf_release(&reply);
	nq_buf_release(&again);
}
