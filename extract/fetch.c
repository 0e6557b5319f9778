#include "extract/fetch.h"

#include "core/file.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/archives.h"
#include "extract/host.h"
#include "extract/retry.h"
#include "extract/robots.h"
#include "extract/sources.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
	/* Connections kept open for the next request, over all hosts. */
	KEPT_CONNECTIONS = 64,
	/* The shortest pause before a second attempt, in ms; a source whose
	 * delay is longer gets that. */
	SHORTEST_BACKOFF = 250
};

/* A request from its start to its answer. */
struct ask {
	const struct nq_source *src;
	char *url, *etag, *modified, *range;	/* of this hop; owned */
	int hops, attempts;
	int64_t not_before;
	struct nq_host *host;
	struct nq_host *robots_of;	/* this asks for its robots.txt */
	struct nq_transfer *transfer;	/* while under way */
	bool ended;
	struct nq_answer answer;
	struct ask *next;
};

struct nq_fetcher {
	CURLM *multi;
	struct nq_hosts hosts;
	struct ask *first, **last;	/* in the order of their starts */
	size_t pending;			/* those of callers */
	struct nq_transfer **idle;
	size_t idle_count, idle_cap;
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static uint32_t
chance(void)
{
	uint32_t n = 0;

	if (getrandom(&n, sizeof(n), 0) != (ssize_t)sizeof(n))
		abort();
	return n;
}

struct nq_fetcher *
nq_fetcher_new(void)
{
	struct nq_fetcher *f = nq_alloc(1, sizeof(*f));

	f->last = &f->first;
	f->multi = curl_multi_init();
	if (f->multi == NULL)
		nq_mem_gone();
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS,
	    (long)KEPT_CONNECTIONS);
	curl_multi_setopt(f->multi, CURLMOPT_PIPELINING,
	    (long)CURLPIPE_MULTIPLEX);
	return f;
}

void
nq_fetcher_limit(struct nq_fetcher *f, int connections)
{
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)connections);
	curl_multi_setopt(f->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
	    (long)connections);
}

static void
ask_free(struct ask *a)
{
	free(a->url);
	free(a->etag);
	free(a->modified);
	free(a->range);
	nq_answer_release(&a->answer);
	free(a);
}

void
nq_answer_release(struct nq_answer *a)
{
	free(a->url);
	nq_exchange_release(&a->x);
	*a = (struct nq_answer){ 0 };
}

void
nq_fetcher_free(struct nq_fetcher *f)
{
	struct ask *a, *next;

	if (f == NULL)
		return;
	for (a = f->first; a != NULL; a = next) {
		next = a->next;
		/* Freeing an easy handle takes it out of the multi one. */
		nq_transfer_free(a->transfer);
		ask_free(a);
	}
	for (size_t i = 0; i < f->idle_count; i++)
		nq_transfer_free(f->idle[i]);
	free(f->idle);
	nq_hosts_release(&f->hosts);
	curl_multi_cleanup(f->multi);
	free(f);
}

static struct ask *
add(struct nq_fetcher *f, const struct nq_request *r)
{
	struct ask *a = nq_alloc(1, sizeof(*a));

	a->src = r->src;
	a->url = nq_strdup(r->url);
	a->etag = nq_strdup(r->etag);
	a->modified = nq_strdup(r->modified);
	a->range = nq_strdup(r->range);
	a->host = nq_hosts_find(&f->hosts, r->src, r->url);
	*f->last = a;
	f->last = &a->next;
	return a;
}

void
nq_fetcher_start(struct nq_fetcher *f, const struct nq_request *r, void *ctx)
{
	struct ask *a = add(f, r);

	a->answer.ctx = ctx;
	f->pending++;
}

char *
nq_fetcher_robots(struct nq_fetcher *f, const char *url)
{
	char *origin = nq_url_origin(url), *said = NULL;

	for (size_t i = 0; i < f->hosts.n; i++)
		if (strcmp(f->hosts.v[i]->origin, origin) == 0)
			said = nq_strdup(f->hosts.v[i]->robots_said);
	free(origin);
	return said;
}

