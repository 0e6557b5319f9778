/* The archive's reader: foreign files, damage told by offset, and what
 * stands behind it. */
#include "core/limits.h"
#include "tests/warc.h"

static struct test_dir dir;

static char *
in_dir(const char *name)
{
	return nq_path_join(dir.path, name);
}

/* Records read before the first error; the error stays in e. */
static int
count_records(const char *path, struct nq_err *e, uint64_t *offset)
{
	struct nq_warc_reader *r = nq_warc_open(path, e);
	struct nq_warc_record rec;
	int n = 0, rc;

	tap_have(r, e->msg);
	while ((rc = nq_warc_next(r, &rec, e)) == 1)
		n++;
	*offset = rec.offset;
	if (rc < 0) {
		struct nq_err again = { 0 };

		OK(nq_warc_next(r, &rec, &again) == 0 && again.code == NQ_OK,
		    "told once, then the end");
	}
	nq_warc_reader_free(r);
	return n;
}

/* Cut at every byte of the last two members: never a record that is not
 * whole, never a crash, always the offset. */
static void
truncated(void)
{
	char *path = archive(&dir, "cut.warc.gz", 1), *cut = in_dir("cut");
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	uint64_t at[4];
	int bad = 0, n;

	tap_have(r, e.msg);
	for (int i = 0; i < 4; i++) {
		nq_warc_next(r, &rec, &e);
		at[i] = rec.offset;
	}
	nq_warc_reader_free(r);
	nq_buf_read_file(&all, path, &e);
	for (uint64_t end = at[2] + 1; end < all.len; end++) {
		int want = end < at[3] ? 2 : 3;
		char where[64];

		if (end == at[3])
			continue;
		write_file(cut, all.p, end);
		nq_err_clear(&e);
		r = nq_warc_open(cut, &e);
		tap_have(r, e.msg);
		for (n = 0; nq_warc_next(r, &rec, &e) == 1; n++)
			;
		snprintf(where, sizeof(where), "offset %" PRIu64, at[want]);
		bad += n != want || e.code != NQ_EPARSE ||
		    strstr(e.where, where) == NULL;
		nq_warc_reader_free(r);
	}
	OK(bad == 0, "cut anywhere: the records before, then the offset");
	nq_err_clear(&e);
	all.p[at[2] + (at[3] - at[2]) / 2] ^= 0x55;
	write_file(cut, all.p, all.len);
	r = nq_warc_open(cut, &e);
	tap_have(r, e.msg);
	for (n = 0; nq_warc_next(r, &rec, &e) == 1; n++)
		;
	OK(n == 2 && rec.offset == at[2] && e.code == NQ_EPARSE,
	    "a corrupt member: %s (%s)", e.where, e.msg);
	nq_err_clear(&e);
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.offset == at[3] &&
	    strcmp(rec.type, "response") == 0, "and the one behind it");
	OK(nq_warc_next(r, &rec, &e) == 0 && e.code == NQ_OK, "then the end");
	nq_warc_reader_free(r);
	nq_buf_release(&all);
	free(path);
	free(cut);
}

/* One hand-made member; the message must name what is wrong. */
static void
is_error(const char *text, size_t len, const char *want)
{
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	char *path = in_dir("hostile");
	uint64_t offset;

	add_member(&file, text, len);
	write_file(path, file.p, file.len);
	if (!OK(count_records(path, &e, &offset) == 0 && e.code != NQ_OK &&
	    strstr(e.msg, want) != NULL, "hostile: %s", want))
		printf("# %s: %s\n", e.where, e.msg);
	nq_buf_release(&file);
	free(path);
}

#define HOSTILE(text, want) is_error(text, sizeof(text) - 1, want)

