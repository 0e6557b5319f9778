/* archives.json: each fault is told with its place; the shipped one obeys
 * the limits of the services; addresses made from what an index told. */
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/archives.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/nq-archives-XXXXXX";

/* Sound archives, in pieces that the tests replace. */
#define HEAD "\"id\":\"a\",\"title\":\"A\",\"rule\":\"R\""
#define HOSTS ",\"hosts\":[\"a.org\"]"
#define LIMITS ",\"delay_ms\":3000,\"connections\":1,\"page_size\":500"
#define RETRY ",\"retry\":{\"attempts\":2,\"first_s\":1,\"most_s\":2}"
#define IA ",\"kind\":\"cdx-server\",\"cdx_url\":\"https://a.org/cdx\""
#define RAW ",\"raw_url\":\"https://a.org/web/{timestamp}id_/{url}\""
#define CC ",\"kind\":\"common-crawl\""
#define CDX ",\"cdx_url\":\"https://a.org/{crawl}-index\""
#define INFO ",\"collinfo_url\":\"https://a.org/collinfo.json\""
#define DATA ",\"data_url\":\"https://a.org/{filename}\""
#define TAIL HOSTS LIMITS RETRY
#define SOUND_IA HEAD IA RAW TAIL
#define SOUND_CC HEAD CC CDX INFO DATA TAIL
#define ONE(members) "{\"archives\":[{" members "}]}"

static void
store(const char *text)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		tap_bail("no file of ours");
}

static void
is_fault(const char *text, const char *place, const char *want)
{
	struct nq_archives all;
	struct nq_err e = { 0 };
	int rc;

	store(text);
	rc = nq_archives_load(&all, path, &e);
	if (!OK(rc != 0 && e.code == NQ_EUSAGE &&
	    strncmp(e.where, path, strlen(path)) == 0 &&
	    strstr(e.where, place) != NULL && strstr(e.msg, want) != NULL,
	    "%s: %s", place, want))
		printf("# %s: %s\n", e.where, e.msg);
	nq_archives_release(&all);
}

static void
faults(void)
{
	is_fault("[]", "top", "expected an object");
	is_fault("{", "", "line 1");
	is_fault("{\"archives\":{}}", "top.archives", "an array");
	is_fault("{\"sources\":[]}", "top", "unknown key \"sources\"");
	is_fault("{\"archives\":[7]}", "archives[0]", "expected an object");
	is_fault(ONE(SOUND_IA ",\"colour\":1"), "archives[0]",
	    "unknown key \"colour\"");
	is_fault(ONE(HEAD IA RAW LIMITS RETRY), "archives[0]",
	    "missing key \"hosts\"");
	is_fault(ONE(HEAD IA RAW HOSTS LIMITS), "archives[0]",
	    "missing key \"retry\"");
	is_fault(ONE(HEAD IA RAW HOSTS RETRY), "archives[0]",
	    "missing key \"delay_ms\"");
	is_fault("{\"archives\":[{" SOUND_IA "},{" SOUND_CC "}]}",
	    "archives[1].id", "duplicate id \"a\"");
	is_fault(ONE("\"id\":\"A/b\",\"title\":\"A\",\"rule\":\"R\"" IA RAW
	    TAIL), "archives[0].id", "found \"A/b\"");
	is_fault(ONE("\"id\":\"a\",\"title\":\"A\",\"rule\":\"\"" IA RAW
	    TAIL), "archives[0]", "\"rule\" is empty");
	is_fault(ONE(HEAD IA RAW ",\"hosts\":[]" LIMITS RETRY),
	    "archives[0].hosts", "at least one");
	is_fault(ONE(SOUND_IA ",\"allow_private\":true"),
	    "archives[0].allow_private", "expected an array");
	is_fault(ONE(SOUND_IA ",\"allow_private\":[1]"),
	    "archives[0].allow_private[0]", "expected a string");
	is_fault(ONE(SOUND_IA ",\"timeout_s\":0"), "archives[0].timeout_s",
	    "from 1 to");
	is_fault(ONE(HEAD IA RAW HOSTS RETRY ",\"delay_ms\":-1,"
	    "\"connections\":1,\"page_size\":5"), "archives[0].delay_ms",
	    "from 0 to");
	is_fault(ONE(HEAD IA RAW HOSTS RETRY ",\"delay_ms\":1,"
	    "\"connections\":11,\"page_size\":5"), "archives[0].connections",
	    "from 1 to 10");
	is_fault(ONE(HEAD IA RAW HOSTS RETRY ",\"delay_ms\":1,"
	    "\"connections\":1,\"page_size\":20001"),
	    "archives[0].page_size", "from 1 to 20000");
	is_fault(ONE(HEAD IA RAW HOSTS LIMITS ",\"retry\":{\"attempts\":0,"
	    "\"first_s\":1,\"most_s\":2}"), "archives[0].retry.attempts",
	    "from 1 to");
	is_fault(ONE(HEAD IA RAW HOSTS LIMITS ",\"retry\":{\"attempts\":1,"
	    "\"first_s\":3,\"most_s\":2}"), "archives[0].retry",
	    "less than");
}

