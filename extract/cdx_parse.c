/* The program's half of reading an index: the texts of a worker that may
 * have been taken over. */
#include "extract/cdx.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/worker.h"
#include "extract/cdx_wire.h"
#include "extract/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reply {
	struct nq_buf b;
	const char *p, *end;
};

/* The next text of the reply, or NULL. */
static const char *
take(struct reply *r)
{
	const char *s = r->p;

	if (s == NULL || s >= r->end || memchr(s, '\0',
	    (size_t)(r->end - s)) == NULL)
		return NULL;
	r->p = s + strlen(s) + 1;
	return s;
}

static int
unsound(struct nq_err *e)
{
	return nq_fail(e, NQ_EIO, "the parser gave no sound answer");
}

/* Asks the worker; r is to be released in either case. */
static int
ask(struct nq_pool *pool, int what, const char *body, size_t len,
    struct reply *r, struct nq_err *e)
{
	struct nq_buf req = NQ_BUF(NQ_MAX_CDX_ANSWER + 1);
	int rc = -1;

	*r = (struct reply){ .b = NQ_BUF(0) };
	if (len > NQ_MAX_CDX_ANSWER) {
		nq_fail(e, NQ_ELIMIT, "an answer of %zu bytes; at most %d are "
		    "parsed", len, NQ_MAX_CDX_ANSWER);
		goto out;
	}
	nq_buf_putc(&req, (char)what);
	nq_buf_put(&req, body, len);
	if (nq_pool_call(pool, req.p, req.len, &r->b, e) != 0)
		goto out;
	if (r->b.len > 0 && r->b.p[0] == 'E') {
		nq_fail(e, NQ_EPARSE, "%s", r->b.p + 1);
	} else if (r->b.len == 0 || r->b.p[0] != 'R') {
		unsound(e);
	} else {
		r->p = r->b.p + 1;
		r->end = r->b.p + r->b.len;
		rc = 0;
	}
out:
	nq_buf_release(&req);
	return rc;
}

static bool
is_number(const char *s, size_t digits)
{
	size_t n = strspn(s, "0123456789");

	return n >= 1 && n <= digits && s[n] == '\0';
}

static int
two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

bool
nq_cdx_is_time(const char *s)
{
	return strlen(s) == 14 && is_number(s, 14) && two(s) >= 19 &&
	    two(s) <= 21 && two(s + 4) >= 1 && two(s + 4) <= 12 &&
	    two(s + 6) >= 1 && two(s + 6) <= 31 && two(s + 8) <= 23 &&
	    two(s + 10) <= 59 && two(s + 12) <= 60;
}

/* Printable ASCII; indexes write "-" or "unk" for what they do not know. */
static bool
is_word(const char *s)
{
	size_t n = 0;

	while (s[n] > ' ' && s[n] < 0x7f)
		n++;
	return n <= 128 && s[n] == '\0';
}

/* "-" stands for what an index does not know. */
static bool
is_absent(const char *s)
{
	return s[0] == '\0' || strcmp(s, "-") == 0;
}

static char *
word(const char *s)
{
	return is_absent(s) || strcmp(s, "unk") == 0 ? NULL : nq_strdup(s);
}

static bool
is_status(const char *s)
{
	return is_absent(s) || (strlen(s) == 3 && is_number(s, 3));
}

/* What is wrong with the place of a capture, or NULL. */
static const char *
fault_of_place(const char *const f[NQ_F_COUNT])
{
	const char *length = f[NQ_F_LENGTH], *name = f[NQ_F_FILENAME];

	if (name[0] == '\0' || strlen(name) > NQ_MAX_URL / 2 ||
	    !is_number(f[NQ_F_OFFSET], 18) || !is_number(length, 18))
		return "no file, offset and length";
	if (strtoull(length, NULL, 10) - 1 >= NQ_MAX_CDX_RECORD)
		return "a length of nothing or of too much";
	return NULL;
}

/* The canonical form is without what surrounds a link in markup; here the
 * address is used as it came. */
static bool
is_address(const char *s)
{
	struct nq_err e = { 0 };
	size_t n = strlen(s);
	char *url = NULL;

	if (n > 0 && s[0] > ' ' && s[n - 1] != ' ' && !iscntrl((unsigned char)
	    s[n - 1]))
		url = nq_url_canonical(NULL, s, &e);
	free(url);
	return url != NULL;
}

