/* The archive's writer: what is written comes back, in order, or an error
 * that stays. */
#include "core/limits.h"
#include "tests/warc.h"

#include <signal.h>
#include <sys/resource.h>

static struct test_dir dir;

static char *
in_dir(const char *name)
{
	return nq_path_join(dir.path, name);
}

static void
round_trip(void)
{
	static const char *const types[] = { "warcinfo", "metadata",
		"request", "response" };
	char *path = archive(&dir, "trip.warc.gz", 1), *refers = NULL;
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	uint64_t last = 0;

	tap_have(r, e.msg);
	for (int i = 0; i < 4; i++) {
		OK(nq_warc_next(r, &rec, &e) == 1 &&
		    strcmp(rec.type, types[i]) == 0, "record %d is a %s", i,
		    types[i]);
		OK(rec.offset == last, "it begins where the one before ends");
		last = rec.offset + rec.length;
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
	struct nq_buf body = { 0 };
	struct nq_warc_capture c = capture(&body, "abc");
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);
	struct nq_warc_written done;
	struct nq_warc_reader *r;
	struct nq_warc_record rec;

	tap_have(w, e.msg);
	OK(nq_warc_write(w, &c, 7, &e) == 0 && body.len == 0 &&
	    body.p == NULL, "the body is taken over");
	OK(nq_warc_written(w, &done, true, &e) == 1 && done.ticket == 7,
	    "it is told by its ticket");
	STR(done.payload_sha1, "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
	OK(nq_warc_written(w, &done, true, &e) == 0, "and then nothing");
	OK(nq_warc_size(w) == done.offset + done.length, "the file's size");
	nq_warc_close(w, &e);
	r = nq_warc_open(path, &e);
	tap_have(r, e.msg);
	OK(nq_warc_seek(r, done.offset, &e) == 0 &&
	    nq_warc_next(r, &rec, &e) == 1 && rec.offset == done.offset &&
	    rec.length == done.length && strcmp(rec.type, "response") == 0,
	    "where it was said to be");
	STR(nq_warc_field(r, "WARC-Payload-Digest"), done.payload_sha1);
	nq_warc_reader_free(r);
	nq_buf_release(&body);
	free(path);
}

/* Any slice from an offset on is an archive of its own. */
static void
offsets(void)
{
	char *path = archive(&dir, "offsets.warc.gz", 3);
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec, one;
	int good = 0;

	tap_have(r, e.msg);
	nq_buf_read_file(&all, path, &e);
	while (nq_warc_next(r, &rec, &e) == 1) {
		struct nq_warc_reader *s = nq_warc_open_bytes(all.p +
		    rec.offset, rec.length, "slice", &e);
		tap_have(s, e.msg);

		good += nq_warc_next(s, &one, &e) == 1 &&
		    one.block_len == rec.block_len && one.offset == 0 &&
		    one.length == rec.length &&
		    memcmp(one.block, rec.block, one.block_len) == 0 &&
		    nq_warc_next(s, &one, &e) == 0;
		nq_warc_reader_free(s);
	}
	OK(good == 10, "each of 10 records can be read from its slice alone");
	nq_warc_reader_free(r);
	nq_buf_release(&all);
	free(path);
}

/* Captures of very different sizes: told in their order, each in its place.
 * More than the queue holds, so that the caller waits. */
static void
many(void)
{
	enum { COUNT = 120, LARGE = 1 << 20 };
	char *path = in_dir("many.warc.gz"), *text = nq_alloc(LARGE + 1, 1);
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path,
	    "2026-11-22T18:00:07Z", &e);
	struct nq_warc_written done[COUNT + 1];
	struct nq_warc_reader *r;
	struct nq_warc_record rec;
	size_t told = 0, good = 0;
	int rc = 0;

	tap_have(w, e.msg);
	for (size_t i = 0; i < LARGE; i++)
		text[i] = (char)('a' + i * i % 23);
	for (size_t i = 0; i < COUNT && rc == 0; i++) {
		size_t len = i % 3 == 0 ? LARGE : i;
		struct nq_warc_capture c = capture(&body, text + LARGE - len);

		rc = nq_warc_write(w, &c, i, &e);
		while (told < COUNT && i > 60 &&
		    nq_warc_written(w, &done[told], false, &e) == 1)
			told++;
	}
	while (told < COUNT && nq_warc_written(w, &done[told], true, &e) == 1)
		told++;
	OK(rc == 0 && told == COUNT && nq_warc_written(w, &done[COUNT], true,
	    &e) == 0, "%zu of %d told", told, COUNT);
	OK(nq_warc_close(w, &e) == 0, "published");
	r = nq_warc_open(path, &e);
	tap_have(r, e.msg);
	for (size_t i = 0; i < told; i++)
		good += done[i].ticket == i &&
		    nq_warc_seek(r, done[i].offset, &e) == 0 &&
		    nq_warc_next(r, &rec, &e) == 1 &&
		    rec.length == done[i].length && strcmp(nq_warc_field(r,
		    "WARC-Payload-Digest"), done[i].payload_sha1) == 0 &&
		    rec.block_len - (size_t)(strstr(rec.block, "\r\n\r\n") +
		    4 - rec.block) == (i % 3 == 0 ? LARGE : i);
	OK(good == COUNT, "in order, each where it was said to be");
	nq_warc_reader_free(r);
	nq_buf_release(&body);
	free(text);
	free(path);
}

