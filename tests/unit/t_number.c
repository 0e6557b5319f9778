/*
 * Numbers as printed. Each row is a text and what the lexer makes of its
 * numbers: the value, "e" and the power of ten, the unit, then what was
 * noted about it. The wordings are those of releases (facts: portals.md
 * 3.5, phrasing.md B and C) in sentences of our own.
 */
#include "tests/lexed.h"

#include "core/limits.h"

struct row {
	const char *text, *want;
};

static const struct row marks[] = {
	{ "1.234,5 tỷ đồng", "1234.5e9 VND" },
	{ "2.169,9 tỷ đồng", "2169.9e9 VND" },
	{ "1.161,5 triệu USD", "1161.5e6 USD" },
	{ "1.234.567 triệu đồng", "1234567e6 VND" },
	{ "250.000m3", "250000 OTHER ambiguous" },
	{ "123,456 tỷ đồng", "123.456e9 VND" },
	{ "1.123,456 tỷ đồng", "1123.456e9 VND" },
	{ "1,533 tỷ USD", "1.533e9 USD" },
	{ "1,0 triệu USD", "1e6 USD" },
	{ "15.096 tỷ đồng", "15096e9 VND ambiguous" },
	{ "18.5%", "18.5 PT" },
	{ "0.125%", "0.125 PT" },
	{ "1,234.5 tỷ đồng", "1234.5e9 VND repaired" },
	{ "3,910,000 lượt khách", "3910000 NUM repaired" },
	{ "45896,9 tỷ đồng", "45896.9e9 VND" },
	{ "1.442,72 ha", "1442.72 HA" },
};

static const struct row multiples[] = {
	{ "10 nghìn 537 tỷ đồng", "10537e9 VND" },
	{ "13,7 nghìn tỷ đồng", "13.7e12 VND" },
	{ "42 ngàn tỷ đồng", "42e12 VND" },
	{ "850 tỷ", "850e9 VND" },
	{ "85 tỉ đồng", "85e9 VND" },
	{ "1,5 tỷ đô la Mỹ", "1.5e9 USD" },
	{ "1,5 tỷ USD", "1.5e9 USD" },
	{ "2 vạn tấn", "2e4 T" },
	{ "3 vạn lượt khách", "3e4 NUM" },
	{ "640 nghìn lượt khách", "640e3 NUM" },
	{ "640.000 lượt khách", "640000 NUM ambiguous" },
	{ "2 triệu tỷ đồng", "2e15 VND" },
	{ "4,5 triệu tấn.km", "4.5e6 TKM" },
	{ "4,5 triệu lượt khách.km", "4.5e6 PKM" },
	{ "12 tỷ đồng và 3 triệu USD", "12e9 VND; 3e6 USD" },
	{ "60 triệu đồng/người/năm", "60e6 VND per-head per-year" },
	{ "60 triệu/người", "60e6 VND per-head" },
	{ "75ha", "75 HA" },
	{ "75,25 ha/cụm", "75.25 HA" },
	{ "08 dự án", "8" },
	{ "2.000 tỷ đồng/8.000 tỷ đồng",
	    "2000e9 VND ambiguous slash; 8000e9 VND ambiguous" },
};

static const struct row cents[] = {
	{ "tăng 0,7 %", "0.7 PT" },
	{ "bằng 119%%", "119 PT" },
	{ "tăng 14,6;", "14.6" },
	{ "tăng 6,71 so với", "6.71" },
	{ "tăng 14,1%,;", "14.1 PT" },
	{ "tăng1,36%", "1.36 PT" },
	{ "tăng15,20 tạ/ha", "15.2 OTHER" },
	{ "tăng 20 tỷ đồng (+5,5%)", "20e9 VND; 5.5 PT" },
	{ "(-5,2%)", "-5.2 PT signed" },
	{ "(–5,2%)", "-5.2 PT signed" },
	{ "đóng góp 2,5 điểm phần trăm", "2.5 PP" },
	{ "đóng góp 2,5 điểm %", "2.5 PP" },
	{ "gấp 2,2 lần", "2.2 X" },
	{ "tăng 1,37 lần", "1.37 X" },
	{ "7,5%/năm", "7.5 PT per-year" },
	{ "10-15%", "10 PT range; 15 PT" },
	{ "7,5-8,0%", "7.5 PT range; 8 PT" },
	{ "20 - 25%", "20 PT range; 25 PT" },
	{ "từ 15% - 20%", "15 PT range; 20 PT" },
	{ "17,5 đến 18 triệu tấn", "17.5e6 T range; 18e6 T" },
	{ "7 phần trăm", "7 PT" },
};

