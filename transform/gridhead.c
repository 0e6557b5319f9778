/*
 * The head of a grid: where its title, header and data stand, and what each
 * column holds.
 */
#include "transform/gridread.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>


const struct nq_cell *
nq_view_cell(const struct nq_view *t, size_t r, size_t c)
{
	return &t->g->cells[r * t->g->cols + c];
}

static bool
is_origin(const struct nq_view *t, size_t r, size_t c)
{
	return !nq_view_cell(t, r, c)->spanned &&
	    nq_view_cell(t, r, c)->len > 0;
}

/* The number of a cell: stored, or printed as prose prints numbers. */
bool
nq_view_number(const struct nq_view *t, size_t r, size_t c,
    struct nq_dec *out)
{
	const struct nq_cell *k = nq_view_cell(t, r, c);
	struct nq_number num = { 0 };
	size_t at = 0, len = k->len;
	bool minus = false;

	if (k->numeric) {
		*out = k->value;
		return true;
	}
	while (len > 0 && (k->text[len - 1] == '%' ||
	    k->text[len - 1] == ' '))
		len--;
	if (len > 1 && (k->text[0] == '-' || k->text[0] == '+')) {
		minus = k->text[0] == '-';
		at = 1;
	} else if (len > 2 && k->text[0] == '(' && k->text[len - 1] == ')') {
		minus = true;
		at = 1;
		len--;
	}
	while (at < len && k->text[at] == ' ')
		at++;
	for (size_t i = at; i < len; i++)
		if (strchr("0123456789.,", k->text[i]) == NULL)
			return false;
	if (at >= len || !nq_digits_read(k->text + at, len - at, &num))
		return false;
	*out = num.value;
	if (minus)
		out->mant = -out->mant;
	return true;
}

/* "Chỉ tiêu", "2. Khai khoáng": letters make a text. */
bool
nq_view_is_text(const struct nq_view *t, size_t r, size_t c)
{
	const struct nq_cell *k = nq_view_cell(t, r, c);
	size_t letters = 0;

	if (k->numeric || strspn(k->text, "IVX0123456789.)( ") == k->len)
		return false;	/* "II" and "1.2" number a row */
	for (size_t i = 0; i < k->len; i++)
		letters += ((unsigned char)k->text[i] | 0x20) >= 'a';
	return letters >= 2;
}

static bool
is_year(struct nq_dec d)
{
	return d.scale == 0 && d.mant >= 1990 && d.mant <= 2100;
}

/* A row of data has a label and, behind it, a number that is no year. */
static bool
is_data(const struct nq_view *t, size_t r)
{
	bool label = false;
	size_t small = 0, others = 0;
	struct nq_dec d;

	for (size_t c = 0; c < t->g->cols; c++) {
		if (nq_view_cell(t, r, c)->spanned)
			continue;
		if (nq_view_is_text(t, r, c))
			label = true;
		else if (label && nq_view_number(t, r, c, &d)) {
			if (d.scale == 0 && d.mant >= 0 && d.mant < 30)
				small++;
			else if (!is_year(d))
				others++;
		}
	}
	return label && (others > 0 || small > 0);
}

/* Cells of a row that begin there: the width of what it says. */
static size_t
origins(const struct nq_view *t, size_t r, size_t *first)
{
	size_t n = 0;

	for (size_t c = 0; c < t->g->cols; c++)
		if (is_origin(t, r, c)) {
			if (n++ == 0)
				*first = c;
		}
	return n;
}

/* The column where numbers begin: of the rows of data, the usual first. */
size_t
nq_view_first_data_column(const struct nq_view *t)
{
	size_t best = 0, *votes = nq_alloc(t->g->cols + 1, sizeof(*votes));
	struct nq_dec d;

	for (size_t r = t->data; r < t->end; r++) {
		size_t text = SIZE_MAX;

		for (size_t c = 0; c < t->g->cols; c++)
			if (nq_view_is_text(t, r, c))
				text = text == SIZE_MAX || c <= text + 2 ? c :
				    text;
		if (text == SIZE_MAX)
			continue;
		for (size_t c = 0; c < t->g->cols; c++)
			if (c > text && nq_view_number(t, r, c, &d)) {
				votes[c]++;
				break;
			}
	}
	for (size_t c = 0; c < t->g->cols; c++)
		if (votes[c] > 0 && (best == 0 || c < best))
			best = c;
	free(votes);
	return best;
}

/* A column whose texts are units ("Tỷ đồng", "%"), left of the data. */
size_t
nq_view_find_unit_column(struct nq_view *t)
{
	for (size_t c = t->labels; c-- > 1;) {
		size_t units = 0, texts = 0;

		for (size_t r = t->data; r < t->end; r++) {
			const struct nq_cell *k = nq_view_cell(t, r, c);
			struct nq_phrase p;

			if (k->len == 0 || k->len > 40)
				continue;
			nq_phrase_read(t->b, k->text, k->len, &p);
			texts++;
			units += p.nunits > 0;
		}
		if (units > 0 && units * 2 >= texts)
			return c;
	}
	return SIZE_MAX;
}