static void
faults_of_addresses(void)
{
	is_fault(ONE(HEAD ",\"kind\":\"pywb\",\"cdx_url\":\"https://a.org/\""
	    TAIL), "archives[0].kind", "found \"pywb\"");
	is_fault(ONE(HEAD IA TAIL), "archives[0]", "missing key \"raw_url\"");
	is_fault(ONE(SOUND_IA DATA), "archives[0].data_url",
	    "does not belong");
	is_fault(ONE(SOUND_IA INFO), "archives[0].collinfo_url",
	    "does not belong");
	is_fault(ONE(SOUND_CC RAW), "archives[0].raw_url", "does not belong");
	is_fault(ONE(HEAD CC CDX DATA TAIL), "archives[0]",
	    "missing key \"collinfo_url\"");
	is_fault(ONE(HEAD CC CDX INFO TAIL), "archives[0]",
	    "missing key \"data_url\"");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"https://a.org/{url}\"" TAIL),
	    "archives[0].raw_url", "expected \"{timestamp}\" once");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"https://a.org/{timestamp}/{url}"
	    "{url}\"" TAIL), "archives[0].raw_url", "\"{url}\" once");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"https://a.org/{url}/{timestamp}"
	    "\"" TAIL), "archives[0].raw_url", "\"{url}\" at the end");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"https://b.org/{timestamp}/{url}"
	    "\"" TAIL), "archives[0].raw_url", "not in \"hosts\"");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"ftp://a.org/{timestamp}/{url}\""
	    TAIL), "archives[0].raw_url", "http or https");
	is_fault(ONE(HEAD IA ",\"raw_url\":\"https://{timestamp}/{url}\""
	    TAIL), "archives[0].raw_url", "invalid address");
	is_fault(ONE(HEAD ",\"kind\":\"cdx-server\",\"cdx_url\":"
	    "\"https://a.org/{crawl}\"" RAW TAIL), "archives[0].cdx_url",
	    "too much");
	is_fault(ONE(HEAD CC ",\"cdx_url\":\"https://a.org/index\"" INFO DATA
	    TAIL), "archives[0].cdx_url", "expected \"{crawl}\" once");
	is_fault(ONE(HEAD CC CDX INFO ",\"data_url\":\"https://a.org/\""
	    TAIL), "archives[0].data_url", "expected \"{filename}\" once");
	is_fault(ONE(HEAD CC CDX ",\"collinfo_url\":\"a.org\"" DATA TAIL),
	    "archives[0].collinfo_url", "invalid address");
}

static void
too_many(void)
{
	char text[512] = "{\"archives\":[7";

	for (int i = 0; i < 64; i++)
		strcat(text, ",7");
	is_fault(strcat(text, "]}"), "archives", "more than 64");
}

