#include "query/sql/named.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/opts.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Letters in which a name may differ to be proposed. */
	NEAR = 3,
	/* Bytes of a list of names in a message. */
	LIST = 360
};

static const char *const types[] = { "text", "integer", "number", "day" };

const char *
nq_ptype_code(enum nq_ptype t)
{
	return types[t];
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return n > 0 && n < NQ_MAX_NAME && s[n] == '\0';
}

static int
list_folder(const char *dir, struct nq_names *out, struct nq_err *e)
{
	char *path = nq_path_join(dir, "sql/named");
	struct nq_names files = { 0 };
	int rc = nq_dir_list(path, ".sql", &files, e);

	for (size_t i = 0; rc == 0 && i < files.n; i++) {
		files.v[i][strlen(files.v[i]) - 4] = '\0';
		if (is_name(files.v[i]))
			nq_names_add(out, files.v[i]);
	}
	nq_names_release(&files);
	free(path);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
nq_named_list(const struct nq_opts *o, struct nq_names *out,
    struct nq_err *e)
{
	size_t kept = 0;

	if (list_folder(o->shipped, out, e) != 0 ||
	    (o->config != NULL && list_folder(o->config, out, e) != 0))
		return -1;
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	for (size_t i = 0; i < out->n; i++) {
		if (kept > 0 && strcmp(out->v[kept - 1], out->v[i]) == 0)
			free(out->v[i]);
		else
			out->v[kept++] = out->v[i];
	}
	out->n = kept;
	return 0;
}

/* The least number of letters to change, add or drop (Levenshtein). */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NQ_MAX_NAME + 1], n = strnlen(b, NQ_MAX_NAME);

	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t k = 0; k < n; k++) {
			size_t best = corner + (a[i] != b[k]);

			corner = row[k + 1];
			best = row[k] + 1 < best ? row[k] + 1 : best;
			row[k + 1] = corner + 1 < best ? corner + 1 : best;
		}
	}
	return row[n];
}

/* Names that begin alike, contain it or differ in a few letters; all of
 * them where none is near. */
static int
no_such(const struct nq_opts *o, const char *name, struct nq_err *e)
{
	struct nq_names all = { 0 };
	char list[LIST] = "";
	size_t len = 0, found = 0;

	if (nq_named_list(o, &all, e) != 0)
		return -1;
	for (int pass = 0; pass < 2 && found == 0; pass++)
		for (size_t i = 0; i < all.n; i++) {
			if (pass == 0 && strstr(all.v[i], name) == NULL &&
			    strstr(name, all.v[i]) == NULL &&
			    distance(all.v[i], name) > NEAR)
				continue;
			found++;
			if (len + strlen(all.v[i]) + 3 < sizeof(list))
				len += (size_t)snprintf(list + len,
				    sizeof(list) - len, "%s%s",
				    len > 0 ? ", " : "", all.v[i]);
		}
	nq_names_release(&all);
	return nq_fail(e, NQ_EUSAGE, "there is no query \"%.40s\"; there is: "
	    "%s (\"nqtrack sql --list\")", name, list);
}

/* Where reading stands in a header. */
struct header {
	struct nq_named *q;
	struct nq_err *e;
	int line;
};

static int
bad(struct header *h, const char *what)
{
	nq_fail(h->e, NQ_EUSAGE, "%s", what);
	return nq_err_at(h->e, "%s:%d", h->q->path, h->line);
}

/* "-- title vi: …" or, of the last parameter, "--   vi: …" */
static int
read_text(struct header *h, const char **texts, const char *s)
{
	bool en = strncmp(s, "en:", 3) == 0;

	if (!en && strncmp(s, "vi:", 3) != 0)
		return bad(h, "expected \"vi:\" or \"en:\" and a text");
	s += 3 + strspn(s + 3, " ");
	if (*s == '\0' || texts[en] != NULL)
		return bad(h, *s == '\0' ? "expected a text" :
		    "there is a text in that language already");
	texts[en] = nq_arena_strdup(&h->q->arena, s);
	return 0;
}

static int
read_param(struct header *h, const char *s)
{
	size_t name = strcspn(s, " "), type = 0;
	const char *word = s + name + strspn(s + name, " "), *rest;
	struct nq_param *p = &h->q->param[h->q->params];

	if (h->q->params == NQ_MAX_PARAMS)
		return bad(h, "too many parameters");
	while (type < 4 && (strncmp(word, types[type], strlen(types[type])) !=
	    0 || strchr(" ", word[strlen(types[type])]) == NULL))
		type++;
	p->name = nq_arena_strndup(&h->q->arena, s, name);
	if (type == 4 || !is_name(p->name))
		return bad(h, "expected \"param NAME TYPE\", with a TYPE of "
		    "text, integer, number or day");
	p->type = (enum nq_ptype)type;
	rest = word + strlen(types[type]);
	rest += strspn(rest, " ");
	if (*rest != '\0')
		p->otherwise = nq_arena_strdup(&h->q->arena,
		    strcmp(rest, "\"\"") == 0 ? "" : rest);
	h->q->params++;
	return 0;
}

static int
read_line(struct header *h, const char *s)
{
	struct nq_named *q = h->q;

	if (strncmp(s, "title ", 6) == 0)
		return read_text(h, q->title, s + 6);
	if (strncmp(s, "param ", 6) == 0)
		return read_param(h, s + 6 + strspn(s + 6, " "));
	if (s[0] == ' ' && q->params > 0)
		return read_text(h, q->param[q->params - 1].text,
		    s + strspn(s, " "));
	return bad(h, "expected \"title vi:\", \"title en:\", \"param\" or, "
	    "below one, its text");
}

static int
read_header(struct nq_named *q, const char *text, struct nq_err *e)
{
	struct header h = { q, e, 0 };

	while (strncmp(text, "-- ", 3) == 0) {
		size_t n = strcspn(text, "\n");
		char *line = nq_arena_strndup(&q->arena, text, n);

		h.line++;
		for (size_t k = n; k > 0 && isspace((unsigned char)
		    line[k - 1]); k--)
			line[k - 1] = '\0';
		if (read_line(&h, line + 2 + (line[2] == ' ')) != 0)
			return -1;
		text += n + (text[n] == '\n');
	}
	if (q->title[0] == NULL || q->title[1] == NULL)
		return bad(&h, "expected a title in both languages");
	for (size_t i = 0; i < q->params; i++)
		if (q->param[i].text[0] == NULL || q->param[i].text[1] == NULL)
			return bad(&h, "expected a text in both languages of "
			    "each parameter");
	q->sql = nq_arena_strdup(&q->arena, text);
	return 0;
}

int
nq_named_read(struct nq_named *q, const struct nq_opts *o, const char *name,
    struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	char rel[NQ_MAX_NAME + 16], *path;
	int rc = -1;

	*q = (struct nq_named){ 0 };
	if (!is_name(name))
		return no_such(o, name, e);
	snprintf(rel, sizeof(rel), "sql/named/%s.sql", name);
	path = nq_opts_schema(o, rel);
	q->name = nq_arena_strdup(&q->arena, name);
	q->path = nq_arena_strdup(&q->arena, path);
	if (access(path, F_OK) != 0)
		no_such(o, name, e);
	else if (nq_buf_read_file(&b, path, e) == 0)
		rc = read_header(q, b.p != NULL ? b.p : "", e);
	nq_buf_release(&b);
	free(path);
	return rc;
}

void
nq_named_release(struct nq_named *q)
{
	nq_arena_release(&q->arena);
	*q = (struct nq_named){ 0 };
}
