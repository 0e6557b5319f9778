#include "extract/probe_parts.h"

#include "core/err.h"
#include "core/mem.h"
#include "extract/errorpage.h"
#include "extract/keep.h"
#include "extract/robots.h"
#include "extract/sniff.h"
#include "extract/sources.h"
#include "extract/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	/* Bytes of a page that are searched for its charset: what browsers
	 * look at, with room for the scripts that portals put first. */
	CHARSET_WINDOW = 8 << 10,
	/* Sitemaps of robots.txt that are named. */
	NAMED = 5,
	/* For the fetcher, which may have something to tell before anybody
	 * answers. */
	WAIT_MS = 50
};

/* What people do about a request that gave nothing; the first that its
 * message contains. */
static const struct {
	const char *says, *todo;
} advice[] = {
	{ "unable to get local issuer", "the portal forgets to send a "
	    "certificate. Put the missing one, as PEM, beside sources.json "
	    "and name it as \"ca_file\"; the issuer's web site has it" },
	{ "certificate has expired", "nothing can be done from here: tell the "
	    "portal; an expired certificate is not believed" },
	{ "subject name", "the certificate is for another name: use the host "
	    "that it names in \"hosts\" and \"entries\", and send the old "
	    "name there by \"moved\"" },
	{ "certificate is not to be trusted", "if it is the portal's own "
	    "authority, put its certificate, as PEM, beside sources.json and "
	    "name it as \"ca_file\"" },
	{ "(\"allow_private\")", "only if this is your own network: add the "
	    "address to \"allow_private\"" },
	{ "robots.txt of the host forbids", "nqtrack obeys; ask the publisher "
	    "for leave, or find another address (a feed, a sitemap) that "
	    "robots.txt allows" },
	{ "robots.txt cannot be read", "as long as the host cannot say what "
	    "it allows, nothing is asked for; try again later" },
	{ "no host of the source", "if the portal moved there, put that host "
	    "into \"hosts\", and its old one into \"moved\"" },
	{ "resolve host", "there is no such name: look for a typing mistake; "
	    "a host that is gone for good may be in an archive "
	    "(extract --backfill)" },
	{ "too slow", "try again at another hour; a slow portal needs a "
	    "larger \"timeout_s\"" },
	{ "Failed to connect", "nobody listens there: look at scheme and "
	    "port, open it in a browser; some portals answer inside "
	    "Viet Nam only" },
	{ "connect to", "nobody listens there: look at scheme and port, open "
	    "it in a browser; some portals answer inside Viet Nam only" },
	{ "HTTP 401", "the page is not public" },
	{ "HTTP 403", "the portal refuses us: open it in a browser from this "
	    "machine; some portals answer inside Viet Nam only" },
	{ "HTTP 404", "there is no such page: open the portal in a browser "
	    "and copy the address anew" },
	{ "HTTP 410", "the page was taken away: open the portal in a browser "
	    "and look where it went" },
	{ "HTTP 429", "it is asked too often: a larger \"delay_ms\", one "
	    "\"connections\"; try again later" },
	{ "HTTP 5", "the portal has a fault of its own; try again later" },
	{ "an error page", "the page is lost, or the portal answers errors "
	    "with HTTP 200; open it in a browser" },
	{ "an address that is no release", "the portal sends lost pages to "
	    "its front, or releases have moved: then \"key\" must take the "
	    "new addresses" },
	{ "the body is empty", "open it in a browser; an empty page is "
	    "nothing to keep" },
	{ "", "open the address in a browser from this machine" },
};

static const char *
todo_for(const char *msg)
{
	size_t i = 0;

	while (strstr(msg, advice[i].says) == NULL)
		i++;
	return advice[i].todo;
}

static bool
is_told(struct nq_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->v[i], name) == 0)
			return true;
	nq_names_add(names, name);
	return false;
}

