/*
 * Runs a target over files instead of under libFuzzer: each argument is a
 * file or a folder of files. Prints how many there were; none is a failure.
 * A crash or a broken promise ends the program as it would there.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"

/* The bytes in a block of just their size, so that the address sanitizer
 * sees the first byte that is read behind them. */
static void
replay(const char *path)
{
	struct nq_buf b = NQ_BUF(0);
	struct nq_err e = { 0 };
	uint8_t *exact;

	if (nq_buf_read_file(&b, path, &e) != 0) {
		fprintf(stderr, "%s: %s\n", path, e.msg);
		exit(1);
	}
	exact = malloc(b.len > 0 ? b.len : 1);
	if (exact == NULL)
		abort();
	if (b.len > 0)
		memcpy(exact, b.p, b.len);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, b.len);
	free(exact);
	nq_buf_release(&b);
}

static int
is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int
replay_all(const char *path)
{
	struct dirent **v;
	struct stat st;
	char *file;
	int n;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		replay(path);
		return 1;
	}
	if ((n = scandir(path, &v, is_visible, alphasort)) < 0)
		return 0;
	for (int i = 0; i < n; i++) {
		file = nq_asprintf("%s/%s", path, v[i]->d_name);
		replay(file);
		free(file);
		free(v[i]);
	}
	free(v);
	return n;
}

int
main(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_all(argv[i]);
	printf("%d\n", n);
	return n == 0;
}
