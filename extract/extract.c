#include "extract/extract.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/worker.h"
#include "extract/archive.h"
#include "extract/archives.h"
#include "extract/backfill.h"
#include "extract/cdx.h"
#include "extract/discover.h"
#include "extract/import.h"
#include "extract/pages.h"
#include "extract/progress.h"
#include "extract/sources.h"
#include "extract/walk.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What portals said once, from other archives: no portal is asked, so it may
 * be a disabled one. */
static bool
is_of_past(const struct nq_opts *o)
{
	return o->import || o->backfill != NULL;
}

static int
check_usage(const struct nq_opts *o, struct nq_err *e)
{
	if (o->import && o->backfill != NULL)
		nq_fail(e, NQ_EUSAGE, "--import and --backfill are two runs");
	else if ((o->since != NULL || o->until != NULL) && !is_of_past(o))
		nq_fail(e, NQ_EUSAGE, "--since and --until go with --import "
		    "or --backfill");
	else if (o->since != NULL && o->until != NULL &&
	    strcmp(o->since, o->until) > 0)
		nq_fail(e, NQ_EUSAGE, "--since %s is after --until %s",
		    o->since, o->until);
	return e->code == NQ_OK ? 0 : nq_err_at(e, "command line");
}

static bool
is_wanted(const struct nq_opts *o, const struct nq_source *s)
{
	return (s->enabled || is_of_past(o)) &&
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
	else if (!s->enabled && !is_of_past(o))
		nq_fail(e, NQ_EUSAGE, "source \"%s\" is disabled: %.300s",
		    s->id, s->reason);
	return e->code == NQ_OK ? 0 : nq_err_at(e, "%s", all->path);
}

static size_t
count_wanted(const struct nq_opts *o, const struct nq_sources *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += is_wanted(o, &all->v[i]);
	return n;
}

/* Files of sources.json are read before anybody is asked. */
static int
trust(const struct nq_opts *o, struct nq_sources *all, struct nq_err *e)
{
	int rc = 0;

	if (is_of_past(o))
		return 0;
	for (size_t i = 0; i < all->n && rc == 0; i++) {
		struct nq_source *s = &all->v[i];
		char *path;

		if (s->ca_file == NULL || !is_wanted(o, s))
			continue;
		path = nq_opts_schema(o, s->ca_file);
		rc = nq_source_trust(s, path, e);
		free(path);
	}
	return rc;
}

/* The walks of a run, one a source. */
struct walks {
	struct nq_walk **v;
	size_t n;
	size_t partly, wholly;	/* failed so, at the end */
};

/* A run over the past: whom it asks, how it ended. */
struct past {
	struct nq_archives archives;
	const struct nq_webarchive *service;	/* NULL: --import */
	struct nq_pool *pool;	/* reads its indexes */
	enum nq_exit status;
};

static void
sum(struct nq_run *run, const struct walks *all)
{
	struct nq_tally *t = &run->all;

	t->fetched = t->fresh = t->changed = t->unchanged = t->failed =
	    t->alarms = 0;
	t->bytes = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct nq_tally *one = nq_walk_tally(all->v[i]);

		t->fetched += one->fetched;
		t->fresh += one->fresh;
		t->changed += one->changed;
		t->unchanged += one->unchanged;
		t->failed += one->failed;
		t->alarms += one->alarms;
		t->bytes += one->bytes;
	}
}

static void
show(struct nq_run *run, struct nq_bar *bar, const struct walks *all)
{
	size_t left = 0, busy = 0;

	if (!run->progress)
		return;
	sum(run, all);
	for (size_t i = 0; i < all->n; i++) {
		left += nq_walk_left(all->v[i]);
		busy += !nq_walk_is_over(all->v[i]);
	}
	nq_bar_draw(bar, run, left, busy);
}

