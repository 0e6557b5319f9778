#include "extract/keep.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/archive.h"
#include "extract/attach.h"
#include "extract/discover.h"
#include "extract/errorpage.h"
#include "extract/sniff.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_release(const struct nq_target *t)
{
	return strcmp(t->kind, NQ_KIND_RELEASE) == 0;
}

static bool
is_fault(char fault[NQ_FAULT], const char *msg)
{
	snprintf(fault, NQ_FAULT, "%s", msg);
	return false;
}

/* A lost page is often answered with 200 and a page that says so. */
static bool
is_sound_release(struct nq_run *run, const struct nq_target *t,
    const struct nq_came *c, const char *type, char fault[NQ_FAULT])
{
	const char *found = nq_body_sniff(c->x->body.p, c->x->body.len);
	char *key = NULL;
	bool attached = nq_attach_is_key(t->key);

	if (attached && nq_attach_is_web_page(c->x))
		return is_fault(fault, "a web page came where a file was "
		    "linked");
	if (nq_errorpage_is(c->x->body.p, c->x->body.len, run->pages))
		return is_fault(fault, "an error page, answered with HTTP "
		    "200");
	if (!attached && strcmp(t->url, c->url) != 0) {
		/* Portals answer for a lost page with a redirect to the
		 * front. */
		key = nq_url_key(c->url, &t->src->key);
		if (key == NULL)
			snprintf(fault, NQ_FAULT, "redirected to an address "
			    "that is no release: %.150s", c->url);
		free(key);
		if (key == NULL)
			return false;
	}
	if (!nq_body_fits(type, found)) {
		nq_run_clear(run);
		nq_log(run->log, NQ_WARN, "source", t->src->id, "url", c->url,
		    "type", type, "found", found, "msg", "the body is not "
		    "what its Content-Type says; kept", NULL);
	}
	return true;
}

bool
nq_keep_is_known(const struct nq_target *t, const struct nq_came *c)
{
	return c->x->status == 304 || (t->known.digest != NULL &&
	    strcmp(t->known.digest, c->digest) == 0);
}

bool
nq_keep_is_usable(struct nq_run *run, const struct nq_target *t,
    struct nq_came *c, char fault[NQ_FAULT], bool *gone)
{
	long status = c->x->status;
	char *type;
	bool good;

	*gone = status == 404 || status == 410;
	if (status == 304)
		return c->conditional && t->known.captured_at != NULL ? true :
		    is_fault(fault, "HTTP 304 to a request that was not "
		    "conditional");
	if (status != 200) {
		snprintf(fault, NQ_FAULT, "HTTP %ld", status);
		return false;
	}
	if (c->x->body.len == 0)
		return is_fault(fault, "the body is empty");
	nq_digest(c->x->body.p, c->x->body.len, c->digest);
	if (!is_release(t))
		return true;
	type = nq_exchange_header(c->x, "Content-Type");
	good = is_sound_release(run, t, c, type, fault);
	free(type);
	return good;
}

/* Does the page say what the archive has of it, noise apart? */
static bool
says_the_same(struct nq_run *run, const struct nq_target *t,
    const struct nq_came *c)
{
	struct nq_buf old = NQ_BUF(NQ_MAX_BODY);
	struct nq_err why = { 0 };
	bool same = false;

	if (t->known.archive == NULL)
		return false;
	if (nq_archive_read(nq_frontier_dir(run->frontier), t->known.archive,
	    (uint64_t)t->known.offset, &old))
		nq_discover_same(run->pool, old.p, old.len,
		    t->known.captured_at, c->x->body.p, c->x->body.len, c->at,
		    &same, &why);
	nq_buf_release(&old);
	return same;
}

enum { ABOUT = 14 };

/* What HTTP does not tell, for the metadata record; texts owned by us stand
 * in own. */
static void
describe(const struct nq_target *t, const struct nq_came *c,
    struct nq_warc_field about[ABOUT], char *own[2])
{
	size_t n = 0;

