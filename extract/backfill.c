#include "extract/backfill.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/archive.h"
#include "extract/askindex.h"
#include "extract/attach.h"
#include "extract/memento.h"
#include "extract/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64 };	/* rows taken at once; memory stays the same */

struct errand;

struct backfill {
	struct nq_run *run;
	struct nq_service service;
	struct nq_backlog *backlog;
	struct nq_intake in;
	struct nq_bar bar;
	struct errand *way;	/* under way */
	size_t left, under_way, since_commit;
	/* Where it is: a source, its pages or its files, a batch of them. */
	size_t source;
	bool files;
	struct nq_item batch[BATCH], last;
	size_t at, count;
};

/* A capture that is being fetched. */
struct errand {
	struct nq_item item;
	struct nq_place place;
	char *where;		/* its address in that archive */
	char digits[NQ_CDX_TIME];
	struct errand *next;	/* of those under way */
};

static void
errand_free(struct errand *d)
{
	nq_item_release(&d->item);
	free(d->place.key);
	free(d->where);
	free(d);
}

/* What became of a capture: counted, told, kept. */
static int
settle(struct backfill *b, const struct errand *d, enum nq_taken taken,
    const char *at, const char *fault, struct nq_err *e)
{
	const char *state = taken <= NQ_TAKEN_MORE ? NQ_ITEM_DONE :
	    taken == NQ_TAKEN_KNOWN ? NQ_ITEM_KNOWN :
	    taken == NQ_TAKEN_TRUNCATED ? NQ_ITEM_TRUNCATED :
	    NQ_ITEM_REFUSED;

	nq_intake_note(&b->in, &d->place, taken, d->item.url,
	    at != NULL ? at : d->item.at, d->where, fault);
	b->left -= b->left > 0;
	if (taken == NQ_TAKEN_FAULTY)
		return nq_backlog_fail(b->backlog, d->item.id, fault, e);
	return nq_backlog_set(b->backlog, d->item.id, state,
	    fault[0] != '\0' ? fault : NULL, e);
}

/* 20190102030405 of "2019-01-02T03:04:05Z". */
static void
put_digits(const char *at, char out[NQ_CDX_TIME])
{
	size_t n = 0;

	for (; *at != '\0' && n + 1 < NQ_CDX_TIME; at++)
		if (*at >= '0' && *at <= '9')
			out[n++] = *at;
	out[n] = '\0';
}

static int
start(struct backfill *b, struct errand *d, struct nq_err *e)
{
	const struct nq_webarchive *a = b->service.archive;
	const struct nq_item *i = &d->item;
	bool part = a->kind == NQ_ARCHIVE_COMMON_CRAWL;
	struct nq_err why = { 0 };
	char range[64], *url;
	int rc = 0;

	put_digits(i->at, d->digits);
	url = part ? nq_webarchive_data_url(a, i->filename != NULL ?
	    i->filename : "", &why) :
	    nq_webarchive_raw_url(a, d->digits, i->url, &why);
	if (url == NULL) {
		rc = settle(b, d, NQ_TAKEN_FAULTY, NULL, why.msg, e);
		errand_free(d);
		return rc;
	}
	snprintf(range, sizeof(range), "%" PRIu64 "-%" PRIu64, i->offset,
	    i->offset + i->length - 1);
	d->where = part ? nq_asprintf("%s#%" PRIu64, url, i->offset) :
	    nq_strdup(url);
	nq_service_start(&b->service, url, part ? range : NULL, d);
	d->next = b->way;
	b->way = d;
	b->under_way++;
	free(url);
	return rc;
}

static void
leave(struct backfill *b, const struct errand *d)
{
	struct errand **at = &b->way;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	b->under_way--;
}

/* Whose it is, and whether it is here. 1: to be fetched; 0: not; -1. */
static int
choose(struct backfill *b, struct errand *d, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *url = nq_url_canonical(NULL, d->item.url, &why);
	int rc = 0, known;

	d->place.source = b->source;
	if (b->files && url != NULL)
		rc = nq_intake_place_file(&b->in, url, &d->place, e);
	else if (url != NULL)
		rc = nq_intake_place(&b->in, url, &d->place, e);
	free(url);
	/* A file that no page links to, as far as is known, may be asked for
	 * when more pages are. */
	b->in.count[NQ_TAKEN_KEY] += rc == 0;
	if (rc != 1 || d->place.source != b->source)
		return rc < 0 ? -1 : 0;
	known = nq_frontier_has_capture(b->run->frontier,
	    b->in.src[b->source]->id, d->place.key, d->item.at,
	    d->item.digest, e);
	if (known < 0)
		return -1;
	if (known == 1)
		return settle(b, d, NQ_TAKEN_KNOWN, NULL, "", e);
	if (d->item.truncated)
		return settle(b, d, NQ_TAKEN_TRUNCATED, NULL, "only the "
		    "beginning of it was archived", e);
	return 1;
}

/* The next rows: of the pages of a source, then of its files, then of the
 * next source. 1: there are some; 0: no more, or not before answers came. */
