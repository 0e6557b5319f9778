#include "transform/file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/article.h"
#include "transform/raw.h"

enum {
	HEAD_BLOCKS = 25,	/* where a file's title and day stand */
	HEAD_ROWS = 12,
	TITLE_LEAST = 12,	/* bytes; shorter is "BÁO CÁO" alone */
	TITLE_MOST = 500,
	PLACE_MOST = 40		/* bytes before ", ngày …" */
};

/* A line of the file's head, whether a block or a row of a table. */
struct head_line {
	const char *text;
	size_t len;
	bool heading;
};

struct head {
	struct head_line v[HEAD_BLOCKS + HEAD_ROWS];
	size_t n;
	bool table;		/* it begins with one */
};

static void
head_add(struct head *h, const char *text, size_t len, bool heading)
{
	if (h->n < sizeof(h->v) / sizeof(*h->v) && len > 0)
		h->v[h->n++] = (struct head_line){ text, len, heading };
}

/* Rows that hold one text and nothing else: titles of the table, units. */
static void
head_rows(struct head *h, const struct nq_grid *g)
{
	size_t r, c, texts;
	const struct nq_cell *only;

	for (r = 0; r < g->rows && r < HEAD_ROWS; r++) {
		only = NULL;
		for (c = texts = 0; c < g->cols; c++) {
			const struct nq_cell *cell = &g->cells[r * g->cols + c];

			if (cell->spanned || cell->len == 0)
				continue;
			texts++;
			only = cell->numeric ? NULL : cell;
		}
		if (texts == 1 && only != NULL)
			head_add(h, only->text, only->len, true);
		if (texts > 2)
			break;
	}
}

static void
collect(const struct nq_raw *raw, struct head *h)
{
	size_t i;

	for (i = 0; i < raw->nblocks && i < HEAD_BLOCKS; i++) {
		const struct nq_block *b = &raw->blocks[i].b;

		if (b->grid == NULL)
			head_add(h, b->text, b->len,
			    b->kind == NQ_BLOCK_HEADING);
		else if (i == 0 || h->n > 0) {
			head_rows(h, b->grid);
			h->table = i == 0;
			break;
		}
	}
}

