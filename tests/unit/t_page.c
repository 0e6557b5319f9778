/* Pages of our own making: one rule each, five layouts, hostile ones. */
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "core/buf.h"
#include "core/mem.h"
#include "tests/tap.h"
#include "transform/page.h"

#define P1 "Giá trị sản xuất công nghiệp tháng 5 của tỉnh ước đạt 1.250 tỷ " \
	"đồng, tăng 8,2% so với cùng kỳ năm trước và bằng 41% kế hoạch năm."
#define P2 "Tổng mức bán lẻ hàng hóa trong tháng đạt 2.010 tỷ đồng, tăng " \
	"1,3% so với tháng trước; doanh thu dịch vụ lữ hành cũng tăng khá."
#define T "Sản xuất công nghiệp tháng 5 của tỉnh tăng 8,2%"

static struct nq_arena arena;
static struct nq_page page;

static void
parse(const char *s)
{
	nq_arena_release(&arena);
	nq_page_parse(s, strlen(s), NULL, &arena, &page);
}

/* The kinds of the blocks as letters: "TPPC". */
static const char *
kinds(void)
{
	static char out[64];
	size_t i;

	for (i = 0; i < page.nblocks && i + 1 < sizeof(out); i++)
		out[i] = "THPICG"[page.blocks[i].kind];
	out[i] = '\0';
	return out;
}

static const char *
day(void)
{
	return page.published != NULL ? page.published : "none";
}

static void
tags(void)
{
	parse("<h1>" T "</h1><p>Giá <b>tr</b>ị sản <i>xu</i><b>ất</b>&nbsp; "
	    "công&#160;nghi&#7879;p<span></span> th&aacute;ng 5 đạt 10 tỷ "
	    "đồng.<br>Dòng hai<p>Đoạn ba<script>var x='đoạn';</script>"
	    "<style>p{}</style><select><option>Huyện</select> hết."
	    "<p style='display: none'>ẩn đi</p><p hidden>ẩn nữa</p>");
	STR(page.text, T "\nGiá trị sản xuất công nghiệp tháng 5 đạt 10 tỷ "
	    "đồng.\nDòng hai\nĐoạn ba hết.");
	OK(page.blocks[2].start == strlen(T) + 1 + page.blocks[1].len + 1,
	    "offsets point into the text");
	parse("<h1>" T "</h1><p>" P1 "</p><p><img src=a.jpg></p><p><em>Một "
	    "góc nhà máy.</em></p><p><em>Một góc nhà máy.</em></p><p>" P2
	    "</p><figure><img><figcaption>Chợ phiên</figcaption></figure>"
	    "<p>" P1 " Hết.</p>");
	STR(kinds(), "TPCPCP");
}

static void
layouts(void)
{
	/* Menu and widgets in layout tables, other stories with figures. */
	parse("<html><title>Sở Công Thương</title><body><table><tr><td>"
	    "<a href=1>Trang chủ</a> <a href=2>Tin tức</a></td></tr><tr><td>"
	    "Hôm nay, Thứ Hai, 1/6/2026</td></tr><tr><td><b>Tin mới</b><br>"
	    "<a href=3>Thu ngân sách đạt 500 tỷ đồng</a></td><td>"
	    "<span class=tieude>" T "</span><br>Ngày đăng: 02/06/2025 08:15"
	    "<br><br>" P1 "<br>" P2 "<br>" P1 " Hết.<br><b>Các tin khác"
	    "</b><br><a href=4>Xuất khẩu đạt 9 triệu USD</a><br>Trong tháng, "
	    "xuất khẩu của cả nước đạt 30 tỷ USD, tăng 10% so với tháng trước "
	    "và là mức cao nhất từ trước tới nay.</td></tr></table>"
	    "<div>Địa chỉ: số 1, đường A</div>");
	STR(page.title, T);
	STR(kinds(), "TPPP");
	STR(day(), "2025-06-02");
	/* Modern: section and aside, lead outside the body, JSON-LD. */
	parse("<script type='application/ld+json'>{\"headline\":\"" T "\","
	    "\"datePublished\": \"2025-06-03T01:02:03+07:00\"}</script><header>"
	    "<nav><ul><li><a href=1>Kinh tế</a><li><a href=2>Xã hội</a></ul>"
	    "</nav></header><main><h1>" T "</h1><div class=author>Lan Anh</div>"
	    "<h2 class=sapo>" P2 "</h2><div class=detail-content><p>" P1 "</p>"
	    "<p>" P1 " Nay.</p><ul><li>Khai khoáng giảm 2%;<li>Chế biến tăng "
	    "9%.</ul><p>" P1 " Hết.</p></div></main><aside><h3>Đọc nhiều</h3>"
	    "<p>" P2 " Khác.</p></aside><footer><p>" P2 " Chân.</p></footer>");
	STR(page.title, T);
	STR(kinds(), "TPPPIIP");
	STR(day(), "2025-06-03");
}

