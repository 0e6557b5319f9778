/*
 * The bytes of a capture as they stand in an archive: digests, WARC headers
 * and one gzip member a record. Inside of the writer (core/warc.h); a maker
 * is used by one thread at a time, any number of makers by as many.
 */
#ifndef NQ_CORE_WARC_MAKE_H
#define NQ_CORE_WARC_MAKE_H

#include "core/warc.h"

enum {
	NQ_WARC_ID = 48		/* "<urn:uuid:" 36 ">" NUL */
};

struct nq_warc_maker;

/* Gzip members, owned by whoever holds the struct. */
struct nq_warc_made {
	unsigned char *p;
	size_t len, cap;
	size_t last;		/* where the last record's member begins */
	char payload_sha1[NQ_WARC_DIGEST];	/* "" where there is none */
};

struct nq_warc_maker *nq_warc_maker_new(void);
void nq_warc_maker_free(struct nq_warc_maker *);

/* Whether a capture may be written; see nq_warc_write. */
int nq_warc_check(const struct nq_warc_capture *, struct nq_err *);

/* The warcinfo record of a file of that name; id is set to its record id. */
void nq_warc_make_info(struct nq_warc_maker *, const char *filename,
    const char *date, char id[NQ_WARC_ID], struct nq_warc_made *);

/* The records of a capture that was checked. Cannot fail. */
void nq_warc_make(struct nq_warc_maker *, const struct nq_warc_capture *,
    const char *info_id, struct nq_warc_made *);

void nq_warc_made_release(struct nq_warc_made *);

/* -1 with e where path exists: an archive is never overwritten. */
int nq_warc_absent(const char *path, struct nq_err *);

#endif
