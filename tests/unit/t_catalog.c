/*
 * The knowledge files: what doctor says of a wrong edit, one fault a row,
 * and what the shipped files must keep to.
 */
#include "tests/lexed.h"

#include "core/file.h"
#include "core/json.h"
#include "core/limits.h"
#include "transform/fold.h"

#include <unistd.h>

struct fault {
	const char *text, *where, *msg;	/* msg: a part of it */
};

#define ROW(more) "{\"indicators\": [" more "]}"
#define IND(more) "{\"code\": \"X\", \"unit\": \"VND\", \"kind\": \"flow\", " \
	"\"name\": {}, \"breakdowns\": []" more "}"
#define ODD(unit, kind) "{\"code\": \"X\", \"unit\": " unit ", \"kind\": " \
	kind ", \"name\": {}, \"breakdowns\": []}"
#define PART(part) "{\"code\": \"X\", \"unit\": \"VND\", \"kind\": \"flow\", " \
	"\"name\": {}, \"breakdowns\": [" part "]}"

static const struct fault indicators[] = {
	{ "{", "indicators.json", "" },
	{ "[]", "indicators.json", "\"indicators\"" },
	{ "{\"indicators\": {}}", "indicators.json", "\"indicators\"" },
	{ ROW("7"), "indicators[0]", "object" },
	{ ROW("{}"), "indicators[0]", "\"code\"" },
	{ ROW(IND(", \"fraze\": []")), "indicators[0]", "fraze" },
	{ ROW(IND(", \"phrases\": \"x\"")), "indicators[0].phrases",
	    "an array" },
	{ ROW(IND(", \"phrases\": [7]")), "indicators[0].phrases[0]",
	    "a phrase" },
	{ ROW(IND(", \"phrases\": [\"a\", \"\"]")), "[1]", "not empty" },
	{ ROW(IND(", \"counts\": [\"\"]")), "indicators[0]", "not empty" },
	{ ROW(ODD("\"VN\"", "\"flow\"")), "indicators[0].unit", "\"VN\"" },
	{ ROW(ODD("\"\"", "\"flow\"")), "indicators[0].unit", "VND" },
	{ ROW(ODD("7", "\"flow\"")), "indicators[0].unit", "a string" },
	{ ROW(ODD("\"VND\"", "\"flw\"")), "indicators[0].kind", "\"flw\"" },
	{ ROW(IND() ", " IND()), "indicators[1].code", "twice" },
	{ ROW(PART("{}")), "indicators[0].breakdowns[0]", "\"code\"" },
	{ ROW(PART("{\"code\": \"B\", \"name\": {}, \"phrases\": [\"\"]}")),
	    "indicators[0].breakdowns[0]", "not empty" },
	{ ROW(PART("{\"code\": \"B\", \"name\": {}, \"phrases\": [], "
	    "\"alone\": 1}")), "indicators[0].breakdowns[0].alone", "true" },
	{ ROW(PART("{\"code\": \"B\", \"name\": {}, \"phrases\": "
	    "[\"a\"]}, {\"code\": \"B\", \"name\": {}, \"phrases\": "
	    "[\"b\"]}")), "indicators[0].breakdowns[1].code", "twice" },
	{ ROW(IND(", \"phrases\": [\"a b\", \"a b\"]")),
	    "indicators[0].phrases[1]", "twice" },
	{ ROW(IND(", \"elliptic\": {}")), "indicators[0].elliptic", "after" },
	{ ROW(IND(", \"elliptic\": {\"after\": [\"Y\"], \"phrases\": []}")),
	    "indicators[0].elliptic.after[0]", "stand above" },
};

#define AREA(code, more) "{\"code\": \"" code "\", \"name\": \"A\", " \
	"\"name_en\": \"A\", \"kind\": \"province\"" more "}"

static const struct fault areas[] = {
	{ "", "areas.json", "" },
	{ "{}", "areas.json", "\"areas\"" },
	{ "{\"areas\": [{}]}", "areas[0]", "\"code\"" },
	{ "{\"areas\": [" AREA("VN-06", ", \"aliases\": \"x\"") "]}",
	    "areas[0].aliases", "an array" },
	{ "{\"areas\": [" AREA("VN-06", ", \"aliases\": [\"\"]") "]}",
	    "areas[0]", "not empty" },
	{ "{\"areas\": [" AREA("VN-06", ", \"hst\": \"x\"") "]}",
	    "areas[0]", "hst" },
	{ "{\"areas\": [" AREA("VN-06", "") ", " AREA("VN-06", "") "]}",
	    "areas[1].code", "twice" },
	{ "{\"areas\": [{\"code\": \"VN-06\", \"name\": \"A\", "
	    "\"name_en\": \"A\", \"kind\": \"shire\"}]}",
	    "areas[0].kind", "province" },
	{ "{\"areas\": [" AREA("VN-06", ", \"parent\": \"VX\"") "]}",
	    "areas[0].parent", "\"VX\"" },
};

