#include "extract/sources.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/discover.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_SOURCES = 10000,	/* every office of every district is 700 */
	MAX_DELAY_MS = 600000,
	MAX_TIMEOUT_S = 600,
	MAX_PAGES = 10000
};

static const char *const kind_name[] = {
	[NQ_ENTRY_PAGE] = "page", [NQ_ENTRY_LISTING] = "listing",
	[NQ_ENTRY_FEED] = "feed",
};

const char *
nq_entry_kind_name(enum nq_entry_kind k)
{
	return kind_name[k];
}

static int
bad(struct nq_err *e, const char *path, const char *msg)
{
	nq_fail(e, NQ_EUSAGE, "%s", msg);
	return nq_err_at(e, "%s", path);
}

/* A whole number within bounds, or the fallback where it is absent. */
static int
get_int(const struct nq_jval *v, const char *key, int fallback, int min,
    int max, const char *path, int *out, struct nq_err *e)
{
	int64_t n = nq_jval_int(v, key, fallback);

	if (n < min || n > max) {
		nq_fail(e, NQ_EUSAGE, "expected a number from %d to %d, found "
		    "%lld", min, max, (long long)n);
		return nq_err_at(e, "%s.%s", path, key);
	}
	*out = (int)n;
	return 0;
}

static int
get_names(const struct nq_jval *v, const char *key, bool some,
    const char *path, struct nq_names *out, struct nq_err *e)
{
	const struct nq_jval *a = nq_jval_get(v, key);
	size_t n = nq_jval_count(a);

	for (size_t i = 0; i < n; i++) {
		const char *s = nq_jval_as_str(nq_jval_at(a, i));

		if (s == NULL || s[0] == '\0') {
			nq_fail(e, NQ_EUSAGE, "expected a string that is not "
			    "empty");
			return nq_err_at(e, "%s.%s[%zu]", path, key, i);
		}
		nq_names_add(out, s);
	}
	if (some && n == 0) {
		nq_fail(e, NQ_EUSAGE, "expected at least one");
		return nq_err_at(e, "%s.%s", path, key);
	}
	return 0;
}

bool
nq_source_has_host(const struct nq_source *s, const char *url)
{
	char *host = nq_url_host(url);
	bool found = false;

	for (size_t i = 0; i < s->hosts.n && !found; i++)
		found = strcasecmp(s->hosts.v[i], host) == 0;
	free(host);
	return found;
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

	if (n <= 1 || en->pages == NULL)
		return nq_strdup(en->url);
	hole = strstr(en->pages, "{page}");
	return nq_asprintf("%.*s%d%s", (int)(hole - en->pages), en->pages,
	    en->from + n - 2, hole + strlen("{page}"));
}

/* The template is checked as the address that its first use gives. */
static int
parse_pages(struct nq_source *s, struct nq_entry *en,
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
	    get_int(v, "from", 2, 0, MAX_PAGES, path, &en->from, e) != 0 ||
	    get_int(v, "max", 20, 2, MAX_PAGES, path, &en->max, e) != 0)
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

static int
parse_links(struct nq_entry *en, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *expr = nq_jval_str(v, "links");

	if (expr == NULL)
		return bad(e, path, "missing key \"links\": the XPath of a "
		    "listing's links");
	if (!nq_discover_is_xpath(expr)) {
		nq_fail(e, NQ_EUSAGE, "\"%.200s\" is not an XPath expression",
		    expr);
		return nq_err_at(e, "%s.links", path);
	}
	en->links = nq_strdup(expr);
	return 0;
}

static int
parse_entry(struct nq_source *s, struct nq_entry *en,
    const struct nq_jval *v, const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "kind", NQ_JSTRING, true }, { "url", NQ_JSTRING, true },
		{ "links", NQ_JSTRING, false }, { "pages", NQ_JOBJECT, false },
		{ NULL, 0, false },
	};
	const struct nq_jval *pages;
	char sub[160];
	size_t k = 0;

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	while (k < sizeof(kind_name) / sizeof(kind_name[0]) &&
	    strcmp(kind_name[k], nq_jval_str(v, "kind")) != 0)
		k++;
	if (k == sizeof(kind_name) / sizeof(kind_name[0])) {
		nq_fail(e, NQ_EUSAGE, "expected page, listing or feed, found "
		    "\"%.60s\"", nq_jval_str(v, "kind"));
		return nq_err_at(e, "%s.kind", path);
	}
	en->kind = (enum nq_entry_kind)k;
	en->max = 1;
	if ((en->url = get_url(s, v, "url", path, e)) == NULL)
		return -1;
	pages = nq_jval_get(v, "pages");
	if (en->kind != NQ_ENTRY_LISTING) {
		if (pages != NULL || nq_jval_str(v, "links") != NULL)
			return bad(e, path, "\"links\" and \"pages\" belong to "
			    "a listing");
		return 0;
	}
	snprintf(sub, sizeof(sub), "%s.pages", path);
	if (parse_links(en, v, path, e) != 0)
		return -1;
	return pages != NULL ? parse_pages(s, en, pages, sub, e) : 0;
}

