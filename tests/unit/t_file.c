/* Files that appear whole or not at all, folders, and the clock. */
#include "core/err.h"
#include "core/file.h"
#include "tests/tap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_there(const char *dir, const char *name)
{
	char *path = nq_path_join(dir, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void
test_publish(const char *dir)
{
	char *path = nq_path_join(dir, "a.txt");
	struct nq_file f = { 0 };
	struct nq_err e = { 0 };

	if (!OK(nq_file_create(&f, path, &e) == 0 && fputs("one\n", f.f) >=
	    0 && !is_there(dir, "a.txt"), "not there while it is written"))
		tap_bail(e.msg);
	OK(nq_file_publish(&f, &e) == 0 && is_there(dir, "a.txt") &&
	    !is_there(dir, "a.txt.tmp"), "there once it is published");
	OK(nq_file_create(&f, path, &e) == 0, "written again");
	nq_file_discard(&f);
	OK(is_there(dir, "a.txt") && !is_there(dir, "a.txt.tmp"),
	    "discarded: the old one stays, nothing else does");
	nq_err_clear(&e);
	f = (struct nq_file){ 0 };
	OK(nq_file_create(&f, "/proc/no/such", &e) != 0 &&
	    strstr(e.where, "/proc/no/such") != NULL,
	    "a place that cannot be written is named");
	free(path);
}

static void
test_folders(const char *dir)
{
	char *deep = nq_path_join(dir, "x//y/z");
	char *file = nq_path_join(dir, "a.txt/b");
	struct nq_err e = { 0 };

	OK(nq_dir_make(deep, &e) == 0 && is_there(dir, "x/y/z") &&
	    nq_dir_make(deep, &e) == 0, "folders in folders, twice");
	OK(nq_dir_make(file, &e) != 0 && strstr(e.msg, "--data") != NULL,
	    "a file in the way is told");
	nq_err_clear(&e);
	OK(nq_dir_make("", &e) != 0, "no name, no folder");
	free(deep);
	free(file);
}

static void
test_lock(const char *dir)
{
	char left[NQ_OWNER_TEXT], own[32];
	struct nq_err e = { 0 };
	int one = nq_lock_take(dir, left, &e), two;

	OK(one >= 0 && left[0] == '\0', "the lock is free");
	two = nq_lock_take(dir, left, &e);
	OK(two < 0 && e.code == NQ_EBUSY && strstr(e.msg, "process ") != NULL,
	    "then it is not, and its owner is named");
	nq_lock_give(one);
	nq_err_clear(&e);
	one = nq_lock_take(dir, left, &e);
	OK(one >= 0 && left[0] == '\0', "given back, it is free");
	close(one);		/* as the kernel does for one that died */
	one = nq_lock_take(dir, left, &e);
	snprintf(own, sizeof(own), "process %ld, started ", (long)getpid());
	OK(one >= 0 && strncmp(left, own, strlen(own)) == 0,
	    "of an owner that died, it is taken, and he is named");
	nq_lock_give(one);
}

static void
test_clock(void)
{
	static const char *const wrong[] = { "", "2026-11-22", "yesterday",
		"../../../../tmp/abcd", "2026-11-22T18:00:07+" };
	char now[NQ_TIME_TEXT];

	setenv("NQTRACK_NOW", "2026-11-22T18:00:07Z", 1);
	STR(nq_time_now(now), "2026-11-22T18:00:07Z");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv("NQTRACK_NOW", wrong[i], 1);
		nq_time_now(now);
		OK(strcmp(now, wrong[i]) != 0 && strlen(now) == 20,
		    "no time: \"%s\"", wrong[i]);
	}
	STR(nq_time_local("2026-12-31T17:00:00Z", now), "2027-01-01 00:00:00");
	STR(nq_time_of_day("2027-01-01", now), "2026-12-31T17:00:00Z");
	STR(nq_time_add_days("2026-12-31T17:00:00Z", 60, now),
	    "2027-03-01T17:00:00Z");
	STR(nq_time_add_days("2027-03-01T17:00:00Z", -60, now),
	    "2026-12-31T17:00:00Z");
	unsetenv("NQTRACK_NOW");
}

static void
clean(const char *dir)
{
	static const char *const left[] = { "a.txt", "lock", "x/y/z", "x/y",
		"x" };

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		char *path = nq_path_join(dir, left[i]);

		remove(path);
		free(path);
	}
	remove(dir);
}

int
main(void)
{
	char dir[] = "/tmp/nqtrack-file-XXXXXX";

	if (!OK(mkdtemp(dir) != NULL, "a folder to work in"))
		return tap_done();
	test_publish(dir);
	test_folders(dir);
	test_lock(dir);
	test_clock();
	clean(dir);
	OK(access(dir, F_OK) != 0, "nothing is left");
	return tap_done();
}
