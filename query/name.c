#include "query/name.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "query/ask.h"
#include "query/style.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
	/* Words of a name or of what was typed; the longest name has 13. */
	WORDS = 24,
	/* Indicators that a message names; it has room for no more. */
	NAMED = 5,
	/* Letters that a mistyped code may differ in. */
	TYPOS = 2,
	/* Letters of what is compared letter by letter. */
	LETTERS = 32
};

/* A word, decomposed: its letters, and its marks in order. */
struct word {
	const char *base, *marks;
};

struct words {
	struct word v[WORDS];
	size_t n;
	bool over;		/* there were more */
};

/* How well a name answers; larger is better. */
enum { NOT, SOME_WORDS, ALL_WORDS, EXACT };

struct list {
	struct nq_name *v;	/* owned */
	size_t n, cap;
};

/* Decomposed and without case; đ, which does not decompose, is d and a
 * mark. The caller frees; NULL where it is no UTF-8. */
static char *
decompose(const char *s)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, 0,
	    &out, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
	    UTF8PROC_CASEFOLD);

	if (n == UTF8PROC_ERROR_NOMEM)
		nq_mem_gone();
	if (n < 0)
		return NULL;
	return (char *)out;
}

static void
end_word(struct words *w, struct nq_arena *a, struct nq_buf *base,
    struct nq_buf *marks)
{
	if (base->len > 0 && w->n == WORDS)
		w->over = true;
	else if (base->len > 0)
		w->v[w->n++] = (struct word){
			nq_arena_strndup(a, base->p, base->len),
			nq_arena_strndup(a, marks->p != NULL ? marks->p : "",
			    marks->len) };
	nq_buf_reset(base);
	nq_buf_reset(marks);
}

/* Marks are kept in order of their bytes: "hoà" and "hòa" are one word. */
static void
add_mark(struct nq_buf *marks, utf8proc_int32_t c)
{
	char m = (char)(c == 0x111 ? 'd' : '0' + (c & 63));

	nq_buf_putc(marks, m);
	for (size_t i = marks->len - 1; i > 0 && marks->p[i - 1] > m; i--) {
		marks->p[i] = marks->p[i - 1];
		marks->p[i - 1] = m;
	}
}

static void
split(const char *s, struct nq_arena *a, struct words *w)
{
	char *plain = decompose(s);
	const char *p = plain;
	struct nq_buf base = NQ_BUF(0), marks = NQ_BUF(0);
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*w = (struct words){ .n = 0 };
	while (p != NULL && *p != '\0' && (n = utf8proc_iterate(
	    (const utf8proc_uint8_t *)p, -1, &c)) > 0) {
		if (c == 0x111)
			nq_buf_putc(&base, 'd');
		if (c == 0x111 || utf8proc_category(c) ==
		    UTF8PROC_CATEGORY_MN)
			add_mark(&marks, c);
		else if (c >= 0x80 || isalnum((int)c))
			nq_buf_put(&base, p, (size_t)n);
		else
			end_word(w, a, &base, &marks);
		p += n;
	}
	end_word(w, a, &base, &marks);
	nq_buf_release(&base);
	nq_buf_release(&marks);
	free(plain);
}

const char *
nq_bare(struct nq_arena *a, const char *s)
{
	struct nq_buf b = NQ_BUF(0);
	struct words w;
	char *plain = decompose(s);
	const char *out = NULL;

	if (plain != NULL) {
		split(s, a, &w);
		for (size_t i = 0; i < w.n; i++)
			nq_buf_printf(&b, "%s%s", i > 0 ? " " : "",
			    w.v[i].base);
		out = nq_arena_strdup(a, b.p != NULL ? b.p : "");
	}
	free(plain);
	nq_buf_release(&b);
	return out;
}

static bool
answers(const struct word *typed, const struct word *name)
{
	return strcmp(typed->base, name->base) == 0 &&
	    (typed->marks[0] == '\0' || strcmp(typed->marks, name->marks) ==
	    0);
}

static int
compare(const struct words *typed, const char *name, struct nq_arena *a)
{
	struct words w;
	size_t k;

	split(name, a, &w);
	for (size_t i = 0; typed->n > 0 && i + typed->n <= w.n; i++) {
		for (k = 0; k < typed->n && answers(&typed->v[k],
		    &w.v[i + k]); k++)
			;
		if (k == typed->n)
			return w.n == typed->n ? ALL_WORDS : SOME_WORDS;
	}
	return NOT;
}

