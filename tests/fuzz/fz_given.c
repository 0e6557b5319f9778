/*
 * An archive from elsewhere, whole: WARC records, and of each response or
 * resource the address, the time and the answer of the portal.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/err.h"
#include "core/limits.h"
#include "core/warc.h"
#include "extract/given.h"
#include "tests/fuzz/links.h"

static void
look_at(const struct nq_given *g)
{
	MUST(g->url != NULL);
	fuzz_url(g->url, strlen(g->url));
	MUST(strlen(g->at) == 20);
	MUST(g->resource || (g->http.status >= 100 &&
	    g->http.status <= 599));
	MUST(g->http.body.len <= NQ_MAX_BODY);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open_bytes((const char *)data,
	    size, "in", &e);
	struct nq_warc_record rec;
	int rc;

	if (r == NULL)
		return 0;
	while ((rc = nq_warc_next(r, &rec, &e)) != 0) {
		struct nq_given g = { 0 };

		if (rc == 1 && rec.block != NULL &&
		    (strcmp(rec.type, "response") == 0 ||
		    strcmp(rec.type, "resource") == 0)) {
			if (nq_given_read(&g, r, &rec, &e) == 0)
				look_at(&g);
			else
				MUST(e.code == NQ_EPARSE ||
				    e.code == NQ_ELIMIT);
			nq_given_release(&g);
		}
		nq_err_clear(&e);
	}
	nq_warc_reader_free(r);
	return 0;
}
