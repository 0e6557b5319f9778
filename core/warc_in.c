#include "core/warc_in.h"

#include "core/err.h"
#include "core/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	CHUNK = 64 << 10,
	/* Bytes of a gzip member looked at to see what it holds; its header
	 * may carry a file name. */
	TRIAL = 4096
};

static const char mark[] = "WARC/1.";

enum {
	MARK = sizeof(mark) - 1
};

/* What the file is made of, as its first unit showed. */
enum form { FORM_UNKNOWN, FORM_GZIP, FORM_PLAIN };

struct nq_warc_in {
	FILE *f;
	enum form form;
	z_stream z;		/* next_in, avail_in: read and not used */
	unsigned char in[CHUNK], out[CHUNK];
	size_t from, to;	/* what out holds and nobody has taken */
	uint64_t read;		/* bytes taken from f */
	uint64_t begin;		/* of the unit */
	bool eof;		/* f has no more */
	bool member;		/* the unit is a gzip member */
	bool end;		/* the unit has ended, or none has begun */
};

static struct nq_warc_in *
in_new(FILE *f, struct nq_err *e)
{
	struct nq_warc_in *in;

	if (f == NULL) {
		nq_fail(e, NQ_EIO, "cannot open: %s", strerror(errno));
		return NULL;
	}
	in = nq_alloc(1, sizeof(*in));
	in->f = f;
	in->end = true;
	in->z.next_in = in->in;
	if (inflateInit2(&in->z, 15 + 16) != Z_OK)
		nq_mem_gone();
	return in;
}

struct nq_warc_in *
nq_warc_in_open(const char *path, struct nq_err *e)
{
	return in_new(fopen(path, "rbe"), e);
}

struct nq_warc_in *
nq_warc_in_bytes(const char *p, size_t len, struct nq_err *e)
{
	/* Opened for reading, so nothing is written through the pointer. */
	return in_new(fmemopen((void *)(uintptr_t)p, len, "r"), e);
}

void
nq_warc_in_free(struct nq_warc_in *in)
{
	if (in == NULL)
		return;
	fclose(in->f);
	inflateEnd(&in->z);
	free(in);
}

/* Where the next byte of the file that was not used stands. */
static uint64_t
raw_at(const struct nq_warc_in *in)
{
	return in->read - in->z.avail_in;
}

uint64_t
nq_warc_in_at(const struct nq_warc_in *in)
{
	if (in->end && in->from == in->to)
		return raw_at(in);
	return in->member ? in->begin : raw_at(in) - (in->to - in->from);
}

bool
nq_warc_in_is_member(const struct nq_warc_in *in)
{
	return in->member;
}

/* Makes the input hold want bytes, at most CHUNK, unless the file ends. */
static int
fill(struct nq_warc_in *in, size_t want, struct nq_err *e)
{
	while (in->z.avail_in < want && !in->eof) {
		size_t n, have = in->z.avail_in;

		if (have > 0)
			memmove(in->in, in->z.next_in, have);
		in->z.next_in = in->in;
		n = fread(in->in + have, 1, CHUNK - have, in->f);
		if (n == 0 && ferror(in->f))
			return nq_fail(e, NQ_EIO, "cannot read: %s",
			    strerror(errno));
		in->eof = n == 0;
		in->read += n;
		in->z.avail_in = (uInt)(have + n);
	}
	return 0;
}

static void
skip(struct nq_warc_in *in, size_t n)
{
	in->z.next_in += n;
	in->z.avail_in -= (uInt)n;
}

int
nq_warc_in_begin(struct nq_warc_in *in, struct nq_err *e)
{
	if (fill(in, MARK, e) != 0)
		return -1;
	in->begin = raw_at(in);
	in->from = in->to = 0;
	if (in->z.avail_in == 0)
		return 0;
	in->member = in->z.avail_in >= 2 && in->z.next_in[0] == 0x1f &&
	    in->z.next_in[1] == 0x8b;
	if (in->form == FORM_UNKNOWN && in->member)
		in->form = FORM_GZIP;
	else if (in->form == FORM_UNKNOWN && in->z.avail_in >= MARK &&
	    memcmp(in->z.next_in, mark, MARK) == 0)
		in->form = FORM_PLAIN;
	if (!in->member && in->form != FORM_PLAIN)
		return nq_fail(e, NQ_EPARSE, "expected a gzip member or a "
		    "record of WARC/1.0 or WARC/1.1");
	in->end = false;
	if (in->member && inflateReset(&in->z) != Z_OK)
		abort();
	return 1;
}

