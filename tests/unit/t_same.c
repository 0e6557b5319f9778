/* Whether two captures of a page say the same: noise, and what is none. */
#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/sandbox.h"
#include "core/worker.h"
#include "extract/discover.h"
#include "extract/pages.h"
#include "extract/same.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <time.h>

static struct nq_pages pages;

static bool
is_same_on(const char *a, const char *day_a, const char *b,
    const char *day_b)
{
	struct nq_capture old = { a, strlen(a), day_a };
	struct nq_capture new = { b, strlen(b), day_b };
	bool one = nq_same(&pages, &old, &new);

	OK(one == nq_same(&pages, &new, &old), "it does not matter which "
	    "was first");
	return one;
}

#define OLD "2026-11-20"
#define NEW "2026-11-23"

/* Two bodies within one page, captured on two days. */
static bool
is_same(const char *a, const char *b)
{
	char *x = nq_asprintf("<html><body>%s</body></html>", a);
	char *y = nq_asprintf("<html><body>%s</body></html>", b);
	bool same = is_same_on(x, OLD, y, NEW);

	free(x);
	free(y);
	return same;
}

static void
noise(void)
{
	static const char *const same[][2] = {
		{ "<input type=hidden name=__VIEWSTATE value=abc>Tin",
		    "<input type=hidden name=__VIEWSTATE value=xyz>Tin" },
		{ "Tin<script>var a = 5;</script><style>a{b:1}</style>",
		    "Tin<script>var a = 6;</script>" },
		{ "Tin <!-- 5 --> mới", "Tin\n\t<!-- 6 --> mới" },
		{ "<noscript>5</noscript><template>6</template>Tin", "Tin" },
		{ "<a href='/x?sid=5' title='5'>Tin</a>",
		    "<a href='/x?sid=6' title='6'>Tin</a>" },
		{ "<p>Ti\xc3\xaa""n</p>", "<div>Tie\xcc\x82n</div>" },
		{ "Tin&nbsp;&#x200b;m&#7899;i", "Tin mới" },
		{ "08:41:19", "09:05:00" }, { "15:04 PM", "7:10 AM" },
		{ "lúc 08:41 ngày", "lúc 23:59 ngày" },
		{ "20/11/2026", "23/11/2026" },
		{ "Hôm nay, 20/11/2026 | 8:41", "Hôm nay, 23-11-2026 | 17:05"
		    },
		{ "19.11.2026", "2026-11-24" },
		{ "Thứ sáu, ngày 20 tháng 11 năm 2026",
		    "Thứ hai, ngày 23 tháng 11 năm 2026" },
		{ "THỨ SÁU, 20/11/2026", "CHỦ NHẬT, 22/11/2026" },
		{ "Friday, November 20, 2026", "Mon, 23 Nov 2026" },
		{ "Cập nhật: 9:57 20/11/2026", "Cập nhật: 8:02 23/11/2026" },
		{ "1.234 lượt xem", "1.240 lượt xem" },
		{ "In bài | Lượt xem: 1879 | Gửi", "In bài | Lượt xem: 98 | "
		    "Gửi" },
		{ "Đang truy cập: <b>12</b><br>Hôm nay: <b>3.575</b><br>"
		    "Tháng này: <b>112.766</b>", "Đang truy cập: <b>9</b><br>"
		    "Hôm nay: <b>3.600</b><br>Tháng này: <b>112.799</b>" },
		{ "<h2>Thống kê truy cập</h2><p>Hôm nay: 5</p><p>Tất cả: 99"
		    "</p>", "<h2>Thống kê truy cập</h2><p>Hôm nay: 6</p><p>"
		    "Tất cả: 100</p>" },
		{ "<h3>Thống kê truy cập</h3><table><tr><td>Hôm nay</td><td>"
		    "12</td></tr><tr><td>Tổng</td><td>1 234</td></tr></table>",
		    "<h3>Thống kê truy cập</h3><table><tr><td>Hôm nay</td>"
		    "<td>13</td></tr><tr><td>Tổng</td><td>1 235</td></tr>"
		    "</table>" },
		{ "<li><em></em>Đang truy cập<span>42</span></li>",
		    "<li><em></em>Đang truy cập<span>7</span></li>" },
		{ "Tòa soạn: 0216 0 000 002. Số lượt truy cập: 99. Đang đọc:"
		    " 5.", "Tòa soạn: 0216 0 000 002. Số lượt truy cập: 1.100"
		    ". Đang đọc: 7." },
		{ "ONLINE: 5", "ONLINE: 6" }, { "(12) bình luận",
		    "(13) bình luận" }, { "Views: 10", "Views: 11" },
		{ "<p>5 phút trước</p>", "<p>6 phút trước</p>" },
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		OK(is_same(same[i][0], same[i][1]), "the same: %s",
		    same[i][1]);
}

static void
changes(void)
{
	static const char *const news[][2] = {
		{ "tăng 9,4%", "tăng 9,5%" }, { "Tin", "Tin mới" },
		{ "Tin", "tin" }, { "1 2", "12" }, { "<td>1<td>2", "12" },
		{ "<p>1</p>2", "12" }, { "1<br>2", "12" },
		{ "<title>5</title>Tin", "<title>6</title>Tin" },
		{ "10/11/2026", "11/11/2026" },
		{ "20/11/2026", "10/11/2026" },
		{ "10/11/2026", "23/11/2026" },
		{ "Thứ hai, 10/11/2026", "Thứ ba, 10/11/2026" },
		{ "5/2026", "6/2026" }, { "tỷ lệ 1:25", "tỷ lệ 1:30" },
		{ "12:30%", "12:31%" }, { "112:30", "112:31" },
		{ "25:00", "25:01" }, { "8:41:99", "8:41:98" },
		{ "đạt 1.234 lượt xem trong tháng",
		    "đạt 1.235 lượt xem trong tháng" },
		{ "Lượt truy cập tăng 5%", "Lượt truy cập tăng 6%" },
		{ "Lượt truy cập: 5%", "Lượt truy cập: 6%" },
		{ "Lượt truy cập: 5/7", "Lượt truy cập: 6/7" },
		{ "Hôm nay: 5", "Hôm nay: 6" },
		{ "Tổng: 5", "Tổng: 6" },
		{ "Lượt xem: 5<br>Tổng số: 120.000",
		    "Lượt xem: 5<br>Tổng số: 120.001" },
		{ "Đang truy cập: 5<p>Giá trị</p><p>Tổng số: 120</p>",
		    "Đang truy cập: 5<p>Giá trị</p><p>Tổng số: 121</p>" },
		{ "<td>Lượt truy cập<td>5", "<td>Lượt truy cập<td>6" },
		{ "<p>Đang truy cập: 5</p><p>6</p>",
		    "<p>Đang truy cập: 5</p><p>7</p>" },
		{ "1.234 lượt xem", "1.234 lượt tải" },
		{ "1.234 lượt xem", "lượt xem" },
		{ "742.335 lượt khách", "742.336 lượt khách" },
		{ "Thống kê truy cập: 5 tỷ", "Thống kê truy cập: 6 tỷ" },
		{ "<a href='/a.pdf'>Tải</a>", "<a href='/b.pdf'>Tải</a>" },
		{ "<a href='/f?x=a.XLSX&y=1'>Tải</a>",
		    "<a href='/f?x=b.XLSX&y=1'>Tải</a>" },
		{ "<iframe src=/a.pdf#1></iframe>", "" },
		{ "<object data=/a.docx></object>x",
		    "<object data=/b.docx></object>x" },
		{ "S\xb6n", "S\xb7n" },		/* TCVN3 */
		{ "\xc2\xad""x", "x" },
		{ "", "Tin" },
	};

	for (size_t i = 0; i < sizeof(news) / sizeof(*news); i++)
		OK(!is_same(news[i][0], news[i][1]), "a change: %s",
		    news[i][1]);
}

/* A page as portals make them; "{" and "}" stand around noise. */
static const char sample[] = "<!DOCTYPE html><html><head><title>Công nghiệp "
    "tháng 5 năm 2024 tăng 9,4%</title></head><body>"
    "<div class=top><span>Thứ Hai, ngày {23 tháng 11 năm 2026}</span> "
    "Hotline: 0216 3 852 123</div><h1>Kinh tế 5 tháng</h1>"
    "<div>28/03/2019 {08:41:19}</div><div>Lượt xem: {1.879}</div>"
    "<p>Giá trị sản xuất đạt 19.357 tỷ đồng, tăng 3,62% so với tháng trước "
    "và tăng 20,42% so cùng kỳ; tính chung 5 tháng đạt 45.826 tỷ, bằng "
    "38,5% kế hoạch. Ngày 22/5/2024, tỉnh có 1.024 doanh nghiệp.</p>"
    "<table><tr><th>Chỉ tiêu<th>2023<th>2024</tr><tr><td>Tổng số<td>120,7"
    "<td>1.039,8</tr><tr><td>Hôm nay<td>12<td>13</tr>"
    "<tr><td>Lượt truy cập<td>5.000<td>6.000</tr></table>"
    "<p>Tỷ lệ 1:25, tỷ số 3-2, quý 1/2024, số 15/QĐ-UBND</p>"
    "<div>Thống kê truy cập</div><div>Đang truy cập: {42}</div>"
    "<div>Hôm nay: {3.575}</div><div>Tháng này: {112.766}</div>"
    "<div>Bản quyền 2026. Giấy phép 12/GP ngày 1/2/2015</div>"
    "</body></html>";

/* Each digit in turn becomes another one. */
static void
each_digit(void)
{
	size_t n = 0, hidden = 0, shown = 0;
	char *page = nq_alloc(sizeof(sample), 1);
	bool *noisy = nq_alloc(sizeof(sample), sizeof(*noisy));
	bool in = false, tag = false;

	for (size_t i = 0; sample[i] != '\0'; i++) {
		if (sample[i] == '{' || sample[i] == '}') {
			in = sample[i] == '{';
			continue;
		}
		noisy[n] = in;
		page[n++] = sample[i];
	}
	for (size_t i = 0; i < n; i++) {
		struct nq_capture a = { page, n, NEW };
		char *copy = nq_strndup(page, n);
		struct nq_capture b = { copy, n, NEW };

		tag = page[i] == '<' || (tag && page[i] != '>');
		for (char c = '0'; c <= '9' && page[i] >= '0' && page[i] <= '9'
		    && !tag; c++) {
			copy[i] = c;
			if (c == page[i])
				continue;
			if (!noisy[i])
				hidden += nq_same(&pages, &a, &b);
			else
				shown += !nq_same(&pages, &a, &b);
			if (!noisy[i] && nq_same(&pages, &a, &b))
				printf("# hidden: %.40s\n", copy + i);
		}
		free(copy);
	}
	OK(hidden == 0, "each digit that is no noise counts");
	/* Of a date or a time most digits lead to another day or to none. */
	OK(shown > 0 && shown < 120, "and noise mostly does not (%zu)",
	    shown);
	free(page);
	free(noisy);
}

static void
damaged(void)
{
	struct nq_capture whole = { "<html><p>Tin</p></html>", 23, OLD };
	struct nq_capture a = whole, b = whole;
	char *deep = nq_alloc(1 << 20, 1);

	a.body = "<html><p>Tin</p>      ";
	a.len = 22;
	OK(!nq_same(&pages, &a, &whole), "a page without its end");
	for (size_t i = 0; i + 5 < 1 << 20; i += 5)
		memcpy(deep + i, "<div>", 5);
	a.body = b.body = deep;
	a.len = 1000000;
	b.len = 1000005;
	OK(!nq_same(&pages, &a, &b), "pages that the parser cuts");
	a = (struct nq_capture){ "%PDF-1.7 5", 10, OLD };
	b = (struct nq_capture){ "%PDF-1.7 6", 10, OLD };
	OK(nq_same(&pages, &a, &a) && !nq_same(&pages, &a, &b),
	    "of a PDF all bytes count");
	a.body = "08:41 text";
	b.body = "08:42 text";
	OK(!nq_same(&pages, &a, &b), "so they do of a text");
	b.body = "<p>08:41</p>";
	b.len = 12;
	OK(!nq_same(&pages, &a, &b), "a text and a page");
	a = b;
	a.body = "<p>08:42</p>";
	OK(nq_same(NULL, &a, &b), "no knowledge is needed for times");
	a.len = 0;
	OK(!nq_same(&pages, &a, &b), "an empty body");
	a.body = "<p>20/11/2026</p>";
	b.body = "<p>21/11/2026</p>";
	a.len = b.len = 17;
	a.day = b.day = OLD "T18:00:07Z";
	OK(nq_same(&pages, &a, &b), "the day of a whole time");
	a.day = NULL;
	OK(!nq_same(&pages, &a, &b), "no day is known");
	a.day = "hôm nay, thứ sáu";
	OK(!nq_same(&pages, &a, &b), "no day is told");
	free(deep);
}

static void
hostile(void)
{
	static const char *const pieces[] = { "1 ", "<p>1", "12:30 ",
	    "3/5/2024 ", "Thứ ", "lượt xem ", "1 lượt xem|", "t ",
	    "\xcc\x81\xcc\xa3", ".pdf", "<a href=a.pdf>", "<b>", "</p>",
	    "1,", "&#1", "ngày ", "\xff" };
	size_t size = NQ_MAX_HTML / (NQ_SANITIZED ? 8 : 2);
	char *a = nq_alloc(size, 1), *b = nq_alloc(size, 1);
	struct nq_capture old = { a, size, OLD }, new = { b, size, NEW };

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		size_t n = strlen(pieces[i]);
		clock_t from = clock();

		for (size_t k = 0; k < size; k++)
			a[k] = b[k] = k < 6 ? "<html>"[k] :
			    pieces[i][(k - 6) % n];
		b[size - 1] = 'x';
		nq_same(&pages, &old, &new);
		OK((clock() - from) / CLOCKS_PER_SEC < (NQ_SANITIZED ? 50 :
		    15), "hostile %s in %.2f s", pieces[i],
		    (double)(clock() - from) / CLOCKS_PER_SEC);
	}
	free(a);
	free(b);
}

