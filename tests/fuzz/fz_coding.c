/*
 * Content codings: gzip and deflate, never past the ceiling; what is
 * refused is refused again, what is decoded is the same twice.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/buf.h"
#include "core/err.h"
#include "extract/coding.h"

enum { CEILING = 1 << 16 };

static void
twice(int (*undo)(const char *, size_t, struct nq_buf *, struct nq_err *),
    const char *p, size_t len)
{
	struct nq_buf a = NQ_BUF(CEILING), b = NQ_BUF(CEILING);
	struct nq_err e = { 0 }, other = { 0 };
	int rc = undo(p, len, &a, &e);

	MUST(rc == undo(p, len, &b, &other) && e.code == other.code);
	MUST(rc == 0 || e.code == NQ_EPARSE || e.code == NQ_ELIMIT);
	MUST(a.len <= CEILING);
	if (rc == 0)
		MUST(a.len == b.len && (a.len == 0 || memcmp(a.p, b.p,
		    a.len) == 0));
	nq_buf_release(&a);
	nq_buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;

	nq_coding_is_gzip(p, size);
	nq_coding_is_zlib(p, size);
	twice(nq_coding_gunzip, p, size);
	twice(nq_coding_inflate, p, size);
	return 0;
}
