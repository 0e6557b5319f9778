#include "transform/grid.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/raw.h"

enum {
	LONG_CELL = 300,	/* bytes; prose, so the table is layout, */
	MEAN_CELL = 80		/* and so it is when they are long on average */
};

struct nq_grid_maker *
nq_grid_open(struct nq_raw *raw, struct nq_grid_maker *outer)
{
	struct nq_grid_maker *t = nq_alloc(1, sizeof(*t));

	t->outer = outer;
	t->first = (uint32_t)raw->nblocks;
	t->images = raw->images;
	if (outer != NULL)
		outer->nested = true;
	return t;
}

void
nq_grid_row(struct nq_grid_maker *t)
{
	if (t != NULL)
		t->rows++;
}

static uint32_t
span_of(const char *text, uint32_t most)
{
	unsigned long n = text != NULL ? strtoul(text, NULL, 10) : 1;

	return n < 1 ? 1 : n > most ? most : (uint32_t)n;
}

void
nq_grid_cell_end(struct nq_grid_maker *t, struct nq_raw *raw)
{
	if (t == NULL || !t->open)
		return;
	t->cells[t->ncells - 1].last = (uint32_t)raw->nblocks;
	t->open = false;
}

void
nq_grid_cell(struct nq_grid_maker *t, struct nq_raw *raw, bool header,
    const char *colspan, const char *rowspan)
{
	struct nq_tcell *c;

	if (t == NULL)
		return;
	nq_grid_cell_end(t, raw);
	if (t->ncells >= NQ_MAX_CELLS) {
		raw->cut = "a table of more cells than NQ_MAX_CELLS";
		return;
	}
	if (t->rows == 0)
		t->rows = 1;
	t->cells = nq_grow(t->cells, t->ncells, &t->cap, sizeof(*t->cells));
	c = &t->cells[t->ncells++];
	*c = (struct nq_tcell){ .row = t->rows - 1 };
	c->colspan = span_of(colspan, NQ_MAX_COLS);
	c->rowspan = span_of(rowspan, UINT16_MAX);
	c->first = c->last = (uint32_t)raw->nblocks;
	c->header = header;
	c->bold = false;
	t->open = true;
}

static bool
has_digit(const char *s, size_t n)
{
	while (n-- > 0)
		if (isdigit((unsigned char)*s++))
			return true;
	return false;
}

/*
 * Data: two rows and two columns at least, no table or picture inside, no
 * prose in a cell, and figures in at least two of its rows.
 */
static bool
is_data(const struct nq_grid_maker *t, const struct nq_raw *raw)
{
	size_t i, k, filled = 0, figures = 0, linked = 0, row_cells = 0;
	size_t bytes = 0;
	uint32_t row = UINT32_MAX, seen = UINT32_MAX, rows = 0, wide = 0;

	if (t->nested || t->rows < 2 || raw->images != t->images)
		return false;
	for (i = 0; i < t->ncells; i++) {
		const struct nq_tcell *c = &t->cells[i];
		size_t len = 0;
		bool digit = false;

		if (c->row != row)
			row_cells = 0;
		row = c->row;
		for (k = c->first; k < c->last; k++) {
			len += raw->blocks[k].b.len;
			linked += raw->blocks[k].linked > 0;
			digit |= has_digit(raw->blocks[k].b.text,
			    raw->blocks[k].b.len);
		}
		if (len > LONG_CELL)
			return false;
		filled += len > 0;
		bytes += len;
		if (++row_cells == 2)
			wide++;
		if (digit && row_cells > 1) {
			figures++;
			rows += seen != row;
			seen = row;
		}
	}
	return wide >= 2 && rows >= 2 && figures * 5 >= filled &&
	    linked * 3 <= filled && bytes <= filled * MEAN_CELL;
}

static struct nq_cell
cell_text(const struct nq_tcell *c, struct nq_raw *raw)
{
	struct nq_buf b = NQ_BUF(0);
	struct nq_cell out = { .text = "", .header = c->header,
		.bold = c->bold };
	size_t k;

	if (c->last == c->first + 1) {
		out.text = raw->blocks[c->first].b.text;
		out.len = raw->blocks[c->first].b.len;
		return out;
	}
	for (k = c->first; k < c->last; k++) {
		if (k > c->first)
			nq_buf_putc(&b, ' ');
		nq_buf_puts(&b, raw->blocks[k].b.text);
	}
	if (b.len > 0) {
		out.text = nq_arena_strndup(raw->arena, b.p, b.len);
		out.len = b.len;
	}
	nq_buf_release(&b);
	return out;
}

