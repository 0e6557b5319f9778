/* Bytes that are an HTML page, whatever they look like, to blocks. */
#include "tests/fuzz/fuzz.h"

#include "core/mem.h"
#include "transform/decode.h"
#include "transform/html.h"
#include "transform/page.h"
#include "transform/raw.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_page page = { .charset = "", .title = "" };
	struct nq_arena arena = { 0 };
	struct nq_decoded text;
	struct nq_raw raw;

	nq_html_init();
	nq_decode((const char *)data, size, NULL, &text);
	page.text = nq_arena_get(&arena, 1, 1);
	nq_raw_init(&raw, &arena);
	nq_html_read(text.p, text.len, &raw);
	nq_article_pick(&raw, false, &page);
	fuzz_page(&page);
	nq_raw_release(&raw);
	nq_decoded_release(&text);
	nq_arena_release(&arena);
	return 0;
}
