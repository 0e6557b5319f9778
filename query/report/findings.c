/* The page of what the checks found and nobody has settled: both sides of
 * each, with their sentences. Shown so that nobody has to be told. */
#include "query/report/report.h"

#include "core/db.h"
#include "core/err.h"
#include "progress/words.h"
#include "query/report/say.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Columns of query/findings.sql, those that the page shows. */
enum column {
	FINDING, CHECK, TITLE_VI, TITLE_EN, SEVERITY, INDICATOR, AREA, PART,
	PERIOD, UNIT, FOUND, EXPECTED, TOLERANCE, APART, SIDE = 19,
	OBSERVATION, STATED_PERIOD, TRANSFORMATION, OBS_VALUE, STATED_UNIT,
	UNIT_MULT, OBS_STATUS, SOURCE = 29, RELEASE, PUBLISHED, URL,
	INDICATOR_VI, INDICATOR_EN, AREA_VI, AREA_EN, PART_VI, PART_EN
};

enum {
	/* Findings that the page shows; "nqtrack check --all" has the rest.
	 * A page of more is not read by anybody. */
	SHOWN = 200
};

struct list {
	struct nq_report *r;
	struct nq_sheet *p;
	struct sqlite3_stmt *st;	/* owned */
	int64_t finding;		/* of the row before */
	int shown, hidden;
};

static const char *
text(const struct list *l, enum column c)
{
	const char *s = (const char *)sqlite3_column_text(l->st, (int)c);

	return s != NULL ? s : "";
}

static const char *
in_words(const struct list *l, enum column vi)
{
	return text(l, l->p->en ? vi + 1 : vi);
}

static const char *
severity_word(const struct list *l)
{
	const char *s = text(l, SEVERITY);

	return s[0] == 'e' ? nq_in(l->p, "lỗi", "error") : s[0] == 'w' ?
	    nq_in(l->p, "cảnh báo", "warning") :
	    nq_in(l->p, "thông tin", "information");
}

static const char *
period_text(const struct list *l, enum column c, char out[NQ_PERIOD_TEXT])
{
	struct nq_err ignored = { 0 };
	struct nq_period period;

	if (nq_period_parse(text(l, c), &period, &ignored) == 0)
		return nq_period_text(period, l->p->en, out);
	snprintf(out, NQ_PERIOD_TEXT, "%.30s", text(l, c));
	return out;
}

/* In the multiple of its first figure; "—" where nothing follows. */
static const char *
value_text(const struct list *l, enum column c, char out[NQ_SAID])
{
	bool same = strcmp(text(l, UNIT), text(l, STATED_UNIT)) == 0;
	int mult = same ? sqlite3_column_int(l->st, UNIT_MULT) : 0;
	bool points = strcmp(text(l, UNIT), "PP") == 0 ||
	    (strcmp(text(l, UNIT), "PT") == 0 && (c == APART ||
	    c == TOLERANCE));
	const char *unit = points ? nq_in(l->p, "điểm %", "points") :
	    strcmp(text(l, UNIT), "MONTH") == 0 ?
	    nq_in(l->p, "tháng", "months") :
	    strcmp(text(l, UNIT), "RATIO") == 0 ?
	    nq_in(l->p, "lần", "times") : text(l, UNIT);

	if (sqlite3_column_type(l->st, (int)c) == SQLITE_NULL)
		snprintf(out, NQ_SAID, "—");
	else
		nq_say_value(sqlite3_column_double(l->st, (int)c) /
		    pow(10, mult), "found", unit, mult, l->p->en, out);
	return out;
}

static void
put_numbers(struct list *l)
{
	static const struct {
		enum column c;
		const char *vi, *en;
	} rows[] = {
		{ FOUND, "In trong bài", "Printed" },
		{ EXPECTED, "Suy ra từ số kia", "Expected" },
		{ APART, "Lệch", "Apart" },
		{ TOLERANCE, "Làm tròn cho phép", "Rounding allows" },
	};
	char value[NQ_SAID];

	nq_tag_open(l->p, "dl", "numbers");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nq_tag_open(l->p, "div", NULL);
		nq_tag_put(l->p, "dt", NULL, nq_in(l->p, rows[i].vi,
		    rows[i].en));
		nq_tag_put(l->p, "dd", NULL, value_text(l, rows[i].c, value));
		nq_tag_close(l->p);
	}
	nq_tag_close(l->p);
}

static void
open_finding(struct list *l)
{
	char period[NQ_PERIOD_TEXT];
	const char *part = in_words(l, PART_VI);

	nq_tag_open(l->p, "article", "finding");
	nq_tag_attrf(l->p, "id", "f%lld", (long long)l->finding);
	nq_tag_open(l->p, "h2", NULL);
	nq_tag_textf(l->p, "%.200s%s%.200s · %.100s · %s",
	    in_words(l, INDICATOR_VI), part[0] != '\0' ? ", " : "", part,
	    in_words(l, AREA_VI), period_text(l, PERIOD, period));
	nq_tag_close(l->p);
	nq_tag_open(l->p, "p", NULL);
	nq_tag_put(l->p, "strong", NULL, severity_word(l));
	nq_tag_textf(l->p, " · %.300s (", in_words(l, TITLE_VI));
	nq_tag_put(l->p, "code", NULL, text(l, CHECK));
	nq_tag_text(l->p, ")");
	nq_tag_close(l->p);
	put_numbers(l);
	nq_tag_open(l->p, "ul", "sides");
}

