/*
 * A batch on its way into the warehouse, and the document it is at. Private
 * to load/: batch.c reads the lines, document.c knows releases and what they
 * state so far, observe.c takes a figure.
 */
#ifndef NQ_LOAD_BATCH_H
#define NQ_LOAD_BATCH_H

#include "core/digest.h"
#include "load/store.h"

/* A figure that the release states so far. */
struct nq_live {
	int64_t id;
	bool same_payload, seen;
};

struct nq_doc {
	bool open;		/* a document line was accepted */
	bool speaks;		/* its figures become the release's */
	bool is_new;		/* the release had no figures */
	bool refused;		/* one of its lines was quarantined */
	bool figures;		/* it stated at least one */
	int64_t id, release;
	char digest[NQ_DIGEST_TEXT], status[16];
	struct nq_live *live;	/* owned, ascending id */
	size_t n, cap;
};

struct nq_batch {
	struct nq_store *s;
	struct nq_log *log;
	struct nq_err *e;
	const char *name;
	int64_t id;
	struct nq_doc doc;
	struct nq_counts c;
	char *copy;		/* owned: of the line, for the quarantine */
	/* What was looked up last; lines of one document repeat it. */
	char indicator[64], breakdown[128], area[32];
};

/*
 * All of these return -1 with an error in the batch when the warehouse fails,
 * which ends the batch; a line that cannot be used fills refused instead.
 */
int nq_doc_begin(struct nq_batch *, const struct nq_record *,
    struct nq_err *refused);
/* The document's lines are through: what was not stated again goes. */
int nq_doc_end(struct nq_batch *);

int nq_observe(struct nq_batch *, const struct nq_record *,
    struct nq_err *refused);

#endif
