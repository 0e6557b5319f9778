/* The archive: what is written comes back, and damage is told by offset. */
#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/warc.h"
#include "tests/tap.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static char dir[] = "/tmp/nq-warc-XXXXXX";

static char *
in_dir(const char *name)
{
	return nq_path_join(dir, name);
}

static void
remove_dir(void)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };

	nq_dir_list(dir, "", &names, &e);
	for (size_t i = 0; i < names.n; i++) {
		char *path = in_dir(names.v[i]);

		unlink(path);
		free(path);
	}
	nq_names_release(&names);
	rmdir(dir);
}

static void
write_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* Appends text as one gzip member. */
static void
add_member(struct nq_buf *out, const char *text, size_t len)
{
	unsigned char chunk[4096];
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)text,
		.avail_in = (uInt)len };
	int rc;

	deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	do {
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		rc = deflate(&z, Z_FINISH);
		nq_buf_put(out, chunk, sizeof(chunk) - z.avail_out);
	} while (rc == Z_OK);
	deflateEnd(&z);
}

static const struct nq_warc_field about[] = {
	{ "source", "yenbai-portal" },
	{ "release", "yenbai-portal:Tin/7" }, { "kind", "release" },
	{ NULL, NULL },
};

static struct nq_warc_capture
capture(const char *body)
{
	static const char headers[] = "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html\r\nContent-Encoding : gzip\r\n"
	    "transfer-encoding: chunked\r\n\r\n";
	static const char request[] = "GET /x HTTP/1.1\r\nHost: a.vn\r\n\r\n";

	return (struct nq_warc_capture){ .url = "http://a.vn/x",
		.date = "2026-11-22T18:00:07Z", .ip = "113.160.1.1",
		.request = request, .request_len = sizeof(request) - 1,
		.headers = headers, .headers_len = sizeof(headers) - 1,
		.body = body, .body_len = strlen(body), .metadata = about };
}

/* Writes n captures; the caller frees the path. */
static char *
archive(const char *name, int n)
{
	char *path = in_dir(name);
	struct nq_err e = { 0 };
	struct nq_warc_writer *w;
	struct nq_warc_capture c = capture("<p>S\xe1\xba\xa3n xu\xe1\xba\xa5t"
	    "</p>");

	w = nq_warc_create(path, c.date, &e);
	for (int i = 0; w != NULL && i < n; i++)
		nq_warc_write(w, &c, &e);
	if (w == NULL || nq_warc_close(w, &e) != 0 || e.code != NQ_OK)
		printf("# %s: %s\n", e.where, e.msg);
	return path;
}

static void
round_trip(void)
{
	static const char *const types[] = { "warcinfo", "metadata",
		"request", "response" };
	char *path = archive("trip.warc.gz", 1), *refers = NULL;
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	uint64_t last = 0;

	for (int i = 0; i < 4; i++) {
		OK(nq_warc_next(r, &rec, &e) == 1 &&
		    strcmp(rec.type, types[i]) == 0, "record %d is a %s", i,
		    types[i]);
		OK(i == 0 ? rec.offset == 0 : rec.offset > last,
		    "its offset grows");
		last = rec.offset;
		if (i == 1) {
			OK(strcmp(rec.block, "source: yenbai-portal\r\n"
			    "release: yenbai-portal:Tin/7\r\n"
			    "kind: release\r\n") == 0, "its fields");
			refers = nq_strdup(nq_warc_field(r, "warc-refers-to"));
		}
		if (i == 2)
			STR(nq_warc_field(r, "WARC-Concurrent-To"), refers);
	}
	STR(rec.url, "http://a.vn/x");
	STR(rec.date, "2026-11-22T18:00:07Z");
	STR(nq_warc_field(r, "WARC-Record-ID"), refers);
	STR(nq_warc_field(r, "WARC-IP-Address"), "113.160.1.1");
	OK(strcmp(rec.block, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	    "X-Archive-Orig-Content-Encoding : gzip\r\n"
	    "X-Archive-Orig-transfer-encoding: chunked\r\n"
	    "Content-Length: 19\r\n\r\n"
	    "<p>S\xe1\xba\xa3n xu\xe1\xba\xa5t</p>") == 0,
	    "codings are renamed, the length is that of the payload");
	OK(nq_warc_next(r, &rec, &e) == 0 && e.code == NQ_OK, "then the end");
	OK(nq_warc_next(r, &rec, &e) == 0, "and the end again");
	free(refers);
	nq_warc_reader_free(r);
	free(path);
}