static void
in_worker(void)
{
	static const char a[] = "<p>1.234 lượt xem, 20/11/2026</p>";
	static const char b[] = "<p>1.234 lượt xem, 23/11/2026</p>";
	static const char c[] = "<p>1.235 lượt xem, 23/11/2026</p>";
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(1, NQ_SANDBOX_AUTO,
	    nq_discover_serve, &pages, &e);
	char *big = nq_alloc((size_t)NQ_MAX_HTML + 1, 1);
	bool same = false;

	OK(nq_discover_same(p, a, sizeof(a) - 1, OLD, b, sizeof(b) - 1, NEW,
	    &same, &e) == 0 && same, "the worker says: the same");
	OK(nq_discover_same(p, a, sizeof(a) - 1, OLD, c, sizeof(c) - 1, NEW,
	    &same, &e) == 0 && !same, "the worker says: a change");
	OK(nq_discover_same(p, a, sizeof(a) - 1, NULL, b, sizeof(b) - 1, NULL,
	    &same, &e) == 0 && !same, "no day is known");
	OK(nq_discover_same(p, a, sizeof(a) - 1, OLD "T01:02:03Z and more "
	    "than a time", b, sizeof(b) - 1, NEW, &same, &e) == 0 && !same,
	    "too long a day");
	OK(nq_discover_same(p, big, (size_t)NQ_MAX_HTML + 1, OLD, a, 5, NEW,
	    &same, &e) == 0 && !same, "over NQ_MAX_HTML");
	OK(nq_discover_same(p, "", 0, OLD, "", 0, NEW, &same, &e) == 0 &&
	    same, "nothing is nothing");
	free(big);
	nq_pool_free(p);
}

static void
box(void)
{
	struct nq_box b = { 0 };
	char long_one[NQ_MAX_COUNTER + 16];
	int n = 0;

	OK(nq_counter_is(&pages, &b, "online: 5", 9), "a counter");
	while (n < 100 && nq_counter_is(&pages, &b, "tổng: 5",
	    strlen("tổng: 5")))
		n++;
	OK(n == NQ_MAX_BOX - 1, "a box ends after NQ_MAX_BOX pieces");
	memset(long_one, ' ', sizeof(long_one));
	memcpy(long_one, "online: 5", 9);
	OK(nq_counter_is(&pages, &b, long_one, NQ_MAX_COUNTER) &&
	    !nq_counter_is(&pages, &b, long_one, NQ_MAX_COUNTER + 1),
	    "a piece of NQ_MAX_COUNTER");
}

int
main(void)
{
	struct nq_err e = { 0 };

	OK(nq_pages_load(&pages, "schemas/pages.json", &e) == 0, "pages.json");
	noise();
	changes();
	each_digit();
	damaged();
	hostile();
	in_worker();
	box();
	nq_pages_release(&pages);
	return tap_done();
}
