#include "extract/given.h"

#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
nq_given_release(struct nq_given *g)
{
	free(g->url);
	free(g->type);
	nq_httpblock_release(&g->http);
	*g = (struct nq_given){ 0 };
}

static int
two(const char *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* Fractions of a second are dropped; time zones other than Z are not WARC. */
static bool
is_end(const char *p)
{
	if (*p == '.' && isdigit((unsigned char)p[1]))
		for (p++; isdigit((unsigned char)*p);)
			p++;
	return strcmp(p, "Z") == 0;
}

bool
nq_given_date(const char *date, char at[NQ_TIME_TEXT])
{
	static const char form[] = "0000-01-01T00:00:00Z";
	size_t n = 0;

	memcpy(at, form, sizeof(form));
	while (n < 19 && (isdigit((unsigned char)form[n]) ?
	    isdigit((unsigned char)date[n]) : date[n] == form[n])) {
		at[n] = date[n];
		n++;
	}
	if (n == 4 || n == 7 || n == 10) {
		if (date[n] != '\0')
			return false;
	} else if ((n != 16 && n != 19) || !is_end(date + n)) {
		return false;
	}
	/* There was no web before. */
	return strncmp(at, "1990", 4) >= 0 && two(at + 5) >= 1 &&
	    two(at + 5) <= 12 && two(at + 8) >= 1 && two(at + 8) <= 31 &&
	    two(at + 11) <= 23 && two(at + 14) <= 59 && two(at + 17) <= 60;
}

/* Only what is an address: it goes into a header of ours. */
static void
take_ip(struct nq_given *g, const char *ip)
{
	unsigned char bytes[16];

	if (ip != NULL && strlen(ip) < sizeof(g->ip) &&
	    (inet_pton(AF_INET, ip, bytes) == 1 ||
	    inet_pton(AF_INET6, ip, bytes) == 1))
		memcpy(g->ip, ip, strlen(ip) + 1);
}

static int
take_resource(struct nq_given *g, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec, struct nq_err *e)
{
	g->resource = true;
	g->type = nq_strdup(nq_warc_field(r, "Content-Type"));
	g->http.body = NQ_BUF(NQ_MAX_BODY);
	return nq_buf_add(&g->http.body, rec->block, rec->block_len, e);
}

int
nq_given_read(struct nq_given *g, const struct nq_warc_reader *r,
    const struct nq_warc_record *rec, struct nq_err *e)
{
	if (rec->date == NULL || !nq_given_date(rec->date, g->at))
		return nq_fail(e, NQ_EPARSE, "WARC-Date is no time: "
		    "\"%.60s\"", rec->date != NULL ? rec->date : "");
	if (rec->url == NULL)
		return nq_fail(e, NQ_EPARSE, "no WARC-Target-URI");
	if (g->url == NULL &&
	    (g->url = nq_url_canonical(NULL, rec->url, e)) == NULL)
		return -1;
	/* A segment is the beginning of a record that goes on in another. */
	g->truncated = nq_warc_field(r, "WARC-Truncated") != NULL ||
	    nq_warc_field(r, "WARC-Segment-Number") != NULL;
	take_ip(g, nq_warc_field(r, "WARC-IP-Address"));
	g->via.record = nq_warc_field(r, "WARC-Record-ID");
	if (strcmp(rec->type, "resource") == 0)
		return take_resource(g, r, rec, e);
	if (nq_httpblock_parse(rec->block, rec->block_len, &g->http, e) != 0)
		return -1;
	g->truncated |= g->http.cut;
	return 0;
}
