/*
 * A local folder whose files are releases: dossiers that came by post, what
 * an office sent by mail. Each file is archived as a WARC resource; its key
 * is its name below the folder.
 */
#ifndef NQ_EXTRACT_LOCAL_H
#define NQ_EXTRACT_LOCAL_H

#include "extract/run.h"

struct nq_entry;

enum {
	/* Folders within folders; more exist only as loops or mistakes. */
	NQ_MAX_DEPTH = 32
};

/*
 * Archives the files that are new or changed. Links are not followed, which
 * is told; names that begin with "." are passed over. A file that cannot be
 * read, or is too large, is told and counted; a folder that is not there is
 * a failure of the source.
 */
int nq_local_walk(struct nq_run *, const struct nq_source *,
    const struct nq_entry *, struct nq_tally *, struct nq_err *);

#endif
