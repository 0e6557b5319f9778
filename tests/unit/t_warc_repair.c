/* The file of a run that died: what was whole in it is published. */
#include "tests/warc.h"

#include <sys/stat.h>

static struct test_dir dir;

/* Where the captures of a file end. Of the one that ends with record i. */
struct shape {
	uint64_t end[8];
	size_t n;
};

static struct shape
shape_of(const char *path)
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	struct shape s = { .n = 0 };

	tap_have(r, e.msg);
	while (nq_warc_next(r, &rec, &e) == 1 && s.n < 8)
		if (strcmp(rec.type, "response") == 0 ||
		    strcmp(rec.type, "revisit") == 0 ||
		    strcmp(rec.type, "resource") == 0)
			s.end[s.n++] = rec.offset + rec.length;
	nq_warc_reader_free(r);
	return s;
}

/* Records of a file that reads to its end; -1 for one that does not. */
static int
count_records(const char *path)
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	int n = 0, rc = -1;

	tap_have(r, e.msg);
	while (r != NULL && (rc = nq_warc_next(r, &rec, &e)) == 1)
		n++;
	nq_warc_reader_free(r);
	return rc == 0 ? n : -1;
}

/* A response, a revisit and a file: 3, 3 and 2 records. */
static char *
sample(void)
{
	char *path = nq_path_join(dir.path, "sample.warc.gz");
	struct nq_err e = { 0 };
	struct nq_buf body = { 0 };
	struct nq_warc_capture c = capture(&body, "<p>first</p>");
	struct nq_warc_writer *w = nq_warc_create(path, c.date, &e);

	tap_have(w, e.msg);
	nq_warc_write(w, &c, 0, &e);
	c = capture(&body, "");
	c.kind = NQ_WARC_REVISIT_304;
	c.refers_url = c.url;
	c.refers_date = c.date;
	nq_warc_write(w, &c, 1, &e);
	c = capture(&body, "a file");
	c.kind = NQ_WARC_RESOURCE;
	c.url = "file:///srv/x";
	c.request_len = 0;
	nq_warc_write(w, &c, 2, &e);
	if (nq_warc_close(w, &e) != 0 || e.code != NQ_OK)
		printf("# %s: %s\n", e.where, e.msg);
	nq_buf_release(&body);
	return path;
}

/* 0 where the repaired file is as it must be: captures, and bytes of all. */
static int
repair(const struct nq_buf *all, size_t len, size_t want, uint64_t end)
{
	static const int records[] = { 0, 4, 7, 9 };
	char *tmp = nq_path_join(dir.path, "cut.warc.gz.tmp");
	char *path = nq_path_join(dir.path, "cut.warc.gz");
	struct nq_err e = { 0 };
	struct stat st;
	size_t kept = 99;
	int bad = 0;

	write_file(tmp, all->p, len);
	if (nq_warc_repair(tmp, path, &kept, &e) != 0 || kept != want)
		bad = 1;
	if (access(tmp, F_OK) == 0)
		bad = 1;
	if (want == 0)
		bad |= access(path, F_OK) == 0;
	else
		bad |= stat(path, &st) != 0 || (uint64_t)st.st_size != end ||
		    count_records(path) != records[want];
	if (bad)
		printf("# %zu bytes: %zu kept, %zu wanted; %s\n", len, kept,
		    want, e.msg);
	unlink(path);
	free(tmp);
	free(path);
	return bad;
}

static void
cut_anywhere(void)
{
	char *path = sample();
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct shape s = shape_of(path);
	int bad = 0;

	OK(s.n == 3 && count_records(path) == 9, "three captures");
	nq_buf_read_file(&all, path, &e);
	for (size_t len = 0; len <= all.len; len++) {
		size_t want = 0;

		while (want < s.n && s.end[want] <= len)
			want++;
		bad += repair(&all, len, want, want > 0 ? s.end[want - 1] : 0);
	}
	OK(bad == 0, "cut at each of %zu bytes: what was whole is kept",
	    all.len);
	/* Zeros behind, as some file systems leave them. */
	for (int i = 0; i < 5000; i++)
		nq_buf_putc(&all, '\0');
	OK(repair(&all, all.len, 3, s.end[2]) == 0, "zeros behind");
	nq_buf_release(&all);
	free(path);
}

/* What a power cut can leave in the middle. */
static void
hole(void)
{
	char *path = archive(&dir, "hole.warc.gz", 3), *tmp, *out;
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct shape s = shape_of(path);
	size_t kept = 0;
	struct stat st;

	nq_buf_read_file(&all, path, &e);
	memset(all.p + s.end[0] + 10, 0, 100);
	tmp = nq_path_join(dir.path, "x.warc.gz.tmp");
	out = nq_path_join(dir.path, "x.warc.gz");
	write_file(tmp, all.p, all.len);
	OK(nq_warc_repair(tmp, out, &kept, &e) == 0 && kept == 2,
	    "the captures before and behind a hole");
	OK(count_records(out) == 7 && stat(out, &st) == 0 &&
	    (uint64_t)st.st_size == s.end[0] + s.end[2] - s.end[1],
	    "moved together, read to the end");
	write_file(tmp, all.p, all.len);
	OK(nq_warc_repair(tmp, out, &kept, &e) == -1 && kept == 0 &&
	    access(tmp, F_OK) == 0 && strstr(e.msg, "exists") != NULL,
	    "never over another: %s", e.msg);
	nq_err_clear(&e);
	unlink(tmp);
	OK(nq_warc_repair(tmp, path, &kept, &e) == -1 && e.code == NQ_EIO,
	    "no such file: %s", e.msg);
	nq_buf_release(&all);
	free(tmp);
	free(out);
	free(path);
}

int
main(void)
{
	dir_make(&dir);
	cut_anywhere();
	hole();
	dir_remove(&dir);
	return tap_done();
}
