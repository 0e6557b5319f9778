#include "extract/local.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/mem.h"
#include "extract/keep.h"
#include "extract/sniff.h"
#include "extract/sources.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct local {
	struct nq_run *run;
	const struct nq_source *src;
	struct nq_tally *tally;
	const char *root;
};

static int
tell(const struct local *l, const char *path, const char *msg)
{
	struct nq_target t = { .src = l->src, .url = (char *)(uintptr_t)path };

	nq_run_tell(l->run, NQ_WARN, &t, msg, NULL);
	l->tally->failed++;
	if (l->tally->error == NULL)
		l->tally->error = nq_strdup(msg);
	return 0;
}

/* What a browser would be told of the file. */
static const char *
media_type(const struct nq_buf *bytes, const char *name)
{
	static const struct { const char *ending, *type; } types[] = {
		{ ".html", "text/html" }, { ".htm", "text/html" },
		{ ".pdf", "application/pdf" }, { ".csv", "text/csv" },
		{ ".txt", "text/plain" },
		{ ".xls", "application/vnd.ms-excel" },
		{ ".doc", "application/msword" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument."
		    "spreadsheetml.sheet" },
		{ ".docx", "application/vnd.openxmlformats-officedocument."
		    "wordprocessingml.document" },
	};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL &&
	    i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(dot, types[i].ending) == 0)
			return types[i].type;
	return strcmp(nq_body_sniff(bytes->p, bytes->len), "html") == 0 ?
	    "text/html" : "application/octet-stream";
}

static int
take_bytes(struct local *l, const char *key, const char *path,
    struct nq_buf *bytes, struct nq_err *e)
{
	struct nq_target t = { .src = l->src, .tally = l->tally,
		.kind = NQ_KIND_RELEASE, .key = nq_strdup(key),
		.url = nq_url_of_file(path) };
	char now[NQ_TIME_TEXT], fault[NQ_FAULT] = "";
	enum nq_kept kept = NQ_KEPT_ERROR;

	if (nq_frontier_get(l->run->frontier, l->src->id, t.kind, t.key,
	    &t.known, e) >= 0)
		kept = nq_keep_file(l->run, &t, &(struct nq_bytes){
		    .body = bytes, .media_type = media_type(bytes, key),
		    .at = nq_time_now(now) }, fault, e);
	if (kept == NQ_KEPT_NOT)
		tell(l, path, fault);
	else if (kept == NQ_KEPT_NEW || kept == NQ_KEPT_CHANGED)
		nq_run_tell(l->run, NQ_INFO, &t, "archived", NULL);
	nq_target_release(&t);
	return kept == NQ_KEPT_ERROR ? -1 : 0;
}

static int
take_file(struct local *l, const char *path, struct nq_err *e)
{
	struct nq_buf bytes = NQ_BUF(NQ_MAX_BODY);
	const char *key = path + strlen(l->root);
	struct nq_err why = { 0 };
	int rc;

	key += strspn(key, "/");
	if (strchr(key, '#') != NULL || strlen(key) > NQ_MAX_KEY)
		rc = tell(l, path, "a name with \"#\", or too long a one, "
		    "cannot name a release");
	else if (nq_buf_read_file(&bytes, path, &why) != 0)
		rc = tell(l, path, why.msg);
	else if (bytes.len == 0)
		rc = tell(l, path, "the file is empty");
	else
		rc = take_bytes(l, key, path, &bytes, e);
	nq_buf_release(&bytes);
	return rc;
}

/* Whoever put a link there should know that nothing comes of it. */
static int
skip(const struct local *l, const char *path, mode_t mode)
{
	struct nq_target t = { .src = l->src, .url = (char *)(uintptr_t)path };

	nq_run_tell(l->run, NQ_WARN, &t, S_ISLNK(mode) ? "a symbolic link, "
	    "which is not followed" : "no file and no folder; left out",
	    NULL);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
list(const char *path, struct nq_names *names)
{
	DIR *d = opendir(path);
	struct dirent *one;

	if (d == NULL)
		return -1;
	while ((one = readdir(d)) != NULL)
		if (one->d_name[0] != '.')
			nq_names_add(names, one->d_name);
	closedir(d);
	if (names->n > 1)
		qsort(names->v, names->n, sizeof(*names->v), compare);
	return 0;
}

static int
take_folder(struct local *l, const char *path, int depth, struct nq_err *e)
{
	struct nq_names names = { 0 };
	int rc = 0;

	if (depth > NQ_MAX_DEPTH)
		return tell(l, path, "too many folders within folders");
	if (list(path, &names) != 0)
		return tell(l, path, strerror(errno));
	for (size_t i = 0; i < names.n && rc == 0; i++) {
		char *sub = nq_path_join(path, names.v[i]);
		struct stat st;

		if (lstat(sub, &st) != 0)
			rc = tell(l, sub, strerror(errno));
		else if (S_ISDIR(st.st_mode))
			rc = take_folder(l, sub, depth + 1, e);
		else if (S_ISREG(st.st_mode))
			rc = take_file(l, sub, e);
		else
			rc = skip(l, sub, st.st_mode);
		free(sub);
	}
	nq_names_release(&names);
	return rc;
}

int
nq_local_walk(struct nq_run *run, const struct nq_source *src,
    const struct nq_entry *en, struct nq_tally *tally, struct nq_err *e)
{
	struct local l = { .run = run, .src = src, .tally = tally,
		.root = en->url };

	return take_folder(&l, en->url, 1, e);
}
