#include "query/table.h"

#include "core/buf.h"
#include "core/json.h"
#include "core/mem.h"
#include "query/style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

enum {
	/* Rows a table holds back to learn how wide its columns are. */
	HELD = 200,
	/* Columns of a terminal that one cell may fill. */
	MAX_WIDTH = 60
};

enum format { TABLE, CSV, JSON, NDJSON, MARKDOWN };

struct nq_table {
	FILE *f;			/* borrowed */
	enum format format;
	const char *const *names;	/* borrowed */
	size_t columns, rows;
	size_t *width;			/* owned */
	char **held;			/* owned, HELD × columns */
	bool *right;			/* owned: held cells that are numbers */
	struct nq_buf line;
	bool flowing;			/* held rows are out */
	bool tty;			/* a terminal reads it */
	struct nq_cell *safe;		/* owned; a row fit for that */
	struct nq_arena arena;		/* of its texts */
};

/* Bytes of the next character, and how many columns it fills. A byte that is
 * none, a control, and what turns the direction of writing is not shown; a
 * "?" is. */
static size_t
next_char(const char *s, size_t left, size_t *width, bool *shown)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)left, &c);

	*shown = n > 0 && c >= 0x20 && (c < 0x7f || (c >= 0xa0 &&
	    utf8proc_category(c) != UTF8PROC_CATEGORY_CF));
	*width = *shown ? (size_t)utf8proc_charwidth(c) : 1;
	return n > 0 ? (size_t)n : 1;
}

size_t
nq_text_width(const char *s)
{
	size_t left = strlen(s), sum = 0, w, n;
	bool shown;

	for (; left > 0; s += n, left -= n) {
		n = next_char(s, left, &w, &shown);
		sum += w;
	}
	return sum;
}

void
nq_text_put(FILE *f, const char *s, size_t width, bool right)
{
	size_t whole = nq_text_width(s), left = strlen(s), at = 0, w, n;
	size_t room = whole > width ? width - 1 : width;
	bool shown;

	for (; right && whole < width; whole++, at++)
		fputc(' ', f);
	for (; left > 0; s += n, left -= n) {
		n = next_char(s, left, &w, &shown);
		if (at + w > room)
			break;
		fwrite(shown ? s : "?", 1, shown ? n : 1, f);
		at += w;
	}
	if (left > 0) {
		fputs("…", f);
		at++;
	}
	for (; at < width; at++)
		fputc(' ', f);
}

void
nq_text_wrap(FILE *f, const char *s, size_t indent, size_t width, size_t at)
{
	for (s += strspn(s, " \t\r\n"); *s != '\0';
	    s += strspn(s, " \t\r\n")) {
		size_t n = strcspn(s, " \t\r\n"), w;
		char *one = nq_strndup(s, n);

		s += n;
		w = nq_text_width(one);
		if (at > indent && at + 1 + w <= width) {
			fputc(' ', f);
			at += 1 + w;
		} else if (at > indent || at == 0) {
			fprintf(f, "%s%*s", at > 0 ? "\n" : "", (int)indent,
			    "");
			at = indent + w;
		} else {
			at += w;
		}
		nq_text_put(f, one, w, false);
		free(one);
	}
	if (at > 0)
		fputc('\n', f);
}

static enum format
format_of(const char *name)
{
	static const char *const names[] = { "table", "csv", "json", "ndjson",
		"markdown" };
	size_t i = 0;

	while (i < 5 && strcmp(names[i], name) != 0)
		i++;
	return i < 5 ? (enum format)i : TABLE;
}

static void
put_csv(FILE *f, const char *s)
{
	if (s == NULL)
		return;
	if (s[strcspn(s, ",\"\r\n")] == '\0') {
		fputs(s, f);
		return;
	}
	fputc('"', f);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			fputc('"', f);
		fputc(*s, f);
	}
	fputc('"', f);
}

static void
put_markdown(FILE *f, const char *s)
{
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '|' || *s == '\\')
			fputc('\\', f);
		if (*s == '<')
			fputs("&lt;", f);
		else
			fputc(*s == '\n' ? ' ' : *s, f);
	}
}

static void
header(struct nq_table *t)
{
	if (t->format == CSV) {
		for (size_t i = 0; i < t->columns; i++) {
			fputs(i > 0 ? "," : "", t->f);
			put_csv(t->f, t->names[i]);
		}
		fputc('\n', t->f);
	} else if (t->format == MARKDOWN) {
		for (size_t i = 0; i < t->columns; i++) {
			fputs("| ", t->f);
			put_markdown(t->f, t->names[i]);
			fputc(' ', t->f);
		}
		fputs("|\n", t->f);
		for (size_t i = 0; i < t->columns; i++)
			fputs("| --- ", t->f);
		fputs("|\n", t->f);
	} else if (t->format == JSON) {
		fputc('[', t->f);
	}
}

