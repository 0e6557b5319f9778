/*
 * PDF by poppler, from memory. Only positions and characters are asked for:
 * nothing is drawn, no font is loaded.
 */
#include "transform/file.h"

#include <ctype.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/pdf.h"
#include "transform/raw.h"
#include "transform/sheet.h"

enum {
	/* Pages; statistical yearbooks have 900, and a page costs up to
	 * 20 ms. */
	MAX_PAGES = 1500,
	/* Characters of one page; a full one has 8,000. */
	MAX_CHARS = 200000,
	MAX_ROWS = 200000	/* lines of a document */
};

/* Widths in heights of a line. */
static const double GAP = 1.0;	/* blanks wider than this part pieces */
static const double SAME = 0.5;	/* overlap that puts words on one line */
static const double TIGHT = 0.08;	/* a blank so narrow is none: a letter
					 * was set by itself */

struct word {
	double left, right, top, bottom;
	char *text;		/* in the page's */
	size_t len;
	bool bold;
};

struct page {
	struct word *v;		/* owned */
	size_t n, cap;
	char *text;		/* owned by GLib */
};

static bool
is_blank(uint32_t cp)
{
	return cp <= ' ' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200b) ||
	    cp == 0x3000;
}

/* Where the bold fonts are, by character; the list is poppler's. */
static bool
is_bold(GList **at, int i)
{
	const PopplerTextAttributes *a;

	while (*at != NULL) {
		a = (*at)->data;
		if (i <= a->end_index)
			return i >= a->start_index && a->font_name != NULL &&
			    strstr(a->font_name, "Bold") != NULL;
		*at = (*at)->next;
	}
	return false;
}

static void
add_char(struct page *p, const PopplerRectangle *r, char *s, size_t n,
    bool bold, bool *inside)
{
	struct word *w = p->n > 0 ? &p->v[p->n - 1] : NULL;
	double height = r->y2 - r->y1;

	if (!*inside && w != NULL && s == w->text + w->len + 1)
		*inside = r->x1 >= w->right - height * SAME &&
		    r->x1 - w->right < height * TIGHT;
	if (*inside && w != NULL && (r->x1 < w->left || r->x1 - w->right >
	    height * SAME || r->y1 > w->bottom || r->y2 < w->top))
		*inside = false;
	if (w == NULL || !*inside) {
		p->v = nq_grow(p->v, p->n, &p->cap, sizeof(*p->v));
		p->v[p->n++] = (struct word){ r->x1, r->x2, r->y1, r->y2, s,
			0, true };
		w = &p->v[p->n - 1];
		*inside = true;
	}
	/* Over a blank that was none. */
	if (s != w->text + w->len)
		memmove(w->text + w->len, s, n);
	w->len += n;
	w->bold = w->bold && bold;
	if (r->x2 > w->right)
		w->right = r->x2;
	if (r->y1 < w->top)
		w->top = r->y1;
	if (r->y2 > w->bottom)
		w->bottom = r->y2;
}

static void
read_words(PopplerPage *from, struct page *p)
{
	PopplerRectangle *rects = NULL;
	GList *attributes = poppler_page_get_text_attributes(from);
	GList *at = attributes;
	guint i, n = 0;
	bool inside = false;
	char *s, *end;
	uint32_t cp;
	size_t step;

	p->text = poppler_page_get_text(from);
	if (p->text != NULL &&
	    poppler_page_get_text_layout(from, &rects, &n)) {
		s = p->text;
		end = s + strlen(s);
		for (i = 0; i < n && i < MAX_CHARS && s < end; i++, s += step) {
			step = nq_utf8_get(s, (size_t)(end - s), &cp);
			if (is_blank(cp))
				inside = false;
			else
				add_char(p, &rects[i], s, step,
				    is_bold(&at, (int)i), &inside);
		}
	}
	g_free(rects);
	poppler_page_free_text_attributes(attributes);
}

static int
by_top(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->top + x->bottom != y->top + y->bottom)
		return x->top + x->bottom < y->top + y->bottom ? -1 : 1;
	return (x->left > y->left) - (x->left < y->left);
}

static int
by_left(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return (x->left > y->left) - (x->left < y->left);
}

static struct nq_piece *
new_word(struct nq_print *out, const struct word *w)
{
	struct nq_string s = nq_sheet_string(out->raw, w->text, w->len);
	struct nq_piece *p;

	if (s.len == 0)
		return NULL;
	out->words = nq_grow(out->words, out->nwords, &out->word_cap,
	    sizeof(*out->words));
	p = &out->words[out->nwords++];
	*p = (struct nq_piece){ .left = w->left, .right = w->right,
		.text = s.text, .len = s.len };
	return p;
}

