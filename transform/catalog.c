#include "transform/catalog.h"

#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/opts.h"
#include "transform/fold.h"
#include "transform/token.h"
#include "transform/trie.h"

#include <stdio.h>
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
	[NQ_CLASS_ATTRACT] = "attract", [NQ_CLASS_CAPITAL] = "capital", [NQ_CLASS_IN_FORCE] = "in-force",
	[NQ_CLASS_SAME_TIME] = "same-time", [NQ_CLASS_DECOY] = "decoy",
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

static const char *const kind_name[] = {
	[NQ_KIND_FLOW] = "flow", [NQ_KIND_STOCK] = "stock",
	[NQ_KIND_INDEX] = "index", [NQ_KIND_SHARE] = "share",
};

static const char *const word_name[] = {
	[NQ_W_THANG] = "tháng", [NQ_W_QUY] = "quý", [NQ_W_NAM] = "năm",
	[NQ_W_DAU] = "đầu", [NQ_W_CUOI] = "cuối", [NQ_W_NAY] = "nay",
	[NQ_W_NGOAI] = "ngoái", [NQ_W_TRUOC] = "trước", [NQ_W_QUA] = "qua",
	[NQ_W_NUA] = "nửa", [NQ_W_CA] = "cả", [NQ_W_GIAI] = "giai",
	[NQ_W_DOAN] = "đoạn", [NQ_W_NHIEM] = "nhiệm", [NQ_W_KY] = "kỳ",
	[NQ_W_NGAY] = "ngày", [NQ_W_DEN] = "đến", [NQ_W_HET] = "hết",
	[NQ_W_TU] = "từ", [NQ_W_CUNG] = "cùng", [NQ_W_VA] = "và",
	[NQ_W_HIEN] = "hiện", [NQ_W_I] = "i", [NQ_W_II] = "ii",
	[NQ_W_III] = "iii", [NQ_W_IV] = "iv", [NQ_W_MOT] = "một",
	[NQ_W_HAI] = "hai", [NQ_W_BA] = "ba", [NQ_W_TU4] = "tư",
	[NQ_W_BON] = "bốn", [NQ_W_SAU] = "sáu", [NQ_W_BAY] = "bảy",
	[NQ_W_BAY_B] = "bẩy", [NQ_W_TAM] = "tám", [NQ_W_CHIN] = "chín",
	[NQ_W_MUOI] = "mười", [NQ_W_NGUOI] = "người", [NQ_W_CUM] = "cụm",
	[NQ_W_KHU] = "khu", [NQ_W_QUY_BAD] = "qúi", [NQ_W_T] = "t",
	[NQ_W_DONG] = "đồng", [NQ_W_NHAT] = "nhất", [NQ_W_TINH] = "tỉnh",
	[NQ_W_HUYEN] = "huyện", [NQ_W_THANH] = "thành", [NQ_W_PHO] = "phố",
	[NQ_W_TX] = "tx", [NQ_W_THI] = "thị", [NQ_W_XA] = "xã",
	[NQ_W_VUA] = "vừa", [NQ_W_TOI] = "tới", [NQ_W_VOI] = "với",
	[NQ_W_GIENG] = "giêng", [NQ_W_LAN] = "lần", [NQ_W_TRONG] = "trong",
	[NQ_W_SO] = "so", [NQ_W_MUC] = "mức", [NQ_W_BINH] = "bình",
	[NQ_W_QUAN] = "quân", [NQ_W_CUA] = "của",
	[NQ_W_NAY2] = "này", [NQ_W_DUONG] = "dương",
};

_Static_assert(sizeof(word_name) / sizeof(word_name[0]) == NQ_W__N,
    "a word without its letters");

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

/* The index of a name in a table of names, or -1. */
static int
name_find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; name != NULL && i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

/*
 * Commas and dashes inside a name come and go in print ("chế biến, chế
 * tạo"), so phrases are stored without them; units keep theirs ("tấn.km").
 */
