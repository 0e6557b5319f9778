#include "core/warc.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>
#include <zlib.h>

enum {
	UUID_TEXT = 48,		/* "<urn:uuid:" 36 ">" NUL */
	DIGEST_TEXT = 40	/* "sha1:" 32 NUL */
};

struct nq_warc_writer {
	struct nq_file out;
	z_stream z;
	uint64_t size;
	size_t captures;
	char info[UUID_TEXT];	/* Record-ID of the warcinfo record */
	struct nq_buf head;	/* reused for each record */
};

/* RFC 4122, section 4.4. */
static void
new_id(char out[UUID_TEXT])
{
	unsigned char u[16];

	if (getrandom(u, sizeof(u), 0) != (ssize_t)sizeof(u))
		abort();
	u[6] = (unsigned char)((u[6] & 0x0f) | 0x40);
	u[8] = (unsigned char)((u[8] & 0x3f) | 0x80);
	snprintf(out, UUID_TEXT, "<urn:uuid:%02x%02x%02x%02x-%02x%02x-"
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
sha1_base32(const struct nq_buf *parts, size_t count, char out[DIGEST_TEXT])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char md[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned len = 0;
	char *p = out;

	if (c == NULL || EVP_DigestInit_ex(c, EVP_sha1(), NULL) != 1)
		abort();
	for (size_t i = 0; i < count; i++)
		if (parts[i].len > 0 &&
		    EVP_DigestUpdate(c, parts[i].p, parts[i].len) != 1)
			abort();
	if (EVP_DigestFinal_ex(c, md, &len) != 1 || len != 20)
		abort();
	EVP_MD_CTX_free(c);
	memcpy(p, "sha1:", 5);
	p += 5;
	for (unsigned bit = 0; bit < 160; bit += 5) {
		unsigned two = (unsigned)md[bit / 8] << 8;

		if (bit / 8 + 1 < 20)
			two |= md[bit / 8 + 1];
		*p++ = digits[two >> (11 - bit % 8) & 31];
	}
	*p = '\0';
}

static int
put_deflated(struct nq_warc_writer *w, const void *p, size_t n, int flush,
    struct nq_err *e)
{
	unsigned char out[32768];
	int rc;

	w->z.next_in = (z_const Bytef *)(uintptr_t)p;
	w->z.avail_in = (uInt)n;
	do {
		size_t got;

		w->z.next_out = out;
		w->z.avail_out = sizeof(out);
		rc = deflate(&w->z, flush);
		got = sizeof(out) - w->z.avail_out;
		if (rc == Z_STREAM_ERROR)
			return nq_fail(e, NQ_EIO, "zlib: deflate failed");
		if (fwrite(out, 1, got, w->out.f) != got) {
			nq_fail(e, NQ_EIO, "cannot write: %s",
			    strerror(errno));
			return nq_err_at(e, "%s", w->out.path);
		}
		w->size += got;
	} while (w->z.avail_out == 0);
	return 0;
}

/* One record as one gzip member: head, then the block in two parts. */
static int
put_record(struct nq_warc_writer *w, const struct nq_buf *block,
    struct nq_err *e)
{
	if (w->head.over)
		return nq_fail(e, NQ_ELIMIT, "WARC header over %zu bytes",
		    w->head.max);
	if (deflateReset(&w->z) != Z_OK)
		return nq_fail(e, NQ_EIO, "zlib: deflateReset failed");
	if (put_deflated(w, w->head.p, w->head.len, Z_NO_FLUSH, e) != 0)
		return -1;
	for (int i = 0; i < 2; i++)
		if (block[i].len > 0 && put_deflated(w, block[i].p,
		    block[i].len, Z_NO_FLUSH, e) != 0)
			return -1;
	return put_deflated(w, "\r\n\r\n", 4, Z_FINISH, e);
}

static void
head_begin(struct nq_warc_writer *w, const char *type, const char *id,
    const char *date, const char *media, const struct nq_buf *block)
{
	char digest[DIGEST_TEXT];

	sha1_base32(block, 2, digest);
	nq_buf_reset(&w->head);
	nq_buf_printf(&w->head, "WARC/1.1\r\nWARC-Type: %s\r\n"
	    "WARC-Record-ID: %s\r\nWARC-Date: %s\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\nWARC-Block-Digest: %s\r\n", type, id,
	    date, media, block[0].len + block[1].len, digest);
}

static void
head_field(struct nq_warc_writer *w, const char *name, const char *value)
{
	nq_buf_printf(&w->head, "%s: %s\r\n", name, value);
}

static int
put_info(struct nq_warc_writer *w, const char *date, struct nq_err *e)
{
	struct nq_buf block[2] = { NQ_BUF(4096), NQ_BUF(1) };
	const char *slash = strrchr(w->out.path, '/');
	int rc;

	nq_buf_printf(&block[0], "software: nqtrack/%s\r\n"
	    "format: WARC File Format 1.1\r\n"
	    "conformsTo: http://iipc.github.io/warc-specifications/"
	    "specifications/warc-format/warc-1.1/\r\n", NQ_VERSION);
	new_id(w->info);
	head_begin(w, "warcinfo", w->info, date, "application/warc-fields",
	    block);
	head_field(w, "WARC-Filename", slash != NULL ? slash + 1 :
	    w->out.path);
	nq_buf_puts(&w->head, "\r\n");
	rc = put_record(w, block, e);
	nq_buf_release(&block[0]);
	return rc;
}

static int
refuse_existing(const char *path, struct nq_err *e)
{
	if (access(path, F_OK) != 0)
		return 0;
	nq_fail(e, NQ_EIO, "exists already, and an archive is never "
	    "overwritten");
	return nq_err_at(e, "%s", path);
}

struct nq_warc_writer *
nq_warc_create(const char *path, const char *date, struct nq_err *e)
{
	struct nq_warc_writer *w;

	if (refuse_existing(path, e) != 0)
		return NULL;
	w = nq_alloc(1, sizeof(*w));
	w->head.max = NQ_MAX_HEADERS;
	if (deflateInit2(&w->z, 6, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	if (nq_file_create(&w->out, path, e) != 0 ||
	    put_info(w, date, e) != 0) {
		nq_warc_discard(w);
		return NULL;
	}
	return w;
}

/* Foreign bytes must not be able to begin a field or a record. */
static int
check_text(const char *name, const char *s, bool uri, struct nq_err *e)
{
	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f || (uri && c == ' '))
			return nq_fail(e, NQ_EPARSE, "%s: byte 0x%02x cannot "
			    "stand in a WARC header", name, c);
	}
	return 0;
}

static bool
is_field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	while (len > n && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	return len == n && strncasecmp(line, name, n) == 0;
}

/*
 * The header block for the archive. The body is kept decoded, so the fields
 * that speak of codings are renamed as the Internet Archive renames them,
 * and the length is the one of the bytes that follow.
 */
static void
put_headers(struct nq_buf *b, const char *p, size_t len, size_t body_len)
{
	const char *end = p + len;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = nl != NULL ? (size_t)(nl - p) : (size_t)(end - p);
		size_t raw = n;
		const char *colon;

		if (n > 0 && p[n - 1] == '\r')
			n--;
		if (n == 0)
			break;
		colon = memchr(p, ':', n);
		if (colon != NULL &&
		    (is_field(p, (size_t)(colon - p), "Content-Encoding") ||
		    is_field(p, (size_t)(colon - p), "Transfer-Encoding") ||
		    is_field(p, (size_t)(colon - p), "Content-Length")))
			nq_buf_puts(b, "X-Archive-Orig-");
		nq_buf_put(b, p, n);
		nq_buf_puts(b, "\r\n");
		p += raw + (nl != NULL);
	}
	nq_buf_printf(b, "Content-Length: %zu\r\n\r\n", body_len);
}

static int
put_metadata(struct nq_warc_writer *w, const struct nq_warc_capture *c,
    const char *response, struct nq_err *e)
{
	struct nq_buf block[2] = { NQ_BUF(NQ_MAX_HEADERS), NQ_BUF(1) };
	char id[UUID_TEXT];
	int rc = -1;

	for (const struct nq_warc_field *f = c->metadata;
	    f != NULL && f->name != NULL; f++) {
		if (f->value == NULL)
			continue;
		if (check_text(f->name, f->value, false, e) != 0)
			goto out;
		nq_buf_printf(&block[0], "%s: %s\r\n", f->name, f->value);
	}
	if (block[0].over) {
		nq_fail(e, NQ_ELIMIT, "metadata over %zu bytes",
		    block[0].max);
		goto out;
	}
	new_id(id);
	head_begin(w, "metadata", id, c->date, "application/warc-fields",
	    block);
	head_field(w, "WARC-Target-URI", c->url);
	head_field(w, "WARC-Refers-To", response);
	head_field(w, "WARC-Warcinfo-ID", w->info);
	nq_buf_puts(&w->head, "\r\n");
	rc = put_record(w, block, e);
out:
	nq_buf_release(&block[0]);
	return rc;
}

static int
put_request(struct nq_warc_writer *w, const struct nq_warc_capture *c,
    const char *response, struct nq_err *e)
{
	/* Borrowed bytes in the shape of a buffer; never added to. */
	struct nq_buf block[2] = {
		{ .p = (char *)(uintptr_t)c->request, .len = c->request_len },
		{ .p = NULL },
	};
	char id[UUID_TEXT];

	new_id(id);
	head_begin(w, "request", id, c->date,
	    "application/http;msgtype=request", block);
	head_field(w, "WARC-Target-URI", c->url);
	head_field(w, "WARC-Concurrent-To", response);
	head_field(w, "WARC-Warcinfo-ID", w->info);
	nq_buf_puts(&w->head, "\r\n");
	return put_record(w, block, e);
}

static int
put_response(struct nq_warc_writer *w, const struct nq_warc_capture *c,
    const char *id, struct nq_err *e)
{
	struct nq_buf block[2] = { NQ_BUF(2 * NQ_MAX_HEADERS + 64),
		{ .p = (char *)(uintptr_t)c->body, .len = c->body_len } };
	char digest[DIGEST_TEXT];
	int rc = -1;

	put_headers(&block[0], c->headers, c->headers_len, c->body_len);
	if (block[0].over) {
		nq_fail(e, NQ_ELIMIT, "HTTP header block over %zu bytes",
		    block[0].max);
		goto out;
	}
	sha1_base32(&block[1], 1, digest);
	head_begin(w, "response", id, c->date,
	    "application/http;msgtype=response", block);
	head_field(w, "WARC-Target-URI", c->url);
	head_field(w, "WARC-Payload-Digest", digest);
	head_field(w, "WARC-Warcinfo-ID", w->info);
	if (c->ip != NULL)
		head_field(w, "WARC-IP-Address", c->ip);
	nq_buf_puts(&w->head, "\r\n");
	rc = put_record(w, block, e);
out:
	nq_buf_release(&block[0]);
	return rc;
}

int
nq_warc_write(struct nq_warc_writer *w, const struct nq_warc_capture *c,
    struct nq_err *e)
{
	char response[UUID_TEXT];

	if (c->body_len > NQ_MAX_BODY || c->headers_len > NQ_MAX_HEADERS ||
	    c->request_len > NQ_MAX_HEADERS)
		return nq_fail(e, NQ_ELIMIT, "a capture holds at most %d bytes "
		    "of body and %d of headers", NQ_MAX_BODY, NQ_MAX_HEADERS);
	if (check_text("WARC-Target-URI", c->url, true, e) != 0 ||
	    check_text("WARC-Date", c->date, true, e) != 0 ||
	    check_text("WARC-IP-Address", c->ip, true, e) != 0)
		return -1;
	new_id(response);
	if (put_metadata(w, c, response, e) != 0 ||
	    put_request(w, c, response, e) != 0 ||
	    put_response(w, c, response, e) != 0)
		return -1;
	w->captures++;
	return 0;
}

uint64_t
nq_warc_size(const struct nq_warc_writer *w)
{
	return w->size;
}

static void
writer_free(struct nq_warc_writer *w)
{
	deflateEnd(&w->z);
	nq_buf_release(&w->head);
	free(w);
}

int
nq_warc_close(struct nq_warc_writer *w, struct nq_err *e)
{
	int rc = 0;

	if (w->captures == 0) {
		nq_warc_discard(w);
		return 0;
	}
	if (refuse_existing(w->out.path, e) != 0) {
		nq_warc_discard(w);
		return -1;
	}
	rc = nq_file_publish(&w->out, e);
	writer_free(w);
	return rc;
}

void
nq_warc_discard(struct nq_warc_writer *w)
{
	if (w == NULL)
		return;
	nq_file_discard(&w->out);
	writer_free(w);
}
