/*
 * A page: what every format (HTML, plain text, later workbooks and PDF)
 * becomes. Past this line no code knows what the format was.
 *
 * Text is UTF-8 in NFC; runs of blanks (NBSP, tabs, line ends) are one
 * space, no block begins or ends with one; zero-width characters are gone.
 * Inline tags never break a word or a sentence, block tags always do.
 */
#ifndef NQ_TRANSFORM_PAGE_H
#define NQ_TRANSFORM_PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct nq_arena;
struct nq_err;

enum nq_block_kind {
	NQ_BLOCK_TITLE,		/* the release's own headline, at most one */
	NQ_BLOCK_HEADING,
	NQ_BLOCK_PARAGRAPH,
	NQ_BLOCK_ITEM,		/* of a list */
	NQ_BLOCK_CAPTION,	/* of a picture */
	NQ_BLOCK_GRID		/* a data table; text is empty */
};

/* A data table with its spans unfolded: every cell of a span has its text. */
struct nq_cell {
	const char *text;	/* never NULL */
	size_t len;
	bool header;
};

struct nq_grid {
	size_t rows, cols;
	struct nq_cell *cells;	/* rows × cols, by row; arena */
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
	const char *reason;	/* in words where status is not OK, else NULL */
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
