#include "extract/run.h"

#include "core/log.h"
#include "core/worker.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>

void
nq_target_release(struct nq_target *t)
{
	free(t->key);
	free(t->url);
	nq_page_release(&t->known);
	*t = (struct nq_target){ 0 };
}

void
nq_run_count(const struct nq_run *run)
{
	const struct nq_tally *t = &run->all;
	size_t *did = run->log->did;

	did[NQ_DID_FETCHED] += t->fetched;
	did[NQ_DID_FRESH] += t->fresh;
	did[NQ_DID_CHANGED] += t->changed;
	did[NQ_DID_UNCHANGED] += t->unchanged;
	did[NQ_DID_FAILED] += t->failed;
	run->log->sandbox = nq_pool_mode(run->pool);
}

void
nq_run_clear(const struct nq_run *run)
{
	if (run->progress)
		fputs("\r\033[K", stderr);
}

void
nq_run_tell(const struct nq_run *run, int level, const struct nq_target *t,
    const char *msg, const char *why)
{
	/* Whoever watches the bar sees that pages come. */
	if (run->progress && level == NQ_INFO)
		return;
	nq_run_clear(run);
	nq_log(run->log, (enum nq_level)level, "source", t->src->id, "url",
	    t->url, "why", why, "msg", msg, NULL);
}