static void
layouts_without_hints(void)
{
	/* No classes at all: divs, a tail of teasers without links. */
	parse("<body><div><a href=1>A</a> | <a href=2>B</a></div><div><div>"
	    T "</div><div>Cập nhật: Thứ năm, 5/6/2025 | 11:00:51 AM</div>"
	    "<div>" P1 "</div><div>" P2 "</div><div>" P1 " Hết.</div></div>"
	    "<div><div>Tin cùng chuyên mục</div><div>" P2 " Tin kia.</div>"
	    "</div><div>Lượt truy cập: 1.234.567</div>");
	STR(page.title, T);
	STR(kinds(), "TPPP");
	STR(day(), "2025-06-05");
	/* A blog: time element, tags, share, comments with figures. */
	parse("<title>" T " - Hiệp hội</title><article class='post widget'>"
	    "<h2 class=entry-title>" T "</h2><time class='entry-date "
	    "published' datetime='2025-06-07T00:00:00Z'>7 Tháng Sáu, 2025"
	    "</time><div class=entry-content><p>" P1 "</p><p>" P2 "</p>"
	    "<p>Nguồn: Sở Công Thương</p><div class=share>Chia sẻ</div></div>"
	    "<div class=tags>Từ khóa: IIP</div></article><div id=comments>"
	    "<p>" P2 " Bình luận.</p></div>");
	STR(page.title, T);
	STR(kinds(), "TPP");
	STR(day(), "2025-06-07");
	/* Today's date above, the release's below; portlets called widgets. */
	parse("<title>" T " - Cổng</title><div class=date>Chủ nhật, 22/11/2026"
	    "</div><div class='portlet widget'><ul class=nav><li><a href=a>A"
	    "</a></ul></div><div class='portlet widget-content'><div>" T
	    "</div><p class=lead>" P2 "</p><div class=content><p>" P1 "</p>"
	    "<p>" P1 " Hai.</p><p>" P1 " Ba.</p></div><div>Đăng ngày "
	    "03/06/2025 09:10</div></div><div><h4>Tin nổi bật</h4><p>" P2
	    " Nữa.</p></div>");
	STR(kinds(), "TPPPP");
	STR(day(), "2025-06-03");
	parse("<title>" T " | Sở Công Thương</title><p>" P1 "</p><p>" P2
	    "</p>");
	STR(page.title, T);
	/* Infographic: menus and a picture. */
	parse("<body><ul class=menu><li><a href=1>Trang chủ</a><li><a href=2>"
	    "Giới thiệu</a></ul><h1>" T "</h1><p><img src=a.png></p>");
	OK(page.status == NQ_PAGE_IMAGE_ONLY, "an infographic is image-only");
	parse("<h1>" T "</h1><p><img src=a.png></p><div><h4>Thời tiết</h4>"
	    "<table><tr><td>A<td>24 - 31<tr><td>B<td>21 - 30<tr><td>C<td>15"
	    "</table></div><div>Đang trực tuyến: 17</div><div>Tổng lượt: "
	    "1284057</div><ul><li>Công văn số 1128 về phòng, chống rét</ul>");
	OK(page.status == NQ_PAGE_IMAGE_ONLY, "and so with widgets around");
	STR(page.text, T);
	/* A dump of a page as lines. */
	parse("Trang chủ\nGiới thiệu\nTin tức\nVăn bản\nLiên hệ\nĐăng nhập\n"
	    T "\n10/06/2025 15:24\nI. CÔNG NGHIỆP\n" P1 "\nDoanh thu bán lẻ\n"
	    "tháng này đạt 3 tỷ đồng.\n" P2 "\nTin khác\nThu ngân sách đạt "
	    "500 tỷ đồng\n(04/04/2025)\nĐịa chỉ: số 1\n");
	STR(page.title, T);
	STR(kinds(), "THPPP");
	STR(day(), "2025-06-10");
	OK(strstr(page.text, "bán lẻ tháng này") != NULL, "a line goes on");
}

