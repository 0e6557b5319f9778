/*
 * The subject of a sentence: which topic, part and place a number would be
 * of, and when it is a strange one that the catalogue does not know.
 */
#include "transform/bind.h"

#include "transform/fold.h"

#include <string.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

static void
remember(struct binder *b, int indicator)
{
	int k;

	for (k = 0; k < RECENT - 1 && b->recent[k] != indicator; k++)
		continue;
	memmove(b->recent + 1, b->recent, (size_t)k * sizeof(b->recent[0]));
	b->recent[0] = indicator;
}

void
nq_bind_topic(struct binder *b, int indicator, int part)
{
	/* A price base is of the topic that it was said of. */
	if (b->ctx.topic != indicator && (b->ctx.base_sentence !=
	    b->sentence || b->ctx.base_topic >= 0))
		b->ctx.base = NQ_BASE_NONE;
	b->topic_sentence = b->sentence;
	b->ctx.topic = indicator;
	b->ctx.part = part;
	b->ctx.structure = b->ctx.growth = false;
	b->ctx.average = false;
	b->seg.topic = true;
	b->seg.words = 0;
	b->seg.narrowed = b->seg.adverbial = b->seg.predicate = false;
	remember(b, indicator);
}

void
nq_bind_unknown(struct binder *b)
{
	if (b->ctx.topic != TOPIC_UNKNOWN) {
		b->ctx.known = b->ctx.topic;
		b->ctx.known_part = b->ctx.part;
		b->ctx.unknown_number = 0;
	}
	b->ctx.topic = TOPIC_UNKNOWN;
	b->ctx.unknown_since = b->sentence;
	b->ctx.part = -1;
}

void
nq_bind_unknown_subject(struct binder *b)
{
	nq_bind_unknown(b);
	b->seg.words = 0;
	b->seg.strange = true;
	b->parks.kind = NQ_CLASS_NONE;
}

void
nq_bind_new_segment(struct binder *b)
{
	b->seg = (struct segment){ 0 };
	b->cues = (struct cues){ .bound_at = b->lex.n };
	b->joined = false;
}

/*
 * A subject that is not finished at a comma ("Công nghiệp địa phương, do
 * tỉnh quản lý, tăng …") goes on behind it; an adverbial does not.
 */
void
nq_bind_next_segment(struct binder *b)
{
	bool carried = !b->seg.verb && !b->seg.topic && !b->seg.number &&
	    !b->seg.lead && (b->seg.words > 0 || b->seg.carried);

	nq_bind_new_segment(b);
	b->seg.carried = carried;
}

/* A verb closes the subject: unknown words in it make it unknown. */
void
nq_bind_verb(struct binder *b)
{
	/* Behind "là" a name is a new subject, unless ours stands before it. */
	if ((b->seg.words > 0 && (!b->seg.predicate || b->seg.adverbial ||
	    !(b->seg.topic || b->seg.own))) ||
	    b->seg.narrowed || (b->seg.carried && !b->seg.topic))
		nq_bind_unknown_subject(b);
	b->seg.narrowed = b->seg.carried = false;
	b->seg.verb = b->seg.predicate = true;
	b->seg.words = 0;
	b->joined = false;
}

void
nq_on_word(struct binder *b, size_t i)
{
	(void)i;
	b->seg.words++;
	b->joined = false;
}

/* "chiếm 83,07% tổng mức": what a share is of is no new topic. */
static bool
is_whole(const struct binder *b, size_t i)
{
	size_t k = i;

	while (k > b->from && (is(b, k - 1, NQ_CLASS_FILLER) ||
	    is(b, k - 1, NQ_CLASS_PREPOSITION) ||
	    is(b, k - 1, NQ_CLASS_OF_WHICH) || is(b, k - 1, NQ_CLASS_OF)))
		k--;
	return k > b->from && is(b, k - 1, NQ_CLASS_NUMBER) &&
	    (b->last_cues.share || b->last_cues.contribution ||
	    b->last_cues.pull_down);
}

/* "giá gạo xuất khẩu", "xe nhập khẩu": the topic's word is an attribute. */
static bool
is_attribute(const struct binder *b, size_t i)
{
	enum nq_class before = i > b->from ? nq_bind_lex(b, i - 1)->cls :
	    NQ_CLASS_STOP;

	return nq_bind_lex(b, i)->ntok <= 2 && b->seg.words > 0 &&
	    (before == NQ_CLASS_WORD || before == NQ_CLASS_FOREIGN ||
	    before == NQ_CLASS_OTHER);
}

void
nq_on_topic(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const struct nq_meaning *m = nq_catalog_meaning_at(b->cat, x->meaning);
	const char *text = b->lex.tokens->text + x->start;
	char key[NQ_FOLD_MAX];

	if (b->seg.number && is_whole(b, i))
		return;
	/* "ngành X có số doanh nghiệp mới …": another one's. */
	if (b->seg.subject || b->seg.other_has) {
		nq_bind_unknown_subject(b);
		return;
	}
	if (is_attribute(b, i) || (b->seg.carried &&
	    nq_bind_lex(b, i)->ntok == 2)) {
		nq_on_word(b, i);
		return;
	}
	/* "dư nợ đối với nền kinh tế": what something else is of. */
	if (i > b->from && (is(b, i - 1, NQ_CLASS_OF) ||
	    is(b, i - 1, NQ_CLASS_ABOUT)) && (b->seg.words > 0 ||
	    (b->ctx.topic == TOPIC_UNKNOWN &&
	    b->ctx.unknown_since == b->sentence && b->seg.topic))) {
		nq_on_word(b, i);
		return;
	}
	if (b->ctx.base_sentence != b->sentence)
		b->ctx.base = NQ_BASE_NONE;
	nq_bind_topic(b, m->value, -1);
	b->seg.verb = false;
	/* "cơ cấu kinh tế …": the per cents that follow are shares. */
	nq_fold(text, strcspn(text, " "), key);
	b->ctx.structure = strcmp(key, "cơ") == 0;
	b->ctx.growth = strcmp(key, "tăng") == 0 || strcmp(key, "tốc") == 0;
	b->joined = false;
}

