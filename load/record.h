/*
 * One line of a records file. The reader is our own and not a JSON tree: a
 * figure must come out as it is printed (226.3 and never what is left of it
 * in a double), every key must be known and stand once, and a million lines
 * must cost no allocation. It takes JSON (RFC 8259) of exactly our shapes.
 */
#ifndef NQ_LOAD_RECORD_H
#define NQ_LOAD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dec.h"
#include "core/period.h"

struct nq_err;

enum nq_record_kind { NQ_BATCH, NQ_DOCUMENT, NQ_OBSERVATION };

/* All strings are borrowed from the line, NUL-terminated; null is NULL. */
struct nq_record {
	enum nq_record_kind kind;
	/* batch and document */
	const char *archive, *archive_digest, *program, *catalogue;
	/* document */
	const char *document, *release, *url, *source, *title, *published,
	    *retrieved, *media_type, *status, *reason;
	int64_t offset;
	/* observation, with document */
	int64_t ordinal, unit_mult, start, end;
	const char *indicator, *ref_area, *breakdown, *time_period, *role,
	    *transformation, *unit_measure, *price_base, *obs_status, *bound,
	    *text, *row, *column, *cell, *rule;
	const char *flags;	/* the JSON array as written */
	struct nq_period period;
	struct nq_dec value;	/* without trailing zeros */
};

/*
 * Reads a line without its newline, len bytes and a NUL behind them; the
 * line is written over. Fails with NQ_EPARSE and a reason that names the
 * key, what was expected and what was found.
 */
int nq_record_parse(char *line, size_t len, struct nq_record *,
    struct nq_err *);

#endif
