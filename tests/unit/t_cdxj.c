/* Keys as the Internet Archive's canonicalisation makes them, and lines. */
#include "core/buf.h"
#include "core/cdxj.h"
#include "core/err.h"
#include "core/mem.h"
#include "tests/tap.h"

#include <stdlib.h>

static void
key(const char *url, const char *want)
{
	char *got = nq_cdxj_surt(url);

	if (!OK(got != NULL && strcmp(got, want) == 0, "%s", url))
		printf("# got %s, want %s\n", got, want);
	free(got);
}

#define ID24 "abcdefghijklmnopqrstuvwx"
#define ID32 "0123456789abcdef0123456789ABCDEF"

static void
hosts(void)
{
	key("http://www.YenBai.gov.vn/", "vn,gov,yenbai)/");
	key("https://WWW2.a.vn:443", "vn,a)/");
	key("http://wwwx.a.vn/", "vn,a,wwwx)/");
	key("http://www.www.a.vn/", "vn,a,www)/");
	key("http://www.com/", "com)/");
	key("https://a.vn:80/", "vn,a:80)/");
	key("http://a.vn:8080/x/", "vn,a:8080)/x");
	key("http://a.vn:/x", "vn,a)/x");
	key("http://127.0.0.1:45678/12/7/tin.aspx",
	    "1,0,0,127:45678)/12/7/tin.aspx");
	key("http://[2001:DB8::1]:8080/x", "2001:db8::1:8080)/x");
	key("http://u:p@a..vn./x", "vn,a)/x");
	key("http://a%2evn/x", "vn,a)/x");
	key("http://a_b-c.vn?x=1", "vn,a_b-c)/?x=1");
	key("file:///srv/X%20y.xlsx", "file:/srv/x%20y.xlsx");
	key("urn:x:y", "urn:x:y");
	key("", "-");
}

static void
paths(void)
{
	key("http://a.vn/a//b/../c/./D/", "vn,a)/a/c/d");
	key("http://a.vn/..", "vn,a)/..");
	key("http://a.vn/a/..", "vn,a)/");
	key("http://a.vn///x//?y", "vn,a)/x?y");
	key("http://a.vn/%C3%A1%2f%41 b#frag", "vn,a)/%c3%a1/a%20b");
	key("http://a.vn/Á", "vn,a)/%c3%81");
	key("http://a.vn/%7Ex/%252541/%zz%2", "vn,a)/~x/a/%25zz%252");
	key("http://a.vn/a%3fb%23c", "vn,a)/a?b%23c");
	key("http://a.vn/%00%0a\x7f", "vn,a)/%00%0a%7f");
	key("http://a.vn/(S(" ID24 "))/y.aspx", "vn,a)/y.aspx");
	key("http://a.vn/b/(" ID24 ")/y.aspx?a=1", "vn,a)/b/y.aspx?a=1");
	key("http://a.vn/(S(" ID24 "))/y.html",
	    "vn,a)/(s(" ID24 "))/y.html");
	key("http://a.vn/x;jsessionid=" ID32 "?x=1",
	    "vn,a)/x;jsessionid=0123456789abcdef0123456789abcdef?x=1");
}

static void
queries(void)
{
	key("http://a.vn/x?", "vn,a)/x");
	key("http://a.vn/A?b=2&A=1&a", "vn,a)/a?a&a=1&b=2");
	key("http://a.vn/x?b&a=&a-1=2&a=0", "vn,a)/x?a=&a=0&a-1=2&b");
	key("http://a.vn/x?&a=1&&", "vn,a)/x?&&&a=1");
	key("http://a.vn/x?=&a", "vn,a)/x?=&a");
	key("http://a.vn/x??a=1", "vn,a)/x??a=1");
	key("http://a.vn/?l=Tin+++", "vn,a)/?l=tin+++");
	key("http://a.vn/?a=%26&B=%C3%81", "vn,a)/?&a=&b=%c3%81");
	key("http://a.vn/x?ItemID=%u0041", "vn,a)/x?itemid=%25u0041");
	key("http://a.vn/?PHPSESSID=" ID32 "&z=1", "vn,a)/?z=1");
	key("http://a.vn/x?y=1&jsessionid=" ID32, "vn,a)/x?&y=1");
	key("http://a.vn/x?sid=" ID32 "0&y=1",
	    "vn,a)/x?sid=0123456789abcdef0123456789abcdef0&y=1");
	key("http://a.vn/x?ASPSESSIONIDABCDEFGH=" ID24 "&a=1", "vn,a)/x?a=1");
	key("http://a.vn/x?CFID=1&CFTOKEN=2&x=3", "vn,a)/x?x=3");
	key("http://a.vn/x?CFID=1", "vn,a)/x?cfid=1");
}

