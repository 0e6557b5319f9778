/*
 * nqtrack extract --import: what web archive files of others hold of the
 * sources, disabled ones included, goes into our archive as it was taken
 * then. wget, warcio, Common Crawl and nqtrack itself write such files
 * (core/warc.h says which forms are read).
 *
 * Each file is read twice where it holds files of releases: the page that
 * links to one may come behind it, or in a later archive.
 */
#ifndef NQ_EXTRACT_IMPORT_H
#define NQ_EXTRACT_IMPORT_H

#include "core/opts.h"
#include "extract/run.h"

struct nq_sources;

/*
 * Takes in the files named on the command line. Damage, and what cannot be
 * read, is told with its place, counted, and the rest goes on; -1 only where
 * the machine fails. *status: NQ_EXIT_NOTHING where no file could be read,
 * NQ_EXIT_PARTIAL where something could not.
 */
int nq_import(struct nq_run *, const struct nq_sources *,
    enum nq_exit *status, struct nq_err *);

#endif
