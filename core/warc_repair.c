#include "core/warc.h"

#include "core/err.h"
#include "core/mem.h"
#include "core/warc_make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file under repair. What is kept stands in [0, to). */
struct repair {
	const char *tmp;
	int fd;
	uint64_t to;
	size_t kept;		/* captures */
	/* The capture that is being read: where it begins, where its next
	 * record must, and how its last is named; NULL: none. */
	uint64_t from, next;
	char *refers;
};

static int
fail_io(const struct repair *p, const char *what, struct nq_err *e)
{
	nq_fail(e, NQ_EIO, "cannot %s: %s", what, strerror(errno));
	return nq_err_at(e, "%s", p->tmp);
}

/*
 * Keeps [from, end), moved up where there is damage before it. Dying here
 * can cost this one capture, which no frontier has seen.
 */
static int
keep(struct repair *p, uint64_t from, uint64_t end, struct nq_err *e)
{
	char chunk[65536];

	if (from == p->to)
		p->to = from = end;
	while (from < end) {
		size_t want = end - from < sizeof(chunk) ?
		    (size_t)(end - from) : sizeof(chunk);
		ssize_t n = pread(p->fd, chunk, want, (off_t)from);

		if (n <= 0)
			return fail_io(p, "read", e);
		n = pwrite(p->fd, chunk, (size_t)n, (off_t)p->to);
		if (n <= 0)
			return fail_io(p, "write", e);
		from += (uint64_t)n;
		p->to += (uint64_t)n;
	}
	return 0;
}

static void
forget(struct repair *p)
{
	free(p->refers);
	p->refers = NULL;
}

static bool
ends_capture(const char *type)
{
	return strcmp(type, "response") == 0 ||
	    strcmp(type, "revisit") == 0 || strcmp(type, "resource") == 0;
}

static int
take(struct repair *p, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec, struct nq_err *e)
{
	uint64_t end = rec->offset + rec->length;
	const char *id = nq_warc_field(r, "WARC-Record-ID");
	bool follows = p->refers != NULL && rec->offset == p->next;
	int rc = 0;

	p->next = end;
	if (rec->length > 0 && strcmp(rec->type, "metadata") == 0) {
		forget(p);
		p->refers = nq_strdup(nq_warc_field(r, "WARC-Refers-To"));
		p->from = rec->offset;
	} else if (follows && strcmp(rec->type, "request") == 0) {
		return 0;
	} else if (follows && ends_capture(rec->type) && id != NULL &&
	    strcmp(id, p->refers) == 0) {
		forget(p);
		rc = keep(p, p->from, end, e);
		p->kept += rc == 0;
	} else {
		forget(p);
		if (rec->offset == 0 && strcmp(rec->type, "warcinfo") == 0)
			rc = keep(p, 0, end, e);
	}
	return rc;
}

static int
scan(struct repair *p, struct nq_err *e)
{
	struct nq_warc_reader *r = nq_warc_open(p->tmp, e);
	struct nq_warc_record rec;
	struct nq_err bad = { 0 };
	int rc = r != NULL ? 0 : -1, got;

	while (rc == 0 && (got = nq_warc_next(r, &rec, &bad)) != 0) {
		if (got > 0) {
			rc = take(p, r, &rec, e);
			continue;
		}
		forget(p);
		if (bad.code == NQ_EIO) {
			*e = bad;
			rc = -1;
		}
		nq_err_clear(&bad);
	}
	forget(p);
	nq_warc_reader_free(r);
	return rc;
}

int
nq_warc_repair(const char *tmp, const char *path, size_t *kept,
    struct nq_err *e)
{
	struct repair p = { .tmp = tmp };
	int rc = -1;

	*kept = 0;
	p.fd = open(tmp, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (p.fd < 0) {
		fail_io(&p, "open", e);
		goto out;
	}
	if (nq_warc_absent(path, e) != 0 || scan(&p, e) != 0)
		goto out;
	if (p.kept == 0)
		rc = unlink(tmp) == 0 ? 0 : fail_io(&p, "remove", e);
	else if (ftruncate(p.fd, (off_t)p.to) != 0 || fsync(p.fd) != 0)
		fail_io(&p, "write", e);
	else
		rc = nq_file_rename(tmp, path, e);
	if (rc == 0)
		*kept = p.kept;
out:
	if (p.fd >= 0)
		close(p.fd);
	return rc;
}
