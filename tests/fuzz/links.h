/* What the targets of discovery share. */
#ifndef NQ_TESTS_FUZZ_LINKS_H
#define NQ_TESTS_FUZZ_LINKS_H

#include <stddef.h>

struct nq_find;

/* Asks the worker's half for the links of a body: the answer is one that
 * nq_discover takes, and the same for the same body. */
void fuzz_links(const struct nq_find *, const char *body, size_t len);

/* A text as a link of a page: what is made of it is a canonical address. */
void fuzz_url(const char *, size_t);

#endif
