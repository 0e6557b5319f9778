/*
 * One records file into the warehouse.
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
#include "load/store.h"

#include "core/db.h"
#include "core/dec.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/opts.h"
#include "load/lines.h"
#include "load/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Refused lines kept a batch; a file of rubbish must not fill the
	 * disk. The records file itself still has them all. */
	MAX_QUARANTINE = 10000,
	/* Bytes kept of a refused line. */
	MAX_CONTENT = 4096,
	/* Refused lines named one by one in the log. */
	MAX_NAMED = 20
};

/* A figure that the release states so far. */
struct live {
	int64_t id;
	bool same_payload, seen;
};

struct document {
	bool open;		/* a document line was accepted */
	bool speaks;		/* its figures become the release's */
	bool is_new;		/* the release had no figures */
	bool refused;		/* one of its lines was quarantined */
	bool figures;		/* it stated at least one */
	int64_t id, release;
	char digest[NQ_DIGEST_TEXT], status[16];
	struct live *live;	/* owned, ascending id */
	size_t n, cap;
};

struct batch {
	struct nq_store *s;
	struct nq_log *log;
	struct nq_err *e;
	const char *name;
	int64_t id;
	struct document doc;
	struct nq_counts c;
	char *copy;		/* owned: of the line, for the quarantine */
	/* What was looked up last; lines of one document repeat it. */
	char indicator[64], breakdown[128];
};

static int
quarantine(struct batch *b, int64_t line, const char *content, size_t len,
    const struct nq_err *why)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_QUARANTINE_PUT];
	char reason[800], number[24];

	snprintf(reason, sizeof(reason), "%s%s%s", why->where,
	    why->where[0] != '\0' ? ": " : "", why->msg);
	snprintf(number, sizeof(number), "%" PRId64, line);
	b->doc.refused = true;
	if (++b->c.quarantined <= MAX_NAMED)
		nq_log(b->log, NQ_WARN, "file", b->name, "line", number,
		    "msg", reason, NULL);
	if (b->c.quarantined > MAX_QUARANTINE)
		return 0;
	sqlite3_bind_int64(st, 1, b->id);
	sqlite3_bind_int64(st, 2, line);
	nq_db_text(st, 3, reason);
	sqlite3_bind_blob(st, 4, content,
	    (int)(len < MAX_CONTENT ? len : MAX_CONTENT), SQLITE_STATIC);
	return nq_store_run(b->s, NQ_SQL_QUARANTINE_PUT, b->e);
}

/* The release's id; a new one is made. refused: why, when the code belongs
 * to another source. */
static int
find_release(struct batch *b, const struct nq_record *r, int64_t *id,
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
find_document(struct batch *b, const struct nq_record *r, int64_t release,
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
put_extraction(struct batch *b, const struct nq_record *r)
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
is_latest(struct batch *b, const struct nq_record *r)
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
read_live(struct batch *b)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_RELEASE_LIVE];
	struct document *d = &b->doc;
	int rc;

	sqlite3_bind_int64(st, 1, d->release);
	nq_db_text(st, 2, d->digest);
	while ((rc = nq_store_row(b->s, NQ_SQL_RELEASE_LIVE, b->e)) == 1) {
		d->live = nq_grow(d->live, d->n, &d->cap, sizeof(*d->live));
		d->live[d->n++] = (struct live){
			.id = sqlite3_column_int64(st, 0),
			.same_payload = sqlite3_column_int(st, 1) != 0,
		};
	}
	d->is_new = d->n == 0;
	return rc;
}

static int
withdraw(struct batch *b, int64_t id)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_WITHDRAW];

	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, b->id);
	b->c.withdrawn++;
	return nq_store_run(b->s, NQ_SQL_OBSERVATION_WITHDRAW, b->e);
}

