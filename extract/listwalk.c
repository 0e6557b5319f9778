#include "extract/listwalk.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/discover.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How the last page ended: go on, the walk is complete, or it failed. */
enum step { STEP_ON, STEP_END, STEP_FAILED };

struct nq_listing {
	struct nq_run *run;
	const struct nq_source *src;
	const struct nq_entry *en;
	struct nq_tally *tally;
	char *walk;		/* names it among the walks of this run */
	char *key;		/* of the entry */
	bool begun, deep;
	int page;		/* number of the last page asked for */
	struct nq_names sitemaps;	/* those still to be read … */
	size_t next_sitemap;
	enum step step;
	char fault[NQ_FAULT];	/* of the last page that failed */
};

/* What one page showed. */
struct shown {
	size_t releases;	/* links that are releases of the source */
	size_t fresh;		/* unknown, or changed since */
	size_t unmet;		/* that this walk had not met */
	size_t sitemaps;
	size_t damaged;		/* links that were meant as addresses … */
	char why[NQ_FAULT];	/* … and what is wrong with the first */
};

struct nq_listing *
nq_listing_new(struct nq_run *run, const struct nq_source *src,
    const struct nq_entry *en, struct nq_tally *tally)
{
	struct nq_listing *l = nq_alloc(1, sizeof(*l));

	l->run = run;
	l->src = src;
	l->en = en;
	l->tally = tally;
	l->key = nq_url_local(en->url);
	l->walk = nq_asprintf("%s %s", src->id, en->url);
	return l;
}

void
nq_listing_free(struct nq_listing *l)
{
	if (l == NULL)
		return;
	nq_names_release(&l->sitemaps);
	free(l->walk);
	free(l->key);
	free(l);
}

const char *
nq_listing_kind(const struct nq_listing *l)
{
	return nq_entry_kind_name(l->en->kind);
}

static int
begin(struct nq_listing *l, struct nq_err *e)
{
	struct nq_page was = { 0 };
	int known = nq_frontier_get(l->run->frontier, l->src->id,
	    NQ_KIND_ENTRY, l->key, &was, e);

	l->begun = true;
	l->deep = known == 0 || (known == 1 &&
	    strcmp(was.state, NQ_STATE_DONE) != 0);
	nq_page_release(&was);
	if (known < 0)
		return -1;
	return nq_frontier_begin(l->run->frontier, l->walk, e);
}

/* The walk has ended: what the next one may rely on. */
static int
end(struct nq_listing *l, struct nq_err *e)
{
	struct nq_target t = { .src = l->src, .tally = l->tally,
		.kind = nq_listing_kind(l), .key = l->key,
		.url = l->en->url };
	char now[NQ_TIME_TEXT];

	if (l->step == STEP_ON && l->en->max > 1)
		nq_run_tell(l->run, NQ_WARN, &t, "the last page that \"max\" "
		    "allows still showed new releases", NULL);
	return nq_frontier_walked(l->run->frontier, l->src->id, l->key,
	    l->en->url, nq_time_now(now), l->fault[0] != '\0' ? l->fault :
	    NULL, e);
}

int
nq_listing_next(struct nq_listing *l, char **key, char **url,
    bool *conditional, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *raw = NULL;

	if (!l->begun && begin(l, e) != 0)
		return -1;
	if (l->page == 0 || (l->step == STEP_ON && l->page < l->en->max))
		raw = nq_entry_page(l->en, ++l->page);
	else if (l->next_sitemap < l->sitemaps.n)
		raw = nq_strdup(l->sitemaps.v[l->next_sitemap++]);
	if (raw == NULL)
		return end(l, e) != 0 ? -1 : 0;
	*url = nq_url_canonical(NULL, raw, &why);
	if (*url == NULL) {
		/* Checked when sources.json was read, with another number. */
		*url = raw;
		raw = NULL;
	}
	*key = nq_url_local(*url);
	*conditional = !l->deep && l->page == 1;
	free(raw);
	return 1;
}

static int
take_sitemap(struct nq_listing *l, const char *url, const char *stated,
    struct shown *out, struct nq_err *e)
{
	char *key = nq_url_local(url);
	struct nq_page was = { 0 };
	int known = nq_frontier_get(l->run->frontier, l->src->id,
	    nq_listing_kind(l), key, &was, e);
	bool unchanged = known == 1 && !l->deep && stated != NULL &&
	    was.fetched_at != NULL && strcmp(stated, was.fetched_at) <= 0 &&
	    strcmp(was.state, NQ_STATE_DONE) == 0;

