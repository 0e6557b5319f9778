/* sources.json: each fault is told with its place; the shipped one is good. */
#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/sources.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/nq-sources-XXXXXX";

/* A sound source, in pieces that the tests replace. */
#define HEAD "\"id\":\"a\",\"title\":\"A\",\"publisher\":\"P\""
#define AREA ",\"ref_area\":\"VN-06\""
#define ON ",\"enabled\":true"
#define HOSTS ",\"hosts\":[\"a.vn\"]"
#define KEY ",\"key\":{\"params\":[\"l\",\"ItemID\"],\"trim\":\"+ \"}"
#define LIST "{\"kind\":\"listing\",\"url\":\"http://a.vn/t\","	\
	"\"links\":\"//a/@href\"}"
#define ENTRIES ",\"entries\":[" LIST "]"
#define SOUND HEAD AREA ON HOSTS KEY ENTRIES
#define ONE(members) "{\"sources\":[{" members "}]}"

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
	struct nq_sources all;
	struct nq_err e = { 0 };
	int rc;

	store(text);
	rc = nq_sources_load(&all, path, &e);
	if (!OK(rc != 0 && e.code == NQ_EUSAGE &&
	    strncmp(e.where, path, strlen(path)) == 0 &&
	    strstr(e.where, place) != NULL && strstr(e.msg, want) != NULL,
	    "%s: %s", place, want))
		printf("# %s: %s\n", e.where, e.msg);
	nq_sources_release(&all);
}

static void
faults_of_source(void)
{
	is_fault("[]", "top", "expected an object");
	is_fault("{", "", "line 1");
	is_fault("{\"sources\":{}}", "top.sources", "an array");
	is_fault("{\"source\":[]}", "top", "unknown key \"source\"");
	is_fault("{\"sources\":[7]}", "sources[0]", "expected an object");
	is_fault(ONE(SOUND ",\"colour\":1"), "sources[0]",
	    "unknown key \"colour\"");
	is_fault(ONE(HEAD AREA HOSTS KEY ENTRIES), "sources[0]",
	    "missing key \"enabled\"");
	is_fault(ONE(HEAD AREA ",\"enabled\":\"yes\"" HOSTS KEY ENTRIES),
	    "sources[0].enabled", "expected true or false, found a string");
	is_fault(ONE(HEAD AREA ",\"enabled\":false" HOSTS KEY ENTRIES),
	    "sources[0]", "needs a \"reason\"");
	is_fault("{\"sources\":[{" SOUND "},{" SOUND "}]}", "sources[1].id",
	    "duplicate id \"a\"");
	is_fault(ONE("\"id\":\"A b\",\"title\":\"A\",\"publisher\":\"P\"" AREA
	    ON HOSTS KEY ENTRIES), "sources[0].id", "found \"A b\"");
	is_fault(ONE(HEAD ",\"ref_area\":\"06\"" ON HOSTS KEY ENTRIES),
	    "sources[0].ref_area", "found \"06\"");
	is_fault(ONE(HEAD AREA ON ",\"hosts\":[]" KEY ENTRIES),
	    "sources[0].hosts", "at least one");
	is_fault(ONE(HEAD AREA ON ",\"hosts\":[1]" KEY ENTRIES),
	    "sources[0].hosts[0]", "expected a string");
	is_fault(ONE(HEAD AREA ON HOSTS KEY ",\"entries\":[]"),
	    "sources[0].entries", "at least one");
	is_fault(ONE(SOUND ",\"delay_ms\":-1"), "sources[0].delay_ms",
	    "from 0 to");
	is_fault(ONE(SOUND ",\"timeout_s\":0"), "sources[0].timeout_s",
	    "from 1 to");
}

#define ENTRY(entry) ONE(HEAD AREA ON HOSTS KEY ",\"entries\":[" LIST	\
	",{" entry "}]")
#define RULE(rule) ONE(HEAD AREA ON HOSTS ENTRIES ",\"key\":{" rule "}")

