/* A ZIP archive in the plainest form (APPNOTE.TXT, sections 4.3 and 4.4). */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <zlib.h>

#include "core/buf.h"
#include "transform/office.h"

enum { MAX_PARTS = 40 };

struct part {
	const char *name, *text;
	size_t name_len, len, at;	/* at: of its local header */
};

static void
put(struct nq_buf *b, unsigned long v, int bytes)
{
	for (int i = 0; i < bytes; i++, v >>= 8)
		nq_buf_putc(b, (char)(v & 0xff));
}

/* What the two headers of a part have in common. */
static void
put_header(struct nq_buf *b, const struct part *p, bool central)
{
	unsigned long crc = crc32(0, (const Bytef *)p->text, (uInt)p->len);

	nq_buf_put(b, central ? "PK\1\2" : "PK\3\4", 4);
	if (central)
		put(b, 20, 2);
	put(b, 20, 2);
	put(b, 0, 2);			/* flags */
	put(b, 0, 2);			/* stored */
	put(b, 0x5a210000, 4);		/* a day of 2025 */
	put(b, crc, 4);
	put(b, p->len, 4);
	put(b, p->len, 4);
	put(b, p->name_len, 2);
	put(b, 0, 2);
	if (central) {
		put(b, 0, 2 + 2 + 2 + 4);
		put(b, p->at, 4);
	}
	nq_buf_put(b, p->name, p->name_len);
}

static void
put_archive(struct nq_buf *b, struct part *v, size_t n)
{
	size_t start;

	for (size_t i = 0; i < n; i++) {
		v[i].at = b->len;
		put_header(b, &v[i], false);
		nq_buf_put(b, v[i].text, v[i].len);
	}
	start = b->len;
	for (size_t i = 0; i < n; i++)
		put_header(b, &v[i], true);
	nq_buf_put(b, "PK\5\6\0\0\0\0", 8);
	put(b, n, 2);
	put(b, n, 2);
	put(b, b->len - 12 - start, 4);
	put(b, start, 4);
	put(b, 0, 2);
}

/* The parts that data tells; returns how many. */
static size_t
split(const char *p, const char *end, struct part *v)
{
	size_t n = 0;

	while (n < MAX_PARTS && end - p > 3 && memcmp(p, "@@ ", 3) == 0) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		const char *next;

		if (eol == NULL)
			break;
		next = memmem(eol, (size_t)(end - eol), "\n@@ ", 4);
		next = next != NULL ? next + 1 : end;
		v[n++] = (struct part){ .name = p + 3,
			.name_len = (size_t)(eol - p) - 3, .text = eol + 1,
			.len = (size_t)(next - eol) - 1 };
		p = next;
	}
	return n;
}

static void
pack(const char *data, size_t size, const struct fuzz_part *more,
    struct nq_buf *out)
{
	struct part v[MAX_PARTS + 8];
	size_t n = split(data, data + size, v), i;

	for (; more->name != NULL; more++) {
		for (i = 0; i < n; i++)
			if (v[i].name_len == strlen(more->name) &&
			    memcmp(v[i].name, more->name, v[i].name_len) == 0)
				break;
		if (i == n)
			v[n++] = (struct part){ .name = more->name,
				.name_len = strlen(more->name),
				.text = more->text,
				.len = strlen(more->text) };
	}
	put_archive(out, v, n);
}

void
fuzz_office(const uint8_t *data, size_t size, const struct fuzz_part *more)
{
	const char *p = (const char *)data;
	struct nq_buf zip = NQ_BUF(0);

	if (size > 2 && memcmp(p, "PK", 2) == 0) {
		fuzz_file(nq_office_read, p, size);
		return;
	}
	pack(p, size, more, &zip);
	fuzz_file(nq_office_read, zip.p, zip.len);
	nq_buf_release(&zip);
}
