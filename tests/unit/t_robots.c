/* robots.txt: what RFC 9309 says, what is in use beside it, and what only
 * someone hostile would write. */
#include "core/buf.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/robots.h"
#include "tests/tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define AGENT "nqtrack/0.1 (+https://nqtrack.example/)"
#define US "User-agent: nqtrack\n"

struct check {
	const char *text, *path;
	bool allowed;
};

static void
check(const char *what, const struct check *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct nq_robots *r = nq_robots_parse(v[i].text,
		    strlen(v[i].text), AGENT);
		char *url = nq_asprintf("https://a.vn%s", v[i].path);

		if (!OK(nq_robots_allows(r, url) == v[i].allowed,
		    "%s, %zu: %s is %s", what, i + 1, v[i].path,
		    v[i].allowed ? "allowed" : "forbidden"))
			printf("# by: %.200s\n", v[i].text);
		free(url);
		nq_robots_free(r);
	}
}

#define CHECK(what, v) check((what), (v), sizeof(v) / sizeof(*(v)))

/* 2.1, 2.2.1 and 5.1: whose rules they are. */
static void
groups(void)
{
	static const char four[] = "User-Agent: *\nDisallow: *.gif$\n"
	    "Disallow: /mau/\nAllow: /bao-cao/\n\n"
	    "User-Agent: khach\nDisallow:/\nAllow:/mau/trang.html\n"
	    "Allow:/mau/duoc.gif\n\n"
	    "User-Agent: ai-do\nUser-Agent: nqtrack\n"
	    "Disallow: /mau/trang.html\n\nUser-Agent: cuoi\n";
	static const char last[] = "User-agent: *\nDisallow: /\n\n" US;
	static const char split[] = US "Disallow: /a\n\nUser-agent: khac\n"
	    "Disallow: /b\n\nUser-agent: NQTrack\nDisallow: /c\n\n"
	    "User-agent: *\nDisallow: /d\n\nUser-agent: *\nDisallow: /e\n";
	static const char stars[] = "User-agent: khac\nDisallow: /b\n"
	    "User-agent: *\nDisallow: /d\n\nUser-agent: *\nDisallow: /e\n";
	static const struct check v[] = {
		{ "", "/", true },
		{ four, "/mau/trang.html", false },
		{ four, "/mau/khac.html", true },
		{ four, "/anh.gif", true },
		{ last, "/x", true },
		{ split, "/a", false }, { split, "/b", true },
		{ split, "/c", false }, { split, "/d", true },
		{ stars, "/b", true }, { stars, "/d", false },
		{ stars, "/e", false },
		{ "User-agent: khac\nDisallow: /\n", "/", true },
		{ "Disallow: /\n", "/", true },
		{ "Disallow: /\n" US "Disallow: /a\n", "/b", true },
		{ "User-agent: nqtrack/9.9 (x)\nDisallow: /\n", "/", false },
		{ "User-agent: nq\nDisallow: /\n", "/", true },
		{ "User-agent: nqtrack-tin\nDisallow: /\n", "/", true },
		{ "User-agent: nqtrack tin\nDisallow: /\n", "/", false },
		{ "User-agent:\nDisallow: /\n", "/", true },
		{ "User-agent: * \nDisallow: /\n", "/", false },
		{ "User-agent: *bot\nDisallow: /\n", "/", true },
		{ "User-agent: * bot\nDisallow: /\n", "/", false },
		{ US "\n# x\n\nUser-agent: b\n\nDisallow: /\n", "/", false },
		{ US "Sitemap: /s\nUser-agent: b\nDisallow: /\n", "/", false },
		{ US "Disallow: /a\nSitemap: /s\nLa: gi\nDisallow: /b\n",
		    "/b", false },
		{ US "Disallow:\nUser-agent: b\nDisallow: /\n", "/", true },
		{ US "Disallow: /a\nUser-agent: b\nDisallow: /\n", "/", true },
	};

	CHECK("groups", v);
}

static void
agents(void)
{
	static const char text[] = "User-agent: a_b-C\nDisallow: /\n"
	    "User-agent: *\nDisallow: /sao\n";
	static const struct {
		const char *agent, *url;
		bool allowed;
	} v[] = {
		{ "A_B-c", "http://a.vn/x", false },
		{ "a_b-c/2", "http://a.vn/x", false },
		{ "a_b", "http://a.vn/x", true },
		{ "", "http://a.vn/x", true },
		{ "", "http://a.vn/sao", false },
		{ "*", "http://a.vn/sao", false },
		{ NULL, "http://a.vn/sao", false },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct nq_robots *r = nq_robots_parse(text, strlen(text),
		    v[i].agent);

		OK(nq_robots_allows(r, v[i].url) == v[i].allowed,
		    "agent %zu is told its rules", i + 1);
		nq_robots_free(r);
	}
}

