#include "extract/probe_parts.h"

#include "core/buf.h"
#include "extract/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	COLUMNS = 78,
	/* Where texts begin, behind their label. */
	INDENT = 17,
	/* Bytes of one text; an address alone may have NQ_MAX_URL. */
	MAX_TEXT = 16 << 10
};

static size_t
columns(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* Words in lines that all begin at indent, where the first one is. */
static void
print_words(const char *s, size_t indent)
{
	size_t at = indent;
	bool first = true;

	while (*s != '\0') {
		size_t n = strcspn(s, " \n"), wide = columns(s, n);

		/* An arrow stays with what it leads to. */
		if (at > indent + 2 && at + 1 + wide > COLUMNS) {
			printf("\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			putchar(' ');
			at++;
		}
		printf("%.*s", (int)n, s);
		at += wide;
		first = false;
		s += n;
		s += strspn(s, " \n");
	}
	putchar('\n');
}

/* Bytes from outside made fit for a terminal; the caller frees. */
static char *
clean(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));
static char *
clean(const char *fmt, va_list ap)
{
	char raw[MAX_TEXT];
	struct nq_buf text = NQ_BUF(0);

	vsnprintf(raw, sizeof(raw), fmt, ap);
	nq_text_norm(&text, raw, strlen(raw));
	return nq_buf_steal(&text);
}

static void
print_text(const char *fmt, va_list ap, size_t indent)
    __attribute__((format(printf, 1, 0)));
static void
print_text(const char *fmt, va_list ap, size_t indent)
{
	char *text = clean(fmt, ap);

	print_words(text, indent);
	/* A portal may take its time: what is known is seen at once. */
	fflush(stdout);
	free(text);
}

void
nq_probe_title(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_text(fmt, ap, 0);
	va_end(ap);
}

static void
print_head(struct nq_probe *p)
{
	if (p->head == NULL)
		return;
	printf("%s  ", p->quiet ? "" : "\n");
	print_words(p->head, 4);
	fflush(stdout);
	free(p->head);
	p->head = NULL;
}

void
nq_probe_head(struct nq_probe *p, const char *fmt, ...)
{
	va_list ap;

	free(p->head);
	va_start(ap, fmt);
	p->head = clean(fmt, ap);
	va_end(ap);
	if (!p->quiet)
		print_head(p);
}

static void
print_row(const char *label, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
static void
print_row(const char *label, const char *fmt, va_list ap)
{
	printf("    %-*s", INDENT - 4, label);
	print_text(fmt, ap, INDENT);
}

void
nq_probe_row(const struct nq_probe *p, const char *label, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!p->quiet)
		print_row(label, fmt, ap);
	va_end(ap);
}

void
nq_probe_hint(const struct nq_probe *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!p->quiet)
		print_row("hint", fmt, ap);
	va_end(ap);
}

void
nq_probe_fault(struct nq_probe *p, const char *todo, const char *fmt, ...)
{
	va_list ap;

	p->faults++;
	print_head(p);
	va_start(ap, fmt);
	print_row("FAULT", fmt, ap);
	va_end(ap);
	printf("%*s-> ", INDENT, "");
	print_words(todo, INDENT + 3);
	fflush(stdout);
}
