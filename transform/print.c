/* Printed lines to blocks: what goes on, what begins, what is no text. */
#include "transform/pdf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/raw.h"

enum {
	HEADING_MOST = 200,	/* bytes of a bold line that is a heading */
	KEY = 80,		/* bytes of a running head that are compared */
	RUNNING_MIN = 3		/* pages that repeat it */
};

/* Shares of a page's height: where running heads and feet stand. */
static const double HEAD_ZONE = 0.10, FOOT_ZONE = 0.90;
static const double LETTERHEAD = 250;	/* points from the top */
/* Heights of a line. */
static const double LETTER_GAP = 1.2;
static const double PARAGRAPH_GAP = 1.0;	/* blank between paragraphs */
static const double INDENT = 0.8;
static const double SHORT_LINE = 4.0;	/* a line that ends so far from the
					 * right edge ends its paragraph */

static const struct nq_piece *
piece(const struct nq_print *p, const struct nq_row *r, size_t i)
{
	return &p->pieces[r->first + i];
}

/* Its text without digits, so that "Trang 3/12" is the same everywhere. */
static void
running_key(const struct nq_print *p, const struct nq_row *r, char key[KEY])
{
	size_t i, k, n = 0;

	for (i = 0; i < r->n; i++)
		for (k = 0; k < piece(p, r, i)->len && n + 1 < KEY; k++)
			if (!isdigit((unsigned char)piece(p, r, i)->text[k]))
				key[n++] = piece(p, r, i)->text[k];
	key[n] = '\0';
}

/* "12", "- 12 -", "Trang 3/12". */
static bool
is_page_number(const char *key, const struct nq_print *p,
    const struct nq_row *r)
{
	char fold[KEY * 2];
	size_t i;

	if (r->n != 1 || piece(p, r, 0)->len > 16)
		return false;
	nq_hint_fold(key, strlen(key), fold, sizeof(fold));
	if (strncmp(fold, "trang", 5) == 0)
		return true;
	for (i = 0; fold[i] != '\0'; i++)
		if (strchr(" -/|.", fold[i]) == NULL)
			return false;
	/* The key has no digits; a number stood there. */
	return strlen(key) < piece(p, r, 0)->len;
}

void
nq_print_drop_running(struct nq_print *p, int pages, double height)
{
	char key[KEY], other[KEY];
	size_t i, k, same;

	for (i = 0; i < p->nrows; i++) {
		struct nq_row *r = &p->rows[i];

		if (r->gone || (r->bottom > height * HEAD_ZONE &&
		    r->top < height * FOOT_ZONE))
			continue;
		running_key(p, r, key);
		if (is_page_number(key, p, r)) {
			r->gone = true;
			continue;
		}
		for (same = 1, k = i + 1; k < p->nrows && p->rows[k].page <=
		    r->page + 2 * RUNNING_MIN; k++) {
			const struct nq_row *o = &p->rows[k];

			if (o->page == r->page || o->top - r->top > 3 ||
			    r->top - o->top > 3)
				continue;
			running_key(p, o, other);
			same += strcmp(key, other) == 0;
		}
		if (same < RUNNING_MIN && (same < 2 || pages > 2))
			continue;
		for (k = i; k < p->nrows; k++) {
			running_key(p, &p->rows[k], other);
			if (p->rows[k].top - r->top < 3 &&
			    r->top - p->rows[k].top < 3 &&
			    strcmp(key, other) == 0)
				p->rows[k].gone = true;
		}
	}
}

bool
nq_print_is_lower(const char *p, size_t len)
{
	uint32_t cp;

	nq_utf8_get(p, len, &cp);
	if (cp < 0x80)
		return islower((int)cp) != 0;
	/* The lower-case letters of Vietnamese: Latin-1's second half, and
	 * the odd one of each pair elsewhere. */
	return (cp >= 0xe0 && cp < 0x100) || cp == 0x111 || cp == 0x1b0 ||
	    cp == 0x1a1 || cp == 0x103 || cp == 0x129 || cp == 0x169 ||
	    (cp >= 0x1ea0 && cp < 0x1f00 && (cp & 1));
}

/* "- ", "+ ", "1. ", "a) ", "IV. ": a line that begins something. */
static bool
is_marked(const char *s, size_t len)
{
	size_t i = 0;

	if (len > 2 && strchr("-+*", *s) != NULL && s[1] == ' ')
		return true;
	if (len > 3 && memcmp(s, "•", 3) == 0)
		return true;
	while (i < len && i < 4 && isdigit((unsigned char)s[i]))
		i++;
	if (i == 0)
		while (i < len && i < 5 && strchr("IVX", s[i]) != NULL)
			i++;
	if (i == 0 && len > 2 && islower((unsigned char)*s) && s[1] == ')')
		return true;
	return i > 0 && i + 1 < len && (s[i] == '.' || s[i] == ')') &&
	    s[i + 1] == ' ';
}

