/* HTML as libxml2 reads it; in the worker only. */
#ifndef NQ_EXTRACT_DOM_H
#define NQ_EXTRACT_DOM_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

struct nq_buf;

/* libxml2 made the argument of its error handlers const in 2.12. */
#if LIBXML_VERSION >= 21200
#define NQ_XML_ERROR_ARG const xmlError
#else
#define NQ_XML_ERROR_ARG xmlError
#endif

/*
 * An error of libxml2 that means that something was left out: it returns a
 * document and calls it well-formed even when it stopped half way (too deep,
 * too long a text, out of memory).
 */
bool nq_dom_is_cut(const xmlError *);

/* A structured error handler for an arg of bool *cut. */
void nq_dom_on_error(void *cut, NQ_XML_ERROR_ARG *);

/*
 * The page, for xmlFreeDoc; NULL where the parser cut it short. Whatever its
 * charset, it is taken for UTF-8, so that the parser cannot stop half way;
 * keep is that of nq_text_utf8.
 */
xmlDocPtr nq_dom_html(const char *body, size_t len, bool keep);

/* Appends the text of a node until the buffer is full. */
void nq_dom_text(struct nq_buf *, xmlNodePtr);

/* The node behind one in document order, within root; NULL: no more. */
xmlNodePtr nq_dom_next(xmlNodePtr, xmlNodePtr root, bool into);

#endif