static int
parse_key_way(struct nq_key_rule *key, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	int ways = 0;

	if (nq_jval_get(v, "params") != NULL) {
		key->way = NQ_KEY_PARAMS;
		ways++;
		if (get_names(v, "params", true, path, &key->params, e) != 0)
			return -1;
	}
	if (nq_jval_get(v, "path") != NULL) {
		key->way = NQ_KEY_PATH;
		ways += nq_jval_bool(v, "path", false);
	}
	if (nq_jval_get(v, "path_number") != NULL) {
		key->way = NQ_KEY_PATH_NUMBER;
		ways++;
		if (get_int(v, "path_number", 0, 1, 64, path, &key->number,
		    e) != 0)
			return -1;
	}
	if (nq_jval_str(v, "path_tail") != NULL) {
		key->way = NQ_KEY_PATH_TAIL;
		ways++;
		key->tail = nq_strdup(nq_jval_str(v, "path_tail"));
		if (key->tail[0] == '\0')
			return bad(e, path, "\"path_tail\" is empty");
	}
	return ways == 1 ? 0 : bad(e, path, "expected exactly one of "
	    "\"params\", \"path\": true, \"path_number\", \"path_tail\"");
}

static int
parse_key(struct nq_key_rule *key, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "params", NQ_JARRAY, false }, { "path", NQ_JBOOL, false },
		{ "path_number", NQ_JINT, false },
		{ "path_tail", NQ_JSTRING, false },
		{ "trim", NQ_JSTRING, false },
		{ "separator", NQ_JSTRING, false },
		{ "under", NQ_JSTRING, false }, { "drop", NQ_JARRAY, false },
		{ NULL, 0, false },
	};
	const char *sep;

	if (nq_jval_check(v, shape, path, e) != 0 ||
	    parse_key_way(key, v, path, e) != 0 ||
	    get_names(v, "drop", false, path, &key->drop, e) != 0)
		return -1;
	sep = nq_jval_str(v, "separator");
	key->separator = nq_strdup(sep != NULL ? sep : "/");
	key->trim = nq_strdup(nq_jval_str(v, "trim"));
	key->under = nq_strdup(nq_jval_str(v, "under"));
	if (key->under != NULL && key->under[0] != '/')
		return bad(e, path, "\"under\" begins with \"/\"");
	return 0;
}

static int
check_id(const char *id, const char *path, struct nq_err *e)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n >= 1 && n <= 60 && id[n] == '\0' && id[0] != '-')
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected lower case letters, digits and \"-\", "
	    "found \"%.60s\"", id);
	return nq_err_at(e, "%s.id", path);
}

/* ISO 3166: "VN", or "VN-" and what the subdivision adds. */
static int
check_area(const char *a, const char *path, struct nq_err *e)
{
	size_t n = strlen(a);
	bool good = n >= 2 && n <= 20 && isupper((unsigned char)a[0]) &&
	    isupper((unsigned char)a[1]) && (n == 2 || (n > 3 &&
	    a[2] == '-' && strspn(a + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789.") == n - 3));

	if (good)
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected an area as VN or VN-06, found "
	    "\"%.40s\"", a);
	return nq_err_at(e, "%s.ref_area", path);
}

static int
parse_entries(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const struct nq_jval *a = nq_jval_get(v, "entries");
	size_t n = nq_jval_count(a);
	char sub[96];

	if (n == 0 && s->enabled) {
		snprintf(sub, sizeof(sub), "%s.entries", path);
		return bad(e, sub, "an enabled source needs at least one");
	}
	s->entries = nq_alloc(n + 1, sizeof(*s->entries));
	s->entry_count = n;
	for (size_t i = 0; i < n; i++) {
		snprintf(sub, sizeof(sub), "%s.entries[%zu]", path, i);
		if (parse_entry(s, &s->entries[i], nq_jval_at(a, i), sub,
		    e) != 0)
			return -1;
	}
	return 0;
}

static int
parse_source(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "id", NQ_JSTRING, true }, { "title", NQ_JSTRING, true },
		{ "publisher", NQ_JSTRING, true },
		{ "ref_area", NQ_JSTRING, true },
		{ "enabled", NQ_JBOOL, true }, { "reason", NQ_JSTRING, false },
		{ "allow_private", NQ_JBOOL, false },
		{ "delay_ms", NQ_JINT, false }, { "timeout_s", NQ_JINT, false },
		{ "hosts", NQ_JARRAY, true }, { "entries", NQ_JARRAY, true },
		{ "key", NQ_JOBJECT, true }, { "schedule", NQ_JOBJECT, false },
		{ "rank", NQ_JINT, false }, { "licence", NQ_JSTRING, false },
		{ NULL, 0, false },
	};
	char sub[96];

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	s->id = nq_strdup(nq_jval_str(v, "id"));
	s->title = nq_strdup(nq_jval_str(v, "title"));
	s->publisher = nq_strdup(nq_jval_str(v, "publisher"));
	s->ref_area = nq_strdup(nq_jval_str(v, "ref_area"));
	s->reason = nq_strdup(nq_jval_str(v, "reason"));
	s->enabled = nq_jval_bool(v, "enabled", false);
	s->allow_private = nq_jval_bool(v, "allow_private", false);
	if (!s->enabled && (s->reason == NULL || s->reason[0] == '\0'))
		return bad(e, path, "a disabled source needs a \"reason\"");
	if (check_id(s->id, path, e) != 0 ||
	    check_area(s->ref_area, path, e) != 0 ||
	    get_int(v, "delay_ms", 1000, 0, MAX_DELAY_MS, path, &s->delay_ms,
	    e) != 0 ||
	    get_int(v, "timeout_s", 120, 1, MAX_TIMEOUT_S, path,
	    &s->timeout_s, e) != 0 ||
	    get_names(v, "hosts", true, path, &s->hosts, e) != 0)
		return -1;
	snprintf(sub, sizeof(sub), "%s.key", path);
	if (parse_key(&s->key, nq_jval_get(v, "key"), sub, e) != 0)
		return -1;
	return parse_entries(s, v, path, e);
}

