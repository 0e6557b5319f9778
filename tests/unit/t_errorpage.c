/* Titles of error pages and of releases that only sound like them; what the
 * bytes of an answer are; the knowledge file behind it. */
#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "extract/errorpage.h"
#include "extract/pages.h"
#include "extract/sniff.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *const errors[] = {
	"404", "404 Not Found", "Error 404", "Lỗi 404", "LỖI 404!",
	"404 - Không tìm thấy trang", "Không tìm thấy trang | Báo mẫu",
	"Cổng mẫu tỉnh Yên Bái - 404", "Lỗi 404: Không tìm thấy trang",
	"HTTP Error 404.0 - Not Found", "HTTP 500.19", "HTTP Status 404 – Not",
	"500 - Internal server error.", "502 Bad Gateway", "Runtime Error",
	"Server Error in '/' Application.", "The resource cannot be found.",
	"Object moved", "Page not found &#8211; Cục Thống kê",
	"Kh&ocirc;ng t&igrave;m th&#7845;y trang", "Bảo trì",
	"Kh&#xF4;ng t&#xEC;m th&#x1EA5;y",
	/* with its marks apart */
	"Bảo trì hệ thống", "Kho\xcc\x82ng ti\xcc\x80m tha\xcc\x82\xcc\x81y",
	"Trang bạn yêu cầu không tồn tại hoặc đã bị xóa",
	"Báo mẫu » Trang không tồn tại", "\n\t404\n Not  Found\n",
	"Access Denied", "Just a moment...", "Page not found (404)",
	"503 Service Temporarily Unavailable", "Error", "Lỗi", "Mã lỗi 403",
	"Không tìm thấy nội dung - Lỗi 404",
	"IIS 10.0 Detailed Error - 404.0 - Not Found",
};

static const char *const releases[] = {
	"Sản lượng 404 tấn", "404 tấn chè búp tươi", "Lỗi hẹn với mùa vàng",
	"Lỗi 404 tấn thép nhập", "Xuất khẩu đạt 500 triệu USD",
	"500.000 con gia súc", "Bảo trì đường bộ được quan tâm",
	"Bảo trì - khâu then chốt của giao thông",
	"Không tìm thấy người mất tích sau lũ",
	"Không tìm thấy dấu hiệu lạm phát trong quý I",
	"Tổng số 404", "Quốc lộ 404", "Tăng 404%", "404%", "404,5",
	"Trang trại lỗi thời", "Kinh tế - xã hội tháng 5 năm 2024",
	"Error bars in statistics", "GRDP quý I/2025 tăng 9,58% | Báo mẫu",
	"Quyết định 500/QĐ-UBND", "500/QĐ-UBND", "", "Thông báo",
	"Forbidden City: khách Việt tăng 12%", "Công nghiệp 4.0",
	"Cổng thông tin điện tử", "Lỗi - thiếu sót trong báo cáo",
};

static struct nq_pages pages;

static bool
is_error(const char *title)
{
	char *page = nq_asprintf("<!DOCTYPE html><html><head><!-- <title>404"
	    "</title> --><script>var a='<title>404</title>';</script>"
	    "<TITLE lang=vi\n>%s</TITLE></head><body><h1>404</h1></body>"
	    "</html>", title);
	bool is = nq_errorpage_is(page, strlen(page), &pages);

	free(page);
	return is;
}

static void
titles(void)
{
	static const char bare[] = "<html><body><svg><title>404</title></svg>"
	    "<H1 class=x>Không <b>tìm</b> thấy <br>trang</H1>";
	static const char other[] = "<h1>Sản lượng</h1><h1>404</h1>";
	static const char open[] = "<title>404";
	static const char latin[] = "<title>Kh\xf4ng t\xecm th\xe2y</title>";

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		OK(is_error(errors[i]), "an error: %zu", i);
	for (size_t i = 0; i < sizeof(releases) / sizeof(*releases); i++)
		OK(!is_error(releases[i]), "a release: %s", releases[i]);
	OK(nq_errorpage_is(bare, strlen(bare), &pages), "no title, but h1");
	OK(!nq_errorpage_is(other, strlen(other), &pages), "the first h1");
	OK(nq_errorpage_is(open, strlen(open), &pages), "a title cut short");
	OK(!nq_errorpage_is(latin, strlen(latin), &pages), "other bytes");
	OK(!nq_errorpage_is("", 0, &pages) && !nq_errorpage_is("<title", 6,
	    &pages) && !nq_errorpage_is("<", 1, &pages), "nearly nothing");
}

