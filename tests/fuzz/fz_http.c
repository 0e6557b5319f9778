/* The block of a WARC response record: status line, headers, codings. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/limits.h"
#include "extract/httpblock.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Content-Type",
		"content-encoding", "X-Archive-Orig-Date", "Location" };
	struct nq_httpblock out, again;
	struct nq_err e = { 0 }, other = { 0 };
	int rc = nq_httpblock_parse((const char *)data, size, &out, &e);

	MUST(rc == nq_httpblock_parse((const char *)data, size, &again,
	    &other));
	MUST(rc == 0 || e.code == NQ_EPARSE || e.code == NQ_ELIMIT);
	if (rc == 0) {
		MUST(out.status >= 100 && out.status <= 599);
		MUST(out.headers.len <= NQ_MAX_HEADERS);
		MUST(out.body.len <= NQ_MAX_BODY);
		MUST(strlen(out.headers.p) == out.headers.len);
		MUST(out.body.len == again.body.len);
		MUST(out.body.len == 0 || memcmp(out.body.p, again.body.p,
		    out.body.len) == 0);
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			free(nq_header_value(&out.headers, names[i]));
	}
	nq_httpblock_release(&out);
	nq_httpblock_release(&again);
	return 0;
}
