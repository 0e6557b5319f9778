/*
 * What a backfill has asked the index of a public web archive, and which of
 * the captures named there are still to be had: two tables beside the
 * frontier's own, in its transaction (schemas/sql/frontier/schema.sql).
 */
#ifndef NQ_EXTRACT_BACKLOG_H
#define NQ_EXTRACT_BACKLOG_H

#include "extract/frontier.h"

struct nq_backlog;
struct nq_cdx_row;
struct nq_opts;

enum {
	/* Days for which an answer of an index is believed: captures come
	 * into an index weeks after they were taken, so asking sooner costs
	 * the archive much and gives little. */
	NQ_BACKLOG_DAYS = 7,
	/* Runs in which one capture may fail before it is given up. */
	NQ_BACKLOG_TRIES = 3
};

/* service: id of the archive, borrowed. --since and --until of opts choose
 * among the captures. */
struct nq_backlog *nq_backlog_open(struct nq_frontier *,
    const struct nq_opts *, const char *service, struct nq_err *);
void nq_backlog_close(struct nq_backlog *);

/* A question that may take several answers. */
struct nq_query {
	const char *source, *text;	/* text tells it from all others */
	char *resume;			/* owned: go on there; NULL: begin */
	bool done;
	char *error;			/* owned: never answered, and why */
};
void nq_query_release(struct nq_query *);

/* Fills resume, done and error, where it was asked not long ago. */
int nq_backlog_get(struct nq_backlog *, struct nq_query *, struct nq_err *);
/* Keeps them, now and for good. */
int nq_backlog_put(struct nq_backlog *, const struct nq_query *,
    struct nq_err *);

/* A capture that the index named; key NULL for a file, whose release is not
 * known yet. */
int nq_backlog_add(struct nq_backlog *, const char *source, const char *key,
    const struct nq_cdx_row *, struct nq_err *);

/* One to be had. Strings owned. */
struct nq_item {
	int64_t id;
	char *key, *at, *url, *digest, *filename;
	bool truncated;
	uint64_t offset, length;
};
void nq_item_release(struct nq_item *);

/*
 * Up to most of a source that come behind the last one given (NULL: from the
 * beginning), pages or files; their number, or -1.
 */
int nq_backlog_next(struct nq_backlog *, const char *source, bool files,
    const struct nq_item *last, size_t most, struct nq_item *,
    struct nq_err *);
int nq_backlog_count(struct nq_backlog *, const char *source, size_t *,
    struct nq_err *);

#define NQ_ITEM_DONE	"done"		/* in our archive */
#define NQ_ITEM_KNOWN	"known"		/* was there already */
#define NQ_ITEM_REFUSED	"refused"	/* by the gates, or by the archive */
#define NQ_ITEM_TRUNCATED "truncated"

int nq_backlog_set(struct nq_backlog *, int64_t id, const char *state,
    const char *why, struct nq_err *);
/* It failed as it might not another time. */
int nq_backlog_fail(struct nq_backlog *, int64_t id, const char *why,
    struct nq_err *);

#endif
