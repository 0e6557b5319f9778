#include "extract/find.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "extract/dom.h"
#include "extract/url.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Steps of all XPaths of one page: a listing of 8 MiB has under a
	 * million nodes, and no sane expression visits each ten times. */
	MAX_XPATH_STEPS = 10000000
};

/* Spares the way back from the worker the menus of the page; nq_url_is_file
 * decides. */
static const char maybe_files[] =
    "//a[contains(translate(@href,'PDF','pdf'),'pdf') or "
    "contains(translate(@href,'DOC','doc'),'doc') or "
    "contains(translate(@href,'XLS','xls'),'xls') or "
    "contains(translate(@href,'CSV','csv'),'csv')]";

static void
on_error(void *arg, NQ_XML_ERROR_ARG *err)
{
	(void)arg;
	(void)err;	/* what is not found tells */
}

static xmlXPathContextPtr
new_context(xmlDocPtr doc)
{
	xmlXPathContextPtr ctx = xmlXPathNewContext(doc);

	if (ctx == NULL)
		nq_mem_gone();
	ctx->opLimit = MAX_XPATH_STEPS;
	ctx->error = on_error;
	return ctx;
}

bool
nq_discover_is_xpath(const char *expr)
{
	xmlXPathContextPtr ctx = new_context(NULL);
	xmlXPathCompExprPtr comp;

	comp = expr[0] != '\0' ? xmlXPathCtxtCompile(ctx,
	    (const xmlChar *)expr) : NULL;
	xmlXPathFreeContext(ctx);
	xmlXPathFreeCompExpr(comp);
	return comp != NULL;
}

/*
 * Two things make glibc's matcher explode: back-references, which POSIX
 * does not give extended expressions, and counts within counts.
 */
static bool
is_tame(const char *s)
{
	long counts = 1;

	for (; *s != '\0'; s++) {
		const char *p = s + 1;
		char *end;
		long n = 0;

		if (*s == '\\') {
			s++;
			if (*s == '\0' || (*s >= '0' && *s <= '9'))
				return false;
		}
		if (*s != '{')
			continue;
		for (int i = 0; i < 2; i++) {
			long m = *p >= '0' && *p <= '9' ?
			    strtol(p, &end, 10) : 0;

			n = m > n ? m : n;
			p += strspn(p, "0123456789");
			p += *p == ',';
		}
		if (n > NQ_MAX_COUNTS || (counts *= n > 0 ? n : 1) >
		    NQ_MAX_COUNTS)
			return false;
	}
	return true;
}

bool
nq_discover_is_pattern(const char *expr)
{
	regex_t re;

	if (expr[0] == '\0' || strlen(expr) > NQ_MAX_PATTERN ||
	    !is_tame(expr) || regcomp(&re, expr, REG_EXTENDED | REG_NOSUB) !=
	    0)
		return false;
	regfree(&re);
	return true;
}

struct listing {
	struct nq_found *found;
	const struct nq_ask *ask;
	xmlXPathContextPtr ctx;
	xmlXPathCompExprPtr dates;	/* or NULL */
	regex_t pattern;
	char *base;			/* against which links resolve */
	size_t anchors;
	struct nq_buf url, text;
};

/* The day that stands where "dates" says, seen from the link's element. */
static void
find_date(struct listing *l, xmlNodePtr node, char out[NQ_DAY_TEXT])
{
	xmlXPathObjectPtr o;

	out[0] = '\0';
	if (l->dates == NULL)
		return;
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->parent;
	if (node == NULL)
		return;
	l->ctx->node = node;
	o = xmlXPathCompiledEval(l->dates, l->ctx);
	nq_buf_reset(&l->text);
	l->text.over = 0;
	if (o == NULL) {
		nq_found_fail(l->found, true, "the XPath of the dates took "
		    "too many steps");
	} else if (o->type == XPATH_NODESET && o->nodesetval != NULL &&
	    o->nodesetval->nodeNr > 0) {
		xmlXPathNodeSetSort(o->nodesetval);
		nq_dom_text(&l->text, o->nodesetval->nodeTab[0]);
	} else if (o->type == XPATH_STRING && o->stringval != NULL) {
		size_t n = strlen((const char *)o->stringval);

		nq_buf_put(&l->text, o->stringval, n < NQ_MAX_DATE ? n :
		    NQ_MAX_DATE);
	}
	xmlXPathFreeObject(o);
	if (l->text.len > 0)
		nq_date_day(l->text.p, l->text.len, out);
}

/* The text of a link into l->url: an element's @href, else its text. */
static bool
take_text(struct listing *l, xmlNodePtr node)
{
	xmlAttrPtr href = node->type == XML_ELEMENT_NODE ?
	    xmlHasProp(node, (const xmlChar *)"href") : NULL;

	nq_buf_reset(&l->url);
	l->url.over = 0;
	nq_dom_text(&l->url, href != NULL ? (xmlNodePtr)href : node);
	return l->url.len > 0 && !l->url.over;
}

