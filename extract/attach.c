#include "extract/attach.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/discover.h"
#include "extract/fetch.h"
#include "extract/frontier.h"
#include "extract/run.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Spares the way back from the worker the menus of the page; nq_url_is_file
 * decides. */
static const char maybe_files[] =
    "//a[contains(translate(@href,'PDF','pdf'),'pdf') or "
    "contains(translate(@href,'DOC','doc'),'doc') or "
    "contains(translate(@href,'XLS','xls'),'xls') or "
    "contains(translate(@href,'CSV','csv'),'csv')]";

/* The files that one page links to. */
struct search {
	struct nq_run *run;
	const struct nq_source *src;
	const char *key, *page;		/* the release and its address */
	struct nq_names met;		/* on our hosts, each once */
	size_t foreign, over, long_keys;
	char *first;			/* of the foreign ones */
};

bool
nq_attach_is_key(const char *key)
{
	return strchr(key, '#') != NULL;
}

char *
nq_attach_owner(const char *source, const char *key)
{
	return nq_asprintf("%s:%.*s", source, (int)strcspn(key, "#"), key);
}

/* The value of Content-Type, or NULL. */
static const char *
content_type(const struct nq_answer *a)
{
	static const char name[] = "\ncontent-type:";
	const char *p = a->headers.p != NULL ?
	    strcasestr(a->headers.p, name) : NULL;

	if (p == NULL)
		return NULL;
	p += strlen(name);
	return p + strspn(p, " \t");
}

bool
nq_attach_is_web_page(const struct nq_answer *a)
{
	const char *type = content_type(a);

	return type != NULL && (strncasecmp(type, "text/html", 9) == 0 ||
	    strncasecmp(type, "application/xhtml", 17) == 0);
}

static bool
has_met(const struct search *s, const char *url)
{
	for (size_t i = 0; i < s->met.n; i++)
		if (strcmp(s->met.v[i], url) == 0)
			return true;
	return false;
}

static int
take_file(struct search *s, const char *url, struct nq_err *e)
{
	char *local, *key;
	int rc = 0;

	if (!nq_source_has_host(s->src, url)) {
		if (s->foreign++ == 0)
			s->first = nq_strdup(url);
		return 0;
	}
	if (has_met(s, url))
		return 0;
	if (s->met.n == NQ_MAX_ATTACHMENTS) {
		s->over++;
		return 0;
	}
	nq_names_add(&s->met, url);
	local = nq_url_local(url);
	key = nq_asprintf("%s#%s", s->key, local);
	if (strlen(key) > NQ_MAX_KEY)
		s->long_keys++;
	else
		rc = nq_frontier_attached(s->run->frontier, s->src->id, key,
		    url, e);
	free(local);
	free(key);
	return rc;
}

static int
take_files(struct search *s, const char *base, const struct nq_names *links,
    struct nq_err *e)
{
	int rc = 0;

	for (size_t i = 0; i < links->n && rc == 0; i++) {
		struct nq_err why = { 0 };
		char *url = nq_url_canonical(base, links->v[i], &why);

		if (url != NULL && strcmp(url, s->page) != 0 &&
		    nq_url_is_file(url))
			rc = take_file(s, url, e);
		free(url);
	}
	return rc;
}

static void
tell(const struct search *s, enum nq_level level, size_t n, const char *msg,
    const char *file)
{
	char number[24];

	if (n == 0)
		return;
	snprintf(number, sizeof(number), "%zu", n);
	nq_run_clear(s->run);
	nq_log(s->run->log, level, "source", s->src->id, "url", s->page,
	    "attachments", number, "file", file, "msg", msg, NULL);
}

int
nq_attach_find(struct nq_run *run, const struct nq_source *src,
    const char *key, const struct nq_answer *a, struct nq_err *e)
{
	struct search s = { .run = run, .src = src, .key = key,
		.page = a->url };
	struct nq_names links = { 0 };
	struct nq_err why = { 0 };
	char *base = NULL, *full = NULL;
	int rc = 0;

	if (content_type(a) != NULL && !nq_attach_is_web_page(a))
		return 0;
	if (nq_discover(run->pool, maybe_files, a->body.p, a->body.len, &base,
	    &links, &why) != 0) {
		nq_run_clear(run);
		nq_log(run->log, NQ_WARN, "source", src->id, "url", a->url,
		    "why", why.msg, "msg", "no attachment was looked for",
		    NULL);
		goto out;
	}
	if (base != NULL)
		full = nq_url_canonical(a->url, base, &why);
	rc = take_files(&s, full != NULL ? full : a->url, &links, e);
	tell(&s, NQ_INFO, s.foreign, "attachments on hosts that are not the "
	    "source's were left out; file is the first", s.first);
	tell(&s, NQ_WARN, s.over, "attachments over the limit of one release "
	    "were left out", NULL);
	tell(&s, NQ_WARN, s.long_keys, "attachments with too long an address "
	    "were left out", NULL);
out:
	nq_names_release(&links);
	nq_names_release(&s.met);
	free(s.first);
	free(base);
	free(full);
	return rc;
}
