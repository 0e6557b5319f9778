#include "extract/memento.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char orig[] = "X-Archive-Orig-";

/* Archives redirect between http and https. */
static const char *
past_scheme(const char *url)
{
	const char *at = strstr(url, "://");

	return at != NULL ? at + 3 : url;
}

/* Takes the last address apart as raw_url puts one together. */
static int
read_address(const struct nq_webarchive *a, const char *last,
    struct nq_memento *out, struct nq_err *e)
{
	const char *raw = past_scheme(a->raw_url), *at = past_scheme(last);
	const char *time = strstr(raw, "{timestamp}"), *mid;
	const char *url = strstr(raw, "{url}");
	size_t n = (size_t)(time - raw);
	char digits[NQ_CDX_TIME] = "";

	mid = time + strlen("{timestamp}");
	if (strncmp(at, raw, n) != 0)
		goto none;
	at += n;
	strncat(digits, at, NQ_CDX_TIME - 1);
	n = (size_t)(url - mid);
	if (!nq_cdx_is_time(digits) || strncmp(at + 14, mid, n) != 0)
		goto none;
	memcpy(out->timestamp, digits, sizeof(digits));
	out->url = nq_url_canonical(NULL, at + 14 + n, e);
	return out->url != NULL ? 0 : -1;
none:
	return nq_fail(e, NQ_EPARSE, "the archive sent us to %.200s, which is "
	    "no raw capture", last);
}

/* The headers of then, their names as they were. */
static bool
put_headers(struct nq_buf *b, const struct nq_buf *headers)
{
	const char *p = headers->p, *end = p + headers->len;
	size_t k = strlen(orig);
	bool some = false;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = nl != NULL ? (size_t)(nl - p) : (size_t)(end - p);
		size_t line = n;

		if (n > 0 && p[n - 1] == '\r')
			n--;
		if (n > k && strncasecmp(p, orig, k) == 0 &&
		    nq_header_is_field(p + k, n - k)) {
			nq_buf_put(b, p + k, n - k);
			nq_buf_puts(b, "\r\n");
			some = true;
		}
		p += line + (nl != NULL);
	}
	return some;
}

/* A page without its type could not be read; the archive repeats it. */
static void
put_type(struct nq_buf *b, const struct nq_buf *headers)
{
	char *then = nq_header_value(b, "Content-Type");
	char *now = nq_header_value(headers, "Content-Type");

	if (then == NULL && now != NULL)
		nq_buf_printf(b, "Content-Type: %s\r\n", now);
	free(then);
	free(now);
}

int
nq_memento_parse(const struct nq_webarchive *a, const char *last, long status,
    const struct nq_buf *headers, const struct nq_buf *body,
    struct nq_memento *out, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(2 * NQ_MAX_HEADERS + NQ_MAX_BODY);
	char *told = nq_header_value(headers, "Memento-Datetime");
	bool some;
	int rc = -1;

	*out = (struct nq_memento){ 0 };
	if (read_address(a, last, out, e) != 0)
		goto out;
	nq_buf_printf(&b, "HTTP/1.1 %03ld %s\r\n", status, status == 200 ?
	    "OK" : "");
	some = put_headers(&b, headers);
	if (!some && told == NULL) {
		nq_fail(e, NQ_EPARSE, "the answer has neither Memento-Datetime "
		    "nor headers of a capture");
		goto out;
	}
	put_type(&b, headers);
	nq_buf_puts(&b, "\r\n");
	nq_buf_put(&b, body->p, body->len);
	if (b.over)
		nq_fail(e, NQ_ELIMIT, "a capture over %zu bytes", b.max);
	else
		rc = nq_httpblock_parse(b.p, b.len, &out->answer, e);
out:
	nq_buf_release(&b);
	free(told);
	return rc;
}

void
nq_memento_release(struct nq_memento *m)
{
	free(m->url);
	nq_httpblock_release(&m->answer);
	*m = (struct nq_memento){ 0 };
}
