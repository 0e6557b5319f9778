#include "tests/portal/portal.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DETAIL "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx"
#define HTML "text/html; charset=utf-8"

enum { MAX_BODY = 4 << 20 };

/* What a page is made from; the strings are freed with it. */
struct view {
	const struct portal *po;
	const struct portal_request *rq;
	enum portal_family family;
	const char *list, *lv;		/* of a SharePoint page, trimmed */
	struct nq_buf items, pager, related, picture;
	char *own[16];
	size_t owned;
};

static const struct {
	const char *name, *lv, *title;
} lists[] = {
	{ "Tintrongtinh", "11", "Tin trong tỉnh" },
	{ "Thongtinkinhtexahoi", "26", "Thông tin kinh tế - xã hội" },
};

static void
view_init(struct view *v, const struct portal *po,
    const struct portal_request *rq, enum portal_family family)
{
	*v = (struct view){
		.po = po, .rq = rq, .family = family,
		.items = NQ_BUF(MAX_BODY), .pager = NQ_BUF(MAX_BODY),
		.related = NQ_BUF(MAX_BODY), .picture = NQ_BUF(MAX_BODY),
	};
}

static void
view_release(struct view *v)
{
	for (size_t i = 0; i < v->owned; i++)
		free(v->own[i]);
	nq_buf_release(&v->items);
	nq_buf_release(&v->pager);
	nq_buf_release(&v->related);
	nq_buf_release(&v->picture);
}

/* Takes text over; it lives as long as the view. */
static const char *
own(struct view *v, char *text)
{
	if (v->owned == sizeof(v->own) / sizeof(v->own[0]))
		abort();
	return v->own[v->owned++] = text;
}

static void
part(struct nq_buf *b, const struct view *v, const char *what,
    const struct portal_var *vars)
{
	char *file = nq_asprintf("%s-%s", portal_family_name(v->family), what);

	portal_render(b, v->po, file, vars);
	free(file);
}

char *
portal_address(const struct portal *po, const struct portal_release *r,
    unsigned variant)
{
	if (r->family == PORTAL_NEWS)
		return nq_asprintf("/12/%s/%s.aspx", r->id, r->slug);
	if (r->family == PORTAL_DRUPAL)
		return variant % 2 == 0 ?
		    nq_asprintf("/content/news/%s", r->slug) :
		    nq_asprintf("/vi/node/%s", r->id);
	switch (variant % 4) {
	case 0:
		return nq_asprintf(DETAIL "?ItemID=%s&l=%s+++&lv=%s", r->id,
		    r->list, r->lv);
	case 1:
		return nq_asprintf(DETAIL "?l=%s++++++++++++&lv=%s&ItemID=%s",
		    r->list, r->lv, r->id);
	case 2:
		return nq_asprintf("%s" DETAIL "?ItemID=%s&l=%s&lv=%s",
		    po->base, r->id, r->list, r->lv);
	default:
		return nq_asprintf(DETAIL "?ItemID=%s&lv=%s&l=%s++", r->id,
		    r->lv, r->list);
	}
}

/* One entry of a listing or of the other stories below an article. */
static void
put_entry(struct nq_buf *b, const struct view *v, const char *what,
    const struct portal_release *r, unsigned variant)
{
	struct nq_buf more = NQ_BUF(MAX_BODY);
	char *raw = portal_address(v->po, r, variant);
	char *other = portal_address(v->po, r, variant + 1);
	char *address = portal_escape(raw);
	char *title = portal_escape(r->title);
	char *day = portal_date_day(&r->when);
	char *date = portal_date_feed(&r->when);
	const struct portal_var link[] = {
		{ "other_address", other }, { NULL, NULL },
	};
	struct portal_var vars[] = {
		{ "more", NULL }, { "address", address }, { "title", title },
		{ "day", day }, { "lead", r->lead }, { "second", r->second },
		{ "base", v->po->base }, { "date", date }, { NULL, NULL },
	};

	if (r->dual != NULL && v->family == PORTAL_DRUPAL)
		part(&more, v, "more", link);
	vars[0].value = more.p;
	part(b, v, what, vars);
	nq_buf_release(&more);
	free(raw);
	free(other);
	free(address);
	free(title);
	free(day);
	free(date);
}

static bool
in_view(const struct view *v, const struct portal_release *r)
{
	return r->family == v->family && (v->family != PORTAL_SHAREPOINT ||
	    strcasecmp(r->list, v->list) == 0);
}

static const char *
list_title(const char *list)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcasecmp(lists[i].name, list) == 0)
			return lists[i].title;
	return "Danh sách";
}

