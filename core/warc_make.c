#include "core/warc_make.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

enum {
	/* Of libdeflate. On pages and workbooks its level 4 gives 0.99 to
	 * 1.01 times the size of zlib's level 6 in less than half the time;
	 * level 1 gives 1.01 to 1.06 times, level 6 0.97 to 1.00 (measured
	 * with 1.14). */
	LEVEL = 4,
	/* Bytes of scratch kept from one capture to the next. */
	KEEP = 1 << 20
};

struct nq_warc_maker {
	struct libdeflate_compressor *z;
	EVP_MD *sha1;
	EVP_MD_CTX *c;
	struct nq_buf head;	/* the WARC header of a record */
	struct nq_buf http;	/* the HTTP header block of a capture */
	struct nq_buf record;	/* what goes into one gzip member */
};

/* A block as it stands: headers and payload, either may be empty. */
struct block {
	const char *p[2];
	size_t len[2];
};

struct nq_warc_maker *
nq_warc_maker_new(void)
{
	struct nq_warc_maker *m = nq_alloc(1, sizeof(*m));

	m->z = libdeflate_alloc_compressor(LEVEL);
	m->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	m->c = EVP_MD_CTX_new();
	if (m->z == NULL || m->sha1 == NULL || m->c == NULL)
		nq_mem_gone();
	m->head.max = NQ_WARC_MAX_HEAD;
	m->http.max = 2 * NQ_MAX_HEADERS + 128;
	m->record.max = NQ_WARC_MAX_HEAD + NQ_WARC_MAX_BLOCK + 4;
	return m;
}

void
nq_warc_maker_free(struct nq_warc_maker *m)
{
	if (m == NULL)
		return;
	libdeflate_free_compressor(m->z);
	EVP_MD_CTX_free(m->c);
	EVP_MD_free(m->sha1);
	nq_buf_release(&m->head);
	nq_buf_release(&m->http);
	nq_buf_release(&m->record);
	free(m);
}

void
nq_warc_made_release(struct nq_warc_made *made)
{
	free(made->p);
	*made = (struct nq_warc_made){ 0 };
}

/* RFC 4122, section 4.4. */
static void
new_id(char out[NQ_WARC_ID])
{
	unsigned char u[16];

	if (getrandom(u, sizeof(u), 0) != (ssize_t)sizeof(u))
		abort();
	u[6] = (unsigned char)((u[6] & 0x0f) | 0x40);
	u[8] = (unsigned char)((u[8] & 0x3f) | 0x80);
	snprintf(out, NQ_WARC_ID, "<urn:uuid:%02x%02x%02x%02x-%02x%02x-"
	    "%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x>", u[0], u[1], u[2],
	    u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
	    u[13], u[14], u[15]);
}

/*
 * SHA-1 in Base32 is what every reader of web archives verifies and what
 * their indexes compare. It finds damage, not forgery: our own names of
 * documents and archives are SHA-256 (core/digest.h).
 */
static void
sha1_base32(struct nq_warc_maker *m, const struct block *b,
    char out[NQ_WARC_DIGEST])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_DigestInit_ex2(m->c, m->sha1, NULL) != 1)
		nq_mem_gone();
	for (size_t i = 0; i < 2; i++)
		if (b->len[i] > 0 &&
		    EVP_DigestUpdate(m->c, b->p[i], b->len[i]) != 1)
			nq_mem_gone();
	if (EVP_DigestFinal_ex(m->c, md, &len) != 1 || len != NQ_SHA1_BYTES)
		nq_mem_gone();
	nq_digest_base32(md, out);
}

/* Foreign bytes must not be able to begin a field or a record. */
static int
check_text(const char *name, const char *s, bool uri, struct nq_err *e)
{
	const char *begin = s;

	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f || (uri && c == ' '))
			return nq_fail(e, NQ_EPARSE, "%s: byte 0x%02x cannot "
			    "stand in a WARC header", name, c);
		if (s - begin >= NQ_MAX_URL)
			return nq_fail(e, NQ_ELIMIT, "%s: more than %d bytes",
			    name, NQ_MAX_URL);
	}
	return 0;
}

