/*
 * Periods and days: in SDMX notation, as numbers, as printed in a text.
 * One period has one notation; a period printed is one of the calendar.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/period.h"
#include "transform/catalog.h"
#include "transform/lex.h"
#include "transform/raw.h"

static void
notation(const char *text)
{
	char again[NQ_PERIOD_TEXT];
	struct nq_period p;
	struct nq_err e = { 0 };

	if (nq_period_parse(text, &p, &e) != 0)
		return;
	MUST(nq_period_is_valid(p));
	MUST(strcmp(nq_period_emit(p, again), text) == 0);
	MUST(nq_period_end(p) - nq_period_first(p) == p.months);
}

static void
numbers(const char *bytes, size_t len)
{
	char text[NQ_PERIOD_TEXT];
	struct nq_period p, back;
	struct nq_err e = { 0 };

	if (len < sizeof(p))
		return;
	memcpy(&p, bytes, sizeof(p));
	nq_period_emit(p, text);
	MUST((text[0] != '\0') == nq_period_is_valid(p));
	if (text[0] == '\0')
		return;
	MUST(nq_period_parse(text, &back, &e) == 0);
	MUST(nq_period_is_same(p, back));
}

static void
printed(const char *text, size_t len)
{
	struct nq_arena arena = { 0 };
	struct nq_tokens t;
	struct nq_when w;
	size_t n;

	nq_tokens_read(fuzz_catalog(), text, len, &arena, &t);
	for (size_t i = 0; i < t.n; i++) {
		n = nq_when_read(fuzz_catalog(), &t, i, &w);
		MUST(i + n <= t.n);
		if (n == 0)
			continue;
		/* Misprinted years are for the binder to mend. */
		MUST(w.year >= 0 && w.year <= 9999);
		MUST(w.month >= 0 && w.month <= 12);
		MUST(w.months >= 0 && w.months <= 12);
	}
	nq_arena_release(&arena);
}

static void
day(const char *text, size_t len)
{
	struct nq_day d;

	if (!nq_meta_day(text, len, &d))
		return;
	MUST(d.start < d.end && d.end <= len);
	MUST(strlen(d.iso) == 10 && d.iso[4] == '-' && d.iso[7] == '-');
	MUST(atoi(d.iso + 5) >= 1 && atoi(d.iso + 5) <= 12);
	MUST(atoi(d.iso + 8) >= 1 && atoi(d.iso + 8) <= 31);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = nq_strndup((const char *)data, size);

	notation(text);
	numbers((const char *)data, size);
	if (fuzz_is_utf8((const char *)data, size)) {
		printed((const char *)data, size);
		day((const char *)data, size);
	}
	free(text);
	return 0;
}
