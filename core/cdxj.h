/*
 * CDXJ, the index beside an archive that replay tools read: one line a
 * capture, "SURT 20261122180007 {json}", sorted bytewise (LC_ALL=C) by
 * whoever puts the lines into a file.
 */
#ifndef NQ_CORE_CDXJ_H
#define NQ_CORE_CDXJ_H

#include <stdint.h>

#include "core/limits.h"

struct nq_buf;
struct nq_err;

enum {
	/* Bytes of one line: the key and the address, each byte of which may
	 * take three and six, and room for the rest. */
	NQ_CDXJ_LINE = 10 * NQ_MAX_URL
};

struct nq_cdxj_entry {
	const char *url;
	const char *date;	/* as in WARC-Date, "2026-11-22T18:00:07Z" */
	const char *mime;	/* bare; "warc/revisit" of a revisit; NULL or
				 * over 255 bytes: left out */
	int status;		/* of HTTP; 0: none (resource) */
	const char *digest;	/* of the payload, "sha1:…", or NULL */
	uint64_t length, offset;	/* of the record's gzip member */
	const char *filename;	/* of the archive, without its folder */
};

/*
 * The key under which an address is sorted and looked up. It is what pywb
 * and cdxj-indexer ask for, so that they find what we wrote (rules of the
 * Internet Archive's URL canonicalisation; learnt from what its Python
 * package "surt" answers):
 *   - "vn,gov,yenbai:8080)/path?query"; the scheme, a leading "www.",
 *     "www2." and so on, user names, fragments and the default port are
 *     dropped, so http and https meet, with and without www;
 *   - escapes are undone, however often repeated, then set again where a
 *     byte is not visible ASCII, or is "%" or "#"; all in lower case;
 *   - "." and "..", repeated slashes and one at the end go;
 *   - the parameters are sorted; session ids of ASP.NET, PHP, Java and
 *     ColdFusion go;
 *   - IPv4 addresses are turned round like names; file:///srv/x becomes
 *     file:/srv/x; what has no "//" stays as it is ("urn:x:y", "dns:a.vn").
 * Not done: names that are not ASCII (we write them as xn--…), numbers that
 * stand for IPv4 addresses, and ".." behind "//". NULL past NQ_MAX_URL
 * bytes. The caller frees. Never contains a blank or a control byte.
 */
char *nq_cdxj_surt(const char *url);

/* Appends the line. NQ_EPARSE for a date that is none, NQ_ELIMIT past
 * NQ_MAX_URL; then nothing is appended. */
int nq_cdxj_line(struct nq_buf *, const struct nq_cdxj_entry *,
    struct nq_err *);

#endif
