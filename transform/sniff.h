/*
 * What bytes are, by the bytes: names and Content-Types lie (an .xls that
 * is HTML, a PDF called text/html).
 */
#ifndef NQ_TRANSFORM_SNIFF_H
#define NQ_TRANSFORM_SNIFF_H

#include <stddef.h>

enum nq_type {
	NQ_TYPE_EMPTY, NQ_TYPE_HTML, NQ_TYPE_TEXT, NQ_TYPE_PDF, NQ_TYPE_ZIP,
	NQ_TYPE_OLE2, NQ_TYPE_RAR, NQ_TYPE_GZIP, NQ_TYPE_IMAGE, NQ_TYPE_XML,
	NQ_TYPE_JSON, NQ_TYPE_CSV, NQ_TYPE_RTF, NQ_TYPE_BINARY
};

/* Raw bytes: TEXT stands for every kind of text, HTML too. */
enum nq_type nq_sniff(const char *, size_t);

/* Decoded text: EMPTY, HTML, TEXT, XML, JSON or CSV. */
enum nq_type nq_sniff_text(const char *, size_t);

/* "a PDF document", for people. */
const char *nq_type_name(enum nq_type);

#endif
