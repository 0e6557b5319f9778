/*
 * Word documents: paragraphs and tables in their order. What tracked
 * changes deleted is not read; text boxes are, where they stand.
 */
#include "transform/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "transform/grid.h"
#include "transform/raw.h"
#include "transform/zip.h"

enum {
	MAX_HEADINGS = 500,	/* styles that are headings */
	STYLE = 64,		/* bytes of a style's id */
	MAX_SPAN = 64,		/* columns of one cell; Word allows 63 */
	MAX_PARAGRAPH = 1 << 20	/* bytes */
};

/* A table that is open: which cell began the merge of each column. */
struct table {
	struct table *outer;	/* owned while open */
	size_t origin[NQ_MAX_COLS];	/* index of a cell plus 1, or 0 */
	uint32_t col, span;	/* of the cell that is open */
	bool merged, goes_on;	/* vMerge of it: begins, or repeats */
	bool header, placed;
};

struct headings {
	struct { char id[STYLE]; int level; } v[MAX_HEADINGS];
	size_t n;
	char id[STYLE];		/* of the style that is open */
};

struct doc {
	struct nq_raw *raw;
	struct nq_line line;	/* owned */
	struct nq_grid_maker *grid;	/* owned */
	struct table *table;	/* owned */
	const struct headings *headings;
	int level;		/* of the paragraph; 0: none */
	int deleted;		/* depth of what is not read */
	bool item, bold, plain;	/* of the paragraph: some bold, some not */
	bool run_bold, in_text, in_run;
};

static void
copy_id(char out[STYLE], const struct nq_xml_atts *a, const char *name)
{
	size_t len;
	const char *s = nq_xml_att(a, name, &len);

	snprintf(out, STYLE, "%.*s", (int)(len < STYLE ? len : STYLE - 1),
	    s != NULL ? s : "");
}

/* "heading 2" in every language's Word; "Title"; an outline level. */
static void
style_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct headings *h = ctx;
	const char *value;
	int level = 0;
	size_t len;

	if (strcmp(name, "style") == 0)
		copy_id(h->id, a, "styleId");
	value = nq_xml_att(a, "val", &len);
	if (h->id[0] == '\0' || value == NULL || h->n >= MAX_HEADINGS)
		return;
	if (strcmp(name, "name") == 0 && len == 9 &&
	    strncasecmp(value, "heading ", 8) == 0)
		level = value[8] - '0';
	else if (strcmp(name, "name") == 0 && len == 5 &&
	    strncasecmp(value, "title", 5) == 0)
		level = 1;
	else if (strcmp(name, "outlineLvl") == 0 && len == 1 && *value < '6')
		level = *value - '0' + 1;
	if (level < 1 || level > 9)
		return;
	memcpy(h->v[h->n].id, h->id, STYLE);
	h->v[h->n++].level = level < 6 ? level : 6;
}

static int
level_of(const struct headings *h, const struct nq_xml_atts *a)
{
	char id[STYLE];
	size_t i;

	copy_id(id, a, "val");
	for (i = 0; i < h->n; i++)
		if (strcmp(h->v[i].id, id) == 0)
			return h->v[i].level;
	return 0;
}

static void
end_paragraph(struct doc *d)
{
	struct nq_raw_block *b;
	bool whole_bold = d->bold && !d->plain;

	if (d->line.buf.len > 0 && nq_raw_block(d->raw, &d->line,
	    d->level > 0 || (whole_bold && d->table == NULL) ?
	    NQ_BLOCK_HEADING : d->item ? NQ_BLOCK_ITEM : NQ_BLOCK_PARAGRAPH,
	    0, &b)) {
		b->b.level = d->level > 0 ? d->level :
		    b->b.kind == NQ_BLOCK_HEADING ? 6 : 0;
		if (d->grid != NULL && d->grid->open && whole_bold)
			d->grid->cells[d->grid->ncells - 1].bold = true;
	}
	nq_line_reset(&d->line);
}

static void
start_table(struct doc *d)
{
	struct table *t = nq_alloc(1, sizeof(*t));

	end_paragraph(d);
	t->outer = d->table;
	d->table = t;
	d->grid = nq_grid_open(d->raw, d->grid);
}

static void
end_table(struct doc *d)
{
	struct table *t = d->table;

	if (t == NULL)
		return;
	end_paragraph(d);
	d->grid = nq_grid_close(d->grid, d->raw, 0);
	d->table = t->outer;
	free(t);
}

/* The cell's properties are known: it is placed, or lengthens the one above. */
static void
place_cell(struct doc *d)
{
	struct table *t = d->table;
	size_t above;
	char span[16];

	if (t == NULL || t->placed)
		return;
	t->placed = true;
	above = t->col < NQ_MAX_COLS ? t->origin[t->col] : 0;
	if (t->goes_on && above > 0 && above <= d->grid->ncells) {
		nq_grid_cell_end(d->grid, d->raw);
		d->grid->cells[above - 1].rowspan++;
	} else {
		snprintf(span, sizeof(span), "%u", t->span);
		nq_grid_cell(d->grid, d->raw, t->header, span, "1");
		above = t->merged ? d->grid->ncells : 0;
	}
	for (; t->span > 0; t->span--, t->col++)
		if (t->col < NQ_MAX_COLS)
			t->origin[t->col] = above;
}