static void
hostile(void)
{
	struct nq_buf b = NQ_BUF(0);
	struct nq_err e = { 0 };
	char *path = in_dir("plain");
	uint64_t offset;

	HOSTILE("GET / HTTP/1.1\r\n\r\n", "WARC/1.0");
	HOSTILE("WARC/1.1\r\nWARC-Type: response\r\n\r\n", "Content-Length");
	HOSTILE("WARC/1.1\r\nContent-Length: -1\r\n\r\n", "\"-1\"");
	HOSTILE("WARC/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
	    "Content-Length");
	HOSTILE("WARC/1.1\r\nContent-Length: 5x\r\n\r\n", "Content-Length");
	HOSTILE("WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 900\r\n\r\nx",
	    "shorter");
	HOSTILE("WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 1\r\n\r\n"
	    "x\r\n\r\nGET", "behind the record");
	HOSTILE("WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 0\r\n\r\n"
	    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
	    "behind the record");
	HOSTILE("WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "WARC-Type");
	HOSTILE("WARC/1.1\r\nno colon here\r\n\r\n", "without a name");
	HOSTILE("WARC/1.1\r\nA: b\0c\r\n\r\n", "NUL");
	HOSTILE("WARC/1.1\r\nA: b\r\n", "ends inside its header");
	HOSTILE("", "ends inside its header");
	nq_buf_puts(&b, "WARC/1.1\r\n");
	for (int i = 0; i < 200; i++)
		nq_buf_puts(&b, "X: y\r\n");
	nq_buf_puts(&b, "\r\n");
	is_error(b.p, b.len, "more than 128");
	for (int i = 0; i < 70000; i++)
		nq_buf_putc(&b, 'x');
	is_error(b.p + 1300, b.len - 1300, "more than 65536 bytes");
	write_file(path, "WARC/1.1\r\n", 10);
	OK(count_records(path, &e, &offset) == 0 && e.code == NQ_EPARSE,
	    "no gzip: %s", e.msg);
	nq_buf_release(&b);
	free(path);
}

/* The types of all records, as letters, '!' for a damaged place. */
static void
types_of(const char *p, size_t len, char out[64])
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open_bytes(p, len, "bytes", &e);
	struct nq_warc_record rec;
	size_t n = 0;
	int rc;

	tap_have(r, e.msg);
	while ((rc = nq_warc_next(r, &rec, &e)) != 0 && n < 63) {
		out[n++] = rc < 0 ? '!' : rec.type[0];
		nq_err_clear(&e);
	}
	out[n] = '\0';
	nq_warc_reader_free(r);
}

/*
 * Bytes changed at random, the same ones each time: what the reader hands
 * out stays within the record, whatever the header says.
 */
static void
mutated(void)
{
	static const char text[] = "WARC/1.1\r\nWARC-Type: response\r\n"
	    "WARC-Target-URI: <http://a.vn/x>\r\nWARC-Date: 2026\r\n"
	    " folded\r\nContent-Length: 12\r\n\r\nabcdefghijkl\r\n\r\n";
	char *path = in_dir("mutated"), copy[sizeof(text)];
	uint32_t seed = 20261122;
	int read = 0, refused = 0, bad = 0;
	char types[64];

	for (int i = 0; i < 3000; i++) {
		struct nq_buf file = NQ_BUF(0);
		struct nq_err e = { 0 };
		struct nq_warc_reader *r;
		struct nq_warc_record rec;
		int rc;

		memcpy(copy, text, sizeof(text));
		for (int k = 0; k <= i % 4; k++) {
			seed = seed * 1664525 + 1013904223;
			copy[(seed >> 8) % (sizeof(text) - 1)] =
			    (seed & 64) != 0 ? "\r\n :<>09\0"[seed >> 29] :
			    (char)(seed >> 24);
		}
		add_member(&file, copy, sizeof(text) - 1);
		write_file(path, file.p, file.len);
		r = nq_warc_open(path, &e);
		tap_have(r, e.msg);
		rc = nq_warc_next(r, &rec, &e);
		read += rc == 1;
		refused += rc == -1;
		bad += rc == 0 || (rc == 1 && (strlen(rec.type) > 200 ||
		    rec.block_len > sizeof(text))) ||
		    (rc == -1) != (e.code != NQ_OK);
		nq_warc_reader_free(r);
		/* The same, not compressed: it comes to an end. */
		types_of(copy, sizeof(text) - 1, types);
		bad += strlen(types) > 2;
		nq_buf_release(&file);
	}
	OK(bad == 0 && read > 100 && refused > 100,
	    "3000 mutants: %d read, %d refused", read, refused);
	free(path);
}

static void
old_version(void)
{
	static const char text[] = "WARC/1.0\r\nWARC-Type: response\r\n"
	    "WARC-Target-URI: <http://a.vn/x>\r\nX-Folded: one\r\n  two\r\n"
	    "content-length:   3\r\n\r\nabc\r\n\r\n";
	static const char lf[] = "WARC/1.0\nWARC-Type: response\n"
	    "Content-Length: 3\n\nabc\n\n";
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r;
	char *path = in_dir("old");

	add_member(&file, text, sizeof(text) - 1);
	add_member(&file, lf, sizeof(lf) - 1);
	write_file(path, file.p, file.len);
	r = nq_warc_open(path, &e);
	tap_have(r, e.msg);
	OK(nq_warc_next(r, &rec, &e) == 1, "WARC/1.0 is read");
	STR(rec.url, "http://a.vn/x");
	STR(nq_warc_field(r, "X-FOLDED"), "one    two");
	STR(rec.block, "abc");
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.block_len == 3 &&
	    rec.url == NULL, "line feeds alone are read");
	nq_warc_reader_free(r);
	nq_buf_release(&file);
	free(path);
}

