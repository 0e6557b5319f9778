/* XLS workbooks: the cells of a sheet, and what an OLE2 file is at all. */
#include "transform/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/biff.h"
#include "transform/ole.h"
#include "transform/raw.h"

enum { MAX_SHEETS = 500, MAX_TEXT = 256 << 10 };

struct walk {
	struct nq_biff *b;
	const struct nq_biff_book *book;
	struct nq_sheet sheet;
	/* A formula whose text comes in the next record. */
	uint32_t row, col;
	const struct nq_style *style;
	bool awaits;
};

static const struct nq_style *
style_at(const struct walk *w, const unsigned char *p)
{
	uint32_t n = nq_le16(p);

	return n < w->book->nstyles ? &w->book->styles[n] : NULL;
}

static void
put_number(struct walk *w, uint32_t row, uint32_t col, double v,
    const struct nq_style *style)
{
	char text[40];

	snprintf(text, sizeof(text), "%.15g", v);
	nq_sheet_number(&w->sheet, row, col, text, strlen(text), style,
	    w->book->from_1904);
}

static double
ieee(const unsigned char *p)
{
	uint64_t bits = (uint64_t)nq_le32(p + 4) << 32 | nq_le32(p);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

/* Thirty bits of a double or an integer, perhaps a hundred times too big. */
static double
rk(const unsigned char *p)
{
	uint32_t n = nq_le32(p);
	uint64_t bits = (uint64_t)(n & ~3u) << 32;
	double v;

	if (n & 2)
		v = (double)((int32_t)n >> 2);
	else
		memcpy(&v, &bits, sizeof(v));
	return n & 1 ? v / 100 : v;
}

static void
put_word(struct walk *w, uint32_t row, uint32_t col, bool is_error,
    uint32_t code, const struct nq_style *style)
{
	static const struct { uint32_t code; const char *name; } errors[] = {
		{ 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0f, "#VALUE!" },
		{ 0x17, "#REF!" }, { 0x1d, "#NAME?" }, { 0x24, "#NUM!" },
		{ 0x2a, "#N/A" } };
	const char *name = is_error ? "#ERROR!" : code != 0 ? "TRUE" : "FALSE";
	struct nq_string s;
	size_t i;

	for (i = 0; is_error && i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i].code == code)
			name = errors[i].name;
	s = (struct nq_string){ .text = name, .len = strlen(name),
		.head = strlen(name) };
	nq_sheet_text(&w->sheet, row, col, &s, style);
}

static void
put_formula(struct walk *w, uint32_t row, uint32_t col,
    const unsigned char *result, const struct nq_style *style)
{
	w->awaits = false;
	if (nq_le16(result + 6) != 0xffff) {
		put_number(w, row, col, ieee(result), style);
	} else if (result[0] == 0) {
		w->row = row;
		w->col = col;
		w->style = style;
		w->awaits = true;
	} else if (result[0] == 1 || result[0] == 2) {
		put_word(w, row, col, result[0] == 2, result[2], style);
	}
}

static void
put_text(struct walk *w, uint32_t row, uint32_t col, size_t from,
    const struct nq_style *style)
{
	struct nq_biff_text t = { .b = w->b, .p = w->b->data + from,
		.end = w->b->data + w->b->size };
	struct nq_buf text = NQ_BUF(MAX_TEXT);
	struct nq_string s;

	nq_biff_string(&t, true, &text);
	s = nq_sheet_string(w->sheet.raw, text.p != NULL ? text.p : "",
	    text.len);
	nq_sheet_text(&w->sheet, row, col, &s, style);
	nq_buf_release(&text);
	free(t.runs);
}

static void
put_many(struct walk *w, uint32_t row, uint32_t col)
{
	const unsigned char *p = w->b->data + 4;
	size_t n = (w->b->size - 6) / 6;

	for (; n > 0; n--, p += 6, col++)
		put_number(w, row, col, rk(p + 2), style_at(w, p));
}

static void
put_spans(struct walk *w)
{
	const unsigned char *p = w->b->data;
	size_t i, n = w->b->size >= 2 ? nq_le16(p) : 0;

	for (i = 0; i < n && 2 + 8 * (i + 1) <= w->b->size; i++)
		nq_sheet_span(&w->sheet, nq_le16(p + 2 + 8 * i),
		    nq_le16(p + 6 + 8 * i), nq_le16(p + 4 + 8 * i),
		    nq_le16(p + 8 + 8 * i));
}

