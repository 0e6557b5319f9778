/*
 * The bytes of a web archive, whatever wraps them: gzip members one a
 * record, one member around all, or nothing. Inside of the reader
 * (core/warc.h), which knows records; this knows units (a gzip member, or
 * the rest of a file that is not compressed) and finds the next one behind
 * damage.
 */
#ifndef NQ_CORE_WARC_IN_H
#define NQ_CORE_WARC_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_err;
struct nq_warc_in;

struct nq_warc_in *nq_warc_in_open(const char *path, struct nq_err *);
struct nq_warc_in *nq_warc_in_bytes(const char *, size_t len,
    struct nq_err *);
void nq_warc_in_free(struct nq_warc_in *);

/*
 * Where the next byte that nq_warc_in_peek gives stands: in the file where
 * nothing is compressed, else the place behind the member when it has ended,
 * and else the place of the member.
 */
uint64_t nq_warc_in_at(const struct nq_warc_in *);

/* 1: a unit begins here; 0: the end of the file; -1 with e. */
int nq_warc_in_begin(struct nq_warc_in *, struct nq_err *);
/* Is the unit, begun and not ended, one gzip member? */
bool nq_warc_in_is_member(const struct nq_warc_in *);

/*
 * At least want bytes (at most 16), or fewer where the unit ends: *p, valid
 * until the next call, and *n, all that are there. 0, or -1 with e: NQ_EPARSE
 * for damage, NQ_EIO where the file cannot be read.
 */
int nq_warc_in_peek(struct nq_warc_in *, size_t want, const char **p,
    size_t *n, struct nq_err *);
void nq_warc_in_take(struct nq_warc_in *, size_t n);	/* of these */

int nq_warc_in_seek(struct nq_warc_in *, uint64_t offset, struct nq_err *);
/*
 * Goes to the first place at or behind offset where a record begins: a gzip
 * member that inflates to "WARC/1.", or, in a file that is not compressed, a
 * line that begins so. 1; 0 where there is none any more; -1 with e.
 */
int nq_warc_in_resync(struct nq_warc_in *, uint64_t offset, struct nq_err *);

#endif