/* Skipped with its length, and the record behind it is delivered. */
static void
oversize(void)
{
	size_t len = (size_t)NQ_WARC_MAX_BLOCK + 1;
	char *big = nq_alloc(len + 200, 1), *path = in_dir("big");
	int head = snprintf(big, 200, "WARC/1.1\r\nWARC-Type: response\r\n"
	    "Content-Length: %zu\r\n\r\n", len);
	static const char small[] = "WARC/1.1\r\nWARC-Type: request\r\n"
	    "Content-Length: 0\r\n\r\n\r\n\r\n";
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_record rec;
	struct nq_warc_reader *r;

	memcpy(big + head + len, "\r\n\r\n", 4);
	add_member(&file, big, (size_t)head + len + 4);
	add_member(&file, small, sizeof(small) - 1);
	write_file(path, file.p, file.len);
	r = nq_warc_open(path, &e);
	tap_have(r, e.msg);
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.block == NULL &&
	    rec.block_len == len, "over the ceiling: no block, its length");
	OK(nq_warc_next(r, &rec, &e) == 1 &&
	    strcmp(rec.type, "request") == 0, "and the next one follows");
	nq_warc_reader_free(r);
	nq_buf_release(&file);
	free(big);
	free(path);
}

/* The records of a foreign file: three of them, in WARC/1.0, with LF alone,
 * names in any case and a folded line. */
static const char foreign[] =
    "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\n"
    "abc\r\n\r\n"
    "WARC/1.0\nwarc-type: response\nwarc-target-uri: <http://a.vn/x>\n"
    "warc-truncated: length\nX-Folded: a\n b\ncontent-length: 7\n\n"
    "WARC/1.\n\n"
    "WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n"
    "\r\n\r\n";

static void
is_foreign(const char *what, const char *p, size_t len, bool sliced)
{
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open_bytes(p, len, what, &e);
	struct nq_warc_record rec;
	uint64_t at = 0, from;

	tap_have(r, e.msg);
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.offset == 0 &&
	    strcmp(rec.type, "warcinfo") == 0 &&
	    (rec.length > 0) == sliced && rec.block_len == 3, "%s: first",
	    what);
	at += rec.length;
	if (!OK(nq_warc_next(r, &rec, &e) == 1 && rec.block_len == 7 &&
	    rec.offset == at && (rec.length > 0) == sliced, "second"))
		tap_bail(e.msg);
	from = rec.offset;
	STR(rec.url, "http://a.vn/x");
	STR(rec.block, "WARC/1.");
	STR(nq_warc_field(r, "WARC-Truncated"), "length");
	STR(nq_warc_field(r, "x-folded"), "a  b");
	at += rec.length;
	OK(nq_warc_next(r, &rec, &e) == 1 && rec.offset == at &&
	    strcmp(rec.type, "metadata") == 0, "third");
	OK(nq_warc_next(r, &rec, &e) == 0 && e.code == NQ_OK, "the end");
	if (sliced)
		OK(nq_warc_seek(r, from, &e) == 0 &&
		    nq_warc_next(r, &rec, &e) == 1 && rec.block_len == 7,
		    "the second again, by its offset");
	nq_warc_reader_free(r);
}

static void
foreigners(void)
{
	struct nq_buf one = NQ_BUF(0), each = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r;
	struct nq_warc_record rec;
	size_t len = sizeof(foreign) - 1;
	const char *second = strstr(foreign, "WARC/1.0\n"), *third =
	    strstr(foreign, "WARC/1.1");

	is_foreign("not compressed", foreign, len, true);
	is_foreign("without its last line end", foreign, len - 2, true);
	add_member(&one, foreign, len);
	is_foreign("one member around all", one.p, one.len, false);
	add_member(&each, foreign, (size_t)(second - foreign));
	add_member(&each, second, (size_t)(third - second));
	add_member(&each, third, strlen(third));
	is_foreign("a member each", each.p, each.len, true);
	r = nq_warc_open_bytes("", 0, "empty", &e);
	tap_have(r, e.msg);
	OK(nq_warc_next(r, &rec, &e) == 0 && e.code == NQ_OK, "an empty one");
	nq_warc_reader_free(r);
	nq_buf_release(&one);
	nq_buf_release(&each);
}

#define RECORD(type, body, len) "WARC/1.1\r\nWARC-Type: " type "\r\n" \
    "Content-Length: " len "\r\n\r\n" body "\r\n\r\n"

