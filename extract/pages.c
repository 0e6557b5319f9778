#include "extract/pages.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "extract/text.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *group, *key;
} place[NQ_PHRASE_LISTS] = {
	[NQ_PHRASE_WHOLE] = { "error_titles", "whole" },
	[NQ_PHRASE_SEGMENT] = { "error_titles", "segment" },
	[NQ_PHRASE_PREFIX] = { "error_titles", "prefix" },
	[NQ_PHRASE_TITLE] = { "counters", "title" },
	[NQ_PHRASE_VISITORS] = { "counters", "visitors" },
	[NQ_PHRASE_COUNTER] = { "counters", "counter" },
	[NQ_PHRASE_LABEL] = { "counters", "label" },
};

/* What is wrong with a folded phrase, or NULL. */
static const char *
fault_of(const struct nq_buf *b, enum nq_phrases list)
{
	bool letter = false, digit = false;

	if (b->len > NQ_MAX_PHRASE)
		return "longer than 100 bytes";
	for (size_t i = 0; i < b->len; i++) {
		letter |= nq_text_is_letter(b->p + i, b->len - i);
		digit |= b->p[i] >= '0' && b->p[i] <= '9';
	}
	if (!letter)
		return "expected a phrase with a letter in it";
	return digit && list >= NQ_PHRASE_TITLE ?
	    "a phrase of counters has no digit" : NULL;
}

static int
add(struct nq_pages *p, enum nq_phrases list, const struct nq_jval *v,
    struct nq_err *e)
{
	const char *s = nq_jval_as_str(v), *why;
	struct nq_names *names = &p->list[list];
	struct nq_buf b = NQ_BUF(0);

	nq_text_fold(&b, s != NULL ? s : "", s != NULL ? strlen(s) : 0);
	nq_buf_puts(&b, "");
	why = s == NULL ? "expected a string" : fault_of(&b, list);
	for (size_t i = 0; i < names->n && why == NULL; i++)
		if (strcmp(names->v[i], b.p) == 0)
			why = "twice in this list";
	if (why == NULL)
		nq_names_add(names, b.p);
	else
		nq_fail(e, NQ_EUSAGE, "%s", why);
	nq_buf_release(&b);
	return why == NULL ? 0 : -1;
}

static int
by_length(const void *a, const void *b)
{
	size_t x = strlen(*(char *const *)a), y = strlen(*(char *const *)b);

	return x > y ? -1 : x < y ? 1 : strcmp(*(char *const *)a,
	    *(char *const *)b);
}

static int
load_list(struct nq_pages *p, enum nq_phrases list, const struct nq_jval *a,
    struct nq_err *e)
{
	if (nq_jval_count(a) > NQ_MAX_PHRASES) {
		nq_fail(e, NQ_EUSAGE, "more than %d phrases",
		    NQ_MAX_PHRASES);
		return nq_err_at(e, "%s.%s", place[list].group,
		    place[list].key);
	}
	for (size_t i = 0; i < nq_jval_count(a); i++)
		if (add(p, list, nq_jval_at(a, i), e) != 0)
			return nq_err_at(e, "%s.%s[%zu]", place[list].group,
			    place[list].key, i);
	if (p->list[list].n > 0)
		qsort(p->list[list].v, p->list[list].n,
		    sizeof(*p->list[list].v), by_length);
	return 0;
}

static int
load(struct nq_pages *p, const struct nq_jval *root, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "error_titles", NQ_JOBJECT, true },
		{ "counters", NQ_JOBJECT, true }, { NULL, 0, false },
	}, titles[] = {
		{ "whole", NQ_JARRAY, true }, { "segment", NQ_JARRAY, true },
		{ "prefix", NQ_JARRAY, true }, { NULL, 0, false },
	}, counters[] = {
		{ "title", NQ_JARRAY, true },
		{ "visitors", NQ_JARRAY, true },
		{ "counter", NQ_JARRAY, true },
		{ "label", NQ_JARRAY, true }, { NULL, 0, false },
	};

	if (nq_jval_check(root, shape, "top", e) != 0 ||
	    nq_jval_check(nq_jval_get(root, "error_titles"), titles,
	    "error_titles", e) != 0 ||
	    nq_jval_check(nq_jval_get(root, "counters"), counters,
	    "counters", e) != 0)
		return -1;
	for (int i = 0; i < NQ_PHRASE_LISTS; i++)
		if (load_list(p, (enum nq_phrases)i, nq_jval_get(
		    nq_jval_get(root, place[i].group), place[i].key), e) != 0)
			return -1;
	return 0;
}

/* "counters.label[3]" becomes "FILE: counters.label[3]". */
static void
name_file(const char *file, struct nq_err *e)
{
	char inner[sizeof(e->where)];
	int n = (int)strnlen(e->where, sizeof(e->where) / 2);

	memcpy(inner, e->where, sizeof(inner));
	snprintf(e->where, sizeof(e->where), "%.*s: %.*s",
	    (int)sizeof(e->where) - n - 3, file, n, inner);
}

int
nq_pages_load(struct nq_pages *p, const char *path, struct nq_err *e)
{
	struct nq_json *j = nq_json_load_file(path, NQ_MAX_CONF, e);
	int rc = -1;

	*p = (struct nq_pages){ 0 };
	if (j == NULL)
		return -1;
	rc = load(p, nq_json_root(j), e);
	if (rc != 0)
		name_file(path, e);
	nq_json_free(j);
	return rc;
}

void
nq_pages_release(struct nq_pages *p)
{
	for (int i = 0; i < NQ_PHRASE_LISTS; i++)
		nq_names_release(&p->list[i]);
}

int
nq_pages_check(const char *path, struct nq_log *log)
{
	struct nq_pages p;
	struct nq_err e = { 0 };
	int rc = nq_pages_load(&p, path, &e);

	if (rc != 0)
		nq_log_err(log, NQ_ERROR, &e);
	nq_pages_release(&p);
	return rc != 0;
}

size_t
nq_pages_match(const struct nq_pages *p, enum nq_phrases list, const char *s,
    size_t left)
{
	const struct nq_names *names = p != NULL ? &p->list[list] : NULL;

	for (size_t i = 0; names != NULL && i < names->n; i++) {
		const char *want = names->v[i];
		size_t n;

		if (left == 0 || want[0] != s[0])
			continue;
		n = strlen(want);
		if (n <= left && memcmp(s, want, n) == 0 &&
		    !nq_text_is_letter(s + n, left - n))
			return n;
	}
	return 0;
}
