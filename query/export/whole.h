/*
 * Is a workbook whole? libxlsxwriter does not look whether what it wrote to
 * its temporary files got there, and packs what it finds. Private to
 * query/export/.
 */
#ifndef NQ_QUERY_EXPORT_WHOLE_H
#define NQ_QUERY_EXPORT_WHOLE_H

struct nq_err;

/* Reads each part of the file as XML. NQ_EIO names the first bad one. */
int nq_book_check(const char *path, struct nq_err *);

#endif