/* More of the unit into out, which has room. */
static int
more(struct nq_warc_in *in, struct nq_err *e)
{
	size_t n;
	int rc;

	if (fill(in, 1, e) != 0)
		return -1;
	if (in->z.avail_in == 0 && in->member)
		return nq_fail(e, NQ_EPARSE, "the file ends inside a "
		    "record");
	if (!in->member) {
		n = CHUNK - in->to;
		if (n > in->z.avail_in)
			n = in->z.avail_in;
		memcpy(in->out + in->to, in->z.next_in, n);
		skip(in, n);
		in->to += n;
		in->end = n == 0;
		return 0;
	}
	in->z.next_out = in->out + in->to;
	in->z.avail_out = (uInt)(CHUNK - in->to);
	rc = inflate(&in->z, Z_NO_FLUSH);
	if (rc == Z_MEM_ERROR)
		nq_mem_gone();
	if (rc != Z_OK && rc != Z_STREAM_END)
		return nq_fail(e, NQ_EPARSE, "not a sound gzip member (%s)",
		    in->z.msg != NULL ? in->z.msg : "no detail");
	in->to = CHUNK - in->z.avail_out;
	in->end = rc == Z_STREAM_END;
	return 0;
}

int
nq_warc_in_peek(struct nq_warc_in *in, size_t want, const char **p, size_t *n,
    struct nq_err *e)
{
	if (in->to - in->from < want && in->from > 0) {
		memmove(in->out, in->out + in->from, in->to - in->from);
		in->to -= in->from;
		in->from = 0;
	}
	while (in->to - in->from < want && !in->end)
		if (more(in, e) != 0)
			return -1;
	*p = (const char *)in->out + in->from;
	*n = in->to - in->from;
	return 0;
}

void
nq_warc_in_take(struct nq_warc_in *in, size_t n)
{
	in->from += n;
}

int
nq_warc_in_seek(struct nq_warc_in *in, uint64_t offset, struct nq_err *e)
{
	if (offset > INT64_MAX || fseeko(in->f, (off_t)offset, SEEK_SET) != 0)
		return nq_fail(e, NQ_EIO, "cannot go to offset %llu: %s",
		    (unsigned long long)offset, strerror(errno));
	in->read = offset;
	in->z.next_in = in->in;
	in->z.avail_in = 0;
	in->from = in->to = 0;
	in->eof = false;
	in->end = true;
	return 0;
}

/* Does the member that the input begins with hold a record? */
static bool
is_record(struct nq_warc_in *in)
{
	unsigned char text[MARK];
	Bytef *next = in->z.next_in;
	uInt avail = in->z.avail_in;
	bool yes;

	if (inflateReset(&in->z) != Z_OK)
		abort();
	in->z.next_out = text;
	in->z.avail_out = MARK;
	if (in->z.avail_in > TRIAL)
		in->z.avail_in = TRIAL;
	inflate(&in->z, Z_SYNC_FLUSH);
	yes = in->z.avail_out == 0 && memcmp(text, mark, MARK) == 0;
	in->z.next_in = next;
	in->z.avail_in = avail;
	return yes;
}

/* Goes through what the input holds, up to a record or to what the next
 * fill completes. line: whether it begins a line, kept up to date. */
static bool
look(struct nq_warc_in *in, bool *line)
{
	bool text = in->form != FORM_GZIP, gzip = in->form != FORM_PLAIN;

	while (in->z.avail_in > 0 && (in->z.avail_in >= TRIAL || in->eof)) {
		const unsigned char *p = in->z.next_in;

		if (text && *line && in->z.avail_in >= MARK &&
		    memcmp(p, mark, MARK) == 0)
			return true;
		if (gzip && in->z.avail_in >= 3 && p[0] == 0x1f &&
		    p[1] == 0x8b && p[2] == 8 && is_record(in))
			return true;
		*line = p[0] == '\n';
		skip(in, 1);
	}
	return false;
}

int
nq_warc_in_resync(struct nq_warc_in *in, uint64_t offset, struct nq_err *e)
{
	bool line = offset == 0;

	if (nq_warc_in_seek(in, offset, e) != 0)
		return -1;
	for (;;) {
		if (fill(in, TRIAL, e) != 0)
			return -1;
		if (in->z.avail_in == 0)
			return 0;
		if (look(in, &line))
			return 1;
	}
}
