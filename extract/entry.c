#include "extract/sources.h"

#include "core/err.h"
#include "core/json.h"
#include "core/mem.h"
#include "extract/conf.h"
#include "extract/discover.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_PAGES = 10000,	/* of a listing */
	/* Pages of 100 posts: ten years of a paper that prints 25 a day. */
	WORDPRESS_PAGES = 1000
};

/* Which keys a kind has besides "kind": those it needs, and those it may
 * have. */
struct kind {
	const char *name;
	const char *needs, *may;
};

static const struct kind kinds[NQ_ENTRY_KINDS] = {
	[NQ_ENTRY_PAGE] = { "page", "url", "" },
	[NQ_ENTRY_LISTING] = { "listing", "url",
	    "links pattern dates pages" },
	[NQ_ENTRY_FEED] = { "feed", "url", "" },
	[NQ_ENTRY_SITEMAP] = { "sitemap", "url", "" },
	[NQ_ENTRY_WORDPRESS] = { "wordpress", "url", "" },
	[NQ_ENTRY_ATTACHMENTS] = { "attachments", "links", "" },
	[NQ_ENTRY_FILES] = { "files", "path", "" },
};

const char *
nq_entry_kind_name(enum nq_entry_kind k)
{
	return kinds[k].name;
}

static char *
get_url(const struct nq_source *s, const struct nq_jval *v, const char *key,
    const char *path, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *url = nq_url_canonical(NULL, nq_jval_str(v, key), &why);

	if (url == NULL) {
		nq_fail(e, NQ_EUSAGE, "invalid address: %s", why.msg);
	} else if (!nq_source_has_host(s, url)) {
		char *host = nq_url_host(url);

		nq_fail(e, NQ_EUSAGE, "host \"%.100s\" is not in \"hosts\"",
		    host);
		free(host);
		free(url);
		url = NULL;
	}
	if (url == NULL)
		nq_err_at(e, "%s.%s", path, key);
	return url;
}

char *
nq_entry_page(const struct nq_entry *en, int n)
{
	const char *hole;

	if (en->kind == NQ_ENTRY_WORDPRESS)
		return nq_asprintf("%s%cper_page=100&page=%d&orderby=modified"
		    "&_fields=link,date,modified_gmt", en->url,
		    strchr(en->url, '?') != NULL ? '&' : '?', n);
	if (n <= 1 || en->pages == NULL)
		return nq_strdup(en->url);
	hole = strstr(en->pages, "{page}");
	return nq_asprintf("%.*s%d%s", (int)(hole - en->pages), en->pages,
	    en->from + n - 2, hole + strlen("{page}"));
}

/* The template is checked as the address that its first use gives. */
static int
parse_pages(const struct nq_source *s, struct nq_entry *en,
    const struct nq_jval *v, const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "url", NQ_JSTRING, true }, { "from", NQ_JINT, false },
		{ "max", NQ_JINT, false }, { NULL, 0, false },
	};
	struct nq_err why = { 0 };
	char *first = NULL, *url = NULL;
	const char *hole;
	int rc = -1;

	if (nq_jval_check(v, shape, path, e) != 0 ||
	    nq_conf_int(v, &(struct nq_conf_int){ "from", 2, 0, MAX_PAGES,
	    &en->from }, path, e) != 0 ||
	    nq_conf_int(v, &(struct nq_conf_int){ "max", 20, 2, MAX_PAGES,
	    &en->max }, path, e) != 0)
		return -1;
	hole = strstr(nq_jval_str(v, "url"), "{page}");
	if (hole == NULL || strstr(hole + 1, "{page}") != NULL) {
		nq_fail(e, NQ_EUSAGE, "expected an address with \"{page}\" "
		    "once");
		goto out;
	}
	en->pages = nq_strdup(nq_jval_str(v, "url"));
	first = nq_entry_page(en, 2);
	url = nq_url_canonical(NULL, first, &why);
	if (url == NULL || !nq_source_has_host(s, url)) {
		nq_fail(e, NQ_EUSAGE, "%s%s", url == NULL ?
		    "invalid address: " : "its host is not in \"hosts\"",
		    url == NULL ? why.msg : "");
		goto out;
	}
	rc = 0;
out:
	if (rc != 0)
		nq_err_at(e, "%s.url", path);
	free(first);
	free(url);
	return rc;
}

