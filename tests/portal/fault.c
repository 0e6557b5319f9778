#include "tests/portal/portal.h"

#include "core/err.h"
#include "core/mem.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <zlib.h>

enum {
	SHORT_BY = 512,		/* bytes promised and never sent */
	SLOW_BLOCK = 1024,	/* bytes between two pauses */
	SLOW_MS = 200,
	BOMB_MIB = 64		/* of zeros, in some 64 KiB of gzip */
};

struct portal_fault;

struct kind {
	const char *name, *help;
	enum { ARG_NONE, ARG_NUMBER, ARG_TARGET } arg;	/* behind the "=" */
	int (*send)(struct MHD_Connection *, const struct portal *,
	    const struct portal_fault *, struct portal_page *);
};

struct portal_fault {
	const struct kind *kind;
	char *where, *arg;
	atomic_long left;	/* times to go; below 0 for ever */
};

struct portal_faults {
	struct portal_fault *v;		/* grows before the first request */
	size_t n, cap;
};

/* A body that is handed out in pieces. */
struct trickle {
	char *p;		/* owned */
	size_t len, block;
	long pause_ms;
	int reset;		/* socket to be reset at the end, or -1 */
};

static void
trickle_free(void *cls)
{
	struct trickle *t = cls;

	free(t->p);
	free(t);
}

/* On Linux, connecting a TCP socket to nothing sends its peer a reset. */
static void
reset_socket(int fd)
{
	const struct sockaddr nothing = { .sa_family = AF_UNSPEC };

	if (connect(fd, &nothing, sizeof(nothing)) != 0)
		fprintf(stderr, "portal: reset: %s\n", strerror(errno));
}

static ssize_t
trickle_read(void *cls, uint64_t at, char *to, size_t max)
{
	struct trickle *t = cls;
	struct timespec pause = { t->pause_ms / 1000,
	    (t->pause_ms % 1000) * 1000000 };
	size_t n;

	if (at >= t->len) {
		if (t->reset >= 0)
			reset_socket(t->reset);
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (t->pause_ms > 0)
		nanosleep(&pause, NULL);
	n = t->len - (size_t)at;
	n = n > t->block ? t->block : n;
	n = n > max ? max : n;
	memcpy(to, t->p + at, n);
	return (ssize_t)n;
}

static int
queue(struct MHD_Connection *c, const struct portal_page *page,
    struct MHD_Response *r)
{
	enum MHD_Result rc;

	MHD_add_response_header(r, "Content-Type", page->type);
	if (page->location != NULL)
		MHD_add_response_header(r, "Location", page->location);
	rc = MHD_queue_response(c, page->status, r);
	MHD_destroy_response(r);
	return (int)rc;
}

/* Content-Length is promised; len bytes of the body come in blocks. */
static int
send_trickle(struct MHD_Connection *c, const struct portal_page *page,
    size_t promised, struct trickle t)
{
	struct trickle *own = nq_alloc(1, sizeof(*own));

	*own = t;
	own->p = nq_alloc(page->body.len + 1, 1);
	if (page->body.len > 0)
		memcpy(own->p, page->body.p, page->body.len);
	return queue(c, page, MHD_create_response_from_callback(promised,
	    SLOW_BLOCK, trickle_read, own, trickle_free));
}

static struct MHD_Response *
whole(const struct portal_page *page)
{
	char none[1] = "";

	return MHD_create_response_from_buffer(page->body.len,
	    page->body.p != NULL ? page->body.p : none,
	    MHD_RESPMEM_MUST_COPY);
}

static int
send_whole(struct MHD_Connection *c, const struct portal_page *page)
{
	return queue(c, page, whole(page));
}

static int
send_with(struct MHD_Connection *c, const struct portal_page *page,
    const char *field, const char *value)
{
	struct MHD_Response *r = whole(page);

	MHD_add_response_header(r, field, value);
	return queue(c, page, r);
}

static int
send_status(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	portal_respond_error(po, (unsigned)strtoul(f->kind->name, NULL, 10),
	    page);
	return f->arg != NULL ? send_with(c, page, "Retry-After", f->arg) :
	    send_whole(c, page);
}

static int
send_soft404(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)f;
	portal_respond_error(po, MHD_HTTP_NOT_FOUND, page);
	page->status = MHD_HTTP_OK;
	return send_whole(c, page);
}

static int
send_unasked(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	(void)f;
	nq_buf_reset(&page->body);
	page->status = MHD_HTTP_NOT_MODIFIED;
	return send_whole(c, page);
}

static int
send_wrong_type(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	(void)f;
	page->type = "application/pdf";
	return send_whole(c, page);
}

