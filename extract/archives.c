#include "extract/archives.h"

#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/conf.h"
#include "extract/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_ARCHIVES = 64,	/* there are about thirty public ones */
	MAX_DELAY_MS = 600000,
	MAX_CONNECTIONS = 10,	/* Common Crawl shuts out who opens more */
	MAX_TIMEOUT_S = 3600,
	MAX_PAGE = 20000,	/* an answer of so many rows is about 5 MB */
	MAX_ATTEMPTS = 20,
	MAX_PAUSE_S = 86400
};

static const char *const kind_name[] = {
	[NQ_ARCHIVE_CDX_SERVER] = "cdx-server",
	[NQ_ARCHIVE_COMMON_CRAWL] = "common-crawl",
};

bool
nq_webarchive_has_host(const struct nq_webarchive *a, const char *url)
{
	char *host = nq_url_host(url);
	bool found = false;

	for (size_t i = 0; i < a->hosts.n && !found; i++)
		found = strcasecmp(a->hosts.v[i], host) == 0;
	free(host);
	return found;
}

char *
nq_webarchive_fill(const char *template, const char *hole, const char *text)
{
	const char *at = strstr(template, hole);

	if (at == NULL)
		return nq_strdup(template);
	return nq_asprintf("%.*s%s%s", (int)(at - template), template, text,
	    at + strlen(hole));
}

/* Canonical, and at a host of the archive, or NULL. Takes text over. */
static char *
own_url(const struct nq_webarchive *a, char *text, struct nq_err *e)
{
	char *url = nq_url_canonical(NULL, text, e);

	if (url != NULL && !nq_webarchive_has_host(a, url)) {
		nq_fail(e, NQ_EPARSE, "its host is not in \"hosts\"");
		free(url);
		url = NULL;
	}
	free(text);
	return url;
}

char *
nq_webarchive_raw_url(const struct nq_webarchive *a, const char *timestamp,
    const char *url, struct nq_err *e)
{
	char *half = nq_webarchive_fill(a->raw_url, "{timestamp}", timestamp);
	char *whole = nq_webarchive_fill(half, "{url}", url);

	free(half);
	return own_url(a, whole, e);
}

/* A name with dots between slashes would lead out of the folder. */
char *
nq_webarchive_data_url(const struct nq_webarchive *a, const char *filename,
    struct nq_err *e)
{
	size_t n = strspn(filename, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=");

	if (n == 0 || filename[n] != '\0' || filename[0] == '/' ||
	    strstr(filename, "..") != NULL) {
		nq_fail(e, NQ_EPARSE, "\"%.100s\" is no name of a file of "
		    "captures", filename);
		return NULL;
	}
	return own_url(a, nq_webarchive_fill(a->data_url, "{filename}",
	    filename), e);
}

/* One hole: its text, and one that may stand there. */
struct hole {
	const char *name, *sample;
};

static int
check_holes(const char *template, const struct hole *holes,
    char **filled, struct nq_err *e)
{
	*filled = nq_strdup(template);
	for (; holes->name != NULL; holes++) {
		const char *at = strstr(template, holes->name);
		char *next;

		if (at == NULL || strstr(at + 1, holes->name) != NULL)
			return nq_fail(e, NQ_EUSAGE, "expected \"%s\" once",
			    holes->name);
		next = nq_webarchive_fill(*filled, holes->name, holes->sample);
		free(*filled);
		*filled = next;
	}
	if (strpbrk(*filled, "{}#") != NULL)
		return nq_fail(e, NQ_EUSAGE, "\"{\", \"}\" or \"#\" too much");
	return 0;
}

/* An address of the archive with these holes, into *out as it stands. */
static int
get_url(const struct nq_webarchive *a, const struct nq_jval *v, const char *key,
    const struct hole *holes, const char *path, char **out, struct nq_err *e)
{
	const char *text = nq_jval_str(v, key);
	struct nq_err why = { 0 };
	char *filled = NULL, *url = NULL;
	int rc = -1;

	if (text == NULL) {
		nq_fail(e, NQ_EUSAGE, "missing key \"%s\", which this kind "
		    "needs", key);
		return nq_err_at(e, "%s", path);
	}
	if (check_holes(text, holes, &filled, e) == 0) {
		url = own_url(a, nq_strdup(filled), &why);
		if (url == NULL)
			nq_fail(e, NQ_EUSAGE, "invalid address: %s", why.msg);
		else
			rc = 0;
	}
	if (rc == 0)
		*out = nq_strdup(text);
	else
		nq_err_at(e, "%s.%s", path, key);
	free(filled);
	free(url);
	return rc;
}

/* Keys of the other kind would be read by nobody. */
static int
refuse(const struct nq_jval *v, const char *key, const char *path,
    struct nq_err *e)
{
	if (nq_jval_get(v, key) == NULL)
		return 0;
	nq_fail(e, NQ_EUSAGE, "does not belong to this kind");
	return nq_err_at(e, "%s.%s", path, key);
}

static int
parse_cdx_server(struct nq_webarchive *a, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	static const struct hole none[] = { { NULL, NULL } };
	static const struct hole raw[] = { { "{timestamp}", "20190102030405" },
	    { "{url}", "http://a.vn/" }, { NULL, NULL } };

	if (refuse(v, "collinfo_url", path, e) != 0 ||
	    refuse(v, "data_url", path, e) != 0 ||
	    get_url(a, v, "cdx_url", none, path, &a->cdx_url, e) != 0 ||
	    get_url(a, v, "raw_url", raw, path, &a->raw_url, e) != 0)
		return -1;
	if (strcmp(strstr(a->raw_url, "{url}"), "{url}") == 0)
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected \"{url}\" at the end");
	return nq_err_at(e, "%s.raw_url", path);
}

