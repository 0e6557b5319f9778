/*
 * The measure that transform is held against: dom FILE builds libxml2's
 * HTML DOM of each page of a pages.raw and does nothing else with it.
 */
#include <libxml/HTMLparser.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	unsigned long pages = 0, bytes = 0;
	uint32_t len;
	char *page = NULL;
	FILE *f;

	if (argc != 2 || (f = fopen(argv[1], "rb")) == NULL) {
		fprintf(stderr, "usage: dom FILE\n");
		return 2;
	}
	while (fread(&len, sizeof(len), 1, f) == 1) {
		htmlDocPtr doc;

		page = realloc(page, len);
		if (page == NULL || fread(page, 1, len, f) != len)
			return 1;
		doc = htmlReadMemory(page, (int)len, NULL, "UTF-8",
		    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		    HTML_PARSE_NONET);
		if (doc == NULL)
			return 1;
		xmlFreeDoc(doc);
		pages++;
		bytes += len;
	}
	printf("%lu %lu\n", pages, bytes);
	free(page);
	fclose(f);
	xmlCleanupParser();
	return 0;
}
