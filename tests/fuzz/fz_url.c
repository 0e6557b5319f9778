/*
 * Addresses: the canonical form of a link is its own, and so is what is
 * made of it; a key of an index has no blank.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/cdxj.h"
#include "core/err.h"
#include "core/mem.h"
#include "extract/url.h"
#include "tests/fuzz/links.h"

static void
look_at_key(const char *url, const struct nq_key_rule *rule)
{
	char *key = nq_url_key(url, rule);

	MUST(key == NULL || (strlen(key) <= NQ_MAX_KEY && key[0] != '\0' &&
	    strchr(key, '#') == NULL));
	free(key);
}

static void
look_at_keys(const char *url)
{
	char slash[] = "/", trim[] = "+ /", tail[] = "-post", l[] = "l",
	    item[] = "ItemID", en[] = "/en", *params[] = { l, item },
	    *drops[] = { en };
	struct nq_key_rule rule = { .trim = trim, .separator = slash,
		.params = { params, 2, 2 }, .drop = { drops, 1, 1 },
		.number = 2, .tail = tail };
	static const enum nq_key_way ways[] = { NQ_KEY_PARAMS, NQ_KEY_PATH,
		NQ_KEY_PATH_NUMBER, NQ_KEY_PATH_TAIL };

	for (size_t i = 0; i < 4; i++) {
		rule.way = ways[i];
		look_at_key(url, &rule);
	}
}

static void
look_at_surt(const char *url)
{
	char *key = nq_cdxj_surt(url);

	for (const char *p = key; p != NULL && *p != '\0'; p++)
		MUST(*p > ' ' && *p < 0x7f);
	free(key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_err e = { 0 };
	char *link, *url, *host, *local, *origin, *there;

	fuzz_url((const char *)data, size);
	link = nq_strndup((const char *)data, size);
	look_at_surt(link);
	nq_url_is_damaged(link);
	url = nq_url_canonical("http://a.vn/x/", link, &e);
	free(link);
	if (url == NULL)
		return 0;
	host = nq_url_host(url);
	local = nq_url_local(url);
	origin = nq_url_origin(url);
	MUST(host[0] != '\0' && local[0] == '/');
	MUST(strncmp(url, origin, strlen(origin)) == 0);
	there = nq_url_on_host(url, host);
	MUST(strcmp(there, url) == 0);
	nq_url_is_file(url);
	look_at_keys(url);
	look_at_surt(url);
	free(host);
	free(local);
	free(origin);
	free(there);
	free(url);
	return 0;
}