static void
source_release(struct nq_source *s)
{
	free(s->id);
	free(s->title);
	free(s->publisher);
	free(s->ref_area);
	free(s->reason);
	nq_names_release(&s->hosts);
	for (size_t i = 0; i < s->entry_count; i++) {
		free(s->entries[i].url);
		free(s->entries[i].links);
		free(s->entries[i].pages);
	}
	free(s->entries);
	nq_key_rule_release(&s->key);
	*s = (struct nq_source){ 0 };
}

void
nq_sources_release(struct nq_sources *all)
{
	for (size_t i = 0; i < all->n; i++)
		source_release(&all->v[i]);
	free(all->v);
	free(all->path);
	*all = (struct nq_sources){ 0 };
}

const struct nq_source *
nq_sources_find(const struct nq_sources *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id != NULL && strcmp(all->v[i].id, id) == 0)
			return &all->v[i];
	return NULL;
}

/* Source i of the array into all->v[i], its place written into path. */
static int
load_one(struct nq_sources *all, const struct nq_jval *a, size_t i,
    struct nq_err *e)
{
	struct nq_source *s = &all->v[i];
	char path[64];

	snprintf(path, sizeof(path), "sources[%zu]", i);
	all->n = i + 1;
	if (parse_source(s, nq_jval_at(a, i), path, e) != 0)
		return -1;
	if (nq_sources_find(all, s->id) == s)
		return 0;
	nq_fail(e, NQ_EUSAGE, "duplicate id \"%s\"", s->id);
	return nq_err_at(e, "%s.id", path);
}

/* The file's array, with all->v allocated for it. */
static const struct nq_jval *
load_root(struct nq_sources *all, const struct nq_json *j, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "sources", NQ_JARRAY, true }, { NULL, 0, false },
	};
	const struct nq_jval *a;

	if (nq_jval_check(nq_json_root(j), shape, "top", e) != 0)
		return NULL;
	a = nq_jval_get(nq_json_root(j), "sources");
	if (nq_jval_count(a) > MAX_SOURCES) {
		nq_fail(e, NQ_EUSAGE, "more than %d sources", MAX_SOURCES);
		nq_err_at(e, "sources");
		return NULL;
	}
	all->v = nq_alloc(nq_jval_count(a) + 1, sizeof(*all->v));
	return a;
}

/* "sources[2].url" becomes "FILE: sources[2].url". */
static void
name_file(const char *file, struct nq_err *e)
{
	char place[sizeof(e->where)];
	int n = (int)strnlen(e->where, sizeof(e->where) / 2);

	memcpy(place, e->where, sizeof(place));
	snprintf(e->where, sizeof(e->where), "%.*s: %.*s",
	    (int)sizeof(e->where) - n - 3, file, n, place);
}

static int
load(struct nq_sources *all, const char *path, struct nq_log *log,
    struct nq_err *e)
{
	struct nq_json *j = nq_json_load_file(path, NQ_MAX_CONF, e);
	const struct nq_jval *a;
	int faults = 0;

	*all = (struct nq_sources){ .path = nq_strdup(path) };
	if (j == NULL)
		return 1;
	if ((a = load_root(all, j, e)) == NULL)
		faults++;
	for (size_t i = 0; a != NULL && i < nq_jval_count(a); i++) {
		if (load_one(all, a, i, e) == 0)
			continue;
		faults++;
		if (log == NULL)
			break;
		name_file(path, e);
		nq_log_err(log, NQ_ERROR, e);
		nq_err_clear(e);
	}
	if (e->code != NQ_OK)
		name_file(path, e);
	nq_json_free(j);
	return faults;
}

int
nq_sources_load(struct nq_sources *all, const char *path, struct nq_err *e)
{
	return load(all, path, NULL, e) == 0 ? 0 : -1;
}

int
nq_sources_check(const char *path, struct nq_log *log)
{
	struct nq_sources all;
	struct nq_err e = { 0 };
	int faults = load(&all, path, log, &e);

	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_sources_release(&all);
	return faults;
}
