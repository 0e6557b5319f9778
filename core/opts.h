/*
 * The command line. One table of options for the whole program, so that a
 * word means the same everywhere; each command says which it takes.
 */
#ifndef NQ_CORE_OPTS_H
#define NQ_CORE_OPTS_H

#include <stdbool.h>

struct nq_err;

enum {
	NQ_OPT_DATA = 1 << 0,
	NQ_OPT_CONFIG = 1 << 1,
	NQ_OPT_SOURCE = 1 << 2,
	NQ_OPT_SINCE = 1 << 3,
	NQ_OPT_UNTIL = 1 << 4,
	NQ_OPT_AS_OF = 1 << 5,
	NQ_OPT_FORMAT = 1 << 6,
	NQ_OPT_JOBS = 1 << 7,
	NQ_OPT_QUIET = 1 << 8,
	NQ_OPT_LANG = 1 << 9,
	NQ_OPT_URL = 1 << 10,
	NQ_OPT_PUBLISHED = 1 << 11,
	NQ_OPT_EXPLAIN = 1 << 12,
	NQ_OPT_UNMATCHED = 1 << 13,
	NQ_OPT_SANDBOX = 1 << 14,
	NQ_OPT_PERIODS = 1 << 15,	/* --since and --until, of periods */
	NQ_OPT_ALL = 1 << 16,
	NQ_OPT_IMPORT = 1 << 17,
	NQ_OPT_BACKFILL = 1 << 18,
	NQ_OPT_CAPTURES = 1 << 19,	/* --since and --until, of captures */
	NQ_OPT_PROBE = 1 << 20,
	NQ_OPT_TO = 1 << 21,
	NQ_OPT_STRICT = 1 << 22,
	NQ_OPT_OUTPUT = 1 << 23,	/* a folder or file to be made */
	NQ_OPT_BETWEEN = 1 << 24,	/* --from and --to, of two days */
	NQ_OPT_OPEN = 1 << 25,
	NQ_OPT_LIST = 1 << 26,
	NQ_OPT_CELL = 1 << 27,		/* which series of an indicator */
	NQ_OPT_EXPORT = 1 << 28,	/* --format of files */
	NQ_OPT_RUNS = 1 << 29		/* --since and --strict, of runs */
};

/* Exit statuses of the program; cron acts on them. */
enum nq_exit {
	NQ_EXIT_OK = 0,
	NQ_EXIT_PARTIAL = 1,	/* done, but a source or document failed */
	NQ_EXIT_USAGE = 2,	/* command line or configuration */
	NQ_EXIT_NOTHING = 3,	/* nothing usable */
	NQ_EXIT_BUSY = 4	/* another run holds the lock */
};

/* Strings are borrowed from argv or static, config_dir is owned. */
struct nq_opts {
	const char *data;	/* --data, NQTRACK_DATA or "data" */
	const char *config;	/* --config or NQTRACK_CONFIG, or NULL */
	char *shipped;		/* folder of the shipped schemas */
	/* Not an option: another warehouse than DATA/warehouse.db, or NULL;
	 * for nq_warehouse_path. */
	const char *warehouse;
	/* Nor this: records are made although they are current. */
	bool anew;
	const char *to;		/* --to, or NULL */
	const char *from;	/* "2024-05-31" or NULL */
	const char *output;	/* --output, or NULL */
	/* Of --area, --breakdown, --transformation, --price-base; or NULL. */
	const char *area, *breakdown, *transformation, *price_base;
	const char *source;	/* NULL: all */
	const char *since, *until, *as_of;	/* "2024-05-31" or NULL */
	const char *format;	/* "table" unless given */
	const char *lang;	/* "vi" or "en" */
	const char *url, *published;
	const char *sandbox;	/* "require", "auto" or "off" */
	const char *backfill;	/* id in schemas/archives.json, or NULL */
	int jobs;		/* 0: as many as there are processors */
	bool quiet, explain, unmatched, all, import;
	bool probe, strict, open, list;
	bool help;
	int argc;		/* what is left after the options */
	char **argv;
};

/*
 * Reads argv[1…]; takes is the or of the options allowed. Fails with
 * NQ_EUSAGE naming the option. Always followed by nq_opts_release.
 */
int nq_opts_parse(struct nq_opts *, int argc, char **argv, int takes,
    struct nq_err *);
void nq_opts_release(struct nq_opts *);

/* The options of a command, one a line, for its help. */
void nq_opts_print(int takes);

/*
 * Path of a knowledge file, "sources.json" or "sql/001_x.sql": the one in
 * --config where there is one, else the shipped one. The caller frees.
 */
char *nq_opts_schema(const struct nq_opts *, const char *name);

/* The exit status that an error means. */
enum nq_exit nq_exit_of(const struct nq_err *);

#endif
