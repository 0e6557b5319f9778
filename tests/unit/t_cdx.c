/* Indexes of web archives: what is asked, what an answer means, hostile
 * answers through a real worker; captures of the Internet Archive. */
#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/worker.h"
#include "extract/cdx.h"
#include "extract/memento.h"
#include "tests/tap.h"

#include <stdlib.h>

static char one_host[] = "a.org";
static char *hosts[] = { one_host };
static char ia_cdx[] = "https://a.org/cdx";
static char ia_raw[] = "https://a.org/web/{timestamp}id_/{url}";
static char cc_cdx[] = "https://a.org/{crawl}-index";

static const struct nq_webarchive ia = { .kind = NQ_ARCHIVE_CDX_SERVER,
	.hosts = { hosts, 1, 1 }, .cdx_url = ia_cdx, .raw_url = ia_raw,
	.page_size = 500 };
static const struct nq_webarchive cc = { .kind = NQ_ARCHIVE_COMMON_CRAWL,
	.hosts = { hosts, 1, 1 }, .cdx_url = cc_cdx, .page_size = 1 };

/* want: the address, or a word of the error. */
static void
asks(const struct nq_webarchive *a, struct nq_cdx_query q, const char *want)
{
	struct nq_err e = { 0 };
	char *url = nq_cdx_url(a, &q, &e);

	if (url != NULL)
		STR(url, want);
	else if (!OK(strstr(e.msg, want) != NULL, "error: %s", want))
		printf("# %s\n", e.msg);
	free(url);
}

#define FL "&output=json&fl=timestamp,original,mimetype,statuscode,digest," \
	"length&filter=statuscode:200"

static void
queries(void)
{
	char *longest = nq_alloc(NQ_MAX_URL + 1, 1);

	memset(longest, 'a', NQ_MAX_URL);
	asks(&ia, (struct nq_cdx_query){ .target = "b.vn/",
	    .scope = NQ_CDX_PREFIX }, "https://a.org/cdx?url=b.vn/*" FL
	    "&limit=500&showResumeKey=true");
	asks(&ia, (struct nq_cdx_query){ .target = "b.vn",
	    .scope = NQ_CDX_PREFIX, .since = "2019-02-03",
	    .until = "2020-12-31", .resume = "vn%2Cb%29%2F+2019&x" },
	    "https://a.org/cdx?url=b.vn/*" FL "&from=20190203000000&to="
	    "20201231235959&limit=500&showResumeKey=true&resumeKey="
	    "vn%252Cb%2529%252F%2B2019%26x");
	asks(&ia, (struct nq_cdx_query){ .target = "b.vn",
	    .scope = NQ_CDX_DOMAIN }, "https://a.org/cdx?url=*.b.vn" FL
	    "&limit=500&showResumeKey=true");
	asks(&ia, (struct nq_cdx_query){ .target = "b.vn:80/c?d=*&e#",
	    .scope = NQ_CDX_EXACT }, "https://a.org/cdx?url=b.vn%3A80/c%3Fd"
	    "%3D%2A%26e%23" FL "&limit=500&showResumeKey=true");
	asks(&cc, (struct nq_cdx_query){ .target = "b.vn/12/",
	    .scope = NQ_CDX_PREFIX, .crawl = "CC-MAIN-2019-04", .page = 2,
	    .since = "2019-01-01" },
	    "https://a.org/CC-MAIN-2019-04-index?url=b.vn/12/*&output=json"
	    "&filter==status:200&from=20190101000000&pageSize=1&page=2");
	asks(&cc, (struct nq_cdx_query){ .target = "b.vn",
	    .scope = NQ_CDX_DOMAIN, .crawl = "CC-MAIN-2012", .page = -1 },
	    "https://a.org/CC-MAIN-2012-index?url=*.b.vn&output=json"
	    "&filter==status:200&pageSize=1&showNumPages=true");
	asks(&cc, (struct nq_cdx_query){ .target = "b.vn" }, "no name of a");
	asks(&cc, (struct nq_cdx_query){ .target = "b.vn",
	    .crawl = "CC-MAIN-2019-04/../x" }, "no name of a crawl");
	asks(&ia, (struct nq_cdx_query){ .target = "" }, "no host and path");
	asks(&ia, (struct nq_cdx_query){ .target = "*" }, "no host and path");
	asks(&ia, (struct nq_cdx_query){ .target = "http://b.vn/" },
	    "no host and path");
	asks(&ia, (struct nq_cdx_query){ .target = "b.vn",
	    .resume = longest }, "an address of");
	free(longest);
}

