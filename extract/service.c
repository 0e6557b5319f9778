#include "extract/service.h"

#include "core/err.h"
#include "core/mem.h"
#include "extract/host.h"
#include "extract/run.h"

#include <stdio.h>
#include <string.h>

int
nq_service_init(struct nq_service *s, struct nq_run *run,
    const struct nq_webarchive *a, struct nq_err *e)
{
	*s = (struct nq_service){ .run = run, .archive = a };
	s->as = (struct nq_source){ .id = a->id, .title = a->title,
		.delay_ms = a->delay_ms, .timeout_s = a->timeout_s,
		.connections = a->connections, .service = a };
	for (size_t i = 0; i < a->hosts.n; i++)
		nq_names_add(&s->as.hosts, a->hosts.v[i]);
	for (size_t i = 0; i < a->allow_private.n; i++)
		if (nq_networks_add(&s->as.allowed, a->allow_private.v[i],
		    e) != 0)
			return nq_err_at(e, "archives.json: %s.allow_private",
			    a->id);
	return 0;
}

void
nq_service_release(struct nq_service *s)
{
	nq_names_release(&s->as.hosts);
	nq_networks_release(&s->as.allowed);
}

void
nq_service_start(struct nq_service *s, const char *url, const char *range,
    void *ctx)
{
	nq_fetcher_start(s->run->fetcher, &(struct nq_request){
	    .src = &s->as, .url = url, .range = range }, ctx);
}

void
nq_service_ask(struct nq_service *s, const char *url, const char *text,
    struct nq_answer *a)
{
	nq_service_start(s, url, NULL, NULL);
	do
		nq_bar_say(&s->bar, s->run, text);
	while (nq_fetcher_wait(s->run->fetcher, 500, a) != 1);
}

/* HTTP statuses after which the archive wants to be left alone, rather than
 * having a fault with one capture; 0: it does not answer. */
static bool
is_of_archive(long status)
{
	return status == 0 || status == 429 || status == 503;
}

enum nq_cdx_verdict
nq_service_judge(struct nq_service *s, const struct nq_answer *a, bool index,
    char why[256])
{
	bool came = a->outcome == NQ_ANSWERED ||
	    (a->outcome == NQ_PASSING && a->x.status != 0);
	long status = came ? a->x.status : 0;
	enum nq_archive_kind kind = s->archive->kind;
	const struct nq_buf none = { 0 };
	const char *said = NULL;
	size_t len = came ? a->x.body.len : 0;
	enum nq_cdx_verdict v = index ? nq_cdx_verdict(kind, status,
	    a->x.body.p, len, &said) : nq_cdx_capture_verdict(kind, status,
	    came ? &a->x.headers : &none, a->x.body.p, len, &said);

	if (a->outcome == NQ_FINAL) {
		/* A redirect elsewhere may be that of a network which wants
		 * a login; only what is too large stays so. */
		v = a->why.code == NQ_ELIMIT ? NQ_CDX_REFUSED : NQ_CDX_LATER;
		status = a->x.status;
	}
	/* Ranges of Common Crawl are small: where more comes, whole files
	 * of a gigabyte would, one for each capture. */
	if (!index && kind == NQ_ARCHIVE_COMMON_CRAWL &&
	    (status == 200 || (a->outcome == NQ_FINAL &&
	    a->why.code == NQ_ELIMIT)))
		v = NQ_CDX_STOP;
	if (came && a->why.code != NQ_OK && said != NULL)
		snprintf(why, 256, "%.120s (%.120s)", said, a->why.msg);
	else
		snprintf(why, 256, "%.250s", came && said != NULL ? said :
		    a->why.msg);
	if (v != NQ_CDX_LATER && v != NQ_CDX_STOP) {
		s->answers++;
		s->failures = 0;
	} else if (v == NQ_CDX_STOP || index || is_of_archive(status) ||
	    ++s->failures >= NQ_HOST_PATIENCE) {
		snprintf(s->stopped, sizeof(s->stopped), "%.250s", why);
	}
	return v;
}