/* One capture over NQ_WARC_QUEUE waits until it is alone, then goes. */
static void
larger_than_queue(void)
{
	char *path = in_dir("large.warc.gz");
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path,
	    "2026-11-22T18:00:07Z", &e);
	struct nq_warc_capture c = capture(&body, "first");
	struct nq_warc_written done;
	int told = 0;

	tap_have(w, e.msg);
	nq_warc_write(w, &c, 0, &e);
	c = capture(&body, "");
	while (body.len < (size_t)NQ_WARC_QUEUE + 1)
		nq_buf_puts(&body, "all work and no play makes a dull page\n");
	OK(nq_warc_write(w, &c, 1, &e) == 0, "over the queue's bytes");
	c = capture(&body, "last");
	OK(nq_warc_write(w, &c, 2, &e) == 0, "and one more behind it");
	while (nq_warc_written(w, &done, true, &e) == 1)
		told += done.ticket == (uint64_t)told;
	OK(told == 3 && nq_warc_close(w, &e) == 0, "all written");
	nq_buf_release(&body);
	free(path);
}

static void
is_unwritable(struct nq_warc_capture c, const char *want)
{
	char *path = in_dir("refused.warc.gz");
	struct nq_err e = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);
	size_t len = c.body->len;

	tap_have(w, e.msg);
	OK(nq_warc_write(w, &c, 0, &e) == -1 && strstr(e.msg, want) != NULL &&
	    c.body->len == len, "not written: %s", e.msg);
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
	char *path = archive(&dir, "twice.warc.gz", 1);
	char url[NQ_MAX_URL + 2], *big;
	struct nq_buf body = { 0 };
	struct nq_warc_capture c = capture(&body, "x");
	struct nq_err e = { 0 };

	OK(nq_warc_create(path, c.date, &e) == NULL &&
	    strstr(e.msg, "exists") != NULL, "never overwritten");
	c.url = "http://a.vn/x\r\nWARC-Type: request";
	is_unwritable(c, "WARC-Target-URI");
	c = capture(&body, "x");
	c.metadata = bad;
	is_unwritable(c, "release");
	c = capture(&body, "x");
	c.kind = NQ_WARC_REVISIT_304;
	is_unwritable(c, "of which capture");
	c.refers_date = c.date;
	c.refers_url = "http://a.vn/\n";
	is_unwritable(c, "WARC-Refers-To-Target-URI");
	c = capture(&body, "x");
	c.protocol = "h2\r\nWARC-Type: request";
	is_unwritable(c, "WARC-Protocol");
	memset(url, 'x', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	c = capture(&body, "x");
	c.url = url;
	is_unwritable(c, "more than 4096");
	c = capture(&body, "x");
	big = nq_alloc((size_t)NQ_MAX_BODY + 1, 1);
	nq_buf_put(&body, big, NQ_MAX_BODY);
	is_unwritable(c, "at most");
	free(big);
	nq_buf_release(&body);
	free(path);
}

/* A full disk, as a ceiling on the size of files. The first call that meets
 * it tells, every later one does, and nothing is published. */
static void
disk_full(void)
{
	char *path = in_dir("full.warc.gz"), *tmp;
	struct nq_err e = { 0 }, again = { 0 }, last = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_capture c = capture(&body, "x");
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);
	struct nq_warc_written done;
	struct rlimit small = { 4000, RLIM_INFINITY }, old;
	int rc = 0, n;

	tap_have(w, e.msg);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_FSIZE, &small);
	for (n = 0; n < 1000 && rc == 0; n++) {
		c = capture(&body, "x");
		rc = nq_warc_write(w, &c, (uint64_t)n, &e);
		if (rc == 0)
			rc = nq_warc_written(w, &done, true, &e) == 1 ? 0 : -1;
	}
	setrlimit(RLIMIT_FSIZE, &old);
	OK(n > 1 && n < 10 && e.code == NQ_EIO &&
	    strstr(e.where, "full.warc.gz") != NULL, "capture %d: %s: %s", n,
	    e.where, e.msg);
	c = capture(&body, "x");
	OK(nq_warc_write(w, &c, 0, &again) == -1 && again.code == NQ_EIO &&
	    strcmp(again.msg, e.msg) == 0, "the next write says it again");
	OK(nq_warc_close(w, &last) == -1 && strcmp(last.msg, e.msg) == 0,
	    "and so does closing");
	tmp = nq_asprintf("%s.tmp", path);
	OK(access(path, F_OK) != 0 && access(tmp, F_OK) != 0,
	    "nothing is left");
	nq_buf_release(&body);
	free(tmp);
	free(path);
}

/* With captures under way the thread is stopped and nothing is left. */
static void
discarded(void)
{
	char *path = in_dir("gone.warc.gz"), *tmp;
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path,
	    "2026-11-22T18:00:07Z", &e);

	tap_have(w, e.msg);
	for (int i = 0; i < 200; i++) {
		struct nq_warc_capture c = capture(&body, "some page");

		nq_warc_write(w, &c, 0, &e);
	}
	nq_warc_discard(w);
	tmp = nq_asprintf("%s.tmp", path);
	OK(e.code == NQ_OK && access(path, F_OK) != 0 &&
	    access(tmp, F_OK) != 0, "discarded while it writes");
	nq_buf_release(&body);
	free(tmp);
	free(path);
}

int
main(void)
{
	dir_make(&dir);
	round_trip();
	digests();
	offsets();
	many();
	larger_than_queue();
	writer_refuses();
	disk_full();
	discarded();
	dir_remove(&dir);
	return tap_done();
}
