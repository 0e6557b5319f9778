/*
 * nqtrack transform: each web archive becomes the records file of the same
 * name. The parent reads the archive and writes the records; the workers
 * parse. An archive whose records were made from the same bytes by the same
 * program and catalogue is left alone.
 */
#include "transform/transform.h"

#include "core/buf.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "core/worker.h"
#include "transform/catalog.h"
#include "transform/document.h"
#include "transform/owner.h"
#include "transform/page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Counts for the summary line. */
struct tally {
	size_t archives, current, documents, failed;
};

/* One archive on its way through the workers. */
struct job {
	struct nq_warc_reader *reader;
	const struct nq_catalog *cat;
	struct nq_log *log;
	const char *name;	/* of the archive */
	struct nq_file out;
	struct tally *tally;
	/* The last metadata record: of the response that follows. */
	char *source, *release, *kind, *owner, *published, *charset;
	/* Files are read behind the pages that they belong to. */
	bool files;
	size_t left;		/* of them, in the first pass */
	struct nq_owners owners;
	const char *records;	/* path of the file to be written */
	/* Requests under way, oldest first, to name one that was lost. */
	struct nq_buf *pending;
	size_t first, count, cap;
	bool ours;		/* the archive has metadata of each release */
	bool broken;		/* the archive is damaged somewhere */
};

static void
forget(struct job *j)
{
	free(j->source);
	free(j->release);
	free(j->kind);
	free(j->owner);
	free(j->published);
	free(j->charset);
	j->source = j->release = j->kind = j->owner = NULL;
	j->published = j->charset = NULL;
}

/* application/warc-fields: "name: value" a line. */
static char *
field(const char *block, size_t len, const char *name)
{
	const char *p = block, *end = block + len, *eol, *v;
	size_t n = strlen(name);

	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		if ((size_t)(eol - p) > n && strncasecmp(p, name, n) == 0 &&
		    p[n] == ':') {
			v = p + n + 1;
			while (v < eol && *v == ' ')
				v++;
			while (eol > v && (eol[-1] == '\r'))
				eol--;
			return nq_strndup(v, (size_t)(eol - v));
		}
		if (eol >= end)
			break;
	}
	return NULL;
}

static void
read_metadata(struct job *j, const struct nq_warc_record *r)
{
	forget(j);
	j->source = field(r->block, r->block_len, "source");
	j->release = field(r->block, r->block_len, "release");
	j->kind = field(r->block, r->block_len, "kind");
	j->owner = field(r->block, r->block_len, "belongs-to");
	j->published = field(r->block, r->block_len, "published");
	j->charset = field(r->block, r->block_len, "charset-hint");
	j->ours |= j->source != NULL;
}

/*
 * Damage costs what stands there; what stands behind it is read. Of a
 * response whose metadata was there nobody knows what it is: see wanted.
 */
static void
tell_damage(struct job *j, const struct nq_err *bad)
{
	forget(j);
	if (j->files)
		return;		/* it was told in the first pass */
	nq_log_err(j->log, NQ_ERROR, bad);
	j->broken = true;
}

/*
 * The HTTP status of a response block and where its body begins; 0 for the
 * bytes of a local file, which has its type in the record's own header.
 */
static int
split_response(const struct job *j, const struct nq_warc_record *r,
    size_t *body, char **type)
{
	const char *end = memmem(r->block, r->block_len, "\r\n\r\n", 4);
	int status = 0;

	if (strcmp(r->type, "resource") == 0) {
		*body = 0;
		*type = nq_strdup(nq_warc_field(j->reader, "Content-Type"));
		return 0;
	}
	*body = end != NULL ? (size_t)(end - r->block) + 4 : r->block_len;
	*type = field(r->block, *body, "content-type");
	if (r->block_len > 12 && memcmp(r->block, "HTTP/", 5) == 0) {
		const char *sp = memchr(r->block, ' ', 16);

		if (sp != NULL && sp + 4 <= r->block + r->block_len)
			status = (int)strtol(sp + 1, NULL, 10);
	}
	return status;
}