static void
dates(void)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{ "28/03/2019 08:41:19", "2019-03-28" },
		{ "Cập nhật: Thứ năm, 2/11/2023 | 11:00:51 AM", "2023-11-02" },
		{ "29/06/2022 15:04 PM", "2022-06-29" },
		{ "Ngày 29/06/2022-08:53:00 AM", "2022-06-29" },
		{ "03-04-2025 - 11:31 (GMT+7)", "2025-04-03" },
		{ "9 Tháng Mười Hai, 2022", "2022-12-09" },
		{ "(29/09/2022)", "2022-09-29" },
		{ "31/02/2022 08:00", "none" },
		{ "Quyết định số 12/QĐ-UBND ngày 5/1/2024 của UBND tỉnh",
		    "none" }
	};
	char html[2048];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(html, sizeof(html), "%s%s%s",
		    "<p>Thứ Hai, 9/9/2024</p><div><a href=1>a</a></div><div>"
		    "<h1>" T "</h1><p>", rows[i].line,
		    "</p><p>" P1 "</p><p>" P2 "</p></div>");
		parse(html);
		if (strcmp(rows[i].want, "none") != 0)
			STR(day(), rows[i].want);
		else
			OK(strcmp(day(), "2024-01-05") != 0 &&
			    strcmp(day(), "2022-02-31") != 0,
			    "no day in %s", rows[i].line);
	}
}

static void
tables(void)
{
	const struct nq_grid *g;

	parse("<h1>" T "</h1><p>" P1 "</p><table><tr><th rowspan=2>Chỉ tiêu"
	    "<th colspan=2>So với (%)<tr><th>tháng<br>trước<th>cùng kỳ<tr><td>"
	    "Khai khoáng<td>101,2<td>99,5<tr><td>Chế biến<td>102<td "
	    "rowspan=65535>110</table><p>" P2 "</p>");
	STR(kinds(), "TPGP");
	g = page.blocks[2].grid;
	OK(g != NULL && g->rows == 4 && g->cols == 3, "4 rows, 3 columns");
	STR(g->cells[3].text, "Chỉ tiêu");
	STR(g->cells[4].text, "tháng trước");
	STR(g->cells[2].text, "So với (%)");
	OK(g->cells[2].header && !g->cells[8].header, "headers are marked");
	OK(!g->cells[1].spanned && g->cells[2].spanned && g->cells[3].spanned,
	    "what repeats a span is marked");
	STR(page.blocks[2].text, "Chỉ tiêu | So với (%)\ntháng trước | "
	    "cùng kỳ\nKhai khoáng | 101,2 | 99,5\nChế biến | 102 | 110");
	OK(strncmp(page.text + page.blocks[2].start + g->row_start[2],
	    "Khai khoáng", strlen("Khai khoáng")) == 0 &&
	    page.text[page.blocks[2].start + g->row_end[2]] == '\n',
	    "a row's line is found by its offsets");
	parse("<h1>" T "</h1><table><tr><td>" P1 "<td>" P2 "<tr><td>" P1
	    "<td>" P2 " 2</table>");
	OK(strchr(kinds(), 'G') == NULL, "a layout table dissolves");
}

static void
types(void)
{
	static const struct {
		const char *body;
		enum nq_page_status want;
	} rows[] = {
		{ "", NQ_PAGE_FAILED }, { " \n\t ", NQ_PAGE_FAILED },
		{ "%PDF-1.4\n1 0 obj", NQ_PAGE_FAILED },
		{ "PK\3\4xxxx", NQ_PAGE_FAILED },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1zz", NQ_PAGE_FAILED },
		{ "Rar!\x1a\x07xx", NQ_PAGE_UNSUPPORTED },
		{ "{\"a\":1}", NQ_PAGE_UNSUPPORTED },
		{ "<?xml version='1.0'?><rss></rss>", NQ_PAGE_UNSUPPORTED },
		{ "<html><body></body></html>", NQ_PAGE_FAILED }
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		parse(rows[i].body);
		OK(page.status == rows[i].want && page.reason != NULL &&
		    page.nblocks == 0, "status of type %zu: %s", i,
		    page.reason != NULL ? page.reason : "none");
	}
}

