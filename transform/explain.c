#include "transform/explain.h"

#include "core/buf.h"
#include "core/mem.h"
#include "transform/figures.h"
#include "transform/lex.h"
#include "transform/page.h"

#include <stdlib.h>
#include <string.h>

static void
explain_lexemes(const struct nq_catalog *cat, const struct nq_block *k,
    struct nq_buf *out)
{
	struct nq_arena scratch = { 0 };
	struct nq_tokens tokens;
	struct nq_lexemes lex;

	nq_tokens_read(cat, k->text, k->len, &scratch, &tokens);
	nq_lex_read(cat, &tokens, &scratch, &lex);
	for (size_t i = 0; i < lex.n; i++) {
		const struct nq_lex *x = &lex.v[i];

		nq_buf_printf(out, "  %-14s %.*s", nq_class_name(x->cls),
		    (int)(x->end - x->start), k->text + x->start);
		if (x->cls == NQ_CLASS_TOPIC)
			nq_buf_printf(out, "  = %s", nq_catalog_indicator(cat,
			    nq_catalog_meaning_at(cat,
			    x->meaning)->value)->code);
		else if (x->cls == NQ_CLASS_AREA)
			nq_buf_printf(out, "  = %s", nq_catalog_area(cat,
			    nq_catalog_meaning_at(cat,
			    x->meaning)->value)->code);
		nq_buf_putc(out, '\n');
	}
	nq_arena_release(&scratch);
}

static void
explain_figure(const struct nq_catalog *cat, const struct nq_page *p,
    const struct nq_figure *f, struct nq_buf *out)
{
	char period[NQ_PERIOD_TEXT], value[NQ_DEC_TEXT];

	nq_buf_printf(out, "  > %.*s: %s %s%s%s %s %s %s %s %s e%d  (%s)\n",
	    (int)(f->at_end - f->at), p->text + f->at,
	    nq_catalog_indicator(cat, f->indicator)->code,
	    nq_catalog_area(cat, f->area)->code,
	    f->breakdown != NULL ? " " : "",
	    f->breakdown != NULL ? f->breakdown : "",
	    nq_period_emit(f->period, period), nq_role_name(f->role),
	    nq_trans_name(f->trans), nq_dec_emit(f->value, value),
	    nq_unit_name(f->unit), f->mult, f->rule);
}

void
nq_explain(const struct nq_catalog *cat, const struct nq_page *p,
    const struct nq_figures *f, struct nq_buf *out)
{
	size_t t = 0, v = 0;

	for (size_t i = 0; i < p->nblocks; i++) {
		const struct nq_block *k = &p->blocks[i];

		nq_buf_printf(out, "%s\n", k->text);
		explain_lexemes(cat, k, out);
		for (; t < f->ntrace && f->trace[t].at < k->start + k->len;
		    t++)
			if (f->trace[t].why != NULL)
				nq_buf_printf(out, "  - %.*s: %s\n",
				    (int)(f->trace[t].at_end -
				    f->trace[t].at), p->text +
				    f->trace[t].at, f->trace[t].why);
		for (; v < f->n && f->v[v].at < k->start + k->len; v++)
			explain_figure(cat, p, &f->v[v], out);
	}
}

/* The words before a number, back to a mark: what the catalogue lacks. */
static size_t
phrase_start(const char *text, size_t at)
{
	size_t from = at > 90 ? at - 90 : 0, i = at;

	while (i > from && strchr(",;:.()\n", text[i - 1]) == NULL)
		i--;
	while (i < at && ((unsigned char)text[i] & 0xc0) == 0x80)
		i++;
	while (i < at && text[i] == ' ')
		i++;
	return i;
}

struct row {
	const char *phrase;
	size_t len, count;
	const char *why;
};

static int
by_count(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	c = strncmp(x->phrase, y->phrase, n);
	return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

void
nq_unmatched(const struct nq_catalog *cat, const struct nq_page *p,
    const struct nq_figures *f, struct nq_buf *out)
{
	struct row *rows = nq_alloc(f->ntrace + 1, sizeof(*rows));
	size_t n = 0, k;

	(void)cat;
	for (size_t i = 0; i < f->ntrace; i++) {
		const struct nq_trace *t = &f->trace[i];
		size_t from = phrase_start(p->text, t->at);

		if (t->why == NULL || t->unit == NQ_UNIT_NONE ||
		    t->unit == NQ_UNIT_OTHER)
			continue;
		for (k = 0; k < n; k++)
			if (rows[k].len == t->at - from && strncmp(
			    rows[k].phrase, p->text + from,
			    rows[k].len) == 0)
				break;
		if (k == n)
			rows[n++] = (struct row){ p->text + from,
				t->at - from, 0, t->why };
		rows[k].count++;
	}
	qsort(rows, n, sizeof(*rows), by_count);
	for (k = 0; k < n; k++)
		nq_buf_printf(out, "%4zu  %.*s…  (%s)\n", rows[k].count,
		    (int)rows[k].len, rows[k].phrase, rows[k].why);
	free(rows);
}
