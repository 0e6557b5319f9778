#include "extract/attach.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/discover.h"
#include "extract/frontier.h"
#include "extract/run.h"
#include "extract/sources.h"
#include "extract/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The files that one page links to. */
struct search {
	struct nq_run *run;
	const struct nq_target *t;	/* the release */
	const char *page;		/* and its address */
	struct nq_names met;		/* on our hosts, each once */
	size_t found, foreign, over, long_keys;
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

/* 1: a web page; 0: something else; -1: the portal does not say. */
static int
is_web_page(const struct nq_exchange *x)
{
	char *type = nq_exchange_header(x, "Content-Type");
	int rc = type == NULL ? -1 : strncasecmp(type, "text/html", 9) == 0 ||
	    strncasecmp(type, "application/xhtml", 17) == 0;

	free(type);
	return rc;
}

bool
nq_attach_is_web_page(const struct nq_exchange *x)
{
	return is_web_page(x) == 1;
}

/*
 * Whether a page could link to a file at all: most do not, and parsing
 * costs more than all else that is done with a page. nq_url_is_file looks
 * for these endings, whose letters may be percent-encoded.
 */
static bool
may_have_files(const struct nq_buf *body)
{
	static const char *const traces[] = { ".pdf", ".doc", ".xls",
		".csv" };
	const char *p = body->p, *end = body->p + body->len;

	for (; (p = memchr(p, '.', (size_t)(end - p))) != NULL; p++)
		for (int i = 0; i < 4; i++)
			if (end - p >= 4 && strncasecmp(p, traces[i], 4) == 0)
				return true;
	return memmem(body->p, body->len, "%2e", 3) != NULL ||
	    memmem(body->p, body->len, "%2E", 3) != NULL;
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

	if (!nq_source_has_host(s->t->src, url)) {
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
	key = nq_asprintf("%s#%s", s->t->key, local);
	s->found++;
	if (strlen(key) > NQ_MAX_KEY)
		s->long_keys++;
	else
		rc = nq_frontier_attached(s->run->frontier, s->t->src->id,
		    key, url, s->t->known.published, e);
	free(local);
	free(key);
	return rc;
}

static int
take_files(struct search *s, const char *base, const struct nq_links *links,
    struct nq_err *e)
{
	int rc = 0;

	for (size_t i = 0; i < links->n && rc == 0; i++) {
		struct nq_err why = { 0 };
		char *url = nq_url_canonical(base, links->v[i].url, &why);

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
	nq_log(s->run->log, level, "source", s->t->src->id, "url", s->page,
	    "attachments", number, "file", file, "msg", msg, NULL);
}

int
nq_attach_find(struct nq_run *run, const struct nq_target *t,
    const char *url, const struct nq_exchange *x, size_t *found,
    struct nq_err *e)
{
	const struct nq_find find = { .kind = NQ_FIND_FILES,
		.links = nq_source_attachments(t->src) };
	struct search s = { .run = run, .t = t, .page = url };
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };
	char *full = NULL;
	int rc = 0;

	*found = 0;
	if (is_web_page(x) == 0 || !may_have_files(&x->body))
		return 0;
	if (nq_discover(run->pool, &find, url, x->body.p, x->body.len,
	    &links, &why) != 0) {
		nq_run_tell(run, NQ_WARN, t, "no attachment was looked for",
		    why.msg);
		goto out;
	}
	if (links.base != NULL)
		full = nq_url_canonical(url, links.base, &why);
	rc = take_files(&s, full != NULL ? full : url, &links, e);
	*found = s.found;
	tell(&s, NQ_INFO, s.foreign, "attachments on hosts that are not the "
	    "source's were left out; file is the first", s.first);
	tell(&s, NQ_WARN, s.over, "attachments over the limit of one release "
	    "were left out", NULL);
	tell(&s, NQ_WARN, s.long_keys, "attachments with too long an address "
	    "were left out", NULL);
out:
	nq_links_release(&links);
	nq_names_release(&s.met);
	free(s.first);
	free(full);
	return rc;
}