static int
parse_common_crawl(struct nq_webarchive *a, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	static const struct hole none[] = { { NULL, NULL } };
	static const struct hole cdx[] = { { "{crawl}", "CC-MAIN-2019-04" },
	    { NULL, NULL } };
	static const struct hole data[] = { { "{filename}", "crawl/a.gz" },
	    { NULL, NULL } };

	if (refuse(v, "raw_url", path, e) != 0 ||
	    get_url(a, v, "cdx_url", cdx, path, &a->cdx_url, e) != 0 ||
	    get_url(a, v, "collinfo_url", none, path, &a->collinfo_url,
	    e) != 0)
		return -1;
	return get_url(a, v, "data_url", data, path, &a->data_url, e);
}

static int
parse_kind(struct nq_webarchive *a, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *kind = nq_jval_str(v, "kind");

	if (strcmp(kind, kind_name[NQ_ARCHIVE_CDX_SERVER]) == 0) {
		a->kind = NQ_ARCHIVE_CDX_SERVER;
		return parse_cdx_server(a, v, path, e);
	}
	if (strcmp(kind, kind_name[NQ_ARCHIVE_COMMON_CRAWL]) == 0) {
		a->kind = NQ_ARCHIVE_COMMON_CRAWL;
		return parse_common_crawl(a, v, path, e);
	}
	nq_fail(e, NQ_EUSAGE, "expected cdx-server or common-crawl, found "
	    "\"%.60s\"", kind);
	return nq_err_at(e, "%s.kind", path);
}

static int
parse_retry(struct nq_webarchive *a, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "attempts", NQ_JINT, true }, { "first_s", NQ_JINT, true },
		{ "most_s", NQ_JINT, true }, { NULL, 0, false },
	};
	const struct nq_conf_int ints[] = {
		{ "attempts", 0, 1, MAX_ATTEMPTS, &a->attempts },
		{ "first_s", 0, 0, MAX_PAUSE_S, &a->first_s },
		{ "most_s", 0, 0, MAX_PAUSE_S, &a->most_s },
	};

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
		if (nq_conf_int(v, &ints[i], path, e) != 0)
			return -1;
	return a->most_s >= a->first_s ? 0 : nq_conf_bad(e, path,
	    "\"most_s\" is less than \"first_s\"");
}

static int
parse_numbers(struct nq_webarchive *a, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	const struct nq_conf_int ints[] = {
		{ "delay_ms", 0, 0, MAX_DELAY_MS, &a->delay_ms },
		{ "connections", 0, 1, MAX_CONNECTIONS, &a->connections },
		{ "timeout_s", 180, 1, MAX_TIMEOUT_S, &a->timeout_s },
		{ "page_size", 0, 1, MAX_PAGE, &a->page_size },
	};
	char sub[96];

	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
		if (nq_conf_int(v, &ints[i], path, e) != 0)
			return -1;
	snprintf(sub, sizeof(sub), "%s.retry", path);
	return parse_retry(a, nq_jval_get(v, "retry"), sub, e);
}

