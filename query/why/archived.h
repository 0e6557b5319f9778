/* The bytes of an archived page. Private to query/why/. */
#ifndef NQ_QUERY_WHY_ARCHIVED_H
#define NQ_QUERY_WHY_ARCHIVED_H

struct nq_ask;
struct nq_err;
struct nq_evidence;

/*
 * Writes the payload of the capture that evidences a figure to standard
 * output, byte for byte. A record that refers to another capture (revisit)
 * is followed once. NQ_EUSAGE where standard output is a terminal and the
 * bytes are not plain text; NQ_EIO, NQ_EPARSE or NQ_EDB where the archive
 * does not have them, or has others than the ones that were read.
 */
int nq_page_open(const struct nq_ask *, const struct nq_evidence *,
    struct nq_err *);

#endif
