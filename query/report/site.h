/*
 * The folder of a report. Pages are kept until all of them are made, then
 * written whole; those of an earlier report that are no longer made are
 * removed. MANIFEST names the files that reports made: nothing else in
 * the folder is ever touched, and a folder that has files and no manifest is
 * refused. Private to query/report/.
 */
#ifndef NQ_QUERY_REPORT_SITE_H
#define NQ_QUERY_REPORT_SITE_H

#include <stddef.h>

#include "core/file.h"

struct nq_err;

/* A name in the folder, a line each. */
#define NQ_REPORT_MANIFEST "nqtrack-report.txt"

enum {
	/* Bytes of a manifest; a page takes some forty. */
	NQ_MAX_MANIFEST = 4 << 20,
	/* Bytes of a page's name, its folders included. */
	NQ_MAX_PAGE_NAME = 160
};

struct nq_site {
	const char *dir;	/* borrowed */
	struct nq_names old;	/* that the manifest had */
	struct nq_site_page {
		char *name;	/* "en/index.html" */
		char *bytes;
		size_t len;
	} *v;			/* owned */
	size_t n, cap;
};

/* Makes the folder, or looks at what is there; NQ_EUSAGE where it is not a
 * report's. Always followed by nq_site_close. */
int nq_site_open(struct nq_site *, const char *dir, struct nq_err *);
void nq_site_close(struct nq_site *);

/* Copies the bytes. Nothing is written yet. */
void nq_site_add(struct nq_site *, const char *name, const char *bytes,
    size_t len);

/* Writes what differs from what is there, and removes what is stale. removed
 * gets how many. */
int nq_site_publish(struct nq_site *, size_t *removed, struct nq_err *);

#endif