static void
means(enum nq_archive_kind kind, long status, const char *body,
    enum nq_cdx_verdict want)
{
	const char *why = NULL;
	enum nq_cdx_verdict got = nq_cdx_verdict(kind, status, body,
	    strlen(body), &why);

	OK(got == want && (why == NULL) == (got <= NQ_CDX_NONE),
	    "%s %ld %.30s: %s", kind == NQ_ARCHIVE_CDX_SERVER ? "ia" : "cc",
	    status, body, why != NULL ? why : "-");
}

#define IA NQ_ARCHIVE_CDX_SERVER
#define CC NQ_ARCHIVE_COMMON_CRAWL

static void
verdicts(void)
{
	means(IA, 200, "[[\"timestamp\"]]", NQ_CDX_ROWS);
	means(IA, 200, "", NQ_CDX_NONE);
	means(IA, 200, " \t", NQ_CDX_NONE);
	means(IA, 200, " [] ", NQ_CDX_NONE);
	means(IA, 200, "<html>We are down</html>", NQ_CDX_LATER);
	means(IA, 200, "{\"x\":1}", NQ_CDX_LATER);
	means(IA, 200, "<html>Blocked By Robots", NQ_CDX_REFUSED);
	means(IA, 403, "org.archive.util.io.RuntimeIOException: org.archive."
	    "wayback.exception.AdministrativeAccessControlException: "
	    "Blocked Site Error", NQ_CDX_REFUSED);
	means(IA, 403, "RobotAccessControlException", NQ_CDX_REFUSED);
	means(IA, 200, "[[\"original\"],[\"http://a/Blocked By Robots\"]]",
	    NQ_CDX_ROWS);
	means(IA, 403, "<html>", NQ_CDX_STOP);
	means(IA, 404, "[]", NQ_CDX_REFUSED);
	means(IA, 400, "", NQ_CDX_REFUSED);
	means(IA, 302, "", NQ_CDX_REFUSED);
	means(CC, 200, "{\"url\":\"x\"} ", NQ_CDX_ROWS);
	means(CC, 200, "[{\"id\":\"x\"}]", NQ_CDX_ROWS);
	means(CC, 200, "", NQ_CDX_NONE);
	means(CC, 404, "{\"message\": \"No Captures found for: b.vn/*\"}",
	    NQ_CDX_NONE);
	means(CC, 404, "", NQ_CDX_NONE);
	means(CC, 404, "<html>nginx</html>", NQ_CDX_REFUSED);
	means(CC, 400, "{\"message\": \"Invalid match_type\"}",
	    NQ_CDX_REFUSED);
	means(CC, 403, "<Error><Code>AccessDenied</Code></Error>",
	    NQ_CDX_STOP);
	for (enum nq_archive_kind k = IA; k <= CC; k++) {
		means(k, 0, "", NQ_CDX_LATER);
		means(k, 429, "[]", NQ_CDX_LATER);
		means(k, 503, "<Code>SlowDown</Code>", NQ_CDX_LATER);
		means(k, 500, "", NQ_CDX_LATER);
		means(k, 504, "", NQ_CDX_LATER);
		means(k, 401, "", NQ_CDX_STOP);
		means(k, 451, "", NQ_CDX_REFUSED);
	}
}

static void
is_capture(enum nq_archive_kind kind, long status, const char *headers,
    const char *body, enum nq_cdx_verdict want)
{
	struct nq_buf h = NQ_BUF(0);
	const char *why = NULL;

	nq_buf_puts(&h, headers);
	OK(nq_cdx_capture_verdict(kind, status, &h, body, strlen(body),
	    &why) == want, "capture: %ld %s", status,
	    why != NULL ? why : "-");
	nq_buf_release(&h);
}

#define AT "HTTP/1.1 200 OK\r\nmemento-datetime: Wed, 02 Jan 2019 03:04:05 GMT"