/* 2.2: lines as people write them. */
static void
lines(void)
{
	static const struct check v[] = {
		{ "\xef\xbb\xbf" US "Disallow: /a", "/a", false },
		{ "User-agent: nqtrack\r\nDisallow: /a\r\n", "/a", false },
		{ "User-agent: nqtrack\rDisallow: /a\rAllow: /a/b\r", "/a",
		    false },
		{ "User-agent: nqtrack\rDisallow: /a\rAllow: /a/b\r", "/a/b",
		    true },
		{ "  user-AGENT \t:\tNqTrack  \n DISALLOW  :  /a \t\n", "/a",
		    false },
		{ "user-agent:nqtrack\ndisallow:/a\n", "/a", false },
		{ US "Disallow: /a # because\n", "/a", false },
		{ US "Disallow: /a#b\n", "/ax", false },
		{ US "#Disallow: /\n# Disallow: /\n", "/", true },
		{ US "Disallow # : /\n", "/", true },
		{ US "Disallow /a\n", "/a", true },
		{ US ": /\n:\n::\n", "/", true },
		{ US "Disallow: /a:b\n", "/a:b", false },
		{ US "<html>\nDisallow: /a\n</html>\n", "/a", false },
		{ US "Disallow: a\n", "/a", true },
		{ US "Disallow: http://a.vn/a\n", "/a", true },
	};

	CHECK("lines", v);
}

/* 2.2.2 and 5.2: which rule decides. */
static void
precedence(void)
{
	static const char longer[] = US "Allow: /mau/trang/\n"
	    "Disallow: /mau/trang/cam.gif\n";
	static const struct check v[] = {
		{ longer, "/mau/trang/cam.gif", false },
		{ longer, "/mau/trang/x", true },
		{ longer, "/mau", true },
		{ US "Disallow: /a\nAllow: /a\n", "/a", true },
		{ US "Allow: /a\nDisallow: /a\n", "/a", true },
		{ US "Disallow: /\nAllow: /a\n", "/a/b", true },
		{ US "Allow: /a\nDisallow: /\n", "/b", false },
		{ US "Disallow: /a*\nAllow: /a\n", "/ab", false },
		{ US "Disallow: /a**\nAllow: /a*\n", "/ab", true },
		{ US "Disallow: /a$\nAllow: /a\n", "/a", false },
		{ US "Disallow: /\xc3\xa9\nAllow: /*3%A9\n", "/%c3%a9",
		    false },
		{ US "Disallow: /%7ea\nAllow: /~a\n", "/~a", true },
		{ US "Disallow:\n", "/", true },
		{ US "Disallow: /\nDisallow:\n", "/", false },
		{ US "Disallow: /\nAllow:\n", "/", false },
		{ US "Disallow: /\n", "/robots.txt", true },
		{ US "Disallow: /robots.txt\n", "/robots.txt", true },
		{ US "Disallow: /\n", "/robots.txt#a", true },
		{ US "Disallow: /\n", "/robots.txt?a", false },
		{ US "Disallow: /\n", "/robots.txt.bak", false },
	};

	CHECK("precedence", v);
}

