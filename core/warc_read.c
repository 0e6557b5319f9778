#include "core/warc.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/warc_in.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_FIELDS = 128,	/* fields of one header; writers use 10 to 20 */
	MAX_TAIL = 16		/* bytes of line ends behind a record; four
				 * are due */
};

static const char mark[] = "WARC/1.";

enum {
	MARK = sizeof(mark) - 1
};

struct field {
	char *name, *value;	/* borrowed from head */
};

/* Where the next record is looked for after damage. */
enum lost {
	LOST_NOT,
	LOST_MEMBER,		/* behind the end of this gzip member */
	LOST_LINE,		/* on a later line of this gzip member */
	LOST_BYTES		/* anywhere behind the offset */
};

struct nq_warc_reader {
	char *path;
	struct nq_warc_in *in;
	struct nq_buf head, block;
	struct field fields[MAX_FIELDS];
	size_t field_count;
	bool begun;		/* a unit of in, which is not known to end */
	size_t records;		/* given of this unit */
	uint64_t offset;	/* of the record */
	bool broken;		/* in itself has failed */
	enum lost lost;
	int damage;		/* places */
	bool over;		/* nothing more is read */
};

static struct nq_warc_reader *
reader_new(const char *name, struct nq_warc_in *in, struct nq_err *e)
{
	struct nq_warc_reader *r;

	if (in == NULL) {
		nq_err_at(e, "%s", name);
		return NULL;
	}
	r = nq_alloc(1, sizeof(*r));
	r->path = nq_strdup(name);
	r->in = in;
	r->head.max = NQ_WARC_MAX_HEAD;
	r->block.max = NQ_WARC_MAX_BLOCK;
	return r;
}

struct nq_warc_reader *
nq_warc_open(const char *path, struct nq_err *e)
{
	return reader_new(path, nq_warc_in_open(path, e), e);
}

struct nq_warc_reader *
nq_warc_open_bytes(const char *p, size_t len, const char *name,
    struct nq_err *e)
{
	return reader_new(name, nq_warc_in_bytes(p, len, e), e);
}

void
nq_warc_reader_free(struct nq_warc_reader *r)
{
	if (r == NULL)
		return;
	nq_warc_in_free(r->in);
	nq_buf_release(&r->head);
	nq_buf_release(&r->block);
	free(r->path);
	free(r);
}

static int
peek(struct nq_warc_reader *r, size_t want, const char **p, size_t *n,
    struct nq_err *e)
{
	if (nq_warc_in_peek(r->in, want, p, n, e) == 0)
		return 0;
	r->broken = true;
	return -1;
}

/*
 * The header block up to and with its empty line. Lines may end in LF
 * alone, which old writers did.
 */
static int
read_head(struct nq_warc_reader *r, struct nq_err *e)
{
	size_t line = 0;

	nq_buf_reset(&r->head);
	for (;;) {
		const char *p, *nl;
		size_t n;

		if (peek(r, 1, &p, &n, e) != 0)
			return -1;
		if (n == 0)
			return nq_fail(e, NQ_EPARSE, "the record ends inside "
			    "its header");
		nl = memchr(p, '\n', n);
		if (nl != NULL)
			n = (size_t)(nl - p) + 1;
		nq_warc_in_take(r->in, n);
		if (nq_buf_add(&r->head, p, n, e) != 0)
			return -1;
		line += n;
		if (nl == NULL)
			continue;
		if (line == 1 || (line == 2 &&
		    r->head.p[r->head.len - 2] == '\r'))
			return 0;
		line = 0;
	}
}

static char *
trim(char *s)
{
	size_t n;

	while (*s == ' ' || *s == '\t')
		s++;
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

/* URIs stood in angle brackets in WARC 1.0, record ids still do. */
static char *
unbracket(char *s)
{
	size_t n = strlen(s);

	if (n >= 2 && s[0] == '<' && s[n - 1] == '>') {
		s[n - 1] = '\0';
		s++;
	}
	return s;
}

/* Folded lines are joined in place before they are cut apart. */
static void
unfold(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n' && (s[1] == ' ' || s[1] == '\t')) {
			*s = ' ';
			if (s[-1] == '\r')
				s[-1] = ' ';
		}
}

