/* Reading the warehouse; nothing here writes to it. */
#ifndef NQ_QUERY_QUERY_H
#define NQ_QUERY_QUERY_H

#include "core/opts.h"

struct nq_log;

enum {
	/* Words behind the name of a query: one a parameter that it may have
	 * (NQ_MAX_PARAMS of query/named.h). */
	NQ_SQL_WORDS = 16
};

/* Each target, its latest value, progress and verdict, on stdout. */
enum nq_exit nq_status_run(const struct nq_opts *, struct nq_log *);

/*
 * The periods for which a source owes a release (its schedule) and has none,
 * on stdout; with o->all every period and its releases. That some are missing
 * is the answer and no failure. NQ_EUSAGE where the warehouse does not have
 * the source asked for.
 */
enum nq_exit nq_coverage_run(const struct nq_opts *, struct nq_log *);

/*
 * What the checks found and has not been settled, on stdout; with o->all what
 * has been, too. Findings are the answer and no failure, but with o->strict
 * NQ_EXIT_PARTIAL says that an error is open. It reads what the examination
 * has left; to bring that up to date is the caller's.
 */
enum nq_exit nq_check_run(const struct nq_opts *, struct nq_log *);

/*
 * One read-only query on stdout: the first argument where it has a blank,
 * else the one of that name (query/named.h) with key=value behind it; with
 * o->list those that have a name.
 */
enum nq_exit nq_sql_run(const struct nq_opts *, struct nq_log *);

/*
 * A series, o->argv[0] of the cell options, as chart and table, on stdout.
 * NQ_EXIT_USAGE where no one indicator is meant; without figures it says so
 * and is done.
 */
enum nq_exit nq_series_run(const struct nq_opts *, struct nq_log *);

/*
 * Where a figure comes from, or why a target is judged as it is, on stdout:
 * o->argv[0] is an observation, a target or an indicator, o->argv[1] a
 * period. With o->open the bytes of its page instead; NQ_EXIT_NOTHING where
 * the archive does not have them.
 */
enum nq_exit nq_why_run(const struct nq_opts *, struct nq_log *);

/* What changed between what was known on two days, on stdout. */
enum nq_exit nq_diff_run(const struct nq_opts *, struct nq_log *);

/*
 * A folder of pages in o->output for the monthly review: the targets, each
 * with its figures and their evidence, what contradicts, what is missing. The
 * path of the first page on stdout. NQ_EUSAGE where the folder holds what no
 * report made.
 */
enum nq_exit nq_report_run(const struct nq_opts *, struct nq_log *);

/*
 * What the last runs did and how each source does, on stdout; with o->source
 * what it gave in each. With o->strict NQ_EXIT_PARTIAL where the last run
 * died or failed, or a source needs a look.
 */
enum nq_exit nq_runs_run(const struct nq_opts *, struct nq_log *);

/* Logs each named query that is not as it should be, and counts them. */
int nq_sql_check(const struct nq_opts *, struct nq_log *);

/*
 * What is known at --as-of, for other programs, in o->output or on stdout
 * (query/export/export.h). NQ_EUSAGE where the format needs a path.
 */
enum nq_exit nq_export_run(const struct nq_opts *, struct nq_log *);

#endif
