#include "query/line.h"

#include "core/err.h"
#include "progress/words.h"
#include "query/table.h"

#include <stdlib.h>
#include <string.h>

/* In the first cell of a row: what follows is a line over all columns. */
#define LINE "\n"

enum {
	/* Columns between two cells. */
	GAP = 1,
	/* The last column is not cut below this; then the page is wider. */
	LEAST = 6
};

static const char *
bound_sign(const char *bound)
{
	if (bound == NULL || strcmp(bound, "_Z") == 0)
		return "";
	return strcmp(bound, "min") == 0 ? "≥ " :
	    strcmp(bound, "max") == 0 ? "≤ " : "≈ ";
}

static bool
is_growth(const char *transformation)
{
	return transformation != NULL && (strcmp(transformation, "yoy") == 0 ||
	    strcmp(transformation, "yoy_real") == 0 ||
	    strcmp(transformation, "pop") == 0 ||
	    strcmp(transformation, "avg") == 0);
}

const char *
nq_value_text(double v, int mult, const char *unit, const char *bound,
    const char *transformation, bool en, char out[NQ_VALUE_TEXT])
{
	char number[NQ_NUMBER_TEXT], word[NQ_UNIT_TEXT];

	snprintf(out, NQ_VALUE_TEXT, "%s%s%s%s", bound_sign(bound),
	    is_growth(transformation) && v > 0 ? "+" : "",
	    nq_number_text(v, en, number), nq_unit_word(unit, mult, en,
	    word));
	return out;
}

const char *
nq_period_words(const char *code, bool en, char out[NQ_VALUE_TEXT])
{
	struct nq_period p;
	struct nq_err no = { 0 };
	char text[NQ_PERIOD_TEXT];

	snprintf(out, NQ_VALUE_TEXT, "%s", code != NULL &&
	    nq_period_parse(code, &p, &no) == 0 ? nq_period_text(p, en,
	    text) : code != NULL ? code : "");
	return out;
}

static void
add(struct nq_columns *g, const char *s)
{
	g->cell = nq_grow(g->cell, g->n, &g->cap, sizeof(*g->cell));
	g->cell[g->n++] = s;
}

void
nq_columns_row(struct nq_columns *g, const char *const *cells)
{
	for (size_t i = 0; i < g->columns; i++)
		add(g, cells[i] != NULL ? nq_arena_strdup(&g->arena,
		    cells[i]) : "");
}

void
nq_columns_line(struct nq_columns *g, const char *text)
{
	add(g, LINE);
	add(g, nq_arena_strdup(&g->arena, text));
	for (size_t i = 2; i < g->columns; i++)
		add(g, "");
}

static void
widths(const struct nq_columns *g, size_t *width)
{
	size_t w;

	for (size_t i = 0; i < g->n; i++) {
		size_t c = i % g->columns;

		if (strcmp(g->cell[i - c], LINE) == 0)
			continue;
		w = nq_text_width(g->cell[i]);
		width[c] = w > width[c] ? w : width[c];
	}
	for (size_t c = 0; c < g->columns; c++) {
		w = nq_text_width(g->head[c]);
		if (width[c] > 0 && w > width[c])
			width[c] = w;
	}
}

static void
put_row(FILE *f, const struct nq_columns *g, const char *const *cells,
    const size_t *width, size_t indent)
{
	size_t last = g->columns;

	while (last > 0 && (width[last - 1] == 0 ||
	    cells[last - 1][0] == '\0'))
		last--;
	fprintf(f, "%*s", (int)indent, "");
	for (size_t c = 0, out = 0; c < last; c++) {
		size_t w = nq_text_width(cells[c]);

		if (width[c] == 0)
			continue;
		fputs(out++ > 0 ? " " : "", f);
		/* No blanks at the end of a line. */
		nq_text_put(f, cells[c], c + 1 == last && !g->right[c] &&
		    w < width[c] ? w : width[c], g->right[c]);
	}
	fputc('\n', f);
}

static bool
has_heads(const struct nq_columns *g)
{
	for (size_t c = 0; c < g->columns; c++)
		if (g->head[c][0] != '\0')
			return true;
	return false;
}

void
nq_columns_put(FILE *f, struct nq_columns *g, size_t indent, const char *head,
    const char *off)
{
	size_t width[NQ_MAX_COLUMNS] = { 0 }, sum = indent, last = 0;
	const char *const *row;

	widths(g, width);
	for (size_t c = 0; c < g->columns; c++)
		if (width[c] > 0) {
			sum += width[c] + GAP;
			last = c;
		}
	if (sum > NQ_PAGE + GAP) {
		sum -= NQ_PAGE + GAP;
		width[last] = width[last] > sum + LEAST ? width[last] - sum :
		    LEAST;
	}
	if (has_heads(g)) {
		fputs(head, f);
		put_row(f, g, g->head, width, indent);
		fputs(off, f);
	}
	for (size_t i = 0; i < g->n; i += g->columns) {
		row = (const char *const *)g->cell + i;
		if (strcmp(row[0], LINE) == 0)
			nq_text_wrap(f, row[1], indent, NQ_PAGE, 0);
		else
			put_row(f, g, row, width, indent);
	}
	nq_columns_release(g);
}

void
nq_columns_release(struct nq_columns *g)
{
	free(g->cell);
	nq_arena_release(&g->arena);
	g->cell = NULL;
	g->n = g->cap = 0;
}
