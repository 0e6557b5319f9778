/*
 * Tables among printed lines. Rows that hold figures anchor one: what stands
 * under and over each other in them makes the columns. Rules are not looked
 * at, so a table needs its columns apart.
 */
#include "transform/pdf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/raw.h"
#include "transform/sheet.h"

enum {
	MAX_COLUMNS = 40,	/* of a page; a landscape table has 15 */
	HEADER_ROWS = 14,	/* lines from a table's top to its figures */
	EDGE_STEPS = 64,	/* places tried for the edge of a column */
	LABEL_LINES = 3,	/* of a row's label over its figures */
	BETWEEN = 6		/* lines from one row of figures to the next */
};

/* Of the width of a table: where a centred line may begin at least. */
static const double MARGIN = 0.12;
/* Blanks inside a header line that part columns, in heights of the line. */
static const double WORD_GAP = 0.42;

struct columns {
	double left[MAX_COLUMNS], right[MAX_COLUMNS];
	size_t n;
};

struct maker {
	struct nq_print *print;
	const struct columns *cols;
	struct columns wide;		/* with the headers' edges */
	struct nq_sheet sheet;
	uint32_t row;			/* of the sheet */
	struct nq_buf label;		/* owned; column 0 of the open row */
	bool open, pending;		/* a row; a label without figures */
	bool bold;
};

static const struct nq_piece *
piece(const struct nq_print *p, const struct nq_row *r, size_t i)
{
	return &p->pieces[r->first + i];
}

/* "1.234,5", "-0,14", "(12,3)", "+5%", and "-" or "…" for nothing. */
static bool
is_figure(const struct nq_piece *p)
{
	size_t i, digits = 0;

	if (p->len == 1 && (*p->text == '-' || *p->text == 'x'))
		return true;
	if (p->len > 24)
		return false;
	for (i = 0; i < p->len; i++) {
		digits += isdigit((unsigned char)p->text[i]) != 0;
		if (!isdigit((unsigned char)p->text[i]) &&
		    strchr(".,+-% ()*", p->text[i]) == NULL)
			return false;
	}
	return digits > 0;
}

/* A label and a figure at least; or three figures, their label elsewhere. */
static bool
is_anchor(const struct nq_print *p, const struct nq_row *r)
{
	size_t i, figures = 0, digits = 0;

	for (i = 0; i < r->n; i++) {
		const struct nq_piece *x = piece(p, r, i);

		figures += is_figure(x);
		digits += is_figure(x) && x->len > 1;
	}
	return digits > 0 && r->n >= 2 && (figures >= 2 ||
	    (figures == r->n - 1 && !is_figure(piece(p, r, 0))));
}

/* Adds the extent of a piece; columns that it joins become one. */
static void
widen(struct columns *c, double left, double right)
{
	size_t i, k = 0;

	for (i = 0; i < c->n; i++) {
		if (c->left[i] < right && left < c->right[i]) {
			left = c->left[i] < left ? c->left[i] : left;
			right = c->right[i] > right ? c->right[i] : right;
			continue;
		}
		c->left[k] = c->left[i];
		c->right[k++] = c->right[i];
	}
	for (i = k; i > 0 && c->left[i - 1] > left; i--) {
		if (i < MAX_COLUMNS) {
			c->left[i] = c->left[i - 1];
			c->right[i] = c->right[i - 1];
		}
	}
	if (i < MAX_COLUMNS) {
		c->left[i] = left;
		c->right[i] = right;
		c->n = k < MAX_COLUMNS ? k + 1 : k;
	}
}

static void
widen_by(struct columns *c, const struct nq_print *p, const struct nq_row *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		widen(c, piece(p, r, i)->left, piece(p, r, i)->right);
}

/* Does the row keep the columns apart that there are? */
static bool
fits(const struct columns *c, const struct nq_print *p, const struct nq_row *r)
{
	struct columns with = *c;

	widen_by(&with, p, r);
	return with.n >= c->n || with.n >= 3;
}

