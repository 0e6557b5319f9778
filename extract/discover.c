#include "extract/discover.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/worker.h"
#include "extract/find.h"
#include "extract/same.h"
#include "extract/wire.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * Request: "F", the kind as a digit, then texts (extract/wire.h): links,
 * pattern, dates, page, body; an empty one is NULL. Or "S" and the texts
 * old day, new day, old body, new body.
 * Reply: "E" or "X" (a limit) and a message; "L", "1" for the end of pages
 * or "0", then texts: the base, and for each link its url, date, modified
 * and index ("1" or ""); or, to "S", "=" or "!".
 */
enum {
	MAX_MESSAGE = 300	/* bytes of the worker's message */
};

/* ---- in the worker ---- */

void
nq_found_fail(struct nq_found *f, bool limit, const char *msg)
{
	if (f->failed)
		return;
	f->failed = true;
	nq_buf_reset(f->reply);
	f->reply->over = 0;
	nq_buf_putc(f->reply, limit ? 'X' : 'E');
	nq_buf_puts(f->reply, msg);
}

void
nq_found_begin(struct nq_found *f, const char *base, bool end)
{
	nq_buf_puts(f->reply, end ? "L1" : "L0");
	nq_wire_puts(f->reply, base);
}

void
nq_found_put(struct nq_found *f, const char *url, size_t len,
    const char *date, const char *modified, bool index)
{
	while (len > 0 && isspace((unsigned char)*url)) {
		url++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)url[len - 1]))
		len--;
	if (f->failed || len == 0 || len > NQ_MAX_LINK)
		return;
	if (++f->n > f->max) {
		nq_found_fail(f, true, "more links than a page of its kind "
		    "can have");
		return;
	}
	nq_wire_put(f->reply, url, len);
	nq_wire_puts(f->reply, date);
	nq_wire_puts(f->reply, modified);
	nq_wire_puts(f->reply, index ? "1" : "");
	if (f->reply->over)
		nq_found_fail(f, true, "the links of the page are too long");
}

/* An empty text of the request as NULL; the caller frees. */
static char *
option(struct nq_wire *w)
{
	char *s = nq_wire_string(w, NQ_MAX_CONF);

	if (s != NULL && s[0] == '\0') {
		free(s);
		s = NULL;
	}
	return s;
}

static void
serve_find(struct nq_wire *w, char kind, struct nq_buf *reply)
{
	static void (*const finders[])(struct nq_found *,
	    const struct nq_ask *) = {
		[NQ_FIND_LISTING] = nq_find_listing,
		[NQ_FIND_FEED] = nq_find_feed,
		[NQ_FIND_SITEMAP] = nq_find_sitemap,
		[NQ_FIND_WORDPRESS] = nq_find_wordpress,
		[NQ_FIND_FILES] = nq_find_listing,
	};
	char *links = option(w), *pattern = option(w), *dates = option(w);
	char *page = option(w);
	struct nq_ask ask = { .find = { (enum nq_find_kind)(kind - '0'),
		links, pattern, dates }, .page = page };
	struct nq_found found = { .reply = reply,
		.max = ask.find.kind == NQ_FIND_SITEMAP ? NQ_MAX_SITEMAP :
		    NQ_MAX_LINKS };

	if (kind < '0' || kind > '0' + NQ_FIND_FILES ||
	    !nq_wire_get(w, &ask.body, &ask.len) || w->p != w->end)
		nq_found_fail(&found, false, "malformed request");
	else
		finders[ask.find.kind](&found, &ask);
	free(links);
	free(pattern);
	free(dates);
	free(page);
}

static void
serve_same(const struct nq_pages *pages, struct nq_wire *w,
    struct nq_buf *reply)
{
	struct nq_capture old = { 0 }, new = { 0 };
	char *old_day = nq_wire_string(w, NQ_TIME_TEXT);
	char *new_day = nq_wire_string(w, NQ_TIME_TEXT);
	bool sound = old_day != NULL && new_day != NULL &&
	    nq_wire_get(w, &old.body, &old.len) &&
	    nq_wire_get(w, &new.body, &new.len) && w->p == w->end;

	old.day = old_day;
	new.day = new_day;
	nq_buf_putc(reply, sound && nq_same(pages, &old, &new) ? '=' : '!');
	free(old_day);
	free(new_day);
}

void
nq_discover_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply)
{
	struct nq_found found = { .reply = reply };

	if (len > 2 && req[0] == 'F') {
		serve_find(&(struct nq_wire){ req + 2, req + len }, req[1],
		    reply);
	} else if (len > 2 && req[0] == 'S') {
		serve_same(ctx, &(struct nq_wire){ req + 1, req + len },
		    reply);
	} else {
		nq_found_fail(&found, false, "malformed request");
	}
}

/* ---- in the caller ---- */

void
nq_links_release(struct nq_links *links)
{
	for (size_t i = 0; i < links->n; i++)
		free(links->v[i].url);
	free(links->v);
	free(links->base);
	*links = (struct nq_links){ 0 };
}