/* What a title of such a file begins with. */
static bool
is_named(const char *fold)
{
	static const char *const words[] = { "bao cao", "bieu", "thong cao",
	    "tinh hinh", "so lieu", "tong hop", "ket qua", "thong bao",
	    "ke hoach", "quyet dinh", "nghi quyet", "chi tieu", "mot so" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(fold, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* "Lào Cai, ngày 26 tháng 6 năm 2023" and nothing more. */
static bool
is_place_and_day(const char *s, size_t len, struct nq_day *day)
{
	char fold[160];
	const char *comma;
	size_t n, i;

	if (len > 100 || memchr(s, ',', len) == NULL ||
	    !nq_meta_day(s, len, day))
		return false;
	n = nq_hint_fold(s, len, fold, sizeof(fold));
	comma = strstr(fold, "ngay ");
	if (comma == NULL || comma - fold > PLACE_MOST || comma == fold ||
	    day->end > n || day->start < (size_t)(comma - fold))
		return false;
	for (i = 0; fold + i < comma; i++)
		if (isdigit((unsigned char)fold[i]))
			return false;
	for (i = day->end; i < n; i++)
		if (isalnum((unsigned char)fold[i]))
			return false;
	return memchr(fold, ',', (size_t)(comma - fold)) != NULL;
}

static size_t
find_title(const struct head *h)
{
	char fold[TITLE_MOST * 2];
	struct nq_day day;
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (h->v[i].len > TITLE_MOST ||
		    is_place_and_day(h->v[i].text, h->v[i].len, &day))
			continue;
		nq_hint_fold(h->v[i].text, h->v[i].len, fold, sizeof(fold));
		if (is_named(fold))
			return i;
	}
	for (i = 0; i < h->n; i++)
		if (h->v[i].heading && h->v[i].len >= TITLE_LEAST &&
		    h->v[i].len <= TITLE_MOST)
			return i;
	return SIZE_MAX;
}

/* "BÁO CÁO" alone goes on in the line below it. */
static const char *
whole_title(struct nq_arena *arena, const struct head *h, size_t at)
{
	const struct head_line *a = &h->v[at], *b = a + 1;
	char *text;
	const char *out;

	if (at + 1 >= h->n || b->len < TITLE_LEAST || b->len > TITLE_MOST ||
	    a->len >= 3 * TITLE_LEAST)
		return nq_arena_strndup(arena, a->text, a->len);
	text = nq_asprintf("%.*s %.*s", (int)a->len, a->text, (int)b->len,
	    b->text);
	out = nq_arena_strdup(arena, text);
	free(text);
	return out;
}

static void
put_title(struct nq_raw *raw, const struct head *h,
    const struct nq_page_hint *hint, struct nq_page *page)
{
	size_t at = find_title(h);
	bool linked = hint != NULL && hint->title != NULL;
	struct nq_block *b;

	/* The first of many tables does not name the workbook. */
	if (at != SIZE_MAX && !(linked && h->table && raw->nblocks > 3))
		page->title = whole_title(raw->arena, h, at);
	else if (linked)
		page->title = nq_arena_strdup(raw->arena, hint->title);
	if (*page->title == '\0')
		return;
	b = &page->blocks[page->nblocks++];
	*b = (struct nq_block){ .kind = NQ_BLOCK_TITLE, .text = page->title,
	    .len = strlen(page->title), .level = 1 };
}

/* "(Kèm theo Báo cáo số … ngày 27/11/2020)". */
static bool
is_attached(const char *s, size_t len, struct nq_day *day)
{
	char fold[24];

	if (len > 160)
		return false;
	nq_hint_fold(s + (len > 0 && *s == '('), len - (len > 0 && *s == '('),
	    fold, sizeof(fold));
	return strncmp(fold, "kem theo ", 9) == 0 &&
	    nq_meta_day(s, len, day);
}

/* The day beside the place: under the head, or over the signature. */
static void
find_day(const struct nq_raw *raw, struct nq_page *page)
{
	struct nq_day day;
	const char *other = NULL;
	size_t i, k, n;

	for (i = 0; i < raw->nblocks; i++) {
		const struct nq_block *b = &raw->blocks[i].b;
		const struct nq_grid *g = b->grid;

		n = g != NULL ? g->rows * g->cols : 1;
		for (k = 0; k < n; k++) {
			const char *text = g != NULL ? g->cells[k].text :
			    b->text;
			size_t len = g != NULL ? g->cells[k].len : b->len;

			if (is_place_and_day(text, len, &day)) {
				page->published = nq_arena_strdup(raw->arena,
				    day.iso);
				return;
			}
			if (other == NULL && is_attached(text, len, &day))
				other = nq_arena_strdup(raw->arena, day.iso);
		}
	}
	page->published = other;
}

void
nq_file_finish(struct nq_raw *raw, const struct nq_page_hint *hint,
    struct nq_page *page)
{
	struct head head = { .n = 0 };
	size_t i;

	if (raw->why != NULL) {
		page->status = raw->refused;
		page->reason = raw->why;
		return;
	}
	nq_raw_repair(raw);
	collect(raw, &head);
	page->blocks = nq_arena_get(raw->arena, raw->nblocks + 1,
	    sizeof(*page->blocks));
	put_title(raw, &head, hint, page);
	find_day(raw, page);
	for (i = 0; i < raw->nblocks; i++) {
		const struct nq_block *b = &raw->blocks[i].b;

		if (b->grid == NULL && (b->len == 0 ||
		    strcmp(b->text, page->title) == 0))
			continue;
		page->blocks[page->nblocks++] = *b;
	}
	nq_page_join(page, raw->arena);
	page->reason = raw->remark;
}
