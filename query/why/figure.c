/* The page of a figure: value, rule, sentence, page, archive, and what hangs
 * on it. */
#include "query/why/why.h"

#include "core/db.h"
#include "core/err.h"
#include "progress/words.h"
#include "query/line.h"
#include "query/table.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, LINE = 1024 };

static void
put_heading(const struct nq_why_answer *a, const char *vi, const char *en)
{
	printf("\n%s%s%s\n", a->style.bold, a->ask.en ? en : vi,
	    a->style.off);
}

/* A line of the page, made safe; what is empty is not written. */
static void
put_line(struct nq_why_answer *a, const char *label, const char *s,
    size_t indent)
{
	char *line;

	if (s == NULL || s[0] == '\0')
		return;
	line = nq_asprintf("%s%s%s", label, label[0] != '\0' ? ": " : "",
	    nq_plain(&a->arena, s));
	nq_text_wrap(stdout, line, indent, NQ_PAGE, 0);
	free(line);
}

static const char *
add(struct nq_why_answer *a, const char *s, const char *more)
{
	char *joined;
	const char *out;

	if (more == NULL || more[0] == '\0')
		return s;
	joined = nq_asprintf("%s · %s", s, more);
	out = nq_arena_strdup(&a->arena, joined);
	free(joined);
	return out;
}

const char *
nq_why_figure(struct nq_why_answer *a, const struct nq_evidence *ev)
{
	char value[NQ_VALUE_TEXT], period[NQ_VALUE_TEXT], text[LINE];
	const char *base = ev->inferred != NULL ? ev->inferred :
	    ev->price_base, *s;
	bool en = a->ask.en, priced = strcmp(base, "_U") != 0 ||
	    strcmp(ev->unit, "VND") == 0;

	snprintf(text, sizeof(text), "%s%s", nq_value_text(ev->value,
	    ev->mult, ev->unit, ev->bound, ev->transformation, en, value),
	    nq_figure_word(ev->transformation, en));
	s = nq_arena_strdup(&a->arena, text);
	s = add(a, s, nq_period_words(ev->period, en, period));
	if (priced && strcmp(ev->transformation, "level") == 0) {
		snprintf(text, sizeof(text), "%s%s", nq_price_word(base, en),
		    ev->inferred != NULL ? " ?" : "");
		s = add(a, s, text);
	}
	if (strcmp(ev->role, "actual") != 0)
		s = add(a, s, nq_role_word(ev->role, en));
	return add(a, s, nq_status_word(ev->status, en));
}

void
nq_why_put_sentence(struct nq_why_answer *a, const struct nq_evidence *ev,
    size_t indent)
{
	bool en = a->ask.en;

	nq_style_marked(stdout, &a->style, ev->text, ev->mark, ev->mark_len,
	    indent, NQ_PAGE);
	put_line(a, en ? "row" : "dòng", ev->row, indent);
	put_line(a, en ? "column" : "cột", ev->column, indent);
	put_line(a, en ? "cell" : "ô", ev->cell, indent);
}

static void
put_page(struct nq_why_answer *a, const struct nq_evidence *ev)
{
	bool en = a->ask.en;
	char line[LINE];

	put_heading(a, "Bài đăng", "Published in");
	put_line(a, "", ev->title, INDENT);
	snprintf(line, sizeof(line), "%.200s (%.60s) · %s", ev->publisher,
	    ev->source, ev->published != NULL ? ev->published : en ?
	    "day not known" : "không rõ ngày đăng");
	put_line(a, "", line, INDENT);
	put_line(a, "", ev->url, INDENT);
	put_heading(a, "Lưu trữ", "Archived as");
	snprintf(line, sizeof(line), en ? "archive/%.200s, from byte "
	    "%" PRId64 "; fetched %.24s" : "archive/%.200s, từ byte "
	    "%" PRId64 "; tải về %.24s", ev->archive, ev->offset,
	    ev->retrieved);
	put_line(a, "", line, INDENT);
	put_line(a, "", ev->document, INDENT);
	snprintf(line, sizeof(line), en ? "read by %.60s, rule %.60s, bytes "
	    "%" PRId64 " to %" PRId64 " of its text%s%.200s" : "%.60s đọc, "
	    "quy tắc %.60s, byte %" PRId64 " đến %" PRId64 " của văn bản"
	    "%s%.200s", ev->program != NULL ? ev->program : "—", ev->rule,
	    ev->start, ev->end, strcmp(ev->flags, "[]") != 0 ? " · " : "",
	    strcmp(ev->flags, "[]") != 0 ? ev->flags : "");
	put_line(a, "", line, INDENT);
}

static int
put_other(struct nq_why_answer *a, const struct nq_tie *t, const char *vi,
    const char *en, struct nq_err *e)
{
	struct nq_evidence ev;
	char *line;

	if (nq_evidence_read(&a->evidences, t->id, &ev, e) != 0)
		return -1;
	line = nq_asprintf("%s %" PRId64 ": %s", a->ask.en ? en : vi, t->id,
	    nq_why_figure(a, &ev));
	put_line(a, "", line, INDENT);
	free(line);
	return 0;
}

