/* What of the article's stretch is the release's own text. */
#include "transform/article.h"

#include <ctype.h>
#include <string.h>

#include "core/buf.h"
#include "core/mem.h"
#include "transform/grid.h"

enum {
	LEAD = 60,		/* bytes: between title and body only leads */
	BYLINE = 60,		/* bytes of a name, a desk, a source */
	CAPTION_MOST = 400,	/* bytes; longer is a paragraph */
	TITLE_LEAST = 12,	/* bytes; shorter is a section's name */
	TITLE_MOST = 500,
	SENTENCE = 200,		/* bytes; headlines are shorter */
	HEADING = 120,		/* bytes; a longer one is a sentence */
	NEAR = 6		/* blocks around a title, where its day is */
};

/* Is needle, whole, at the start of hay or all of it? Blanks are equal. */
static bool
begins(const char *hay, const char *needle, size_t n)
{
	return hay != NULL && strncmp(hay, needle, n) == 0 &&
	    (hay[n] == '\0' || hay[n] == ' ');
}

static bool
is_stated(const struct nq_raw *r, const char *s, size_t n)
{
	const char *rest;

	if (n >= 20 && r->html_title != NULL &&
	    (rest = strstr(r->html_title, s)) != NULL &&
	    (rest[n] == '\0' || rest[n] == ' '))
		return true;
	return begins(r->og_title, s, n) || begins(r->headline, s, n);
}

static int
title_score(const struct nq_pick *p, size_t i)
{
	const struct nq_raw_block *b = &p->raw->blocks[i];
	uint32_t marks = b->marks | p->raw->boxes[b->box].marks;
	struct nq_day day;

	if (b->b.grid != NULL || b->b.len < TITLE_LEAST ||
	    b->b.len > TITLE_MOST || nq_pick_is_noise(p, i) ||
	    p->say[i] != NQ_SAY_NOTHING ||
	    nq_meta_is_dateline(b->b.text, b->b.len, &day))
		return 0;
	if (is_stated(p->raw, b->b.text, b->b.len))
		return b->linked * 2 > b->b.len ? 50 : 100;
	if (b->linked * 2 > b->b.len)
		return 0;
	if (b->b.kind == NQ_BLOCK_HEADING && b->b.level == 1)
		return 40;
	if ((marks & NQ_MARK_TITLE) && !(marks & NQ_MARK_LEAD))
		return 30;
	return b->b.kind == NQ_BLOCK_HEADING && b->b.level == 2 &&
	    !(marks & NQ_MARK_LEAD) ? 10 : 0;
}

static bool
is_prose(const struct nq_pick *p, size_t i)
{
	const struct nq_block *b = &p->raw->blocks[i].b;

	return p->mass[i] > SENTENCE || (p->mass[i] > 0 && b->len > LEAD &&
	    b->text[b->len - 1] == '.' && b->text[b->len - 2] != '.');
}

static bool
is_headline(const struct nq_pick *p, size_t i)
{
	const struct nq_raw_block *b = &p->raw->blocks[i];
	struct nq_day day;

	return b->b.grid == NULL && b->b.len >= 2 * TITLE_LEAST &&
	    b->b.len <= TITLE_MOST && b->linked == 0 && !b->after_image &&
	    !nq_pick_is_noise(p, i) && p->say[i] == NQ_SAY_NOTHING &&
	    strchr(".;:,!", b->b.text[b->b.len - 1]) == NULL &&
	    !nq_meta_is_dateline(b->b.text, b->b.len, &day);
}

void
nq_pick_title(struct nq_pick *p)
{
	size_t i, last = p->from;
	int best = 0, score;

	/* Not past the first prose of the article. */
	while (last < p->end && (!is_prose(p, last) ||
	    nq_pick_is_noise(p, last) ||
	    is_stated(p->raw, p->raw->blocks[last].b.text,
	    p->raw->blocks[last].b.len)))
		last++;
	if (p->plain) {
		if (p->from < last && last < p->end &&
		    p->raw->blocks[p->from].b.len >= TITLE_LEAST &&
		    p->raw->blocks[p->from].b.len <= TITLE_MOST &&
		    p->say[p->from] == NQ_SAY_NOTHING)
			p->title = p->from;
		return;
	}
	for (i = 0; i < last && i < p->raw->nblocks; i++)
		if ((score = title_score(p, i)) >= best && score > 0) {
			best = score;
			p->title = i;
		}
	/* No markup says it: the line above the first prose, not a sentence. */
	for (i = last; p->title == SIZE_MAX && i > p->from; i--)
		if (is_headline(p, i - 1))
			p->title = i - 1;
}

