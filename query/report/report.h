/*
 * The report: a folder of pages for the monthly review. Everything the pages
 * need is read once and shown in both languages. Private to query/report/;
 * query/query.h has the command.
 */
#ifndef NQ_QUERY_REPORT_REPORT_H
#define NQ_QUERY_REPORT_REPORT_H

#include <stdbool.h>

#include "progress/assess.h"
#include "query/ask.h"
#include "query/evidence.h"
#include "query/report/sheet.h"
#include "query/report/site.h"

struct nq_err;

struct nq_report {
	struct nq_ask ask;
	struct nq_reader reader;
	struct nq_goals goals;
	struct nq_assessment *assessed;	/* owned; one a goal */
	struct nq_evidences evidences;
	struct nq_site site;
	char *style;			/* owned; the style sheet */
	char style_hash[64];		/* for the policy: 'sha256-…' */
	char area[2][NQ_AREA_NAME];	/* of the targets, in words */
	struct nq_held {		/* what the warehouse holds by then */
		long long figures, documents, sources, batches;
		char loaded[NQ_TIME_TEXT];	/* last; "" */
	} held;
};

/* One page: where it is, and what stands in its head. */
struct nq_leaf {
	const char *path;	/* "targets/x.html", within the language */
	const char *up;		/* from there to the language's folder */
	const char *over, *about;	/* code and title of the document that
					 * it belongs to, or NULL */
	const char *title;
	const char *here;	/* the entry of the menu that it is, or NULL */
};

/* Begins the page: head, skip link, menu, main, h1 (the title). */
int nq_leaf_open(const struct nq_report *, struct nq_sheet *,
    const struct nq_leaf *, bool en, struct nq_err *);
/* Ends it and adds it to the site; releases the page, also where e is set. */
int nq_leaf_close(struct nq_report *, struct nq_sheet *,
    const struct nq_leaf *, struct nq_err *);

/* The style sheet and its digest. */
int nq_style_read(struct nq_report *, struct nq_err *);

/* The pages; each makes its own, in one language. */
int nq_leaf_summary(struct nq_report *, bool en, struct nq_err *);
int nq_leaf_target(struct nq_report *, size_t goal, bool en, struct nq_err *);
int nq_leaf_findings(struct nq_report *, bool en, struct nq_err *);
int nq_leaf_gaps(struct nq_report *, struct nq_err *);	/* both languages */
int nq_leaf_methods(struct nq_report *, bool en, struct nq_err *);

/* The section with the evidence of all figures that the page cited. */
int nq_proof_put(struct nq_report *, struct nq_sheet *, struct nq_err *);

#endif
