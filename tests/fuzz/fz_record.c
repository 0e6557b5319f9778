/*
 * A file of records as load reads it: cut into lines, each line parsed.
 * Strings of a record lie within its line; periods and numbers are whole.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "load/lines.h"
#include "load/record.h"

static void
inside(const char *s, const char *line, size_t len)
{
	MUST(s == NULL || (s >= line && s + strlen(s) < line + len));
}

static void
look_at(const struct nq_record *r, const char *line, size_t len)
{
	const char *const all[] = { r->archive, r->archive_digest, r->program,
		r->catalogue, r->document, r->release, r->url, r->source,
		r->title, r->published, r->retrieved, r->media_type,
		r->status, r->reason, r->indicator, r->ref_area, r->breakdown,
		r->time_period, r->role, r->transformation, r->unit_measure,
		r->price_base, r->obs_status, r->bound, r->text, r->row,
		r->column, r->cell, r->rule, r->flags };
	char period[NQ_PERIOD_TEXT];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		inside(all[i], line, len);
		MUST(all[i] == NULL || fuzz_is_utf8(all[i], strlen(all[i])));
	}
	if (r->kind == NQ_DOCUMENT)
		MUST(strlen(r->document) == 71 && r->offset >= 0);
	if (r->kind != NQ_OBSERVATION)
		return;
	MUST(strcmp(nq_period_emit(r->period, period), r->time_period) == 0);
	MUST(r->start >= 0 && r->end > r->start && r->ordinal > 0);
	MUST(r->flags[0] == '[' && r->flags[strlen(r->flags) - 1] == ']');
	fuzz_dec(r->value);
}

static void
read_line(const char *line, size_t len)
{
	char *copy = nq_alloc(len + 1, 1);
	struct nq_record r;
	struct nq_err e = { 0 };

	memcpy(copy, line, len);
	if (nq_record_parse(copy, len, &r, &e) == 0)
		look_at(&r, copy, len);
	else
		MUST(e.code == NQ_EPARSE || e.code == NQ_ELIMIT);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nq_lines lines;
	struct nq_err e = { 0 };
	size_t len, at = 0;
	bool whole;
	char *line;
	int rc, fd = memfd_create("lines", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	nq_lines_init(&lines, fd);
	while ((rc = nq_lines_next(&lines, &line, &len, &whole, &e)) == 1) {
		MUST(whole && at + len <= size);
		MUST(memcmp(line, data + at, len) == 0 && line[len] == '\0');
		at += len;
		MUST(at == size || data[at] == '\n');
		at += at < size;
		read_line(line, len);
	}
	MUST(rc == 0 && at == size);
	nq_lines_release(&lines);
	close(fd);
	return 0;
}
