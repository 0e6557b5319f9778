#include "extract/host.h"

#include "core/mem.h"
#include "extract/archives.h"
#include "extract/robots.h"
#include "extract/sources.h"

#include <stdlib.h>
#include <string.h>

struct nq_host *
nq_hosts_find(struct nq_hosts *all, const struct nq_source *src,
    const char *url)
{
	char *origin = nq_url_origin(url);
	struct nq_host *h = NULL;

	for (size_t i = 0; i < all->n && h == NULL; i++)
		if (strcmp(all->v[i]->origin, origin) == 0)
			h = all->v[i];
	if (h == NULL) {
		h = nq_alloc(1, sizeof(*h));
		h->origin = origin;
		h->connections = src->connections;
		h->delay_ms = src->delay_ms;
		h->patience = src->service != NULL ?
		    src->service->attempts : NQ_HOST_PATIENCE;
		all->v = nq_grow(all->v, all->n, &all->cap,
		    sizeof(*all->v));
		all->v[all->n++] = h;
		return h;
	}
	free(origin);
	/* Two sources of one host: the shyer one counts. */
	if (src->connections < h->connections)
		h->connections = src->connections;
	if (src->delay_ms > h->delay_ms)
		h->delay_ms = src->delay_ms;
	return h;
}

void
nq_hosts_release(struct nq_hosts *all)
{
	for (size_t i = 0; i < all->n; i++) {
		nq_robots_free(all->v[i]->robots);
		free(all->v[i]->robots_said);
		free(all->v[i]->origin);
		free(all->v[i]->down);
		free(all->v[i]);
	}
	free(all->v);
	*all = (struct nq_hosts){ 0 };
}

static void
take_robots(struct nq_host *h, struct nq_robots *robots, char *said)
{
	int delay = nq_robots_delay_ms(robots);

	nq_robots_free(h->robots);
	free(h->robots_said);
	h->robots = robots;
	h->robots_said = said;
	h->state = NQ_ROBOTS_KNOWN;
	if (delay > h->delay_ms)
		h->delay_ms = delay;
	if (delay > 0)
		h->connections = 1;
}

void
nq_host_robots(struct nq_host *h, const char *body, size_t len)
{
	struct nq_robots *robots = body != NULL ? nq_robots_parse(body, len,
	    "nqtrack") : nq_robots_fixed(true);
	int delay = nq_robots_delay_ms(robots);

	take_robots(h, robots, body == NULL ? nq_strdup("none") :
	    nq_asprintf("%zu bytes, Crawl-delay %d ms, %zu sitemaps", len,
	    delay, nq_robots_sitemaps(robots)->n));
}

void
nq_host_robots_failed(struct nq_host *h, const char *why)
{
	take_robots(h, nq_robots_fixed(false), nq_strdup(why));
	h->unreadable = true;
}

int64_t
nq_host_wait(const struct nq_host *h, int64_t now)
{
	if (h->under_way >= h->connections)
		return -1;
	return h->free_at > now ? h->free_at - now : 0;
}

static void
not_before(struct nq_host *h, int64_t at)
{
	if (at > h->free_at)
		h->free_at = at;
}

void
nq_host_began(struct nq_host *h, int64_t now)
{
	h->under_way++;
	not_before(h, now + h->delay_ms);
}

/* The pause counts from the end of an answer: a slow host is a busy one. */
void
nq_host_ended(struct nq_host *h, int64_t now)
{
	h->under_way--;
	not_before(h, now + h->delay_ms);
}

void
nq_host_leave(struct nq_host *h, const char *why)
{
	if (h->down == NULL)
		h->down = nq_strdup(why);
}

void
nq_host_failed(struct nq_host *h, const char *why)
{
	if (++h->failures >= h->patience)
		nq_host_leave(h, why);
}

void
nq_host_answered(struct nq_host *h)
{
	h->failures = 0;
}

void
nq_host_pause(struct nq_host *h, int64_t now, int64_t ms)
{
	not_before(h, now + ms);
}