/* A title in the middle of a sheet: one cell, then a header, then data. */
static bool
begins_table(const struct nq_view *t, size_t r)
{
	enum { HEADER_MOST = 16 };	/* rows; real ones have up to 11 */
	size_t first = 0, wide = 0;

	if (origins(t, r, &first) != 1 || first > 1 || is_data(t, r) ||
	    !nq_view_is_text(t, r, first))
		return false;
	for (size_t k = r + 1; k < t->g->rows && k < r + HEADER_MOST; k++) {
		if (is_data(t, k))
			return wide > 0;
		wide += origins(t, k, &first) > 1;
	}
	return false;
}

/* "Tháng 01 năm 2023 so với:" over several columns, not a lone unit. */
static bool
spans_columns(const struct nq_view *t, size_t r, size_t c)
{
	struct nq_phrase p;

	nq_phrase_read(t->b, nq_view_cell(t, r, c)->text,
	    nq_view_cell(t, r, c)->len, &p);
	return p.nunits == 0 && (p.has_when || p.cmp.kind != CMP_NONE);
}

/* Title rows are those of one cell; a lone "(Đơn vị: tỷ đồng)" too. */
void
nq_view_find_rows(struct nq_view *t)
{
	size_t first = 0;

	t->data = t->first;
	while (t->data < t->g->rows && !is_data(t, t->data))
		t->data++;
	t->end = t->data;
	while (t->end < t->g->rows && (t->end == t->data ||
	    !begins_table(t, t->end)))
		t->end++;
	t->head = t->first;
	for (size_t r = t->first; r < t->data; r++) {
		size_t n = origins(t, r, &first);

		/* Two cells from the left edge on are a letterhead's. */
		if (n > 2 || (n == 2 && first > 0) ||
		    (n == 1 && first > 0 && spans_columns(t, r, first)))
			break;
		if (n <= 1 && (r + 1 >= t->data || first == 0 ||
		    origins(t, r + 1, &first) > 1))
			t->head = r + 1;
	}
}

void
nq_view_add_text(struct nq_arena *a, char **text, const char *more)
{
	size_t n = *text != NULL ? strlen(*text) : 0, m = strlen(more);
	char *out;

	if (m == 0 || m > 400 || n > 2000)
		return;
	out = nq_arena_get(a, n + m + 2, 1);
	if (n > 0) {
		memcpy(out, *text, n);
		out[n++] = ' ';
	}
	memcpy(out + n, more, m);
	for (size_t i = 0; out[i] != '\0'; i++)
		if (out[i] == ':' || out[i] == '\n')
			out[i] = ' ';
	*text = out;
}

/*
 * The header of a column, joined downwards. Where nothing is merged, an
 * empty cell stands under what is printed to its left, as a reader sees it.
 */
static char *
header(struct nq_view *t, size_t c)
{
	char *text = NULL;
	const char *last = "";

	for (size_t r = t->head; r < t->data; r++) {
		size_t k = c;

		if (nq_view_cell(t, r, c)->len == 0 && r + 1 < t->data)
			while (k > t->labels &&
			    nq_view_cell(t, r, k)->len == 0)
				k--;
		if (k < t->labels ||
		    strcmp(nq_view_cell(t, r, k)->text, last) == 0)
			continue;
		last = nq_view_cell(t, r, k)->text;
		nq_view_add_text(&t->scratch, &text, last);
	}
	return text != NULL ? text : nq_arena_strdup(&t->scratch, "");
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const struct nq_view *t, size_t c)
{
	double *v = nq_alloc(t->end - t->data + 1, sizeof(*v)), m = 0;
	struct nq_dec d;
	size_t n = 0;

	for (size_t r = t->data; r < t->end; r++)
		if (nq_view_number(t, r, c, &d))
			v[n++] = nq_dec_double(d);
	if (n > 0) {
		qsort(v, n, sizeof(*v), by_value);
		m = v[n / 2];
	}
	free(v);
	return m;
}

/* The month that the document is about: the last of its title's period. */
static struct nq_period
report_month(const struct binder *b)
{
	struct nq_period p = b->title_period;

	if (p.year == 0)
		p = (struct nq_period){ b->pub_year, b->pub_month, 1 };
	p.month = (short)(p.month + p.months - 1);
	p.months = 1;
	return p;
}

