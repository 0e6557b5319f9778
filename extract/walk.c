#include "extract/run.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/attach.h"
#include "extract/discover.h"
#include "extract/fetch.h"
#include "extract/frontier.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the walk of one source carries. */
struct walk {
	struct nq_run *run;
	const struct nq_source *src;
	struct nq_fetcher *fetcher;
	char fault[256];	/* of the last page that failed */
	bool gone;		/* it does not exist */
};

/* One page to fetch: a release, or a page of a listing or feed. */
struct target {
	const char *kind, *key, *url;
};

void
nq_run_clear(const struct nq_run *run)
{
	if (run->progress)
		fputs("\r\033[K", stderr);
}

static void
show_progress(const struct walk *w)
{
	if (w->run->progress)
		fprintf(stderr, "\r\033[K%s: %zu fetched, %zu new, %zu failed",
		    w->src->id, w->run->fetched, w->run->fresh,
		    w->run->failed);
}

static void
warn(const struct walk *w, const char *url, const char *msg)
{
	nq_run_clear(w->run);
	nq_log(w->run->log, NQ_WARN, "source", w->src->id, "url", url, "msg",
	    msg, NULL);
}

/* Is it the machine that fails, rather than the portal? */
static bool
is_ours(const struct nq_err *e)
{
	return e->code == NQ_EIO || e->code == NQ_EDB;
}

static int
write_capture(struct walk *w, const struct target *t,
    const struct nq_answer *a, const char *now, struct nq_err *e)
{
	bool named = strcmp(t->kind, NQ_KIND_RELEASE) == 0;
	bool attached = named && nq_attach_is_key(t->key);
	char *owner = attached ? nq_attach_owner(w->src->id, t->key) : NULL;
	char *release = named ? nq_asprintf("%s:%s", w->src->id, t->key) :
	    NULL;
	const struct nq_warc_field about[] = {
		{ "source", w->src->id },
		{ "release", release != NULL ? release : "" },
		{ "kind", t->kind },
		{ attached ? "belongs-to" : NULL, owner }, { NULL, NULL },
	};
	const struct nq_warc_field unnamed[] = { about[0], about[2],
		about[4] };
	int rc;

	rc = nq_warc_write(w->run->warc, &(struct nq_warc_capture){
	    .url = a->url, .date = now, .ip = a->ip[0] != '\0' ? a->ip : NULL,
	    .request = a->request.p, .request_len = a->request.len,
	    .headers = a->headers.p, .headers_len = a->headers.len,
	    .body = a->body.p, .body_len = a->body.len,
	    .metadata = named ? about : unnamed }, e);
	free(release);
	free(owner);
	return rc;
}

/* Is an answer, though complete, none that we keep? Then fault says why. */
static bool
has_fault(struct walk *w, const struct target *t, const struct nq_answer *a)
{
	char *key;

	w->gone = a->status == 404 || a->status == 410;
	if (a->status != 200) {
		snprintf(w->fault, sizeof(w->fault), "HTTP %ld", a->status);
		return true;
	}
	if (a->body.len == 0) {
		snprintf(w->fault, sizeof(w->fault), "the body is empty");
		return true;
	}
	if (strcmp(t->kind, NQ_KIND_RELEASE) == 0 &&
	    nq_attach_is_key(t->key)) {
		/* What portals answer for a file that is lost. */
		if (!nq_attach_is_web_page(a))
			return false;
		snprintf(w->fault, sizeof(w->fault), "a web page came where "
		    "a file was linked");
		return true;
	}
	if (strcmp(t->kind, NQ_KIND_RELEASE) != 0 ||
	    strcmp(t->url, a->url) == 0)
		return false;
	/* Portals answer for a lost page with a redirect to the front. */
	key = nq_url_key(a->url, &w->src->key);
	if (key == NULL)
		snprintf(w->fault, sizeof(w->fault), "redirected to an "
		    "address that is no release: %.150s", a->url);
	free(key);
	return key == NULL;
}

static int
note(struct walk *w, const struct target *t, const char *state,
    const char *digest, const char *now, const char *error,
    struct nq_err *e)
{
	return nq_frontier_put(w->run->frontier, &(struct nq_front_row){
	    .source = w->src->id, .kind = t->kind, .key = t->key,
	    .url = t->url, .state = state, .digest = digest, .at = now,
	    .error = error }, e);
}

