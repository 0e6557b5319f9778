/*
 * Answers of the indexes of web archives, in the worker: the first byte
 * says of which kind. The reply is a message, or records of texts, each
 * ended by NUL, as extract/cdx_wire.h has them.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/buf.h"
#include "extract/cdx.h"
#include "extract/cdx_wire.h"

static int
texts_of(char kind)
{
	switch (kind) {
	case 'r':
		return NQ_F_COUNT;
	case 'c':
		return 3;
	case 'b': case 'k': case 'p':
		return 1;
	default:
		return 0;
	}
}

static void
look_at(const struct nq_buf *reply)
{
	const char *p = reply->p, *end = reply->p + reply->len;
	int n;

	MUST(reply->len > 0 && !reply->over);
	MUST(*p == 'E' || *p == 'R');
	if (*p++ == 'E')
		return;
	while (p < end) {
		MUST((n = texts_of(*p++)) > 0);
		for (; n > 0; n--) {
			p = memchr(p, '\0', (size_t)(end - p));
			MUST(p != NULL);
			p++;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char kinds[] = { NQ_ASK_CDX_SERVER, NQ_ASK_COMMON_CRAWL,
		NQ_ASK_COLLINFO, NQ_ASK_PAGES };
	struct nq_buf req = NQ_BUF(0), reply = NQ_BUF(0), again = NQ_BUF(0);

	if (size == 0)
		return 0;
	nq_buf_putc(&req, kinds[data[0] % 4]);
	nq_buf_put(&req, data + 1, size - 1);
	nq_cdx_serve(NULL, req.p, req.len, &reply);
	look_at(&reply);
	nq_cdx_serve(NULL, req.p, req.len, &again);
	MUST(reply.len == again.len);
	MUST(memcmp(reply.p, again.p, reply.len) == 0);
	nq_buf_release(&req);
	nq_buf_release(&reply);
	nq_buf_release(&again);
	return 0;
}