static int
parse_archive(struct nq_webarchive *a, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "id", NQ_JSTRING, true }, { "title", NQ_JSTRING, true },
		{ "kind", NQ_JSTRING, true }, { "rule", NQ_JSTRING, true },
		{ "hosts", NQ_JARRAY, true }, { "cdx_url", NQ_JSTRING, true },
		{ "raw_url", NQ_JSTRING, false },
		{ "collinfo_url", NQ_JSTRING, false },
		{ "data_url", NQ_JSTRING, false },
		{ "delay_ms", NQ_JINT, true }, { "connections", NQ_JINT, true },
		{ "timeout_s", NQ_JINT, false },
		{ "page_size", NQ_JINT, true }, { "retry", NQ_JOBJECT, true },
		{ "allow_private", NQ_JARRAY, false }, { NULL, 0, false },
	};

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	a->id = nq_strdup(nq_jval_str(v, "id"));
	a->title = nq_strdup(nq_jval_str(v, "title"));
	a->rule = nq_strdup(nq_jval_str(v, "rule"));
	if (a->rule[0] == '\0')
		return nq_conf_bad(e, path, "\"rule\" is empty: limits need a "
		    "reason");
	if (nq_conf_id(a->id, path, e) != 0 ||
	    nq_conf_names(v, "hosts", true, path, &a->hosts, e) != 0 ||
	    nq_conf_names(v, "allow_private", false, path,
	    &a->allow_private, e) != 0 ||
	    parse_kind(a, v, path, e) != 0)
		return -1;
	return parse_numbers(a, v, path, e);
}

void
nq_archives_release(struct nq_archives *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct nq_webarchive *a = &all->v[i];

		free(a->id);
		free(a->title);
		free(a->rule);
		free(a->cdx_url);
		free(a->raw_url);
		free(a->collinfo_url);
		free(a->data_url);
		nq_names_release(&a->hosts);
		nq_names_release(&a->allow_private);
	}
	free(all->v);
	free(all->path);
	*all = (struct nq_archives){ 0 };
}

const struct nq_webarchive *
nq_archives_find(const struct nq_archives *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id != NULL && strcmp(all->v[i].id, id) == 0)
			return &all->v[i];
	return NULL;
}

static int
load_one(struct nq_archives *all, const struct nq_jval *a, size_t i,
    struct nq_err *e)
{
	struct nq_webarchive *one = &all->v[i];
	char path[64];

	snprintf(path, sizeof(path), "archives[%zu]", i);
	all->n = i + 1;
	if (parse_archive(one, nq_jval_at(a, i), path, e) != 0)
		return -1;
	if (nq_archives_find(all, one->id) == one)
		return 0;
	nq_fail(e, NQ_EUSAGE, "duplicate id \"%s\"", one->id);
	return nq_err_at(e, "%s.id", path);
}

static const struct nq_jval *
load_root(struct nq_archives *all, const struct nq_json *j, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "archives", NQ_JARRAY, true }, { NULL, 0, false },
	};
	const struct nq_jval *a;

	if (nq_jval_check(nq_json_root(j), shape, "top", e) != 0)
		return NULL;
	a = nq_jval_get(nq_json_root(j), "archives");
	if (nq_jval_count(a) > MAX_ARCHIVES) {
		nq_fail(e, NQ_EUSAGE, "more than %d archives", MAX_ARCHIVES);
		nq_err_at(e, "archives");
		return NULL;
	}
	all->v = nq_alloc(nq_jval_count(a) + 1, sizeof(*all->v));
	return a;
}

/* With a log: each fault is told there, and the rest read on. */
static int
load(struct nq_archives *all, const char *path, struct nq_log *log,
    struct nq_err *e)
{
	struct nq_json *j = nq_json_load_file(path, NQ_MAX_CONF, e);
	const struct nq_jval *a;
	int faults = 0;

	*all = (struct nq_archives){ .path = nq_strdup(path) };
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
		nq_conf_name_file(path, e);
		nq_log_err(log, NQ_ERROR, e);
		nq_err_clear(e);
	}
	if (e->code != NQ_OK)
		nq_conf_name_file(path, e);
	nq_json_free(j);
	return faults;
}

int
nq_archives_load(struct nq_archives *all, const char *path, struct nq_err *e)
{
	return load(all, path, NULL, e) == 0 ? 0 : -1;
}

int
nq_archives_check(const char *path, struct nq_log *log)
{
	struct nq_archives all;
	struct nq_err e = { 0 };
	int faults = load(&all, path, log, &e);

	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_archives_release(&all);
	return faults;
}
