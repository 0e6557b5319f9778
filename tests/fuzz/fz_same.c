/*
 * Two captures of a page, the bytes NUL NUL between them: whether they say
 * the same; and the title by which an error page is known.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/buf.h"
#include "extract/errorpage.h"
#include "extract/same.h"

static void
look_at_title(const char *p, size_t len)
{
	struct nq_buf title = NQ_BUF(0);

	if (nq_errorpage_title(p, len, &title))
		MUST(title.len <= NQ_MAX_TITLE);
	nq_buf_release(&title);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	const char *cut = memmem(p, size, "\0\0", 2);
	size_t n = cut != NULL ? (size_t)(cut - p) : size;
	struct nq_capture old = { p, n, "2026-11-22" };
	struct nq_capture new = { p, n, "2026-11-23" };

	look_at_title(p, n);
	if (cut != NULL)
		new = (struct nq_capture){ cut + 2, size - n - 2,
			"2026-11-23" };
	MUST(nq_same(NULL, &old, &new) == nq_same(NULL, &old, &new));
	return 0;
}
