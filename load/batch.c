/* One records file into the warehouse: its lines, in one transaction. */
#include "load/batch.h"

#include "core/db.h"
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

static int
quarantine(struct nq_batch *b, int64_t line, const char *content, size_t len,
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

/* refused is filled where the line cannot be used; -1 stops the batch. */
static int
take_line(struct nq_batch *b, const struct nq_record *r,
    struct nq_err *refused)
{
	switch (r->kind) {
	case NQ_BATCH:
		nq_fail(refused, NQ_EPARSE, "a batch line stands first or "
		    "nowhere");
		return 0;
	case NQ_DOCUMENT:
		return nq_doc_begin(b, r, refused);
	case NQ_OBSERVATION:
		break;
	}
	return nq_observe(b, r, refused);
}

static int
take_lines(struct nq_batch *b, struct nq_lines *l)
{
	struct nq_err refused;
	struct nq_record r;
	char *line;
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
		    take_line(b, &r, &refused) != 0)
			return -1;
		if (refused.code == NQ_OK)
			continue;
		if (quarantine(b, l->number, b->copy, kept, &refused) != 0)
			return -1;
	}
	return rc != 0 ? -1 : nq_doc_end(b);
}

static int
batch_begin(struct nq_batch *b, struct nq_lines *l, const char *digest)
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
batch_done(struct nq_batch *b)
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
	struct nq_batch b = { .s = s, .log = log, .e = e, .name = name };
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
