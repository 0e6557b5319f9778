#include "query/why/archived.h"

#include "core/db.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/opts.h"
#include "core/warc.h"
#include "query/ask.h"
#include "query/evidence.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

/* A place in the archive. */
struct place {
	char *file;		/* owned */
	int64_t offset;
};

/* What a record holds: its payload, borrowed from the reader, or where else
 * to look. */
struct found {
	const char *p;		/* NULL: of a revisit */
	size_t len;
	struct place other;
};

/* Names come from a database, which may come from elsewhere. */
static char *
path_of(const struct nq_ask *ask, const char *file, struct nq_err *e)
{
	char *dir, *path;

	if (file == NULL || file[0] == '\0' || file[0] == '.' ||
	    strchr(file, '/') != NULL) {
		nq_fail(e, NQ_EDB, "\"%.100s\" is no name of an archive file",
		    file != NULL ? file : "");
		return NULL;
	}
	dir = nq_path_join(ask->o->data, "archive");
	path = nq_path_join(dir, file);
	free(dir);
	return path;
}

static int
look_up(const struct nq_ask *ask, const struct nq_warc_reader *r,
    struct place *out, struct nq_err *e)
{
	const char *url = nq_warc_field(r, "WARC-Refers-To-Target-URI");
	const char *date = nq_warc_field(r, "WARC-Refers-To-Date");
	struct sqlite3_stmt *st;

	if (url == NULL || date == NULL)
		return nq_fail(e, NQ_EPARSE, "the record refers to another "
		    "capture and does not say which");
	if ((st = nq_ask_prepare(ask, "query/capture_at.sql", e)) == NULL)
		return -1;
	nq_db_text(st, 1, url);
	nq_db_text(st, 2, date);
	if (sqlite3_step(st) == SQLITE_ROW) {
		out->file = nq_strdup((const char *)sqlite3_column_text(st,
		    0));
		out->offset = sqlite3_column_int64(st, 1);
	} else {
		nq_fail(e, NQ_EPARSE, "the record refers to the capture of "
		    "%.200s at %.40s, which the warehouse does not have", url,
		    date);
	}
	sqlite3_finalize(st);
	return e->code == NQ_OK ? 0 : -1;
}

static int
take(const struct nq_ask *ask, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec, struct found *out, struct nq_err *e)
{
	const char *end;

	if (strcmp(rec->type, "revisit") == 0)
		return look_up(ask, r, &out->other, e);
	if (rec->block == NULL)
		return nq_fail(e, NQ_ELIMIT, "the record is longer than %d "
		    "bytes", NQ_WARC_MAX_BLOCK);
	if (strcmp(rec->type, "resource") == 0) {
		out->p = rec->block;
		out->len = rec->block_len;
		return 0;
	}
	end = memmem(rec->block, rec->block_len, "\r\n\r\n", 4);
	if (strcmp(rec->type, "response") != 0 || end == NULL)
		return nq_fail(e, NQ_EPARSE, "expected the answer of a "
		    "portal, found a record of type \"%.40s\"", rec->type);
	out->p = end + 4;
	out->len = rec->block_len - (size_t)(end + 4 - rec->block);
	return 0;
}

/* Controls and bytes that are no UTF-8 do not go to a terminal. */
static bool
is_text(const char *p, size_t len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)p,
		    (utf8proc_ssize_t)len, &c);
		if (n <= 0 || (c < 0x20 && c != '\t' && c != '\n' &&
		    c != '\r') || (c >= 0x7f && c < 0xa0))
			return false;
	}
	return true;
}

static int
write_out(const struct nq_evidence *ev, const struct found *f,
    struct nq_err *e)
{
	char digest[NQ_DIGEST_TEXT];

	nq_digest(f->p, f->len, digest);
	if (strcmp(digest, ev->document) != 0)
		return nq_fail(e, NQ_EPARSE, "the archive has other bytes "
		    "than were read: %.80s, not %.80s", digest,
		    ev->document);
	if (isatty(STDOUT_FILENO) == 1 && !is_text(f->p, f->len))
		return nq_fail(e, NQ_EUSAGE, "the page is not plain text "
		    "(%.60s), and standard output is a terminal; write it to "
		    "a file: … --open >page", ev->media_type != NULL ?
		    ev->media_type : "type not known");
	if (fwrite(f->p, 1, f->len, stdout) != f->len)
		return nq_fail(e, NQ_EIO, "cannot write to standard output");
	return 0;
}

/* The payload at a place; 0, 1: it is elsewhere, at *next; -1 with e. */
static int
read_at(const struct nq_ask *ask, const struct nq_evidence *ev,
    const struct place *at, struct place *next, struct nq_err *e)
{
	char *path = path_of(ask, at->file, e);
	struct nq_warc_reader *r = NULL;
	struct nq_warc_record rec;
	struct found f = { .p = NULL };
	int rc = -1;

	if (path == NULL || (r = nq_warc_open(path, e)) == NULL ||
	    nq_warc_seek(r, (uint64_t)at->offset, e) != 0)
		goto out;
	if ((rc = nq_warc_next(r, &rec, e)) == 0)
		nq_fail(e, NQ_EPARSE, "there is nothing at byte %lld",
		    (long long)at->offset);
	if (rc != 1 || take(ask, r, &rec, &f, e) != 0)
		rc = -1;
	else if (f.p == NULL)
		*next = f.other;
	else
		rc = write_out(ev, &f, e) == 0 ? 0 : -1;
out:
	if (rc == -1 && path != NULL)
		nq_err_at(e, "%s", path);
	nq_warc_reader_free(r);
	free(path);
	return rc;
}

int
nq_page_open(const struct nq_ask *ask, const struct nq_evidence *ev,
    struct nq_err *e)
{
	struct place at = { .file = nq_strdup(ev->archive),
		.offset = ev->offset }, next = { .file = NULL };
	int rc = read_at(ask, ev, &at, &next, e);

	if (rc == 1) {
		free(at.file);
		at = next;
		next.file = NULL;
		rc = read_at(ask, ev, &at, &next, e);
	}
	if (rc == 1)
		rc = nq_fail(e, NQ_EPARSE, "a record refers to one that "
		    "refers to another");
	free(at.file);
	free(next.file);
	return rc;
}