	if (is_release(t)) {
		own[0] = nq_asprintf("%s:%s", t->src->id, t->key);
		if (nq_attach_is_key(t->key))
			own[1] = nq_attach_owner(t->src->id, t->key);
	}
	about[n++] = (struct nq_warc_field){ "source", t->src->id };
	if (own[0] != NULL)
		about[n++] = (struct nq_warc_field){ "release", own[0] };
	about[n++] = (struct nq_warc_field){ "kind", t->kind };
	if (own[1] != NULL)
		about[n++] = (struct nq_warc_field){ "belongs-to", own[1] };
	if (t->known.published != NULL && t->known.published[0] != '\0')
		about[n++] = (struct nq_warc_field){ "published",
			t->known.published };
	if (strcmp(t->url, c->url) != 0)
		about[n++] = (struct nq_warc_field){ "found-as", t->url };
	if (t->src->charset != NULL)
		about[n++] = (struct nq_warc_field){ "charset-hint",
			t->src->charset };
	if (t->src->licence != NULL)
		about[n++] = (struct nq_warc_field){ "licence",
			t->src->licence };
	if (c->x != NULL && c->x->tls[0] != '\0')
		about[n++] = (struct nq_warc_field){ "tls", c->x->tls };
	if (c->via != NULL) {
		about[n++] = (struct nq_warc_field){ "via", c->via->place };
		about[n++] = (struct nq_warc_field){ "via-archive",
			c->via->archive };
		about[n++] = (struct nq_warc_field){ "via-record",
			c->via->record };
		about[n++] = (struct nq_warc_field){ "via-digest",
			c->via->digest };
	}
	about[n] = (struct nq_warc_field){ NULL, NULL };
}

/* The digest, the validators, the type: what the frontier keeps of it. */
static int
put(struct nq_run *run, const struct nq_target *t, struct nq_came *c,
    struct nq_warc_capture *w, const char *digest, struct nq_err *e)
{
	struct nq_exchange *x = c->x;
	char *etag = nq_exchange_header(x, "ETag");
	char *modified = nq_exchange_header(x, "Last-Modified");
	char *type = nq_exchange_header(x, "Content-Type");
	struct nq_warc_field about[ABOUT];
	char *own[2] = { NULL, NULL };
	int rc;

	describe(t, c, about, own);
	w->url = c->url;
	w->date = c->at;
	w->ip = x->ip[0] != '\0' ? x->ip : NULL;
	w->request = x->request.p;
	w->request_len = x->request.len;
	w->headers = x->headers.p;
	w->headers_len = x->headers.len;
	w->protocol = x->h2 ? "h2" : NULL;
	w->metadata = about;
	if (type != NULL)
		type[strcspn(type, "; \t")] = '\0';
	rc = nq_archive_put(run->archive, w, &(struct nq_note){
	    .source = t->src->id, .kind = t->kind, .key = t->key,
	    .url = t->url, .published = t->known.published, .etag = etag,
	    .modified = modified, .digest = digest, .media_type = type,
	    .status = x->status }, e);
	free(own[0]);
	free(own[1]);
	free(etag);
	free(modified);
	free(type);
	return rc;
}

/* What the writer says: -1 and our fault, or one of the answer's. */
static enum nq_kept
told(int rc, enum nq_kept good, char fault[NQ_FAULT], struct nq_err *why,
    struct nq_err *e)
{
	if (rc == 0)
		return good;
	if (why->code == NQ_EPARSE || why->code == NQ_ELIMIT) {
		snprintf(fault, NQ_FAULT, "%.255s", why->msg);
		return NQ_KEPT_NOT;
	}
	*e = *why;
	return NQ_KEPT_ERROR;
}

static enum nq_kept
note_same(struct nq_run *run, const struct nq_target *t,
    const struct nq_came *c, struct nq_err *e)
{
	char *etag = nq_exchange_header(c->x, "ETag");
	char *modified = nq_exchange_header(c->x, "Last-Modified");
	int rc = nq_frontier_same(run->frontier, t->src->id, t->kind, t->key,
	    c->at, etag, modified, e);

	free(etag);
	free(modified);
	return rc == 0 ? NQ_KEPT_SAME : NQ_KEPT_ERROR;
}