static int
put_history(struct nq_why_answer *a, const struct nq_evidence *ev,
    const struct nq_ties *ties, struct nq_err *e)
{
	bool en = a->ask.en, gone = ev->seen_until != NULL;
	char line[LINE];

	put_heading(a, "Thời gian", "Held");
	snprintf(line, sizeof(line), en ? "held since %.24s, %s %.24s" :
	    "có từ %.24s, %s %.24s", ev->seen_from, gone ? en ?
	    "no longer stated since" : "bài không còn nêu từ" : en ?
	    "and it stands" : "đến nay vẫn còn", gone ? ev->seen_until : "");
	put_line(a, "", line, INDENT);
	for (size_t i = 0; i < ties->n; i++) {
		const struct nq_tie *t = &ties->v[i];

		if (strcmp(t->relation, "earlier") == 0 && put_other(a, t,
		    "thay cho số", "in the place of", e) != 0)
			return -1;
		if (strcmp(t->relation, "later") == 0 && put_other(a, t,
		    "bị thay bằng số", "replaced by", e) != 0)
			return -1;
	}
	return 0;
}

static int
put_price(struct nq_why_answer *a, const struct nq_evidence *ev,
    const struct nq_ties *ties, struct nq_err *e)
{
	char *line;

	if (ev->inferred == NULL)
		return 0;
	put_heading(a, "Loại giá không ghi, suy ra", "Price base not printed, "
	    "inferred");
	line = nq_asprintf("%s: %s", nq_price_word(ev->inferred, a->ask.en),
	    ev->inferred_why[a->ask.en]);
	put_line(a, "", line, INDENT);
	free(line);
	for (size_t i = 0; i < ties->n; i++)
		if (strcmp(ties->v[i].relation, "price") == 0 && put_other(a,
		    &ties->v[i], "dựa vào số", "it rests on", e) != 0)
			return -1;
	return 0;
}

/* By what the first of two statements is believed before the second. */
static const char *
believed_by(const struct nq_tie *t, const struct nq_evidence *a,
    const struct nq_tie *next, const struct nq_evidence *b, bool en)
{
	const char *day = a->published != NULL ? a->published : "";
	const char *other = b->published != NULL ? b->published : "";

	if ((a->inferred == NULL) != (b->inferred == NULL))
		return en ? "it prints its price base" : "bài ghi rõ loại giá";
	if (strcmp(a->status, b->status) != 0)
		return en ? "final before preliminary before estimate" :
		    "số chính thức trước số sơ bộ, trước số ước";
	if (t->rank != next->rank)
		return en ? "its source is believed first" :
		    "nguồn được tin hơn";
	if (strcmp(day, other) != 0)
		return en ? "published last" : "đăng sau cùng";
	return en ? "loaded last" : "nạp sau cùng";
}

static int
put_statement(struct nq_why_answer *a, const struct nq_tie *t,
    struct nq_evidence *ev, int64_t own, struct nq_err *e)
{
	char value[NQ_VALUE_TEXT], line[LINE];
	bool en = a->ask.en;

	if (nq_evidence_read(&a->evidences, t->id, ev, e) != 0)
		return -1;
	snprintf(line, sizeof(line), "%d. %s · %s · %.60s · %.10s · %s "
	    "%" PRId64 "%s", t->place, nq_value_text(ev->value, ev->mult,
	    ev->unit, ev->bound, ev->transformation, en, value),
	    nq_status_word(ev->status, en), ev->source, ev->published != NULL
	    ? ev->published : "—", en ? "no." : "số", t->id, t->id != own ?
	    "" : en ? " (this one)" : " (số này)");
	put_line(a, "", line, INDENT);
	put_line(a, "", ev->title, INDENT + 3);
	return 0;
}

static int
put_statements(struct nq_why_answer *a, const struct nq_evidence *own,
    const struct nq_ties *ties, struct nq_err *e)
{
	struct nq_evidence first = { 0 }, ev;
	const struct nq_tie *top = NULL, *second = NULL;
	const char *why = NULL;
	char line[LINE];

	put_heading(a, "Các bài cùng nêu số này, bài được tin đứng trước",
	    "Releases that state it, the believed one first");
	for (size_t i = 0; i < ties->n; i++) {
		const struct nq_tie *t = &ties->v[i];

		if (strcmp(t->relation, "statement") != 0)
			continue;
		if (put_statement(a, t, &ev, own->id, e) != 0)
			return -1;
		if (top == NULL) {
			top = t;
			first = ev;
		} else if (second == NULL) {
			second = t;
			why = believed_by(top, &first, t, &ev, a->ask.en);
		}
	}
	if (top == NULL)
		put_line(a, "", a->ask.en ? "none, as known on that day" :
		    "không bài nào, theo số liệu có đến ngày đó", INDENT);
	if (why != NULL) {
		snprintf(line, sizeof(line), a->ask.en ? "1 is believed: %s" :
		    "tin 1: %s", why);
		put_line(a, "", line, INDENT);
	}
	return 0;
}

