/* Archived answers of every writer; codings undone only where they are. */
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/coding.h"
#include "extract/httpblock.h"
#include "tests/tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define H "HTTP/1.1 200 OK\r\n"
#define PAGE "<p>Tổng mức bán lẻ</p>"

enum { BARE = -15, ZLIB = 15, GZIP = 31 };

static struct nq_buf
deflated(const char *s, size_t len, int window)
{
	size_t room = compressBound(len) + 64;
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)s,
		.avail_in = (uInt)len };
	struct nq_buf b = NQ_BUF(room);
	char *out = nq_alloc(room, 1);

	if (deflateInit2(&z, 6, Z_DEFLATED, window, 8, 0) != Z_OK)
		tap_bail("no deflate");
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		tap_bail("no deflate");
	deflateEnd(&z);
	nq_buf_put(&b, out, room - z.avail_out);
	free(out);
	return b;
}

static struct nq_buf
joined(const char *head, const char *body, size_t len)
{
	struct nq_buf b = NQ_BUF(0);

	nq_buf_puts(&b, head);
	nq_buf_put(&b, body, len);
	return b;
}

/* The body that comes out of head and body, or "error: …". */
static char *
parsed(const char *head, const char *body, size_t len)
{
	struct nq_buf b = joined(head, body, len);
	struct nq_httpblock h;
	struct nq_err e = { 0 };
	/* A copy without a NUL behind it, for the address sanitizer. */
	char *exact = nq_alloc(b.len + 1, 1), *out;

	exact = nq_realloc(exact, b.len, 1);
	memcpy(exact, b.p, b.len);
	if (nq_httpblock_parse(exact, b.len, &h, &e) != 0)
		out = nq_asprintf("error %d: %s", (int)e.code, e.msg);
	else
		out = nq_asprintf("%d%s %s", h.status, h.cut ? " cut" : "",
		    h.body.p != NULL ? h.body.p : "");
	nq_httpblock_release(&h);
	nq_buf_release(&b);
	free(exact);
	return out;
}

static void
gives(const char *head, const char *body, const char *want)
{
	char *got = parsed(head, body, strlen(body)), *name = nq_strdup(want);

	for (char *p = name; *p != '\0'; p++)
		if (*p == '\r' || *p == '\n')
			*p = '|';
	if (!OK(strcmp(got, want) == 0, "%s", name))
		printf("# got: %s\n", got);
	free(got);
	free(name);
}

static void
fails(const char *head, const char *body, size_t len, const char *want)
{
	char *got = parsed(head, body, len);

	if (!OK(strncmp(got, "error", 5) == 0 && strstr(got, want) != NULL,
	    "error: %s", want))
		printf("# got: %.200s\n", got);
	free(got);
}

static void
heads(void)
{
	gives(H "A: b\r\n\r\n", PAGE, "200 " PAGE);
	gives("HTTP/1.0 404 Not Found\nA: b\n\n", "x", "404 x");
	gives("HTTP/1.1 200\r\n\r\n", "x", "200 x");
	gives("HTTP/2 200\r\nA: b\r\n\r\n", "x", "200 x");
	gives("HTTP/2.0 301 \r\n\r\n", "", "301 ");
	gives("http/1.1  200 OK\r\n\r\n", "x", "200 x");
	gives(H, "\r\nx", "200 x");
	gives(H, "<p>no headers</p>\n\nx", "200 <p>no headers</p>\n\nx");
	gives(H, "", "200 ");
	gives("HTTP/1.1 304 Not Modified\r\nA: b", "", "304 ");
	gives(H "A: b\r\nodd line\r\nB: c\r\n\r\n", "x", "200 x");
	gives("HTTP/1.1 100 Continue\r\n\r\n" H "\r\n", "x", "200 x");
	gives("HTTP/1.1 103 Early\r\nLink: a\r\n\r\n" H "\r\n", "x", "200 x");
	gives("HTTP/1.1 100 Continue\r\n\r\n", "x", "100 x");
	fails("", "", 0, "status line");
	fails("", "<html>", 6, "status line");
	fails("HTTP/1.1 2000 OK\r\n\r\n", "", 0, "status line");
	fails("HTTP/1.1 099 OK\r\n\r\n", "", 0, "status line");
	fails("HTTP/ 200 OK\r\n\r\n", "", 0, "status line");
	fails("HTTP/1.1 20", "", 0, "status line");
	fails(H, "A: \0b\r\n\r\n", 9, "NUL");
}

