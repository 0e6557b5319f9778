/* Names of sheets: what the format takes, and no two alike. */
#include "core/err.h"
#include "query/export/book.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <unistd.h>

static void
name(const char *from, const char *want)
{
	char got[NQ_BOOK_NAME * 4 + 1];

	nq_book_name(from, got);
	STR(got, want);
}

int
main(void)
{
	static const struct nq_book_column one = { "Số", 10 };
	char path[] = "/tmp/nqtrack-book-XXXXXX";
	int fd = mkstemp(path), rc = 0;
	struct nq_err e = { 0 };
	struct nq_book *b = calloc(1, sizeof(*b));

	name("29-NQ/TU", "29-NQ-TU");
	name("[a]:b*c?d\\e", "-a--b-c-d-e");
	name("'quoted'", " quoted ");
	name("tab\tand\x01", "tab-and-");
	name("", "Sheet");
	name("HISTORY", "Sheet");
	name("Quy hoạch phát triển du lịch tỉnh Yên Bái",
	    "Quy hoạch phát triển du lịch tỉ");
	tap_have(b, "no memory");
	if (!OK(fd >= 0 && nq_book_open(b, path, "Thử",
	    "2025-01-02T03:04:05Z", &e) == 0, "a book"))
		tap_bail(e.msg);
	for (int i = 0; i < 3; i++)
		rc |= nq_book_sheet(b, "Quy hoạch phát triển du lịch tỉnh",
		    &one, 1, &e);
	rc |= nq_book_sheet(b, "a/b", &one, 1, &e);
	rc |= nq_book_sheet(b, "A-B", &one, 1, &e);
	OK(rc == 0, "sheets whose names are the same once cut");
	STR(b->names[1], "Quy hoạch phát triển du lịc (2)");
	STR(b->names[2], "Quy hoạch phát triển du lịc (3)");
	STR(b->names[4], "A-B (2)");
	nq_book_text(b, "=1+1");
	nq_book_number(b, true, 0.5);
	OK(nq_book_next(b, &e) == 0, "a row");
	b->row = NQ_BOOK_ROWS - 1;
	OK(nq_book_next(b, &e) == -1 && e.code == NQ_ELIMIT &&
	    strstr(e.msg, "1048575") != NULL, "a row too many is told");
	nq_err_clear(&e);
	OK(nq_book_close(b, &e) == 0, "closed: %s", e.msg);
	free(b);
	close(fd);
	unlink(path);
	return tap_done();
}
