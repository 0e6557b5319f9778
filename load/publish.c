#include "load/publish.h"

#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/opts.h"
#include "core/warehouse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* What SQLite may have left beside it. */
static void
remove_logs(const char *tmp)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *path = nq_asprintf("%s%s", tmp, ends[i]);

		unlink(path);
		free(path);
	}
}

int
nq_draft_begin(struct nq_draft *d, const char *path, bool replaces,
    struct nq_err *e)
{
	*d = (struct nq_draft){ .path = nq_strdup(path),
		.tmp = nq_asprintf("%s.tmp", path), .fd = -1 };
	if (!replaces && access(path, F_OK) == 0) {
		nq_fail(e, NQ_EUSAGE, "is there already; nothing is written "
		    "over, so choose another name or remove it");
		goto fail;
	}
	d->fd = open(d->tmp, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (d->fd < 0) {
		nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
		goto fail;
	}
	/* A flock is no lock that SQLite knows; the two do not meet. */
	if (flock(d->fd, LOCK_EX | LOCK_NB) != 0) {
		nq_fail(e, NQ_EBUSY, "another process is making it");
		close(d->fd);
		d->fd = -1;
		goto fail;
	}
	remove_logs(d->tmp);
	if (ftruncate(d->fd, 0) == 0)
		return 0;
	nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
fail:
	nq_err_at(e, "%s", path);
	return -1;
}

int
nq_draft_seal(struct nq_draft *d, const struct nq_opts *o,
    struct nq_content *c, struct nq_err *e)
{
	struct sqlite3 *db;
	int version, rc = -1;

	db = nq_warehouse_open(o, d->tmp, NQ_DB_WRITE, &version, e);
	if (db == NULL || nq_warehouse_sound(db, false, e) != 0 ||
	    nq_content_read(db, o, c, e) != 0)
		goto out;
	/* One file that can be read where nothing can be written. */
	rc = nq_db_exec(db, "PRAGMA journal_mode = DELETE", e);
out:
	nq_db_close(db);
	if (rc == 0 && fsync(d->fd) != 0) {
		nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
		rc = -1;
	}
	return rc == 0 ? 0 : nq_err_at(e, "%s", d->tmp);
}

int
nq_draft_publish(struct nq_draft *d, struct nq_err *e)
{
	if (nq_file_rename_new(d->tmp, d->path, e) != 0)
		return -1;
	free(d->tmp);
	d->tmp = NULL;
	return 0;
}

void
nq_draft_release(struct nq_draft *d)
{
	if (d->fd >= 0 && d->tmp != NULL) {
		remove_logs(d->tmp);
		unlink(d->tmp);
	}
	if (d->fd >= 0)
		close(d->fd);
	free(d->path);
	free(d->tmp);
	*d = (struct nq_draft){ .fd = -1 };
}
