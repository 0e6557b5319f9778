/*
 * Which captures of the sources' hosts a public web archive has: its index is
 * asked, answer by answer, and what it names is noted (extract/backlog.h).
 *
 * Each host of a source is asked for as a whole, since what links to a file
 * is not known yet; "www." is left away, as the indexes do. One request at a
 * time, whatever the archive allows: an index is small and everybody's.
 */
#ifndef NQ_EXTRACT_ASKINDEX_H
#define NQ_EXTRACT_ASKINDEX_H

#include "extract/backlog.h"
#include "extract/intake.h"
#include "extract/service.h"

enum {
	/* Answers of one query; those of the shipped page sizes name five
	 * million captures. A key that repeats would have no end. */
	NQ_MAX_ANSWERS = 1000
};

struct nq_askindex {
	struct nq_service *service;
	struct nq_backlog *backlog;
	struct nq_intake *in;	/* sources, counts of what is left out */
	struct nq_pool *pool;	/* of nq_cdx_serve */
};

/*
 * Asks what was not asked in the last days. Faults are told, counted in the
 * tallies and kept; the archive may have been stopped behind it. -1 where
 * the machine fails.
 */
int nq_askindex(struct nq_askindex *, struct nq_err *);

#endif
