/* The page of what the sources owe: periods without a release, and releases
 * without figures. query/coverage.sql decides, this shows. */
#include "query/report/report.h"

#include "core/db.h"
#include "core/err.h"
#include "query/report/say.h"
#include "query/report/tables.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Columns of query/coverage.sql, in its order. */
enum column {
	SOURCE, TITLE, ENABLED, EVERY, FROM, UNTIL, DAYS, RELEASES, LATEST,
	EXPECTED, COVERED, NO_FIGURES, MISSING, FIRST, STEP, DUE, STATE,
	RELEASE, PUBLISHED, STATUS, RELEASE_TITLE, URL
};

struct list {
	struct nq_sheet *p;
	struct sqlite3_stmt *st;	/* borrowed */
	char source[128];		/* of the row before */
	bool open;			/* a table of gaps */
	/* Periods in a row of which nothing came. */
	int first, last, step;		/* step 0: none */
	char due[16];			/* of the first of them */
	int told;			/* period whose releases are listed */
};

static const char *
text(const struct list *l, enum column c)
{
	return (const char *)sqlite3_column_text(l->st, (int)c);
}

static int
number(const struct list *l, enum column c)
{
	return sqlite3_column_int(l->st, (int)c);
}

/* "05/2024", "quý II/2024", "2024" */
static const char *
period_text(const struct list *l, int first, int step, char out[NQ_SAID])
{
	static const char *const roman[] = { "I", "II", "III", "IV" };
	int y = first / 12, m = first % 12;

	if (step == 12)
		snprintf(out, NQ_SAID, "%d", y);
	else if (step == 3 && l->p->en)
		snprintf(out, NQ_SAID, "Q%d %d", m / 3 + 1, y);
	else if (step == 3)
		snprintf(out, NQ_SAID, "quý %s/%d", roman[m / 3], y);
	else if (l->p->en)
		snprintf(out, NQ_SAID, "%d-%02d", y, m + 1);
	else
		snprintf(out, NQ_SAID, "%02d/%d", m + 1, y);
	return out;
}

/* Why a page has no figures that count. */
static const char *
status_word(const struct list *l)
{
	static const char *const words[][3] = {
		{ "ok", "không có số của kỳ", "none of the period" },
		{ "no-figures", "không có số", "text only" },
		{ "image-only", "chỉ có ảnh", "pictures only" },
		{ "unsupported", "dạng chưa đọc được", "unknown type" },
		{ "truncated", "bị cắt", "cut short" },
		{ "failed", "đọc lỗi", "not readable" },
	};
	const char *status = text(l, STATUS);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (status != NULL && strcmp(words[i][0], status) == 0)
			return words[i][l->p->en ? 2 : 1];
	return status;
}

static void
put_gap(struct list *l)
{
	char from[NQ_SAID], to[NQ_SAID], day[NQ_SAID];
	int n;

	if (l->step == 0)
		return;
	n = (l->last - l->first) / l->step + 1;
	nq_tag_open(l->p, "tr", NULL);
	nq_tag_open(l->p, "th", NULL);
	nq_tag_attr(l->p, "scope", "row");
	nq_tag_text(l->p, period_text(l, l->first, l->step, from));
	if (n > 1)
		nq_tag_textf(l->p, " – %s", period_text(l, l->last, l->step,
		    to));
	nq_tag_close(l->p);
	nq_tag_open(l->p, "td", NULL);
	if (n > 1)
		nq_tag_textf(l->p, l->p->en ? "missing, %d periods" :
		    "thiếu %d kỳ", n);
	else
		nq_tag_text(l->p, nq_in(l->p, "thiếu", "missing"));
	nq_tag_close(l->p);
	nq_tag_open(l->p, "td", NULL);
	nq_tag_textf(l->p, "%s %s", nq_in(l->p, n > 1 ? "hạn kỳ đầu" : "hạn",
	    n > 1 ? "first due" : "due"), nq_say_day(l->due, l->p->en, day));
	nq_tag_close(l->p);
	nq_tag_close(l->p);
	l->step = 0;
}

static void
end_source(struct list *l)
{
	put_gap(l);
	if (l->open)
		nq_scroll_close(l->p);
	l->open = false;
	l->told = -1;
}

static void
put_held(struct list *l)
{
	char day[NQ_SAID];
	int n = number(l, RELEASES);

	nq_tag_textf(l->p, l->p->en ? "%d releases held, the last one "
	    "published %s." : "Đang có %d bài, bài mới nhất đăng ngày %s.", n,
	    nq_say_day(text(l, LATEST), l->p->en, day));
}