/* A date line with a time of day or a word such as "đăng". */
static bool
is_stamp(const struct nq_block *b, struct nq_day *day)
{
	const char *colon;
	char fold[200];

	if (b->grid != NULL || !nq_meta_is_dateline(b->text, b->len, day))
		return false;
	nq_hint_fold(b->text, b->len, fold, sizeof(fold));
	if (strstr(fold, "hom nay") != NULL)
		return false;
	if (strstr(fold, "dang") != NULL || strstr(fold, "cap nhat") != NULL)
		return true;
	colon = strchr(fold, ':');
	return colon != NULL && colon > fold &&
	    isdigit((unsigned char)colon[-1]) &&
	    isdigit((unsigned char)colon[1]);
}

/* Stated in markup, else printed nearest to the title and its body. */
void
nq_pick_published(const struct nq_pick *p, struct nq_page *page)
{
	const struct nq_raw *r = p->raw;
	struct nq_day day;
	size_t i, from, k;

	if (r->published != NULL && nq_meta_day(r->published,
	    strlen(r->published), &day)) {
		page->published = nq_arena_strdup(r->arena, day.iso);
		return;
	}
	from = p->title != SIZE_MAX ? p->title : p->from;
	for (i = from; i < p->end && i < p->from + NEAR; i++)
		if (nq_meta_is_dateline(r->blocks[i].b.text,
		    r->blocks[i].b.len, &day))
			goto found;
	for (i = p->end > NEAR ? p->end - NEAR : 0; !p->plain &&
	    i < p->end + NEAR && i < r->nblocks; i++)
		if (i >= p->from && !p->noise[r->blocks[i].box] &&
		    is_stamp(&r->blocks[i].b, &day))
			goto found;
	/* Before the title stands today's date too, mostly without a time. */
	for (k = 1; k <= NEAR && k <= from; k++)
		if (!nq_pick_is_noise(p, from - k) &&
		    is_stamp(&r->blocks[from - k].b, &day))
			goto found;
	return;
found:
	page->published = nq_arena_strdup(r->arena, day.iso);
}

static bool
is_file_name(const char *s, size_t n)
{
	return n > 4 && memchr(s, ' ', n) == NULL &&
	    memchr(s, '.', n) != NULL && (memchr(s, '/', n) != NULL ||
	    strcmp(s + n - 4, ".jpg") == 0 || strcmp(s + n - 4, ".png") == 0 ||
	    strcmp(s + n - 4, ".JPG") == 0 || strcmp(s + n - 4, ".gif") == 0 ||
	    strcmp(s + n - 4, "jpeg") == 0);
}

static bool
in_picture_table(const struct nq_raw *r, uint32_t box)
{
	for (; box != 0; box = r->boxes[box].parent)
		if (r->boxes[box].marks & NQ_MARK_TABLE)
			return r->boxes[box].last - r->boxes[box].first <= 3;
	return false;
}

static bool
is_caption(const struct nq_pick *p, size_t i)
{
	const struct nq_raw_block *b = &p->raw->blocks[i];
	const struct nq_box *box = &p->raw->boxes[b->box];

	if (b->b.grid != NULL || b->b.len > CAPTION_MOST)
		return false;
	if (b->b.kind == NQ_BLOCK_CAPTION ||
	    ((b->marks | box->marks) & NQ_MARK_CAPTION))
		return true;
	if (!b->after_image)
		return false;
	return b->leant * 10 >= b->b.len * 9 ||
	    (box->picture && b->b.len < CAPTION_MOST / 2) ||
	    in_picture_table(p->raw, b->box);
}

static bool
same(const struct nq_block *a, const char *s, size_t n)
{
	return a->grid == NULL && a->len == n && memcmp(a->text, s, n) == 0;
}

static bool
is_kept(const struct nq_pick *p, size_t i)
{
	const struct nq_raw_block *b = &p->raw->blocks[i];
	uint32_t marks = b->marks | p->raw->boxes[b->box].marks;
	struct nq_day day;

	if (nq_pick_is_noise(p, i) || p->say[i] != NQ_SAY_NOTHING)
		return false;
	if (b->b.grid != NULL)
		return i >= p->from;
	if (b->b.len == 0 || is_file_name(b->b.text, b->b.len) ||
	    nq_meta_is_dateline(b->b.text, b->b.len, &day) ||
	    (b->b.len < 200 && b->linked * 10 > b->b.len * 6))
		return false;
	if (b->b.len < 4 && !isdigit((unsigned char)b->b.text[0]))
		return false;
	if (i >= p->from)
		return true;
	return (marks & NQ_MARK_LEAD) || (b->b.len >= LEAD &&
	    b->linked * 3 < b->b.len);
}

