/*
 * Pages for the benchmark: pages COUNT FOLDER writes FOLDER/pages.warc.gz,
 * through our own writer, and FOLDER/pages.raw, the same bodies one behind
 * the other, each with its length before it. A seed that never changes, so
 * two runs on two machines measure the same bytes.
 *
 * A page has the size and the shape of a portal's (facts: portals.md 1):
 * some 60 KB, of them 3 to 6 KB article; the menu twice over, a view state,
 * scripts, other stories with figures behind.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/warc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rng {
	uint64_t state;
};

/* xorshift64*, enough for text. */
static unsigned
draw(struct rng *r, unsigned below)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (unsigned)((r->state * 2685821657736338717u) >> 33) % below;
}

#define PICK(r, list) list[draw(r, sizeof(list) / sizeof(list[0]))]

static const char *const topics[] = {
	"giá trị sản xuất công nghiệp",
	"tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng",
	"thu ngân sách nhà nước trên địa bàn",
	"tổng vốn đầu tư toàn xã hội",
};

static const char *const parts[] = {
	"ngành khai khoáng", "công nghiệp chế biến, chế tạo",
	"sản xuất và phân phối điện", "cung cấp nước và xử lý rác thải",
};

/* Sentences without a figure of ours, as most of a report is. */
static const char *const talk[] = {
	"Các đơn vị trên địa bàn tiếp tục duy trì ổn định hoạt động, bảo đảm "
	"việc làm cho người lao động và đời sống của nhân dân.",
	"Thời tiết trong kỳ thuận lợi cho việc thu hoạch lúa, bà con tranh "
	"thủ làm đất để kịp khung thời vụ.",
	"Diện tích gieo cấy lúa mùa đạt 19.250 ha, năng suất ước đạt 51,3 "
	"tạ/ha, cao hơn vụ trước 0,4 tạ/ha.",
	"Giá các mặt hàng thiết yếu ổn định, không có hiện tượng khan hàng, "
	"sốt giá; lực lượng chức năng kiểm tra 125 vụ, xử lý 38 vụ.",
	"Công tác giải phóng mặt bằng một số công trình còn chậm, ảnh hưởng "
	"tới tiến độ chung; các ngành đã họp và phân công từng việc.",
	"Các trường học trong tỉnh khai giảng năm học mới, tỷ lệ học sinh ra "
	"lớp đạt 99,2%, cơ sở vật chất được tu sửa trước ngày khai giảng.",
};

static const char *const menu[] = {
	"Trang chủ", "Giới thiệu", "Tin tức - Sự kiện", "Văn bản pháp quy",
	"Thủ tục hành chính", "Hỏi đáp", "Liên hệ", "Công khai ngân sách",
	"Chiến lược, quy hoạch", "Thông tin dự án", "Đấu thầu, mua sắm công",
	"Tuyên truyền, phổ biến pháp luật",
};

static void
put_menu(struct rng *r, struct nq_buf *b, const char *class, int rows)
{
	nq_buf_printf(b, "<div class=\"%s\"><ul>\n", class);
	for (int i = 0; i < rows; i++) {
		nq_buf_printf(b, "<li class=\"static dynamic-children\"><a "
		    "class=\"static menu-item\" href=\"/noidung/tintuc/Pages/"
		    "danh-muc.aspx?l=Muc%d&amp;lv=%u\" title=\"%s\"><span>%s"
		    "</span></a><ul class=\"dynamic\">\n", i, draw(r, 40),
		    PICK(r, menu), PICK(r, menu));
		for (unsigned k = draw(r, 4); k > 0; k--)
			nq_buf_printf(b, "<li><a href=\"/noidung/Pages/muc-"
			    "%u.aspx\"><span class=\"text\">%s</span></a>"
			    "</li>\n", draw(r, 9999), PICK(r, menu));
		nq_buf_puts(b, "</ul></li>\n");
	}
	nq_buf_puts(b, "</ul></div>\n");
}