/* 2.2.3: "*" and "$". */
static void
wildcards(void)
{
#define NO(pattern) US "Disallow: " pattern "\n"
	static const struct check v[] = {
		{ NO("/a"), "/abc?d", false }, { NO("/a"), "/b/a", true },
		{ NO("/a"), "/A", true }, { NO("/a/"), "/a", true },
		{ NO("/a$"), "/a", false }, { NO("/a$"), "/ab", true },
		{ NO("/a$"), "/a?b", true }, { NO("/$"), "", false },
		{ NO("/$"), "/a", true }, { NO("$"), "/", true },
		{ NO("*"), "/", false }, { NO("*$"), "/a?b", false },
		{ NO("/*.gif$"), "/a/b.gif", false },
		{ NO("/*.gif$"), "/a.gif.gif", false },
		{ NO("/*.gif$"), "/a.gif?b", true },
		{ NO("*.gif"), "/a.gif?b", false },
		{ NO("/*/x/*.aspx"), "/a/b/x/y/z.aspx", false },
		{ NO("/*/x/*.aspx"), "/x/y.aspx", true },
		{ NO("/*?id=*&in=1$"), "/a?id=2&in=1&in=1", false },
		{ NO("/*?"), "/a", true }, { NO("/*?"), "/a?b", false },
		{ NO("/a*b*c"), "/abbcc", false },
		{ NO("/a*ab$"), "/aaaab", false },
		{ NO("/a*ab$"), "/aaaabb", true },
		{ NO("/a***b"), "/ab", false },
		{ NO("/a$b"), "/a", true }, { NO("/a$b"), "/a$bc", false },
		{ NO("/a$b$"), "/a$bc", true },
		{ NO("/x-%2A.html"), "/x-*.html", false },
		{ NO("/x-%2A.html"), "/x-%2a.html", false },
		{ NO("/x-%2A.html"), "/x-y.html", true },
		{ NO("/x-%24"), "/x-$", false }, { NO("/x-%24"), "/x-", true },
		{ NO("/x-$"), "/x-$", true },
		{ NO("/a%23b"), "/a%23b", false },
		{ NO("/a%23b"), "/a#b", true },
	};

	CHECK("wildcards", v);
#undef NO
}

/* 2.2.2: one character, however it is written. */
static void
encoding(void)
{
#define NO(pattern) US "Disallow: " pattern "\n"
	static const struct check v[] = {
		{ NO("/a?b=c&d=e"), "/a?b=c&d=e", false },
		{ NO("/a?b=https://c.d"), "/a?b=https%3A%2F%2Fc.d", false },
		{ NO("/a?b=https%3A%2F%2Fc.d"), "/a?b=https://c.d", false },
		{ NO("/a/\xe3\x83\x84"), "/a/%E3%83%84", false },
		{ NO("/a/%E3%83%84"), "/a/%e3%83%84", false },
		{ NO("/a/%e3%83%84"), "/a/\xe3\x83\x84", false },
		{ NO("/a/%62%61%7A"), "/a/baz", false },
		{ NO("/a/baz"), "/a/%62%61%7a", false },
		{ NO("/%7Ea"), "/~a", false },
		{ NO("/a b"), "/a%20b", false },
		{ NO("/a%3cb"), "/a<b", false },
		{ NO("/a%2Fb"), "/a/b", true },
		{ NO("/a/b"), "/a%2fb", true },
		{ NO("/a%2Fb"), "/a%2fb", false },
		{ NO("/a?b%26c"), "/a?b&c", true },
		{ NO("/a%3Fb"), "/a?b", true },
		{ NO("/*/b"), "/a?u=/b", false },
		{ NO("/*/b"), "/a?u=%2Fb", false },
		{ NO("/a%"), "/a%", false },
		{ NO("/a%4"), "/a%4", false },
		{ NO("/a%zz"), "/a%zz", false },
		{ NO("/a%"), "/a%41", true },
		{ NO("/\xff\xfe"), "/%FF%FE", false },
		{ NO("/\xff\xfe"), "/a", true },
		{ NO("/t\xe1\xbb\xa9""c*"), "/t%e1%bb%a9""c", false },
	};

	CHECK("encoding", v);
#undef NO
}

/* The parts of a URL that count. */
static void
addresses(void)
{
	static const char text[] = US "Disallow: /\nAllow: /$\nAllow: /x\n"
	    "Allow: /?q\n";
	static const struct {
		const char *url;
		bool allowed;
	} v[] = {
		{ "http://a.vn", true }, { "http://a.vn/", true },
		{ "http://a.vn?q=1", true }, { "http://a.vn#f", true },
		{ "http://a.vn:81/x", true }, { "http://[::1]:81/x", true },
		{ "http://a.vn/y", false }, { "http://a.vn/?r", false },
		{ "https://a.vn/y?u=http://b.vn/x", false },
		{ "/x", true }, { "/y", false }, { "", true },
	};
	struct nq_robots *r = nq_robots_parse(text, strlen(text), AGENT);

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++)
		OK(nq_robots_allows(r, v[i].url) == v[i].allowed,
		    "\"%s\" is %s", v[i].url,
		    v[i].allowed ? "allowed" : "forbidden");
	nq_robots_free(r);
}

