/*
 * Text to figures: tokens, lexemes and the binder, with the shipped
 * knowledge, and the records that come of it.
 */
#include "tests/fuzz/fuzz.h"

#include "core/mem.h"
#include "transform/catalog.h"
#include "transform/decode.h"
#include "transform/lex.h"

static void
look_at_tokens(const struct nq_tokens *t, size_t len)
{
	for (size_t i = 0; i < t->n; i++) {
		MUST(t->v[i].start < t->v[i].end && t->v[i].end <= len);
		MUST(i == 0 || t->v[i].start >= t->v[i - 1].end);
	}
}

static void
look_at_lexemes(const struct nq_lexemes *lex, size_t len)
{
	size_t tok = 0;

	for (size_t i = 0; i < lex->n; i++) {
		const struct nq_lex *l = &lex->v[i];

		MUST(l->tok >= tok && l->ntok > 0);
		tok = l->tok + l->ntok;
		MUST(tok <= lex->tokens->n);
		MUST(l->start < l->end && l->end <= len);
		if (l->cls == NQ_CLASS_NUMBER)
			fuzz_dec(l->num.value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_arena arena = { 0 };
	struct nq_tokens tokens;
	struct nq_lexemes lex;
	struct nq_decoded d;

	fuzz_catalog();
	nq_decode((const char *)data, size, NULL, &d);
	nq_tokens_read(fuzz_catalog(), d.p, d.len, &arena, &tokens);
	look_at_tokens(&tokens, d.len);
	nq_lex_read(fuzz_catalog(), &tokens, &arena, &lex);
	look_at_lexemes(&lex, d.len);
	nq_arena_release(&arena);
	fuzz_document(d.p, d.len, "text/plain");
	nq_decoded_release(&d);
	return 0;
}
