/* Sheets: places, spans, stored numbers, what number formats show. */
#include "core/mem.h"
#include "tests/tap.h"
#include "transform/article.h"
#include "transform/sheet.h"

static struct nq_arena arena;

static const char *
stored(const char *s)
{
	static char out[NQ_DEC_TEXT];
	struct nq_dec d;

	return nq_stored_number(s, strlen(s), &d) ? nq_dec_emit(d, out) :
	    "none";
}

static void
numbers(void)
{
	STR(stored("19.510000000000002"), "19.51");
	STR(stored("101.845483407602"), "101.845483407602");
	STR(stored("99.99999999999999"), "100");
	STR(stored("-0.1"), "-0.1");
	STR(stored("1.5E3"), "1500");
	STR(stored("2.5e-3"), "0.0025");
	STR(stored("1E-20"), "0");
	STR(stored("4.9999999999999996E-16"), "0");
	STR(stored("9.5E-304"), "0");
	STR(stored("9E-17"), "0");
	STR(stored("-7E-308"), "0");
	STR(stored("6E-16"), "0.000000000000001");
	STR(stored("999999999999999"), "999999999999999");
	STR(stored("1E15"), "none");
	STR(stored("1E999999999"), "none");
	STR(stored("123456789012345678"), "none");
	STR(stored("0.000"), "0");
	STR(stored(" 7 "), "7");
	STR(stored(""), "none");
	STR(stored("1.2.3"), "none");
	STR(stored("1E"), "none");
	STR(stored("12a"), "none");
}

static enum nq_shown
shown(const char *code)
{
	return nq_shown_of(code, strlen(code));
}

static void
formats(void)
{
	OK(shown("General") == NQ_SHOWN_NUMBER, "General");
	OK(shown("#,##0.00\"d\"") == NQ_SHOWN_NUMBER, "letters in quotes");
	OK(shown("0.0_d") == NQ_SHOWN_NUMBER, "a blank as wide as d");
	OK(shown("[Red]0.0") == NQ_SHOWN_NUMBER, "a colour");
	OK(shown("dd/mm/yyyy") == NQ_SHOWN_DAY, "a day");
	OK(shown("[$-42A]mmmm yyyy") == NQ_SHOWN_MONTH, "a month");
	OK(shown("hh:mm:ss") == NQ_SHOWN_TIME, "a time");
	OK(nq_shown_builtin(14) == NQ_SHOWN_DAY &&
	    nq_shown_builtin(2) == NQ_SHOWN_NUMBER, "formats by number");
}

static void
add(struct nq_sheet *s, uint32_t row, uint32_t col, const char *text)
{
	struct nq_string str = nq_sheet_string(s->raw, text, strlen(text));
	const struct nq_style style = { .bold = row == 4, .indent = 3 };

	nq_sheet_text(s, row, col, &str, &style);
}

static void
grids(void)
{
	const struct nq_style day = { .shown = NQ_SHOWN_DAY };
	const struct nq_style month = { .shown = NQ_SHOWN_MONTH };
	const struct nq_grid *g;
	struct nq_block *b;
	struct nq_sheet s;
	struct nq_raw raw;
	struct nq_page page = { .title = "" };

	nq_raw_init(&raw, &arena);
	nq_sheet_open(&s, &raw, "Bieu");
	/* Out of order, and a second table far below. */
	nq_sheet_number(&s, 6, 2, "12.50", 5, NULL, false);
	add(&s, 6, 1, "  - Khai\xc2\xa0 khoáng");
	add(&s, 4, 1, "Chỉ tiêu");
	nq_sheet_span(&s, 4, 1, 5, 1);
	nq_sheet_span(&s, 4, 2, 4, 90000);
	add(&s, 4, 2, "So với");
	nq_sheet_number(&s, 5, 2, "1", 1, &day, true);
	nq_sheet_number(&s, 5, 3, "60", 2, &month, false);
	nq_sheet_number(&s, 5 + 2 * NQ_SHEET_GAP, 0, "61", 2, &day, false);
	OK(nq_sheet_close(&s) && raw.nblocks == 2, "two tables");
	b = &raw.blocks[0].b;
	g = b->grid;
	OK(g->rows == 3 && g->cols == 3 && g->row0 == 4 && g->col0 == 1,
	    "the address of the first cell");
	STR(g->name, "Bieu");
	OK(g->cells[3].spanned && !g->cells[0].spanned &&
	    g->cells[2].spanned && g->cells[0].bold && !g->cells[6].bold,
	    "repeats are marked, bold is kept");
	STR(g->cells[2].text, "So với");
	OK(g->cells[7].numeric && g->cells[7].value.mant == 125 &&
	    g->cells[7].value.scale == 1 && !g->cells[4].numeric,
	    "a number is a number, a day is none");
	STR(g->cells[4].text, "02/01/1904");
	OK(g->cells[6].indent == 5, "the style's indent and two blanks");
	page.blocks = b;
	page.nblocks = 1;
	nq_page_join(&page, &arena);
	STR(page.text, "Chỉ tiêu | So với\n02/01/1904 | 02/1900\n"
	    "- Khai khoáng | 12.5");
	OK(g->row_start[2] == strlen("Chỉ tiêu | So với\n02/01/1904 | "
	    "02/1900\n") && g->row_end[2] == page.text_len,
	    "where a row's line stands");
	STR(raw.blocks[1].b.grid->cells[0].text, "01/03/1900");
	nq_sheet_open(&s, &raw, NULL);
	nq_sheet_number(&s, 0, NQ_MAX_COLS, "1", 1, NULL, false);
	OK(raw.cut != NULL && !nq_sheet_close(&s),
	    "a column past NQ_MAX_COLS cuts the page");
	nq_raw_release(&raw);
}

int
main(void)
{
	numbers();
	formats();
	grids();
	nq_arena_release(&arena);
	return tap_done();
}