static int
turn(struct nq_run *run, struct walks *all, struct nq_err *e)
{
	struct nq_bar bar = { 0 };
	struct nq_answer a;
	bool busy = true;

	while (busy) {
		for (size_t i = 0; i < all->n; i++)
			if (nq_walk_pull(all->v[i], e) != 0)
				return -1;
		busy = false;
		for (size_t i = 0; i < all->n; i++)
			busy |= !nq_walk_is_over(all->v[i]);
		show(run, &bar, all);
		if (nq_fetcher_wait(run->fetcher, 100, &a) == 1) {
			int rc = nq_walk_take(nq_walk_of(a.ctx), &a, e);

			nq_answer_release(&a);
			if (rc != 0)
				return -1;
		}
		if (nq_archive_settle(run->archive, e) != 0)
			return -1;
	}
	nq_run_clear(run);
	return 0;
}

static void
log_tally(struct nq_log *log, const struct nq_tally *t, const char *source,
    const char *sources, const char *msg, const char *archive,
    const char *sandbox)
{
	const size_t counts[] = { t->fetched, t->fresh, t->failed, t->changed,
		t->unchanged };
	char text[5][24];

	for (int i = 0; i < 5; i++)
		snprintf(text[i], sizeof(text[i]), "%zu", counts[i]);
	nq_log(log, NQ_INFO, "source", source, "sources", sources, "fetched",
	    text[0], "new", text[1], "failed", text[2], "changed",
	    text[3], "unchanged", text[4], "archive", archive, "sandbox",
	    sandbox, "msg", msg, NULL);
}

/* What each source did is told, and kept with the row of the run: only now
 * is it in the archive. */
static void
account(struct nq_run *run, struct walks *all)
{
	sum(run, all);
	for (size_t i = 0; i < all->n; i++) {
		const struct nq_tally *t = nq_walk_tally(all->v[i]);

		if (t->failed > 0 && t->fetched == 0)
			all->wholly++;
		else if (t->failed > 0)
			all->partly++;
		log_tally(run->log, t, t->source, NULL, t->error == NULL ?
		    "source done" : t->error, NULL, NULL);
		nq_runs_source(run->log->runs, t);
	}
	nq_run_count(run);
}

static int
run_walks(struct nq_run *run, struct walks *all, struct nq_err *e)
{
	const char *name = NULL;
	char count[24];

	run->fetcher = nq_fetcher_new();
	if (turn(run, all, e) != 0)
		return -1;
	if (nq_archive_finish(run->archive, &name, e) != 0)
		return -1;
	account(run, all);
	snprintf(count, sizeof(count), "%zu", all->n);
	log_tally(run->log, &run->all, NULL, count, run->all.fresh +
	    run->all.changed > 0 ? "new releases archived" : "nothing new",
	    name, nq_pool_mode(run->pool));
	return 0;
}

static int
run_past(struct nq_run *run, const struct nq_sources *sources,
    struct past *past, struct nq_err *e)
{
	if (past->service == NULL)
		return nq_import(run, sources, &past->status, e);
	return nq_backfill(run, sources, &(struct nq_asked){
	    .service = past->service, .pool = past->pool }, &past->status, e);
}

static int
run_all(struct nq_run *run, const struct nq_opts *o,
    const struct nq_sources *sources, struct walks *all,
    struct past *past, struct nq_err *e)
{
	char *dir = nq_path_join(o->data, "archive");
	int rc = -1;

	if (nq_dir_make(dir, e) != 0 ||
	    nq_archive_repair(dir, run->log, e) != 0)
		goto out;
	run->frontier = nq_frontier_open(dir, o, run->log, e);
	if (run->frontier == NULL || (run->archive = nq_archive_open(dir,
	    run->frontier, e)) == NULL)
		goto out;
	all->v = nq_alloc(sources->n + 1, sizeof(*all->v));
	if (is_of_past(o)) {
		rc = run_past(run, sources, past, e);
		goto out;
	}
	for (size_t i = 0; i < sources->n; i++)
		if (is_wanted(o, &sources->v[i]))
			all->v[all->n++] = nq_walk_new(run, &sources->v[i]);
	rc = run_walks(run, all, e);
out:
	nq_fetcher_free(run->fetcher);
	for (size_t i = 0; i < all->n; i++)
		nq_walk_free(all->v[i]);
	free(all->v);
	nq_archive_free(run->archive);
	nq_frontier_close(run->frontier);
	free(dir);
	return rc;
}