/* What stands behind damage comes all the same. */
static void
behind_damage(void)
{
	static const char bad[] = RECORD("a", "12345", "5")
	    RECORD("b", "12345", "x") RECORD("c", "12", "2")
	    RECORD("d", "123", "2") RECORD("e", "", "0")
	    RECORD("f", "1", "999") RECORD("g", "", "0");
	struct nq_buf file = NQ_BUF(0), gap = NQ_BUF(0);
	char got[64], junk[5000];
	size_t at;

	types_of(bad, sizeof(bad) - 1, got);
	STR(got, "a!c!e!g");
	add_member(&file, bad, sizeof(bad) - 1);
	types_of(file.p, file.len, got);
	/* A length that is too large leads to the member's end. */
	STR(got, "a!c!e!");
	add_member(&file, RECORD("z", "", "0"), sizeof(RECORD("z", "", "0")) -
	    1);
	types_of(file.p, file.len, got);
	STR(got, "a!c!e!z");
	nq_buf_reset(&file);
	add_member(&file, RECORD("a", "12", "x"), sizeof(RECORD("a", "12",
	    "x")) - 1);
	at = file.len;
	add_member(&file, RECORD("b", "12", "2"), sizeof(RECORD("b", "12",
	    "2")) - 1);
	types_of(file.p, file.len, got);
	STR(got, "!b");
	/* A sector of zeros, or of what looks like members and is none. */
	for (int kind = 0; kind < 2; kind++) {
		for (size_t i = 0; i < sizeof(junk); i++)
			junk[i] = kind == 0 ? '\0' :
			    "\x1f\x8b\x08"[i % 3];
		nq_buf_reset(&gap);
		nq_buf_put(&gap, file.p + at, file.len - at);
		nq_buf_put(&gap, junk, sizeof(junk));
		nq_buf_put(&gap, file.p + at, file.len - at);
		types_of(gap.p, gap.len, got);
		STR(got, "b!b");
		types_of(gap.p + (file.len - at), gap.len - (file.len - at),
		    got);
		STR(got, "!b");
	}
	/* Half a member, then a whole one: what two runs into one file
	 * leave. */
	nq_buf_reset(&gap);
	nq_buf_put(&gap, file.p + at, (file.len - at) / 2);
	nq_buf_put(&gap, file.p + at, file.len - at);
	types_of(gap.p, gap.len, got);
	STR(got, "!b");
	nq_buf_release(&gap);
	nq_buf_release(&file);
}

/* Each place costs a look at what follows, so there is an end to it. */
static void
much_damage(void)
{
	struct nq_buf file = NQ_BUF(0);
	struct nq_err e = { 0 }, last = { 0 };
	struct nq_warc_reader *r;
	struct nq_warc_record rec;
	int told = 0, rc;

	for (int i = 0; i < 2 * NQ_WARC_MAX_DAMAGE; i++)
		nq_buf_puts(&file, "WARC/1.1\r\nnothing\r\n\r\n");
	r = nq_warc_open_bytes(file.p, file.len, "bytes", &e);
	tap_have(r, e.msg);
	while ((rc = nq_warc_next(r, &rec, &e)) != 0) {
		told += rc < 0;
		last = e;
		nq_err_clear(&e);
	}
	OK(told == NQ_WARC_MAX_DAMAGE + 1 && last.code == NQ_ELIMIT,
	    "%d times, then %s", told, last.msg);
	nq_warc_reader_free(r);
	nq_buf_release(&file);
}

/* Damage anywhere in the middle of three captures: the two others come. */
static void
any_byte(void)
{
	char *path = archive(&dir, "any.warc.gz", 3), got[64];
	struct nq_buf all = NQ_BUF(0);
	struct nq_err e = { 0 };
	struct nq_warc_reader *r = nq_warc_open(path, &e);
	struct nq_warc_record rec;
	uint64_t from = 0, to = 0;
	int bad = 0, told = 0;

	tap_have(r, e.msg);
	for (int i = 0; nq_warc_next(r, &rec, &e) == 1; i++) {
		from = i == 4 ? rec.offset : from;
		to = i == 7 ? rec.offset : to;
	}
	nq_warc_reader_free(r);
	nq_buf_read_file(&all, path, &e);
	for (uint64_t i = from; i < to; i++) {
		all.p[i] ^= 0x55;
		types_of(all.p, all.len, got);
		told += strchr(got, '!') != NULL;
		bad += strncmp(got, "wmrr", 4) != 0 || strlen(got) < 9 ||
		    strcmp(got + strlen(got) - 3, "mrr") != 0;
		all.p[i] ^= 0x55;
	}
	/* A few bytes of a gzip header mean nothing: time, system. */
	OK(bad == 0 && told > (int)(to - from) * 9 / 10,
	    "%d of %d flipped bytes told, none costs another capture", told,
	    (int)(to - from));
	nq_buf_release(&all);
	free(path);
}

int
main(void)
{
	dir_make(&dir);
	truncated();
	hostile();
	mutated();
	old_version();
	oversize();
	foreigners();
	behind_damage();
	much_damage();
	any_byte();
	dir_remove(&dir);
	return tap_done();
}
