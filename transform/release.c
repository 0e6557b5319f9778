/*
 * A release as a whole: what its title, address and day say for all its
 * figures, and the walk over its blocks.
 */
#include "transform/bind.h"

#include "core/mem.h"
#include "transform/fold.h"
#include "transform/gridread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

static bool
begins_lower(const struct nq_block *k)
{
	int c;

	if (k->len == 0)
		return false;
	nq_utf8_at(k->text, k->len, &c);
	return nq_is_letter(c) && !nq_is_upper(c);
}

/* "- Khai khoáng …", "+ …", "• …": an item of the list before it. */
static bool
is_bullet(const struct nq_block *k)
{
	int c = 0;

	if (k->len > 0)
		nq_utf8_at(k->text, k->len, &c);
	return c == '-' || c == '+' || c == '*' || c == 0x2013 ||
	    c == 0x2022 || c == 0xb7;
}

/*
 * What a new block keeps: everything when it goes on with a sentence or a
 * list; else the topic, and the title's period.
 */
static void
enter_block(struct binder *b, size_t i)
{
	const struct nq_block *k = &b->page->blocks[i];
	const struct nq_block *prev = i > 0 ? &b->page->blocks[i - 1] : NULL;
	/* "So với cùng kỳ năm trước, …" goes on from what it compares. */
	bool goes_on = prev != NULL && (begins_lower(k) || is_bullet(k) ||
	    nq_bind_lex(b, 0)->cls == NQ_CLASS_VERSUS ||
	    k->kind == NQ_BLOCK_ITEM || prev->kind == NQ_BLOCK_HEADING ||
	    (prev->len > 0 && strchr(":;,", prev->text[prev->len - 1])));

	b->named_here = false;
	if (!goes_on) {
		b->parks = (struct parks){ .kind = NQ_CLASS_NONE };
		b->ctx.when = b->title_period;
		b->ctx.until = b->title_until;
		b->ctx.repaired = false;
	}
	/* A block of a page is there. NOLINTNEXTLINE(*NullDereference) */
	if (k->kind == NQ_BLOCK_HEADING) {
		b->ctx.topic = b->ctx.known = TOPIC_NONE;
		b->ctx.part = -1;
		b->parks = (struct parks){ .kind = NQ_CLASS_NONE };
	}
	b->offset = k->start;
}

static void
block(struct binder *b, size_t i)
{
	const struct nq_block *k = &b->page->blocks[i];
	struct nq_tokens tokens;

	nq_tokens_read(b->cat, k->text, k->len, &b->scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &b->scratch, &b->lex);
	enter_block(b, i);
	b->rank = k->kind == NQ_BLOCK_TITLE ? 2 :
	    k->kind == NQ_BLOCK_CAPTION ? 1 : 0;
	for (b->from = 0; b->from < b->lex.n; b->from = b->to + 1) {
		b->to = b->from;
		while (b->to < b->lex.n && !is(b, b->to, NQ_CLASS_STOP))
			b->to++;
		if (b->to > b->from)
			nq_bind_sentence(b);
	}
	nq_arena_reset(&b->scratch);
}

/* The title's longest period is what figures without one are of. */
static void
read_title(struct binder *b)
{
	struct nq_tokens tokens;
	const char *title = b->page->title;
	struct nq_period p;
	bool repaired;

	nq_tokens_read(b->cat, title, strlen(title), &b->scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &b->scratch, &b->lex);
	for (size_t i = 0; i < b->lex.n; i++) {
		const struct nq_lex *x = &b->lex.v[i];

		if (x->cls == NQ_CLASS_VERSUS)
			break;
		if (nq_bind_bare_year(b, i) != 0)
			b->year = nq_bind_bare_year(b, i);
		if (x->cls == NQ_CLASS_PERIOD && x->when.year >= 1950 &&
		    x->when.year < 2100 && x->when.years <= 1)
			b->year = x->when.year;
	}
	for (size_t i = 0; i < b->lex.n; i++) {
		const struct nq_lex *x = &b->lex.v[i];

		if (x->cls == NQ_CLASS_VERSUS)
			break;
		if (x->cls != NQ_CLASS_PERIOD || x->when.day || x->when.rest)
			continue;
		p = nq_bind_resolve(b, &x->when, &repaired);
		if (b->title_period.year != 0 &&
		    p.months <= b->title_period.months)
			continue;
		b->title_period = p;
		b->title_until = x->when.until && !x->when.bare_year;
	}
	/* "Bình Phước 2022: …" */
	for (size_t i = 0; b->title_period.year == 0 && i < b->lex.n; i++)
		if (nq_bind_bare_year(b, i) != 0)
			b->title_period = NQ_YEAR(nq_bind_bare_year(b, i));
	nq_arena_reset(&b->scratch);
}

/* The place a title begins with or names; a district's page is its own. */
static int
title_area(struct binder *b)
{
	struct nq_tokens tokens;
	int area = -1;

	nq_tokens_read(b->cat, b->page->title, strlen(b->page->title),
	    &b->scratch, &tokens);
	nq_lex_read(b->cat, &tokens, &b->scratch, &b->lex);
	for (size_t i = 0; area < 0 && i < b->lex.n; i++)
		if (b->lex.v[i].cls == NQ_CLASS_AREA)
			area = nq_catalog_meaning_at(b->cat,
			    b->lex.v[i].meaning)->value;
	nq_arena_reset(&b->scratch);
	return area;
}

