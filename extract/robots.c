#include "extract/robots.h"

#include "core/limits.h"
#include "core/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Rules and URLs are compared as symbols, one for a character however it is
 * written, so that "%7e" and "~" are the same and "%2A" is no wildcard.
 */
enum {
	ENCODED = 0x100,	/* a byte that is written %XX, or should be */
	STAR = 0x200		/* any run of symbols, also none */
};

/* Whose groups a line stands in, as bits. */
enum {
	OURS = 1,
	ALL = 2
};

struct rule {
	uint32_t at, n;		/* its symbols */
	uint32_t octets;	/* of the pattern: what makes it specific */
	uint8_t who;
	bool allow;
	bool whole;		/* ended by "$" */
};

struct nq_robots {
	uint16_t *symbols;	/* of all rules */
	size_t n_symbols, cap_symbols;
	struct rule *rules;
	size_t n_rules, cap_rules;
	struct nq_names sitemaps;
	int delay_ours, delay_all;	/* ms */
	unsigned who;		/* the groups that count: OURS or ALL */
	bool forbids;		/* where no rule matches */
};

struct span {
	const char *s;
	size_t n;
};

struct reader {
	struct nq_robots *r;
	struct span agent;
	unsigned who;		/* the groups that are open */
	unsigned named;		/* the groups that were there */
	bool head;		/* more user-agent lines may follow */
	int sitemaps;		/* lines that were looked at */
};

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 3986, section 2.3. */
static bool
is_unreserved(unsigned char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' ||
	    c == '.' || c == '_' || c == '~';
}

/* RFC 3986, section 2.2, without "*" and "$", which a rule can only mean
 * as characters where it encodes them. */
static bool
is_reserved(unsigned char c)
{
	return c != '\0' && strchr(":/?#[]@!&'()+,;=", c) != NULL;
}

static bool
is_delimiter(unsigned char c)
{
	return c != '\0' && strchr(":/?#[]@", c) != NULL;
}

/* The symbol that t begins with; takes it off t. */
static uint16_t
next_symbol(struct span *t)
{
	int high = t->n >= 3 && t->s[0] == '%' ? hex(t->s[1]) : -1;
	int low = high >= 0 ? hex(t->s[2]) : -1;
	unsigned char c = (unsigned char)t->s[0];
	bool plain;

	if (low >= 0) {
		c = (unsigned char)(high * 16 + low);
		plain = is_unreserved(c);
		t->s += 3;
		t->n -= 3;
	} else {
		/* A "%" that encodes nothing stands for itself. */
		plain = is_unreserved(c) || is_reserved(c) || c == '%';
		t->s++;
		t->n--;
	}
	return plain ? c : (uint16_t)(ENCODED | c);
}

static struct span
trim(struct span t)
{
	while (t.n > 0 && (t.s[0] == ' ' || t.s[0] == '\t')) {
		t.s++;
		t.n--;
	}
	while (t.n > 0 && (t.s[t.n - 1] == ' ' || t.s[t.n - 1] == '\t'))
		t.n--;
	return t;
}

static struct span
token(struct span t)
{
	size_t n = 0;

	while (n < t.n && (is_letter((unsigned char)t.s[n]) ||
	    t.s[n] == '_' || t.s[n] == '-'))
		n++;
	t.n = n;
	return t;
}

/* Spans hold no NUL where they are the same: b has none. */
static bool
is_same(struct span a, struct span b)
{
	return a.n == b.n && a.n > 0 && strncasecmp(a.s, b.s, a.n) == 0;
}

static bool
is_word(struct span a, const char *word)
{
	return is_same(a, (struct span){ word, strlen(word) });
}

static void
take_agent(struct reader *rd, struct span value)
{
	unsigned who = 0;

	if (!rd->head)
		rd->who = 0;
	rd->head = true;
	if (is_same(token(value), rd->agent))
		who = OURS;
	else if (value.n > 0 && value.s[0] == '*' && (value.n == 1 ||
	    value.s[1] == ' ' || value.s[1] == '\t'))
		who = ALL;
	rd->who |= who;
	rd->named |= who;
}

static void
put_symbol(struct nq_robots *r, uint16_t c)
{
	r->symbols = nq_grow(r->symbols, r->n_symbols, &r->cap_symbols,
	    sizeof(*r->symbols));
	r->symbols[r->n_symbols++] = c;
}

