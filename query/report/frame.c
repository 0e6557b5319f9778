/* What all pages of the report have around them. */
#include "query/report/report.h"

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/opts.h"
#include "query/report/say.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The policy lets in this style sheet, by its digest, and nothing else: no
 * script, no picture, no font, no address. */
static int
hash_style(struct nq_report *r, struct nq_err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE], text[64];
	unsigned n = 0;

	if (EVP_Digest(r->style, strlen(r->style), sum, &n, EVP_sha256(),
	    NULL) != 1 || n != 32)
		return nq_fail(e, NQ_EIO, "libcrypto gives no SHA-256");
	EVP_EncodeBlock(text, sum, (int)n);
	snprintf(r->style_hash, sizeof(r->style_hash), "sha256-%.50s",
	    (const char *)text);
	return 0;
}

int
nq_style_read(struct nq_report *r, struct nq_err *e)
{
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	char *path = nq_opts_schema(r->ask.o, "report/style.css");
	int rc = nq_buf_read_file(&b, path, e);

	r->style = nq_buf_steal(&b);
	/* It is written as it is, into XML that is HTML. */
	if (rc == 0 && r->style[strcspn(r->style, "<&\r")] != '\0') {
		nq_fail(e, NQ_EUSAGE, "a style sheet of the report must do "
		    "without <, & and carriage returns");
		rc = nq_err_at(e, "%s", path);
	}
	free(path);
	nq_buf_release(&b);
	return rc == 0 ? hash_style(r, e) : -1;
}

static void
put_meta(struct nq_sheet *p, const char *key, const char *name,
    const char *content)
{
	nq_tag_open(p, "meta", NULL);
	if (strcmp(key, "charset") != 0)
		nq_tag_attr(p, key, name);
	nq_tag_attr(p, strcmp(key, "charset") != 0 ? "content" : key,
	    content);
	nq_tag_close_void(p);
}

static void
put_head(const struct nq_report *r, struct nq_sheet *p, const char *title)
{
	char policy[256];

	snprintf(policy, sizeof(policy), "default-src 'none'; style-src "
	    "'%s'; base-uri 'none'; form-action 'none'", r->style_hash);
	nq_tag_open(p, "head", NULL);
	put_meta(p, "charset", NULL, "utf-8");
	put_meta(p, "http-equiv", "Content-Security-Policy", policy);
	put_meta(p, "name", "viewport", "width=device-width, "
	    "initial-scale=1");
	put_meta(p, "name", "color-scheme", "light dark");
	put_meta(p, "name", "referrer", "no-referrer");
	put_meta(p, "name", "generator", "nqtrack " NQ_VERSION);
	nq_tag_open(p, "title", NULL);
	nq_tag_textf(p, "%s · %s", title, r->area[p->en]);
	nq_tag_close(p);
	nq_tag_open(p, "style", NULL);
	nq_tag_raw(p, r->style);
	nq_tag_close(p);
	nq_tag_close(p);
}

static void
put_entry(struct nq_sheet *p, const struct nq_leaf *leaf, const char *path,
    const char *text)
{
	nq_tag_open(p, "li", NULL);
	nq_tag_open(p, "a", NULL);
	nq_tag_attrf(p, "href", "%s%s", p->up, path);
	if (leaf->here != NULL && strcmp(leaf->here, path) == 0)
		nq_tag_attr(p, "aria-current", "page");
	nq_tag_text(p, text);
	nq_tag_close(p);
	nq_tag_close(p);
}