/* A name, a desk, "(Theo …)": the last lines, without figures or a stop. */
static bool
is_byline(const struct nq_block *b)
{
	size_t i, n = b->len;
	char fold[BYLINE + 1];

	if (b->kind == NQ_BLOCK_TITLE || b->kind == NQ_BLOCK_CAPTION ||
	    b->grid != NULL || n > BYLINE + 30)
		return false;
	for (i = 0; i < n; i++)
		if (isdigit((unsigned char)b->text[i]))
			return false;
	nq_hint_fold(b->text, n, fold, sizeof(fold));
	if (strncmp(fold, "(theo ", 6) == 0 || (n > 0 &&
	    strncmp(fold, "theo ", 5) == 0 && b->text[n - 1] != '.'))
		return true;
	if (n > BYLINE || strchr(";,", b->text[n - 1]) != NULL)
		return false;
	return strchr(".!?", b->text[n - 1]) == NULL;
}

void
nq_page_join(struct nq_page *page, struct nq_arena *arena)
{
	size_t i, len = 0;

	for (i = 0; i < page->nblocks; i++) {
		if (page->blocks[i].grid != NULL)
			nq_grid_text(&page->blocks[i], arena);
		len += page->blocks[i].len + 1;
	}
	page->text = nq_arena_get(arena, len + 1, 1);
	for (len = i = 0; i < page->nblocks; i++) {
		struct nq_block *b = &page->blocks[i];

		if (i > 0)
			page->text[len++] = '\n';
		b->start = len;
		memcpy(page->text + len, b->text, b->len);
		len += b->len;
	}
	page->text_len = len;
}

/* "A title | The site's name": what stands before the last separator. */
static const char *
without_site(struct nq_arena *arena, const char *t)
{
	static const char *const marks[] = { " | ", " :: ", " » ", " - " };
	const char *cut = NULL, *p;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(*marks) && cut == NULL; i++)
		for (p = t; (p = strstr(p, marks[i])) != NULL; p++)
			cut = p;
	if (cut == NULL || (size_t)(cut - t) < 2 * TITLE_LEAST)
		return t;
	return nq_arena_strndup(arena, t, (size_t)(cut - t));
}

static void
put_title(struct nq_pick *p, struct nq_page *page)
{
	const struct nq_raw *r = p->raw;
	const char *t = r->headline != NULL ? r->headline : r->og_title;
	struct nq_block *b;

	if (t == NULL && r->html_title != NULL)
		t = without_site(r->arena, r->html_title);
	if (p->title != SIZE_MAX)
		t = r->blocks[p->title].b.text;
	if (t == NULL || *t == '\0') {
		page->title = "";
		return;
	}
	page->title = t;
	b = &page->blocks[page->nblocks++];
	*b = (struct nq_block){ .kind = NQ_BLOCK_TITLE, .text = t,
	    .len = strlen(t), .level = 1 };
}

/*
 * A heading that is a sentence is a lead set in <h2>; a short line without
 * figures or a stop, before more text, is a heading whatever its tag.
 */
static void
settle_kinds(struct nq_page *page)
{
	size_t i, k, digits;

	for (i = 0; i < page->nblocks; i++) {
		struct nq_block *b = &page->blocks[i];
		bool stop = b->len > 0 &&
		    strchr(".;:,!?", b->text[b->len - 1]) != NULL;

		if (b->kind == NQ_BLOCK_HEADING && (b->len > 2 * HEADING ||
		    (stop && b->len > HEADING))) {
			b->kind = NQ_BLOCK_PARAGRAPH;
			b->level = 0;
		}
		if (b->kind != NQ_BLOCK_PARAGRAPH || b->grid != NULL || stop ||
		    b->len > HEADING || i + 1 == page->nblocks ||
		    b->text[0] == '-' || b->text[0] == '+')
			continue;
		for (k = digits = 0; k < b->len; k++)
			digits += k > 5 && isdigit((unsigned char)b->text[k]);
		if (digits > 0 || page->blocks[i + 1].len < b->len)
			continue;
		b->kind = NQ_BLOCK_HEADING;
		b->level = 6;
	}
}

void
nq_pick_emit(struct nq_pick *p, struct nq_page *page)
{
	const struct nq_raw *r = p->raw;
	size_t i, from = p->from;

	page->blocks = nq_arena_get(r->arena, r->nblocks + 2,
	    sizeof(*page->blocks));
	put_title(p, page);
	if (p->title != SIZE_MAX)
		from = p->title + 1;
	for (i = from; i < p->end; i++) {
		const struct nq_raw_block *o = &r->blocks[i];
		struct nq_block *b = &page->blocks[page->nblocks];

		if (!is_kept(p, i))
			continue;
		if (o->b.grid == NULL && (strcmp(o->b.text, page->title) == 0 ||
		    (page->nblocks > 0 && same(b - 1, o->b.text, o->b.len))))
			continue;
		*b = o->b;
		if (is_caption(p, i)) {
			b->kind = NQ_BLOCK_CAPTION;
			b->level = 0;
		}
		page->nblocks++;
	}
	while (page->nblocks > 1 &&
	    is_byline(&page->blocks[page->nblocks - 1]))
		page->nblocks--;
	settle_kinds(page);
	nq_page_join(page, r->arena);
}
