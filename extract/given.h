/*
 * A capture as another archive gives it: what it was called, when it was
 * taken, and the answer of the portal then, its codings undone.
 */
#ifndef NQ_EXTRACT_GIVEN_H
#define NQ_EXTRACT_GIVEN_H

#include "extract/httpblock.h"
#include "extract/keep.h"

struct nq_err;
struct nq_warc_reader;
struct nq_warc_record;

/* One capture; strings owned. */
struct nq_given {
	char *url;			/* canonical */
	char at[NQ_TIME_TEXT];		/* when it was taken */
	char ip[64];			/* of the portal then, or "" */
	bool resource;			/* bytes without HTTP, in http.body */
	char *type;			/* of a resource, or NULL */
	struct nq_httpblock http;
	bool truncated;
	struct nq_via via;		/* borrowed */
};
void nq_given_release(struct nq_given *);

/* WARC-Date as a time to the second; one of reduced precision (WARC 1.1,
 * section 5.4) as the earliest that it may mean. False: it is none. */
bool nq_given_date(const char *warc_date, char at[NQ_TIME_TEXT]);

/*
 * Fills url, at, ip, truncated, type and http of a response or resource
 * record; url where it is not given yet. NQ_EPARSE, NQ_ELIMIT for what
 * cannot be read. To be released in either case.
 */
int nq_given_read(struct nq_given *, const struct nq_warc_reader *,
    const struct nq_warc_record *, struct nq_err *);

#endif
