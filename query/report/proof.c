/* The evidence of a page: for each figure that it shows its sentence, with
 * the printed number marked, and the way back to the archived bytes. */
#include "query/report/report.h"

#include "core/err.h"
#include "progress/words.h"
#include "query/report/say.h"

#include <stdio.h>
#include <string.h>

/* "+9,12 % so cùng kỳ · 2021 · thực hiện · ước tính" */
static void
put_name(struct nq_sheet *p, const struct nq_evidence *v)
{
	char value[NQ_SAID], when[NQ_PERIOD_TEXT];
	struct nq_period period;
	struct nq_err ignored = { 0 };
	const char *base = v->price_base;

	nq_tag_open(p, "h3", NULL);
	nq_tag_textf(p, "%s%s", nq_say_value(v->value, v->transformation,
	    v->unit, v->mult, p->en, value), nq_figure_word(
	    v->transformation, p->en));
	if (nq_period_parse(v->period, &period, &ignored) == 0)
		nq_tag_textf(p, " · %s", nq_period_text(period, p->en, when));
	nq_tag_textf(p, " · %s · %s", nq_role_word(v->role, p->en),
	    nq_status_word(v->status, p->en));
	if (v->inferred != NULL)
		nq_tag_textf(p, " · %s (%s)", nq_price_word(v->inferred,
		    p->en), nq_in(p, "suy ra", "inferred"));
	else if (base != NULL && base[0] != '_')
		nq_tag_textf(p, " · %s", nq_price_word(base, p->en));
	nq_tag_close(p);
}

static void
put_sentence(struct nq_sheet *p, const struct nq_evidence *v)
{
	nq_tag_open(p, "blockquote", NULL);
	nq_tag_attr(p, "lang", "vi");
	nq_tag_open(p, "p", NULL);
	nq_tag_textn(p, v->text, v->mark);
	if (v->mark_len > 0) {
		nq_tag_open(p, "mark", NULL);
		nq_tag_textn(p, v->text + v->mark, v->mark_len);
		nq_tag_close(p);
	}
	nq_tag_text(p, v->text + v->mark + v->mark_len);
	nq_tag_close(p);
	nq_tag_close(p);
	if (v->mark_len == 0)
		nq_tag_put(p, "p", "soft", nq_in(p, "Không thấy nguyên con số "
		    "này trong câu; cách đọc ghi bên dưới.", "The sentence "
		    "does not have the number in this form; how it was read "
		    "is told below."));
}

static void
put_cell(struct nq_sheet *p, const struct nq_evidence *v)
{
	nq_term_put(p, "Dòng của bảng", "Row of the table", v->row);
	nq_term_put(p, "Cột của bảng", "Column of the table", v->column);
	nq_term_put(p, "Ô", "Cell", v->cell);
}

static void
put_origin(struct nq_sheet *p, const struct nq_evidence *v)
{
	char day[NQ_SAID];

	if (v->title != NULL) {
		nq_term_open(p, "Bài", "Release");
		nq_tag_open(p, "cite", NULL);
		nq_tag_attr(p, "lang", "vi");
		nq_tag_text(p, v->title);
		nq_tag_close(p);
		nq_tag_close(p);
	}
	nq_term_open(p, "Nơi công bố", "Published by");
	nq_tag_textf(p, "%s (%s), %s", v->publisher, v->source_title,
	    nq_say_day(v->published, p->en, day));
	nq_tag_close(p);
	nq_term_open(p, "Địa chỉ", "Address");
	nq_tag_url(p, v->url, NULL);
	nq_tag_close(p);
	nq_term_put(p, "Giấy phép", "Licence", v->licence);
}

static void
put_archive(struct nq_sheet *p, const struct nq_evidence *v)
{
	char from[NQ_SAID], until[NQ_SAID];

	nq_term_open(p, "Lấy về", "Retrieved");
	nq_tag_text(p, nq_say_time(v->retrieved, p->en, from));
	nq_tag_close(p);
	nq_term_open(p, "Kho lưu", "Archive");
	nq_tag_textf(p, p->en ? "archive/%s, byte %lld" :
	    "archive/%s, byte thứ %lld", v->archive, (long long)v->offset);
	nq_tag_close(p);
	nq_term_open(p, "Mã tài liệu", "Document");
	nq_tag_put(p, "code", NULL, v->document);
	nq_tag_close(p);
	nq_term_open(p, "Có trong kho từ", "Held since");
	nq_tag_text(p, nq_say_time(v->seen_from, p->en, from));
	if (v->seen_until != NULL)
		nq_tag_textf(p, "; %s %s", nq_in(p, "bài thôi ghi từ",
		    "no longer stated since"), nq_say_time(v->seen_until,
		    p->en, until));
	nq_tag_close(p);
}

static void
put_reading(struct nq_sheet *p, const struct nq_evidence *v)
{
	nq_term_open(p, "Cách đọc", "Read by");
	nq_tag_put(p, "code", NULL, v->rule);
	if (v->program != NULL)
		nq_tag_textf(p, ", %s", v->program);
	if (v->flags != NULL && strcmp(v->flags, "[]") != 0) {
		nq_tag_text(p, ", ");
		nq_tag_put(p, "code", NULL, v->flags);
	}
	nq_tag_close(p);
	nq_term_put(p, "Vì sao suy ra giá", "Why the prices are inferred",
	    v->inferred_why[p->en]);
}

static void
put_one(struct nq_sheet *p, const struct nq_evidence *v)
{
	nq_tag_open(p, "article", "proof");
	nq_tag_attrf(p, "id", "o%lld", (long long)v->id);
	put_name(p, v);
	put_sentence(p, v);
	nq_tag_open(p, "dl", NULL);
	put_cell(p, v);
	put_origin(p, v);
	put_archive(p, v);
	put_reading(p, v);
	nq_tag_close(p);
	nq_tag_close(p);
}

int
nq_proof_put(struct nq_report *r, struct nq_sheet *p, struct nq_err *e)
{
	struct nq_evidence v;

	if (p->cites == 0)
		return 0;
	nq_tag_open(p, "section", "proofs");
	nq_tag_open(p, "h2", NULL);
	nq_tag_attr(p, "id", "evidence");
	nq_tag_text(p, nq_in(p, "Dẫn chứng", "Evidence"));
	nq_tag_close(p);
	nq_tag_put(p, "p", "soft", nq_in(p, "Câu văn hoặc dòng bảng nơi từng "
	    "con số được in, nguyên văn.", "The sentence or table row in "
	    "which each number is printed, word for word."));
	for (size_t i = 0; i < p->cites; i++) {
		if (nq_evidence_read(&r->evidences, p->cited[i], &v, e) != 0)
			return -1;
		put_one(p, &v);
	}
	nq_tag_close(p);
	return 0;
}
