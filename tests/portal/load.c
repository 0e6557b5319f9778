#include "tests/portal/portal.h"

#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const family_name[PORTAL_FAMILIES] = {
	[PORTAL_SHAREPOINT] = "sharepoint", [PORTAL_DRUPAL] = "drupal",
	[PORTAL_NEWS] = "news",
};

const char *
portal_family_name(enum portal_family f)
{
	return family_name[f];
}

/* Where the value of a header line goes; NULL for an unknown key. */
static char **
field(struct portal_release *r, const char *key, size_t len)
{
	const struct { const char *key; char **to; } table[] = {
		{ "id", &r->id }, { "title", &r->title },
		{ "published", &r->published }, { "list", &r->list },
		{ "lv", &r->lv }, { "slug", &r->slug },
		{ "picture", &r->picture }, { "caption", &r->caption },
		{ "dual", &r->dual },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strlen(table[i].key) == len &&
		    strncmp(table[i].key, key, len) == 0)
			return table[i].to;
	return NULL;
}

static int
parse_header(struct portal_release *r, const char **text, struct nq_err *e)
{
	const char *p = *text, *end, *colon;
	char **to;

	for (; (end = strchr(p, '\n')) != NULL && end != p; p = end + 1) {
		colon = strstr(p, ": ");
		if (colon == NULL || colon > end ||
		    (to = field(r, p, (size_t)(colon - p))) == NULL)
			return nq_fail(e, NQ_EPARSE, "expected \"key: "
			    "value\" with a known key, found \"%.*s\"",
			    (int)(end - p), p);
		free(*to);
		*to = nq_strndup(colon + 2, (size_t)(end - colon - 2));
	}
	if (end == NULL)
		return nq_fail(e, NQ_EPARSE, "no empty line below the header");
	*text = end + 1;
	return 0;
}

/*
 * The text of a paragraph without its tags. *html moves behind it; no
 * paragraph gives "".
 */
static char *
paragraph(const char **html)
{
	struct nq_buf b = NQ_BUF(PORTAL_MAX_FILE);
	const char *p = strstr(*html, "<p"), *end;

	end = p != NULL ? strstr(p, "</p>") : NULL;
	while (end != NULL && p < end) {
		if (*p == '<') {
			p += strcspn(p, ">");
			p += *p == '>';
		} else if (strncmp(p, "&nbsp;", 6) == 0) {
			p += 6;
		} else {
			nq_buf_putc(&b, *p++);
		}
	}
	*html = end != NULL ? end : *html + strlen(*html);
	return nq_buf_steal(&b);
}

static int
check(struct portal_release *r, struct nq_err *e)
{
	const char *rest;
	const char *missing = r->id == NULL ? "id" :
	    r->title == NULL ? "title" : r->published == NULL ? "published" :
	    r->family == PORTAL_SHAREPOINT && r->list == NULL ? "list" :
	    r->family == PORTAL_SHAREPOINT && r->lv == NULL ? "lv" :
	    r->family != PORTAL_SHAREPOINT && r->slug == NULL ? "slug" :
	    r->picture != NULL && r->caption == NULL ? "caption" : NULL;

	if (missing != NULL)
		return nq_fail(e, NQ_EPARSE, "the header has no \"%s\"",
		    missing);
	rest = strptime(r->published, "%Y-%m-%d %H:%M:%S", &r->when);
	if (rest == NULL || *rest != '\0')
		return nq_fail(e, NQ_EPARSE, "published: expected a date as "
		    "2023-11-03 16:15:20, found \"%s\"", r->published);
	return 0;
}

static int
load_release(struct portal *po, enum portal_family family, const char *dir,
    const char *file, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(PORTAL_MAX_FILE);
	char *path = nq_path_join(dir, file);
	struct portal_release *r;
	const char *text;
	int rc = -1;

	po->releases = nq_grow(po->releases, po->n, &po->cap, sizeof(*r));
	r = &po->releases[po->n++];
	*r = (struct portal_release){ .family = family };
	r->name = nq_asprintf("%s/%.*s", family_name[family],
	    (int)(strlen(file) - strlen(".html")), file);
	if (nq_buf_read_file(&b, path, e) != 0)
		goto out;
	text = b.p != NULL ? b.p : "";
	if (parse_header(r, &text, e) != 0 || check(r, e) != 0)
		goto out;
	r->body = nq_strdup(text);
	r->lead = paragraph(&text);
	r->second = paragraph(&text);
	rc = 0;
out:
	if (rc != 0)
		nq_err_at(e, "%s", path);
	nq_buf_release(&b);
	free(path);
	return rc;
}

static int
load_family(struct portal *po, enum portal_family family, const char *root,
    struct nq_err *e)
{
	struct nq_names names = { 0 };
	char *dir = nq_asprintf("%s/releases/%s", root, family_name[family]);
	int rc = nq_dir_list(dir, ".html", &names, e);

	for (size_t i = 0; rc == 0 && i < names.n; i++)
		rc = load_release(po, family, dir, names.v[i], e);
	nq_names_release(&names);
	free(dir);
	return rc;
}

static int
load_chrome(struct portal *po, const char *root, const char *folder,
    const char *suffix, bool keep_suffix, struct nq_err *e)
{
	struct nq_names names = { 0 };
	char *dir = nq_path_join(root, folder);
	int rc = nq_dir_list(dir, suffix, &names, e);

	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		struct nq_buf b = NQ_BUF(PORTAL_MAX_FILE);
		char *path = nq_path_join(dir, names.v[i]);
		struct portal_file *f;
		size_t len = strlen(names.v[i]);

		po->files = nq_grow(po->files, po->nfiles, &po->files_cap,
		    sizeof(*f));
		rc = nq_buf_read_file(&b, path, e);
		f = &po->files[po->nfiles++];
		f->name = nq_strndup(names.v[i],
		    keep_suffix ? len : len - strlen(suffix));
		f->len = b.len;
		f->text = nq_buf_steal(&b);
		free(path);
	}
	nq_names_release(&names);
	free(dir);
	return rc;
}

/* Names break ties, so that the order never depends on the folder. */
static int
by_time(const void *a, const void *b)
{
	const struct portal_release *x = a, *y = b;
	int c = strcmp(x->published, y->published);

	return c != 0 ? c : strcmp(x->name, y->name);
}

static void
release_one(struct portal_release *r)
{
	free(r->name);
	free(r->id);
	free(r->title);
	free(r->published);
	free(r->list);
	free(r->lv);
	free(r->slug);
	free(r->picture);
	free(r->caption);
	free(r->dual);
	free(r->body);
	free(r->lead);
	free(r->second);
}

int
portal_load(struct portal *po, const char *root, size_t most,
    struct nq_err *e)
{
	if (load_chrome(po, root, "chrome", ".html", false, e) != 0 ||
	    load_chrome(po, root, "chrome", ".xml", false, e) != 0 ||
	    load_chrome(po, root, "static", ".png", true, e) != 0)
		return -1;
	for (int f = 0; f < PORTAL_FAMILIES; f++)
		if (load_family(po, (enum portal_family)f, root, e) != 0)
			return -1;
	if (po->n > 0)
		qsort(po->releases, po->n, sizeof(*po->releases), by_time);
	while (po->n > most)
		release_one(&po->releases[--po->n]);
	return 0;
}

void
portal_release_all(struct portal *po)
{
	for (size_t i = 0; i < po->n; i++)
		release_one(&po->releases[i]);
	for (size_t i = 0; i < po->nfiles; i++) {
		free(po->files[i].name);
		free(po->files[i].text);
	}
	free(po->releases);
	free(po->files);
}