/* Long base64-like value of a hidden field, as ASP.NET pages carry. */
static void
put_state(struct rng *r, struct nq_buf *b, int len)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
	    "qrstuvwxyz0123456789+/";

	nq_buf_puts(b, "<input type=\"hidden\" name=\"__VIEWSTATE\" value=\"");
	for (int i = 0; i < len; i++)
		nq_buf_putc(b, set[draw(r, sizeof(set) - 1)]);
	nq_buf_puts(b, "\">\n");
}

static void
put_script(struct rng *r, struct nq_buf *b, int lines)
{
	nq_buf_puts(b, "<script type=\"text/javascript\">\n//<![CDATA[\n");
	for (int i = 0; i < lines; i++)
		nq_buf_printf(b, "var item%u = document.getElementById('ctl00_"
		    "%u'); if (item%u) { item%u.className = 'on'; }\n",
		    draw(r, 999), draw(r, 999), draw(r, 999), draw(r, 999));
	nq_buf_puts(b, "//]]>\n</script>\n");
}

static void
put_figures(struct rng *r, struct nq_buf *b, unsigned month, unsigned year)
{
	nq_buf_printf(b, "<p style=\"text-align: justify\"><span>Tháng %u/%u, "
	    "<strong>%s</strong> ước đạt %u.%03u,%u tỷ đồng, tăng %u,%02u%% so "
	    "với tháng trước và tăng %u,%u%% so với cùng kỳ năm trước, bằng "
	    "%u,%u%% kế hoạch năm.", month, year, PICK(r, topics),
	    1 + draw(r, 9), draw(r, 1000), draw(r, 10), draw(r, 9),
	    draw(r, 100), draw(r, 20), draw(r, 10), 50 + draw(r, 40),
	    draw(r, 10));
	if (draw(r, 2) == 0) {
		nq_buf_puts(b, " Chỉ số sản xuất công nghiệp tăng 8,2% so với "
		    "cùng kỳ; trong đó: ");
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			nq_buf_printf(b, "%s%s %s %u,%u%%", i > 0 ? "; " : "",
			    parts[i], draw(r, 4) == 0 ? "giảm" : "tăng",
			    draw(r, 15), draw(r, 10));
		nq_buf_putc(b, '.');
	}
	nq_buf_puts(b, "</span></p>\n");
}

static void
put_article(struct rng *r, struct nq_buf *b, unsigned n)
{
	unsigned month = 1 + n % 12, year = 2019 + n / 12 % 6;
	size_t until;

	nq_buf_printf(b, "<div class=\"content\"><h1 class=\"title\">Tình "
	    "hình kinh tế - xã hội tháng %u năm %u</h1>\n<div class=\"date\">"
	    "%02u/%02u/%u 08:%02u:41</div>\n<div class=\"body\">\n", month,
	    year, 1 + draw(r, 27), month, year, draw(r, 60));
	until = b->len + 3000 + draw(r, 3000);
	while (b->len < until) {
		put_figures(r, b, month, year);
		for (unsigned k = 1 + draw(r, 3); k > 0; k--)
			nq_buf_printf(b, "<p style=\"text-align: justify\">"
			    "%s&nbsp;%s</p>\n", PICK(r, talk), PICK(r, talk));
	}
	nq_buf_puts(b, "</div></div>\n");
}

static void
put_related(struct rng *r, struct nq_buf *b, int rows)
{
	nq_buf_puts(b, "<div class=\"other\"><h3>Các tin khác</h3><ul>\n");
	for (int i = 0; i < rows; i++)
		nq_buf_printf(b, "<li><a href=\"/noidung/tintuc/Pages/chi-"
		    "tiet-tin-tuc.aspx?ItemID=%u&amp;l=Tin\">Tháng %u, %s đạt "
		    "%u tỷ đồng</a> <span class=\"time\">(%02u/%02u/2023)"
		    "</span></li>\n", draw(r, 99999), 1 + draw(r, 12),
		    PICK(r, topics), draw(r, 9999), 1 + draw(r, 28),
		    1 + draw(r, 12));
	nq_buf_puts(b, "</ul></div>\n");
}

