#include "core/file.h"

#include "core/err.h"
#include "core/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How a time is stored. */
#define UTC "%Y-%m-%dT%H:%M:%SZ"

/* Seconds by which the clock of Viet Nam is ahead of it. */
enum { EAST = 7 * 3600 };

char *
nq_path_join(const char *dir, const char *name)
{
	return nq_asprintf("%s/%s", dir, name);
}

int
nq_file_create(struct nq_file *w, const char *path, struct nq_err *e)
{
	int fd;

	*w = (struct nq_file){ .path = nq_strdup(path),
		.tmp = nq_asprintf("%s.tmp", path) };
	fd = open(w->tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0644);
	if (fd >= 0)
		w->f = fdopen(fd, "wb");
	if (w->f != NULL)
		return 0;
	nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
	nq_err_at(e, "%s", path);
	if (fd >= 0)
		close(fd);
	nq_file_discard(w);
	return -1;
}

/* The folder must be synced for the new name to survive a power cut. */
static int
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash != NULL ? nq_strndup(path, (size_t)(slash - path)) :
	    nq_strdup(".");
	int fd = open(dir[0] != '\0' ? dir : "/",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd >= 0 ? fsync(fd) : -1;

	if (fd >= 0)
		close(fd);
	free(dir);
	return rc;
}

int
nq_file_publish(struct nq_file *w, struct nq_err *e)
{
	bool bad = fflush(w->f) != 0 || ferror(w->f) ||
	    fsync(fileno(w->f)) != 0;
	int saved = errno;

	if (fclose(w->f) != 0 && !bad) {
		bad = true;
		saved = errno;
	}
	w->f = NULL;
	if (!bad && (rename(w->tmp, w->path) != 0 ||
	    sync_folder(w->path) != 0)) {
		bad = true;
		saved = errno;
	}
	if (bad) {
		nq_fail(e, NQ_EIO, "cannot write: %s", strerror(saved));
		nq_err_at(e, "%s", w->path);
		nq_file_discard(w);
		return -1;
	}
	free(w->path);
	free(w->tmp);
	*w = (struct nq_file){ 0 };
	return 0;
}

int
nq_file_rename(const char *from, const char *to, struct nq_err *e)
{
	if (rename(from, to) == 0 && sync_folder(to) == 0)
		return 0;
	nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
	return nq_err_at(e, "%s", to);
}

/* Some file systems know no rename that spares what is there. */
static int
rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (access(to, F_OK) == 0) {
		errno = EEXIST;
		return -1;
	}
	return rename(from, to);
}

int
nq_file_rename_new(const char *from, const char *to, struct nq_err *e)
{
	if (rename_new(from, to) == 0 && sync_folder(to) == 0)
		return 0;
	nq_fail(e, NQ_EIO, "cannot write: %s", strerror(errno));
	return nq_err_at(e, "%s", to);
}

void
nq_file_discard(struct nq_file *w)
{
	if (w->f != NULL)
		fclose(w->f);
	if (w->tmp != NULL)
		unlink(w->tmp);
	free(w->path);
	free(w->tmp);
	*w = (struct nq_file){ 0 };
}

/* A file of that name is in the way, whatever mkdir says about it. */
static int
make_one(const char *path)
{
	struct stat st;

	/* Some file systems cannot sync a folder; it is there all the same. */
	if (mkdir(path, 0755) == 0) {
		(void)sync_folder(path);
		return 0;
	}
	if (errno != EEXIST || stat(path, &st) != 0)
		return -1;
	errno = ENOTDIR;
	return S_ISDIR(st.st_mode) ? 0 : -1;
}

int
nq_dir_make(const char *path, struct nq_err *e)
{
	char *p = nq_strdup(path);
	int rc = 0;

	for (char *s = p; rc == 0 && *s != '\0'; s++)
		if (*s == '/' && s > p) {
			*s = '\0';
			rc = make_one(p);
			*s = '/';
		}
	if (rc == 0)
		rc = make_one(p);
	if (rc != 0) {
		nq_fail(e, NQ_EIO, "cannot make the folder: %s; choose "
		    "another with --data DIR", strerror(errno));
		nq_err_at(e, "%s", path);
	}
	free(p);
	return rc;
}

void
nq_names_add(struct nq_names *l, const char *name)
{
	l->v = nq_grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = nq_strdup(name);
}

