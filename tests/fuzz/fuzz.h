/*
 * What the fuzz targets share. A target is one file, fz_NAME.c, with
 * LLVMFuzzerTestOneInput: any bytes in, always 0 out, and it ends the
 * program where what the parser promises is not so. "make fuzz" links it to
 * libFuzzer, "make check" to replay.c. Programs start in the top folder.
 * docs/fuzzing.md tells how to add one.
 */
#ifndef NQ_TESTS_FUZZ_H
#define NQ_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_buf;
struct nq_catalog;
struct nq_dec;
struct nq_page;
struct nq_raw;

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A promise of the parser; a broken one is told and aborts. */
#define MUST(cond) \
	((cond) ? (void)0 : fuzz_broken(#cond, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *what, const char *file, int line);

bool fuzz_is_utf8(const char *, size_t);	/* no NUL either */

/* What page.h promises of the text, the blocks and the grids. */
void fuzz_page(const struct nq_page *);

/* A decimal whose text reads back as the same number. */
void fuzz_dec(struct nq_dec);

/*
 * A reader of a format: its blocks go through what all files go through,
 * and the page is looked at.
 */
typedef void fuzz_reader(const char *, size_t, struct nq_raw *);
void fuzz_file(fuzz_reader *, const char *, size_t);

/* The shipped knowledge, loaded once, never freed. */
const struct nq_catalog *fuzz_catalog(void);

/*
 * A document from its bytes to its records: each line is one that load
 * takes, evidence is where it says, and a second reading gives the same.
 */
void fuzz_document(const char *, size_t, const char *media_type);

/*
 * An office file: a ZIP archive as it is, or one, stored without compression,
 * of what data tells: lines "@@ NAME" begin a part, what follows is its text.
 * Parts of the table that data does not name are added; the table ends with
 * name NULL.
 */
struct fuzz_part {
	const char *name, *text;
};
void fuzz_office(const uint8_t *data, size_t size,
    const struct fuzz_part *);

#endif
