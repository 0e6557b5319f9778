#include "extract/same.h"

#include "extract/pages.h"
#include "extract/text.h"

#include <string.h>
#include <utf8proc.h>

/* What a piece is made of. */
struct made {
	bool title, visitors, counter, label, number;
	bool other;		/* a word or sign that counters do not have */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Lower case of a text in NFC; 0 where it does not fit. */
static size_t
lower(const char *s, size_t len, char *out, size_t room)
{
	size_t n = 0;
	int c;

	for (size_t i = 0; i < len; ) {
		if (n + 4 > room)
			return 0;
		i += nq_text_at(s + i, len - i, &c);
		if (c < 0)
			return 0;
		n += (size_t)utf8proc_encode_char(nq_text_lower(c),
		    (utf8proc_uint8_t *)out + n);
	}
	return n;
}

/* 1.234, 1,234, 12: digits, with points or commas between them. */
static size_t
number(const char *s, size_t left)
{
	size_t n = 0;

	while (n < left && (is_digit(s[n]) || (n > 0 && n + 1 < left &&
	    (s[n] == '.' || s[n] == ',') && is_digit(s[n - 1]) &&
	    is_digit(s[n + 1]))))
		n++;
	return n;
}

/* Bytes of the phrase at s; what it is goes into made. */
static size_t
phrase(const struct nq_pages *pages, const char *s, size_t left,
    struct made *made)
{
	static const enum nq_phrases lists[] = { NQ_PHRASE_TITLE,
	    NQ_PHRASE_VISITORS, NQ_PHRASE_COUNTER, NQ_PHRASE_LABEL };
	size_t best = 0, which = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		size_t n = nq_pages_match(pages, lists[i], s, left);

		if (n > best) {
			best = n;
			which = i;
		}
	}
	if (best > 0)
		*(which == 0 ? &made->title : which == 1 ? &made->visitors :
		    which == 2 ? &made->counter : &made->label) = true;
	return best;
}

static struct made
look(const struct nq_pages *pages, const char *s, size_t len)
{
	struct made made = { 0 };
	size_t i = 0, n;

	while (i < len && !made.other) {
		if (is_digit(s[i])) {
			n = number(s + i, len - i);
			made.number = true;
			/* 12:30, 3/5 and 4-6 are no counts. */
			made.other = i + n + 1 < len && strchr(":/-", s[i + n])
			    != NULL && is_digit(s[i + n + 1]);
		} else if (nq_text_is_letter(s + i, len - i)) {
			n = phrase(pages, s + i, len - i, &made);
			made.other = n == 0;
		} else {
			n = 1;
			made.other = strchr(" :-.,()[]", s[i]) == NULL ||
			    s[i] == '\0';
		}
		i += n;
	}
	return made;
}

bool
nq_counter_is(const struct nq_pages *pages, struct nq_box *box,
    const char *s, size_t len)
{
	char text[2 * NQ_MAX_COUNTER];
	size_t n = len <= NQ_MAX_COUNTER ? lower(s, len, text, sizeof(text)) :
	    0;
	struct made made = { .other = true };
	bool is = false;

	if (len == 0)
		return false;
	if (n > 0)
		made = look(pages, text, n);
	if (made.other) {
		*box = (struct nq_box){ 0 };
		return false;
	}
	if (made.number && (made.visitors || (made.title && made.label))) {
		is = true;
		if (!box->titled)
			box->left = NQ_MAX_BOX;
	} else if (made.number && made.counter) {
		is = true;
	} else if (made.number && made.label) {
		is = box->left > 0;
	} else if (made.number) {
		/* A number by itself: of the label before it. */
		is = box->titled && box->label;
		if (!is)
			*box = (struct nq_box){ 0 };
	} else if (made.title && !made.label && !made.counter) {
		*box = (struct nq_box){ NQ_MAX_BOX, true, false };
		return false;
	}
	box->label = !made.number && (made.visitors || made.counter ||
	    made.label);
	if (box->left > 0 && --box->left == 0)
		*box = (struct nq_box){ 0 };
	return is;
}
