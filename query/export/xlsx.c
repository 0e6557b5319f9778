/*
 * A workbook for people: a sheet a resolution, one of the figures, one of
 * the sources.
 */
#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/period.h"
#include "progress/assess.h"
#include "progress/words.h"
#include "query/export/book.h"
#include "query/export/export.h"
#include "query/export/facts.h"
#include "query/export/meta.h"
#include "query/export/whole.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Title in both languages, and the width. */
struct column {
	const char *title[2];
	double width;
};

static const struct column target_columns[] = {
	{ { "Chỉ tiêu", "Target" }, 34 }, { { "Vị trí", "Clause" }, 14 },
	{ { "Thời hạn", "Term" }, 14 }, { { "Mục tiêu", "Goal" }, 13 },
	{ { "Đơn vị", "Unit" }, 10 }, { { "Căn cứ", "Known" }, 11 },
	{ { "Số mới nhất", "Latest" }, 13 },
	{ { "Kỳ", "Period" }, 12 }, { { "Tiến độ, %", "Progress, %" }, 11 },
	{ { "Đánh giá", "Verdict" }, 15 },
	{ { "Cần có", "Required" }, 11 },
	{ { "Cần có, tính theo", "Required, in" }, 14 },
	{ { "Lý do", "Reason" }, 60 },
	{ { "Cơ quan phụ trách", "Office" }, 26 },
	{ { "Nơi đọc mục tiêu", "Where it was read" }, 34 },
	{ { "Mã", "Code" }, 20 },
};

static const struct column fact_columns[] = {
	{ { "Chỉ tiêu", "Indicator" }, 30 }, { { "Địa bàn", "Area" }, 14 },
	{ { "Phần", "Part" }, 12 }, { { "Kỳ", "Period" }, 17 },
	{ { "Loại số", "Role" }, 11 },
	{ { "Cách tính", "Transformation" }, 18 },
	{ { "Giá trị", "Value" }, 14 }, { { "Đơn vị", "Unit" }, 10 },
	{ { "Giá", "Price base" }, 20 },
	{ { "Giá suy ra", "Price base, inferred" }, 18 },
	{ { "Độ chắc", "Status" }, 12 },
	{ { "Ngày công bố", "Published" }, 12 },
	{ { "Nguồn", "Source" }, 18 },
	{ { "Câu văn", "Sentence" }, 70 }, { { "Trang", "Page" }, 40 },
	{ { "Số hiệu", "Number" }, 10 },
};

static const struct column source_columns[] = {
	{ { "Nguồn", "Source" }, 20 }, { { "Tên", "Title" }, 36 },
	{ { "Cơ quan công bố", "Publisher" }, 34 },
	{ { "Giấy phép", "Licence" }, 24 },
	{ { "Số bài", "Releases" }, 10 },
	{ { "Bài đầu", "First" }, 12 }, { { "Bài cuối", "Last" }, 12 },
	{ { "Trang gần nhất", "Last page" }, 60 },
};

enum {
	TARGET_COLUMNS = sizeof(target_columns) / sizeof(target_columns[0]),
	FACT_COLUMNS = sizeof(fact_columns) / sizeof(fact_columns[0]),
	SOURCE_COLUMNS = sizeof(source_columns) / sizeof(source_columns[0])
};

static int
begin(struct nq_book *b, const struct nq_export *x, const char *name,
    const struct column *c, int n, struct nq_err *e)
{
	struct nq_book_column own[NQ_BOOK_COLUMNS];

	for (int i = 0; i < n; i++)
		own[i] = (struct nq_book_column){ c[i].title[x->ask.en],
			c[i].width };
	return nq_book_sheet(b, name, own, n, e);
}

/* A word without the blank that sets it apart from a number. */
static const char *
bare(const char *s)
{
	return s[0] == ' ' ? s + 1 : s;
}

static void
put_latest(struct nq_book *b, const struct nq_assessment *a, bool en)
{
	char when[NQ_PERIOD_TEXT];

	nq_book_number(b, a->has_latest, a->latest.value);
	nq_book_text(b, a->has_latest ? nq_period_text(a->latest.period, en,
	    when) : NULL);
}

