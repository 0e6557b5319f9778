/*
 * What the program makes of a workbook before it looks for figures: xlsx
 * FILE reads it into grids, by the way that transform takes, and counts
 * their cells.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "transform/page.h"

#include <stdio.h>

/* Cells with a text of their own; the repeats of merged ones are none. */
static size_t
cells(const struct nq_page *page)
{
	size_t n = 0;

	for (size_t i = 0; i < page->nblocks; i++) {
		const struct nq_grid *g = page->blocks[i].grid;

		for (size_t k = 0; g != NULL && k < g->rows * g->cols; k++)
			n += g->cells[k].len > 0 && !g->cells[k].spanned;
	}
	return n;
}

int
main(int argc, char **argv)
{
	const struct nq_page_hint hint = { .url = NULL };
	struct nq_buf b = NQ_BUF(NQ_MAX_BODY);
	struct nq_arena arena = { 0 };
	struct nq_err e = { 0 };
	struct nq_page page;

	if (argc != 2) {
		fprintf(stderr, "usage: xlsx FILE\n");
		return 2;
	}
	if (nq_buf_read_file(&b, argv[1], &e) != 0) {
		fprintf(stderr, "xlsx: %s %s\n", e.where, e.msg);
		return 1;
	}
	nq_page_init();
	nq_page_parse(b.p, b.len, &hint, &arena, &page);
	if (page.status != NQ_PAGE_OK)
		fprintf(stderr, "xlsx: %s: %s\n", argv[1], page.reason);
	printf("%zu\n", cells(&page));
	nq_arena_release(&arena);
	nq_buf_release(&b);
	return page.status != NQ_PAGE_OK;
}
