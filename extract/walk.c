#include "extract/walk.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/attach.h"
#include "extract/keep.h"
#include "extract/listwalk.h"
#include "extract/local.h"
#include "extract/retry.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Rows of the frontier that are taken at once; few, so that memory
	 * does not depend on how many there are. */
	BATCH = 64,
	/* Days; no release is dated so far ahead, but by mistake. */
	NO_WINDOW = 365 * 100
};

/* One request under way. */
struct errand {
	struct nq_walk *walk;
	struct nq_target target;
	char at[NQ_TIME_TEXT];		/* when its answer came */
	struct errand *next;
};

enum phase { PHASE_ENTRIES, PHASE_RELEASES, PHASE_OVER };

struct nq_walk {
	struct nq_run *run;
	const struct nq_source *src;
	struct nq_tally tally;
	enum phase phase;
	size_t entry;			/* index of the next */
	struct nq_listing *listing;	/* the entry that is walked, or NULL */
	struct errand *errands;		/* those under way … */
	size_t under_way;		/* … and their number */
	struct nq_names left_alone;	/* hosts that do not answer */
	/* Releases: */
	enum nq_due due;
	char *after;			/* key of the last row taken */
	struct nq_due_row batch[BATCH];
	size_t at, count;
	bool again;			/* new ones came in this round */
	size_t left;
	char now[NQ_TIME_TEXT], since[16];
};

/* The first day of the look-back window. */
static void
set_since(struct nq_walk *w)
{
	char at[NQ_TIME_TEXT];

	nq_time_now(w->now);
	nq_time_add_days(w->now, w->src->look_back_days > 0 ?
	    -w->src->look_back_days : NO_WINDOW, at);
	snprintf(w->since, sizeof(w->since), "%.10s", at);
}

struct nq_walk *
nq_walk_new(struct nq_run *run, const struct nq_source *src)
{
	struct nq_walk *w = nq_alloc(1, sizeof(*w));

	w->run = run;
	w->src = src;
	w->tally.source = nq_strdup(src->id);
	w->after = nq_strdup("");
	set_since(w);
	return w;
}

static void
drop_batch(struct nq_walk *w)
{
	for (; w->at < w->count; w->at++) {
		free(w->batch[w->at].key);
		free(w->batch[w->at].url);
	}
}

/* An errand is over. */
static void
errand_free(struct errand *d)
{
	struct errand **at = &d->walk->errands;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	d->walk->under_way--;
	nq_target_release(&d->target);
	free(d);
}

void
nq_walk_free(struct nq_walk *w)
{
	if (w == NULL)
		return;
	/* A run that fails leaves some behind. */
	while (w->errands != NULL)
		errand_free(w->errands);
	drop_batch(w);
	nq_listing_free(w->listing);
	nq_names_release(&w->left_alone);
	free(w->after);
	free(w->tally.source);
	free(w->tally.error);
	free(w);
}

const struct nq_tally *
nq_walk_tally(const struct nq_walk *w)
{
	return &w->tally;
}

size_t
nq_walk_left(const struct nq_walk *w)
{
	return w->left;
}

bool
nq_walk_is_over(const struct nq_walk *w)
{
	return w->phase == PHASE_OVER && w->under_way == 0;
}

struct nq_walk *
nq_walk_of(void *ctx)
{
	return ((struct errand *)ctx)->walk;
}

/* Asks for a page; conditionally where the archive has what it said. */
static int
send(struct nq_walk *w, const char *kind, char *key, char *url,
    bool conditional, struct nq_err *e)
{
	struct errand *d = nq_alloc(1, sizeof(*d));
	char *there = nq_source_address(w->src, url);
	struct nq_page *known = &d->target.known;

	d->walk = w;
	d->next = w->errands;
	w->errands = d;
	w->under_way++;
	d->target = (struct nq_target){ .src = w->src, .tally = &w->tally,
		.kind = kind, .key = key, .url = url };
	if (nq_frontier_get(w->run->frontier, w->src->id, kind, key, known,
	    e) < 0 || nq_frontier_asked(w->run->frontier, w->src->id, kind,
	    key, e) != 0) {
		errand_free(d);
		free(there);
		return -1;
	}
	conditional = conditional && known->captured_at != NULL;
	nq_fetcher_start(w->run->fetcher, &(struct nq_request){
	    .src = w->src, .url = there,
	    .etag = conditional ? known->etag : NULL,
	    .modified = conditional ? known->modified : NULL }, d);
	free(there);
	return 0;
}

