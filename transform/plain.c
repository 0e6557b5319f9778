/*
 * Places written without diacritics, as tables from old programs have them.
 * Only a whole label that is all ASCII is held against the names: in running
 * text "Yen Bai" is as likely something else.
 */
#include "transform/catalog.h"
#include "transform/knowledge.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

enum { D_WITH_STROKE = 0x111 };

/* The next letter of a name, plain and small; 0 at its end. Blanks and
 * hyphens, which everyone sets differently, are passed over. */
static int
name_letter(const char **name)
{
	for (;;) {
		utf8proc_int32_t cp, parts[8];
		utf8proc_ssize_t n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)*name, -1, &cp);

		if (n <= 0 || cp == 0)
			return 0;
		*name += n;
		if (cp == ' ' || cp == '-')
			continue;
		cp = utf8proc_tolower(cp);
		if (cp == D_WITH_STROKE)
			return 'd';
		n = utf8proc_decompose_char(cp, parts, 8, UTF8PROC_DECOMPOSE,
		    NULL);
		return n > 0 && n <= 8 ? parts[0] : cp;
	}
}

static bool
is_plain_name(const char *name, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ' || text[i] == '-')
			continue;
		if (name_letter(&name) != tolower((unsigned char)text[i]))
			return false;
	}
	return name_letter(&name) == 0;
}

/* The text behind what kind of place it says it is; *city if a city. */
static size_t
behind_kind(const char *text, size_t len, bool *city)
{
	static const char *const kinds[] = { "thanh pho ", "tp. ", "tp.",
		"tp ", "tinh ", "huyen ", "thi xa " };
	enum { CITIES = 4 };	/* the first so many */

	*city = false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i]);

		if (len > n && strncasecmp(text, kinds[i], n) == 0) {
			*city = i < CITIES;
			return n;
		}
	}
	return 0;
}

int
nq_catalog_area_plain(const struct nq_catalog *c, const char *text,
    size_t len)
{
	static const char suffix[] = " City";
	bool city;
	int found = -1;
	size_t skip;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return -1;
	skip = behind_kind(text, len, &city);
	text += skip;
	len -= skip;
	for (size_t i = 0; i < c->nareas; i++) {
		const struct nq_area *a = &c->areas[i];
		size_t n = strlen(a->name_en);

		/* A city that bears its province's name is the city. */
		if (city && n == len + sizeof(suffix) - 1 &&
		    strncasecmp(a->name_en, text, len) == 0 &&
		    strcmp(a->name_en + len, suffix) == 0)
			return (int)i;
		if (found < 0 && (is_plain_name(a->name, text, len) ||
		    is_plain_name(a->name_en, text, len)))
			found = (int)i;
	}
	return found;
}
