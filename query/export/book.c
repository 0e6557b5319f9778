#include "query/export/book.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <utf8proc.h>
#include <xlsxwriter.h>

/* Bytes of the beginning of s that is n characters long as the format counts
 * them: one beyond U+FFFF is two. */
static size_t
prefix(const char *s, size_t n)
{
	size_t at = 0, one;

	while (s[at] != '\0') {
		one = (unsigned char)s[at] >= 0xf0 ? 2 : 1;
		if (one > n)
			break;
		n -= one;
		at++;
		while (((unsigned char)s[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

/* The text with U+FFFD for what no XML may hold; owned by the caller. The
 * library writes the controls in the format's own way. */
static char *
clean(const char *s)
{
	struct nq_buf b = NQ_BUF(0);
	size_t left = strlen(s), step;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; left > 0; s += step, left -= step) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s,
		    (utf8proc_ssize_t)left, &c);
		step = n > 0 ? (size_t)n : 1;
		if (n <= 0 || c == 0xfffe || c == 0xffff)
			nq_buf_puts(&b, "\xef\xbf\xbd");
		else
			nq_buf_put(&b, s, step);
	}
	return nq_buf_steal(&b);
}

/* The library leaves out, and says nothing, what it has no memory for;
 * errno remembers. */
static void
heed(void)
{
	if (errno == ENOMEM)
		nq_mem_gone();
}

static void
keep(struct nq_book *b, lxw_error rc)
{
	heed();
	if (rc != LXW_NO_ERROR && b->code == 0)
		b->code = (int)rc;
}

static lxw_format *
add_format(struct nq_book *b)
{
	lxw_format *f = workbook_add_format(b->w);

	if (f == NULL)
		nq_mem_gone();
	return f;
}

static void
make_formats(struct nq_book *b)
{
	static const char *const shown[] = { "#,##0", "#,##0.0", "#,##0.00",
		"#,##0.000", "#,##0.0000", "#,##0.00000", "#,##0.000000" };

	b->head = add_format(b);
	format_set_bold(b->head);
	format_set_text_wrap(b->head);
	format_set_bottom(b->head, LXW_BORDER_THIN);
	format_set_bg_color(b->head, 0xE7EEF5);
	format_set_align(b->head, LXW_ALIGN_VERTICAL_TOP);
	b->text = add_format(b);
	format_set_text_wrap(b->text);
	format_set_align(b->text, LXW_ALIGN_VERTICAL_TOP);
	b->link = add_format(b);
	format_set_text_wrap(b->link);
	format_set_align(b->link, LXW_ALIGN_VERTICAL_TOP);
	format_set_font_color(b->link, LXW_COLOR_BLUE);
	format_set_underline(b->link, LXW_UNDERLINE_SINGLE);
	for (int i = 0; i <= NQ_BOOK_DIGITS; i++) {
		b->number[i] = add_format(b);
		format_set_num_format(b->number[i], shown[i]);
		format_set_align(b->number[i], LXW_ALIGN_VERTICAL_TOP);
	}
}

int
nq_book_open(struct nq_book *b, const char *path, const char *title,
    const char *when, struct nq_err *e)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	/* Its fields are not const in every version; it copies them. */
	char *own = clean(title), author[] = "nqtrack";
	lxw_doc_properties about = { .title = own, .author = author };
	struct tm tm = { 0 };

	*b = (struct nq_book){ 0 };
	errno = 0;
	b->w = workbook_new_opt(path, &options);
	heed();
	if (b->w == NULL) {
		free(own);
		return nq_fail(e, NQ_EIO, "cannot make a workbook");
	}
	if (strptime(when, "%Y-%m-%dT%H:%M:%SZ", &tm) != NULL)
		about.created = timegm(&tm);
	keep(b, workbook_set_properties(b->w, &about));
	make_formats(b);
	free(own);
	return 0;
}

void
nq_book_name(const char *name, char out[NQ_BOOK_NAME * 4 + 1])
{
	char *own = clean(name);
	size_t n = prefix(own, NQ_BOOK_NAME), to = 0;

	for (size_t i = 0; i < n && to < NQ_BOOK_NAME * 4; i++) {
		unsigned char c = (unsigned char)own[i];

		out[to++] = c < 0x20 || strchr("[]:*?/\\", c) != NULL ? '-' :
		    /* An apostrophe may not stand at an end. */
		    c == '\'' ? ' ' : (char)c;
	}
	out[to] = '\0';
	free(own);
	if (to == 0 || strcasecmp(out, "History") == 0)
		snprintf(out, NQ_BOOK_NAME * 4 + 1, "Sheet");
}

/* Letters of either case are the same, those of Vietnamese among them. */
static bool
is_same_name(const char *a, const char *b)
{
	const utf8proc_option_t how = UTF8PROC_NULLTERM | UTF8PROC_STABLE |
	    UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
	utf8proc_uint8_t *x = NULL, *y = NULL;
	bool same;

	errno = 0;
	same = utf8proc_map((const utf8proc_uint8_t *)a, 0, &x, how) >=
	    0 && utf8proc_map((const utf8proc_uint8_t *)b, 0, &y, how) >= 0 &&
	    strcmp((const char *)x, (const char *)y) == 0;

	heed();
	free(x);
	free(y);
	return same;
}

static bool
is_taken(const struct nq_book *b, const char *name)
{
	for (int i = 0; i < b->sheets; i++)
		if (is_same_name(b->names[i], name))
			return true;
	return false;
}

/* The name, or its beginning and a number. */
static void
make_unique(const struct nq_book *b, char name[NQ_BOOK_NAME * 4 + 1])
{
	char tail[16], base[NQ_BOOK_NAME * 4 + 1];

	snprintf(base, sizeof(base), "%s", name);
	for (int i = 2; is_taken(b, name); i++) {
		size_t room;

		snprintf(tail, sizeof(tail), " (%d)", i);
		room = prefix(base, NQ_BOOK_NAME - strlen(tail));
		snprintf(name, NQ_BOOK_NAME * 4 + 1, "%.*s%s", (int)room,
		    base, tail);
	}
}

int
nq_book_sheet(struct nq_book *b, const char *name,
    const struct nq_book_column *c, int columns, struct nq_err *e)
{
	char *own;

	if (b->sheets == NQ_BOOK_SHEETS)
		return nq_fail(e, NQ_ELIMIT, "more than %d sheets",
		    (int)NQ_BOOK_SHEETS);
	own = b->names[b->sheets];
	nq_book_name(name, own);
	make_unique(b, own);
	b->sheets++;
	b->sheet = workbook_add_worksheet(b->w, own);
	heed();
	if (b->sheet == NULL)
		return nq_fail(e, NQ_EIO, "cannot make sheet \"%s\"", own);
	b->columns = (uint16_t)columns;
	for (uint16_t i = 0; i < b->columns; i++) {
		keep(b, worksheet_set_column(b->sheet, i, i, c[i].width,
		    NULL));
		keep(b, worksheet_write_string(b->sheet, 0, i, c[i].title,
		    b->head));
	}
	worksheet_freeze_panes(b->sheet, 1, 1);
	worksheet_repeat_rows(b->sheet, 0, 0);
	worksheet_set_landscape(b->sheet);
	worksheet_set_paper(b->sheet, 9);	/* A4 */
	worksheet_fit_to_pages(b->sheet, 1, 0);
	b->row = 1;
	b->column = 0;
	return 0;
}

void
nq_book_text(struct nq_book *b, const char *s)
{
	char *own, *cut = NULL;
	size_t n;

	if (s != NULL && s[0] != '\0') {
		own = clean(s);
		n = prefix(own, NQ_BOOK_CELL);
		if (own[n] != '\0') {
			n = prefix(own, NQ_BOOK_CELL - 1);
			cut = nq_asprintf("%.*s…", (int)n, own);
		}
		keep(b, worksheet_write_string(b->sheet, b->row, b->column,
		    cut != NULL ? cut : own, b->text));
		free(cut);
		free(own);
	}
	b->column++;
}

/* Digits behind the point that the number has, as far as they are shown. */
static int
digits(double v)
{
	char text[40];
	const char *point;

	snprintf(text, sizeof(text), "%.*f", (int)NQ_BOOK_DIGITS, v);
	point = strchr(text, '.');
	for (size_t n = strlen(point + 1); n > 0; n--)
		if (point[n] != '0')
			return (int)n;
	return 0;
}

void
nq_book_number(struct nq_book *b, bool has, double v)
{
	if (has && v - v == 0 && v > -1e20 && v < 1e20)
		keep(b, worksheet_write_number(b->sheet, b->row, b->column,
		    v, b->number[digits(v)]));
	b->column++;
}

/* What a program that opens the book may follow. */
static bool
is_link(const char *s)
{
	if (strncmp(s, "http://", 7) != 0 && strncmp(s, "https://", 8) != 0)
		return false;
	for (size_t n = 0; s[n] != '\0'; n++)
		if ((unsigned char)s[n] <= 0x20 || s[n] == 0x7f ||
		    n >= NQ_BOOK_LINK)
			return false;
	return true;
}

void
nq_book_link(struct nq_book *b, const char *text, const char *url)
{
	char *shown, *to;
	lxw_error rc;

	if (url == NULL || !is_link(url)) {
		nq_book_text(b, text);
		return;
	}
	to = clean(url);
	shown = clean(text != NULL && prefix(text, NQ_BOOK_CELL) ==
	    strlen(text) ? text : url);
	rc = worksheet_write_url_opt(b->sheet, b->row, b->column, to, b->link,
	    shown, NULL);
	heed();
	if (rc != LXW_NO_ERROR)
		nq_book_text(b, text != NULL ? text : url);
	else
		b->column++;
	free(shown);
	free(to);
}

int
nq_book_next(struct nq_book *b, struct nq_err *e)
{
	b->column = 0;
	if (++b->row < NQ_BOOK_ROWS)
		return 0;
	return nq_fail(e, NQ_ELIMIT, "sheet \"%s\" takes %d rows and there "
	    "are more; use --format csv, or --source",
	    b->names[b->sheets - 1], (int)NQ_BOOK_ROWS - 1);
}

void
nq_book_end(struct nq_book *b)
{
	keep(b, worksheet_autofilter(b->sheet, 0, 0, b->row - 1,
	    (uint16_t)(b->columns - 1)));
}

int
nq_book_close(struct nq_book *b, struct nq_err *e)
{
	if (b->w == NULL)
		return -1;
	keep(b, workbook_close(b->w));
	b->w = NULL;
	if (b->code != 0)
		return nq_fail(e, NQ_EIO, "cannot write the workbook: %s",
		    lxw_strerror((lxw_error)b->code));
	return e->code == NQ_OK ? 0 : -1;
}
