/*
 * What a catalogue holds; private to catalog.c, which answers, and
 * knowledge.c, which loads.
 */
#ifndef NQ_TRANSFORM_KNOWLEDGE_H
#define NQ_TRANSFORM_KNOWLEDGE_H

#include "core/digest.h"
#include "transform/catalog.h"
#include "transform/trie.h"

struct nq_json;

struct nq_catalog {
	struct nq_json *files[4];
	struct nq_trie_set trie;
	struct nq_meaning *meanings;
	size_t nmeanings, mcap;
	struct nq_indicator *indicators;
	size_t nindicators, icap;
	struct nq_part *parts;
	size_t nparts, pcap;
	struct nq_area *areas;
	size_t nareas, acap;
	struct nq_source_area *sources;
	size_t nsources, scap;
	struct {
		int syllable, power;
	} multipliers[16];
	size_t nmultipliers;
	int words[NQ_W__N];
	char digest[NQ_DIGEST_TEXT];
};

/* Tables of names, by enum; the lengths are the enums'. */
const char *const *nq_class_names(void);
const char *const *nq_unit_names(void);

#endif
