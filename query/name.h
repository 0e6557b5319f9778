/*
 * An indicator by what somebody types: its code in any case, or its name in
 * Vietnamese or English, whole or some words of it in a row, with or without
 * diacritics. A word typed with diacritics must have these; one without
 * stands for any. Where several indicators answer, none is taken. Private
 * to query/.
 */
#ifndef NQ_QUERY_NAME_H
#define NQ_QUERY_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "core/mem.h"

struct nq_ask;
struct nq_err;

/* Strings belong to the arena given. */
struct nq_name {
	const char *code, *unit;
	const char *name[2];	/* [is it English] */
};

/*
 * NQ_EUSAGE where nothing or more than one thing answers; the message names
 * what is near, or what answers, by code and name.
 */
int nq_name_find(const struct nq_ask *, const char *typed, struct nq_arena *,
    struct nq_name *, struct nq_err *);

/* Letters without diacritics and case, words parted by single blanks:
 * "Quý I/2022" gives "quy i 2022". NULL where it is no UTF-8. */
const char *nq_bare(struct nq_arena *, const char *);

#endif