static void
take_node(struct listing *l, xmlNodePtr node)
{
	char date[NQ_DAY_TEXT];

	if (!take_text(l, node))
		return;
	find_date(l, node, date);
	nq_found_put(l->found, l->url.p, l->url.len, date, "", false);
}

static void
find_by_xpath(struct listing *l, const char *xpath)
{
	xmlXPathObjectPtr o;
	int n;

	o = xmlXPathEvalExpression((const xmlChar *)xpath, l->ctx);
	if (o == NULL || o->type != XPATH_NODESET) {
		nq_found_fail(l->found, false, "the XPath of the links gave "
		    "no nodes, or took too many steps");
		xmlXPathFreeObject(o);
		return;
	}
	n = o->nodesetval != NULL ? o->nodesetval->nodeNr : 0;
	if ((size_t)n > l->found->max)
		nq_found_fail(l->found, true, "more links than a listing can "
		    "have");
	else if (n > 1)
		xmlXPathNodeSetSort(o->nodesetval);
	for (int i = 0; i < n && !l->found->failed; i++)
		take_node(l, o->nodesetval->nodeTab[i]);
	xmlXPathFreeObject(o);
}

/* As it stands, or as the address that it leads to. */
static bool
is_wanted(struct listing *l)
{
	struct nq_err why = { 0 };
	char *full;
	bool is;

	if (memchr(l->url.p, '\0', l->url.len) != NULL)
		return false;
	if (regexec(&l->pattern, l->url.p, 0, NULL, 0) == 0)
		return true;
	full = nq_url_canonical(l->base, l->url.p, &why);
	is = full != NULL && regexec(&l->pattern, full, 0, NULL, 0) == 0;
	free(full);
	return is;
}

static void
find_by_pattern(struct listing *l, xmlNodePtr root)
{
	if (strlen(l->ask->find.pattern) > NQ_MAX_PATTERN ||
	    !is_tame(l->ask->find.pattern) || regcomp(&l->pattern,
	    l->ask->find.pattern, REG_EXTENDED | REG_NOSUB) != 0) {
		nq_found_fail(l->found, false, "the pattern of the links "
		    "does not compile");
		return;
	}
	for (xmlNodePtr n = root; n != NULL && !l->found->failed;
	    n = nq_dom_next(n, root, true)) {
		if (n->type != XML_ELEMENT_NODE || strcmp((const char *)
		    n->name, "a") != 0 ||
		    xmlHasProp(n, (const xmlChar *)"href") == NULL)
			continue;
		if (++l->anchors > NQ_MAX_ANCHORS)
			nq_found_fail(l->found, true, "more links than a "
			    "listing can have");
		else if (take_text(l, n) && is_wanted(l))
			take_node(l, n);
	}
	regfree(&l->pattern);
}

/* The page's <base href>, or NULL; the caller frees. */
static char *
find_base(xmlXPathContextPtr ctx)
{
	xmlXPathObjectPtr o;
	char *base = NULL;

	o = xmlXPathEvalExpression(
	    (const xmlChar *)"string(//base[@href][1]/@href)", ctx);
	if (o != NULL && o->type == XPATH_STRING && o->stringval != NULL &&
	    o->stringval[0] != '\0' &&
	    strlen((const char *)o->stringval) <= NQ_MAX_LINK)
		base = nq_strdup((const char *)o->stringval);
	xmlXPathFreeObject(o);
	return base;
}

static void
find_links(struct listing *l, xmlDocPtr doc)
{
	const struct nq_find *find = &l->ask->find;
	struct nq_err why = { 0 };
	char *base = find_base(l->ctx);

	nq_found_begin(l->found, base, false);
	if (base != NULL)
		l->base = nq_url_canonical(l->ask->page, base, &why);
	if (l->base == NULL)
		l->base = nq_strdup(l->ask->page);
	free(base);
	if (find->dates != NULL && (l->dates = xmlXPathCtxtCompile(l->ctx,
	    (const xmlChar *)find->dates)) == NULL)
		nq_found_fail(l->found, false, "the XPath of the dates does "
		    "not compile");
	else if (find->pattern != NULL && find->links == NULL)
		find_by_pattern(l, (xmlNodePtr)doc);
	else
		find_by_xpath(l, find->links != NULL ? find->links :
		    find->kind == NQ_FIND_FILES ? maybe_files : "//a");
	xmlXPathFreeCompExpr(l->dates);
	free(l->base);
}

void
nq_find_listing(struct nq_found *found, const struct nq_ask *ask)
{
	xmlDocPtr doc = nq_dom_html(ask->body, ask->len, false);
	struct listing l = { .found = found, .ask = ask,
		.url = NQ_BUF(NQ_MAX_LINK), .text = NQ_BUF(NQ_MAX_DATE) };

	if (doc == NULL) {
		nq_found_fail(found, false, "the parser cut the page short "
		    "(too deep, too large, or damaged)");
		return;
	}
	l.ctx = new_context(doc);
	find_links(&l, doc);
	xmlXPathFreeContext(l.ctx);
	xmlFreeDoc(doc);
	nq_buf_release(&l.url);
	nq_buf_release(&l.text);
}
