#include "query/export/yaml.h"

#include "core/buf.h"
#include "core/json.h"

#include <string.h>

static void
indent(struct nq_buf *b, int depth)
{
	for (int i = 0; i < depth; i++)
		nq_buf_puts(b, "  ");
}

void
nq_yaml_key(struct nq_buf *b, int depth, const char *key)
{
	indent(b, depth);
	nq_json_put_cstr(b, key);
	nq_buf_puts(b, ":\n");
}

/* What JSON writes in double quotes YAML reads as the same. */
void
nq_yaml_text(struct nq_buf *b, int depth, const char *key, const char *text)
{
	if (text == NULL)
		return;
	indent(b, depth);
	nq_json_put_cstr(b, key);
	nq_buf_puts(b, ": ");
	nq_json_put_cstr(b, text);
	nq_buf_putc(b, '\n');
}

void
nq_yaml_flag(struct nq_buf *b, int depth, const char *key, bool value)
{
	indent(b, depth);
	nq_json_put_cstr(b, key);
	nq_buf_puts(b, value ? ": true\n" : ": false\n");
}

void
nq_yaml_item(struct nq_buf *b, int depth, const char *text)
{
	indent(b, depth);
	nq_buf_puts(b, "- ");
	nq_json_put_cstr(b, text);
	nq_buf_putc(b, '\n');
}

/* Printable ASCII, tabs and line ends only: the rest is for quotes. */
static bool
is_plain(const char *s)
{
	if (*s == '\0' || *s == '\n')
		return false;
	for (; *s != '\0'; s++)
		if (((unsigned char)*s < 0x20 && *s != '\n' && *s != '\t') ||
		    (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

void
nq_yaml_lines(struct nq_buf *b, int depth, const char *key, const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] == '\n')
		n--;
	if (!is_plain(text)) {
		nq_yaml_text(b, depth, key, text);
		return;
	}
	indent(b, depth);
	nq_json_put_cstr(b, key);
	/* The figure says how deep it is, whatever the first line begins
	 * with. */
	nq_buf_puts(b, ": |2-\n");
	for (const char *s = text; s < text + n;) {
		size_t line = strcspn(s, "\n");

		if (line > 0)
			indent(b, depth + 1);
		nq_buf_put(b, s, line);
		nq_buf_putc(b, '\n');
		s += line + (s[line] == '\n');
	}
}
