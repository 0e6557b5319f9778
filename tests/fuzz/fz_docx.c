/* DOCX documents, as fz_xlsx.c has workbooks. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/buf.h"
#include "transform/office.h"

static const struct fuzz_part parts[] = {
	{ "_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats"
	    ".org/package/2006/relationships\"><Relationship Id=\"r1\" "
	    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
	    "relationships/officeDocument\" Target=\"word/document.xml\"/>"
	    "</Relationships>" },
	{ "word/document.xml", "<w:document xmlns:w=\"w\"><w:body/>"
	    "</w:document>" },
	{ NULL, NULL },
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_buf zip = NQ_BUF(0);

	if (size > 2 && memcmp(data, "PK", 2) == 0) {
		fuzz_file(nq_office_read, (const char *)data, size);
		return 0;
	}
	fuzz_zip((const char *)data, size, parts, &zip);
	fuzz_file(nq_office_read, zip.p, zip.len);
	nq_buf_release(&zip);
	return 0;
}
