/*
 * The measure that the reading of workbooks is held against: reader FILE
 * walks every sheet of an XLSX with libxml2's xmlTextReader, counts the
 * cells, looks at the text of each and does nothing else with it.
 */
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

struct sums {
	unsigned long cells, bytes, text;
};

static int
take(void *part, char *p, int len)
{
	return (int)zip_fread(part, p, (zip_uint64_t)len);
}

/* Returns 0 at the end of a well-formed part. */
static int
walk(zip_file_t *part, struct sums *s)
{
	xmlTextReaderPtr r = xmlReaderForIO(take, NULL, part, NULL, NULL,
	    XML_PARSE_NONET);
	int rc = -1, in_cell = 0;

	while (r != NULL && (rc = xmlTextReaderRead(r)) == 1) {
		int type = xmlTextReaderNodeType(r);

		if (type == XML_READER_TYPE_TEXT && in_cell) {
			s->text += strlen((const char *)
			    xmlTextReaderConstValue(r));
		} else if (type == XML_READER_TYPE_ELEMENT ||
		    type == XML_READER_TYPE_END_ELEMENT) {
			const char *name = (const char *)
			    xmlTextReaderConstLocalName(r);

			if (strcmp(name, "c") != 0)
				continue;
			in_cell = type == XML_READER_TYPE_ELEMENT;
			s->cells += (unsigned long)in_cell;
		}
	}
	xmlFreeTextReader(r);
	return rc;
}

int
main(int argc, char **argv)
{
	static const char sheets[] = "xl/worksheets/sheet";
	struct sums s = { 0 };
	zip_t *z = NULL;
	int rc = 0;

	if (argc != 2 || (z = zip_open(argv[1], ZIP_RDONLY, NULL)) == NULL) {
		fprintf(stderr, "usage: reader FILE\n");
		return 2;
	}
	for (zip_int64_t i = 0; rc == 0 && i < zip_get_num_entries(z, 0);
	    i++) {
		zip_stat_t st;
		zip_file_t *part;

		if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) != 0)
			return 1;
		if (strncmp(st.name, sheets, sizeof(sheets) - 1) != 0)
			continue;
		part = zip_fopen_index(z, (zip_uint64_t)i, 0);
		if (part == NULL)
			return 1;
		rc = walk(part, &s);
		s.bytes += st.size;
		zip_fclose(part);
	}
	zip_discard(z);
	xmlCleanupParser();
	printf("%lu %lu %lu\n", s.cells, s.bytes, s.text);
	return rc != 0;
}
