#include "extract/intake.h"

#include "core/digest.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"
#include "extract/archive.h"
#include "extract/attach.h"
#include "extract/sources.h"

#include <stdlib.h>
#include <string.h>

bool
nq_taken_is_failure(enum nq_taken t)
{
	return t >= NQ_TAKEN_TRUNCATED;
}

void
nq_intake_init(struct nq_intake *in, struct nq_run *run,
    const struct nq_sources *all)
{
	*in = (struct nq_intake){ .run = run };
	in->src = nq_alloc(all->n + 1, sizeof(const struct nq_source *));
	in->tally = nq_alloc(all->n + 1, sizeof(*in->tally));
	for (size_t i = 0; i < all->n; i++) {
		const struct nq_source *s = &all->v[i];

		if (run->opts->source != NULL &&
		    strcmp(run->opts->source, s->id) != 0)
			continue;
		in->tally[in->n].source = nq_strdup(s->id);
		in->src[in->n++] = s;
	}
}

void
nq_intake_release(struct nq_intake *in)
{
	for (size_t i = 0; i < in->n; i++) {
		free(in->tally[i].source);
		free(in->tally[i].error);
	}
	free(in->tally);
	free(in->src);
	*in = (struct nq_intake){ 0 };
}

bool
nq_intake_has_host(const struct nq_intake *in, const char *url)
{
	for (size_t i = 0; i < in->n; i++)
		if (nq_source_has_host(in->src[i], url))
			return true;
	return false;
}

int
nq_intake_place(struct nq_intake *in, const char *url, struct nq_place *p,
    struct nq_err *e)
{
	int known = 0;

	*p = (struct nq_place){ 0 };
	for (size_t i = 0; i < in->n && known == 0; i++) {
		struct nq_page page = { 0 };
		char *key = NULL;

		if (nq_source_has_host(in->src[i], url))
			key = nq_url_key(url, &in->src[i]->key);
		if (key == NULL)
			continue;
		known = nq_frontier_get(in->run->frontier, in->src[i]->id,
		    NQ_KIND_RELEASE, key, &page, e);
		nq_page_release(&page);
		if (known == 1 || p->key == NULL) {
			free(p->key);
			*p = (struct nq_place){ .source = i, .key = key };
		} else {
			free(key);
		}
	}
	if (known >= 0)
		return p->key != NULL;
	free(p->key);
	p->key = NULL;
	return -1;
}

/* The same address under the other scheme. */
static char *
other_scheme(const char *url)
{
	return strncmp(url, "https:", 6) == 0 ?
	    nq_asprintf("http:%s", url + 6) :
	    nq_asprintf("https:%s", url + 5);
}

int
nq_intake_place_file(struct nq_intake *in, const char *url,
    struct nq_place *p, struct nq_err *e)
{
	char *other = other_scheme(url);
	int rc = 0;

	*p = (struct nq_place){ 0 };
	for (size_t i = 0; i < in->n && rc == 0; i++) {
		const char *id = in->src[i]->id;

		p->source = i;
		rc = nq_frontier_file(in->run->frontier, id, url, &p->key, e);
		if (rc == 0)
			rc = nq_frontier_file(in->run->frontier, id, other,
			    &p->key, e);
	}
	free(other);
	return rc != 0 ? rc : nq_intake_place(in, url, p, e);
}

bool
nq_intake_has_day(const struct nq_intake *in, const char *at)
{
	const struct nq_opts *o = in->run->opts;

	return (o->since == NULL || strncmp(at, o->since, 10) >= 0) &&
	    (o->until == NULL || strncmp(at, o->until, 10) <= 0);
}

/* What the gates see of bytes without HTTP: an answer of their type. */
static void
put_headers(struct nq_given *g)
{
	struct nq_buf *h = &g->http.headers;

	*h = NQ_BUF(NQ_MAX_HEADERS);
	nq_buf_puts(h, "HTTP/1.1 200 OK\r\n");
	if (g->type != NULL)
		nq_buf_printf(h, "Content-Type: %s\r\n", g->type);
	nq_buf_puts(h, "\r\n");
	g->http.status = 200;
}

