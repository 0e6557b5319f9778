/*
 * The portals that are read, as schemas/sources.json tells them. The file
 * is knowledge that people edit: reading is strict, and each fault is told
 * with its place.
 *
 *   id           lower case letters, digits and "-"; never changed, since
 *                release names begin with it
 *   title, publisher, ref_area ("VN-06"; "VN" for the whole country)
 *   enabled      false needs a reason, which people are shown
 *   hosts        host names, without port, that may be asked; redirects and
 *                links elsewhere are not followed
 *   entries      where releases are found, in order:
 *     {"kind":"page","url":U}      the address of one release
 *     {"kind":"listing","url":U,"links":XPATH}   a page that links to them;
 *         "pages":{"url":"…{page}…","from":2,"max":40} its further pages
 *     {"kind":"feed","url":U}      RSS or Atom
 *   key          which addresses are releases, and their canonical key; one
 *                of "params", "path", "path_number", "path_tail"
 *                (extract/url.h), with "trim", "separator", "under", "drop"
 *   allow_private true: addresses of this machine and of private networks
 *                may be asked (the sample portal, an intranet)
 *   delay_ms     pause between two requests, 1000 unless given
 *   timeout_s    whole time of one request, 120 unless given
 */
#ifndef NQ_EXTRACT_SOURCES_H
#define NQ_EXTRACT_SOURCES_H

#include "extract/url.h"

struct nq_log;

enum nq_entry_kind { NQ_ENTRY_PAGE, NQ_ENTRY_LISTING, NQ_ENTRY_FEED };

struct nq_entry {
	enum nq_entry_kind kind;
	char *url;		/* canonical */
	char *links;		/* XPath of a listing; NULL otherwise */
	char *pages;		/* URL with "{page}", or NULL */
	int from, max;		/* number of the second page; pages in all */
};

struct nq_source {
	char *id, *title, *publisher, *ref_area;
	bool enabled;
	char *reason;		/* why disabled, or NULL */
	bool allow_private;
	int delay_ms, timeout_s;
	struct nq_names hosts;
	struct nq_entry *entries;
	size_t entry_count;
	struct nq_key_rule key;
};

struct nq_sources {
	struct nq_source *v;
	size_t n;
	char *path;		/* of the file, for messages */
};

/* Fails with NQ_EUSAGE naming "FILE: sources[2].entries[0].url". */
int nq_sources_load(struct nq_sources *, const char *path, struct nq_err *);
void nq_sources_release(struct nq_sources *);

/* Reads on behind a faulty source; logs one fault of each; their number. */
int nq_sources_check(const char *path, struct nq_log *);

const struct nq_source *nq_sources_find(const struct nq_sources *,
    const char *id);

/* Whether the host of a canonical URL is one of the source's. */
bool nq_source_has_host(const struct nq_source *, const char *url);

/* The name in messages, the archive and the frontier: "listing". */
const char *nq_entry_kind_name(enum nq_entry_kind);

/* URL of page n of an entry, 1 being its own. The caller frees. */
char *nq_entry_page(const struct nq_entry *, int n);

#endif