static enum nq_exit
exit_of(const struct walks *all, struct nq_log *log, const char *path)
{
	if (all->n == 0) {
		nq_log(log, NQ_WARN, "at", path, "msg", "no source is enabled; "
		    "\"reason\" says why of each", NULL);
		return NQ_EXIT_NOTHING;
	}
	if (all->wholly == all->n)
		return NQ_EXIT_NOTHING;
	return all->partly + all->wholly > 0 ? NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}

/* --backfill must name an archive that may be asked. */
static int
load_past(const struct nq_opts *o, struct past *past, struct nq_err *e)
{
	char *path = nq_opts_schema(o, "archives.json");
	int rc = 0;

	if (o->backfill != NULL) {
		rc = nq_archives_load(&past->archives, path, e);
		past->service = rc == 0 ? nq_archives_find(&past->archives,
		    o->backfill) : NULL;
	}
	if (rc == 0 && o->backfill != NULL && past->service == NULL) {
		nq_fail(e, NQ_EUSAGE, "no web archive \"%.60s\"",
		    o->backfill);
		rc = nq_err_at(e, "%s", path);
	}
	free(path);
	return rc;
}

enum nq_exit
nq_extract_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_pages pages = { 0 };
	struct nq_run run = { .opts = o, .log = log, .pages = &pages,
		.progress = !o->quiet && isatty(STDERR_FILENO) };
	char *path = nq_opts_schema(o, "sources.json");
	char *page_path = nq_opts_schema(o, "pages.json");
	struct nq_sources all = { 0 };
	struct nq_err e = { 0 };
	struct walks walks = { 0 };
	struct past past = { 0 };
	enum nq_exit rc;

	if (check_usage(o, &e) != 0 || load_past(o, &past, &e) != 0 ||
	    nq_sources_load(&all, path, &e) != 0 ||
	    nq_pages_load(&pages, page_path, &e) != 0 ||
	    check_wanted(o, &all, &e) != 0 || trust(o, &all, &e) != 0 ||
	    count_wanted(o, &all) == 0)
		goto out;
	nq_mem_steady();
	/* The worker is forked while nothing is open that it should not
	 * inherit. */
	run.pool = nq_pool_new(1, nq_sandbox_of(o->sandbox),
	    nq_discover_serve, &pages, &e);
	if (run.pool == NULL || (past.service != NULL &&
	    (past.pool = nq_pool_new(1, nq_sandbox_of(o->sandbox),
	    nq_cdx_serve, NULL, &e)) == NULL))
		goto out;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		nq_fail(&e, NQ_EIO, "libcurl does not start");
	else
		run_all(&run, o, &all, &walks, &past, &e);
	curl_global_cleanup();
out:
	nq_pool_free(run.pool);
	nq_pool_free(past.pool);
	rc = e.code != NQ_OK ? nq_exit_of(&e) : is_of_past(o) ?
	    past.status : exit_of(&walks, log, path);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_archives_release(&past.archives);
	nq_sources_release(&all);
	nq_pages_release(&pages);
	free(page_path);
	free(path);
	return rc;
}

int
nq_extract_check(const struct nq_opts *o, struct nq_log *log)
{
	static const struct {
		const char *name;
		int (*check)(const char *path, struct nq_log *);
	} files[] = {
		{ "sources.json", nq_sources_check },
		{ "pages.json", nq_pages_check },
		{ "archives.json", nq_archives_check },
	};
	int faults = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = nq_opts_schema(o, files[i].name);

		faults += files[i].check(path, log);
		free(path);
	}
	return faults;
}
