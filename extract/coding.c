#include "extract/coding.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Windows of inflateInit2 (zlib.h): which wrapping is expected. */
enum { BARE = -15, ZLIB = 15, GZIP = 15 + 16 };

bool
nq_coding_is_gzip(const char *p, size_t len)
{
	return len >= 3 && memcmp(p, "\x1f\x8b\x08", 3) == 0;
}

bool
nq_coding_is_zlib(const char *p, size_t len)
{
	unsigned cmf, flg;

	if (len < 2)
		return false;
	cmf = (unsigned char)p[0];
	flg = (unsigned char)p[1];
	return (cmf & 15) == 8 && cmf >> 4 <= 7 && (cmf << 8 | flg) % 31 == 0;
}

/* Decodes one stream, which z is at the beginning of; what zlib answers at
 * its end. over is filled where out is full. */
static int
decode_stream(z_stream *z, struct nq_buf *out, struct nq_err *over)
{
	char chunk[65536];
	int rc;

	do {
		z->next_out = (Bytef *)chunk;
		z->avail_out = sizeof(chunk);
		rc = inflate(z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			nq_mem_gone();
		if ((rc == Z_OK || rc == Z_STREAM_END) && nq_buf_add(out,
		    chunk, sizeof(chunk) - z->avail_out, over) != 0)
			return rc;
	} while (rc == Z_OK);
	return rc;
}

static int
decode(const char *p, size_t len, int window, const char *name,
    struct nq_buf *out, struct nq_err *e)
{
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)p };
	struct nq_err over = { 0 };
	bool whole;
	int rc;

	if (len > UINT_MAX)
		return nq_fail(e, NQ_ELIMIT, "a body of %zu bytes", len);
	z.avail_in = (uInt)len;
	if (inflateInit2(&z, window) != Z_OK)
		nq_mem_gone();
	for (;;) {
		rc = decode_stream(&z, out, &over);
		if (rc != Z_STREAM_END || over.code != NQ_OK ||
		    window != GZIP || !nq_coding_is_gzip(
		    (const char *)z.next_in, z.avail_in))
			break;
		if (inflateReset(&z) != Z_OK)
			abort();
	}
	whole = rc == Z_STREAM_END && (window != BARE || z.avail_in == 0);
	inflateEnd(&z);
	if (over.code != NQ_OK)
		return nq_fail(e, NQ_ELIMIT, "the body is over %zu bytes when "
		    "decoded", out->max != 0 ? out->max : (size_t)NQ_MAX_BUF);
	if (!whole)
		return nq_fail(e, NQ_EPARSE, "the %s body is damaged or cut "
		    "short", name);
	return 0;
}

int
nq_coding_gunzip(const char *p, size_t len, struct nq_buf *out,
    struct nq_err *e)
{
	return decode(p, len, GZIP, "gzip", out, e);
}

int
nq_coding_inflate(const char *p, size_t len, struct nq_buf *out,
    struct nq_err *e)
{
	return decode(p, len, nq_coding_is_zlib(p, len) ? ZLIB : BARE,
	    "deflate", out, e);
}
