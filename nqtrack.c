/*
 * nqtrack: reads the statistical releases of Vietnamese provinces and keeps,
 * for each policy target, the truth about how far it is. A reader starts
 * here: the table of commands, and the stages in a row.
 */
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/opts.h"
#include "core/runs.h"
#include "extract/extract.h"
#include "extract/probe.h"
#include "load/load.h"
#include "query/query.h"
#include "transform/transform.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <locale.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef enum nq_exit command_fn(const struct nq_opts *, struct nq_log *);

static command_fn cmd_run, cmd_rebuild, cmd_check, cmd_doctor;

struct command {
	const char *name, *args, *help, *example;
	command_fn *run;
	int takes;
	bool locks;		/* writes to the data folder */
	int least, most;	/* words behind the options */
};

enum {
	STAGE = NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_QUIET,
	READS = NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_FORMAT | NQ_OPT_LANG,
	PARSES = NQ_OPT_JOBS | NQ_OPT_SANDBOX
};

static const struct command commands[] = {
	{ "run", "", "fetch, read and load what is new",
	    "nqtrack run --data /var/lib/nqtrack", cmd_run,
	    STAGE | PARSES | NQ_OPT_SOURCE, true, 0, 0 },
	{ "extract", "", "fetch new releases into the archive",
	    "nqtrack extract --config /etc/nqtrack --source yenbai-portal\n"
	    "  nqtrack extract --import old/2019.warc.gz old/2020.warc.gz\n"
	    "  nqtrack extract --backfill internet-archive --since 2018-01-01 "
	    "--until 2025-06-30", nq_extract_run, STAGE | NQ_OPT_SOURCE |
	    NQ_OPT_SANDBOX | NQ_OPT_IMPORT | NQ_OPT_BACKFILL |
	    NQ_OPT_CAPTURES, true, 0, 0 },
	{ "transform", "", "read the archive into records",
	    "nqtrack transform --since 2024-05-01", nq_transform_run,
	    STAGE | PARSES | NQ_OPT_SINCE | NQ_OPT_UNTIL, true, 0, 0 },
	{ "load", "", "load the records into the warehouse",
	    "nqtrack load", nq_load_run, STAGE, true, 0, 0 },
	{ "rebuild", "", "make the warehouse anew from the archive",
	    "nqtrack rebuild --to /tmp/anew.db\n"
	    "  nqtrack rebuild --data /var/lib/nqtrack", cmd_rebuild,
	    STAGE | PARSES | NQ_OPT_TO, true, 0, 0 },
	{ "backup", "FILE", "copy the warehouse, also while it is in use",
	    "nqtrack backup /var/backups/nqtrack.db\n"
	    "  nqtrack backup --data /var/lib/nqtrack "
	    "/var/backups/nqtrack-$(date +%F).db", nq_backup_run,
	    NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_QUIET, false, 1, 1 },
	{ "parse", "FILE", "print the records of one document",
	    "nqtrack parse page.html --source yenbai-portal "
	    "--published 2022-05-21", nq_parse_run, NQ_OPT_CONFIG |
	    NQ_OPT_URL | NQ_OPT_PUBLISHED | NQ_OPT_SOURCE | NQ_OPT_EXPLAIN |
	    NQ_OPT_UNMATCHED | NQ_OPT_SANDBOX, false, 1, 1 },
	{ "status", "", "how far each target is",
	    "nqtrack status --lang en --format csv", nq_status_run,
	    READS | NQ_OPT_AS_OF, false, 0, 0 },
	{ "series", "INDICATOR", "a series, as chart and table",
	    "nqtrack series IIP\n"
	    "  nqtrack series \"giá trị sản xuất công nghiệp\" --all "
	    "--lang en\n"
	    "  nqtrack series RETAIL --price-base current --format csv",
	    nq_series_run, READS | NQ_OPT_AS_OF | NQ_OPT_CELL |
	    NQ_OPT_PERIODS | NQ_OPT_ALL, false, 1, 1 },
	{ "why", "ID|INDICATOR [PERIOD]", "where a figure comes from, or why "
	    "a target is judged so",
	    "nqtrack why nq29-iip\n"
	    "  nqtrack why IND_OUTPUT 11T/2022 --price-base constant-2010\n"
	    "  nqtrack why 110 --open >page.html",
	    nq_why_run, READS | NQ_OPT_AS_OF | NQ_OPT_CELL | NQ_OPT_OPEN,
	    false, 1, 2 },
	{ "diff", "", "what changed between two days",
	    "nqtrack diff --from 2024-01-31 --to 2024-02-29\n"
	    "  nqtrack diff --from 2024-01-31 --source yenbai-portal --all",
	    nq_diff_run, READS | NQ_OPT_BETWEEN | NQ_OPT_SOURCE | NQ_OPT_ALL,
	    false, 0, 0 },
	{ "coverage", "", "expected periods without a release",
	    "nqtrack coverage --since 2024-01-01\n"
	    "  nqtrack coverage --source cucthongke-yenbai --all --lang en\n"
	    "  nqtrack coverage --format csv --as-of 2025-06-30",
	    nq_coverage_run, READS | NQ_OPT_AS_OF | NQ_OPT_SOURCE |
	    NQ_OPT_PERIODS | NQ_OPT_ALL, false, 0, 0 },
	{ "check", "", "figures that contradict each other",
	    "nqtrack check --lang en\n"
	    "  nqtrack check --source sctyenbai --format csv\n"
	    "  nqtrack check --as-of 2025-06-30 --all\n"
	    "  nqtrack check --strict >/dev/null || mail -s findings me",
	    cmd_check, READS | NQ_OPT_AS_OF | NQ_OPT_SOURCE | NQ_OPT_ALL |
	    NQ_OPT_STRICT, false, 0, 0 },
	{ "runs", "", "what the last runs did, and how each source does",
	    "nqtrack runs\n"
	    "  nqtrack runs --all --format csv\n"
	    "  nqtrack runs --source yenbai-portal --since 2026-01-01\n"
	    "  nqtrack runs --strict >/dev/null || mail -s nqtrack me",
	    nq_runs_run, READS | NQ_OPT_RUNS | NQ_OPT_SOURCE | NQ_OPT_ALL,
	    false, 0, 0 },
	{ "report", "", "pages for the monthly review, with their evidence",
	    "nqtrack report --output /srv/report\n"
	    "  nqtrack report --output june --as-of 2025-06-30",
	    nq_report_run, NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_QUIET |
	    NQ_OPT_AS_OF | NQ_OPT_OUTPUT, false, 0, 0 },
	{ "sql", "QUERY", "ask the warehouse: a query, or the name of one",
	    "nqtrack sql \"SELECT count(*) FROM observation\"\n"
	    "  nqtrack sql --list --lang en\n"
	    "  nqtrack sql indicator-series indicator=RETAIL area=VN-06",
	    nq_sql_run, READS | NQ_OPT_LIST, false, 1, 1 + NQ_SQL_WORDS },
	{ "export", "", "write what is known for other programs",
	    "nqtrack export --format csv --output /tmp/nqtrack\n"
	    "  nqtrack export --format xlsx --lang en --output "
	    "/tmp/nqtrack.xlsx\n"
	    "  nqtrack export --format sdmx-csv --as-of 2025-06-30",
	    nq_export_run, NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_QUIET |
	    NQ_OPT_LANG | NQ_OPT_EXPORT | NQ_OPT_OUTPUT | NQ_OPT_AS_OF |
	    NQ_OPT_SOURCE | NQ_OPT_ALL, false, 0, 0 },
	{ "doctor", "", "check configuration, catalogue and warehouse, or "
	    "try a source",
	    "nqtrack doctor --config /etc/nqtrack\n"
	    "  nqtrack doctor --probe --source yenbai-portal", cmd_doctor,
	    NQ_OPT_DATA | NQ_OPT_CONFIG | NQ_OPT_QUIET | NQ_OPT_PROBE |
	    NQ_OPT_SOURCE | NQ_OPT_SANDBOX, false, 0, 0 },
};

