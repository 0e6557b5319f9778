#include "extract/dom.h"

#include "core/buf.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

bool
nq_dom_is_cut(const xmlError *err)
{
	return err->level == XML_ERR_FATAL ||
	    err->code == XML_ERR_INTERNAL_ERROR ||
	    err->code == XML_ERR_NO_MEMORY;
}

/* Only the error tells, so it sticks. */
void
nq_dom_on_error(void *arg, NQ_XML_ERROR_ARG *err)
{
	bool *cut = arg;

	*cut |= nq_dom_is_cut(err);
}

xmlDocPtr
nq_dom_html(const char *body, size_t len, bool keep)
{
	/* A byte kept takes three. */
	struct nq_buf text = NQ_BUF(3 * (size_t)NQ_MAX_HTML + 1);
	htmlParserCtxtPtr ctx = htmlNewParserCtxt();
	bool cut = false;
	xmlDocPtr doc;

	if (ctx == NULL)
		nq_mem_gone();
	nq_text_utf8(&text, body, len, keep);
	xmlSetStructuredErrorFunc(&cut, nq_dom_on_error);
	doc = htmlCtxtReadMemory(ctx, text.p != NULL ? text.p : "",
	    (int)text.len, NULL, "UTF-8", HTML_PARSE_NONET |
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
	xmlSetStructuredErrorFunc(NULL, NULL);
	htmlFreeParserCtxt(ctx);
	if (doc != NULL && (cut || text.over)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	nq_buf_release(&text);
	return doc;
}

/* Without a stack: the tree is hostile. */
xmlNodePtr
nq_dom_next(xmlNodePtr n, xmlNodePtr root, bool into)
{
	if (into && n->type != XML_ENTITY_REF_NODE && n->children != NULL)
		return n->children;
	while (n != root && n->next == NULL)
		n = n->parent;
	return n != root ? n->next : NULL;
}

void
nq_dom_text(struct nq_buf *b, xmlNodePtr root)
{
	/* What XPath gives for a namespace is no node at all. */
	if (root->type == XML_NAMESPACE_DECL)
		return;
	for (xmlNodePtr n = root; n != NULL && !b->over;
	    n = nq_dom_next(n, root, true)) {
		size_t room = b->max - b->len, len;

		if ((n->type != XML_TEXT_NODE &&
		    n->type != XML_CDATA_SECTION_NODE) || n->content == NULL)
			continue;
		len = strlen((const char *)n->content);
		nq_buf_put(b, n->content, len < room ? len : room);
		if (len > room)
			b->over = 1;
	}
}
