#include "extract/extract.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "core/worker.h"
#include "extract/discover.h"
#include "extract/frontier.h"
#include "extract/run.h"
#include "extract/sources.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_wanted(const struct nq_opts *o, const struct nq_source *s)
{
	return s->enabled &&
	    (o->source == NULL || strcmp(o->source, s->id) == 0);
}

/* --source must name one that can be asked. */
static int
check_wanted(const struct nq_opts *o, const struct nq_sources *all,
    struct nq_err *e)
{
	const struct nq_source *s;

	if (o->source == NULL)
		return 0;
	s = nq_sources_find(all, o->source);
	if (s == NULL)
		nq_fail(e, NQ_EUSAGE, "no source \"%.60s\"", o->source);
	else if (!s->enabled)
		nq_fail(e, NQ_EUSAGE, "source \"%s\" is disabled: %.300s",
		    s->id, s->reason);
	return e->code == NQ_OK ? 0 : nq_err_at(e, "%s", all->path);
}

/*
 * A free name for the archive file of this run. Names sort as time does, so
 * a second run in one second gets a suffix that sorts behind ".".
 */
static char *
choose_name(const char *dir, struct nq_err *e)
{
	char now[NQ_TIME_TEXT], stem[NQ_TIME_TEXT], *name, *path;
	size_t n = 0;
	int taken = 0;

	for (const char *p = nq_time_now(now); *p != '\0'; p++)
		if (*p != '-' && *p != ':')
			stem[n++] = *p;
	stem[n] = '\0';
	for (int i = 1; i <= 99; i++) {
		name = i == 1 ? nq_asprintf("%s.warc.gz", stem) :
		    nq_asprintf("%s_%02d.warc.gz", stem, i);
		path = nq_path_join(dir, name);
		taken = access(path, F_OK) == 0;
		free(path);
		if (!taken)
			return name;
		free(name);
	}
	nq_fail(e, NQ_EIO, "99 archive files of one second");
	nq_err_at(e, "%s", dir);
	return NULL;
}

/* A run that was killed leaves its unpublished file; its pages are fetched
 * again by this one. */
static int
remove_leftovers(const char *dir, struct nq_log *log, struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = nq_dir_list(dir, ".warc.gz.tmp", &names, e);

	for (size_t i = 0; i < names.n; i++) {
		char *path = nq_path_join(dir, names.v[i]);

		unlink(path);
		nq_log(log, NQ_INFO, "file", names.v[i], "msg",
		    "left by a run that did not end; removed", NULL);
		free(path);
	}
	nq_names_release(&names);
	return rc;
}

/* Counts of the whole run. */
struct totals {
	size_t sources, partly, wholly;	/* failed so */
};

static int
run_sources(struct nq_run *run, const struct nq_opts *o,
    const struct nq_sources *all, struct totals *t, struct nq_err *e)
{
	for (size_t i = 0; i < all->n; i++) {
		size_t fetched = run->fetched, failed = run->failed;

		if (!is_wanted(o, &all->v[i]))
			continue;
		t->sources++;
		if (nq_run_source(run, &all->v[i], e) != 0)
			return -1;
		if (run->failed > failed && run->fetched == fetched)
			t->wholly++;
		else if (run->failed > failed)
			t->partly++;
	}
	return 0;
}

static size_t
count_wanted(const struct nq_opts *o, const struct nq_sources *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += is_wanted(o, &all->v[i]);
	return n;
}

/* The archive file first, then the frontier that knows of it. */
static int
publish(struct nq_run *run, const char *name, const char *path,
    struct nq_err *e)
{
	struct nq_warc_writer *warc = run->warc;

	run->warc = NULL;
	if (nq_warc_close(warc, e) != 0)
		return -1;
	return nq_frontier_commit(run->frontier,
	    access(path, F_OK) == 0 ? name : NULL, e);
}

/* name is NULL where nothing had to be archived. */
static void
log_totals(struct nq_run *run, const struct totals *t, const char *name)
{
	char sources[24], fetched[24], fresh[24], failed[24];

	snprintf(sources, sizeof(sources), "%zu", t->sources);
	snprintf(fetched, sizeof(fetched), "%zu", run->fetched);
	snprintf(fresh, sizeof(fresh), "%zu", run->fresh);
	snprintf(failed, sizeof(failed), "%zu", run->failed);
	nq_log(run->log, NQ_INFO, "sources", sources, "fetched", fetched,
	    "new", fresh, "failed", failed, "archive",
	    name, "sandbox", nq_pool_mode(run->pool),
	    "msg", run->fresh > 0 ? "new releases archived" : "nothing new",
	    NULL);
}

static int
run_all(struct nq_run *run, const struct nq_opts *o,
    const struct nq_sources *all, struct totals *t, struct nq_err *e)
{
	char now[NQ_TIME_TEXT], *path = NULL, *name = NULL;
	char *dir = nq_path_join(o->data, "archive");
	int rc = -1;

	if (nq_dir_make(dir, e) != 0 ||
	    remove_leftovers(dir, run->log, e) != 0)
		goto out;
	run->frontier = nq_frontier_open(dir, run->log, e);
	if (run->frontier == NULL || (name = choose_name(dir, e)) == NULL)
		goto out;
	path = nq_path_join(dir, name);
	run->warc = nq_warc_create(path, nq_time_now(now), e);
	if (run->warc == NULL || run_sources(run, o, all, t, e) != 0 ||
	    publish(run, name, path, e) != 0)
		goto out;
	log_totals(run, t, access(path, F_OK) == 0 ? name : NULL);
	rc = 0;
out:
	nq_warc_discard(run->warc);
	nq_frontier_close(run->frontier);
	free(path);
	free(name);
	free(dir);
	return rc;
}

static enum nq_exit
exit_of(const struct totals *t, struct nq_log *log, const char *path)
{
	if (t->sources == 0) {
		nq_log(log, NQ_WARN, "at", path, "msg", "no source is enabled; "
		    "\"reason\" says why of each", NULL);
		return NQ_EXIT_NOTHING;
	}
	if (t->wholly == t->sources)
		return NQ_EXIT_NOTHING;
	return t->partly + t->wholly > 0 ? NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}

enum nq_exit
nq_extract_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_run run = { .log = log,
		.progress = !o->quiet && isatty(STDERR_FILENO) };
	char *path = nq_opts_schema(o, "sources.json");
	struct nq_sources all = { 0 };
	struct nq_err e = { 0 };
	struct totals t = { 0 };
	enum nq_exit rc;

	if (nq_sources_load(&all, path, &e) != 0 ||
	    check_wanted(o, &all, &e) != 0 || count_wanted(o, &all) == 0)
		goto out;
	/* The worker is forked while nothing is open that it should not
	 * inherit. */
	run.pool = nq_pool_new(1, nq_sandbox_of(o->sandbox),
	    nq_discover_serve, NULL, &e);
	if (run.pool == NULL)
		goto out;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		nq_fail(&e, NQ_EIO, "libcurl does not start");
	else
		run_all(&run, o, &all, &t, &e);
	curl_global_cleanup();
out:
	nq_pool_free(run.pool);
	rc = e.code != NQ_OK ? nq_exit_of(&e) : exit_of(&t, log, path);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_sources_release(&all);
	free(path);
	return rc;
}

int
nq_extract_check(const struct nq_opts *o, struct nq_log *log)
{
	char *path = nq_opts_schema(o, "sources.json");
	int faults = nq_sources_check(path, log);

	free(path);
	return faults;
}