/* The SHA-1 of "abc" is the first vector of FIPS 180. */
static void
digests(void)
{
	char *path = in_dir("digest.warc.gz");
	struct nq_err e = { 0 };
	struct nq_warc_capture c = capture("abc");
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);
	struct nq_warc_reader *r;
	struct nq_warc_record rec;

	nq_warc_write(w, &c, &e);
	nq_warc_close(w, &e);
	r = nq_warc_open(path, &e);
	for (int i = 0; i < 4; i++)
		nq_warc_next(r, &rec, &e);
	STR(nq_warc_field(r, "WARC-Payload-Digest"),
	    "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
	nq_warc_reader_free(r);
	free(path);
}

/* Any slice from an offset on is an archive of its own. */
static void
offsets(void)
{
	char *path = archive("offsets.warc.gz", 3), *cut = in_dir("slice");
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec, one;
	int good = 0;

	nq_buf_read_file(&all, path, &e);
	while (nq_warc_next(r, &rec, &e) == 1) {
		struct nq_warc_reader *s;

		write_file(cut, all.p + rec.offset, all.len - rec.offset);
		s = nq_warc_open(cut, &e);
		good += nq_warc_next(s, &one, &e) == 1 &&
		    one.block_len == rec.block_len && one.offset == 0 &&
		    memcmp(one.block, rec.block, one.block_len) == 0;
		nq_warc_reader_free(s);
	}
	OK(good == 10, "each of 10 records can be read from its offset");
	nq_warc_reader_free(r);
	nq_buf_release(&all);
	free(path);
	free(cut);
}

/* Records read before the first error; the error stays in e. */
static int
count_records(const char *path, struct nq_err *e, uint64_t *offset)
{
	struct nq_warc_reader *r = nq_warc_open(path, e);
	struct nq_warc_record rec;
	int n = 0, rc;

	while ((rc = nq_warc_next(r, &rec, e)) == 1)
		n++;
	*offset = rec.offset;
	if (rc < 0) {
		struct nq_err again = { 0 };

		OK(nq_warc_next(r, &rec, &again) == -1, "an error stays one");
	}
	nq_warc_reader_free(r);
	return n;
}

/* Cut at every byte of the last two members: never a record that is not
 * whole, never a crash, always the offset. */
static void
truncated(void)
{
	char *path = archive("cut.warc.gz", 1), *cut = in_dir("cut");
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	uint64_t at[4], offset;
	int bad = 0;

	for (int i = 0; i < 4; i++) {
		nq_warc_next(r, &rec, &e);
		at[i] = rec.offset;
	}
	nq_warc_reader_free(r);
	nq_buf_read_file(&all, path, &e);
	for (uint64_t end = at[2] + 1; end < all.len; end++) {
		int want = end < at[3] ? 2 : 3, n;
		char where[64];

		if (end == at[3])
			continue;
		write_file(cut, all.p, end);
		nq_err_clear(&e);
		r = nq_warc_open(cut, &e);
		for (n = 0; nq_warc_next(r, &rec, &e) == 1; n++)
			;
		snprintf(where, sizeof(where), "offset %" PRIu64, at[want]);
		bad += n != want || e.code != NQ_EPARSE ||
		    strstr(e.where, where) == NULL;
		nq_warc_reader_free(r);
	}
	OK(bad == 0, "cut anywhere: the records before, then the offset");
	nq_err_clear(&e);
	all.p[at[2] + (at[3] - at[2]) / 2] ^= 0x55;
	write_file(cut, all.p, all.len);
	OK(count_records(cut, &e, &offset) == 2 && offset == at[2] &&
	    e.code == NQ_EPARSE, "a corrupt member: %s (%s)", e.where, e.msg);
	nq_buf_release(&all);
	free(path);
	free(cut);
}

