#include "extract/absorb.h"

#include "core/buf.h"
#include "core/cdxj.h"
#include "core/digest.h"
#include "core/err.h"
#include "core/file.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/frontier.h"
#include "extract/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a metadata record says of the record that it refers to. */
struct about {
	char *refers, *source, *release, *kind, *published, *via_digest;
};

static void
about_release(struct about *a)
{
	free(a->refers);
	free(a->source);
	free(a->release);
	free(a->kind);
	free(a->published);
	free(a->via_digest);
	*a = (struct about){ 0 };
}

/* The value of "name: value" in a block of such lines, or NULL. */
static char *
line_of(const char *block, size_t len, const char *name)
{
	size_t n = strlen(name);

	while (len > 0) {
		const char *nl = memchr(block, '\n', len);
		size_t line = nl != NULL ? (size_t)(nl - block) : len;

		if (line > n && strncasecmp(block, name, n) == 0 &&
		    block[n] == ':') {
			size_t from = n + 1, to = line;

			while (from < to && block[from] == ' ')
				from++;
			while (to > from && block[to - 1] == '\r')
				to--;
			return nq_strndup(block + from, to - from);
		}
		line += nl != NULL;
		block += line;
		len -= line;
	}
	return NULL;
}

static void
take_metadata(struct about *a, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec)
{
	about_release(a);
	a->refers = nq_strdup(nq_warc_field(r, "WARC-Refers-To"));
	a->source = line_of(rec->block, rec->block_len, "source");
	a->release = line_of(rec->block, rec->block_len, "release");
	a->kind = line_of(rec->block, rec->block_len, "kind");
	a->published = line_of(rec->block, rec->block_len, "published");
	a->via_digest = line_of(rec->block, rec->block_len, "via-digest");
}

/* The key of the page in the frontier, or NULL where it is none of ours. */
static char *
key_of(const struct about *a, const char *url)
{
	size_t n = strlen(a->source);

	if (strcmp(a->kind, NQ_KIND_RELEASE) != 0)
		return nq_url_local(url);
	if (a->release == NULL || strncmp(a->release, a->source, n) != 0 ||
	    a->release[n] != ':')
		return NULL;
	return nq_strdup(a->release + n + 1);
}

static int
put_captured(struct nq_frontier *f, const struct about *a, const char *key,
    const struct nq_warc_reader *r, const struct nq_warc_record *rec,
    const char *archive, struct nq_err *e)
{
	bool http = strcmp(rec->type, "response") == 0;
	const char *body = http ?
	    memmem(rec->block, rec->block_len, "\r\n\r\n", 4) : NULL;
	size_t head = body != NULL ? (size_t)(body - rec->block) + 4 : 0;
	char digest[NQ_DIGEST_TEXT], *etag, *modified;
	int rc;

	if (http && body == NULL)
		return 0;
	nq_digest(rec->block + head, rec->block_len - head, digest);
	etag = line_of(rec->block, head, "ETag");
	modified = line_of(rec->block, head, "Last-Modified");
	rc = nq_frontier_captured(f, &(struct nq_captured){
	    .source = a->source, .kind = a->kind, .key = key,
	    .url = rec->url, .captured_url = rec->url, .at = rec->date,
	    .published = a->published,
	    .etag = etag, .modified = modified, .digest = digest,
	    .payload = nq_warc_field(r, "WARC-Payload-Digest"),
	    .archive = archive, .offset = rec->offset }, e);
	if (rc == 0 && a->via_digest != NULL)
		rc = nq_frontier_payload(f, a->source, key, rec->date,
		    a->via_digest, e);
	free(etag);
	free(modified);
	return rc;
}

/* "text/html" of "text/html; charset=utf-8". */
static char *
bare_type(char *type)
{
	if (type != NULL)
		type[strcspn(type, "; \t")] = '\0';
	return type;
}

/* The line of the index that extract/archive.c had written for it. */
static int
put_index(struct nq_frontier *f, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec, const char *archive, struct nq_err *e)
{
	bool local = strcmp(rec->type, "resource") == 0;
	const char *body = local ? NULL :
	    memmem(rec->block, rec->block_len, "\r\n\r\n", 4);
	size_t head = body != NULL ? (size_t)(body - rec->block) : 0;
	const char *space = memchr(rec->block, ' ', head);
	char *type = bare_type(local ?
	    nq_strdup(nq_warc_field(r, "Content-Type")) :
	    line_of(rec->block, head, "Content-Type"));
	struct nq_buf line = NQ_BUF(NQ_CDXJ_LINE);
	struct nq_err why = { 0 };
	int rc = 0;

	if (nq_cdxj_line(&line, &(struct nq_cdxj_entry){ .url = rec->url,
	    .date = rec->date, .mime = strcmp(rec->type, "revisit") == 0 ?
	    "warc/revisit" : type,
	    .status = space != NULL ? atoi(space) : 0,
	    .digest = nq_warc_field(r, "WARC-Payload-Digest"),
	    .length = rec->length, .offset = rec->offset,
	    .filename = archive }, &why) == 0)
		rc = nq_frontier_index(f, line.p, e);
	nq_buf_release(&line);
	free(type);
	return rc;
}

/* A response, resource or revisit behind its metadata. */
static int
take_capture(struct nq_frontier *f, const struct about *a,
    const struct nq_warc_reader *r, const struct nq_warc_record *rec,
    const char *archive, struct nq_err *e)
{
	const char *id = nq_warc_field(r, "WARC-Record-ID");
	char *key;
	int rc = 0;

	if (a->refers == NULL || a->source == NULL || a->kind == NULL ||
	    id == NULL || strcmp(id, a->refers) != 0 || rec->url == NULL ||
	    rec->date == NULL || (key = key_of(a, rec->url)) == NULL)
		return 0;
	if (put_index(f, r, rec, archive, e) != 0)
		rc = -1;
	else if (strcmp(rec->type, "revisit") == 0)
		rc = nq_frontier_same(f, a->source, a->kind, key, rec->date,
		    NULL, NULL, e);
	else
		rc = put_captured(f, a, key, r, rec, archive, e);
	free(key);
	return rc;
}

int
nq_absorb(struct nq_frontier *f, const char *name, struct nq_log *log,
    struct nq_err *e)
{
	char *path = nq_path_join(nq_frontier_dir(f), name);
	struct nq_err why = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r = nq_warc_open(path, &why);
	struct about a = { 0 };
	int rc = 0, got;

	if (r == NULL)
		nq_log_err(log, NQ_WARN, &why);
	while (r != NULL && rc == 0 &&
	    (got = nq_warc_next(r, &rec, &why)) != 0) {
		if (got < 0) {
			nq_log_err(log, NQ_WARN, &why);
			nq_err_clear(&why);
			about_release(&a);
			continue;
		}
		if (rec.block == NULL)
			continue;
		if (strcmp(rec.type, "metadata") == 0)
			take_metadata(&a, r, &rec);
		else if (strcmp(rec.type, "response") == 0 ||
		    strcmp(rec.type, "resource") == 0 ||
		    strcmp(rec.type, "revisit") == 0)
			rc = take_capture(f, &a, r, &rec, name, e);
	}
	if (rc == 0)
		nq_log(log, NQ_INFO, "archive", name, "msg", "read into the "
		    "frontier, which did not list it", NULL);
	about_release(&a);
	nq_warc_reader_free(r);
	free(path);
	return rc;
}
