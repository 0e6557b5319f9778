#include "query/report/site.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char head[] =
    "nqtrack report: the files that it made and may remove";

/* "en/targets/nq29-iip.html": below the folder, whoever wrote the line. */
static bool
is_page_name(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
	size_t n = strlen(s);

	return n > 5 && n < NQ_MAX_PAGE_NAME && s[strspn(s, letters)] == '\0' &&
	    s[0] != '/' && s[0] != '.' && strstr(s, "/.") == NULL &&
	    strstr(s, "//") == NULL && strcmp(s + n - 5, ".html") == 0;
}

static int
read_manifest(struct nq_site *s, const char *path, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_MANIFEST);
	char *line, *rest;
	int rc = nq_buf_read_file(&b, path, e);

	rest = b.p;
	if (rc == 0 && ((line = strsep(&rest, "\n")) == NULL ||
	    strcmp(line, head) != 0))
		rc = nq_fail(e, NQ_EUSAGE, "not the list of a report's files: "
		    "its first line should be \"%s\"", head);
	while (rc == 0 && (line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '\0')
			continue;
		if (!is_page_name(line))
			rc = nq_fail(e, NQ_EUSAGE, "\"%.80s\" is no name that "
			    "a report gives; remove the line, or choose "
			    "another folder", line);
		else
			nq_names_add(&s->old, line);
	}
	nq_buf_release(&b);
	return rc == 0 ? 0 : nq_err_at(e, "%s", path);
}

/* The start of a manifest of our own that was killed counts as nothing. */
static int
check_empty(const char *dir, struct nq_err *e)
{
	struct dirent *d;
	DIR *all = opendir(dir);

	if (all == NULL) {
		nq_fail(e, NQ_EIO, "cannot read the folder: %s",
		    strerror(errno));
		return nq_err_at(e, "%s", dir);
	}
	while (e->code == NQ_OK && (d = readdir(all)) != NULL)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0 &&
		    strcmp(d->d_name, NQ_REPORT_MANIFEST ".tmp") != 0)
			nq_fail(e, NQ_EUSAGE, "the folder has \"%.80s\" and "
			    "no " NQ_REPORT_MANIFEST ", so no report made it; "
			    "choose a new or an empty folder", d->d_name);
	closedir(all);
	return e->code == NQ_OK ? 0 : nq_err_at(e, "--output %s", dir);
}

int
nq_site_open(struct nq_site *s, const char *dir, struct nq_err *e)
{
	char *path = nq_path_join(dir, NQ_REPORT_MANIFEST);
	int rc;

	*s = (struct nq_site){ .dir = dir };
	/* nq_dir_make speaks of --data. */
	if (nq_dir_make(dir, e) != 0) {
		int saved = errno;

		nq_err_clear(e);
		nq_fail(e, NQ_EIO, "cannot make the folder: %s",
		    strerror(saved));
		rc = nq_err_at(e, "--output %s", dir);
	} else if (access(path, F_OK) == 0) {
		rc = read_manifest(s, path, e);
	} else {
		rc = check_empty(dir, e);
	}
	free(path);
	return rc;
}

void
nq_site_close(struct nq_site *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].bytes);
	}
	free(s->v);
	nq_names_release(&s->old);
	*s = (struct nq_site){ 0 };
}

void
nq_site_add(struct nq_site *s, const char *name, const char *bytes,
    size_t len)
{
	s->v = nq_grow(s->v, s->n, &s->cap, sizeof(*s->v));
	s->v[s->n++] = (struct nq_site_page){ nq_strdup(name),
		nq_strndup(bytes, len), len };
}

static bool
is_made(const struct nq_site *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return true;
	return false;
}

/* both: while pages are written, those of the old report are there, too. */
static int
write_manifest(const struct nq_site *s, bool both, struct nq_err *e)
{
	char *path = nq_path_join(s->dir, NQ_REPORT_MANIFEST);
	struct nq_file f;
	int rc = nq_file_create(&f, path, e);

	if (rc == 0) {
		fprintf(f.f, "%s\n", head);
		for (size_t i = 0; i < s->n; i++)
			fprintf(f.f, "%s\n", s->v[i].name);
		for (size_t i = 0; both && i < s->old.n; i++)
			if (!is_made(s, s->old.v[i]))
				fprintf(f.f, "%s\n", s->old.v[i]);
		rc = nq_file_publish(&f, e);
	}
	free(path);
	return rc;
}

static bool
is_same(const char *path, const struct nq_site_page *page)
{
	struct nq_buf b = NQ_BUF(page->len + 1);
	struct nq_err e = { 0 };
	bool same = access(path, R_OK) == 0 &&
	    nq_buf_read_file(&b, path, &e) == 0 && b.len == page->len &&
	    memcmp(b.p, page->bytes, b.len) == 0;

	nq_buf_release(&b);
	return same;
}

static int
write_page(const struct nq_site *s, const struct nq_site_page *page,
    struct nq_err *e)
{
	char *path = nq_path_join(s->dir, page->name);
	char *slash = strrchr(path, '/');
	struct nq_file f;
	int rc = 0;

	if (is_same(path, page))
		goto out;
	*slash = '\0';
	rc = nq_dir_make(path, e);
	*slash = '/';
	if (rc == 0 && (rc = nq_file_create(&f, path, e)) == 0) {
		fwrite(page->bytes, 1, page->len, f.f);
		rc = nq_file_publish(&f, e);
	}
out:
	free(path);
	return rc;
}

static void
remove_stale(const struct nq_site *s, size_t *removed)
{
	*removed = 0;
	for (size_t i = 0; i < s->old.n; i++) {
		char *path;

		if (is_made(s, s->old.v[i]))
			continue;
		path = nq_path_join(s->dir, s->old.v[i]);
		*removed += unlink(path) == 0;
		free(path);
	}
}

int
nq_site_publish(struct nq_site *s, size_t *removed, struct nq_err *e)
{
	if (write_manifest(s, true, e) != 0)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (write_page(s, &s->v[i], e) != 0)
			return -1;
	remove_stale(s, removed);
	return write_manifest(s, false, e);
}
