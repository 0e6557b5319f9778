/* Addresses: one canonical form, one key a release, nothing hostile. */
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/address.h"
#include "extract/url.h"
#include "tests/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

static void
is_canonical(const char *base, const char *link, const char *want)
{
	struct nq_err e = { 0 };
	char *got = nq_url_canonical(base, link, &e);

	if (!OK(got != NULL && strcmp(got, want) == 0, "%.60s gives %.70s",
	    link, want))
		printf("# got: %s\n", got != NULL ? got : e.msg);
	free(got);
}

static void
is_refused(const char *link, const char *name)
{
	struct nq_err e = { 0 };
	char *got = nq_url_canonical("http://a.vn/x/", link, &e);

	if (!OK(got == NULL && e.msg[0] != '\0', "refused: %s", name))
		printf("# got: %s\n", got);
	free(got);
}

static void
has_key(const struct nq_key_rule *rule, const char *url, const char *want)
{
	struct nq_err e = { 0 };
	char *canonical = nq_url_canonical(NULL, url, &e);
	char *got = canonical != NULL ? nq_url_key(canonical, rule) : NULL;
	bool same = want == NULL ? got == NULL :
	    got != NULL && strcmp(got, want) == 0;

	if (!OK(same, "key %s of %.80s", want != NULL ? want : "(none)", url))
		printf("# got: %s\n", got != NULL ? got : "(none)");
	free(canonical);
	free(got);
}

static void
canonical_forms(void)
{
	static const char page[] = "http://yb.vn/noi/dung/tin.aspx?l=A&page=2";

	is_canonical(NULL, "HTTP://YenBai.GOV.vn", "http://yenbai.gov.vn/");
	is_canonical(NULL, "https://a.vn:443/x", "https://a.vn/x");
	is_canonical(NULL, "http://a.vn:80/x", "http://a.vn/x");
	is_canonical(NULL, "http://a.vn:8080/x#top", "http://a.vn:8080/x");
	is_canonical(NULL, "http://a.vn/a/../b/./c", "http://a.vn/b/c");
	is_canonical(NULL, "  http://a.vn/x\r\n", "http://a.vn/x");
	is_canonical(NULL, "http://a.vn/tin t\xe1\xbb\xa9""c",
	    "http://a.vn/tin%20t%e1%bb%a9c");
	is_canonical(page, "tin t\xe1\xbb\xa9""c?q=a b",
	    "http://yb.vn/noi/dung/tin%20t%e1%bb%a9c?q=a+b");
	is_canonical(page, "a%20b%E1", "http://yb.vn/noi/dung/a%20b%E1");
	is_canonical(page, "chi-tiet.aspx?ItemID=3",
	    "http://yb.vn/noi/dung/chi-tiet.aspx?ItemID=3");
	is_canonical(page, "/goc", "http://yb.vn/goc");
	is_canonical(page, "?l=B", "http://yb.vn/noi/dung/tin.aspx?l=B");
	is_canonical(page, "../len", "http://yb.vn/noi/len");
	is_canonical(page, "//khac.vn/x", "http://khac.vn/x");
	is_canonical(page, "https://khac.vn/x", "https://khac.vn/x");
	is_canonical(NULL, "http://127.1/x", "http://127.0.0.1/x");
	is_canonical(NULL, "http://%31%32%37.1/x", "http://127.0.0.1/x");
}

static void
refusals(void)
{
	char *longer = nq_alloc(NQ_MAX_URL + 32, 1);

	memset(longer, 'a', NQ_MAX_URL + 16);
	memcpy(longer, "http://a.vn/", 12);
	is_refused("javascript:void(0)", "javascript");
	is_refused("mailto:a@b.vn", "mailto");
	is_refused("tel:02163852345", "tel");
	is_refused("file:///etc/passwd", "file");
	is_refused("ftp://a.vn/x", "ftp");
	is_refused("data:text/html,x", "data");
	is_refused("http://user:word@a.vn/", "a user name");
	is_refused("http://a.vn/x\r\nHost: b", "a line break inside");
	is_refused("http://a.vn/\x01", "a control byte");
	is_refused("http://", "no host");
	is_refused("http://t\xe1\xbb\x89nh.vn/", "a host other than ASCII");
	is_refused("http://a%f0b.vn/", "the same, escaped");
	is_refused(longer, "longer than NQ_MAX_URL");
	free(longer);
}