static int
check_metadata(const struct nq_warc_field *f, struct nq_err *e)
{
	size_t total = 0;

	for (; f != NULL && f->name != NULL; f++) {
		if (f->value == NULL)
			continue;
		if (check_text(f->name, f->value, false, e) != 0)
			return -1;
		total += strlen(f->name) + strlen(f->value) + 4;
	}
	if (total > NQ_MAX_HEADERS)
		return nq_fail(e, NQ_ELIMIT, "metadata over %d bytes",
		    NQ_MAX_HEADERS);
	return 0;
}

static bool
is_revisit(const struct nq_warc_capture *c)
{
	return c->kind == NQ_WARC_REVISIT_SAME ||
	    c->kind == NQ_WARC_REVISIT_304;
}

int
nq_warc_check(const struct nq_warc_capture *c, struct nq_err *e)
{
	if ((c->body != NULL && c->body->len > NQ_MAX_BODY) ||
	    c->headers_len > NQ_MAX_HEADERS ||
	    c->request_len > NQ_MAX_HEADERS)
		return nq_fail(e, NQ_ELIMIT, "a capture holds at most %d bytes "
		    "of body and %d of headers", NQ_MAX_BODY, NQ_MAX_HEADERS);
	if (is_revisit(c) && (c->refers_url == NULL ||
	    c->refers_date == NULL))
		return nq_fail(e, NQ_EPARSE, "a revisit that does not say of "
		    "which capture");
	if (check_text("WARC-Target-URI", c->url, true, e) != 0 ||
	    check_text("WARC-Date", c->date, true, e) != 0 ||
	    check_text("WARC-IP-Address", c->ip, true, e) != 0 ||
	    check_text("WARC-Protocol", c->protocol, true, e) != 0 ||
	    check_text("WARC-Truncated", c->truncated, true, e) != 0 ||
	    check_text("WARC-Refers-To-Target-URI", c->refers_url, true,
	    e) != 0 || check_text("WARC-Refers-To-Date", c->refers_date, true,
	    e) != 0 || check_text("WARC-Payload-Digest", c->payload_sha1,
	    true, e) != 0 || check_text("Content-Type", c->media_type, false,
	    e) != 0)
		return -1;
	return check_metadata(c->metadata, e);
}

/* The head, the block and two line ends, as one more gzip member. */
static void
put_record(struct nq_warc_maker *m, const struct block *b,
    struct nq_warc_made *out)
{
	size_t most, n;

	nq_buf_puts(&m->head, "\r\n");
	nq_buf_reset(&m->record);
	nq_buf_put(&m->record, m->head.p, m->head.len);
	for (int i = 0; i < 2; i++)
		nq_buf_put(&m->record, b->p[i], b->len[i]);
	nq_buf_puts(&m->record, "\r\n\r\n");
	/* nq_warc_check saw to it. */
	if (m->head.over || m->record.over)
		abort();
	most = libdeflate_gzip_compress_bound(m->z, m->record.len);
	if (out->cap - out->len < most) {
		out->cap = out->len + most;
		out->p = nq_realloc(out->p, out->cap, 1);
	}
	n = libdeflate_gzip_compress(m->z, m->record.p, m->record.len,
	    out->p + out->len, most);
	if (n == 0)
		abort();
	out->last = out->len;
	out->len += n;
}

static void
field(struct nq_warc_maker *m, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		nq_buf_printf(&m->head, "%s: %s\r\n", name, value);
}

static void
begin(struct nq_warc_maker *m, const char *type, const char *id,
    const char *date, const char *media, const struct block *b)
{
	char digest[NQ_WARC_DIGEST];

	sha1_base32(m, b, digest);
	nq_buf_reset(&m->head);
	nq_buf_printf(&m->head, "WARC/1.1\r\nWARC-Type: %s\r\n"
	    "WARC-Record-ID: %s\r\nWARC-Date: %s\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\nWARC-Block-Digest: %s\r\n", type, id,
	    date, media, b->len[0] + b->len[1], digest);
}

void
nq_warc_make_info(struct nq_warc_maker *m, const char *filename,
    const char *date, char id[NQ_WARC_ID], struct nq_warc_made *out)
{
	static const char text[] = "software: nqtrack/" NQ_VERSION "\r\n"
	    "format: WARC File Format 1.1\r\n"
	    "conformsTo: http://iipc.github.io/warc-specifications/"
	    "specifications/warc-format/warc-1.1/\r\n";
	struct block b = { { text }, { sizeof(text) - 1 } };

	new_id(id);
	begin(m, "warcinfo", id, date, "application/warc-fields", &b);
	field(m, "WARC-Filename", filename);
	put_record(m, &b, out);
}