/* The document's lines are through: what was not stated again goes. */
static int
document_end(struct batch *b)
{
	struct document *d = &b->doc;
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

static int
document_begin(struct batch *b, const struct nq_record *r,
    struct nq_err *refused)
{
	struct document *d = &b->doc;
	int latest;

	if (document_end(b) != 0)
		return -1;
	*d = (struct document){ .live = d->live, .cap = d->cap };
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

static int
lookup(struct batch *b, enum nq_stmt n, const char *one, const char *two)
{
	struct sqlite3_stmt *st = b->s->st[n];
	int rc;

	nq_db_text(st, 1, one);
	nq_db_text(st, 2, two);
	rc = nq_store_row(b->s, n, b->e);
	if (rc == 1)
		nq_store_reset(b->s, n);
	return rc;
}

/*
 * An indicator whose parts the catalogue lists has only those; one without
 * (parks, clusters) takes the proper names that texts give.
 */
static int
check_codes(struct batch *b, const struct nq_record *r, const char *part,
    struct nq_err *refused)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_BREAKDOWN_PUT];
	int rc;

	if (strcmp(b->indicator, r->indicator) == 0 &&
	    strcmp(b->breakdown, part) == 0)
		return 0;
	if ((rc = lookup(b, NQ_SQL_BREAKDOWN_HAS, r->indicator, part)) < 0)
		return -1;
	if (rc == 0) {
		nq_db_text(b->s->st[NQ_SQL_INDICATOR_HAS], 1, r->indicator);
		rc = nq_store_row(b->s, NQ_SQL_INDICATOR_HAS, b->e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			nq_fail(refused, NQ_EPARSE, "indicator: \"%.60s\" is "
			    "not in the catalogue", r->indicator);
		else if (sqlite3_column_int(b->s->st[NQ_SQL_INDICATOR_HAS],
		    0) != 0)
			nq_fail(refused, NQ_EPARSE, "breakdown: \"%.60s\" is "
			    "no part of %s", part, r->indicator);
		nq_store_reset(b->s, NQ_SQL_INDICATOR_HAS);
		if (refused->code != NQ_OK)
			return 0;
		nq_db_text(st, 1, r->indicator);
		for (int i = 2; i <= 4; i++)
			nq_db_text(st, i, part);
		sqlite3_bind_int(st, 5, 0);
		if (nq_store_run(b->s, NQ_SQL_BREAKDOWN_PUT, b->e) != 0)
			return -1;
	}
	snprintf(b->indicator, sizeof(b->indicator), "%s", r->indicator);
	snprintf(b->breakdown, sizeof(b->breakdown), "%s", part);
	return 0;
}

static const char *
price_base(const struct nq_record *r)
{
	if (r->price_base != NULL)
		return r->price_base;
	return strcmp(r->transformation, "level") == 0 ? "_U" : "_Z";
}

/* The fourteen columns that say what a figure is, in the order of the two
 * statements that use them. */
static void
bind_figure(struct batch *b, const struct nq_record *r, const char *part)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_PUT];

	sqlite3_bind_int64(st, 1, b->doc.release);
	sqlite3_bind_int64(st, 2, b->doc.id);
	sqlite3_bind_int64(st, 3, r->ordinal);
	nq_db_text(st, 4, r->indicator);
	nq_db_text(st, 5, r->ref_area);
	nq_db_text(st, 6, part);
	nq_db_text(st, 7, r->time_period);
	nq_db_text(st, 8, r->role);
	nq_db_text(st, 9, r->transformation);
	nq_db_text(st, 10, price_base(r));
	sqlite3_bind_double(st, 11, nq_dec_double(r->value));
	sqlite3_bind_int64(st, 12, r->value.mant);
	sqlite3_bind_int(st, 13, r->value.scale);
	nq_db_text(st, 14, r->unit_measure);
	sqlite3_bind_int64(st, 15, r->unit_mult);
	nq_db_text(st, 16, r->obs_status);
	nq_db_text(st, 17, r->bound != NULL ? r->bound : "_Z");
	sqlite3_bind_int(st, 18, nq_period_first(r->period));
	sqlite3_bind_int(st, 19, r->period.months);
	nq_db_text(st, 20, r->text);
	sqlite3_bind_int64(st, 21, r->start);
	sqlite3_bind_int64(st, 22, r->end);
	nq_db_text(st, 23, r->rule);
	nq_db_text(st, 24, r->flags);
	sqlite3_bind_int64(st, 25, b->id);
	nq_db_text(st, 26, r->row);
	nq_db_text(st, 27, r->column);
	nq_db_text(st, 28, r->cell);
}

static int
compare_id(const void *key, const void *member)
{
	const int64_t *id = key;
	const struct live *l = member;

	return (*id > l->id) - (*id < l->id);
}