/* One hand-made member; the message must name what is wrong. */
static void
is_error(const char *text, size_t len, const char *want)
{
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	char *path = in_dir("hostile");
	uint64_t offset;

	add_member(&file, text, len);
	write_file(path, file.p, file.len);
	if (!OK(count_records(path, &e, &offset) == 0 && e.code != NQ_OK &&
	    strstr(e.msg, want) != NULL, "hostile: %s", want))
		printf("# %s: %s\n", e.where, e.msg);
	nq_buf_release(&file);
	free(path);
}

#define HOSTILE(text, want) is_error(text, sizeof(text) - 1, want)

static void
hostile(void)
{
	struct nq_buf b = NQ_BUF(0);
	struct nq_err e = { 0 };
	char *path = in_dir("plain");
	uint64_t offset;

	HOSTILE("GET / HTTP/1.1\r\n\r\n", "WARC/1.0");
	HOSTILE("WARC/1.1\r\nWARC-Type: response\r\n\r\n", "Content-Length");
	HOSTILE("WARC/1.1\r\nContent-Length: -1\r\n\r\n", "\"-1\"");
	HOSTILE("WARC/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
	    "Content-Length");
	HOSTILE("WARC/1.1\r\nContent-Length: 5x\r\n\r\n", "Content-Length");
	HOSTILE("WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 900\r\n\r\nx",
	    "shorter");
	HOSTILE("WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 1\r\n\r\n"
	    "x\r\n\r\nWARC/1.1", "behind the record");
	HOSTILE("WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "WARC-Type");
	HOSTILE("WARC/1.1\r\nno colon here\r\n\r\n", "without a name");
	HOSTILE("WARC/1.1\r\nA: b\0c\r\n\r\n", "NUL");
	HOSTILE("WARC/1.1\r\nA: b\r\n", "ends inside its header");
	HOSTILE("", "ends inside its header");
	nq_buf_puts(&b, "WARC/1.1\r\n");
	for (int i = 0; i < 200; i++)
		nq_buf_puts(&b, "X: y\r\n");
	nq_buf_puts(&b, "\r\n");
	is_error(b.p, b.len, "more than 128");
	for (int i = 0; i < 70000; i++)
		nq_buf_putc(&b, 'x');
	is_error(b.p + 1300, b.len - 1300, "more than 65536 bytes");
	write_file(path, "WARC/1.1\r\n", 10);
	OK(count_records(path, &e, &offset) == 0 && e.code == NQ_EPARSE,
	    "no gzip: %s", e.msg);
	nq_buf_release(&b);
	free(path);
}

/*
 * Bytes changed at random, the same ones each time: what the reader hands
 * out stays within the record, whatever the header says.
 */
static void
mutated(void)
{
	static const char text[] = "WARC/1.1\r\nWARC-Type: response\r\n"
	    "WARC-Target-URI: <http://a.vn/x>\r\nWARC-Date: 2026\r\n"
	    " folded\r\nContent-Length: 12\r\n\r\nabcdefghijkl\r\n\r\n";
	char *path = in_dir("mutated"), copy[sizeof(text)];
	uint32_t seed = 20261122;
	int read = 0, refused = 0, bad = 0;

	for (int i = 0; i < 3000; i++) {
		struct nq_buf file = NQ_BUF(0);
		struct nq_err e = { 0 };
		struct nq_warc_reader *r;
		struct nq_warc_record rec;
		int rc;

		memcpy(copy, text, sizeof(text));
		for (int k = 0; k <= i % 4; k++) {
			seed = seed * 1664525 + 1013904223;
			copy[(seed >> 8) % (sizeof(text) - 1)] =
			    (seed & 64) != 0 ? "\r\n :<>09\0"[seed >> 29] :
			    (char)(seed >> 24);
		}
		add_member(&file, copy, sizeof(text) - 1);
		write_file(path, file.p, file.len);
		r = nq_warc_open(path, &e);
		rc = nq_warc_next(r, &rec, &e);
		read += rc == 1;
		refused += rc == -1;
		bad += rc == 0 || (rc == 1 && (strlen(rec.type) > 200 ||
		    rec.block_len > sizeof(text))) ||
		    (rc == -1) != (e.code != NQ_OK);
		nq_warc_reader_free(r);
		nq_buf_release(&file);
	}
	OK(bad == 0 && read > 100 && refused > 100,
	    "3000 mutants: %d read, %d refused", read, refused);
	free(path);
}

static void
old_version(void)
{
	static const char text[] = "WARC/1.0\r\nWARC-Type: response\r\n"
	    "WARC-Target-URI: <http://a.vn/x>\r\nX-Folded: one\r\n  two\r\n"
	    "content-length:   3\r\n\r\nabc\r\n\r\n";
	static const char lf[] = "WARC/1.0\nWARC-Type: response\n"
	    "Content-Length: 3\n\nabc\n\n";
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r;
	char *path = in_dir("old");

	add_member(&file, text, sizeof(text) - 1);
	add_member(&file, lf, sizeof(lf) - 1);
	write_file(path, file.p, file.len);
	r = nq_warc_open(path, &e);
	OK(nq_warc_next(r, &rec, &e) == 1, "WARC/1.0 is read");
	STR(rec.url, "http://a.vn/x");
	STR(nq_warc_field(r, "X-FOLDED"), "one    two");
	STR(rec.block, "abc");
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.block_len == 3 &&
	    rec.url == NULL, "line feeds alone are read");
	nq_warc_reader_free(r);
	nq_buf_release(&file);
	free(path);
}

