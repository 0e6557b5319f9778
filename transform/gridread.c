#include "transform/gridread.h"

#include "core/err.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

/* The joined texts of the label columns of a row, without its number. */
static char *
row_label(struct nq_view *t, size_t r)
{
	char *text = NULL;

	for (size_t c = 0; c < t->labels; c++)
		if (c != t->unit_col && !nq_view_cell(t, r, c)->spanned &&
		    nq_view_is_text(t, r, c))
			nq_view_add_text(&t->scratch, &text,
			    nq_view_cell(t, r, c)->text);
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
find_unit(const struct nq_view *t, size_t r, const struct nq_phrase *label,
    const struct nq_column *k, int topic, enum nq_unit *unit, int *mult)
{
	struct nq_phrase own = { 0 };
	const struct nq_phrase *places[4] = { &own, label, &k->head,
		&t->title };
	enum nq_unit want = nq_catalog_indicator(t->b->cat, topic)->unit;

	if (t->unit_col != SIZE_MAX)
		nq_phrase_read(t->b, nq_view_cell(t, r, t->unit_col)->text,
		    nq_view_cell(t, r, t->unit_col)->len, &own);
	for (size_t p = 0; p < 4; p++) {
		for (int u = 0; u < places[p]->nunits; u++)
			if (places[p]->units[u].unit == want) {
				*unit = want;
				*mult = places[p]->units[u].mult;
				return true;
			}
		if (p < 2 && places[p]->nunits > 0)
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
emit(struct nq_view *t, const struct place *at, enum nq_trans trans,
    struct nq_dec value, enum nq_unit unit, int mult, const char *rule)
{
	struct binder *b = t->b;
	const struct nq_column *k = &t->cols[at->col];
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
	f.flags = (k->repaired ? NQ_FLAG_YEAR_REPAIRED : 0) |
	    (t->conflict ? NQ_FLAG_PERIOD_CONFLICT : 0);
	b->v = nq_grow(b->v, b->n, &b->cap, sizeof(*b->v));
	b->v[b->n++] = f;
}

static void
emit_change(struct nq_view *t, const struct place *at, struct nq_dec d)
{
	const struct nq_column *k = &t->cols[at->col];
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
emit_plan_share(struct nq_view *t, const struct place *at, struct nq_dec d)
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
emit_level(struct nq_view *t, const struct place *at, struct nq_dec d)
{
	const struct nq_column *k = &t->cols[at->col];
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
read_cell(struct nq_view *t, const struct place *at)
{
	const struct nq_column *k = &t->cols[at->col];
	struct nq_dec d;

	if (nq_view_cell(t, at->row, at->col)->spanned ||
	    !nq_view_number(t, at->row, at->col, &d))
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
row_subject(struct nq_view *t, struct place *at)
{
	const struct nq_phrase *p = at->label;

	at->part = -1;
	at->area = p->area >= 0 ? p->area : t->b->area;
	if (p->rest || (p->topic >= 0 && p->part >= 0 &&
	    part_of(t->b, p->part, p->topic) < 0)) {
		at->topic = TOPIC_UNKNOWN;
		return false;
	}
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

/*
 * Indicators in columns: the row names a place or a period, the header the
 * topic; a column without one goes on from the last to its left.
 */
static void
read_by_columns(struct nq_view *t, struct place *at)
{
	const struct nq_phrase *p = at->label;
	struct nq_period period = { 0 };
	bool repaired;

	if (p->area < 0 && !p->has_when)
		return;
	if (p->has_when)
		period = nq_bind_resolve(t->b, &p->when, &repaired);
	at->topic = TOPIC_NONE;
	for (at->col = t->labels; at->col < t->g->cols; at->col++) {
		struct nq_column *k = &t->cols[at->col];
		struct nq_period kept = k->period;

		if (k->head.topic != TOPIC_NONE)
			at->topic = k->head.topic;
		if (at->topic < 0 || k->head.words > 0)
			continue;
		if (period.year != 0 && !k->head.has_when)
			k->period = period;
		read_cell(t, at);
		k->period = kept;
	}
}

static void
read_rows(struct nq_view *t)
{
	for (size_t r = t->data; r < t->end; r++) {
		struct nq_phrase label;
		struct place at = { .row = r };
		char *text = row_label(t, r);

		at.label_text = text;
		nq_phrase_read(t->b, past_numbering(text),
		    strlen(past_numbering(text)), &label);
		at.label = &label;
		if (label.empty)
			continue;
		if (row_subject(t, &at))
			for (at.col = t->labels; at.col < t->g->cols; at.col++)
				read_cell(t, &at);
		else if (label.words == 0 && t->topic == TOPIC_NONE)
			read_by_columns(t, &at);
	}
}

/* A table that ends outside the document's period: last month's table left
 * in this month's file. The table is believed, for it stands by the figures. */
static bool
is_conflict(struct nq_period document, struct nq_period table)
{
	return document.year != 0 &&
	    (nq_period_end(table) > nq_period_end(document) ||
	    nq_period_end(table) <= nq_period_first(document));
}

/* One table of a grid, from row first to where the next one begins. */
static void
read_table(struct nq_view *t, size_t block)
{
	struct binder *b = t->b;
	struct nq_period kept = b->title_period, own;
	bool repaired;

	t->labels = nq_view_first_data_column(t);
	if (t->labels == 0)
		return;
	nq_view_read_title(t, block);
	nq_view_read_lone_units(t);
	t->conflict = false;
	if (t->title.has_when) {
		own = nq_bind_resolve(b, &t->title.when, &repaired);
		if (nq_period_is_valid(own) && !repaired) {
			t->conflict = is_conflict(kept, own);
			b->title_period = own;
		}
	}
	t->unit_col = nq_view_find_unit_column(t);
	b->ctx.base = NQ_BASE_NONE;
	t->topic = t->title.topic;
	t->topic_of_title = t->title.topic >= 0;
	b->planned = false;
	b->ctx.when_here = false;
	nq_view_read_columns(t);
	read_rows(t);
	b->title_period = kept;
}

void
nq_grid_read(struct binder *b, size_t block)
{
	struct nq_view t = { .b = b, .g = b->page->blocks[block].grid,
		.block_start = b->page->blocks[block].start };

	if (t.g == NULL || t.g->rows < 2 || t.g->cols < 2)
		return;
	while (t.first < t.g->rows) {
		nq_view_find_rows(&t);
		if (t.data >= t.end)
			break;
		read_table(&t, block);
		nq_arena_release(&t.scratch);
		t.first = t.end;
	}
	nq_arena_release(&t.scratch);
}