/* From the Vietnamese pages into en/, from the English ones out of it. */
static void
put_menu(struct nq_sheet *p, const struct nq_leaf *leaf)
{
	const char *other = p->en ? "vi" : "en";

	nq_tag_open(p, "header", "top");
	nq_tag_open(p, "nav", NULL);
	nq_tag_attr(p, "aria-label", nq_in(p, "Các trang", "Pages"));
	nq_tag_open(p, "ul", NULL);
	put_entry(p, leaf, "index.html", nq_in(p, "Chỉ tiêu", "Targets"));
	put_entry(p, leaf, "findings.html", nq_in(p, "Số liệu mâu thuẫn",
	    "Contradictions"));
	put_entry(p, leaf, "gaps.html", nq_in(p, "Bài còn thiếu",
	    "Missing releases"));
	put_entry(p, leaf, "methods.html", nq_in(p, "Cách đánh giá",
	    "Methods"));
	nq_tag_open(p, "li", "lang");
	nq_tag_open(p, "a", NULL);
	nq_tag_attr(p, "lang", other);
	nq_tag_attr(p, "hreflang", other);
	nq_tag_attrf(p, "href", "%s%s%s", p->up, p->en ? "../" : "en/",
	    leaf->path);
	nq_tag_text(p, p->en ? "Tiếng Việt" : "English");
	for (int i = 0; i < 5; i++)	/* a, li, ul, nav, header */
		nq_tag_close(p);
}

int
nq_leaf_open(const struct nq_report *r, struct nq_sheet *p,
    const struct nq_leaf *leaf, bool en, struct nq_err *e)
{
	if (nq_sheet_init(p, en, leaf->up, e) != 0)
		return -1;
	nq_tag_open(p, "html", NULL);
	nq_tag_attr(p, "xmlns", "http://www.w3.org/1999/xhtml");
	nq_tag_attr(p, "lang", en ? "en" : "vi");
	put_head(r, p, leaf->title);
	nq_tag_open(p, "body", NULL);
	nq_tag_open(p, "a", "skip");
	nq_tag_attr(p, "href", "#main");
	nq_tag_text(p, nq_in(p, "Đến nội dung chính", "To the content"));
	nq_tag_close(p);
	put_menu(p, leaf);
	nq_tag_open(p, "main", NULL);
	nq_tag_attr(p, "id", "main");
	nq_tag_attr(p, "tabindex", "-1");
	if (leaf->over != NULL) {
		nq_tag_open(p, "p", "over");
		nq_tag_open(p, "span", NULL);
		nq_tag_attr(p, "lang", "vi");
		nq_tag_text(p, leaf->over);
		nq_tag_close(p);
		nq_tag_text(p, " · ");
		nq_tag_text(p, leaf->about);
		nq_tag_close(p);
	}
	nq_tag_put(p, "h1", NULL, leaf->title);
	return 0;
}

static void
put_foot(const struct nq_report *r, struct nq_sheet *p)
{
	char day[NQ_SAID], figures[NQ_SAID], documents[NQ_SAID];

	nq_tag_close(p);	/* main */
	nq_tag_open(p, "footer", NULL);
	nq_tag_open(p, "p", NULL);
	nq_tag_textf(p, p->en ? "As known at the end of %s. " :
	    "Theo số liệu có đến hết ngày %s. ",
	    nq_say_day(r->ask.day, p->en, day));
	nq_say_value((double)r->held.figures, "level", NULL, 0, p->en,
	    figures);
	nq_say_value((double)r->held.documents, "level", NULL, 0, p->en,
	    documents);
	nq_tag_textf(p, p->en ? "%s figures of %s documents. nqtrack "
	    NQ_VERSION "." : "%s số liệu từ %s tài liệu. nqtrack "
	    NQ_VERSION ".", figures, documents);
	nq_tag_close(p);
	nq_tag_close(p);
	nq_tag_close(p);	/* body */
	nq_tag_close(p);	/* html */
}

int
nq_leaf_close(struct nq_report *r, struct nq_sheet *p,
    const struct nq_leaf *leaf, struct nq_err *e)
{
	char name[NQ_MAX_PAGE_NAME];
	const char *bytes;
	size_t len;

	if (e->code == NQ_OK) {
		put_foot(r, p);
		snprintf(name, sizeof(name), "%s%.120s", p->en ? "en/" : "",
		    leaf->path);
		if (nq_sheet_bytes(p, &bytes, &len, e) != 0)
			nq_err_at(e, "%s", name);
		else
			nq_site_add(&r->site, name, bytes, len);
	}
	nq_sheet_release(p);
	return e->code == NQ_OK ? 0 : -1;
}
