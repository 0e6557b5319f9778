/*
 * One page of the report, as well-formed XML that is HTML as well: libxml2's
 * writer escapes what has to be escaped, and nothing here or elsewhere puts
 * markup together of strings. What comes from outside is made printable
 * first: bytes that are no UTF-8 or that XML forbids, and characters that
 * turn the direction of what follows, become U+FFFD. Private to query/report/.
 */
#ifndef NQ_QUERY_REPORT_SHEET_H
#define NQ_QUERY_REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct _xmlBuffer;
struct _xmlTextWriter;
struct nq_err;

enum {
	/* Figures whose evidence one page shows: a target has some forty, a
	 * page of findings a few hundred and stops at half of this. */
	NQ_MAX_CITED = 4000
};

struct nq_sheet {
	struct _xmlBuffer *out;		/* owned */
	struct _xmlTextWriter *w;	/* owned */
	bool en;
	bool bad;			/* the writer failed; told at the end */
	bool full;			/* more than NQ_MAX_CITED; likewise */
	const char *up;			/* way to the pages of the language:
					 * "" or "../"; static */
	int64_t *cited;			/* owned: figures, as first met */
	size_t cites, cap;
};

/* Always followed by nq_sheet_release. */
int nq_sheet_init(struct nq_sheet *, bool en, const char *up, struct nq_err *);
void nq_sheet_release(struct nq_sheet *);

/* The bytes of a finished page, which belong to it. */
int nq_sheet_bytes(struct nq_sheet *, const char **, size_t *, struct nq_err *);

/* An element; class NULL: none. What is opened has to be closed. */
void nq_tag_open(struct nq_sheet *, const char *name, const char *class);
void nq_tag_attr(struct nq_sheet *, const char *name, const char *value);
void nq_tag_attrf(struct nq_sheet *, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void nq_tag_text(struct nq_sheet *, const char *);	/* NULL: nothing */
void nq_tag_textn(struct nq_sheet *, const char *, size_t bytes);
void nq_tag_textf(struct nq_sheet *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void nq_tag_close(struct nq_sheet *);
/* Of an element that has no end in HTML: meta. */
void nq_tag_close_void(struct nq_sheet *);

/* The same with its text in one. */
void nq_tag_put(struct nq_sheet *, const char *name, const char *class,
    const char *text);

/* A term of a list and its text, open for more; in one, where there is a text
 * (NULL or "": nothing). The list is the caller's. */
void nq_term_open(struct nq_sheet *, const char *vi, const char *en);
void nq_term_put(struct nq_sheet *, const char *vi, const char *en,
    const char *text);

/* A heading of a row or column of a table. */
void nq_tag_head(struct nq_sheet *, const char *scope, const char *class,
    const char *text);

/* A link within the report: the page's own way up, then path. */
void nq_tag_link(struct nq_sheet *, const char *class, const char *path,
    const char *text);

/* An address from outside: a link where it begins with http:// or https://,
 * else its text. text NULL: the address itself. */
void nq_tag_url(struct nq_sheet *, const char *url, const char *text);

/* Our own style sheet or the like, as it is: no <, & or ]]> in it. */
void nq_tag_raw(struct nq_sheet *, const char *);

/*
 * A number that leads to its evidence on this page: <a href="#o12">. The
 * evidence is shown by nq_proof_put, in the order of first citation.
 */
void nq_tag_cite(struct nq_sheet *, int64_t id, const char *text);
/* The same, where the link is opened by the caller (in a drawing). */
void nq_sheet_cite(struct nq_sheet *, int64_t id);

#endif