static void
long_heads(void)
{
	struct nq_buf b = NQ_BUF(0);

	nq_buf_puts(&b, H);
	while (b.len < NQ_MAX_HEADERS - 20)
		nq_buf_puts(&b, "A: 0123456789\r\n");
	nq_buf_puts(&b, "\r\n");
	gives(b.p, "x", "200 x");
	b.len -= 2;
	for (int i = 0; i < 3; i++)
		nq_buf_puts(&b, "A: 0123456789\r\n");
	fails(b.p, "\r\n", 2, "header block over");
	nq_buf_reset(&b);
	nq_buf_puts(&b, H "A: ");
	while (b.len < 2 * NQ_MAX_HEADERS)
		nq_buf_putc(&b, 'a');
	fails(b.p, "", 0, "header block over");
	nq_buf_release(&b);
}

#define CHUNKED H "Transfer-Encoding: chunked\r\n\r\n"

static void
chunks(void)
{
	gives(CHUNKED, "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\n",
	    "200 abc0123456789");
	gives(CHUNKED, "3\nabc\n0\n\n", "200 abc");
	gives(CHUNKED, "03 \r\nabc\r\n0\r\nDigest: z\r\n\r\n", "200 abc");
	gives(CHUNKED, "3\r\nabc\r\n0\r\n", "200 abc");
	gives(CHUNKED, "3\r\nabc\r\n0\r\n\r\n\r\n", "200 abc");
	gives(CHUNKED, "0\r\n\r\n", "200 ");
	gives(CHUNKED, "", "200 ");
	gives(H "transfer-encoding:gzip, Chunked\r\n\r\n",
	    "1\r\na\r\n0\r\n\r\n", "200 a");
	/* The archive undid it and left the header. */
	gives(CHUNKED, PAGE, "200 " PAGE);
	gives(CHUNKED, "2024\r\n1;2;3\r\n", "200 2024\r\n1;2;3\r\n");
	gives(CHUNKED, "face value\r\n", "200 face value\r\n");
	gives(CHUNKED, "123456789\r\nx\r\n0\r\n\r\n",
	    "200 123456789\r\nx\r\n0\r\n\r\n");
	/* Common Crawl's renamed header does not count. */
	gives(H "X-Crawler-Transfer-Encoding: chunked\r\n\r\n",
	    "1\r\na\r\n0\r\n\r\n", "200 1\r\na\r\n0\r\n\r\n");
	fails(CHUNKED, "3\r\nabc\r\n8\r\nabc", 13, "cut short at byte 11");
	fails(CHUNKED, "3\r\nabc\r\n", 8, "cut short");
	fails(CHUNKED, "3\r\nabc\r\nxyz\r\n", 13, "damaged");
	fails(CHUNKED, "3\r\nabc\r\n0\r\n\r\n<p>more</p>", 24, "damaged");
}

/* gzip and deflate, and what only says so. */
static void
codings(void)
{
	struct nq_buf z = deflated(PAGE, strlen(PAGE), GZIP), two, body;
	char *got;

	got = parsed(H "Content-Encoding: gzip\r\n\r\n", z.p, z.len);
	STR(got, "200 " PAGE);
	free(got);
	body = NQ_BUF(0);
	nq_buf_printf(&body, "%zx\r\n", z.len);
	nq_buf_put(&body, z.p, z.len);
	nq_buf_puts(&body, "\r\n0\r\n\r\n");
	got = parsed(H "Transfer-Encoding: chunked\r\nContent-Encoding: "
	    "x-gzip\r\nContent-Length: 9999\r\n\r\n", body.p, body.len);
	STR(got, "200 " PAGE);
	free(got);
	nq_buf_release(&body);
	two = deflated(PAGE, strlen(PAGE), GZIP);
	nq_buf_release(&body);
	body = NQ_BUF(0);
	nq_buf_put(&body, z.p, z.len);
	nq_buf_put(&body, two.p, two.len);
	nq_buf_puts(&body, "behind");
	got = parsed(H "Content-Encoding: GZIP\r\n\r\n", body.p, body.len);
	STR(got, "200 " PAGE PAGE);
	free(got);
	fails(H "Content-Encoding: gzip\r\n\r\n", z.p, z.len - 4,
	    "cut short");
	fails(H "Content-Encoding: gzip\r\n\r\n", z.p, 12, "cut short");
	z.p[z.len - 6] ^= 1;
	fails(H "Content-Encoding: gzip\r\n\r\n", z.p, z.len, "damaged");
	nq_buf_release(&z);
	nq_buf_release(&two);
	nq_buf_release(&body);
	gives(H "Content-Encoding: gzip\r\n\r\n", PAGE, "200 " PAGE);
	gives(H "Content-Encoding: gzip\r\n\r\n", "", "200 ");
	gives(H "Content-Encoding: identity\r\n\r\n", "x", "200 x");
	gives(H "Content-Encoding:\r\n\r\n", "x", "200 x");
	fails(H "Content-Encoding: br\r\n\r\n", "x", 1,
	    "content coding br cannot be undone");
	fails(H "Content-Encoding: zstd\r\n\r\n", "x", 1, "coding zstd");
	fails(H "Content-Encoding: gzip, br\r\n\r\n", "x", 1, "gzip, br");
	gives(H "X-Archive-Orig-Content-Encoding: br\r\n"
	    "X-Crawler-Content-Encoding: gzip\r\n\r\n", "x", "200 x");
}

