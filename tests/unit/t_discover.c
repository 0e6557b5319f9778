/* Links of listings, feeds, sitemaps and WordPress; hostile pages; a worker
 * that answers what it may not. */
#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/sandbox.h"
#include "core/worker.h"
#include "extract/discover.h"
#include "extract/wire.h"
#include "tests/tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

static struct nq_pool *pool;

static const struct nq_find feed = { .kind = NQ_FIND_FEED };
static const struct nq_find sitemap = { .kind = NQ_FIND_SITEMAP };
static const struct nq_find wordpress = { .kind = NQ_FIND_WORDPRESS };
static const struct nq_find files = { .kind = NQ_FIND_FILES };

/* "url date modified index, …", or the error with its code. */
static const char *
ask_of(struct nq_pool *p, const struct nq_find *find, const char *body,
    size_t len)
{
	static char out[1024];
	struct nq_links links = { 0 };
	struct nq_err e = { 0 };
	struct nq_buf b = NQ_BUF(0);

	if (nq_discover(p, find, "https://a.vn/tin/", body, len, &links,
	    &e) != 0) {
		nq_buf_printf(&b, "%s: %s", e.code == NQ_EPARSE ? "parse" :
		    e.code == NQ_ELIMIT ? "limit" : "io", e.msg);
		if (links.n > 0)
			nq_buf_puts(&b, " AND LINKS");
	}
	if (links.base != NULL)
		nq_buf_printf(&b, "[%s] ", links.base);
	if (links.end)
		nq_buf_puts(&b, "end");
	if (links.n > 20)
		nq_buf_printf(&b, "%zu links", links.n);
	for (size_t i = 0; i < links.n && links.n <= 20; i++)
		nq_buf_printf(&b, "%s%s%s%s%s%s%s", i > 0 ? ", " : "",
		    links.v[i].url, links.v[i].date[0] != '\0' ? " " : "",
		    links.v[i].date, links.v[i].modified[0] != '\0' ? " " :
		    "", links.v[i].modified, links.v[i].index ? " index" :
		    "");
	snprintf(out, sizeof(out), "%.1000s", b.p != NULL ? b.p : "");
	nq_buf_release(&b);
	nq_links_release(&links);
	return out;
}

static const char *
ask(const struct nq_find *find, const char *body)
{
	return ask_of(pool, find, body, strlen(body));
}

static const char *
listing(const char *links, const char *pattern, const char *dates,
    const char *body)
{
	return ask(&(struct nq_find){ NQ_FIND_LISTING, links, pattern,
	    dates }, body);
}

/* ---- listings ---- */

/* As the national office writes it: the anchor stands around the section,
 * which HTML does not allow; one link relative, one absolute. */
static const char national[] =
    "<html><body><div class='menu'><a href='/menu'>Menu</a></div>"
    "<div class=\"archive-container\">\n"
    "<p><a href=\"/bai-top/2026/06/bao-cao-thang-nam/\"></p>\n"
    "<section class=\"item\"><h3>Báo cáo tháng Năm</h3>"
    "<span class=\"archive-issue-date\">Ngày đăng: 03/06/2026</span>"
    "<span class=\"archive-reference-period\">Kỳ tham chiếu: 5/2026</span>"
    "<span class=\"archive-next-release\">Lần công bố sắp tới: 06/07/2026"
    "</span></section>\n<p></a></p>\n"
    "<p><a href=\"https://www.nso.gov.vn/bai-top/2026/05/thang-tu/\"></p>\n"
    "<section class=\"item\"><h3>Báo cáo tháng Tư</h3>"
    "<span class=\"archive-issue-date\">Ngày đăng: 06/05/2026</span>"
    "<span class=\"archive-reference-period\">Kỳ tham chiếu: 4/2026</span>"
    "</section>\n<p></a></p>\n</div>"
    "<div class='footer'><a href='/lien-he'>Liên hệ</a></div>"
    "</body></html>";

