#include "query/evidence.h"

#include "core/db.h"
#include "core/err.h"
#include "query/ask.h"

#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of evidence.sql, in its order. */
enum column {
	INDICATOR, AREA, PART, TERRITORY, PERIOD, ROLE, TRANSFORMATION,
	PRICE_BASE, INFERRED, WHY_VI, WHY_EN, VALUE, UNIT, MULT, STATUS, BOUND,
	TEXT, START, END, ROW, COLUMN, CELL, RULE, FLAGS, RELEASE, TITLE,
	PUBLISHED, URL, SOURCE, SOURCE_TITLE, PUBLISHER, LICENCE, DOCUMENT,
	MEDIA_TYPE, RETRIEVED, ARCHIVE, OFFSET, SEEN_FROM, SEEN_UNTIL, PROGRAM
};

int
nq_evidences_open(struct nq_evidences *v, const struct nq_ask *ask,
    struct nq_err *e)
{
	*v = (struct nq_evidences){ .ask = ask,
		.st = nq_ask_prepare(ask, "query/evidence.sql", e) };
	return v->st != NULL ? 0 : -1;
}

void
nq_evidences_close(struct nq_evidences *v)
{
	sqlite3_finalize(v->st);
	nq_arena_release(&v->arena);
	*v = (struct nq_evidences){ 0 };
}

static const char *
text(struct nq_evidences *v, enum column c)
{
	const char *s = (const char *)sqlite3_column_text(v->st, (int)c);

	return s != NULL ? nq_arena_strdup(&v->arena, s) : NULL;
}

static void
read_page(struct nq_evidences *v, struct nq_evidence *out)
{
	out->release = text(v, RELEASE);
	out->title = text(v, TITLE);
	out->published = text(v, PUBLISHED);
	out->url = text(v, URL);
	out->source = text(v, SOURCE);
	out->source_title = text(v, SOURCE_TITLE);
	out->publisher = text(v, PUBLISHER);
	out->licence = text(v, LICENCE);
	out->document = text(v, DOCUMENT);
	out->media_type = text(v, MEDIA_TYPE);
	out->retrieved = text(v, RETRIEVED);
	out->archive = text(v, ARCHIVE);
	out->offset = sqlite3_column_int64(v->st, OFFSET);
	out->seen_from = text(v, SEEN_FROM);
	out->seen_until = text(v, SEEN_UNTIL);
	out->program = text(v, PROGRAM);
}

static void
read_figure(struct nq_evidences *v, struct nq_evidence *out)
{
	out->indicator = text(v, INDICATOR);
	out->area = text(v, AREA);
	out->part = text(v, PART);
	out->territory = text(v, TERRITORY);
	out->period = text(v, PERIOD);
	out->role = text(v, ROLE);
	out->transformation = text(v, TRANSFORMATION);
	out->price_base = text(v, PRICE_BASE);
	out->inferred = text(v, INFERRED);
	out->inferred_why[0] = text(v, WHY_VI);
	out->inferred_why[1] = text(v, WHY_EN);
	out->value = sqlite3_column_double(v->st, VALUE);
	out->unit = text(v, UNIT);
	out->mult = sqlite3_column_int(v->st, MULT);
	out->status = text(v, STATUS);
	out->bound = text(v, BOUND);
	out->text = text(v, TEXT);
	out->start = sqlite3_column_int64(v->st, START);
	out->end = sqlite3_column_int64(v->st, END);
	out->row = text(v, ROW);
	out->column = text(v, COLUMN);
	out->cell = text(v, CELL);
	out->rule = text(v, RULE);
	out->flags = text(v, FLAGS);
	nq_evidence_mark(out->text, out->value, out->transformation,
	    &out->mark, &out->mark_len);
}

int
nq_evidence_read(struct nq_evidences *v, int64_t id, struct nq_evidence *out,
    struct nq_err *e)
{
	int rc;

	*out = (struct nq_evidence){ .id = id };
	sqlite3_bind_int64(v->st, 1, id);
	sqlite3_bind_int64(v->st, 2, v->ask->batch);
	nq_db_text(v->st, 3, v->ask->time);
	if ((rc = sqlite3_step(v->st)) == SQLITE_ROW) {
		read_figure(v, out);
		read_page(v, out);
	} else if (rc == SQLITE_DONE) {
		nq_fail(e, NQ_EDB, "there is no observation %lld",
		    (long long)id);
	} else {
		nq_db_fail(v->ask->db, e, "query/evidence.sql");
	}
	sqlite3_reset(v->st);
	return rc == SQLITE_ROW ? 0 : -1;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of the number at s: digits, with points and commas between them. */
static size_t
number_length(const char *s)
{
	size_t n = 0;

	while (is_digit(s[n]) || (n > 0 && (s[n] == '.' || s[n] == ',') &&
	    is_digit(s[n + 1])))
		n++;
	return n;
}

/* The number of len bytes at s, where point is the decimal one. */
static double
read_as(const char *s, size_t len, char point)
{
	char plain[64];
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < sizeof(plain); i++) {
		if (is_digit(s[i]))
			plain[n++] = s[i];
		else if (s[i] == point)
			plain[n++] = '.';
	}
	plain[n] = '\0';
	return strtod(plain, NULL);
}

static bool
is_same(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* How well a printed number says the value; larger is better, 0 not at all.
 * What was turned on reading is told in other words: an index, a multiple,
 * what goes beyond a plan. */
static int
fit_of(double printed, double value, const char *as)
{
	if (is_same(printed, fabs(value)))
		return 4;
	if (strcmp(as, "level") == 0)
		return 0;
	if (strncmp(as, "of_", 3) == 0)
		return is_same(printed, fabs(value - 100)) ? 3 : 0;
	if (is_same(printed, 100 + value))
		return 3;
	return is_same(printed, 1 + value / 100) ? 2 : 0;
}

/* Words of a unit that may stand behind a number. */
static size_t
unit_length(const char *s)
{
	static const char *const words[] = { "%", "nghìn", "ngàn", "triệu",
		"tỷ", "tỉ", "đồng", "USD", "đô la", "lượt", "khách", "người",
		"tấn", "ha", "điểm", "phần trăm", "lần", "dự án",
		"doanh nghiệp" };
	size_t n = 0, gap, len, i;

	for (;;) {
		gap = s[n] == ' ' ? 1 : 0;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			len = strlen(words[i]);
			if (strncmp(s + n + gap, words[i], len) == 0 &&
			    strchr(" .,;:()/|-\n", s[n + gap + len]) != NULL)
				break;
		}
		if (i == sizeof(words) / sizeof(words[0]))
			return n;
		n += gap + len;
	}
}

void
nq_evidence_mark(const char *s, double value, const char *as,
    size_t *start, size_t *len)
{
	int best = 0, fit, other;
	size_t n, unit;

	*start = *len = 0;
	for (size_t i = 0; s[i] != '\0'; i += n > 0 ? n : 1) {
		if ((n = number_length(s + i)) == 0)
			continue;
		fit = fit_of(read_as(s + i, n, ','), value, as);
		other = fit_of(read_as(s + i, n, '.'), value, as);
		fit = 2 * (fit > other ? fit : other);
		unit = unit_length(s + i + n);
		/* Of two that say it, the one with a unit; of a day, none. */
		fit += fit > 0 && unit > 0;
		if (fit > 0 && (s[i + n] == '/' || (i > 0 && s[i - 1] == '/')))
			fit = 1;
		if (fit > best) {
			best = fit;
			*start = i;
			*len = n + unit;
		}
	}
}
