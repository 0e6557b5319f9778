/*
 * Captures that other archives hold, on their way into ours: which source
 * and release one belongs to, whether it is known already, and the gates
 * that a live page passes too (extract/keep.h). Imported files and backfill
 * both come through here.
 *
 * A capture belongs to the first source, in the order of sources.json, that
 * has its host and takes its address for a release; a source that knows the
 * release already comes before one that does not. A file (a workbook, a
 * PDF) belongs to the release whose page links to it, so it is asked for
 * once the pages are taken.
 */
#ifndef NQ_EXTRACT_INTAKE_H
#define NQ_EXTRACT_INTAKE_H

#include "extract/given.h"
#include "extract/run.h"

struct nq_sources;

/* What became of a capture. */
enum nq_taken {
	NQ_TAKEN_NEW,		/* the first of its release */
	NQ_TAKEN_MORE,		/* another one of a known release */
	NQ_TAKEN_KNOWN,		/* of this time, or with this payload */
	NQ_TAKEN_HOST,		/* of none of the sources' hosts */
	NQ_TAKEN_KEY,		/* no release, no file of one */
	NQ_TAKEN_DAY,		/* not from --since to --until */
	NQ_TAKEN_REDIRECT,	/* 3xx */
	NQ_TAKEN_STATUS,	/* another status than 200 */
	NQ_TAKEN_REVISIT,	/* repeats a capture without its payload */
	NQ_TAKEN_UNUSABLE,	/* the gates say no: an error page, … */
	/* Those from here on are failures: something could not be had. */
	NQ_TAKEN_TRUNCATED,	/* the other archive has the beginning only */
	NQ_TAKEN_LARGE,		/* over NQ_MAX_BODY */
	NQ_TAKEN_WITHHELD,	/* the other archive does not give it */
	NQ_TAKEN_FAULTY,	/* its record cannot be read */
	NQ_TAKEN_KINDS,
	NQ_TAKEN_ERROR = -1	/* the machine fails; e says how */
};

/* Is it a failure? */
bool nq_taken_is_failure(enum nq_taken);

struct nq_intake {
	struct nq_run *run;
	/* Those that may get something: of --source, or all. */
	const struct nq_source **src;
	struct nq_tally *tally;		/* one a source */
	size_t n;
	size_t count[NQ_TAKEN_KINDS];
};

void nq_intake_init(struct nq_intake *, struct nq_run *,
    const struct nq_sources *);
void nq_intake_release(struct nq_intake *);

/* Where a capture belongs. */
struct nq_place {
	size_t source;		/* index into src */
	char *key;		/* owned */
};

/* Does a source have the host of a canonical address? */
bool nq_intake_has_host(const struct nq_intake *, const char *url);

/* Of a page, or a file that is a release by itself: 1 and the place; 0; -1. */
int nq_intake_place(struct nq_intake *, const char *url, struct nq_place *,
    struct nq_err *);
/* Of a file: as the attachment of the page that links to it, under http or
 * https, else as above. */
int nq_intake_place_file(struct nq_intake *, const char *url,
    struct nq_place *, struct nq_err *);

/* Is a day of --since … --until the one of a capture? */
bool nq_intake_has_day(const struct nq_intake *, const char *at);

/*
 * Takes it in, or says why not: fault is for people and "" for what needs no
 * word. Neither counted nor told yet; the body is taken over.
 */
enum nq_taken nq_intake_take(struct nq_intake *, const struct nq_place *,
    struct nq_given *, char fault[NQ_FAULT], struct nq_err *);

/* Counts it, as one of a source where place is given, and tells it: each
 * capture that was taken, and each fault. where: of the capture, for people. */
void nq_intake_note(struct nq_intake *, const struct nq_place *,
    enum nq_taken, const char *url, const char *at, const char *where,
    const char *fault);

/* Adds up the sources, for the bar and the row of the run. */
void nq_intake_sum(struct nq_intake *);

/* Tells what each source got, and keeps it with the row of the run. */
void nq_intake_account(struct nq_intake *);

/* A line with the counts, those that are not zero, and what the caller
 * knows; NULL is left out. */
struct nq_told {
	const char *from, *files, *unreadable, *damaged;
	const char *archive;	/* the file written last */
};
void nq_intake_tell(const struct nq_intake *, const struct nq_told *);

#endif