static bool
is_word_of(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') &&
		    (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

/* Is each key one that this kind has, and is each it needs there? */
static int
check_keys(const struct kind *k, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const char *const all[] = { "url", "path", "links", "pattern",
		"dates", "pages" };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		bool there = nq_jval_get(v, all[i]) != NULL;

		if (there && !is_word_of(k->needs, all[i]) &&
		    !is_word_of(k->may, all[i]))
			nq_fail(e, NQ_EUSAGE, "\"%s\" has no place in a %s",
			    all[i], k->name);
		else if (!there && is_word_of(k->needs, all[i]))
			nq_fail(e, NQ_EUSAGE, "missing key \"%s\" of a %s",
			    all[i], k->name);
	}
	return e->code == NQ_OK ? 0 : nq_err_at(e, "%s", path);
}

static int
get_xpath(const struct nq_jval *v, const char *key, const char *path,
    char **out, struct nq_err *e)
{
	const char *expr = nq_jval_str(v, key);

	if (expr != NULL && !nq_discover_is_xpath(expr)) {
		nq_fail(e, NQ_EUSAGE, "\"%.200s\" is not an XPath expression",
		    expr);
		return nq_err_at(e, "%s.%s", path, key);
	}
	*out = nq_strdup(expr);
	return 0;
}

static int
parse_links(struct nq_entry *en, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *pattern = nq_jval_str(v, "pattern");

	if (get_xpath(v, "links", path, &en->links, e) != 0 ||
	    get_xpath(v, "dates", path, &en->dates, e) != 0)
		return -1;
	if (pattern != NULL && !nq_discover_is_pattern(pattern)) {
		nq_fail(e, NQ_EUSAGE, "\"%.200s\" is not a regular expression",
		    pattern);
		return nq_err_at(e, "%s.pattern", path);
	}
	en->pattern = nq_strdup(pattern);
	if (en->kind != NQ_ENTRY_LISTING || en->links != NULL ||
	    en->pattern != NULL)
		return 0;
	nq_fail(e, NQ_EUSAGE, "missing key \"links\" or \"pattern\": the "
	    "XPath of a listing's links, or what their addresses look like");
	return nq_err_at(e, "%s", path);
}

/* A folder; relative names would depend on where the program is started. */
static int
parse_folder(struct nq_entry *en, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *folder = nq_jval_str(v, "path");

	if (folder[0] == '/') {
		en->url = nq_strdup(folder);
		return 0;
	}
	nq_fail(e, NQ_EUSAGE, "expected the whole path of a folder, found "
	    "\"%.200s\"", folder);
	return nq_err_at(e, "%s.path", path);
}

static int
find_kind(const char *name, enum nq_entry_kind *out, const char *path,
    struct nq_err *e)
{
	for (size_t k = 0; k < NQ_ENTRY_KINDS; k++)
		if (strcmp(kinds[k].name, name) == 0) {
			*out = (enum nq_entry_kind)k;
			return 0;
		}
	nq_fail(e, NQ_EUSAGE, "expected page, listing, feed, sitemap, "
	    "wordpress, attachments or files, found \"%.60s\"", name);
	return nq_err_at(e, "%s.kind", path);
}

int
nq_entry_parse(const struct nq_source *s, struct nq_entry *en,
    const struct nq_jval *v, const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "kind", NQ_JSTRING, true }, { "url", NQ_JSTRING, false },
		{ "path", NQ_JSTRING, false }, { "links", NQ_JSTRING, false },
		{ "pattern", NQ_JSTRING, false },
		{ "dates", NQ_JSTRING, false }, { "pages", NQ_JOBJECT, false },
		{ NULL, 0, false },
	};
	const struct nq_jval *pages = nq_jval_get(v, "pages");
	char sub[160];

	if (nq_jval_check(v, shape, path, e) != 0 ||
	    find_kind(nq_jval_str(v, "kind"), &en->kind, path, e) != 0 ||
	    check_keys(&kinds[en->kind], v, path, e) != 0 ||
	    parse_links(en, v, path, e) != 0)
		return -1;
	en->max = en->kind == NQ_ENTRY_WORDPRESS ? WORDPRESS_PAGES : 1;
	if (en->kind == NQ_ENTRY_ATTACHMENTS)
		return 0;
	if (en->kind == NQ_ENTRY_FILES)
		return parse_folder(en, v, path, e);
	if ((en->url = get_url(s, v, "url", path, e)) == NULL)
		return -1;
	snprintf(sub, sizeof(sub), "%s.pages", path);
	return pages != NULL ? parse_pages(s, en, pages, sub, e) : 0;
}

void
nq_entry_release(struct nq_entry *en)
{
	free(en->url);
	free(en->links);
	free(en->pattern);
	free(en->dates);
	free(en->pages);
	*en = (struct nq_entry){ 0 };
}
