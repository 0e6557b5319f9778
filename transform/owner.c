#include "transform/owner.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
copy(const struct nq_jval *v, const char *key)
{
	const char *s = nq_jval_str(v, key);

	return s != NULL && s[0] != '\0' ? nq_strdup(s) : NULL;
}

static void
add(struct nq_owners *o, struct nq_owner one)
{
	o->v = nq_grow(o->v, o->n, &o->cap, sizeof(*o->v));
	o->v[o->n++] = one;
}

/* One line; of a wanted release, or of any where that is NULL. */
static void
note_line(struct nq_owners *o, const char *line, size_t len,
    const char *wanted)
{
	static const char begin[] = "{\"kind\":\"document\"";
	struct nq_err e = { 0 };
	struct nq_json *json;
	const char *release;

	if (len < strlen(begin) || strncmp(line, begin, strlen(begin)) != 0 ||
	    (json = nq_json_load(line, len, &e)) == NULL)
		return;
	release = nq_jval_str(nq_json_root(json), "release");
	if (release != NULL && (wanted == NULL ||
	    strcmp(release, wanted) == 0))
		add(o, (struct nq_owner){ nq_strdup(release),
		    copy(nq_json_root(json), "title"),
		    copy(nq_json_root(json), "published") });
	nq_json_free(json);
}

void
nq_owners_note(struct nq_owners *o, const struct nq_buf *lines)
{
	const char *nl = lines->p != NULL ? memchr(lines->p, '\n',
	    lines->len) : NULL;

	if (nl != NULL)
		note_line(o, lines->p, (size_t)(nl - lines->p), NULL);
}

const struct nq_owner *
nq_owners_find(const struct nq_owners *o, const char *release)
{
	for (size_t i = o->n; i > 0; i--)
		if (strcmp(o->v[i - 1].release, release) == 0)
			return &o->v[i - 1];
	return NULL;
}

static void
read_records(struct nq_owners *o, const char *path, const char *release)
{
	FILE *f = fopen(path, "rb");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while (f != NULL && (n = getline(&line, &cap, f)) > 0)
		if (n <= NQ_MAX_LINE)
			note_line(o, line, (size_t)n, release);
	free(line);
	if (f != NULL)
		fclose(f);
}

const struct nq_owner *
nq_owners_look_back(struct nq_owners *o, const char *release,
    const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char *dir = nq_strndup(path, (size_t)(name - path));
	struct nq_names names = { 0 };
	struct nq_err e = { 0 };

	/* Names sort as time does. */
	if (nq_dir_list(dir, ".ndjson", &names, &e) == 0)
		for (size_t i = names.n; i > 0; i--) {
			char *earlier = nq_path_join(dir, names.v[i - 1]);

			if (strcmp(names.v[i - 1], name) < 0 &&
			    nq_owners_find(o, release) == NULL)
				read_records(o, earlier, release);
			free(earlier);
		}
	if (nq_owners_find(o, release) == NULL)
		add(o, (struct nq_owner){ nq_strdup(release), NULL, NULL });
	nq_names_release(&names);
	free(dir);
	return nq_owners_find(o, release);
}

void
nq_owners_release(struct nq_owners *o)
{
	for (size_t i = 0; i < o->n; i++) {
		free(o->v[i].release);
		free(o->v[i].title);
		free(o->v[i].published);
	}
	free(o->v);
	*o = (struct nq_owners){ 0 };
}
