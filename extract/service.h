/*
 * A public web archive as somebody who is asked: one budget for all that we
 * want of it. Its limits are those of schemas/archives.json, kept by the
 * same engine that asks the portals (extract/fetch.h): the pause between two
 * requests, so many connections, all hosts together, Retry-After, and a
 * pause of everything that doubles where it says "later" or does not answer.
 *
 * Its robots.txt is not asked for. RFC 9309 is about crawlers, which follow
 * links; here somebody asks, for pages he names, at addresses that the
 * archive publishes for programs, and under the limits that it states for
 * them, which are stricter than any Crawl-delay. What an archive keeps back
 * because of a portal's robots.txt stays where it is: it answers so, and
 * that is the end of it.
 */
#ifndef NQ_EXTRACT_SERVICE_H
#define NQ_EXTRACT_SERVICE_H

#include "extract/cdx.h"
#include "extract/fetch.h"
#include "extract/progress.h"
#include "extract/sources.h"

struct nq_run;

struct nq_service {
	struct nq_run *run;
	const struct nq_webarchive *archive;
	struct nq_source as;	/* what the engine takes it for */
	size_t answers;		/* had from it in this run */
	size_t failures;	/* in a row, of captures */
	struct nq_bar bar;
	char stopped[256];	/* why nothing more is asked of it, or "" */
};

/* Fails with NQ_EUSAGE for a network of allow_private that is none. To be
 * released in either case. */
int nq_service_init(struct nq_service *, struct nq_run *,
    const struct nq_webarchive *, struct nq_err *);
void nq_service_release(struct nq_service *);

/* Begins a request; range of bytes, or NULL. */
void nq_service_start(struct nq_service *, const char *url,
    const char *range, void *ctx);

/* The same, and waits for its end, with a text for people who watch; answer
 * to be released. */
void nq_service_ask(struct nq_service *, const char *url, const char *text,
    struct nq_answer *);

/*
 * What an answer means (extract/cdx.h), of the index or of a capture; why is
 * for people. LATER has been asked for as often as it may be. Where the
 * archive as a whole is not to be asked any more, stopped is set and LATER
 * or STOP comes back; after some faults of single captures in a row too.
 */
enum nq_cdx_verdict nq_service_judge(struct nq_service *,
    const struct nq_answer *, bool index, char why[256]);

#endif
