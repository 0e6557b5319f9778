#include "transform/document.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/mem.h"
#include "transform/explain.h"
#include "transform/figures.h"
#include "transform/page.h"
#include "transform/records.h"

#include <stdio.h>
#include <string.h>

static void
describe(const struct nq_capture *c, char digest[NQ_DIGEST_TEXT],
    struct nq_document *d)
{
	nq_digest(c->bytes, c->len, digest);
	*d = (struct nq_document){ .digest = digest, .release = c->release,
		.url = c->url, .source = c->source, .retrieved = c->retrieved,
		.media_type = c->media_type, .archive = c->archive,
		.offset = c->offset, .published = c->published };
}

void
nq_document_read(const struct nq_catalog *cat, const struct nq_capture *c,
    enum nq_view view, struct nq_buf *out)
{
	struct nq_page_hint hint = { .url = c->url,
		.media_type = c->media_type, .title = c->owner_title,
		.charset = c->charset };
	struct nq_release release = { .source = c->source, .url = c->url,
		.published = c->published };
	char digest[NQ_DIGEST_TEXT];
	struct nq_arena arena = { 0 };
	struct nq_figures figures = { 0 };
	struct nq_document d;
	struct nq_page page;

	describe(c, digest, &d);
	nq_page_parse(c->bytes, c->len, &hint, &arena, &page);
	if (page.published == NULL)
		page.published = c->owner_published;
	/* What was cut short may have lost the words that change a meaning. */
	if (page.status == NQ_PAGE_OK)
		nq_figures_read(cat, &page, &release, &arena, &figures);
	if (view == NQ_VIEW_RECORDS) {
		nq_records_settle(&figures);
		nq_records_emit(cat, &page, &d, &figures, out);
	} else if (view == NQ_VIEW_EXPLAIN) {
		nq_explain(cat, &page, &figures, out);
	} else {
		nq_unmatched(cat, &page, &figures, out);
	}
	nq_arena_release(&arena);
}

void
nq_document_failed(const struct nq_catalog *cat, const struct nq_capture *c,
    const char *reason, struct nq_buf *out)
{
	struct nq_page page = { .status = NQ_PAGE_FAILED, .reason = reason,
		.title = "" };
	struct nq_figures none = { 0 };
	char digest[NQ_DIGEST_TEXT];
	struct nq_document d;

	describe(c, digest, &d);
	nq_records_emit(cat, &page, &d, &none, out);
}

enum { STRINGS = 10 };

static const char **
strings(struct nq_capture *c, size_t i)
{
	const char **all[STRINGS] = { &c->url, &c->source, &c->release,
		&c->published, &c->retrieved, &c->media_type, &c->archive,
		&c->owner_title, &c->owner_published, &c->charset };

	return all[i];
}

void
nq_capture_pack(const struct nq_capture *c, enum nq_view view,
    struct nq_buf *b)
{
	struct nq_capture copy = *c;
	unsigned char v = (unsigned char)view;

	nq_buf_put(b, &v, 1);
	nq_buf_put(b, &c->offset, sizeof(c->offset));
	for (size_t i = 0; i < STRINGS; i++) {
		const char *s = *strings(&copy, i);

		nq_buf_putc(b, s != NULL ? 1 : 0);
		nq_buf_put(b, s != NULL ? s : "", s != NULL ?
		    strlen(s) + 1 : 1);
	}
	nq_buf_put(b, c->bytes, c->len);
}

int
nq_capture_unpack(const char *p, size_t len, struct nq_capture *c,
    enum nq_view *view)
{
	size_t at = 1 + sizeof(c->offset);
	const char *end;

	*c = (struct nq_capture){ 0 };
	if (len < at || (unsigned char)p[0] > NQ_VIEW_UNMATCHED)
		return -1;
	*view = (enum nq_view)(unsigned char)p[0];
	memcpy(&c->offset, p + 1, sizeof(c->offset));
	for (size_t i = 0; i < STRINGS; i++) {
		if (at + 1 >= len || (end = memchr(p + at + 1, '\0',
		    len - at - 1)) == NULL)
			return -1;
		*strings(c, i) = p[at] != 0 ? p + at + 1 : NULL;
		at = (size_t)(end - p) + 1;
	}
	c->bytes = p + at;
	c->len = len - at;
	return 0;
}

void
nq_document_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply)
{
	struct nq_capture c;
	enum nq_view view;

	if (nq_capture_unpack(req, len, &c, &view) == 0)
		nq_document_read(ctx, &c, view, reply);
}