/*
 * Where each cell stands: left[] holds, for each column, the rows that a
 * cell above still covers. Returns the columns in use; col[] is filled.
 */
static size_t
lay_out(const struct nq_grid_maker *t, uint32_t *col)
{
	uint32_t left[NQ_MAX_COLS] = { 0 }, row = 0, at = 0, k;
	size_t i, cols = 0;

	for (i = 0; i < t->ncells; i++) {
		const struct nq_tcell *c = &t->cells[i];

		for (; row < c->row; row++) {
			for (k = 0; k < cols; k++)
				left[k] -= left[k] > 0;
			at = 0;
		}
		while (at < NQ_MAX_COLS && left[at] > 0)
			at++;
		col[i] = at;
		for (k = 0; k < c->colspan && at < NQ_MAX_COLS; k++, at++)
			left[at] = c->rowspan;
		if (at > cols)
			cols = at;
	}
	return cols;
}

static struct nq_grid *
unfold(const struct nq_grid_maker *t, struct nq_raw *raw)
{
	struct nq_grid *g = nq_arena_get(raw->arena, 1, sizeof(*g));
	uint32_t *col = nq_alloc(t->ncells, sizeof(*col));
	size_t i, r, c, end_row, end_col, writes = 0;

	g->cols = lay_out(t, col);
	g->rows = t->rows;
	if (g->cols == 0 || g->rows > NQ_MAX_CELLS / g->cols) {
		raw->cut = "a table of more cells than NQ_MAX_CELLS";
		g->rows = g->cols > 0 ? NQ_MAX_CELLS / g->cols : 0;
	}
	g->cells = nq_arena_get(raw->arena, g->rows * g->cols + 1,
	    sizeof(*g->cells));
	for (i = 0; i < g->rows * g->cols; i++)
		g->cells[i].text = "";
	for (i = 0; i < t->ncells; i++) {
		const struct nq_tcell *tc = &t->cells[i];
		struct nq_cell cell = cell_text(tc, raw);

		end_row = tc->row + (size_t)tc->rowspan;
		end_col = col[i] + (size_t)tc->colspan;
		for (r = tc->row; r < end_row && r < g->rows &&
		    writes <= 2 * NQ_MAX_CELLS; r++)
			for (c = col[i]; c < end_col && c < g->cols; c++) {
				g->cells[r * g->cols + c] = cell;
				g->cells[r * g->cols + c].spanned =
				    r > tc->row || c > col[i];
				writes++;
			}
	}
	/* Spans that overlap, row after row; honest tables write once. */
	if (writes > 2 * NQ_MAX_CELLS)
		raw->cut = "a table of more cells than NQ_MAX_CELLS";
	free(col);
	return g;
}

struct nq_grid_maker *
nq_grid_close(struct nq_grid_maker *t, struct nq_raw *raw, uint32_t box)
{
	struct nq_grid_maker *outer;
	struct nq_raw_block *b;
	struct nq_grid *g;

	if (t == NULL)
		return NULL;
	outer = t->outer;
	nq_grid_cell_end(t, raw);
	if (is_data(t, raw)) {
		size_t from = t->ncells > 0 ? t->cells[0].first : t->first;

		g = unfold(t, raw);
		raw->nblocks = from;
		if (nq_raw_block(raw, NULL, NQ_BLOCK_GRID, box, &b))
			b->b.grid = g;
	}
	free(t->cells);
	free(t);
	return outer;
}

void
nq_grid_text(struct nq_block *b, struct nq_arena *arena)
{
	struct nq_grid *g = b->grid;
	struct nq_buf out = NQ_BUF(0);
	size_t r, c, start;

	g->row_start = nq_arena_get(arena, g->rows + 1, sizeof(size_t));
	g->row_end = nq_arena_get(arena, g->rows + 1, sizeof(size_t));
	for (r = 0; r < g->rows; r++) {
		if (r > 0)
			nq_buf_putc(&out, '\n');
		start = out.len;
		for (c = 0; c < g->cols; c++) {
			const struct nq_cell *cell = &g->cells[r * g->cols + c];

			if (cell->spanned || cell->len == 0)
				continue;
			if (out.len > start)
				nq_buf_puts(&out, " | ");
			nq_buf_put(&out, cell->text, cell->len);
		}
		g->row_start[r] = start;
		g->row_end[r] = out.len;
	}
	b->text = out.len > 0 ? nq_arena_strndup(arena, out.p, out.len) : "";
	b->len = out.len;
	nq_buf_release(&out);
}