static void
delays(void)
{
	static const struct {
		const char *text;
		int ms;
	} v[] = {
		{ "", 0 }, { US "Disallow: /\n", 0 },
		{ US "Crawl-delay: 10\n", 10000 },
		{ US "crawl-DELAY : 1.5 # s\n", 1500 },
		{ US "Crawl-delay: .5\n", 500 },
		{ US "Crawl-delay: 0.0019\n", 1 },
		{ US "Crawl-delay: 007\n", 7000 },
		{ US "Crawl-delay: 0\n", 0 },
		{ US "Crawl-delay: 60\n", NQ_ROBOTS_MAX_DELAY_MS },
		{ US "Crawl-delay: 60.001\n", NQ_ROBOTS_MAX_DELAY_MS },
		{ US "Crawl-delay: 3600\n", NQ_ROBOTS_MAX_DELAY_MS },
		{ US "Crawl-delay: 99999999999999999999.9999999999999\n",
		    NQ_ROBOTS_MAX_DELAY_MS },
		{ US "Crawl-delay: 9999999999999999999999x\n", 0 },
		{ US "Crawl-delay:\n", 0 }, { US "Crawl-delay: .\n", 0 },
		{ US "Crawl-delay: 1.\n", 0 }, { US "Crawl-delay: -5\n", 0 },
		{ US "Crawl-delay: +5\n", 0 }, { US "Crawl-delay: 5s\n", 0 },
		{ US "Crawl-delay: 1,5\n", 0 }, { US "Crawl-delay: 1e3\n", 0 },
		{ US "Crawl-delay: 0xa\n", 0 }, { US "Crawl-delay: a\n", 0 },
		{ US "Crawl-delay: 1 2\n", 0 }, { US "Crawl-delay: nan\n", 0 },
		{ US "Crawl-delay: 1.2.3\n", 0 },
		{ US "Crawl-delay: 2\nCrawl-delay: 9\nCrawl-delay: 3\n",
		    9000 },
		{ "Crawl-delay: 5\n" US "Disallow:\n", 0 },
		{ "User-agent: *\nCrawl-delay: 5\n", 5000 },
		{ "User-agent: *\nCrawl-delay: 5\n\n" US "Disallow: /a\n", 0 },
		{ "User-agent: *\nCrawl-delay: 5\n\n" US "Crawl-delay: 2\n",
		    2000 },
		{ "User-agent: khac\nCrawl-delay: 5\n\nUser-agent: *\n"
		    "Disallow: /a\n", 0 },
		{ "User-agent: khac\nDisallow: /\nCrawl-delay: 5\n", 0 },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct nq_robots *r = nq_robots_parse(v[i].text,
		    strlen(v[i].text), AGENT);

		if (!OK(nq_robots_delay_ms(r) == v[i].ms,
		    "delay %zu is %d ms", i + 1, v[i].ms))
			printf("# got %d by: %s\n", nq_robots_delay_ms(r),
			    v[i].text);
		nq_robots_free(r);
	}
}

static void
sitemaps(void)
{
	static const char text[] = "Sitemap: https://a.vn/s.xml\n"
	    "User-agent: khac\nsitemap:/s2.xml # x\nDisallow: /\n"
	    "SITEMAP : HTTP://a.vn/s3.xml\nSitemap:\nSitemap: s.xml\n"
	    "Sitemap: javascript:x\nSitemap: http://a.vn/\x1b[2J\n"
	    "Sitemap: http://a.vn/a b\nSitemap: /\xc3\xa9\n"
	    "Sitemap: file:///etc/passwd\n";
	struct nq_buf b = NQ_BUF(1 << 20);
	struct nq_robots *r = nq_robots_parse(text, strlen(text), AGENT);
	const struct nq_names *got = nq_robots_sitemaps(r);

	if (OK(got->n == 3, "three of ten sitemaps are kept")) {
		STR(got->v[0], "https://a.vn/s.xml");
		STR(got->v[1], "/s2.xml");
		STR(got->v[2], "HTTP://a.vn/s3.xml");
	}
	nq_robots_free(r);

	nq_buf_puts(&b, "Sitemap: /");
	for (int i = 0; i < NQ_MAX_URL; i++)
		nq_buf_putc(&b, 'a');
	for (int i = 1; i < 1000; i++)
		nq_buf_printf(&b, "\nSitemap: /%d", i);
	r = nq_robots_parse(b.p, b.len, AGENT);
	got = nq_robots_sitemaps(r);
	OK(got->n == NQ_ROBOTS_MAX_SITEMAPS - 1,
	    "sitemaps are limited in number and length");
	STR(got->v[got->n - 1], "/49");
	nq_robots_free(r);
	nq_buf_release(&b);
}