static void
national_listing(void)
{
	static const char want[] =
	    "/bai-top/2026/06/bao-cao-thang-nam/ 2026-06-03, "
	    "https://www.nso.gov.vn/bai-top/2026/05/thang-tu/ 2026-05-06";

	STR(listing("//section[@class='item']/preceding::a[@href][1]/@href",
	    NULL, "following::span[@class='archive-issue-date'][1]",
	    national), want);
	STR(listing("//div[@class='archive-container']//a[@href]", NULL,
	    "following::span[@class='archive-issue-date'][1]", national),
	    want);
	STR(listing(NULL, "/bai-top/[0-9]{4}/[0-9]{2}/",
	    "following::span[@class='archive-issue-date'][1]", national),
	    want);
}

static void
listings(void)
{
	static const char page[] = "<base href='/tin/'><ul>"
	    "<li><a href=' 1.html '>Một</a> <i>(28/03/2019 08:41)</i></li>"
	    "<li><a href='http://b.vn/2.html'>Hai</a> <i>nay</i></li>"
	    "<li><a name=x>Ba</a><a href=''>Bốn</a></li>"
	    "<li><a href='a?b=1&amp;c=2'>Năm</a></li></ul>";

	STR(listing("//li/a/@href", NULL, NULL, page), "[/tin/] 1.html, "
	    "http://b.vn/2.html, a?b=1&c=2");
	STR(listing("//li/a[1]", NULL, "../i", page),
	    "[/tin/] 1.html 2019-03-28, http://b.vn/2.html, Ba, a?b=1&c=2");
	STR(listing("//li/a/text()", NULL, "string(../following-sibling::i)",
	    page), "[/tin/] Một, Hai, Ba, Bốn, Năm");
	STR(listing("//li/a/@href", NULL, "substring-before(concat(../i,"
	    "'|'),'|')", page), "[/tin/] 1.html 2019-03-28, "
	    "http://b.vn/2.html, a?b=1&c=2");
	STR(listing("//li/a/@href", NULL, "count(//a)", page), "[/tin/] "
	    "1.html, http://b.vn/2.html, a?b=1&c=2");
	STR(listing("count(//a)", NULL, NULL, page), "parse: the XPath of "
	    "the links gave no nodes, or took too many steps");
	STR(listing("//namespace::*", NULL, NULL, page), "[/tin/] ");
	STR(listing("//none", NULL, NULL, page), "[/tin/] ");
	STR(listing(NULL, "^a[?]", NULL, page), "[/tin/] a?b=1&c=2");
	STR(listing(NULL, "^https://a\\.vn/tin/1", NULL, page),
	    "[/tin/] 1.html");
	STR(listing(NULL, "^1[.]html", NULL, "<a href=1.html>x</a>"
	    "<a href=21.html>y</a>"), "1.html");
	STR(listing("//a", NULL, NULL, ""), "");
	STR(ask(&files, "<a href=x.PDF>1</a><a href=y.html>2</a>"
	    "<a href='z?f=a.xlsx'>3</a>"), "x.PDF, z?f=a.xlsx");
	STR(ask(&(struct nq_find){ .kind = NQ_FIND_FILES,
	    .links = "//b/a/@href" }, "<a href=x.PDF>1</a><b><a href=y>"),
	    "y");
}

