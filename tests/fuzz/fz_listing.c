/*
 * The links of an HTML page, by an XPath, a pattern, both with dates, or of
 * files; the first byte chooses. The expressions are those that people
 * write in sources.json; the page is hostile.
 */
#include "tests/fuzz/fuzz.h"

#include "extract/discover.h"
#include "tests/fuzz/links.h"

static const struct nq_find finds[] = {
	{ NQ_FIND_LISTING, "//a/@href", NULL, NULL },
	{ NQ_FIND_LISTING, "//li/a[1]", NULL, "../i" },
	{ NQ_FIND_LISTING, "//section[@class='item']/preceding::a[@href][1]"
	    "/@href", NULL, "following::span[@class='date'][1]" },
	{ NQ_FIND_LISTING, NULL, "/tin/[0-9]+", "following::i[1]" },
	{ NQ_FIND_LISTING, NULL, "^https://a\\.vn/", ".." },
	{ NQ_FIND_LISTING, NULL, NULL, "ancestor::li[1]" },
	{ NQ_FIND_FILES, NULL, NULL, NULL },
	{ NQ_FIND_FILES, "//div[@class='tep']//a", NULL, NULL },
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	fuzz_links(&finds[data[0] % (sizeof(finds) / sizeof(finds[0]))],
	    (const char *)data + 1, size - 1);
	return 0;
}
