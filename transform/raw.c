#include "transform/raw.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

enum { REMARK_MOST = 400 };	/* bytes; more names are not listed */

void
nq_raw_init(struct nq_raw *r, struct nq_arena *arena)
{
	*r = (struct nq_raw){ .arena = arena };
	nq_raw_box(r, 0, 0);
}

void
nq_raw_release(struct nq_raw *r)
{
	free(r->blocks);
	free(r->boxes);
	*r = (struct nq_raw){ .arena = r->arena };
}

bool
nq_raw_block(struct nq_raw *r, struct nq_line *line, enum nq_block_kind kind,
    uint32_t box, struct nq_raw_block **out)
{
	struct nq_raw_block *b;

	if (r->nblocks >= NQ_MAX_BLOCKS) {
		r->cut = "more blocks than NQ_MAX_BLOCKS";
		return false;
	}
	r->blocks = nq_grow(r->blocks, r->nblocks, &r->cap,
	    sizeof(*r->blocks));
	b = &r->blocks[r->nblocks++];
	*b = (struct nq_raw_block){ .box = box };
	b->b.kind = kind;
	b->b.text = "";
	if (line != NULL) {
		nq_line_finish(line);
		b->b.text = nq_arena_strndup(r->arena, line->buf.p,
		    line->buf.len);
		b->b.len = line->buf.len;
		b->suspect = line->soft || line->suspect;
		nq_repair_count(&r->repair, b->b.text, b->b.len);
	}
	*out = b;
	return true;
}

uint32_t
nq_raw_box(struct nq_raw *r, uint32_t parent, uint32_t marks)
{
	struct nq_box *b;

	if (r->nboxes >= NQ_MAX_BLOCKS) {
		r->cut = "more boxes than NQ_MAX_BLOCKS";
		return parent;
	}
	r->boxes = nq_grow(r->boxes, r->nboxes, &r->box_cap,
	    sizeof(*r->boxes));
	b = &r->boxes[r->nboxes];
	*b = (struct nq_box){ .parent = parent, .marks = marks };
	b->first = b->last = (uint32_t)r->nblocks;
	return (uint32_t)r->nboxes++;
}

void
nq_raw_repair(struct nq_raw *raw)
{
	bool all = nq_repair_needed(&raw->repair);
	struct nq_buf b = NQ_BUF(0);
	size_t i, k;

	for (i = 0; i < raw->nblocks; i++) {
		struct nq_block *o = &raw->blocks[i].b;
		struct nq_grid *g = o->grid;

		nq_buf_reset(&b);
		if ((all || raw->blocks[i].suspect) &&
		    nq_repair_line(&raw->repair, o->text, o->len, &b)) {
			o->text = nq_arena_strndup(raw->arena,
			    b.p != NULL ? b.p : "", b.len);
			o->len = b.len;
		}
		for (k = 0; all && g != NULL && k < g->rows * g->cols; k++) {
			struct nq_cell *c = &g->cells[k];

			nq_buf_reset(&b);
			if (raw->blocks[i].settled != NULL &&
			    raw->blocks[i].settled[k])
				continue;
			if (!nq_repair_line(&raw->repair, c->text, c->len,
			    &b))
				continue;
			c->text = nq_arena_strndup(raw->arena,
			    b.p != NULL ? b.p : "", b.len);
			c->len = b.len;
		}
	}
	nq_buf_release(&b);
}

bool
nq_raw_refuse(struct nq_raw *r, enum nq_page_status status, const char *fmt,
    ...)
{
	char text[400];
	va_list ap;

	if (r->why != NULL)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->refused = status;
	r->why = nq_arena_strdup(r->arena, text);
	return false;
}

void
nq_raw_hidden(struct nq_raw *r, const char *name)
{
	char *text;

	text = r->remark == NULL ?
	    nq_asprintf("hidden sheets were left out: %s", name) :
	    nq_asprintf("%s, %s", r->remark, name);
	if (strlen(text) < REMARK_MOST)
		r->remark = nq_arena_strdup(r->arena, text);
	free(text);
}
