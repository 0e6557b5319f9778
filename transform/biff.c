/* Records and strings, and the globals of a workbook. After [MS-XLS]. */
#include "transform/biff.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/office.h"
#include "transform/ole.h"
#include "transform/raw.h"

enum {
	BIFF8 = 0x0600,
	BOLD = 600,		/* weight; 700 is what Excel writes */
	MAX_STYLES = 65536,
	MAX_TEXT = 256 << 10,	/* bytes of one string */
	WIDE = 1, EXTRA = 4, RICH = 8	/* flags of a string */
};

struct font {
	bool bold, old;
};

struct format {
	uint32_t id;
	enum nq_shown shown;
};

/* While the globals are read. */
struct globals {
	struct nq_biff_book *book;
	struct font *fonts;		/* owned */
	struct format *formats;		/* owned */
	size_t nfonts, font_cap, nformats, format_cap;
};

bool
nq_biff_next(struct nq_biff *b)
{
	if (b->at + 4 > b->len)
		return false;
	b->type = nq_le16(b->p + b->at);
	b->size = nq_le16(b->p + b->at + 2);
	b->data = b->p + b->at + 4;
	if (b->size > b->len - b->at - 4)
		return false;
	b->at += 4 + b->size;
	return true;
}

/* Goes on in the next record, if that continues this one. */
static bool
more(struct nq_biff_text *t)
{
	size_t at = t->b->at;

	if (at + 4 > t->b->len ||
	    nq_le16(t->b->p + at) != NQ_BIFF_CONTINUE || !nq_biff_next(t->b))
		return false;
	t->p = t->b->data;
	t->end = t->p + t->b->size;
	return true;
}

static bool
skip(struct nq_biff_text *t, size_t n)
{
	while (n > (size_t)(t->end - t->p)) {
		n -= (size_t)(t->end - t->p);
		if (!more(t))
			return false;
	}
	t->p += n;
	return true;
}

static bool
number(struct nq_biff_text *t, size_t bytes, uint32_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < bytes; i++) {
		if (t->p == t->end && !more(t))
			return false;
		*out |= (uint32_t)*t->p++ << (8 * i);
	}
	return true;
}

/* Pairs of surrogates that a record's end parts become U+FFFD; no
 * Vietnamese letter is written by a pair. */
static bool
characters(struct nq_biff_text *t, uint32_t n, uint32_t flags,
    struct nq_buf *out)
{
	size_t size = flags & WIDE ? 2 : 1;
	uint32_t cp, low;
	char utf8[4];

	for (; n > 0; n--) {
		/* A continued string begins with its flags once more. */
		if ((size_t)(t->end - t->p) < size) {
			if (!more(t) || t->p == t->end)
				return false;
			size = *t->p++ & WIDE ? 2 : 1;
			if ((size_t)(t->end - t->p) < size)
				return false;
		}
		cp = size == 2 ? nq_le16(t->p) : *t->p;
		t->p += size;
		if (cp >= 0xd800 && cp < 0xdc00 && n > 1 &&
		    t->end - t->p >= 2 && size == 2) {
			low = nq_le16(t->p);
			if (low >= 0xdc00 && low < 0xe000) {
				cp = 0x10000 + ((cp & 0x3ff) << 10) +
				    (low & 0x3ff);
				t->p += 2;
				n--;
			}
		}
		if (cp >= 0xd800 && cp < 0xe000)
			cp = 0xfffd;
		nq_buf_put(out, utf8, nq_utf8_put(cp < ' ' ? ' ' : cp, utf8));
	}
	return true;
}

bool
nq_biff_string(struct nq_biff_text *t, bool wide, struct nq_buf *out)
{
	uint32_t n, flags, runs = 0, extra = 0;

	t->nruns = 0;
	if (!number(t, wide ? 2 : 1, &n) || !number(t, 1, &flags) ||
	    ((flags & RICH) && !number(t, 2, &runs)) ||
	    ((flags & EXTRA) && !number(t, 4, &extra)) ||
	    !characters(t, n, flags, out))
		return false;
	for (; runs > 0; runs--) {
		t->runs = nq_grow(t->runs, t->nruns, &t->run_cap,
		    sizeof(*t->runs));
		if (!number(t, 2, &t->runs[t->nruns].at) ||
		    !number(t, 2, &t->runs[t->nruns].font))
			return false;
		t->nruns++;
	}
	return skip(t, extra);
}

