/* How a host is treated: pauses, connections, robots.txt, patience. */
#include "core/mem.h"
#include "extract/host.h"
#include "extract/robots.h"
#include "extract/sources.h"
#include "tests/tap.h"

#include <stdlib.h>

static struct nq_source
source(int connections, int delay_ms)
{
	return (struct nq_source){ .connections = connections,
		.delay_ms = delay_ms };
}

static void
one_a_host(void)
{
	struct nq_source quick = source(4, 100), shy = source(2, 500);
	struct nq_hosts all = { 0 };
	struct nq_host *a = nq_hosts_find(&all, &quick, "http://a.vn/x?y"), *b;

	STR(a->origin, "http://a.vn");
	OK(a->connections == 4 && a->delay_ms == 100 &&
	    a->state == NQ_ROBOTS_UNKNOWN && a->down == NULL,
	    "a new host is as its source says");
	OK(nq_hosts_find(&all, &quick, "http://a.vn/other") == a,
	    "its other pages are of the same");
	OK(nq_hosts_find(&all, &quick, "https://a.vn/") != a &&
	    nq_hosts_find(&all, &quick, "http://a.vn:81/") != a &&
	    nq_hosts_find(&all, &quick, "http://b.a.vn/") != a && all.n == 4,
	    "another scheme, port or name is another");
	nq_hosts_find(&all, &shy, "http://a.vn/");
	OK(a->connections == 2 && a->delay_ms == 500,
	    "of two sources of one host, the shyer one counts");
	nq_hosts_find(&all, &quick, "http://a.vn/");
	OK(a->connections == 2 && a->delay_ms == 500,
	    "and goes on counting");
	for (int i = 0; i < 100; i++) {
		char *url = nq_asprintf("http://h%d.vn/", i);

		nq_hosts_find(&all, &quick, url);
		free(url);
	}
	b = nq_hosts_find(&all, &quick, "http://a.vn/");
	OK(b == a && all.n == 104, "a host stays where it is");
	nq_hosts_release(&all);
	OK(all.n == 0 && all.v == NULL, "released");
}

static void
pauses(void)
{
	struct nq_source two = source(2, 100);
	struct nq_hosts all = { 0 };
	struct nq_host *h = nq_hosts_find(&all, &two, "http://a.vn/");

	OK(nq_host_wait(h, 1000) == 0, "the first may begin");
	nq_host_began(h, 1000);
	OK(nq_host_wait(h, 1000) == 100 && nq_host_wait(h, 1060) == 40 &&
	    nq_host_wait(h, 1100) == 0, "the second after the pause");
	nq_host_began(h, 1100);
	OK(nq_host_wait(h, 9999) == -1, "the third not before one ended");
	nq_host_ended(h, 5000);
	OK(nq_host_wait(h, 5000) == 100 && nq_host_wait(h, 5100) == 0,
	    "the pause counts from the end of an answer");
	nq_host_pause(h, 5100, 3000);
	OK(nq_host_wait(h, 5100) == 3000, "a longer one that was asked for");
	nq_host_ended(h, 5200);
	OK(nq_host_wait(h, 5200) == 2900, "is not cut by the end of another");
	nq_host_pause(h, 5200, 10);
	OK(nq_host_wait(h, 5200) == 2900, "nor by a shorter one");
	nq_hosts_release(&all);
}

static void
robots(void)
{
	static const char slow[] = "User-agent: *\nCrawl-delay: 2\n"
	    "Disallow: /no\n";
	static const char quick[] = "User-agent: *\nCrawl-delay: 0.01\n";
	struct nq_source src = source(3, 100);
	struct nq_hosts all = { 0 };
	struct nq_host *h = nq_hosts_find(&all, &src, "http://a.vn/");

	nq_host_robots(h, slow, sizeof(slow) - 1);
	OK(h->state == NQ_ROBOTS_KNOWN && h->delay_ms == 2000 &&
	    h->connections == 1, "Crawl-delay: a pause, one at a time");
	OK(!nq_robots_allows(h->robots, "http://a.vn/no") &&
	    nq_robots_allows(h->robots, "http://a.vn/yes"), "and its rules");
	OK(h->robots_said != NULL && strstr(h->robots_said, "2000 ms") != NULL,
	    "which people can read");
	nq_hosts_find(&all, &src, "http://a.vn/");
	OK(h->delay_ms == 2000 && h->connections == 1,
	    "another request does not undo it");
	h = nq_hosts_find(&all, &src, "http://b.vn/");
	nq_host_robots(h, quick, sizeof(quick) - 1);
	OK(h->delay_ms == 100, "a shorter delay than the source's: its own");
	h = nq_hosts_find(&all, &src, "http://c.vn/");
	nq_host_robots(h, NULL, 0);
	OK(h->state == NQ_ROBOTS_KNOWN && !h->unreadable &&
	    h->connections == 3 && nq_robots_allows(h->robots,
	    "http://c.vn/x"), "no file: all is allowed");
	STR(h->robots_said, "none");
	h = nq_hosts_find(&all, &src, "http://d.vn/");
	nq_host_robots_failed(h, "HTTP 500");
	OK(h->unreadable && !nq_robots_allows(h->robots, "http://d.vn/x"),
	    "one that cannot be read: nothing is");
	STR(h->robots_said, "HTTP 500");
	nq_hosts_release(&all);
}

static void
patience(void)
{
	struct nq_source src = source(1, 0);
	struct nq_hosts all = { 0 };
	struct nq_host *h = nq_hosts_find(&all, &src, "http://a.vn/");

	for (int i = 1; i < NQ_HOST_PATIENCE; i++)
		nq_host_failed(h, "refused");
	OK(h->down == NULL, "less than NQ_HOST_PATIENCE failures");
	nq_host_answered(h);
	for (int i = 1; i < NQ_HOST_PATIENCE; i++)
		nq_host_failed(h, "refused");
	OK(h->down == NULL, "an answer between them begins anew");
	nq_host_failed(h, "the last one");
	OK(h->down != NULL, "so many in a row: left alone");
	STR(h->down != NULL ? h->down : "", "the last one");
	nq_host_leave(h, "another reason");
	nq_host_answered(h);
	STR(h->down != NULL ? h->down : "", "the last one");
	nq_hosts_release(&all);
}

int
main(void)
{
	one_a_host();
	pauses();
	robots();
	patience();
	return tap_done();
}
