/* A document from its bytes to records, and what load says of those. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/opts.h"
#include "load/record.h"
#include "transform/catalog.h"
#include "transform/document.h"
#include "transform/page.h"

const struct nq_catalog *
fuzz_catalog(void)
{
	static struct nq_catalog *once;
	char shipped[] = "schemas";
	struct nq_opts o = { .shipped = shipped };
	struct nq_err e = { 0 };

	if (once != NULL)
		return once;
	nq_page_init();
	if ((once = nq_catalog_load(&o, &e)) == NULL) {
		fprintf(stderr, "%s: %s\n", e.where, e.msg);
		abort();
	}
	return once;
}

/* One line of the records, by the reader that load has. */
static void
look_at_line(char *line, size_t len, const struct nq_page *page,
    int64_t ordinal)
{
	struct nq_record r;
	struct nq_err e = { 0 };

	if (nq_record_parse(line, len, &r, &e) != 0) {
		fprintf(stderr, "%s: %s\n", e.where, e.msg);
		fuzz_broken("load takes the line", __FILE__, __LINE__);
	}
	if (ordinal == 0) {
		MUST(r.kind == NQ_DOCUMENT);
		return;
	}
	MUST(r.kind == NQ_OBSERVATION && r.ordinal == ordinal);
	MUST(r.end <= (int64_t)page->text_len);
	MUST(strlen(r.text) == (size_t)(r.end - r.start));
	MUST(memcmp(page->text + r.start, r.text, strlen(r.text)) == 0);
	fuzz_dec(r.value);
}

void
fuzz_document(const char *bytes, size_t len, const char *media_type)
{
	const struct nq_catalog *cat = fuzz_catalog();
	struct nq_capture c = { .url = "http://a.vn/tin/1", .source = "a",
		.release = "a:1", .published = "2024-10-02",
		.retrieved = "2024-10-03T01:00:00Z", .archive = "a.warc.gz",
		.media_type = media_type, .bytes = bytes, .len = len };
	struct nq_page_hint hint = { .url = c.url,
		.media_type = media_type };
	struct nq_buf first = NQ_BUF(0), again = NQ_BUF(0);
	struct nq_arena arena = { 0 };
	struct nq_page page;
	int64_t ordinal = 0;
	char *at, *end;

	nq_page_parse(bytes, len, &hint, &arena, &page);
	fuzz_page(&page);
	nq_document_read(cat, &c, NQ_VIEW_RECORDS, &first);
	nq_document_read(cat, &c, NQ_VIEW_RECORDS, &again);
	MUST(!first.over && first.len > 0 && first.len == again.len);
	MUST(memcmp(first.p, again.p, first.len) == 0);
	for (at = first.p; at < first.p + first.len; at = end + 1) {
		end = strchr(at, '\n');
		MUST(end != NULL);
		*end = '\0';
		look_at_line(at, (size_t)(end - at), &page, ordinal++);
	}
	nq_buf_release(&first);
	nq_buf_release(&again);
	nq_arena_release(&arena);
}