/* A fault is told, counted and remembered. */
static int
fail(struct nq_walk *w, const struct nq_target *t, const char *state,
    bool final, const char *why, struct nq_err *e)
{
	char now[NQ_TIME_TEXT], next[NQ_TIME_TEXT];
	bool known = final && t->known.tries > 0 &&
	    strcmp(t->known.state, state) == 0;

	/* What failed for good before is no news: the run may still be
	 * called a sound one. */
	nq_run_tell(w->run, known ? NQ_INFO : NQ_WARN, t, why, NULL);
	if (!known) {
		w->tally.failed++;
		if (w->tally.error == NULL)
			w->tally.error = nq_strdup(why);
	}
	nq_time_now(now);
	if (final) {
		nq_time_add_days(now, nq_retry_days(t->known.tries + 1), next);
		/* From midnight, since no night begins at the same second. */
		memcpy(next + 11, "00:00:00Z", 10);
	}
	return nq_frontier_failed(w->run->frontier, w->src->id, t->kind,
	    t->key, t->url, state, now, final ? next : NULL, why, e);
}

/*
 * The host does not answer, or may not be asked: its pages stay as they
 * are, which is told once. Those of other hosts of the source are asked for.
 */
static void
leave_alone(struct nq_walk *w, const struct nq_target *t,
    const struct nq_answer *a)
{
	char *origin = nq_url_origin(a->url);
	bool told = false;

	for (size_t i = 0; i < w->left_alone.n; i++)
		told |= strcmp(w->left_alone.v[i], origin) == 0;
	if (!told) {
		nq_names_add(&w->left_alone, origin);
		nq_run_tell(w->run, NQ_WARN, t, a->why.msg, NULL);
		w->tally.failed++;
		if (w->tally.error == NULL)
			w->tally.error = nq_strdup(a->why.msg);
	}
	free(origin);
}

static int
take_failure(struct nq_walk *w, const struct nq_target *t,
    const struct nq_answer *a, struct nq_err *e)
{
	switch (a->outcome) {
	case NQ_DOWN:
		leave_alone(w, t, a);
		return 0;
	case NQ_FORBIDDEN:
		return fail(w, t, NQ_STATE_FORBIDDEN, true, a->why.msg, e);
	case NQ_FINAL:
		return fail(w, t, NQ_STATE_FAILED, true, a->why.msg, e);
	default:
		return fail(w, t, NQ_STATE_FAILED, false, a->why.msg, e);
	}
}

/* The page of a release, usable. */
static int
take_release(struct nq_walk *w, const struct nq_target *t,
    struct nq_came *c, struct nq_err *e)
{
	char fault[NQ_FAULT] = "";
	bool page = !nq_keep_is_known(t, c) && !nq_attach_is_key(t->key);
	size_t found = 0;
	enum nq_kept kept;

	if (page && nq_attach_find(w->run, t, c->url, c->x, &found, e) != 0)
		return -1;
	w->again |= found > 0;
	kept = nq_keep(w->run, t, c, fault, e);
	switch (kept) {
	case NQ_KEPT_NEW:
		nq_run_tell(w->run, NQ_INFO, t, "archived", NULL);
		return 0;
	case NQ_KEPT_CHANGED:
		nq_run_tell(w->run, NQ_INFO, t, "it says something else now; "
		    "archived again", NULL);
		return 0;
	case NQ_KEPT_NOT:
		return fail(w, t, NQ_STATE_FAILED, true, fault, e);
	case NQ_KEPT_ERROR:
		return -1;
	default:
		return 0;
	}
}

int
nq_walk_take(struct nq_walk *w, struct nq_answer *a, struct nq_err *e)
{
	struct errand *d = a->ctx;
	struct nq_target *t = &d->target;
	struct nq_came c = { .url = a->url, .at = d->at,
		.conditional = a->conditional, .x = &a->x };
	char fault[NQ_FAULT] = "";
	bool gone = false, listed = strcmp(t->kind, NQ_KIND_RELEASE) != 0;
	int rc = 0;

	/* The request may have waited long for its turn. */
	nq_time_now(d->at);
	w->left -= w->left > 0 && !listed;
	if (listed)
		rc = nq_listing_take(w->listing, t, a, &c, e);
	else if (a->outcome != NQ_ANSWERED)
		rc = take_failure(w, t, a, e);
	else if (nq_keep_is_usable(w->run, t, &c, fault, &gone))
		rc = take_release(w, t, &c, e);
	else
		rc = fail(w, t, gone ? NQ_STATE_GONE : NQ_STATE_FAILED, true,
		    fault, e);
	if (listed && a->outcome == NQ_DOWN)
		leave_alone(w, t, a);
	errand_free(d);
	return rc;
}