static void
pending_add(struct job *j, const struct nq_buf *req)
{
	struct nq_buf copy = NQ_BUF(req->max);

	if (j->first > 0 && j->first + j->count == j->cap) {
		memmove(j->pending, j->pending + j->first,
		    j->count * sizeof(*j->pending));
		j->first = 0;
	}
	j->pending = nq_grow(j->pending, j->first + j->count, &j->cap,
	    sizeof(*j->pending));
	nq_buf_put(&copy, req->p, req->len);
	j->pending[j->first + j->count++] = copy;
}

/* The media type alone, as a document line gives it. */
static void
bare_type(char *type)
{
	type[strcspn(type, "; \t")] = '\0';
}

static bool
wanted(const struct job *j, const struct nq_warc_record *r)
{
	return r->type != NULL && (strcmp(r->type, "response") == 0 ||
	    strcmp(r->type, "resource") == 0) &&
	    (j->kind == NULL ? !j->ours : strcmp(j->kind, "release") == 0);
}

/* A file gets what its page says: of this archive, or of an earlier one. */
static void
take_owner(struct job *j, struct nq_capture *c)
{
	const struct nq_owner *o;

	c->owner_published = j->published;
	if (j->owner == NULL)
		return;
	o = nq_owners_find(&j->owners, j->owner);
	if (o == NULL)
		o = nq_owners_look_back(&j->owners, j->owner, j->records);
	c->owner_title = o->title;
	if (o->published != NULL)
		c->owner_published = o->published;
}

/* 1: a release was put into req; 0: this record is none. */
static int
take(struct job *j, const struct nq_warc_record *r, struct nq_buf *req)
{
	struct nq_capture c = { .url = r->url, .source = j->source,
		.release = j->release != NULL ? j->release : r->url,
		.retrieved = r->date, .archive = j->name,
		.offset = r->offset, .charset = j->charset };
	char *type = NULL;
	size_t body;
	int status;

	if (r->block == NULL) {
		nq_log(j->log, NQ_WARN, "archive", j->name, "url", r->url,
		    "msg", "a capture over the size limit was left out", NULL);
		j->tally->failed++;
		return 0;
	}
	status = split_response(j, r, &body, &type);
	if (status != 0 && (status < 200 || status > 299)) {
		free(type);
		return 0;
	}
	if (type != NULL)
		bare_type(type);
	c.media_type = type;
	c.bytes = r->block + body;
	c.len = r->block_len - body;
	take_owner(j, &c);
	nq_buf_reset(req);
	nq_capture_pack(&c, NQ_VIEW_RECORDS, req);
	free(type);
	pending_add(j, req);
	return 1;
}

static int
job_next(void *arg, struct nq_buf *req, struct nq_err *e)
{
	struct job *j = arg;
	struct nq_warc_record r;
	struct nq_err bad = { 0 };
	int rc, got;

	(void)e;
	while ((rc = nq_warc_next(j->reader, &r, &bad)) != 0) {
		if (rc < 0) {
			tell_damage(j, &bad);
			nq_err_clear(&bad);
			continue;
		}
		if (r.type != NULL && strcmp(r.type, "metadata") == 0 &&
		    r.block != NULL)
			read_metadata(j, &r);
		if (!wanted(j, &r))
			continue;
		if ((j->owner != NULL) != j->files) {
			j->left += !j->files;
			continue;
		}
		got = take(j, &r, req);
		forget(j);
		if (got != 0)
			return 1;
	}
	return 0;
}

static int
job_done(void *arg, const struct nq_buf *reply, const struct nq_err *why,
    struct nq_err *e)
{
	struct job *j = arg;
	struct nq_buf *req = &j->pending[j->first];
	struct nq_buf line = NQ_BUF(0);
	int rc = 0;

