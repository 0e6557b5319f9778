/*
 * A capture as the Internet Archive serves it at raw_url ("id_": the bytes
 * as they were). The headers that the portal sent then come with it under
 * X-Archive-Orig-…, the others are the archive's own; the address of the
 * last hop tells which capture came, since one that is asked for by a time
 * between captures, or is a revisit, is answered by a redirect to another.
 */
#ifndef NQ_EXTRACT_MEMENTO_H
#define NQ_EXTRACT_MEMENTO_H

#include "extract/cdx.h"
#include "extract/httpblock.h"

struct nq_memento {
	char timestamp[NQ_CDX_TIME];	/* of the capture that came */
	char *url;			/* its address, canonical */
	struct nq_httpblock answer;	/* of the portal, at that time */
};

/*
 * last_url: canonical, of the last hop; status, headers, body: of its
 * answer, the body with the codings of this transfer undone. NQ_EPARSE where
 * that is no raw capture of the archive, or as nq_httpblock_parse. To be
 * released in either case.
 */
int nq_memento_parse(const struct nq_webarchive *, const char *last_url,
    long status, const struct nq_buf *headers, const struct nq_buf *body,
    struct nq_memento *, struct nq_err *);
void nq_memento_release(struct nq_memento *);

#endif
