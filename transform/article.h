/* Between article.c (where the release stands) and keep.c (what of it). */
#ifndef NQ_TRANSFORM_ARTICLE_H
#define NQ_TRANSFORM_ARTICLE_H

#include "transform/raw.h"

struct nq_pick {
	struct nq_raw *raw;	/* borrowed */
	bool *drop;		/* owned; by block */
	bool *noise;		/* owned; by box: it or an outer one is noise */
	uint32_t *mass;		/* owned; by block: bytes of prose */
	enum nq_say *say;	/* owned; by block */
	size_t from, to;	/* the article's own blocks */
	size_t end;		/* and its last ones past its container */
	size_t title;		/* block, or SIZE_MAX */
	bool plain;
};

bool nq_pick_is_noise(const struct nq_pick *, size_t block);

/* Title block, then its day: nearest the article. */
void nq_pick_title(struct nq_pick *);
void nq_pick_published(const struct nq_pick *, struct nq_page *);

/* The kept blocks into page, with text and offsets. */
void nq_pick_emit(struct nq_pick *, struct nq_page *);

/* Writes the grids' texts, then the page's, with the blocks' offsets. */
void nq_page_join(struct nq_page *, struct nq_arena *);

#endif
