/*
 * What the readers of formats hand to the article finder: every block of
 * the page, chrome included, with the boxes that they stood in. Private to
 * transform.
 */
#ifndef NQ_TRANSFORM_RAW_H
#define NQ_TRANSFORM_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/norm.h"
#include "transform/page.h"

struct nq_arena;

enum {
	/* Boxes and blocks of a page; a long report has 3,000. */
	NQ_MAX_BLOCKS = 200000,
	/* Cells of one data table after its spans are unfolded: a yearbook
	 * table has 10,000. */
	NQ_MAX_CELLS = 250000,
	/* Columns of a data table, and what one colspan may claim. */
	NQ_MAX_COLS = 512,
	/* Open elements; libxml2's own limit for a tree. */
	NQ_MAX_DEPTH = 256
};

/* What the tag, class or id of a box says about its contents. */
enum nq_mark {
	NQ_MARK_NOISE = 1,	/* menu, related news, comments, … */
	NQ_MARK_BODY = 2,	/* the article's own container */
	NQ_MARK_TITLE = 4,
	NQ_MARK_CAPTION = 8,
	NQ_MARK_DATE = 16,
	NQ_MARK_LEAD = 32,
	NQ_MARK_TABLE = 64,	/* a table; set for its box */
	NQ_MARK_ARTICLE = 128	/* <article>, <main>: holds it somewhere */
};

struct nq_box {
	uint32_t parent;	/* box 0 is the page, its own parent */
	uint32_t first, last;	/* blocks [first, last) */
	uint32_t marks;
	bool picture;		/* an image stands in it, not in its boxes */
};

struct nq_raw_block {
	struct nq_block b;
	uint32_t box;
	uint32_t marks;		/* of the inline or block tag itself */
	uint32_t linked;	/* bytes of text inside links */
	uint32_t leant;		/* bytes of text in i or em */
	bool after_image;	/* nothing but blanks since the last image */
	bool suspect;		/* wants nq_repair_line */
	const bool *settled;	/* of a grid's cells, or NULL: the font said
				 * how to read it, so nothing is repaired */
};

struct nq_raw {
	struct nq_arena *arena;	/* borrowed */
	struct nq_raw_block *blocks;	/* owned (heap) */
	size_t nblocks, cap;
	struct nq_box *boxes;		/* owned (heap) */
	size_t nboxes, box_cap;
	struct nq_repair repair;
	size_t images;
	const char *html_title, *og_title, *headline;	/* arena or NULL */
	const char *published;	/* by markup, as printed; arena or NULL */
	const char *cut;	/* why the page is not whole, or NULL; static */
	/* Of files: why nothing of it is read, or NULL; arena or static. */
	enum nq_page_status refused;
	const char *why;
	const char *remark;	/* on what was left out, or NULL; arena */
	size_t cells, cell_text, grid_cells;	/* counted by sheet.c */
};

void nq_raw_init(struct nq_raw *, struct nq_arena *);
void nq_raw_release(struct nq_raw *);

/* False past NQ_MAX_BLOCKS; cut is set then. */
bool nq_raw_block(struct nq_raw *, struct nq_line *, enum nq_block_kind,
    uint32_t box, struct nq_raw_block **);
uint32_t nq_raw_box(struct nq_raw *, uint32_t parent, uint32_t marks);

/* A class, id or itemprop value as NQ_MARK bits. */
uint32_t nq_hint_marks(const char *names);

/* Lines by what they say; text is a block's. */
enum nq_say {
	NQ_SAY_NOTHING,
	NQ_SAY_TAIL,		/* "Các tin khác": other stories follow */
	NQ_SAY_RELATED,		/* "Xem thêm": links follow, perhaps midway */
	NQ_SAY_CHROME		/* counters, toolbars, bylines, addresses */
};
enum nq_say nq_hint_say(const char *, size_t);

/* Readers of formats. Text is valid UTF-8. */
void nq_text_read(const char *, size_t, struct nq_raw *);

/* Lower case without marks ("Đọc" is "doc"), blanks kept; returns bytes
 * written, at most cap - 1, and ends with NUL. For comparing only. */
size_t nq_hint_fold(const char *, size_t, char *out, size_t cap);

/*
 * The day in a line: "2/11/2023", "03-04-2025 - 11:31", "2018-03-05T09:42",
 * "9 tháng 12 năm 2022", "9 Tháng Mười Hai, 2022". Writes YYYY-MM-DD and
 * tells where the date began and ended; false where there is none.
 */
struct nq_day {
	char iso[16];
	size_t start, end;
};
bool nq_meta_day(const char *, size_t, struct nq_day *);

/* A short line that is a date and little more. */
bool nq_meta_is_dateline(const char *, size_t, struct nq_day *);

/* Words of old fonts to Unicode, in blocks and cells. */
void nq_raw_repair(struct nq_raw *);

/* False always; keeps the first reason. The text is copied. */
bool nq_raw_refuse(struct nq_raw *, enum nq_page_status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A hidden sheet was left out: into the remark. */
void nq_raw_hidden(struct nq_raw *, const char *name);

/* Which blocks are the release; fills title, published, blocks, text. */
void nq_article_pick(struct nq_raw *, bool plain, struct nq_page *);

#endif
