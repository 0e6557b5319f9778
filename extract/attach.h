/*
 * Attachments: files that the page of a release links to. Each becomes a
 * release of its own in the frontier and the archive, so that all that is
 * done for releases is done for it; its key tells whose it is:
 *
 *   KEY OF THE RELEASE "#" PATH AND QUERY OF THE FILE
 *
 * A key of a page has no "#" (extract/url.h).
 */
#ifndef NQ_EXTRACT_ATTACH_H
#define NQ_EXTRACT_ATTACH_H

#include <stdbool.h>
#include <stddef.h>

struct nq_exchange;
struct nq_err;
struct nq_run;
struct nq_target;

enum {
	/* Attachments of one release; a monthly report has one to ten, and
	 * a page with more of them is an index of files. */
	NQ_MAX_ATTACHMENTS = 20
};

/*
 * Puts the files that the page of a release links to into the frontier,
 * unless another release has them already; found is their number. url is
 * where the page was found in the end. What is left out (a host that is not
 * the source's, too many) is logged. -1 where the frontier fails.
 */
int nq_attach_find(struct nq_run *, const struct nq_target *,
    const char *url, const struct nq_exchange *, size_t *found,
    struct nq_err *);

bool nq_attach_is_key(const char *key);

/* "SOURCE:KEY" of the release it belongs to; the caller frees. */
char *nq_attach_owner(const char *source, const char *key);

/* Whether the portal calls the answer a web page. */
bool nq_attach_is_web_page(const struct nq_exchange *);

#endif
