/* XLSX workbooks: shared strings, sheets in the workbook's order. */
#include "transform/office.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/raw.h"
#include "transform/sheet.h"
#include "transform/zip.h"

enum {
	MAX_SHEETS = 500,	/* monthly workbooks have 40 */
	MAX_ROWS = 1048576,	/* Excel's own limits */
	MAX_COLS = 16384,
	MAX_TEXT = 256 << 10,	/* bytes of one cell; Excel allows 32,767
				 * characters */
};

/* One string, from its pieces, phonetic hints left out. */
struct text {
	struct nq_buf buf;	/* owned */
	bool in_t, in_hint;
};

struct book {
	struct nq_zip *zip;
	struct nq_raw *raw;
	struct nq_xml *now;
	struct nq_rels rels;
	struct nq_styles styles;
	struct nq_string *strings;	/* owned */
	size_t nstrings, string_cap;
	struct text text;
	struct tab {
		const char *name, *part;
		bool hidden;
	} *tabs;			/* owned */
	size_t ntabs, tab_cap;
	const char *why;		/* a sheet that cannot be had */
	bool from_1904;
};

/* A sheet while it is read. */
struct walk {
	struct book *book;
	struct nq_sheet sheet;
	uint32_t row, col;	/* of the cell, from 0 */
	char kind;		/* of the cell: n s t(ext) b e */
	unsigned long style;
	bool in_value, in_cell;
	struct nq_buf value;	/* owned */
};

static int
hex(const char *p, uint32_t *cp)
{
	int i;

	*cp = 0;
	for (i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return 0;
		*cp = *cp * 16 + (uint32_t)(isdigit((unsigned char)p[i]) ?
		    p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	}
	return p[4] == '_';
}

/* "_x000D_" is how the format writes what XML cannot hold. In place. */
static void
unescape(struct nq_buf *b)
{
	size_t i = 0, k = 0;
	uint32_t cp;
	char utf8[4];

	if (b->len < 7 || memmem(b->p, b->len, "_x", 2) == NULL)
		return;
	while (i < b->len) {
		if (b->p[i] == '_' && i + 7 <= b->len && b->p[i + 1] == 'x' &&
		    hex(b->p + i + 2, &cp) && (cp < 0xd800 || cp >= 0xe000)) {
			size_t n = nq_utf8_put(cp < ' ' ? ' ' : cp, utf8);

			memcpy(b->p + k, utf8, n);
			k += n;
			i += 7;
			continue;
		}
		b->p[k++] = b->p[i++];
	}
	b->len = k;
	b->p[k] = '\0';
}

static void
text_start(struct text *t, const char *name)
{
	if (strcmp(name, "rPh") == 0)
		t->in_hint = true;
	else if (strcmp(name, "t") == 0)
		t->in_t = !t->in_hint;
}

static void
text_end(struct text *t, const char *name)
{
	if (strcmp(name, "rPh") == 0)
		t->in_hint = false;
	else if (strcmp(name, "t") == 0)
		t->in_t = false;
}

static struct nq_string
text_take(struct book *b)
{
	struct nq_string s;

	unescape(&b->text.buf);
	s = nq_sheet_string(b->raw, b->text.buf.p != NULL ?
	    b->text.buf.p : "", b->text.buf.len);
	nq_buf_reset(&b->text.buf);
	return s;
}

static void
strings_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct book *b = ctx;

	(void)a;
	text_start(&b->text, name);
}

static void
strings_end(void *ctx, const char *name)
{
	struct book *b = ctx;

	text_end(&b->text, name);
	if (strcmp(name, "si") != 0)
		return;
	if (b->nstrings >= NQ_MAX_BOOK_CELLS) {
		b->raw->cut = "more shared strings than NQ_MAX_BOOK_CELLS";
		nq_xml_stop(b->now);
		return;
	}
	b->strings = nq_grow(b->strings, b->nstrings, &b->string_cap,
	    sizeof(*b->strings));
	b->strings[b->nstrings++] = text_take(b);
}

static void
strings_text(void *ctx, const char *p, size_t len)
{
	struct book *b = ctx;

	if (b->text.in_t)
		nq_buf_put(&b->text.buf, p, len);
}

