/*
 * Queries that have a name: schemas/sql/named/NAME.sql, and files of that
 * place in --config. A file begins with comments that say what it answers
 * and what it takes:
 *
 *	-- title vi: Chuỗi số liệu của một chỉ tiêu
 *	-- title en: The series of an indicator
 *	-- param indicator text IND_OUTPUT
 *	--   vi: mã chỉ tiêu
 *	--   en: code of the indicator
 *
 * The types are text, integer, number and day (2024-05-31). What follows the
 * type is the default, up to the end of the line; a parameter without one
 * must be given, one whose default is "" may be left empty. Behind the
 * header comes one query, which uses each parameter as :indicator and no
 * other. Every parameter is bound as its type says. "nqtrack sql",
 * Datasette's metadata and "nqtrack doctor" read the files through here.
 * Private to query/.
 */
#ifndef NQ_QUERY_SQL_NAMED_H
#define NQ_QUERY_SQL_NAMED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/file.h"
#include "core/mem.h"

struct nq_err;
struct nq_opts;
struct sqlite3;
struct sqlite3_stmt;

enum {
	/* Parameters of a query; more than a line of a shell has words for. */
	NQ_MAX_PARAMS = 16,
	/* Bytes of the name of a query or a parameter. */
	NQ_MAX_NAME = 60
};

enum nq_ptype { NQ_PTEXT, NQ_PINTEGER, NQ_PNUMBER, NQ_PDAY };

/* "text" */
const char *nq_ptype_code(enum nq_ptype);

/* Strings of both belong to the query's arena. */
struct nq_param {
	const char *name;
	enum nq_ptype type;
	const char *otherwise;		/* default; NULL: must be given */
	const char *text[2];		/* [is it English] */
};

struct nq_named {
	const char *name, *path;
	const char *title[2];		/* [is it English] */
	struct nq_param param[NQ_MAX_PARAMS];
	size_t params;
	const char *sql;		/* what follows the header */
	struct nq_arena arena;
};

/* The names of all, sorted; the caller releases them. */
int nq_named_list(const struct nq_opts *, struct nq_names *, struct nq_err *);

/*
 * Reads one. NQ_EUSAGE: there is none (near ones are named), or its header
 * is not as above, with file and line. Always followed by nq_named_release.
 */
int nq_named_read(struct nq_named *, const struct nq_opts *,
    const char *name, struct nq_err *);
void nq_named_release(struct nq_named *);

/* Prepares it, and checks that parameters and header agree; the caller
 * finalizes. */
struct sqlite3_stmt *nq_named_prepare(const struct nq_named *,
    struct sqlite3 *, struct nq_err *);

/*
 * Binds n words "key=value", defaults for the others. NQ_EUSAGE naming what
 * is unknown, given twice, missing or of another type, and what is taken.
 */
int nq_named_bind(const struct nq_named *, struct sqlite3_stmt *,
    char *const *words, size_t n, struct nq_err *);

#endif
