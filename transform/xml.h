/*
 * XML as events, over libxml2's SAX parser: no tree is built, no DOCTYPE is
 * accepted, no entity but the five of XML is known, nothing is loaded. Text
 * is taken for UTF-8 whatever the declaration says, so that no converter is
 * looked for. Names come without their prefix.
 */
#ifndef NQ_TRANSFORM_XML_H
#define NQ_TRANSFORM_XML_H

#include <stddef.h>

struct nq_xml;

struct nq_xml_atts {
	const unsigned char **v;	/* libxml2's, five a piece */
	int n;
};

/* Any may be NULL. */
struct nq_xml_events {
	void (*start)(void *ctx, const char *name, const struct nq_xml_atts *);
	void (*end)(void *ctx, const char *name);
	void (*text)(void *ctx, const char *, size_t);
};

/* The attribute's value, entities replaced, and its length; NULL if absent.
 * It is not ended by NUL. */
const char *nq_xml_att(const struct nq_xml_atts *, const char *name,
    size_t *len);

/* As a number from 0; otherwise where absent or no number. */
unsigned long nq_xml_att_num(const struct nq_xml_atts *, const char *name,
    unsigned long otherwise);

/* A switch as XML Schema writes it; absent is false. */
int nq_xml_att_true(const struct nq_xml_atts *, const char *name);

struct nq_xml *nq_xml_new(const struct nq_xml_events *, void *ctx);
void nq_xml_free(struct nq_xml *);

/* Pieces in order, then len 0. NULL, or why no more is taken; static. */
const char *nq_xml_feed(struct nq_xml *, const char *, size_t);

/* From a handler: enough was read; feed answers NULL from then on. */
void nq_xml_stop(struct nq_xml *);

#endif
