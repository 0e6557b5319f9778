/*
 * Each kind of capture, as it stands in the file. With a folder as argument
 * the archive and its index are left there, as sample.warc.gz and
 * sample.cdxj, for the independent reader of tests/run/warc_reader.t.
 */
#include "core/cdxj.h"
#include "tests/warc.h"

static struct test_dir dir;

enum {
	PLAIN, HTTP2, SAME, SAME_KNOWN, UNCHANGED, LOCAL, CUT, COUNT
};

#define PAGE "<p>S\xe1\xba\xa3n xu\xe1\xba\xa5t c\xc3\xb4ng " \
    "nghi\xe1\xbb\x87p</p>"
#define FIRST_URL "https://a.vn/Tin/7?ItemID=7&l=Tin"
#define FIRST_DATE "2026-11-22T18:00:07Z"

static struct nq_warc_capture
make(struct nq_buf *body, int which, const char *first_sha1)
{
	static const char h2[] = "HTTP/2 200 \r\ncontent-type: text/html\r\n"
	    "content-encoding: br\r\n\r\n";
	static const char asked[] = "GET /h2 HTTP/2\r\nHost: a.vn\r\n\r\n";
	static const char not_modified[] = "HTTP/2 304\r\netag: \"1\"\r\n"
	    "content-length: 77\r\n\r\n";
	static const char *const dates[COUNT] = { FIRST_DATE,
		"2026-11-22T18:00:08Z", "2026-11-23T18:00:07Z",
		"2026-11-24T18:00:07Z", "2026-11-25T18:00:07Z",
		"2026-11-25T18:00:08Z", "2019-05-06T07:08:09Z" };
	struct nq_warc_capture c = capture(body, which == UNCHANGED ||
	    which == SAME_KNOWN ? "" : which == LOCAL ? "PK\3\4 workbook" :
	    PAGE);

	c.url = FIRST_URL;
	c.date = dates[which];
	if (which == SAME || which == SAME_KNOWN || which == UNCHANGED) {
		c.kind = which == UNCHANGED ? NQ_WARC_REVISIT_304 :
		    NQ_WARC_REVISIT_SAME;
		c.refers_url = FIRST_URL;
		c.refers_date = FIRST_DATE;
		c.payload_sha1 = first_sha1;
	}
	if (which == HTTP2 || which == UNCHANGED) {
		c.protocol = "h2";
		c.headers = which == HTTP2 ? h2 : not_modified;
		c.headers_len = strlen(c.headers);
		c.request = asked;
		c.request_len = sizeof(asked) - 1;
	}
	if (which == HTTP2)
		c.url = "https://a.vn/h2";
	if (which == LOCAL) {
		c.kind = NQ_WARC_RESOURCE;
		c.url = "file:///srv/bao-cao/T10.xlsx";
		c.media_type = "application/vnd.openxmlformats-officedocument"
		    ".spreadsheetml.sheet";
		c.ip = NULL;
	}
	if (which == CUT) {
		c.url = "http://old.a.vn/2019";
		c.truncated = "length";
		c.ip = NULL;
	}
	if (which == LOCAL || which == CUT)
		c.request_len = 0;
	return c;
}

static void
write_sample(const char *path, struct nq_warc_written done[COUNT])
{
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_writer *w = nq_warc_create(path, FIRST_DATE, &e);
	int rc = w != NULL ? 0 : -1;

	for (int i = 0; i < COUNT && rc == 0; i++) {
		struct nq_warc_capture c = make(&body, i,
		    done[0].payload_sha1);

		rc = nq_warc_write(w, &c, (uint64_t)i, &e);
		if (rc == 0)
			rc = nq_warc_written(w, &done[i], true, &e) - 1;
	}
	if (!OK(rc == 0 && nq_warc_close(w, &e) == 0, "written"))
		printf("# %s: %s\n", e.where, e.msg);
	nq_buf_release(&body);
}

static void
write_index(const char *path, const struct nq_warc_written done[COUNT])
{
	struct nq_err e = { 0 };
	struct nq_buf out = { 0 }, body = { 0 };

	for (int i = 0; i < COUNT; i++) {
		struct nq_warc_capture c = make(&body, i, NULL);
		bool revisit = c.refers_url != NULL;

		nq_cdxj_line(&out, &(struct nq_cdxj_entry){ .url = c.url,
		    .date = c.date, .mime = revisit ? "warc/revisit" :
		    c.media_type != NULL ? c.media_type : "text/html",
		    .status = i == LOCAL ? 0 : i == UNCHANGED ? 304 : 200,
		    .digest = done[i].payload_sha1, .length = done[i].length,
		    .offset = done[i].offset, .filename = "sample.warc.gz" },
		    &e);
	}
	OK(e.code == NQ_OK, "indexed");
	write_file(path, out.p, out.len);
	nq_buf_release(&out);
	nq_buf_release(&body);
}

/* The value that the field of a record must have; NULL: it must not. */
struct expect {
	int which;
	const char *name, *value;
};

#define PROFILE "http://netpreserve.org/warc/1.1/revisit/"

