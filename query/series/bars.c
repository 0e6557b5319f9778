#include "query/series/bars.h"

#include "query/table.h"

#include <math.h>

enum {
	/* Columns that the longest bar fills: a page is 100 wide, and leaves
	 * room for a period and for a value with its unit. */
	CELLS = 56,
	/* Blocks that a column is parted into. */
	EIGHTHS = 8,
	/* Columns of a line that parts bars. */
	LINE = 96
};

/* From the least to the most that is drawn, zero among it. */
struct scale {
	double least, most;
	int zero;		/* the column that zero begins */
	size_t label;		/* columns */
};

static void
take(struct scale *s, double v)
{
	if (isfinite(v)) {
		s->least = fmin(s->least, v);
		s->most = fmax(s->most, v);
	}
}

static struct scale
scale_of(const struct nq_bar *v, size_t n)
{
	struct scale s = { 0, 0, 0, 0 };
	size_t w;

	for (size_t i = 0; i < n; i++) {
		if (v[i].label == NULL)
			continue;
		take(&s, v[i].value);
		if (v[i].has_mark)
			take(&s, v[i].mark);
		w = nq_text_width(v[i].label);
		s.label = w > s.label ? w : s.label;
	}
	if (!(s.most - s.least > 0))
		s.most = s.least + 1;
	s.zero = (int)ceil(-s.least / (s.most - s.least) * CELLS);
	return s;
}

/* Eighths of a column from the left edge. */
static int
place(const struct scale *s, double v)
{
	int zero = s->zero * EIGHTHS;
	double one = v < 0 ? zero / -s->least :
	    (CELLS * EIGHTHS - zero) / s->most;

	return zero + (int)lround(isfinite(v) && isfinite(one) ? v * one : 0);
}

/* The column from cell on, of a bar from first to past. */
static const char *
block(int cell, int first, int past, bool hollow)
{
	static const char *const parts[] = { " ", "▏", "▎", "▍", "▌", "▋",
		"▊", "▉", "█" };
	int left = cell * EIGHTHS, filled;

	if (first > left)	/* of a bar to the left: by halves of it */
		filled = left + EIGHTHS - first >= EIGHTHS / 2 &&
		    past > left ? EIGHTHS : 0;
	else
		filled = past - left;
	filled = filled < 0 ? 0 : filled > EIGHTHS ? EIGHTHS : filled;
	if (hollow)
		return filled >= EIGHTHS / 2 ? "░" : " ";
	return parts[filled];
}

static void
put_bar(FILE *f, const struct scale *s, const struct nq_bar *b)
{
	int zero = s->zero * EIGHTHS, at = place(s, b->value);
	int first = at < zero ? at : zero, past = at < zero ? zero : at;
	int mark = b->has_mark ? place(s, b->mark) / EIGHTHS : -1, last;

	/* A value that is not zero is seen. */
	if (b->value > 0 && past < zero + EIGHTHS / 2)
		past = zero + EIGHTHS / 2;
	mark = mark == CELLS ? CELLS - 1 : mark;
	nq_text_put(f, b->label, s->label, false);
	fputs("  ", f);
	last = (past + EIGHTHS - 1) / EIGHTHS;
	last = mark >= last ? mark + 1 : last;
	for (int i = 0; i < last; i++)
		fputs(i == mark ? "┃" : block(i, first, past, b->hollow), f);
	fprintf(f, "%s%s\n", last > 0 ? " " : "", b->text);
}

void
nq_bars_put(FILE *f, const struct nq_bar *v, size_t n)
{
	struct scale s = scale_of(v, n);

	for (size_t i = 0; i < n; i++)
		if (v[i].label != NULL)
			put_bar(f, &s, &v[i]);
		else
			nq_text_wrap(f, v[i].text, 0, LINE, 0);
}
