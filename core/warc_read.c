#include "core/warc.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
	MAX_HEAD = 64 << 10,	/* bytes of one record's WARC header; those
				 * of known writers stay under 4 KiB */
	MAX_FIELDS = 128,	/* fields of one header; writers use 10 to 20 */
	/* The largest response that the writer makes. */
	MAX_BLOCK = NQ_MAX_BODY + 2 * NQ_MAX_HEADERS + 64
};

struct field {
	char *name, *value;	/* borrowed from head */
};

struct nq_warc_reader {
	char *path;
	FILE *f;
	z_stream z;
	unsigned char in[65536], out[65536];
	size_t from, to;	/* what out holds and nobody has taken */
	uint64_t read;		/* bytes taken from f */
	bool eof;		/* f has no more */
	bool end;		/* the member has ended */
	bool stuck;		/* an error was reported; there is no next */
	struct nq_buf head, block;
	struct field fields[MAX_FIELDS];
	size_t field_count;
};

static uint64_t
position(const struct nq_warc_reader *r)
{
	return r->read - r->z.avail_in;
}

struct nq_warc_reader *
nq_warc_open(const char *path, struct nq_err *e)
{
	struct nq_warc_reader *r = nq_alloc(1, sizeof(*r));

	r->path = nq_strdup(path);
	r->head.max = MAX_HEAD;
	r->block.max = MAX_BLOCK;
	if (inflateInit2(&r->z, 15 + 16) != Z_OK)
		abort();
	r->f = fopen(path, "rbe");
	if (r->f == NULL) {
		nq_fail(e, NQ_EIO, "cannot open: %s", strerror(errno));
		nq_err_at(e, "%s", path);
		nq_warc_reader_free(r);
		return NULL;
	}
	return r;
}

void
nq_warc_reader_free(struct nq_warc_reader *r)
{
	if (r == NULL)
		return;
	if (r->f != NULL)
		fclose(r->f);
	inflateEnd(&r->z);
	nq_buf_release(&r->head);
	nq_buf_release(&r->block);
	free(r->path);
	free(r);
}

static int
fill_in(struct nq_warc_reader *r, struct nq_err *e)
{
	size_t n;

	if (r->z.avail_in > 0 || r->eof)
		return 0;
	n = fread(r->in, 1, sizeof(r->in), r->f);
	if (n == 0 && ferror(r->f))
		return nq_fail(e, NQ_EIO, "cannot read: %s", strerror(errno));
	r->eof = n == 0;
	r->read += n;
	r->z.next_in = r->in;
	r->z.avail_in = (uInt)n;
	return 0;
}

