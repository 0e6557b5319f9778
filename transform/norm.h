/*
 * The text of one block, made as page.h promises while it is collected:
 * blanks collapsed, zero-width characters gone, NFC. Vietnamese that old
 * fonts left as Latin-1 letters inside valid Unicode ("c«ng") is repaired.
 */
#ifndef NQ_TRANSFORM_NORM_H
#define NQ_TRANSFORM_NORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct nq_line {
	struct nq_buf buf;	/* owned */
	bool gap;		/* a blank is due before the next character */
	bool odd;		/* holds what needs normalising */
	bool soft;		/* holds soft hyphens, or TCVN3's u with horn */
	bool suspect;		/* holds signs that TCVN3 uses as letters */
};

/* Valid UTF-8, in pieces of any size. */
void nq_line_add(struct nq_line *, const char *, size_t);

/* NFC in place. Soft hyphens stay: nq_repair_line drops them, once the
 * whole document has ruled out that they are letters. */
void nq_line_finish(struct nq_line *);
void nq_line_reset(struct nq_line *);
void nq_line_release(struct nq_line *);

/* Which old font a document's text was typed for, and how sure. */
struct nq_repair {
	size_t unicode;		/* Vietnamese letters outside Latin-1 */
	size_t tcvn;		/* signs inside words that are letters there */
	size_t vni;		/* a vowel followed by VNI's mark for it */
};

void nq_repair_count(struct nq_repair *, const char *, size_t);
bool nq_repair_needed(const struct nq_repair *);

/*
 * The repaired text in out, true; or false where nothing was to be done and
 * out is as it was. Applied to its own result it does nothing. Text that
 * holds Unicode Vietnamese is changed only in words with such a sign:
 * reading it whole would make "thỏng" of "tháng".
 */
bool nq_repair_line(const struct nq_repair *, const char *, size_t,
    struct nq_buf *out);

/*
 * Text whose font says that it is TCVN3: read so, whatever it looks like,
 * unless it holds more letters of Unicode Vietnamese than signs of TCVN3:
 * then the font is wrong. True where it was read; blanks stay as they are.
 */
bool nq_repair_font(const char *, size_t, struct nq_buf *out);

/* "TCVN3", "VNI" or NULL: what the document's letters were. */
const char *nq_repair_name(const struct nq_repair *);

#endif
