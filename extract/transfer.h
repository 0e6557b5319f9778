/*
 * One HTTP exchange: a request, and its answer whole or not at all. The
 * only file besides url.c and fetch.c that knows libcurl.
 *
 * Only http and https, no redirect followed, no address of this machine or
 * of private networks unless the source says so, TLS always verified, every
 * size and time with a ceiling.
 */
#ifndef NQ_EXTRACT_TRANSFER_H
#define NQ_EXTRACT_TRANSFER_H

#include "core/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct nq_err;
struct nq_source;
struct nq_transfer;

/* What came back. Owned by whoever has it; nq_exchange_release. */
struct nq_exchange {
	long status;
	struct nq_buf request;	/* header block as sent */
	struct nq_buf headers;	/* status line and headers as received */
	struct nq_buf body;	/* content coding undone */
	char ip[64];		/* of the peer, "" when unknown */
	char tls[64];		/* "TLSv1.3 TLS_AES_256_GCM_SHA384" or "" */
	bool h2;		/* HTTP/2 */
	int ms;			/* from the connection to the last byte */
};

void nq_exchange_release(struct nq_exchange *);

/* Value of the last header of that name, or NULL; the caller frees. */
char *nq_exchange_header(const struct nq_exchange *, const char *name);

/* What is asked. Borrowed until the transfer has ended. */
struct nq_request {
	const struct nq_source *src;
	const char *url;		/* canonical */
	const char *etag, *modified;	/* conditional (RFC 9110, 13); NULL */
	const char *range;		/* "0-99" of bytes, or NULL */
};

/* How an exchange failed, for those who decide whether to ask again. */
enum nq_trouble {
	NQ_TROUBLE_NONE,
	NQ_TROUBLE_PAGE,	/* of this answer: cut short, too slow */
	NQ_TROUBLE_HOST,	/* nobody answers there */
	NQ_TROUBLE_TLS,		/* and nobody will: the certificate */
	NQ_TROUBLE_FINAL	/* asking again gives the same: too large */
};

struct nq_transfer *nq_transfer_new(void);
void nq_transfer_free(struct nq_transfer *);

/* The CURL handle, ready to be performed; it carries the transfer as its
 * private pointer. */
void *nq_transfer_start(struct nq_transfer *, const struct nq_request *);

/*
 * After the handle was performed with the result code (a CURLcode): fills
 * the exchange, or says what went wrong. The transfer may start again.
 */
enum nq_trouble nq_transfer_end(struct nq_transfer *, int code,
    struct nq_exchange *, struct nq_err *);

#endif
