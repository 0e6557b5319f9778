/*
 * A workbook (XLSX) being written by libxlsxwriter, row by row: rows go to a
 * temporary file as they come, so that memory does not grow with them. Every
 * text is written as text, whatever it begins with; the same calls give the
 * same bytes. Private to query/export/.
 */
#ifndef NQ_QUERY_EXPORT_BOOK_H
#define NQ_QUERY_EXPORT_BOOK_H

#include <stdbool.h>
#include <stdint.h>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;
struct nq_err;

enum {
	/* Digits behind the point that a cell shows; the value has all. */
	NQ_BOOK_DIGITS = 6,
	/* Rows of a sheet, the header among them: of the format. */
	NQ_BOOK_ROWS = 1048576,
	/* Columns of one of our sheets. */
	NQ_BOOK_COLUMNS = 20,
	/* Sheets whose names are kept to tell them apart. */
	NQ_BOOK_SHEETS = 64,
	/* Characters of a sheet's name and of a cell: of the format. */
	NQ_BOOK_NAME = 31,
	NQ_BOOK_CELL = 32767,
	/* Characters of a link: of the format. */
	NQ_BOOK_LINK = 2079
};

struct nq_book {
	struct lxw_workbook *w;		/* owned */
	struct lxw_worksheet *sheet;	/* the present one */
	struct lxw_format *head, *text, *link, *number[NQ_BOOK_DIGITS + 1];
	uint32_t row;			/* the next one */
	uint16_t column;		/* the next cell of it */
	uint16_t columns;
	char names[NQ_BOOK_SHEETS][NQ_BOOK_NAME * 4 + 1];
	int sheets;
	int code;			/* first error of libxlsxwriter */
};

/* A column of a sheet: its title and its width in characters. */
struct nq_book_column {
	const char *title;
	double width;
};

/* At path; time as "2026-11-22T18:00:07Z" is told as that of making. Always
 * followed by nq_book_close. */
int nq_book_open(struct nq_book *, const char *path, const char *title,
    const char *time, struct nq_err *);

/* A new sheet with its header; its name is made one that the format takes
 * and no other sheet has. */
int nq_book_sheet(struct nq_book *, const char *name,
    const struct nq_book_column *, int columns, struct nq_err *);

/* The next cell of the row; NULL or has false leave it empty. */
void nq_book_text(struct nq_book *, const char *);
void nq_book_number(struct nq_book *, bool has, double);
/* Text that leads to an address, where that can be a link. */
void nq_book_link(struct nq_book *, const char *text, const char *url);

/* Ends a row; NQ_ELIMIT where the sheet takes no more. */
int nq_book_next(struct nq_book *, struct nq_err *);

/* Ends the sheet: its filter is laid over the rows. */
void nq_book_end(struct nq_book *);

/* Writes the file and frees; -1 with e where that failed. */
int nq_book_close(struct nq_book *, struct nq_err *);

/* name made one that a sheet may have, of out's size; for tests. */
void nq_book_name(const char *name, char out[NQ_BOOK_NAME * 4 + 1]);

#endif