static void
take_rule(struct reader *rd, bool allow, struct span value)
{
	struct nq_robots *r = rd->r;
	struct rule rule = { .at = (uint32_t)r->n_symbols, .allow = allow,
		.who = (uint8_t)rd->who };
	uint16_t c, last = 0;

	/* Also one that is passed over ends the list of agents. */
	rd->head = false;
	if (rd->who == 0 || value.n == 0 ||
	    (value.s[0] != '/' && value.s[0] != '*'))
		return;
	if (value.s[value.n - 1] == '$') {
		rule.whole = true;
		rule.octets++;
		value.n--;
	}
	for (; value.n > 0; last = c) {
		if (value.s[0] == '*') {
			c = STAR;
			value.s++;
			value.n--;
			if (last == STAR)
				continue;
		} else {
			c = next_symbol(&value);
		}
		put_symbol(r, c);
		rule.octets += (c & ENCODED) != 0 ? 3 : 1;
	}
	rule.n = (uint32_t)r->n_symbols - rule.at;
	r->rules = nq_grow(r->rules, r->n_rules, &r->cap_rules,
	    sizeof(*r->rules));
	r->rules[r->n_rules++] = rule;
}

/* Seconds as ms, at most the limit; 0 for what is no number of them. */
static int
delay_of(struct span t)
{
	int ms = 0, unit = 1000;
	size_t i = 0;

	for (; i < t.n && hex(t.s[i]) >= 0 && hex(t.s[i]) < 10; i++)
		if (ms <= NQ_ROBOTS_MAX_DELAY_MS)
			ms = ms * 10 + hex(t.s[i]) * 1000;
	if (i < t.n && t.s[i] == '.' && ++i == t.n)
		return 0;
	for (; i < t.n && hex(t.s[i]) >= 0 && hex(t.s[i]) < 10; i++) {
		unit /= 10;
		ms += hex(t.s[i]) * unit;
	}
	if (i < t.n)
		return 0;
	return ms < NQ_ROBOTS_MAX_DELAY_MS ? ms : NQ_ROBOTS_MAX_DELAY_MS;
}

/* A record that is not the protocol's: it leaves the group as it is. */
static void
take_delay(struct reader *rd, struct span value)
{
	struct nq_robots *r = rd->r;
	int ms = delay_of(value);

	if ((rd->who & OURS) != 0 && ms > r->delay_ours)
		r->delay_ours = ms;
	if ((rd->who & ALL) != 0 && ms > r->delay_all)
		r->delay_all = ms;
}

static bool
begins(struct span t, const char *word)
{
	size_t n = strlen(word);

	return t.n >= n && strncasecmp(t.s, word, n) == 0;
}

/* Operators see them on a terminal, so no byte that it would obey. */
static void
take_sitemap(struct reader *rd, struct span value)
{
	char *copy;

	if (rd->sitemaps++ >= NQ_ROBOTS_MAX_SITEMAPS || value.n > NQ_MAX_URL)
		return;
	if (!begins(value, "http://") && !begins(value, "https://") &&
	    !begins(value, "/"))
		return;
	for (size_t i = 0; i < value.n; i++)
		if (value.s[i] <= ' ' || value.s[i] > '~')
			return;
	copy = nq_strndup(value.s, value.n);
	nq_names_add(&rd->r->sitemaps, copy);
	free(copy);
}

static void
take_line(struct reader *rd, struct span line)
{
	const char *p;
	struct span key, value;

	if (line.n > 0 && (p = memchr(line.s, '#', line.n)) != NULL)
		line.n = (size_t)(p - line.s);
	if (line.n == 0 || (p = memchr(line.s, ':', line.n)) == NULL)
		return;
	key = trim((struct span){ line.s, (size_t)(p - line.s) });
	value = trim((struct span){ p + 1,
		line.n - (size_t)(p - line.s) - 1 });
	if (is_word(key, "user-agent"))
		take_agent(rd, value);
	else if (is_word(key, "allow"))
		take_rule(rd, true, value);
	else if (is_word(key, "disallow"))
		take_rule(rd, false, value);
	else if (is_word(key, "crawl-delay"))
		take_delay(rd, value);
	else if (is_word(key, "sitemap"))
		take_sitemap(rd, value);
}

static bool
is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* What of body is obeyed: no more than the limit, no line that it cuts. */
static struct span
within_limit(const char *body, size_t len)
{
	size_t n = len;

	if (n > NQ_ROBOTS_MAX) {
		n = NQ_ROBOTS_MAX;
		while (n > 0 && !is_end(body[n]))
			n--;
	}
	if (n >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0) {
		body += 3;
		n -= 3;
	}
	return (struct span){ body, n };
}