static struct nq_biff_text
text_at(struct nq_biff *b, size_t from)
{
	const unsigned char *end = b->data + b->size;

	return (struct nq_biff_text){ .b = b, .p = b->data + (from < b->size ?
	    from : b->size), .end = end };
}

static bool
is_old(const struct globals *g, uint32_t font)
{
	/* There is no font number 4. */
	font -= font > 4;
	return font < g->nfonts && g->fonts[font].old;
}

/* Bytes of the first n units of UTF-16. */
static size_t
bytes_of(const struct nq_buf *s, uint32_t units)
{
	size_t i = 0;

	while (i < s->len && units > 0) {
		units -= (unsigned char)s->p[i] >= 0xf0 && units > 1 ? 2 : 1;
		for (i++; i < s->len && ((unsigned char)s->p[i] & 0xc0) ==
		    0x80; i++)
			;
	}
	return i;
}

/* A string of several fonts: each stretch as its own font wants it; the
 * first has the font of the cell, which is not known yet. */
static struct nq_string
read_runs(const struct nq_biff_text *t, const struct nq_buf *s,
    const struct globals *g)
{
	struct nq_buf out = NQ_BUF(4 * MAX_TEXT), part = NQ_BUF(4 * MAX_TEXT);
	size_t i, from, to, head = s->len;
	struct nq_string str;
	bool read = false;

	for (i = 0; i < t->nruns; i++) {
		from = bytes_of(s, t->runs[i].at);
		to = i + 1 < t->nruns ? bytes_of(s, t->runs[i + 1].at) :
		    s->len;
		if (i == 0) {
			head = from;
			nq_buf_put(&out, s->p, head);
		}
		if (to <= from)
			continue;
		nq_buf_reset(&part);
		if (is_old(g, t->runs[i].font))
			read |= nq_repair_font(s->p + from, to - from, &part);
		else
			nq_buf_put(&part, s->p + from, to - from);
		nq_buf_put(&out, part.p, part.len);
	}
	str = nq_sheet_string_of(g->book->raw, out.p != NULL ? out.p : "",
	    out.len, head < out.len ? head : out.len);
	str.read = read;
	nq_buf_release(&out);
	nq_buf_release(&part);
	return str;
}

static bool
read_strings(struct nq_biff *b, const struct globals *g)
{
	struct nq_biff_book *k = g->book;
	struct nq_biff_text t = text_at(b, 8);
	struct nq_buf s = NQ_BUF(MAX_TEXT);
	uint32_t n, i;
	bool ok = b->size >= 8;

	n = ok ? nq_le32(b->data + 4) : 0;
	for (i = 0; ok && i < n; i++) {
		nq_buf_reset(&s);
		ok = nq_biff_string(&t, true, &s);
		if (!ok || k->nstrings >= NQ_MAX_BOOK_CELLS)
			break;
		k->strings = nq_grow(k->strings, k->nstrings, &k->string_cap,
		    sizeof(*k->strings));
		k->strings[k->nstrings++] = t.nruns > 0 && s.len > 0 ?
		    read_runs(&t, &s, g) : nq_sheet_string(k->raw,
		    s.p != NULL ? s.p : "", s.len);
	}
	free(t.runs);
	nq_buf_release(&s);
	return ok || nq_raw_refuse(k->raw, NQ_PAGE_FAILED,
	    "a workbook whose table of strings breaks off");
}

static void
read_font(struct nq_biff *b, struct globals *g)
{
	struct nq_biff_text t = text_at(b, 14);
	struct nq_buf name = NQ_BUF(1024);
	struct font *f;

	if (b->size < 16 || g->nfonts >= MAX_STYLES)
		return;
	nq_biff_string(&t, false, &name);
	g->fonts = nq_grow(g->fonts, g->nfonts, &g->font_cap,
	    sizeof(*g->fonts));
	f = &g->fonts[g->nfonts++];
	f->bold = nq_le16(b->data + 6) >= BOLD;
	f->old = name.len > 0 && nq_font_is_old(name.p, name.len);
	nq_buf_release(&name);
	free(t.runs);
}

