/*
 * What a warehouse says, as digests that do not depend on row ids or on the
 * order in which rows lie: equal content, equal digest. Private to load/.
 */
#ifndef NQ_LOAD_CONTENT_H
#define NQ_LOAD_CONTENT_H

#include "core/digest.h"

#include <stdint.h>

struct nq_err;
struct nq_opts;
struct sqlite3;

struct nq_content {
	int64_t figures;	/* that stand */
	/* Of what releases state: the same after a rebuild. */
	char standing[NQ_DIGEST_TEXT];
	/* Of all of it, vintages and evidence too: the same in a backup. */
	char all[NQ_DIGEST_TEXT];
};

/* Each schemas/sql/content/NAME.sql in the order of names. */
int nq_content_read(struct sqlite3 *, const struct nq_opts *,
    struct nq_content *, struct nq_err *);

/* Standing figures that are in one of two warehouses only. */
struct nq_apart {
	int64_t gone, come;	/* only in the first, only in the second */
};
int nq_content_compare(struct sqlite3 *, struct sqlite3 *,
    const struct nq_opts *, struct nq_apart *, struct nq_err *);

#endif