/* unit, n times, within a page; returns seconds of processor time. */
static double
repeated(const char *unit, size_t n, const char *tail)
{
	struct nq_buf b = NQ_BUF(64 << 20);
	clock_t start;
	size_t i;

	nq_buf_puts(&b, "<h1>" T "</h1><p>" P1 "</p>");
	for (i = 0; i < n; i++)
		nq_buf_puts(&b, unit);
	nq_buf_puts(&b, tail);
	nq_arena_release(&arena);
	start = clock();
	nq_page_parse(b.p, b.len, NULL, &arena, &page);
	nq_buf_release(&b);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void
hostile(void)
{
	static const struct {
		const char *unit;
		size_t n;
		bool cut;
	} rows[] = {
		{ "<div>", 100000, true }, { "<b>", 100000, true },
		{ "<table><tr><td>", 50000, true },
		{ "<b>a</i></u>", 40000, true }, { "</x></p>", 60000, false },
		{ "<p>a", 60000, false }, { "<script>", 60000, false },
		{ "<!--", 60000, false }, { "<a b=\"", 60000, false },
		{ "chữ ", 1300000, false }, { "<br>", 100000, false },
		{ "&#x61;", 60000, false }, { "<p>Tin khác</p>", 30000, false },
		{ "<td rowspan=65535 colspan=512>1", 20000, false },
		{ "<a b c d e f g", 60000, false },
		{ "C\xcc\xa3\xcc\x81", 60000, false }
	};
	double once, twice;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		once = repeated(rows[i].unit, rows[i].n / 2, "");
		twice = repeated(rows[i].unit, rows[i].n, "");
		OK(twice < once * 3 + 0.2, "linear in %s: %.3f s, %.3f s",
		    rows[i].unit, once, twice);
		OK(!rows[i].cut || page.status == NQ_PAGE_TRUNCATED,
		    "%s deep is truncated", rows[i].unit);
	}
	repeated("chữ số ", 2500000, "</p>");
	OK(page.status == NQ_PAGE_TRUNCATED, "20 MB of text is truncated");
	repeated("<table><tr><td>1<td>2</table>", 60000, "");
	OK(page.text_len < 64 << 20, "many tables end");
	once = repeated("", 1, "<p a1=1 ");
	for (i = 0; i < 1; i++)
		twice = repeated(" x y=1 z", 400000, ">");
	OK(twice < 5, "a million attributes in %.3f s (%.3f)", twice, once);
}

/* Mutations of a page, always the same ones. */
static void
mutations(void)
{
	static const char base[] = "<html><head><title>" T "</title></head>"
	    "<body><div class=menu><a href=1>A</a></div><h1>" T "</h1><p>" P1
	    "</p><table><tr><td rowspan=2>x<td>1<tr><td>2</table><p><img>"
	    "<br><i>Ảnh</i></p><ul><li>Một<li>Hai</ul><!-- x --><script>y"
	    "</script><p>" P2 "</p><b>Tin khác</b></body></html>";
	unsigned long seed = 29;
	char body[sizeof(base) + 8];
	int round, k, bad = 0;
	size_t at, n;

	for (round = 0; round < 2000; round++) {
		n = sizeof(base) - 1;
		memcpy(body, base, sizeof(base));
		for (k = 0; k < round % 9; k++) {
			seed = seed * 6364136223846793005ul + 12345;
			at = (seed >> 33) % n;
			if (seed >> 60 & 1)
				body[at] = "<>&\"'/ \0\xc2\xad!-=;"
				    [(seed >> 20) % 14];
			else if (n > 20)
				memmove(body + at, body + at + 1,
				    --n - at);
		}
		nq_arena_release(&arena);
		nq_page_parse(body, n, NULL, &arena, &page);
		bad += strlen(page.text) != page.text_len;
		for (at = 0; at < page.nblocks; at++)
			bad += strncmp(page.text + page.blocks[at].start,
			    page.blocks[at].text, page.blocks[at].len) != 0;
	}
	OK(bad == 0, "2000 mutated pages keep their offsets");
}

int
main(void)
{
	nq_page_init();
	tags();
	layouts();
	layouts_without_hints();
	dates();
	tables();
	types();
	hostile();
	mutations();
	nq_arena_release(&arena);
	return tap_done();
}