/* Links that were meant as addresses, among those that never were. */
static void
damaged_links(void)
{
	static const char *const yes[] = { "http://a.vn/x\ny", "/x\ny?id=1",
		"/x\x01", "http://user@a.vn/", " https://u:p@a.vn/x",
		"//user@a.vn/x" };
	static const char *const no[] = { "javascript:\n  go()", "http://",
		"mailto:a@b.vn", "/x?to=http://u@a.vn/", "", "#",
		"http://a.vn/@x", "http://a.vn/?q=//u@b", " /x\n" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		OK(nq_url_is_damaged(yes[i]), "a damaged link %zu", i);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		OK(!nq_url_is_damaged(no[i]), "no damaged link %zu", i);
}

/* The faults that were seen at real portals. */
static void
sharepoint_keys(void)
{
#define PAGE "yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx"
	struct nq_key_rule r = { .way = NQ_KEY_PARAMS, .trim = (char *)"+ /",
		.separator = (char *)"/", .under = (char *)"/noidung/" };

	nq_names_add(&r.params, "l");
	nq_names_add(&r.params, "ItemID");
	has_key(&r, "https://" PAGE "?ItemID=30649&l=Tintrongtinh&lv=11",
	    "Tintrongtinh/30649");
	has_key(&r, "http://" PAGE "?l=Tintrongtinh&lv=9&ItemID=30649",
	    "Tintrongtinh/30649");
	has_key(&r, "https://yenbai.gov.vn:443/noidung/x.aspx?ItemID=144"
	    "&l=Tinhoatdong++&lv=26", "Tinhoatdong/144");
	has_key(&r, "http://" PAGE "?ItemID=7&l=Tin++++++++++++++++++++++++++++"
	    "++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++"
	    "&lv=1", "Tin/7");
	has_key(&r, "http://" PAGE "?ItemID=7&l=%2FTin%2F+++", "Tin/7");
	has_key(&r, "http://" PAGE "?itemid=7&L=Tin%20%20", "Tin/7");
	has_key(&r, "http://" PAGE "?l=TinHoatDong+&page=38", NULL);
	has_key(&r, "http://" PAGE "?ItemID=&l=Tin", NULL);
	has_key(&r, "http://" PAGE "?xItemID=3&l=Tin", NULL);
	has_key(&r, "http://" PAGE "?ItemID=3%0d%0a&l=Tin", NULL);
	has_key(&r, "http://yenbai.gov.vn/giam-ngheo/noidung/x?ItemID=3&l=T",
	    NULL);
	nq_names_release(&r.params);
#undef PAGE
}

static void
path_keys(void)
{
	struct nq_key_rule number = { .way = NQ_KEY_PATH_NUMBER, .number = 2 };
	struct nq_key_rule tail = { .way = NQ_KEY_PATH_TAIL,
		.tail = (char *)"-post" };
	struct nq_key_rule path = { .way = NQ_KEY_PATH };

	has_key(&number, "https://baoyenbai.com.vn/12/303317/Slug.aspx",
	    "303317");
	has_key(&number, "http://www.baoyenbai.com.vn/12/303317/Khac-3-nam-."
	    "aspx", "303317");
	has_key(&number, "http://baoyenbai.com.vn/12/", NULL);
	has_key(&number, "http://baoyenbai.com.vn/rss/home.rss", NULL);
	has_key(&tail, "https://baolaocai.vn/muc-tin-post401169.html",
	    "401169");
	has_key(&tail, "https://baolaocai.vn/a-post1-b-post22.html", "22");
	has_key(&tail, "https://baolaocai.vn/cua-khau-tag116.html", NULL);
	has_key(&tail, "https://baolaocai.vn/x-post12a.html", NULL);
	nq_names_add(&path.drop, "/vi");
	has_key(&path, "https://sctyenbai.gov.vn/vi/content/news/slug",
	    "content/news/slug");
	has_key(&path, "http://sctyenbai.gov.vn/content/news/slug/",
	    "content/news/slug");
	has_key(&path, "http://sctyenbai.gov.vn/vi/node/21077", "node/21077");
	has_key(&path, "http://sctyenbai.gov.vn/video/1", "video/1");
	has_key(&path, "http://sctyenbai.gov.vn/vi", NULL);
	has_key(&path, "http://a.vn/t%E1%BB%A9c", "t\xe1\xbb\xa9""c");
	has_key(&path, "http://a.vn/b%FFc", "b%FFc");
	has_key(&path, "http://a.vn/c%23/x", "c%23/x");
	nq_names_release(&path.drop);
}

static void
addresses(void)
{
	static const char *const closed[] = { "127.0.0.1", "10.1.2.3",
		"172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",
		"100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"::1", "::", "fe80::1", "fd00::1", "ff02::1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "2001:db8::1",
		"2002:7f00:1::", "64:ff9b::a00:1" };
	static const char *const open[] = { "113.160.1.1", "172.32.0.1",
		"100.128.0.1", "8.8.8.8", "2405:4800::1",
		"::ffff:113.160.1.1" };

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]) +
	    sizeof(open) / sizeof(open[0]); i++) {
		size_t n = sizeof(closed) / sizeof(closed[0]);
		const char *text = i < n ? closed[i] : open[i - n];
		struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
		struct sockaddr_in four = { .sin_family = AF_INET };
		int is_six = inet_pton(AF_INET6, text, &six.sin6_addr);
		const void *sa = is_six ? (void *)&six : (void *)&four;

		if (!is_six)
			inet_pton(AF_INET, text, &four.sin_addr);
		OK(nq_address_is_public(sa) == (i >= n), "%s is %s", text,
		    i < n ? "not for strangers to name" : "public");
	}
}