struct nq_robots *
nq_robots_parse(const char *body, size_t len, const char *agent)
{
	struct nq_robots *r = nq_robots_fixed(true);
	struct span text = within_limit(body, len);
	struct reader rd = { .r = r };
	size_t start = 0;

	if (agent != NULL)
		rd.agent = token((struct span){ agent, strlen(agent) });
	for (size_t i = 0; i < text.n; i++)
		if (is_end(text.s[i])) {
			take_line(&rd, (struct span){ text.s + start,
				i - start });
			start = i + 1;
		}
	if (start < text.n)
		take_line(&rd, (struct span){ text.s + start,
			text.n - start });
	r->who = (rd.named & OURS) != 0 ? OURS : ALL;
	return r;
}

struct nq_robots *
nq_robots_fixed(bool allow)
{
	struct nq_robots *r = nq_alloc(1, sizeof(*r));

	r->forbids = !allow;
	r->who = ALL;
	return r;
}

void
nq_robots_free(struct nq_robots *r)
{
	if (r == NULL)
		return;
	nq_names_release(&r->sitemaps);
	free(r->symbols);
	free(r->rules);
	free(r);
}

/* Path and query of a URL; a path that is not there is "/" by itself. */
struct target {
	uint16_t *v;
	size_t n;
	size_t query;		/* where "?" stands, or n */
	long left;		/* steps */
};

static struct span
local_part(const char *url)
{
	size_t n = strcspn(url, ":/?#");

	if (strncmp(url + n, "://", 3) == 0) {
		url += n + 3;
		url += strcspn(url, "/?#");
	}
	return (struct span){ url, strcspn(url, "#") };
}

static void
target_init(struct target *t, struct span local)
{
	*t = (struct target){ .v = nq_alloc(local.n + 1, sizeof(*t->v)),
		.query = SIZE_MAX, .left = NQ_ROBOTS_MAX_STEPS };
	if (local.n == 0 || local.s[0] != '/')
		t->v[t->n++] = '/';
	while (local.n > 0) {
		uint16_t c = next_symbol(&local);

		if (c == '?' && t->query == SIZE_MAX)
			t->query = t->n;
		t->v[t->n++] = c;
	}
	if (t->query == SIZE_MAX)
		t->query = t->n;
}

static bool
is_equal(const struct target *t, size_t at, uint16_t c)
{
	return t->v[at] == c || (at > t->query &&
	    (t->v[at] ^ c) == ENCODED && is_delimiter((unsigned char)c));
}

/*
 * Where a symbol differs, the last "*" takes one symbol more and what is
 * behind it is tried again; an earlier one need never take more than the
 * least that it can. So there is one place to go back to, and no recursion.
 */
static bool
matches(const struct rule *rule, const uint16_t *v, struct target *t)
{
	size_t p = 0, u = 0, again = 0, mark = 0;

	for (; t->left > 0; t->left--) {
		if (p < rule->n && v[p] == STAR) {
			again = ++p;
			mark = u;
		} else if (p < rule->n && u < t->n && is_equal(t, u, v[p])) {
			p++;
			u++;
		} else if (p == rule->n && (!rule->whole || u == t->n)) {
			return true;
		} else if (again == 0 || mark == t->n) {
			return false;
		} else {
			p = again;
			u = ++mark;
		}
	}
	return false;
}

bool
nq_robots_allows(const struct nq_robots *r, const char *url)
{
	struct span local = local_part(url);
	const struct rule *best = NULL;
	struct target t;
	bool allowed;

	/* Who may not read the rules cannot learn that they changed. */
	if (local.n == 11 && memcmp(local.s, "/robots.txt", 11) == 0)
		return true;
	target_init(&t, local);
	for (size_t i = 0; i < r->n_rules && t.left > 0; i++) {
		const struct rule *rule = &r->rules[i];

		if ((rule->who & r->who) == 0 || (best != NULL &&
		    (rule->octets < best->octets ||
		    (rule->octets == best->octets && !rule->allow))))
			continue;
		if (matches(rule, r->symbols + rule->at, &t))
			best = rule;
	}
	allowed = best != NULL ? best->allow : !r->forbids;
	if (t.left <= 0)
		allowed = false;
	free(t.v);
	return allowed;
}

int
nq_robots_delay_ms(const struct nq_robots *r)
{
	return r->who == OURS ? r->delay_ours : r->delay_all;
}

const struct nq_names *
nq_robots_sitemaps(const struct nq_robots *r)
{
	return &r->sitemaps;
}