static int
parse_line(struct nq_warc_reader *r, char *line, struct nq_err *e)
{
	char *colon = strchr(line, ':');

	if (colon == NULL || colon == line)
		return nq_fail(e, NQ_EPARSE, "a WARC header line without a "
		    "name");
	if (r->field_count == MAX_FIELDS)
		return nq_fail(e, NQ_ELIMIT, "more than %d WARC header fields",
		    MAX_FIELDS);
	*colon = '\0';
	r->fields[r->field_count++] = (struct field){ trim(line),
		unbracket(trim(colon + 1)) };
	return 0;
}

static int
parse_head(struct nq_warc_reader *r, struct nq_err *e)
{
	char *p = r->head.p, *nl;

	r->field_count = 0;
	if (memchr(p, '\0', r->head.len) != NULL)
		return nq_fail(e, NQ_EPARSE, "a NUL byte in a WARC header");
	if (strncmp(p, "WARC/1.", 7) != 0)
		return nq_fail(e, NQ_EPARSE, "expected a record of WARC/1.0 "
		    "or WARC/1.1");
	p = strchr(p, '\n') + 1;
	unfold(p);
	while ((nl = strchr(p, '\n')) != NULL) {
		*nl = '\0';
		if (trim(p)[0] == '\0')
			break;
		if (parse_line(r, p, e) != 0)
			return -1;
		p = nl + 1;
	}
	return 0;
}

const char *
nq_warc_field(const struct nq_warc_reader *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (strcasecmp(r->fields[i].name, name) == 0)
			return r->fields[i].value;
	return NULL;
}

static int
parse_length(const struct nq_warc_reader *r, uint64_t *out, struct nq_err *e)
{
	const char *s = nq_warc_field(r, "Content-Length");
	size_t n = s != NULL ? strspn(s, "0123456789") : 0;

	if (n == 0 || n > 18 || s[n] != '\0')
		return nq_fail(e, NQ_EPARSE, "Content-Length: expected a "
		    "number of bytes, found \"%.40s\"", s != NULL ? s : "");
	*out = strtoull(s, NULL, 10);
	return 0;
}

/* Takes exactly len bytes of the unit, keeping them where keep. */
static int
read_block(struct nq_warc_reader *r, uint64_t len, bool keep,
    struct nq_err *e)
{
	nq_buf_reset(&r->block);
	while (len > 0) {
		const char *p;
		size_t n;

		if (peek(r, 1, &p, &n, e) != 0)
			return -1;
		if (n == 0)
			return nq_fail(e, NQ_EPARSE, "the record is shorter "
			    "than its Content-Length, by %" PRIu64 " bytes",
			    len);
		if (n > len)
			n = (size_t)len;
		if (keep && nq_buf_add(&r->block, p, n, e) != 0)
			return -1;
		nq_warc_in_take(r->in, n);
		len -= n;
	}
	return 0;
}

/* Behind the block stand two line ends, then the end or a record. */
static int
read_tail(struct nq_warc_reader *r, struct nq_err *e)
{
	size_t total = 0;

	for (;;) {
		const char *p;
		size_t n, ends = 0;

		if (peek(r, MARK, &p, &n, e) != 0)
			return -1;
		while (ends < n && (p[ends] == '\r' || p[ends] == '\n'))
			ends++;
		total += ends;
		nq_warc_in_take(r->in, ends);
		if (n == 0 || (total <= MAX_TAIL && ends == 0 && n >= MARK &&
		    memcmp(p, mark, MARK) == 0)) {
			r->begun = n > 0;
			return 0;
		}
		if (ends == 0 || total > MAX_TAIL)
			return nq_fail(e, NQ_EPARSE, "bytes behind the "
			    "record that are no record");
	}
}

static int
read_record(struct nq_warc_reader *r, struct nq_warc_record *rec,
    struct nq_err *e)
{
	bool member = nq_warc_in_is_member(r->in), keep;
	uint64_t len = 0;