static void
expressions(void)
{
	static const char *const bad[] = { "", "(", "a{2", "a{1001}",
	    "(a{100}){100}", "(a{,100}){100}", "(.*)\\1", "[a", "a\\" };
	char long_one[NQ_MAX_PATTERN + 2];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		OK(!nq_discover_is_pattern(bad[i]), "no pattern: %s",
		    bad[i]);
	OK(nq_discover_is_pattern("^/tin/[0-9]{4}/(a|b)+[.]html$") &&
	    nq_discover_is_pattern("a{2,20}\\.b{,5}") &&
	    nq_discover_is_pattern("Tin-tức"), "patterns");
	memset(long_one, 'a', sizeof(long_one));
	long_one[NQ_MAX_PATTERN + 1] = '\0';
	OK(!nq_discover_is_pattern(long_one), "over NQ_MAX_PATTERN");
	OK(nq_discover_is_pattern(long_one + 1), "NQ_MAX_PATTERN");
	OK(nq_discover_is_xpath("//a/@href") && !nq_discover_is_xpath("//a[")
	    && !nq_discover_is_xpath(""), "XPath");
	OK(strstr(listing(NULL, "(a)\\1", NULL, "<a href=aa>"),
	    "does not compile") != NULL, "checked again in the worker");
	OK(strstr(listing("//a", NULL, "[", "<a href=aa>"),
	    "does not compile") != NULL, "so are dates");
}

/* ---- feeds ---- */

static const char rss[] = "<rss version=\"2.0\" xmlns:dc=\"urn:d\" "
    "xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"
    "<title>T</title><link>https://a.vn/</link>"
    "<atom:link href=\"https://a.vn/rss\" rel=\"self\"/>"
    "<item><title>1</title><link>https://a.vn/1?x=1&amp;y=2</link>"
    "<pubDate>Fri, 03 May 2024 15:04:05 +0700</pubDate></item>"
    "<item><atom:link href='https://a.vn/no'/><link>\n <![CDATA[/2]]> "
    "</link><dc:date>2024-05-04T01:00:00Z</dc:date>"
    "<atom:updated>2024-05-05T08:00:00+07:00</atom:updated></item>"
    "<item><guid>https://a.vn/3</guid></item>"
    "<item><guid isPermaLink='false'>https://a.vn/4</guid></item>"
    "<item><guid>12345678901</guid></item>"
    "<item><link>/5</link><pubDate>hôm qua</pubDate><image>"
    "<link>/no</link></image></item></channel></rss>";

#define RSS_LINKS "https://a.vn/1?x=1&y=2 2024-05-03, /2 2024-05-04 "	\
	"2024-05-05T01:00:00Z, https://a.vn/3, /5"

static void
feeds(void)
{
	static const char rdf[] = "<?xml version='1.0'?><rdf:RDF "
	    "xmlns:rdf='urn:r' xmlns='urn:s' xmlns:dc='urn:d'><channel>"
	    "<link>/no</link></channel><item><link>/1</link>"
	    "<dc:date>2024-05-03</dc:date></item></rdf:RDF>";
	static const char atom[] = "<feed xmlns='http://www.w3.org/2005/Atom"
	    "'><link href='/no'/><updated>2020-01-01T00:00:00Z</updated>"
	    "<entry><link rel='edit' href='/no'/><link href='/1?a&amp;b'/>"
	    "<link rel='alternate' hreflang='en' href='/no'/>"
	    "<published>2024-05-03T23:00:00+07:00</published>"
	    "<updated>2024-05-04T08:00:00.5+07:00</updated><source>"
	    "<updated>1999-01-01T00:00:00Z</updated></source></entry>"
	    "<entry><link rel='alternate' href='/2'/><updated>2024-05-04"
	    "</updated></entry></feed>";

	STR(ask(&feed, rss), RSS_LINKS);
	STR(ask(&feed, rdf), "/1 2024-05-03");
	STR(ask(&feed, atom), "/1?a&b 2024-05-03 2024-05-04T01:00:00Z, "
	    "/2 2024-05-03T17:00:00Z");
	STR(ask(&feed, "<rss></rss>"), "");
	STR(ask(&feed, "<rss><channel>"),
	    "parse: the feed is not well-formed XML");
	STR(ask(&feed, ""), "parse: the feed is not well-formed XML");
	STR(ask(&feed, " \n"), "parse: the feed is not well-formed XML");
	STR(ask(&feed, "{}"), "parse: the feed is not well-formed XML");
	STR(ask(&feed, "<html><body>404</body></html>"),
	    "parse: no feed: its root is none of rss, RDF and feed");
	STR(ask(&feed, "<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>"),
	    "parse: the feed has a DOCTYPE, which feeds do not need and "
	    "attacks do");
	STR(ask(&feed, "<rss><channel>&x;</channel></rss>"),
	    "parse: the feed is not well-formed XML");
	STR(ask(&feed, "<rss><item><link>/1</link></item></rss>x"),
	    "parse: the feed is not well-formed XML");
}

