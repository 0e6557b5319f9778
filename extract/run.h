/* One run of extract, as its parts see it. */
#ifndef NQ_EXTRACT_RUN_H
#define NQ_EXTRACT_RUN_H

#include "core/runs.h"
#include "extract/frontier.h"

#include <stdbool.h>
#include <stddef.h>

struct nq_archive;
struct nq_err;
struct nq_fetcher;
struct nq_log;
struct nq_pages;
struct nq_pool;
struct nq_source;

struct nq_run {
	const struct nq_opts *opts;
	struct nq_log *log;
	struct nq_pool *pool;
	const struct nq_pages *pages;	/* schemas/pages.json */
	struct nq_frontier *frontier;
	struct nq_archive *archive;
	struct nq_fetcher *fetcher;
	bool progress;		/* a bar on the terminal */
	struct nq_tally all;	/* of all sources */
};

/*
 * A page: a release, or one that links to releases. Strings are owned; the
 * known part is what the frontier said when it was asked for.
 */
struct nq_target {
	const struct nq_source *src;
	struct nq_tally *tally;	/* of the source */
	const char *kind;	/* NQ_KIND_RELEASE, "listing", "feed" … */
	char *key, *url;
	struct nq_page known;
};
void nq_target_release(struct nq_target *);

/* What all sources did goes to the row of the run. */
void nq_run_count(const struct nq_run *);

/* Takes the progress bar away, before anything else is written. */
void nq_run_clear(const struct nq_run *);

/* A line about a page; it takes the bar away first. Of what is no news to
 * somebody who watches the bar nothing is told. */
void nq_run_tell(const struct nq_run *, int level, const struct nq_target *,
    const char *msg, const char *why);

#endif
