/*
 * What the bytes of an answer are, for a warning where that is not what its
 * Content-Type says. Nothing is refused by it: portals mislabel files, and
 * transform looks for itself.
 */
#ifndef NQ_EXTRACT_SNIFF_H
#define NQ_EXTRACT_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

/* By its first bytes: "html", "pdf", "zip" (.xlsx and .docx are that),
 * "ole2" (.xls, .doc), "xml", "json", "image", "gzip", "text", "binary",
 * or "empty". */
const char *nq_body_sniff(const char *body, size_t len);

/*
 * Whether a body sniffed so fits the value of a Content-Type; a type that
 * promises nothing (NULL, application/octet-stream, one unknown here) fits
 * any, and an empty body any type.
 */
bool nq_body_fits(const char *type, const char *sniffed);

#endif
