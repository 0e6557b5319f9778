/*
 * Phrases as paths of numbered syllables: a table of syllables and tries
 * over their numbers, in one hash each. Grows while the catalogue is
 * loaded, is only read afterwards.
 */
#ifndef NQ_TRANSFORM_TRIE_H
#define NQ_TRANSFORM_TRIE_H

#include <stddef.h>
#include <stdint.h>

struct nq_trie_edge {
	int node, syllable, to;
};

struct nq_trie_set {
	char **keys;		/* owned; keys[i] is syllable i, 0 unused */
	size_t nkeys, kcap;
	int *slots;		/* hash of keys, 0 empty */
	size_t nslots;
	struct nq_trie_edge *edges;	/* hash, to 0 empty */
	size_t nedges, ecap;
	int *meanings;		/* by node: first meaning or -1 */
	size_t nnodes, ncap;
};

/* roots nodes, 0 to roots - 1, stand alone from the start. */
void nq_trie_init(struct nq_trie_set *, int roots);
void nq_trie_release(struct nq_trie_set *);

int nq_trie_key(const struct nq_trie_set *, const char *, size_t len);
int nq_trie_key_add(struct nq_trie_set *, const char *, size_t len);
int nq_trie_step(const struct nq_trie_set *, int node, int syllable);
int nq_trie_step_add(struct nq_trie_set *, int node, int syllable);

#endif