/* Of the host of an address, once. */
static void
tell_robots(struct nq_probe *p, const char *url)
{
	char *origin = nq_url_origin(url);
	char *said = nq_fetcher_robots(p->run.fetcher, url);
	const struct nq_robots *rules = nq_fetcher_rules(p->run.fetcher, url);
	const struct nq_names *maps;
	int delay;

	if (said == NULL || rules == NULL || is_told(&p->origins, origin))
		goto out;
	maps = nq_robots_sitemaps(rules);
	delay = nq_robots_delay_ms(rules);
	if (strcmp(said, "none") == 0)
		nq_probe_row(p, "robots.txt", "none on %s: all may be asked "
		    "for", origin);
	else
		/* Its size, or why there is none; the rest stands below. */
		nq_probe_row(p, "robots.txt", "of %s: %.*s%s", origin,
		    (int)strcspn(said, ","), said, delay > 0 ? "" :
		    ", no Crawl-delay");
	if (delay > 0)
		nq_probe_row(p, "", "Crawl-delay: %g s between requests, one "
		    "at a time", delay / 1000.0);
	for (size_t i = 0; i < maps->n && i < NAMED; i++)
		nq_probe_row(p, "", "sitemap: %s", maps->v[i]);
out:
	free(said);
	free(origin);
}

static void
tell_answer(const struct nq_probe *p, const struct nq_exchange *x)
{
	const char *tls = x->tls[0] != '\0' ? x->tls : "no TLS";

	/* The version of TLS; behind it stands the cipher. */
	nq_probe_row(p, "answer", "HTTP %ld, %zu bytes in %d.%03d s, from %s, "
	    "%.*s%s", x->status, x->body.len, x->ms / 1000, x->ms % 1000,
	    x->ip[0] != '\0' ? x->ip : "?", x->tls[0] != '\0' ?
	    (int)strcspn(tls, " ") : (int)strlen(tls), tls,
	    x->h2 ? ", HTTP/2" : "");
}

/* The name behind the first "charset=" of a text, in quotes or not. */
static bool
find_charset(const char *s, size_t len, const char *mark, char out[40])
{
	size_t n = strlen(mark), k = 0;

	for (size_t i = 0; i + n < len; i++) {
		if (strncasecmp(s + i, mark, n) != 0)
			continue;
		for (i += n; i < len && strchr(" \t='\"", s[i]) != NULL &&
		    s[i] != '\0'; i++)
			;
		while (i < len && k < 39 && s[i] != '\0' &&
		    strchr("abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", s[i]) != NULL)
			out[k++] = s[i++];
		out[k] = '\0';
		return k > 0;
	}
	return false;
}

static bool
is_utf8(const struct nq_buf *body)
{
	int c;

	for (size_t i = 0; i < body->len; ) {
		i += nq_text_at(body->p + i, body->len - i, &c);
		if (c < 0)
			return false;
	}
	return true;
}

static void
tell_charset(struct nq_probe *p, const struct nq_exchange *x,
    const char *type)
{
	size_t head = x->body.len < CHARSET_WINDOW ? x->body.len :
	    CHARSET_WINDOW;
	char said[40] = "", in_page[40] = "";
	bool sound = is_utf8(&x->body);

	if (type != NULL)
		find_charset(type, strlen(type), "charset=", said);
	if (head > 5 && strncmp(x->body.p, "<?xml", 5) == 0)
		find_charset(x->body.p, head, "encoding", in_page);
	else
		find_charset(x->body.p, head, "charset", in_page);
	nq_probe_row(p, "charset", "header: %s; page: %s; the bytes are %s",
	    said[0] != '\0' ? said : "none", in_page[0] != '\0' ? in_page :
	    "none", sound ? "sound UTF-8" : "no UTF-8");
	if (sound || p->src->charset != NULL)
		return;
	if (said[0] == '\0' && in_page[0] == '\0')
		nq_probe_fault(p, "say it in \"charset\": tcvn3, "
		    "windows-1258, …", "the page does not say its charset, "
		    "and it is not UTF-8");
	else if (strcasecmp(said, "utf-8") == 0 ||
	    strcasecmp(in_page, "utf-8") == 0)
		nq_probe_hint(p, "it says UTF-8 and is not, at least in a "
		    "place; if letters are wrong in the records, say another "
		    "\"charset\"");
}

