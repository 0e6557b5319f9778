#include "extract/probe_parts.h"

#include "core/err.h"
#include "core/mem.h"
#include "extract/discover.h"
#include "extract/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
nq_shown_release(struct nq_shown *s)
{
	nq_names_release(&s->keys);
	free(s->first);
	free(s->first_key);
	free(s->sitemap);
	free(s->foreign);
	free(s->other);
	*s = (struct nq_shown){ 0 };
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each once. */
static void
settle(struct nq_names *names)
{
	size_t n = 0;

	if (names->n > 1)
		qsort(names->v, names->n, sizeof(*names->v), compare);
	for (size_t i = 0; i < names->n; i++) {
		if (n > 0 && strcmp(names->v[n - 1], names->v[i]) == 0)
			free(names->v[i]);
		else
			names->v[n++] = names->v[i];
	}
	names->n = n;
}

static bool
has(const struct nq_names *sorted, const char *key)
{
	return sorted->n > 0 && bsearch(&key, sorted->v, sorted->n,
	    sizeof(*sorted->v), compare) != NULL;
}

static void
note_once(char **at, const char *url)
{
	if (*at == NULL)
		*at = nq_strdup(url);
}

static void
note_day(struct nq_shown *s, const char *day)
{
	if (day[0] == '\0')
		return;
	s->dated++;
	if (s->oldest[0] == '\0' || strcmp(day, s->oldest) < 0)
		snprintf(s->oldest, sizeof(s->oldest), "%s", day);
	if (strcmp(day, s->newest) > 0)
		snprintf(s->newest, sizeof(s->newest), "%s", day);
}

/* One link, as extract would take it; true where it is a release. */
static bool
count_link(const struct nq_source *src, const char *base,
    const struct nq_link *link, struct nq_shown *s, char **url, char **key)
{
	struct nq_err why = { 0 };

	*key = NULL;
	*url = nq_url_canonical(base, link->url, &why);
	s->links++;
	if (*url == NULL)
		return false;
	if (!nq_source_has_host(src, *url)) {
		note_once(&s->foreign, *url);
		return false;
	}
	s->here++;
	if (link->index) {
		s->index++;
		note_once(&s->sitemap, *url);
		return false;
	}
	if ((*key = nq_url_key(*url, &src->key)) == NULL) {
		note_once(&s->other, *url);
		return false;
	}
	s->releases++;
	note_day(s, link->date);
	nq_names_add(&s->keys, *key);
	if (s->first == NULL) {
		s->first = nq_strdup(*url);
		s->first_key = nq_strdup(*key);
	}
	return true;
}

/* Against which the links of a page resolve; the caller frees. */
static char *
base_of(const struct nq_answer *a, const struct nq_links *links)
{
	struct nq_err why = { 0 };
	char *base = links->base == NULL ? NULL :
	    nq_url_canonical(a->url, links->base, &why);

	return base != NULL ? base : nq_strdup(a->url);
}

static void
count_all(const struct nq_probe *p, const struct nq_answer *a,
    const struct nq_links *links, struct nq_shown *s)
{
	char *base = base_of(a, links), *url, *key;

	for (size_t i = 0; i < links->n; i++) {
		count_link(p->src, base, &links->v[i], s, &url, &key);
		free(url);
		free(key);
	}
	settle(&s->keys);
	free(base);
}

/* The first releases that differ: address, key, day. */
static void
show_examples(const struct nq_probe *p, const struct nq_answer *a,
    const struct nq_links *links)
{
	char *base = base_of(a, links), *url, *key;
	struct nq_names shown = { 0 };
	struct nq_shown ignored = { 0 };

	for (size_t i = 0; i < links->n && shown.n < NQ_PROBE_EXAMPLES; i++) {
		const char *day = links->v[i].date;
		bool new = count_link(p->src, base, &links->v[i], &ignored,
		    &url, &key);

		for (size_t k = 0; k < shown.n && new; k++)
			new = strcmp(shown.v[k], key) != 0;
		if (new) {
			nq_probe_row(p, shown.n == 0 ? "examples" : "", "%s",
			    url);
			nq_probe_row(p, "", "-> %s%s%s", key, day[0] != '\0' ?
			    ", " : "", day);
			nq_names_add(&shown, key);
		}
		free(url);
		free(key);
	}
	nq_shown_release(&ignored);
	nq_names_release(&shown);
	free(base);
}

static int
find(const struct nq_probe *p, const struct nq_find *f,
    const struct nq_answer *a, struct nq_links *out, struct nq_err *e)
{
	return nq_discover(p->run.pool, f, a->url, a->x.body.p,
	    a->x.body.len, out, e);
}

static int
find_of(const struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a, struct nq_links *out, struct nq_err *e)
{
	static const enum nq_find_kind kinds[NQ_ENTRY_KINDS] = {
		[NQ_ENTRY_LISTING] = NQ_FIND_LISTING,
		[NQ_ENTRY_FEED] = NQ_FIND_FEED,
		[NQ_ENTRY_SITEMAP] = NQ_FIND_SITEMAP,
		[NQ_ENTRY_WORDPRESS] = NQ_FIND_WORDPRESS,
	};

	return find(p, &(struct nq_find){ .kind = kinds[en->kind],
	    .links = en->links, .pattern = en->pattern, .dates = en->dates },
	    a, out, e);
}

/* The few addresses of a page that say most to people. */
static char *
examples_of(const struct nq_answer *a, const struct nq_links *links)
{
	char *text = nq_strdup(""), *more;
	size_t n = 0;

	for (size_t i = 0; i < links->n && n < NQ_PROBE_EXAMPLES; i++) {
		struct nq_err why = { 0 };
		/* Menus come first; the middle is where the news are. */
		size_t at = (i + links->n / 3) % links->n;
		char *url = nq_url_canonical(a->url, links->v[at].url, &why);

		if (url != NULL) {
			more = nq_asprintf("%s%s%s", text, n > 0 ? ", " : "",
			    url);
			free(text);
			text = more;
			n++;
		}
		free(url);
	}
	return text;
}

/* The XPath or pattern takes nothing: what there would be. */
static void
explain_none(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a, const struct nq_links *all)
{
	const char *by = en->links != NULL ? "links" : "pattern";
	struct nq_shown s = { 0 };
	char *few = examples_of(a, all);

	count_all(p, a, all, &s);
	if (all->n == 0)
		nq_probe_fault(p, "the portal builds its page by script: look "
		    "for a feed, a sitemap or wp-json (docs/add-a-source.md)",
		    "the page has no link at all");
	else if (s.releases > 0)
		nq_probe_fault(p, "correct it, or leave it to \"key\": "
		    "\"links\": \"//a\"", "\"%s\" finds no link; the page has "
		    "%zu, of which \"key\" would take %zu, e.g. %s", by,
		    all->n, s.releases, s.first);
	else
		nq_probe_fault(p, "open the page in a browser, look at the "
		    "source of one release's link, and correct both this and "
		    "\"key\"", "\"%s\" finds no link; the page has %zu, none "
		    "of them one that \"key\" takes, e.g. %s", by, all->n,
		    few);
	nq_shown_release(&s);
	free(few);
}

static void
tell_listing(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a, const struct nq_shown *s)
{
	struct nq_links all = { 0 };
	struct nq_err why = { 0 };
	struct nq_shown every = { 0 };

	if (find(p, &(struct nq_find){ .kind = NQ_FIND_LISTING,
	    .links = "//a/@href" }, a, &all, &why) != 0) {
		nq_probe_row(p, "links", "not all could be counted: %s",
		    why.msg);
	} else {
		count_all(p, a, &all, &every);
		nq_probe_row(p, "links", "%zu on the page, %zu to the "
		    "source's hosts", every.links, every.here);
		nq_probe_row(p, "", "\"%s\" takes %zu, %zu to the source's "
		    "hosts", en->links != NULL ? "links" : "pattern",
		    s->links, s->here);
		if (s->links == 0)
			explain_none(p, en, a, &all);
	}
	nq_shown_release(&every);
	nq_links_release(&all);
}

static void
tell_key(struct nq_probe *p, const struct nq_shown *s)
{
	if (s->links == 0 || s->index > 0)
		return;
	nq_probe_row(p, "key", "takes %zu of %zu for releases, %zu different",
	    s->releases, s->here, s->keys.n);
	if (s->here == 0)
		nq_probe_fault(p, "add the host to \"hosts\", if it is the "
		    "portal's own", "all links lead to other hosts, e.g. %s",
		    s->foreign != NULL ? s->foreign : "no web address");
	else if (s->releases == 0)
		nq_probe_fault(p, "compare \"key\" with that address: its "
		    "\"under\", its parameters, the place of its number",
		    "no link is taken by \"key\", e.g. %s is not", s->other);
	else if (s->releases >= NQ_PROBE_EXAMPLES && s->keys.n == 1)
		nq_probe_fault(p, "name in \"key\" what differs between "
		    "them", "\"key\" calls them all %s", s->first_key);
	else if (s->other != NULL)
		nq_probe_row(p, "", "not a release, e.g. %s", s->other);
	if (s->here > 0 && s->foreign != NULL)
		nq_probe_row(p, "", "on another host, e.g. %s", s->foreign);
}

static bool
has_kind(const struct nq_source *src, enum nq_entry_kind kind)
{
	for (size_t i = 0; i < src->entry_count; i++)
		if (src->entries[i].kind == kind)
			return true;
	return false;
}

static void
tell_dates(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_shown *s)
{
	if (s->releases == 0)
		return;
	if (s->dated > 0)
		nq_probe_row(p, "dates", "%zu of %zu releases have a day, "
		    "from %s to %s", s->dated, s->releases, s->oldest,
		    s->newest);
	else
		nq_probe_row(p, "dates", "none");
	if (s->dated == 0 && en->dates != NULL)
		nq_probe_fault(p, "it is evaluated at each link's element: "
		    "\"../span\" is a sibling, \"following::span[1]\" the "
		    "next on the page; its text must have a day as 3/5/2024",
		    "\"dates\" finds no day");
	else if (s->dated == 0 && !has_kind(p->src, NQ_ENTRY_FEED) &&
	    !has_kind(p->src, NQ_ENTRY_SITEMAP) &&
	    !has_kind(p->src, NQ_ENTRY_WORDPRESS))
		nq_probe_hint(p, "%s", en->kind == NQ_ENTRY_LISTING ?
		    "\"dates\" may find the days beside the links; without, "
		    "a release counts from the day on which it was found" :
		    "a release counts from the day on which it was found");
}

bool
nq_probe_links(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a, struct nq_shown *s)
{
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };

	if (find_of(p, en, a, &links, &why) != 0) {
		nq_probe_fault(p, en->kind == NQ_ENTRY_LISTING ?
		    "correct the XPath, or look whether this is the page" :
		    "open the address in a browser: is it really the "
		    "\"kind\" that the entry says?", "%s", why.msg);
		goto out;
	}
	count_all(p, a, &links, s);
	if (en->kind == NQ_ENTRY_LISTING)
		tell_listing(p, en, a, s);
	else
		nq_probe_row(p, "links", "%zu, %zu to the source's hosts",
		    s->links, s->here);
	if (s->links == 0 && en->kind != NQ_ENTRY_LISTING)
		nq_probe_fault(p, "look for another one on the portal",
		    "it lists nothing");
	if (s->index > 0)
		nq_probe_row(p, "index", "of %zu sitemaps", s->index);
	tell_key(p, s);
	tell_dates(p, en, s);
	show_examples(p, a, &links);
out:
	nq_links_release(&links);
	return s->releases + s->index > 0;
}

