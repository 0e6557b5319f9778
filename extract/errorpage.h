/*
 * Portals answer "200 OK" with a page that says it is an error. Its title
 * tells; a release whose title merely has such a word in it must pass, so
 * the rule is strict:
 *
 * The title (the first <title>, or the first <h1> where there is none) is
 * decoded, brought to NFC, folded, and cut at | / > - and the like. It is
 * an error's where the whole of it is a phrase of "whole" in
 * schemas/pages.json, a part is one of "segment" or begins with one of
 * "prefix"; a status may stand beside the phrase ("404", "HTTP 500.19",
 * "Lỗi 403") and, as a part of its own, is enough ("Lỗi 404 - Báo mẫu",
 * but not "Sản lượng 404 tấn").
 */
#ifndef NQ_EXTRACT_ERRORPAGE_H
#define NQ_EXTRACT_ERRORPAGE_H

#include <stdbool.h>
#include <stddef.h>

struct nq_buf;
struct nq_pages;

enum {
	/* Bytes of a page that are searched for its title. */
	NQ_MAX_TITLE_SCAN = 64 << 10,
	/* Bytes of a title that are looked at; an error's is short. */
	NQ_MAX_TITLE = 512
};

/* Both are linear in NQ_MAX_TITLE_SCAN, in this process; any bytes. */
/* The title as above, decoded, in whatever charset; false: there is none. */
bool nq_errorpage_title(const char *body, size_t len, struct nq_buf *title);
bool nq_errorpage_is(const char *body, size_t len, const struct nq_pages *);

#endif