static void
add_piece(struct nq_print *out, const struct word *w, size_t n)
{
	struct nq_buf b = NQ_BUF(1 << 20);
	struct nq_string s;
	size_t i, first = out->nwords;
	const struct nq_piece *p;

	for (i = 0; i < n; i++) {
		if ((p = new_word(out, &w[i])) == NULL)
			continue;
		if (b.len > 0)
			nq_buf_putc(&b, ' ');
		nq_buf_put(&b, p->text, p->len);
	}
	s = nq_sheet_string(out->raw, b.p != NULL ? b.p : "", b.len);
	nq_buf_release(&b);
	if (s.len == 0)
		return;
	out->pieces = nq_grow(out->pieces, out->npieces, &out->piece_cap,
	    sizeof(*out->pieces));
	out->pieces[out->npieces++] = (struct nq_piece){ w[0].left,
		w[n - 1].right, s.text, s.len, first, out->nwords - first };
	out->rows[out->nrows - 1].n++;
}

/* Words of one line: pieces where the blank is wide. */
static void
add_row(struct nq_print *out, struct word *w, size_t n, int page)
{
	struct nq_row *r;
	size_t i, from = 0;
	double height;

	qsort(w, n, sizeof(*w), by_left);
	out->rows = nq_grow(out->rows, out->nrows, &out->row_cap,
	    sizeof(*out->rows));
	r = &out->rows[out->nrows++];
	*r = (struct nq_row){ .top = w[0].top, .bottom = w[0].bottom,
		.first = out->npieces, .page = page, .bold = true };
	for (i = 0; i < n; i++) {
		r->bold = r->bold && w[i].bold;
		r->top = w[i].top < r->top ? w[i].top : r->top;
		r->bottom = w[i].bottom > r->bottom ? w[i].bottom : r->bottom;
	}
	for (i = 1; i <= n; i++) {
		height = w[i - 1].bottom - w[i - 1].top;
		if (i < n && w[i].left - w[i - 1].right < height * GAP)
			continue;
		add_piece(out, w + from, i - from);
		from = i;
	}
	if (out->rows[out->nrows - 1].n == 0)
		out->nrows--;
}

static void
add_page(struct nq_print *out, PopplerPage *from, int number)
{
	struct page p = { .n = 0 };
	size_t i, start = 0;
	double top, bottom, middle;

	read_words(from, &p);
	if (p.n > 0)
		qsort(p.v, p.n, sizeof(*p.v), by_top);
	for (i = 1; i <= p.n; i++) {
		top = p.v[start].top;
		bottom = p.v[start].bottom;
		if (i < p.n) {
			middle = (p.v[i].top + p.v[i].bottom) / 2;
			if (middle > top && middle < bottom -
			    (bottom - top) * (1 - SAME) / 2)
				continue;
		}
		add_row(out, p.v + start, i - start, number);
		start = i;
	}
	free(p.v);
	g_free(p.text);
}

static void
read_pages(PopplerDocument *doc, struct nq_raw *raw)
{
	struct nq_print print = { .raw = raw };
	int i, n = poppler_document_get_n_pages(doc), got = 0;
	double width = 0, height = 0;
	PopplerPage *page;

	for (i = 0; i < n && print.nrows < MAX_ROWS; i++) {
		page = poppler_document_get_page(doc, i);
		if (page == NULL)
			continue;
		poppler_page_get_size(page, &width, &height);
		add_page(&print, page, i);
		g_object_unref(page);
		got++;
	}
	if (print.nrows >= MAX_ROWS)
		raw->cut = "a PDF document of more lines than MAX_ROWS";
	if (got < n)
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "a PDF document whose tree "
		    "of pages is damaged: %d of %d found", got, n);
	else if (print.nrows == 0)
		nq_raw_refuse(raw, NQ_PAGE_IMAGE_ONLY, "a PDF document of %d "
		    "pages without a text layer; it needs OCR", n);
	else {
		nq_print_drop_running(&print, n, height);
		nq_print_blocks(&print);
	}
	free(print.words);
	free(print.pieces);
	free(print.rows);
}

void
nq_pdf_read(const char *bytes, size_t len, struct nq_raw *raw)
{
	GBytes *all = g_bytes_new_static(bytes, len);
	GError *e = NULL;
	PopplerDocument *doc;
	int n;

	doc = poppler_document_new_from_bytes(all, NULL, &e);
	if (doc == NULL) {
		if (g_error_matches(e, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
			nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED,
			    "an encrypted PDF document");
		else
			nq_raw_refuse(raw, NQ_PAGE_FAILED, "a damaged PDF "
			    "document: %s", e != NULL ? e->message : "");
		g_clear_error(&e);
	} else if ((n = poppler_document_get_n_pages(doc)) > MAX_PAGES) {
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "a PDF document of %d "
		    "pages; %d are read at most", n, MAX_PAGES);
	} else if (n < 1) {
		nq_raw_refuse(raw, NQ_PAGE_FAILED,
		    "a PDF document without pages");
	} else {
		read_pages(doc, raw);
	}
	if (doc != NULL)
		g_object_unref(doc);
	g_bytes_unref(all);
}