static void
capture_verdicts(void)
{
	is_capture(IA, 200, AT, "x", NQ_CDX_ROWS);
	is_capture(IA, 200, AT, "Blocked By Robots", NQ_CDX_ROWS);
	is_capture(IA, 403, AT, "x", NQ_CDX_ROWS);
	is_capture(IA, 200, "", "<html>down", NQ_CDX_LATER);
	is_capture(IA, 404, "", "", NQ_CDX_REFUSED);
	is_capture(IA, 403, "", "", NQ_CDX_STOP);
	is_capture(IA, 403, "HTTP/1.1 403 X\r\nX-Archive-Wayback-Runtime-"
	    "Error: RobotAccessControlException: Blocked By Robots", "",
	    NQ_CDX_REFUSED);
	is_capture(IA, 429, "", "", NQ_CDX_LATER);
	is_capture(IA, 0, "", "", NQ_CDX_LATER);
	is_capture(CC, 206, "", "x", NQ_CDX_ROWS);
	is_capture(CC, 200, "", "x", NQ_CDX_REFUSED);
	is_capture(CC, 404, "", "", NQ_CDX_REFUSED);
	is_capture(CC, 416, "", "", NQ_CDX_REFUSED);
	is_capture(CC, 503, "", "", NQ_CDX_LATER);
	is_capture(CC, 403, "", "", NQ_CDX_STOP);
}

/* Parses; a line that says what came out. */
static char *
parsed(struct nq_pool *pool, enum nq_archive_kind kind, const char *body,
    size_t len)
{
	struct nq_buf b = NQ_BUF(0);
	struct nq_cdx c;
	struct nq_err e = { 0 };

	if (nq_cdx_parse(pool, kind, body, len, &c, &e) != 0)
		nq_buf_printf(&b, "error %d: %s", (int)e.code, e.msg);
	for (size_t i = 0; i < c.n && i < 4; i++) {
		const struct nq_cdx_row *r = &c.v[i];

		nq_buf_printf(&b, "%s %s %s %d %s %d%d %ju;", r->timestamp,
		    r->url, r->mime != NULL ? r->mime : "-", r->status,
		    r->digest != NULL ? r->digest : "-", r->revisit,
		    r->truncated, (uintmax_t)r->length);
		if (r->filename != NULL)
			nq_buf_printf(&b, " %s@%ju %s;", r->filename,
			    (uintmax_t)r->offset, r->charset != NULL ?
			    r->charset : "-");
	}
	if (c.resume != NULL)
		nq_buf_printf(&b, " resume %s", c.resume);
	if (c.bad > 0)
		nq_buf_printf(&b, " bad %zu: %s", c.bad, c.why);
	nq_cdx_release(&c);
	return nq_buf_steal(&b);
}

static void
reads(struct nq_pool *pool, enum nq_archive_kind kind, const char *body,
    const char *want)
{
	char *got = parsed(pool, kind, body, strlen(body));

	STR(got, want);
	free(got);
}

#define HEAD "[[\"urlkey\",\"timestamp\",\"original\",\"mimetype\"," \
	"\"statuscode\",\"digest\",\"length\"]"
#define KEY ",[\"vn,b)/\",\"20190102030405\""
#define D "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define ROW KEY ",\"http://b.vn/\",\"text/html\",\"200\",\"" D "\",\"99\"]"
#define GOT "20190102030405 http://b.vn/ text/html 200 " D " 00 99;"

static void
rows_of_ia(struct nq_pool *pool)
{
	reads(pool, IA, HEAD ROW "]", GOT);
	reads(pool, IA, HEAD ROW ROW "]", GOT);
	reads(pool, IA, HEAD "]", "");
	reads(pool, IA, "[]", "");
	reads(pool, IA, HEAD ROW ",[],[\"vn%2Cb+1\"]]",
	    GOT " resume vn%2Cb+1");
	reads(pool, IA, "[[\"original\",\"timestamp\"],[\"http://b.vn/\","
	    "20190102030405]]", "20190102030405 http://b.vn/ - 0 - 00 0;");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\",\"warc/revisit\",\"-\",\""
	    D "\",\"-\"]]", "20190102030405 http://b.vn/ warc/revisit 0 " D
	    " 10 0;");
	reads(pool, IA, HEAD ",7,[],[\"x\"],{}" ROW "]", GOT
	    " bad 4: a row with other columns than the first");
	reads(pool, IA, HEAD ",[\"\",\"2019\",\"http://b.vn/\",\"\",\"\","
	    "\"\",\"\"]" ROW "]", GOT " bad 1: a timestamp that is no time");
	reads(pool, IA, HEAD ",[\"\",\"20191302030405\",\"http://b.vn/\","
	    "\"\",\"\",\"\",\"\"]]", " bad 1: a timestamp that is no time");
	reads(pool, IA, HEAD KEY ",\"ftp://b.vn/\",\"\",\"\",\"\",\"\"]]",
	    " bad 1: an address that is none");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\\r\\nX: y\",\"\",\"\",\"\","
	    "\"\"]]", " bad 1: an address that is none");
	reads(pool, IA, HEAD KEY ",\"\\rhttp://b.vn/\",\"\",\"\",\"\",\"\"]]",
	    " bad 1: an address that is none");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\\n\",\"\",\"\",\"\",\"\"]]",
	    " bad 1: an address that is none");
	reads(pool, IA, HEAD KEY ",[],\"\",\"\",\"\",\"\"]]",
	    " bad 1: an address that is none");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\",\"\",\"2000\",\"\","
	    "\"\"]]", " bad 1: a status that is none");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\",\"a b\",\"\",\"\",\"\"]]",
	    " bad 1: a type, digest or charset that is none");
	reads(pool, IA, HEAD KEY ",\"http://b.vn/\",\"\",\"\",\"\",\"-1\"]]",
	    " bad 1: a length that is no number");
	reads(pool, IA, "[[\"urlkey\"],[\"x\"]]",
	    "error 3: the first row does not name the columns");
	reads(pool, IA, "[{}]",
	    "error 3: the first row does not name the columns");
	reads(pool, IA, "[[1,2]]",
	    "error 3: the first row does not name the columns");
	reads(pool, IA, "{}", "error 3: another kind of JSON than an index "
	    "answers");
	reads(pool, IA, HEAD ",[],[\"\"]]",
	    "error 3: an empty key to go on with");
}

