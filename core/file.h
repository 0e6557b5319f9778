/*
 * Files that appear whole or not at all, folders, and the lock of a run.
 */
#ifndef NQ_CORE_FILE_H
#define NQ_CORE_FILE_H

#include <stdio.h>

struct nq_err;

/*
 * Write beside, then publish by fsync and rename; the folder is synced too.
 * Either nq_file_publish, nq_file_discard or nq_file_leave ends it.
 */
struct nq_file {
	FILE *f;		/* owned; write here */
	char *path, *tmp;	/* owned */
};

int nq_file_create(struct nq_file *, const char *path, struct nq_err *);
int nq_file_publish(struct nq_file *, struct nq_err *);
void nq_file_discard(struct nq_file *);
/* Neither: what was written stays beside the name, unpublished. */
void nq_file_leave(struct nq_file *);

/* Gives a file that was flushed to disk its name, and syncs the folder. On
 * -1 it may still have the old one. */
int nq_file_rename(const char *from, const char *to, struct nq_err *);

/* The same, and fails where something has the name to. */
int nq_file_rename_new(const char *from, const char *to, struct nq_err *);

/* "dir/name"; the caller frees. */
char *nq_path_join(const char *dir, const char *name);

/* Like mkdir -p; fails with the path and the reason. */
int nq_dir_make(const char *path, struct nq_err *);

/*
 * Names in a folder that end in suffix, sorted bytewise (order of names is
 * order of time in our archive). Files still being written are not listed.
 */
struct nq_names {
	char **v;
	size_t n, cap;
};
int nq_dir_list(const char *path, const char *suffix, struct nq_names *,
    struct nq_err *);
void nq_names_add(struct nq_names *, const char *);
void nq_names_release(struct nq_names *);

/*
 * Takes dir/lock for this process; NQ_EBUSY, naming the owner's process id
 * and start, when another run holds it. The kernel lets go when the process
 * ends, however it ends; an owner that died leaves its name in the file, and
 * left gets it ("process 17, started 2026-11-22T18:00:07Z"), else "".
 * Returns a descriptor for nq_lock_give, or -1.
 */
enum { NQ_OWNER_TEXT = 96 };
int nq_lock_take(const char *dir, char left[NQ_OWNER_TEXT], struct nq_err *);
void nq_lock_give(int);

/* Now in UTC as "2026-11-22T18:00:07Z", or NQTRACK_NOW where set (tests). */
enum { NQ_TIME_TEXT = 24 };
const char *nq_time_now(char out[NQ_TIME_TEXT]);

/* A time of that form, so many days later (or earlier). */
const char *nq_time_add_days(const char *from, int days,
    char out[NQ_TIME_TEXT]);

/* The same in the time of Viet Nam (UTC+7 the year round since 1975), as
 * "2026-11-23 01:00:07". */
const char *nq_time_local(const char *utc, char out[NQ_TIME_TEXT]);

/* When a day "2026-11-23" begins there, in UTC: "2026-11-22T17:00:00Z". */
const char *nq_time_of_day(const char *day, char out[NQ_TIME_TEXT]);

#endif