static bool
is_field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	while (len > n && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	return len == n && strncasecmp(line, name, n) == 0;
}

/* RFC 9110, section 15; HTTP/2 does not send them. */
static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} known[] = {
		{ 200, "OK" }, { 203, "Non-Authoritative Information" },
		{ 204, "No Content" }, { 206, "Partial Content" },
		{ 301, "Moved Permanently" }, { 302, "Found" },
		{ 303, "See Other" }, { 304, "Not Modified" },
		{ 307, "Temporary Redirect" }, { 308, "Permanent Redirect" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" }, { 410, "Gone" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].status == status)
			return known[i].text;
	return "Unknown";
}

/* "HTTP/2 200", as clients print what has no status line, in the form of
 * HTTP/1.1. */
static bool
put_status_line(struct nq_buf *b, const char *p, size_t n)
{
	const char *code = memchr(p, ' ', n), *end = p + n;

	if (n < 6 || strncasecmp(p, "HTTP/", 5) != 0 || p[5] == '1' ||
	    p[5] == '0' || code == NULL)
		return false;
	while (code < end && *code == ' ')
		code++;
	while (end > code && end[-1] == ' ')
		end--;
	nq_buf_puts(b, "HTTP/1.1 ");
	nq_buf_put(b, code, (size_t)(end - code));
	if (end - code == 3)
		nq_buf_printf(b, " %s", reason((int)strtol(code, NULL, 10)));
	nq_buf_puts(b, "\r\n");
	return true;
}

/*
 * The header block for the archive. The body is kept decoded, so the fields
 * that speak of codings are renamed as the Internet Archive renames them,
 * and the length is the one of the payload; without one (revisit) it is
 * that of what is repeated, where known.
 */
static void
put_headers(struct nq_buf *b, const char *p, size_t len, const size_t *length)
{
	const char *end = p + len;
	bool first = true;

	for (; p < end; first = false) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = nl != NULL ? (size_t)(nl - p) : (size_t)(end - p);
		size_t raw = n;
		const char *colon;

		if (n > 0 && p[n - 1] == '\r')
			n--;
		if (n == 0)
			break;
		colon = memchr(p, ':', n);
		if (!first || !put_status_line(b, p, n)) {
			if (colon != NULL && (is_field(p, (size_t)(colon - p),
			    "Content-Encoding") || is_field(p,
			    (size_t)(colon - p), "Transfer-Encoding") ||
			    is_field(p, (size_t)(colon - p),
			    "Content-Length")))
				nq_buf_puts(b, "X-Archive-Orig-");
			nq_buf_put(b, p, n);
			nq_buf_puts(b, "\r\n");
		}
		p += raw + (nl != NULL);
	}
	if (length != NULL)
		nq_buf_printf(b, "Content-Length: %zu\r\n", *length);
	nq_buf_puts(b, "\r\n");
}

static void
put_metadata(struct nq_warc_maker *m, const struct nq_warc_capture *c,
    const char *info_id, const char *of, struct nq_warc_made *out)
{
	struct block b = { { 0 }, { 0 } };
	char id[NQ_WARC_ID];

	nq_buf_reset(&m->http);
	for (const struct nq_warc_field *f = c->metadata;
	    f != NULL && f->name != NULL; f++)
		if (f->value != NULL)
			nq_buf_printf(&m->http, "%s: %s\r\n", f->name,
			    f->value);
	b.p[0] = m->http.p;
	b.len[0] = m->http.len;
	new_id(id);
	begin(m, "metadata", id, c->date, "application/warc-fields", &b);
	field(m, "WARC-Target-URI", c->url);
	field(m, "WARC-Refers-To", of);
	field(m, "WARC-Warcinfo-ID", info_id);
	put_record(m, &b, out);
}