/* The whole page around what the view holds. */
static void
finish(struct view *v, const char *file, const struct portal_release *r,
    struct portal_page *page)
{
	unsigned long move = v->po->moving ? v->rq->serial : 0;
	char *canonical = r != NULL && v->family == PORTAL_DRUPAL ?
	    nq_asprintf("<link rel=\"canonical\" href=\"%s/content/news/%s\" "
	    "/>\n", v->po->base, r->slug) : NULL;
	const char *title = own(v, portal_escape(r != NULL ? r->title : NULL));
	const struct portal_var vars[] = {
		{ "heading", r != NULL ? title : "Tin tức" },
		{ "title", title },
		{ "date", own(v, r != NULL ?
		    portal_date(v->family, &r->when) : NULL) },
		{ "id", r != NULL ? r->id : "" },
		{ "body", r != NULL ? r->body : "" },
		{ "canonical", own(v, canonical) },
		{ "picture", v->picture.p }, { "related", v->related.p },
		{ "items", v->items.p }, { "pager", v->pager.p },
		{ "detail", DETAIL }, { "base", v->po->base },
		{ "list", own(v, portal_escape(v->list)) },
		{ "lv", own(v, portal_escape(v->lv)) },
		{ "list_title", v->list != NULL ? list_title(v->list) : "" },
		{ "visits", own(v, nq_asprintf("%lu", 1284057 + move)) },
		{ "views", own(v, nq_asprintf("%lu", 312 + move)) },
		{ "online", own(v, nq_asprintf("%lu", 17 + move % 9)) },
		{ NULL, NULL },
	};

	part(&page->body, v, file, vars);
	page->status = 200;
	page->type = HTML;
	page->release = r;
	page->tagged = v->family != PORTAL_SHAREPOINT;
}

static void
put_picture(struct view *v, const struct portal_release *r)
{
	char *caption = portal_escape(r->caption);
	const struct portal_var vars[] = {
		{ "file", r->picture }, { "caption", caption }, { NULL, NULL },
	};

	if (r->picture != NULL)
		part(&v->picture, v, "picture", vars);
	free(caption);
}

static void
article(const struct portal *po, const struct portal_request *rq,
    const struct portal_release *r, const char *file, struct portal_page *page)
{
	size_t at = (size_t)(r - po->releases);
	unsigned found = 0;
	struct view v;

	view_init(&v, po, rq, r->family);
	v.list = r->list;
	v.lv = r->lv;
	put_picture(&v, r);
	while (at-- > 0 && found < PORTAL_RELATED)
		if (in_view(&v, &po->releases[at])) {
			found++;
			put_entry(&v.related, &v, "related",
			    &po->releases[at],
			    r->family == PORTAL_SHAREPOINT ? found : 0);
		}
	finish(&v, file, r, page);
	view_release(&v);
}

static void
put_pager(struct view *v, size_t pages, size_t first)
{
	char *list = portal_escape(v->list), *lv = portal_escape(v->lv);

	for (size_t i = 0; i < pages && pages > 1; i++) {
		char *number = nq_asprintf("%zu", i + first);
		char *label = nq_asprintf("%zu", i + 1);
		const struct portal_var vars[] = {
			{ "page", number }, { "label", label },
			{ "detail", DETAIL }, { "list", list }, { "lv", lv },
			{ NULL, NULL },
		};

		part(&v->pager, v, "pager", vars);
		free(number);
		free(label);
	}
	free(list);
	free(lv);
}

/* The number of a page; what is no number is the first page. */
static size_t
page_number(const struct portal_request *rq, size_t first)
{
	const char *s = rq->arg(rq->ctx, "page");
	char *end;
	unsigned long n;

	if (s == NULL || *s < '0' || *s > '9')
		return 0;
	n = strtoul(s, &end, 10);
	return *end != '\0' || n < first ? 0 : n - first;
}

/* Newest first; a page past the end has the furniture and no items. */
static void
listing(struct view *v, size_t first, struct portal_page *page)
{
	size_t total = 0, from = page_number(v->rq, first) * PORTAL_A_PAGE;

	for (size_t i = v->po->n; i-- > 0; ) {
		const struct portal_release *r = &v->po->releases[i];

		if (!in_view(v, r))
			continue;
		if (total >= from && total < from + PORTAL_A_PAGE)
			put_entry(&v->items, v, "item", r,
			    v->family == PORTAL_SHAREPOINT ?
			    (unsigned)(total % 4) : 0);
		total++;
	}
	put_pager(v, (total + PORTAL_A_PAGE - 1) / PORTAL_A_PAGE, first);
	finish(v, "list", NULL, page);
}

static void
feed(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	struct view v;
	unsigned found = 0;

	view_init(&v, po, rq, PORTAL_NEWS);
	for (size_t i = po->n; i-- > 0 && found < PORTAL_IN_FEED; )
		if (in_view(&v, &po->releases[i])) {
			put_entry(&v.items, &v, "feed-item",
			    &po->releases[i], 0);
			found++;
		}
	finish(&v, "feed", NULL, page);
	page->type = "application/rss+xml; charset=utf-8";
	view_release(&v);
}

