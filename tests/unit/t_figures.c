/*
 * Sentences to figures. Each row is a release of one or two sentences,
 * published on 2025-01-10 unless it says otherwise, and all the figures that
 * it states of Yên Bái, in order. A figure is written as
 *   RETAIL.goods 2024-09 level 605.2e9 VND
 * with what is not ordinary behind it: @VN another area, =plan a role, ~min
 * a bound, E an estimate, constant-2010 a price base, !flags.
 */
#include "tests/lexed.h"

#include "transform/figures.h"
#include "transform/page.h"
#include "transform/records.h"

struct row {
	const char *text, *want;
};

#define PUBLISHED "2025-01-10"
#define TITLE "Tình hình kinh tế - xã hội tỉnh Yên Bái\n"
#define RETAIL "tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng "
#define OUTPUT "giá trị sản xuất công nghiệp "
#define IIP "chỉ số sản xuất công nghiệp "

/* What other readers got wrong (facts: phrasing.md I), in its order. */
static const struct row others[] = {
	{ "Quý III/2021, GDP cả nước giảm 6,17 % so với cùng kỳ năm trước.",
	    "GRDP 2021-Q3 yoy -6.17 PT @VN" },
	{ "Năm 2024, GRDP của tỉnh giảm 1,20 % so với năm trước; khu vực "
	    "dịch vụ tăng 8,5 %.",
	    "GRDP 2024 yoy -1.2 PT; GRDP.services 2024 yoy 8.5 PT" },
	{ "Trong tháng 7 năm 2024, " RETAIL "giảm 0,9 % so với tháng trước.",
	    "RETAIL 2024-07 pop -0.9 PT" },
	{ "Năm 2024, kim ngạch xuất khẩu đạt 1,5 tỷ USD.",
	    "EXPORTS 2024 level 1.5e9 USD" },
	{ "Năm 2024, kim ngạch nhập khẩu đạt 1.161,5 triệu USD.",
	    "IMPORTS 2024 level 1161.5e6 USD" },
	{ "Năm 2024, " RETAIL "đạt 13,7 nghìn tỷ đồng.",
	    "RETAIL 2024 level 13.7e12 VND" },
	{ "Tháng 9/2024, " RETAIL "đạt 2.169,9 tỷ đồng.",
	    "RETAIL 2024-09 level 2169.9e9 VND" },
	{ "Tháng 9/2024, thu ngân sách nhà nước trên địa bàn đạt 850 tỷ.",
	    "BUDGET_REVENUE 2024-09 level 850e9 VND" },
	{ "Tháng 9/2024, " IIP "bằng 105,66 % so với cùng kỳ; kim ngạch xuất "
	    "khẩu tăng gấp 2,2 lần so với cùng kỳ.",
	    "IIP 2024-09 yoy 5.66 PT; EXPORTS 2024-09 yoy 120 PT" },
	{ "Quý II/2024, " IIP "tăng 5,1% so với cùng kỳ. Quý III/2024, " IIP
	    "tăng 6,2% so với cùng kỳ. Quý IV/2024, " IIP "tăng 7,3% so với "
	    "cùng kỳ.",
	    "IIP 2024-Q2 yoy 5.1 PT; IIP 2024-Q3 yoy 6.2 PT; "
	    "IIP 2024-Q4 yoy 7.3 PT" },
	{ "Bốn tháng đầu năm 2024, " IIP "tăng 4,2% so với cùng kỳ. Tính "
	    "chung 11 tháng năm 2024, " IIP "tăng 8,4% so với cùng kỳ.",
	    "IIP 2024-01-01/P4M yoy 4.2 PT; IIP 2024-01-01/P11M yoy 8.4 PT" },
	{ "6 tháng đầu năm 2024, " RETAIL "đạt 9.000,5 tỷ đồng; 9 tháng năm "
	    "2024 đạt 14.000,5 tỷ đồng.",
	    "RETAIL 2024-S1 level 9000.5e9 VND; "
	    "RETAIL 2024-01-01/P9M level 14000.5e9 VND" },
	{ "6 tháng đầu năm 2024, GRDP đạt 6.123,5 tỷ đồng. Tổng thu ngân "
	    "sách nhà nước đạt 12.345 tỷ đồng, tăng 8,5% so với cùng kỳ.",
	    "GRDP 2024-S1 level 6123.5e9 VND; BUDGET_REVENUE 2024-S1 level "
	    "12345e9 VND; BUDGET_REVENUE 2024-S1 yoy 8.5 PT" },
	{ "Tháng 9/2024, ngành thống kê công bố " IIP "theo phương pháp mới "
	    "kể từ kỳ này. Chỉ số giá tiêu dùng tăng 0,08% so với tháng "
	    "trước và tăng 3,59% so với cùng kỳ năm trước.",
	    "CPI 2024-09 pop 0.08 PT; CPI 2024-09 yoy 3.59 PT" },
};

