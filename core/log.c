#include "core/log.h"

#include "core/buf.h"
#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const level_name[] = {
	[NQ_INFO] = "info", [NQ_WARN] = "warn", [NQ_ERROR] = "error",
};

static void
put_value(struct nq_buf *b, const char *s)
{
	if (s[0] != '\0' && s[strcspn(s, " \"\\=\n")] == '\0') {
		nq_buf_puts(b, s);
		return;
	}
	nq_buf_putc(b, '"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f)
			nq_buf_printf(b, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			nq_buf_printf(b, "\\%c", c);
		else
			nq_buf_putc(b, *s);
	}
	nq_buf_putc(b, '"');
}

void
nq_log(struct nq_log *log, enum nq_level level, ...)
{
	struct nq_buf b = NQ_BUF(16384);
	const char *key, *value;
	va_list ap;

	log->warnings += level == NQ_WARN;
	log->errors += level == NQ_ERROR;
	if (level == NQ_INFO && log->quiet)
		return;
	nq_buf_printf(&b, "level=%s stage=%s", level_name[level], log->stage);
	va_start(ap, level);
	while ((key = va_arg(ap, const char *)) != NULL) {
		if ((value = va_arg(ap, const char *)) == NULL)
			continue;
		nq_buf_printf(&b, " %s=", key);
		put_value(&b, value);
	}
	va_end(ap);
	nq_buf_putc(&b, '\n');
	/* One write a line, so that two processes do not mix theirs. */
	fwrite(b.p, 1, b.len, stderr);
	fflush(stderr);
	nq_buf_release(&b);
}

void
nq_log_err(struct nq_log *log, enum nq_level level, const struct nq_err *e)
{
	char text[sizeof(log->last)];

	snprintf(text, sizeof(text), "%s: %s", e->where, e->msg);
	if (log->once && strcmp(log->last, text) == 0) {
		log->repeats++;
		return;
	}
	memcpy(log->last, text, sizeof(text));
	nq_log(log, level, "at", e->where[0] != '\0' ? e->where : NULL,
	    "msg", e->msg, NULL);
}
