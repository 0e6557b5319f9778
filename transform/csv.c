/*
 * Tables of separated values. The sign is the one of ";", tab, "," and "|"
 * by which most lines agree; quotes protect it; lines before the table (a
 * title, PX-Web's name of the matrix) are rows of one cell. Numbers stay
 * text here.
 */
#include "transform/file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/raw.h"
#include "transform/sheet.h"

enum {
	/* Bytes of one line of a table; rows of 512 columns have 20,000. */
	MAX_CSV_LINE = 1 << 20,
	SAMPLE = 200		/* lines that the separator is found on */
};

struct csv {
	const char *p, *end;
	char sign;
	struct nq_sheet sheet;
	struct nq_buf field;	/* owned */
};

/* The signs in the line at p, those in quotes left out; *next is behind the
 * line. A quoted field may hold line ends. */
static size_t
count(const char *p, const char *end, char sign, const char **next)
{
	bool quoted = false;
	size_t n = 0;

	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		if (*p == '"')
			quoted = !quoted;
		n += !quoted && *p == sign;
	}
	if (p + 1 < end && p[0] == '\r' && p[1] == '\n')
		p++;
	*next = p < end ? p + 1 : end;
	return n;
}

/* Lines that have as many signs as the line before, weighed by columns. */
static char
find_sign(const char *p, const char *end)
{
	static const char signs[] = ";\t,|";
	size_t s, n, before, score, best = 0, lines;
	char found = ';';
	const char *at;

	for (s = 0; signs[s] != '\0'; s++) {
		score = before = lines = 0;
		for (at = p; at < end && lines < SAMPLE; lines++) {
			n = count(at, end, signs[s], &at);
			if (n > 0 && n == before)
				score += n > 2 ? 3 : 2;
			before = n;
		}
		if (score > best) {
			best = score;
			found = signs[s];
		}
	}
	return found;
}

static bool
longest_line_fits(struct nq_raw *raw, const char *p, const char *end)
{
	const char *eol;

	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		if (eol - p > MAX_CSV_LINE)
			return nq_raw_refuse(raw, NQ_PAGE_FAILED, "a table of "
			    "separated values with a line of %zu bytes; %d "
			    "are read at most", (size_t)(eol - p),
			    MAX_CSV_LINE);
		if (eol == end)
			break;
	}
	return true;
}

/* One field into c->field; true where the line goes on behind it. */
static bool
read_field(struct csv *c)
{
	nq_buf_reset(&c->field);
	if (c->p < c->end && *c->p == '"') {
		for (c->p++; c->p < c->end; c->p++) {
			if (*c->p == '"' && (c->p + 1 == c->end ||
			    c->p[1] != '"'))
				break;
			c->p += *c->p == '"';
			nq_buf_putc(&c->field, *c->p);
		}
		c->p += c->p < c->end;
	}
	for (; c->p < c->end && *c->p != c->sign && *c->p != '\n' &&
	    *c->p != '\r'; c->p++)
		nq_buf_putc(&c->field, *c->p);
	if (c->p < c->end && *c->p == c->sign) {
		c->p++;
		return true;
	}
	if (c->p + 1 < c->end && c->p[0] == '\r' && c->p[1] == '\n')
		c->p++;
	c->p += c->p < c->end;
	return false;
}

static void
put_field(struct csv *c, uint32_t row, uint32_t col)
{
	struct nq_string s = nq_sheet_string(c->sheet.raw,
	    c->field.p != NULL ? c->field.p : "", c->field.len);

	nq_sheet_text(&c->sheet, row, col, &s, NULL);
}

void
nq_csv_read(const char *p, size_t len, struct nq_raw *raw)
{
	struct csv c = { .p = p, .end = p + len,
		.field = NQ_BUF(MAX_CSV_LINE) };
	uint32_t row = 0, col;
	bool more;

	if (!longest_line_fits(raw, p, c.end))
		return;
	/* "sep=;" is a note to Excel. */
	if (len > 6 && memcmp(p, "sep=", 4) == 0 && (p[5] == '\n' ||
	    p[5] == '\r')) {
		c.sign = p[4];
		c.p = p + 6 + (p[5] == '\r' && p[6] == '\n');
	} else
		c.sign = find_sign(p, c.end);
	nq_sheet_open(&c.sheet, raw, NULL);
	for (; c.p < c.end && raw->cut == NULL; row++)
		for (col = 0, more = true; more && raw->cut == NULL; col++) {
			more = read_field(&c);
			put_field(&c, row, col);
		}
	nq_sheet_close(&c.sheet);
	nq_buf_release(&c.field);
}
