/*
 * Seeing why: the text of a document with what was recognised in it, and
 * the figures that no indicator claimed.
 */
#ifndef NQ_TRANSFORM_EXPLAIN_H
#define NQ_TRANSFORM_EXPLAIN_H

struct nq_buf;
struct nq_catalog;
struct nq_figures;
struct nq_page;

/* Each block, its lexemes by class, and for each number its fate. */
void nq_explain(const struct nq_catalog *, const struct nq_page *,
    const struct nq_figures *, struct nq_buf *);

/* Numbers with a known unit that became no figure, with their phrases. */
void nq_unmatched(const struct nq_catalog *, const struct nq_page *,
    const struct nq_figures *, struct nq_buf *);

#endif