/* The longest address of bytes that each take most; one more is refused. */
static void
limits(void)
{
	char *url = nq_alloc(NQ_MAX_URL + 2, 1), *got;
	struct nq_buf b = { 0 };
	struct nq_err e = { 0 };
	struct nq_cdxj_entry c = { .url = url, .filename = "x",
		.date = "2026-11-22T18:00:07Z", .mime = "text/html" };
	char mime[300];

	memset(url, '\1', NQ_MAX_URL);
	memcpy(url, "http://a.vn/?", 13);
	got = nq_cdxj_surt(url);
	OK(got != NULL && strlen(got) == 7 + 3 * (NQ_MAX_URL - 13),
	    "a key of the longest address");
	OK(nq_cdxj_line(&b, &c, &e) == 0 && b.len > 9 * (NQ_MAX_URL - 13),
	    "and its line, of %zu bytes", b.len);
	free(got);
	memset(mime, 'x', sizeof(mime));
	mime[256] = '\0';
	c.mime = mime;
	nq_buf_reset(&b);
	OK(nq_cdxj_line(&b, &c, &e) == 0 && strstr(b.p, "mime") == NULL,
	    "a media type that is none is left out");
	url[NQ_MAX_URL] = 'x';
	nq_buf_reset(&b);
	OK(nq_cdxj_surt(url) == NULL && nq_cdxj_line(&b, &c, &e) == -1 &&
	    e.code == NQ_ELIMIT && b.len == 0, "over it: %s", e.msg);
	nq_buf_release(&b);
	free(url);
}

static void
lines(void)
{
	struct nq_buf b = { 0 };
	struct nq_err e = { 0 };
	struct nq_cdxj_entry c = { .url = "http://www.a.vn/x\"\xff",
		.date = "2026-11-22T18:00:07.123Z", .mime = "text/html",
		.status = 200, .digest = "sha1:AAAA", .length = 123,
		.offset = 5000000000, .filename = "20261122T180007Z.warc.gz" };

	OK(nq_cdxj_line(&b, &c, &e) == 0, "a line");
	OK(strcmp(b.p, "vn,a)/x\"%ff 20261122180007 "
	    "{\"url\":\"http://www.a.vn/x"
	    "\\\"\xef\xbf\xbd\",\"mime\":\"text/html\",\"status\":\"200\","
	    "\"digest\":\"sha1:AAAA\",\"length\":\"123\","
	    "\"offset\":\"5000000000\","
	    "\"filename\":\"20261122T180007Z.warc.gz\"}\n") == 0,
	    "as replay tools write it");
	nq_buf_reset(&b);
	c.status = 0;
	c.digest = c.mime = NULL;
	OK(nq_cdxj_line(&b, &c, &e) == 0 && strstr(b.p, "status") == NULL &&
	    strstr(b.p, "null") == NULL, "what is not known is left out");
	nq_buf_reset(&b);
	c.date = "2026-11";
	OK(nq_cdxj_line(&b, &c, &e) == -1 && e.code == NQ_EPARSE &&
	    b.len == 0, "no date: %s", e.msg);
	nq_buf_release(&b);
}

int
main(void)
{
	hosts();
	paths();
	queries();
	limits();
	lines();
	return tap_done();
}
