#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/dec.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/opts.h"
#include "load/record.h"
#include "transform/document.h"
#include "transform/decode.h"
#include "transform/file.h"
#include "transform/page.h"
#include "transform/raw.h"

_Noreturn void
fuzz_broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

bool
fuzz_is_utf8(const char *s, size_t len)
{
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		i += nq_utf8_get(s + i, len - i, &cp);
		if (cp == NQ_UTF8_BAD || cp == 0 || i > len)
			return false;
	}
	return true;
}

void
fuzz_dec(struct nq_dec d)
{
	char text[NQ_DEC_TEXT], again[NQ_DEC_TEXT];
	struct nq_dec back;
	struct nq_err e = { 0 };

	nq_dec_emit(d, text);
	MUST(nq_dec_parse(text, strlen(text), &back, &e) == 0);
	MUST(nq_dec_cmp(d, back) == 0);
	MUST(strcmp(nq_dec_emit(back, again), text) == 0);
}

static void
look_at_grid(const struct nq_block *b)
{
	const struct nq_grid *g = b->grid;
	char text[NQ_DEC_TEXT];

	MUST(g->rows > 0 && g->cols > 0 && g->cols <= NQ_MAX_COLS);
	for (size_t i = 0; i < g->rows * g->cols; i++) {
		const struct nq_cell *c = &g->cells[i];

		MUST(c->text != NULL && strlen(c->text) == c->len);
		MUST(fuzz_is_utf8(c->text, c->len));
		if (!c->numeric)
			continue;
		fuzz_dec(c->value);
		MUST(strcmp(nq_dec_emit(c->value, text), c->text) == 0);
	}
	for (size_t i = 0; i < g->rows; i++) {
		MUST(g->row_start[i] <= g->row_end[i]);
		MUST(g->row_end[i] <= b->len);
		MUST(i == 0 || g->row_start[i] >= g->row_end[i - 1]);
	}
}

static void
look_at_block(const struct nq_block *b)
{
	MUST(strlen(b->text) == b->len);
	MUST((b->kind == NQ_BLOCK_GRID) == (b->grid != NULL));
	if (b->grid != NULL) {
		look_at_grid(b);
		return;
	}
	MUST(b->len > 0 && b->text[0] != ' ' && b->text[b->len - 1] != ' ');
	MUST(strpbrk(b->text, "\n\r\t") == NULL);
	MUST(strstr(b->text, "  ") == NULL);
}

void
fuzz_page(const struct nq_page *page)
{
	size_t at = 0;

	MUST(page->title != NULL && page->charset != NULL);
	MUST(strlen(page->text) == page->text_len);
	MUST(fuzz_is_utf8(page->text, page->text_len));
	MUST(fuzz_is_utf8(page->title, strlen(page->title)));
	MUST(page->published == NULL || strlen(page->published) == 10);
	MUST(page->status == NQ_PAGE_OK || page->reason != NULL);
	for (size_t i = 0; i < page->nblocks; i++) {
		const struct nq_block *b = &page->blocks[i];

		look_at_block(b);
		MUST(b->start == at && at + b->len <= page->text_len);
		MUST(memcmp(page->text + at, b->text, b->len) == 0);
		at += b->len + 1;
		MUST(b->kind != NQ_BLOCK_TITLE || i == 0);
	}
	MUST(page->nblocks == 0 || at == page->text_len + 1);
}

void
fuzz_file(fuzz_reader *read, const char *bytes, size_t len)
{
	struct nq_arena arena = { 0 };
	struct nq_page page = { .charset = "", .title = "" };
	struct nq_raw raw;

	page.text = nq_arena_get(&arena, 1, 1);
	nq_raw_init(&raw, &arena);
	read(bytes, len, &raw);
	nq_file_finish(&raw, NULL, &page);
	fuzz_page(&page);
	nq_raw_release(&raw);
	nq_arena_release(&arena);
}
