/*
 * The web archives that are asked for captures of pages (backfill), as
 * schemas/archives.json tells them. The file is knowledge that people edit:
 * reading is strict, and each fault is told with its place.
 *
 *   id           as --backfill names it; goes into the metadata of captures
 *   title        for people
 *   kind         "cdx-server": an index of the Internet Archive's kind,
 *                captures are asked one by one at raw_url
 *                "common-crawl": an index of pywb's kind for each crawl,
 *                captures are ranges of files
 *   rule         where the limits below come from
 *   hosts        that may be asked; redirects elsewhere are not followed
 *   cdx_url      the index, without "?"; of common-crawl with "{crawl}"
 *   raw_url      cdx-server: a capture, with "{timestamp}" and, at the end,
 *                "{url}"
 *   collinfo_url common-crawl: the list of crawls
 *   data_url     common-crawl: a file of captures, with "{filename}"
 *   delay_ms     pause between two requests
 *   connections  at once, to all of its hosts together
 *   timeout_s    whole time of one request, 180 unless given
 *   page_size    of one answer of the index: rows (cdx-server), blocks of
 *                3000 lines (common-crawl)
 *   retry        {"attempts":6,"first_s":60,"most_s":1800}: what is done
 *                where the service says "later": so many attempts, the pause
 *                doubled from one to the next, Retry-After obeyed where it is
 *                longer
 *   allow_private  networks that may be asked though they are not public:
 *                an imitation on this machine
 */
#ifndef NQ_EXTRACT_ARCHIVES_H
#define NQ_EXTRACT_ARCHIVES_H

#include "core/file.h"

#include <stdbool.h>

struct nq_err;
struct nq_log;

enum nq_archive_kind { NQ_ARCHIVE_CDX_SERVER, NQ_ARCHIVE_COMMON_CRAWL };

struct nq_webarchive {
	char *id, *title, *rule;
	enum nq_archive_kind kind;
	struct nq_names hosts, allow_private;
	char *cdx_url;
	char *raw_url;			/* NULL but for cdx-server */
	char *collinfo_url, *data_url;	/* NULL but for common-crawl */
	int delay_ms, connections, timeout_s, page_size;
	int attempts, first_s, most_s;
};

struct nq_archives {
	struct nq_webarchive *v;
	size_t n;
	char *path;		/* of the file, for messages */
};

/* Fails with NQ_EUSAGE naming "FILE: archives[0].cdx_url". To be released
 * in either case. */
int nq_archives_load(struct nq_archives *, const char *path, struct nq_err *);
void nq_archives_release(struct nq_archives *);

/* Reads on behind a faulty archive; logs one fault of each; their number. */
int nq_archives_check(const char *path, struct nq_log *);

const struct nq_webarchive *nq_archives_find(const struct nq_archives *,
    const char *id);

/* Whether the host of a canonical URL is one of the archive's. */
bool nq_webarchive_has_host(const struct nq_webarchive *, const char *url);

/*
 * Where a capture is read; canonical (extract/url.h); the caller frees.
 * NULL with NQ_EPARSE where what the index told makes no address of the
 * archive. timestamp: 14 digits; url: as the index has it.
 */
char *nq_webarchive_raw_url(const struct nq_webarchive *, const char *timestamp,
    const char *url, struct nq_err *);
char *nq_webarchive_data_url(const struct nq_webarchive *, const char *filename,
    struct nq_err *);

/* text with the one {hole} of template replaced; the caller frees. */
char *nq_webarchive_fill(const char *template, const char *hole,
    const char *text);

#endif
