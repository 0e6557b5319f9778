#include "transform/catalog.h"

#include "core/json.h"
#include "transform/knowledge.h"

#include <stdlib.h>
#include <string.h>

/* Names of the classes in lexicon.json and in --explain. */
static const char *const class_name[] = {
	[NQ_CLASS_NONE] = "none", [NQ_CLASS_UP] = "up",
	[NQ_CLASS_DOWN] = "down", [NQ_CLASS_LEVEL_TO] = "level-to",
	[NQ_CLASS_REACH] = "reach",
	[NQ_CLASS_HAVE] = "have", [NQ_CLASS_STRUCTURE] = "structure", [NQ_CLASS_FROM] = "from",
	[NQ_CLASS_EQUAL] = "equal", [NQ_CLASS_EXCEED] = "exceed",
	[NQ_CLASS_DIFFER] = "differ", [NQ_CLASS_SHARE] = "share",
	[NQ_CLASS_CONTRIBUTION] = "contribution",
	[NQ_CLASS_PULL_DOWN] = "pull-down", [NQ_CLASS_TIMES] = "times",
	[NQ_CLASS_AVERAGE] = "average", [NQ_CLASS_ESTIMATE] = "estimate",
	[NQ_CLASS_PRELIMINARY] = "preliminary",
	[NQ_CLASS_FORECAST] = "forecast", [NQ_CLASS_MIN] = "bound-min",
	[NQ_CLASS_MAX] = "bound-max", [NQ_CLASS_APPROX] = "bound-approx",
	[NQ_CLASS_OPEN_UP] = "open-up", [NQ_CLASS_VERSUS] = "versus",
	[NQ_CLASS_SAME_PERIOD] = "same-period",
	[NQ_CLASS_PREV_MONTH] = "previous-month",
	[NQ_CLASS_PREV_QUARTER] = "previous-quarter",
	[NQ_CLASS_PREV_YEAR] = "previous-year",
	[NQ_CLASS_DECEMBER] = "december",
	[NQ_CLASS_OTHER_BASE] = "other-base", [NQ_CLASS_PLAN] = "plan",
	[NQ_CLASS_BUDGET] = "budget",
	[NQ_CLASS_PLAN_GIVER] = "plan-giver",
	[NQ_CLASS_SCENARIO] = "scenario", [NQ_CLASS_GOAL] = "goal",
	[NQ_CLASS_STRIVE] = "strive", [NQ_CLASS_NEEDED] = "needed",
	[NQ_CLASS_CHARTER] = "charter",
	[NQ_CLASS_CUMULATIVE] = "cumulative",
	[NQ_CLASS_SINCE_JANUARY] = "since-january",
	[NQ_CLASS_CONSTANT] = "constant-2010", [NQ_CLASS_CURRENT] = "current",
	[NQ_CLASS_REAL] = "real", [NQ_CLASS_EACH] = "each",
	[NQ_CLASS_ABOUT] = "about",
	[NQ_CLASS_VOLUME] = "volume", [NQ_CLASS_OF_WHICH] = "of-which",
	[NQ_CLASS_GROWTH] = "growth", [NQ_CLASS_OF] = "of",
	[NQ_CLASS_OWN] = "own", [NQ_CLASS_PREPOSITION] = "preposition",
	[NQ_CLASS_FOREIGN] = "foreign", [NQ_CLASS_PER_TIME] = "per-time",
	[NQ_CLASS_RANK] = "rank",
	[NQ_CLASS_PARK] = "park", [NQ_CLASS_CLUSTER] = "cluster",
	[NQ_CLASS_PARK_PENDING] = "park-pending",
	[NQ_CLASS_AREA_SIZE] = "area-size",
	[NQ_CLASS_OCCUPANCY] = "occupancy", [NQ_CLASS_PROJECT] = "project",
	[NQ_CLASS_PROJECT_SHORT] = "project-short",
	[NQ_CLASS_INDUSTRY] = "industry", [NQ_CLASS_ATTRACT] = "attract",
	 [NQ_CLASS_CAPITAL] = "capital", [NQ_CLASS_IN_FORCE] = "in-force",
	[NQ_CLASS_SAME_TIME] = "same-time", [NQ_CLASS_DECOY] = "decoy",
	 [NQ_CLASS_SAYS] = "says",
	[NQ_CLASS_AUXILIARY] = "auxiliary",
	[NQ_CLASS_OTHER] = "other", [NQ_CLASS_FILLER] = "filler",
	[NQ_CLASS_ELLIPTIC] = "elliptic",
	[NQ_CLASS_TOPIC] = "topic", [NQ_CLASS_PART] = "part",
	[NQ_CLASS_AREA] = "area", [NQ_CLASS_NUMBER] = "number",
	[NQ_CLASS_PERIOD] = "period", [NQ_CLASS_DATE] = "date",
	[NQ_CLASS_WORD] = "word", [NQ_CLASS_COMMA] = "comma",
	[NQ_CLASS_SEMICOLON] = "semicolon", [NQ_CLASS_COLON] = "colon",
	[NQ_CLASS_STOP] = "stop", [NQ_CLASS_OPEN] = "open",
	[NQ_CLASS_CLOSE] = "close", [NQ_CLASS_DASH] = "dash",
	[NQ_CLASS_QUOTE] = "quote",
};

