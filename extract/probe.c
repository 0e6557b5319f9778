#include "extract/probe.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/worker.h"
#include "extract/discover.h"
#include "extract/pages.h"
#include "extract/probe_parts.h"
#include "extract/sniff.h"
#include "extract/sources.h"

#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
was_tried(struct nq_probe *p, const char *url)
{
	for (size_t i = 0; i < p->tried.n; i++)
		if (strcmp(p->tried.v[i], url) == 0)
			return true;
	nq_names_add(&p->tried, url);
	return false;
}

static void
probe_release(struct nq_probe *p, const char *url, const char *what)
{
	struct nq_answer a = { 0 };

	if (was_tried(p, url)) {
		nq_probe_head(p, "%s %s (see above)", what, url);
		return;
	}
	nq_probe_head(p, "%s %s", what, url);
	if (nq_probe_ask(p, NQ_KIND_RELEASE, url, false, &a) &&
	    strcmp(nq_body_sniff(a.x.body.p, a.x.body.len), "html") == 0)
		nq_probe_files(p, &a);
	nq_answer_release(&a);
}

static void
probe_page_2(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_shown *first)
{
	char *raw = nq_entry_page(en, 2), *url;
	struct nq_err why = { 0 };
	struct nq_answer a = { 0 };

	url = nq_url_canonical(NULL, raw, &why);
	nq_probe_head(p, "page 2 %s", url);
	if (nq_probe_ask(p, nq_entry_kind_name(en->kind), url, true, &a))
		nq_probe_page_2(p, en, &a, first);
	else if (a.outcome == NQ_ANSWERED && a.x.status >= 400 &&
	    a.x.status <= 410)
		nq_probe_hint(p, "there is no page 2: right if all releases "
		    "are on page 1%s", en->kind == NQ_ENTRY_LISTING ?
		    ", otherwise compare its address with \"pages\"" : "");
	nq_answer_release(&a);
	free(raw);
	free(url);
}

/* A listing, feed, sitemap or the posts of WordPress. */
static void
probe_listing(struct nq_probe *p, const struct nq_entry *en, const char *url)
{
	const char *kind = nq_entry_kind_name(en->kind);
	struct nq_shown s = { 0 };
	struct nq_answer a = { 0 };
	bool good = nq_probe_ask(p, kind, url, false, &a) &&
	    nq_probe_links(p, en, &a, &s);

	if (a.outcome == NQ_ANSWERED && a.x.status == 200 &&
	    en->kind == NQ_ENTRY_LISTING)
		nq_probe_suggest(p, en, &a);
	nq_answer_release(&a);
	if (good && s.sitemap != NULL && s.releases == 0 &&
	    strcmp(url, en->url) == 0) {
		nq_probe_head(p, "the first sitemap %s", s.sitemap);
		probe_listing(p, en, s.sitemap);
	} else if (good && s.releases > 0) {
		if (en->max > 1)
			probe_page_2(p, en, &s);
		probe_release(p, s.first, "first release");
	}
	nq_shown_release(&s);
}

static void
probe_folder(struct nq_probe *p, const struct nq_entry *en)
{
	DIR *d = opendir(en->url);
	const struct dirent *one;
	size_t n = 0;

	if (d == NULL) {
		nq_probe_fault(p, "give the whole path of a folder that this "
		    "user may read", "%s", strerror(errno));
		return;
	}
	p->answers++;
	while ((one = readdir(d)) != NULL)
		n += one->d_name[0] != '.';
	closedir(d);
	nq_probe_row(p, "folder", "%zu files and folders in it", n);
	if (n == 0)
		nq_probe_fault(p, "put files there, or correct the path",
		    "the folder is empty");
}

static void
probe_address(struct nq_probe *p, const struct nq_entry *en)
{
	char *key = nq_url_key(en->url, &p->src->key);

	if (key == NULL)
		nq_probe_fault(p, "\"key\" must take the address of a "
		    "\"page\"", "no release by \"key\": %s", en->url);
	free(key);
	probe_release(p, en->url, "release");
}

static void
probe_entry(struct nq_probe *p, size_t i)
{
	const struct nq_entry *en = &p->src->entries[i];
	const char *kind = nq_entry_kind_name(en->kind);
	char *raw, *url;
	struct nq_err why = { 0 };

	nq_probe_head(p, "entries[%zu] %s %s", i, kind,
	    en->kind != NQ_ENTRY_ATTACHMENTS ? en->url : en->links);
	switch (en->kind) {
	case NQ_ENTRY_PAGE:
		probe_address(p, en);
		break;
	case NQ_ENTRY_FILES:
		probe_folder(p, en);
		break;
	case NQ_ENTRY_ATTACHMENTS:
		nq_probe_row(p, "", "see \"attachments\" of the releases");
		break;
	default:
		raw = nq_entry_page(en, 1);
		url = nq_url_canonical(NULL, raw, &why);
		probe_listing(p, en, url != NULL ? url : en->url);
		free(url);
		free(raw);
	}
}

