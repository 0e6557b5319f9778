/*
 * Periods as printed (facts: portals.md 3.4, phrasing.md D). Each row is a
 * text and the periods in it: "2025-09" where the year is printed, "?-09"
 * where it is left to the context, "+3M" for its length, then what was noted
 * about it. Canonical notation comes last: it is written and read back.
 */
#include "tests/lexed.h"

struct row {
	const char *text, *want;
};

static const struct row monthly[] = {
	{ "tháng 9/2025", "2025-09+1M" },
	{ "tháng 01/2024", "2024-01+1M" },
	{ "tháng 4-2021", "2021-04+1M" },
	{ "tháng 11 năm 2022", "2022-11+1M" },
	{ "tháng 9", "?-09+1M" },
	{ "tháng 9 năm nay", "year+0-09+1M" },
	{ "tháng 9 năm ngoái", "year-1-09+1M" },
	{ "Tháng Tám năm 2024", "2024-08+1M" },
	{ "tháng Mười Một năm 2025", "2025-11+1M" },
	{ "tháng Mười Hai", "?-12+1M" },
	{ "tháng Mười", "?-10+1M" },
	{ "tháng Tư", "?-04+1M" },
	{ "tháng Bốn", "?-04+1M" },
	{ "tháng bẩy năm 2023", "2023-07+1M" },
	{ "tháng Giêng", "?-01+1M" },
	{ "tháng 2/2108", "2108-02+1M" },
	{ "tháng 13 đạt", "" },
	{ "tháng 0 đạt", "" },
};

/* năm is five and year. */
static const struct row five[] = {
	{ "Tháng Năm năm 2025", "2025-05+1M" },
	{ "tháng năm năm 2025", "2025-05+1M" },
	{ "tháng năm", "?-05+1M" },
	{ "9 tháng năm 2025", "2025-01+9M since" },
	{ "Năm tháng đầu năm 2025", "2025-01+5M since" },
	{ "5 tháng năm 2025", "2025-01+5M since" },
	{ "tháng năm và 5 tháng đầu năm 2025",
	    "?-05+1M; 2025-01+5M since" },
	{ "tháng bẩy và bẩy tháng năm 2023",
	    "?-07+1M; 2023-01+7M since" },
	{ "qua năm tháng gian khó", "" },
	{ "năm nay", "year+0-01+12M 1Y" },
	{ "năm ngoái", "year-1-01+12M 1Y" },
	{ "năm 2021", "2021-01+12M 1Y" },
	{ "cả năm 2024", "2024-01+12M 1Y" },
	{ "cả năm", "?-01+12M 1Y" },
};

static const struct row spans[] = {
	{ "9 tháng đầu năm 2025", "2025-01+9M since" },
	{ "9 tháng đầu năm", "?-01+9M since" },
	{ "bốn tháng đầu năm", "?-01+4M since" },
	{ "11 tháng", "?-01+11M since" },
	{ "mười một tháng năm 2024", "2024-01+11M since" },
	{ "mười hai tháng năm 2024", "2024-01+12M since" },
	{ "6 tháng/2000", "2000-01+6M since" },
	{ "05 tháng đầu năm 2024", "2024-01+5M since" },
	{ "6 tháng cuối năm 2024", "2024-07+6M" },
	{ "2 tháng cuối năm 2024", "2024-11+2M rest" },
	{ "nửa đầu năm 2024", "2024-01+6M since" },
	{ "nửa cuối năm 2024", "2024-07+6M" },
	{ "nửa đầu năm", "?-01+6M since" },
	{ "quý I/2025", "2025-01+3M" },
	{ "Quý 1/2025", "2025-01+3M" },
	{ "quý II", "?-04+3M" },
	{ "quý III/2024", "2024-07+3M" },
	{ "quý IV năm 2024", "2024-10+3M" },
	{ "quý 4 năm 2024", "2024-10+3M" },
	{ "quí I năm 2024", "2024-01+3M" },
	{ "quý I năm nay", "year+0-01+3M" },
	{ "Quý II và sáu tháng đầu năm 2024",
	    "?-04+3M; 2024-01+6M since" },
	{ "quý 5 năm 2024", "2024-01+12M 1Y" },
	{ "giai đoạn 2021 - 2025", "2021-01+0M 5Y" },
	{ "giai đoạn 2016-2020", "2016-01+0M 5Y" },
	{ "nhiệm kỳ 2020 - 2025", "2021-01+0M 5Y" },
	{ "5 năm 2021-2025", "2021-01+0M 5Y" },
	{ "trong tháng này", "this" },
};