static void
fixed(void)
{
	struct nq_robots *yes = nq_robots_fixed(true);
	struct nq_robots *no = nq_robots_fixed(false);

	OK(nq_robots_allows(yes, "http://a.vn/x"), "no file: allowed");
	OK(!nq_robots_allows(no, "http://a.vn/x"), "unreachable: forbidden");
	OK(!nq_robots_allows(no, "http://a.vn"), "unreachable: no home page");
	OK(nq_robots_allows(no, "http://a.vn/robots.txt"),
	    "unreachable: robots.txt may be tried again");
	OK(nq_robots_delay_ms(yes) == 0 && nq_robots_delay_ms(no) == 0 &&
	    nq_robots_sitemaps(yes)->n == 0, "a fixed answer has no more");
	nq_robots_free(yes);
	nq_robots_free(no);
	nq_robots_free(NULL);
}

static bool
allows(const char *body, size_t len, const char *url)
{
	struct nq_robots *r = nq_robots_parse(body, len, AGENT);
	bool allowed = nq_robots_allows(r, url);

	nq_robots_free(r);
	return allowed;
}

/* 2.5: a line before the limit is obeyed, the one it cuts is not. */
static void
limit_of_bytes(void)
{
	static const char last[] = "\nDisallow: /cut";
	size_t tail = strlen(last);
	char *text = nq_alloc(5 << 20, 1);
	size_t at = NQ_ROBOTS_MAX - tail;

	memset(text, '#', 5 << 20);
	memcpy(text, US "Disallow: /first\n", strlen(US) + 17);
	memcpy(text + at, last, tail);
	OK(!allows(text, 5 << 20, "http://a.vn/first"), "5 MiB: the begin");
	OK(allows(text, 5 << 20, "http://a.vn/cut"), "5 MiB: a cut line");
	OK(!allows(text, NQ_ROBOTS_MAX, "http://a.vn/cut"),
	    "all of a file of just the limit");
	OK(allows(text, NQ_ROBOTS_MAX + 1, "http://a.vn/cut"),
	    "a line that goes on behind the limit");
	text[NQ_ROBOTS_MAX] = '\n';
	OK(!allows(text, 5 << 20, "http://a.vn/cut"),
	    "a line that ends at the limit");
	text[NQ_ROBOTS_MAX] = '\r';
	OK(!allows(text, 5 << 20, "http://a.vn/cut"), "the same with CR");
	text[NQ_ROBOTS_MAX] = 's';
	memcpy(text + NQ_ROBOTS_MAX + 1, last, tail);
	text[NQ_ROBOTS_MAX + 1 + tail] = '\n';
	OK(allows(text, 5 << 20, "http://a.vn/cut"), "nothing behind it");
	memset(text, 'a', 5 << 20);
	OK(allows(text, 5 << 20, "http://a.vn/x"), "one line of 5 MiB");
	memset(text, '\n', 5 << 20);
	OK(allows(text, 5 << 20, "http://a.vn/x"), "5 Mi empty lines");
	memset(text, ':', 5 << 20);
	OK(allows(text, 5 << 20, "http://a.vn/x"), "5 MiB of colons");
	memset(text, 0, 5 << 20);
	OK(allows(text, 5 << 20, "http://a.vn/x"), "5 MiB of NULs");
	free(text);
	OK(allows(NULL, 0, "http://a.vn/x"), "no bytes at all");
	OK(allows("\xef\xbb\xbf", 3, "http://a.vn/x"), "nothing but a BOM");
	OK(allows("\xef\xbb", 2, "http://a.vn/x"), "half a BOM");
}