/* What measures nothing, or cannot be held exactly, is no number. */
static const struct row none[] = {
	{ "Nghị quyết số 29-NQ/TU", "" },
	{ "Quyết định 1593/QĐ-UBND", "" },
	{ "12/18 ngành", "" },
	{ "lúc 15:04", "" },
	{ "Km121", "" },
	{ "xăng E5", "" },
	{ "1.2.3.4 tỷ đồng", "" },
	{ "12.34.567 tỷ đồng", "" },
	{ "1,23,4 tỷ đồng", "" },
	{ "9999999999999999 tỷ đồng", "" },
	{ "999999999999999 đồng", "999999999999999 VND" },
	{ "0,1234567890123456 %", "" },
	{ "0,123456789012345 %", "0.123456789012345 PT" },
};

static void
show(const struct nq_lex *x, struct nq_buf *b)
{
	const struct nq_number *n = &x->num;
	char value[NQ_DEC_TEXT];

	nq_buf_puts(b, nq_dec_emit(n->value, value));
	if (n->mult != 0)
		nq_buf_printf(b, "e%d", n->mult);
	if (n->unit != NQ_UNIT_NONE)
		nq_buf_printf(b, " %s", nq_unit_name(n->unit));
	nq_buf_puts(b, n->per_head ? " per-head" : "");
	nq_buf_puts(b, n->per_year ? " per-year" : "");
	nq_buf_puts(b, n->ambiguous ? " ambiguous" : "");
	nq_buf_puts(b, n->repaired ? " repaired" : "");
	nq_buf_puts(b, n->slash ? " slash" : "");
	nq_buf_puts(b, n->range ? " range" : "");
	nq_buf_puts(b, n->plus ? " signed" : "");
}

static void
check(const struct nq_catalog *c, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = lexed(c, rows[i].text, NQ_CLASS_NUMBER, show);

		if (!OK(strcmp(got, rows[i].want) == 0, "%s", rows[i].text))
			printf("# want: %s\n# got:  %s\n", rows[i].want, got);
		free(got);
	}
}

/* 400 digits in every dress: refused, never wrapped round. */
static void
long_digits(const struct nq_catalog *c)
{
	char text[512];
	struct nq_number n = { 0 };
	char *got;

	memset(text, '7', 400);
	snprintf(text + 400, sizeof(text) - 400, " tỷ đồng");
	got = lexed(c, text, NQ_CLASS_NUMBER, show);
	STR(got, "");
	free(got);
	OK(!nq_digits_read(text, 400, &n), "400 digits are no number");
	memset(text, '0', 400);
	text[399] = '5';
	OK(nq_digits_read(text, 400, &n) && n.value.mant == 5,
	    "leading zeros count for nothing");
	text[1] = ',';
	OK(!nq_digits_read(text, 400, &n), "398 decimals are refused");
	for (size_t i = 0; i < 400; i++)
		text[i] = i % 4 == 3 ? '.' : '1';
	OK(!nq_digits_read(text, 399, &n), "100 groups of three are refused");
	for (size_t i = 0; i < 400; i++)
		text[i] = i % 2 == 1 ? ',' : '1';
	OK(!nq_digits_read(text, 399, &n), "200 commas are refused");
	OK(!nq_digits_read(text, 0, &n), "nothing is no number");
}

int
main(void)
{
	struct nq_catalog *c = lexed_shipped();

	check(c, marks, sizeof(marks) / sizeof(marks[0]));
	check(c, multiples, sizeof(multiples) / sizeof(multiples[0]));
	check(c, cents, sizeof(cents) / sizeof(cents[0]));
	check(c, none, sizeof(none) / sizeof(none[0]));
	long_digits(c);
	nq_catalog_free(c);
	return tap_done();
}