/* The indicator in force, or one lately named, that has such a part. */
static int
part_find(const struct binder *b, int meaning)
{
	for (int r = 0; r < RECENT; r++)
		for (int m = meaning; m >= 0;
		    m = nq_catalog_meaning_at(b->cat, m)->next) {
			const struct nq_meaning *k =
			    nq_catalog_meaning_at(b->cat, m);

			if (k->cls == NQ_CLASS_PART && nq_catalog_part(b->cat,
			    k->value)->indicator == b->recent[r])
				return k->value;
		}
	if (nq_catalog_part(b->cat, nq_catalog_meaning_at(b->cat,
	    meaning)->value)->alone)
		return nq_catalog_meaning_at(b->cat, meaning)->value;
	return -1;
}

static bool
elliptic(struct binder *b, int indicator)
{
	const int *after = nq_catalog_indicator(b->cat, indicator)->after;

	for (; *after >= 0; after++)
		if (b->ctx.topic == *after && b->seg.words == 0 &&
		    !b->seg.subject) {
			nq_bind_topic(b, indicator, -1);
			return true;
		}
	return false;
}

void
nq_on_part(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int part = part_find(b, x->meaning);

	/* "hàng hóa" is freight's where passengers were spoken of. */
	if (part < 0)
		for (int m = x->meaning; m >= 0;
		    m = nq_catalog_meaning_at(b->cat, m)->next)
			if (nq_catalog_meaning_at(b->cat, m)->cls ==
			    NQ_CLASS_ELLIPTIC && elliptic(b,
			    nq_catalog_meaning_at(b->cat, m)->value))
				return;
	if (part < 0 || (b->ctx.topic == TOPIC_UNKNOWN &&
	    (b->ctx.unknown_since == b->sentence ||
	    is(b, b->from, NQ_CLASS_OF_WHICH))) ||
	    b->seg.words > 0 || b->seg.subject || b->seg.other_has) {
		nq_on_word(b, i);
		return;
	}
	if (b->seg.number && is_whole(b, i))
		return;
	/* "khu vực nông, lâm …; trong đó nông nghiệp": a branch of it. */
	if (part == b->ctx.part && b->of_which &&
	    !nq_catalog_part(b->cat, part)->alone && b->seg.topic == false &&
	    b->n > b->sentence_v && b->ctx.branch_of == b->sentence) {
		nq_on_word(b, i);
		return;
	}
	/* "đóng góp của khu vực dịch vụ": another part may follow a number. */
	if (b->ctx.topic != nq_catalog_part(b->cat, part)->indicator)
		b->ctx.structure = false;
	{
		bool structure = b->ctx.structure;
		enum nq_base base = b->ctx.base;

		nq_bind_topic(b, nq_catalog_part(b->cat, part)->indicator,
		    part);
		b->ctx.structure = structure;
		b->ctx.base = base;
	}
	b->seg.verb = false;
	b->joined = false;
}

/* "doanh thu" is tourism's where visitors were spoken of just before. */
void
nq_on_elliptic(struct binder *b, size_t i)
{
	if (!elliptic(b, nq_catalog_meaning_at(b->cat,
	    nq_bind_lex(b, i)->meaning)->value))
		nq_on_word(b, i);
}

void
nq_on_area(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int area = nq_catalog_meaning_at(b->cat, x->meaning)->value;
	bool after_of = i > b->from && is(b, i - 1, NQ_CLASS_OF);

	if (b->seg.number || (b->seg.verb && !after_of))
		return;
	/* Another place is another subject: its parts are not carried over. */
	if (area != b->ctx.area)
		b->ctx.part = -1;
	b->ctx.area = area;
	/* "lễ hội mùa đông Sa Pa": the name of something in it. */
	if (i > b->from && (is(b, i - 1, NQ_CLASS_WORD) ||
	    is(b, i - 1, NQ_CLASS_FOREIGN)))
		return;
	b->seg.own = true;
	b->seg.carried = false;
	if (!b->seg.topic)
		b->seg.words = 0;
}

/* Companies, goods, markets: less than the province. */
void
nq_on_foreign(struct binder *b, size_t i)
{
	b->seg.subject = true;
	nq_on_word(b, i);
}

/* What looks like a topic and is another: its parts are not ours. */
void
nq_on_decoy(struct binder *b, size_t i)
{
	(void)i;
	nq_bind_unknown_subject(b);
	b->ctx.unknown_number = b->sentence;
	b->recent[0] = b->recent[1] = b->recent[2] = TOPIC_NONE;
	b->seg.topic = true;
}
