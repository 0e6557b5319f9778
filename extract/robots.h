/*
 * robots.txt, the Robots Exclusion Protocol: RFC 9309; numbers in brackets
 * are its sections. The text is hostile: it is read in linear time and a few
 * times its size of memory, and no text makes it fail.
 *
 * What the RFC leaves to what was answered for /robots.txt, and so to the
 * caller: 2xx is parsed (2.3.1.1), after at most five redirects, beyond which
 * it is as 4xx (2.3.1.2); 4xx allows everything (2.3.1.3); 5xx and no answer
 * at all forbid everything (2.3.1.4). No copy serves for more than a day,
 * unless no other can be had (2.4).
 */
#ifndef NQ_EXTRACT_ROBOTS_H
#define NQ_EXTRACT_ROBOTS_H

#include "core/file.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	/* Bytes that are read of a file; 2.5 asks for 500 KiB at least. */
	NQ_ROBOTS_MAX = 512 << 10,
	/* Comparisons of one character for one URL. A full file without
	 * wildcards needs under 0.6 million; what needs more than this, some
	 * 20 ms, was written to stop us. */
	NQ_ROBOTS_MAX_STEPS = 8 << 20,
	/* The longest Crawl-delay that is obeyed, in ms. An hour between two
	 * pages would be "Disallow: /" in other words, and hold up a run. */
	NQ_ROBOTS_MAX_DELAY_MS = 60000,
	/* Sitemap lines that are looked at; they are for people to read. */
	NQ_ROBOTS_MAX_SITEMAPS = 50
};

struct nq_robots;

/*
 * The rules of a file for us, never NULL. agent is our product token, or a
 * whole User-Agent text that begins with it: it ends before the first byte
 * other than A-Z, a-z, "_" and "-".
 *
 * Ours are the groups that name the token, case aside, taken together; else
 * those of "*"; else everything is allowed (2.2.1). Lines that are no record
 * of the protocol, and rules before the first group, are passed over; a rule
 * must begin with "/" or "*".
 *
 * Of more than NQ_ROBOTS_MAX bytes the rest is not read, nor the line that
 * the limit cuts, since half a rule is another rule. So whoever keeps only
 * the beginning of a file hands over one byte more than the limit.
 */
struct nq_robots *nq_robots_parse(const char *body, size_t len,
    const char *agent);

/* Without a file: everything is allowed, or everything is forbidden. */
struct nq_robots *nq_robots_fixed(bool allow);

void nq_robots_free(struct nq_robots *);		/* NULL is fine */

/*
 * Whether we may ask for a canonical URL (extract/url.h). Compared are path
 * and query, from their beginning, with "*" and a final "$" in the rule
 * (2.2.3). The rule of most bytes decides, "allow" among equals (2.2.2);
 * they are counted with what must be percent-encoded being so, and a run of
 * "*" as one. /robots.txt is always allowed. A URL that takes more than
 * NQ_ROBOTS_MAX_STEPS is forbidden.
 *
 * Percent-encoding (2.2.2): unreserved characters are the same with and
 * without, all that is neither unreserved nor reserved likewise ("é" and
 * "%C3%A9", space and "%20"), and hex digits have no case. "%2A" and "%24"
 * in a rule are the characters "*" and "$". Reserved ones differ from their
 * encoding ("/a%2Fb" is not "/a/b"), except :/?#[]@ in the query of the URL,
 * where they delimit nothing.
 */
bool nq_robots_allows(const struct nq_robots *, const char *url);

/*
 * Crawl-delay of our groups in ms, the longest of several, at most
 * NQ_ROBOTS_MAX_DELAY_MS; 0 for none. It is no part of the RFC: seconds,
 * "2", "1.5" or ".5"; whatever else stands there is no delay.
 */
int nq_robots_delay_ms(const struct nq_robots *);

/*
 * Values of the Sitemap lines as they stand there, in order, whatever group
 * they stand in (2.2.4): printable ASCII without blanks that begins with
 * http://, https:// or "/". Unchecked otherwise. Lives as long as robots.
 */
const struct nq_names *nq_robots_sitemaps(const struct nq_robots *);

#endif