/* Marks the standing row of a figure as stated again. */
static int
mark_seen(struct batch *b, const struct nq_record *r, const char *part)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_OBSERVATION_FIND];
	struct document *d = &b->doc;
	struct live *l;
	int64_t id;
	int rc;

	sqlite3_bind_int64(st, 1, d->release);
	nq_db_text(st, 2, r->indicator);
	nq_db_text(st, 3, r->time_period);
	nq_db_text(st, 4, r->transformation);
	nq_db_text(st, 5, r->ref_area);
	nq_db_text(st, 6, part);
	nq_db_text(st, 7, r->role);
	nq_db_text(st, 8, price_base(r));
	sqlite3_bind_int64(st, 9, r->value.mant);
	sqlite3_bind_int(st, 10, r->value.scale);
	nq_db_text(st, 11, r->unit_measure);
	sqlite3_bind_int64(st, 12, r->unit_mult);
	nq_db_text(st, 13, r->obs_status);
	nq_db_text(st, 14, r->bound != NULL ? r->bound : "_Z");
	if ((rc = nq_store_row(b->s, NQ_SQL_OBSERVATION_FIND, b->e)) != 1)
		return rc;
	id = sqlite3_column_int64(st, 0);
	nq_store_reset(b->s, NQ_SQL_OBSERVATION_FIND);
	/* One that this very batch put in is not among them. */
	l = bsearch(&id, d->live, d->n, sizeof(*d->live), compare_id);
	if (l != NULL)
		l->seen = true;
	return 0;
}

static int
put_observation(struct batch *b, const struct nq_record *r,
    struct nq_err *refused)
{
	const char *part = r->breakdown != NULL ? r->breakdown : "_T";
	struct document *d = &b->doc;

	if (!d->open || strcmp(d->digest, r->document) != 0) {
		nq_fail(refused, NQ_EPARSE, "its document line is missing or "
		    "was refused");
		return 0;
	}
	if (!d->speaks) {
		b->c.superseded++;
		return 0;
	}
	if (check_codes(b, r, part, refused) != 0)
		return -1;
	if (refused->code != NQ_OK)
		return 0;
	bind_figure(b, r, part);
	if (nq_store_run(b->s, NQ_SQL_OBSERVATION_PUT, b->e) != 0)
		return -1;
	d->figures = true;
	if (sqlite3_changes64(b->s->db) > 0) {
		b->c.added++;
		return 0;
	}
	b->c.unchanged++;
	return d->is_new ? 0 : mark_seen(b, r, part);
}

/* An area that is not in the list would break a foreign key; asked only
 * when the code is not the one before. */
static int
check_area(struct batch *b, const char *code, char last[32],
    struct nq_err *refused)
{
	int rc;

	if (strcmp(code, last) == 0)
		return 0;
	if ((rc = lookup(b, NQ_SQL_AREA_HAS, code, NULL)) < 0)
		return -1;
	if (rc == 0)
		nq_fail(refused, NQ_EPARSE, "ref_area: \"%.40s\" is not in "
		    "areas.json", code);
	else
		snprintf(last, 32, "%s", code);
	return 0;
}

/* refused is filled where the line cannot be used; -1 stops the batch. */
static int
take_line(struct batch *b, const struct nq_record *r, char area[32],
    struct nq_err *refused)
{
	switch (r->kind) {
	case NQ_BATCH:
		nq_fail(refused, NQ_EPARSE, "a batch line stands first or "
		    "nowhere");
		return 0;
	case NQ_DOCUMENT:
		return document_begin(b, r, refused);
	case NQ_OBSERVATION:
		break;
	}
	if (check_area(b, r->ref_area, area, refused) != 0)
		return -1;
	return refused->code != NQ_OK ? 0 : put_observation(b, r, refused);
}

static int
take_lines(struct batch *b, struct nq_lines *l)
{
	struct nq_err refused;
	struct nq_record r;
	char *line, area[32] = "";
	size_t len, kept;
	bool whole;
	int rc;

	while ((rc = nq_lines_next(l, &line, &len, &whole, b->e)) == 1) {
		nq_err_clear(&refused);
		kept = len < MAX_CONTENT ? len : MAX_CONTENT;
		memcpy(b->copy, line, kept);
		if (!whole)
			nq_fail(&refused, NQ_ELIMIT, "the line is too long");
		else if (nq_record_parse(line, len, &r, &refused) == 0 &&
		    take_line(b, &r, area, &refused) != 0)
			return -1;
		if (refused.code == NQ_OK)
			continue;
		if (quarantine(b, l->number, b->copy, kept, &refused) != 0)
			return -1;
	}
	return rc != 0 ? -1 : document_end(b);
}