void
nq_names_release(struct nq_names *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct nq_names){ 0 };
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
nq_dir_list(const char *path, const char *suffix, struct nq_names *out,
    struct nq_err *e)
{
	size_t tail = strlen(suffix);
	struct dirent *d;
	DIR *dir = opendir(path);

	if (dir == NULL && errno == ENOENT)
		return 0;
	if (dir == NULL) {
		nq_fail(e, NQ_EIO, "cannot read the folder: %s",
		    strerror(errno));
		return nq_err_at(e, "%s", path);
	}
	while ((d = readdir(dir)) != NULL) {
		size_t n = strlen(d->d_name);

		if (n > tail && strcmp(d->d_name + n - tail, suffix) == 0)
			nq_names_add(out, d->d_name);
	}
	closedir(dir);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	return 0;
}

int
nq_lock_take(const char *dir, char left[NQ_OWNER_TEXT], struct nq_err *e)
{
	char *path = nq_path_join(dir, "lock");
	char now[NQ_TIME_TEXT];
	bool mine;
	ssize_t n;
	int fd;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0) {
		nq_fail(e, NQ_EIO, "cannot open the lock: %s",
		    strerror(errno));
		goto out;
	}
	mine = flock(fd, LOCK_EX | LOCK_NB) == 0;
	if (!mine && errno != EWOULDBLOCK) {
		nq_fail(e, NQ_EIO, "this file system cannot lock: %s; put "
		    "the data on a local disk", strerror(errno));
		goto out;
	}
	n = pread(fd, left, NQ_OWNER_TEXT - 1, 0);
	left[n > 0 ? (size_t)n : 0] = '\0';
	if (!mine)
		nq_fail(e, NQ_EBUSY, "another run is going (%s); wait for it "
		    "to end", left[0] != '\0' ? left : "owner unknown");
	else if (ftruncate(fd, 0) != 0 || dprintf(fd,
	    "process %ld, started %s", (long)getpid(), nq_time_now(now)) < 0)
		nq_fail(e, NQ_EIO, "cannot write the lock: %s",
		    strerror(errno));
out:
	if (e->code != NQ_OK) {
		nq_err_at(e, "%s", path);
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

void
nq_lock_give(int fd)
{
	/* The lock goes with the descriptor, whatever the file still says. */
	(void)!ftruncate(fd, 0);
	close(fd);
}

/* "2026-11-22T18:00:07Z": names of files are made of it. */
static bool
is_time(const char *s)
{
	static const char shape[] = "0000-00-00T00:00:00Z";

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' :
		    s[i] != shape[i])
			return false;
	return true;
}

const char *
nq_time_now(char out[NQ_TIME_TEXT])
{
	const char *fixed = getenv("NQTRACK_NOW");
	time_t t = time(NULL);
	struct tm tm;

	if (fixed != NULL && is_time(fixed))
		memcpy(out, fixed, 21);
	else
		strftime(out, NQ_TIME_TEXT, UTC, gmtime_r(&t, &tm));
	return out;
}

/* A time in that form, so many seconds later; the epoch for what is none. */
static struct tm
shift(const char *text, const char *form, time_t seconds)
{
	struct tm t = { 0 };
	time_t at = 0;

	if (strptime(text, form, &t) != NULL)
		at = timegm(&t) + seconds;
	gmtime_r(&at, &t);
	return t;
}

const char *
nq_time_add_days(const char *from, int days, char out[NQ_TIME_TEXT])
{
	struct tm t = shift(from, UTC, (time_t)days * 86400);

	strftime(out, NQ_TIME_TEXT, UTC, &t);
	return out;
}

const char *
nq_time_local(const char *utc, char out[NQ_TIME_TEXT])
{
	struct tm t = shift(utc, UTC, EAST);

	strftime(out, NQ_TIME_TEXT, "%Y-%m-%d %H:%M:%S", &t);
	return out;
}

const char *
nq_time_of_day(const char *day, char out[NQ_TIME_TEXT])
{
	struct tm t = shift(day, "%Y-%m-%d", -EAST);

	strftime(out, NQ_TIME_TEXT, UTC, &t);
	return out;
}

void
nq_file_leave(struct nq_file *w)
{
	if (w->f != NULL)
		fclose(w->f);
	free(w->path);
	free(w->tmp);
	*w = (struct nq_file){ 0 };
}
