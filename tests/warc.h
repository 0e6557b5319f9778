/* Archives for the unit tests: a folder of their own, captures, and gzip
 * members made by hand. */
#ifndef NQ_TESTS_WARC_H
#define NQ_TESTS_WARC_H

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/warc.h"
#include "tests/tap.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

struct test_dir {
	char path[32];
};

static inline void
dir_make(struct test_dir *d)
{
	strcpy(d->path, "/tmp/nq-warc-XXXXXX");
	if (mkdtemp(d->path) == NULL)
		tap_bail("no folder of ours");
}

static inline void
dir_remove(const struct test_dir *d)
{
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };

	nq_dir_list(d->path, "", &names, &e);
	for (size_t i = 0; i < names.n; i++) {
		char *path = nq_path_join(d->path, names.v[i]);

		unlink(path);
		free(path);
	}
	nq_names_release(&names);
	rmdir(d->path);
}

static inline void
write_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		tap_bail("no file of ours");
}

/* Appends text as one gzip member. */
static inline void
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

/* A capture of a page; the body is the caller's buffer. */
static inline struct nq_warc_capture
capture(struct nq_buf *body, const char *text)
{
	static const struct nq_warc_field about[] = {
		{ "source", "yenbai-portal" },
		{ "release", "yenbai-portal:Tin/7" }, { "kind", "release" },
		{ NULL, NULL },
	};
	static const char headers[] = "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html\r\nContent-Encoding : gzip\r\n"
	    "transfer-encoding: chunked\r\n\r\n";
	static const char request[] = "GET /x HTTP/1.1\r\nHost: a.vn\r\n\r\n";

	nq_buf_reset(body);
	nq_buf_puts(body, text);
	return (struct nq_warc_capture){ .url = "http://a.vn/x",
		.date = "2026-11-22T18:00:07Z", .ip = "113.160.1.1",
		.request = request, .request_len = sizeof(request) - 1,
		.headers = headers, .headers_len = sizeof(headers) - 1,
		.body = body, .metadata = about };
}

/* Writes n captures; the caller frees the path. */
static inline char *
archive(const struct test_dir *d, const char *name, int n)
{
	char *path = nq_path_join(d->path, name);
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path,
	    "2026-11-22T18:00:07Z", &e);

	for (int i = 0; w != NULL && i < n; i++) {
		struct nq_warc_capture c = capture(&body, "<p>S\xe1\xba\xa3n "
		    "xu\xe1\xba\xa5t</p>");

		nq_warc_write(w, &c, (uint64_t)i, &e);
	}
	if (w == NULL || nq_warc_close(w, &e) != 0 || e.code != NQ_OK)
		printf("# %s: %s\n", e.where, e.msg);
	nq_buf_release(&body);
	return path;
}

#endif