static void
tell_type(struct nq_probe *p, const struct nq_exchange *x)
{
	const char *found = nq_body_sniff(x->body.p, x->body.len);
	char *type = nq_exchange_header(x, "Content-Type");
	char *etag = nq_exchange_header(x, "ETag");
	char *modified = nq_exchange_header(x, "Last-Modified");

	nq_probe_row(p, "type", "%s; the bytes look like %s",
	    type != NULL ? type : "not said", found);
	if (!nq_body_fits(type, found))
		nq_probe_fault(p, "open it in a browser; if it is what it "
		    "should be, all is well: types are guessed from the "
		    "bytes", "the bytes are not what the type says");
	if (strcmp(found, "html") == 0 || strcmp(found, "xml") == 0 ||
	    strcmp(found, "text") == 0 || strcmp(found, "json") == 0)
		tell_charset(p, x, type);
	if (etag != NULL || modified != NULL)
		nq_probe_row(p, "unchanged", "%s%s%s: may be answered by 304, "
		    "without a body", etag != NULL ? "ETag" : "",
		    etag != NULL && modified != NULL ? " and " : "",
		    modified != NULL ? "Last-Modified" : "");
	else
		nq_probe_row(p, "unchanged", "no ETag, no Last-Modified: it "
		    "comes whole each time");
	free(type);
	free(etag);
	free(modified);
}

/* "" , or why extract would not take the answer. */
static void
judge(struct nq_probe *p, const char *kind, const char *url,
    struct nq_answer *a, char fault[NQ_FAULT])
{
	struct nq_tally tally = { 0 };
	struct nq_target t = { .src = p->src, .tally = &tally, .kind = kind,
		.key = nq_strdup(""), .url = nq_strdup(url) };
	struct nq_came c = { .url = a->url, .at = "", .x = &a->x };
	char *type = nq_exchange_header(&a->x, "Content-Type");
	bool gone;

	fault[0] = '\0';
	/* A wrong type is told by tell_type, and here by the log. */
	if (a->x.status != 200 || nq_body_fits(type,
	    nq_body_sniff(a->x.body.p, a->x.body.len)))
		nq_keep_is_usable(&p->run, &t, &c, fault, &gone);
	nq_target_release(&t);
	free(type);
}

static bool
is_past_the_end(const struct nq_answer *a)
{
	return a->outcome == NQ_ANSWERED && (a->x.status == 404 ||
	    a->x.status == 410 || a->x.status == 400);
}

static void
tell_title(const struct nq_probe *p, const struct nq_exchange *x)
{
	struct nq_buf title = NQ_BUF(4 * NQ_MAX_TITLE);

	if (strcmp(nq_body_sniff(x->body.p, x->body.len), "html") == 0)
		nq_probe_row(p, "title", "%s", nq_errorpage_title(x->body.p,
		    x->body.len, &title) && title.len > 0 ? title.p : "none");
	nq_buf_release(&title);
}

bool
nq_probe_ask(struct nq_probe *p, const char *kind, const char *url,
    bool optional, struct nq_answer *a)
{
	bool release = strcmp(kind, NQ_KIND_RELEASE) == 0;
	char *there = nq_source_address(p->src, url);
	char fault[NQ_FAULT];

	if (strcmp(there, url) != 0)
		nq_probe_row(p, "moved", "asked at %s", there);
	nq_fetcher_start(p->run.fetcher, &(struct nq_request){ .src = p->src,
	    .url = there }, NULL);
	while (nq_fetcher_wait(p->run.fetcher, WAIT_MS, a) == 0)
		;
	/* Where it could not be read, the fault tells. */
	if (a->outcome != NQ_DOWN) {
		tell_robots(p, there);
		tell_robots(p, a->url);
	}
	p->answers += a->outcome == NQ_FORBIDDEN || a->x.status > 0;
	if (strcmp(a->url, there) != 0)
		nq_probe_row(p, "redirected", "to %s", a->url);
	free(there);
	if (a->outcome != NQ_ANSWERED) {
		nq_probe_fault(p, todo_for(a->why.msg), "%s", a->why.msg);
		return false;
	}
	tell_answer(p, &a->x);
	if (optional && is_past_the_end(a))
		return false;
	if (a->x.status == 200 && a->x.body.len > 0 && !optional)
		tell_type(p, &a->x);
	if (release)
		tell_title(p, &a->x);
	judge(p, kind, url, a, fault);
	if (fault[0] != '\0')
		nq_probe_fault(p, todo_for(fault), "%s", fault);
	return fault[0] == '\0';
}
