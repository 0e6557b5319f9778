/*
 * A sheet while it is read: cells as they come, in any order, then one grid
 * for each stretch of rows. Workbooks of every kind, tables of separated
 * values and tables of documents are built with it.
 */
#ifndef NQ_TRANSFORM_SHEET_H
#define NQ_TRANSFORM_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/page.h"

struct nq_raw;

enum {
	/* Cells with contents of one document, and cells of its grids: the
	 * national monthly workbooks have 40,000; a million takes 120 MB. */
	NQ_MAX_BOOK_CELLS = 1000000,
	/* Bytes of text in all cells of a document, repeats counted: one
	 * shared string of 32 KiB may stand in every cell. */
	NQ_MAX_BOOK_TEXT = 16 << 20,
	/* Empty rows after which a sheet goes on as another grid. */
	NQ_SHEET_GAP = 50,
	/* What one step of a cell format's indent is worth in blanks. */
	NQ_INDENT_BLANKS = 3
};

/* What a number format makes of a number. */
enum nq_shown { NQ_SHOWN_NUMBER, NQ_SHOWN_DAY, NQ_SHOWN_MONTH, NQ_SHOWN_TIME };

struct nq_style {
	enum nq_shown shown;
	bool bold;
	bool old_font;		/* .VnTime and its kin: the text is TCVN3 */
	short indent;		/* blanks */
};

/* Text made as page.h wants it; lead is the blanks that it began with. */
struct nq_string {
	const char *text;	/* arena */
	size_t len;
	size_t head;		/* bytes in the cell's font; then come others */
	short lead;
	bool read;		/* an old font was read in those others */
};

struct nq_sheet {
	struct nq_raw *raw;	/* borrowed */
	const char *name;	/* arena or NULL */
	struct nq_scell {
		uint32_t row, col;
		bool settled;	/* its font said what its letters are */
		struct nq_cell cell;
	} *cells;		/* owned */
	size_t n, cap;
	struct nq_span {
		uint32_t row, col, last_row, last_col;
	} *spans;		/* owned */
	size_t nspans, span_cap;
};

void nq_sheet_open(struct nq_sheet *, struct nq_raw *, const char *name);

/* Valid UTF-8 to a string of the raw's arena. */
struct nq_string nq_sheet_string(struct nq_raw *, const char *, size_t);
/* The same; head is told in bytes of what is given. */
struct nq_string nq_sheet_string_of(struct nq_raw *, const char *, size_t,
    size_t head);

/* style may be NULL. Cells past NQ_MAX_COLS or a limit set raw->cut. */
void nq_sheet_text(struct nq_sheet *, uint32_t row, uint32_t col,
    const struct nq_string *, const struct nq_style *);

/* A stored number as text, "-1.5E-3"; days are counted from 1904 or 1900. */
void nq_sheet_number(struct nq_sheet *, uint32_t row, uint32_t col,
    const char *, size_t len, const struct nq_style *, bool from_1904);

/* Rows and columns first to last, both included. */
void nq_sheet_span(struct nq_sheet *, uint32_t row, uint32_t col,
    uint32_t last_row, uint32_t last_col);

/* Makes the grids and releases it. True where there was anything. */
bool nq_sheet_close(struct nq_sheet *);

/* What a number format's code shows. */
enum nq_shown nq_shown_of(const char *code, size_t len);
enum nq_shown nq_shown_builtin(unsigned id);

/* "1.0E-3" as a decimal of 15 digits at most; false where it is none. */
bool nq_stored_number(const char *, size_t, struct nq_dec *);

#endif