static int
batch_begin(struct batch *b, struct nq_lines *l, const char *digest)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_BATCH_PUT];
	char *line, now[NQ_TIME_TEXT];
	struct nq_record r;
	size_t len;
	bool whole;
	int rc = nq_lines_next(l, &line, &len, &whole, b->e);

	if (rc < 0)
		return -1;
	if (rc == 0 || !whole)
		return nq_fail(b->e, NQ_EPARSE, "expected a batch line");
	if (nq_record_parse(line, len, &r, b->e) != 0)
		return -1;
	if (r.kind != NQ_BATCH)
		return nq_fail(b->e, NQ_EPARSE, "expected a batch line "
		    "first");
	nq_db_text(st, 1, b->name);
	nq_db_text(st, 2, digest);
	nq_db_text(st, 3, r.archive);
	nq_db_text(st, 4, r.archive_digest);
	nq_db_text(st, 5, r.program);
	nq_db_text(st, 6, r.catalogue);
	nq_db_text(st, 7, nq_time_now(now));
	if (nq_store_run(b->s, NQ_SQL_BATCH_PUT, b->e) != 0)
		return -1;
	b->id = sqlite3_last_insert_rowid(b->s->db);
	return 0;
}

static int
batch_done(struct batch *b)
{
	struct sqlite3_stmt *st = b->s->st[NQ_SQL_BATCH_DONE];
	const int64_t counts[] = { b->id, b->c.documents, b->c.added,
		b->c.unchanged, b->c.withdrawn, b->c.superseded,
		b->c.quarantined };

	for (int i = 0; i < 7; i++)
		sqlite3_bind_int64(st, i + 1, counts[i]);
	return nq_store_run(b->s, NQ_SQL_BATCH_DONE, b->e);
}

static void
add_counts(struct nq_counts *to, const struct nq_counts *c)
{
	to->batches++;
	to->documents += c->documents;
	to->added += c->added;
	to->unchanged += c->unchanged;
	to->withdrawn += c->withdrawn;
	to->superseded += c->superseded;
	to->quarantined += c->quarantined;
}

static int
load_file(struct nq_store *s, const char *path, const char *name,
    const char *digest, struct nq_counts *c, struct nq_log *log,
    struct nq_err *e)
{
	struct batch b = { .s = s, .log = log, .e = e, .name = name };
	struct nq_lines l = { 0 };
	int fd, rc = -1;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0) {
		nq_fail(e, NQ_EIO, "cannot open: %s", strerror(errno));
		return nq_err_at(e, "%s", path);
	}
	b.copy = nq_alloc(MAX_CONTENT, 1);
	nq_lines_init(&l, fd);
	if (nq_store_exec(s, "BEGIN IMMEDIATE", e) != 0)
		goto out;
	if (batch_begin(&b, &l, digest) != 0 || take_lines(&b, &l) != 0 ||
	    batch_done(&b) != 0 || nq_store_exec(s, "COMMIT", e) != 0) {
		/* What the batch left bound or half read goes first. */
		for (int i = 0; i < NQ_SQL_LOAD_COUNT; i++)
			nq_store_reset(s, (enum nq_stmt)i);
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
		goto out;
	}
	add_counts(c, &b.c);
	rc = 0;
out:
	if (rc != 0)
		nq_err_at(e, "%s:%" PRId64, path, l.number);
	nq_lines_release(&l);
	free(b.copy);
	free(b.doc.live);
	close(fd);
	return rc;
}

int
nq_batch_load(struct nq_store *s, const char *name, struct nq_counts *c,
    struct nq_log *log, struct nq_err *e)
{
	struct sqlite3_stmt *st = s->st[NQ_SQL_BATCH_LAST];
	char *dir = nq_path_join(s->opts->data, "records");
	char *path = nq_path_join(dir, name);
	char digest[NQ_DIGEST_TEXT];
	bool same = false;
	int rc = -1;

	if (nq_digest_file(path, digest, e) != 0)
		goto out;
	nq_db_text(st, 1, name);
	if ((rc = nq_store_row(s, NQ_SQL_BATCH_LAST, e)) == 1) {
		same = strcmp((const char *)sqlite3_column_text(st, 0),
		    digest) == 0;
		nq_store_reset(s, NQ_SQL_BATCH_LAST);
		rc = 0;
	}
	if (rc == 0 && !same)
		rc = load_file(s, path, name, digest, c, log, e);
out:
	free(path);
	free(dir);
	return rc;
}
