/*
 * BIFF8, the records of an XLS workbook (1997 to 2003). Own code, because
 * FreeXL opens paths only, and gives neither fonts (which alone tell that a
 * short word is TCVN3) nor merged cells, indents, number formats or hidden
 * sheets.
 */
#ifndef NQ_TRANSFORM_BIFF_H
#define NQ_TRANSFORM_BIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/sheet.h"

struct nq_buf;

enum nq_biff_type {
	NQ_BIFF_FORMULA = 0x06, NQ_BIFF_EOF = 0x0a, NQ_BIFF_DATEMODE = 0x22,
	NQ_BIFF_FILEPASS = 0x2f, NQ_BIFF_FONT = 0x31,
	NQ_BIFF_CONTINUE = 0x3c, NQ_BIFF_BOUNDSHEET = 0x85,
	NQ_BIFF_MULRK = 0xbd, NQ_BIFF_RSTRING = 0xd6, NQ_BIFF_XF = 0xe0,
	NQ_BIFF_MERGE = 0xe5, NQ_BIFF_SST = 0xfc, NQ_BIFF_LABELSST = 0xfd,
	NQ_BIFF_NUMBER = 0x203, NQ_BIFF_LABEL = 0x204,
	NQ_BIFF_BOOLERR = 0x205, NQ_BIFF_STRING = 0x207, NQ_BIFF_RK = 0x27e,
	NQ_BIFF_FORMAT = 0x41e, NQ_BIFF_BOF = 0x809
};

struct nq_biff {
	const unsigned char *p;	/* the stream; borrowed */
	size_t len, at;		/* at: of the record after this one */
	/* The record: */
	uint32_t type;
	const unsigned char *data;
	size_t size;
};

/* The next record; false at the end or where it is cut short. */
bool nq_biff_next(struct nq_biff *);

/*
 * A string that may run on into CONTINUE records. Text is appended to out
 * as UTF-8. wide: its length has two bytes, not one. False where it breaks
 * off.
 */
struct nq_biff_text {
	struct nq_biff *b;
	const unsigned char *p, *end;	/* in the record it stands in */
	/* Where the last string changed its font; owned. */
	struct nq_biff_run {
		uint32_t at, font;	/* at: in units of UTF-16 */
	} *runs;
	size_t nruns, run_cap;
};
bool nq_biff_string(struct nq_biff_text *, bool wide, struct nq_buf *out);

/* What the records before the first sheet say. */
struct nq_biff_tab {
	const char *name;	/* arena */
	uint32_t at;		/* of its first record */
	bool hidden;
};

struct nq_biff_book {
	struct nq_raw *raw;	/* borrowed */
	struct nq_string *strings;
	struct nq_style *styles;
	struct nq_biff_tab *tabs;	/* these three owned */
	size_t nstrings, string_cap, nstyles, style_cap, ntabs, tab_cap;
	bool from_1904;
};

/* False with raw refused: encrypted, older than BIFF8, damaged. */
bool nq_biff_globals(struct nq_biff *, struct nq_biff_book *);
void nq_biff_release(struct nq_biff_book *);

/* One sheet's cells, from its BOF record on. */
void nq_biff_sheet(struct nq_biff *, const struct nq_biff_book *,
    const struct nq_biff_tab *);

#endif
