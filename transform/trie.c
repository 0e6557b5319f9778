#include "transform/trie.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
hash_bytes(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325;

	while (n-- > 0)
		h = (h ^ (unsigned char)*s++) * 0x100000001b3;
	return h ^ h >> 29;
}

static uint64_t
hash_pair(int a, int b)
{
	uint64_t h = (uint64_t)(unsigned)a << 32 | (unsigned)b;

	h *= 0x9e3779b97f4a7c15;
	return h ^ h >> 31;
}

static int
node_add(struct nq_trie_set *t)
{
	t->meanings = nq_grow(t->meanings, t->nnodes, &t->ncap,
	    sizeof(*t->meanings));
	t->meanings[t->nnodes] = -1;
	return (int)t->nnodes++;
}

void
nq_trie_init(struct nq_trie_set *t, int roots)
{
	*t = (struct nq_trie_set){ .nslots = 1024, .ecap = 4096, .nkeys = 1 };
	t->kcap = 512;
	t->keys = nq_alloc(t->kcap, sizeof(*t->keys));
	t->slots = nq_alloc(t->nslots, sizeof(*t->slots));
	t->edges = nq_alloc(t->ecap, sizeof(*t->edges));
	while (roots-- > 0)
		node_add(t);
}

void
nq_trie_release(struct nq_trie_set *t)
{
	for (size_t i = 1; i < t->nkeys; i++)
		free(t->keys[i]);
	free(t->keys);
	free(t->slots);
	free(t->edges);
	free(t->meanings);
	*t = (struct nq_trie_set){ 0 };
}

/* The slot of a key: where it is, or where it would go. */
static size_t
key_slot(const struct nq_trie_set *t, const char *s, size_t n)
{
	size_t i = hash_bytes(s, n) & (t->nslots - 1);

	while (t->slots[i] != 0 && (strncmp(t->keys[t->slots[i]], s, n) != 0 ||
	    t->keys[t->slots[i]][n] != '\0'))
		i = (i + 1) & (t->nslots - 1);
	return i;
}

int
nq_trie_key(const struct nq_trie_set *t, const char *s, size_t n)
{
	return t->slots[key_slot(t, s, n)];
}

static void
keys_rehash(struct nq_trie_set *t)
{
	free(t->slots);
	t->nslots *= 2;
	t->slots = nq_alloc(t->nslots, sizeof(*t->slots));
	for (size_t k = 1; k < t->nkeys; k++)
		t->slots[key_slot(t, t->keys[k], strlen(t->keys[k]))] = (int)k;
}

int
nq_trie_key_add(struct nq_trie_set *t, const char *s, size_t n)
{
	size_t i = key_slot(t, s, n);

	if (t->slots[i] != 0)
		return t->slots[i];
	if (t->nkeys * 2 >= t->nslots) {
		keys_rehash(t);
		i = key_slot(t, s, n);
	}
	t->keys = nq_grow(t->keys, t->nkeys, &t->kcap, sizeof(*t->keys));
	t->keys[t->nkeys] = nq_strndup(s, n);
	t->slots[i] = (int)t->nkeys;
	return (int)t->nkeys++;
}

static size_t
edge_slot(const struct nq_trie_set *t, int node, int syllable)
{
	size_t i = hash_pair(node, syllable) & (t->ecap - 1);

	while (t->edges[i].to != 0 && (t->edges[i].node != node ||
	    t->edges[i].syllable != syllable))
		i = (i + 1) & (t->ecap - 1);
	return i;
}

int
nq_trie_step(const struct nq_trie_set *t, int node, int syllable)
{
	const struct nq_trie_edge *e;

	if (syllable == 0)
		return -1;
	e = &t->edges[edge_slot(t, node, syllable)];
	return e->to != 0 ? e->to : -1;
}

static void
edges_rehash(struct nq_trie_set *t)
{
	struct nq_trie_edge *old = t->edges;
	size_t n = t->ecap;

	t->ecap *= 2;
	t->edges = nq_alloc(t->ecap, sizeof(*t->edges));
	for (size_t i = 0; i < n; i++)
		if (old[i].to != 0)
			t->edges[edge_slot(t, old[i].node, old[i].syllable)] =
			    old[i];
	free(old);
}

int
nq_trie_step_add(struct nq_trie_set *t, int node, int syllable)
{
	int to = nq_trie_step(t, node, syllable);

	if (to >= 0)
		return to;
	if (t->nedges * 2 >= t->ecap)
		edges_rehash(t);
	to = node_add(t);
	t->edges[edge_slot(t, node, syllable)] =
	    (struct nq_trie_edge){ node, syllable, to };
	t->nedges++;
	return to;
}