struct nq_table *
nq_table_new(FILE *f, const char *format, const char *const *names,
    size_t columns)
{
	struct nq_table *t = nq_alloc(1, sizeof(*t));

	*t = (struct nq_table){ .f = f, .format = format_of(format),
		.names = names, .columns = columns };
	t->tty = isatty(fileno(f)) == 1;
	t->safe = nq_alloc(columns, sizeof(*t->safe));
	t->width = nq_alloc(columns, sizeof(*t->width));
	t->held = nq_alloc(columns * HELD, sizeof(*t->held));
	t->right = nq_alloc(columns * HELD, sizeof(*t->right));
	for (size_t i = 0; i < columns; i++)
		t->width[i] = nq_text_width(names[i]);
	header(t);
	return t;
}

static void
put_line(struct nq_table *t, const char *const *text, const bool *right)
{
	for (size_t i = 0; i < t->columns; i++) {
		fputs(i > 0 ? "  " : "", t->f);
		nq_text_put(t->f, text[i] != NULL ? text[i] : "",
		    t->width[i], right != NULL && right[i]);
	}
	fputc('\n', t->f);
}

/* The widths are known, or known well enough. */
static void
flow(struct nq_table *t)
{
	put_line(t, t->names, NULL);
	for (size_t i = 0; i < t->columns; i++) {
		fputs(i > 0 ? "  " : "", t->f);
		for (size_t k = 0; k < t->width[i]; k++)
			fputc('-', t->f);
	}
	fputc('\n', t->f);
	for (size_t r = 0; r < t->rows; r++)
		put_line(t, (const char *const *)t->held + r * t->columns,
		    t->right + r * t->columns);
	t->flowing = true;
}

static void
hold(struct nq_table *t, const struct nq_cell *cells)
{
	for (size_t i = 0; i < t->columns; i++) {
		size_t at = t->rows * t->columns + i, w;

		t->held[at] = nq_strdup(cells[i].text);
		t->right[at] = cells[i].number;
		w = cells[i].text != NULL ? nq_text_width(cells[i].text) : 0;
		w = w > MAX_WIDTH ? MAX_WIDTH : w;
		t->width[i] = w > t->width[i] ? w : t->width[i];
	}
}

static void
row_text(struct nq_table *t, const struct nq_cell *cells)
{
	if (!t->flowing && t->rows < HELD) {
		hold(t, cells);
		return;
	}
	if (!t->flowing)
		flow(t);
	for (size_t i = 0; i < t->columns; i++) {
		fputs(i > 0 ? "  " : "", t->f);
		nq_text_put(t->f, cells[i].text != NULL ? cells[i].text : "",
		    t->width[i], cells[i].number);
	}
	fputc('\n', t->f);
}

static void
row_json(struct nq_table *t, const struct nq_cell *cells)
{
	nq_buf_reset(&t->line);
	nq_json_open(&t->line, '{');
	for (size_t i = 0; i < t->columns; i++) {
		nq_json_key(&t->line, t->names[i]);
		if (cells[i].text != NULL && cells[i].number)
			nq_buf_puts(&t->line, cells[i].text);
		else
			nq_json_put_cstr(&t->line, cells[i].text);
	}
	nq_json_close(&t->line, '}');
	if (t->format == JSON)
		fputs(t->rows > 0 ? ",\n " : "\n ", t->f);
	fwrite(t->line.p, 1, t->line.len, t->f);
	if (t->format == NDJSON)
		fputc('\n', t->f);
}

/* What steers a terminal goes into files as it is, but to none. */
static const struct nq_cell *
make_safe(struct nq_table *t, const struct nq_cell *cells)
{
	nq_arena_release(&t->arena);
	for (size_t i = 0; i < t->columns; i++) {
		t->safe[i] = cells[i];
		if (cells[i].text != NULL)
			t->safe[i].text = nq_plain(&t->arena, cells[i].text);
	}
	return t->safe;
}

void
nq_table_row(struct nq_table *t, const struct nq_cell *cells)
{
	if (t->tty)
		cells = make_safe(t, cells);
	switch (t->format) {
	case TABLE:
		row_text(t, cells);
		break;
	case JSON:
	case NDJSON:
		row_json(t, cells);
		break;
	case CSV:
		for (size_t i = 0; i < t->columns; i++) {
			fputs(i > 0 ? "," : "", t->f);
			put_csv(t->f, cells[i].text);
		}
		fputc('\n', t->f);
		break;
	case MARKDOWN:
		for (size_t i = 0; i < t->columns; i++) {
			fputs("| ", t->f);
			put_markdown(t->f, cells[i].text);
			fputc(' ', t->f);
		}
		fputs("|\n", t->f);
		break;
	}
	t->rows++;
}

void
nq_table_free(struct nq_table *t)
{
	if (t == NULL)
		return;
	if (t->format == TABLE && !t->flowing)
		flow(t);
	if (t->format == JSON)
		fputs(t->rows > 0 ? "\n]\n" : "]\n", t->f);
	for (size_t i = 0; i < t->columns * HELD; i++)
		free(t->held[i]);
	free(t->held);
	free(t->right);
	free(t->width);
	free(t->safe);
	nq_arena_release(&t->arena);
	nq_buf_release(&t->line);
	free(t);
}