static int
fit_of(const struct nq_name *name, const char *typed, const struct words *w,
    struct nq_arena *a)
{
	int best = NOT, fit;

	if (strcasecmp(name->code, typed) == 0)
		return EXACT;
	if (w->over)
		return NOT;
	for (int i = 0; i < 3; i++) {
		fit = compare(w, i < 2 ? name->name[i] : name->code, a);
		best = fit > best ? fit : best;
	}
	return best;
}

/* Letters to be put in, left out or changed to make b of a; many where
 * either is long. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[LETTERS + 1], n = strlen(b), left, up;

	if (strlen(a) > LETTERS || n > LETTERS)
		return LETTERS;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 0; a[i] != '\0'; i++) {
		left = row[0];
		row[0] = i + 1;
		for (size_t k = 1; k <= n; k++) {
			size_t change = left + (toupper((unsigned char)a[i]) !=
			    toupper((unsigned char)b[k - 1]));

			up = row[k] + 1;
			left = row[k];
			row[k] = change < up ? change : up;
			row[k] = row[k - 1] + 1 < row[k] ? row[k - 1] + 1 :
			    row[k];
		}
	}
	return row[n];
}

/* A mistyped code, or a name that shares a word of more than two letters. */
static bool
is_near(const struct nq_name *name, const char *typed, const struct words *w,
    struct nq_arena *a)
{
	struct words one;

	if (distance(typed, name->code) <= TYPOS)
		return true;
	for (size_t i = 0; i < w->n; i++) {
		one = (struct words){ .v = { w->v[i] }, .n = 1 };
		if (strlen(w->v[i].base) > 2 &&
		    fit_of(name, w->v[i].base, &one, a) > NOT)
			return true;
	}
	return false;
}

static int
read_names(const struct nq_ask *ask, struct nq_arena *a, struct list *l,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(ask, "query/indicators.sql",
	    e);
	const char *s[4];
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		l->v = nq_grow(l->v, l->n, &l->cap, sizeof(*l->v));
		for (int i = 0; i < 4; i++)
			s[i] = nq_arena_strdup(a, (const char *)
			    sqlite3_column_text(st, i));
		l->v[l->n++] = (struct nq_name){ s[0], s[3],
			{ s[1], s[2] } };
	}
	if (rc != SQLITE_DONE)
		nq_db_fail(ask->db, e, "query/indicators.sql");
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

static void
tell(struct nq_buf *b, const struct nq_name *name, bool en, int *told)
{
	if (++*told <= NAMED)
		nq_buf_printf(b, "%s%s (%s)", b->len > 0 ? ", " : "",
		    name->code, name->name[en]);
	else if (*told == NAMED + 1)
		nq_buf_puts(b, ", …");
}

static int
refuse(const struct nq_ask *ask, const char *typed, const struct list *l,
    const struct words *w, int best, struct nq_arena *a, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(0);
	const char *shown = nq_plain(a, typed);
	int told = 0;

	for (size_t i = 0; i < l->n; i++)
		if (best > NOT ? fit_of(&l->v[i], typed, w, a) == best :
		    is_near(&l->v[i], typed, w, a))
			tell(&b, &l->v[i], ask->en, &told);
	if (best > NOT)
		nq_fail(e, NQ_EUSAGE, "\"%.60s\" is not one indicator; it may "
		    "be %s", shown, b.p);
	else if (told > 0)
		nq_fail(e, NQ_EUSAGE, "there is no indicator \"%.60s\"; near "
		    "it: %s", shown, b.p);
	else
		nq_fail(e, NQ_EUSAGE, "there is no indicator \"%.60s\"; "
		    "\"nqtrack sql 'SELECT code, name_vi FROM indicator'\" "
		    "lists them", shown);
	nq_buf_release(&b);
	return -1;
}

int
nq_name_find(const struct nq_ask *ask, const char *typed, struct nq_arena *a,
    struct nq_name *out, struct nq_err *e)
{
	struct list l = { NULL, 0, 0 };
	struct words w;
	int best = NOT, fit, rc;
	size_t n = 0;

	split(typed, a, &w);
	if ((rc = read_names(ask, a, &l, e)) != 0)
		goto out;
	for (size_t i = 0; i < l.n; i++) {
		fit = fit_of(&l.v[i], typed, &w, a);
		if (fit > best) {
			best = fit;
			n = 0;
		}
		if (fit == best && n++ == 0)
			*out = l.v[i];
	}
	if (best == NOT || n != 1)
		rc = refuse(ask, typed, &l, &w, best, a, e);
out:
	free(l.v);
	return rc;
}