static void
phrase_add(struct nq_catalog *c, enum nq_trie kind, const char *phrase,
    enum nq_class cls, int value)
{
	struct nq_arena arena = { 0 };
	struct nq_tokens t;
	int node = nq_catalog_root(kind), *first;

	nq_tokens_read(c, phrase, strlen(phrase), &arena, &t);
	for (size_t i = 0; i < t.n; i++) {
		const struct nq_token *k = &t.v[i];
		char key[NQ_FOLD_MAX];
		int syllable = k->syllable;
		size_t n;

		if (kind != NQ_TRIE_UNITS && k->kind == NQ_TOKEN_MARK &&
		    strchr(",-;()", k->mark < 0x80 ? k->mark : 'x') != NULL)
			continue;
		n = nq_fold(phrase + k->start, k->end - k->start, key);
		if (syllable == 0 && n > 0)
			syllable = nq_trie_key_add(&c->trie, key, n);
		node = nq_trie_step_add(&c->trie, node, syllable);
	}
	nq_arena_release(&arena);
	c->meanings = nq_grow(c->meanings, c->nmeanings, &c->mcap,
	    sizeof(*c->meanings));
	first = &c->trie.meanings[node];
	c->meanings[c->nmeanings] = (struct nq_meaning){ cls, value, *first };
	*first = (int)c->nmeanings++;
}

enum file { INDICATORS, AREAS, LEXICON, SOURCES };

static const char *const file_name[] = {
	[INDICATORS] = "indicators.json", [AREAS] = "areas.json",
	[LEXICON] = "lexicon.json", [SOURCES] = "sources.json",
};

/* An array of strings, each a phrase with one meaning. */
static int
phrases_add(struct nq_catalog *c, const struct nq_jval *list,
    const char *path, enum nq_trie kind, enum nq_class cls, int value,
    struct nq_err *e)
{
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		const char *s = nq_jval_as_str(nq_jval_at(list, i));

		if (s == NULL || s[0] == '\0') {
			nq_fail(e, NQ_EUSAGE, "expected a phrase, a string "
			    "that is not empty");
			return nq_err_at(e, "%s[%zu]", path, i);
		}
		phrase_add(c, kind, s, cls, value);
	}
	return 0;
}

static int
parts_load(struct nq_catalog *c, const struct nq_jval *list, int indicator,
    const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "code", NQ_JSTRING, true }, { "name", NQ_JOBJECT, true },
		{ "alone", NQ_JBOOL, false }, { "phrases", NQ_JARRAY, true },
		{ NULL, 0, false },
	};
	char at[128];

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		const struct nq_jval *v = nq_jval_at(list, i);

		snprintf(at, sizeof(at), "%s.breakdowns[%zu]", path, i);
		if (nq_jval_check(v, shape, at, e) != 0)
			return -1;
		c->parts = nq_grow(c->parts, c->nparts, &c->pcap,
		    sizeof(*c->parts));
		c->parts[c->nparts] = (struct nq_part){ indicator,
			nq_jval_str(v, "code"), nq_jval_bool(v, "alone", false) };
		c->nparts++;
		if (phrases_add(c, nq_jval_get(v, "phrases"), at,
		    NQ_TRIE_PHRASES, NQ_CLASS_PART, (int)c->nparts - 1, e) != 0)
			return -1;
		/* A part that names itself is counted: 5.000 khách quốc tế. */
		if (nq_jval_bool(v, "alone", false) && phrases_add(c,
		    nq_jval_get(v, "phrases"), at, NQ_TRIE_COUNTS,
		    NQ_CLASS_PART, (int)c->nparts - 1, e) != 0)
			return -1;
	}
	return 0;
}

/*
 * Phrases that name the indicator only behind certain others: "doanh thu"
 * behind visitors is tourism's. Those others stand earlier in the file.
 */
