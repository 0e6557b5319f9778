/*
 * The portals that are read, as schemas/sources.json tells them. The file
 * is knowledge that people edit: reading is strict, and each fault is told
 * with its place.
 *
 *   id           lower case letters, digits and "-"; never changed, since
 *                release names begin with it
 *   title, publisher, licence, ref_area ("VN-06"; "VN" for the country)
 *   enabled      false needs a reason, which people are shown
 *   rank         which source is believed first; its place in the file
 *                unless given. Read by load, as is "schedule"
 *   schedule     {"every":"month","from":"2019-01","until":"2025-06",
 *                "within_days":40}: the releases to expect
 *   hosts        host names, without port, that may be asked; redirects and
 *                links elsewhere are not followed
 *   moved        {"old.host":"new.host"}: addresses on the old host are
 *                asked at the new one, which is in hosts
 *   entries      where releases are found, in order:
 *     {"kind":"page","url":U}      the address of one release
 *     {"kind":"listing","url":U}   a page that links to them, with
 *         "links":XPATH of the links, or "pattern":REGEX that their
 *         addresses fit (POSIX, extended), or both;
 *         "dates":XPATH, from a link's element to the text with its day;
 *         "pages":{"url":"…{page}…","from":2,"max":40} its further pages
 *     {"kind":"feed","url":U}      RSS or Atom
 *     {"kind":"sitemap","url":U}   XML, text or an index of sitemaps
 *     {"kind":"wordpress","url":U} the posts of wp-json/wp/v2/posts
 *     {"kind":"attachments","links":XPATH}   where the pages of releases
 *         link to their files; without it anywhere on the page
 *     {"kind":"files","path":P}    a local folder, each file a release
 *   key          which addresses are releases, and their canonical key; one
 *                of "params", "path", "path_number", "path_tail"
 *                (extract/url.h), with "trim", "separator", "under", "drop"
 *   look_back_days  releases of the last so many days are asked for again
 *                in each run, since offices correct them; 45 unless given
 *   charset      of pages that do not say theirs and are no UTF-8
 *   ca_file      PEM beside sources.json, believed besides the system's
 *                roots: the certificate that a portal forgets to send
 *   allow_private ["127.0.0.1","10.0.0.0/8"]: addresses of this machine and
 *                of private networks that may be asked all the same
 *   connections  requests at once to one host, 1 unless given
 *   delay_ms     pause between two requests, 1000 unless given
 *   timeout_s    whole time of one request, 120 unless given
 */
#ifndef NQ_EXTRACT_SOURCES_H
#define NQ_EXTRACT_SOURCES_H

#include "extract/address.h"
#include "extract/url.h"

struct nq_jval;
struct nq_log;
struct nq_webarchive;

enum nq_entry_kind {
	NQ_ENTRY_PAGE, NQ_ENTRY_LISTING, NQ_ENTRY_FEED, NQ_ENTRY_SITEMAP,
	NQ_ENTRY_WORDPRESS, NQ_ENTRY_ATTACHMENTS, NQ_ENTRY_FILES,
	NQ_ENTRY_KINDS
};

struct nq_entry {
	enum nq_entry_kind kind;
	char *url;		/* canonical; of files: the folder */
	char *links;		/* XPath, or NULL */
	char *pattern;		/* regular expression, or NULL */
	char *dates;		/* XPath, or NULL */
	char *pages;		/* URL with "{page}", or NULL */
	int from, max;		/* number of the second page; pages in all */
};

/* A host that moved. */
struct nq_moved {
	char *from, *to;
};

struct nq_source {
	char *id, *title, *publisher, *licence, *ref_area;
	bool enabled;
	char *reason;		/* why disabled, or NULL */
	char *charset;		/* or NULL */
	char *ca_file;		/* name as given in the file, or NULL */
	char *roots;		/* PEM: the system's and ca_file's, or NULL
				 * for the system's alone */
	struct nq_networks allowed;
	int delay_ms, timeout_s, connections, look_back_days;
	struct nq_names hosts;
	struct nq_moved *moved;
	size_t moved_count;
	struct nq_entry *entries;
	size_t entry_count;
	struct nq_key_rule key;
	/* It stands for a public web archive, whose own limits hold then
	 * (extract/service.h); NULL in all that sources.json tells. */
	const struct nq_webarchive *service;
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

/* Whether the host of a canonical URL is one of the source's, or one that
 * moved to one. */
bool nq_source_has_host(const struct nq_source *, const char *url);

/* Where a canonical URL is asked today: on the host that its own moved to.
 * The caller frees. */
char *nq_source_address(const struct nq_source *, const char *url);

/* The name in messages, the archive and the frontier: "listing". */
const char *nq_entry_kind_name(enum nq_entry_kind);

/* URL of page n of an entry, 1 being its own. The caller frees. */
char *nq_entry_page(const struct nq_entry *, int n);

/* The XPath of the source's "attachments" entry, or NULL. */
const char *nq_source_attachments(const struct nq_source *);

/*
 * Reads the ca_file of a source, path being where it lies, into roots.
 * Fails with NQ_EUSAGE for a file that is not there or holds no PEM
 * certificate.
 */
int nq_source_trust(struct nq_source *, const char *path, struct nq_err *);

/* One entry of sources.json, for sources.c; path is its place. */
int nq_entry_parse(const struct nq_source *, struct nq_entry *,
    const struct nq_jval *, const char *path, struct nq_err *);
void nq_entry_release(struct nq_entry *);

#endif
