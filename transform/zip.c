#include "transform/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "core/mem.h"
#include "transform/raw.h"

enum { CHUNK = 64 << 10 };

struct nq_zip {
	struct nq_raw *raw;	/* borrowed */
	zip_t *z;
	size_t total;		/* bytes inflated so far */
};

/* What could not be had for want of memory is not missing in the archive. */
static void
heed(zip_error_t *e)
{
	if (zip_error_code_zip(e) == ZIP_ER_MEMORY)
		nq_mem_gone();
}

/* Absolute, by a drive, with backslashes, or with a step upwards. */
static bool
is_outside(const char *name)
{
	const char *p;

	if (*name == '/' || strchr(name, '\\') != NULL ||
	    (*name != '\0' && name[1] == ':'))
		return true;
	for (p = name; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
			return true;
	}
	return false;
}

static bool
is_sound(struct nq_zip *z)
{
	zip_int64_t i, n = zip_get_num_entries(z->z, 0);
	zip_stat_t st;

	if (n > NQ_ZIP_ENTRIES)
		return nq_raw_refuse(z->raw, NQ_PAGE_FAILED, "a ZIP archive "
		    "of %lld entries; %d are read at most", (long long)n,
		    NQ_ZIP_ENTRIES);
	for (i = 0; i < n; i++) {
		if (zip_stat_index(z->z, (zip_uint64_t)i, 0, &st) != 0 ||
		    !(st.valid & ZIP_STAT_NAME))
			return nq_raw_refuse(z->raw, NQ_PAGE_FAILED,
			    "a damaged ZIP archive");
		if (is_outside(st.name))
			return nq_raw_refuse(z->raw, NQ_PAGE_FAILED, "a ZIP "
			    "archive with a path that leads outside: %.100s",
			    st.name);
		if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
		    st.encryption_method != ZIP_EM_NONE)
			return nq_raw_refuse(z->raw, NQ_PAGE_UNSUPPORTED,
			    "an encrypted ZIP archive");
	}
	return true;
}

struct nq_zip *
nq_zip_open(const char *bytes, size_t len, struct nq_raw *raw)
{
	struct nq_zip *z = nq_alloc(1, sizeof(*z));
	zip_source_t *src;
	zip_error_t e;

	z->raw = raw;
	zip_error_init(&e);
	src = zip_source_buffer_create(bytes, len, 0, &e);
	if (src != NULL)
		z->z = zip_open_from_source(src, ZIP_RDONLY, &e);
	if (z->z == NULL) {
		heed(&e);
		nq_raw_refuse(raw, NQ_PAGE_FAILED, "a damaged ZIP archive: %s",
		    zip_error_strerror(&e));
		zip_source_free(src);
	}
	zip_error_fini(&e);
	if (z->z == NULL || !is_sound(z)) {
		nq_zip_close(z);
		return NULL;
	}
	return z;
}

void
nq_zip_close(struct nq_zip *z)
{
	if (z == NULL)
		return;
	if (z->z != NULL)
		zip_discard(z->z);
	free(z);
}

bool
nq_zip_has(struct nq_zip *z, const char *part)
{
	if (zip_name_locate(z->z, part, ZIP_FL_NOCASE) >= 0)
		return true;
	heed(zip_get_error(z->z));
	return false;
}

static zip_file_t *
open_part(struct nq_zip *z, const char *part, zip_stat_t *st)
{
	zip_int64_t at = zip_name_locate(z->z, part, ZIP_FL_NOCASE);

	zip_file_t *f = NULL;

	if (at >= 0 && zip_stat_index(z->z, (zip_uint64_t)at, 0, st) == 0)
		f = zip_fopen_index(z->z, (zip_uint64_t)at, 0);
	if (f == NULL)
		heed(zip_get_error(z->z));
	return f;
}

const char *
nq_zip_text(struct nq_zip *z, const char *part, size_t most)
{
	char *text = nq_arena_get(z->raw->arena, most + 1, 1);
	zip_int64_t n = -1;
	zip_stat_t st;
	zip_file_t *f = open_part(z, part, &st);

	if (f != NULL) {
		n = zip_fread(f, text, most);
		zip_fclose(f);
	}
	return n < 0 ? NULL : text;
}

/* What the bytes of a part so far forbid, or NULL. */
static const char *
over(const struct nq_zip *z, size_t part, size_t packed)
{
	if (part > NQ_ZIP_PART)
		return "it inflates past NQ_ZIP_PART";
	if (z->total > NQ_ZIP_TOTAL)
		return "the archive inflates past NQ_ZIP_TOTAL";
	if (part > NQ_ZIP_RATIO_FROM && part / NQ_ZIP_RATIO > packed)
		return "it inflates more than NQ_ZIP_RATIO times";
	return NULL;
}

bool
nq_zip_read(struct nq_zip *z, const char *part,
    const struct nq_xml_events *events, void *ctx, struct nq_xml **now)
{
	zip_stat_t st;
	zip_file_t *f = open_part(z, part, &st);
	struct nq_xml *xml = nq_xml_new(events, ctx);
	char *chunk = nq_alloc(CHUNK, 1);
	const char *why = NULL;
	size_t got = 0;
	zip_int64_t n = 1;

	*now = xml;
	if (f == NULL)
		why = "it is not in the archive, or packed in a way that "
		    "is not read";
	while (why == NULL && n > 0) {
		n = zip_fread(f, chunk, CHUNK);
		if (n < 0) {
			heed(zip_file_get_error(f));
			why = zip_file_strerror(f);
			break;
		}
		got += (size_t)n;
		z->total += (size_t)n;
		why = over(z, got, st.comp_size);
		if (why == NULL)
			why = nq_xml_feed(xml, chunk, (size_t)n);
	}
	if (why != NULL)
		nq_raw_refuse(z->raw, NQ_PAGE_FAILED, "part %.100s: %s", part,
		    why);
	if (f != NULL)
		zip_fclose(f);
	free(chunk);
	nq_xml_free(xml);
	*now = NULL;
	return why == NULL;
}
