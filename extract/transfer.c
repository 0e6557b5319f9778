#include "extract/transfer.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "extract/address.h"
#include "extract/coding.h"
#include "extract/sources.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum {
	CONNECT_S = 15,
	/* A body slower than this for so long is a stalled one. */
	SLOW_BYTES = 200,
	SLOW_S = 30
};

struct nq_transfer {
	const struct nq_source *src;
	CURL *curl;
	struct curl_slist *fields;
	struct nq_exchange x;	/* what has come so far */
	struct nq_buf raw;	/* body before its content coding is undone */
	bool headers_done, refused;
	const char *over;	/* which ceiling was reached, or NULL */
	char detail[CURL_ERROR_SIZE];
};

void
nq_exchange_release(struct nq_exchange *x)
{
	nq_buf_release(&x->request);
	nq_buf_release(&x->headers);
	nq_buf_release(&x->body);
	*x = (struct nq_exchange){ 0 };
}

char *
nq_exchange_header(const struct nq_exchange *x, const char *name)
{
	const char *p = x->headers.p, *end = p + x->headers.len;
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

/* The resolved address is what counts: names lie. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct nq_transfer *t = arg;

	(void)purpose;
	if (!nq_address_is_allowed(&addr->addr, &t->src->allowed)) {
		t->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC,
	    addr->protocol);
}

/* A connection that another source opened was checked by its rules. */
static int
before_request(void *arg, char *peer, char *here, int peer_port,
    int here_port)
{
	struct nq_transfer *t = arg;

	(void)here;
	(void)peer_port;
	(void)here_port;
	if (nq_address_text_is_allowed(peer, &t->src->allowed))
		return CURL_PREREQFUNC_OK;
	t->refused = true;
	return CURL_PREREQFUNC_ABORT;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct nq_transfer *t = arg;
	struct nq_err e = { 0 };

	if (nq_buf_add(&t->raw, p, size * n, &e) == 0)
		return size * n;
	t->over = "body";
	return 0;
}

/* Only while the connection is in use can it be asked what protects it. */
static void
note_tls(struct nq_transfer *t)
{
	const struct curl_tlssessioninfo *tls = NULL;

	if (curl_easy_getinfo(t->curl, CURLINFO_TLS_SSL_PTR, &tls) ==
	    CURLE_OK && tls != NULL && tls->internals != NULL &&
	    tls->backend == CURLSSLBACKEND_OPENSSL)
		snprintf(t->x.tls, sizeof(t->x.tls), "%s %s",
		    SSL_get_version(tls->internals),
		    SSL_get_cipher_name(tls->internals));
}

/* 1xx answers come before the real one, trailers after its body. */
static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct nq_transfer *t = arg;
	struct nq_err e = { 0 };

	n *= size;
	if (t->headers_done) {
		if (n < 5 || strncmp(p, "HTTP/", 5) != 0)
			return n;
		nq_buf_reset(&t->x.headers);
		t->headers_done = false;
	}
	if (t->x.headers.len == 0)
		note_tls(t);
	if (nq_buf_add(&t->x.headers, p, n, &e) != 0) {
		t->over = "header block";
		return 0;
	}
	t->headers_done = n <= 2 && p[n - 1] == '\n';
	return n;
}

static int
on_debug(CURL *c, curl_infotype type, char *p, size_t n, void *arg)
{
	struct nq_transfer *t = arg;

	(void)c;
	if (type == CURLINFO_HEADER_OUT) {
		nq_buf_reset(&t->x.request);
		nq_buf_put(&t->x.request, p, n);
	}
	return 0;
}

/* An option that this libcurl does not take would be a hole, so abort. */
static void
must(CURLcode rc)
{
	if (rc == CURLE_OUT_OF_MEMORY)
		nq_mem_gone();
	if (rc != CURLE_OK)
		abort();
}

#define SET(option, value) must(curl_easy_setopt(t->curl, option, value))

/* The options that are the same for every request. */
static void
set_options(struct nq_transfer *t)
{
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_PIPEWAIT, 1L);
	SET(CURLOPT_USERAGENT, "nqtrack/" NQ_VERSION
	    " (nightly reader of statistical releases)");
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_PREREQFUNCTION, before_request);
	SET(CURLOPT_PREREQDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_ERRORBUFFER, t->detail);
	SET(CURLOPT_PRIVATE, t);
	SET(CURLOPT_BUFFERSIZE, 128L << 10);
}

struct nq_transfer *
nq_transfer_new(void)
{
	struct nq_transfer *t = nq_alloc(1, sizeof(*t));

	t->curl = curl_easy_init();
	if (t->curl == NULL)
		nq_mem_gone();
	set_options(t);
	return t;
}

static void
reset(struct nq_transfer *t)
{
	curl_slist_free_all(t->fields);
	t->fields = NULL;
	nq_exchange_release(&t->x);
	nq_buf_release(&t->raw);
}

void
nq_transfer_free(struct nq_transfer *t)
{
	if (t == NULL)
		return;
	curl_easy_cleanup(t->curl);
	reset(t);
	free(t);
}

/* Whatever a portal once sent as its ETag comes back, so it is checked as
 * any text from outside: a control byte would begin another field. */
