/* Stage 1: sources → archive. */
#ifndef NQ_EXTRACT_EXTRACT_H
#define NQ_EXTRACT_EXTRACT_H

#include "core/opts.h"

struct nq_log;

/*
 * Fetches what is new at the sources of sources.json into
 * DATA/archive (one .warc.gz a run) and remembers it in
 * DATA/archive/frontier.db.
 * PARTIAL when a source failed, NOTHING when all did.
 */
enum nq_exit nq_extract_run(const struct nq_opts *, struct nq_log *);

/* Checks sources.json and archives.json; logs each fault; their number. */
int nq_extract_check(const struct nq_opts *, struct nq_log *);

#endif