static int
elliptic_load(struct nq_catalog *c, const struct nq_jval *v, int self,
    const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "after", NQ_JARRAY, true }, { "phrases", NQ_JARRAY, true },
		{ NULL, 0, false },
	};
	const struct nq_jval *after;
	char at[128];

	if (v == NULL)
		return 0;
	snprintf(at, sizeof(at), "%s.elliptic", path);
	if (nq_jval_check(v, shape, at, e) != 0)
		return -1;
	after = nq_jval_get(v, "after");
	for (size_t i = 0; i < nq_jval_count(after); i++) {
		const char *code = nq_jval_as_str(nq_jval_at(after, i));
		int k = code != NULL ? nq_catalog_indicator_find(c, code) : -1;

		if (k < 0 || i >= 3) {
			nq_fail(e, NQ_EUSAGE, "expected up to three codes of "
			    "indicators that stand above");
			return nq_err_at(e, "%s.after[%zu]", at, i);
		}
		c->indicators[self].after[i] = k;
	}
	return phrases_add(c, nq_jval_get(v, "phrases"), at, NQ_TRIE_PHRASES,
	    NQ_CLASS_ELLIPTIC, self, e);
}

static int
indicator_load(struct nq_catalog *c, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "code", NQ_JSTRING, true }, { "unit", NQ_JSTRING, true },
		{ "kind", NQ_JSTRING, true }, { "name", NQ_JOBJECT, true },
		{ "phrases", NQ_JARRAY, false },
		{ "counts", NQ_JARRAY, false },
		{ "elliptic", NQ_JOBJECT, false },
		{ "breakdowns", NQ_JARRAY, true }, { NULL, 0, false },
	};
	int unit, kind, self = (int)c->nindicators;

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	unit = name_find(unit_name, NQ_UNIT_TIMES, nq_jval_str(v, "unit"));
	if (unit <= 0) {
		nq_fail(e, NQ_EUSAGE, "unknown unit \"%s\" (expected VND, USD, "
		    "PT, HA, NUM, T, TKM or PKM)", nq_jval_str(v, "unit"));
		return nq_err_at(e, "%s.unit", path);
	}
	kind = name_find(kind_name, 4, nq_jval_str(v, "kind"));
	if (kind < 0) {
		nq_fail(e, NQ_EUSAGE, "unknown kind \"%s\" (expected flow, "
		    "stock, index or share)", nq_jval_str(v, "kind"));
		return nq_err_at(e, "%s.kind", path);
	}
	if (nq_catalog_indicator_find(c, nq_jval_str(v, "code")) >= 0) {
		nq_fail(e, NQ_EUSAGE, "\"%s\" stands there twice",
		    nq_jval_str(v, "code"));
		return nq_err_at(e, "%s.code", path);
	}
	c->indicators = nq_grow(c->indicators, c->nindicators, &c->icap,
	    sizeof(*c->indicators));
	c->indicators[c->nindicators++] = (struct nq_indicator){
		nq_jval_str(v, "code"), (enum nq_unit)unit, (enum nq_kind)kind,
		{ -1, -1, -1, -1 } };
	if (phrases_add(c, nq_jval_get(v, "phrases"), path, NQ_TRIE_PHRASES,
	    NQ_CLASS_TOPIC, self, e) != 0 ||
	    phrases_add(c, nq_jval_get(v, "counts"), path, NQ_TRIE_COUNTS,
	    NQ_CLASS_TOPIC, self, e) != 0 ||
	    elliptic_load(c, nq_jval_get(v, "elliptic"), self, path, e) != 0)
		return -1;
	return parts_load(c, nq_jval_get(v, "breakdowns"), self, path, e);
}

