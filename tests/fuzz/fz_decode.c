/*
 * Bytes to UTF-8. The first byte chooses what was declared of the charset.
 * What comes out is valid, has no controls, and is the input itself where
 * that was clean.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "transform/decode.h"
#include "transform/page.h"

static const char *const declared[] = { NULL, "windows-1258", "tcvn3",
	"viscii", "vni", "windows-1252", "utf-8", "no-such-charset" };

static bool
has_controls(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)p[i] < ' ' && p[i] != '\n' &&
		    p[i] != '\r' && p[i] != '\t')
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 1;
	struct nq_page_hint hint = { 0 };
	struct nq_decoded d, again;

	if (size == 0)
		return 0;
	hint.charset = declared[data[0] & 7];
	hint.media_type = data[0] & 8 ? "text/html; charset=\"TCVN-5712\"" :
	    NULL;
	size--;
	nq_decode(bytes, size, &hint, &d);
	MUST(d.charset != NULL && d.len <= 3 * size + 3);
	MUST(fuzz_is_utf8(d.p, d.len));
	MUST(!has_controls(d.p, d.len));
	nq_decode(bytes, size, &hint, &again);
	MUST(d.len == again.len && d.charset == again.charset);
	MUST(d.len == 0 || memcmp(d.p, again.p, d.len) == 0);
	nq_decoded_release(&d);
	nq_decoded_release(&again);
	return 0;
}