static void
start_cell(struct doc *d)
{
	end_paragraph(d);
	d->table->span = 1;
	d->table->merged = d->table->goes_on = d->table->placed = false;
}

static void
table_start(struct doc *d, const char *name, const struct nq_xml_atts *a)
{
	struct table *t = d->table;
	const char *value;
	unsigned long n;
	size_t len;

	if (strcmp(name, "tr") == 0) {
		nq_grid_row(d->grid);
		t->col = 0;
		t->header = false;
	} else if (strcmp(name, "tc") == 0) {
		start_cell(d);
	} else if (strcmp(name, "tblHeader") == 0) {
		t->header = true;
	} else if (strcmp(name, "gridSpan") == 0) {
		n = nq_xml_att_num(a, "val", 1);
		t->span = n < 1 ? 1 : n > MAX_SPAN ? MAX_SPAN : (uint32_t)n;
	} else if (strcmp(name, "vMerge") == 0) {
		value = nq_xml_att(a, "val", &len);
		t->merged = true;
		t->goes_on = value == NULL || len != 7;	/* "restart" */
	} else if (strcmp(name, "p") == 0) {
		place_cell(d);
	}
}

static bool
is_gone(const char *name)
{
	return strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0 ||
	    strcmp(name, "Fallback") == 0 || strcmp(name, "instrText") == 0;
}

static void
doc_start(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct doc *d = ctx;
	const char *value;
	size_t len;

	if (is_gone(name) || d->deleted > 0) {
		d->deleted++;
		return;
	}
	if (strcmp(name, "tbl") == 0)
		start_table(d);
	else if (d->table != NULL)
		table_start(d, name, a);
	if (strcmp(name, "p") == 0) {
		end_paragraph(d);
		d->level = 0;
		d->item = d->bold = d->plain = false;
	} else if (strcmp(name, "pStyle") == 0) {
		d->level = level_of(d->headings, a);
	} else if (strcmp(name, "numPr") == 0) {
		d->item = true;
	} else if (strcmp(name, "r") == 0) {
		d->in_run = true;
		d->run_bold = false;
	} else if (strcmp(name, "b") == 0 && d->in_run) {
		value = nq_xml_att(a, "val", &len);
		d->run_bold = value == NULL || nq_xml_att_true(a, "val");
	} else if (strcmp(name, "t") == 0) {
		d->in_text = true;
	} else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) {
		end_paragraph(d);
		d->bold = d->plain = false;
	} else if (strcmp(name, "tab") == 0 && d->in_run) {
		nq_line_add(&d->line, " ", 1);
	} else if (strcmp(name, "noBreakHyphen") == 0) {
		nq_line_add(&d->line, "-", 1);
	} else if (strcmp(name, "drawing") == 0 || strcmp(name, "pict") == 0) {
		d->raw->images++;
	}
}

static void
doc_end(void *ctx, const char *name)
{
	struct doc *d = ctx;

	if (d->deleted > 0) {
		d->deleted--;
		return;
	}
	if (strcmp(name, "p") == 0)
		end_paragraph(d);
	else if (strcmp(name, "tbl") == 0)
		end_table(d);
	else if (strcmp(name, "tc") == 0 && d->table != NULL) {
		place_cell(d);
		nq_grid_cell_end(d->grid, d->raw);
	} else if (strcmp(name, "r") == 0)
		d->in_run = false;
	else if (strcmp(name, "t") == 0)
		d->in_text = false;
}

static void
doc_text(void *ctx, const char *p, size_t len)
{
	struct doc *d = ctx;

	if (!d->in_text || d->deleted > 0)
		return;
	nq_line_add(&d->line, p, len);
	*(d->run_bold ? &d->bold : &d->plain) = true;
}

void
nq_docx_read(struct nq_zip *zip, const char *part, struct nq_raw *raw)
{
	static const struct nq_xml_events styles = { style_start, NULL, NULL };
	static const struct nq_xml_events events = { doc_start, doc_end,
		doc_text };
	struct headings *h = nq_alloc(1, sizeof(*h));
	struct doc d = { .raw = raw, .headings = h,
		.line = { .buf = NQ_BUF(MAX_PARAGRAPH) } };
	const struct nq_rel *rel;
	struct nq_rels rels;
	struct nq_xml *now;
	bool ok;

	ok = nq_rels_read(zip, raw, part, &rels);
	rel = ok ? nq_rel_by_type(&rels, "styles") : NULL;
	if (ok && rel != NULL && rel->part != NULL)
		ok = nq_zip_read(zip, rel->part, &styles, h, &now);
	if (ok)
		nq_zip_read(zip, part, &events, &d, &now);
	while (d.table != NULL)
		end_table(&d);
	end_paragraph(&d);
	if (raw->why == NULL && raw->nblocks == 0 && raw->images > 0)
		nq_raw_refuse(raw, NQ_PAGE_IMAGE_ONLY, "a document of "
		    "pictures without text; it needs OCR");
	nq_line_release(&d.line);
	free(h);
}
