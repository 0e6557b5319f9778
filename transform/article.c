/* Where in a page the release stands. */
#include "transform/article.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

enum {
	PROSE = 100,		/* bytes: a line this long is a sentence */
	SHORT = 40,		/* shorter ones are labels and say nothing */
	GRID_MOST = 3000,	/* what a data table weighs at most, in bytes */
	GRID_LEAST = 12,	/* cells; widgets have fewer */
	MOST = 60,		/* % of a page's prose */
	MAIN_SHARE = 75,	/* % of prose that makes a box the container */
	MENU_LINES = 5		/* plain text: more short lines are a menu */
};

bool
nq_pick_is_noise(const struct nq_pick *p, size_t i)
{
	return p->drop[i] || p->noise[p->raw->blocks[i].box];
}

static uint32_t
mass_of(const struct nq_raw_block *b)
{
	size_t n = b->b.len;

	if (b->b.grid != NULL) {
		n = b->b.grid->rows * b->b.grid->cols * 12;
		return (uint32_t)(n < GRID_MOST ? n : GRID_MOST);
	}
	if (n < SHORT || b->linked * 3 > n)
		return 0;
	return (uint32_t)(n >= PROSE ? n - b->linked : n / 4);
}

/*
 * Boxes come after their outer ones, so one pass each way will do. A box
 * that holds most of the prose is the article, whatever its theme calls it.
 */
static void
mark_noise(struct nq_pick *p)
{
	const struct nq_raw *r = p->raw;
	size_t *total = nq_alloc(r->nboxes, sizeof(*total));
	size_t i, all = 0;

	for (i = 0; i < r->nblocks; i++) {
		all += p->mass[i];
		total[r->blocks[i].box] += p->mass[i];
	}
	for (i = r->nboxes; i-- > 1;)
		total[r->boxes[i].parent] += total[i];
	for (i = 1; i < r->nboxes; i++)
		p->noise[i] = p->noise[r->boxes[i].parent] ||
		    ((r->boxes[i].marks & NQ_MARK_NOISE) &&
		    total[i] * 100 <= all * MOST);
	free(total);
}

/*
 * "Các tin khác" and what it heads. Its scope is the smallest box that goes
 * on after it: a widget of its own goes whole; a list that begins midway
 * goes to its end once prose has come before; links within an article go
 * alone.
 */
static void
drop_tails(struct nq_pick *p)
{
	const struct nq_raw *r = p->raw;
	size_t i, k, before = 0, all = 0;
	uint32_t box;

	for (i = 0; i < r->nblocks; i++)
		all += nq_pick_is_noise(p, i) ? 0 : p->mass[i];
	for (i = 0; i < r->nblocks; i++) {
		size_t first, last, inside = 0;

		before += nq_pick_is_noise(p, i) ? 0 : p->mass[i];
		if (nq_pick_is_noise(p, i) || (p->say[i] != NQ_SAY_TAIL &&
		    p->say[i] != NQ_SAY_RELATED))
			continue;
		box = r->blocks[i].box;
		while (box != 0 && r->boxes[box].last <= i + 1)
			box = r->boxes[box].parent;
		first = r->boxes[box].first;
		last = r->boxes[box].last;
		if (last > r->nblocks)
			last = r->nblocks;
		for (k = first; k < i; k++)
			inside += p->mass[k];
		p->drop[i] = true;
		if ((inside == 0 && before * 2 > all) ||
		    (inside == 0 && box != 0 && last - i < 40 &&
		    i - first < 2) ||
		    (p->say[i] == NQ_SAY_TAIL && before * 4 > all)) {
			for (k = i; k < last; k++)
				p->drop[k] = true;
			i = last > i ? last - 1 : i;
			continue;
		}
		for (k = i + 1; k < last && r->blocks[k].linked * 2 >
		    r->blocks[k].b.len; k++)
			p->drop[k] = true;
	}
}