/* Writes the capture unless the archive has these very bytes of the page. */
static int
keep(struct walk *w, const struct target *t, const struct nq_answer *a,
    const char *now, struct nq_err *e)
{
	char state[NQ_FRONT_TEXT], last[NQ_FRONT_TEXT];
	char digest[NQ_DIGEST_TEXT];

	nq_digest(a->body.p, a->body.len, digest);
	if (nq_frontier_get(w->run->frontier, w->src->id, t->kind, t->key,
	    state, last, e) < 0)
		return -1;
	if (strcmp(last, digest) != 0 && write_capture(w, t, a, now, e) != 0)
		return -1;
	return note(w, t, NQ_STATE_DONE, digest, now, NULL, e);
}

/*
 * 1: a is a usable answer, kept; 0: fault says why not; -1. The caller
 * says what a fault means (fail below).
 */
static int
fetch_page(struct walk *w, const struct target *t, struct nq_answer *a,
    struct nq_err *e)
{
	struct nq_err why = { 0 };
	char now[NQ_TIME_TEXT];

	show_progress(w);
	w->gone = false;
	nq_time_now(now);
	if (nq_fetch(w->fetcher, t->url, a, &why) == 0) {
		if (has_fault(w, t, a))
			return 0;
		if (keep(w, t, a, now, &why) == 0)
			return 1;
	}
	if (is_ours(&why)) {
		*e = why;
		return -1;
	}
	snprintf(w->fault, sizeof(w->fault), "%.255s", why.msg);
	return 0;
}

/* A fault is logged, counted and remembered. */
static int
fail(struct walk *w, const struct target *t, struct nq_err *e)
{
	char now[NQ_TIME_TEXT];

	warn(w, t->url, w->fault);
	w->run->failed++;
	return note(w, t, w->gone ? NQ_STATE_GONE : NQ_STATE_FAILED, NULL,
	    nq_time_now(now), w->fault, e);
}

/* What one page of a listing showed. */
struct shown {
	size_t releases;	/* links that are releases of the source */
	size_t fresh;		/* that the frontier did not know */
	size_t unmet;		/* that this walk had not met */
};

static int
take_link(struct walk *w, const char *base, const char *link,
    struct shown *out, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *url = nq_url_canonical(base, link, &why), *key = NULL;
	bool fresh = false, again = false;
	int rc = 0;

	/* Menus are full of links that lead elsewhere: no fault. */
	if (url != NULL && nq_source_has_host(w->src, url))
		key = nq_url_key(url, &w->src->key);
	if (key != NULL) {
		rc = nq_frontier_found(w->run->frontier, w->src->id, key, url,
		    &fresh, &again, e);
		out->releases++;
		out->fresh += fresh;
		out->unmet += !again;
	}
	free(url);
	free(key);
	return rc;
}

/* 0 with *out; 1 where the page could not be read, and fault says why. */
static int
take_links(struct walk *w, const struct nq_entry *en,
    const struct nq_answer *a, struct shown *out, struct nq_err *e)
{
	struct nq_names links = { 0 };
	struct nq_err why = { 0 };
	char *base = NULL, *full = NULL;
	int rc = 0;

	*out = (struct shown){ 0 };
	if (nq_discover(w->run->pool, en->links, a->body.p, a->body.len,
	    &base, &links, &why) != 0) {
		snprintf(w->fault, sizeof(w->fault), "%.255s", why.msg);
		rc = 1;
	}
	if (base != NULL) {
		nq_err_clear(&why);
		full = nq_url_canonical(a->url, base, &why);
	}
	for (size_t i = 0; i < links.n && rc == 0; i++)
		rc = take_link(w, full != NULL ? full : a->url, links.v[i],
		    out, e);
	nq_names_release(&links);
	free(base);
	free(full);
	return rc;
}

/* How a page of a listing ended: go on, the walk is complete, or failed. */
enum step { STEP_ON, STEP_END, STEP_FAILED, STEP_ERROR };

static enum step
walk_page(struct walk *w, const struct nq_entry *en, int n, bool deep,
    struct nq_err *e)
{
	struct nq_err why = { 0 };
	struct nq_answer a = { 0 };
	struct target t = { .kind = nq_entry_kind_name(en->kind) };
	struct shown shown = { 0 };
	char *raw = nq_entry_page(en, n), *key = NULL;
	char *url = nq_url_canonical(NULL, raw, &why);
	enum step step = STEP_FAILED;
	int rc;

