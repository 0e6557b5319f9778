/*
 * LD_PRELOAD of the tests: makes the n-th change to a file of one folder go
 * wrong. Environment:
 *   FAULT_DIR    the folder; files elsewhere are not counted
 *   FAULT_N      which change, from 1; 0 or none: only count
 *   FAULT_HOW    eio     it fails with EIO, once
 *                enospc  it and each later write fails with ENOSPC
 *                short   half of a write is written, once
 *                kill    the process dies before it
 *                torn    half of a write is written, then the process dies
 *                cut     as kill, and what no fsync has confirmed is undone,
 *                        as a power cut may
 *   FAULT_COUNT  a file that gets the number of changes at the end
 * Counted are write, pwrite, ftruncate, fallocate, fsync, fdatasync, rename,
 * link and unlink. Single-threaded programs only.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* What a write replaced: undone, last first, by a power cut. */
struct undo {
	struct undo *next;
	dev_t dev;
	ino_t ino;
	int fd;			/* of our own */
	off_t at, size;		/* the file was so long before */
	size_t len;
	char old[];
};

static struct undo *undone;
static long counted, want;
static const char *dir, *how = "";
static int told;

#define NEXT(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

static void
finish(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *f;

	dir = NULL;
	if (path != NULL && (f = fopen(path, "w")) != NULL) {
		fprintf(f, "%ld\n", counted);
		fclose(f);
	}
}

static void
begin(void)
{
	const char *n = getenv("FAULT_N");

	if (told++)
		return;
	dir = getenv("FAULT_DIR");
	want = n != NULL ? strtol(n, NULL, 10) : 0;
	if (getenv("FAULT_HOW") != NULL)
		how = getenv("FAULT_HOW");
	atexit(finish);
}

static int
is_inside(const char *path)
{
	return dir != NULL && strncmp(path, dir, strlen(dir)) == 0;
}

static int
is_ours(int fd)
{
	char name[64], path[PATH_MAX];
	ssize_t n;

	begin();
	if (dir == NULL)
		return 0;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, path, sizeof(path) - 1);
	if (n < 0)
		return 0;
	path[n] = '\0';
	/* Memory that processes share: no disk has it. */
	return is_inside(path) && strstr(path, "-shm") == NULL &&
	    strstr(path, "/lock") == NULL;
}

/* A descriptor of our own, one a file, for good: to close it would drop the
 * locks that SQLite has on the file. */
static int
own(int fd, const struct stat *st)
{
	static struct { dev_t dev; ino_t ino; int fd; } files[256];
	static int n;
	char name[64];

	for (int i = 0; i < n; i++)
		if (files[i].dev == st->st_dev && files[i].ino == st->st_ino)
			return files[i].fd;
	if (n == 256)
		abort();
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	files[n].dev = st->st_dev;
	files[n].ino = st->st_ino;
	files[n].fd = open(name, O_RDWR | O_CLOEXEC);
	return files[n++].fd;
}

/* A file's own bytes as they are now, before they are written over. */
static void
remember(int fd, off_t at, size_t len)
{
	struct undo *u;
	struct stat st;
	ssize_t n;

	if (strcmp(how, "cut") != 0 || fstat(fd, &st) != 0)
		return;
	u = calloc(1, sizeof(*u) + len);
	u->fd = own(fd, &st);
	n = pread(u->fd, u->old, len, at);
	u->len = n > 0 ? (size_t)n : 0;
	u->at = at;
	u->size = st.st_size;
	u->dev = st.st_dev;
	u->ino = st.st_ino;
	u->next = undone;
	undone = u;
}

/* It is on the disk: no power cut takes it away. */
static void
confirm(int fd)
{
	struct undo **p = &undone, *u;
	struct stat st;

	if (strcmp(how, "cut") != 0 || fstat(fd, &st) != 0)
		return;
	while ((u = *p) != NULL) {
		if (u->dev != st.st_dev || u->ino != st.st_ino) {
			p = &u->next;
			continue;
		}
		*p = u->next;
		free(u);
	}
}

