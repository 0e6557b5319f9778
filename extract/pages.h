/*
 * What on web pages is not what they say, as schemas/pages.json tells it:
 * the titles of error pages (extract/errorpage.h) and the words of counters
 * (extract/same.h). The file is knowledge that people edit: reading is
 * strict, and each fault is told with its place.
 *
 *   error_titles  "whole": the title is the phrase; "segment": a part of it
 *                 between separators is; "prefix": such a part begins so
 *   counters      "title" of a box of counters; "visitors": a counter by
 *                 itself, which may begin a box; "counter": one that does
 *                 not; "label": one only in a box
 *
 * A phrase has a letter; one of counters has no digit. In memory phrases are
 * folded (nq_text_fold), the longest first.
 */
#ifndef NQ_EXTRACT_PAGES_H
#define NQ_EXTRACT_PAGES_H

#include "core/file.h"

#include <stdbool.h>

struct nq_err;
struct nq_log;

enum {
	/* Phrases of one list; each is tried at each word of a short line. */
	NQ_MAX_PHRASES = 500,
	/* Bytes of a phrase, folded: a title, not a text. */
	NQ_MAX_PHRASE = 100
};

enum nq_phrases {
	NQ_PHRASE_WHOLE, NQ_PHRASE_SEGMENT, NQ_PHRASE_PREFIX,
	NQ_PHRASE_TITLE, NQ_PHRASE_VISITORS, NQ_PHRASE_COUNTER,
	NQ_PHRASE_LABEL, NQ_PHRASE_LISTS
};

struct nq_pages {
	struct nq_names list[NQ_PHRASE_LISTS];
};

/* Fails with NQ_EUSAGE naming "FILE: counters.label[3]". */
int nq_pages_load(struct nq_pages *, const char *path, struct nq_err *);
void nq_pages_release(struct nq_pages *);

/* Logs the first fault; their number, 0 or 1. */
int nq_pages_check(const char *path, struct nq_log *);

/*
 * Bytes of the longest phrase of a list that the folded text begins with
 * and that ends with a word there; 0 where there is none. The list of a
 * NULL is empty.
 */
size_t nq_pages_match(const struct nq_pages *, enum nq_phrases,
    const char *s, size_t left);

#endif
