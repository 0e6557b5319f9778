#include "extract/cdx.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/httpblock.h"
#include "extract/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Bytes of an answer in which an error would name itself. */
	ERROR_TEXT = 64 << 10
};

/* The target and the keys may hold anything that a URL may. */
static void
put_value(struct nq_buf *b, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (isalnum(c) || strchr("-._~/", c) != NULL) {
			nq_buf_putc(b, *s);
		} else {
			nq_buf_putc(b, '%');
			nq_buf_putc(b, digits[c >> 4]);
			nq_buf_putc(b, digits[c & 15]);
		}
	}
}

/* A date as the first or last second of its day. */
static void
put_day(struct nq_buf *b, const char *name, const char *day,
    const char *time)
{
	if (day == NULL)
		return;
	nq_buf_printf(b, "&%s=%.4s%.2s%.2s%s", name, day, day + 5, day + 8,
	    time);
}

static void
put_target(struct nq_buf *b, const struct nq_cdx_query *q)
{
	bool path = strchr(q->target, '/') != NULL;

	nq_buf_puts(b, q->scope == NQ_CDX_DOMAIN ? "?url=*." : "?url=");
	put_value(b, q->target);
	if (q->scope == NQ_CDX_PREFIX)
		nq_buf_puts(b, path ? "*" : "/*");
	nq_buf_puts(b, "&output=json");
}

static void
put_cdx_server(struct nq_buf *b, const struct nq_webarchive *a,
    const struct nq_cdx_query *q)
{
	nq_buf_puts(b, "&fl=timestamp,original,mimetype,statuscode,digest,"
	    "length&filter=statuscode:200");
	put_day(b, "from", q->since, "000000");
	put_day(b, "to", q->until, "235959");
	nq_buf_printf(b, "&limit=%d&showResumeKey=true", a->page_size);
	if (q->resume != NULL) {
		nq_buf_puts(b, "&resumeKey=");
		put_value(b, q->resume);
	}
}

static void
put_common_crawl(struct nq_buf *b, const struct nq_webarchive *a,
    const struct nq_cdx_query *q)
{
	nq_buf_puts(b, "&filter==status:200");
	put_day(b, "from", q->since, "000000");
	put_day(b, "to", q->until, "235959");
	nq_buf_printf(b, "&pageSize=%d", a->page_size);
	if (q->page < 0)
		nq_buf_puts(b, "&showNumPages=true");
	else
		nq_buf_printf(b, "&page=%d", q->page);
}

char *
nq_cdx_url(const struct nq_webarchive *a, const struct nq_cdx_query *q,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(4 * NQ_MAX_URL);
	char *base = NULL, *url = NULL;

	if (q->target[0] == '\0' || strchr("/*.", q->target[0]) != NULL ||
	    strstr(q->target, "://") != NULL) {
		nq_fail(e, NQ_EPARSE, "\"%.100s\" is no host and path",
		    q->target);
		goto out;
	}
	if (a->kind == NQ_ARCHIVE_COMMON_CRAWL && (q->crawl == NULL ||
	    !nq_cdx_is_crawl(q->crawl))) {
		nq_fail(e, NQ_EPARSE, "\"%.60s\" is no name of a crawl",
		    q->crawl != NULL ? q->crawl : "");
		goto out;
	}
	base = nq_webarchive_fill(a->cdx_url, "{crawl}", q->crawl);
	nq_buf_puts(&b, base);
	put_target(&b, q);
	if (a->kind == NQ_ARCHIVE_CDX_SERVER)
		put_cdx_server(&b, a, q);
	else
		put_common_crawl(&b, a, q);
	if (b.over)
		nq_fail(e, NQ_EPARSE, "a query over %d bytes", NQ_MAX_URL);
	else
		url = nq_url_canonical(NULL, b.p, e);
out:
	nq_buf_release(&b);
	free(base);
	return url;
}

static bool
holds(const char *body, size_t len, const char *word)
{
	return len > 0 && memmem(body, len < ERROR_TEXT ? len : ERROR_TEXT,
	    word, strlen(word)) != NULL;
}