static int
area_load(struct nq_catalog *c, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "code", NQ_JSTRING, true }, { "name", NQ_JSTRING, true },
		{ "name_en", NQ_JSTRING, true }, { "kind", NQ_JSTRING, true },
		{ "parent", NQ_JSTRING | NQ_JNULL, false },
		{ "aliases", NQ_JARRAY, false },
		{ "host", NQ_JSTRING | NQ_JNULL, false }, { NULL, 0, false },
	};
	int self = (int)c->nareas;

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	c->areas = nq_grow(c->areas, c->nareas, &c->acap, sizeof(*c->areas));
	c->areas[c->nareas++] = (struct nq_area){ nq_jval_str(v, "code"),
		nq_jval_str(v, "name"), nq_jval_str(v, "kind"),
		nq_jval_str(v, "parent"), nq_jval_str(v, "host") };
	phrase_add(c, NQ_TRIE_PHRASES, nq_jval_str(v, "name"), NQ_CLASS_AREA,
	    self);
	return phrases_add(c, nq_jval_get(v, "aliases"), path,
	    NQ_TRIE_PHRASES, NQ_CLASS_AREA, self, e);
}

/* Of a source transform needs its area alone; extract checks the rest. */
static int
source_load(struct nq_catalog *c, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *id = nq_jval_str(v, "id"), *area = nq_jval_str(v, "ref_area");

	if (id == NULL || area == NULL)
		return 0;
	if (nq_catalog_area_find(c, area) < 0) {
		nq_fail(e, NQ_EUSAGE, "unknown area \"%s\"; areas.json lists "
		    "the known ones", area);
		return nq_err_at(e, "%s.ref_area", path);
	}
	c->sources = nq_grow(c->sources, c->nsources, &c->scap,
	    sizeof(*c->sources));
	c->sources[c->nsources++] = (struct nq_source_area){ id, area };
	return 0;
}

static int
unit_load(struct nq_catalog *c, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "unit", NQ_JSTRING, true }, { "words", NQ_JARRAY, true },
		{ NULL, 0, false },
	};
	int unit;

	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	unit = name_find(unit_name, NQ_UNIT__N, nq_jval_str(v, "unit"));
	if (unit <= 0) {
		nq_fail(e, NQ_EUSAGE, "unknown unit \"%s\"",
		    nq_jval_str(v, "unit"));
		return nq_err_at(e, "%s.unit", path);
	}
	return phrases_add(c, nq_jval_get(v, "words"), path, NQ_TRIE_UNITS,
	    NQ_CLASS_NUMBER, unit, e);
}

static int
classes_load(struct nq_catalog *c, const struct nq_jval *v, struct nq_err *e)
{
	char at[128];

	for (const char *k = nq_jval_next_key(v, NULL); k != NULL;
	    k = nq_jval_next_key(v, k)) {
		int cls = name_find(class_name, NQ_CLASS_TOPIC, k);

		snprintf(at, sizeof(at), "classes.%s", k);
		if (cls <= 0) {
			nq_fail(e, NQ_EUSAGE, "the grammar has no such class");
			return nq_err_at(e, "%s", at);
		}
		if (phrases_add(c, nq_jval_get(v, k), at, NQ_TRIE_PHRASES,
		    (enum nq_class)cls, 0, e) != 0)
			return -1;
	}
	return 0;
}

static int
multipliers_load(struct nq_catalog *c, const struct nq_jval *v,
    struct nq_err *e)
{
	char key[NQ_FOLD_MAX];
	size_t max = sizeof(c->multipliers) / sizeof(c->multipliers[0]);

	for (size_t i = 0; i < nq_jval_count(v); i++) {
		const struct nq_jval *pair = nq_jval_at(v, i);
		const char *word = nq_jval_as_str(nq_jval_at(pair, 0));
		int64_t power = nq_jval_as_int(nq_jval_at(pair, 1));

		if (word == NULL || power < 1 || power > 15 || i >= max) {
			nq_fail(e, NQ_EUSAGE, "expected [word, power of ten], "
			    "at most %zu of them", max);
			return nq_err_at(e, "multipliers[%zu]", i);
		}
		c->multipliers[i].syllable = nq_trie_key_add(&c->trie, key,
		    nq_fold(word, strlen(word), key));
		c->multipliers[i].power = (int)power;
		c->nmultipliers = i + 1;
	}
	return 0;
}

