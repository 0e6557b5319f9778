/*
 * What the program and its worker say to each other about an index answer;
 * of extract/cdx_serve.c and extract/cdx_parse.c only.
 *
 * Request: what it is, then the answer of the index.
 * Reply: "E" and a message; or "R", then records, each a letter and texts
 * ended by NUL: r (a row, NQ_F_COUNT texts), b (a bad row, why), k (the key to
 * go on with), c (a crawl: id, from, to), p (number of pages).
 */
#ifndef NQ_EXTRACT_CDX_WIRE_H
#define NQ_EXTRACT_CDX_WIRE_H

enum nq_cdx_what {
	NQ_ASK_CDX_SERVER = 'I',
	NQ_ASK_COMMON_CRAWL = 'C',
	NQ_ASK_COLLINFO = 'L',
	NQ_ASK_PAGES = 'P'
};

/* The texts of a row, in this order; empty where the index has none. */
enum nq_cdx_field {
	NQ_F_TIMESTAMP, NQ_F_URL, NQ_F_MIME, NQ_F_STATUS, NQ_F_DIGEST,
	NQ_F_LENGTH, NQ_F_OFFSET, NQ_F_FILENAME, NQ_F_CHARSET,
	NQ_F_TRUNCATED, NQ_F_COUNT
};

#endif
