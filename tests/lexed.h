/*
 * For the tests of the grammar: the shipped knowledge, and one text as the
 * numbers and periods that the lexer finds in it.
 */
#ifndef NQ_TESTS_LEXED_H
#define NQ_TESTS_LEXED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/opts.h"
#include "tests/tap.h"
#include "transform/catalog.h"
#include "transform/lex.h"

/* The knowledge in schemas/, with the files of folder config before it. */
static inline struct nq_catalog *
lexed_knowledge(const char *config, struct nq_err *e)
{
	char shipped[] = "schemas";
	struct nq_opts o = { .shipped = shipped, .config = config };

	return nq_catalog_load(&o, e);
}

/* The same, or the end of the test. */
static inline struct nq_catalog *
lexed_shipped(void)
{
	struct nq_err e = { 0 };
	struct nq_catalog *c = lexed_knowledge(NULL, &e);

	if (c == NULL) {
		printf("Bail out! %s: %s\n", e.where, e.msg);
		exit(1);
	}
	return c;
}

typedef void lexed_fn(const struct nq_lex *, struct nq_buf *);

/* What fn writes of each lexeme of one class, joined by "; ". */
static inline char *
lexed(const struct nq_catalog *cat, const char *text, enum nq_class cls,
    lexed_fn *fn)
{
	struct nq_arena arena = { 0 };
	struct nq_buf b = NQ_BUF(1 << 20);
	struct nq_tokens tokens;
	struct nq_lexemes lex;

	nq_tokens_read(cat, text, strlen(text), &arena, &tokens);
	nq_lex_read(cat, &tokens, &arena, &lex);
	for (size_t i = 0; i < lex.n; i++) {
		if (lex.v[i].cls != cls)
			continue;
		if (b.len > 0)
			nq_buf_puts(&b, "; ");
		fn(&lex.v[i], &b);
	}
	nq_buf_putc(&b, '\0');
	nq_arena_release(&arena);
	return b.p;
}

#endif