	out->sitemaps++;
	if (known >= 0 && !unchanged) {
		if (l->sitemaps.n < NQ_MAX_SITEMAPS)
			nq_names_add(&l->sitemaps, url);
		else
			snprintf(l->fault, sizeof(l->fault), "the index names "
			    "more than %d sitemaps", NQ_MAX_SITEMAPS);
	}
	nq_page_release(&was);
	free(key);
	return known < 0 ? -1 : 0;
}

/*
 * When a page was last changed, in the portal's words. A day without a time
 * (midnight in Viet Nam) counts to its end: the page may have changed after
 * it was fetched on that day.
 */
static const char *
stated_at(const struct nq_link *link, char out[NQ_TIME_TEXT])
{
	if (link->modified[0] == '\0')
		return NULL;
	return strcmp(link->modified + 10, "T17:00:00Z") == 0 ?
	    nq_time_add_days(link->modified, 1, out) : link->modified;
}

static int
take_link(struct nq_listing *l, const char *base, const struct nq_link *link,
    struct shown *out, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *url = nq_url_canonical(base, link->url, &why), *key = NULL;
	char stated[NQ_TIME_TEXT];
	bool fresh = false, again = false;
	int rc = 0;

	/* Menus are full of links that lead elsewhere: no fault. */
	if (url == NULL && nq_url_is_damaged(link->url) && out->damaged++ == 0)
		snprintf(out->why, sizeof(out->why), "%.255s", why.msg);
	if (url == NULL || !nq_source_has_host(l->src, url))
		goto out;
	if (link->index) {
		rc = take_sitemap(l, url, stated_at(link, stated), out, e);
		goto out;
	}
	if ((key = nq_url_key(url, &l->src->key)) == NULL)
		goto out;
	if (nq_frontier_meet(l->run->frontier, l->walk, key, &again, e) != 0 ||
	    (!again && nq_frontier_found(l->run->frontier, l->src->id, key,
	    url, link->date[0] != '\0' ? link->date : NULL,
	    stated_at(link, stated), &fresh, e) != 0))
		rc = -1;
	out->releases++;
	out->fresh += fresh;
	out->unmet += !again;
out:
	free(url);
	free(key);
	return rc;
}

/* 0 with *out; 1 where the page could not be read, and fault says why. */
static int
take_links(struct nq_listing *l, const struct nq_came *c, struct shown *out,
    struct nq_err *e)
{
	static const enum nq_find_kind finds[NQ_ENTRY_KINDS] = {
		[NQ_ENTRY_LISTING] = NQ_FIND_LISTING,
		[NQ_ENTRY_FEED] = NQ_FIND_FEED,
		[NQ_ENTRY_SITEMAP] = NQ_FIND_SITEMAP,
		[NQ_ENTRY_WORDPRESS] = NQ_FIND_WORDPRESS,
	};
	const struct nq_find find = { .kind = finds[l->en->kind],
		.links = l->en->links, .pattern = l->en->pattern,
		.dates = l->en->dates };
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };
	char *full = NULL;
	int rc = 0;

	if (nq_discover(l->run->pool, &find, c->url, c->x->body.p,
	    c->x->body.len, &links, &why) != 0) {
		snprintf(l->fault, sizeof(l->fault), "%.255s", why.msg);
		rc = 1;
	}
	if (links.base != NULL) {
		nq_err_clear(&why);
		full = nq_url_canonical(c->url, links.base, &why);
	}
	for (size_t i = 0; i < links.n && rc == 0; i++)
		rc = take_link(l, full != NULL ? full : c->url, &links.v[i],
		    out, e);
	nq_links_release(&links);
	free(full);
	return rc;
}

/* A release may stand behind such a link, and nobody would miss it. */
static void
tell_damaged(const struct nq_listing *l, const struct nq_target *t,
    const struct shown *shown)
{
	char msg[64];

	if (shown->damaged == 0)
		return;
	snprintf(msg, sizeof(msg), "%zu %s of it cannot be followed",
	    shown->damaged, shown->damaged == 1 ? "link" : "links");
	nq_run_tell(l->run, NQ_WARN, t, msg, shown->why);
}