static bool
is_caption(const struct nq_piece *p)
{
	static const char *const words[] = { "bang ", "bieu ", "don vi",
	    "dvt", "(don vi", "(dvt" };
	char fold[24];
	size_t i;

	nq_hint_fold(p->text, p->len < 16 ? p->len : 16, fold, sizeof(fold));
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(fold, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* A line over the figures: in pieces, or not at the left edge, or named. */
static bool
is_header(const struct columns *c, const struct nq_print *p,
    const struct nq_row *r)
{
	double left = c->left[0], width = c->right[c->n - 1] - left;
	const struct nq_piece *x = piece(p, r, 0);

	if (r->n >= 2)
		return true;
	return is_caption(x) || (x->left > left + width * MARGIN &&
	    strchr(".:;", x->text[x->len - 1]) == NULL);
}

/* A piece of a label: it does not reach the figures. */
static bool
is_label(const struct columns *c, const struct nq_print *p,
    const struct nq_row *r)
{
	return r->n == 1 && c->n > 1 &&
	    piece(p, r, 0)->right < c->left[c->n > 2 ? 2 : 1] &&
	    piece(p, r, 0)->left < c->right[c->n > 2 ? 1 : 0];
}

/*
 * The rows of figures from a on that share columns: returns the row behind
 * the last of them, fills c; a where there are not two.
 */
static size_t
anchored(const struct nq_print *p, size_t a, struct columns *c)
{
	size_t i, last = a, anchors = 1, lines = 0;

	c->n = 0;
	widen_by(c, p, &p->rows[a]);
	for (i = a + 1; i < p->nrows && lines < BETWEEN; i++) {
		if (is_anchor(p, &p->rows[i]) && fits(c, p, &p->rows[i])) {
			widen_by(c, p, &p->rows[i]);
			anchors++;
			last = i;
			lines = 0;
			continue;
		}
		if (!is_label(c, p, &p->rows[i]) && !is_header(c, p,
		    &p->rows[i]))
			break;
		lines++;
	}
	if (anchors < 2 || c->n < 2)
		return a;
	/* The end of the last label. */
	for (i = last + 1; i < p->nrows && i < last + 3 &&
	    p->rows[i].page == p->rows[last].page &&
	    is_label(c, p, &p->rows[i]) && nq_print_is_lower(
	    piece(p, &p->rows[i], 0)->text, piece(p, &p->rows[i], 0)->len);
	    i++)
		last = i;
	return last + 1;
}

/* Where the lines of the first row begin: its label may stand higher than
 * its figures. */
static size_t
body(const struct nq_print *p, size_t from, size_t a, const struct columns *c)
{
	double edge = c->left[0] + (c->right[c->n - 1] - c->left[0]) * MARGIN;
	size_t i = a;

	for (; i > from && a - i < LABEL_LINES; i--) {
		const struct nq_row *r = &p->rows[i - 1];
		const struct nq_piece *x = piece(p, r, 0);

		if (!is_label(c, p, r) || is_caption(x) || x->left > edge ||
		    x->text[x->len - 1] == '.' || p->rows[i].top - r->bottom >
		    r->bottom - r->top)
			break;
	}
	return i;
}

static size_t
find(const struct nq_print *p, size_t from, struct columns *c, size_t *begun)
{
	size_t a, i, end;

	for (a = from; a < p->nrows && a < from + HEADER_ROWS &&
	    p->rows[a].page == p->rows[from].page; a++)
		if (is_anchor(p, &p->rows[a]))
			break;
	if (a >= p->nrows || a >= from + HEADER_ROWS ||
	    p->rows[a].page != p->rows[from].page ||
	    (end = anchored(p, a, c)) == a)
		return from;
	*begun = body(p, from, a, c);
	for (i = from; i < *begun; i++)
		if (!is_header(c, p, &p->rows[i]))
			return from;
	return end;
}

size_t
nq_print_table_end(const struct nq_print *p, size_t from)
{
	struct columns c;
	size_t begun;

	return find(p, from, &c, &begun);
}

static void
put(struct maker *m, const char *text, size_t len, uint32_t col)
{
	const struct nq_style style = { .bold = m->bold };
	struct nq_string s = { .text = text, .len = len, .head = len };

	nq_sheet_text(&m->sheet, m->row, col, &s, &style);
}

/* The columns that an extent lies over; *to is behind the last. */
static size_t
over(const struct columns *c, double left, double right, size_t *to)
{
	double middle = (left + right) / 2, best = 1e9, away;
	size_t i, from = SIZE_MAX, nearest = 0;

	for (i = 0; i < c->n; i++) {
		if (c->left[i] < right && left < c->right[i]) {
			from = from == SIZE_MAX ? i : from;
			*to = i + 1;
		}
		away = middle < c->left[i] ? c->left[i] - middle :
		    middle - c->right[i];
		if (away < best) {
			best = away;
			nearest = i;
		}
	}
	if (from != SIZE_MAX)
		return from;
	*to = nearest + 1;
	return nearest;
}

/* Words [first, first + n) of a header line, over columns [from, to). */
static void
put_words(struct maker *m, size_t first, size_t n, size_t from, size_t to)
{
	const struct nq_piece *w = &m->print->words[first];
	struct nq_buf b = NQ_BUF(1 << 20);
	struct nq_string s;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			nq_buf_putc(&b, ' ');
		nq_buf_put(&b, w[i].text, w[i].len);
	}
	s = nq_sheet_string(m->print->raw, b.p, b.len);
	put(m, s.text, s.len, (uint32_t)from);
	nq_sheet_span(&m->sheet, m->row, (uint32_t)from, m->row,
	    (uint32_t)to - 1);
	nq_buf_release(&b);
}

/*
 * A header line, word by word: those over one column belong together; at a
 * column's edge an ordinary blank means a header over several columns.
 */
static void
put_header(struct maker *m, const struct nq_row *r)
{
	const struct nq_piece *w = m->print->words;
	double height = r->bottom - r->top;
	size_t i, first = piece(m->print, r, 0)->first, from = first, a, b;
	size_t last = piece(m->print, r, r->n - 1)->first +
	    piece(m->print, r, r->n - 1)->n, left = 0, right = 0;

	m->bold = r->bold;
	for (i = first; i < last; i++) {
		a = over(&m->wide, w[i].left, w[i].right, &b);
		if (i > from && a >= right && w[i].left - w[i - 1].right >=
		    height * WORD_GAP) {
			put_words(m, from, i - from, left, right);
			from = i;
		}
		left = i == from ? a : left;
		right = i == from || b > right ? b : right;
	}
	put_words(m, from, last - from, left, right);
	m->row++;
}

/* One line of running text: its words say nothing of columns. */
static bool
is_running(const struct nq_print *p, const struct nq_row *r)
{
	const struct nq_piece *x = piece(p, r, 0), *w = &p->words[x->first];
	size_t i;

	if (r->n > 1 || x->n < 3)
		return false;
	for (i = 1; i < x->n; i++)
		if (w[i].left - w[i - 1].right >=
		    (r->bottom - r->top) * WORD_GAP)
			return false;
	return true;
}

/* Words of rows [from, to) that stand across x. */
static size_t
crossed(const struct nq_print *p, size_t from, size_t to, double x,
    double *gap_from, double *gap_to)
{
	size_t i, k, n = 0;

	for (i = from; i < to; i++) {
		const struct nq_row *r = &p->rows[i];
		size_t first = piece(p, r, 0)->first;
		size_t last = piece(p, r, r->n - 1)->first +
		    piece(p, r, r->n - 1)->n;

		for (k = first; k < last && !is_running(p, r); k++) {
			const struct nq_piece *w = &p->words[k];

			n += w->left < x && x < w->right;
			if (w->right <= x && w->right > *gap_from)
				*gap_from = w->right;
			if (w->left >= x && w->left < *gap_to)
				*gap_to = w->left;
		}
	}
	return n;
}

/*
 * Figures are narrower than the headers over them, so the edge between two
 * columns is looked for from the middle of one to the middle of the next:
 * where the fewest words are cut, in the widest blank.
 */
static void
find_edges(struct maker *m, size_t from, size_t to)
{
	const struct columns *c = m->cols;
	double low, high, x, gap, best_gap, best, a, b;
	size_t i, cut, best_cut;
	int step;

	m->wide = *c;
	for (i = 1; i < c->n; i++) {
		low = i == 1 ? c->right[0] : (c->left[i - 1] +
		    c->right[i - 1]) / 2;
		high = (c->left[i] + c->right[i]) / 2;
		best = (c->right[i - 1] + c->left[i]) / 2;
		best_cut = SIZE_MAX;
		best_gap = 0;
		for (step = 1; step < EDGE_STEPS; step++) {
			x = low + (high - low) * step / EDGE_STEPS;
			a = low;
			b = high;
			cut = crossed(m->print, from, to, x, &a, &b);
			gap = b - a;
			if (cut > best_cut || (cut == best_cut &&
			    gap <= best_gap))
				continue;
			best_cut = cut;
			best_gap = gap;
			best = (a + b) / 2;
		}
		m->wide.right[i - 1] = best;
		m->wide.left[i] = best;
	}
}

static void
flush(struct maker *m)
{
	struct nq_string s;

	if (!m->open)
		return;
	if (m->label.len > 0) {
		s = nq_sheet_string(m->print->raw, m->label.p, m->label.len);
		put(m, s.text, s.len, 0);
	}
	nq_buf_reset(&m->label);
	m->row++;
	m->open = m->pending = false;
}

static void
add_label(struct maker *m, const struct nq_piece *p)
{
	if (m->label.len > 0)
		nq_buf_putc(&m->label, ' ');
	nq_buf_put(&m->label, p->text, p->len);
}

/*
 * A label of several lines has its figures beside any of them: a line that
 * begins in lower case goes on; one that does not begins a row.
 */
static void
add_row(struct maker *m, const struct nq_row *r)
{
	const struct nq_piece *p = piece(m->print, r, 0);
	bool label, lower, figures = is_anchor(m->print, r);
	size_t i, to = 0;

	label = over(m->cols, p->left, p->right, &to) == 0 && !is_figure(p);
	lower = label && nq_print_is_lower(p->text, p->len);
	if (!figures && r->n > 1) {
		flush(m);
		put_header(m, r);
		return;
	}
	if (!(figures && m->pending && (lower || !label)) &&
	    !(!figures && m->open && lower)) {
		flush(m);
		m->bold = r->bold;
	}
	m->open = true;
	m->pending = !figures && (m->pending || m->label.len == 0);
	for (i = 0; i < r->n; i++) {
		p = piece(m->print, r, i);
		if (i == 0 && label)
			add_label(m, p);
		else
			put(m, p->text, p->len, (uint32_t)over(m->cols,
			    p->left, p->right, &to));
	}
}

void
nq_print_table(struct nq_print *p, size_t from, size_t to)
{
	struct columns c = { .n = 0 };
	struct maker m = { .print = p, .cols = &c,
		.label = NQ_BUF(1 << 20) };
	size_t i, begun = from;

	find(p, from, &c, &begun);
	find_edges(&m, from, to);
	nq_sheet_open(&m.sheet, p->raw, NULL);
	for (i = from; i < to && p->raw->cut == NULL; i++) {
		const struct nq_row *r = &p->rows[i];

		if (i >= begun)
			add_row(&m, r);
		else
			put_header(&m, r);
	}
	flush(&m);
	nq_sheet_close(&m.sheet);
	nq_buf_release(&m.label);
}