static void
read_format(struct nq_biff *b, struct globals *g)
{
	struct nq_biff_text t = text_at(b, 2);
	struct nq_buf code = NQ_BUF(4096);

	if (b->size < 5 || g->nformats >= MAX_STYLES)
		return;
	nq_biff_string(&t, true, &code);
	g->formats = nq_grow(g->formats, g->nformats, &g->format_cap,
	    sizeof(*g->formats));
	g->formats[g->nformats++] = (struct format){ nq_le16(b->data),
		nq_shown_of(code.p != NULL ? code.p : "", code.len) };
	nq_buf_release(&code);
	free(t.runs);
}

static void
read_style(const struct nq_biff *b, struct globals *g)
{
	struct nq_biff_book *k = g->book;
	struct nq_style *s;
	uint32_t font, format;
	size_t i;

	if (b->size < 10 || k->nstyles >= MAX_STYLES)
		return;
	font = nq_le16(b->data);
	format = nq_le16(b->data + 2);
	k->styles = nq_grow(k->styles, k->nstyles, &k->style_cap,
	    sizeof(*k->styles));
	s = &k->styles[k->nstyles++];
	*s = (struct nq_style){ .shown = nq_shown_builtin(format),
		.indent = (short)(NQ_INDENT_BLANKS * (b->data[8] & 15)) };
	for (i = 0; i < g->nformats; i++)
		if (g->formats[i].id == format)
			s->shown = g->formats[i].shown;
	s->old_font = is_old(g, font);
	font -= font > 4;
	s->bold = font < g->nfonts && g->fonts[font].bold;
}

static void
read_tab(struct nq_biff *b, struct nq_biff_book *k)
{
	struct nq_biff_text t = text_at(b, 6);
	struct nq_buf name = NQ_BUF(4096);
	struct nq_biff_tab *tab;

	/* Kind 0 is a worksheet; the others are charts and macros. */
	if (b->size < 8 || b->data[5] != 0)
		return;
	nq_biff_string(&t, false, &name);
	k->tabs = nq_grow(k->tabs, k->ntabs, &k->tab_cap, sizeof(*k->tabs));
	tab = &k->tabs[k->ntabs++];
	tab->name = nq_sheet_string(k->raw, name.p != NULL ? name.p : "",
	    name.len).text;
	tab->at = nq_le32(b->data);
	tab->hidden = (b->data[4] & 3) != 0;
	nq_buf_release(&name);
	free(t.runs);
}

static bool
read_globals(struct nq_biff *b, struct globals *g)
{
	struct nq_biff_book *k = g->book;

	while (nq_biff_next(b) && b->type != NQ_BIFF_EOF)
		switch (b->type) {
		case NQ_BIFF_FILEPASS:
			return nq_raw_refuse(k->raw, NQ_PAGE_UNSUPPORTED,
			    "an encrypted workbook (XLS)");
		case NQ_BIFF_DATEMODE:
			k->from_1904 = b->size > 0 && b->data[0] == 1;
			break;
		case NQ_BIFF_FONT:
			read_font(b, g);
			break;
		case NQ_BIFF_FORMAT:
			read_format(b, g);
			break;
		case NQ_BIFF_XF:
			read_style(b, g);
			break;
		case NQ_BIFF_BOUNDSHEET:
			read_tab(b, k);
			break;
		case NQ_BIFF_SST:
			if (!read_strings(b, g))
				return false;
			break;
		default:
			break;
		}
	return b->type == NQ_BIFF_EOF || nq_raw_refuse(k->raw,
	    NQ_PAGE_FAILED, "a workbook (XLS) that breaks off");
}

bool
nq_biff_globals(struct nq_biff *b, struct nq_biff_book *k)
{
	struct globals g = { .book = k };
	bool ok;

	if (!nq_biff_next(b) || b->type != NQ_BIFF_BOF || b->size < 4)
		return nq_raw_refuse(k->raw, NQ_PAGE_FAILED,
		    "a workbook (XLS) without a beginning");
	if (nq_le16(b->data) != BIFF8)
		return nq_raw_refuse(k->raw, NQ_PAGE_UNSUPPORTED, "a workbook "
		    "older than Excel 97; XLSX and XLS of 97 to 2003 are read");
	ok = read_globals(b, &g);
	free(g.fonts);
	free(g.formats);
	return ok;
}

void
nq_biff_release(struct nq_biff_book *k)
{
	free(k->strings);
	free(k->styles);
	free(k->tabs);
	*k = (struct nq_biff_book){ .raw = k->raw };
}