void
nq_probe_page_2(struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a, const struct nq_shown *first)
{
	struct nq_shown s = { 0 };
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };
	size_t fresh = 0;

	if (find_of(p, en, a, &links, &why) != 0) {
		nq_probe_fault(p, "open page 2 in a browser and compare its "
		    "address with \"pages\"", "%s", why.msg);
		return;
	}
	count_all(p, a, &links, &s);
	for (size_t i = 0; i < s.keys.n; i++)
		fresh += !has(&first->keys, s.keys.v[i]);
	nq_probe_row(p, "links", "%zu releases, %zu of them not on page 1",
	    s.keys.n, fresh);
	if (s.keys.n > 0 && fresh == 0)
		nq_probe_fault(p, "open page 2 in a browser and compare its "
		    "address with \"pages\"; if the portal has one page only, "
		    "leave \"pages\" out", "page 2 shows what page 1 shows");
	else if (s.keys.n == 0 && !links.end)
		nq_probe_hint(p, "page 2 shows no release: right if all are "
		    "on page 1, otherwise compare its address with "
		    "\"pages\"");
	nq_shown_release(&s);
	nq_links_release(&links);
}

/* The first link that an XPath finds and the source may ask, or NULL; the
 * caller frees. */
static char *
find_one(const struct nq_probe *p, const struct nq_answer *a,
    const char *xpath, const char *pattern)
{
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };
	char *url = NULL;

	find(p, &(struct nq_find){ .kind = NQ_FIND_LISTING, .links = xpath,
	    .pattern = pattern }, a, &links, &why);
	for (size_t i = 0; i < links.n && url == NULL; i++) {
		nq_err_clear(&why);
		url = nq_url_canonical(a->url, links.v[i].url, &why);
		if (url != NULL && !nq_source_has_host(p->src, url)) {
			free(url);
			url = NULL;
		}
	}
	nq_links_release(&links);
	return url;
}

