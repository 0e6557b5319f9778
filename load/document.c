/*
 * Releases and their captures.
 *
 * A release states figures. The first readable capture puts them in; a later
 * capture (or a new extraction of the same one) that states the same ones
 * changes nothing, one that states others puts those in and withdraws the
 * ones it no longer states. Nothing is withdrawn for silence: not by a
 * capture that could not be read, not by another payload without any figure
 * (an error page with status 200 looks like that), not when a line of the
 * document had to be refused, and not by a capture older than the one that
 * speaks already.
 */
#include "load/batch.h"

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "load/record.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* The release's id; a new one is made. refused: why, when the code belongs
 * to another source. */
static int
find_release(struct nq_batch *b, const struct nq_record *r, int64_t *id,
    struct nq_err *refused)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_RELEASE_GET];
	int rc;

	nq_db_text(st, 1, r->release);
	if ((rc = nq_store_row(b->s, NQ_SQL_RELEASE_GET, b->e)) < 0)
		return -1;
	if (rc == 1) {
		*id = sqlite3_column_int64(st, 0);
		if (strcmp((const char *)sqlite3_column_text(st, 1),
		    r->source) != 0)
			nq_fail(refused, NQ_EPARSE, "release %s belongs to "
			    "source %s", r->release,
			    (const char *)sqlite3_column_text(st, 1));
		nq_store_reset(b->s, NQ_SQL_RELEASE_GET);
		return 0;
	}
	nq_db_text(b->s->st[NQ_SQL_SOURCE_SEE], 1, r->source);
	if (nq_store_run(b->s, NQ_SQL_SOURCE_SEE, b->e) != 0)
		return -1;
	st = b->s->st[NQ_SQL_RELEASE_PUT];
	nq_db_text(st, 1, r->release);
	nq_db_text(st, 2, r->source);
	if (nq_store_run(b->s, NQ_SQL_RELEASE_PUT, b->e) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(b->s->db);
	return 0;
}

static int
find_document(struct nq_batch *b, const struct nq_record *r, int64_t release,
    int64_t *id, struct nq_err *refused)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_DOCUMENT_GET];
	const char *const text[] = { r->document, NULL, r->url, r->title,
		r->published, r->retrieved, r->media_type, r->archive };
	int rc;

	nq_db_text(st, 1, r->archive);
	sqlite3_bind_int64(st, 2, r->offset);
	if ((rc = nq_store_row(b->s, NQ_SQL_DOCUMENT_GET, b->e)) < 0)
		return -1;
	if (rc == 1) {
		*id = sqlite3_column_int64(st, 0);
		if (sqlite3_column_int64(st, 1) != release)
			nq_fail(refused, NQ_EPARSE, "the capture at %s+%"
			    PRId64 " belongs to another release", r->archive,
			    r->offset);
		nq_store_reset(b->s, NQ_SQL_DOCUMENT_GET);
		return 0;
	}
	st = b->s->st[NQ_SQL_DOCUMENT_PUT];
	for (int i = 0; i < 8; i++)
		nq_db_text(st, i + 1, text[i]);
	sqlite3_bind_int64(st, 2, release);
	sqlite3_bind_int64(st, 9, r->offset);
	if (nq_store_run(b->s, NQ_SQL_DOCUMENT_PUT, b->e) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(b->s->db);
	return 0;
}

static int
put_extraction(struct nq_batch *b, const struct nq_record *r)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_EXTRACTION_PUT];

	sqlite3_bind_int64(st, 1, b->doc.id);
	sqlite3_bind_int64(st, 2, b->id);
	nq_db_text(st, 3, r->status);
	nq_db_text(st, 4, r->reason);
	nq_db_text(st, 5, r->program);
	nq_db_text(st, 6, r->catalogue);
	return nq_store_run(b->s, NQ_SQL_EXTRACTION_PUT, b->e);
}

/* 1: no later capture of the release could be read. */
static int
is_latest(struct nq_batch *b, const struct nq_record *r)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_DOCUMENT_NEWER];
	int rc;

	sqlite3_bind_int64(st, 1, b->doc.release);
	sqlite3_bind_int64(st, 2, b->doc.id);
	nq_db_text(st, 3, r->retrieved);
	nq_db_text(st, 4, r->archive);
	sqlite3_bind_int64(st, 5, r->offset);
	nq_db_text(st, 6, r->document);
	rc = nq_store_row(b->s, NQ_SQL_DOCUMENT_NEWER, b->e);
	if (rc == 1)
		nq_store_reset(b->s, NQ_SQL_DOCUMENT_NEWER);
	return rc < 0 ? -1 : rc == 0;
}

static int
read_live(struct nq_batch *b)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_RELEASE_LIVE];
	struct nq_doc *d = &b->doc;
	int rc;

	sqlite3_bind_int64(st, 1, d->release);
	nq_db_text(st, 2, d->digest);
	while ((rc = nq_store_row(b->s, NQ_SQL_RELEASE_LIVE, b->e)) == 1) {
		d->live = nq_grow(d->live, d->n, &d->cap, sizeof(*d->live));
		d->live[d->n++] = (struct nq_live){
			.id = sqlite3_column_int64(st, 0),
			.same_payload = sqlite3_column_int(st, 1) != 0,
		};
	}
	d->is_new = d->n == 0;
	return rc;
}

static int
withdraw(struct nq_batch *b, int64_t id)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_WITHDRAW];

	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, b->id);
	b->c.withdrawn++;
	return nq_store_run(b->s, NQ_SQL_OBSERVATION_WITHDRAW, b->e);
}

int
nq_doc_end(struct nq_batch *b)
{
	struct nq_doc *d = &b->doc;
	bool ok = strcmp(d->status, "ok") == 0 && d->figures;
	bool none = strcmp(d->status, "no-figures") == 0 ||
	    (strcmp(d->status, "ok") == 0 && !d->figures);
	int rc = 0;

	if (d->open && d->speaks && !d->refused)
		for (size_t i = 0; rc == 0 && i < d->n; i++)
			if (!d->live[i].seen && (ok || (none &&
			    d->live[i].same_payload)))
				rc = withdraw(b, d->live[i].id);
	d->open = false;
	return rc;
}

int
nq_doc_begin(struct nq_batch *b, const struct nq_record *r,
    struct nq_err *refused)
{
	struct nq_doc *d = &b->doc;
	int latest;

	if (nq_doc_end(b) != 0)
		return -1;
	*d = (struct nq_doc){ .live = d->live, .cap = d->cap };
	if (find_release(b, r, &d->release, refused) != 0)
		return -1;
	if (refused->code != NQ_OK)
		return 0;
	if (find_document(b, r, d->release, &d->id, refused) != 0)
		return -1;
	if (refused->code != NQ_OK)
		return 0;
	memcpy(d->digest, r->document, sizeof(d->digest));
	snprintf(d->status, sizeof(d->status), "%s", r->status);
	if (put_extraction(b, r) != 0 || (latest = is_latest(b, r)) < 0)
		return -1;
	d->speaks = latest == 1;
	if (d->speaks && read_live(b) != 0)
		return -1;
	d->open = true;
	b->c.documents++;
	return 0;
}