const struct nq_robots *
nq_fetcher_rules(const struct nq_fetcher *f, const char *url)
{
	const struct nq_robots *rules = NULL;
	char *origin = nq_url_origin(url);

	for (size_t i = 0; i < f->hosts.n; i++)
		if (strcmp(f->hosts.v[i]->origin, origin) == 0)
			rules = f->hosts.v[i]->robots;
	free(origin);
	return rules;
}

/* The end; what a->answer.why says stays. */
static void
end(struct ask *a, enum nq_outcome outcome)
{
	a->answer.outcome = outcome;
	a->answer.url = a->url;
	a->answer.conditional = a->etag != NULL || a->modified != NULL;
	a->url = NULL;
	a->ended = true;
}

static void
ask_robots(struct nq_fetcher *f, struct nq_host *h,
    const struct nq_source *src)
{
	char *url = nq_asprintf("%s/robots.txt", h->origin);

	add(f, &(struct nq_request){ .src = src, .url = url })->robots_of = h;
	h->state = NQ_ROBOTS_ASKED;
	free(url);
}

/* Nothing is asked of the host. A page whose redirect leads there was asked
 * for and did not come; of others nothing is known. */
static void
turn_away(struct ask *a, const char *what, const char *why)
{
	nq_fail(&a->answer.why, NQ_ENET, "%s%.200s%s%s: %.250s",
	    a->hops > 0 ? "redirected to " : "", a->hops > 0 ? a->url : "",
	    a->hops > 0 ? ": " : "", what, why);
	end(a, a->hops > 0 ? NQ_PASSING : NQ_DOWN);
}

/* May it be asked, as far as the host goes? Otherwise it ends, or waits. */
static bool
is_admitted(struct nq_fetcher *f, struct ask *a)
{
	struct nq_host *h = a->host;

	if (h->down != NULL) {
		turn_away(a, "the host is left alone for this run", h->down);
		return false;
	}
	if (a->robots_of != NULL)
		return true;
	/* An interface for programs has its own rules, which are kept:
	 * extract/service.h. */
	if (h->state == NQ_ROBOTS_UNKNOWN && a->src->service != NULL)
		nq_host_robots(h, NULL, 0);
	if (h->state != NQ_ROBOTS_KNOWN) {
		if (h->state == NQ_ROBOTS_UNKNOWN)
			ask_robots(f, h, a->src);
		return false;
	}
	if (h->unreadable) {
		turn_away(a, "robots.txt cannot be read, so nothing is asked "
		    "for", h->robots_said);
	} else if (!nq_robots_allows(h->robots, a->url)) {
		nq_fail(&a->answer.why, NQ_ENET, "robots.txt of the host "
		    "forbids it");
		end(a, NQ_FORBIDDEN);
	}
	return !a->ended;
}

static void
begin(struct nq_fetcher *f, struct ask *a, int64_t now)
{
	CURLMcode rc;

	a->transfer = f->idle_count > 0 ? f->idle[--f->idle_count] :
	    nq_transfer_new();
	a->attempts++;
	nq_host_began(a->host, now);
	rc = curl_multi_add_handle(f->multi, nq_transfer_start(a->transfer,
	    &(struct nq_request){ .src = a->src, .url = a->url,
	    .etag = a->etag, .modified = a->modified,
	    .range = a->range }));
	if (rc == CURLM_OUT_OF_MEMORY)
		nq_mem_gone();
	if (rc != CURLM_OK)
		abort();
}

/* Begins what may begin; the milliseconds until more may, at most most. */
static int64_t
begin_all(struct nq_fetcher *f, int64_t most)
{
	int64_t now = clock_ms(), wait;

	/* A request for robots.txt that is added comes last in the list. */
	for (struct ask *a = f->first; a != NULL; a = a->next) {
		if (a->ended || a->transfer != NULL || !is_admitted(f, a))
			continue;
		wait = nq_host_wait(a->host, now);
		if (wait == 0 && a->not_before > now)
			wait = a->not_before - now;
		if (wait == 0)
			begin(f, a, now);
		else if (wait > 0 && wait < most)
			most = wait;
	}
	return most;
}