/* "BC12" to row 11, column 54. */
static bool
read_ref(const char *p, size_t len, uint32_t *row, uint32_t *col)
{
	uint32_t r = 0, c = 0;
	size_t i = 0;

	for (; i < len && isalpha((unsigned char)p[i]) && c < MAX_COLS; i++)
		c = c * 26 + (uint32_t)((p[i] | 0x20) - 'a' + 1);
	for (; i < len && isdigit((unsigned char)p[i]) && r <= MAX_ROWS; i++)
		r = r * 10 + (uint32_t)(p[i] - '0');
	if (i != len || r == 0 || c == 0 || r > MAX_ROWS || c > MAX_COLS)
		return false;
	*row = r - 1;
	*col = c - 1;
	return true;
}

static void
start_cell(struct walk *w, const struct nq_xml_atts *a)
{
	const char *ref, *type;
	size_t nref, ntype;

	ref = nq_xml_att(a, "r", &nref);
	type = nq_xml_att(a, "t", &ntype);
	if (ref == NULL || !read_ref(ref, nref, &w->row, &w->col))
		w->col++;
	w->style = nq_xml_att_num(a, "s", 0);
	w->kind = 'n';
	if (type != NULL && ntype == 1)
		w->kind = *type == 'd' ? 't' : *type;
	else if (type != NULL)
		w->kind = 't';		/* "str", "inlineStr" */
	w->in_cell = true;
	nq_buf_reset(&w->value);
	nq_buf_reset(&w->book->text.buf);
}

static void
end_cell(struct walk *w)
{
	struct book *b = w->book;
	const struct nq_style *style = w->style < b->styles.n ?
	    &b->styles.v[w->style] : NULL;
	const char *p = w->value.p != NULL ? w->value.p : "";
	size_t len = w->value.len;
	struct nq_string s;
	unsigned long at;
	char *end;

	w->in_cell = false;
	switch (w->kind) {
	case 's':
		at = strtoul(p, &end, 10);
		if (len > 0 && *end == '\0' && at < b->nstrings)
			nq_sheet_text(&w->sheet, w->row, w->col,
			    &b->strings[at], style);
		break;
	case 'n':
		if (len > 0)
			nq_sheet_number(&w->sheet, w->row, w->col, p, len,
			    style, b->from_1904);
		break;
	case 'b':
		p = *p == '1' ? "TRUE" : "FALSE";
		len = strlen(p);
		__attribute__((fallthrough));
	default:
		if (b->text.buf.len == 0)
			nq_buf_put(&b->text.buf, p, len);
		s = text_take(b);
		nq_sheet_text(&w->sheet, w->row, w->col, &s, style);
	}
	if (b->raw->cut != NULL)
		nq_xml_stop(b->now);
}

static void
merge(struct walk *w, const struct nq_xml_atts *a)
{
	uint32_t row, col, last_row, last_col;
	const char *ref, *colon;
	size_t len, n;

	ref = nq_xml_att(a, "ref", &len);
	if (ref == NULL || (colon = memchr(ref, ':', len)) == NULL)
		return;
	n = (size_t)(colon - ref);
	if (read_ref(ref, n, &row, &col) &&
	    read_ref(colon + 1, len - n - 1, &last_row, &last_col))
		nq_sheet_span(&w->sheet, row, col, last_row, last_col);
}

static void
sheet_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct walk *w = ctx;
	unsigned long row;

	if (name[0] == 'c' && name[1] == '\0') {
		start_cell(w, a);
	} else if (name[0] == 'v' && name[1] == '\0') {
		w->in_value = w->in_cell;
	} else if (strcmp(name, "row") == 0) {
		row = nq_xml_att_num(a, "r", 0);
		w->row = row >= 1 && row <= MAX_ROWS ? (uint32_t)row - 1 :
		    w->row + 1;
		w->col = UINT32_MAX;
	} else if (strcmp(name, "mergeCell") == 0) {
		merge(w, a);
	} else if (w->in_cell) {
		text_start(&w->book->text, name);
	}
}

static void
sheet_end(void *ctx, const char *name)
{
	struct walk *w = ctx;

	if (name[0] == 'c' && name[1] == '\0')
		end_cell(w);
	else if (name[0] == 'v' && name[1] == '\0')
		w->in_value = false;
	else if (w->in_cell)
		text_end(&w->book->text, name);
}