/* Where the text of a page begins and ends, by its lines. */
static void
edges(const struct nq_print *p, int page, double *left, double *right)
{
	size_t i;
	bool any = false;

	*left = *right = 0;
	for (i = 0; i < p->nrows; i++) {
		const struct nq_row *r = &p->rows[i];
		double a = piece(p, r, 0)->left;
		double b = piece(p, r, r->n - 1)->right;

		if (r->page != page || r->gone)
			continue;
		*left = !any || a < *left ? a : *left;
		*right = !any || b > *right ? b : *right;
		any = true;
	}
}

struct paragraph {
	struct nq_print *print;
	struct nq_line line;		/* owned */
	const struct nq_row *last;	/* NULL: none is open */
	bool bold;
	int page;
	double left, right;		/* edges of that page */
};

static void
end_paragraph(struct paragraph *g)
{
	struct nq_raw_block *b;
	bool heading = g->bold && g->line.buf.len <= HEADING_MOST &&
	    g->line.buf.len > 0 &&
	    g->line.buf.p[g->line.buf.len - 1] != '.';

	if (g->line.buf.len > 0 && nq_raw_block(g->print->raw, &g->line,
	    heading ? NQ_BLOCK_HEADING : NQ_BLOCK_PARAGRAPH, 0, &b))
		b->b.level = heading ? 6 : 0;
	nq_line_reset(&g->line);
	g->last = NULL;
}

static bool
goes_on(const struct paragraph *g, const struct nq_row *r)
{
	const struct nq_row *l = g->last;
	double height = r->bottom - r->top, left, right, before;
	const char *s;
	size_t len;
	char end;

	if (l == NULL)
		return false;
	s = piece(g->print, r, 0)->text;
	len = piece(g->print, r, 0)->len;
	end = g->line.buf.p[g->line.buf.len - 1];
	if (is_marked(s, len) || r->bold != l->bold)
		return nq_print_is_lower(s, len) && s[1] != ')' &&
		    strchr(".:;", end) == NULL && l->page == r->page;
	if (l->page != r->page)
		return strchr(".:;!?", end) == NULL &&
		    nq_print_is_lower(s, len);
	left = piece(g->print, r, 0)->left;
	before = piece(g->print, l, 0)->left;
	right = piece(g->print, l, l->n - 1)->right;
	if (r->top - l->bottom > height * PARAGRAPH_GAP)
		return false;
	if (nq_print_is_lower(s, len) && strchr(".:", end) == NULL)
		return true;
	return g->right - right < height * SHORT_LINE &&
	    left - g->left < height * INDENT + (before - g->left >
	    height * INDENT && left < before ? height : 0);
}

/* Office to the left, the republic's motto to the right. */
static bool
is_letterhead(const struct nq_print *p, const struct nq_row *r)
{
	return r->page == 0 && r->n == 2 && r->bottom < LETTERHEAD &&
	    piece(p, r, 1)->left - piece(p, r, 0)->right >
	    (r->bottom - r->top) * LETTER_GAP;
}

static void
add_letterhead(struct paragraph *g, const struct nq_row *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		end_paragraph(g);
		g->bold = false;
		nq_line_add(&g->line, piece(g->print, r, i)->text,
		    piece(g->print, r, i)->len);
	}
	end_paragraph(g);
}

static void
add_row(struct paragraph *g, const struct nq_row *r)
{
	size_t i;

	if (is_letterhead(g->print, r)) {
		add_letterhead(g, r);
		return;
	}
	if (r->page != g->page)
		edges(g->print, r->page, &g->left, &g->right);
	g->page = r->page;
	if (!goes_on(g, r))
		end_paragraph(g);
	if (g->last == NULL)
		g->bold = true;
	g->bold = g->bold && r->bold;
	for (i = 0; i < r->n; i++) {
		nq_line_add(&g->line, " ", 1);
		nq_line_add(&g->line, piece(g->print, r, i)->text,
		    piece(g->print, r, i)->len);
	}
	g->last = r;
}

void
nq_print_blocks(struct nq_print *p)
{
	struct paragraph g = { .print = p, .page = -1,
		.line = { .buf = NQ_BUF(1 << 20) } };
	size_t i = 0, end, n = 0, k;

	/* Rows that are gone would stand between those of a table. */
	for (k = 0; k < p->nrows; k++)
		if (!p->rows[k].gone)
			p->rows[n++] = p->rows[k];
	p->nrows = n;
	while (i < p->nrows && p->raw->cut == NULL) {
		end = nq_print_table_end(p, i);
		if (end > i) {
			end_paragraph(&g);
			nq_print_table(p, i, end);
			i = end;
			continue;
		}
		add_row(&g, &p->rows[i++]);
	}
	end_paragraph(&g);
	nq_line_release(&g.line);
}
