#include "extract/fetch.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/sources.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum {
	CONNECT_S = 15,
	/* A body slower than this for so long is a stalled one. */
	SLOW_BYTES = 200,
	SLOW_S = 30
};

struct nq_fetcher {
	const struct nq_source *src;
	CURL *curl;
	struct curl_slist *headers;
	struct timespec last;	/* end of the last request */
	bool asked;		/* last is set */
	/* Of the request that is going: */
	struct nq_answer *a;
	struct nq_buf raw;	/* body before its content coding is undone */
	bool headers_done, refused;
	const char *over;	/* which ceiling was reached, or NULL */
	char detail[CURL_ERROR_SIZE];
};

struct range {
	uint32_t net;
	int bits;
};

/* IANA's special-purpose registry, and multicast and above. */
static const struct range special[] = {
	{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
	{ 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
	{ 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 },
	{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
	{ 0xcb007100, 24 }, { 0xe0000000, 3 },
};

static bool
is_public4(uint32_t a)
{
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if ((a ^ special[i].net) >> (32 - special[i].bits) == 0)
			return false;
	return true;
}

static uint32_t
word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Only 2000::/3 is given out; forms that carry an IPv4 address are judged
 * by it (6to4), or refused (Teredo, documentation). */
static bool
is_public6(const uint8_t *p)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, 12) == 0 || memcmp(p, nat64, 12) == 0)
		return is_public4(word(p + 12));
	if ((p[0] & 0xe0) != 0x20)
		return false;
	if (word(p) == 0x20010000 || word(p) == 0x20010db8)
		return false;
	return p[0] != 0x20 || p[1] != 0x02 || is_public4(word(p + 2));
}

int
nq_address_is_public(const struct sockaddr *sa)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		return is_public4(ntohl(in.sin_addr.s_addr));
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		return is_public6(in6.sin6_addr.s6_addr);
	}
	return 0;
}

/* The resolved address is what counts: names lie. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct nq_fetcher *f = arg;

	(void)purpose;
	if (!f->src->allow_private && !nq_address_is_public(&addr->addr)) {
		f->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC,
	    addr->protocol);
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct nq_fetcher *f = arg;
	struct nq_err e = { 0 };

	if (nq_buf_add(&f->raw, p, size * n, &e) == 0)
		return size * n;
	f->over = "body";
	return 0;
}

/* 1xx answers come before the real one, trailers after its body. */
static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct nq_fetcher *f = arg;
	struct nq_err e = { 0 };

	n *= size;
	if (f->headers_done) {
		if (n < 5 || strncmp(p, "HTTP/", 5) != 0)
			return n;
		nq_buf_reset(&f->a->headers);
		f->headers_done = false;
	}
	if (nq_buf_add(&f->a->headers, p, n, &e) != 0) {
		f->over = "header block";
		return 0;
	}
	f->headers_done = n <= 2 && p[n - 1] == '\n';
	return n;
}

static int
on_debug(CURL *c, curl_infotype type, char *p, size_t n, void *arg)
{
	struct nq_fetcher *f = arg;

	(void)c;
	if (type == CURLINFO_HEADER_OUT) {
		nq_buf_reset(&f->a->request);
		nq_buf_put(&f->a->request, p, n);
	}
	return 0;
}

#define SET(option, value) do {						\
	if (curl_easy_setopt(f->curl, option, value) != CURLE_OK)	\
		abort();						\
} while (0)

/* An option that this libcurl does not take would be a hole, so abort. */
static void
set_options(struct nq_fetcher *f)
{
	long slow = f->src->timeout_s < SLOW_S ? f->src->timeout_s : SLOW_S;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	SET(CURLOPT_TIMEOUT, (long)f->src->timeout_s);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, slow);
	/* The archive's readers know HTTP/1; HTTP/2 has no status line. */
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_USERAGENT, "nqtrack/" NQ_VERSION
	    " (nightly reader of statistical releases)");
	SET(CURLOPT_HTTPHEADER, f->headers);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, f);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, f);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, f);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, f);
	SET(CURLOPT_ERRORBUFFER, f->detail);
}

