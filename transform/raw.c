#include "transform/raw.h"

#include <stdlib.h>

#include "core/mem.h"

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
