#include "extract/archive.h"

#include "core/buf.h"
#include "core/cdxj.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A capture on its way: what is to be noted once it stands in the file. */
struct waiting {
	char *source, *kind, *key, *url, *published, *etag, *modified,
	    *digest, *media_type;
	char *final_url, *at;	/* as captured */
	long status;
	enum nq_warc_kind what;
	uint64_t ticket;
};

struct nq_archive {
	char *dir, *name, *path;
	struct nq_frontier *frontier;
	struct nq_warc_writer *warc;	/* NULL before the first capture */
	uint64_t ceiling, tickets;
	struct waiting *queue;		/* in the order of their tickets */
	size_t first, count, cap;
	char *last;			/* file published last */
};

static void
waiting_release(struct waiting *w)
{
	free(w->source);
	free(w->kind);
	free(w->key);
	free(w->url);
	free(w->published);
	free(w->etag);
	free(w->modified);
	free(w->digest);
	free(w->media_type);
	free(w->final_url);
	free(w->at);
	*w = (struct waiting){ 0 };
}

/*
 * A free name for an archive file. Names sort as time does, so another one
 * of the same second gets a suffix that sorts behind ".".
 */
static char *
choose_name(const char *dir, struct nq_err *e)
{
	char now[NQ_TIME_TEXT], stem[NQ_TIME_TEXT], *name, *path;
	size_t n = 0;

	for (const char *p = nq_time_now(now); *p != '\0'; p++)
		if (*p != '-' && *p != ':')
			stem[n++] = *p;
	stem[n] = '\0';
	for (int i = 1; i <= 9999; i++) {
		name = i == 1 ? nq_asprintf("%s.warc.gz", stem) :
		    nq_asprintf("%s_%04d.warc.gz", stem, i);
		path = nq_path_join(dir, name);
		if (access(path, F_OK) != 0) {
			free(path);
			return name;
		}
		free(path);
		free(name);
	}
	nq_fail(e, NQ_EIO, "9999 archive files of one second");
	nq_err_at(e, "%s", dir);
	return NULL;
}

/* One unpublished file; its name carries the time at which it began. */
static int
repair_one(const char *dir, const char *left, struct nq_log *log,
    struct nq_err *e)
{
	char *tmp = nq_path_join(dir, left), *path, count[24];
	char *name = nq_strndup(left, strlen(left) - strlen(".tmp"));
	size_t kept = 0;
	int rc;

	path = nq_path_join(dir, name);
	rc = nq_warc_repair(tmp, path, &kept, e);
	if (rc == 0) {
		snprintf(count, sizeof(count), "%zu", kept);
		nq_log(log, NQ_INFO, "file", left, "captures", count, "msg",
		    kept > 0 ? "left by a run that did not end; what is whole "
		    "in it is kept" : "left by a run that did not end; "
		    "removed, since nothing in it is whole", NULL);
	}
	free(path);
	free(name);
	free(tmp);
	return rc;
}

int
nq_archive_repair(const char *dir, struct nq_log *log, struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = nq_dir_list(dir, ".warc.gz.tmp", &names, e);

	for (size_t i = 0; i < names.n && rc == 0; i++)
		rc = repair_one(dir, names.v[i], log, e);
	nq_names_release(&names);
	return rc;
}

struct nq_archive *
nq_archive_open(const char *dir, struct nq_frontier *f, struct nq_err *e)
{
	const char *bytes = getenv("NQTRACK_ARCHIVE_BYTES");
	struct nq_archive *a;

	if (access(dir, W_OK) != 0) {
		nq_fail(e, NQ_EIO, "cannot write there: %s", strerror(errno));
		nq_err_at(e, "%s", dir);
		return NULL;
	}
	a = nq_alloc(1, sizeof(*a));
	a->dir = nq_strdup(dir);
	a->frontier = f;
	a->ceiling = bytes != NULL && atoll(bytes) > 0 ?
	    (uint64_t)atoll(bytes) : NQ_ARCHIVE_BYTES;
	return a;
}

static int
begin_file(struct nq_archive *a, struct nq_err *e)
{
	char now[NQ_TIME_TEXT];

	free(a->name);
	free(a->path);
	a->path = NULL;
	if ((a->name = choose_name(a->dir, e)) == NULL)
		return -1;
	a->path = nq_path_join(a->dir, a->name);
	a->warc = nq_warc_create(a->path, nq_time_now(now), e);
	return a->warc != NULL ? 0 : -1;
}

static void
wait_for(struct nq_archive *a, const struct nq_warc_capture *c,
    const struct nq_note *n)
{
	struct waiting *w;

	if (a->first > 0 && a->first + a->count == a->cap) {
		memmove(a->queue, a->queue + a->first,
		    a->count * sizeof(*a->queue));
		a->first = 0;
	}
	a->queue = nq_grow(a->queue, a->first + a->count, &a->cap,
	    sizeof(*a->queue));
	w = &a->queue[a->first + a->count++];
	*w = (struct waiting){ .source = nq_strdup(n->source),
		.kind = nq_strdup(n->kind), .key = nq_strdup(n->key),
		.url = nq_strdup(n->url), .published = nq_strdup(n->published),
		.etag = nq_strdup(n->etag), .modified = nq_strdup(n->modified),
		.digest = nq_strdup(n->digest),
		.media_type = nq_strdup(n->media_type),
		.final_url = nq_strdup(c->url), .at = nq_strdup(c->date),
		.status = n->status, .what = c->kind, .ticket = a->tickets };
}

