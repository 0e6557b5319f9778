/*
 * A warehouse that is made beside its name and gets it when it is whole.
 * Private to load/.
 */
#ifndef NQ_LOAD_PUBLISH_H
#define NQ_LOAD_PUBLISH_H

#include "load/content.h"

#include <stdbool.h>

/* The file that is being made, and its lock. */
struct nq_draft {
	char *path, *tmp;	/* owned */
	int fd;			/* of tmp; held while it is being made */
};

/* Takes path.tmp, empty; NQ_EUSAGE where path exists and may not, NQ_EBUSY
 * where another process makes it. */
int nq_draft_begin(struct nq_draft *, const char *path, bool replaces,
    struct nq_err *);

/*
 * Is it a sound warehouse? Then it becomes one plain file without a log
 * beside it, on the disk; content is filled.
 */
int nq_draft_seal(struct nq_draft *, const struct nq_opts *,
    struct nq_content *, struct nq_err *);

/* Gives it its name, which nobody may have; ends the draft. */
int nq_draft_publish(struct nq_draft *, struct nq_err *);

/* Frees; what was not published is removed. */
void nq_draft_release(struct nq_draft *);

#endif