enum {
	COMMANDS = sizeof(commands) / sizeof(commands[0]),
	LIBRARIES = 160		/* their names and versions */
};

/* The worst news of several stages: nothing at all beats a part. */
static enum nq_exit
worse(enum nq_exit a, enum nq_exit b)
{
	return a > b ? a : b;
}

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum nq_exit
run_stage(const char *name, command_fn *run, const struct nq_opts *o,
    struct nq_log *log)
{
	double start = seconds_now();
	enum nq_exit rc;

	log->stage = name;
	rc = run(o, log);
	nq_runs_stage(log->runs, name, rc, seconds_now() - start);
	return rc;
}

/*
 * A later stage runs even when an earlier one failed: last night's archive
 * may still wait for it. Only a fault of configuration stops the run.
 */
static enum nq_exit
cmd_run(const struct nq_opts *o, struct nq_log *log)
{
	static const struct {
		const char *name;
		command_fn *run;
	} stages[] = {
		{ "extract", nq_extract_run },
		{ "transform", nq_transform_run },
		{ "load", nq_load_run },
		{ "check", nq_examine_run },
	};
	enum nq_exit rc = NQ_EXIT_OK, one;

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		one = run_stage(stages[i].name, stages[i].run, o, log);
		if (one == NQ_EXIT_USAGE)
			return one;
		/* No source answered, but the rest was done: a part. */
		if (one == NQ_EXIT_NOTHING && i == 0)
			one = NQ_EXIT_PARTIAL;
		rc = worse(rc, one);
	}
	return rc;
}