/* The address of one release, written into sources.json by hand: asked for
 * in every run. */
static int
note_page(struct nq_walk *w, const struct nq_entry *en, struct nq_err *e)
{
	char *key = nq_url_key(en->url, &w->src->key);
	struct nq_target t = { .src = w->src, .tally = &w->tally,
		.kind = "page", .key = key, .url = en->url };
	bool fresh;
	int rc = 0;

	if (key != NULL) {
		rc = nq_frontier_found(w->run->frontier, w->src->id, key,
		    en->url, NULL, w->now, &fresh, e);
	} else {
		nq_run_tell(w->run, NQ_WARN, &t, "the source's \"key\" does "
		    "not take this address for a release", NULL);
		w->tally.failed++;
	}
	free(key);
	return rc;
}

/* 1: a request was sent; 0: none for now; -1. */
static int
pull_entry(struct nq_walk *w, struct nq_err *e)
{
	while (w->entry < w->src->entry_count || w->listing != NULL) {
		const struct nq_entry *en = &w->src->entries[w->entry];
		char *key = NULL, *url = NULL;
		bool conditional = false;
		int rc = 0;

		if (w->listing != NULL) {
			/* One page of it at a time. */
			if (w->under_way > 0)
				return 0;
			rc = nq_listing_next(w->listing, &key, &url,
			    &conditional, e);
			if (rc == 1)
				return send(w, nq_listing_kind(w->listing),
				    key, url, conditional, e) == 0 ? 1 : -1;
			nq_listing_free(w->listing);
			w->listing = NULL;
			if (rc < 0)
				return -1;
			continue;
		}
		w->entry++;
		if (en->kind == NQ_ENTRY_PAGE)
			rc = note_page(w, en, e);
		else if (en->kind == NQ_ENTRY_FILES)
			rc = nq_local_walk(w->run, w->src, en, &w->tally, e);
		else if (en->kind != NQ_ENTRY_ATTACHMENTS)
			w->listing = nq_listing_new(w->run, w->src, en,
			    &w->tally);
		if (rc != 0)
			return -1;
	}
	return 0;
}

/* The next rows of the frontier; what a round finds new is asked for in
 * another. */
static int
fill(struct nq_walk *w, struct nq_err *e)
{
	int n;

	for (;;) {
		n = nq_frontier_due(w->run->frontier, w->due, w->src->id,
		    w->after, w->now, w->since, BATCH, w->batch, e);
		if (n != 0)
			break;
		free(w->after);
		w->after = nq_strdup("");
		if (w->due + 1 < NQ_DUE_COUNT) {
			w->due++;
			continue;
		}
		/* Answers that are to come may bring attachments. */
		if (w->under_way > 0)
			return 0;
		if (!w->again) {
			w->phase = PHASE_OVER;
			return 0;
		}
		w->again = false;
		w->due = NQ_DUE_NEW;
	}
	if (n < 0)
		return -1;
	w->at = 0;
	w->count = (size_t)n;
	return 0;
}

/* 1: a request was sent; 0: none for now; -1. */
static int
pull_release(struct nq_walk *w, struct nq_err *e)
{
	struct nq_due_row *row;

	if (w->at == w->count && fill(w, e) != 0)
		return -1;
	if (w->at == w->count || w->phase == PHASE_OVER)
		return 0;
	row = &w->batch[w->at++];
	free(w->after);
	w->after = nq_strdup(row->key);
	return send(w, NQ_KIND_RELEASE, row->key, row->url, true, e) == 0 ?
	    1 : -1;
}

int
nq_walk_pull(struct nq_walk *w, struct nq_err *e)
{
	int rc = 1;

	while (rc == 1 && w->phase == PHASE_ENTRIES) {
		rc = pull_entry(w, e);
		if (rc != 0 || w->under_way > 0)
			return rc < 0 ? -1 : 0;
		w->phase = PHASE_RELEASES;
		if (nq_frontier_due_count(w->run->frontier, w->src->id,
		    w->now, w->since, &w->left, e) != 0)
			return -1;
		rc = 1;
	}
	/* As many as the host may be asked at once, and as many more that
	 * wait for their turn. */
	while (rc == 1 && w->phase == PHASE_RELEASES &&
	    w->under_way < 2 * (size_t)w->src->connections)
		rc = pull_release(w, e);
	return rc < 0 ? -1 : 0;
}
