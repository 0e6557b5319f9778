/*
 * What transform knows: indicators, places and the words of the grammar,
 * compiled from indicators.json, areas.json, lexicon.json and sources.json
 * into one trie of syllables. Built once before any page is read and not
 * changed afterwards.
 */
#ifndef NQ_TRANSFORM_CATALOG_H
#define NQ_TRANSFORM_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/digest.h"

struct nq_err;
struct nq_opts;

/* What a phrase is; the grammar's classes are those of lexicon.json. */
enum nq_class {
	NQ_CLASS_NONE,
	NQ_CLASS_UP, NQ_CLASS_DOWN, NQ_CLASS_LEVEL_TO, NQ_CLASS_REACH,
	NQ_CLASS_HAVE, NQ_CLASS_STRUCTURE,
	NQ_CLASS_FROM, NQ_CLASS_EQUAL, NQ_CLASS_EXCEED, NQ_CLASS_DIFFER,
	NQ_CLASS_SHARE, NQ_CLASS_CONTRIBUTION, NQ_CLASS_PULL_DOWN,
	NQ_CLASS_TIMES, NQ_CLASS_AVERAGE, NQ_CLASS_ESTIMATE,
	NQ_CLASS_PRELIMINARY, NQ_CLASS_FORECAST, NQ_CLASS_MIN, NQ_CLASS_MAX,
	NQ_CLASS_APPROX, NQ_CLASS_OPEN_UP, NQ_CLASS_VERSUS,
	NQ_CLASS_SAME_PERIOD, NQ_CLASS_PREV_MONTH, NQ_CLASS_PREV_QUARTER,
	NQ_CLASS_PREV_YEAR, NQ_CLASS_DECEMBER, NQ_CLASS_OTHER_BASE,
	NQ_CLASS_PLAN, NQ_CLASS_BUDGET, NQ_CLASS_PLAN_GIVER,
	NQ_CLASS_SCENARIO, NQ_CLASS_GOAL,
	NQ_CLASS_STRIVE, NQ_CLASS_NEEDED, NQ_CLASS_CHARTER,
	NQ_CLASS_CUMULATIVE, NQ_CLASS_SINCE_JANUARY, NQ_CLASS_CONSTANT,
	NQ_CLASS_CURRENT, NQ_CLASS_REAL, NQ_CLASS_EACH, NQ_CLASS_ABOUT,
	NQ_CLASS_VOLUME,
	NQ_CLASS_OF_WHICH, NQ_CLASS_GROWTH, NQ_CLASS_OF, NQ_CLASS_OWN,
	NQ_CLASS_PREPOSITION, NQ_CLASS_FOREIGN, NQ_CLASS_PER_TIME,
	NQ_CLASS_RANK,
	NQ_CLASS_PARK, NQ_CLASS_CLUSTER, NQ_CLASS_PARK_PENDING,
	NQ_CLASS_AREA_SIZE, NQ_CLASS_OCCUPANCY, NQ_CLASS_PROJECT,
	NQ_CLASS_PROJECT_SHORT, NQ_CLASS_INDUSTRY,
	NQ_CLASS_ATTRACT, NQ_CLASS_CAPITAL, NQ_CLASS_IN_FORCE,
	NQ_CLASS_SAME_TIME, NQ_CLASS_DECOY, NQ_CLASS_SAYS,
	NQ_CLASS_AUXILIARY, NQ_CLASS_OTHER, NQ_CLASS_FILLER,
	/* From the other files: */
	NQ_CLASS_TOPIC,		/* value: indicator */
	NQ_CLASS_PART,		/* value: row of parts */
	NQ_CLASS_AREA,		/* value: area */
	NQ_CLASS_ELLIPTIC,	/* value: indicator; "doanh thu" of tourism */
	/* Made by the lexer: */
	NQ_CLASS_NUMBER, NQ_CLASS_PERIOD, NQ_CLASS_DATE, NQ_CLASS_WORD,
	NQ_CLASS_COMMA, NQ_CLASS_SEMICOLON, NQ_CLASS_COLON, NQ_CLASS_STOP,
	NQ_CLASS_OPEN, NQ_CLASS_CLOSE, NQ_CLASS_DASH, NQ_CLASS_QUOTE,
	NQ_CLASS__N
};

const char *nq_class_name(enum nq_class);

enum nq_unit {
	NQ_UNIT_NONE, NQ_UNIT_VND, NQ_UNIT_USD, NQ_UNIT_PT, NQ_UNIT_PP,
	NQ_UNIT_HA, NQ_UNIT_NUM, NQ_UNIT_T, NQ_UNIT_TKM, NQ_UNIT_PKM,
	NQ_UNIT_TIMES, NQ_UNIT_OTHER, NQ_UNIT__N
};

const char *nq_unit_name(enum nq_unit);