/*
 * A page that shows far less than it usually does: the portal has changed,
 * and what it shows no more would be missed in silence.
 */
static int
watch(struct nq_listing *l, const struct nq_target *t, const char *at,
    const struct shown *shown, struct nq_err *e)
{
	double n = (double)shown->releases, usual = t->known.usual;

	if (usual >= NQ_USUAL_LEAST && n * NQ_USUAL_SHARE < usual) {
		char msg[128];

		snprintf(msg, sizeof(msg), "it shows %zu release%s, and "
		    "usually about %.0f; has the portal changed?",
		    shown->releases, shown->releases == 1 ? "" : "s", usual);
		nq_run_tell(l->run, NQ_WARN, t, msg, NULL);
		l->tally->alarms++;
		l->tally->failed++;
		if (l->tally->error == NULL)
			l->tally->error = nq_strdup(msg);
	}
	/* By and by, so that a portal which shows less from now on is an
	 * alarm for some nights and not for ever. */
	return nq_frontier_usual(l->run->frontier, l->src->id, t->kind,
	    t->key, t->url, at, usual > 0 ? usual + (n - usual) / 4 : n, e);
}

/* 0: taken, and l->step says how to go on; 1: l->fault says why not. */
static int
take_page(struct nq_listing *l, const struct nq_target *t,
    struct nq_came *c, struct nq_err *e)
{
	struct shown shown = { 0 };
	bool first = l->page == 1 && l->next_sitemap == 0;
	bool unchanged = c->x->status == 304;
	int rc = 0;

	if (!unchanged && (rc = take_links(l, c, &shown, e)) != 0)
		return rc;
	tell_damaged(l, t, &shown);
	if (first && !unchanged && shown.releases + shown.sitemaps == 0) {
		snprintf(l->fault, sizeof(l->fault), "no release is linked "
		    "from it; has the portal changed?");
		l->tally->alarms++;
		return 1;
	}
	switch (nq_keep(l->run, t, c, l->fault, e)) {
	case NQ_KEPT_NOT:
		return 1;
	case NQ_KEPT_ERROR:
		return -1;
	default:
		break;
	}
	if (first && !unchanged && (rc = watch(l, t, c->at, &shown, e)) != 0)
		return rc;
	l->step = (l->deep ? shown.unmet : shown.fresh) > 0 ? STEP_ON :
	    STEP_END;
	return 0;
}

/* What stands behind the last page of a listing. */
static bool
is_past_the_end(const struct nq_listing *l, const struct nq_came *c,
    bool gone)
{
	return l->page > 1 && (gone || (c->x->status == 400 &&
	    l->en->kind == NQ_ENTRY_WORDPRESS));
}

static int
fail(struct nq_listing *l, const struct nq_target *t, struct nq_err *e)
{
	char now[NQ_TIME_TEXT];

	nq_run_tell(l->run, NQ_WARN, t, l->fault, NULL);
	l->tally->failed++;
	if (l->tally->error == NULL)
		l->tally->error = nq_strdup(l->fault);
	l->step = STEP_FAILED;
	return nq_frontier_failed(l->run->frontier, l->src->id, t->kind,
	    t->key, t->url, NQ_STATE_FAILED, nq_time_now(now), NULL,
	    l->fault, e);
}

int
nq_listing_take(struct nq_listing *l, const struct nq_target *t,
    const struct nq_answer *a, struct nq_came *c, struct nq_err *e)
{
	bool gone = false;
	int rc = 1;

	if (a->outcome != NQ_ANSWERED) {
		snprintf(l->fault, sizeof(l->fault), "%.255s", a->why.msg);
	} else if (nq_keep_is_usable(l->run, t, c, l->fault, &gone)) {
		rc = take_page(l, t, c, e);
	} else if (is_past_the_end(l, c, gone)) {
		l->fault[0] = '\0';
		l->step = STEP_END;
		rc = 0;
	}
	if (rc <= 0)
		return rc;
	/* The caller tells of a host that is left alone, once. */
	if (a->outcome == NQ_DOWN) {
		l->step = STEP_FAILED;
		return end(l, e);
	}
	return fail(l, t, e);
}
