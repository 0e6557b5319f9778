#include "extract/askindex.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One query under way. */
struct chain {
	struct nq_askindex *a;
	size_t source;			/* index */
	const char *host, *crawl;
	struct nq_query q;
	int pages;			/* common-crawl; -1: not known yet */
	size_t named;			/* captures that are of use */
};

static const struct nq_source *
source_of(const struct chain *c)
{
	return c->a->in->src[c->source];
}

/* Another rule of what a release is makes other captures of use. */
static void
put_rule(struct nq_buf *b, const struct nq_key_rule *k)
{
	nq_buf_printf(b, "%d %d %s %s %s %s", (int)k->way, k->number,
	    k->trim != NULL ? k->trim : "",
	    k->separator != NULL ? k->separator : "",
	    k->under != NULL ? k->under : "", k->tail != NULL ? k->tail : "");
	for (size_t i = 0; i < k->params.n; i++)
		nq_buf_printf(b, " %s", k->params.v[i]);
	for (size_t i = 0; i < k->drop.n; i++)
		nq_buf_printf(b, " -%s", k->drop.v[i]);
}

/* "tinh-mau.vn 2018-01-01..2025-06-30 CC-MAIN-2025-26 sha1:…" */
static char *
query_text(const struct chain *c)
{
	const struct nq_opts *o = c->a->in->run->opts;
	struct nq_buf rule = NQ_BUF(1 << 20);
	char sum[NQ_SHA1_TEXT], *text;

	put_rule(&rule, &source_of(c)->key);
	nq_digest_sha1(rule.p, rule.len, sum);
	text = nq_asprintf("%s %s..%s %s%s%s", c->host,
	    o->since != NULL ? o->since : "", o->until != NULL ? o->until :
	    "", c->crawl != NULL ? c->crawl : "", c->crawl != NULL ? " " : "",
	    sum);
	nq_buf_release(&rule);
	return text;
}

static void
tell(const struct chain *c, enum nq_level level, const char *msg,
    const char *number, const char *why)
{
	const struct nq_run *run = c->a->in->run;

	nq_run_clear(run);
	nq_log(run->log, level, "source", source_of(c)->id, "asked",
	    c->a->service->archive->id, "host", c->host, "crawl", c->crawl,
	    "captures", number, "why", why, "msg", msg, NULL);
}

static void
fail(const struct chain *c, const char *msg, const char *why)
{
	struct nq_tally *t = &c->a->in->tally[c->source];

	tell(c, NQ_WARN, msg, NULL, why);
	t->failed++;
	if (t->error == NULL)
		t->error = nq_strdup(why);
}

/* A row of the index: noted where it is a release of this source, or a file
 * that may belong to one. */
static int
take_row(struct chain *c, const struct nq_cdx_row *row, struct nq_err *e)
{
	struct nq_intake *in = c->a->in;
	const char *id = source_of(c)->id;
	struct nq_place p = { 0 };
	struct nq_err why = { 0 };
	char *url = nq_url_canonical(NULL, row->url, &why);
	int rc = 0;

	if (url == NULL || !nq_source_has_host(source_of(c), url)) {
		in->count[NQ_TAKEN_HOST]++;
	} else if (nq_url_is_file(url)) {
		rc = nq_backlog_add(c->a->backlog, id, NULL, row, e);
	} else {
		rc = nq_intake_place(in, url, &p, e);
		in->count[NQ_TAKEN_KEY] += rc == 0;
		/* Of two sources with one host each has its own query. */
		if (rc == 1 && p.source == c->source) {
			rc = nq_backlog_add(c->a->backlog, id, p.key, row, e);
			c->named++;
		}
	}
	free(p.key);
	free(url);
	return rc < 0 ? -1 : 0;
}

static int
take_rows(struct chain *c, struct nq_cdx *rows, struct nq_err *e)
{
	char number[64];
	int rc = 0;

	for (size_t i = 0; i < rows->n && rc == 0; i++)
		rc = take_row(c, &rows->v[i], e);
	if (rows->bad > 0) {
		snprintf(number, sizeof(number), "%zu", rows->bad);
		tell(c, NQ_WARN, "rows of the index that cannot be read were "
		    "left out; why is of the first", number, rows->why);
	}
	return rc;
}