static int
put_target(struct nq_book *b, const struct nq_goal *g,
    const struct nq_assessment *a, bool en, struct nq_err *e)
{
	const struct nq_progress *p = &a->progress;
	char when[NQ_PERIOD_TEXT], verdict[80], unit[NQ_UNIT_TEXT];

	snprintf(verdict, sizeof(verdict), "%s%s",
	    nq_verdict_word(p->verdict, en),
	    a->provisional && p->verdict < NQ_NO_DATA ? "*" : "");
	nq_book_text(b, g->name[en]);
	nq_book_text(b, g->clause);
	nq_book_text(b, nq_period_emit(g->period, when));
	nq_book_number(b, g->has_value, g->value);
	nq_book_text(b, bare(nq_unit_word(g->unit, g->mult, en, unit)));
	nq_book_text(b, nq_certainty_word(g->certainty, en));
	put_latest(b, a, en);
	nq_book_number(b, p->has_share, p->share);
	nq_book_text(b, verdict);
	nq_book_number(b, p->has_required, p->required);
	nq_book_text(b, p->has_required ?
	    bare(nq_required_word(p->required_kind, en)) : NULL);
	nq_book_text(b, a->reason[en]);
	nq_book_text(b, g->office[en]);
	nq_book_link(b, g->source, g->source_url);
	nq_book_text(b, g->code);
	return nq_book_next(b, e);
}

/* Targets come resolution by resolution. */
static int
put_goals(struct nq_book *b, const struct nq_export *x, struct nq_reader *r,
    const struct nq_goals *goals, struct nq_err *e)
{
	struct nq_assessment *a = nq_alloc(1, sizeof(*a));
	const char *resolution = NULL;

	for (size_t i = 0; i < goals->n; i++) {
		const struct nq_goal *g = &goals->v[i];

		if (resolution == NULL ||
		    strcmp(resolution, g->resolution) != 0) {
			if (resolution != NULL)
				nq_book_end(b);
			resolution = g->resolution;
			if (begin(b, x, resolution, target_columns,
			    TARGET_COLUMNS, e) != 0)
				break;
		}
		if (nq_assess(r, g, a, e) != 0 ||
		    put_target(b, g, a, x->ask.en, e) != 0)
			break;
	}
	if (resolution != NULL && e->code == NQ_OK)
		nq_book_end(b);
	free(a);
	return e->code == NQ_OK ? 0 : -1;
}

static int
put_targets(struct nq_book *b, const struct nq_export *x, struct nq_err *e)
{
	struct nq_goals goals = { 0 };
	struct nq_reader r = { 0 };
	int rc = -1;

	if (nq_reader_open(&r, x->ask.db, x->o, x->ask.batch, x->ask.month,
	    e) == 0 && nq_goals_read(&goals, x->ask.db, x->o, e) == 0)
		rc = put_goals(b, x, &r, &goals, e);
	nq_goals_release(&goals);
	nq_reader_close(&r);
	return rc;
}

/* In the order of fact_columns; what is told in words by its code. */
enum fact {
	NAME_VI, NAME_EN, AREA_VI, AREA_EN, PART, PERIOD, ROLE, AS, VALUE,
	UNIT, MULT, PRICE, INFERRED, STATUS, PUBLISHED, SOURCE, SENTENCE,
	PAGE, ID
};

static const struct nq_pick picks[] = {
	{ "name_vi", "name_vi", false, false },
	{ "name_en", "name_en", false, false },
	{ "area_vi", "area_vi", false, false },
	{ "area_en", "area_en", false, false },
	{ "breakdown", "breakdown", false, false },
	{ "time_period", "time_period", false, false },
	{ "role", "role", false, false },
	{ "transformation", "transformation", false, false },
	{ "obs_value", "obs_value", true, false },
	{ "unit_measure", "unit_measure", false, false },
	{ "unit_mult", "unit_mult", true, false },
	{ "price_base", "price_base", false, false },
	{ "price_base_inferred", "price_base_inferred", false, false },
	{ "obs_status", "obs_status", false, false },
	{ "published", "published", false, false },
	{ "source", "source", false, false },
	{ "evidence_text", "evidence_text", false, false },
	{ "url", "url", false, false },
	{ "observation_id", "observation_id", true, false },
	{ NULL, NULL, false, false }
};

static int
put_fact(struct nq_book *b, const struct nq_cell *c, bool en,
    struct nq_err *e)
{
	const char *as = c[AS].text;
	char unit[NQ_UNIT_TEXT];

