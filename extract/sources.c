#include "extract/sources.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/conf.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	MAX_SOURCES = 10000,	/* every office of every district is 700 */
	MAX_DELAY_MS = 600000,
	MAX_TIMEOUT_S = 600,
	MAX_CONNECTIONS = 16,	/* more is no politeness, even where allowed */
	MAX_LOOK_BACK = 3660	/* ten years: everything, for a small portal */
};

static const struct nq_moved *
find_moved(const struct nq_source *s, const char *host)
{
	for (size_t i = 0; i < s->moved_count; i++)
		if (strcasecmp(s->moved[i].from, host) == 0)
			return &s->moved[i];
	return NULL;
}

static bool
has_name(const struct nq_source *s, const char *host)
{
	for (size_t i = 0; i < s->hosts.n; i++)
		if (strcasecmp(s->hosts.v[i], host) == 0)
			return true;
	return false;
}

bool
nq_source_has_host(const struct nq_source *s, const char *url)
{
	char *host = nq_url_host(url);
	bool found = has_name(s, host) || find_moved(s, host) != NULL;

	free(host);
	return found;
}

char *
nq_source_address(const struct nq_source *s, const char *url)
{
	char *host = nq_url_host(url);
	const struct nq_moved *m = find_moved(s, host);
	char *there = m != NULL ? nq_url_on_host(url, m->to) :
	    nq_strdup(url);

	free(host);
	return there;
}

const char *
nq_source_attachments(const struct nq_source *s)
{
	for (size_t i = 0; i < s->entry_count; i++)
		if (s->entries[i].kind == NQ_ENTRY_ATTACHMENTS)
			return s->entries[i].links;
	return NULL;
}

static int
parse_key_way(struct nq_key_rule *key, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	int ways = 0;

	if (nq_jval_get(v, "params") != NULL) {
		key->way = NQ_KEY_PARAMS;
		ways++;
		if (nq_conf_names(v, "params", true, path, &key->params,
		    e) != 0)
			return -1;
	}
	if (nq_jval_get(v, "path") != NULL) {
		key->way = NQ_KEY_PATH;
		ways += nq_jval_bool(v, "path", false);
	}
	if (nq_jval_get(v, "path_number") != NULL) {
		key->way = NQ_KEY_PATH_NUMBER;
		ways++;
		if (nq_conf_int(v, &(struct nq_conf_int){ "path_number", 0, 1,
		    64, &key->number }, path, e) != 0)
			return -1;
	}
	if (nq_jval_str(v, "path_tail") != NULL) {
		key->way = NQ_KEY_PATH_TAIL;
		ways++;
		key->tail = nq_strdup(nq_jval_str(v, "path_tail"));
		if (key->tail[0] == '\0')
			return nq_conf_bad(e, path, "\"path_tail\" is empty");
	}
	return ways == 1 ? 0 : nq_conf_bad(e, path, "expected exactly one of "
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
	    nq_conf_names(v, "drop", false, path, &key->drop, e) != 0)
		return -1;
	sep = nq_jval_str(v, "separator");
	key->separator = nq_strdup(sep != NULL ? sep : "/");
	key->trim = nq_strdup(nq_jval_str(v, "trim"));
	key->under = nq_strdup(nq_jval_str(v, "under"));
	if (key->under != NULL && key->under[0] != '/')
		return nq_conf_bad(e, path, "\"under\" begins with \"/\"");
	return 0;
}

/* The roots that this machine's libcurl believes, as far as they are one
 * file; where they are not, the given certificate stands alone. */
static void
add_system_roots(struct nq_buf *pem)
{
	const char *path = curl_version_info(CURLVERSION_NOW)->cainfo;
	struct nq_err why = { 0 };

	if (path != NULL && access(path, R_OK) == 0)
		nq_buf_read_file(pem, path, &why);
	nq_buf_putc(pem, '\n');
}

int
nq_source_trust(struct nq_source *s, const char *path, struct nq_err *e)
{
	struct nq_buf all = NQ_BUF(NQ_MAX_CONF), own = NQ_BUF(NQ_MAX_CONF);
	int rc = nq_buf_read_file(&own, path, e);

	if (rc != 0)
		e->code = NQ_EUSAGE;
	else if (own.len == 0 || strlen(own.p) != own.len ||
	    strstr(own.p, "-----BEGIN CERTIFICATE-----") == NULL)
		rc = nq_fail(e, NQ_EUSAGE, "expected certificates in PEM, as "
		    "\"ca_file\" of the source \"%s\"", s->id);
	if (rc == 0) {
		add_system_roots(&all);
		nq_buf_put(&all, own.p, own.len);
		free(s->roots);
		s->roots = nq_buf_steal(&all);
	}
	nq_buf_release(&own);
	nq_buf_release(&all);
	return rc == 0 ? 0 : nq_err_at(e, "%s", path);
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
		return nq_conf_bad(e, sub,
		    "an enabled source needs at least one");
	}
	s->entries = nq_alloc(n + 1, sizeof(*s->entries));
	s->entry_count = n;
	for (size_t i = 0; i < n; i++) {
		snprintf(sub, sizeof(sub), "%s.entries[%zu]", path, i);
		if (nq_entry_parse(s, &s->entries[i], nq_jval_at(a, i), sub,
		    e) != 0)
			return -1;
	}
	return 0;
}