/* Short forms seen on the portals (facts: portals.md 5). */
static const struct row portals[] = {
	{ "Tháng 9/2024, " RETAIL "đạt 24.220 tỷ đồng, tăng 3,62% so với "
	    "tháng trước và tăng 20,42% so cùng kỳ.",
	    "RETAIL 2024-09 level 24220e9 VND; "
	    "RETAIL 2024-09 pop 3.62 PT; RETAIL 2024-09 yoy 20.42 PT" },
	{ "Năm tháng đầu năm 2024, " RETAIL "đạt 45.826,5 tỷ đồng.",
	    "RETAIL 2024-01-01/P5M level 45826.5e9 VND" },
	{ "Tháng năm năm 2024, " RETAIL "đạt 9.826,5 tỷ đồng.",
	    "RETAIL 2024-05 level 9826.5e9 VND" },
	{ "9 tháng năm 2024, " OUTPUT "đạt 13.350,5 tỷ đồng, bằng 22,25% so "
	    "với kế hoạch năm, bằng 99,08% so với cùng kỳ.",
	    "IND_OUTPUT 2024-01-01/P9M level 13350.5e9 VND; "
	    "IND_OUTPUT 2024-01-01/P9M of_year_plan 22.25 PT; "
	    "IND_OUTPUT 2024-01-01/P9M yoy -0.92 PT" },
	{ "Năm 2024, năng suất lúa tăng15,20 tạ/ha; đèn công suất >37.5 W; "
	    "điện thoại 02163 800 900.", "" },
	{ "Tháng 9/2024, " OUTPUT "bằng 119%% so với cùng kỳ.",
	    "IND_OUTPUT 2024-09 yoy 19 PT" },
	{ "Năm 2024, " IIP "tăng 7,5-8,0% so với năm trước.",
	    "IIP 2024 yoy 7.5 PT ~min; IIP 2024 yoy 8 PT ~max" },
	{ "Năm 2024, " OUTPUT "đạt 19.357,5 tỷ đồng (giá hiện hành) và đạt "
	    "14.150,5 tỷ đồng (giá so sánh 2010).",
	    "IND_OUTPUT 2024 level 19357.5e9 VND current; "
	    "IND_OUTPUT 2024 level 14150.5e9 VND constant-2010" },
};

/* The same, of a release of 2018-03-05. */
static const struct row past[] = {
	{ "Tháng 2/2108, " OUTPUT "đạt 605,2 tỷ đồng, giảm 16,1% so với "
	    "tháng trước.",
	    "IND_OUTPUT 2018-02 level 605.2e9 VND !year; "
	    "IND_OUTPUT 2018-02 pop -16.1 PT !year" },
	{ "2 tháng đầu năm, " OUTPUT "đạt 1.326,8 tỷ đồng, tăng 10,59% so "
	    "với cùng kỳ.",
	    "IND_OUTPUT 2018-01-01/P2M level 1326.8e9 VND; "
	    "IND_OUTPUT 2018-01-01/P2M yoy 10.59 PT" },
};