/* Skipped with its length, and the record behind it is delivered. */
static void
oversize(void)
{
	size_t len = NQ_MAX_BODY + 2 * NQ_MAX_HEADERS + 65;
	char *big = nq_alloc(len + 200, 1), *path = in_dir("big");
	int head = snprintf(big, 200, "WARC/1.1\r\nWARC-Type: response\r\n"
	    "Content-Length: %zu\r\n\r\n", len);
	static const char small[] = "WARC/1.1\r\nWARC-Type: request\r\n"
	    "Content-Length: 0\r\n\r\n\r\n\r\n";
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r;

	memcpy(big + head + len, "\r\n\r\n", 4);
	add_member(&file, big, (size_t)head + len + 4);
	add_member(&file, small, sizeof(small) - 1);
	write_file(path, file.p, file.len);
	r = nq_warc_open(path, &e);
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.block == NULL &&
	    rec.block_len == len, "over the ceiling: no block, its length");
	OK(nq_warc_next(r, &rec, &e) == 1 &&
	    strcmp(rec.type, "request") == 0, "and the next one follows");
	nq_warc_reader_free(r);
	nq_buf_release(&file);
	free(big);
	free(path);
}

static void
is_unwritable(struct nq_warc_capture c, const char *want)
{
	char *path = in_dir("refused.warc.gz");
	struct nq_err e = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);

	OK(nq_warc_write(w, &c, &e) == -1 && strstr(e.msg, want) != NULL,
	    "not written: %s", e.msg);
	nq_err_clear(&e);
	OK(nq_warc_close(w, &e) == 0 && access(path, F_OK) != 0,
	    "and an empty archive is not published");
	free(path);
}

static void
writer_refuses(void)
{
	static const struct nq_warc_field bad[] = {
		{ "release", "a:b\r\nkind: listing" }, { NULL, NULL } };
	char *path = archive("twice.warc.gz", 1);
	struct nq_warc_capture c = capture("x");
	struct nq_err e = { 0 };

	OK(nq_warc_create(path, c.date, &e) == NULL &&
	    strstr(e.msg, "exists") != NULL, "never overwritten");
	c.url = "http://a.vn/x\r\nWARC-Type: request";
	is_unwritable(c, "WARC-Target-URI");
	c = capture("x");
	c.metadata = bad;
	is_unwritable(c, "release");
	c = capture("x");
	c.body_len = (size_t)NQ_MAX_BODY + 1;
	is_unwritable(c, "at most");
	free(path);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	round_trip();
	digests();
	offsets();
	truncated();
	hostile();
	mutated();
	old_version();
	oversize();
	writer_refuses();
	remove_dir();
	return tap_done();
}