static void
close_finding(struct list *l)
{
	if (l->finding == 0 || l->hidden > 0)
		return;
	nq_tag_close(l->p);
	nq_tag_close(l->p);
}

static void
put_side(struct list *l)
{
	char value[NQ_SAID], period[NQ_PERIOD_TEXT], day[NQ_SAID];

	nq_tag_open(l->p, "li", NULL);
	nq_tag_put(l->p, "span", "soft", strcmp(text(l, SIDE), "found") == 0 ?
	    nq_in(l->p, "số xét: ", "examined: ") :
	    nq_in(l->p, "đem so: ", "held against: "));
	nq_tag_cite(l->p, sqlite3_column_int64(l->st, OBSERVATION),
	    nq_say_value(sqlite3_column_double(l->st, OBS_VALUE),
	    text(l, TRANSFORMATION), text(l, STATED_UNIT),
	    sqlite3_column_int(l->st, UNIT_MULT), l->p->en, value));
	nq_tag_textf(l->p, "%s · %s · %s · %.100s",
	    nq_figure_word(text(l, TRANSFORMATION), l->p->en),
	    period_text(l, STATED_PERIOD, period),
	    nq_say_day(text(l, PUBLISHED)[0] != '\0' ? text(l, PUBLISHED) :
	    NULL, l->p->en, day), text(l, SOURCE));
	nq_tag_close(l->p);
}

/* From the first one on that is not shown, none is. */
static void
next_finding(struct list *l, int64_t id)
{
	close_finding(l);
	l->finding = id;
	if (l->shown == SHOWN || l->p->cites > NQ_MAX_CITED / 2) {
		l->hidden++;
		return;
	}
	l->shown++;
	open_finding(l);
}

static int
put_all(struct list *l, struct nq_err *e)
{
	int64_t id;
	int rc;

	while ((rc = sqlite3_step(l->st)) == SQLITE_ROW) {
		id = sqlite3_column_int64(l->st, FINDING);
		if (id != l->finding)
			next_finding(l, id);
		if (l->hidden == 0)
			put_side(l);
	}
	close_finding(l);
	return rc == SQLITE_DONE ? 0 :
	    nq_db_fail(l->r->ask.db, e, "query/findings.sql");
}

/* When the checks ran, and whether something came in since. */
static int
put_examined(struct list *l, struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&l->r->ask,
	    "report/examined.sql", e);
	char time[NQ_SAID];

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, l->r->ask.time);
	sqlite3_bind_int64(st, 2, l->r->ask.batch);
	nq_tag_open(l->p, "p", "lead");
	if (sqlite3_step(st) != SQLITE_ROW) {
		nq_tag_text(l->p, nq_in(l->p, "Số liệu chưa được kiểm lần "
		    "nào vào ngày này.", "The figures had not been examined "
		    "by this day."));
	} else {
		nq_tag_textf(l->p, l->p->en ? "Figures that contradict each "
		    "other and are not settled. Examined %s." :
		    "Những con số mâu thuẫn với nhau, chưa có gì giải thích. "
		    "Kiểm lúc %s.", nq_say_time((const char *)
		    sqlite3_column_text(st, 0), l->p->en, time));
		if (sqlite3_column_int(st, 1))
			nq_tag_text(l->p, nq_in(l->p, " Số liệu nạp sau đó "
			    "chưa được kiểm.", " What was loaded since has "
			    "not been examined."));
	}
	nq_tag_close(l->p);
	sqlite3_finalize(st);
	return 0;
}

static int
put_body(struct list *l, struct nq_err *e)
{
	if (put_examined(l, e) != 0)
		return -1;
	l->st = nq_ask_prepare(&l->r->ask, "query/findings.sql", e);
	if (l->st == NULL)
		return -1;
	nq_db_text(l->st, 1, l->r->ask.time);
	nq_db_text(l->st, 2, NULL);
	sqlite3_bind_int(l->st, 3, 0);
	if (put_all(l, e) != 0)
		return -1;
	if (l->shown == 0)
		nq_tag_put(l->p, "p", "notice", nq_in(l->p, "Không có mâu "
		    "thuẫn nào đang mở.", "No contradiction is open."));
	if (l->hidden > 0) {
		nq_tag_open(l->p, "p", "notice");
		nq_tag_textf(l->p, l->p->en ? "%d more findings are not "
		    "shown here; \"nqtrack check --all\" prints them all." :
		    "Còn %d mục không nêu ở đây; “nqtrack check --all” in ra "
		    "hết.", l->hidden);
		nq_tag_close(l->p);
	}
	return nq_proof_put(l->r, l->p, e);
}

int
nq_leaf_findings(struct nq_report *r, bool en, struct nq_err *e)
{
	const struct nq_leaf leaf = { "findings.html", "", NULL, NULL, en ?
		"Contradictions in the figures" : "Số liệu mâu thuẫn",
		"findings.html" };
	struct nq_sheet p;
	struct list l = { .r = r, .p = &p };

	if (nq_leaf_open(r, &p, &leaf, en, e) == 0)
		put_body(&l, e);
	sqlite3_finalize(l.st);
	return nq_leaf_close(r, &p, &leaf, e);
}
