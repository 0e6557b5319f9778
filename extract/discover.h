/*
 * Links of a listing or feed. The page is hostile, so it is parsed in a
 * worker (core/worker.h); what comes back are texts, which the caller
 * resolves and checks.
 */
#ifndef NQ_EXTRACT_DISCOVER_H
#define NQ_EXTRACT_DISCOVER_H

#include "core/file.h"

#include <stdbool.h>

struct nq_buf;
struct nq_err;
struct nq_pool;

enum {
	/* Links taken from one page; portals list 10 to 100. */
	NQ_MAX_LINKS = 5000
};

/* Whether the text of a sources file compiles; safe in any process. */
bool nq_discover_is_xpath(const char *);

/* For nq_pool_new; needs no ctx. */
void nq_discover_serve(void *ctx, const char *req, size_t len,
    struct nq_buf *reply);

/*
 * The links of body in document order, as they stand there, appended to
 * links; base, to be freed, is the page's <base href> or NULL. xpath NULL:
 * the body is a feed (RSS or Atom). Fails with NQ_EPARSE or NQ_ELIMIT for a
 * page that is too large, cut short by the parser, or no XML where it must
 * be; NQ_EIO where the worker was lost.
 */
int nq_discover(struct nq_pool *, const char *xpath, const char *body,
    size_t len, char **base, struct nq_names *links, struct nq_err *);

#endif