/* What is wrong with the texts of a row, or NULL. */
static const char *
fault_of(const char *const f[NQ_F_COUNT], enum nq_archive_kind kind)
{
	if (!nq_cdx_is_time(f[NQ_F_TIMESTAMP]))
		return "a timestamp that is no time";
	if (!is_address(f[NQ_F_URL]))
		return "an address that is none";
	if (!is_status(f[NQ_F_STATUS]))
		return "a status that is none";
	if (!is_word(f[NQ_F_MIME]) || !is_word(f[NQ_F_DIGEST]) ||
	    !is_word(f[NQ_F_CHARSET]))
		return "a type, digest or charset that is none";
	if (!is_absent(f[NQ_F_LENGTH]) && !is_number(f[NQ_F_LENGTH], 18))
		return "a length that is no number";
	return kind == NQ_ARCHIVE_CDX_SERVER ? NULL : fault_of_place(f);
}

static void
note_bad(struct nq_cdx *out, const char *why)
{
	if (out->bad++ == 0)
		snprintf(out->why, sizeof(out->why), "%s", why);
}

static void
add_row(struct nq_cdx *out, const char *const f[NQ_F_COUNT])
{
	const struct nq_cdx_row *last = out->n > 0 ? &out->v[out->n - 1] :
	    NULL;
	struct nq_cdx_row *r;
	const char *sum = f[NQ_F_DIGEST];

	if (last != NULL && strcmp(last->timestamp, f[NQ_F_TIMESTAMP]) == 0 &&
	    strcmp(last->url, f[NQ_F_URL]) == 0)
		return;
	out->v = nq_grow(out->v, out->n, &out->cap, sizeof(*out->v));
	r = &out->v[out->n++];
	*r = (struct nq_cdx_row){
		.url = nq_strdup(f[NQ_F_URL]),
		.mime = word(f[NQ_F_MIME]),
		.status = is_absent(f[NQ_F_STATUS]) ? 0 :
		    atoi(f[NQ_F_STATUS]),
		.revisit = strcmp(f[NQ_F_MIME], "warc/revisit") == 0,
		.truncated = !is_absent(f[NQ_F_TRUNCATED]),
		.digest = word(strncmp(sum, "sha1:", 5) == 0 ? sum + 5 : sum),
		.length = strtoull(f[NQ_F_LENGTH], NULL, 10),
		.offset = strtoull(f[NQ_F_OFFSET], NULL, 10),
		.charset = word(f[NQ_F_CHARSET]),
		.filename = word(f[NQ_F_FILENAME]),
	};
	memcpy(r->timestamp, f[NQ_F_TIMESTAMP], NQ_CDX_TIME);
}

static int
take_row(struct reply *r, enum nq_archive_kind kind, struct nq_cdx *out,
    struct nq_err *e)
{
	const char *f[NQ_F_COUNT], *why;

	for (size_t i = 0; i < NQ_F_COUNT; i++)
		if ((f[i] = take(r)) == NULL)
			return unsound(e);
	why = fault_of(f, kind);
	if (why != NULL)
		note_bad(out, why);
	else
		add_row(out, f);
	return 0;
}

static int
take_record(struct reply *r, enum nq_archive_kind kind, struct nq_cdx *out,
    struct nq_err *e)
{
	char what = *r->p++;
	const char *s;

	if (what == 'r')
		return take_row(r, kind, out, e);
	if ((what != 'b' && what != 'k') || (s = take(r)) == NULL)
		return unsound(e);
	if (what == 'b')
		note_bad(out, s);
	else if (s[0] == '\0')
		return nq_fail(e, NQ_EPARSE, "an empty key to go on with");
	else if (out->resume == NULL)
		out->resume = nq_strdup(s);
	return 0;
}

int
nq_cdx_parse(struct nq_pool *pool, enum nq_archive_kind kind,
    const char *body, size_t len, struct nq_cdx *out, struct nq_err *e)
{
	struct reply r;
	int rc;

	*out = (struct nq_cdx){ 0 };
	rc = ask(pool, kind == NQ_ARCHIVE_CDX_SERVER ? NQ_ASK_CDX_SERVER :
	    NQ_ASK_COMMON_CRAWL, body, len, &r, e);
	while (rc == 0 && r.p < r.end) {
		if (out->n + out->bad > NQ_MAX_CDX_ROWS)
			rc = unsound(e);
		else
			rc = take_record(&r, kind, out, e);
	}
	nq_buf_release(&r.b);
	return rc;
}

void
nq_cdx_release(struct nq_cdx *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].url);
		free(c->v[i].mime);
		free(c->v[i].digest);
		free(c->v[i].filename);
		free(c->v[i].charset);
	}
	free(c->v);
	free(c->resume);
	*c = (struct nq_cdx){ 0 };
}