static void
check_goes_on(void)
{
	struct nq_log log = { .stage = "test" };

	store("{\"archives\":[{" HEAD "},{" SOUND_CC "},{\"id\":3},7]}");
	OK(nq_archives_check(path, &log) == 3 && log.errors == 3,
	    "the check tells a fault of each archive");
	store("{");
	OK(nq_archives_check(path, &log) == 1, "and of a broken file");
}

static void
shipped(void)
{
	const struct nq_webarchive *ia, *cc;
	struct nq_archives all;
	struct nq_err e = { 0 };

	OK(nq_archives_load(&all, "schemas/archives.json", &e) == 0,
	    "the shipped file loads %s%s", e.where, e.msg);
	ia = nq_archives_find(&all, "internet-archive");
	cc = nq_archives_find(&all, "common-crawl");
	OK(ia != NULL && ia->kind == NQ_ARCHIVE_CDX_SERVER &&
	    ia->connections == 1 && 60000 / ia->delay_ms <= 24,
	    "the Internet Archive is asked 24 times a minute at most");
	OK(cc != NULL && cc->kind == NQ_ARCHIVE_COMMON_CRAWL &&
	    cc->connections < 10, "Common Crawl over few connections");
	OK(ia != NULL && cc != NULL && ia->allow_private.n == 0 &&
	    cc->allow_private.n == 0, "no private network");
	OK(nq_archives_find(&all, "none") == NULL, "no such archive");
	nq_archives_release(&all);
}

/* own: the address, or what the error says. */
static void
is_address(char *own, const struct nq_err *e, const char *want)
{
	if (own != NULL)
		STR(own, want);
	else if (!OK(e->code == NQ_EPARSE && strstr(e->msg, want) != NULL,
	    "error: %s", want))
		printf("# %s\n", e->msg);
	free(own);
}

static void
is_raw(const struct nq_webarchive *a, const char *url, const char *want)
{
	struct nq_err e = { 0 };

	is_address(nq_webarchive_raw_url(a, "20190102030405", url, &e), &e,
	    want);
}

static void
is_data(const struct nq_webarchive *a, const char *name, const char *want)
{
	struct nq_err e = { 0 };

	is_address(nq_webarchive_data_url(a, name, &e), &e, want);
}

static void
addresses(void)
{
	struct nq_archives all;
	struct nq_err e = { 0 };

	store(ONE(SOUND_IA ",\"allow_private\":[\"127.0.0.1\"]"));
	if (nq_archives_load(&all, path, &e) != 0)
		tap_bail(e.msg);
	OK(all.v[0].allow_private.n == 1 && all.v[0].timeout_s == 180 &&
	    all.v[0].attempts == 2, "a sound archive");
	is_raw(&all.v[0], "http://b.vn:80/c?d=1&e={url}",
	    "https://a.org/web/20190102030405id_/"
	    "http://b.vn:80/c?d=1&e={url}");
	is_raw(&all.v[0], "http://b.vn/a b\xc3\xa9",
	    "https://a.org/web/20190102030405id_/http://b.vn/a%20b%c3%a9");
	is_raw(&all.v[0], "http://b.vn/\r\nX: y", "byte 0x0d");
	nq_archives_release(&all);
	store(ONE(SOUND_CC));
	if (!OK(nq_archives_load(&all, path, &e) == 0, "another one"))
		tap_bail(e.msg);
	is_data(&all.v[0], "crawl-data/CC-MAIN-2019-04/segments/1.5/a.warc.gz",
	    "https://a.org/crawl-data/CC-MAIN-2019-04/segments/1.5/"
	    "a.warc.gz");
	is_data(&all.v[0], "", "no name of a file");
	is_data(&all.v[0], "../etc/passwd", "no name of a file");
	is_data(&all.v[0], "/etc/passwd", "no name of a file");
	is_data(&all.v[0], "a?b", "no name of a file");
	is_data(&all.v[0], "@b.vn/", "no name of a file");
	nq_archives_release(&all);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	faults();
	faults_of_addresses();
	too_many();
	check_goes_on();
	shipped();
	addresses();
	unlink(path);
	return tap_done();
}
