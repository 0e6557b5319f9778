/* A capture as another archive gives it: times, and what its record says. */
#include "core/digest.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/warc.h"
#include "extract/given.h"
#include "tests/tap.h"

#include <string.h>

static void
is_date(const char *given, const char *want)
{
	char at[NQ_TIME_TEXT];
	bool good = nq_given_date(given, at);

	OK(good == (want != NULL) && (!good || strcmp(at, want) == 0),
	    "date \"%s\"", given);
}

static void
dates(void)
{
	static const char day[] = "2019-12-27T00:00:00Z";

	is_date("2019-12-27T03:04:05Z", "2019-12-27T03:04:05Z");
	is_date("2019-12-27T03:04:05.123456789Z", "2019-12-27T03:04:05Z");
	is_date("2019-12-27T03:04Z", "2019-12-27T03:04:00Z");
	is_date("2019-12-27", day);
	is_date("2019-12", "2019-12-01T00:00:00Z");
	is_date("2019", "2019-01-01T00:00:00Z");
	is_date("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z");
	is_date("", NULL);
	is_date("201", NULL);
	is_date("2019-1", NULL);
	is_date("2019-12-27T", NULL);
	is_date("2019-12-27T03Z", NULL);
	is_date("2019-12-27T03:04:05", NULL);
	is_date("2019-12-27T03:04:05.Z", NULL);
	is_date("2019-12-27T03:04:05+07:00", NULL);
	is_date("2019-12-27T03:04:05Z ", NULL);
	is_date("2019-13-01", NULL);
	is_date("2019-00-01", NULL);
	is_date("2019-12-32", NULL);
	is_date("2019-12-27T24:00:00Z", NULL);
	is_date("1989-12-31", NULL);
	is_date("20191227030405", NULL);
}

/* One record of a file in memory. */
static int
read_record(const char *fields, const char *block, struct nq_given *g,
    struct nq_err *e)
{
	static char text[2048];
	struct nq_warc_record rec;
	struct nq_warc_reader *r;
	int n = snprintf(text, sizeof(text), "WARC/1.1\r\n%sContent-Length: "
	    "%zu\r\n\r\n%s\r\n\r\n", fields, strlen(block), block);
	int rc = -1;

	*g = (struct nq_given){ 0 };
	r = nq_warc_open_bytes(text, (size_t)n, "test", e);
	tap_have(r, e->msg);
	if (r != NULL && nq_warc_next(r, &rec, e) == 1)
		rc = nq_given_read(g, r, &rec, e);
	nq_warc_reader_free(r);
	return rc;
}

#define DATE "WARC-Date: 2020-01-02T03:04:05Z\r\n"
#define URI "WARC-Target-URI: <HTTP://A.vn:80/x y>\r\n"
#define RESPONSE "WARC-Type: response\r\n"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x"

static void
records(void)
{
	struct nq_given g;
	struct nq_err e = { 0 };

	OK(read_record(RESPONSE DATE URI "WARC-IP-Address: 203.0.113.9\r\n",
	    ANSWER, &g, &e) == 0 && strcmp(g.url, "http://a.vn/x%20y") == 0 &&
	    strcmp(g.at, "2020-01-02T03:04:05Z") == 0 && !g.truncated &&
	    strcmp(g.ip, "203.0.113.9") == 0 && g.http.status == 200 &&
	    g.http.body.len == 4 && !g.resource, "a response %s", e.msg);
	nq_given_release(&g);
	OK(read_record(RESPONSE DATE URI "WARC-IP-Address: a b\r\n"
	    "WARC-Truncated: length\r\n", ANSWER, &g, &e) == 0 &&
	    g.truncated && g.ip[0] == '\0', "truncated, no address");
	nq_given_release(&g);
	OK(read_record(RESPONSE DATE URI "WARC-Segment-Number: 1\r\n", ANSWER,
	    &g, &e) == 0 && g.truncated, "a segment");
	nq_given_release(&g);
	OK(read_record("WARC-Type: resource\r\nContent-Type: text/csv\r\n"
	    DATE URI, "a;b", &g, &e) == 0 && g.resource && g.type != NULL &&
	    strcmp(g.type, "text/csv") == 0 && g.http.body.len == 3,
	    "a resource");
	nq_given_release(&g);
	OK(read_record(RESPONSE URI, ANSWER, &g, &e) != 0 &&
	    e.code == NQ_EPARSE && strstr(e.msg, "WARC-Date") != NULL,
	    "no date");
	nq_given_release(&g);
	nq_err_clear(&e);
	OK(read_record(RESPONSE DATE, ANSWER, &g, &e) != 0 &&
	    strstr(e.msg, "WARC-Target-URI") != NULL, "no address");
	nq_given_release(&g);
	nq_err_clear(&e);
	OK(read_record(RESPONSE DATE URI, "<p>x", &g, &e) != 0 &&
	    e.code == NQ_EPARSE, "no HTTP");
	nq_given_release(&g);
}

static void
digests(void)
{
	char sum[NQ_SHA1_TEXT];

	/* RFC 3174, section 7.3, and of nothing. */
	nq_digest_sha1("abc", 3, sum);
	STR(sum, "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
	nq_digest_sha1("", 0, sum);
	STR(sum, "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
}

int
main(void)
{
	dates();
	records();
	digests();
	return tap_done();
}