struct nq_fetcher *
nq_fetcher_new(const struct nq_source *src)
{
	struct nq_fetcher *f = nq_alloc(1, sizeof(*f));

	f->src = src;
	f->raw.max = NQ_MAX_BODY;
	f->curl = curl_easy_init();
	f->headers = curl_slist_append(NULL, "Accept-Encoding: gzip");
	if (f->curl == NULL || f->headers == NULL)
		abort();
	set_options(f);
	return f;
}

void
nq_fetcher_free(struct nq_fetcher *f)
{
	if (f == NULL)
		return;
	curl_easy_cleanup(f->curl);
	curl_slist_free_all(f->headers);
	nq_buf_release(&f->raw);
	free(f);
}

void
nq_answer_release(struct nq_answer *a)
{
	free(a->url);
	nq_buf_release(&a->request);
	nq_buf_release(&a->headers);
	nq_buf_release(&a->body);
	*a = (struct nq_answer){ 0 };
}

static void
wait_politely(struct nq_fetcher *f)
{
	struct timespec until = f->last;

	until.tv_sec += f->src->delay_ms / 1000;
	until.tv_nsec += f->src->delay_ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	if (f->asked && f->src->delay_ms > 0)
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until,
		    NULL) != 0)
			;
}

/* Value of the last header of that name, or NULL; the caller frees. */
static char *
header(const struct nq_answer *a, const char *name)
{
	const char *p = a->headers.p, *end = p + a->headers.len;
	char *value = NULL;
	size_t n = strlen(name);

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t line = nl != NULL ? (size_t)(nl - p) :
		    (size_t)(end - p);

		if (line > n && p[n] == ':' && strncasecmp(p, name, n) == 0) {
			size_t from = n + 1;

			while (from < line && strchr(" \t", p[from]) != NULL)
				from++;
			while (line > from &&
			    strchr(" \t\r", p[line - 1]) != NULL)
				line--;
			free(value);
			value = nq_strndup(p + from, line - from);
		}
		p = nl != NULL ? nl + 1 : end;
	}
	return value;
}

/* Until the member's own end and checksum: libcurl would take a stream that
 * stops half way for whole. */
static int
gunzip(const struct nq_buf *raw, struct nq_buf *out, struct nq_err *e)
{
	z_stream z = { .next_in = (Bytef *)raw->p,
		.avail_in = (uInt)raw->len };
	struct nq_err over = { 0 };
	char chunk[65536];
	int rc;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		abort();
	do {
		z.next_out = (Bytef *)chunk;
		z.avail_out = sizeof(chunk);
		rc = inflate(&z, Z_NO_FLUSH);
		if ((rc == Z_OK || rc == Z_STREAM_END) && nq_buf_add(out,
		    chunk, sizeof(chunk) - z.avail_out, &over) != 0)
			break;
	} while (rc == Z_OK);
	inflateEnd(&z);
	if (over.code != NQ_OK)
		return nq_fail(e, NQ_ELIMIT, "the body is over %d bytes when "
		    "decoded", NQ_MAX_BODY);
	if (rc != Z_STREAM_END)
		return nq_fail(e, NQ_ENET, "the gzip body is damaged or cut "
		    "short");
	return 0;
}

static int
undo_coding(struct nq_fetcher *f, struct nq_answer *a, struct nq_err *e)
{
	char *coding = header(a, "Content-Encoding");
	int rc = 0;

	nq_buf_reset(&a->body);
	if (coding == NULL || coding[0] == '\0' ||
	    strcasecmp(coding, "identity") == 0) {
		nq_buf_release(&a->body);
		a->body = f->raw;
		f->raw = NQ_BUF(NQ_MAX_BODY);
	} else if (strcasecmp(coding, "gzip") == 0 ||
	    strcasecmp(coding, "x-gzip") == 0) {
		if (f->raw.len > 0)
			rc = gunzip(&f->raw, &a->body, e);
	} else {
		rc = nq_fail(e, NQ_ENET, "Content-Encoding \"%.40s\", which "
		    "was not asked for", coding);
	}
	free(coding);
	return rc;
}

