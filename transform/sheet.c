#include "transform/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/raw.h"

static const char too_many[] = "more cells than NQ_MAX_BOOK_CELLS";
static const char too_long[] = "more text in cells than NQ_MAX_BOOK_TEXT";

void
nq_sheet_open(struct nq_sheet *s, struct nq_raw *raw, const char *name)
{
	*s = (struct nq_sheet){ .raw = raw, .name = name };
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' ||
	    cp == 0xa0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200b);
}

struct nq_string
nq_sheet_string(struct nq_raw *raw, const char *p, size_t len)
{
	return nq_sheet_string_of(raw, p, len, len);
}

struct nq_string
nq_sheet_string_of(struct nq_raw *raw, const char *p, size_t len, size_t head)
{
	struct nq_line line = { .buf = NQ_BUF(len * 4 + 16) };
	struct nq_string s = { .text = "" };
	uint32_t cp;
	size_t i = 0, n;

	while (i < len && s.lead < 200) {
		n = nq_utf8_get(p + i, len - i, &cp);
		if (!is_blank(cp))
			break;
		s.lead++;
		i += n;
	}
	if (head < i)
		head = i;
	nq_line_add(&line, p + i, head - i);
	s.head = line.buf.len;
	nq_line_add(&line, p + head, len - head);
	nq_line_finish(&line);
	if (head == len || s.head > line.buf.len)
		s.head = line.buf.len;
	if (line.buf.len > 0) {
		s.text = nq_arena_strndup(raw->arena, line.buf.p,
		    line.buf.len);
		s.len = line.buf.len;
	}
	nq_line_release(&line);
	return s;
}

static struct nq_cell *
add(struct nq_sheet *s, uint32_t row, uint32_t col, size_t text,
    const struct nq_style *style)
{
	struct nq_scell *c;

	if (col >= NQ_MAX_COLS) {
		s->raw->cut = "a sheet of more columns than NQ_MAX_COLS";
		return NULL;
	}
	if (s->raw->cells >= NQ_MAX_BOOK_CELLS) {
		s->raw->cut = too_many;
		return NULL;
	}
	if ((s->raw->cell_text += text) > NQ_MAX_BOOK_TEXT) {
		s->raw->cut = too_long;
		return NULL;
	}
	s->raw->cells++;
	s->cells = nq_grow(s->cells, s->n, &s->cap, sizeof(*s->cells));
	c = &s->cells[s->n++];
	*c = (struct nq_scell){ .row = row, .col = col };
	c->cell.text = "";
	if (style != NULL) {
		c->cell.bold = style->bold;
		c->cell.indent = style->indent;
	}
	return &c->cell;
}

/* The font says TCVN3, which one short word alone would not. */
static bool
read_old(struct nq_arena *arena, struct nq_cell *c, size_t head)
{
	struct nq_line line = { .buf = NQ_BUF(c->len * 4 + 16) };
	struct nq_buf b = NQ_BUF(c->len * 4 + 16);
	bool read = nq_repair_font(c->text, head, &b);

	if (read) {
		nq_buf_put(&b, c->text + head, c->len - head);
		nq_line_add(&line, b.p, b.len);
		line.odd = true;
		nq_line_finish(&line);
		c->text = nq_arena_strndup(arena, line.buf.p != NULL ?
		    line.buf.p : "", line.buf.len);
		c->len = line.buf.len;
	}
	nq_buf_release(&b);
	nq_line_release(&line);
	return read;
}

void
nq_sheet_text(struct nq_sheet *s, uint32_t row, uint32_t col,
    const struct nq_string *text, const struct nq_style *style)
{
	struct nq_cell *c;

	if (text->len == 0 ||
	    (c = add(s, row, col, text->len, style)) == NULL)
		return;
	c->text = text->text;
	c->len = text->len;
	c->indent = (short)(c->indent + text->lead);
	nq_repair_count(&s->raw->repair, c->text, c->len);
	s->cells[s->n - 1].settled = text->read;
	if (style != NULL && style->old_font &&
	    read_old(s->raw->arena, c, text->head))
		s->cells[s->n - 1].settled = true;
}

/* The civil date of a day counted from 1970-01-01, by eras of 400 years. */
static void
civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468, era = z / 146097, doe = z % 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

/* Excel's 1900 has a 29 February, so its days from March 1900 are one more. */
static bool
show_day(struct nq_dec value, enum nq_shown shown, bool from_1904,
    char out[32])
{
	int64_t days = value.mant;
	int i, y, m, d;

	for (i = 0; i < value.scale; i++)
		days /= 10;
	if (days < 1 || days > 2958465)
		return false;
	civil(days + (from_1904 ? -24107 : days < 60 ? -25568 : -25569),
	    &y, &m, &d);
	if (shown == NQ_SHOWN_MONTH)
		snprintf(out, 32, "%02d/%04d", m, y);
	else
		snprintf(out, 32, "%02d/%02d/%04d", d, m, y);
	return true;
}

