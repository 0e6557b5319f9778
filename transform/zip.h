/*
 * A ZIP archive in memory whose parts are XML. Sizes are counted while
 * inflating and never believed; nothing is ever written to disk.
 */
#ifndef NQ_TRANSFORM_ZIP_H
#define NQ_TRANSFORM_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "transform/xml.h"

struct nq_raw;
struct nq_zip;

enum {
	/* Entries; the largest monthly workbook has under 200. */
	NQ_ZIP_ENTRIES = 2000,
	/* Bytes of one part and of all that are read, inflated: the largest
	 * sheet seen has 6 MiB. */
	NQ_ZIP_PART = 64 << 20,
	NQ_ZIP_TOTAL = 128 << 20,
	/* Inflated bytes for a compressed one, once past the first MiB: XML
	 * reaches 60. */
	NQ_ZIP_RATIO = 200,
	NQ_ZIP_RATIO_FROM = 1 << 20
};

/* NULL with raw refused: not a ZIP, names that point outside, encrypted,
 * too many entries. The bytes are borrowed. */
struct nq_zip *nq_zip_open(const char *, size_t, struct nq_raw *);
void nq_zip_close(struct nq_zip *);

bool nq_zip_has(struct nq_zip *, const char *part);

/* The whole of a small part (a mimetype), ended by NUL, or NULL; arena. */
const char *nq_zip_text(struct nq_zip *, const char *part, size_t most);

/*
 * A part to the handlers of events. False with raw refused, naming the part:
 * absent, damaged, over a limit, or no XML that we take. Handlers may end it
 * early by nq_xml_stop on *now, which is set meanwhile.
 */
bool nq_zip_read(struct nq_zip *, const char *part,
    const struct nq_xml_events *, void *ctx, struct nq_xml **now);

#endif
