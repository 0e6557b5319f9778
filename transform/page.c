#include "transform/page.h"

#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/mem.h"
#include "transform/decode.h"
#include "transform/file.h"
#include "transform/html.h"
#include "transform/office.h"
#include "transform/raw.h"
#include "transform/sniff.h"

void
nq_page_init(void)
{
	nq_html_init();
}

static void
refuse(struct nq_page *page, enum nq_page_status status, const char *reason)
{
	page->status = status;
	page->reason = reason;
}

static void
unsupported(enum nq_type type, struct nq_arena *arena, struct nq_page *page)
{
	char text[160];

	snprintf(text, sizeof(text), "%s; HTML, text, CSV, XLSX, XLS, DOCX "
	    "and PDF are read", nq_type_name(type));
	refuse(page, type == NQ_TYPE_IMAGE ? NQ_PAGE_IMAGE_ONLY :
	    NQ_PAGE_UNSUPPORTED, nq_arena_strdup(arena, text));
}

/* What every reader ends with: the page is cut, empty, or whole. */
static void
conclude(struct nq_raw *raw, struct nq_page *page)
{
	const char *fonts = nq_repair_name(&raw->repair);

	if (fonts != NULL)
		page->charset = fonts;
	if (raw->why == NULL && raw->cut != NULL)
		refuse(page, NQ_PAGE_TRUNCATED, raw->cut);
	else if (page->status == NQ_PAGE_OK && page->nblocks == 0)
		refuse(page, NQ_PAGE_FAILED, "no text was found in it");
	nq_raw_release(raw);
}

static void
read_file(enum nq_type type, const char *p, size_t len,
    const struct nq_page_hint *hint, struct nq_arena *arena,
    struct nq_page *page)
{
	struct nq_raw raw;

	nq_raw_init(&raw, arena);
	if (type == NQ_TYPE_ZIP)
		nq_office_read(p, len, &raw);
	else if (type == NQ_TYPE_OLE2)
		nq_xls_read(p, len, &raw);
	else if (type == NQ_TYPE_PDF)
		nq_pdf_read(p, len, &raw);
	else
		nq_csv_read(p, len, &raw);
	nq_file_finish(&raw, hint, page);
	conclude(&raw, page);
}

static void
read_text(const char *p, size_t len, const struct nq_page_hint *hint,
    struct nq_arena *arena, struct nq_page *page)
{
	enum nq_type type = nq_sniff_text(p, len);
	struct nq_raw raw;

	if (type == NQ_TYPE_EMPTY) {
		refuse(page, NQ_PAGE_FAILED, "an empty body");
		return;
	}
	if (type == NQ_TYPE_CSV) {
		read_file(type, p, len, hint, arena, page);
		return;
	}
	if (type != NQ_TYPE_HTML && type != NQ_TYPE_TEXT) {
		unsupported(type, arena, page);
		return;
	}
	nq_raw_init(&raw, arena);
	if (len > NQ_MAX_HTML) {
		raw.cut = "a page longer than NQ_MAX_HTML";
		len = NQ_MAX_HTML;
		while (len > 0 && (p[len] & '\xc0') == '\x80')
			len--;
	}
	if (type == NQ_TYPE_HTML) {
		const char *before = raw.cut;

		raw.cut = NULL;
		nq_html_read(p, len, &raw);
		if (raw.cut == NULL)
			raw.cut = before;
	} else {
		const char *before = raw.cut;

		raw.cut = NULL;
		nq_text_read(p, len, &raw);
		if (raw.cut == NULL)
			raw.cut = before;
	}
	nq_article_pick(&raw, type == NQ_TYPE_TEXT, page);
	conclude(&raw, page);
}

void
nq_page_parse(const char *bytes, size_t len, const struct nq_page_hint *hint,
    struct nq_arena *arena, struct nq_page *page)
{
	enum nq_type type = nq_sniff(bytes, len);
	struct nq_decoded text;

	*page = (struct nq_page){ .charset = "", .title = "" };
	page->text = nq_arena_get(arena, 1, 1);
	if (type == NQ_TYPE_EMPTY) {
		refuse(page, NQ_PAGE_FAILED, "an empty body");
		return;
	}
	if (type == NQ_TYPE_ZIP || type == NQ_TYPE_OLE2 ||
	    type == NQ_TYPE_PDF) {
		read_file(type, bytes, len, hint, arena, page);
		return;
	}
	if (type != NQ_TYPE_TEXT) {
		unsupported(type, arena, page);
		return;
	}
	nq_decode(bytes, len, hint, &text);
	page->charset = text.charset;
	read_text(text.p, text.len, hint, arena, page);
	nq_decoded_release(&text);
}
