/* Plain text: each line is a block. */
#include "transform/raw.h"

#include <string.h>

void
nq_text_read(const char *text, size_t len, struct nq_raw *raw)
{
	struct nq_line line = { .buf = NQ_BUF(len * 4 + 16) };
	const char *p = text, *end = text + len, *eol;
	struct nq_raw_block *b;

	while (p < end && raw->cut == NULL) {
		for (eol = p; eol < end && *eol != '\n' && *eol != '\r'; eol++)
			;
		nq_line_reset(&line);
		nq_line_add(&line, p, (size_t)(eol - p));
		if (line.buf.len > 0)
			nq_raw_block(raw, &line, NQ_BLOCK_PARAGRAPH, 0, &b);
		p = eol + 1;
	}
	raw->boxes[0].last = (uint32_t)raw->nblocks;
	nq_line_release(&line);
}
