/*
 * doctor --probe: a source tried, and what it shows told to people: how it
 * answers, what robots.txt says, the links, keys and dates of each entry, its
 * second page, the first release and its files. It asks as extract does, as
 * politely, and writes nothing.
 *
 * --source names one, which may be disabled; without it every enabled one is
 * tried. NQ_EXIT_OK: all as expected; NQ_EXIT_PARTIAL: something is wrong;
 * NQ_EXIT_USAGE; NQ_EXIT_NOTHING: nobody answered.
 */
#ifndef NQ_EXTRACT_PROBE_H
#define NQ_EXTRACT_PROBE_H

#include "core/opts.h"

struct nq_log;

enum nq_exit nq_probe_run(const struct nq_opts *, struct nq_log *);

#endif