#define LEX(classes, mults, units) "{\"classes\": " classes \
	", \"multipliers\": " mults ", \"units\": " units "}"

static const struct fault lexicon[] = {
	{ "nonsense", "lexicon.json", "" },
	{ "{}", "lexicon.json", "classes" },
	{ LEX("[]", "[]", "[]"), "classes", "an object" },
	{ LEX("{\"upp\": []}", "[]", "[]"), "classes.upp", "no such class" },
	{ LEX("{\"topic\": []}", "[]", "[]"), "classes.topic",
	    "no such class" },
	{ LEX("{\"up\": [7]}", "[]", "[]"), "classes.up[0]", "a phrase" },
	{ LEX("7", "[]", "[]"), "lexicon.json: classes", "an object" },
	{ LEX("{\"up\": \"tăng\"}", "[]", "[]"), "json: classes.up",
	    "an array" },
	{ LEX("{\"up\": [\"tăng\"], \"down\": [\"tăng\"]}", "[]", "[]"),
	    "classes.down[0]", "in the class \"up\" already" },
	{ LEX("{\"up\": [\"–\"]}", "[]", "[]"), "classes.up[0]",
	    "no word" },
	{ LEX("{\"up\": [\"tăng\", \"tăng\"]}", "[]", "[]"),
	    "classes.up[1]", "twice" },
	{ LEX("{}", "[]", "[{\"unit\": \"HA\", \"words\": [\"ha\"]}, "
	    "{\"unit\": \"T\", \"words\": [\"ha\"]}]"),
	    "units[1].words[0]", "the unit HA already" },
	{ LEX("{}", "[[\"tỷ\"]]", "[]"), "multipliers[0]", "power of ten" },
	{ LEX("{}", "[[\"tỷ\", 16]]", "[]"), "multipliers[0]", "power" },
	{ LEX("{}", "[[\"tỷ\", 0]]", "[]"), "multipliers[0]", "power" },
	{ LEX("{}", "[]", "[{}]"), "units[0]", "\"unit\"" },
	{ LEX("{}", "[]", "[{\"unit\": \"VN\", \"words\": []}]"),
	    "units[0].unit", "\"VN\"" },
	{ LEX("{}", "[]", "[{\"unit\": \"VND\", \"words\": [\"\"]}]"),
	    "units[0]", "not empty" },
};

/* Loads with text in the place of file; the error, or "" where. */
static void
edit(const char *dir, const char *file, const char *text, struct nq_err *e)
{
	char *path = nq_path_join(dir, file);
	FILE *f = fopen(path, "w");

	*e = (struct nq_err){ 0 };
	if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0) {
		printf("Bail out! cannot write %s\n", path);
		exit(1);
	}
	nq_catalog_free(lexed_knowledge(dir, e));
	unlink(path);
	free(path);
}

static void
faults(const char *dir, const char *file, const struct fault *v, size_t n)
{
	struct nq_err e;

	for (size_t i = 0; i < n; i++) {
		edit(dir, file, v[i].text, &e);
		if (!OK(e.code == NQ_EUSAGE && strstr(e.where, file) != NULL &&
		    strstr(e.where, v[i].where) != NULL &&
		    strstr(e.msg, v[i].msg) != NULL, "%s: %s names %s",
		    file, v[i].text, v[i].where))
			printf("# got: %d %s: %s\n", e.code, e.where, e.msg);
	}
}

/* The last row of the sources names a province, so its area must exist. */
static void
area_faults(const char *dir)
{
	char *path = nq_path_join(dir, "sources.json");
	struct nq_err e;
	FILE *f = fopen(path, "w");

	fputs("{\"sources\": [{\"id\": \"s\", \"ref_area\": \"VN-06\"}]}", f);
	fclose(f);
	faults(dir, "areas.json", areas, sizeof(areas) / sizeof(areas[0]));
	edit(dir, "areas.json", "{\"areas\": []}", &e);
	OK(strstr(e.where, "sources.json: sources[0].ref_area") != NULL &&
	    strstr(e.msg, "unknown area \"VN-06\"") != NULL,
	    "a source of an area that is gone");
	unlink(path);
	free(path);
}