/* What a run does to a warehouse, done to one that is being made. */
static enum nq_exit
fill(const struct nq_opts *o, struct nq_log *log)
{
	enum nq_exit rc = nq_load_run(o, log);

	return rc > NQ_EXIT_PARTIAL ? rc : worse(rc, nq_examine_run(o, log));
}

/* All records are made anew, so that nothing but the archive counts. */
static enum nq_exit
cmd_rebuild(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_opts anew = *o;
	enum nq_exit rc, one;

	anew.anew = true;
	rc = run_stage("transform", nq_transform_run, &anew, log);
	if (rc > NQ_EXIT_PARTIAL)
		return rc;
	log->stage = "rebuild";
	one = nq_rebuild_run(&anew, fill, log);
	return worse(rc, one);
}

/* A day gone by is not examined anew. */
static enum nq_exit
cmd_check(const struct nq_opts *o, struct nq_log *log)
{
	enum nq_exit rc = o->as_of == NULL ? nq_examine_refresh(o, log) :
	    NQ_EXIT_OK;

	if (rc == NQ_EXIT_USAGE || rc == NQ_EXIT_NOTHING)
		return rc;
	return worse(rc, nq_check_run(o, log));
}

static enum nq_exit
report(struct nq_log *log, const struct nq_err *e)
{
	nq_log_err(log, NQ_ERROR, e);
	return nq_exit_of(e);
}

static enum nq_exit
cmd_doctor(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_err e = { 0 };
	int faults = 0;

	if (o->probe)
		return nq_probe_run(o, log);
	if (o->source != NULL) {
		nq_fail(&e, NQ_EUSAGE, "--source goes with --probe");
		return report(log, &e);
	}
	/* Stages read the same files and find the same fault in them. */
	log->once = true;
	faults += nq_extract_check(o, log);
	faults += nq_transform_check(o, log);
	faults += nq_load_check(o, log);
	faults += nq_sql_check(o, log);
	faults -= log->repeats;
	if (faults == 0)
		printf("ok: configuration, catalogue and warehouse\n");
	else
		printf("%d fault%s, listed above\n", faults,
		    faults == 1 ? "" : "s");
	return faults == 0 ? NQ_EXIT_OK : NQ_EXIT_USAGE;
}

static const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void
print_command(const struct command *c)
{
	printf("nqtrack %s%s%s [options]\n    %s\n\n", c->name,
	    c->args[0] != '\0' ? " " : "", c->args, c->help);
	nq_opts_print(c->takes);
	printf("\nexample:\n  %s\n", c->example);
}

static void
print_help(FILE *to)
{
	fprintf(to, "nqtrack reads the statistical releases of Vietnamese "
	    "provinces and says how far\neach policy target is.\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  nqtrack %-10s %-6s %s\n", commands[i].name,
		    commands[i].args, commands[i].help);
	fprintf(to, "\n\"nqtrack help COMMAND\" lists its options, \"nqtrack "
	    "version\" the libraries.\nExit status: 0 done, 1 a source or "
	    "document failed, 2 usage or configuration,\n3 nothing usable, "
	    "4 another run is going.\n");
}

/* The libraries that are there now, not those it was built with; libxml2
 * says 20914 for 2.9.14. */
static const char *
library_versions(char out[LIBRARIES])
{
	int xml = atoi(xmlParserVersion);

	snprintf(out, LIBRARIES, "libcurl %s, libxml2 %d.%d.%d, jansson %s, "
	    "SQLite %s", curl_version_info(CURLVERSION_NOW)->version,
	    xml / 10000, xml / 100 % 100, xml % 100, jansson_version_str(),
	    sqlite3_libversion());
	return out;
}

static void
print_version(void)
{
	char text[LIBRARIES];

	printf("nqtrack %s (%s)\n", NQ_VERSION, library_versions(text));
}

/* As many words as the command takes; the files of --import; none beside
 * --list. */
static bool
fits(const struct command *c, const struct nq_opts *o)
{
	if (o->import)
		return o->argc > 0;
	if (o->list)
		return o->argc == 0;
	return o->argc >= c->least && o->argc <= c->most;
}