void
nq_probe_suggest(const struct nq_probe *p, const struct nq_entry *en,
    const struct nq_answer *a)
{
	char *feed = NULL, *api = NULL, *pager = NULL;

	if (!has_kind(p->src, NQ_ENTRY_FEED))
		feed = find_one(p, a, "//link[contains(@rel,'alternate') and "
		    "(contains(@type,'rss') or contains(@type,'atom'))]"
		    "/@href", NULL);
	if (!has_kind(p->src, NQ_ENTRY_WORDPRESS))
		api = find_one(p, a, "//link[@rel='https://api.w.org/']"
		    "/@href", NULL);
	if (en->pages == NULL)
		pager = find_one(p, a, NULL, "([?&;][A-Za-z]*"
		    "(page|Page|trang|PageIndex)=[12]([^0-9]|$)|"
		    "/(page|trang)[/-]2([^0-9]|$))");
	if (feed != NULL)
		nq_probe_hint(p, "the page names a feed; {\"kind\": \"feed\"} "
		    "of %s", feed);
	if (api != NULL)
		nq_probe_hint(p, "a WordPress portal; try {\"kind\": "
		    "\"wordpress\"} of %swp/v2/posts", api);
	if (pager != NULL)
		nq_probe_hint(p, "the page has a pager; \"pages\" may be like "
		    "%s", pager);
	free(feed);
	free(api);
	free(pager);
}