int
nq_cdx_pages(struct nq_pool *pool, const char *body, size_t len, int *pages,
    struct nq_err *e)
{
	struct reply r;
	const char *s;
	int rc = -1;

	if (ask(pool, NQ_ASK_PAGES, body, len, &r, e) != 0)
		goto out;
	if (r.p == r.end || *r.p++ != 'p' || (s = take(&r)) == NULL) {
		unsound(e);
	} else if (!is_number(s, 9)) {
		nq_fail(e, NQ_EPARSE, "\"pages\" is no number");
	} else if (atoi(s) > NQ_MAX_CDX_PAGES) {
		nq_fail(e, NQ_ELIMIT, "an index of %s pages; at most %d are "
		    "read", s, NQ_MAX_CDX_PAGES);
	} else {
		*pages = atoi(s);
		rc = 0;
	}
out:
	nq_buf_release(&r.b);
	return rc;
}

/* The crawls are named for years ("CC-MAIN-2009-2010", "CC-MAIN-2012") or
 * for a week ("CC-MAIN-2025-26"). */
bool
nq_cdx_is_crawl(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	return n >= 12 && n <= 40 && s[n] == '\0' &&
	    strncmp(s, "CC-MAIN-", 8) == 0 &&
	    strspn(s + 8, "0123456789") == 4;
}

static bool
is_day(const char *s)
{
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' :
		    !isdigit((unsigned char)s[i]))
			return false;
	return true;
}

/*
 * Days since 1970 or so, months being of 31 days and years of 372: enough
 * to compare days, and to go some weeks to either side.
 */
static int
day_number(const char *s)
{
	return (atoi(s) * 12 + two(s + 5) - 1) * 31 + two(s + 8) - 1;
}

/* First and last day of a crawl by its name: the week is one of those in
 * which it ran, which took up to five; the oldest crawls name years. */
static void
guess_days(const char *id, int *from, int *to)
{
	const char *rest = id + 12;
	int year = atoi(id + 8), week;

	*from = year * 372;
	*to = *from + 371;
	if (rest[0] != '-' || !is_number(rest + 1, 4))
		return;
	week = atoi(rest + 1);
	if (strlen(rest) == 3) {
		*from += (week - 1) * 372 / 53 - 45;
		*to = *from + 97;
	} else if (week > year) {
		*to = week * 372 + 371;
	}
}

struct crawl {
	char *id;
	int from, to;
};

static int
by_time(const void *a, const void *b)
{
	const struct crawl *x = a, *y = b;

	return x->from != y->from ? (x->from < y->from ? -1 : 1) :
	    strcmp(x->id, y->id);
}

/* Crawls with names that are none, as a list of the future may have, are
 * passed over. */
static void
read_crawl(struct crawl *c, const char *id, const char *from, const char *to)
{
	if (!nq_cdx_is_crawl(id))
		return;
	c->id = nq_strdup(id);
	guess_days(id, &c->from, &c->to);
	if (is_day(from) && is_day(to)) {
		c->from = day_number(from);
		c->to = day_number(to);
	}
}

static void
choose(struct crawl *v, size_t n, const char *since, const char *until,
    struct nq_names *out)
{
	if (n > 0)
		qsort(v, n, sizeof(*v), by_time);
	for (size_t i = 0; i < n; i++)
		if ((since == NULL || v[i].to >= day_number(since)) &&
		    (until == NULL || v[i].from <= day_number(until)))
			nq_names_add(out, v[i].id);
}

int
nq_cdx_crawls(struct nq_pool *pool, const char *body, size_t len,
    const char *since, const char *until, struct nq_names *out,
    struct nq_err *e)
{
	struct crawl *v = NULL;
	size_t n = 0, cap = 0;
	struct reply r;
	int rc = ask(pool, NQ_ASK_COLLINFO, body, len, &r, e);

	while (rc == 0 && r.p < r.end) {
		char what = *r.p++;
		const char *id = take(&r), *from = take(&r), *to = take(&r);

		if (what != 'c' || id == NULL || from == NULL || to == NULL ||
		    n > NQ_MAX_CRAWLS) {
			rc = unsound(e);
			break;
		}
		v = nq_grow(v, n, &cap, sizeof(*v));
		v[n] = (struct crawl){ 0 };
		read_crawl(&v[n], id, from, to);
		n += v[n].id != NULL;
	}
	if (rc == 0)
		choose(v, n, since, until, out);
	for (size_t i = 0; i < n; i++)
		free(v[i].id);
	free(v);
	nq_buf_release(&r.b);
	return rc;
}
