/*
 * Web archives from memory. The first byte says whether the rest is taken
 * as it is or as the contents of one gzip member. What a record tells lies
 * within the bytes, offsets grow, and a record is found again by its offset.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/warc.h"

enum { MOST = 2000 };		/* records or damaged places of one input */

/* Reads each byte, so that the sanitizer sees one that is not there. */
static unsigned
touch(const char *p, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; p != NULL && i < len; i++)
		sum = sum * 31 + (unsigned char)p[i];
	return sum;
}

static unsigned
touch_all(const struct nq_warc_record *r)
{
	return touch(r->block, r->block_len) ^ touch(r->type,
	    strlen(r->type)) ^ touch(r->url, r->url ? strlen(r->url) : 0) ^
	    touch(r->date, r->date ? strlen(r->date) : 0);
}

struct seen {
	uint64_t offset, length;
	unsigned sum;
};

/* Reading from its own slice or offset gives the same record. */
static void
find_again(const char *p, size_t len, const struct seen *s)
{
	struct nq_err e = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r = nq_warc_open_bytes(p, len, "again", &e);

	MUST(r != NULL);
	MUST(nq_warc_seek(r, s->offset, &e) == 0);
	MUST(nq_warc_next(r, &rec, &e) == 1);
	MUST(rec.offset == s->offset && touch_all(&rec) == s->sum);
	nq_warc_reader_free(r);
	if ((r = nq_warc_open_bytes(p + s->offset, (size_t)s->length,
	    "slice", &e)) == NULL)
		return;
	MUST(nq_warc_next(r, &rec, &e) == 1);
	MUST(rec.offset == 0 && touch_all(&rec) == s->sum);
	nq_warc_reader_free(r);
}

static void
read_all(const char *p, size_t len)
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open_bytes(p, len, "in", &e);
	struct nq_warc_record rec;
	struct seen last = { 0 };
	uint64_t least = 0;
	int rc, n = 0;

	if (r == NULL)
		return;
	while ((rc = nq_warc_next(r, &rec, &e)) != 0) {
		MUST(++n < MOST);
		MUST(rec.offset <= len && rec.offset >= least);
		if (rc < 0) {
			MUST(e.code != NQ_OK && e.msg[0] != '\0');
			MUST(e.code != NQ_EIO);
			nq_err_clear(&e);
			continue;
		}
		MUST(rec.type != NULL);
		MUST(rec.length <= len - rec.offset);
		least = rec.offset + rec.length;
		if (rec.length > 0 && rec.block != NULL)
			last = (struct seen){ rec.offset, rec.length,
				touch_all(&rec) };
	}
	nq_warc_reader_free(r);
	if (last.length > 0)
		find_again(p, len, &last);
}

static void
pack(const uint8_t *data, size_t size, struct nq_buf *out)
{
	unsigned char room[1 << 17];
	z_stream z = { .next_in = (Bytef *)(uintptr_t)data,
		.avail_in = (uInt)size, .next_out = room,
		.avail_out = sizeof(room) };

	if (deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) !=
	    Z_OK || deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	nq_buf_put(out, room, sizeof(room) - z.avail_out);
	deflateEnd(&z);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_buf packed = NQ_BUF(0);

	if (size == 0 || size > 65536)
		return 0;
	if (data[0] % 2 == 0) {
		read_all((const char *)data + 1, size - 1);
		return 0;
	}
	pack(data + 1, size - 1, &packed);
	read_all(packed.p, packed.len);
	nq_buf_release(&packed);
	return 0;
}