static int
lexicon_load(struct nq_catalog *c, const struct nq_jval *root,
    struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "classes", NQ_JOBJECT, true },
		{ "multipliers", NQ_JARRAY, true },
		{ "units", NQ_JARRAY, true }, { NULL, 0, false },
	};
	const struct nq_jval *units;
	char at[64];

	if (nq_jval_check(root, shape, "the file", e) != 0 ||
	    classes_load(c, nq_jval_get(root, "classes"), e) != 0 ||
	    multipliers_load(c, nq_jval_get(root, "multipliers"), e) != 0)
		return -1;
	units = nq_jval_get(root, "units");
	for (size_t i = 0; i < nq_jval_count(units); i++) {
		snprintf(at, sizeof(at), "units[%zu]", i);
		if (unit_load(c, nq_jval_at(units, i), at, e) != 0)
			return -1;
	}
	return 0;
}

typedef int row_fn(struct nq_catalog *, const struct nq_jval *,
    const char *path, struct nq_err *);

static int
rows_load(struct nq_catalog *c, const struct nq_jval *root, const char *key,
    row_fn *load, struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(root, key);
	char at[64];

	if (list == NULL || nq_jval_type(list) != NQ_JARRAY) {
		nq_fail(e, NQ_EUSAGE, "expected an array \"%s\"", key);
		return -1;
	}
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		snprintf(at, sizeof(at), "%s[%zu]", key, i);
		if (load(c, nq_jval_at(list, i), at, e) != 0)
			return -1;
	}
	return 0;
}

static int
file_load(struct nq_catalog *c, enum file f, const struct nq_jval *root,
    struct nq_err *e)
{
	switch (f) {
	case INDICATORS:
		return rows_load(c, root, "indicators", indicator_load, e);
	case AREAS:
		return rows_load(c, root, "areas", area_load, e);
	case LEXICON:
		return lexicon_load(c, root, e);
	default:
		return rows_load(c, root, "sources", source_load, e);
	}
}

static void
words_add(struct nq_catalog *c)
{
	char key[NQ_FOLD_MAX];

	for (int i = 0; i < NQ_W__N; i++)
		c->words[i] = nq_trie_key_add(&c->trie, key,
		    nq_fold(word_name[i], strlen(word_name[i]), key));
}

struct nq_catalog *
nq_catalog_load(const struct nq_opts *o, struct nq_err *e)
{
	struct nq_catalog *c = nq_alloc(1, sizeof(*c));
	struct nq_hash *hash = nq_hash_new();
	char one[NQ_DIGEST_TEXT], inner[256];
	int rc = 0;

	nq_trie_init(&c->trie, NQ_TRIE__N);
	words_add(c);
	for (int f = 0; rc == 0 && f <= SOURCES; f++) {
		char *path = nq_opts_schema(o, file_name[f]);

		c->files[f] = nq_json_load_file(path, NQ_MAX_CONF, e);
		rc = c->files[f] == NULL ? -1 :
		    file_load(c, (enum file)f, nq_json_root(c->files[f]), e);
		if (rc == 0)
			rc = nq_digest_file(path, one, e);
		if (rc != 0 && strncmp(e->where, path, strlen(path)) != 0) {
			snprintf(inner, sizeof(inner), "%s", e->where);
			snprintf(e->where, sizeof(e->where), "%.150s: %.100s",
			    path, inner);
		}
		if (rc == 0)
			nq_hash_add(hash, one, strlen(one));
		free(path);
	}
	nq_hash_done(hash, c->digest);
	if (rc != 0) {
		e->code = NQ_EUSAGE;
		nq_catalog_free(c);
		return NULL;
	}
	return c;
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