_Static_assert(sizeof(class_name) / sizeof(class_name[0]) == NQ_CLASS__N,
    "a class without a name");

static const char *const unit_name[] = {
	[NQ_UNIT_NONE] = "", [NQ_UNIT_VND] = "VND", [NQ_UNIT_USD] = "USD",
	[NQ_UNIT_PT] = "PT", [NQ_UNIT_PP] = "PP", [NQ_UNIT_HA] = "HA",
	[NQ_UNIT_NUM] = "NUM", [NQ_UNIT_T] = "T", [NQ_UNIT_TKM] = "TKM",
	[NQ_UNIT_PKM] = "PKM", [NQ_UNIT_TIMES] = "X", [NQ_UNIT_OTHER] = "OTHER",
};

_Static_assert(sizeof(unit_name) / sizeof(unit_name[0]) == NQ_UNIT__N,
    "a unit without a name");

const char *
nq_class_name(enum nq_class c)
{
	return class_name[c];
}

const char *
nq_unit_name(enum nq_unit u)
{
	return unit_name[u];
}

const char *const *
nq_class_names(void)
{
	return class_name;
}

const char *const *
nq_unit_names(void)
{
	return unit_name;
}

void
nq_catalog_free(struct nq_catalog *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < sizeof(c->files) / sizeof(c->files[0]); i++)
		nq_json_free(c->files[i]);
	nq_trie_release(&c->trie);
	free(c->meanings);
	free(c->indicators);
	free(c->parts);
	free(c->areas);
	free(c->sources);
	free(c);
}

const char *
nq_catalog_digest(const struct nq_catalog *c)
{
	return c->digest;
}

const struct nq_indicator *
nq_catalog_indicator(const struct nq_catalog *c, int i)
{
	return &c->indicators[i];
}

int
nq_catalog_indicator_find(const struct nq_catalog *c, const char *code)
{
	for (size_t i = 0; i < c->nindicators; i++)
		if (strcmp(c->indicators[i].code, code) == 0)
			return (int)i;
	return -1;
}

const struct nq_part *
nq_catalog_part(const struct nq_catalog *c, int i)
{
	return &c->parts[i];
}

const struct nq_area *
nq_catalog_area(const struct nq_catalog *c, int i)
{
	return &c->areas[i];
}

int
nq_catalog_area_find(const struct nq_catalog *c, const char *code)
{
	for (size_t i = 0; i < c->nareas; i++)
		if (strcmp(c->areas[i].code, code) == 0)
			return (int)i;
	return -1;
}

/* "cucthongke.yenbai.gov.vn" and "thongkehungyen.nso.gov.vn" name theirs. */
int
nq_catalog_area_by_host(const struct nq_catalog *c, const char *host)
{
	size_t best = 0;
	int found = -1;

	for (size_t i = 0; i < c->nareas; i++) {
		const char *label = c->areas[i].host;
		const char *at = label != NULL && strlen(label) >= 4 ?
		    strstr(host, label) : NULL;

		if (at == NULL || strlen(label) <= best)
			continue;
		best = strlen(label);
		found = (int)i;
	}
	return found;
}

int
nq_catalog_source_area(const struct nq_catalog *c, const char *id)
{
	for (size_t i = 0; i < c->nsources; i++)
		if (strcmp(c->sources[i].id, id) == 0)
			return nq_catalog_area_find(c, c->sources[i].area);
	return -1;
}

int
nq_catalog_syllable(const struct nq_catalog *c, const char *key, size_t len)
{
	return nq_trie_key(&c->trie, key, len);
}

int
nq_catalog_root(enum nq_trie t)
{
	return (int)t;
}

int
nq_catalog_step(const struct nq_catalog *c, int node, int syllable)
{
	return nq_trie_step(&c->trie, node, syllable);
}

int
nq_catalog_meaning(const struct nq_catalog *c, int node)
{
	return c->trie.meanings[node];
}

const struct nq_meaning *
nq_catalog_meaning_at(const struct nq_catalog *c, int i)
{
	return &c->meanings[i];
}

int
nq_catalog_word(const struct nq_catalog *c, enum nq_word w)
{
	return c->words[w];
}

int
nq_catalog_multiplier(const struct nq_catalog *c, int syllable)
{
	for (size_t i = 0; syllable != 0 && i < c->nmultipliers; i++)
		if (c->multipliers[i].syllable == syllable)
			return c->multipliers[i].power;
	return 0;
}
