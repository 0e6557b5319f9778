/* What changed, as a page for people: counts first, then the lists. */
#include "query/diff/diff.h"

#include "core/db.h"
#include "core/err.h"
#include "core/opts.h"
#include "progress/words.h"
#include "query/line.h"
#include "query/table.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Changes of a kind that the page lists; --all lists them all. */
	SHOWN = 20,
	/* Rows that are held to learn how wide columns are. */
	BLOCK = 1000,
	INDENT = 2
};

/* Columns of a list of cells. */
enum column { PERIOD, OLD, NEW, DIFFERENCE, PERCENT, NUMBER, WHAT, COLUMNS };
/* And of the list of verdicts. */
enum { TARGET, VERDICT, NAME, VERDICT_COLUMNS };

static const char *const heads[][COLUMNS] = {
	{ "Kỳ", "Cũ", "Mới", "Chênh", "%", "Số", "Chỉ tiêu" },
	{ "Period", "Old", "New", "Change", "%", "No.", "Indicator" },
};

static const char *const titles[][2] = {
	[NQ_REVISED] = { "Số đã sửa", "Revised" },
	[NQ_NEW] = { "Số mới", "New" },
	[NQ_WITHDRAWN] = { "Số không còn được nêu", "Withdrawn" },
	[NQ_VERDICT] = { "Đánh giá thay đổi", "Verdicts" },
};

struct lists {
	struct nq_diff *d;
	struct nq_columns list[NQ_CHANGES];
	int64_t n[NQ_CHANGES];
	struct nq_arena arena;
};

static void
begin(struct lists *l, int kind)
{
	struct nq_columns *c = &l->list[kind];

	*c = (struct nq_columns){ .columns = kind == NQ_VERDICT ?
	    VERDICT_COLUMNS : COLUMNS };
	for (size_t i = 0; i < c->columns; i++) {
		c->head[i] = kind == NQ_VERDICT ? "" :
		    heads[l->d->ask->en][i];
		c->right[i] = kind != NQ_VERDICT && i != PERIOD && i != WHAT;
	}
}

static const char *
text(struct sqlite3_stmt *st, int c)
{
	const char *s = (const char *)sqlite3_column_text(st, c);

	return s != NULL ? s : "";
}

/* One side of a change; empty where it has none. value is the first of the
 * columns that tell it. */
static void
value_text(const struct lists *l, struct sqlite3_stmt *st, int value,
    char out[NQ_VALUE_TEXT])
{
	out[0] = '\0';
	if (sqlite3_column_type(st, value) != SQLITE_NULL)
		nq_value_text(sqlite3_column_double(st, value),
		    sqlite3_column_int(st, value + 2), text(st, value + 1),
		    text(st, value + 4), text(st, NQ_DIFF_TRANSFORMATION),
		    l->d->ask->en, out);
}

static void
change_text(const struct lists *l, struct sqlite3_stmt *st, int c,
    const char *unit, char out[NQ_VALUE_TEXT])
{
	double v = sqlite3_column_double(st, c);
	char number[NQ_NUMBER_TEXT];

	out[0] = '\0';
	if (sqlite3_column_type(st, c) != SQLITE_NULL)
		snprintf(out, NQ_VALUE_TEXT, "%s%s%s", v > 0 ? "+" : "",
		    nq_number_text(c == NQ_DIFF_PERCENT ? round(v * 100) /
		    100 : v, l->d->ask->en, number), unit);
}

/* "Chỉ số SXCN, khai khoáng · Yên Bái · so cùng kỳ · giá hiện hành" */
static const char *
what_text(struct lists *l, struct sqlite3_stmt *st)
{
	bool en = l->d->ask->en;
	const char *part = text(st, en ? NQ_DIFF_PART_EN : NQ_DIFF_PART_VI);
	const char *as = nq_figure_word(text(st, NQ_DIFF_TRANSFORMATION), en);
	const char *base = text(st, NQ_DIFF_PRICE_BASE);
	const char *role = text(st, NQ_DIFF_ROLE), *s;
	bool priced = base[0] != '_', actual = strcmp(role, "actual") == 0;
	char *line;

	as += strspn(as, " ");
	line = nq_asprintf("%s%s%s%s%s%s%s%s%s · %s", text(st, en ?
	    NQ_DIFF_NAME_EN : NQ_DIFF_NAME_VI), part[0] != '\0' ? ", " : "",
	    part, as[0] != '\0' ? " · " : "", as, priced ? " · " : "",
	    priced ? nq_price_word(base, en) : "", actual ? "" : " · ",
	    actual ? "" : nq_role_word(role, en), text(st, en ?
	    NQ_DIFF_AREA_EN : NQ_DIFF_AREA_VI));
	s = nq_plain(&l->arena, line);
	free(line);
	return s;
}

static void
add_cell(struct lists *l, int kind)
{
	struct sqlite3_stmt *st = l->d->row;
	char old[NQ_VALUE_TEXT], new[NQ_VALUE_TEXT], away[NQ_VALUE_TEXT];
	char percent[NQ_VALUE_TEXT], period[NQ_VALUE_TEXT], no[64];
	const char *unit = text(st, NQ_DIFF_NEW_UNIT);
	bool en = l->d->ask->en, rate = unit[0] == 'P' && (unit[1] == 'T' ||
	    unit[1] == 'P');
	int64_t a = sqlite3_column_int64(st, NQ_DIFF_OLD);
	int64_t b = sqlite3_column_int64(st, NQ_DIFF_NEW);
	const char *cells[COLUMNS] = { period, old, new, away, percent, no,
		what_text(l, st) };

	nq_period_words(text(st, NQ_DIFF_PERIOD), en, period);
	value_text(l, st, NQ_DIFF_OLD_VALUE, old);
	value_text(l, st, NQ_DIFF_NEW_VALUE, new);
	change_text(l, st, NQ_DIFF_DIFFERENCE, rate ? en ? " points" :
	    " điểm" : "", away);
	change_text(l, st, NQ_DIFF_PERCENT, "", percent);
	if (kind == NQ_REVISED)
		snprintf(no, sizeof(no), "%" PRId64 "→%" PRId64, a, b);
	else
		snprintf(no, sizeof(no), "%" PRId64, kind == NQ_NEW ? b : a);
	nq_columns_row(&l->list[kind], cells);
	nq_arena_release(&l->arena);
}

