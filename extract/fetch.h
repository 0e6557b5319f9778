/*
 * One polite request over HTTP/1.1 and its answer, whole or not at all.
 *
 * Only http and https, redirects by hand and only to hosts of the source,
 * no address of this machine or of private networks unless the source says
 * so, TLS always verified, every size and time with a ceiling. A fetcher
 * serves one source, so that no connection of another is used again.
 */
#ifndef NQ_EXTRACT_FETCH_H
#define NQ_EXTRACT_FETCH_H

#include "core/buf.h"

struct nq_err;
struct nq_fetcher;
struct nq_source;

struct nq_answer {
	long status;		/* of the last hop */
	char *url;		/* of the last hop, canonical; owned */
	struct nq_buf request;	/* header block as sent */
	struct nq_buf headers;	/* status line and headers as received */
	struct nq_buf body;	/* content coding undone */
	char ip[64];		/* of the peer, "" when unknown */
};

/* src is borrowed for the fetcher's life. */
struct nq_fetcher *nq_fetcher_new(const struct nq_source *src);
void nq_fetcher_free(struct nq_fetcher *);

/*
 * GET. 0 with an answer of any status, its body complete; -1 with NQ_ENET
 * (or NQ_ELIMIT) and what went wrong otherwise: refused, reset, cut short,
 * too slow, too large, a redirect to where we do not go. Waits first where
 * the source's delay says so.
 */
int nq_fetch(struct nq_fetcher *, const char *url, struct nq_answer *,
    struct nq_err *);
void nq_answer_release(struct nq_answer *);

/* Whether an address, in network byte order, is one that strangers may
 * name: not loopback, private, link-local, shared, multicast, reserved. */
struct sockaddr;
int nq_address_is_public(const struct sockaddr *);

#endif