static void
die(void)
{
	for (struct undo *u = undone; u != NULL; u = u->next) {
		if (NEXT(pwrite)(u->fd, u->old, u->len, u->at) < 0 ||
		    NEXT(ftruncate)(u->fd, u->size) != 0)
			perror("faultfs");
	}
	kill(getpid(), SIGKILL);
}

/* 0: go on; -1 with errno: fail; 1: half of it, then fail or die. */
static int
step(void)
{
	counted++;
	if (want == 0 || counted < want)
		return 0;
	if (strcmp(how, "enospc") == 0) {
		errno = ENOSPC;
		return -1;
	}
	if (counted > want)
		return 0;
	if (strcmp(how, "kill") == 0 || strcmp(how, "cut") == 0)
		die();
	if (strcmp(how, "short") == 0 || strcmp(how, "torn") == 0)
		return 1;
	errno = EIO;
	return -1;
}

/* What write and pwrite have in common; at < 0: where the file stands. */
static ssize_t
put(int fd, const void *p, size_t len, off_t at)
{
	off_t where = at >= 0 ? at : lseek(fd, 0, SEEK_CUR);
	int rc = step();
	ssize_t n;

	if (rc < 0)
		return -1;
	remember(fd, where, len);
	if (rc > 0)
		len /= 2;
	n = at >= 0 ? NEXT(pwrite)(fd, p, len, at) : NEXT(write)(fd, p, len);
	if (rc > 0 && strcmp(how, "torn") == 0)
		die();
	return n;
}

ssize_t
write(int fd, const void *p, size_t len)
{
	return is_ours(fd) ? put(fd, p, len, -1) : NEXT(write)(fd, p, len);
}

ssize_t
pwrite(int fd, const void *p, size_t len, off_t at)
{
	return is_ours(fd) ? put(fd, p, len, at) :
	    NEXT(pwrite)(fd, p, len, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t len, off64_t at)
{
	return pwrite(fd, p, len, at);
}

/* Of what is no write, half is nothing: it fails, or the process dies. */
static int
fails(void)
{
	int rc = step();

	if (rc > 0 && strcmp(how, "torn") == 0)
		die();
	if (rc > 0)
		errno = EIO;
	return rc != 0;
}

static int
cut(int fd, off_t size)
{
	struct stat st;

	if (is_ours(fd)) {
		if (fails())
			return -1;
		if (fstat(fd, &st) == 0 && st.st_size > size)
			remember(fd, size, (size_t)(st.st_size - size));
		else
			remember(fd, 0, 0);
	}
	return NEXT(ftruncate)(fd, size);
}

int
ftruncate(int fd, off_t size)
{
	return cut(fd, size);
}

int
ftruncate64(int fd, off64_t size)
{
	return cut(fd, size);
}

int
fsync(int fd)
{
	int rc;

	if (is_ours(fd) && fails())
		return -1;
	rc = NEXT(fsync)(fd);
	confirm(fd);
	return rc;
}

int
fdatasync(int fd)
{
	int rc;

	if (is_ours(fd) && fails())
		return -1;
	rc = NEXT(fdatasync)(fd);
	confirm(fd);
	return rc;
}

int
rename(const char *from, const char *to)
{
	begin();
	if (is_inside(to) && fails())
		return -1;
	return NEXT(rename)(from, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	begin();
	if (is_inside(to) && fails())
		return -1;
	return NEXT(renameat2)(a, from, b, to, flags);
}

int
link(const char *from, const char *to)
{
	begin();
	if (is_inside(to) && fails())
		return -1;
	return NEXT(link)(from, to);
}

int
unlink(const char *path)
{
	begin();
	if (is_inside(path) && fails())
		return -1;
	return NEXT(unlink)(path);
}
