/*
 * Plain text: each line is a block. Dumps of pages break lines where a bold
 * lead-in ended ("Doanh thu bán lẻ hàng hóa" / "tháng Năm ước đạt …"), so a
 * line that cannot begin a sentence goes on from the one before it.
 */
#include "transform/raw.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

#include "transform/decode.h"

static bool
is_lower(const char *p, size_t len)
{
	uint32_t cp;
	size_t n = nq_utf8_get(p, len, &cp);

	/* "a) Trồng trọt" is a heading. */
	return cp != NQ_UTF8_BAD && (n >= len || (p[n] != ')' &&
	    p[n] != '.' && p[n] != '/')) &&
	    utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LL;
}

static bool
goes_on(const struct nq_line *before, const char *p, size_t len)
{
	if (before->buf.len == 0 || len == 0)
		return false;
	if (strchr(",;.:)", *p) != NULL)
		return len < 3 || p[1] != p[0];
	return before->buf.len > 1 && is_lower(p, len) &&
	    strchr(".!?;|", before->buf.p[before->buf.len - 1]) == NULL;
}

static void
flush(struct nq_raw *raw, struct nq_line *line)
{
	struct nq_raw_block *b;

	if (line->buf.len > 0)
		nq_raw_block(raw, line, NQ_BLOCK_PARAGRAPH, 0, &b);
	nq_line_reset(line);
}

void
nq_text_read(const char *text, size_t len, struct nq_raw *raw)
{
	struct nq_line line = { .buf = NQ_BUF(len * 4 + 16) };
	const char *p = text, *end = text + len, *eol, *from;

	while (p < end && raw->cut == NULL) {
		for (eol = p; eol < end && *eol != '\n' && *eol != '\r'; eol++)
			;
		for (from = p; from < eol && isspace((unsigned char)*from);
		    from++)
			;
		if (!goes_on(&line, from, (size_t)(eol - from)))
			flush(raw, &line);
		else if (isalpha((unsigned char)*from) ||
		    (unsigned char)*from >= 0x80)
			nq_line_add(&line, " ", 1);
		nq_line_add(&line, from, (size_t)(eol - from));
		p = eol + 1;
		if (eol + 1 < end && eol[0] == '\r' && eol[1] == '\n')
			p++;
	}
	flush(raw, &line);
	raw->boxes[0].last = (uint32_t)raw->nblocks;
	nq_line_release(&line);
}