/* Wordings of the guide, one rule a row. */
static const struct row guide[] = {
	{ "Tháng 9/2024, " RETAIL "ước đạt hơn 2.100,5 tỷ đồng, tăng 5,5% so "
	    "với cùng kỳ năm trước.",
	    "RETAIL 2024-09 level 2100.5e9 VND ~min E; "
	    "RETAIL 2024-09 yoy 5.5 PT" },
	{ "Tháng 9/2024, " RETAIL "đạt gần 2.100,5 tỷ đồng.",
	    "RETAIL 2024-09 level 2100.5e9 VND ~max" },
	{ "Tháng 9/2024, " RETAIL "đạt khoảng 2.100,5 tỷ đồng.",
	    "RETAIL 2024-09 level 2100.5e9 VND ~approx" },
	{ "Tháng 9/2024, " IIP "tăng 8,5% so với cùng kỳ (cùng kỳ tăng "
	    "4,2%).", "IIP 2024-09 yoy 8.5 PT; IIP 2023-09 yoy 4.2 PT" },
	{ "Tháng 9/2024, " IIP "tăng 8,5% so với cùng kỳ (cả nước tăng "
	    "9,1%).", "IIP 2024-09 yoy 8.5 PT; IIP 2024-09 yoy 9.1 PT @VN" },
	{ "Tháng 9/2024, " IIP "tăng 8,5% so với cùng kỳ; trong đó: ngành "
	    "khai khoáng tăng 3,1%; công nghiệp chế biến, chế tạo giảm 2,4%; "
	    "sản xuất và phân phối điện tăng 10,2%.",
	    "IIP 2024-09 yoy 8.5 PT; IIP.B 2024-09 yoy 3.1 PT; "
	    "IIP.C 2024-09 yoy -2.4 PT; IIP.D 2024-09 yoy 10.2 PT" },
	{ "Năm 2024, " RETAIL "đạt 25.000,5 tỷ đồng, vượt 3% kế hoạch năm.",
	    "RETAIL 2024 level 25000.5e9 VND; "
	    "RETAIL 2024 of_year_plan 103 PT" },
	{ "Năm 2025, tỉnh phấn đấu " OUTPUT "đạt 21.000,5 tỷ đồng.",
	    "IND_OUTPUT 2025 level 21000.5e9 VND =plan" },
	{ "Năm 2024, xuất khẩu đạt 300,5 triệu USD, tăng 20,5 triệu USD so "
	    "với năm trước.", "EXPORTS 2024 level 300.5e6 USD" },
	{ "Năm 2024, GRDP tăng 7,91% so với năm trước, đứng thứ 7/14 trong "
	    "vùng.", "GRDP 2024 yoy 7.91 PT" },
	{ "Năm 2024, 12/18 ngành công nghiệp tăng so với năm trước.", "" },
	{ "Năm 2024, GRDP tăng 7,91%, trong đó khu vực dịch vụ đóng góp 3,2 "
	    "điểm phần trăm.",
	    "GRDP 2024 yoy 7.91 PT; GRDP.services 2024 contribution 3.2 PP" },
	{ "Năm 2024, toàn tỉnh đón trên 2.150 nghìn lượt khách, trong đó "
	    "khách quốc tế đạt 250 nghìn lượt.",
	    "TOURISTS 2024 level 2150e3 NUM ~min; "
	    "TOURISTS.international 2024 level 250e3 NUM" },
	{ "Lũy kế 9 tháng năm 2024, có 250 doanh nghiệp thành lập mới.",
	    "NEW_ENTERPRISES 2024-01-01/P9M level 250 NUM" },
	{ "Giai đoạn 2021 - 2025, " OUTPUT "tăng bình quân 9,5%/năm.",
	    "IND_OUTPUT 2021-01-01/P5Y avg 9.5 PT" },
	{ "Năm 2024, giá bán lẻ xăng E5 tăng 300 đồng/lít.", "" },
	{ "Năm 2024, Công ty A đạt doanh thu 500 tỷ đồng, tăng 12% so với "
	    "năm trước.", "" },
	{ "Năm 2024, tỉnh Lào Cai có " IIP "tăng 9,5% so với năm trước.",
	    "IIP 2024 yoy 9.5 PT @VN-02" },
	{ "Tháng 9/2024, " RETAIL "tăng 9,5% so với cùng kỳ, nếu loại trừ "
	    "yếu tố giá tăng 6,1%.",
	    "RETAIL 2024-09 yoy 9.5 PT; RETAIL 2024-09 yoy_real 6.1 PT" },
	{ "Nam 2024, gia tri san xuat cong nghiep dat 19.357,5 ty dong, tang "
	    "9,5% so voi nam truoc.", "" },
	{ "Sơ bộ năm 2024, " OUTPUT "đạt 19.357,5 tỷ đồng.",
	    "IND_OUTPUT 2024 level 19357.5e9 VND P" },
	{ "Quý III/2024, " IIP "tăng 9,3% so với cùng kỳ. Ba tháng qua, kim "
	    "ngạch xuất khẩu đạt 86,4 triệu USD.",
	    "IIP 2024-Q3 yoy 9.3 PT; EXPORTS 2024-Q3 level 86.4e6 USD" },
	/* A part beyond its whole: its point is a decimal one. */
	{ "Tháng 9/2024, " OUTPUT "đạt 4.404,229 tỷ đồng, trong đó: khai "
	    "khoáng đạt 818,441 tỷ đồng; chế biến, chế tạo đạt 3.570,692 tỷ "
	    "đồng; cung cấp nước đạt 15.096 tỷ đồng.",
	    "IND_OUTPUT 2024-09 level 4404.229e9 VND; "
	    "IND_OUTPUT.B 2024-09 level 818.441e9 VND; "
	    "IND_OUTPUT.C 2024-09 level 3570.692e9 VND; "
	    "IND_OUTPUT.E 2024-09 level 15.096e9 VND !ambiguous !reversed" },
};