static void
sheet_text(void *ctx, const char *p, size_t len)
{
	struct walk *w = ctx;

	if (w->in_value)
		nq_buf_put(&w->value, p, len);
	else if (w->in_cell && w->book->text.in_t)
		nq_buf_put(&w->book->text.buf, p, len);
}

static void
book_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct book *b = ctx;
	const struct nq_rel *rel;
	const char *id, *title, *state;
	size_t nid, ntitle, nstate;
	struct tab *t;

	if (strcmp(name, "workbookPr") == 0)
		b->from_1904 = nq_xml_att_true(a, "date1904");
	if (strcmp(name, "sheet") != 0 || b->ntabs >= MAX_SHEETS)
		return;
	id = nq_xml_att(a, "id", &nid);
	title = nq_xml_att(a, "name", &ntitle);
	state = nq_xml_att(a, "state", &nstate);
	rel = nq_rel_by_id(&b->rels, id, nid);
	/* Charts and macros are sheets too. */
	if (rel == NULL || strcmp(rel->type, "worksheet") != 0)
		return;
	b->tabs = nq_grow(b->tabs, b->ntabs, &b->tab_cap, sizeof(*b->tabs));
	t = &b->tabs[b->ntabs++];
	t->name = title != NULL ? nq_sheet_string(b->raw, title, ntitle).text :
	    "";
	t->part = rel->part;
	/* "hidden", "veryHidden"; the other value is "visible". */
	t->hidden = state != NULL && nstate > 5 &&
	    memcmp(state + nstate - 5, "idden", 5) == 0;
	if (rel->part == NULL)
		b->why = t->name;
}

static bool
read_tab(struct book *b, const struct tab *t)
{
	static const struct nq_xml_events events = { sheet_start, sheet_end,
		sheet_text };
	struct walk w = { .book = b, .row = UINT32_MAX, .col = UINT32_MAX,
		.value = NQ_BUF(MAX_TEXT) };
	bool ok;

	nq_sheet_open(&w.sheet, b->raw, t->name);
	b->text.in_t = b->text.in_hint = false;
	ok = nq_zip_read(b->zip, t->part, &events, &w, &b->now);
	nq_sheet_close(&w.sheet);
	nq_buf_release(&w.value);
	return ok && b->raw->cut == NULL;
}

static bool
read_parts(struct book *b, const char *part)
{
	static const struct nq_xml_events strings = { strings_start,
		strings_end, strings_text };
	static const struct nq_xml_events book = { book_start, NULL, NULL };
	const struct nq_rel *rel;

	if (!nq_rels_read(b->zip, b->raw, part, &b->rels) ||
	    !nq_zip_read(b->zip, part, &book, b, &b->now))
		return false;
	if (b->why != NULL)
		return nq_raw_refuse(b->raw, NQ_PAGE_FAILED, "the sheet \"%s\" "
		    "lies outside the workbook", b->why);
	rel = nq_rel_by_type(&b->rels, "styles");
	if (rel != NULL && rel->part != NULL &&
	    !nq_styles_read(b->zip, rel->part, b->raw, &b->styles))
		return false;
	rel = nq_rel_by_type(&b->rels, "sharedStrings");
	if (rel != NULL && rel->part == NULL)
		return nq_raw_refuse(b->raw, NQ_PAGE_FAILED, "the shared "
		    "strings lie outside the workbook");
	return rel == NULL ||
	    nq_zip_read(b->zip, rel->part, &strings, b, &b->now);
}

void
nq_xlsx_read(struct nq_zip *zip, const char *part, struct nq_raw *raw)
{
	struct book b = { .zip = zip, .raw = raw,
		.text = { .buf = NQ_BUF(MAX_TEXT) } };
	size_t i;

	if (!read_parts(&b, part))
		goto out;
	for (i = 0; i < b.ntabs && raw->cut == NULL; i++) {
		if (b.tabs[i].hidden)
			nq_raw_hidden(raw, b.tabs[i].name);
		else if (!read_tab(&b, &b.tabs[i]))
			break;
	}
out:
	nq_buf_release(&b.text.buf);
	free(b.strings);
	free(b.tabs);
}
