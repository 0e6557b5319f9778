/*
 * XLS workbooks: an OLE2 file as it is, or the stream of one, which is
 * wrapped here, so that what is changed is the records of BIFF.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/buf.h"
#include "transform/file.h"

enum { SECTOR = 512, MOST = 126 * SECTOR, SMALL = 4096 };

static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
static const uint32_t FREE = 0xffffffff, LAST = 0xfffffffe, TABLE = 0xfffffffd;

static void
put(struct nq_buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++, v >>= 8)
		nq_buf_putc(b, (char)(v & 0xff));
}

static void
fill(struct nq_buf *b, size_t to, int c)
{
	while (b->len < to)
		nq_buf_putc(b, (char)c);
}

/* One entry of the folder, its name in UTF-16. */
static void
put_entry(struct nq_buf *b, const char *name, uint32_t kind, uint32_t child,
    uint32_t start, uint32_t size)
{
	size_t from = b->len;

	for (const char *p = name; *p != '\0'; p++)
		put(b, (unsigned char)*p, 2);
	fill(b, from + 64, 0);
	put(b, (uint32_t)strlen(name) * 2 + 2, 2);
	put(b, kind | 0x100, 2);
	put(b, FREE, 4);
	put(b, FREE, 4);
	put(b, child, 4);
	fill(b, b->len + 36, 0);
	put(b, start, 4);
	put(b, size, 4);
	put(b, 0, 4);
}

/* Sector 0 is the table, 1 the folder, then comes the stream. */
static void
wrap(const uint8_t *data, size_t size, struct nq_buf *b)
{
	uint32_t length = size > SMALL ? (uint32_t)size : SMALL;
	uint32_t n = (length + SECTOR - 1) / SECTOR;

	nq_buf_put(b, magic, 8);
	fill(b, 24, 0);
	put(b, 0x0003003e, 4);
	put(b, 0x0009fffe, 4);
	put(b, 6, 2);
	fill(b, 44, 0);
	put(b, 1, 4);
	put(b, 1, 4);
	put(b, 0, 4);
	put(b, SMALL, 4);
	put(b, LAST, 4);
	put(b, 0, 4);
	put(b, LAST, 4);
	put(b, 0, 4);
	put(b, 0, 4);
	fill(b, SECTOR, 0xff);
	put(b, TABLE, 4);
	put(b, LAST, 4);
	for (uint32_t i = 0; i < n; i++)
		put(b, i + 1 < n ? i + 3 : LAST, 4);
	fill(b, 2 * SECTOR, 0xff);
	put_entry(b, "Root Entry", 5, 1, LAST, 0);
	put_entry(b, "Workbook", 2, FREE, 2, length);
	fill(b, 3 * SECTOR, 0);
	nq_buf_put(b, data, size);
	fill(b, (3 + n) * SECTOR, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_buf ole = NQ_BUF(0);

	if (size > 8 && memcmp(data, magic, 8) == 0) {
		fuzz_file(nq_xls_read, (const char *)data, size);
		return 0;
	}
	if (size > MOST)
		return 0;
	wrap(data, size, &ole);
	fuzz_file(nq_xls_read, ole.p, ole.len);
	nq_buf_release(&ole);
	return 0;
}
