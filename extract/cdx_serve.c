/* The worker's half of reading an index: JSON into texts. */
#include "extract/cdx.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"
#include "core/limits.h"
#include "extract/cdx_wire.h"

#include <stdint.h>
#include <string.h>

static const char *const cdx_server_name[NQ_F_COUNT] = {
	"timestamp", "original", "mimetype", "statuscode", "digest", "length",
	"offset", "filename", "charset", "truncated",
};

static const char *const common_crawl_name[NQ_F_COUNT] = {
	"timestamp", "url", "mime-detected", "status", "digest", "length",
	"offset", "filename", "charset", "truncated",
};

static void
answer_error(struct nq_buf *reply, const char *msg)
{
	nq_buf_reset(reply);
	nq_buf_putc(reply, 'E');
	nq_buf_puts(reply, msg);
}

/* Text, or a number for which a text was due; NUL behind it. */
static void
put_text(struct nq_buf *reply, const struct nq_jval *v)
{
	if (v != NULL && nq_jval_type(v) == NQ_JSTRING)
		nq_buf_puts(reply, nq_jval_as_str(v));
	else if (v != NULL && nq_jval_type(v) == NQ_JINT)
		nq_buf_printf(reply, "%lld", (long long)nq_jval_as_int(v));
	nq_buf_putc(reply, '\0');
}

static void
put_bad(struct nq_buf *reply, const char *why)
{
	nq_buf_putc(reply, 'b');
	nq_buf_puts(reply, why);
	nq_buf_putc(reply, '\0');
}

/* Which column holds each field, from the first row; SIZE_MAX: none does. */
static bool
read_columns(const struct nq_jval *head, size_t column[NQ_F_COUNT])
{
	size_t n = nq_jval_type(head) == NQ_JARRAY ? nq_jval_count(head) : 0;

	for (size_t f = 0; f < NQ_F_COUNT; f++)
		column[f] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		const struct nq_jval *v = nq_jval_at(head, i);

		if (nq_jval_type(v) != NQ_JSTRING)
			return false;
		for (size_t f = 0; f < NQ_F_COUNT; f++)
			if (strcmp(nq_jval_as_str(v), cdx_server_name[f]) == 0)
				column[f] = i;
	}
	return column[NQ_F_TIMESTAMP] != SIZE_MAX &&
	    column[NQ_F_URL] != SIZE_MAX;
}

static void
serve_rows(const struct nq_jval *root, struct nq_buf *reply)
{
	size_t n = nq_jval_count(root), columns, column[NQ_F_COUNT];

	if (n > NQ_MAX_CDX_ROWS + 3) {
		answer_error(reply, "more rows than an answer may have");
		return;
	}
	if (n > 0 && !read_columns(nq_jval_at(root, 0), column)) {
		answer_error(reply, "the first row does not name the columns");
		return;
	}
	columns = n > 0 ? nq_jval_count(nq_jval_at(root, 0)) : 0;
	for (size_t i = 1; i < n; i++) {
		const struct nq_jval *row = nq_jval_at(root, i);
		size_t k = nq_jval_count(row);

		if (k == 0 && i + 2 == n && nq_jval_type(row) == NQ_JARRAY &&
		    nq_jval_count(nq_jval_at(root, i + 1)) == 1) {
			nq_buf_putc(reply, 'k');
			put_text(reply, nq_jval_at(nq_jval_at(root, i + 1),
			    0));
			break;
		}
		if (nq_jval_type(row) != NQ_JARRAY || k != columns) {
			put_bad(reply, "a row with other columns than the "
			    "first");
			continue;
		}
		nq_buf_putc(reply, 'r');
		for (size_t f = 0; f < NQ_F_COUNT; f++)
			put_text(reply, column[f] == SIZE_MAX ? NULL :
			    nq_jval_at(row, column[f]));
	}
}

static void
serve_line(const char *p, size_t len, struct nq_buf *reply)
{
	struct nq_err e = { 0 };
	struct nq_json *j = NULL;
	const struct nq_jval *o, *v;

	if (len > NQ_MAX_LINE || (j = nq_json_load(p, len, &e)) == NULL ||
	    nq_jval_type(nq_json_root(j)) != NQ_JOBJECT) {
		put_bad(reply, "a line that is no JSON object");
		nq_json_free(j);
		return;
	}
	o = nq_json_root(j);
	nq_buf_putc(reply, 'r');
	for (size_t f = 0; f < NQ_F_COUNT; f++) {
		v = nq_jval_get(o, common_crawl_name[f]);
		if (v == NULL && f == NQ_F_MIME)
			v = nq_jval_get(o, "mime");
		put_text(reply, v);
	}
	nq_json_free(j);
}

static void
serve_lines(const char *p, size_t len, struct nq_buf *reply)
{
	size_t rows = 0;

	for (size_t at = 0, n; at < len; at += n + 1) {
		const char *nl = memchr(p + at, '\n', len - at);

		n = nl != NULL ? (size_t)(nl - p) - at : len - at;
		if (n == 0 || (n == 1 && p[at] == '\r'))
			continue;
		if (++rows > NQ_MAX_CDX_ROWS) {
			answer_error(reply, "more rows than an answer may "
			    "have");
			return;
		}
		serve_line(p + at, n, reply);
	}
}

static void
serve_crawls(const struct nq_jval *root, struct nq_buf *reply)
{
	static const char *const keys[] = { "id", "from", "to" };
	size_t n = nq_jval_count(root);

	if (n > NQ_MAX_CRAWLS) {
		answer_error(reply, "more crawls than there can be");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct nq_jval *o = nq_jval_at(root, i);

		if (nq_jval_type(o) != NQ_JOBJECT)
			continue;
		nq_buf_putc(reply, 'c');
		for (size_t k = 0; k < 3; k++)
			put_text(reply, nq_jval_get(o, keys[k]));
	}
}

static void
serve_pages(const struct nq_jval *root, struct nq_buf *reply)
{
	const struct nq_jval *v = nq_jval_get(root, "pages");

	if (v == NULL) {
		answer_error(reply, "no \"pages\" in the answer");
		return;
	}
	nq_buf_putc(reply, 'p');
	put_text(reply, v);
}

void
nq_cdx_serve(void *ctx, const char *req, size_t len, struct nq_buf *reply)
{
	struct nq_json *j = NULL;
	struct nq_err e = { 0 };
	int type;

	(void)ctx;
	if (len == 0) {
		answer_error(reply, "malformed request");
		return;
	}
	nq_buf_putc(reply, 'R');
	if (req[0] == NQ_ASK_COMMON_CRAWL) {
		serve_lines(req + 1, len - 1, reply);
	} else if ((j = nq_json_load(req + 1, len - 1, &e)) == NULL) {
		answer_error(reply, e.msg);
	} else {
		type = (int)nq_jval_type(nq_json_root(j));
		if (req[0] == NQ_ASK_CDX_SERVER && type == NQ_JARRAY)
			serve_rows(nq_json_root(j), reply);
		else if (req[0] == NQ_ASK_COLLINFO && type == NQ_JARRAY)
			serve_crawls(nq_json_root(j), reply);
		else if (req[0] == NQ_ASK_PAGES && type == NQ_JOBJECT)
			serve_pages(nq_json_root(j), reply);
		else
			answer_error(reply, "another kind of JSON than an "
			    "index answers");
	}
	if (reply->over)
		answer_error(reply, "the rows are too long");
	nq_json_free(j);
}