/* The same feed behind a declaration, in the charset named there. */
static void
charset(const char *before, const char *name, int width, bool big)
{
	struct nq_buf b = NQ_BUF(0), text = NQ_BUF(0);

	nq_buf_printf(&text, "%s<?xml version='1.0' encoding='%s'?>\n",
	    width == 1 ? before : "", name);
	nq_buf_printf(&text, "<!-- %s -->", width == 1 ? "Y\xean" : "x");
	nq_buf_printf(&text, "%.*s", (int)(strstr(rss, "h\xc3\xb4m") - rss),
	    rss);
	nq_buf_puts(&text, "x</pubDate></item></channel></rss>");
	if (width == 2)
		nq_buf_puts(&b, before);
	for (size_t i = 0; i < text.len; i++) {
		if (width == 2 && big)
			nq_buf_putc(&b, '\0');
		nq_buf_putc(&b, text.p[i]);
		if (width == 2 && !big)
			nq_buf_putc(&b, '\0');
	}
	if (!OK(strcmp(ask_of(pool, &feed, b.p, b.len), RSS_LINKS) == 0,
	    "%s", name))
		printf("# %s\n", ask_of(pool, &feed, b.p, b.len));
	nq_buf_release(&b);
	nq_buf_release(&text);
}

static void
charsets(void)
{
	charset("", "utf-8", 1, false);
	charset("\xef\xbb\xbf", "UTF-8", 1, false);
	charset("\n\n \t", "utf-8", 1, false);
	charset("\xef\xbb\xbf\r\n", "utf-8", 1, false);
	charset("", "iso-8859-1", 1, false);
	charset("", "windows-1258", 1, false);
	charset("", "tcvn-5712", 1, false);
	charset("\xff\xfe", "utf-16", 2, false);
	charset("\xfe\xff", "utf-16", 2, true);
	charset("", "utf-16le", 2, false);
	STR(ask(&feed, "<?xml version='1.0' encoding='latin1'?><rss><item>"
	    "<link>/Y\xean</link></item></rss>"), "/Yên");
	STR(ask(&feed, "<rss><item><link>/\x0b\x01x</link></item></rss>"),
	    "/  x");
	STR(ask_of(pool, &feed, "<\0r\0s\0s\0/\0>\0\xd8", 13), "");
}

/* ---- sitemaps ---- */

static void
sitemaps(void)
{
	static const char set[] = "<?xml version='1.0'?><urlset xmlns='urn:s'"
	    " xmlns:i='urn:i'><url><loc>https://a.vn/1</loc>"
	    "<lastmod>2024-05-03</lastmod><i:image><i:loc>/no</i:loc>"
	    "</i:image></url><url><loc>\nhttps://a.vn/2?a&amp;b </loc>"
	    "<lastmod>2024-05-03T23:30:00-02:00</lastmod></url>"
	    "<url><loc/></url><url><lastmod>x</lastmod></url></urlset>";
	static const char index[] = "<sitemapindex><sitemap><loc>/s1.xml.gz"
	    "</loc><lastmod>2024-05-03T08:00:00+07:00</lastmod></sitemap>"
	    "</sitemapindex>";

	STR(ask(&sitemap, set), "https://a.vn/1 2024-05-03 "
	    "2024-05-02T17:00:00Z, https://a.vn/2?a&b 2024-05-04 "
	    "2024-05-04T01:30:00Z");
	STR(ask(&sitemap, index),
	    "/s1.xml.gz 2024-05-03 2024-05-03T01:00:00Z index");
	STR(ask(&sitemap, "\xef\xbb\xbf\nhttps://a.vn/1\r\nx\n\n"
	    "HTTP://a.vn/2"), "https://a.vn/1, HTTP://a.vn/2");
	STR(ask(&sitemap, "Xin chào\nhttps://a.vn/1\n"), "parse: no sitemap: "
	    "neither XML nor lines of addresses");
	STR(ask(&sitemap, " "), "parse: no sitemap: it is empty");
	STR(ask(&sitemap, rss), "parse: no sitemap: its root is neither "
	    "urlset nor sitemapindex");
	OK(strstr(ask(&sitemap, "<!DOCTYPE html><html>"), "DOCTYPE") != NULL,
	    "a web page is no sitemap");
}