/* The same payload, or 304: a release gets a record that says so; of a
 * listing only the frontier has to know. */
static enum nq_kept
keep_same(struct nq_run *run, const struct nq_target *t, struct nq_came *c,
    char fault[NQ_FAULT], struct nq_err *e)
{
	bool bodiless = c->x->status == 304;
	struct nq_err why = { 0 };

	t->tally->unchanged++;
	if (is_release(t))
		return told(put(run, t, c, &(struct nq_warc_capture){
		    .kind = bodiless ? NQ_WARC_REVISIT_304 :
		    NQ_WARC_REVISIT_SAME, .refers_url = t->known.captured_url,
		    .refers_date = t->known.captured_at,
		    .body = bodiless ? NULL : &c->x->body },
		    t->known.digest, &why), NQ_KEPT_SAME, fault, &why, e);
	return note_same(run, t, c, e);
}

enum nq_kept
nq_keep(struct nq_run *run, const struct nq_target *t, struct nq_came *c,
    char fault[NQ_FAULT], struct nq_err *e)
{
	bool first = t->known.captured_at == NULL;
	struct nq_err why = { 0 };
	enum nq_kept kept;

	t->tally->fetched++;
	t->tally->bytes += c->x->body.len;
	if (c->via == NULL && nq_keep_is_known(t, c))
		return keep_same(run, t, c, fault, e);
	if (c->via == NULL && !first && says_the_same(run, t, c)) {
		/* Other bytes: nothing for the archive. */
		t->tally->unchanged++;
		return note_same(run, t, c, e);
	}
	kept = told(put(run, t, c, &(struct nq_warc_capture){
	    .kind = NQ_WARC_RESPONSE, .body = &c->x->body }, c->digest, &why),
	    first ? NQ_KEPT_NEW : NQ_KEPT_CHANGED, fault, &why, e);
	if (is_release(t)) {
		t->tally->fresh += kept == NQ_KEPT_NEW;
		t->tally->changed += kept == NQ_KEPT_CHANGED;
	}
	return kept;
}

enum nq_kept
nq_keep_file(struct nq_run *run, const struct nq_target *t,
    const struct nq_bytes *b, char fault[NQ_FAULT], struct nq_err *e)
{
	bool first = t->known.captured_at == NULL;
	struct nq_came c = { .url = t->url, .at = b->at, .via = b->via };
	struct nq_warc_field about[ABOUT];
	char digest[NQ_DIGEST_TEXT], *own[2] = { NULL, NULL };
	struct nq_err why = { 0 };
	enum nq_kept kept;

	t->tally->fetched++;
	t->tally->bytes += b->body->len;
	nq_digest(b->body->p, b->body->len, digest);
	if (b->via == NULL && t->known.digest != NULL &&
	    strcmp(t->known.digest, digest) == 0) {
		t->tally->unchanged++;
		return nq_frontier_same(run->frontier, t->src->id, t->kind,
		    t->key, b->at, NULL, NULL, e) == 0 ? NQ_KEPT_SAME :
		    NQ_KEPT_ERROR;
	}
	describe(t, &c, about, own);
	kept = told(nq_archive_put(run->archive, &(struct nq_warc_capture){
	    .kind = NQ_WARC_RESOURCE, .url = t->url, .date = b->at,
	    .media_type = b->media_type, .body = b->body,
	    .metadata = about },
	    &(struct nq_note){ .source = t->src->id, .kind = t->kind,
	    .key = t->key, .url = t->url, .digest = digest,
	    .media_type = b->media_type }, &why), first ? NQ_KEPT_NEW :
	    NQ_KEPT_CHANGED, fault, &why, e);
	t->tally->fresh += kept == NQ_KEPT_NEW;
	t->tally->changed += kept == NQ_KEPT_CHANGED;
	free(own[0]);
	free(own[1]);
	return kept;
}