static void
column_period(struct nq_view *t, struct nq_column *k)
{
	struct binder *b = t->b;
	struct nq_period report = report_month(b);

	if (k->head.has_when) {
		k->period = nq_bind_resolve(b, &k->head.when, &k->repaired);
		k->until = k->head.when.until && !k->head.when.bare_year;
		if (k->head.cumulative && k->period.months == 1 &&
		    k->period.month > 1) {
			k->period.months = k->period.month;
			k->period.month = 1;
		}
	} else if (k->head.cumulative) {
		k->period = (struct nq_period){ report.year, 1,
			report.month };
	} else if (k->head.prev_month && k->head.cmp.kind == CMP_NONE) {
		k->period = report;
		k->period.month--;
		if (k->period.month == 0) {
			k->period.month = 12;
			k->period.year--;
		}
	} else if (k->head.plan && k->head.cmp.kind == CMP_NONE) {
		k->period = NQ_YEAR(report.year);
	} else if (k->head.cmp.kind != CMP_NONE || b->title_period.year == 0) {
		k->period = report;
	} else {
		k->period = b->title_period;
	}
	/* "Thực hiện cùng kỳ năm trước": the same period, a year before. */
	if (k->head.same_period && k->head.cmp.kind == CMP_NONE &&
	    !k->head.rate)
		k->period = nq_period_shift(k->period, -1);
}

static bool
says_percent(const struct nq_phrase *p)
{
	for (int i = 0; i < p->nunits; i++)
		if (p->units[i].unit == NQ_UNIT_PT)
			return true;
	return false;
}

static enum nq_holds
what_holds(const struct nq_column *k)
{
	const struct nq_phrase *h = &k->head;

	if (h->contribution)
		return HOLDS_CONTRIBUTION;
	if (h->structure)
		return HOLDS_SHARE;
	if (h->cmp.kind == CMP_OTHER)
		return HOLDS_NOTHING;
	if (h->cmp.kind >= CMP_YEAR_PLAN)
		return HOLDS_OF_PLAN;
	if (h->cmp.kind != CMP_NONE || h->rate)
		return k->median >= 50 ? HOLDS_INDEX : HOLDS_CHANGE;
	/* "% KH năm": a per cent of the plan without "so với". */
	if (h->plan && says_percent(h))
		return HOLDS_OF_PLAN;
	return HOLDS_LEVEL;
}

void
nq_view_read_columns(struct nq_view *t)
{
	t->cols = nq_arena_get(&t->scratch, t->g->cols, sizeof(*t->cols));
	for (size_t c = t->labels; c < t->g->cols; c++) {
		struct nq_column *k = &t->cols[c];

		k->text = header(t, c);
		nq_phrase_read(t->b, k->text, strlen(k->text), &k->head);
		k->median = median(t, c);
		k->holds = what_holds(k);
		column_period(t, k);
		/* "So với cùng kỳ (%)" alone is of the level to its left. */
		if (k->head.cmp.kind == CMP_SAME && !k->head.has_when &&
		    !k->head.cumulative && c > t->labels &&
		    t->cols[c - 1].holds == HOLDS_LEVEL &&
		    t->cols[c - 1].head.has_when)
			k->period = t->cols[c - 1].period;
	}
}

/* What a line above says, where the title has not said it. */
static void
complete(struct nq_phrase *title, const struct nq_phrase *above)
{
	if (title->topic == TOPIC_NONE)
		title->topic = above->topic;
	if (!title->has_when) {
		title->when = above->when;
		title->has_when = above->has_when;
	}
	if (title->base == NQ_BASE_NONE)
		title->base = above->base;
	if (title->nunits == 0) {
		memcpy(title->units, above->units, sizeof(title->units));
		title->nunits = above->nunits;
	}
}

/* The title: its own rows; failing these, the two short lines above. */
void
nq_view_read_title(struct nq_view *t, size_t block)
{
	enum { LINE_MOST = 200 };	/* bytes; what is longer is prose */
	const struct nq_page *p = t->b->page;
	struct nq_phrase above;
	char *text = NULL;

	for (size_t r = t->first; r < t->head; r++)
		for (size_t c = 0; c < t->g->cols; c++)
			if (is_origin(t, r, c))
				nq_view_add_text(&t->scratch, &text,
				    nq_view_cell(t, r, c)->text);
	if (text == NULL)
		text = nq_arena_strdup(&t->scratch, "");
	nq_phrase_read(t->b, text, strlen(text), &t->title);
	for (size_t i = block; t->first == 0 && i > 0 && block - i < 2; i--) {
		const struct nq_block *k = &p->blocks[i - 1];

		if (k->kind == NQ_BLOCK_GRID || k->kind == NQ_BLOCK_TITLE)
			break;
		if (k->len > LINE_MOST)
			continue;
		nq_phrase_read(t->b, k->text, k->len, &above);
		complete(&t->title, &above);
	}
}

/* A unit alone above the header: "Đơn vị tính: Tỷ đồng", "%". */
void
nq_view_read_lone_units(struct nq_view *t)
{
	for (size_t r = t->first; r < t->data; r++)
		for (size_t c = 0; c < t->g->cols; c++) {
			const struct nq_cell *k = nq_view_cell(t, r, c);
			struct nq_phrase p;

			if (k->spanned || k->len == 0 || k->len > 60)
				continue;
			nq_phrase_read(t->b, k->text, k->len, &p);
			for (int u = 0; u < p.nunits &&
			    t->title.nunits < NQ_PHRASE_UNITS; u++)
				if (p.units[u].unit != NQ_UNIT_PT)
					t->title.units[t->title.nunits++] =
					    p.units[u];
		}
}
