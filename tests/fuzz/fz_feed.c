/* Feeds, sitemaps and WordPress: the first byte chooses which. */
#include "tests/fuzz/fuzz.h"

#include "extract/discover.h"
#include "tests/fuzz/links.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum nq_find_kind kinds[] = { NQ_FIND_FEED,
		NQ_FIND_SITEMAP, NQ_FIND_WORDPRESS };
	struct nq_find find = { 0 };

	if (size == 0)
		return 0;
	find.kind = kinds[data[0] % 3];
	fuzz_links(&find, (const char *)data + 1, size - 1);
	return 0;
}