/* How long and how often a host is waited for. */
struct patience {
	int attempts;
	int64_t first_ms, most_ms, after_s;	/* of Retry-After */
};

static struct patience
patience_with(const struct nq_source *src)
{
	const struct nq_webarchive *s = src->service;

	if (s != NULL)
		return (struct patience){ s->attempts, s->first_s * 1000LL,
			s->most_s * 1000LL, s->most_s };
	return (struct patience){ NQ_ATTEMPTS,
		src->delay_ms > SHORTEST_BACKOFF ? src->delay_ms :
		SHORTEST_BACKOFF, NQ_MAX_BACKOFF_MS, NQ_MAX_RETRY_AFTER_S };
}

/* Again, unless it was asked often enough. */
static void
try_again(struct ask *a, int64_t now)
{
	struct patience p = patience_with(a->src);
	int64_t ms;

	if (a->attempts >= p.attempts || a->host->down != NULL) {
		/* One page that stays busy is a broken page; several in a row
		 * are a portal that wants to be left alone. */
		if (nq_retry_is_of_host(a->answer.x.status))
			nq_host_failed(a->host, a->answer.why.msg);
		end(a, NQ_PASSING);
		return;
	}
	nq_err_clear(&a->answer.why);
	ms = nq_retry_backoff(a->attempts, p.first_ms, p.most_ms, chance());
	a->not_before = now + ms;
	/* Who answers all our requests from one budget has had enough of any
	 * of them. */
	if (a->src->service != NULL)
		nq_host_pause(a->host, now, ms);
}

static void
take_trouble(struct ask *a, enum nq_trouble trouble, int64_t now)
{
	switch (trouble) {
	case NQ_TROUBLE_FINAL:
		end(a, NQ_FINAL);
		break;
	case NQ_TROUBLE_TLS:
		nq_host_leave(a->host, a->answer.why.msg);
		end(a, NQ_PASSING);
		break;
	case NQ_TROUBLE_HOST:
		nq_host_failed(a->host, a->answer.why.msg);
		try_again(a, now);
		break;
	default:
		try_again(a, now);
	}
}

/* A status that may pass, as 503: how long the host wants to be left. */
static void
take_busy(struct ask *a, int64_t now)
{
	char *after = nq_exchange_header(&a->answer.x, "Retry-After");
	int64_t s = after != NULL ? nq_retry_after(after,
	    (int64_t)time(NULL)) : -1;
	char why[128];

	snprintf(why, sizeof(why), "HTTP %ld%s%.60s", a->answer.x.status,
	    after != NULL ? ", Retry-After: " : "",
	    after != NULL ? after : "");
	nq_fail(&a->answer.why, NQ_ENET, "%s", why);
	if (s > patience_with(a->src).after_s)
		nq_host_leave(a->host, why);
	else if (s >= 0)
		nq_host_pause(a->host, now, s * 1000);
	try_again(a, now);
	free(after);
}

static bool
is_redirect(long status)
{
	return (status >= 301 && status <= 303) || status == 307 ||
	    status == 308;
}

/* The next hop, where it leads to one that this source may ask. */
static void
follow(struct nq_fetcher *f, struct ask *a)
{
	char *to = nq_exchange_header(&a->answer.x, "Location");
	struct nq_err why = { 0 }, *e = &a->answer.why;
	char *next = NULL;

	if (to == NULL) {
		nq_fail(e, NQ_ENET, "HTTP %ld without a Location",
		    a->answer.x.status);
	} else if ((next = nq_url_canonical(a->url, to, &why)) == NULL) {
		nq_fail(e, NQ_ENET, "redirected to \"%.120s\": %s", to,
		    why.msg);
	} else if (!nq_source_has_host(a->src, next)) {
		nq_fail(e, NQ_ENET, "redirected to %.120s, which is no host of "
		    "the source", next);
	} else if (++a->hops > NQ_MAX_REDIRECT) {
		nq_fail(e, NQ_ENET, "more than %d redirects",
		    NQ_MAX_REDIRECT);
	} else {
		free(a->url);
		a->url = nq_source_address(a->src, next);
		a->host = nq_hosts_find(&f->hosts, a->src, a->url);
		a->attempts = 0;
		a->not_before = 0;
	}
	if (e->code != NQ_OK)
		end(a, NQ_FINAL);
	free(to);
	free(next);
}