static int
fail_transfer(struct nq_fetcher *f, CURLcode rc, struct nq_err *e)
{
	const char *why = f->detail[0] != '\0' ? f->detail :
	    curl_easy_strerror(rc);

	if (f->refused)
		return nq_fail(e, NQ_ENET, "the host has an address of this "
		    "machine or of a private network, which this source may "
		    "not ask (\"allow_private\")");
	if (f->over != NULL)
		return nq_fail(e, NQ_ELIMIT, "the %s is over %d bytes",
		    f->over, f->over[0] == 'b' ? NQ_MAX_BODY : NQ_MAX_HEADERS);
	switch (rc) {
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
		return nq_fail(e, NQ_ENET, "the answer was cut short: %s",
		    why);
	case CURLE_OPERATION_TIMEDOUT:
		return nq_fail(e, NQ_ENET, "too slow: %s", why);
	default:
		return nq_fail(e, NQ_ENET, "%s", why);
	}
}

/* One hop: a->url is asked. */
static int
get_once(struct nq_fetcher *f, struct nq_answer *a, struct nq_err *e)
{
	const char *ip = NULL;
	CURLcode rc;

	wait_politely(f);
	f->a = a;
	f->over = NULL;
	f->refused = f->headers_done = false;
	f->detail[0] = '\0';
	nq_buf_reset(&f->raw);
	nq_buf_reset(&a->headers);
	SET(CURLOPT_URL, a->url);
	rc = curl_easy_perform(f->curl);
	clock_gettime(CLOCK_MONOTONIC, &f->last);
	f->asked = true;
	if (rc != CURLE_OK)
		return fail_transfer(f, rc, e);
	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &a->status);
	if (curl_easy_getinfo(f->curl, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
	    ip != NULL)
		snprintf(a->ip, sizeof(a->ip), "%s", ip);
	return undo_coding(f, a, e);
}

/* 1: a->url is the next hop; 0: this was the last; -1. */
static int
follow(struct nq_fetcher *f, struct nq_answer *a, struct nq_err *e)
{
	struct nq_err why = { 0 };
	char *to = NULL, *next = NULL;
	int rc = -1;

	if (a->status < 301 || a->status > 308 || (a->status > 303 &&
	    a->status < 307))
		return 0;
	if ((to = header(a, "Location")) == NULL) {
		nq_fail(e, NQ_ENET, "HTTP %ld without a Location", a->status);
	} else if ((next = nq_url_canonical(a->url, to, &why)) == NULL) {
		nq_fail(e, NQ_ENET, "redirected to \"%.120s\": %s", to,
		    why.msg);
	} else if (!nq_source_has_host(f->src, next)) {
		nq_fail(e, NQ_ENET, "redirected to %.120s, which is no host of "
		    "the source", next);
	} else {
		free(a->url);
		a->url = next;
		next = NULL;
		rc = 1;
	}
	free(to);
	free(next);
	return rc;
}

int
nq_fetch(struct nq_fetcher *f, const char *url, struct nq_answer *a,
    struct nq_err *e)
{
	int more = 1;

	*a = (struct nq_answer){ .url = nq_strdup(url),
		.request = NQ_BUF(NQ_MAX_HEADERS),
		.headers = NQ_BUF(NQ_MAX_HEADERS),
		.body = NQ_BUF(NQ_MAX_BODY) };
	for (int hop = 0; more == 1; hop++) {
		if (hop > NQ_MAX_REDIRECT) {
			nq_fail(e, NQ_ENET, "more than %d redirects",
			    NQ_MAX_REDIRECT);
			more = -1;
		} else {
			more = get_once(f, a, e) != 0 ? -1 : follow(f, a, e);
		}
	}
	if (more < 0)
		nq_err_at(e, "%.200s", a->url);
	return more;
}