/* Records that begin with row, column, style. */
static void
put_cell(struct walk *w)
{
	const struct nq_biff *b = w->b;
	uint32_t row = nq_le16(b->data), col = nq_le16(b->data + 2), at;
	const struct nq_style *style = style_at(w, b->data + 4);

	switch (b->type) {
	case NQ_BIFF_LABELSST:
		at = b->size >= 10 ? nq_le32(b->data + 6) : UINT32_MAX;
		if (at < w->book->nstrings)
			nq_sheet_text(&w->sheet, row, col,
			    &w->book->strings[at], style);
		break;
	case NQ_BIFF_NUMBER:
		if (b->size >= 14)
			put_number(w, row, col, ieee(b->data + 6), style);
		break;
	case NQ_BIFF_RK:
		if (b->size >= 10)
			put_number(w, row, col, rk(b->data + 6), style);
		break;
	case NQ_BIFF_MULRK:
		put_many(w, row, col);
		break;
	case NQ_BIFF_FORMULA:
		if (b->size >= 14)
			put_formula(w, row, col, b->data + 6, style);
		break;
	case NQ_BIFF_BOOLERR:
		if (b->size >= 8)
			put_word(w, row, col, b->data[7] != 0, b->data[6],
			    style);
		break;
	case NQ_BIFF_LABEL:
	case NQ_BIFF_RSTRING:
		put_text(w, row, col, 6, style);
		break;
	default:
		break;
	}
}

/* A chart inside a sheet is a sheet of its own, with a BOF and an EOF. */
void
nq_biff_sheet(struct nq_biff *b, const struct nq_biff_book *book,
    const struct nq_biff_tab *tab)
{
	struct walk w = { .b = b, .book = book };
	int depth = 0;

	nq_sheet_open(&w.sheet, book->raw, tab->name);
	b->at = tab->at < b->len ? tab->at : b->len;
	while (book->raw->cut == NULL && nq_biff_next(b)) {
		if (b->type == NQ_BIFF_BOF)
			depth++;
		else if (b->type == NQ_BIFF_EOF && --depth <= 0)
			break;
		if (depth != 1)
			continue;
		if (b->type == NQ_BIFF_MERGE) {
			put_spans(&w);
		} else if (b->type == NQ_BIFF_STRING && w.awaits) {
			w.awaits = false;
			put_text(&w, w.row, w.col, 0, w.style);
		} else if (b->size >= 6) {
			put_cell(&w);
		}
	}
	if (b->type != NQ_BIFF_EOF && book->raw->cut == NULL)
		book->raw->cut = "a sheet that breaks off";
	nq_sheet_close(&w.sheet);
}

static void
read_book(struct nq_biff *b, struct nq_raw *raw)
{
	struct nq_biff_book book = { .raw = raw };
	size_t i;

	if (nq_biff_globals(b, &book))
		for (i = 0; i < book.ntabs && i < MAX_SHEETS &&
		    raw->cut == NULL; i++) {
			if (book.tabs[i].hidden)
				nq_raw_hidden(raw, book.tabs[i].name);
			else
				nq_biff_sheet(b, &book, &book.tabs[i]);
		}
	nq_biff_release(&book);
}

static void
refuse_other(const struct nq_ole *o, struct nq_raw *raw)
{
	static const struct { const char *stream, *what; } kinds[] = {
		{ "EncryptedPackage", "an encrypted office document" },
		{ "Book", "a workbook older than Excel 97" },
		{ "WordDocument", "a Word 97-2003 document (DOC)" },
		{ "PowerPoint Document", "a presentation (PPT)" } };
	const char *what = "an OLE2 file that is no workbook";
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (nq_ole_has(o, kinds[i].stream)) {
			what = kinds[i].what;
			break;
		}
	nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED, "%s; XLSX, DOCX and XLS of 97 "
	    "to 2003 are read", what);
}

void
nq_xls_read(const char *bytes, size_t len, struct nq_raw *raw)
{
	struct nq_ole *o = nq_ole_open(bytes, len);
	struct nq_buf stream = NQ_BUF(len + 1);
	struct nq_biff b = { .at = 0 };

	if (o == NULL) {
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "a damaged OLE2 file");
	} else if (!nq_ole_has(o, "Workbook")) {
		refuse_other(o, raw);
	} else if (!nq_ole_read(o, "Workbook", &stream) || stream.len == 0) {
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "a workbook (XLS) whose "
		    "sectors lead nowhere");
	} else {
		b.p = (const unsigned char *)stream.p;
		b.len = stream.len;
		read_book(&b, raw);
	}
	nq_ole_free(o);
	nq_buf_release(&stream);
}
