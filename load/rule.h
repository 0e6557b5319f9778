/*
 * A check: a file of schemas/sql/checks, one SELECT under a header that the
 * program reads too, so that what a check says of itself stands in one place
 * (docs/checks.md). Private to load/.
 */
#ifndef NQ_LOAD_RULE_H
#define NQ_LOAD_RULE_H

#include "core/digest.h"

struct nq_err;
struct nq_names;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

/* Keys of the header; each stands there once. */
enum nq_rule_text {
	NQ_RULE_VI, NQ_RULE_EN, NQ_RULE_SEVERITY, NQ_RULE_COMPARES,
	NQ_RULE_TOLERANCE, NQ_RULE_EXAMPLE, NQ_RULE_TEXTS
};

/* Columns that the SELECT gives, by name, in any order. */
enum nq_rule_column {
	NQ_RULE_FOUND_IDS,	/* JSON array of observations, not empty */
	NQ_RULE_EXPECTED_IDS,	/* the other side; may be empty */
	NQ_RULE_FOUND, NQ_RULE_EXPECTED, NQ_RULE_SLACK,
	NQ_RULE_UNIT,		/* of the three */
	NQ_RULE_INDICATOR, NQ_RULE_AREA, NQ_RULE_PART, NQ_RULE_PERIOD,
	NQ_RULE_GRAVITY,	/* NULL: the header's */
	NQ_RULE_COLUMNS
};

struct nq_rule {
	char *code;			/* owned: file name without .sql */
	char *text[NQ_RULE_TEXTS];	/* owned; lines joined by blanks */
	char digest[NQ_DIGEST_TEXT];	/* of the file */
	struct sqlite3_stmt *st;	/* owned */
	int column[NQ_RULE_COLUMNS];	/* index in the result */
};

/* Names of the files of --config and of the shipped ones, sorted. */
int nq_rule_list(const struct nq_opts *, struct nq_names *, struct nq_err *);

/*
 * Reads and prepares one. Fails with NQ_EUSAGE naming file and key where the
 * header lacks one, the statement writes, or a column is missing. Always
 * followed by nq_rule_release.
 */
int nq_rule_open(struct nq_rule *, struct sqlite3 *, const struct nq_opts *,
    const char *name, struct nq_err *);
void nq_rule_release(struct nq_rule *);

#endif