static int
fill(struct backfill *b, struct nq_err *e)
{
	while (b->source < b->in.n) {
		int n = nq_backlog_next(b->backlog,
		    b->in.src[b->source]->id, b->files,
		    b->last.key != NULL ? &b->last : NULL, BATCH, b->batch,
		    e);

		b->at = 0;
		b->count = n > 0 ? (size_t)n : 0;
		if (n != 0)
			return n < 0 ? -1 : 1;
		/* A page that is under way may link to files. */
		if (!b->files && b->under_way > 0)
			return 0;
		nq_item_release(&b->last);
		b->source += b->files;
		b->files = !b->files;
	}
	return 0;
}

/* Is a capture under way that may turn out to have the same payload? */
static bool
has_twin(const struct backfill *b, const struct nq_item *i)
{
	for (const struct errand *d = b->way; d != NULL; d = d->next)
		if (i->digest != NULL && d->item.digest != NULL &&
		    strcmp(i->digest, d->item.digest) == 0 &&
		    strcmp(i->key, d->item.key) == 0)
			return true;
	return false;
}

/* Starts as many as may be under way. */
static int
pull(struct backfill *b, struct nq_err *e)
{
	size_t most = (size_t)b->service.archive->connections;

	while (b->under_way < most && b->service.stopped[0] == '\0') {
		struct errand *d;
		int rc = b->at < b->count ? 1 : fill(b, e);

		if (rc != 1 || has_twin(b, &b->batch[b->at]))
			return rc < 0 ? -1 : 0;
		d = nq_alloc(1, sizeof(*d));
		d->item = b->batch[b->at++];
		nq_item_release(&b->last);
		b->last = (struct nq_item){ .id = d->item.id,
			.key = nq_strdup(d->item.key),
			.at = nq_strdup(d->item.at) };
		rc = choose(b, d, e);
		if (rc == 1)
			rc = start(b, d, e);
		else
			errand_free(d);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* A capture of the Internet Archive. */
static int
read_memento(struct backfill *b, const struct errand *d,
    const struct nq_answer *a, struct nq_given *g, struct nq_err *e)
{
	struct nq_memento m;
	int rc = nq_memento_parse(b->service.archive, a->url, a->x.status,
	    &a->x.headers, &a->x.body, &m, e);

	if (rc == 0) {
		g->url = m.url;
		g->http = m.answer;
		g->truncated = m.answer.cut;
		nq_cdx_date(m.timestamp, g->at);
		m.url = NULL;
		m.answer = (struct nq_httpblock){ 0 };
		/* A redirect may have led to another capture. */
		g->via.place = a->url;
		if (strcmp(m.timestamp, d->digits) != 0)
			g->via.digest = NULL;
	}
	nq_memento_release(&m);
	return rc;
}

/* A record of Common Crawl: a range of a file. */
static int
read_range(const struct nq_answer *a, struct nq_warc_reader **r,
    struct nq_given *g, struct nq_err *e)
{
	struct nq_warc_record rec;

	*r = nq_warc_open_bytes(a->x.body.p, a->x.body.len, a->url, e);
	if (*r == NULL || nq_warc_next(*r, &rec, e) < 0)
		return -1;
	if (rec.block == NULL || strcmp(rec.type, "response") != 0)
		return nq_fail(e, NQ_EPARSE, "no response record where the "
		    "index says that one is");
	return nq_given_read(g, *r, &rec, e);
}

/* Another page than the one that was asked for is no capture of it. */
static bool
is_same_page(const struct backfill *b, const struct errand *d,
    const struct nq_given *g)
{
	char *key = nq_attach_is_key(d->place.key) ? nq_url_local(g->url) :
	    nq_url_key(g->url, &b->in.src[d->place.source]->key);
	const char *want = strchr(d->place.key, '#');
	bool same = key != NULL && strcmp(key, want != NULL ? want + 1 :
	    d->place.key) == 0;

	free(key);
	return same;
}

static int
take_capture(struct backfill *b, const struct errand *d,
    const struct nq_answer *a, struct nq_err *e)
{
	struct nq_given g = { .via = { .place = d->where,
		.archive = b->service.archive->id,
		.digest = d->item.digest } };
	struct nq_warc_reader *r = NULL;
	char fault[NQ_FAULT] = "";
	enum nq_taken taken = NQ_TAKEN_FAULTY;
	struct nq_err why = { 0 };
	int rc = b->service.archive->kind == NQ_ARCHIVE_CDX_SERVER ?
	    read_memento(b, d, a, &g, &why) : read_range(a, &r, &g, &why);

	if (rc != 0) {
		taken = why.code == NQ_ELIMIT ? NQ_TAKEN_LARGE : taken;
		snprintf(fault, sizeof(fault), "%.255s", why.msg);
	} else if (!is_same_page(b, d, &g)) {
		snprintf(fault, sizeof(fault), "the archive gave another "
		    "page: %.200s", g.url);
	} else {
		taken = nq_intake_take(&b->in, &d->place, &g, fault, e);
	}
	rc = taken == NQ_TAKEN_ERROR ? -1 : settle(b, d, taken,
	    g.at[0] != '\0' ? g.at : NULL, fault, e);
	nq_warc_reader_free(r);
	nq_given_release(&g);
	return rc;
}

/* It could not be had now; where the archive was stopped, that is told once
 * at the end. */
static int
take_failure(struct backfill *b, const struct errand *d, const char *why,
    struct nq_err *e)
{
	if (b->service.stopped[0] != '\0')
		return 0;
	return settle(b, d, NQ_TAKEN_FAULTY, NULL, why, e);
}

static int
take(struct backfill *b, struct nq_answer *a, struct nq_err *e)
{
	struct errand *d = a->ctx;
	const char *name;
	char why[256];
	int rc;

	leave(b, d);
	switch (nq_service_judge(&b->service, a, false, why)) {
	case NQ_CDX_ROWS:
		rc = take_capture(b, d, a, e);
		break;
	case NQ_CDX_REFUSED:
		rc = settle(b, d, NQ_TAKEN_WITHHELD, NULL, why, e);
		break;
	default:
		rc = take_failure(b, d, why, e);
	}
	errand_free(d);
	if (rc == 0 && ++b->since_commit >= NQ_BACKFILL_COMMIT) {
		b->since_commit = 0;
		rc = nq_archive_finish(b->run->archive, &name, e);
	}
	return rc;
}

static int
fetch(struct backfill *b, struct nq_err *e)
{
	struct nq_answer a;
	int rc = 0;

	for (size_t i = 0; i < b->in.n && rc == 0; i++) {
		size_t n = 0;

		rc = nq_backlog_count(b->backlog, b->in.src[i]->id, &n, e);
		b->left += n;
	}
	while (rc == 0 && (rc = pull(b, e)) == 0 && b->under_way > 0) {
		nq_intake_sum(&b->in);
		nq_bar_draw(&b->bar, b->run, b->left, b->in.n);
		if (nq_fetcher_wait(b->run->fetcher, 100, &a) == 1) {
			rc = take(b, &a, e);
			nq_answer_release(&a);
		}
		if (rc == 0)
			rc = nq_archive_settle(b->run->archive, e);
	}
	nq_run_clear(b->run);
	return rc;
}

/* The index first: what is to be had is known before anything is. */
static int
ask_and_fetch(struct backfill *b, struct nq_pool *pool, struct nq_err *e)
{
	struct nq_askindex ask = { .service = &b->service,
		.backlog = b->backlog, .in = &b->in, .pool = pool };
	int rc;

	b->run->fetcher = nq_fetcher_new();
	nq_fetcher_limit(b->run->fetcher, b->service.archive->connections);
	rc = nq_askindex(&ask, e);
	if (rc != 0 || b->service.stopped[0] != '\0')
		return rc;
	return fetch(b, e);
}

static enum nq_exit
end(struct backfill *b, const char *name)
{
	const struct nq_tally *all = &b->run->all;
	const char *from = b->service.archive->id;

	nq_intake_tell(&b->in, &(struct nq_told){ .from = from,
	    .archive = name });
	if (b->service.stopped[0] != '\0')
		nq_log(b->run->log, NQ_WARN, "from", from, "why",
		    b->service.stopped, "msg", "the archive is not asked any "
		    "more in this run; the next one goes on from here", NULL);
	if (b->service.stopped[0] != '\0' && b->service.answers == 0)
		return NQ_EXIT_NOTHING;
	return b->service.stopped[0] != '\0' || all->failed > 0 ?
	    NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}

static void
release(struct backfill *b)
{
	struct errand *d;

	while ((d = b->way) != NULL) {
		leave(b, d);
		errand_free(d);
	}
	for (; b->at < b->count; b->at++)
		nq_item_release(&b->batch[b->at]);
	nq_item_release(&b->last);
	nq_intake_release(&b->in);
	nq_backlog_close(b->backlog);
	nq_service_release(&b->service);
}

int
nq_backfill(struct nq_run *run, const struct nq_sources *sources,
    const struct nq_asked *asked, enum nq_exit *status, struct nq_err *e)
{
	struct backfill b = { .run = run };
	const char *name = NULL;
	int rc = -1;

	nq_intake_init(&b.in, run, sources);
	if (nq_service_init(&b.service, run, asked->service, e) == 0 &&
	    (b.backlog = nq_backlog_open(run->frontier, run->opts,
	    asked->service->id, e)) != NULL &&
	    ask_and_fetch(&b, asked->pool, e) == 0 &&
	    nq_archive_finish(run->archive, &name, e) == 0) {
		nq_intake_account(&b.in);
		*status = end(&b, name);
		rc = 0;
	}
	/* What is under way is the machine's fault, and ends with it. */
	nq_fetcher_free(run->fetcher);
	run->fetcher = NULL;
	release(&b);
	return rc;
}