	j->tally->documents++;
	if (reply == NULL || reply->len == 0) {
		struct nq_capture c;
		enum nq_view view;

		nq_capture_unpack(req->p, req->len, &c, &view);
		nq_document_failed(j->cat, &c, reply == NULL ? why->msg :
		    "the parser gave no answer", &line);
		nq_log(j->log, NQ_WARN, "archive", j->name, "url", c.url,
		    "msg", reply == NULL ? why->msg :
		    "the parser gave no answer", NULL);
		j->tally->failed++;
		reply = &line;
	}
	if (!j->files)
		nq_owners_note(&j->owners, reply);
	if (fwrite(reply->p, 1, reply->len, j->out.f) != reply->len) {
		nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
		rc = nq_err_at(e, "%s", j->out.path);
	}
	nq_buf_release(req);
	j->first++;
	j->count--;
	if (j->count == 0)
		j->first = 0;
	nq_buf_release(&line);
	return rc;
}

static void
write_header(FILE *f, const char *name, const char *digest,
    const struct nq_catalog *cat)
{
	struct nq_buf b = NQ_BUF(4096);

	nq_json_open(&b, '{');
	nq_json_key(&b, "kind");
	nq_json_put_cstr(&b, "batch");
	nq_json_key(&b, "archive");
	nq_json_put_cstr(&b, name);
	nq_json_key(&b, "archive_digest");
	nq_json_put_cstr(&b, digest);
	nq_json_key(&b, "program");
	nq_json_put_cstr(&b, "nqtrack " NQ_VERSION);
	nq_json_key(&b, "catalogue");
	nq_json_put_cstr(&b, nq_catalog_digest(cat));
	nq_json_close(&b, '}');
	fprintf(f, "%s\n", b.p);
	nq_buf_release(&b);
}

static bool
says(const struct nq_jval *v, const char *key, const char *want)
{
	const char *s = nq_jval_str(v, key);

	return s != NULL && strcmp(s, want) == 0;
}

/* Whether the records at path were made from this, by this. */
static bool
is_current(const char *path, const char *digest,
    const struct nq_catalog *cat)
{
	struct nq_json *json = NULL;
	struct nq_err e = { 0 };
	char line[4096];
	bool same = false;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return false;
	if (fgets(line, sizeof(line), f) != NULL)
		json = nq_json_load(line, strlen(line), &e);
	if (json != NULL) {
		const struct nq_jval *v = nq_json_root(json);

		same = says(v, "archive_digest", digest) &&
		    says(v, "program", "nqtrack " NQ_VERSION) &&
		    says(v, "catalogue", nq_catalog_digest(cat));
	}
	nq_json_free(json);
	fclose(f);
	return same;
}

/*
 * Once more through the archive, for the files. What is wrong with it was
 * told the first time.
 */
static int
run_files(struct job *j, struct nq_pool *pool, const char *archive,
    struct nq_err *e)
{
	struct nq_pool_job work = { job_next, job_done, j };

	if (j->left == 0)
		return 0;
	nq_warc_reader_free(j->reader);
	j->files = true;
	forget(j);
	j->reader = nq_warc_open(archive, e);
	return j->reader != NULL ? nq_pool_run(pool, &work, e) : -1;
}

static int
run_job(struct job *j, struct nq_pool *pool, const char *archive,
    const char *records, const char *digest, struct nq_err *e)
{
	struct nq_pool_job work = { job_next, job_done, j };
	int rc = -1;

	if ((j->reader = nq_warc_open(archive, e)) == NULL ||
	    nq_file_create(&j->out, records, e) != 0)
		goto out;
	write_header(j->out.f, j->name, digest, j->cat);
	if (nq_pool_run(pool, &work, e) != 0 ||
	    run_files(j, pool, archive, e) != 0)
		goto out;
	rc = nq_file_publish(&j->out, e);
out:
	if (rc != 0)
		nq_file_discard(&j->out);
	while (j->count > 0) {
		nq_buf_release(&j->pending[j->first++]);
		j->count--;
	}
	free(j->pending);
	forget(j);
	nq_owners_release(&j->owners);
	nq_warc_reader_free(j->reader);
	return rc;
}

/* 0 done or nothing to do, -1 with e: this archive failed. */
static int
transform_one(const struct nq_opts *o, struct nq_log *log,
    const struct nq_catalog *cat, struct nq_pool *pool, const char *name,
    struct tally *tally, struct nq_err *e)
{
	struct job j = { .cat = cat, .log = log, .name = name,
		.tally = tally };
	char digest[NQ_DIGEST_TEXT];
	char *archive = nq_asprintf("%s/archive/%s", o->data, name);
	char *records = nq_asprintf("%s/records/%.*s.ndjson", o->data,
	    (int)(strlen(name) - strlen(".warc.gz")), name);
	int rc;