/* Each is a body that a careless scanner walks again and again. */
static void
hostile(void)
{
	static const char *const pieces[] = { "<", "<title", "<!--",
	    "<script ", "<title>&#x", "&#", "<h1><h1>", "<svg ", "&amp",
	    "\xcc\x81", "<title>404|", "(404 " };
	size_t size = 32 << 20;
	char *body = nq_alloc(size, 1);
	clock_t from = clock();

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		size_t n = strlen(pieces[i]);

		for (size_t k = 0; k < size; k++)
			body[k] = pieces[i][k % n];
		nq_errorpage_is(body, size, &pages);
		memcpy(body, "<title>", 7);
		nq_errorpage_is(body, size, &pages);
	}
	OK((clock() - from) / CLOCKS_PER_SEC < 10, "hostile pages in %.2f s",
	    (double)(clock() - from) / CLOCKS_PER_SEC);
	memset(body, ' ', size);
	memcpy(body + NQ_MAX_TITLE_SCAN, "<title>404</title>", 18);
	OK(!nq_errorpage_is(body, size, &pages),
	    "behind NQ_MAX_TITLE_SCAN nothing is looked for");
	memcpy(body, "<title>404|", 11);
	memset(body + 11, 'x', NQ_MAX_TITLE);
	OK(!nq_errorpage_is(body, size, &pages), "a title over NQ_MAX_TITLE");
	free(body);
}

static void
sniffs(const char *body, size_t len, const char *want, const char *type,
    bool fits)
{
	STR(nq_body_sniff(body, len), want);
	OK(nq_body_fits(type, want) == fits, "%s %s %s", want,
	    fits ? "fits" : "is not", type != NULL ? type : "no type");
}

#define BYTES(s) (s), sizeof(s) - 1
static void
bodies(void)
{
	sniffs(BYTES("\n<!DOCTYPE html><html>"), "html",
	    "text/html; charset=utf-8", true);
	sniffs(BYTES("\xef\xbb\xbf <html>"), "html", "application/pdf",
	    false);
	sniffs(BYTES("<p>Lỗi</p>"), "html", "application/vnd.ms-excel",
	    false);
	sniffs(BYTES("<?xml version='1.0'?><html xmlns='x'>"), "html",
	    "application/xhtml+xml", true);
	sniffs(BYTES("%PDF-1.7\n"), "pdf", "Application/PDF", true);
	sniffs(BYTES("\r\n%PDF-1.7\n"), "pdf", "text/html", false);
	sniffs(BYTES("PK\3\4xx"), "zip", "application/vnd.openxmlformats-"
	    "officedocument.spreadsheetml.sheet", true);
	sniffs(BYTES("PK\3\4xx"), "zip", "application/json", false);
	sniffs(BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"), "ole2",
	    "application/msword", true);
	sniffs(BYTES("<?xml version='1.0'?><rss>"), "xml",
	    "application/rss+xml", true);
	sniffs(BYTES("<urlset>"), "xml", "text/html", false);
	sniffs(BYTES("[{\"link\":1}]"), "json", "application/json", true);
	sniffs(BYTES("{}"), "json", "text/xml", false);
	sniffs(BYTES("\x89PNG\r\n"), "image", "image/png", true);
	sniffs(BYTES("RIFFxxxxWEBP"), "image", "text/html", false);
	sniffs(BYTES("\x1f\x8bxx"), "gzip", "application/x-gzip", true);
	sniffs(BYTES("Sản lượng; 5"), "text", "text/csv", true);
	sniffs(BYTES("BMW bán chạy"), "text", "image/bmp", false);
	sniffs(BYTES("\1\0\2\0\3\0"), "binary", "text/plain", false);
	sniffs(BYTES("\1\0\2\0\3\0"), "binary",
	    "application/octet-stream", true);
	sniffs(BYTES(" \n"), "empty", "application/pdf", true);
	sniffs(BYTES("x"), "text", NULL, true);
}

