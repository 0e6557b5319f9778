/* DOCX documents, as fz_xlsx.c has workbooks. */
#include "tests/fuzz/fuzz.h"

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
	fuzz_office(data, size, parts);
	return 0;
}
