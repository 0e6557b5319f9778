/* The page that says how verdicts come about; its words are data. */
#include "query/report/report.h"

#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/opts.h"
#include "progress/words.h"
#include "query/report/say.h"

#include <stdlib.h>
#include <string.h>

static const struct nq_jfield top_fields[] = {
	{ "lead", NQ_JOBJECT, true }, { "verdicts", NQ_JOBJECT, true },
	{ "methods", NQ_JARRAY, true }, { "cases", NQ_JARRAY, true },
	{ NULL, 0, false },
};
static const struct nq_jfield text_fields[] = {
	{ "vi", NQ_JSTRING, true }, { "en", NQ_JSTRING, true },
	{ NULL, 0, false },
};
static const struct nq_jfield method_fields[] = {
	{ "id", NQ_JSTRING, true }, { "of", NQ_JOBJECT, true },
	{ "text", NQ_JOBJECT, true }, { NULL, 0, false },
};

/* A text in both languages, or "" with e. */
static const char *
words(const struct nq_sheet *p, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	if (v == NULL)
		nq_fail(e, NQ_EUSAGE, "%s is missing", path);
	if (v == NULL || nq_jval_check(v, text_fields, path, e) != 0)
		return "";
	return nq_jval_str(v, p->en ? "en" : "vi");
}

static void
put_verdicts(struct nq_sheet *p, const struct nq_jval *top, struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_get(top, "verdicts");

	nq_tag_open(p, "section", NULL);
	nq_tag_put(p, "h2", NULL, nq_in(p, "Các mức đánh giá", "Verdicts"));
	nq_tag_open(p, "dl", "terms");
	for (int i = 0; i < NQ_VERDICTS; i++) {
		const char *code = nq_verdict_code((enum nq_verdict)i);

		nq_tag_open(p, "dt", NULL);
		nq_verdict_put(p, (enum nq_verdict)i, false);
		nq_tag_close(p);
		nq_tag_put(p, "dd", NULL, words(p, nq_jval_get(v, code),
		    code, e));
	}
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
put_methods(struct nq_sheet *p, const struct nq_jval *top, struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_get(top, "methods"), *one;

	nq_tag_open(p, "section", NULL);
	nq_tag_put(p, "h2", NULL, nq_in(p, "Phương pháp", "Methods"));
	for (size_t i = 0; i < nq_jval_count(v) && e->code == NQ_OK; i++) {
		one = nq_jval_at(v, i);
		if (nq_jval_check(one, method_fields, "methods[]", e) != 0)
			break;
		nq_tag_open(p, "article", NULL);
		nq_tag_attr(p, "id", nq_jval_str(one, "id"));
		nq_tag_open(p, "h3", NULL);
		nq_tag_put(p, "code", NULL, nq_jval_str(one, "id"));
		nq_tag_textf(p, " · %.200s", words(p, nq_jval_get(one, "of"),
		    "methods[].of", e));
		nq_tag_close(p);
		nq_tag_put(p, "p", NULL, words(p, nq_jval_get(one, "text"),
		    "methods[].text", e));
		nq_tag_close(p);
	}
	nq_tag_close(p);
}

static void
put_cases(struct nq_sheet *p, const struct nq_jval *top, struct nq_err *e)
{
	const struct nq_jval *v = nq_jval_get(top, "cases");

	nq_tag_open(p, "section", NULL);
	nq_tag_put(p, "h2", NULL, nq_in(p, "Những điều nên biết",
	    "What to keep in mind"));
	nq_tag_open(p, "ul", NULL);
	for (size_t i = 0; i < nq_jval_count(v); i++)
		nq_tag_put(p, "li", NULL, words(p, nq_jval_at(v, i),
		    "cases[]", e));
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
put_body(struct nq_sheet *p, const struct nq_json *json, struct nq_err *e)
{
	const struct nq_jval *top = nq_json_root(json);

	if (nq_jval_check(top, top_fields, "", e) != 0)
		return;
	nq_tag_put(p, "p", "lead", words(p, nq_jval_get(top, "lead"), "lead",
	    e));
	put_verdicts(p, top, e);
	put_methods(p, top, e);
	put_cases(p, top, e);
}

int
nq_leaf_methods(struct nq_report *r, bool en, struct nq_err *e)
{
	const struct nq_leaf leaf = { "methods.html", "", NULL, NULL, en ?
		"How verdicts come about" : "Cách đánh giá", "methods.html" };
	char *path = nq_opts_schema(r->ask.o, "report/methods.json");
	struct nq_err in = { 0 };	/* its place is within the file */
	struct nq_json *json = nq_json_load_file(path, NQ_MAX_CONF, e);
	struct nq_sheet p = { 0 };

	if (json != NULL && nq_leaf_open(r, &p, &leaf, en, e) == 0)
		put_body(&p, json, &in);
	if (in.code != NQ_OK) {
		nq_fail(e, in.code, "%s", in.msg);
		nq_err_at(e, "%s: %s", path, in.where);
	}
	nq_json_free(json);
	free(path);
	return nq_leaf_close(r, &p, &leaf, e);
}