enum nq_kind { NQ_KIND_FLOW, NQ_KIND_STOCK, NQ_KIND_INDEX, NQ_KIND_SHARE };

struct nq_indicator {
	const char *code;
	enum nq_unit unit;
	enum nq_kind kind;
	/* Topics behind which the elliptic phrases mean this one; -1 ends. */
	int after[4];
};

/* A part of one indicator; one phrase may name the parts of several. */
struct nq_part {
	int indicator;
	const char *code;
	bool alone;		/* the phrase names the indicator too */
};

struct nq_area {
	const char *code, *name, *name_en, *kind;
	const char *parent;	/* or NULL */
	const char *host;	/* its label in host names, or NULL */
};

struct nq_source_area {
	const char *id, *area;
};

/* Meanings of one phrase, chained: "dịch vụ khác" is a part of retail… */
struct nq_meaning {
	enum nq_class cls;
	int value;
	int next;		/* index of another meaning, or -1 */
};

struct nq_catalog;

struct nq_catalog *nq_catalog_load(const struct nq_opts *, struct nq_err *);
void nq_catalog_free(struct nq_catalog *);

/* "sha256:…" over the knowledge files that a record depends on. */
const char *nq_catalog_digest(const struct nq_catalog *);

const struct nq_indicator *nq_catalog_indicator(const struct nq_catalog *,
    int);
int nq_catalog_indicator_find(const struct nq_catalog *, const char *code);
const struct nq_part *nq_catalog_part(const struct nq_catalog *, int);
const struct nq_area *nq_catalog_area(const struct nq_catalog *, int);
int nq_catalog_area_find(const struct nq_catalog *, const char *code);
/* The area whose name, without diacritics, is the whole text; or -1. */
int nq_catalog_area_plain(const struct nq_catalog *, const char *text,
    size_t len);
int nq_catalog_area_by_host(const struct nq_catalog *, const char *host);
/* The area of a configured source, or -1. */
int nq_catalog_source_area(const struct nq_catalog *, const char *id);

/* The number of a folded syllable, or 0: no phrase has it. */
int nq_catalog_syllable(const struct nq_catalog *, const char *key,
    size_t len);

/*
 * The tries: phrases, units behind a number, and nouns that count. A walk
 * starts at the root and takes one syllable at a time; -1: no such phrase.
 */
enum nq_trie { NQ_TRIE_PHRASES, NQ_TRIE_UNITS, NQ_TRIE_COUNTS, NQ_TRIE__N };

int nq_catalog_root(enum nq_trie);
int nq_catalog_step(const struct nq_catalog *, int node, int syllable);
/* First meaning at a node, or -1: the phrase does not end here. */
int nq_catalog_meaning(const struct nq_catalog *, int node);
const struct nq_meaning *nq_catalog_meaning_at(const struct nq_catalog *, int);

/* Syllables that the grammar of periods and numbers asks for by name. */
enum nq_word {
	NQ_W_THANG, NQ_W_QUY, NQ_W_NAM, NQ_W_DAU, NQ_W_CUOI, NQ_W_NAY,
	NQ_W_NGOAI, NQ_W_TRUOC, NQ_W_QUA, NQ_W_NUA, NQ_W_CA, NQ_W_GIAI,
	NQ_W_DOAN, NQ_W_NHIEM, NQ_W_KY, NQ_W_NGAY, NQ_W_DEN, NQ_W_HET,
	NQ_W_TU, NQ_W_CUNG, NQ_W_VA, NQ_W_HIEN, NQ_W_I, NQ_W_II, NQ_W_III,
	NQ_W_IV, NQ_W_MOT, NQ_W_HAI, NQ_W_BA, NQ_W_TU4, NQ_W_BON, NQ_W_SAU,
	NQ_W_BAY, NQ_W_BAY_B, NQ_W_TAM, NQ_W_CHIN, NQ_W_MUOI, NQ_W_NGUOI,
	NQ_W_CUM, NQ_W_KHU, NQ_W_QUY_BAD, NQ_W_T, NQ_W_DONG, NQ_W_NHAT,
	NQ_W_TINH, NQ_W_HUYEN, NQ_W_THANH, NQ_W_PHO, NQ_W_TX, NQ_W_THI,
	NQ_W_XA, NQ_W_VUA, NQ_W_TOI, NQ_W_VOI, NQ_W_GIENG, NQ_W_LAN,
	NQ_W_TRONG, NQ_W_SO, NQ_W_MUC, NQ_W_BINH, NQ_W_QUAN, NQ_W_CUA,
	NQ_W_NAY2, NQ_W_DUONG, NQ_W_DA, NQ_W_KHAC,
	NQ_W__N
};

int nq_catalog_word(const struct nq_catalog *, enum nq_word);

/* Power of ten of a multiplier syllable (nghìn 3, tỷ 9), or 0. */
int nq_catalog_multiplier(const struct nq_catalog *, int syllable);

#endif
