#include "load/load.h"

#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "load/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
log_summary(struct nq_log *log, const struct nq_counts *c, bool stopped)
{
	size_t *did = log->did;
	const int64_t n[] = { c->batches, c->documents, c->added,
		c->unchanged, c->withdrawn, c->superseded, c->quarantined };
	char text[7][24];

	did[NQ_DID_ADDED] += (size_t)c->added;
	did[NQ_DID_WITHDRAWN] += (size_t)c->withdrawn;
	did[NQ_DID_QUARANTINED] += (size_t)c->quarantined;
	for (int i = 0; i < 7; i++)
		snprintf(text[i], sizeof(text[i]), "%" PRId64, n[i]);
	nq_log(log, NQ_INFO, "batches", text[0], "documents", text[1], "new",
	    text[2], "unchanged", text[3], "withdrawn", text[4],
	    "superseded", text[5], "quarantined", text[6], "msg",
	    stopped ? "stopped; the rest is loaded next time" :
	    c->batches == 0 ? "nothing new" : "loaded", NULL);
}

/* Every file that can be loaded is; one that cannot costs only itself,
 * unless the warehouse itself fails, or is to be made anew and whole. */
static enum nq_exit
load_all(struct nq_store *s, const struct nq_names *names,
    struct nq_log *log)
{
	const struct nq_opts *o = s->opts;
	enum nq_exit rc = NQ_EXIT_OK;
	struct nq_counts c = { 0 };
	struct nq_err e = { 0 };

	for (size_t i = 0; i < names->n; i++) {
		if (nq_batch_load(s, names->v[i], &c, log, &e) == 0)
			continue;
		nq_log_err(log, NQ_ERROR, &e);
		rc = o->anew ? NQ_EXIT_NOTHING : NQ_EXIT_PARTIAL;
		if (e.code == NQ_EDB || e.code == NQ_EBUSY || o->anew) {
			rc = nq_exit_of(&e);
			break;
		}
		nq_err_clear(&e);
	}
	if (c.quarantined > 0 && rc == NQ_EXIT_OK)
		rc = NQ_EXIT_PARTIAL;
	log_summary(log, &c, rc >= NQ_EXIT_NOTHING);
	return rc;
}

enum nq_exit
nq_load_run(const struct nq_opts *o, struct nq_log *log)
{
	char *dir = nq_path_join(o->data, "records");
	struct nq_names names = { 0 };
	enum nq_exit rc = NQ_EXIT_OK;
	struct nq_store s = { 0 };
	struct nq_err e = { 0 };

	/* No records yet is no fault: the targets are worth a page. */
	if ((access(dir, F_OK) == 0 &&
	    nq_dir_list(dir, ".ndjson", &names, &e) != 0) ||
	    nq_store_open(&s, o, log, &e) != 0 ||
	    nq_know_refresh(&s, log, &e) != 0) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = nq_exit_of(&e);
		goto out;
	}
	rc = load_all(&s, &names, log);
	if (rc != NQ_EXIT_NOTHING && (nq_derive(&s, &e) != 0 ||
	    nq_verdicts(&s, &e) != 0)) {
		nq_log_err(log, NQ_ERROR, &e);
		rc = nq_exit_of(&e);
	}
out:
	nq_store_close(&s);
	nq_names_release(&names);
	free(dir);
	return rc;
}