static void
probe_source(struct nq_probe *p, const struct nq_source *src)
{
	size_t before = p->faults;

	if (p->src != NULL && !p->quiet)
		putchar('\n');
	p->src = src;
	if (!p->quiet)
		nq_probe_title("%s · %s", src->id, src->title);
	if (!src->enabled)
		nq_probe_row(p, "disabled", "%s", src->reason);
	nq_probe_row(p, "asking", "%d at a time of a host, %g s apart, %d s "
	    "at most", src->connections, src->delay_ms / 1000.0,
	    src->timeout_s);
	if (src->entry_count == 0)
		nq_probe_fault(p, "add one to \"entries\"", "the source has "
		    "no entry");
	for (size_t i = 0; i < src->entry_count; i++)
		probe_entry(p, i);
	if (!p->quiet)
		putchar('\n');
	if (p->faults == before)
		nq_probe_title("%s: all as expected", src->id);
	else
		nq_probe_title("%s: %zu fault%s", src->id,
		    p->faults - before, p->faults == before + 1 ? "" : "s");
	nq_names_release(&p->tried);
	free(p->head);
	p->head = NULL;
}

/* The sources to try, with their certificates; how many, or -1. */
static int
choose(const struct nq_opts *o, struct nq_sources *all, bool *wanted,
    struct nq_err *e)
{
	int n = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct nq_source *s = &all->v[i];
		char *path;
		int rc;

		wanted[i] = o->source != NULL ? strcmp(o->source, s->id) ==
		    0 : s->enabled;
		n += wanted[i];
		if (!wanted[i] || s->ca_file == NULL)
			continue;
		path = nq_opts_schema(o, s->ca_file);
		rc = nq_source_trust(s, path, e);
		free(path);
		if (rc != 0)
			return -1;
	}
	if (o->source == NULL || n > 0)
		return n;
	nq_fail(e, NQ_EUSAGE, "no source \"%.60s\"", o->source);
	return nq_err_at(e, "%s", all->path);
}

static int
probe_all(const struct nq_opts *o, struct nq_log *log, struct nq_probe *p,
    struct nq_sources *all, struct nq_err *e)
{
	bool *wanted = nq_alloc(all->n + 1, sizeof(*wanted));
	int n = choose(o, all, wanted, e), rc = n < 0 ? -1 : 0;

	if (n == 0)
		nq_log(log, NQ_WARN, "at", all->path, "msg", "no source is "
		    "enabled; --source ID tries one that is not", NULL);
	if (n <= 0)
		goto out;
	/* The worker is forked while nothing is open that it should not
	 * inherit. */
	p->run.pool = nq_pool_new(1, nq_sandbox_of(o->sandbox),
	    nq_discover_serve, (void *)(uintptr_t)p->run.pages, e);
	if (p->run.pool == NULL)
		rc = -1;
	else if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		rc = nq_fail(e, NQ_EIO, "libcurl does not start");
	if (rc != 0)
		goto out;
	p->run.fetcher = nq_fetcher_new();
	for (size_t i = 0; i < all->n; i++)
		if (wanted[i])
			probe_source(p, &all->v[i]);
	nq_fetcher_free(p->run.fetcher);
	curl_global_cleanup();
out:
	nq_names_release(&p->origins);
	nq_pool_free(p->run.pool);
	free(wanted);
	return rc;
}

enum nq_exit
nq_probe_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_pages pages = { 0 };
	struct nq_probe p = { .run = { .opts = o, .log = log,
		.pages = &pages }, .quiet = o->quiet };
	char *path = nq_opts_schema(o, "sources.json");
	char *page_path = nq_opts_schema(o, "pages.json");
	struct nq_sources all = { 0 };
	struct nq_err e = { 0 };

	if (nq_sources_load(&all, path, &e) == 0 &&
	    nq_pages_load(&pages, page_path, &e) == 0)
		probe_all(o, log, &p, &all, &e);
	if (e.code != NQ_OK)
		nq_log_err(log, NQ_ERROR, &e);
	nq_sources_release(&all);
	nq_pages_release(&pages);
	free(page_path);
	free(path);
	if (e.code != NQ_OK)
		return nq_exit_of(&e);
	return p.answers == 0 ? NQ_EXIT_NOTHING : p.faults > 0 ?
	    NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}
