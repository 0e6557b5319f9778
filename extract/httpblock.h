/*
 * An HTTP answer as web archives keep it: status line, header block and
 * body in one piece of bytes (the block of a WARC `response` record).
 *
 * What writers of archives do to it differs, and the headers do not always
 * tell, so a coding is undone only where the body really is coded:
 *
 *   wget, warcio    as received: chunked, gzip
 *   nqtrack, Internet Archive   decoded; headers renamed X-Archive-Orig-…
 *   Common Crawl    decoded; headers renamed X-Crawler-…
 *   others          decoded, the headers left as they were
 *
 * Transfer-Encoding: chunked (RFC 9112, section 7.1) is undone where the
 * whole body is in chunks; a body whose first chunk is none was decoded
 * before and stays; one that breaks off behind a sound chunk is an error.
 * Content-Encoding: gzip and deflate are undone where the body begins so
 * (a bare deflate stream: where it is one to the last byte). br, zstd and
 * others cannot be undone, which is an error.
 */
#ifndef NQ_EXTRACT_HTTPBLOCK_H
#define NQ_EXTRACT_HTTPBLOCK_H

#include "core/buf.h"

#include <stdbool.h>

struct nq_err;

/* Headers and body fit struct nq_answer (extract/fetch.h) and the capture
 * of core/warc.h, which renames what speaks of codings. */
struct nq_httpblock {
	int status;		/* 100 to 599 */
	struct nq_buf headers;	/* status line and headers as they stand,
				 * with the empty line where there is one;
				 * no interim answers (1xx) before them */
	struct nq_buf body;	/* payload, codings undone */
	bool cut;		/* the body is shorter than Content-Length */
};

/*
 * The status line is HTTP/1.x, or HTTP/2 and above as some writers make it;
 * lines may end in LF alone; headers may be missing. NQ_EPARSE: no status
 * line, a NUL among the headers, a body that is damaged or cut short, a
 * coding that cannot be undone; NQ_ELIMIT past NQ_MAX_HEADERS or, decoded,
 * NQ_MAX_BODY. Whatever it returns, out is to be released.
 */
int nq_httpblock_parse(const char *block, size_t len,
    struct nq_httpblock *out, struct nq_err *);
void nq_httpblock_release(struct nq_httpblock *);

/* Is the line, without its end, "Name: …"? Blanks before the colon are a
 * mistake that servers make. */
bool nq_header_is_field(const char *line, size_t len);

/* Value of the last header of that name in a header block, its case
 * ignored, blanks around it cut, folded lines joined; NULL where there is
 * none. The caller frees. */
char *nq_header_value(const struct nq_buf *headers, const char *name);

#endif
