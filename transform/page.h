/*
 * A page: what every format (HTML, plain text, workbooks, documents, PDF)
 * becomes. Past this line no code knows what the format was.
 *
 * Text is UTF-8 in NFC; runs of blanks (NBSP, tabs, line ends) are one
 * space, no block begins or ends with one; zero-width characters are gone.
 * Inline tags never break a word or a sentence, block tags always do. Only
 * the text of a grid has line ends: one behind each row but the last.
 */
#ifndef NQ_TRANSFORM_PAGE_H
#define NQ_TRANSFORM_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/dec.h"

struct nq_arena;
struct nq_err;

enum nq_block_kind {
	NQ_BLOCK_TITLE,		/* the release's own headline, at most one */
	NQ_BLOCK_HEADING,
	NQ_BLOCK_PARAGRAPH,
	NQ_BLOCK_ITEM,		/* of a list */
	NQ_BLOCK_CAPTION,	/* of a picture */
	NQ_BLOCK_GRID		/* a data table; see nq_grid for its text */
};

/*
 * A data table with its spans unfolded: every cell of a span has its text.
 * A cell of a workbook holds the number that was stored; everywhere else
 * numeric is false and the text is left to the reader of numbers.
 */
struct nq_cell {
	const char *text;	/* never NULL; of a numeric cell its value
				 * as nq_dec_emit has it */
	size_t len;
	bool header;		/* the markup says so */
	bool numeric;
	struct nq_dec value;	/* of a numeric cell: the stored number, to
				 * 15 significant digits and 15 decimals */
	bool bold;
	short indent;		/* blanks before the text, a step of the cell
				 * format's indent counting as 3; "- " stays
				 * in the text */
	bool spanned;		/* repeats the cell above or to the left that
				 * the span began in */
};

/*
 * The text of its block has a line for each row: the cells that have text,
 * without the repeats of spans, joined by " | "; lines joined by "\n".
 */
struct nq_grid {
	size_t rows, cols;
	struct nq_cell *cells;	/* rows × cols, by row; arena */
	const char *name;	/* of its sheet, or NULL */
	size_t row0, col0;	/* address of cells[0] in its sheet, from 0 */
	size_t *row_start, *row_end;	/* of each row's line, in the block's
					 * text; arena */
};

struct nq_block {
	enum nq_block_kind kind;
	const char *text;	/* NUL-terminated; arena */
	size_t len;
	size_t start;		/* byte offset in nq_page.text, see below */
	int level;		/* 1 to 6 for headings, else 0 */
	struct nq_grid *grid;	/* of NQ_BLOCK_GRID; arena */
};

enum nq_page_status {
	NQ_PAGE_OK,
	NQ_PAGE_IMAGE_ONLY,	/* pictures, no article text */
	NQ_PAGE_UNSUPPORTED,	/* not a format that we read */
	NQ_PAGE_TRUNCATED,	/* the parser cut it short; blocks are part */
	NQ_PAGE_FAILED
};

/*
 * Everything in it lives in the arena that made it. blocks holds the
 * release only (title first), in document order: menus, related news,
 * counters, comments are gone. text is the blocks' texts joined by "\n",
 * the document's normalised text that evidence offsets point into.
 */
struct nq_page {
	enum nq_page_status status;
	const char *reason;	/* in words; where status is OK, NULL or a
				 * remark on what was left out */
	const char *charset;	/* what the bytes were, "UTF-8", "TCVN3" … */
	const char *title;	/* never NULL, may be "" */
	const char *published;	/* "2022-05-21" as the page says, or NULL */
	struct nq_block *blocks;
	size_t nblocks;
	char *text;
	size_t text_len;
};

/* What is known of the bytes before they are looked at; members may be NULL. */
struct nq_page_hint {
	const char *url;
	const char *media_type;	/* Content-Type of the response, whole */
	const char *charset;	/* declared by the source's configuration */
	const char *title;	/* of the link; for files that have none */
};

/* Once, before workers are forked and locked: what libraries set up. */
void nq_page_init(void);

/*
 * Bytes to page: sniff the type, decode, build the blocks, keep the
 * article. Never fails: what could not be read is in status and reason.
 */
void nq_page_parse(const char *bytes, size_t len,
    const struct nq_page_hint *, struct nq_arena *, struct nq_page *);

#endif