void
nq_probe_files(struct nq_probe *p, const struct nq_answer *a)
{
	const char *xpath = nq_source_attachments(p->src);
	struct nq_links links = { 0 };
	struct nq_err why = { 0 };
	size_t files = 0, here = 0;
	char *first = NULL;

	if (find(p, &(struct nq_find){ .kind = NQ_FIND_FILES,
	    .links = xpath }, a, &links, &why) != 0) {
		nq_probe_fault(p, "correct the XPath of \"attachments\"",
		    "%s", why.msg);
		return;
	}
	for (size_t i = 0; i < links.n; i++) {
		char *url;

		nq_err_clear(&why);
		url = nq_url_canonical(a->url, links.v[i].url, &why);
		if (url != NULL && nq_url_is_file(url)) {
			files++;
			here += nq_source_has_host(p->src, url);
			note_once(&first, url);
		}
		free(url);
	}
	if (files == 0)
		nq_probe_row(p, "attachments", "no file is linked%s",
		    xpath != NULL ? " where \"attachments\" looks" : "");
	else
		nq_probe_row(p, "attachments", "%zu files linked, %zu on the "
		    "source's hosts, e.g. %s", files, here, first);
	if (files > here)
		nq_probe_hint(p, "files on other hosts are left out, unless "
		    "these are in \"hosts\"");
	nq_links_release(&links);
	free(first);
}