/* The end of an exchange: the answer, or the next one. */
static void
take(struct nq_fetcher *f, struct ask *a, int code)
{
	int64_t now = clock_ms();
	enum nq_trouble trouble;

	trouble = nq_transfer_end(a->transfer, code, &a->answer.x,
	    &a->answer.why);
	f->idle = nq_grow(f->idle, f->idle_count, &f->idle_cap,
	    sizeof(*f->idle));
	f->idle[f->idle_count++] = a->transfer;
	a->transfer = NULL;
	nq_host_ended(a->host, now);
	if (trouble != NQ_TROUBLE_NONE) {
		take_trouble(a, trouble, now);
		return;
	}
	if (nq_retry_is_for(a->answer.x.status)) {
		take_busy(a, now);
		return;
	}
	nq_host_answered(a->host);
	if (is_redirect(a->answer.x.status))
		follow(f, a);
	else
		end(a, NQ_ANSWERED);
}

/*
 * RFC 9309, 2.3.1: what is not there allows everything, and so do redirects
 * without an end; a host that cannot say what it allows allows nothing.
 */
static void
take_robots(struct ask *a)
{
	const struct nq_answer *r = &a->answer;

	if (r->outcome == NQ_ANSWERED && r->x.status >= 200 &&
	    r->x.status <= 299)
		nq_host_robots(a->robots_of, r->x.body.len > 0 ?
		    r->x.body.p : "", r->x.body.len);
	else if (r->outcome == NQ_ANSWERED || is_redirect(r->x.status))
		nq_host_robots(a->robots_of, NULL, 0);
	else
		nq_host_robots_failed(a->robots_of, r->why.msg);
}

/* Takes ended requests for robots.txt out of the list, and the first ended
 * one of a caller, or NULL. */
static struct ask *
sweep(struct nq_fetcher *f)
{
	struct ask **at = &f->first, *a, *found = NULL;

	while ((a = *at) != NULL && found == NULL) {
		if (!a->ended) {
			at = &a->next;
			continue;
		}
		*at = a->next;
		if (a->next == NULL)
			f->last = at;
		if (a->robots_of != NULL) {
			take_robots(a);
			ask_free(a);
		} else {
			found = a;
		}
	}
	return found;
}

static void
perform(struct nq_fetcher *f)
{
	int left;
	CURLMsg *m;

	curl_multi_perform(f->multi, &left);
	while ((m = curl_multi_info_read(f->multi, &left)) != NULL) {
		CURL *easy = m->easy_handle;
		int code = (int)m->data.result;
		void *t = NULL;

		curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
		curl_multi_remove_handle(f->multi, easy);
		for (struct ask *a = f->first; a != NULL; a = a->next)
			if (a->transfer == t) {
				take(f, a, code);
				break;
			}
	}
}

int
nq_fetcher_wait(struct nq_fetcher *f, int max_ms, struct nq_answer *out)
{
	int64_t until = clock_ms() + max_ms, now, wait;
	struct ask *a;

	for (;;) {
		wait = begin_all(f, max_ms);
		perform(f);
		if ((a = sweep(f)) != NULL)
			break;
		now = clock_ms();
		if (f->pending == 0 || now >= until)
			return 0;
		if (wait > until - now)
			wait = until - now;
		/* An answer may have opened the way for what waits, or shown
		 * that it is not to be asked for at all. */
		wait = begin_all(f, wait);
		if ((a = sweep(f)) != NULL)
			break;
		curl_multi_poll(f->multi, NULL, 0, (int)wait, NULL);
	}
	f->pending--;
	*out = a->answer;
	a->answer = (struct nq_answer){ 0 };
	ask_free(a);
	return 1;
}