static void
find_main(struct nq_pick *p)
{
	const struct nq_raw *r = p->raw;
	size_t *total = nq_alloc(r->nboxes, sizeof(*total));
	uint32_t *best = nq_alloc(r->nboxes, sizeof(*best));
	uint32_t box = 0;
	size_t i;

	for (i = 0; i < r->nblocks; i++)
		if (!nq_pick_is_noise(p, i))
			total[r->blocks[i].box] += p->mass[i];
	for (i = r->nboxes; i-- > 1;) {
		uint32_t up = r->boxes[i].parent;

		total[up] += total[i];
		if (best[up] == 0 || total[i] >= total[best[up]])
			best[up] = (uint32_t)i;
	}
	while (best[box] != 0 && !(r->boxes[box].marks & NQ_MARK_BODY) &&
	    total[best[box]] > 0 &&
	    total[best[box]] * 100 >= total[box] * MAIN_SHARE)
		box = best[box];
	/* One long paragraph is no container. */
	while (box != 0 && r->boxes[box].last - r->boxes[box].first < 2 &&
	    r->boxes[r->boxes[box].parent].last -
	    r->boxes[r->boxes[box].parent].first < 12)
		box = r->boxes[box].parent;
	p->from = r->boxes[box].first;
	p->to = r->boxes[box].last < r->nblocks ? r->boxes[box].last :
	    r->nblocks;
	p->end = p->to;
	if (box != 0) {
		size_t last = r->boxes[r->boxes[box].parent].last;

		/* Paragraphs that a stray end tag put behind it. */
		for (i = p->to; i < last && i < r->nblocks &&
		    !nq_pick_is_noise(p, i) && r->blocks[i].linked == 0 &&
		    p->say[i] == NQ_SAY_NOTHING && p->mass[i] >= PROSE; i++)
			p->end = i + 1;
	}
	free(total);
	free(best);
}

/* A dump of a page: lines of menus, the text, a list of other stories. */
static void
find_main_plain(struct nq_pick *p)
{
	const struct nq_raw *r = p->raw;
	size_t i, first = 0, mass = 0, all = 0, date = SIZE_MAX;
	struct nq_day day;

	for (i = 0; i < r->nblocks; i++)
		all += p->mass[i];
	while (first < r->nblocks && p->mass[first] < PROSE)
		first++;
	for (i = first; i > 0 && first - i < 20 && date == SIZE_MAX; i--)
		if (nq_meta_is_dateline(r->blocks[i - 1].b.text,
		    r->blocks[i - 1].b.len, &day))
			date = i - 1;
	p->from = 0;
	if (date != SIZE_MAX && date > 0)
		p->from = date - 1;
	else if (first > MENU_LINES)
		for (i = first; i > 0 && first - i < 4; i--)
			if (r->blocks[i - 1].b.len >= SHORT) {
				p->from = i - 1;
				break;
			}
	if (date == SIZE_MAX && first > MENU_LINES && p->from == 0)
		p->from = first;
	p->to = r->nblocks;
	for (i = p->from; i < p->to; i++) {
		mass += p->mass[i];
		if ((p->say[i] == NQ_SAY_TAIL || p->say[i] ==
		    NQ_SAY_RELATED) && mass * 2 > all)
			p->to = i;
	}
	p->end = p->to;
}

/* A sentence or a table of some size; labels and weather are neither. */
static bool
is_text(const struct nq_block *b)
{
	if (b->grid != NULL)
		return b->grid->rows * b->grid->cols >= GRID_LEAST;
	return b->kind != NQ_BLOCK_CAPTION && (b->len >= PROSE ||
	    (b->len >= SHORT && strchr(".!?", b->text[b->len - 1]) != NULL));
}

void
nq_article_pick(struct nq_raw *raw, bool plain, struct nq_page *page)
{
	struct nq_pick p = { .raw = raw, .title = SIZE_MAX, .plain = plain };
	size_t i, mass = 0;

	nq_raw_repair(raw);
	p.drop = nq_alloc(raw->nblocks, sizeof(*p.drop));
	p.mass = nq_alloc(raw->nblocks, sizeof(*p.mass));
	p.say = nq_alloc(raw->nblocks, sizeof(*p.say));
	p.noise = nq_alloc(raw->nboxes, sizeof(*p.noise));
	for (i = 0; i < raw->nblocks; i++) {
		p.mass[i] = mass_of(&raw->blocks[i]);
		p.say[i] = nq_hint_say(raw->blocks[i].b.text,
		    raw->blocks[i].b.len);
		if (p.say[i] == NQ_SAY_CHROME)
			p.mass[i] = 0;
	}
	if (plain) {
		find_main_plain(&p);
	} else {
		mark_noise(&p);
		drop_tails(&p);
		find_main(&p);
	}
	nq_pick_title(&p);
	for (i = p.from; i < p.end; i++)
		if (i != p.title && !nq_pick_is_noise(&p, i) &&
		    is_text(&raw->blocks[i].b))
			mass += p.mass[i];
	nq_pick_published(&p, page);
	if (mass == 0 && raw->images > 0) {
		page->status = NQ_PAGE_IMAGE_ONLY;
		page->reason = "pictures and no article text; it needs OCR";
		p.from = p.to = p.end = 0;
	}
	nq_pick_emit(&p, page);
	free(p.drop);
	free(p.mass);
	free(p.say);
	free(p.noise);
}