static void
put_page(struct rng *r, struct nq_buf *b, unsigned n)
{
	nq_buf_puts(b, "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta "
	    "charset=\"utf-8\"><title>Chi tiết tin tức</title>\n<style>.on "
	    "{ color: red } .menu-item { padding: 4px 8px }</style>\n");
	put_script(r, b, 30 + (int)draw(r, 40));
	nq_buf_puts(b, "</head><body><form method=\"post\" action=\".\">\n");
	put_state(r, b, 6000 + (int)draw(r, 6000));
	put_menu(r, b, "menu-desktop", 30 + (int)draw(r, 10));
	nq_buf_puts(b, "<div class=\"breadcrumb\">Tin tức >> Kinh tế</div>\n");
	put_article(r, b, n);
	put_related(r, b, 15 + (int)draw(r, 10));
	put_menu(r, b, "menu-mobile", 25 + (int)draw(r, 10));
	put_script(r, b, 30 + (int)draw(r, 40));
	nq_buf_puts(b, "<div class=\"footer\">Cơ quan chủ quản: Ủy ban nhân "
	    "dân tỉnh. Điện thoại: 02163 800 900. Lượt truy cập: 1.250.311"
	    "</div></form></body></html>\n");
}

static int
write_page(struct nq_warc_writer *w, FILE *raw, struct nq_buf *b,
    unsigned n, struct nq_err *e)
{
	static const char headers[] = "HTTP/1.1 200 OK\r\nContent-Type: "
	    "text/html; charset=utf-8\r\n\r\n";
	static const char request[] = "GET / HTTP/1.1\r\nHost: "
	    "yenbai.gov.vn\r\n\r\n";
	uint32_t len = (uint32_t)b->len;
	char url[128], release[64];
	struct nq_warc_field about[] = { { "source", "yenbai-portal" },
		{ "release", release }, { "kind", "release" },
		{ NULL, NULL } };
	struct nq_warc_capture c = { .url = url,
		.date = "2026-11-22T18:00:07Z", .request = request,
		.request_len = sizeof(request) - 1, .headers = headers,
		.headers_len = sizeof(headers) - 1, .body = b,
		.metadata = about };
	struct nq_warc_written done;

	snprintf(url, sizeof(url), "https://yenbai.gov.vn/noidung/tintuc/"
	    "Pages/chi-tiet-tin-tuc.aspx?ItemID=%u&l=Tin", n);
	snprintf(release, sizeof(release), "yenbai-portal:Tin/%u", n);
	if (fwrite(&len, sizeof(len), 1, raw) != 1 ||
	    fwrite(b->p, 1, b->len, raw) != b->len)
		return nq_fail(e, NQ_EIO, "cannot write pages.raw");
	if (nq_warc_write(w, &c, n, e) != 0)
		return -1;
	return nq_warc_written(w, &done, false, e) < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	struct rng r = { .state = 20261122 };
	struct nq_buf b = { 0 };
	struct nq_err e = { 0 };
	struct nq_warc_writer *w;
	char *warc, *raw;
	unsigned long count;
	FILE *f;
	int rc = 0;

	if (argc != 3 || (count = strtoul(argv[1], NULL, 10)) == 0) {
		fprintf(stderr, "usage: pages COUNT FOLDER\n");
		return 2;
	}
	warc = nq_path_join(argv[2], "pages.warc.gz");
	raw = nq_path_join(argv[2], "pages.raw");
	f = fopen(raw, "wb");
	w = nq_warc_create(warc, "2026-11-22T18:00:07Z", &e);
	if (f == NULL || w == NULL)
		rc = -1;
	for (unsigned n = 0; rc == 0 && n < count; n++) {
		nq_buf_reset(&b);
		put_page(&r, &b, n);
		rc = write_page(w, f, &b, n, &e);
	}
	if (f != NULL && fclose(f) != 0)
		rc = -1;
	if (rc == 0)
		rc = nq_warc_close(w, &e);
	if (rc != 0)
		fprintf(stderr, "pages: %s %s\n", e.where, e.msg);
	nq_buf_release(&b);
	free(warc);
	free(raw);
	return rc != 0;
}