#define CCROW "{\"urlkey\":\"vn,b)/\",\"timestamp\":\"20190102030405\"," \
	"\"url\":\"http://b.vn/\",\"mime\":\"text/plain\",\"status\":\"200\","
#define PLACE "\"digest\":\"" D "\",\"length\":\"99\",\"offset\":\"7\"," \
	"\"filename\":\"crawl-data/a.warc.gz\""
#define CCGOT "20190102030405 http://b.vn/ text/plain 200 " D " 00 99; " \
	"crawl-data/a.warc.gz@7 -;"

static void
rows_of_cc(struct nq_pool *pool)
{
	reads(pool, CC, CCROW PLACE "}\n", CCGOT);
	reads(pool, CC, CCROW PLACE "}\r\n\n" CCROW PLACE "}", CCGOT);
	reads(pool, CC, CCROW PLACE ",\"mime-detected\":\"text/html\","
	    "\"charset\":\"UTF-8\",\"truncated\":\"length\"}",
	    "20190102030405 http://b.vn/ text/html 200 " D " 01 99; "
	    "crawl-data/a.warc.gz@7 UTF-8;");
	reads(pool, CC, "vn,b)/ 2019 {}\n[]\n\"x\"\n" CCROW PLACE "}",
	    CCGOT " bad 3: a line that is no JSON object");
	reads(pool, CC, CCROW "\"x\":1}", " bad 1: no file, offset and length");
	reads(pool, CC, CCROW "\"length\":\"0\",\"offset\":\"1\","
	    "\"filename\":\"a\"}", " bad 1: a length of nothing or of too "
	    "much");
	reads(pool, CC, CCROW "\"length\":\"33554433\",\"offset\":\"1\","
	    "\"filename\":\"a\"}", " bad 1: a length of nothing or of too "
	    "much");
	reads(pool, CC, CCROW "\"status\":\"404\"," PLACE "}",
	    " bad 1: a line that is no JSON object");
	reads(pool, CC, "", "");
}

static void
has_limit(struct nq_pool *pool, enum nq_archive_kind kind, const char *head,
    const char *row, size_t times, const char *tail, const char *want)
{
	struct nq_buf b = NQ_BUF(3 * NQ_MAX_CDX_ANSWER);
	char *got;

	nq_buf_puts(&b, head);
	for (size_t i = 0; i < times; i++)
		nq_buf_puts(&b, row);
	nq_buf_puts(&b, tail);
	got = parsed(pool, kind, b.p, b.len);
	if (!OK(strstr(got, want) != NULL, "limit: %s", want))
		printf("# %.200s\n", got);
	free(got);
	nq_buf_release(&b);
}

