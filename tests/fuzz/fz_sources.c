/*
 * sources.json. What is taken has what a source must have; what is refused
 * is told with its place and in words.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "extract/sources.h"

static void
look_at_entry(const struct nq_source *s, const struct nq_entry *en)
{
	struct nq_err e = { 0 };
	char *page, *url;

	MUST(en->kind < NQ_ENTRY_KINDS);
	MUST(nq_entry_kind_name(en->kind) != NULL);
	if (en->kind == NQ_ENTRY_ATTACHMENTS)
		return;
	MUST(en->url != NULL);
	if (en->kind == NQ_ENTRY_FILES)
		return;
	MUST(nq_source_has_host(s, en->url));
	if (en->pages == NULL)
		return;
	/* The template is checked by its first use. */
	page = nq_entry_page(en, 2);
	url = nq_url_canonical(NULL, page, &e);
	MUST(url != NULL && nq_source_has_host(s, url));
	free(url);
	free(page);
}

static void
look_at_source(const struct nq_source *s)
{
	char *there;

	MUST(s->id != NULL && s->title != NULL && s->ref_area != NULL);
	MUST(s->enabled || s->reason != NULL);
	MUST(s->connections >= 1 && s->timeout_s >= 1 && s->delay_ms >= 0);
	for (size_t i = 0; i < s->entry_count; i++) {
		look_at_entry(s, &s->entries[i]);
		if (s->entries[i].url == NULL ||
		    s->entries[i].kind == NQ_ENTRY_FILES)
			continue;
		there = nq_source_address(s, s->entries[i].url);
		MUST(there != NULL);
		free(nq_url_key(there, &s->key));
		free(there);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_sources all;
	struct nq_err e = { 0 };
	int fd = memfd_create("sources", MFD_CLOEXEC);
	char path[40];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (nq_sources_load(&all, path, &e) == 0) {
		for (size_t i = 0; i < all.n; i++) {
			look_at_source(&all.v[i]);
			MUST(nq_sources_find(&all, all.v[i].id) ==
			    &all.v[i]);
		}
	} else {
		MUST(e.code == NQ_EUSAGE && e.msg[0] != '\0');
		MUST(strncmp(e.where, path, strlen(path)) == 0);
	}
	nq_sources_release(&all);
	close(fd);
	return 0;
}
