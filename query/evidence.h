/*
 * Where a figure comes from: its sentence or table row, with the printed
 * number marked, its page, and the bytes in the archive. Private to query/.
 */
#ifndef NQ_QUERY_EVIDENCE_H
#define NQ_QUERY_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"

struct nq_ask;
struct nq_err;
struct sqlite3_stmt;

/* Strings belong to the reader's arena; NULL where there is nothing. */
struct nq_evidence {
	int64_t id;			/* of the observation */
	const char *indicator, *area, *part, *territory, *period, *role,
	    *transformation, *price_base, *inferred, *unit, *status, *bound;
	const char *inferred_why[2];	/* [is it English] */
	double value;			/* times 10^mult of unit */
	int mult;
	const char *text;		/* the sentence or table row */
	size_t mark, mark_len;		/* bytes in it: the printed number with
					 * its unit; len 0: not found */
	int64_t start, end;		/* bytes in the document's text */
	const char *row, *column, *cell;	/* of a table */
	const char *rule, *flags;	/* how it was read; a JSON array */
	const char *release, *title, *published, *url, *source, *source_title,
	    *publisher, *licence;
	const char *document, *media_type, *retrieved, *archive;
	int64_t offset;			/* in the archive file */
	const char *seen_from, *seen_until, *program;	/* until NULL: stands */
};

struct nq_evidences {
	const struct nq_ask *ask;	/* borrowed */
	struct sqlite3_stmt *st;	/* owned */
	struct nq_arena arena;
};

/* Always followed by nq_evidences_close, after which its strings are gone. */
int nq_evidences_open(struct nq_evidences *, const struct nq_ask *,
    struct nq_err *);
void nq_evidences_close(struct nq_evidences *);

/* Of one observation, as known on the day that is asked about; NQ_EDB where
 * there is none. */
int nq_evidence_read(struct nq_evidences *, int64_t id,
    struct nq_evidence *, struct nq_err *);

/*
 * Finds the printed form of a value in a Vietnamese text: "14.210 tỷ đồng"
 * for 14210, "9,12%" for 9.12 or -9.12, and, for what was turned on
 * reading, "110,5%" for a growth of 10.5 or "3%" for a share of 103. The
 * first one that fits best; *len 0 where none does.
 */
void nq_evidence_mark(const char *text, double value,
    const char *transformation, size_t *start, size_t *len);

#endif
