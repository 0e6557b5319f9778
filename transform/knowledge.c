/* The knowledge files, checked key by key and compiled into the tries. */
#include "transform/knowledge.h"

#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/opts.h"
#include "transform/fold.h"
#include "transform/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	[NQ_W_DA] = "đã", [NQ_W_KHAC] = "khác",
};

_Static_assert(sizeof(word_name) / sizeof(word_name[0]) == NQ_W__N,
    "a word without its letters");

/* The index of a name in a table of names, or -1. */
static int
name_find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; name != NULL && i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

/* What a phrase is to say, and in which of the tries. */
struct sense {
	enum nq_trie trie;
	enum nq_class cls;
	int value;
};

/*
 * The node of a phrase, made where it is new; the root: it has no word.
 * Commas and dashes inside a name come and go in print ("chế biến, chế
 * tạo"), so phrases are stored without them; units keep theirs ("tấn.km").
 */
static int
node_add(struct nq_catalog *c, enum nq_trie trie, const char *phrase)
{
	struct nq_arena arena = { 0 };
	struct nq_tokens t;
	int node = nq_catalog_root(trie);

	nq_tokens_read(c, phrase, strlen(phrase), &arena, &t);
	for (size_t i = 0; i < t.n; i++) {
		const struct nq_token *k = &t.v[i];
		char key[NQ_FOLD_MAX];
		int syllable = k->syllable;
		size_t n;

		if (trie != NQ_TRIE_UNITS && k->kind == NQ_TOKEN_MARK &&
		    strchr(",-;()", k->mark < 0x80 ? k->mark : 'x') != NULL)
			continue;
		n = nq_fold(phrase + k->start, k->end - k->start, key);
		if (syllable == 0 && n > 0)
			syllable = nq_trie_key_add(&c->trie, key, n);
		node = nq_trie_step_add(&c->trie, node, syllable);
	}
	nq_arena_release(&arena);
	return node;
}

/*
 * Several topics or places may share a phrase, and what stands around it
 * decides. A word of the grammar and a unit have one sense each: the later
 * one would hide the earlier.
 */
static int
phrase_add(struct nq_catalog *c, const char *phrase, struct sense s,
    struct nq_err *e)
{
	int node = node_add(c, s.trie, phrase), *first;

	if (node == nq_catalog_root(s.trie))
		return nq_fail(e, NQ_EUSAGE, "\"%.100s\" has no word in it; "
		    "expected a phrase of words", phrase);
	first = &c->trie.meanings[node];
	for (int i = *first; i >= 0; i = c->meanings[i].next) {
		const struct nq_meaning *m = &c->meanings[i];

		if (m->cls == s.cls && m->value == s.value)
			continue;	/* another spelling of it */
		if (m->cls == s.cls && m->cls == NQ_CLASS_NUMBER)
			return nq_fail(e, NQ_EUSAGE, "\"%.100s\" is a word of "
			    "the unit %s already; expected one unit a word",
			    phrase, nq_unit_name((enum nq_unit)m->value));
		if (m->cls < NQ_CLASS_TOPIC && s.cls < NQ_CLASS_TOPIC)
			return nq_fail(e, NQ_EUSAGE, "\"%.100s\" is in the "
			    "class \"%s\" already; expected one class a "
			    "phrase", phrase, nq_class_name(m->cls));
	}
	c->meanings = nq_grow(c->meanings, c->nmeanings, &c->mcap,
	    sizeof(*c->meanings));
	c->meanings[c->nmeanings] = (struct nq_meaning){ s.cls, s.value,
		*first };
	*first = (int)c->nmeanings++;
	return 0;
}

enum file { INDICATORS, AREAS, LEXICON, SOURCES };

static const char *const file_name[] = {
	[INDICATORS] = "indicators.json", [AREAS] = "areas.json",
	[LEXICON] = "lexicon.json", [SOURCES] = "sources.json",
};

static bool
stands_above(const struct nq_jval *list, size_t i, const char *s)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(nq_jval_as_str(nq_jval_at(list, k)), s) == 0)
			return true;
	return false;
}

/* The array of phrases under a key, if it is there; path is the owner's. */
static int
phrases_add(struct nq_catalog *c, const struct nq_jval *owner,
    const char *path, const char *key, struct sense sense, struct nq_err *e)
{
	const struct nq_jval *list = nq_jval_get(owner, key);

	if (list != NULL && nq_jval_type(list) != NQ_JARRAY) {
		nq_fail(e, NQ_EUSAGE, "expected an array of phrases");
		return nq_err_at(e, "%s.%s", path, key);
	}
	for (size_t i = 0; i < nq_jval_count(list); i++) {
		const char *s = nq_jval_as_str(nq_jval_at(list, i));

		if (s == NULL || s[0] == '\0')
			nq_fail(e, NQ_EUSAGE, "expected a phrase, a string "
			    "that is not empty");
		else if (stands_above(list, i, s))
			nq_fail(e, NQ_EUSAGE, "\"%.100s\" stands there "
			    "twice; expected each phrase once", s);
		else if (phrase_add(c, s, sense, e) == 0)
			continue;
		return nq_err_at(e, "%s.%s[%zu]", path, key, i);
	}
	return 0;
}

