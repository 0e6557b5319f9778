#include "transform/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct nq_xml {
	const struct nq_xml_events *events;	/* borrowed */
	void *ctx;
	xmlParserCtxtPtr parser;
	const char *why;
	bool enough;
};

static void
stop(struct nq_xml *x, const char *why)
{
	if (x->why == NULL && !x->enough)
		x->why = why;
	xmlStopParser(x->parser);
}

void
nq_xml_stop(struct nq_xml *x)
{
	x->enough = true;
	xmlStopParser(x->parser);
}

static void
on_doctype(void *p, const xmlChar *name, const xmlChar *id, const xmlChar *sys)
{
	(void)name;
	(void)id;
	(void)sys;
	stop(((xmlParserCtxtPtr)p)->_private, "it has a DOCTYPE");
}

static void
on_start(void *p, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int natts, int ndefault,
    const xmlChar **atts)
{
	struct nq_xml *x = ((xmlParserCtxtPtr)p)->_private;
	const struct nq_xml_atts a = { atts, natts };

	(void)prefix;
	(void)uri;
	(void)nns;
	(void)ns;
	(void)ndefault;
	if (x->events->start != NULL && x->why == NULL && !x->enough)
		x->events->start(x->ctx, (const char *)name, &a);
}

static void
on_end(void *p, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct nq_xml *x = ((xmlParserCtxtPtr)p)->_private;

	(void)prefix;
	(void)uri;
	if (x->events->end != NULL && x->why == NULL && !x->enough)
		x->events->end(x->ctx, (const char *)name);
}

static void
on_text(void *p, const xmlChar *s, int len)
{
	struct nq_xml *x = ((xmlParserCtxtPtr)p)->_private;

	if (x->events->text != NULL && x->why == NULL && !x->enough)
		x->events->text(x->ctx, (const char *)s, (size_t)len);
}

/* Sticky: a cut part reports success otherwise. Namespace complaints are
 * errors of a level that readers live with. */
static void
on_error(void *ctx, xmlErrorPtr e)
{
	xmlParserCtxtPtr p = ctx;

	if (e->level == XML_ERR_FATAL || e->code == XML_ERR_NO_MEMORY ||
	    e->code == XML_ERR_INTERNAL_ERROR)
		stop(p->_private, e->code == XML_ERR_NO_MEMORY ?
		    "a text longer than the XML reader takes" :
		    e->code == XML_ERR_INTERNAL_ERROR ?
		    "nested deeper than the XML reader goes" :
		    "it is no well-formed XML");
}

struct nq_xml *
nq_xml_new(const struct nq_xml_events *events, void *ctx)
{
	struct nq_xml *x = nq_alloc(1, sizeof(*x));
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype, .startElementNs = on_start,
		.endElementNs = on_end, .characters = on_text,
		.ignorableWhitespace = on_text, .cdataBlock = on_text,
		.serror = on_error };

	x->events = events;
	x->ctx = ctx;
	x->parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (x->parser == NULL)
		abort();
	x->parser->_private = x;
	xmlCtxtUseOptions(x->parser, XML_PARSE_NONET);
	xmlSwitchEncoding(x->parser, XML_CHAR_ENCODING_UTF8);
	return x;
}

void
nq_xml_free(struct nq_xml *x)
{
	if (x == NULL)
		return;
	xmlFreeParserCtxt(x->parser);
	free(x);
}

const char *
nq_xml_feed(struct nq_xml *x, const char *p, size_t len)
{
	if (x->why == NULL && !x->enough &&
	    xmlParseChunk(x->parser, p, (int)len, len == 0) != 0 &&
	    !x->enough && !x->parser->wellFormed)
		stop(x, "it is no well-formed XML");
	return x->why;
}

const char *
nq_xml_att(const struct nq_xml_atts *a, const char *name, size_t *len)
{
	int i;

	for (i = 0; i < a->n; i++)
		if (strcmp((const char *)a->v[5 * i], name) == 0) {
			*len = (size_t)(a->v[5 * i + 4] - a->v[5 * i + 3]);
			return (const char *)a->v[5 * i + 3];
		}
	*len = 0;
	return NULL;
}

unsigned long
nq_xml_att_num(const struct nq_xml_atts *a, const char *name,
    unsigned long otherwise)
{
	const char *s;
	char text[16], *end;
	unsigned long v;
	size_t len;

	s = nq_xml_att(a, name, &len);
	if (s == NULL || len == 0 || len >= sizeof(text) || *s == '-')
		return otherwise;
	memcpy(text, s, len);
	text[len] = '\0';
	v = strtoul(text, &end, 10);
	return *end == '\0' ? v : otherwise;
}

int
nq_xml_att_true(const struct nq_xml_atts *a, const char *name)
{
	const char *s;
	size_t len;

	s = nq_xml_att(a, name, &len);
	return s != NULL && ((len == 1 && *s == '1') ||
	    (len == 4 && memcmp(s, "true", 4) == 0));
}