static void
class_names(void)
{
	for (int i = 0; i < NQ_CLASS__N; i++) {
		int same = 0;

		for (int k = 0; k < NQ_CLASS__N; k++)
			same += strcmp(nq_class_name((enum nq_class)i),
			    nq_class_name((enum nq_class)k)) == 0;
		OK(same == 1, "class %d has a name of its own, \"%s\"", i,
		    nq_class_name((enum nq_class)i));
	}
}

/* The key of a whole phrase: folded words, one blank between. */
static char *
phrase_key(const char *s)
{
	struct nq_buf b = NQ_BUF(4096);
	char key[NQ_FOLD_MAX];
	const char *end;

	for (; *s != '\0'; s = *end == ' ' ? end + 1 : end) {
		end = strchrnul(s, ' ');
		nq_buf_put(&b, key, nq_fold(s, (size_t)(end - s), key));
		nq_buf_putc(&b, ' ');
	}
	return nq_buf_steal(&b);
}

static void
one_class_each(void)
{
	struct nq_err e = { 0 };
	struct nq_json *j = nq_json_load_file("schemas/lexicon.json",
	    NQ_MAX_CONF, &e);
	const struct nq_jval *v = nq_jval_get(nq_json_root(j), "classes");
	struct {
		char *key;
		const char *cls;
	} seen[4096];
	size_t n = 0;
	int twice = 0;

	for (const char *k = nq_jval_next_key(v, NULL); k != NULL;
	    k = nq_jval_next_key(v, k))
		for (size_t i = 0; i < nq_jval_count(nq_jval_get(v, k)) &&
		    n < 4096; i++) {
			seen[n].key = phrase_key(nq_jval_as_str(nq_jval_at(
			    nq_jval_get(v, k), i)));
			seen[n].cls = k;
			for (size_t o = 0; o < n; o++)
				if (seen[o].cls != k &&
				    strcmp(seen[o].key, seen[n].key) == 0) {
					twice++;
					printf("# \"%s\" in %s and %s\n",
					    seen[n].key, seen[o].cls, k);
				}
			n++;
		}
	OK(n > 500 && twice == 0, "each of the %zu phrases of the lexicon "
	    "stands in one class", n);
	for (size_t i = 0; i < n; i++)
		free(seen[i].key);
	nq_json_free(j);
}

/* Words of the grammar that no shipped file may lose. */
static void
shipped(void)
{
	struct nq_catalog *c = lexed_shipped();
	int node = nq_catalog_root(NQ_TRIE_PHRASES), m;
	char key[NQ_FOLD_MAX];

	for (int w = 0; w < NQ_W__N; w++)
		if (nq_catalog_word(c, (enum nq_word)w) <= 0)
			OK(0, "word %d has a syllable", w);
	OK(nq_catalog_multiplier(c, nq_catalog_syllable(c, key,
	    nq_fold("tỉ", strlen("tỉ"), key))) == 9, "tỉ is 10^9");
	node = nq_catalog_step(c, node, nq_catalog_syllable(c, key,
	    nq_fold("GRDP", 4, key)));
	m = node >= 0 ? nq_catalog_meaning(c, node) : -1;
	OK(m >= 0 && nq_catalog_meaning_at(c, m)->cls == NQ_CLASS_TOPIC &&
	    nq_catalog_meaning_at(c, m)->value ==
	    nq_catalog_indicator_find(c, "GRDP"), "GRDP names itself");
	OK(nq_catalog_indicator_find(c, "NONE") < 0 &&
	    nq_catalog_area_find(c, "VN-99") < 0, "what is not there is not "
	    "found");
	OK(nq_catalog_area_by_host(c, "cucthongke.yenbai.gov.vn") ==
	    nq_catalog_area_find(c, "VN-06"), "a host names its province");
	OK(nq_catalog_area_by_host(c, "www.example.org") < 0,
	    "another host names none");
	nq_catalog_free(c);
}

int
main(void)
{
	char dir[] = "/tmp/nqtrack-test-XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	faults(dir, "indicators.json", indicators,
	    sizeof(indicators) / sizeof(indicators[0]));
	area_faults(dir);
	faults(dir, "lexicon.json", lexicon,
	    sizeof(lexicon) / sizeof(lexicon[0]));
	rmdir(dir);
	class_names();
	one_class_each();
	shipped();
	return tap_done();
}