/* A day or a point in time as we write them, or nothing. */
static bool
take_times(struct nq_wire *w, struct nq_link *l)
{
	char text[NQ_TIME_TEXT];
	struct nq_day d;
	const char *s;
	size_t len;

	if (!nq_wire_text(w, NQ_DAY_TEXT - 1, &s, &len) ||
	    (len > 0 && !nq_date_is_day(s, len, &d)))
		return false;
	memcpy(l->date, s, len);
	if (!nq_wire_text(w, NQ_TIME_TEXT - 1, &s, &len))
		return false;
	memcpy(l->modified, s, len);
	return len == 0 || (nq_date_instant(s, len, 0, text) &&
	    strcmp(text, l->modified) == 0);
}

static bool
take_link(struct nq_wire *w, struct nq_links *out)
{
	struct nq_link l = { 0 };
	const char *url, *index;
	size_t len, n;

	if (!nq_wire_text(w, NQ_MAX_LINK, &url, &len) || len == 0 ||
	    !take_times(w, &l) || !nq_wire_text(w, 1, &index, &n) ||
	    (n == 1 && *index != '1'))
		return false;
	l.index = n == 1;
	l.url = nq_strndup(url, len);
	out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n++] = l;
	return true;
}

/* The worker's words, without what could break a line of a log. */
static int
take_message(const char *p, size_t len, struct nq_err *e)
{
	char msg[MAX_MESSAGE + 1];
	size_t n = 0;

	for (size_t i = 1; i < len && n < MAX_MESSAGE; i++)
		msg[n++] = isprint((unsigned char)p[i]) ? p[i] : '?';
	msg[n] = '\0';
	return nq_fail(e, p[0] == 'X' ? NQ_ELIMIT : NQ_EPARSE, "%s", msg);
}

static int
take_reply(const struct nq_buf *reply, size_t max, struct nq_links *out,
    struct nq_err *e)
{
	const char *p = reply->len > 2 ? reply->p : "??";
	struct nq_wire w = { p + 2, p + (reply->len > 2 ? reply->len : 2) };
	char *base = NULL;
	bool sound;

	if (*p == 'E' || *p == 'X')
		return take_message(p, reply->len, e);
	sound = p[0] == 'L' && (p[1] == '0' || p[1] == '1') &&
	    (base = nq_wire_string(&w, NQ_MAX_LINK)) != NULL;
	while (sound && w.p < w.end)
		sound = max-- > 0 && take_link(&w, out);
	if (!sound) {
		free(base);
		return nq_fail(e, NQ_EIO, "the parser gave no sound answer");
	}
	out->end = p[1] == '1';
	if (base[0] != '\0' && out->base == NULL)
		out->base = base;
	else
		free(base);
	return 0;
}

/* Bytes of a body that are handed to the worker. */
static size_t
max_body(enum nq_find_kind kind)
{
	return kind == NQ_FIND_SITEMAP ? NQ_MAX_BODY :
	    kind == NQ_FIND_FEED || kind == NQ_FIND_WORDPRESS ?
	    NQ_MAX_FEED : NQ_MAX_HTML;
}

int
nq_discover(struct nq_pool *pool, const struct nq_find *find,
    const char *page_url, const char *body, size_t len,
    struct nq_links *links, struct nq_err *e)
{
	struct nq_buf req = NQ_BUF(0), reply = NQ_BUF(0);
	size_t max = max_body(find->kind), before = links->n;
	int rc = -1;

	if (len > max) {
		nq_fail(e, NQ_ELIMIT, "a page of %zu bytes; at most %zu are "
		    "parsed", len, max);
		goto out;
	}
	nq_buf_putc(&req, 'F');
	nq_buf_putc(&req, (char)('0' + (int)find->kind));
	nq_wire_puts(&req, find->links);
	nq_wire_puts(&req, find->pattern);
	nq_wire_puts(&req, find->dates);
	nq_wire_puts(&req, page_url);
	nq_wire_put(&req, body, len);
	if (nq_pool_call(pool, req.p, req.len, &reply, e) == 0)
		rc = take_reply(&reply, find->kind == NQ_FIND_SITEMAP ?
		    NQ_MAX_SITEMAP : NQ_MAX_LINKS, links, e);
out:
	while (rc != 0 && links->n > before)
		free(links->v[--links->n].url);
	nq_buf_release(&req);
	nq_buf_release(&reply);
	return rc;
}

int
nq_discover_same(struct nq_pool *pool, const char *old, size_t old_len,
    const char *old_day, const char *new, size_t new_len,
    const char *new_day, bool *same, struct nq_err *e)
{
	struct nq_buf req = NQ_BUF(0), reply = NQ_BUF(0);
	int rc = 0;

	*same = old_len == new_len && (old_len == 0 ||
	    memcmp(old, new, old_len) == 0);
	if (*same || old_len > NQ_MAX_HTML || new_len > NQ_MAX_HTML)
		return 0;
	nq_buf_putc(&req, 'S');
	nq_wire_puts(&req, old_day);
	nq_wire_puts(&req, new_day);
	nq_wire_put(&req, old, old_len);
	nq_wire_put(&req, new, new_len);
	rc = nq_pool_call(pool, req.p, req.len, &reply, e);
	if (rc == 0 && (reply.len != 1 || (reply.p[0] != '=' &&
	    reply.p[0] != '!')))
		rc = nq_fail(e, NQ_EIO, "the parser gave no sound answer");
	*same = rc == 0 && reply.p[0] == '=';
	nq_buf_release(&req);
	nq_buf_release(&reply);
	return rc;
}