static void
deflate_coding(void)
{
	struct nq_buf z = deflated(PAGE, strlen(PAGE), ZLIB);
	struct nq_buf b = deflated(PAGE, strlen(PAGE), BARE);
	const char *head = H "Content-Encoding: deflate\r\n\r\n";
	char *got = parsed(head, z.p, z.len);

	STR(got, "200 " PAGE);
	free(got);
	got = parsed(head, b.p, b.len);
	STR(got, "200 " PAGE);
	free(got);
	fails(head, z.p, z.len - 1, "cut short");
	z.p[z.len - 1] ^= 1;
	fails(head, z.p, z.len, "damaged");
	gives(head, PAGE, "200 " PAGE);
	gives(head, "x", "200 x");
	nq_buf_release(&z);
	nq_buf_release(&b);
}

static void
limits(void)
{
	static const int windows[] = { GZIP, ZLIB, BARE };
	size_t len = NQ_MAX_BODY + 1;
	char *zeros = nq_alloc(len, 1), *got;
	struct nq_buf z;

	for (size_t i = 0; i < 3; i++) {
		z = deflated(zeros, len, windows[i]);
		fails(i == 0 ? H "Content-Encoding: gzip\r\n\r\n" :
		    H "Content-Encoding: deflate\r\n\r\n", z.p, z.len,
		    "over 33554432 bytes when decoded");
		nq_buf_release(&z);
	}
	z = deflated(zeros, len - 1, GZIP);
	got = parsed(H "Content-Encoding: gzip\r\n\r\n", z.p, z.len);
	STR(got, "200 ");
	free(got);
	nq_buf_release(&z);
	fails(H "\r\n", zeros, len, "more than");
	free(zeros);
}

static void
cut(void)
{
	gives(H "Content-Length: 5\r\n\r\n", "abcd", "200 cut abcd");
	gives(H "Content-Length: 4\r\n\r\n", "abcd", "200 abcd");
	gives(H "Content-Length: 3\r\n\r\n", "abcd", "200 abcd");
	gives(H "Content-Length: 99\r\nContent-Encoding: gzip\r\n\r\n",
	    "abcd", "200 abcd");
	gives(H "Content-Length: 99999999999999999999\r\n\r\n", "abcd",
	    "200 abcd");
	gives(H "X-Crawler-Content-Length: 99\r\nContent-Length: 4\r\n\r\n",
	    "abcd", "200 abcd");
}

static void
values(void)
{
	struct nq_buf b = NQ_BUF(0);
	char *v;

	nq_buf_puts(&b, H "ETag : \t\"a\" \r\nX-E: 1\r\nX: one\r\n  two\r\n"
	    "Y: Z: q\r\nx: \r\nEmpty:\r\n\r\n");
	STR(v = nq_header_value(&b, "etag"), "\"a\"");
	free(v);
	STR(v = nq_header_value(&b, "Y"), "Z: q");
	free(v);
	STR(v = nq_header_value(&b, "X"), "");
	free(v);
	STR(v = nq_header_value(&b, "EMPTY"), "");
	free(v);
	OK(nq_header_value(&b, "Z") == NULL, "no such header");
	OK(nq_header_value(&b, "") == NULL, "no header without a name");
	OK(nq_header_value(&b, "HTTP/1.1 200 OK") == NULL, "not a header");
	nq_buf_reset(&b);
	nq_buf_puts(&b, H "X: one\n two\n\tthree\nY: 1");
	STR(v = nq_header_value(&b, "x"), "one two three");
	free(v);
	STR(v = nq_header_value(&b, "y"), "1");
	free(v);
	nq_buf_release(&b);
}

/* Every prefix of a whole answer, and every single byte of it changed. */
static void
damage(void)
{
	const char all[] = "HTTP/1.1 100 C\r\n\r\n" H "A: b\r\n c\r\n"
	    "Transfer-Encoding: chunked\r\nContent-Encoding: deflate\r\n"
	    "\r\n3\r\nabc\r\n0\r\nT: t\r\n\r\n";
	size_t n = sizeof(all) - 1;

	for (size_t i = 0; i < n; i++)
		free(parsed("", all, i));
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 256; c += 5) {
			char copy[sizeof(all)];

			memcpy(copy, all, sizeof(all));
			copy[i] = (char)c;
			free(parsed("", copy, n));
		}
	OK(1, "no damage does harm");
}

int
main(void)
{
	heads();
	long_heads();
	chunks();
	codings();
	deflate_coding();
	limits();
	cut();
	values();
	damage();
	return tap_done();
}