/* Makes out hold something, unless the member has ended. */
static int
fill_out(struct nq_warc_reader *r, struct nq_err *e)
{
	int rc;

	while (r->from == r->to && !r->end) {
		if (fill_in(r, e) != 0)
			return -1;
		if (r->eof)
			return nq_fail(e, NQ_EPARSE, "the file ends inside a "
			    "record");
		r->z.next_out = r->out;
		r->z.avail_out = sizeof(r->out);
		rc = inflate(&r->z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			abort();
		if (rc != Z_OK && rc != Z_STREAM_END)
			return nq_fail(e, NQ_EPARSE, "not a sound gzip member "
			    "(%s)", r->z.msg != NULL ? r->z.msg : "no detail");
		r->from = 0;
		r->to = sizeof(r->out) - r->z.avail_out;
		r->end = rc == Z_STREAM_END;
	}
	return 0;
}

/*
 * The header block up to and with its empty line. Lines may end in LF
 * alone, which old writers did.
 */
static int
read_head(struct nq_warc_reader *r, struct nq_err *e)
{
	size_t line = 0;

	nq_buf_reset(&r->head);
	for (;;) {
		const unsigned char *p, *nl;
		size_t n;

		if (fill_out(r, e) != 0)
			return -1;
		if (r->from == r->to)
			return nq_fail(e, NQ_EPARSE, "the record ends inside "
			    "its header");
		p = r->out + r->from;
		nl = memchr(p, '\n', r->to - r->from);
		n = nl != NULL ? (size_t)(nl - p) + 1 : r->to - r->from;
		if (nq_buf_add(&r->head, p, n, e) != 0)
			return -1;
		r->from += n;
		line += n;
		if (nl == NULL)
			continue;
		if (line == 1 || (line == 2 &&
		    r->head.p[r->head.len - 2] == '\r'))
			return 0;
		line = 0;
	}
}

static char *
trim(char *s)
{
	size_t n;

	while (*s == ' ' || *s == '\t')
		s++;
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

/* URIs stood in angle brackets in WARC 1.0, record ids still do. */
static char *
unbracket(char *s)
{
	size_t n = strlen(s);

	if (n >= 2 && s[0] == '<' && s[n - 1] == '>') {
		s[n - 1] = '\0';
		s++;
	}
	return s;
}

/* Folded lines are joined in place before they are cut apart. */
static void
unfold(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n' && (s[1] == ' ' || s[1] == '\t')) {
			*s = ' ';
			if (s[-1] == '\r')
				s[-1] = ' ';
		}
}

static int
parse_line(struct nq_warc_reader *r, char *line, struct nq_err *e)
{
	char *colon = strchr(line, ':');

	if (colon == NULL || colon == line)
		return nq_fail(e, NQ_EPARSE, "a WARC header line without a "
		    "name");
	if (r->field_count == MAX_FIELDS)
		return nq_fail(e, NQ_ELIMIT, "more than %d WARC header fields",
		    MAX_FIELDS);
	*colon = '\0';
	r->fields[r->field_count++] = (struct field){ trim(line),
		unbracket(trim(colon + 1)) };
	return 0;
}

static int
parse_head(struct nq_warc_reader *r, struct nq_err *e)
{
	char *p = r->head.p, *nl;

	r->field_count = 0;
	if (memchr(p, '\0', r->head.len) != NULL)
		return nq_fail(e, NQ_EPARSE, "a NUL byte in a WARC header");
	if (strncmp(p, "WARC/1.", 7) != 0)
		return nq_fail(e, NQ_EPARSE, "expected a record of WARC/1.0 "
		    "or WARC/1.1");
	p = strchr(p, '\n') + 1;
	unfold(p);
	while ((nl = strchr(p, '\n')) != NULL) {
		*nl = '\0';
		if (trim(p)[0] == '\0')
			break;
		if (parse_line(r, p, e) != 0)
			return -1;
		p = nl + 1;
	}
	return 0;
}

const char *
nq_warc_field(const struct nq_warc_reader *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (strcasecmp(r->fields[i].name, name) == 0)
			return r->fields[i].value;
	return NULL;
}

static int
parse_length(const struct nq_warc_reader *r, uint64_t *out, struct nq_err *e)
{
	const char *s = nq_warc_field(r, "Content-Length");
	size_t n = s != NULL ? strspn(s, "0123456789") : 0;

	if (n == 0 || n > 18 || s[n] != '\0')
		return nq_fail(e, NQ_EPARSE, "Content-Length: expected a "
		    "number of bytes, found \"%.40s\"", s != NULL ? s : "");
	*out = strtoull(s, NULL, 10);
	return 0;
}

/* Takes exactly len bytes of the member, keeping them where keep. */
static int
read_block(struct nq_warc_reader *r, uint64_t len, bool keep,
    struct nq_err *e)
{
	nq_buf_reset(&r->block);
	while (len > 0) {
		size_t n;

		if (fill_out(r, e) != 0)
			return -1;
		if (r->from == r->to)
			return nq_fail(e, NQ_EPARSE, "the record is shorter "
			    "than its Content-Length, by %" PRIu64 " bytes",
			    len);
		n = r->to - r->from;
		if (n > len)
			n = (size_t)len;
		if (keep && nq_buf_add(&r->block, r->out + r->from, n, e) != 0)
			return -1;
		r->from += n;
		len -= n;
	}
	return 0;
}

/* Behind the block stand two line ends and nothing else. */
static int
read_tail(struct nq_warc_reader *r, struct nq_err *e)
{
	size_t total = 0;

	for (;;) {
		if (fill_out(r, e) != 0)
			return -1;
		if (r->from == r->to)
			return 0;
		for (; r->from < r->to; r->from++, total++)
			if (strchr("\r\n", r->out[r->from]) == NULL ||
			    r->out[r->from] == '\0' || total >= 4)
				return nq_fail(e, NQ_EPARSE, "bytes behind the "
				    "record in its gzip member");
	}
}

static int
read_record(struct nq_warc_reader *r, struct nq_warc_record *rec,
    struct nq_err *e)
{
	uint64_t len = 0;
	bool keep;

	if (inflateReset(&r->z) != Z_OK)
		abort();
	r->from = r->to = 0;
	r->end = false;
	if (read_head(r, e) != 0 || parse_head(r, e) != 0 ||
	    parse_length(r, &len, e) != 0)
		return -1;
	keep = len <= MAX_BLOCK;
	if (read_block(r, len, keep, e) != 0 || read_tail(r, e) != 0)
		return -1;
	rec->type = nq_warc_field(r, "WARC-Type");
	rec->url = nq_warc_field(r, "WARC-Target-URI");
	rec->date = nq_warc_field(r, "WARC-Date");
	if (rec->type == NULL)
		return nq_fail(e, NQ_EPARSE, "a record without WARC-Type");
	rec->block_len = (size_t)len;
	rec->block = !keep ? NULL : r->block.p != NULL ? r->block.p : "";
	return 1;
}

int
nq_warc_next(struct nq_warc_reader *r, struct nq_warc_record *rec,
    struct nq_err *e)
{
	int rc = -1;

	*rec = (struct nq_warc_record){ 0 };
	if (r->stuck)
		nq_fail(e, NQ_EPARSE, "the archive could not be read further");
	else if (fill_in(r, e) == 0) {
		rec->offset = position(r);
		rc = r->eof ? 0 : read_record(r, rec, e);
	}
	if (rc < 0) {
		r->stuck = true;
		nq_err_at(e, "%s: offset %" PRIu64, r->path, rec->offset);
	}
	return rc;
}