static void
faults_of_entry(void)
{
	is_fault(ENTRY("\"kind\":\"mirror\",\"url\":\"http://a.vn/\""),
	    "sources[0].entries[1].kind", "found \"mirror\"");
	is_fault(ENTRY("\"kind\":\"feed\",\"url\":\"a.vn/rss\""),
	    "sources[0].entries[1].url", "invalid address");
	is_fault(ENTRY("\"kind\":\"feed\",\"url\":\"file:///etc/passwd\""),
	    "sources[0].entries[1].url", "http or https");
	is_fault(ENTRY("\"kind\":\"feed\",\"url\":\"http://b.vn/\""),
	    "sources[0].entries[1].url", "\"b.vn\" is not in \"hosts\"");
	is_fault(ENTRY("\"kind\":\"listing\",\"url\":\"http://a.vn/\""),
	    "sources[0].entries[1]", "missing key \"links\"");
	is_fault(ENTRY("\"kind\":\"listing\",\"url\":\"http://a.vn/\","
	    "\"links\":\"//a[\""), "sources[0].entries[1].links",
	    "not an XPath");
	is_fault(ENTRY("\"kind\":\"feed\",\"url\":\"http://a.vn/\","
	    "\"links\":\"//a\""), "sources[0].entries[1]",
	    "no place in a feed");
	is_fault(ENTRY("\"kind\":\"listing\",\"url\":\"http://a.vn/\","
	    "\"links\":\"//a\",\"pages\":{\"url\":\"http://a.vn/?p=2\"}"),
	    "sources[0].entries[1].pages.url", "{page}");
	is_fault(ENTRY("\"kind\":\"listing\",\"url\":\"http://a.vn/\","
	    "\"links\":\"//a\",\"pages\":{\"url\":\"http://b.vn/{page}\"}"),
	    "sources[0].entries[1].pages.url", "not in \"hosts\"");
	is_fault(ENTRY("\"kind\":\"listing\",\"url\":\"http://a.vn/\","
	    "\"links\":\"//a\",\"pages\":{\"url\":\"http://a.vn/{page}\","
	    "\"max\":1}"), "sources[0].entries[1].pages.max", "from 2 to");
	is_fault(RULE(""), "sources[0].key", "exactly one of");
	is_fault(RULE("\"path\":true,\"path_number\":2"), "sources[0].key",
	    "exactly one of");
	is_fault(RULE("\"params\":[]"), "sources[0].key.params",
	    "at least one");
	is_fault(RULE("\"path_number\":0"), "sources[0].key.path_number",
	    "from 1 to");
	is_fault(RULE("\"path\":true,\"under\":\"x\""), "sources[0].key",
	    "\"under\"");
	is_fault(RULE("\"regex\":\".*\""), "sources[0].key", "unknown key");
}

static void
sound(void)
{
	static const char text[] = ONE(HEAD AREA ON HOSTS KEY ",\"//\":\"a "
	    "comment\",\"entries\":[{\"kind\":\"listing\",\"url\":"
	    "\"HTTP://A.vn:80/t\",\"links\":\"//a/@href\",\"pages\":{\"url\":"
	    "\"http://a.vn/t?page={page}&l=x\",\"from\":1,\"max\":9}}]");
	struct nq_sources all;
	struct nq_err e = { 0 };
	char *url;

	store(text);
	if (!OK(nq_sources_load(&all, path, &e) == 0 && all.n == 1,
	    "a sound file is read"))
		return;
	STR(all.v[0].entries[0].url, "http://a.vn/t");
	OK(all.v[0].delay_ms == 1000 && all.v[0].timeout_s == 120 &&
	    all.v[0].allowed.n == 0 && all.v[0].connections == 1 &&
	    all.v[0].look_back_days == 45, "with its defaults");
	url = nq_entry_page(&all.v[0].entries[0], 1);
	STR(url, "http://a.vn/t");
	free(url);
	url = nq_entry_page(&all.v[0].entries[0], 3);
	STR(url, "http://a.vn/t?page=2&l=x");
	free(url);
	OK(nq_source_has_host(&all.v[0], "http://a.vn:99/x") &&
	    !nq_source_has_host(&all.v[0], "http://ba.vn/x"),
	    "a host is compared whole, without its port");
	nq_sources_release(&all);
}

static void
shipped(void)
{
	static const char *const ids[] = { "yenbai-portal", "sctyenbai",
		"baoyenbai", "hhdn-yenbai", "cucthongke-yenbai",
		"cucthongke-laocai", "baolaocai", "nso", "nso-hung-yen" };
	struct nq_sources all;
	struct nq_err e = { 0 };
	const struct nq_source *s;

	if (!OK(nq_sources_load(&all, "schemas/sources.json", &e) == 0,
	    "the shipped file is sound"))
		printf("# %s: %s\n", e.where, e.msg);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		s = nq_sources_find(&all, ids[i]);
		OK(s != NULL && (s->enabled || strlen(s->reason) > 20),
		    "it has %s, enabled or with its reason", ids[i]);
		OK(s != NULL && s->allowed.n == 0, "which asks no private "
		    "address");
	}
	nq_sources_release(&all);
}

static void
check_goes_on(void)
{
	struct nq_log log = { .stage = "test" };

	store("{\"sources\":[{" HEAD "},{" SOUND "},{\"id\":3},7]}");
	OK(nq_sources_check(path, &log) == 3 && log.errors == 3,
	    "the check tells a fault of each source");
	store("{");
	OK(nq_sources_check(path, &log) == 1, "and of a broken file");
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	faults_of_source();
	faults_of_entry();
	sound();
	shipped();
	check_goes_on();
	unlink(path);
	return tap_done();
}
