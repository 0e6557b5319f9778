/* What changed between two days. Private to query/diff/. */
#ifndef NQ_QUERY_DIFF_DIFF_H
#define NQ_QUERY_DIFF_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "query/ask.h"
#include "query/style.h"

struct nq_err;
struct sqlite3_stmt;

enum { NQ_REVISED, NQ_NEW, NQ_WITHDRAWN, NQ_VERDICT, NQ_CHANGES };

/* Columns of diff_row.sql, in its order. */
enum nq_diff_column {
	NQ_DIFF_CHANGE, NQ_DIFF_INDICATOR, NQ_DIFF_AREA, NQ_DIFF_TERRITORY,
	NQ_DIFF_PART, NQ_DIFF_PERIOD, NQ_DIFF_ROLE, NQ_DIFF_TRANSFORMATION,
	NQ_DIFF_PRICE_BASE, NQ_DIFF_OLD_VALUE, NQ_DIFF_OLD_UNIT,
	NQ_DIFF_OLD_MULT, NQ_DIFF_OLD_STATUS, NQ_DIFF_OLD_BOUND, NQ_DIFF_OLD,
	NQ_DIFF_OLD_RELEASE, NQ_DIFF_NEW_VALUE, NQ_DIFF_NEW_UNIT,
	NQ_DIFF_NEW_MULT, NQ_DIFF_NEW_STATUS, NQ_DIFF_NEW_BOUND, NQ_DIFF_NEW,
	NQ_DIFF_NEW_RELEASE, NQ_DIFF_DIFFERENCE, NQ_DIFF_PERCENT,
	NQ_DIFF_SOURCE, NQ_DIFF_TITLE, NQ_DIFF_PUBLISHED, NQ_DIFF_URL,
	NQ_DIFF_SENTENCE, NQ_DIFF_NAME_VI, NQ_DIFF_NAME_EN, NQ_DIFF_AREA_VI,
	NQ_DIFF_AREA_EN, NQ_DIFF_PART_VI, NQ_DIFF_PART_EN
};

/* And of diff_verdicts.sql. */
enum nq_diff_verdict {
	NQ_DIFF_TARGET, NQ_DIFF_TARGET_VI, NQ_DIFF_TARGET_EN,
	NQ_DIFF_V_INDICATOR, NQ_DIFF_V_AREA, NQ_DIFF_V_PART, NQ_DIFF_V_PERIOD,
	NQ_DIFF_OLD_VERDICT, NQ_DIFF_OLD_PROVISIONAL, NQ_DIFF_NEW_VERDICT,
	NQ_DIFF_NEW_PROVISIONAL, NQ_DIFF_METHOD, NQ_DIFF_REASON_VI,
	NQ_DIFF_REASON_EN, NQ_DIFF_JUDGED_AT
};

/* Statements, with what they ask bound; owned. cells has the changes and
 * their rows, row tells one in full. */
struct nq_diff {
	const struct nq_ask *ask;		/* borrowed */
	struct nq_style style;
	char from[NQ_TIME_TEXT], to[NQ_TIME_TEXT];	/* ends of days, UTC */
	struct sqlite3_stmt *cells, *row, *verdicts;
};

/* Which change cells stands at. */
int nq_diff_change(const struct nq_diff *);

/* d->row stands at that change. */
int nq_diff_tell(struct nq_diff *, struct nq_err *);

/* The page for people: counts, then lists, capped but with --all. */
int nq_diff_put_page(struct nq_diff *, struct nq_err *);

#endif