/* One line that says how it went, for whoever reads nothing else. */
static void
tell_summary(struct nq_log *log, const char *command, enum nq_exit rc,
    double seconds, const char *libraries)
{
	static const enum nq_did told[] = { NQ_DID_FETCHED, NQ_DID_FRESH,
		NQ_DID_CHANGED, NQ_DID_FAILED, NQ_DID_DOCUMENTS,
		NQ_DID_UNREAD, NQ_DID_ADDED, NQ_DID_WITHDRAWN };
	char n[8][24], status[8], took[32];

	for (int i = 0; i < 8; i++)
		snprintf(n[i], sizeof(n[i]), "%zu", log->did[told[i]]);
	snprintf(status, sizeof(status), "%d", (int)rc);
	snprintf(took, sizeof(took), "%.1f", seconds);
	log->stage = command;
	nq_log(log, NQ_INFO, "exit", status, "seconds", took, "fetched", n[0],
	    "new", n[1], "changed", n[2], "failed", n[3], "documents", n[4],
	    "unread", n[5], "figures", n[6], "withdrawn", n[7], "sandbox",
	    log->sandbox, "nqtrack",
	    NQ_VERSION, "libraries", libraries, "msg", rc == NQ_EXIT_OK ?
	    "the run is done" : rc == NQ_EXIT_PARTIAL ? "the run is done, "
	    "but a part failed; see the lines above" : "the run failed; see "
	    "the lines above", NULL);
}

/*
 * A command that writes: the lock is held, what a run before left behind is
 * told, and the book of runs gets a row.
 */
static enum nq_exit
run_locked(const struct command *c, const struct nq_opts *o,
    struct nq_log *log, const char *left)
{
	char libraries[LIBRARIES];
	double start = seconds_now();
	struct nq_runs *runs;
	enum nq_exit rc;

	if (left[0] != '\0')
		nq_log(log, NQ_WARN, "owner", left, "msg", "the run before "
		    "did not end; this one goes on with what it left", NULL);
	library_versions(libraries);
	log->runs = runs = nq_runs_begin(o, c->name, libraries, log);
	rc = c->run == cmd_run ? c->run(o, log) :
	    run_stage(c->name, c->run, o, log);
	if (c->run == cmd_run)
		tell_summary(log, c->name, rc, seconds_now() - start,
		    libraries);
	log->runs = NULL;
	nq_runs_end(runs, rc, seconds_now() - start);
	return rc;
}

static enum nq_exit
dispatch(const struct command *c, int argc, char **argv)
{
	struct nq_log log = { .stage = c->name };
	struct nq_err e = { 0 };
	struct nq_opts o;
	enum nq_exit rc;
	char left[NQ_OWNER_TEXT];
	int lock;

	if (nq_opts_parse(&o, argc, argv, c->takes, &e) != 0) {
		rc = report(&log, &e);
		goto out;
	}
	if (o.help) {
		print_command(c);
		rc = NQ_EXIT_OK;
		goto out;
	}
	if (!fits(c, &o)) {
		nq_fail(&e, NQ_EUSAGE, "usage: nqtrack %s%s%s [options]",
		    c->name, o.import ? " --import FILE\u2026" :
		    c->args[0] != '\0' ? " " : "", o.import ? "" : c->args);
		rc = report(&log, &e);
		goto out;
	}
	log.quiet = o.quiet;
	if (!c->locks) {
		rc = c->run(&o, &log);
		goto out;
	}
	if (nq_dir_make(o.data, &e) != 0 ||
	    (lock = nq_lock_take(o.data, left, &e)) < 0) {
		rc = report(&log, &e);
		goto out;
	}
	rc = run_locked(c, &o, &log, left);
	nq_lock_give(lock);
out:
	nq_opts_release(&o);
	return rc;
}

/* What was asked for is none of the commands. */
static int
no_command(int argc, char **argv)
{
	const char *name = argc > 2 && strcmp(argv[1], "help") == 0 ?
	    argv[2] : argc > 1 ? argv[1] : NULL;
	struct nq_log log = { .stage = "nqtrack" };
	struct nq_err e = { 0 };

	if (name == NULL) {
		print_help(stderr);
		return NQ_EXIT_USAGE;
	}
	nq_fail(&e, NQ_EUSAGE, "there is no command \"%.60s\"; \"nqtrack "
	    "help\" lists them", name);
	return (int)report(&log, &e);
}

/* A program started with a closed standard stream must not write to a
 * database that happened to get its number. */
static void
open_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int
main(int argc, char **argv)
{
	const struct command *c = argc > 1 ? command_find(argv[1]) : NULL;
	int rc = NQ_EXIT_OK;

	open_standard_streams();
	setlocale(LC_ALL, "C");
	signal(SIGPIPE, SIG_IGN);
	if (c != NULL)
		rc = (int)dispatch(c, argc - 1, argv + 1);
	else if (argc > 2 && strcmp(argv[1], "help") == 0 &&
	    (c = command_find(argv[2])) != NULL)
		print_command(c);
	else if (argc > 1 && (strcmp(argv[1], "version") == 0 ||
	    strcmp(argv[1], "--version") == 0))
		print_version();
	else if (argc == 2 && (strcmp(argv[1], "help") == 0 ||
	    strcmp(argv[1], "--help") == 0))
		print_help(stdout);
	else
		rc = no_command(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "nqtrack: cannot write to standard output\n");
		return NQ_EXIT_NOTHING;
	}
	return rc;
}