static void
nul_bytes(void)
{
	static const char text[] = US "Dis\0allow: /a\nDisallow: /b\0c\n"
	    "\0\nDisallow: /d\n";
	size_t n = sizeof(text) - 1;

	OK(allows(text, n, "http://a.vn/a"), "a NUL in a name");
	OK(allows(text, n, "http://a.vn/b"), "a NUL in a rule ends nothing");
	OK(!allows(text, n, "http://a.vn/b%00c"), "a NUL is %%00");
	OK(!allows(text, n, "http://a.vn/d"), "the lines behind NULs");
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A group of n rules that differ in a number. */
static void
fill(struct nq_buf *b, const char *rule, int n, const char *end)
{
	nq_buf_reset(b);
	nq_buf_puts(b, US);
	for (int i = 0; i < n; i++)
		nq_buf_printf(b, "%s%d%s\n", rule, i, end);
}

static void
repeat(struct nq_buf *b, const char *what, int n)
{
	for (int i = 0; i < n; i++)
		nq_buf_puts(b, what);
}

static void
limit_of_steps(void)
{
	struct nq_buf b = NQ_BUF(8 << 20), url = NQ_BUF(0);
	double start = seconds();

	nq_buf_puts(&url, "http://a.vn/");
	while (url.len < NQ_MAX_URL)
		nq_buf_putc(&url, 'a');
	fill(&b, "Disallow: /", 100000, "");
	OK(!allows(b.p, b.len, "http://a.vn/77"), "100,000 rules: forbidden");
	OK(allows(b.p, b.len, url.p), "100,000 rules: allowed");
	fill(&b, "Disallow: /*", 1000, "$");
	OK(allows(b.p, b.len, "http://a.vn/tin/tin-trong-tinh/2024/05/x.aspx"
	    "?ItemID=30649&l=Tintrongtinh&lv=a"), "1000 honest wildcards");
	fill(&b, "Allow: /*a*b", 100000, "");
	OK(!allows(b.p, b.len, url.p), "more steps than the limit: many rules");
	fill(&b, "", 0, "");
	nq_buf_puts(&b, "Disallow: /");
	repeat(&b, "*a", 200000);
	OK(allows(b.p, b.len, url.p), "one rule of 200,000 wildcards");
	fill(&b, "", 0, "");
	for (int i = 0; i < 3; i++) {
		nq_buf_puts(&b, "Disallow: /*");
		repeat(&b, "a", 2000);
		nq_buf_puts(&b, "b\n");
		if (i == 0)
			OK(allows(b.p, b.len, url.p),
			    "half of the steps for one rule");
	}
	OK(!allows(b.p, b.len, url.p), "more steps than the limit: three");
	fill(&b, "", 0, "");
	nq_buf_puts(&b, "Disallow: /");
	repeat(&b, "*", 500000);
	nq_buf_puts(&b, "x$\n");
	OK(allows(b.p, b.len, url.p), "half a million stars are one");
	OK(!allows(b.p, b.len, "http://a.vn/x"), "and still a star");
	OK(seconds() - start < 20, "none of it takes long");
	nq_buf_release(&b);
	nq_buf_release(&url);
}

/* Bytes that come close to the grammar; the sanitizers judge. */
static void
random_bytes(void)
{
	static const char *const words[] = { "User-agent:", "nqtrack", "*",
		"Disallow:", "Allow:", "/", "$", "%", "%2", "%2A", "\r", "\n",
		"\n", " ", "#", "Crawl-delay:", "9", ".", "Sitemap:",
		"http://", "\xef\xbb\xbf", "\xe1", "?", ":", "a", "**" };
	uint64_t x = 5;
	struct nq_buf b = NQ_BUF(1 << 20);
	bool sane = true;

	for (int i = 0; i < 20000; i++) {
		char *exact, url[] = "http://a.vn/________";
		struct nq_robots *r;

		nq_buf_reset(&b);
		for (size_t left = (size_t)i % 64; left > 0; left--) {
			x = x * 6364136223846793005 + 1442695040888963407;
			if (x >> 60 == 0)
				nq_buf_putc(&b, (char)(x >> 40));
			else
				nq_buf_puts(&b, words[(x >> 33) %
				    (sizeof(words) / sizeof(*words))]);
		}
		x = x * 6364136223846793005 + 1442695040888963407;
		for (int k = 0; k < 8; k++)
			url[12 + k] = "/%2Aa*$?"[(x >> (20 + 3 * k)) & 7];
		/* Of just its size, so that a byte too far is seen. */
		exact = malloc(b.len > 0 ? b.len : 1);
		if (b.len > 0)
			memcpy(exact, b.p, b.len);
		r = nq_robots_parse(exact, b.len, AGENT);
		free(exact);
		nq_robots_allows(r, url);
		sane &= nq_robots_allows(r, "http://a.vn/robots.txt") &&
		    nq_robots_delay_ms(r) >= 0 &&
		    nq_robots_delay_ms(r) <= NQ_ROBOTS_MAX_DELAY_MS &&
		    nq_robots_sitemaps(r)->n <= NQ_ROBOTS_MAX_SITEMAPS;
		nq_robots_free(r);
	}
	OK(sane, "20,000 random files");
	nq_buf_release(&b);
}

int
main(void)
{
	groups();
	agents();
	lines();
	precedence();
	wildcards();
	encoding();
	addresses();
	delays();
	sitemaps();
	fixed();
	limit_of_bytes();
	nul_bytes();
	limit_of_steps();
	random_bytes();
	return tap_done();
}
