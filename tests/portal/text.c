#include "tests/portal/portal.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

/* A file that includes itself would not end; ours are two deep. */
enum { MAX_DEPTH = 4 };

static const struct portal_file *
find_file(const struct portal *po, const char *name, size_t len)
{
	for (size_t i = 0; i < po->nfiles; i++)
		if (strlen(po->files[i].name) == len &&
		    strncmp(po->files[i].name, name, len) == 0)
			return &po->files[i];
	return NULL;
}

static const char *
find_var(const struct portal_var *vars, const char *name, size_t len)
{
	for (; vars->name != NULL; vars++)
		if (strlen(vars->name) == len &&
		    strncmp(vars->name, name, len) == 0)
			return vars->value != NULL ? vars->value : "";
	return NULL;
}

static void
render(struct nq_buf *b, const struct portal *po, const char *text,
    const struct portal_var *vars, int depth)
{
	const char *p = text, *open, *end, *value;
	const struct portal_file *f;
	size_t len;

	while ((open = strstr(p, "@{")) != NULL &&
	    (end = strchr(open, '}')) != NULL) {
		nq_buf_put(b, p, (size_t)(open - p));
		p = end + 1;
		open += 2;
		len = (size_t)(end - open);
		if (*open == '>' && depth < MAX_DEPTH &&
		    (f = find_file(po, open + 1, len - 1)) != NULL)
			render(b, po, f->text, vars, depth + 1);
		else if ((value = find_var(vars, open, len)) != NULL)
			nq_buf_puts(b, value);
		else
			nq_buf_printf(b, "??%.*s??", (int)len, open);
	}
	nq_buf_puts(b, p);
}

void
portal_render(struct nq_buf *b, const struct portal *po, const char *file,
    const struct portal_var *vars)
{
	const struct portal_file *f = find_file(po, file, strlen(file));

	if (f == NULL)
		nq_buf_printf(b, "??%s??", file);
	else
		render(b, po, f->text, vars, 0);
}

char *
portal_escape(const char *s)
{
	struct nq_buf b = NQ_BUF(PORTAL_MAX_FILE);

	for (; s != NULL && *s != '\0'; s++) {
		switch (*s) {
		case '&': nq_buf_puts(&b, "&amp;"); break;
		case '<': nq_buf_puts(&b, "&lt;"); break;
		case '>': nq_buf_puts(&b, "&gt;"); break;
		case '"': nq_buf_puts(&b, "&quot;"); break;
		case '\'': nq_buf_puts(&b, "&#39;"); break;
		default: nq_buf_putc(&b, *s);
		}
	}
	return nq_buf_steal(&b);
}

char *
portal_date(enum portal_family family, const struct tm *t)
{
	static const char *const day[] = {
		"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm",
		"Thứ sáu", "Thứ bảy",
	};

	/* No leading zeros and a 12-hour clock, as the newspaper has it. */
	if (family == PORTAL_NEWS)
		return nq_asprintf("%s, %d/%d/%d | %d:%02d:%02d %s",
		    day[t->tm_wday], t->tm_mday, t->tm_mon + 1,
		    t->tm_year + 1900,
		    t->tm_hour % 12 == 0 ? 12 : t->tm_hour % 12, t->tm_min,
		    t->tm_sec, t->tm_hour < 12 ? "AM" : "PM");
	return nq_asprintf("%02d/%02d/%04d %02d:%02d:%02d", t->tm_mday,
	    t->tm_mon + 1, t->tm_year + 1900, t->tm_hour, t->tm_min,
	    t->tm_sec);
}

char *
portal_date_day(const struct tm *t)
{
	return nq_asprintf("%02d/%02d/%04d", t->tm_mday, t->tm_mon + 1,
	    t->tm_year + 1900);
}

char *
portal_date_feed(const struct tm *t)
{
	char text[64];

	/* The program never sets a locale, so the names are English. */
	if (strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0700", t) == 0)
		text[0] = '\0';
	return nq_strdup(text);
}
