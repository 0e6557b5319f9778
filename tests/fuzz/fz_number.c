/*
 * Numbers: as printed in a text, as JSON writes them, as workbooks store
 * them; and sums and products of two. What is read is written and read back.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/dec.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "transform/catalog.h"
#include "transform/decode.h"
#include "transform/lex.h"
#include "transform/sheet.h"

static void
printed(const char *text, size_t len)
{
	struct nq_arena arena = { 0 };
	struct nq_tokens t;
	struct nq_number num = { 0 };
	size_t n;

	if (nq_digits_read(text, len, &num))
		fuzz_dec(num.value);
	if (!fuzz_is_utf8(text, len))
		return;
	nq_tokens_read(fuzz_catalog(), text, len, &arena, &t);
	for (size_t i = 0; i < t.n; i++) {
		n = nq_number_read(fuzz_catalog(), &t, i, &num);
		MUST(i + n <= t.n);
		if (n == 0)
			continue;
		fuzz_dec(num.value);
		MUST(num.value.scale <= NQ_MAX_DIGITS);
		MUST(num.mult >= 0 && num.mult <= 15);
		MUST(num.unit < NQ_UNIT__N);
	}
	nq_arena_release(&arena);
}

/* Both orders give one result, or neither gives any. */
static void
calculated(struct nq_dec a, struct nq_dec b)
{
	struct nq_err e = { 0 }, other = { 0 };
	struct nq_dec x, y;
	int rc = nq_dec_add(a, b, &x, &e);

	MUST(rc == nq_dec_add(b, a, &y, &other));
	if (rc == 0) {
		fuzz_dec(x);
		MUST(nq_dec_cmp(x, y) == 0);
	}
	nq_err_clear(&e);
	nq_err_clear(&other);
	rc = nq_dec_mul(a, b, &x, &e);
	MUST(rc == nq_dec_mul(b, a, &y, &other));
	if (rc == 0) {
		fuzz_dec(x);
		MUST(nq_dec_cmp(x, y) == 0);
	}
	MUST(nq_dec_cmp(a, b) == -nq_dec_cmp(b, a));
	MUST(nq_dec_cmp(nq_dec_norm(a), a) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *blank = memchr(text, ' ', size);
	struct nq_dec a, b;
	struct nq_err e = { 0 };
	size_t n = blank != NULL ? (size_t)(blank - text) : size;

	printed(text, size);
	if (nq_stored_number(text, size, &a)) {
		fuzz_dec(a);
		MUST(a.scale >= 0 && a.scale <= NQ_MAX_DIGITS);
	}
	if (nq_dec_parse(text, n, &a, &e) != 0) {
		MUST(e.code == NQ_EPARSE || e.code == NQ_ELIMIT);
		return 0;
	}
	fuzz_dec(a);
	if (blank != NULL && nq_dec_parse(blank + 1, size - n - 1, &b,
	    &e) == 0)
		calculated(a, b);
	return 0;
}
