/*
 * How each host is treated: its pause, its connections, its robots.txt,
 * whether it answers at all. Times are milliseconds of a clock that only
 * goes on.
 */
#ifndef NQ_EXTRACT_HOST_H
#define NQ_EXTRACT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_robots;
struct nq_source;

enum {
	/* Failures in a row after which a host is left alone for the rest of
	 * the run: it is down, and its pages will still be there. Of a web
	 * archive: as many as it may be asked for one page. */
	NQ_HOST_PATIENCE = 3
};

enum nq_robots_state { NQ_ROBOTS_UNKNOWN, NQ_ROBOTS_ASKED, NQ_ROBOTS_KNOWN };

struct nq_host {
	char *origin;		/* scheme, host and port; owned */
	struct nq_robots *robots;	/* owned; NULL unless KNOWN */
	enum nq_robots_state state;
	char *robots_said;	/* for people; owned */
	bool unreadable;	/* its robots.txt: nothing is asked */
	int connections;	/* at once */
	int delay_ms;
	int under_way;
	int failures, patience;	/* in a row; after so many it is down */
	int64_t free_at;	/* the next request may begin */
	char *down;		/* why it is left alone; owned, or NULL */
};

struct nq_hosts {
	struct nq_host **v;	/* owned; a host stays where it is */
	size_t n, cap;
};

/* The host of a canonical URL; made where it is not there. */
struct nq_host *nq_hosts_find(struct nq_hosts *, const struct nq_source *,
    const char *url);
void nq_hosts_release(struct nq_hosts *);

/* robots.txt was answered: NULL body for a file that is not there. */
void nq_host_robots(struct nq_host *, const char *body, size_t len);
/* It was not, and then nothing may be asked (RFC 9309, 2.3.1.4). */
void nq_host_robots_failed(struct nq_host *, const char *why);

/* Milliseconds until one more request may begin; -1: not before another
 * ended. */
int64_t nq_host_wait(const struct nq_host *, int64_t now);
void nq_host_began(struct nq_host *, int64_t now);
void nq_host_ended(struct nq_host *, int64_t now);

/* A failure of the host rather than of one page, and an answer. */
void nq_host_failed(struct nq_host *, const char *why);
void nq_host_answered(struct nq_host *);
void nq_host_leave(struct nq_host *, const char *why);
/* Nothing before now + ms. */
void nq_host_pause(struct nq_host *, int64_t now, int64_t ms);

#endif
