#include "transform/office.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "transform/raw.h"
#include "transform/zip.h"

enum { PART_NAME = 512 };	/* bytes; they are "xl/worksheets/sheet1.xml" */

struct reader {
	struct nq_arena *arena;
	const char *base;	/* the part that the relations belong to */
	struct nq_rel *v;
	size_t n, cap;
};

/* Where a target leads from a part; NULL: outside the archive. */
static const char *
resolve(struct nq_arena *arena, const char *base, const char *to, size_t len)
{
	char out[PART_NAME];
	const char *end = to + len, *slash, *dir = strrchr(base, '/');
	size_t n = 0, k;

	if (len > 0 && *to == '/')
		to++;
	else if (dir != NULL && (n = (size_t)(dir - base) + 1) < sizeof(out))
		memcpy(out, base, n);
	for (; to < end; to = slash + 1) {
		slash = memchr(to, '/', (size_t)(end - to));
		if (slash == NULL)
			slash = end;
		k = (size_t)(slash - to);
		if (n + k + 2 > sizeof(out) || memchr(to, '\\', k) != NULL)
			return NULL;
		if (k == 2 && memcmp(to, "..", 2) == 0) {
			if (n == 0)
				return NULL;
			for (n--; n > 0 && out[n - 1] != '/'; n--)
				;
			continue;
		}
		if (k == 0 || (k == 1 && *to == '.'))
			continue;
		memcpy(out + n, to, k);
		n += k;
		if (slash < end)
			out[n++] = '/';
	}
	return n > 0 ? nq_arena_strndup(arena, out, n) : NULL;
}

static void
on_relation(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct reader *r = ctx;
	struct nq_rel *rel;
	const char *id, *type, *target, *mode, *word;
	size_t nid, ntype, ntarget, nmode;

	if (strcmp(name, "Relationship") != 0)
		return;
	id = nq_xml_att(a, "Id", &nid);
	type = nq_xml_att(a, "Type", &ntype);
	target = nq_xml_att(a, "Target", &ntarget);
	mode = nq_xml_att(a, "TargetMode", &nmode);
	if (id == NULL || type == NULL || target == NULL)
		return;
	word = memrchr(type, '/', ntype);
	word = word != NULL ? word + 1 : type;
	r->v = nq_grow(r->v, r->n, &r->cap, sizeof(*r->v));
	rel = &r->v[r->n++];
	rel->id = nq_arena_strndup(r->arena, id, nid);
	rel->type = nq_arena_strndup(r->arena, word,
	    ntype - (size_t)(word - type));
	rel->part = mode != NULL && nmode == 8 &&
	    strncasecmp(mode, "External", 8) == 0 ? NULL :
	    resolve(r->arena, r->base, target, ntarget);
}

bool
nq_rels_read(struct nq_zip *z, struct nq_raw *raw, const char *part,
    struct nq_rels *out)
{
	static const struct nq_xml_events events = { .start = on_relation };
	struct reader r = { .arena = raw->arena, .base = part };
	const char *slash = strrchr(part, '/');
	size_t dir = slash != NULL ? (size_t)(slash - part) + 1 : 0;
	char *name = nq_asprintf("%.*s_rels/%s.rels", (int)dir, part,
	    part + dir);
	struct nq_xml *now;
	bool ok = true;

	*out = (struct nq_rels){ 0 };
	if (nq_zip_has(z, name))
		ok = nq_zip_read(z, name, &events, &r, &now);
	if (ok) {
		out->v = nq_arena_get(raw->arena, r.n + 1, sizeof(*out->v));
		if (r.n > 0)
			memcpy(out->v, r.v, r.n * sizeof(*out->v));
		out->n = r.n;
	}
	free(r.v);
	free(name);
	return ok;
}

const struct nq_rel *
nq_rel_by_type(const struct nq_rels *r, const char *type)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->v[i].type, type) == 0)
			return &r->v[i];
	return NULL;
}

const struct nq_rel *
nq_rel_by_id(const struct nq_rels *r, const char *id, size_t len)
{
	size_t i;

	for (i = 0; id != NULL && i < r->n; i++)
		if (strlen(r->v[i].id) == len &&
		    memcmp(r->v[i].id, id, len) == 0)
			return &r->v[i];
	return NULL;
}

struct main_part {
	struct nq_xml **now;
	char root[16];
};

static void
on_root(void *ctx, const char *name, const struct nq_xml_atts *a)
{
	struct main_part *m = ctx;

	(void)a;
	if (m->root[0] == '\0')
		strncpy(m->root, name, sizeof(m->root) - 1);
	nq_xml_stop(*m->now);
}

static void
refuse_other(struct nq_zip *z, struct nq_raw *raw)
{
	const char *type = nq_zip_text(z, "mimetype", 100);

	if (type != NULL && strncmp(type, "application/vnd.oasis.", 22) == 0)
		nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED, "an OpenDocument "
		    "file; XLSX and DOCX are read");
	else
		nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED, "a ZIP archive that "
		    "is no office document");
}

void
nq_office_read(const char *bytes, size_t len, struct nq_raw *raw)
{
	static const struct nq_xml_events events = { .start = on_root };
	struct nq_zip *z = nq_zip_open(bytes, len, raw);
	const struct nq_rel *main_rel;
	struct main_part m = { .root = "" };
	struct nq_rels rels;
	struct nq_xml *now = NULL;
	size_t n;

	if (z == NULL || !nq_rels_read(z, raw, "", &rels))
		goto out;
	main_rel = nq_rel_by_type(&rels, "officeDocument");
	if (main_rel == NULL) {
		refuse_other(z, raw);
		goto out;
	}
	if (main_rel->part == NULL) {
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "an office document whose "
		    "main part lies outside it");
		goto out;
	}
	n = strlen(main_rel->part);
	if (n > 4 && strcasecmp(main_rel->part + n - 4, ".bin") == 0) {
		nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED, "a binary workbook "
		    "(XLSB); XLSX, XLS and DOCX are read");
		goto out;
	}
	m.now = &now;
	if (!nq_zip_read(z, main_rel->part, &events, &m, &now))
		goto out;
	if (strcmp(m.root, "workbook") == 0)
		nq_xlsx_read(z, main_rel->part, raw);
	else if (strcmp(m.root, "document") == 0)
		nq_docx_read(z, main_rel->part, raw);
	else
		nq_raw_refuse(raw, NQ_PAGE_UNSUPPORTED, "an office document "
		    "whose main part is \"%s\"; XLSX and DOCX are read",
		    m.root);
out:
	nq_zip_close(z);
}