static void
limits(struct nq_pool *pool)
{
	has_limit(pool, IA, HEAD, ",7", NQ_MAX_CDX_ROWS, "]", "bad 20000");
	has_limit(pool, IA, HEAD, ",7", NQ_MAX_CDX_ROWS + 3, "]",
	    "more rows");
	has_limit(pool, CC, "", "7\n", NQ_MAX_CDX_ROWS, "", "bad 20000");
	has_limit(pool, CC, "", "7\n", NQ_MAX_CDX_ROWS + 1, "", "more rows");
	has_limit(pool, IA, "[", " ", NQ_MAX_CDX_ANSWER, "]",
	    "an answer of 8388610 bytes");
	has_limit(pool, IA, "", "[", 100000, "", "error");
	has_limit(pool, IA, "[", "[],", NQ_MAX_CDX_ANSWER / 3 - 2, "7]",
	    "more rows");
	has_limit(pool, CC, "{\"a\":\"", "aaaaaaaa", NQ_MAX_LINE / 8, "\"}",
	    "bad 1: a line that is no JSON object");
}

static void
pages(struct nq_pool *pool)
{
	static const struct { const char *body; int want; } all[] = {
		{ "{\"pages\": 3, \"pageSize\": 1, \"blocks\": 3}", 3 },
		{ "{\"pages\": 0}", 0 }, { "{\"pages\": \"12\"}", 12 },
		{ "{\"pages\": 1000}", 1000 }, { "{\"pages\": 1001}", -1 },
		{ "{\"pages\": -1}", -1 }, { "{\"pages\": []}", -1 },
		{ "{}", -1 }, { "[]", -1 }, { "3", -1 }, { "", -1 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct nq_err e = { 0 };
		int n = -1;
		int rc = nq_cdx_pages(pool, all[i].body, strlen(all[i].body),
		    &n, &e);

		OK(n == all[i].want && (rc == 0) == (n >= 0), "pages of %s: "
		    "%d %s", all[i].body, n, e.msg);
	}
}

/* want: the names, a blank behind each. */
static void
chooses(struct nq_pool *pool, const char *since, const char *until,
    const char *want)
{
	static const char list[] = "["
	    "{\"id\":\"CC-MAIN-2025-26\",\"name\":\"June 2025 Index\","
	    "\"cdx-api\":\"https://evil.org/\",\"from\":"
	    "\"2025-06-12T11:06:18\",\"to\":\"2025-06-25T11:39:34\"},"
	    "{\"id\":\"CC-MAIN-2019-04\"},"
	    "{\"id\":\"CC-MAIN-2012\",\"from\":null},"
	    "{\"id\":\"CC-MAIN-2009-2010\",\"from\":\"x\",\"to\":1},"
	    "{\"id\":\"../../etc\"},{\"id\":\"CC-MAIN-2019-04/x\"},{},7]";
	struct nq_names got = { 0 };
	struct nq_buf b = NQ_BUF(0);
	struct nq_err e = { 0 };

	nq_cdx_crawls(pool, list, strlen(list), since, until, &got, &e);
	for (size_t i = 0; i < got.n; i++)
		nq_buf_printf(&b, "%s ", got.v[i] + 8);
	STR(b.p != NULL ? b.p : "", want);
	nq_names_release(&got);
	nq_buf_release(&b);
}

static void
crawls(struct nq_pool *pool)
{
	struct nq_names got = { 0 };
	struct nq_err e = { 0 };
	struct nq_buf b = NQ_BUF(0);

	chooses(pool, NULL, NULL, "2009-2010 2012 2019-04 2025-26 ");
	chooses(pool, "2025-06-25", NULL, "2025-26 ");
	chooses(pool, "2025-06-26", NULL, "");
	chooses(pool, "2025-06-01", "2025-06-11", "");
	chooses(pool, "2025-06-01", "2025-06-12", "2025-26 ");
	chooses(pool, "2019-01-20", "2019-01-20", "2019-04 ");
	chooses(pool, "2018-12-20", "2018-12-31", "2019-04 ");
	chooses(pool, "2019-06-01", "2019-12-31", "");
	chooses(pool, NULL, "2010-12-31", "2009-2010 ");
	chooses(pool, "2012-12-31", "2012-12-31", "2012 ");
	OK(nq_cdx_crawls(pool, "{}", 2, NULL, NULL, &got, &e) != 0 &&
	    e.code == NQ_EPARSE, "a list of crawls is an array: %s", e.msg);
	nq_err_clear(&e);
	nq_buf_puts(&b, "[7");
	for (int i = 0; i < NQ_MAX_CRAWLS; i++)
		nq_buf_puts(&b, ",7");
	nq_buf_puts(&b, "]");
	OK(nq_cdx_crawls(pool, b.p, b.len, NULL, NULL, &got, &e) != 0 &&
	    strstr(e.msg, "more crawls") != NULL, "limit: %s", e.msg);
	nq_buf_release(&b);
}

/* Prefixes of sound answers and single bytes of them changed. */
static void
damage(struct nq_pool *pool)
{
	static const char *const sound[] = { HEAD ROW ",[],[\"k\"]]",
	    CCROW PLACE "}\n" };

	for (enum nq_archive_kind k = IA; k <= CC; k++) {
		size_t n = strlen(sound[k]);

		for (size_t i = 0; i < n; i++)
			free(parsed(pool, k, sound[k], i));
		for (size_t i = 0; i < n; i++)
			for (int c = 1; c < 256; c += 60) {
				char *copy = nq_strdup(sound[k]);

				copy[i] = (char)(copy[i] ^ c);
				free(parsed(pool, k, copy, n));
				free(copy);
			}
	}
	OK(1, "no damage does harm");
}

static void
memento(const char *last, const char *headers, const char *body,
    const char *want)
{
	struct nq_buf h = NQ_BUF(0), b = NQ_BUF(0);
	struct nq_memento m;
	struct nq_err e = { 0 };
	char *got;

	nq_buf_puts(&h, headers);
	nq_buf_puts(&b, body);
	if (nq_memento_parse(&ia, last, 200, &h, &b, &m, &e) != 0)
		got = nq_strdup(e.msg);
	else
		got = nq_asprintf("%s %s [%s] %s%s", m.timestamp, m.url,
		    m.answer.headers.p, m.answer.body.p != NULL ?
		    m.answer.body.p : "", m.answer.cut ? " cut" : "");
	for (char *p = got; *p != '\0'; p++)
		if (*p == '\r' || *p == '\n')
			*p = '|';
	if (!OK(strstr(got, want) != NULL, "%s", want))
		printf("# got: %s\n", got);
	free(got);
	nq_memento_release(&m);
	nq_buf_release(&h);
	nq_buf_release(&b);
}

#define WEB "https://a.org/web/20190102030405"
#define ORIG "X-Archive-Orig-"

static void
mementos(void)
{
	memento(WEB "id_/http://B.vn:80/c?d=1", AT "\r\nServer: nginx\r\n"
	    "x-archive-orig-server: IIS\r\n" ORIG "Content-Type: text/html\r\n"
	    "Content-Type: text/plain\r\n\r\n", "x", "20190102030405 "
	    "http://b.vn/c?d=1 [HTTP/1.1 200 OK||server: IIS||"
	    "Content-Type: text/html||||] x");
	memento("http://a.org/web/20190102030405id_/http://b.vn/", AT "\r\n"
	    "Content-Type: text/plain\r\n\r\n", "x",
	    "[HTTP/1.1 200 OK||Content-Type: text/plain||||] x");
	memento(WEB "id_/http://b.vn/", AT "\r\n" ORIG "<odd\r\n" ORIG
	    "\r\n" ORIG ": x\r\n" ORIG "A: b\r\n\r\n", "x",
	    "[HTTP/1.1 200 OK||A: b||||] x");
	memento(WEB "id_/http://b.vn/", AT "\r\n" ORIG "Content-Encoding: "
	    "gzip\r\n" ORIG "Transfer-Encoding: chunked\r\n\r\n", "<p>x</p>",
	    "] <p>x</p>");
	memento(WEB "id_/http://b.vn/", AT "\r\n" ORIG "Content-Length: 9"
	    "\r\n\r\n", "x", "] x cut");
	memento(WEB "/http://b.vn/", AT "\r\n\r\n", "x", "no raw capture");
	memento("https://a.org/web/2019id_/http://b.vn/", AT "\r\n\r\n", "x",
	    "no raw capture");
	memento("https://b.org/", AT "\r\n\r\n", "x", "no raw capture");
	memento(WEB "id_/mailto:b", AT "\r\n\r\n", "x",
	    "expected an http or https address");
	memento(WEB "id_/http://b.vn/", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n",
	    "x", "neither Memento-Datetime");
}

int
main(void)
{
	struct nq_err e = { 0 };
	struct nq_pool *pool = nq_pool_new(1, NQ_SANDBOX_AUTO, nq_cdx_serve,
	    NULL, &e);
	char date[NQ_TIME_TEXT];

	if (pool == NULL)
		return 1;
	queries();
	verdicts();
	capture_verdicts();
	rows_of_ia(pool);
	rows_of_cc(pool);
	limits(pool);
	pages(pool);
	crawls(pool);
	damage(pool);
	mementos();
	nq_cdx_date("20190102030405", date);
	STR(date, "2019-01-02T03:04:05Z");
	nq_pool_free(pool);
	return tap_done();
}