void
nq_sheet_number(struct nq_sheet *s, uint32_t row, uint32_t col,
    const char *p, size_t len, const struct nq_style *style, bool from_1904)
{
	char text[NQ_DEC_TEXT];
	struct nq_cell *c;
	struct nq_string as_text;
	struct nq_dec value;

	if (!nq_stored_number(p, len, &value)) {
		as_text = nq_sheet_string(s->raw, p, len);
		nq_sheet_text(s, row, col, &as_text, style);
		return;
	}
	if ((c = add(s, row, col, len, style)) == NULL)
		return;
	if (style != NULL && (style->shown == NQ_SHOWN_DAY ||
	    style->shown == NQ_SHOWN_MONTH) &&
	    show_day(value, style->shown, from_1904, text)) {
		c->text = nq_arena_strdup(s->raw->arena, text);
		c->len = strlen(text);
		return;
	}
	c->numeric = style == NULL || style->shown != NQ_SHOWN_TIME;
	c->value = value;
	c->indent = 0;		/* only places it */
	c->text = nq_arena_strdup(s->raw->arena, nq_dec_emit(value, text));
	c->len = strlen(c->text);
}

void
nq_sheet_span(struct nq_sheet *s, uint32_t row, uint32_t col,
    uint32_t last_row, uint32_t last_col)
{
	if (last_row < row || last_col < col ||
	    (last_row == row && last_col == col))
		return;
	if (s->nspans >= NQ_MAX_CELLS) {
		s->raw->cut = "more merged cells than NQ_MAX_CELLS";
		return;
	}
	s->spans = nq_grow(s->spans, s->nspans, &s->span_cap,
	    sizeof(*s->spans));
	s->spans[s->nspans++] = (struct nq_span){ row, col, last_row,
		last_col };
}

static int
by_place(const void *a, const void *b)
{
	const struct nq_scell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

static int
by_origin(const void *a, const void *b)
{
	const struct nq_span *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

/* Repeats fill only what is empty, so spans that overlap cost no more than
 * the grid has cells, plus a look at each. */
static void
unfold(const struct nq_sheet *s, struct nq_grid *g, bool *settled)
{
	size_t i, looks = 0, r, c, end_row, end_col, from;

	for (i = 0; i < s->nspans; i++) {
		const struct nq_span *m = &s->spans[i];

		if (m->row < g->row0 || m->row >= g->row0 + g->rows ||
		    m->col < g->col0 || m->col >= g->col0 + g->cols)
			continue;
		from = (m->row - g->row0) * g->cols + (m->col - g->col0);
		if (g->cells[from].len == 0 || g->cells[from].spanned)
			continue;
		end_row = m->last_row - g->row0 + 1;
		end_col = m->last_col - g->col0 + 1;
		for (r = m->row - g->row0; r < end_row && r < g->rows; r++)
			for (c = m->col - g->col0; c < end_col &&
			    c < g->cols; c++) {
				size_t to = r * g->cols + c;

				if (++looks > 2 * NQ_MAX_CELLS) {
					s->raw->cut = "merged cells that "
					    "overlap";
					return;
				}
				if (to == from || g->cells[to].len > 0)
					continue;
				g->cells[to] = g->cells[from];
				g->cells[to].spanned = true;
				settled[to] = settled[from];
			}
	}
}

static void
make_grid(struct nq_sheet *s, size_t from, size_t to)
{
	struct nq_arena *arena = s->raw->arena;
	struct nq_grid *g = nq_arena_get(arena, 1, sizeof(*g));
	struct nq_raw_block *b;
	uint32_t last = 0;
	bool *settled;
	size_t i, at;

	g->name = s->name;
	g->row0 = s->cells[from].row;
	g->col0 = NQ_MAX_COLS;
	for (i = from; i < to; i++) {
		if (s->cells[i].col < g->col0)
			g->col0 = s->cells[i].col;
		if (s->cells[i].col > last)
			last = s->cells[i].col;
	}
	g->cols = last + 1 - g->col0;
	g->rows = s->cells[to - 1].row + 1 - g->row0;
	if (g->rows > NQ_MAX_CELLS / g->cols ||
	    (s->raw->grid_cells += g->rows * g->cols) > NQ_MAX_BOOK_CELLS) {
		s->raw->cut = g->rows > NQ_MAX_CELLS / g->cols ?
		    "a table of more cells than NQ_MAX_CELLS" : too_many;
		return;
	}
	g->cells = nq_arena_get(arena, g->rows * g->cols, sizeof(*g->cells));
	settled = nq_arena_get(arena, g->rows * g->cols, sizeof(*settled));
	for (i = 0; i < g->rows * g->cols; i++)
		g->cells[i].text = "";
	for (i = from; i < to; i++) {
		at = (s->cells[i].row - g->row0) * g->cols +
		    (s->cells[i].col - g->col0);
		g->cells[at] = s->cells[i].cell;
		settled[at] = s->cells[i].settled;
	}
	unfold(s, g, settled);
	if (nq_raw_block(s->raw, NULL, NQ_BLOCK_GRID, 0, &b)) {
		b->b.grid = g;
		b->settled = settled;
	}
}

bool
nq_sheet_close(struct nq_sheet *s)
{
	size_t i, from = 0;
	bool any = s->n > 0;

	if (s->n > 0)
		qsort(s->cells, s->n, sizeof(*s->cells), by_place);
	if (s->nspans > 0)
		qsort(s->spans, s->nspans, sizeof(*s->spans), by_origin);
	for (i = 1; i <= s->n && s->raw->cut == NULL; i++)
		if (i == s->n || s->cells[i].row - s->cells[i - 1].row >
		    NQ_SHEET_GAP) {
			make_grid(s, from, i);
			from = i;
		}
	free(s->cells);
	free(s->spans);
	*s = (struct nq_sheet){ .raw = s->raw };
	return any;
}