/* How often each place is named; the one that clearly leads, or -1. */
static int
text_area(struct binder *b)
{
	enum { AREAS = 1024 };
	int count[AREAS] = { 0 }, best = -1, second = 0;
	struct nq_tokens tokens;

	for (size_t k = 0; k < b->page->nblocks; k++) {
		const struct nq_block *p = &b->page->blocks[k];

		nq_tokens_read(b->cat, p->text, p->len, &b->scratch, &tokens);
		nq_lex_read(b->cat, &tokens, &b->scratch, &b->lex);
		for (size_t i = 0; i < b->lex.n; i++) {
			int area = b->lex.v[i].cls == NQ_CLASS_AREA ?
			    nq_catalog_meaning_at(b->cat,
			    b->lex.v[i].meaning)->value : AREAS;

			if (area < AREAS)
				count[area]++;
		}
		nq_arena_reset(&b->scratch);
	}
	for (int i = 0; i < AREAS; i++)
		if (count[i] > 0 && (best < 0 || count[i] > count[best])) {
			second = best < 0 ? 0 : count[best];
			best = i;
		} else if (count[i] > second) {
			second = count[i];
		}
	return best >= 0 && count[best] >= 2 &&
	    count[best] >= 2 * second ? best : -1;
}

static bool
is_kind(const struct binder *b, int area, const char *kind)
{
	return area >= 0 &&
	    strcmp(nq_catalog_area(b->cat, area)->kind, kind) == 0;
}

static int
document_area(struct binder *b, const struct nq_release *r)
{
	char host[256] = "";
	const char *at = r->url != NULL ? strstr(r->url, "://") : NULL;
	int area = -1, title = title_area(b);

	if (r->source != NULL)
		area = nq_catalog_source_area(b->cat, r->source);
	if (at != NULL) {
		snprintf(host, sizeof(host), "%.*s",
		    (int)strcspn(at + 3, "/"), at + 3);
		if (area < 0)
			area = nq_catalog_area_by_host(b->cat, host);
	}
	/* A district named in the title of its province's page. */
	if (is_kind(b, title, "district") && (area < 0 ||
	    strcmp(nq_catalog_area(b->cat, title)->parent,
	    nq_catalog_area(b->cat, area)->code) == 0))
		return title;
	if (area < 0 || (is_kind(b, area, "country") && title >= 0))
		area = title >= 0 ? title : area;
	return area >= 0 ? area : text_area(b);
}

static void
published(struct binder *b, const struct nq_release *r)
{
	const char *day = b->page->published != NULL ? b->page->published :
	    r->published;
	int y = 0, m = 0;

	if (r->published != NULL && r->published[0] != '\0')
		day = r->published;
	if (day != NULL && sscanf(day, "%4d-%2d", &y, &m) == 2) {
		b->pub_year = (short)y;
		b->pub_month = (short)m;
		b->year = (short)y;
	}
}

void
nq_figures_read(const struct nq_catalog *cat, const struct nq_page *page,
    const struct nq_release *release, struct nq_arena *arena,
    struct nq_figures *out)
{
	struct binder b = { .cat = cat, .page = page, .arena = arena };

	for (int k = 0; k < RECENT; k++)
		b.recent[k] = TOPIC_NONE;
	b.ctx.topic = b.ctx.known = TOPIC_NONE;
	b.ctx.known_part = -1;
	b.ctx.part = -1;
	published(&b, release);
	read_title(&b);
	b.area = document_area(&b, release);
	b.ctx.when = b.title_period;
	for (size_t i = 0; i < page->nblocks; i++)
		if (page->blocks[i].kind == NQ_BLOCK_GRID)
			nq_grid_read(&b, i);
		else
			block(&b, i);
	out->n = b.n;
	out->v = nq_arena_get(arena, b.n + 1, sizeof(*b.v));
	if (b.n > 0)
		memcpy(out->v, b.v, b.n * sizeof(*b.v));
	out->ntrace = b.ntrace;
	out->trace = nq_arena_get(arena, b.ntrace + 1, sizeof(*b.trace));
	if (b.ntrace > 0)
		memcpy(out->trace, b.trace, b.ntrace * sizeof(*b.trace));
	nq_arena_release(&b.scratch);
	free(b.v);
	free(b.trace);
}

const char *
nq_role_name(enum nq_role r)
{
	static const char *const names[] = {
		[NQ_ROLE_ACTUAL] = "actual", [NQ_ROLE_PLAN] = "plan",
		[NQ_ROLE_SCENARIO] = "scenario", [NQ_ROLE_TARGET] = "target",
		[NQ_ROLE_FORECAST] = "forecast",
	};

	_Static_assert(sizeof(names) / sizeof(names[0]) == NQ_ROLE__N,
	    "a role without a name");
	return names[r];
}

const char *
nq_trans_name(enum nq_trans t)
{
	static const char *const names[] = {
		[NQ_TRANS_LEVEL] = "level", [NQ_TRANS_YOY] = "yoy",
		[NQ_TRANS_YOY_REAL] = "yoy_real", [NQ_TRANS_POP] = "pop",
		[NQ_TRANS_AVG] = "avg", [NQ_TRANS_SHARE] = "share",
		[NQ_TRANS_CONTRIBUTION] = "contribution",
		[NQ_TRANS_OF_YEAR_PLAN] = "of_year_plan",
		[NQ_TRANS_OF_PERIOD_PLAN] = "of_period_plan",
		[NQ_TRANS_OF_TARGET] = "of_target",
		[NQ_TRANS_OF_SCENARIO] = "of_scenario",
		[NQ_TRANS_OF_YEAR_SCENARIO] = "of_year_scenario",
	};

	_Static_assert(sizeof(names) / sizeof(names[0]) == NQ_TRANS__N,
	    "a transformation without a name");
	return names[t];
}
