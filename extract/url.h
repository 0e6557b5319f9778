/*
 * Addresses. libcurl's URL parser is the only one here: two parsers that
 * disagree about where a host ends are a way around every check.
 */
#ifndef NQ_EXTRACT_URL_H
#define NQ_EXTRACT_URL_H

#include "core/file.h"

#include <stdbool.h>

struct nq_err;

/*
 * The canonical form of link as found on the page base (NULL: link must be
 * absolute): http or https, host in lower case, default port, user and
 * fragment gone, dot segments resolved, other than ASCII percent-encoded.
 * NULL with NQ_EPARSE for what is no such address: another scheme, control
 * bytes, a user name, a host other than ASCII ("xn--…" is), more than
 * NQ_MAX_URL bytes. The caller frees.
 */
char *nq_url_canonical(const char *base, const char *link, struct nq_err *);

/*
 * Whether a link that has no canonical form was meant as one: control bytes,
 * a user name, more than NQ_MAX_URL bytes, and no other scheme.
 */
bool nq_url_is_damaged(const char *link);

/* Host of a canonical URL, lower case. The caller frees. */
char *nq_url_host(const char *url);

/* The same address on another host. The caller frees. */
char *nq_url_on_host(const char *url, const char *host);

/* Scheme, host and port of a canonical URL: whom one asks. The caller
 * frees. */
char *nq_url_origin(const char *url);

/* "file:///srv/x/b%20c.pdf" of a whole path. The caller frees. */
char *nq_url_of_file(const char *path);

/* Path and query of a canonical URL: what names a page on whatever host or
 * port a portal answers today. The caller frees. */
char *nq_url_local(const char *url);

/*
 * Whether a canonical URL names a file that may hold figures: its path, or
 * a value in its query, ends in .pdf, .docx, .doc, .xlsx, .xls or .csv.
 */
bool nq_url_is_file(const char *url);

/*
 * How the addresses of one source name a release. Exactly one of the four
 * ways is set; docs: schemas/sources.json.
 */
enum nq_key_way {
	NQ_KEY_PARAMS,		/* values of query parameters */
	NQ_KEY_PATH,		/* the whole path */
	NQ_KEY_PATH_NUMBER,	/* segment n, digits only */
	NQ_KEY_PATH_TAIL	/* digits behind the last "tail" of the path */
};

struct nq_key_rule {
	enum nq_key_way way;
	struct nq_names params;	/* names, compared without case */
	char *trim;		/* bytes cut from both ends of each value */
	char *separator;	/* between the values of params */
	char *under;		/* a release's path begins so, or NULL */
	struct nq_names drop;	/* prefixes that are not part of the path */
	int number;		/* 1: the first segment */
	char *tail;		/* "-post" of "/slug-post401169.html" */
};

/* Bytes of a key; longer ones exist only as mistakes. */
enum { NQ_MAX_KEY = 1024 };

/*
 * The key of the release at a canonical URL, the same for each of its
 * addresses; NULL where the address names no release. It has no "#", which
 * is "%23" in it. The caller frees.
 */
char *nq_url_key(const char *url, const struct nq_key_rule *);
void nq_key_rule_release(struct nq_key_rule *);

#endif