	if (url == NULL) {
		snprintf(w->fault, sizeof(w->fault), "%.255s", why.msg);
		t.url = raw;
		t.key = raw;
	} else {
		t.url = url;
		t.key = key = nq_url_local(url);
	}
	rc = url != NULL ? fetch_page(w, &t, &a, e) : 0;
	if (rc == 1)
		rc = take_links(w, en, &a, &shown, e) == 0 ? 1 :
		    e->code != NQ_OK ? -1 : 0;
	if (rc < 0) {
		step = STEP_ERROR;
	} else if (rc == 0) {
		/* Past the last page many portals answer 404. */
		step = n > 1 && w->gone ? STEP_END : STEP_FAILED;
	} else if (n == 1 && shown.releases == 0) {
		snprintf(w->fault, sizeof(w->fault), "no release is linked "
		    "from it; has the portal changed?");
	} else {
		step = (deep ? shown.unmet : shown.fresh) > 0 ? STEP_ON :
		    STEP_END;
	}
	w->run->fetched += rc == 1 && step != STEP_FAILED;
	if (step == STEP_FAILED && fail(w, &t, e) != 0)
		step = STEP_ERROR;
	nq_answer_release(&a);
	free(raw);
	free(url);
	free(key);
	return step;
}

/*
 * The pages of a listing, until one shows nothing unknown. A walk that
 * failed half way leaves unknown releases behind known ones, so until one
 * was complete, each goes on to the end.
 */
static int
walk_entry(struct walk *w, const struct nq_entry *en, struct nq_err *e)
{
	char state[NQ_FRONT_TEXT], digest[NQ_FRONT_TEXT], now[NQ_TIME_TEXT];
	char *key = nq_url_local(en->url);
	struct target t = { NQ_KIND_ENTRY, key, en->url };
	enum step step = STEP_ON;
	bool deep;
	int rc = -1, n;

	if (nq_frontier_get(w->run->frontier, w->src->id, NQ_KIND_ENTRY, key,
	    state, digest, e) < 0 || nq_frontier_begin(w->run->frontier,
	    e) != 0)
		goto out;
	deep = strcmp(state, NQ_STATE_DONE) != 0;
	for (n = 1; n <= en->max && step == STEP_ON; n++)
		step = walk_page(w, en, n, deep, e);
	if (step == STEP_ERROR)
		goto out;
	if (step == STEP_ON && en->max > 1)
		warn(w, en->url, "the last page that \"max\" allows still "
		    "showed new releases");
	rc = note(w, &t, step == STEP_FAILED ? NQ_STATE_FAILED :
	    NQ_STATE_DONE, NULL, nq_time_now(now), step == STEP_FAILED ?
	    w->fault : NULL, e);
out:
	free(key);
	return rc;
}

/* The address of one release, written into sources.json by hand. */
static int
note_page(struct walk *w, const struct nq_entry *en, struct nq_err *e)
{
	char *key = nq_url_key(en->url, &w->src->key);
	bool fresh, again;
	int rc = 0;

	if (key != NULL) {
		rc = nq_frontier_found(w->run->frontier, w->src->id, key,
		    en->url, &fresh, &again, e);
	} else {
		warn(w, en->url, "the source's \"key\" does not take this "
		    "address for a release");
		w->run->failed++;
	}
	free(key);
	return rc;
}

static int
fetch_release(struct walk *w, const char *key, const char *url,
    struct nq_err *e)
{
	struct target t = { NQ_KIND_RELEASE, key, url };
	struct nq_answer a = { 0 };
	int rc = fetch_page(w, &t, &a, e);

	if (rc == 1) {
		w->run->fetched++;
		w->run->fresh++;
		rc = nq_attach_is_key(key) ? 0 : nq_attach_find(w->run,
		    w->src, key, &a, e);
	} else if (rc == 0) {
		rc = fail(w, &t, e);
	}
	nq_answer_release(&a);
	return rc;
}

static int
fetch_releases(struct walk *w, struct nq_err *e)
{
	char *last = nq_strdup(""), *key = NULL, *url = NULL;
	int rc;

	while ((rc = nq_frontier_next(w->run->frontier, w->src->id, last,
	    &key, &url, e)) == 1) {
		rc = fetch_release(w, key, url, e);
		free(last);
		free(url);
		last = key;
		if (rc != 0)
			break;
	}
	free(last);
	return rc;
}

int
nq_run_source(struct nq_run *run, const struct nq_source *src,
    struct nq_err *e)
{
	struct walk w = { .run = run, .src = src,
		.fetcher = nq_fetcher_new(src) };
	int rc = 0;

	for (size_t i = 0; i < src->entry_count && rc == 0; i++)
		rc = src->entries[i].kind == NQ_ENTRY_PAGE ?
		    note_page(&w, &src->entries[i], e) :
		    walk_entry(&w, &src->entries[i], e);
	if (rc == 0)
		rc = fetch_releases(&w, e);
	nq_fetcher_free(w.fetcher);
	nq_run_clear(run);
	return rc;
}