static void
write_figure(const struct nq_catalog *c, const struct nq_figure *f,
    struct nq_buf *b)
{
	static const char *const bounds[] = { "", " ~min", " ~max",
	    " ~approx" };
	static const char *const bases[] = { "", " constant-2010",
	    " current" };
	const char *area = nq_catalog_area(c, f->area)->code;
	char period[NQ_PERIOD_TEXT], value[NQ_DEC_TEXT];

	nq_buf_printf(b, "%s", nq_catalog_indicator(c, f->indicator)->code);
	if (f->breakdown != NULL)
		nq_buf_printf(b, ".%s", f->breakdown);
	nq_buf_printf(b, " %s %s %s", nq_period_emit(f->period, period),
	    nq_trans_name(f->trans), nq_dec_emit(f->value, value));
	if (f->mult != 0)
		nq_buf_printf(b, "e%d", f->mult);
	nq_buf_printf(b, " %s", nq_unit_name(f->unit));
	if (strcmp(area, "VN-06") != 0)
		nq_buf_printf(b, " @%s", area);
	if (f->role != NQ_ROLE_ACTUAL)
		nq_buf_printf(b, " =%s", nq_role_name(f->role));
	nq_buf_puts(b, bounds[f->bound]);
	if (f->status != 'A')
		nq_buf_printf(b, " %c", f->status);
	nq_buf_puts(b, bases[f->base]);
	if ((f->flags & NQ_FLAG_YEAR_REPAIRED) != 0)
		nq_buf_puts(b, " !year");
	if ((f->flags & NQ_FLAG_AMBIGUOUS_NUMBER) != 0)
		nq_buf_puts(b, " !ambiguous");
	if ((f->flags & NQ_FLAG_MARKS_REVERSED) != 0)
		nq_buf_puts(b, " !reversed");
}

static char *
read_text(const struct nq_catalog *c, const char *text, const char *published)
{
	struct nq_release release = { .source = "yenbai-portal",
	    .published = published };
	struct nq_page_hint hint = { .media_type = "text/plain" };
	struct nq_figures figures = { 0 };
	struct nq_buf b = NQ_BUF(1 << 20), in = NQ_BUF(1 << 20);
	struct nq_arena arena = { 0 };
	struct nq_page page;

	nq_buf_printf(&in, TITLE "%s\n", text);
	nq_page_parse(in.p, in.len, &hint, &arena, &page);
	nq_figures_read(c, &page, &release, &arena, &figures);
	nq_records_settle(&figures);
	for (size_t i = 0; i < figures.n; i++) {
		if (i > 0)
			nq_buf_puts(&b, "; ");
		write_figure(c, &figures.v[i], &b);
	}
	nq_buf_putc(&b, '\0');
	nq_buf_release(&in);
	nq_arena_release(&arena);
	return b.p;
}

static void
check(const struct nq_catalog *c, const char *what, const char *published,
    const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = read_text(c, rows[i].text, published);

		if (!OK(strcmp(got, rows[i].want) == 0, "%s %zu: %s", what,
		    i + 1, rows[i].text))
			printf("# want: %s\n# got:  %s\n", rows[i].want, got);
		free(got);
	}
}

int
main(void)
{
	struct nq_catalog *c = lexed_shipped();

	nq_page_init();
	check(c, "others", PUBLISHED, others,
	    sizeof(others) / sizeof(others[0]));
	check(c, "portals", PUBLISHED, portals,
	    sizeof(portals) / sizeof(portals[0]));
	check(c, "past", "2018-03-05", past, sizeof(past) / sizeof(past[0]));
	check(c, "guide", PUBLISHED, guide, sizeof(guide) / sizeof(guide[0]));
	nq_catalog_free(c);
	return tap_done();
}