	rc = nq_digest_file(archive, digest, e);
	if (rc == 0 && !o->anew && is_current(records, digest, cat)) {
		tally->current++;
	} else if (rc == 0) {
		tally->archives++;
		j.records = records;
		rc = run_job(&j, pool, archive, records, digest, e);
		tally->failed += j.broken;
	}
	free(archive);
	free(records);
	return rc;
}

/* Archive names begin with their day, 20261122T…; --since 2026-11-22. */
static bool
in_range(const struct nq_opts *o, const char *name)
{
	char day[11];

	snprintf(day, sizeof(day), "%.4s-%.2s-%.2s", name, name + 4,
	    name + 6);
	return (o->since == NULL || strcmp(day, o->since) >= 0) &&
	    (o->until == NULL || strcmp(day, o->until) <= 0);
}

static void
summary(struct nq_log *log, const struct tally *t, const char *mode)
{
	char archives[24], documents[24], failed[24], current[24];

	log->did[NQ_DID_DOCUMENTS] += t->documents;
	log->did[NQ_DID_UNREAD] += t->failed;
	log->sandbox = mode;
	snprintf(archives, sizeof(archives), "%zu", t->archives);
	snprintf(current, sizeof(current), "%zu", t->current);
	snprintf(documents, sizeof(documents), "%zu", t->documents);
	snprintf(failed, sizeof(failed), "%zu", t->failed);
	nq_log(log, NQ_INFO, "msg", t->archives == 0 ? "nothing new" : "done",
	    "archives", archives, "up-to-date", current, "documents",
	    documents, "failed", failed, "sandbox", mode, NULL);
}

static int
workers(const struct nq_opts *o)
{
	long n = o->jobs > 0 ? o->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static int
transform_all(const struct nq_opts *o, struct nq_log *log,
    const struct nq_catalog *cat, struct nq_pool *pool,
    struct tally *tally, struct nq_err *e)
{
	char *dir = nq_path_join(o->data, "archive");
	char *records = nq_path_join(o->data, "records");
	struct nq_names names = { 0 };
	struct nq_err one;
	int rc;

	rc = nq_dir_make(records, e);
	if (rc == 0)
		rc = nq_dir_list(dir, ".warc.gz", &names, e);
	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		if (!in_range(o, names.v[i]))
			continue;
		one = (struct nq_err){ 0 };
		if (transform_one(o, log, cat, pool, names.v[i], tally,
		    &one) != 0) {
			nq_log_err(log, NQ_ERROR, &one);
			tally->failed++;
		}
	}
	nq_names_release(&names);
	free(dir);
	free(records);
	return rc;
}

enum nq_exit
nq_transform_run(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_catalog *cat;
	struct nq_pool *pool = NULL;
	struct tally tally = { 0 };
	struct nq_err e = { 0 };

	nq_page_init();
	cat = nq_catalog_load(o, &e);
	if (cat != NULL)
		pool = nq_pool_new(workers(o), nq_sandbox_of(o->sandbox),
		    nq_document_serve, cat, &e);
	if (pool != NULL && transform_all(o, log, cat, pool, &tally, &e) == 0)
		summary(log, &tally, nq_pool_mode(pool));
	nq_pool_free(pool);
	nq_catalog_free(cat);
	if (e.code != NQ_OK) {
		nq_log_err(log, NQ_ERROR, &e);
		return nq_exit_of(&e);
	}
	return tally.failed > 0 ? NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}

int
nq_transform_check(const struct nq_opts *o, struct nq_log *log)
{
	struct nq_err e = { 0 };
	struct nq_catalog *cat = nq_catalog_load(o, &e);

	if (cat == NULL)
		nq_log_err(log, NQ_ERROR, &e);
	nq_catalog_free(cat);
	return cat == NULL;
}
