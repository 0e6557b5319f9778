/*
 * The sample portal: three families of provincial web sites, served over
 * HTTP on 127.0.0.1 from the texts of tests/portal/releases.
 *
 * A release is releases/FAMILY/NAME.html: lines "key: value", an empty
 * line, the article as an HTML fragment. NAME.gold.ndjson beside it holds
 * the figures that it states. What surrounds an article comes from
 * chrome/FAMILY-*.html: "@{name}" is replaced by a value, "@{>file}" by
 * another of these files.
 */
#ifndef NQ_TESTS_PORTAL_PORTAL_H
#define NQ_TESTS_PORTAL_PORTAL_H

#include "core/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct nq_err;

enum portal_family {
	PORTAL_SHAREPOINT, PORTAL_DRUPAL, PORTAL_NEWS, PORTAL_FAMILIES
};

enum {
	PORTAL_A_PAGE = 5,	/* releases on a page of a listing */
	PORTAL_IN_FEED = 10,	/* the feed holds the newest ones only */
	PORTAL_RELATED = 3,	/* other stories below an article */
	PORTAL_MAX_FILE = 1 << 20
};

struct portal_release {
	enum portal_family family;
	char *name;		/* "news/2023-11-ban-le" */
	char *id;		/* digits; unique in its family and list */
	char *title, *published; /* "2023-11-03 16:15:20", Hanoi time */
	char *list, *lv;	/* SharePoint: list name and layout */
	char *slug;		/* Drupal and newspaper */
	char *picture, *caption; /* or NULL */
	char *dual;		/* Drupal: listed under both addresses */
	char *body;		/* HTML */
	char *lead;		/* text of its first paragraph, as HTML */
	char *second;		/* of its second: the figures, mostly */
	struct tm when;
};

struct portal_file {
	char *name, *text;	/* "news-page", its contents */
	size_t len;
};

struct portal {
	struct portal_release *releases;	/* oldest first */
	size_t n, cap;		/* n: those served */
	struct portal_file *files;
	size_t nfiles, files_cap;
	char base[64];		/* "http://127.0.0.1:8080" */
	bool moving;		/* counters differ at each request */
};

/* Reads everything below root; keeps the `most` oldest releases. */
int portal_load(struct portal *, const char *root, size_t most,
    struct nq_err *);
void portal_release_all(struct portal *);
const char *portal_family_name(enum portal_family);

/* A value of a template. Values stand as they are: escape them first. */
struct portal_var {
	const char *name, *value;
};

/*
 * Appends the template; vars end with a NULL name. An unknown name shows
 * as "??name??", which the tests look for.
 */
void portal_render(struct nq_buf *, const struct portal *, const char *file,
    const struct portal_var *vars);

/* Text made safe for HTML and XML, in content and in attributes. */
char *portal_escape(const char *);

/* Dates as each family prints them; the caller frees. */
char *portal_date(enum portal_family, const struct tm *);
char *portal_date_day(const struct tm *);	/* 02/11/2023 */
char *portal_date_feed(const struct tm *);	/* RFC 822 */

/*
 * An address of a release; different variants of a SharePoint item differ
 * as the real ones do (order, padding, an explicit port). The caller frees.
 */
char *portal_address(const struct portal *, const struct portal_release *,
    unsigned variant);

/* A request as the pages need it. */
struct portal_request {
	const char *path;	/* decoded, without query */
	const char *(*arg)(void *ctx, const char *name); /* NULL: not given */
	void *ctx;
	unsigned long serial;	/* number of the request */
};

struct portal_page {
	unsigned status;
	const char *type;	/* Content-Type */
	const char *location;	/* of a redirection, or NULL */
	const char *target;	/* as asked for; set by portal_send */
	const struct portal_release *release;	/* shown, or NULL */
	bool tagged;		/* this family answers with an ETag */
	struct nq_buf body;
};

void portal_respond(const struct portal *, const struct portal_request *,
    struct portal_page *);
/* Replaces the page by the error page of a status. */
void portal_respond_error(const struct portal *, unsigned status,
    struct portal_page *);

/*
 * Faults, "NAME[*TIMES]:WHERE[=ARGUMENT]"; --help lists them. WHERE is the
 * beginning of a request target ("/12/", with its query) or the name of a
 * release. A fault with TIMES happens that often, then the page is served as
 * it should be.
 */
struct MHD_Connection;
struct portal_faults;

struct portal_faults *portal_faults_new(void);
void portal_faults_free(struct portal_faults *);
int portal_faults_add(struct portal_faults *, const char *spec,
    struct nq_err *);
void portal_faults_help(void);		/* one line a kind, on stdout */

/*
 * Sends the page, damaged by the first fault that names it. Returns an enum
 * MHD_Result.
 */
int portal_send(struct MHD_Connection *, const struct portal *,
    struct portal_faults *, const char *target, struct portal_page *);

#endif
