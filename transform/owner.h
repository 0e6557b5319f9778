/*
 * What the releases of an archive say of themselves, for the files that
 * belong to them: a workbook often has neither a title nor a day.
 */
#ifndef NQ_TRANSFORM_OWNER_H
#define NQ_TRANSFORM_OWNER_H

#include <stddef.h>

struct nq_buf;

struct nq_owner {
	char *release, *title, *published;	/* owned; NULL: not known */
};

struct nq_owners {
	struct nq_owner *v;
	size_t n, cap;
};

/* Takes it from the record lines of a document. */
void nq_owners_note(struct nq_owners *, const struct nq_buf *lines);

/* NULL where the archive has no capture of that release. */
const struct nq_owner *nq_owners_find(const struct nq_owners *,
    const char *release);

/*
 * Where a release was read into an earlier records file than path, that
 * tells it; the latest of them counts. Found or not, it is then noted.
 */
const struct nq_owner *nq_owners_look_back(struct nq_owners *,
    const char *release, const char *path);

void nq_owners_release(struct nq_owners *);

#endif