/* Names of the exceptions with which the Wayback software bars a site. */
static const char *
barred(const char *body, size_t len)
{
	if (holds(body, len, "RobotAccessControlException") ||
	    holds(body, len, "Blocked By Robots"))
		return "the archive keeps these captures back because of the "
		    "site's robots.txt";
	if (holds(body, len, "AdministrativeAccessControlException") ||
	    holds(body, len, "Blocked Site Error"))
		return "the archive keeps these captures back (blocked site)";
	return NULL;
}

/* What a status other than 200 says by itself, whoever answers. */
static bool
judge(long status, const char *body, size_t len, enum nq_cdx_verdict *v,
    const char **why)
{
	*v = NQ_CDX_REFUSED;
	*why = status == 200 ? NULL : barred(body, len);
	if (*why == NULL && status == 451)
		*why = "451: the archive may not serve this";
	if (*why != NULL)
		return true;
	*v = NQ_CDX_LATER;
	*why = status == 0 ? "the archive could not be reached" :
	    status == 429 ? "429: too many requests" :
	    status == 503 ? "503: the archive asks to slow down" :
	    status == 408 || status == 425 || status >= 500 ?
	    "the archive has a fault of its own" : NULL;
	if (*why != NULL)
		return true;
	*v = NQ_CDX_STOP;
	*why = status == 401 || status == 403 ? "the archive has shut us out" :
	    NULL;
	return *why != NULL;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum nq_cdx_verdict
judge_rows(enum nq_archive_kind kind, const char *body, size_t len,
    const char **why)
{
	while (len > 0 && is_blank(body[len - 1]))
		len--;
	for (; len > 0 && is_blank(body[0]); len--)
		body++;
	if (len == 0 || (len == 2 && memcmp(body, "[]", 2) == 0))
		return NQ_CDX_NONE;
	if (body[0] == '[' || (body[0] == '{' &&
	    kind == NQ_ARCHIVE_COMMON_CRAWL))
		return NQ_CDX_ROWS;
	*why = barred(body, len);
	if (*why != NULL)
		return NQ_CDX_REFUSED;
	/* A page for people in place of the index is an outage. */
	*why = "the answer is not one of an index";
	return NQ_CDX_LATER;
}

enum nq_cdx_verdict
nq_cdx_verdict(enum nq_archive_kind kind, long status, const char *body,
    size_t len, const char **why)
{
	enum nq_cdx_verdict v;

	if (judge(status, body, len, &v, why))
		return v;
	if (status == 200)
		return judge_rows(kind, body, len, why);
	if (status == 404 && kind == NQ_ARCHIVE_COMMON_CRAWL &&
	    (holds(body, len, "No Captures found") || len == 0))
		return NQ_CDX_NONE;
	*why = status == 404 ? "404: there is no such index" :
	    "the index does not take the query";
	return NQ_CDX_REFUSED;
}

static bool
is_memento(const struct nq_buf *headers)
{
	char *at = nq_header_value(headers, "Memento-Datetime");

	free(at);
	return at != NULL;
}

enum nq_cdx_verdict
nq_cdx_capture_verdict(enum nq_archive_kind kind, long status,
    const struct nq_buf *headers, const char *body, size_t len,
    const char **why)
{
	enum nq_cdx_verdict v;

	*why = NULL;
	if (kind == NQ_ARCHIVE_CDX_SERVER && is_memento(headers))
		return NQ_CDX_ROWS;
	if (judge(status, headers->p, headers->len, &v, why) &&
	    v == NQ_CDX_REFUSED)
		return v;
	if (judge(status, body, len, &v, why))
		return v;
	if (status == 206 && kind == NQ_ARCHIVE_COMMON_CRAWL)
		return NQ_CDX_ROWS;
	if (status == 200 && kind == NQ_ARCHIVE_CDX_SERVER) {
		*why = "the answer is no capture (no Memento-Datetime)";
		return NQ_CDX_LATER;
	}
	*why = status == 200 ? "200 where a part was asked for: the whole "
	    "file would come" : status == 404 ? "404: the index names it, the "
	    "archive does not have it" : "the archive does not serve it";
	return NQ_CDX_REFUSED;
}

void
nq_cdx_date(const char timestamp[NQ_CDX_TIME], char out[NQ_TIME_TEXT])
{
	const char *t = timestamp;

	snprintf(out, NQ_TIME_TEXT, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", t, t + 4,
	    t + 6, t + 8, t + 10, t + 12);
}
