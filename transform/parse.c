/* nqtrack parse: the records of one file, without archive or warehouse. */
#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/worker.h"
#include "transform/catalog.h"
#include "transform/document.h"
#include "transform/page.h"
#include "transform/transform.h"

#include <stdio.h>
#include <string.h>

static const char *
nonempty(const char *s)
{
	return s != NULL && s[0] != '\0' ? s : NULL;
}

static int
parse(const struct nq_opts *o, const struct nq_catalog *cat,
    struct nq_buf *out, struct nq_err *e)
{
	const char *path = o->argv[0];
	struct nq_buf bytes = NQ_BUF(NQ_MAX_BODY);
	struct nq_buf req = NQ_BUF(NQ_MAX_BODY + NQ_MAX_HEADERS);
	struct nq_capture c = { .url = nonempty(o->url),
		.source = nonempty(o->source),
		.published = nonempty(o->published) };
	struct nq_pool *pool = NULL;
	enum nq_view view = o->explain ? NQ_VIEW_EXPLAIN :
	    o->unmatched ? NQ_VIEW_UNMATCHED : NQ_VIEW_RECORDS;
	int rc = -1;

	if (nq_buf_read_file(&bytes, strcmp(path, "-") == 0 ? NULL : path,
	    e) != 0)
		goto out;
	pool = nq_pool_new(1, nq_sandbox_of(o->sandbox), nq_document_serve,
	    (void *)(uintptr_t)cat, e);
	if (pool == NULL)
		goto out;
	c.bytes = bytes.p != NULL ? bytes.p : "";
	c.len = bytes.len;
	nq_capture_pack(&c, view, &req);
	if (nq_pool_call(pool, req.p, req.len, out, e) != 0)
		goto out;
	rc = 0;
out:
	nq_pool_free(pool);
	nq_buf_release(&req);
	nq_buf_release(&bytes);
	return rc;
}

enum nq_exit
nq_parse_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_buf out = NQ_BUF(NQ_MAX_BUF);
	struct nq_err e = { 0 };
	struct nq_catalog *cat;
	enum nq_exit rc = NQ_EXIT_OK;

	nq_page_init();
	cat = nq_catalog_load(o, &e);
	if (cat == NULL || parse(o, cat, &out, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = e.code == NQ_EUSAGE ? NQ_EXIT_USAGE : NQ_EXIT_NOTHING;
	} else if (out.len > 0) {
		fwrite(out.p, 1, out.len, stdout);
	}
	nq_catalog_free(cat);
	nq_buf_release(&out);
	return rc;
}