/* Where the next answer begins, once this one was taken. */
static void
advance(struct chain *c, struct nq_cdx *rows)
{
	struct nq_query *q = &c->q;
	char *was = q->resume;
	int page;

	if (c->a->service->archive->kind == NQ_ARCHIVE_CDX_SERVER) {
		q->resume = rows->resume;
		rows->resume = NULL;
		q->done = q->resume == NULL;
		if (was != NULL && q->resume != NULL &&
		    strcmp(was, q->resume) == 0) {
			q->done = true;
			q->error = nq_strdup("the index repeats itself");
		}
	} else {
		page = (was != NULL ? atoi(was) : 0) + 1;
		q->done = page >= c->pages;
		q->resume = nq_asprintf("%d", page);
	}
	free(was);
}

/* The body of the answer, once more of it or the last. */
static int
take_answer(struct chain *c, const struct nq_answer *a, bool none,
    struct nq_err *e)
{
	struct nq_cdx rows = { 0 };
	struct nq_err why = { 0 };
	int rc = -1;

	if (!none && nq_cdx_parse(c->a->pool, c->a->service->archive->kind,
	    a->x.body.p, a->x.body.len, &rows, &why) != 0) {
		/* Not noted: the next run asks again. */
		fail(c, "the answer of the index cannot be read", why.msg);
		rc = 1;
	} else if (take_rows(c, &rows, e) == 0) {
		advance(c, &rows);
		rc = nq_backlog_put(c->a->backlog, &c->q, e);
	}
	nq_cdx_release(&rows);
	return rc;
}

static char *
address(struct chain *c, bool pages, struct nq_err *e)
{
	const struct nq_opts *o = c->a->in->run->opts;
	bool common = c->crawl != NULL;

	return nq_cdx_url(c->a->service->archive, &(struct nq_cdx_query){
	    .target = c->host, .scope = NQ_CDX_PREFIX, .since = o->since,
	    .until = o->until, .resume = common ? NULL : c->q.resume,
	    .crawl = c->crawl, .page = pages ? -1 : common &&
	    c->q.resume != NULL ? atoi(c->q.resume) : 0 }, e);
}

/* 0: go on; 1: this query is over for now; -1. */
static int
ask_once(struct chain *c, bool pages, struct nq_err *e)
{
	struct nq_err why = { 0 };
	struct nq_answer a = { 0 };
	enum nq_cdx_verdict v;
	char said[256];
	char *url = address(c, pages, &why);
	int rc = 1;

	if (url == NULL) {
		fail(c, "the index cannot be asked", why.msg);
		return 1;
	}
	snprintf(said, sizeof(said), "asking for captures of %.120s%s%.60s: "
	    "%zu so far", c->host, c->crawl != NULL ? " in " : "",
	    c->crawl != NULL ? c->crawl : "", c->named);
	nq_service_ask(c->a->service, url, said, &a);
	v = nq_service_judge(c->a->service, &a, true, said);
	if (v == NQ_CDX_LATER || v == NQ_CDX_STOP) {
		fail(c, "the index gives no answer; the next run goes on from "
		    "here", said);
	} else if (v == NQ_CDX_REFUSED) {
		fail(c, "the index refuses an answer", said);
		c->q.done = true;
		c->q.error = nq_strdup(said);
		rc = nq_backlog_put(c->a->backlog, &c->q, e) == 0 ? 1 : -1;
	} else if (!pages) {
		rc = take_answer(c, &a, v == NQ_CDX_NONE, e);
	} else if (v == NQ_CDX_NONE) {
		c->pages = 0;
		rc = 0;
	} else if (nq_cdx_pages(c->a->pool, a.x.body.p, a.x.body.len,
	    &c->pages, &why) == 0) {
		rc = 0;
	} else {
		fail(c, "the answer of the index cannot be read", why.msg);
	}
	nq_answer_release(&a);
	free(url);
	return rc;
}

