#include "extract/discover.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/worker.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/*
 * Request: xpath, NUL, body; an empty xpath means a feed.
 * Reply: "E" and a message; or "L", then texts, each ended by NUL: the base
 * (empty for none), then the links.
 */

enum {
	/* Steps of one XPath evaluation: a listing of 8 MiB has under a
	 * million nodes, and no sane expression visits each ten times. */
	MAX_XPATH_STEPS = 10000000
};

/* libxml2 made the argument of its error handlers const in 2.12. */
#if LIBXML_VERSION >= 21200
#define XML_ERROR_ARG const xmlError
#else
#define XML_ERROR_ARG xmlError
#endif

/* RSS 2.0 and 1.0: item/link holds text; Atom: entry/link has href. */
static const char feed_links[] =
    "//*[local-name()='item']/*[local-name()='link'][not(@href)] | "
    "//*[local-name()='entry']/*[local-name()='link']"
    "[not(@rel) or @rel='alternate']/@href";

/*
 * libxml2 returns a document and calls it well-formed even when it left out
 * the rest: too deep, too long a text, out of memory. Only these errors
 * tell, so they stick.
 */
static void
on_error(void *arg, XML_ERROR_ARG *err)
{
	bool *cut = arg;

	if (err->level == XML_ERR_FATAL ||
	    err->code == XML_ERR_INTERNAL_ERROR ||
	    err->code == XML_ERR_NO_MEMORY)
		*cut = true;
}

bool
nq_discover_is_xpath(const char *expr)
{
	xmlXPathContextPtr ctx = xmlXPathNewContext(NULL);
	xmlXPathCompExprPtr comp;
	bool cut = false;

	if (ctx == NULL)
		abort();
	ctx->error = on_error;
	ctx->userData = &cut;
	comp = expr[0] != '\0' ? xmlXPathCtxtCompile(ctx,
	    (const xmlChar *)expr) : NULL;
	xmlXPathFreeContext(ctx);
	xmlXPathFreeCompExpr(comp);
	return comp != NULL;
}

static void
answer_error(struct nq_buf *reply, const char *msg)
{
	nq_buf_reset(reply);
	nq_buf_putc(reply, 'E');
	nq_buf_puts(reply, msg);
}

/*
 * Links are ASCII; so that a page in another charset cannot stop the parser
 * half way, what is not UTF-8 becomes "?" and the parser is told UTF-8.
 */
static void
put_utf8(struct nq_buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len; ) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)s + i,
		    (utf8proc_ssize_t)(len - i), &c);

		if (n > 0 && c != 0)
			nq_buf_put(b, s + i, (size_t)n);
		else
			nq_buf_putc(b, '?');
		i += n > 0 ? (size_t)n : 1;
	}
}

