/* What the readers of configuration files share: bounds, lists of texts,
 * and the place of a fault. All fail with NQ_EUSAGE. */
#ifndef NQ_EXTRACT_CONF_H
#define NQ_EXTRACT_CONF_H

#include "core/file.h"

#include <stdbool.h>

struct nq_err;
struct nq_jval;

/* A fault at path; returns -1. */
int nq_conf_bad(struct nq_err *, const char *path, const char *msg);

/* A whole number from min to max, or the fallback where it is absent. */
struct nq_conf_int {
	const char *key;
	int fallback, min, max;
	int *out;
};
int nq_conf_int(const struct nq_jval *, const struct nq_conf_int *,
    const char *path, struct nq_err *);

/* Strings that are not empty; some: at least one. Appended to out. */
int nq_conf_names(const struct nq_jval *, const char *key, bool some,
    const char *path, struct nq_names *out, struct nq_err *);

/* Lower case letters, digits and "-", 60 at most. */
int nq_conf_id(const char *id, const char *path, struct nq_err *);

/* "sources[2].url" becomes "FILE: sources[2].url". */
void nq_conf_name_file(const char *file, struct nq_err *);

#endif
