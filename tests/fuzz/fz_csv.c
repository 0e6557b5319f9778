/*
 * Tables of separated values to grids; and, the same bytes taken for what
 * they look like, to figures and records.
 */
#include "tests/fuzz/fuzz.h"

#include "transform/decode.h"
#include "transform/file.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_decoded d;

	nq_decode((const char *)data, size, NULL, &d);
	fuzz_file(nq_csv_read, d.p, d.len);
	nq_decoded_release(&d);
	fuzz_document((const char *)data, size, "text/csv");
	return 0;
}