static enum nq_taken
keep(struct nq_intake *in, const struct nq_target *t, struct nq_given *g,
    struct nq_came *c, char fault[NQ_FAULT], struct nq_err *e)
{
	enum nq_kept kept;
	size_t found;

	if (!nq_attach_is_key(t->key) && nq_attach_find(in->run, t, g->url,
	    c->x, &found, e) != 0)
		return NQ_TAKEN_ERROR;
	if (g->resource)
		kept = nq_keep_file(in->run, t, &(struct nq_bytes){
		    .body = &c->x->body, .media_type = g->type, .at = g->at,
		    .via = &g->via }, fault, e);
	else
		kept = nq_keep(in->run, t, c, fault, e);
	return kept == NQ_KEPT_NEW ? NQ_TAKEN_NEW :
	    kept == NQ_KEPT_CHANGED ? NQ_TAKEN_MORE :
	    kept == NQ_KEPT_SAME ? NQ_TAKEN_KNOWN :
	    kept == NQ_KEPT_NOT ? NQ_TAKEN_FAULTY : NQ_TAKEN_ERROR;
}

/* Of a capture that is none of those that are known. */
static enum nq_taken
admit(struct nq_intake *in, const struct nq_target *t, struct nq_given *g,
    struct nq_exchange *x, char fault[NQ_FAULT], struct nq_err *e)
{
	struct nq_came c = { .url = g->url, .at = g->at, .x = x,
		.via = &g->via };
	struct nq_frontier *f = in->run->frontier;
	char payload[NQ_SHA1_TEXT];
	enum nq_taken taken;
	bool gone;
	int known;

	nq_digest_sha1(x->body.p != NULL ? x->body.p : "", x->body.len,
	    payload);
	known = nq_frontier_has_capture(f, t->src->id, t->key, g->at, payload,
	    e);
	if (known != 0)
		return known < 0 ? NQ_TAKEN_ERROR : NQ_TAKEN_KNOWN;
	if (!nq_keep_is_usable(in->run, t, &c, fault, &gone))
		return NQ_TAKEN_UNUSABLE;
	taken = keep(in, t, g, &c, fault, e);
	if ((taken == NQ_TAKEN_NEW || taken == NQ_TAKEN_MORE) &&
	    (nq_frontier_payload(f, t->src->id, t->key, g->at, payload,
	    e) != 0 || (g->via.digest != NULL && nq_frontier_payload(f,
	    t->src->id, t->key, g->at, g->via.digest, e) != 0)))
		return NQ_TAKEN_ERROR;
	return taken;
}

enum nq_taken
nq_intake_take(struct nq_intake *in, const struct nq_place *p,
    struct nq_given *g, char fault[NQ_FAULT], struct nq_err *e)
{
	const struct nq_source *src = in->src[p->source];
	struct nq_target t = { .src = src, .tally = &in->tally[p->source],
		.kind = NQ_KIND_RELEASE };
	struct nq_exchange x = { 0 };
	enum nq_taken taken = NQ_TAKEN_ERROR;

	if (!nq_intake_has_day(in, g->at))
		return NQ_TAKEN_DAY;
	if (g->resource)
		put_headers(g);
	if (g->http.status >= 300 && g->http.status <= 399)
		return NQ_TAKEN_REDIRECT;
	if (g->http.status != 200)
		return NQ_TAKEN_STATUS;
	if (g->truncated) {
		snprintf(fault, NQ_FAULT, "only the beginning of it was "
		    "archived");
		return NQ_TAKEN_TRUNCATED;
	}
	t.key = nq_strdup(p->key);
	t.url = nq_strdup(g->url);
	x.status = g->http.status;
	x.headers = g->http.headers;
	x.body = g->http.body;
	g->http.headers = g->http.body = NQ_BUF(0);
	memcpy(x.ip, g->ip, sizeof(x.ip));
	if (nq_archive_sync(in->run->archive, src->id, t.key, e) == 0 &&
	    nq_frontier_get(in->run->frontier, src->id, t.kind, t.key,
	    &t.known, e) >= 0)
		taken = admit(in, &t, g, &x, fault, e);
	nq_exchange_release(&x);
	nq_target_release(&t);
	return taken;
}
