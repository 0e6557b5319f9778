/*
 * XLSX workbooks: a ZIP archive as it is, or the parts of one in the form
 * of fuzz_office, so that what is changed is the XML and not its packing.
 */
#include "tests/fuzz/fuzz.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/" \
	"relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/" \
	"relationships"

static const struct fuzz_part parts[] = {
	{ "_rels/.rels", "<Relationships xmlns=\"" PACKAGE "\"><Relationship "
	    "Id=\"r1\" Type=\"" REL "/officeDocument\" "
	    "Target=\"xl/workbook.xml\"/></Relationships>" },
	{ "xl/workbook.xml", "<workbook xmlns:r=\"" REL "\"><sheets><sheet "
	    "name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" PACKAGE
	    "\"><Relationship Id=\"r1\" Type=\"" REL "/worksheet\" "
	    "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"s\" "
	    "Type=\"" REL "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
	    "<Relationship Id=\"t\" Type=\"" REL "/styles\" "
	    "Target=\"styles.xml\"/></Relationships>" },
	{ "xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>" },
	{ "xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/>"
	    "</cellXfs></styleSheet>" },
	{ "xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>" },
	{ NULL, NULL },
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_office(data, size, parts);
	return 0;
}