static const struct portal_release *
find(const struct portal *po, enum portal_family family, const char *id,
    size_t len, const char *list, bool by_slug)
{
	for (size_t i = 0; i < po->n; i++) {
		const struct portal_release *r = &po->releases[i];
		const char *key = by_slug ? r->slug : r->id;

		if (r->family == family && strlen(key) == len &&
		    strncmp(key, id, len) == 0 &&
		    (list == NULL || strcasecmp(r->list, list) == 0))
			return r;
	}
	return NULL;
}

/* The detail page is the list page where ItemID is absent. */
static void
sharepoint(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	const char *id = rq->arg(rq->ctx, "ItemID");
	const char *arg = rq->arg(rq->ctx, "l"), *lv = rq->arg(rq->ctx, "lv");
	const struct portal_release *r;
	struct view v;
	char *list;

	arg = arg != NULL ? arg + strspn(arg, " /") : lists[0].name;
	list = nq_strndup(arg, strcspn(arg, " /"));
	if (id != NULL) {
		r = find(po, PORTAL_SHAREPOINT, id, strlen(id), list, false);
		if (r != NULL)
			article(po, rq, r, "page", page);
	} else {
		view_init(&v, po, rq, PORTAL_SHAREPOINT);
		v.list = list;
		v.lv = lv != NULL ? lv : "11";
		listing(&v, 1, page);
		view_release(&v);
	}
	free(list);
}

/* The rest of path behind prefix, or NULL. */
static const char *
after(const char *path, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(path, prefix, len) == 0 ? path + len : NULL;
}

static void
drupal(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	const struct portal_release *r = NULL;
	const char *path = rq->path, *rest = after(path, "/vi/");
	struct view v;

	path = rest != NULL ? rest - 1 : path;
	if (rest != NULL && strcmp(path, "/tin-tuc") == 0) {
		view_init(&v, po, rq, PORTAL_DRUPAL);
		listing(&v, 0, page);
		view_release(&v);
	} else if ((rest = after(path, "/node/")) != NULL) {
		r = find(po, PORTAL_DRUPAL, rest, strlen(rest), NULL, false);
	} else if ((rest = after(path, "/content/news/")) != NULL) {
		r = find(po, PORTAL_DRUPAL, rest, strlen(rest), NULL, true);
	}
	if (r != NULL)
		article(po, rq, r, "page", page);
}

/* The number is the key, whatever the slug says. */
static void
news(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	const char *rest = after(rq->path, "/PrintPreview/");
	const char *file = rest != NULL ? "print" : "page";
	const struct portal_release *r;
	struct view v;

	if (strcmp(rq->path, "/12/") == 0) {
		view_init(&v, po, rq, PORTAL_NEWS);
		listing(&v, 1, page);
		view_release(&v);
		return;
	}
	if (rest == NULL)
		rest = after(rq->path, "/12/");
	r = find(po, PORTAL_NEWS, rest, strspn(rest, "0123456789"), NULL,
	    false);
	if (r != NULL && rest[strlen(r->id)] == '/')
		article(po, rq, r, file, page);
}

static void
picture(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	(void)rq;
	for (size_t i = 0; i < po->nfiles; i++)
		if (strcmp(po->files[i].name, "picture.png") == 0) {
			nq_buf_put(&page->body, po->files[i].text,
			    po->files[i].len);
			page->status = 200;
			page->type = "image/png";
			page->tagged = true;
		}
}

static void
robots(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	(void)po;
	(void)rq;
	nq_buf_puts(&page->body, "User-agent: *\nDisallow: /_layouts/\n"
	    "Disallow: /PrintPreview/\n");
	page->status = 200;
	page->type = "text/plain";
}

static const struct {
	const char *prefix;
	void (*respond)(const struct portal *, const struct portal_request *,
	    struct portal_page *);
} routes[] = {
	{ DETAIL, sharepoint },
	{ "/vi/", drupal }, { "/node/", drupal }, { "/content/news/", drupal },
	{ "/12/", news }, { "/PrintPreview/", news },
	{ "/rss/kinh-te.rss", feed },
	{ "/PublishingImages/", picture }, { "/NewsImg/", picture },
	{ "/sites/default/files/", picture },
	{ "/robots.txt", robots },
};

void
portal_respond_error(const struct portal *po, unsigned status,
    struct portal_page *page)
{
	char *number = nq_asprintf("%u", status);
	const struct portal_var vars[] = {
		{ "status", number }, { NULL, NULL },
	};

	nq_buf_reset(&page->body);
	portal_render(&page->body, po, "error", vars);
	page->status = status;
	page->type = HTML;
	page->tagged = false;
	free(number);
}

void
portal_respond(const struct portal *po, const struct portal_request *rq,
    struct portal_page *page)
{
	*page = (struct portal_page){ .body = NQ_BUF(MAX_BODY) };
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (after(rq->path, routes[i].prefix) != NULL) {
			routes[i].respond(po, rq, page);
			break;
		}
	if (page->status == 0)
		portal_respond_error(po, 404, page);
}