int
nq_archive_put(struct nq_archive *a, const struct nq_warc_capture *c,
    const struct nq_note *n, struct nq_err *e)
{
	if (a->warc == NULL && begin_file(a, e) != 0)
		return -1;
	if (nq_warc_write(a->warc, c, ++a->tickets, e) != 0)
		return -1;
	wait_for(a, c, n);
	return 0;
}

static int
index_capture(struct nq_archive *a, const struct waiting *w,
    const struct nq_warc_written *at, struct nq_err *e)
{
	bool again = w->what == NQ_WARC_REVISIT_SAME ||
	    w->what == NQ_WARC_REVISIT_304;
	struct nq_buf line = NQ_BUF(NQ_CDXJ_LINE);
	int rc;

	rc = nq_cdxj_line(&line, &(struct nq_cdxj_entry){
	    .url = w->final_url, .date = w->at,
	    .mime = again ? "warc/revisit" : w->media_type,
	    .status = (int)w->status, .digest = at->payload_sha1[0] != '\0' ?
	    at->payload_sha1 : NULL, .length = at->length,
	    .offset = at->offset, .filename = a->name }, e);
	if (rc == 0)
		rc = nq_frontier_index(a->frontier, line.p, e);
	nq_buf_release(&line);
	return rc;
}

static int
note(struct nq_archive *a, const struct waiting *w,
    const struct nq_warc_written *at, struct nq_err *e)
{
	if (index_capture(a, w, at, e) != 0)
		return -1;
	if (w->what == NQ_WARC_REVISIT_SAME || w->what == NQ_WARC_REVISIT_304)
		return nq_frontier_same(a->frontier, w->source, w->kind,
		    w->key, w->at, w->etag, w->modified, e);
	return nq_frontier_captured(a->frontier, &(struct nq_captured){
	    .source = w->source, .kind = w->kind, .key = w->key,
	    .url = w->url, .captured_url = w->final_url, .at = w->at,
	    .published = w->published,
	    .etag = w->etag, .modified = w->modified, .digest = w->digest,
	    .payload = at->payload_sha1, .archive = a->name,
	    .offset = at->offset }, e);
}

/* Notes what the writer has finished; all of it, with wait. */
static int
take_written(struct nq_archive *a, bool wait, struct nq_err *e)
{
	struct nq_warc_written done;
	int rc = 0;

	while (a->warc != NULL && a->count > 0 &&
	    (rc = nq_warc_written(a->warc, &done, wait, e)) == 1) {
		struct waiting *w = &a->queue[a->first];

		if (w->ticket != done.ticket)
			abort();
		rc = note(a, w, &done, e);
		waiting_release(w);
		a->first++;
		a->count--;
		if (rc != 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int
nq_archive_sync(struct nq_archive *a, const char *source, const char *key,
    struct nq_err *e)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct waiting *w = &a->queue[a->first + i];

		if (strcmp(w->key, key) == 0 && strcmp(w->source, source) == 0)
			return take_written(a, true, e);
	}
	return 0;
}

static int
publish(struct nq_archive *a, struct nq_err *e)
{
	struct nq_warc_writer *warc = a->warc;

	if (take_written(a, true, e) != 0)
		return -1;
	a->warc = NULL;
	if (nq_warc_close(warc, e) != 0)
		return -1;
	free(a->last);
	a->last = nq_strdup(a->name);
	return nq_frontier_commit(a->frontier, a->name, e);
}

int
nq_archive_settle(struct nq_archive *a, struct nq_err *e)
{
	if (take_written(a, false, e) != 0)
		return -1;
	if (a->warc != NULL && nq_warc_size(a->warc) >= a->ceiling)
		return publish(a, e);
	return 0;
}

int
nq_archive_finish(struct nq_archive *a, const char **name, struct nq_err *e)
{
	int rc = a->warc != NULL ? publish(a, e) :
	    nq_frontier_commit(a->frontier, NULL, e);

	*name = a->last;
	return rc;
}

void
nq_archive_free(struct nq_archive *a)
{
	if (a == NULL)
		return;
	nq_warc_leave(a->warc);
	for (size_t i = 0; i < a->count; i++)
		waiting_release(&a->queue[a->first + i]);
	free(a->queue);
	free(a->dir);
	free(a->name);
	free(a->path);
	free(a->last);
	free(a);
}

int
nq_archive_read(const char *dir, const char *name, uint64_t offset,
    struct nq_buf *body)
{
	char *path = nq_path_join(dir, name);
	struct nq_err why = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r = nq_warc_open(path, &why);
	const char *head = NULL;
	int found = 0;

	if (r != NULL && nq_warc_seek(r, offset, &why) == 0 &&
	    nq_warc_next(r, &rec, &why) == 1 && rec.block != NULL) {
		head = memmem(rec.block, rec.block_len, "\r\n\r\n", 4);
		if (strcmp(rec.type, "response") == 0 && head != NULL) {
			nq_buf_put(body, head + 4, rec.block_len -
			    (size_t)(head + 4 - rec.block));
			found = !body->over;
		}
	}
	nq_warc_reader_free(r);
	free(path);
	return found;
}