static void
add_field(struct nq_transfer *t, const char *name, const char *value)
{
	char *line;

	for (const char *p = value; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			value = NULL;
	if (value == NULL)
		return;
	line = nq_asprintf("%s: %s", name, value);
	t->fields = curl_slist_append(t->fields, line);
	free(line);
	if (t->fields == NULL)
		nq_mem_gone();
}

void *
nq_transfer_start(struct nq_transfer *t, const struct nq_request *r)
{
	long slow = r->src->timeout_s < SLOW_S ? r->src->timeout_s : SLOW_S;
	struct curl_blob pem = { .data = r->src->roots,
		.len = r->src->roots != NULL ? strlen(r->src->roots) : 0 };

	reset(t);
	t->src = r->src;
	t->over = NULL;
	t->headers_done = t->refused = false;
	t->detail[0] = '\0';
	t->raw.max = NQ_MAX_BODY;
	t->x.body.max = NQ_MAX_BODY;
	t->x.request.max = t->x.headers.max = NQ_MAX_HEADERS;
	add_field(t, "Accept-Encoding", "gzip");
	add_field(t, "If-None-Match", r->etag);
	add_field(t, "If-Modified-Since", r->modified);
	SET(CURLOPT_HTTPHEADER, t->fields);
	SET(CURLOPT_RANGE, r->range);
	SET(CURLOPT_TIMEOUT, (long)r->src->timeout_s);
	SET(CURLOPT_LOW_SPEED_TIME, slow);
	SET(CURLOPT_CAINFO_BLOB, pem.len > 0 ? &pem : NULL);
	SET(CURLOPT_URL, r->url);
	return t->curl;
}

static enum nq_trouble
undo_coding(struct nq_transfer *t, struct nq_err *e)
{
	char *coding = nq_exchange_header(&t->x, "Content-Encoding");
	enum nq_trouble rc = NQ_TROUBLE_NONE;

	if (coding == NULL || coding[0] == '\0' ||
	    strcasecmp(coding, "identity") == 0) {
		t->x.body = t->raw;
		t->raw = NQ_BUF(NQ_MAX_BODY);
	} else if (strcasecmp(coding, "gzip") == 0 ||
	    strcasecmp(coding, "x-gzip") == 0) {
		if (t->raw.len > 0 && nq_coding_gunzip(t->raw.p, t->raw.len,
		    &t->x.body, e) != 0)
			rc = e->code == NQ_ELIMIT ? NQ_TROUBLE_FINAL :
			    NQ_TROUBLE_PAGE;
	} else {
		nq_fail(e, NQ_ENET, "Content-Encoding \"%.40s\", which was "
		    "not asked for", coding);
		rc = NQ_TROUBLE_FINAL;
	}
	free(coding);
	return rc;
}

static enum nq_trouble
tell_trouble(struct nq_transfer *t, CURLcode rc, struct nq_err *e)
{
	const char *why = t->detail[0] != '\0' ? t->detail :
	    curl_easy_strerror(rc);
	curl_off_t connected = 0;

	if (t->refused) {
		nq_fail(e, NQ_ENET, "the host has an address of this machine "
		    "or of a private network, which this source may not ask "
		    "(\"allow_private\")");
		return NQ_TROUBLE_FINAL;
	}
	if (t->over != NULL) {
		nq_fail(e, NQ_ELIMIT, "the %s is over %d bytes", t->over,
		    t->over[0] == 'b' ? NQ_MAX_BODY : NQ_MAX_HEADERS);
		return NQ_TROUBLE_FINAL;
	}
	curl_easy_getinfo(t->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
	switch (rc) {
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2_STREAM:
		nq_fail(e, NQ_ENET, "the answer was cut short: %s", why);
		return NQ_TROUBLE_PAGE;
	case CURLE_OPERATION_TIMEDOUT:
		nq_fail(e, NQ_ENET, "too slow: %s", why);
		return connected > 0 ? NQ_TROUBLE_PAGE : NQ_TROUBLE_HOST;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
		nq_fail(e, NQ_ENET, "%s", why);
		return NQ_TROUBLE_HOST;
	case CURLE_PEER_FAILED_VERIFICATION:
		nq_fail(e, NQ_ENET, "the certificate is not to be trusted: "
		    "%s", why);
		return NQ_TROUBLE_TLS;
	default:
		nq_fail(e, NQ_ENET, "%s", why);
		return NQ_TROUBLE_PAGE;
	}
}

/* What HTTP does not tell of the connection. */
static void
note_connection(struct nq_transfer *t)
{
	const char *ip = NULL;
	curl_off_t us = 0;
	long version = 0;

	curl_easy_getinfo(t->curl, CURLINFO_HTTP_VERSION, &version);
	t->x.h2 = version == CURL_HTTP_VERSION_2_0;
	if (curl_easy_getinfo(t->curl, CURLINFO_TOTAL_TIME_T, &us) == CURLE_OK)
		t->x.ms = (int)(us / 1000);
	if (curl_easy_getinfo(t->curl, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
	    ip != NULL)
		snprintf(t->x.ip, sizeof(t->x.ip), "%s", ip);
}

enum nq_trouble
nq_transfer_end(struct nq_transfer *t, int code, struct nq_exchange *x,
    struct nq_err *e)
{
	enum nq_trouble rc;

	if (code != CURLE_OK) {
		rc = tell_trouble(t, (CURLcode)code, e);
	} else if (!t->headers_done) {
		/* libcurl takes that for an answer without a body. */
		nq_fail(e, NQ_ENET, "the answer was cut short: in its "
		    "headers");
		rc = NQ_TROUBLE_PAGE;
	} else {
		curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE,
		    &t->x.status);
		note_connection(t);
		rc = undo_coding(t, e);
	}
	nq_exchange_release(x);
	*x = t->x;
	t->x = (struct nq_exchange){ 0 };
	reset(t);
	return rc;
}