static void
begin_source(struct list *l, size_t n)
{
	static const char *const heads[][2] = { { "Kỳ", "Period" },
		{ "Tình trạng", "State" }, { "Bài, hạn", "Release, due" } };
	char id[32], line[256];

	snprintf(l->source, sizeof(l->source), "%s", text(l, SOURCE));
	if (text(l, EVERY) == NULL) {
		nq_tag_open(l->p, "section", NULL);
		nq_tag_put(l->p, "h2", NULL, text(l, TITLE));
		nq_tag_open(l->p, "p", NULL);
		nq_tag_text(l->p, nq_in(l->p, "Không có lịch đăng bài, nên "
		    "không biết thiếu gì. ", "No schedule, so nothing is "
		    "expected of it. "));
		put_held(l);
		nq_tag_close(l->p);
		nq_tag_close(l->p);
		return;
	}
	snprintf(id, sizeof(id), "source-%zu", n);
	snprintf(line, sizeof(line), l->p->en ? "%d periods were due: %d "
	    "covered, %d published without figures, %d missing" :
	    "Đến hạn %d kỳ: đủ %d, có bài mà không có số %d, thiếu %d",
	    number(l, EXPECTED), number(l, COVERED), number(l, NO_FIGURES),
	    number(l, MISSING));
	nq_scroll_open(l->p, id, text(l, TITLE), line, heads, 3);
	l->open = true;
}

/* A release of a period, that has no figures of it. */
static void
put_release(struct list *l)
{
	const char *name = text(l, RELEASE_TITLE);
	char period[NQ_SAID], day[NQ_SAID];
	bool again = number(l, FIRST) == l->told;

	l->told = number(l, FIRST);
	nq_tag_open(l->p, "tr", NULL);
	nq_tag_head(l->p, "row", again ? "soft" : NULL, period_text(l,
	    number(l, FIRST), number(l, STEP), period));
	nq_tag_put(l->p, "td", NULL, status_word(l));
	nq_tag_open(l->p, "td", NULL);
	nq_tag_textf(l->p, "%s ", nq_say_day(text(l, PUBLISHED), l->p->en,
	    day));
	nq_tag_url(l->p, text(l, URL), name != NULL && name[0] != '\0' ?
	    name : text(l, RELEASE));
	nq_tag_close(l->p);
	nq_tag_close(l->p);
}

static void
put_period(struct list *l)
{
	const char *state = text(l, STATE);
	int first = number(l, FIRST), step = number(l, STEP);

	if (strcmp(state, "missing") != 0 || (l->step != 0 &&
	    first != l->last + step))
		put_gap(l);
	if (strcmp(state, "no-figures") == 0)
		put_release(l);
	if (strcmp(state, "missing") != 0)
		return;
	if (l->step == 0) {
		l->first = first;
		snprintf(l->due, sizeof(l->due), "%s", text(l, DUE));
	}
	l->last = first;
	l->step = step;
}

/* Both languages are told of a row in turn: the question looks at all that
 * was ever loaded, and is asked once. */
static int
put_all(struct nq_report *r, struct list l[2], struct nq_err *e)
{
	size_t n = 0;
	int rc;

	while ((rc = sqlite3_step(l[0].st)) == SQLITE_ROW) {
		n += strcmp(l[0].source, text(l, SOURCE)) != 0;
		for (int en = 0; en < 2; en++) {
			if (strcmp(l[en].source, text(l, SOURCE)) != 0) {
				end_source(&l[en]);
				begin_source(&l[en], n);
			}
			if (text(l, STATE) != NULL)
				put_period(&l[en]);
		}
	}
	for (int en = 0; en < 2; en++) {
		end_source(&l[en]);
		if (n == 0)
			nq_tag_put(l[en].p, "p", "notice", nq_in(l[en].p,
			    "Kho chưa có nguồn nào.",
			    "The warehouse has no sources yet."));
	}
	return rc == SQLITE_DONE ? 0 :
	    nq_db_fail(r->ask.db, e, "query/coverage.sql");
}

static void
put_lead(struct nq_sheet *p)
{
	nq_tag_put(p, "p", "lead", nq_in(p, "Những kỳ mà nguồn phải đăng bài "
	    "theo lịch của nó mà chưa có, hoặc có bài nhưng không có số của "
	    "kỳ. Không thiếu kỳ nào thì bảng của nguồn để trống.",
	    "Periods for which a source owes a release by its schedule and "
	    "none is there, or one without figures of the period. The table "
	    "of a source that owes nothing is empty."));
}

int
nq_leaf_gaps(struct nq_report *r, struct nq_err *e)
{
	static const struct nq_leaf leaf[2] = {
		{ "gaps.html", "", NULL, NULL, "Bài công bố còn thiếu",
		    "gaps.html" },
		{ "gaps.html", "", NULL, NULL, "Releases that are missing",
		    "gaps.html" },
	};
	struct nq_sheet p[2] = { 0 };
	struct list l[2] = { { .p = &p[0], .told = -1 },
		{ .p = &p[1], .told = -1 } };
	struct sqlite3_stmt *st = nq_ask_prepare(&r->ask,
	    "query/coverage.sql", e);

	l[0].st = l[1].st = st;
	for (int en = 0; en < 2; en++)
		if (st != NULL && nq_leaf_open(r, &p[en], &leaf[en], en,
		    e) == 0)
			put_lead(&p[en]);
	if (e->code == NQ_OK) {
		nq_db_text(st, 1, r->ask.time);
		put_all(r, l, e);
	}
	sqlite3_finalize(st);
	for (int en = 0; en < 2; en++)
		nq_leaf_close(r, &p[en], &leaf[en], e);
	return e->code == NQ_OK ? 0 : -1;
}