/* "GET /x HTTP/2" becomes "GET /x HTTP/1.1"; the rest stands as it is. */
static void
put_request(struct nq_warc_maker *m, const struct nq_warc_capture *c,
    const char *info_id, const char *of, struct nq_warc_made *out)
{
	struct block b = { { c->request }, { c->request_len } };
	const char *nl = memchr(c->request, '\n', c->request_len);
	const char *version = nl != NULL ? memmem(c->request,
	    (size_t)(nl - c->request), " HTTP/2", 7) : NULL;
	char id[NQ_WARC_ID];

	if (version != NULL) {
		nq_buf_reset(&m->http);
		nq_buf_put(&m->http, c->request,
		    (size_t)(version - c->request));
		nq_buf_puts(&m->http, " HTTP/1.1\r\n");
		b.p[0] = m->http.p;
		b.len[0] = m->http.len;
		b.p[1] = nl + 1;
		b.len[1] = c->request_len - (size_t)(nl + 1 - c->request);
	}
	new_id(id);
	begin(m, "request", id, c->date, "application/http;msgtype=request",
	    &b);
	field(m, "WARC-Target-URI", c->url);
	field(m, "WARC-Concurrent-To", of);
	field(m, "WARC-Protocol", c->protocol);
	field(m, "WARC-Warcinfo-ID", info_id);
	put_record(m, &b, out);
}

/* WARC 1.1, sections 6.7.2 and 6.7.3. */
static void
revisit_fields(struct nq_warc_maker *m, const struct nq_warc_capture *c)
{
	field(m, "WARC-Profile", c->kind == NQ_WARC_REVISIT_SAME ?
	    "http://netpreserve.org/warc/1.1/revisit/"
	    "identical-payload-digest" : "http://netpreserve.org/warc/1.1/"
	    "revisit/server-not-modified");
	field(m, "WARC-Refers-To-Target-URI", c->refers_url);
	field(m, "WARC-Refers-To-Date", c->refers_date);
}

static void
put_main(struct nq_warc_maker *m, const struct nq_warc_capture *c,
    const char *info_id, const char *id, struct nq_warc_made *out)
{
	static const char *const types[] = {
		[NQ_WARC_RESPONSE] = "response",
		[NQ_WARC_REVISIT_SAME] = "revisit",
		[NQ_WARC_REVISIT_304] = "revisit",
		[NQ_WARC_RESOURCE] = "resource",
	};
	const char *media = "application/http;msgtype=response";
	const char *digest = out->payload_sha1;
	/* What comes with a 304 is not what has not changed. */
	size_t len = c->body != NULL && c->kind != NQ_WARC_REVISIT_304 ?
	    c->body->len : 0;
	struct block b = { { NULL, len > 0 ? c->body->p : NULL },
		{ 0, len } };

	if (!is_revisit(c) || len > 0)
		sha1_base32(m, &b, out->payload_sha1);
	else if ((digest = c->payload_sha1) != NULL &&
	    strlen(digest) < NQ_WARC_DIGEST)
		memcpy(out->payload_sha1, digest, strlen(digest) + 1);
	if (c->kind == NQ_WARC_RESOURCE) {
		media = c->media_type != NULL ? c->media_type :
		    "application/octet-stream";
	} else {
		nq_buf_reset(&m->http);
		put_headers(&m->http, c->headers, c->headers_len,
		    len == 0 && is_revisit(c) ? NULL : &len);
		if (m->http.over)
			abort();
		b.p[0] = m->http.p;
		b.len[0] = m->http.len;
	}
	if (is_revisit(c))
		b.len[1] = 0;
	begin(m, types[c->kind], id, c->date, media, &b);
	field(m, "WARC-Target-URI", c->url);
	field(m, "WARC-Payload-Digest", digest);
	if (is_revisit(c))
		revisit_fields(m, c);
	field(m, "WARC-Truncated", c->truncated);
	field(m, "WARC-Protocol", c->protocol);
	field(m, "WARC-Warcinfo-ID", info_id);
	field(m, "WARC-IP-Address", c->ip);
	put_record(m, &b, out);
}

static void
trim(struct nq_buf *b)
{
	if (b->cap > KEEP)
		nq_buf_release(b);
}

void
nq_warc_make(struct nq_warc_maker *m, const struct nq_warc_capture *c,
    const char *info_id, struct nq_warc_made *out)
{
	char id[NQ_WARC_ID];

	new_id(id);
	put_metadata(m, c, info_id, id, out);
	if (c->request_len > 0)
		put_request(m, c, info_id, id, out);
	put_main(m, c, info_id, id, out);
	trim(&m->record);
	/* It waits in the queue with what it needs and no more. */
	out->p = nq_realloc(out->p, out->len, 1);
	out->cap = out->len;
}