static xmlDocPtr
parse_html(const char *body, size_t len, bool *cut)
{
	struct nq_buf text = NQ_BUF(NQ_MAX_HTML + 1);
	htmlParserCtxtPtr ctx = htmlNewParserCtxt();
	xmlDocPtr doc;

	if (ctx == NULL)
		abort();
	put_utf8(&text, body, len);
	doc = htmlCtxtReadMemory(ctx, text.p != NULL ? text.p : "",
	    (int)text.len, NULL, "UTF-8", HTML_PARSE_NONET |
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
	*cut |= text.over != 0;
	htmlFreeParserCtxt(ctx);
	nq_buf_release(&text);
	return doc;
}

static xmlParserInputPtr
no_entity(const char *url, const char *id, xmlParserCtxtPtr ctx)
{
	(void)url;
	(void)id;
	(void)ctx;
	return NULL;
}

static xmlDocPtr
parse_feed(const char *body, size_t len, const char **why)
{
	int flags = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	xmlDocPtr doc;

#if LIBXML_VERSION >= 21300
	flags |= XML_PARSE_NO_XXE;
#endif
	xmlSetExternalEntityLoader(no_entity);
	doc = xmlReadMemory(body, (int)len, NULL, NULL, flags);
	if (doc == NULL) {
		*why = "the feed is not well-formed XML";
	} else if (doc->intSubset != NULL || doc->extSubset != NULL) {
		*why = "the feed has a DOCTYPE, which feeds do not need and "
		    "attacks do";
		xmlFreeDoc(doc);
		doc = NULL;
	}
	return doc;
}

/* An element <a> stands for its href, any other node for its text. */
static void
put_node(struct nq_buf *reply, xmlNodePtr node)
{
	xmlChar *s = NULL;
	size_t n;

	if (node->type == XML_ELEMENT_NODE)
		s = xmlGetNoNsProp(node, (const xmlChar *)"href");
	if (s == NULL)
		s = xmlNodeGetContent(node);
	n = s != NULL ? strlen((const char *)s) : 0;
	if (n > 0 && n <= 2 * NQ_MAX_URL)
		nq_buf_put(reply, s, n + 1);
	xmlFree(s);
}

static void
put_links(struct nq_buf *reply, xmlXPathContextPtr ctx, const char *xpath)
{
	xmlXPathObjectPtr found;
	int n;

	found = xmlXPathEvalExpression((const xmlChar *)xpath, ctx);
	if (found == NULL || found->type != XPATH_NODESET) {
		answer_error(reply, "the XPath of the listing gave no nodes, "
		    "or took too many steps");
		xmlXPathFreeObject(found);
		return;
	}
	n = found->nodesetval != NULL ? found->nodesetval->nodeNr : 0;
	if (n > NQ_MAX_LINKS)
		answer_error(reply, "more links than a listing can have");
	else if (n > 1)
		xmlXPathNodeSetSort(found->nodesetval);
	for (int i = 0; i < n && n <= NQ_MAX_LINKS; i++)
		put_node(reply, found->nodesetval->nodeTab[i]);
	xmlXPathFreeObject(found);
}

static void
put_base(struct nq_buf *reply, xmlXPathContextPtr ctx)
{
	xmlXPathObjectPtr found;

	found = xmlXPathEvalExpression(
	    (const xmlChar *)"string(//base[@href][1]/@href)", ctx);
	if (found != NULL && found->type == XPATH_STRING &&
	    found->stringval != NULL)
		nq_buf_puts(reply, (const char *)found->stringval);
	nq_buf_putc(reply, '\0');
	xmlXPathFreeObject(found);
}

void
nq_discover_serve(void *arg, const char *req, size_t len,
    struct nq_buf *reply)
{
	size_t skip = strnlen(req, len);
	const char *xpath = skip > 0 ? req : feed_links, *why = NULL;
	xmlXPathContextPtr ctx;
	xmlDocPtr doc;
	bool cut = false;

	(void)arg;
	if (skip == len) {
		answer_error(reply, "malformed request");
		return;
	}
	xmlSetStructuredErrorFunc(&cut, on_error);
	doc = req[0] != '\0' ? parse_html(req + skip + 1, len - skip - 1,
	    &cut) : parse_feed(req + 1, len - 1, &why);
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (doc == NULL || cut) {
		answer_error(reply, why != NULL ? why : "the parser cut the "
		    "page short (too deep, too large, or damaged)");
		xmlFreeDoc(doc);
		return;
	}
	ctx = xmlXPathNewContext(doc);
	if (ctx == NULL)
		abort();
	ctx->opLimit = MAX_XPATH_STEPS;
	ctx->error = on_error;
	ctx->userData = &cut;
	nq_buf_putc(reply, 'L');
	put_base(reply, ctx);
	put_links(reply, ctx, xpath);
	xmlXPathFreeContext(ctx);
	xmlFreeDoc(doc);
	if (reply->over)
		answer_error(reply, "the links of the page are too long");
}

static int
take_links(const struct nq_buf *reply, char **base, struct nq_names *links,
    struct nq_err *e)
{
	const char *p = reply->p, *end = p + reply->len;

	if (reply->len > 0 && *p == 'E')
		return nq_fail(e, NQ_EPARSE, "%s", p + 1);
	if (reply->len < 2 || *p != 'L' || end[-1] != '\0')
		return nq_fail(e, NQ_EIO, "the parser gave no sound answer");
	p++;
	if (*p != '\0')
		*base = nq_strdup(p);
	for (p += strlen(p) + 1; p < end; p += strlen(p) + 1)
		nq_names_add(links, p);
	return 0;
}

int
nq_discover(struct nq_pool *pool, const char *xpath, const char *body,
    size_t len, char **base, struct nq_names *links, struct nq_err *e)
{
	struct nq_buf req = NQ_BUF(NQ_MAX_HTML + NQ_MAX_CONF);
	struct nq_buf reply = NQ_BUF(0);
	int rc = -1;

	*base = NULL;
	if (len > NQ_MAX_HTML) {
		nq_fail(e, NQ_ELIMIT, "a page of %zu bytes; at most %d are "
		    "parsed", len, NQ_MAX_HTML);
		goto out;
	}
	nq_buf_puts(&req, xpath != NULL ? xpath : "");
	nq_buf_putc(&req, '\0');
	nq_buf_put(&req, body, len);
	if (nq_pool_call(pool, req.p, req.len, &reply, e) == 0)
		rc = take_links(&reply, base, links, e);
out:
	nq_buf_release(&req);
	nq_buf_release(&reply);
	return rc;
}