static void
networks(void)
{
	static const struct {
		const char *net, *in, *out;
	} good[] = {
		{ "127.0.0.1", "127.0.0.1", "127.0.0.2" },
		{ "10.0.0.0/8", "10.255.0.1", "127.0.0.1" },
		{ "10.1.2.3/8", "10.9.9.9", "192.168.1.1" },
		{ "172.16.0.0/12", "172.31.255.255", "127.0.0.1" },
		{ "192.168.1.128/25", "192.168.1.200", "192.168.1.127" },
		{ "192.168.1.4/31", "192.168.1.5", "192.168.1.6" },
		{ "0.0.0.0/0", "127.0.0.1", "::1" },
		{ "::1", "::1", "127.0.0.1" },
		{ "fd00::/8", "fd12::1", "fe80::1" },
		{ "fe80::/10", "febf::1", "fd00::1" },
		{ "::/0", "::1", "127.0.0.1" },
	};
	static const char *const bad[] = { "", "10", "10.0.0", "10.0.0.0/33",
		"10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1", "10.0.0.0/+8",
		"::/129", "localhost", "10.0.0.0/8/8", " 10.0.0.1", "::1%lo",
		"10.0.0.0/0008", "fd00::/8 " };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct nq_networks own = { 0 };
		struct nq_err e = { 0 };

		OK(nq_networks_add(&own, good[i].net, &e) == 0 &&
		    nq_address_text_is_allowed(good[i].in, &own) &&
		    !nq_address_text_is_allowed(good[i].out, &own) &&
		    nq_address_text_is_allowed("113.160.1.1", &own) &&
		    !nq_address_text_is_allowed("a.vn", &own) &&
		    !nq_address_text_is_allowed("", &own),
		    "%s has %s and not %s", good[i].net, good[i].in,
		    good[i].out);
		nq_networks_release(&own);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct nq_networks own = { 0 };
		struct nq_err e = { 0 };

		OK(nq_networks_add(&own, bad[i], &e) != 0 && own.n == 0 &&
		    e.code == NQ_EUSAGE && strstr(e.msg, bad[i]) != NULL,
		    "\"%s\" is no network", bad[i]);
		nq_networks_release(&own);
	}
}

static void
file_names(void)
{
	static const char *const yes[] = { "http://a.vn/x/Bieu.XLSX",
		"http://a.vn/b%C3%A1o%2Epdf", "http://a.vn/x.doc?v=2",
		"http://a.vn/get.aspx?id=1&f=/Docs/a%20b.csv",
		"http://a.vn/a.xls", "http://a.vn/a.docx" };
	static const char *const no[] = { "http://a.vn/", "http://a.vn/a.png",
		"http://a.vn/pdf", "http://a.vn/a.pdf.html",
		"http://a.pdf/x", "http://a.vn/x?type=pdf",
		"http://a.vn/%00.pdf" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		OK(nq_url_is_file(yes[i]), "a file: %s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		OK(!nq_url_is_file(no[i]), "no file: %s", no[i]);
}

int
main(void)
{
	char *local = nq_url_local("http://a.vn:81/x/y?b=1");

	canonical_forms();
	refusals();
	sharepoint_keys();
	path_keys();
	addresses();
	networks();
	damaged_links();
	file_names();
	STR(local, "/x/y?b=1");
	free(local);
	return tap_done();
}