static const struct row days[] = {
	{ "đến hết tháng 7/2024", "2024-07+1M until" },
	{ "tính đến hết tháng 7", "?-07+1M until" },
	{ "đến ngày 31/10/2025", "2025-10+1M until day" },
	{ "đến ngày 20 tháng 8 năm 2024", "2024-08+1M until day" },
	{ "Ngày 27.3", "?-03+1M day" },
	{ "ngày 15/10", "?-10+1M day" },
	{ "so với 31/12/2021", "2021-12+1M day" },
	{ "ngày 2-10", "?-10+1M day" },
	{ "đến năm 2025", "2025-01+12M 1Y until to-year" },
	{ "đến hết năm 2025", "2025-01+12M 1Y until" },
	{ "từ ngày 22/4/2025 đến ngày 21/5/2025", "2025-05+1M" },
	{ "từ 22/12/2024 đến 21/5/2025", "2025-01+5M since" },
	{ "từ ngày 22/12/2024 đến 21/12/2025", "2025-01+12M since" },
	{ "ngày 32/1/2024", "" },
	{ "14/18 ngành", "" },
};

static void
show(const struct nq_lex *x, struct nq_buf *b)
{
	const struct nq_when *w = &x->when;

	if (w->this_month) {
		nq_buf_puts(b, "this");
		return;
	}
	if (w->relative)
		nq_buf_printf(b, "year%+d", w->shift);
	else if (w->year != 0)
		nq_buf_printf(b, "%d", w->year);
	else
		nq_buf_puts(b, "?");
	nq_buf_printf(b, "-%02d+%dM", w->month, w->months);
	if (w->years != 0)
		nq_buf_printf(b, " %dY", w->years);
	nq_buf_puts(b, w->since_january ? " since" : "");
	nq_buf_puts(b, w->rest ? " rest" : "");
	nq_buf_puts(b, w->until ? " until" : "");
	nq_buf_puts(b, w->to_year ? " to-year" : "");
	nq_buf_puts(b, w->day ? " day" : "");
}

static void
check(const struct nq_catalog *c, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = lexed(c, rows[i].text, NQ_CLASS_PERIOD, show);

		if (!OK(strcmp(got, rows[i].want) == 0, "%s", rows[i].text))
			printf("# want: %s\n# got:  %s\n", rows[i].want, got);
		free(got);
	}
}

/* What a printed period is in SDMX, and that the text comes back. */
static void
canonical(const struct nq_catalog *c)
{
	static const struct row rows[] = {
		{ "tháng 9/2025", "2025-09" },
		{ "quý III/2024", "2024-Q3" },
		{ "6 tháng đầu năm 2024", "2024-S1" },
		{ "6 tháng cuối năm 2024", "2024-S2" },
		{ "3 tháng đầu năm 2024", "2024-Q1" },
		{ "9 tháng đầu năm 2025", "2025-01-01/P9M" },
		{ "bốn tháng đầu năm 2025", "2025-01-01/P4M" },
		{ "11 tháng năm 2025", "2025-01-01/P11M" },
		{ "12 tháng năm 2025", "2025" },
		{ "năm 2025", "2025" },
		{ "giai đoạn 2021 - 2025", "2021-01-01/P5Y" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nq_arena arena = { 0 };
		struct nq_err e = { 0 };
		struct nq_tokens t;
		struct nq_when w;
		struct nq_period p, back;
		char text[NQ_PERIOD_TEXT];

		nq_tokens_read(c, rows[i].text, strlen(rows[i].text), &arena,
		    &t);
		OK(nq_when_read(c, &t, 0, &w) == t.n, "%s is read whole",
		    rows[i].text);
		p = (struct nq_period){ w.year, w.month,
		    w.years > 0 ? (short)(w.years * 12) : w.months };
		nq_period_emit(p, text);
		STR(text, rows[i].want);
		OK(nq_period_parse(text, &back, &e) == 0 &&
		    nq_period_is_same(p, back), "%s comes back", text);
		nq_arena_release(&arena);
	}
}

int
main(void)
{
	struct nq_catalog *c = lexed_shipped();

	check(c, monthly, sizeof(monthly) / sizeof(monthly[0]));
	check(c, five, sizeof(five) / sizeof(five[0]));
	check(c, spans, sizeof(spans) / sizeof(spans[0]));
	check(c, days, sizeof(days) / sizeof(days[0]));
	canonical(c);
	nq_catalog_free(c);
	return tap_done();
}