static int
send_bomb(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	enum { PIECE = 1 << 20 };
	unsigned char *zeros = nq_alloc(PIECE, 1), *out = nq_alloc(PIECE, 1);
	z_stream z = { .zalloc = Z_NULL };

	(void)po;
	(void)f;
	nq_buf_reset(&page->body);
	/* 16: a gzip member (zlib.h, deflateInit2). */
	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	for (int i = 0; i <= BOMB_MIB; i++) {
		z.next_in = zeros;
		z.avail_in = i < BOMB_MIB ? PIECE : 0;
		do {
			z.next_out = out;
			z.avail_out = PIECE;
			deflate(&z, i < BOMB_MIB ? Z_NO_FLUSH : Z_FINISH);
			nq_buf_put(&page->body, (char *)out, PIECE -
			    z.avail_out);
		} while (z.avail_out == 0);
	}
	deflateEnd(&z);
	free(zeros);
	free(out);
	return send_with(c, page, "Content-Encoding", "gzip");
}

static int
send_brotli(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	(void)f;
	return send_with(c, page, "Content-Encoding", "br");
}

static int
send_empty(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	(void)f;
	nq_buf_reset(&page->body);
	return send_whole(c, page);
}

static int
send_short(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	(void)f;
	return send_trickle(c, page, page->body.len + SHORT_BY,
	    (struct trickle){ .len = page->body.len, .block = SLOW_BLOCK,
	    .reset = -1 });
}

static int
send_slow(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	(void)po;
	return send_trickle(c, page, page->body.len,
	    (struct trickle){ .len = page->body.len, .block = SLOW_BLOCK,
	    .pause_ms = f->arg != NULL ? strtol(f->arg, NULL, 10) : SLOW_MS,
	    .reset = -1 });
}

static int
send_reset(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_CONNECTION_FD);

	(void)po;
	(void)f;
	return send_trickle(c, page, page->body.len,
	    (struct trickle){ .len = page->body.len / 2, .block = SLOW_BLOCK,
	    .reset = info != NULL ? info->connect_fd : -1 });
}

/*
 * One byte a character, "?" where Latin-1 has none; the header and the page
 * go on to claim UTF-8.
 */
static int
send_latin1(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	struct nq_buf *b = &page->body;
	size_t out = 0, i = 0;

	(void)po;
	(void)f;
	while (i < b->len) {
		unsigned char x = (unsigned char)b->p[i];
		size_t n = x < 0x80 ? 1 : x < 0xe0 ? 2 : x < 0xf0 ? 3 : 4;

		if (n == 1)
			b->p[out++] = (char)x;
		else if ((x == 0xc2 || x == 0xc3) && i + 1 < b->len)
			b->p[out++] = (char)(unsigned char)((x & 3) << 6 |
			    ((unsigned char)b->p[i + 1] & 0x3f));
		else
			b->p[out++] = '?';
		i += n;
	}
	b->len = out;
	return send_whole(c, page);
}

static int
send_redirect(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	portal_respond_error(po, MHD_HTTP_FOUND, page);
	page->location = f->arg;
	return send_whole(c, page);
}

static int
send_loop(struct MHD_Connection *c, const struct portal *po,
    const struct portal_fault *f, struct portal_page *page)
{
	const char *target = page->target;

	(void)f;
	portal_respond_error(po, MHD_HTTP_FOUND, page);
	page->location = target;
	return send_whole(c, page);
}