static const struct expect expected[] = {
	{ PLAIN, "WARC-Type", "response" },
	{ PLAIN, "WARC-Protocol", NULL },
	{ PLAIN, "WARC-Profile", NULL },
	{ PLAIN, "WARC-Truncated", NULL },
	{ HTTP2, "WARC-Type", "response" },
	{ HTTP2, "WARC-Protocol", "h2" },
	{ SAME, "WARC-Type", "revisit" },
	{ SAME, "WARC-Profile", PROFILE "identical-payload-digest" },
	{ SAME, "WARC-Refers-To-Target-URI", FIRST_URL },
	{ SAME, "WARC-Refers-To-Date", FIRST_DATE },
	{ SAME_KNOWN, "WARC-Type", "revisit" },
	{ UNCHANGED, "WARC-Type", "revisit" },
	{ UNCHANGED, "WARC-Profile", PROFILE "server-not-modified" },
	{ UNCHANGED, "WARC-Refers-To-Target-URI", FIRST_URL },
	{ UNCHANGED, "WARC-Refers-To-Date", FIRST_DATE },
	{ UNCHANGED, "WARC-Protocol", "h2" },
	{ LOCAL, "WARC-Type", "resource" },
	{ LOCAL, "Content-Type", "application/vnd.openxmlformats-"
	    "officedocument.spreadsheetml.sheet" },
	{ LOCAL, "WARC-IP-Address", NULL },
	{ CUT, "WARC-Truncated", "length" },
	{ CUT, "WARC-Date", "2019-05-06T07:08:09Z" },
};

static const char *const blocks[COUNT] = {
	[HTTP2] = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
	    "X-Archive-Orig-content-encoding: br\r\n"
	    "Content-Length: 34\r\n\r\n" PAGE,
	[SAME] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	    "X-Archive-Orig-Content-Encoding : gzip\r\n"
	    "X-Archive-Orig-transfer-encoding: chunked\r\n"
	    "Content-Length: 34\r\n\r\n",
	[SAME_KNOWN] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	    "X-Archive-Orig-Content-Encoding : gzip\r\n"
	    "X-Archive-Orig-transfer-encoding: chunked\r\n\r\n",
	[UNCHANGED] = "HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n"
	    "X-Archive-Orig-content-length: 77\r\n\r\n",
	[LOCAL] = "PK\3\4 workbook",
};

static void
is_main(const struct nq_warc_reader *r, const struct nq_warc_record *rec,
    int i, const struct nq_warc_written done[COUNT])
{
	const char *digest = nq_warc_field(r, "WARC-Payload-Digest");

	for (size_t k = 0; k < sizeof(expected) / sizeof(*expected); k++) {
		const struct expect *x = &expected[k];
		const char *got = nq_warc_field(r, x->name);

		if (x->which == i)
			OK(x->value == NULL ? got == NULL : got != NULL &&
			    strcmp(got, x->value) == 0, "%s %s is %s",
			    rec->type, x->name, got != NULL ? got : "not set");
	}
	if (blocks[i] != NULL)
		OK(strcmp(rec->block, blocks[i]) == 0, "its block");
	OK(rec->offset == done[i].offset && rec->length == done[i].length,
	    "it lies where it was said to");
	OK(digest != NULL && strcmp(digest, done[i].payload_sha1) == 0 &&
	    (strcmp(digest, done[PLAIN].payload_sha1) == 0) == (i != LOCAL),
	    "its payload's digest");
}

static void
read_back(const char *path, const struct nq_warc_written done[COUNT])
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	int rc, i = 0;
	char before[8] = "";

	tap_have(r, e.msg);
	nq_warc_next(r, &rec, &e);
	while ((rc = nq_warc_next(r, &rec, &e)) == 1 && i < COUNT) {
		size_t n = strlen(before);

		before[n] = rec.type[2];
		before[n + 1] = '\0';
		if (strcmp(rec.type, "request") == 0 && i == HTTP2)
			OK(strcmp(rec.block, "GET /h2 HTTP/1.1\r\n"
			    "Host: a.vn\r\n\r\n") == 0, "the request");
		if (strcmp(rec.type, "metadata") == 0 ||
		    strcmp(rec.type, "request") == 0)
			continue;
		/* meTadata, reQuest, reSponse, reVisit, reSource */
		OK(strcmp(before, i == LOCAL || i == CUT ? "ts" : i == PLAIN ||
		    i == HTTP2 ? "tqs" : "tqv") == 0, "records of %d: %s", i,
		    before);
		is_main(r, &rec, i++, done);
		before[0] = '\0';
	}
	OK(rc == 0 && i == COUNT && e.code == NQ_OK, "to its end");
	nq_warc_reader_free(r);
}

int
main(int argc, char **argv)
{
	struct nq_warc_written done[COUNT] = { 0 };
	char *path, *index;

	dir_make(&dir);
	path = nq_path_join(argc > 1 ? argv[1] : dir.path, "sample.warc.gz");
	index = nq_path_join(argc > 1 ? argv[1] : dir.path, "sample.cdxj");
	write_sample(path, done);
	write_index(index, done);
	read_back(path, done);
	free(path);
	free(index);
	dir_remove(&dir);
	return tap_done();
}