static char path[] = "/tmp/nq-pages-XXXXXX";

#define TITLES(w) "\"error_titles\":{\"whole\":[" w "],\"segment\":[]," \
	"\"prefix\":[]}"
#define COUNTS(c) "\"counters\":{\"title\":[],\"visitors\":[]," \
	"\"counter\":[" c \
	"],\"label\":[]}"

static void
is_fault(const char *text, const char *place, const char *want)
{
	struct nq_pages p;
	struct nq_err e = { 0 };
	FILE *f = fopen(path, "wb");
	int rc;

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		tap_bail("no file of ours");
	rc = nq_pages_load(&p, path, &e);
	if (!OK(rc != 0 && e.code == NQ_EUSAGE &&
	    strncmp(e.where, path, strlen(path)) == 0 &&
	    strstr(e.where, place) != NULL && strstr(e.msg, want) != NULL,
	    "%s: %s", place, want))
		printf("# %s: %s\n", e.where, e.msg);
	nq_pages_release(&p);
}

static void
knowledge(void)
{
	struct nq_buf many = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_pages p;
	int fd = mkstemp(path);

	if (fd < 0 || close(fd) != 0)
		tap_bail("no file of ours");
	is_fault("[]", "top", "expected an object");
	is_fault("{" TITLES("") "}", "top", "missing key \"counters\"");
	is_fault("{" TITLES("") "," COUNTS("") ",\"x\":1}", "top", "unknown");
	is_fault("{" TITLES("7") "," COUNTS("") "}", "error_titles.whole[0]",
	    "expected a string");
	is_fault("{" TITLES("\"404\"") "," COUNTS("") "}",
	    "error_titles.whole[0]", "a letter");
	is_fault("{" TITLES("\"\"") "," COUNTS("") "}",
	    "error_titles.whole[0]", "a letter");
	is_fault("{" TITLES("\"Lỗi\",\"LỖI \"") "," COUNTS("") "}",
	    "error_titles.whole[1]", "twice");
	is_fault("{" TITLES("") "," COUNTS("\"a1\"") "}",
	    "counters.counter[0]", "no digit");
	nq_buf_puts(&many, "{" TITLES("") ",\"counters\":{\"title\":[],"
	    "\"visitors\":[],"
	    "\"label\":[],\"counter\":[\"a\"");
	for (int i = 0; i < NQ_MAX_PHRASES; i++)
		nq_buf_puts(&many, ",\"b\"");
	nq_buf_puts(&many, "]}}");
	is_fault(many.p, "counters.counter", "more than 500");
	nq_buf_reset(&many);
	nq_buf_puts(&many, "{" TITLES("") ",\"counters\":{\"title\":[],"
	    "\"visitors\":[],"
	    "\"label\":[],\"counter\":[\"");
	for (int i = 0; i <= NQ_MAX_PHRASE; i++)
		nq_buf_putc(&many, 'a');
	nq_buf_puts(&many, "\"]}}");
	is_fault(many.p, "counters.counter[0]", "longer than 100");
	unlink(path);
	OK(nq_pages_load(&p, path, &e) != 0, "no such file");
	nq_pages_release(&p);
	nq_buf_release(&many);
}

int
main(void)
{
	struct nq_err e = { 0 };

	if (!OK(nq_pages_load(&pages, "schemas/pages.json", &e) == 0,
	    "the shipped file is sound"))
		printf("# %s: %s\n", e.where, e.msg);
	titles();
	hostile();
	bodies();
	knowledge();
	nq_pages_release(&pages);
	return tap_done();
}