static void
put_finding(struct nq_why_answer *a, const struct nq_tie *t)
{
	char found[NQ_VALUE_TEXT], expected[NQ_VALUE_TEXT], line[LINE];
	bool en = a->ask.en;

	nq_value_text(t->found, 0, t->unit, NULL, NULL, en, found);
	nq_value_text(t->expected, 0, t->unit, NULL, NULL, en, expected);
	snprintf(line, sizeof(line), "%.60s · %.200s: %s %s%s%s (%s)",
	    t->code, t->word[en], en ? "printed" : "in", found,
	    !t->has_expected ? "" : en ? ", expected " : ", đối chiếu ",
	    t->has_expected ? expected : "", strcmp(t->use, "found") == 0 ?
	    en ? "this figure is examined" : "số này bị xét" : en ?
	    "held against this figure" : "xét so với số này");
	put_line(a, "", line, INDENT);
}

static void
put_verdict(struct nq_why_answer *a, const struct nq_tie *t)
{
	bool en = a->ask.en;
	char line[LINE];
	int v = 0;

	while (v + 1 < NQ_VERDICTS &&
	    strcmp(nq_verdict_code((enum nq_verdict)v), t->state) != 0)
		v++;
	snprintf(line, sizeof(line), "%.60s · %.200s · %s · %s", t->code,
	    t->word[en] != NULL ? t->word[en] : "—", nq_verdict_word(
	    (enum nq_verdict)v, en), nq_use_word(t->use, en));
	fputs(nq_style_verdict(&a->style, (enum nq_verdict)v), stdout);
	put_line(a, "", line, INDENT);
	fputs(a->style.off, stdout);
}

static void
put_hangs(struct nq_why_answer *a, const struct nq_ties *ties)
{
	bool findings = false, verdicts = false;

	for (size_t i = 0; i < ties->n; i++) {
		const struct nq_tie *t = &ties->v[i];

		if (strcmp(t->relation, "finding") == 0) {
			if (!findings)
				put_heading(a, "Kiểm tra thấy",
				    "What the checks found");
			findings = true;
			put_finding(a, t);
		} else if (strcmp(t->relation, "verdict") == 0) {
			if (!verdicts)
				put_heading(a, "Đánh giá dựa vào số này",
				    "Verdicts that rest on it");
			verdicts = true;
			put_verdict(a, t);
		}
	}
}

static int
put_others(struct nq_why_answer *a, struct nq_err *e)
{
	struct nq_tie t = { .id = 0 };

	if (a->others > 0)
		put_heading(a, "Cùng kỳ, theo giá hoặc địa bàn khác",
		    "Of the same period, at other prices or of another "
		    "territory");
	for (size_t i = 0; i < a->others; i++) {
		t.id = a->other[i];
		if (put_other(a, &t, "số", "no.", e) != 0)
			return -1;
	}
	return 0;
}

/* "Giá trị sản xuất công nghiệp, khai khoáng (IND_OUTPUT, B) · Yên Bái
 * (VN-06)" */
static int
put_what(struct nq_why_answer *a, const struct nq_evidence *ev,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = nq_ask_prepare(&a->ask,
	    "query/cell_words.sql", e);
	bool part = strcmp(ev->part, "_T") != 0;
	const char *name[3];
	char *line;

	if (st == NULL)
		return -1;
	nq_db_text(st, 1, ev->indicator);
	nq_db_text(st, 2, ev->area);
	nq_db_text(st, 3, ev->part);
	if (sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < 3; i++)
			name[i] = (const char *)sqlite3_column_text(st,
			    2 * i + a->ask.en);
		line = nq_asprintf("%s%s%s (%s%s%s) · %s (%s)",
		    name[2] != NULL ? name[2] : "", part ? ", " : "",
		    part && name[1] != NULL ? name[1] : "", ev->indicator,
		    part ? ", " : "", part ? ev->part : "",
		    name[0] != NULL ? name[0] : "", ev->territory);
		put_line(a, "", line, 0);
		free(line);
	} else {
		nq_db_fail(a->ask.db, e, "query/cell_words.sql");
	}
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

int
nq_why_put_figure(struct nq_why_answer *a, const struct nq_evidence *ev,
    const struct nq_ties *ties, struct nq_err *e)
{
	if (put_what(a, ev, e) != 0)
		return -1;
	printf("%s%s%s · %s %" PRId64 "\n", a->style.bold, nq_plain(&a->arena,
	    nq_why_figure(a, ev)), a->style.off, a->ask.en ? "no." : "số",
	    ev->id);
	put_heading(a, "Câu gốc", "Its sentence");
	nq_why_put_sentence(a, ev, INDENT);
	put_page(a, ev);
	if (put_history(a, ev, ties, e) != 0 || put_price(a, ev, ties, e) !=
	    0 || put_statements(a, ev, ties, e) != 0)
		return -1;
	put_hangs(a, ties);
	return put_others(a, e);
}
