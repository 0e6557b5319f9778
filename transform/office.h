/*
 * Office Open XML: a ZIP whose parts point to each other by relations. Only
 * parts that the relations name are read.
 */
#ifndef NQ_TRANSFORM_OFFICE_H
#define NQ_TRANSFORM_OFFICE_H

#include <stdbool.h>
#include <stddef.h>

struct nq_arena;
struct nq_raw;
struct nq_sheet;
struct nq_zip;

struct nq_rel {
	const char *id, *type;	/* type: its last word, "worksheet" */
	const char *part;	/* name in the archive; NULL: external, or it
				 * leads outside */
};

struct nq_rels {
	struct nq_rel *v;	/* arena */
	size_t n;
};

/* Relations of a part, "" for the package; none where it has none. False
 * with raw refused. */
bool nq_rels_read(struct nq_zip *, struct nq_raw *, const char *part,
    struct nq_rels *);
const struct nq_rel *nq_rel_by_type(const struct nq_rels *, const char *);
const struct nq_rel *nq_rel_by_id(const struct nq_rels *, const char *id,
    size_t len);

/* A ZIP: workbook or text document; else raw refused, saying what it is. */
void nq_office_read(const char *, size_t, struct nq_raw *);

/* The main part of each; raw refused or blocks. */
void nq_xlsx_read(struct nq_zip *, const char *part, struct nq_raw *);
void nq_docx_read(struct nq_zip *, const char *part, struct nq_raw *);

/* Cell formats of a workbook, by their number; arena. */
struct nq_styles {
	struct nq_style *v;
	size_t n;
};
bool nq_styles_read(struct nq_zip *, const char *part, struct nq_raw *,
    struct nq_styles *);

/* ".VnTime", ".VnArialH": the fonts of TCVN3. */
bool nq_font_is_old(const char *, size_t);

#endif