	nq_book_text(b, c[NAME_VI + en].text);
	nq_book_text(b, c[AREA_VI + en].text);
	nq_book_text(b, strcmp(c[PART].text, "_T") != 0 ? c[PART].text :
	    NULL);
	nq_book_text(b, c[PERIOD].text);
	nq_book_text(b, nq_role_word(c[ROLE].text, en));
	nq_book_text(b, strcmp(as, "level") == 0 ? (en ? "level" : "mức") :
	    bare(nq_figure_word(as, en)));
	/* Fifteen digits, which a double carries. */
	nq_book_number(b, true, strtod(c[VALUE].text, NULL));
	nq_book_text(b, bare(nq_unit_word(c[UNIT].text, atoi(c[MULT].text),
	    en, unit)));
	nq_book_text(b, nq_price_word(c[PRICE].text, en));
	nq_book_text(b, c[INFERRED].text != NULL ?
	    nq_price_word(c[INFERRED].text, en) : NULL);
	nq_book_text(b, nq_status_word(c[STATUS].text, en));
	nq_book_text(b, c[PUBLISHED].text);
	nq_book_text(b, c[SOURCE].text);
	nq_book_text(b, c[SENTENCE].text);
	/* No link: a sheet takes 65,530, and all are held until the end. */
	nq_book_text(b, c[PAGE].text);
	nq_book_number(b, true, strtod(c[ID].text, NULL));
	return nq_book_next(b, e);
}

static int
put_facts(struct nq_book *b, const struct nq_export *x, struct nq_err *e)
{
	bool en = x->ask.en;
	struct nq_facts f;
	int rc = nq_facts_open(&f, x, picks, e);

	if (rc == 0)
		rc = begin(b, x, en ? "Figures" : "Số liệu", fact_columns,
		    FACT_COLUMNS, e);
	while (rc == 0 && (rc = nq_facts_next(&f, e)) > 0)
		rc = put_fact(b, f.cell, en, e);
	if (rc == 0)
		nq_book_end(b);
	nq_facts_close(&f);
	return rc;
}

static int
put_sources(struct nq_book *b, const struct nq_export *x, struct nq_err *e)
{
	enum { CODE, TITLE, PUBLISHER, LICENCE, RELEASES = 7, FIRST, LAST,
		URL };
	struct sqlite3_stmt *st = nq_export_prepare(x, "export/sources.sql",
	    e);
	const char *text[URL + 1];
	int rc = st != NULL ? begin(b, x, x->ask.en ? "Sources" : "Nguồn",
	    source_columns, SOURCE_COLUMNS, e) : -1;

	while (rc == 0 && sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i <= URL; i++)
			text[i] = (const char *)sqlite3_column_text(st, i);
		nq_book_text(b, text[CODE]);
		nq_book_text(b, text[TITLE]);
		nq_book_text(b, text[PUBLISHER]);
		nq_book_text(b, text[LICENCE]);
		nq_book_number(b, true, sqlite3_column_double(st, RELEASES));
		nq_book_text(b, text[FIRST]);
		nq_book_text(b, text[LAST]);
		nq_book_link(b, text[URL], text[URL]);
		rc = nq_book_next(b, e);
	}
	if (rc == 0)
		nq_book_end(b);
	sqlite3_finalize(st);
	return rc;
}

int
nq_export_xlsx(struct nq_export *x, struct nq_err *e)
{
	struct nq_book *b;
	struct nq_file f;
	int rc;

	if (nq_file_create(&f, x->o->output, e) != 0)
		return -1;
	b = nq_alloc(1, sizeof(*b));
	/* The library opens the name anew: the same file, published below. */
	rc = nq_book_open(b, f.tmp, nq_meta_package(x->meta, "title",
	    x->ask.en), x->ask.time, e);
	if (rc == 0 && put_targets(b, x, e) == 0 && put_facts(b, x, e) == 0)
		put_sources(b, x, e);
	rc = nq_book_close(b, e);
	free(b);
	if (rc == 0 && nq_book_check(f.tmp, e) == 0)
		return nq_file_publish(&f, e);
	nq_err_at(e, "%s", x->o->output);
	nq_file_discard(&f);
	return -1;
}
