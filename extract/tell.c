/* What of extract/intake.h is for people: counts, lines, rows of a run. */
#include "extract/intake.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/sources.h"

#include <stdio.h>
#include <string.h>

static void
count(struct nq_tally *t, enum nq_taken taken, const char *fault)
{
	t->unchanged += taken == NQ_TAKEN_KNOWN;
	if (!nq_taken_is_failure(taken))
		return;
	t->failed++;
	if (t->error == NULL)
		t->error = nq_strdup(fault);
}

void
nq_intake_note(struct nq_intake *in, const struct nq_place *p,
    enum nq_taken taken, const char *url, const char *at, const char *where,
    const char *fault)
{
	bool got = taken == NQ_TAKEN_NEW || taken == NQ_TAKEN_MORE;

	in->count[taken]++;
	if (p != NULL)
		count(&in->tally[p->source], taken, fault);
	if (!got && fault[0] == '\0')
		return;
	nq_run_clear(in->run);
	nq_log(in->run->log, nq_taken_is_failure(taken) ? NQ_WARN : NQ_INFO,
	    "source", p != NULL ? in->src[p->source]->id : NULL, "url", url,
	    "captured", at, "from", where, "msg", got ? "archived" : fault,
	    NULL);
}

void
nq_intake_sum(struct nq_intake *in)
{
	struct nq_tally *all = &in->run->all;

	all->fetched = all->fresh = all->changed = all->unchanged =
	    all->failed = 0;
	all->bytes = 0;
	for (size_t i = 0; i < in->n; i++) {
		const struct nq_tally *t = &in->tally[i];

		all->fetched += t->fetched;
		all->fresh += t->fresh;
		all->changed += t->changed;
		all->unchanged += t->unchanged;
		all->failed += t->failed;
		all->bytes += t->bytes;
	}
}

void
nq_intake_account(struct nq_intake *in)
{
	nq_intake_sum(in);
	for (size_t i = 0; i < in->n; i++) {
		const struct nq_tally *t = &in->tally[i];
		const size_t counts[] = { t->fresh, t->changed, t->unchanged,
			t->failed };
		char text[4][24];

		if (t->fetched + t->unchanged + t->failed == 0)
			continue;
		for (int k = 0; k < 4; k++)
			snprintf(text[k], sizeof(text[k]), "%zu", counts[k]);
		nq_log(in->run->log, NQ_INFO, "source", t->source, "new",
		    text[0], "more", text[1], "known", text[2], "failed",
		    text[3], "msg", t->error != NULL ? t->error :
		    "source done", NULL);
		nq_runs_source(in->run->log->runs, t);
	}
	nq_run_count(in->run);
}

void
nq_intake_tell(const struct nq_intake *in, const struct nq_told *t)
{
	const size_t *k = in->count;
	char own[NQ_TAKEN_KINDS][24];
	const char *n[NQ_TAKEN_KINDS];

	for (int i = 0; i < NQ_TAKEN_KINDS; i++) {
		snprintf(own[i], sizeof(own[i]), "%zu", k[i]);
		n[i] = k[i] > 0 || i <= NQ_TAKEN_KNOWN ? own[i] : NULL;
	}
	nq_run_clear(in->run);
	nq_log(in->run->log, NQ_INFO, "from", t->from, "files", t->files,
	    "unreadable", t->unreadable, "damaged", t->damaged,
	    "new", n[NQ_TAKEN_NEW], "more", n[NQ_TAKEN_MORE],
	    "known", n[NQ_TAKEN_KNOWN], "other-hosts", n[NQ_TAKEN_HOST],
	    "no-release", n[NQ_TAKEN_KEY], "other-days", n[NQ_TAKEN_DAY],
	    "redirects", n[NQ_TAKEN_REDIRECT],
	    "not-200", n[NQ_TAKEN_STATUS], "revisits", n[NQ_TAKEN_REVISIT],
	    "unusable", n[NQ_TAKEN_UNUSABLE],
	    "truncated", n[NQ_TAKEN_TRUNCATED],
	    "too-large", n[NQ_TAKEN_LARGE], "withheld", n[NQ_TAKEN_WITHHELD],
	    "faulty", n[NQ_TAKEN_FAULTY],
	    "archive", t->archive, "msg", k[NQ_TAKEN_NEW] +
	    k[NQ_TAKEN_MORE] > 0 ? "captures archived" : "nothing new",
	    NULL);
}
