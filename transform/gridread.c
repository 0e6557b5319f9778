#include "transform/gridread.h"

#include "core/err.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a column holds, by its header and its numbers. */
enum holds { HOLDS_NOTHING, HOLDS_LEVEL, HOLDS_CHANGE, HOLDS_INDEX,
	HOLDS_SHARE, HOLDS_OF_PLAN, HOLDS_CONTRIBUTION };

struct column {
	enum holds holds;
	struct nq_phrase head;
	struct nq_period period;
	bool until, repaired;
	char *text;		/* the joined header; scratch */
	double median;
};

struct table {
	struct binder *b;
	const struct nq_grid *g;
	size_t block_start;
	size_t head, data, end;	/* rows: of the header, of the data */
	size_t labels;		/* columns before the first of data */
	size_t unit_col;	/* or SIZE_MAX */
	struct nq_phrase title;
	struct column *cols;
	struct nq_arena scratch;
	/* Carried from row to row. */
	int topic;
	bool topic_of_title;
};

static const struct nq_cell *
cell(const struct table *t, size_t r, size_t c)
{
	return &t->g->cells[r * t->g->cols + c];
}

/* The number of a cell: stored, or printed as prose prints numbers. */
static bool
number(const struct table *t, size_t r, size_t c, struct nq_dec *out)
{
	const struct nq_cell *k = cell(t, r, c);
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
static bool
is_text(const struct table *t, size_t r, size_t c)
{
	const struct nq_cell *k = cell(t, r, c);
	size_t letters = 0;

	if (k->numeric)
		return false;
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
is_data(const struct table *t, size_t r)
{
	bool label = false;
	size_t small = 0, others = 0;
	struct nq_dec d;

	for (size_t c = 0; c < t->g->cols; c++) {
		if (cell(t, r, c)->spanned)
			continue;
		if (is_text(t, r, c))
			label = true;
		else if (label && number(t, r, c, &d)) {
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
origins(const struct table *t, size_t r, size_t *first)
{
	size_t n = 0;

	for (size_t c = 0; c < t->g->cols; c++)
		if (!cell(t, r, c)->spanned && cell(t, r, c)->len > 0) {
			if (n++ == 0)
				*first = c;
		}
	return n;
}

/* The column where numbers begin: of the rows of data, the usual first. */
static size_t
first_data_column(const struct table *t)
{
	size_t best = 0, *votes = nq_alloc(t->g->cols + 1, sizeof(*votes));
	struct nq_dec d;

	for (size_t r = t->data; r < t->end; r++) {
		size_t text = SIZE_MAX;

		for (size_t c = 0; c < t->g->cols; c++)
			if (is_text(t, r, c))
				text = text == SIZE_MAX || c <= text + 2 ? c :
				    text;
		if (text == SIZE_MAX)
			continue;
		for (size_t c = 0; c < t->g->cols; c++)
			if (c > text && number(t, r, c, &d)) {
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
static size_t
find_unit_column(struct table *t)
{
	for (size_t c = t->labels; c-- > 1;) {
		size_t units = 0, texts = 0;

		for (size_t r = t->data; r < t->end; r++) {
			const struct nq_cell *k = cell(t, r, c);
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

/* Title rows are those of one cell; a lone "(Đơn vị: tỷ đồng)" too. */
static void
find_rows(struct table *t)
{
	size_t first = 0;

	t->end = t->g->rows;
	for (t->data = 0; t->data < t->g->rows && !is_data(t, t->data);)
		t->data++;
	t->head = 0;
	for (size_t r = 0; r < t->data; r++)
		if (origins(t, r, &first) <= 1 && (r + 1 >= t->data ||
		    first == 0 || origins(t, r + 1, &first) > 1))
			t->head = r + 1;
		else if (origins(t, r, &first) > 2)
			break;
}

static void
add_text(struct nq_arena *a, char **text, const char *more)
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
header(struct table *t, size_t c)
{
	char *text = NULL;
	const char *last = "";

	for (size_t r = t->head; r < t->data; r++) {
		size_t k = c;

		if (cell(t, r, c)->len == 0 && r + 1 < t->data)
			while (k > t->labels && cell(t, r, k)->len == 0)
				k--;
		if (k < t->labels || strcmp(cell(t, r, k)->text, last) == 0)
			continue;
		last = cell(t, r, k)->text;
		add_text(&t->scratch, &text, last);
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
median(const struct table *t, size_t c)
{
	double *v = nq_alloc(t->end - t->data + 1, sizeof(*v)), m = 0;
	struct nq_dec d;
	size_t n = 0;

	for (size_t r = t->data; r < t->end; r++)
		if (number(t, r, c, &d))
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
column_period(struct table *t, struct column *k)
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

static enum holds
what_holds(const struct column *k)
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

static void
read_columns(struct table *t)
{
	t->cols = nq_arena_get(&t->scratch, t->g->cols, sizeof(*t->cols));
	for (size_t c = t->labels; c < t->g->cols; c++) {
		struct column *k = &t->cols[c];

		k->text = header(t, c);
		nq_phrase_read(t->b, k->text, strlen(k->text), &k->head);
		k->median = median(t, c);
		k->holds = what_holds(k);
		column_period(t, k);
	}
}

/* The joined texts of the label columns of a row, without its number. */
static char *
row_label(struct table *t, size_t r)
{
	char *text = NULL;

	for (size_t c = 0; c < t->labels; c++)
		if (c != t->unit_col && !cell(t, r, c)->spanned &&
		    is_text(t, r, c))
			add_text(&t->scratch, &text, cell(t, r, c)->text);
	return text != NULL ? text : nq_arena_strdup(&t->scratch, "");
}

/* "2. Tổng mức …", "a) …", "II …": the numbering of a list is no name. */
static const char *
past_numbering(const char *s)
{
	const char *p = s;

	while (*p >= '0' && *p <= '9')
		p++;
	if (p == s)
		while (strchr("IVXivx", *p) != NULL && *p != '\0')
			p++;
	if (p == s && s[0] != '\0' && (s[1] == ')' || s[1] == '.'))
		p++;
	if (p > s && (*p == '.' || *p == ')')) {
		p++;
		while (*p == ' ' || *p == '.' || (*p >= '0' && *p <= '9'))
			p++;
		return p;
	}
	return s;
}

static int
part_of(const struct binder *b, int meaning, int topic)
{
	for (int m = meaning; m >= 0;
	    m = nq_catalog_meaning_at(b->cat, m)->next) {
		const struct nq_meaning *k = nq_catalog_meaning_at(b->cat, m);

		if (k->cls == NQ_CLASS_PART && nq_catalog_part(b->cat,
		    k->value)->indicator == topic)
			return k->value;
	}
	return -1;
}

static bool
is_kind(const struct binder *b, int topic, enum nq_kind kind)
{
	return nq_catalog_indicator(b->cat, topic)->kind == kind;
}

/* The unit of a level: of the row, its label, its column, the title. */
static bool
find_unit(const struct table *t, size_t r, const struct nq_phrase *label,
    const struct column *k, int topic, enum nq_unit *unit, int *mult)
{
	struct nq_phrase own = { 0 };
	const struct nq_phrase *places[4] = { &own, label, &k->head,
		&t->title };
	enum nq_unit want = nq_catalog_indicator(t->b->cat, topic)->unit;

	if (t->unit_col != SIZE_MAX)
		nq_phrase_read(t->b, cell(t, r, t->unit_col)->text,
		    cell(t, r, t->unit_col)->len, &own);
	for (size_t p = 0; p < 4; p++) {
		for (int u = 0; u < places[p]->nunits; u++)
			if (places[p]->units[u].unit == want) {
				*unit = want;
				*mult = places[p]->units[u].mult;
				return true;
			}
		if (places[p]->nunits > 0 && p < 2)
			return false;	/* another unit: another thing */
	}
	if (want == NQ_UNIT_NUM) {
		*unit = want;
		*mult = 0;
		return true;
	}
	return false;
}

struct place {
	size_t row, col;
	int topic, part, area;
	const struct nq_phrase *label;
	const char *label_text;
};

static char *
address(struct binder *b, size_t row, size_t col)
{
	char *out = nq_arena_get(b->arena, 24, 1), letters[8];
	size_t n = 0, at = 0;

	for (size_t c = col + 1; c > 0 && n < sizeof(letters); c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	while (n > 0)
		out[at++] = letters[--n];
	row++;
	for (size_t d = 1; ; d *= 10)
		if (row / d < 10) {
			for (; d > 0; d /= 10)
				out[at++] = (char)('0' + row / d % 10);
			break;
		}
	return out;
}

static void
emit(struct table *t, const struct place *at, enum nq_trans trans,
    struct nq_dec value, enum nq_unit unit, int mult, const char *rule)
{
	struct binder *b = t->b;
	const struct column *k = &t->cols[at->col];
	const struct nq_grid *g = t->g;
	struct nq_figure f = { .indicator = at->topic,
		.breakdown = at->part >= 0 ? nq_catalog_part(b->cat,
		at->part)->code : NULL, .area = at->area,
		.period = k->period, .trans = trans,
		.value = nq_dec_norm(value), .unit = unit, .mult = mult,
		.status = 'A', .rule = rule,
		.start = t->block_start + g->row_start[at->row],
		.end = t->block_start + g->row_end[at->row],
		.row = nq_arena_strdup(b->arena, at->label_text),
		.column = nq_arena_strdup(b->arena, k->text),
		.cell = address(b, g->row0 + at->row, g->col0 + at->col) };

	f.at = f.start;
	f.at_end = f.end;
	if (k->until && !is_kind(b, at->topic, NQ_KIND_STOCK) &&
	    f.period.months < 12) {
		f.period.months = (short)(f.period.month + f.period.months -
		    1);
		f.period.month = 1;
	}
	if (!nq_period_is_valid(f.period) || f.area < 0)
		return;
	if (trans == NQ_TRANS_LEVEL) {
		if (k->head.plan)
			f.role = NQ_ROLE_PLAN;
		else if (k->head.scenario)
			f.role = NQ_ROLE_SCENARIO;
		else if (k->head.status != 0)
			f.status = k->head.status;
		f.base = at->label->base != NQ_BASE_NONE ? at->label->base :
		    k->head.base != NQ_BASE_NONE ? k->head.base :
		    t->title.base != NQ_BASE_NONE ? t->title.base :
		    b->ctx.base;
	}
	f.flags = k->repaired ? NQ_FLAG_YEAR_REPAIRED : 0;
	b->v = nq_grow(b->v, b->n, &b->cap, sizeof(*b->v));
	b->v[b->n++] = f;
}

static void
emit_change(struct table *t, const struct place *at, struct nq_dec d)
{
	const struct column *k = &t->cols[at->col];
	struct nq_err e = { 0 };
	int trans = nq_compare_trans(t->b, &k->head.cmp, k->period, true);

	if (k->holds == HOLDS_INDEX && nq_dec_add(d,
	    (struct nq_dec){ -100, 0 }, &d, &e) != 0)
		return;
	if (trans >= 0 && k->period.months <= 12)
		emit(t, at, (enum nq_trans)trans, d, NQ_UNIT_PT, 0,
		    k->holds == HOLDS_INDEX ? "grid.index" : "grid.rate");
}

static void
emit_plan_share(struct table *t, const struct place *at, struct nq_dec d)
{
	static const enum nq_trans trans[] = {
		[CMP_YEAR_PLAN] = NQ_TRANS_OF_YEAR_PLAN,
		[CMP_PERIOD_PLAN] = NQ_TRANS_OF_PERIOD_PLAN,
		[CMP_BARE_PLAN] = NQ_TRANS_OF_YEAR_PLAN,
		[CMP_TARGET] = NQ_TRANS_OF_TARGET,
		[CMP_SCENARIO] = NQ_TRANS_OF_SCENARIO,
		[CMP_YEAR_SCENARIO] = NQ_TRANS_OF_YEAR_SCENARIO,
	};
	enum cmp kind = t->cols[at->col].head.cmp.kind;

	emit(t, at, kind >= CMP_YEAR_PLAN ? trans[kind] :
	    NQ_TRANS_OF_YEAR_PLAN, d, NQ_UNIT_PT, 0, "grid.of-plan");
}

static void
emit_level(struct table *t, const struct place *at, struct nq_dec d)
{
	const struct column *k = &t->cols[at->col];
	enum nq_unit unit;
	int mult;

	if (is_kind(t->b, at->topic, NQ_KIND_INDEX) ||
	    (k->head.volume && nq_catalog_indicator(t->b->cat,
	    at->topic)->unit == NQ_UNIT_USD))
		return;
	if (find_unit(t, at->row, at->label, k, at->topic, &unit, &mult))
		emit(t, at, NQ_TRANS_LEVEL, d, unit, mult, "grid.level");
}

static void
read_cell(struct table *t, const struct place *at)
{
	const struct column *k = &t->cols[at->col];
	struct nq_dec d;

	if (cell(t, at->row, at->col)->spanned ||
	    !number(t, at->row, at->col, &d))
		return;
	switch (k->holds) {
	case HOLDS_LEVEL:
		emit_level(t, at, d);
		break;
	case HOLDS_CHANGE: case HOLDS_INDEX:
		if (!k->head.volume || nq_catalog_indicator(t->b->cat,
		    at->topic)->unit != NQ_UNIT_USD)
			emit_change(t, at, d);
		break;
	case HOLDS_OF_PLAN:
		emit_plan_share(t, at, d);
		break;
	case HOLDS_SHARE:
		if (at->part >= 0)
			emit(t, at, NQ_TRANS_SHARE, d, NQ_UNIT_PT, 0,
			    "grid.share");
		break;
	case HOLDS_CONTRIBUTION:
		if (at->part >= 0)
			emit(t, at, NQ_TRANS_CONTRIBUTION, d, NQ_UNIT_PP, 0,
			    "grid.contribution");
		break;
	default:
		break;
	}
}

/*
 * What a row is of. A label that was not wholly understood is another
 * thing; unless it is a sub-row ("- Xi măng"), the parts below are its.
 */
static bool
row_subject(struct table *t, struct place *at)
{
	const struct nq_phrase *p = at->label;

	at->part = -1;
	at->area = p->area >= 0 ? p->area : t->b->area;
	if (p->topic >= 0 && p->words == 0) {
		t->topic = at->topic = p->topic;
		t->topic_of_title = false;
		t->b->ctx.base = p->base;
		return true;
	}
	at->topic = t->topic;
	if (p->words == 0 && p->part >= 0 && t->topic >= 0) {
		at->part = part_of(t->b, p->part, t->topic);
		return at->part >= 0;
	}
	if (p->words > 0 || p->topic == TOPIC_UNKNOWN) {
		if (!p->dash && !t->topic_of_title)
			t->topic = TOPIC_UNKNOWN;
		return false;
	}
	/* "Tổng số", "Toàn ngành", a place: the title's own. */
	return t->topic >= 0 && t->topic_of_title && !p->of_which;
}

static void
read_rows(struct table *t)
{
	for (size_t r = t->data; r < t->end; r++) {
		struct nq_phrase label;
		struct place at = { .row = r };
		char *text = row_label(t, r);

		at.label_text = text;
		nq_phrase_read(t->b, past_numbering(text),
		    strlen(past_numbering(text)), &label);
		at.label = &label;
		if (label.empty || !row_subject(t, &at))
			continue;
		for (at.col = t->labels; at.col < t->g->cols; at.col++)
			read_cell(t, &at);
	}
}

/* The title: its own rows, and what stands just above the grid. */
static void
read_title(struct table *t, size_t block)
{
	const struct nq_page *p = t->b->page;
	char *text = NULL;

	for (size_t i = block > 2 ? block - 2 : 0; i < block; i++)
		if (p->blocks[i].kind != NQ_BLOCK_GRID &&
		    p->blocks[i].kind != NQ_BLOCK_TITLE &&
		    p->blocks[i].len < 300)
			add_text(&t->scratch, &text, p->blocks[i].text);
	for (size_t r = 0; r < t->head; r++)
		for (size_t c = 0; c < t->g->cols; c++)
			if (!cell(t, r, c)->spanned && cell(t, r, c)->len > 0)
				add_text(&t->scratch, &text,
				    cell(t, r, c)->text);
	if (text == NULL)
		text = nq_arena_strdup(&t->scratch, "");
	nq_phrase_read(t->b, text, strlen(text), &t->title);
}

/* A unit alone above the header: "Đơn vị tính: Tỷ đồng", "%". */
static void
read_lone_units(struct table *t)
{
	for (size_t r = 0; r < t->data; r++)
		for (size_t c = 0; c < t->g->cols; c++) {
			const struct nq_cell *k = cell(t, r, c);
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

void
nq_grid_read(struct binder *b, size_t block)
{
	struct table t = { .b = b, .g = b->page->blocks[block].grid,
		.block_start = b->page->blocks[block].start };
	struct nq_period kept = b->title_period, own;
	bool repaired;

	if (t.g == NULL || t.g->rows < 2 || t.g->cols < 2)
		return;
	find_rows(&t);
	if (t.data >= t.end)
		return;
	t.labels = first_data_column(&t);
	if (t.labels == 0)
		return;
	read_title(&t, block);
	read_lone_units(&t);
	if (t.title.has_when) {
		own = nq_bind_resolve(b, &t.title.when, &repaired);
		if (nq_period_is_valid(own) && !repaired)
			b->title_period = own;
	}
	t.unit_col = find_unit_column(&t);
	b->ctx.base = NQ_BASE_NONE;
	t.topic = t.title.topic;
	t.topic_of_title = t.title.topic >= 0;
	b->planned = false;
	b->ctx.when_here = false;
	read_columns(&t);
	read_rows(&t);
	b->title_period = kept;
	nq_arena_release(&t.scratch);
}
