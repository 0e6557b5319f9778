#include "extract/httpblock.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/coding.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	/* Bytes of the line that tells a chunk's size; extensions are rare
	 * and short. */
	MAX_CHUNK_LINE = 256
};

/* Bytes of the line at p with its end, which the last line may lack. */
static size_t
line_len(const char *p, size_t len)
{
	const char *nl = memchr(p, '\n', len);

	return nl != NULL ? (size_t)(nl - p) + 1 : len;
}

/* The same without its end. */
static size_t
bare_len(const char *p, size_t n)
{
	if (n > 0 && p[n - 1] == '\n')
		n--;
	if (n > 0 && p[n - 1] == '\r')
		n--;
	return n;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK", "HTTP/2 200", "HTTP/1.0 404": the number, or 0. */
static int
status_of(const char *p, size_t len)
{
	size_t n = bare_len(p, line_len(p, len)), i = 5;

	if (n < 10 || strncasecmp(p, "HTTP/", 5) != 0)
		return 0;
	while (i < n && (is_digit(p[i]) || p[i] == '.'))
		i++;
	if (i == 5 || i == n || p[i] != ' ')
		return 0;
	while (i < n && p[i] == ' ')
		i++;
	if (n - i < 3 || p[i] < '1' || p[i] > '5' || !is_digit(p[i + 1]) ||
	    !is_digit(p[i + 2]) || (n - i > 3 && p[i + 3] != ' '))
		return 0;
	return (p[i] - '0') * 100 + (p[i + 1] - '0') * 10 + p[i + 2] - '0';
}

/* The characters of a field name (RFC 9110, section 5.6.2). */
static bool
is_token(char c)
{
	return isalnum((unsigned char)c) ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool
nq_header_is_field(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && is_token(p[i]))
		i++;
	if (i == 0)
		return false;
	while (i < n && (p[i] == ' ' || p[i] == '\t'))
		i++;
	return i < n && p[i] == ':';
}

/*
 * Bytes of the status line and the headers, their empty line included. Odd
 * lines among headers are left alone; one right behind the status line means
 * that there are no headers.
 */
static int
head_len(const char *p, size_t len, size_t *out, struct nq_err *e)
{
	size_t at = line_len(p, len);
	bool first = true;

	for (; at < len && at <= NQ_MAX_HEADERS; first = false) {
		size_t n = line_len(p + at, len - at);
		size_t bare = bare_len(p + at, n);

		if (first && bare > 0 && !nq_header_is_field(p + at, bare))
			break;
		at += n;
		if (bare == 0)
			break;
	}
	if (at > NQ_MAX_HEADERS)
		return nq_fail(e, NQ_ELIMIT, "a header block over %d bytes",
		    NQ_MAX_HEADERS);
	if (memchr(p, '\0', at) != NULL)
		return nq_fail(e, NQ_EPARSE, "a NUL byte among the headers");
	*out = at;
	return 0;
}

static void
put_value(struct nq_buf *b, const char *p, size_t n)
{
	size_t from = 0;

	while (from < n && (p[from] == ' ' || p[from] == '\t'))
		from++;
	while (n > from && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	if (b->len > 0)
		nq_buf_putc(b, ' ');
	nq_buf_put(b, p + from, n - from);
}

char *
nq_header_value(const struct nq_buf *headers, const char *name)
{
	struct nq_buf value = NQ_BUF(2 * NQ_MAX_HEADERS);
	bool mine = false, found = false;
	size_t k = strlen(name), n;
	char *out = NULL;

	for (size_t at = 0; at < headers->len; at += n) {
		const char *p = headers->p + at, *colon;
		size_t bare;

		n = line_len(p, headers->len - at);
		bare = bare_len(p, n);
		if (bare == 0 || at == 0)
			continue;
		if (p[0] == ' ' || p[0] == '\t') {
			if (mine)
				put_value(&value, p, bare);
			continue;
		}
		colon = memchr(p, ':', bare);
		mine = bare > k && strncasecmp(p, name, k) == 0 &&
		    colon != NULL && strspn(p + k, " \t") ==
		    (size_t)(colon - p) - k;
		if (!mine)
			continue;
		found = true;
		nq_buf_reset(&value);
		put_value(&value, colon + 1, bare - (size_t)(colon + 1 - p));
	}
	if (found)
		out = nq_buf_steal(&value);
	nq_buf_release(&value);
	return out;
}

/* The size that the line at p tells and the bytes of that line, or 0. */
static size_t
chunk_line(const char *p, size_t len, uint64_t *size)
{
	size_t n = line_len(p, len), bare = bare_len(p, n), i = 0;

	*size = 0;
	while (i < bare && i < 8 && isxdigit((unsigned char)p[i])) {
		int c = tolower((unsigned char)p[i++]);

		*size = *size * 16 + (uint64_t)(c <= '9' ? c - '0' :
		    c - 'a' + 10);
	}
	if (i == 0 || n > MAX_CHUNK_LINE || bare == n)
		return 0;
	while (i < bare && p[i] == ' ')
		i++;
	return i == bare || p[i] == ';' ? n : 0;
}

/* Behind the last chunk: trailers, an empty line, nothing else. Writers
 * that leave the empty line out, or add one, cost no byte of the payload. */
static bool
is_end(const char *p, size_t len)
{
	bool over = false;

	for (size_t at = 0, n; at < len; at += n) {
		size_t bare;

		n = line_len(p + at, len - at);
		bare = bare_len(p + at, n);
		if (bare > 0 && (over ||
		    !nq_header_is_field(p + at, bare)))
			return false;
		over |= bare == 0;
	}
	return true;
}

/*
 * 1: the chunks are appended to out; 0: the body is not in chunks; -1: it is
 * but breaks off, or out is full.
 */
static int
unchunk(const char *p, size_t len, struct nq_buf *out, struct nq_err *e)
{
	size_t chunks = 0, at = 0;
	uint64_t size;

	for (;;) {
		size_t n = chunk_line(p + at, len - at, &size);

		if (n == 0)
			break;
		at += n;
		if (size == 0) {
			if (is_end(p + at, len - at))
				return 1;
			break;
		}
		if (size >= len - at)
			break;
		n = line_len(p + at + size, len - at - (size_t)size);
		if (n > 2 || bare_len(p + at + size, n) != 0 ||
		    p[at + size + n - 1] != '\n')
			break;
		if (nq_buf_add(out, p + at, (size_t)size, e) != 0)
			return -1;
		at += (size_t)size + n;
		chunks++;
	}
	if (chunks == 0)
		return 0;
	return nq_fail(e, NQ_EPARSE, "the chunked body is damaged or cut "
	    "short at byte %zu", at);
}

static bool
has_word(const char *list, const char *word)
{
	size_t k = strlen(word);

	while (*list != '\0') {
		size_t n = strcspn(list, ", \t;");

		if (n == k && strncasecmp(list, word, k) == 0)
			return true;
		list += n;
		list += strspn(list, ", \t;");
	}
	return false;
}

/* The body as it stands, its transfer coding undone. */
static int
take_body(const char *p, size_t len, struct nq_httpblock *out,
    struct nq_err *e)
{
	char *coding = nq_header_value(&out->headers, "Transfer-Encoding");
	int rc = 0;

	if (coding != NULL && has_word(coding, "chunked"))
		rc = unchunk(p, len, &out->body, e);
	if (rc == 0)
		rc = nq_buf_add(&out->body, p, len, e);
	free(coding);
	return rc < 0 ? -1 : 0;
}

/* 1: decoded into plain; 0: the body is not coded so; -1. */
static int
decode(const char *coding, const struct nq_buf *body, struct nq_buf *plain,
    struct nq_err *e)
{
	struct nq_err why = { 0 };

	if (strcasecmp(coding, "gzip") == 0 ||
	    strcasecmp(coding, "x-gzip") == 0) {
		if (!nq_coding_is_gzip(body->p, body->len))
			return 0;
		return nq_coding_gunzip(body->p, body->len, plain, e) == 0 ?
		    1 : -1;
	}
	if (strcasecmp(coding, "deflate") != 0)
		return nq_fail(e, NQ_EPARSE, "content coding %.40s cannot be "
		    "undone", coding);
	if (nq_coding_inflate(body->p, body->len, plain, &why) == 0)
		return 1;
	if (why.code != NQ_ELIMIT && !nq_coding_is_zlib(body->p, body->len))
		return 0;
	return nq_fail(e, why.code, "%s", why.msg);
}

static int
undo_coding(struct nq_httpblock *out, struct nq_err *e)
{
	char *coding = nq_header_value(&out->headers, "Content-Encoding");
	struct nq_buf plain = NQ_BUF(NQ_MAX_BODY);
	int rc = 0;

	if (coding != NULL && coding[0] != '\0' && out->body.len > 0 &&
	    strcasecmp(coding, "identity") != 0)
		rc = decode(coding, &out->body, &plain, e);
	if (rc == 1) {
		nq_buf_release(&out->body);
		out->body = plain;
		plain = NQ_BUF(0);
	}
	nq_buf_release(&plain);
	free(coding);
	return rc < 0 ? -1 : 0;
}

/*
 * Does Content-Length promise more? Asked of a body without codings only:
 * where one was undone by whoever wrote the archive, the length is that of
 * other bytes.
 */
static bool
is_cut(const struct nq_httpblock *b)
{
	static const char *const codings[] = { "Transfer-Encoding",
	    "Content-Encoding" };
	char *v = nq_header_value(&b->headers, "Content-Length");
	bool cut = v != NULL && v[0] != '\0' &&
	    strspn(v, "0123456789") == strlen(v) && strlen(v) <= 18 &&
	    strtoumax(v, NULL, 10) > b->body.len;

	free(v);
	for (size_t i = 0; cut && i < 2; i++) {
		v = nq_header_value(&b->headers, codings[i]);
		cut = v == NULL || v[0] == '\0' ||
		    strcasecmp(v, "identity") == 0;
		free(v);
	}
	return cut;
}

int
nq_httpblock_parse(const char *p, size_t len, struct nq_httpblock *out,
    struct nq_err *e)
{
	size_t head = 0;

	*out = (struct nq_httpblock){ .headers = NQ_BUF(NQ_MAX_HEADERS),
		.body = NQ_BUF(NQ_MAX_BODY) };
	for (;;) {
		out->status = status_of(p, len);
		if (out->status == 0)
			return nq_fail(e, NQ_EPARSE, "the block does not begin "
			    "with an HTTP status line");
		if (head_len(p, len, &head, e) != 0)
			return -1;
		if (out->status >= 200 || status_of(p + head, len - head) == 0)
			break;
		p += head;
		len -= head;
	}
	if (nq_buf_add(&out->headers, p, head, e) != 0 ||
	    take_body(p + head, len - head, out, e) != 0)
		return -1;
	out->cut = is_cut(out);
	return undo_coding(out, e);
}

void
nq_httpblock_release(struct nq_httpblock *b)
{
	nq_buf_release(&b->headers);
	nq_buf_release(&b->body);
	*b = (struct nq_httpblock){ 0 };
}
