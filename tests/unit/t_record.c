/* One line of a records file, good and bad. */
#include "core/err.h"
#include "load/lines.h"
#include "load/record.h"
#include "tests/tap.h"

#include "core/limits.h"
#include "core/mem.h"

#include <stdlib.h>
#include <unistd.h>

#define D "sha256:0123456789abcdef0123456789abcdef" \
	"0123456789abcdef0123456789abcdef"

static const char good[] =
    "{\"kind\":\"observation\",\"document\":\"" D "\",\"ordinal\":1,"
    "\"indicator\":\"RETAIL\",\"ref_area\":\"VN-06\",\"breakdown\":null,"
    "\"time_period\":\"2022-Q1\",\"role\":\"actual\",\"transformation\":"
    "\"level\",\"obs_value\":226.30,\"unit_measure\":\"VND\","
    "\"unit_mult\":9,\"price_base\":null,\"obs_status\":\"E\","
    "\"bound\":\"min\",\"evidence\":{\"text\":\"b\\u00e1n \\\"l\\u1ebb\\\" "
    "\\ud83d\\ude00\",\"start\":4,\"end\":9},\"rule\":\"prose.level\","
    "\"flags\":[\"year-repaired\",\"x\"]}";

static char line[4096];

static int
parse(const char *text, struct nq_record *r, struct nq_err *e)
{
	size_t n = strlen(text);

	*e = (struct nq_err){ 0 };
	memcpy(line, text, n + 1);
	return nq_record_parse(line, n, r, e);
}

/* The good line with one piece replaced must be refused, and say why. */
static void
refused(const char *from, const char *to, const char *word)
{
	const char *at = strstr(good, from);
	struct nq_record r;
	struct nq_err e;
	char text[4096], all[800];

	if (!OK(at != NULL, "the line has %s", from))
		return;
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, to,
	    at + strlen(from));
	OK(parse(text, &r, &e) != 0, "refused: %s", to);
	snprintf(all, sizeof(all), "%s %s", e.where, e.msg);
	if (!OK(strstr(all, word) != NULL, "and says \"%s\"", word))
		printf("# %s\n", all);
}

static void
test_good(void)
{
	struct nq_record r;
	struct nq_err e;

	if (!OK(parse(good, &r, &e) == 0, "a good line"))
		printf("# %s: %s\n", e.where, e.msg);
	OK(r.kind == NQ_OBSERVATION && r.ordinal == 1 && r.unit_mult == 9,
	    "whole numbers");
	OK(r.value.mant == 2263 && r.value.scale == 1, "226.30 is 226.3");
	OK(r.breakdown == NULL && r.price_base == NULL, "null is NULL");
	STR(r.text, "bán \"lẻ\" 😀");
	STR(r.flags, "[\"year-repaired\",\"x\"]");
	STR(r.rule, "prose.level");
	OK(r.period.year == 2022 && r.period.months == 3 && r.start == 4 &&
	    r.end == 9, "period and evidence");
}

static void
test_bad(void)
{
	refused("226.30", "226.3e0", "obs_value");
	refused("226.30", "\"226\"", "obs_value");
	refused("226.30", "0226", "leading zeros");
	refused("226.30", "1234567890.1234567", "15 digits");
	refused("226.30", "NaN", "obs_value");
	refused("\"ordinal\":1", "\"ordinal\":1.5", "whole number");
	refused("\"ordinal\":1", "\"ordinal\":0", "ordinal");
	refused("\"ordinal\":1", "\"ordinal\":1,\"ordinal\":1", "twice");
	refused("\"ordinal\":1", "\"ordinal\":1,\"more\":1", "unknown key");
	refused("\"ordinal\":1,", "", "missing key");
	refused("\"actual\"", "\"real\"", "role");
	refused("\"actual\"", "null", "role");
	refused("\"level\"", "\"LEVEL\"", "transformation");
	refused("\"VND\"", "\"EUR\"", "unit_measure");
	refused("\"min\"", "\"least\"", "bound");
	refused("\"E\"", "\"F\"", "obs_status");
	refused("2022-Q1", "2022-Q5", "time_period");
	refused("2022-Q1", "2022-01-01/P3M", "time_period");
	refused("\"unit_mult\":9", "\"unit_mult\":19", "unit_mult");
	refused("\"price_base\":null", "\"price_base\":\"old\"",
	    "price_base");
	refused("\"end\":9", "\"end\":4", "evidence");
	refused("\\u1ebb", "\\u0000", "escape");
	refused("\\ud83d\\ude00", "\\ud83d", "escape");
	refused("\\ud83d\\ude00", "\xff", "UTF-8");
	refused("\\ud83d\\ude00", "\t", "string");
	refused("[\"year-repaired\",\"x\"]", "[1]", "flag");
	refused("[\"year-repaired\",\"x\"]", "[\"x\",]", "flags");
	refused("\"x\"]}", "\"x\"]} {}", "behind");
	refused("\"observation\"", "\"note\"", "kind");
	refused("{\"kind\":\"observation\",", "{", "kind");
	refused("sha256:", "sha255:", "digest");
}

/* Every beginning of a good line is refused, and none is read beyond. */
static void
test_cut(void)
{
	struct nq_record r;
	struct nq_err e;
	int good_ones = 0;

	for (size_t n = 0; n + 1 < sizeof(good); n++) {
		char *cut = nq_strndup(good, n);

		e = (struct nq_err){ 0 };
		good_ones += nq_record_parse(cut, n, &r, &e) == 0;
		free(cut);
	}
	OK(good_ones == 0, "no beginning of a line passes for a line");
}

static void
test_lines(void)
{
	char path[] = "/tmp/nqtrack-lines-XXXXXX", *text;
	int fd = mkstemp(path), numbers = 0;
	char *big = nq_alloc(NQ_MAX_LINE + 2, 1);
	struct nq_err e = { 0 };
	struct nq_lines l;
	size_t len;
	bool whole;

	unlink(path);
	memset(big, 'x', NQ_MAX_LINE + 1);
	big[NQ_MAX_LINE + 1] = '\n';
	OK(write(fd, "one\n\n", 5) == 5 &&
	    write(fd, big + 1, NQ_MAX_LINE + 1) == NQ_MAX_LINE + 1 &&
	    write(fd, big, NQ_MAX_LINE + 2) == NQ_MAX_LINE + 2 &&
	    write(fd, "last", 4) == 4 && lseek(fd, 0, SEEK_SET) == 0,
	    "a file of five lines");
	nq_lines_init(&l, fd);
	OK(nq_lines_next(&l, &text, &len, &whole, &e) == 1 && whole &&
	    strcmp(text, "one") == 0, "the first");
	OK(nq_lines_next(&l, &text, &len, &whole, &e) == 1 && len == 0,
	    "an empty one");
	OK(nq_lines_next(&l, &text, &len, &whole, &e) == 1 && whole &&
	    len == NQ_MAX_LINE, "one of the longest length");
	OK(nq_lines_next(&l, &text, &len, &whole, &e) == 1 && !whole &&
	    len < NQ_MAX_LINE && text[0] == 'x', "one byte more is cut");
	OK(nq_lines_next(&l, &text, &len, &whole, &e) == 1 && whole &&
	    strcmp(text, "last") == 0 && l.number == 5,
	    "the next is whole again, without a newline too");
	while (nq_lines_next(&l, &text, &len, &whole, &e) == 1)
		numbers++;
	OK(numbers == 0, "then the end");
	nq_lines_release(&l);
	free(big);
	close(fd);
}

int
main(void)
{
	test_good();
	test_bad();
	test_cut();
	test_lines();
	return tap_done();
}