	if (read_head(r, e) != 0 || parse_head(r, e) != 0 ||
	    parse_length(r, &len, e) != 0)
		return -1;
	keep = len <= NQ_WARC_MAX_BLOCK;
	if (read_block(r, len, keep, e) != 0 || read_tail(r, e) != 0)
		return -1;
	rec->type = nq_warc_field(r, "WARC-Type");
	rec->url = nq_warc_field(r, "WARC-Target-URI");
	rec->date = nq_warc_field(r, "WARC-Date");
	if (rec->type == NULL)
		return nq_fail(e, NQ_EPARSE, "a record without WARC-Type");
	rec->block_len = (size_t)len;
	rec->block = !keep ? NULL : r->block.p != NULL ? r->block.p : "";
	if (!member || (!r->begun && r->records == 0))
		rec->length = nq_warc_in_at(r->in) - r->offset;
	r->records++;
	return 1;
}

/* On through a sound member: to its end, or to a line that begins a record.
 * -1 where it is not sound after all. */
static int
skip_lines(struct nq_warc_reader *r, bool to_end, struct nq_err *e)
{
	bool line = true;

	for (;;) {
		const char *p, *nl;
		size_t n;

		if (peek(r, MARK, &p, &n, e) != 0)
			return -1;
		r->begun = n > 0;
		if (n == 0 || (!to_end && line && n >= MARK &&
		    memcmp(p, mark, MARK) == 0))
			return 0;
		nl = memchr(p, '\n', n);
		line = nl != NULL;
		nq_warc_in_take(r->in, line ? (size_t)(nl - p) + 1 : n);
	}
}

/* 1: in stands where a record or a unit may begin; 0: there is none. */
static int
recover(struct nq_warc_reader *r, struct nq_err *e)
{
	enum lost lost = r->lost;
	struct nq_err again = { 0 };	/* damage that was told */

	r->lost = LOST_NOT;
	r->broken = false;
	if (lost != LOST_BYTES &&
	    skip_lines(r, lost == LOST_MEMBER, &again) == 0)
		return 1;
	r->broken = false;
	r->begun = false;
	return nq_warc_in_resync(r->in, r->offset + 1, e);
}

/* Where to look for the next record, now that this one has failed. */
static enum lost
lost_of(const struct nq_warc_reader *r)
{
	if (r->broken || !r->begun || !nq_warc_in_is_member(r->in))
		return LOST_BYTES;
	return r->records > 0 ? LOST_LINE : LOST_MEMBER;
}

static int
next(struct nq_warc_reader *r, struct nq_warc_record *rec, struct nq_err *e)
{
	int rc = 1;

	if (r->lost != LOST_NOT && r->damage >= NQ_WARC_MAX_DAMAGE) {
		r->over = true;
		return nq_fail(e, NQ_ELIMIT, "more than %d damaged places; "
		    "the rest is not read", NQ_WARC_MAX_DAMAGE);
	}
	if (r->lost != LOST_NOT)
		rc = recover(r, e);
	r->offset = nq_warc_in_at(r->in);
	if (rc == 1 && !r->begun) {
		rc = nq_warc_in_begin(r->in, e);
		r->begun = rc == 1;
		r->records = 0;
	}
	return rc == 1 ? read_record(r, rec, e) : rc;
}

int
nq_warc_next(struct nq_warc_reader *r, struct nq_warc_record *rec,
    struct nq_err *e)
{
	int rc;

	*rec = (struct nq_warc_record){ 0 };
	if (r->over)
		return 0;
	rc = next(r, rec, e);
	rec->offset = r->offset;
	if (rc < 0) {
		r->lost = lost_of(r);
		r->damage++;
		r->over |= e->code == NQ_EIO;
		nq_err_at(e, "%s: offset %" PRIu64, r->path, r->offset);
	}
	r->over |= rc == 0;
	return rc;
}

int
nq_warc_seek(struct nq_warc_reader *r, uint64_t offset, struct nq_err *e)
{
	r->begun = r->broken = r->over = false;
	r->lost = LOST_NOT;
	if (nq_warc_in_seek(r->in, offset, e) == 0)
		return 0;
	r->over = true;
	return nq_err_at(e, "%s", r->path);
}
