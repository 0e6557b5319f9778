/*
 * Tables of separated values to grids; and, the same text taken for what
 * it looks like, to figures and records.
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
	fuzz_document(d.p, d.len, "text/csv");
	nq_decoded_release(&d);
	return 0;
}