/* A query to its end, or as far as it goes now. */
static int
follow(struct chain *c, struct nq_err *e)
{
	char number[24];
	int rc = 0;

	if (c->crawl != NULL) {
		rc = ask_once(c, true, e);
		if (rc == 0 && c->pages == 0) {
			c->q.done = true;
			rc = nq_backlog_put(c->a->backlog, &c->q, e);
		}
	}
	for (int n = 0; rc == 0 && !c->q.done && n < NQ_MAX_ANSWERS; n++)
		rc = ask_once(c, false, e);
	if (rc == 0 && c->q.error != NULL)
		fail(c, "the index was left", c->q.error);
	else if (rc == 0 && !c->q.done)
		fail(c, "the index was left", "more answers than one query "
		    "may have; the next run goes on from here");
	snprintf(number, sizeof(number), "%zu", c->named);
	if (rc >= 0)
		tell(c, NQ_INFO, c->q.done ? "the index was read" :
		    "the index was read in part", number, NULL);
	return rc < 0 ? -1 : 0;
}

static int
ask_one(struct nq_askindex *a, size_t source, const char *host,
    const char *crawl, struct nq_err *e)
{
	struct chain c = { .a = a, .source = source, .host = host,
		.crawl = crawl, .pages = -1 };
	char *text = query_text(&c);
	int rc;

	c.q.source = a->in->src[source]->id;
	c.q.text = text;
	rc = nq_backlog_get(a->backlog, &c.q, e);
	if (rc == 0 && c.q.error != NULL)
		fail(&c, "the index refused an answer some days ago",
		    c.q.error);
	else if (rc == 0 && !c.q.done)
		rc = follow(&c, e);
	nq_query_release(&c.q);
	free(text);
	return rc;
}

/* The crawls that ran in those days; none where the list cannot be had. */
static int
list_crawls(struct nq_askindex *a, struct nq_names *crawls)
{
	const struct nq_opts *o = a->in->run->opts;
	struct nq_err why = { 0 };
	struct nq_answer answer = { 0 };
	char said[256];

	nq_service_ask(a->service, a->service->archive->collinfo_url,
	    "asking for the list of crawls", &answer);
	if (nq_service_judge(a->service, &answer, true, said) !=
	    NQ_CDX_ROWS)
		nq_fail(&why, NQ_ENET, "%s", said);
	else
		nq_cdx_crawls(a->pool, answer.x.body.p, answer.x.body.len,
		    o->since, o->until, crawls, &why);
	nq_answer_release(&answer);
	if (why.code == NQ_OK)
		return 0;
	if (a->service->stopped[0] == '\0')
		snprintf(a->service->stopped, sizeof(a->service->stopped),
		    "the list of crawls: %.200s", why.msg);
	return 1;
}

static const char *
bare(const char *host)
{
	return strncmp(host, "www.", 4) == 0 ? host + 4 : host;
}

/* The hosts of a source, those that moved too, each once. */
static void
list_hosts(const struct nq_source *s, struct nq_names *out)
{
	for (size_t i = 0; i < s->hosts.n + s->moved_count; i++) {
		const char *host = bare(i < s->hosts.n ? s->hosts.v[i] :
		    s->moved[i - s->hosts.n].from);
		bool again = false;

		for (size_t k = 0; k < out->n; k++)
			again |= strcmp(out->v[k], host) == 0;
		if (!again)
			nq_names_add(out, host);
	}
}

static int
ask_source(struct nq_askindex *a, size_t source,
    const struct nq_names *crawls, struct nq_err *e)
{
	struct nq_names hosts = { 0 };
	bool common = a->service->archive->kind == NQ_ARCHIVE_COMMON_CRAWL;
	size_t each = common ? crawls->n : 1;
	int rc = 0;

	list_hosts(a->in->src[source], &hosts);
	for (size_t i = 0; i < hosts.n * each && rc == 0 &&
	    a->service->stopped[0] == '\0'; i++)
		rc = ask_one(a, source, hosts.v[i / each], common ?
		    crawls->v[i % each] : NULL, e);
	nq_names_release(&hosts);
	return rc;
}

int
nq_askindex(struct nq_askindex *a, struct nq_err *e)
{
	struct nq_names crawls = { 0 };
	int rc = 0;

	if (a->service->archive->kind == NQ_ARCHIVE_COMMON_CRAWL)
		rc = list_crawls(a, &crawls);
	for (size_t i = 0; i < a->in->n && rc == 0; i++)
		rc = ask_source(a, i, &crawls, e);
	nq_names_release(&crawls);
	return rc < 0 ? -1 : 0;
}