static const char *
verdict_word(const struct lists *l, struct sqlite3_stmt *st, int c)
{
	const char *code = text(st, c);

	for (int v = 0; v < NQ_VERDICTS; v++)
		if (strcmp(nq_verdict_code((enum nq_verdict)v), code) == 0)
			return nq_verdict_word((enum nq_verdict)v,
			    l->d->ask->en);
	return "—";
}

static void
add_verdict(struct lists *l, struct sqlite3_stmt *st)
{
	char change[128];
	const char *cells[VERDICT_COLUMNS] = {
		nq_plain(&l->arena, text(st, NQ_DIFF_TARGET)), change,
		nq_plain(&l->arena, text(st, l->d->ask->en ?
		    NQ_DIFF_TARGET_EN : NQ_DIFF_TARGET_VI)) };

	snprintf(change, sizeof(change), "%s%s → %s%s", verdict_word(l, st,
	    NQ_DIFF_OLD_VERDICT), sqlite3_column_int(st,
	    NQ_DIFF_OLD_PROVISIONAL) ? "*" : "", verdict_word(l, st,
	    NQ_DIFF_NEW_VERDICT), sqlite3_column_int(st,
	    NQ_DIFF_NEW_PROVISIONAL) ? "*" : "");
	nq_columns_row(&l->list[NQ_VERDICT], cells);
	nq_arena_release(&l->arena);
}

static void
flush(struct lists *l, int kind)
{
	struct nq_columns *c = &l->list[kind];

	if (c->n > 0)
		nq_columns_put(stdout, c, INDENT, "", "");
	begin(l, kind);
}

static void
put_title(const struct lists *l, int kind)
{
	printf("\n%s%s%s\n", l->d->style.bold, titles[kind][l->d->ask->en],
	    l->d->style.off);
}

/* Counts the changes of one statement and keeps the first ones; with all,
 * writes every one as it comes. */
static int
walk(struct lists *l, struct sqlite3_stmt *st, bool all, struct nq_err *e)
{
	bool verdicts = st == l->d->verdicts;
	int rc, kind, last = -1;

	sqlite3_reset(st);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && !ferror(stdout)) {
		kind = verdicts ? NQ_VERDICT : nq_diff_change(l->d);
		if (all && kind != last) {
			if (last >= 0)
				flush(l, last);
			put_title(l, kind);
		}
		last = kind;
		if (!all && ++l->n[kind] > SHOWN)
			continue;
		if (verdicts)
			add_verdict(l, st);
		else if (nq_diff_tell(l->d, e) != 0)
			return -1;
		else
			add_cell(l, kind);
		if (all && l->list[kind].n >= BLOCK * l->list[kind].columns)
			flush(l, kind);
	}
	if (all && last >= 0)
		flush(l, last);
	return rc == SQLITE_DONE || ferror(stdout) ? 0 :
	    nq_db_fail(l->d->ask->db, e, "query/diff.sql");
}

static void
put_counts(const struct lists *l)
{
	const int64_t *n = l->n;

	printf(l->d->ask->en ? "What changed from the end of %.10s to the end "
	    "of %.10s\nrevised %" PRId64 ", new %" PRId64 ", withdrawn "
	    "%" PRId64 ", verdicts changed %" PRId64 "\n" : "Thay đổi từ cuối "
	    "ngày %.10s đến cuối ngày %.10s\nsửa %" PRId64 ", mới %" PRId64
	    ", không còn nêu %" PRId64 ", đánh giá đổi %" PRId64 "\n",
	    l->d->from, l->d->to, n[NQ_REVISED], n[NQ_NEW], n[NQ_WITHDRAWN],
	    n[NQ_VERDICT]);
}

static void
put_first(struct lists *l)
{
	bool en = l->d->ask->en;

	for (int kind = 0; kind < NQ_CHANGES; kind++) {
		if (l->n[kind] == 0)
			continue;
		put_title(l, kind);
		flush(l, kind);
		if (l->n[kind] > SHOWN)
			printf(en ? "  and %" PRId64 " more; --all prints "
			    "them\n" : "  và %" PRId64 " mục nữa; --all in ra "
			    "hết\n", l->n[kind] - SHOWN);
	}
}

int
nq_diff_put_page(struct nq_diff *d, struct nq_err *e)
{
	struct lists l = { .d = d };
	bool all = d->ask->o->all;
	int rc;

	for (int kind = 0; kind < NQ_CHANGES; kind++)
		begin(&l, kind);
	rc = walk(&l, d->cells, false, e) != 0 ||
	    walk(&l, d->verdicts, false, e) != 0 ? -1 : 0;
	if (rc == 0) {
		put_counts(&l);
		if (!all)
			put_first(&l);
	}
	for (int kind = 0; kind < NQ_CHANGES; kind++) {
		nq_columns_release(&l.list[kind]);
		begin(&l, kind);
	}
	if (rc == 0 && all)
		rc = walk(&l, d->cells, true, e) != 0 ||
		    walk(&l, d->verdicts, true, e) != 0 ? -1 : 0;
	for (int kind = 0; kind < NQ_CHANGES; kind++)
		nq_columns_release(&l.list[kind]);
	return rc;
}