/* gzip of text, twice over: two members. The caller frees. */
static char *
pack(const char *s, size_t len, size_t *out)
{
	z_stream z = { 0 };
	size_t room = len / 900 + 4096;
	char *to = nq_alloc(room, 1);

	if (deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		tap_bail("no deflate");
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	for (int i = 0; i < 2; i++) {
		z.next_in = (Bytef *)(uintptr_t)(s + (i == 0 ? 0 : len / 2));
		z.avail_in = (uInt)(i == 0 ? len / 2 : len - len / 2);
		if (deflate(&z, Z_FINISH) != Z_STREAM_END)
			tap_bail("no deflate");
		*out = room - z.avail_out;
		deflateReset(&z);
	}
	deflateEnd(&z);
	return to;
}

static void
packed(void)
{
	static const char set[] = "<urlset><url><loc>https://a.vn/1</loc>"
	    "</url></urlset>";
	size_t len, size = (size_t)NQ_MAX_BODY + 1;
	char *gz = pack(set, strlen(set), &len), *bomb = nq_alloc(size, 1);
	struct nq_find other = feed;
	size_t wrong = 0;

	STR(ask_of(pool, &sitemap, gz, len), "https://a.vn/1");
	for (size_t i = 3; i < len; i++)
		wrong += strstr(ask_of(pool, &sitemap, gz, i),
		    i > 0 ? "parse: " : "") == NULL;
	OK(wrong == 0, "cut anywhere it is damaged");
	gz[len - 6] ^= 1;
	OK(strstr(ask_of(pool, &sitemap, gz, len), "damaged") != NULL,
	    "a wrong checksum");
	other.kind = NQ_FIND_FEED;
	OK(strstr(ask_of(pool, &other, gz, len), "well-formed") != NULL,
	    "no feed is unpacked");
	free(gz);
	memset(bomb, ' ', size);
	memcpy(bomb, "https://a.vn/1\n", 15);
	gz = pack(bomb, size - 1, &len);
	STR(ask_of(pool, &sitemap, gz, len), "https://a.vn/1");
	free(gz);
	gz = pack(bomb, size, &len);
	STR(ask_of(pool, &sitemap, gz, len), "limit: the sitemap unpacks to "
	    "more than a body may have");
	free(gz);
	free(bomb);
}

/* ---- WordPress ---- */

static void
posts(void)
{
	static const char two[] = "[{\"link\":\"https://a.vn/1/\",\"date\":"
	    "\"2024-05-03T08:00:00\",\"modified_gmt\":\"2024-05-03T01:02:03\""
	    ",\"title\":{\"rendered\":\"x\"},\"tags\":[1]},"
	    "{\"link\":\"/2\",\"date\":null,\"modified_gmt\":"
	    "\"0000-00-00T00:00:00\"}]";

	STR(ask(&wordpress, two),
	    "https://a.vn/1/ 2024-05-03 2024-05-03T01:02:03Z, /2");
	STR(ask_of(pool, &wordpress, "\xef\xbb\xbf[]\n\0\0", 8), "");
	STR(ask(&wordpress, "{\"code\":\"rest_post_invalid_page_number\","
	    "\"message\":\"x\",\"data\":{\"status\":400}}"), "end");
	STR(ask(&wordpress, "{\"code\":\"rest_\\nforbidden\"}"),
	    "parse: WordPress answers with the error rest_?forbidden");
	STR(ask(&wordpress, "{}"), "parse: no posts of WordPress: an object "
	    "without an error code");
	STR(ask(&wordpress, "{\"code\":404}"), "parse: no posts of "
	    "WordPress: an object without an error code");
	STR(ask(&wordpress, "[{\"link\":7}]"),
	    "parse: no posts of WordPress: one has no link");
	STR(ask(&wordpress, "[7]"),
	    "parse: no posts of WordPress: one has no link");
	STR(ask(&wordpress, "\"x\""),
	    "parse: the posts of WordPress are no JSON");
	STR(ask(&wordpress, "<html>"),
	    "parse: the posts of WordPress are no JSON");
	STR(ask(&wordpress, ""), "parse: the posts of WordPress are no JSON");
}

/* ---- limits and hostile pages ---- */

/* head, n times the piece, tail; the caller frees. */
static char *
repeat(const char *head, const char *piece, size_t n, const char *tail)
{
	size_t a = strlen(head), b = strlen(piece), c = strlen(tail);
	char *s = nq_alloc(a + n * b + c + 1, 1);

	memcpy(s, head, a);
	for (size_t i = 0; i < n; i++)
		memcpy(s + a + i * b, piece, b);
	memcpy(s + a + n * b, tail, c);
	return s;
}

/* The answer has to begin so, and to come in time. */
static void
hostile(const struct nq_find *find, const char *head, const char *piece,
    size_t n, const char *tail, const char *want)
{
	char *s = repeat(head, piece, n, tail);
	struct timespec a, b;
	const char *got;
	double took;

	clock_gettime(CLOCK_MONOTONIC, &a);
	got = ask(find, s);
	clock_gettime(CLOCK_MONOTONIC, &b);
	took = (double)(b.tv_sec - a.tv_sec) +
	    (double)(b.tv_nsec - a.tv_nsec) / 1e9;
	if (!OK(strncmp(got, want, strlen(want)) == 0 &&
	    took < (NQ_SANITIZED ? 50 : 10), "%zu times %.*s in %.2f s: "
	    "%.40s", n, (int)strcspn(piece, "\n"), piece, took, want))
		printf("# got: %.300s\n", got);
	free(s);
}

static void
limits(void)
{
	static const struct nq_find all = { .links = "//a/@href" };
	static const struct nq_find some = { .pattern = "^y" };

	hostile(&all, "", "<a href=x>", NQ_MAX_LINKS, "", "5000 links");
	hostile(&all, "", "<a href=x>", NQ_MAX_LINKS + 1, "", "limit: ");
	hostile(&all, "", "<a href=x>", 800000, "", "limit: ");
	hostile(&some, "", "<a href=x>", NQ_MAX_ANCHORS - 1, "<a href=y>",
	    "y");
	hostile(&some, "", "<a href=x>", NQ_MAX_ANCHORS, "<a href=y>",
	    "limit: ");
	hostile(&all, "<a href=", "x", NQ_MAX_LINK, "></a><a href=y></a>",
	    "xxx");
	hostile(&all, "<a href=", "x", NQ_MAX_LINK + 1, "><a href=y>", "y");
	hostile(&all, "", " ", (size_t)NQ_MAX_HTML + 1, "", "limit: a page "
	    "of 8388609 bytes");
	hostile(&feed, "<rss>", "<item><link>/x</link></item>", NQ_MAX_LINKS,
	    "</rss>", "5000 links");
	hostile(&feed, "<rss>", "<item><link>/x</link></item>",
	    NQ_MAX_LINKS + 1, "</rss>", "limit: more links");
	hostile(&feed, "", " ", (size_t)NQ_MAX_FEED + 1, "", "limit: a page");
	hostile(&wordpress, "[{\"link\":\"/x\"}", ",{\"link\":\"/x\"}",
	    NQ_MAX_LINKS - 1, "]", "5000 links");
	hostile(&wordpress, "[{\"link\":\"/x\"}", ",{\"link\":\"/x\"}",
	    NQ_MAX_LINKS, "]", "limit: more links");
	hostile(&sitemap, "<urlset>", "<url><loc>https://a.vn/tin/1234567"
	    "</loc><lastmod>2024-05-03</lastmod></url>", NQ_MAX_SITEMAP,
	    "</urlset>", "50000 links");
	hostile(&sitemap, "<urlset>", "<url><loc>x</loc></url>",
	    NQ_MAX_SITEMAP + 1, "</urlset>", "limit: more links");
	hostile(&sitemap, "", "https://a.vn/1\n", NQ_MAX_SITEMAP, "",
	    "50000 links");
	hostile(&sitemap, "", "https://a.vn/1\n", NQ_MAX_SITEMAP + 1, "",
	    "limit: more links");
	hostile(&sitemap, "", " ", (size_t)NQ_MAX_BODY + 1, "",
	    "limit: a page");
	hostile(&feed, "<rss>", "<a>", NQ_MAX_NESTED, "", "limit: the feed "
	    "is nested");
}

static void
hostile_pages(void)
{
	static const struct nq_find all = { .links = "//a/@href" };
	static const struct nq_find dated = { .links = "//a", .dates = "//a" };
	static const struct nq_find square = {
	    .links = "//a[count(//a) > 1]" };
	static const struct nq_find regex = {
	    .pattern = "^((a|aa|a*)*b)*(a*)*c$" };
	static const struct nq_find near = { .links = "//a",
	    .dates = "preceding::i[1]" };
	size_t mib = 1 << 20;

	hostile(&all, "<a href=x>", "<div>", mib, "", "parse: the parser cut");
	hostile(&all, "<a href=x>", "<a ", 2 * mib, ">", "x");
	hostile(&all, "<a href=x>", "&amp;", mib, "", "x");
	hostile(&square, "", "<a href=x>", 5000, "", "parse: the XPath");
	hostile(&dated, "", "<a href=x>", 5000, "", "limit: the XPath");
	hostile(&near, "<i>3/5/2024 xxxxxxxxxxxxxxxxxxxxx", "x", 6 * mib,
	    "</i><a href=x>1</a>", "x 2024-05-03");
	hostile(&regex, "<a href=", "a", NQ_MAX_LINK, "></a><a href=c></a>",
	    "c");
	hostile(&feed, "<rss>", "<!--", mib, "", "parse: ");
	hostile(&feed, "<rss><item><link>", "x", 7 * mib, "</link></item>"
	    "<item><link>/y</link></item></rss>", "/y");
	hostile(&feed, "<rss><![CDATA[", "]] ", 2 * mib, "]]></rss>", "");
	hostile(&feed, "<rss a='", "x", 7 * mib, "'/>", "");
	hostile(&feed, "<rss ", "a", 7 * mib, "='1'/>", "parse: ");
	hostile(&feed, "<rss>", "&lt;", mib, "</rss>", "");
	hostile(&feed, "<rss", " a='1'", mib, "/>", "parse: ");
	hostile(&feed, "<rss>", "<?x y?>", mib, "</rss>", "");
	hostile(&feed, "<rss>", "<item><guid>", 100, "", "parse: ");
	hostile(&sitemap, "<urlset>", "<url><loc> </loc></url>", mib,
	    "</urlset>", "");
	hostile(&sitemap, "<urlset><url><loc>", "x", 30 * mib,
	    "</loc></url></urlset>", "");
	hostile(&sitemap, "<urlset><!--", "- ", 15 * mib, "--></urlset>", "");
	hostile(&sitemap, "http://a.vn/", "\n", 30 * mib, "", "http://a.vn/");
	hostile(&wordpress, "", "[", 7 * mib, "", "parse: ");
	hostile(&wordpress, "", "{\"a\":", mib, "", "parse: ");
	hostile(&wordpress, "[\"", "\\u0041", mib, "\"]", "parse: ");
	hostile(&wordpress, "[1", ",1", 3 * mib, "]", "parse: ");
	OK(strcmp(ask(&all, "<a href=x>"), "x") == 0,
	    "and the pool goes on");
}

/* ---- a worker that was taken over ---- */

static void
put_link(struct nq_buf *b, const char *url, size_t len, const char *date,
    const char *modified, const char *index)
{
	nq_wire_put(b, url, len);
	nq_wire_puts(b, date);
	nq_wire_puts(b, modified);
	nq_wire_puts(b, index);
}

/* The page says which lie to tell. */
static void
lie(void *ctx, const char *req, size_t len, struct nq_buf *b)
{
	static const struct { const char *date, *modified, *index; } bad[] = {
		{ "2024-02-31", "", "" }, { "2024-05-03x", "", "" },
		{ "03/05/2024", "", "" }, { "", "2024-05-03", "" },
		{ "", "2024-05-03T01:00:00", "" }, { "", "x", "" },
		{ "", "2024-05-03T01:00:00+07", "" }, { "", "", "0" },
		{ "", "", "11" },
	};
	char c = req[len - 1];

	(void)ctx;
	if (c >= 'a' && c < 'a' + (char)(sizeof(bad) / sizeof(*bad))) {
		nq_buf_puts(b, "L0");
		nq_wire_puts(b, "");
		put_link(b, "/x", 2, "", "", "");
		put_link(b, "/x", 2, bad[c - 'a'].date,
		    bad[c - 'a'].modified, bad[c - 'a'].index);
		return;
	}
	nq_buf_puts(b, c == '1' ? "L2" : c == '2' ? "M0" : c == '3' ? "L" :
	    c == '4' ? "" : c == '5' ? "E\n\x1b[2J{\"level\"" : "L0");
	if (c >= '1' && c <= '5')
		return;
	nq_wire_puts(b, c == '0' ? "" : "/");
	for (int i = 0; c == '6' && i <= NQ_MAX_LINKS; i++)
		put_link(b, "/x", 2, "", "", "");
	if (c == '7')
		put_link(b, "/x\0y", 4, "", "", "");
	if (c == '8')
		put_link(b, "", 0, "", "", "");
	if (c == '9')
		nq_buf_put(b, "\xff\xff\xff\xff/x", 6);
	if (c == 'A')
		nq_wire_puts(b, "/x");
	if (c == 'B')
		for (int i = 0; i < 1 << 20; i++)
			nq_buf_puts(b, "\xff\xff\xff\x7f");
}

static void
liars(void)
{
	static const char cases[] = "12346789ABabcdefghi";
	struct nq_err e = { 0 };
	struct nq_pool *p = nq_pool_new(1, NQ_SANDBOX_AUTO, lie, NULL, &e);
	bool same = true;

	STR(ask_of(p, &feed, "0", 1), "");
	for (const char *c = cases; *c != '\0'; c++)
		OK(strcmp(ask_of(p, &feed, c, 1), "io: the parser gave no "
		    "sound answer") == 0, "lie %c", *c);
	STR(ask_of(p, &feed, "5", 1), "parse: ??[2J{\"level\"");
	OK(nq_discover_same(p, "x", 1, "", "1", 1, "", &same, &e) != 0 &&
	    !same && e.code == NQ_EIO, "a lie about sameness");
	nq_pool_free(p);
}

int
main(void)
{
	struct nq_err e = { 0 };

	pool = nq_pool_new(1, NQ_SANDBOX_AUTO, nq_discover_serve, NULL, &e);
	national_listing();
	listings();
	expressions();
	feeds();
	charsets();
	sitemaps();
	packed();
	posts();
	limits();
	hostile_pages();
	liars();
	nq_pool_free(pool);
	return tap_done();
}
