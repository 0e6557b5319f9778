#include "query/export/whole.h"

#include "core/err.h"

#include <libxml/xmlreader.h>
#include <stdbool.h>
#include <zip.h>

static int
read_part(void *arg, char *to, int n)
{
	return (int)zip_fread(arg, to, (zip_uint64_t)n);
}

static bool
is_whole(struct zip *z, zip_uint64_t i)
{
	struct zip_file *f = zip_fopen_index(z, i, 0);
	struct _xmlTextReader *r;
	int rc;

	if (f == NULL)
		return false;
	r = xmlReaderForIO(read_part, NULL, f, NULL, NULL, XML_PARSE_NONET |
	    XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
	while (r != NULL && (rc = xmlTextReaderRead(r)) == 1)
		;
	if (r == NULL)
		rc = -1;
	xmlFreeTextReader(r);
	zip_fclose(f);
	return rc == 0;
}

int
nq_book_check(const char *path, struct nq_err *e)
{
	struct zip *z = zip_open(path, ZIP_RDONLY, NULL);
	zip_int64_t n = z != NULL ? zip_get_num_entries(z, 0) : 0;
	zip_int64_t i = 0;

	while (i < n && is_whole(z, (zip_uint64_t)i))
		i++;
	if (i < n || n <= 0)
		nq_fail(e, NQ_EIO, "%s of the workbook was not written whole; "
		    "is there room where TMPDIR says, or /tmp?", n > 0 ?
		    zip_get_name(z, (zip_uint64_t)i, 0) : "the file");
	if (z != NULL)
		zip_discard(z);
	return e->code == NQ_OK ? 0 : -1;
}