static const struct kind kinds[] = {
	{ "404", "an error page", ARG_NONE, send_status },
	{ "403", "an error page", ARG_NONE, send_status },
	{ "408", "an error page", ARG_NONE, send_status },
	{ "410", "an error page", ARG_NONE, send_status },
	{ "429", "an error page; =SECONDS of Retry-After", ARG_NUMBER,
	    send_status },
	{ "500", "an error page", ARG_NONE, send_status },
	{ "503", "an error page; =SECONDS of Retry-After", ARG_NUMBER,
	    send_status },
	{ "soft404", "an error page with status 200", ARG_NONE,
	    send_soft404 },
	{ "unasked", "304, whether it was asked for or not", ARG_NONE,
	    send_unasked },
	{ "empty", "status 200 and no body", ARG_NONE, send_empty },
	{ "short", "a body shorter than its Content-Length, then the end",
	    ARG_NONE, send_short },
	{ "latin1", "Latin-1 bytes that are said to be UTF-8", ARG_NONE,
	    send_latin1 },
	{ "type", "the page, said to be application/pdf", ARG_NONE,
	    send_wrong_type },
	{ "bomb", "64 MiB of zeros, compressed by gzip", ARG_NONE,
	    send_bomb },
	{ "brotli", "the page, said to be compressed by brotli", ARG_NONE,
	    send_brotli },
	{ "slow", "=MS of pause before each 1024 bytes (200)", ARG_NUMBER,
	    send_slow },
	{ "reset", "half the body, then the connection is reset", ARG_NONE,
	    send_reset },
	{ "redirect", "=TARGET, status 302", ARG_TARGET, send_redirect },
	{ "loop", "status 302 to the page itself", ARG_NONE, send_loop },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct portal_faults *
portal_faults_new(void)
{
	return nq_alloc(1, sizeof(struct portal_faults));
}

void
portal_faults_free(struct portal_faults *fs)
{
	for (size_t i = 0; fs != NULL && i < fs->n; i++) {
		free(fs->v[i].where);
		free(fs->v[i].arg);
	}
	if (fs != NULL)
		free(fs->v);
	free(fs);
}

void
portal_faults_help(void)
{
	for (int i = 0; i < KINDS; i++)
		printf("  %-9s %s\n", kinds[i].name, kinds[i].help);
}

static const struct kind *
find_kind(const char *name, size_t len)
{
	for (int i = 0; i < KINDS; i++)
		if (strlen(kinds[i].name) == len &&
		    strncmp(kinds[i].name, name, len) == 0)
			return &kinds[i];
	return NULL;
}

/*
 * The "=" of an argument. A target has some of its own, so the argument of
 * a redirection begins at "=/" or "=http", a number at the last "=" with
 * nothing but digits behind, where no "?" stands in the target.
 */
static const char *
argument(const struct kind *k, const char *where)
{
	const char *eq = NULL;

	if (k->arg == ARG_TARGET) {
		for (const char *p = where; (p = strchr(p, '=')) != NULL; p++)
			if (p[1] == '/' || strncmp(p + 1, "http", 4) == 0)
				eq = p;
		return eq;
	}
	if (k->arg != ARG_NUMBER || strchr(where, '?') != NULL)
		return NULL;
	eq = strrchr(where, '=');
	return eq != NULL && strspn(eq + 1, "0123456789") == strlen(eq + 1) ?
	    eq : NULL;
}

int
portal_faults_add(struct portal_faults *fs, const char *spec,
    struct nq_err *e)
{
	size_t len = strcspn(spec, ":*");
	const struct kind *k = find_kind(spec, len);
	const char *where = strchr(spec, ':'), *eq;
	long times = -1;
	char *end;
	struct portal_fault *f;

	if (k == NULL || where == NULL || where[1] == '\0')
		return nq_fail(e, NQ_EUSAGE, "--fault: expected "
		    "NAME[*TIMES]:WHERE[=ARGUMENT] with a NAME that --help "
		    "lists, found \"%.200s\"", spec);
	if (spec[len] == '*') {
		times = strtol(spec + len + 1, &end, 10);
		if (end != where || times < 1)
			return nq_fail(e, NQ_EUSAGE, "--fault: expected a "
			    "number from 1 behind \"*\", found \"%.200s\"",
			    spec);
	}
	eq = argument(k, ++where);
	if (k->arg == ARG_TARGET && eq == NULL)
		return nq_fail(e, NQ_EUSAGE, "--fault: %s needs =/TARGET, "
		    "found \"%.200s\"", k->name, spec);
	fs->v = nq_grow(fs->v, fs->n, &fs->cap, sizeof(*fs->v));
	f = &fs->v[fs->n++];
	f->kind = k;
	f->where = nq_strndup(where, eq != NULL ? (size_t)(eq - where) :
	    strlen(where));
	f->arg = eq != NULL ? nq_strdup(eq + 1) : NULL;
	atomic_init(&f->left, times);
	return 0;
}

/* Counts a use down; false when the fault is used up. */
static bool
take(struct portal_fault *f)
{
	long left = atomic_load(&f->left);

	while (left > 0)
		if (atomic_compare_exchange_weak(&f->left, &left, left - 1))
			return true;
	return left < 0;
}

static const struct portal_fault *
find_fault(struct portal_faults *fs, const char *target,
    const struct portal_release *r)
{
	for (size_t i = 0; i < fs->n; i++) {
		struct portal_fault *f = &fs->v[i];
		bool here = f->where[0] == '/' ?
		    strncmp(target, f->where, strlen(f->where)) == 0 :
		    r != NULL && strcmp(r->name, f->where) == 0;

		if (here && take(f))
			return f;
	}
	return NULL;
}

/* FNV-1a: the portal has no need of more to tell two pages apart. */
static void
etag(const struct nq_buf *b, char out[32])
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < b->len; i++)
		h = (h ^ (unsigned char)b->p[i]) * 1099511628211u;
	snprintf(out, 32, "\"%016llx\"", (unsigned long long)h);
}

static int
send_tagged(struct MHD_Connection *c, struct portal_page *page)
{
	const char *known = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
	    "If-None-Match");
	struct MHD_Response *r;
	char tag[32];

	etag(&page->body, tag);
	if (known != NULL && strcmp(known, tag) == 0) {
		page->status = MHD_HTTP_NOT_MODIFIED;
		nq_buf_reset(&page->body);
	}
	r = whole(page);
	MHD_add_response_header(r, "ETag", tag);
	return queue(c, page, r);
}

int
portal_send(struct MHD_Connection *c, const struct portal *po,
    struct portal_faults *fs, const char *target, struct portal_page *page)
{
	const struct portal_fault *f = find_fault(fs, target, page->release);

	page->target = target;
	if (f != NULL)
		return f->kind->send(c, po, f, page);
	return page->tagged ? send_tagged(c, page) : send_whole(c, page);
}