/* Whether a breakdown of the indicator has this code already. */
static bool
part_known(const struct nq_catalog *c, int indicator, const char *code)
{
	for (size_t i = c->nparts; i > 0; i--)
		if (c->parts[i - 1].indicator == indicator &&
		    strcmp(c->parts[i - 1].code, code) == 0)
			return true;
	return false;
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
	struct sense sense;
	char at[128];

	for (size_t i = 0; i < nq_jval_count(list); i++) {
		const struct nq_jval *v = nq_jval_at(list, i);

		snprintf(at, sizeof(at), "%s.breakdowns[%zu]", path, i);
		if (nq_jval_check(v, shape, at, e) != 0)
			return -1;
		if (part_known(c, indicator, nq_jval_str(v, "code"))) {
			nq_fail(e, NQ_EUSAGE, "\"%s\" stands there twice",
			    nq_jval_str(v, "code"));
			return nq_err_at(e, "%s.code", at);
		}
		c->parts = nq_grow(c->parts, c->nparts, &c->pcap,
		    sizeof(*c->parts));
		c->parts[c->nparts] = (struct nq_part){ indicator,
			nq_jval_str(v, "code"),
			nq_jval_bool(v, "alone", false) };
		c->nparts++;
		sense = (struct sense){ NQ_TRIE_PHRASES, NQ_CLASS_PART,
			(int)c->nparts - 1 };
		if (phrases_add(c, v, at, "phrases", sense, e) != 0)
			return -1;
		/* A part that names itself is counted: 5.000 khách quốc tế. */
		sense.trie = NQ_TRIE_COUNTS;
		if (nq_jval_bool(v, "alone", false) &&
		    phrases_add(c, v, at, "phrases", sense, e) != 0)
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
	return phrases_add(c, v, at, "phrases", (struct sense){
	    NQ_TRIE_PHRASES, NQ_CLASS_ELLIPTIC, self }, e);
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
	unit = name_find(nq_unit_names(), NQ_UNIT_TIMES,
	    nq_jval_str(v, "unit"));
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
	if (phrases_add(c, v, path, "phrases", (struct sense){
	    NQ_TRIE_PHRASES, NQ_CLASS_TOPIC, self }, e) != 0 ||
	    phrases_add(c, v, path, "counts", (struct sense){
	    NQ_TRIE_COUNTS, NQ_CLASS_TOPIC, self }, e) != 0 ||
	    elliptic_load(c, nq_jval_get(v, "elliptic"), self, path, e) != 0)
		return -1;
	return parts_load(c, nq_jval_get(v, "breakdowns"), self, path, e);
}

/* A parent stands above its parts. */
static int
area_check(const struct nq_catalog *c, const struct nq_jval *v,
    const char *path, struct nq_err *e)
{
	const char *kind = nq_jval_str(v, "kind");
	const char *code = nq_jval_str(v, "code");
	const char *parent = nq_jval_str(v, "parent");

	if (strcmp(kind, "country") != 0 && strcmp(kind, "province") != 0 &&
	    strcmp(kind, "district") != 0) {
		nq_fail(e, NQ_EUSAGE, "unknown kind \"%.60s\" (expected "
		    "country, province or district)", kind);
		return nq_err_at(e, "%s.kind", path);
	}
	if (nq_catalog_area_find(c, code) >= 0) {
		nq_fail(e, NQ_EUSAGE, "\"%.60s\" stands there twice", code);
		return nq_err_at(e, "%s.code", path);
	}
	if (parent != NULL && nq_catalog_area_find(c, parent) < 0) {
		nq_fail(e, NQ_EUSAGE, "unknown area \"%.60s\" (expected the "
		    "code of one that stands above)", parent);
		return nq_err_at(e, "%s.parent", path);
	}
	return 0;
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
	struct sense self = { NQ_TRIE_PHRASES, NQ_CLASS_AREA,
		(int)c->nareas };

	if (nq_jval_check(v, shape, path, e) != 0 ||
	    area_check(c, v, path, e) != 0)
		return -1;
	c->areas = nq_grow(c->areas, c->nareas, &c->acap, sizeof(*c->areas));
	c->areas[c->nareas++] = (struct nq_area){ nq_jval_str(v, "code"),
		nq_jval_str(v, "name"), nq_jval_str(v, "name_en"),
		nq_jval_str(v, "kind"), nq_jval_str(v, "parent"),
		nq_jval_str(v, "host") };
	if (phrase_add(c, nq_jval_str(v, "name"), self, e) != 0)
		return nq_err_at(e, "%s.name", path);
	return phrases_add(c, v, path, "aliases", self, e);
}

/* Of a source transform needs its area alone; extract checks the rest. */
static int
source_load(struct nq_catalog *c, const struct nq_jval *v, const char *path,
    struct nq_err *e)
{
	const char *id = nq_jval_str(v, "id");
	const char *area = nq_jval_str(v, "ref_area");

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
	unit = name_find(nq_unit_names(), NQ_UNIT__N, nq_jval_str(v, "unit"));
	if (unit <= 0) {
		nq_fail(e, NQ_EUSAGE, "unknown unit \"%s\"",
		    nq_jval_str(v, "unit"));
		return nq_err_at(e, "%s.unit", path);
	}
	return phrases_add(c, v, path, "words", (struct sense){
	    NQ_TRIE_UNITS, NQ_CLASS_NUMBER, unit }, e);
}

static int
classes_load(struct nq_catalog *c, const struct nq_jval *v, struct nq_err *e)
{
	for (const char *k = nq_jval_next_key(v, NULL); k != NULL;
	    k = nq_jval_next_key(v, k)) {
		int cls = name_find(nq_class_names(), NQ_CLASS_TOPIC, k);

		if (cls <= 0) {
			nq_fail(e, NQ_EUSAGE, "the grammar has no such class");
			return nq_err_at(e, "classes.%s", k);
		}
		if (phrases_add(c, v, "classes", k, (struct sense){
		    NQ_TRIE_PHRASES, (enum nq_class)cls, 0 }, e) != 0)
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

	if (nq_jval_check(root, shape, "", e) != 0 ||
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
			snprintf(e->where, sizeof(e->where), "%.150s%s%.100s",
			    path, inner[0] != '\0' ? ": " : "", inner);
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