static int
parse_moved(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const struct nq_jval *m = nq_jval_get(v, "moved");
	const char *from = NULL, *to;

	while (m != NULL && (from = nq_jval_next_key(m, from)) != NULL) {
		to = nq_jval_as_str(nq_jval_get(m, from));
		if (to == NULL || !has_name(s, to)) {
			nq_fail(e, NQ_EUSAGE, "expected the name of one of "
			    "\"hosts\", where \"%.100s\" moved to", from);
			return nq_err_at(e, "%s.moved", path);
		}
		s->moved = nq_realloc(s->moved, s->moved_count + 1,
		    sizeof(*s->moved));
		s->moved[s->moved_count++] = (struct nq_moved){
			nq_strdup(from), nq_strdup(to) };
	}
	return 0;
}

static int
parse_allowed(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = nq_conf_names(v, "allow_private", false, path, &names, e);

	for (size_t i = 0; i < names.n && rc == 0; i++)
		if ((rc = nq_networks_add(&s->allowed, names.v[i], e)) != 0)
			nq_err_at(e, "%s.allow_private[%zu]", path, i);
	nq_names_release(&names);
	return rc;
}

/* Only local files: then nobody is asked, and hosts may be empty. */
static bool
is_local(const struct nq_jval *v)
{
	const struct nq_jval *a = nq_jval_get(v, "entries");
	size_t n = nq_jval_count(a);

	for (size_t i = 0; i < n; i++) {
		const char *kind = nq_jval_str(nq_jval_at(a, i), "kind");

		if (kind == NULL || strcmp(kind, "files") != 0)
			return false;
	}
	return n > 0;
}

static int
parse_texts(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	s->id = nq_strdup(nq_jval_str(v, "id"));
	s->title = nq_strdup(nq_jval_str(v, "title"));
	s->publisher = nq_strdup(nq_jval_str(v, "publisher"));
	s->licence = nq_strdup(nq_jval_str(v, "licence"));
	s->ref_area = nq_strdup(nq_jval_str(v, "ref_area"));
	s->reason = nq_strdup(nq_jval_str(v, "reason"));
	s->charset = nq_strdup(nq_jval_str(v, "charset"));
	s->ca_file = nq_strdup(nq_jval_str(v, "ca_file"));
	s->enabled = nq_jval_bool(v, "enabled", false);
	if (!s->enabled && (s->reason == NULL || s->reason[0] == '\0'))
		return nq_conf_bad(e, path,
		    "a disabled source needs a \"reason\"");
	if (s->charset != NULL && (s->charset[0] == '\0' ||
	    strspn(s->charset, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
	    strlen(s->charset))) {
		nq_fail(e, NQ_EUSAGE, "expected a name in lower case as "
		    "windows-1258, found \"%.60s\"", s->charset);
		return nq_err_at(e, "%s.charset", path);
	}
	return nq_conf_id(s->id, path, e) != 0 ? -1 :
	    check_area(s->ref_area, path, e);
}

static int
parse_numbers(struct nq_source *s, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const struct nq_conf_int all[] = {
		{ "delay_ms", 1000, 0, MAX_DELAY_MS, &s->delay_ms },
		{ "timeout_s", 120, 1, MAX_TIMEOUT_S, &s->timeout_s },
		{ "connections", 1, 1, MAX_CONNECTIONS, &s->connections },
		{ "look_back_days", 45, 0, MAX_LOOK_BACK,
		    &s->look_back_days },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (nq_conf_int(v, &all[i], path, e) != 0)
			return -1;
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
		{ "licence", NQ_JSTRING, false },
		{ "charset", NQ_JSTRING, false },
		{ "ca_file", NQ_JSTRING, false },
		{ "moved", NQ_JOBJECT, false },
		{ "allow_private", NQ_JARRAY, false },
		{ "look_back_days", NQ_JINT, false },
		{ "connections", NQ_JINT, false },
		{ "delay_ms", NQ_JINT, false }, { "timeout_s", NQ_JINT, false },
		{ "hosts", NQ_JARRAY, true }, { "entries", NQ_JARRAY, true },
		{ "key", NQ_JOBJECT, true }, { "schedule", NQ_JOBJECT, false },
		{ "rank", NQ_JINT, false }, { NULL, 0, false },
	};
	char sub[96];

	if (nq_jval_check(v, shape, path, e) != 0 ||
	    parse_texts(s, v, path, e) != 0 ||
	    parse_numbers(s, v, path, e) != 0 ||
	    nq_conf_names(v, "hosts", !is_local(v), path, &s->hosts, e) != 0 ||
	    parse_moved(s, v, path, e) != 0 ||
	    parse_allowed(s, v, path, e) != 0)
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
	free(s->licence);
	free(s->ref_area);
	free(s->reason);
	free(s->charset);
	free(s->ca_file);
	free(s->roots);
	nq_names_release(&s->hosts);
	nq_networks_release(&s->allowed);
	for (size_t i = 0; i < s->moved_count; i++) {
		free(s->moved[i].from);
		free(s->moved[i].to);
	}
	free(s->moved);
	for (size_t i = 0; i < s->entry_count; i++)
		nq_entry_release(&s->entries[i]);
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
