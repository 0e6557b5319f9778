/*
 * Industrial parks and clusters (how many, how large, how full) and the
 * projects that industry attracts. Here a noun behind the number says what
 * is counted and a proper name says which park, so the rules are apart from
 * those of the other topics.
 */
#include "transform/bind.h"

#include "core/mem.h"

#include <string.h>
#include <utf8proc.h>

static bool
is(const struct binder *b, size_t i, enum nq_class cls)
{
	return nq_bind_lex(b, i)->cls == cls;
}

/* What was named counts in its paragraph; the names in their sentence. */
void
nq_park_sentence(struct binder *b)
{
	b->parks.count = 0;
	b->parks.occupancy = b->parks.pending = false;
	b->parks.attract = b->parks.projects = b->parks.counted = false;
	b->parks.industry = b->parks.in_force = false;
}

static char *
lower_case(struct binder *b, const char *s, size_t n)
{
	char *out = nq_arena_get(b->arena, n * 2 + 1, 1);
	utf8proc_int32_t c;
	utf8proc_ssize_t len;
	size_t used = 0;

	for (size_t i = 0; i < n; i += (size_t)len) {
		len = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
		    (utf8proc_ssize_t)(n - i), &c);
		if (len <= 0)
			break;
		used += (size_t)utf8proc_encode_char(utf8proc_tolower(c),
		    (utf8proc_uint8_t *)out + used);
	}
	return out;
}

/*
 * A proper name at token i: capitals, a number behind them ("Phú Thịnh
 * 1"), and the lower-case "phía" of "phía Nam". Tokens taken.
 */
static size_t
name_length(const struct nq_tokens *t, size_t i)
{
	size_t k = i, digits;

	if (k + 1 < t->n && t->v[k].kind == NQ_TOKEN_WORD &&
	    !t->v[k].upper && t->v[k + 1].kind == NQ_TOKEN_WORD &&
	    t->v[k + 1].upper && t->v[k].end - t->v[k].start == 5 &&
	    memcmp(t->text + t->v[k].start, "ph\xc3\xad""a", 5) == 0)
		k++;
	while (k < t->n && t->v[k].kind == NQ_TOKEN_WORD && t->v[k].upper)
		k++;
	if (k == i)
		return 0;
	/* A number of one digit that no unit follows is part of the name. */
	if (nq_token_int(t, k, 1) > 0) {
		digits = k + 1;
		if (digits >= t->n || t->v[digits].kind == NQ_TOKEN_MARK ||
		    (t->v[digits].space && t->v[k].space))
			k++;
	}
	return k - i;
}

static void
name_add(struct binder *b, size_t tok, size_t n)
{
	const struct nq_tokens *t = b->lex.tokens;
	size_t from = t->v[tok].start, to = t->v[tok + n - 1].end;

	if (b->parks.count < PARKS)
		b->parks.names[b->parks.count++] = lower_case(b,
		    t->text + from, to - from);
}

static bool
is_list_mark(const struct binder *b, size_t tok)
{
	const struct nq_token *k = &b->lex.tokens->v[tok];

	return (k->kind == NQ_TOKEN_MARK && k->mark == ',') ||
	    (k->kind == NQ_TOKEN_WORD &&
	    k->syllable == nq_catalog_word(b->cat, NQ_W_VA));
}

/* The names behind "KCN": one, or a list; lexemes they cover are skipped. */
static void
read_names(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	const struct nq_tokens *t = b->lex.tokens;
	size_t tok = x->tok + x->ntok, n;

	b->parks.count = 0;
	while (tok < t->n && (n = name_length(t, tok)) > 0) {
		name_add(b, tok, n);
		tok += n;
		if (tok + 1 < t->n && is_list_mark(b, tok) &&
		    name_length(t, tok + 1) > 0)
			tok++;
		else
			break;
	}
	if (b->parks.count == 0)
		return;
	b->skip = i + 1;
	while (b->skip < b->to && nq_bind_lex(b, b->skip)->tok < tok)
		b->skip++;
}

/* A number just before: "03 khu công nghiệp" was dealt with as a count. */
static void
on_park(struct binder *b, size_t i)
{
	b->parks.kind = nq_bind_lex(b, i)->cls;
	b->parks.projects = false;
	b->parks.counted = false;
	nq_bind_unknown(b);
	b->ctx.unknown_number = b->sentence;
	b->seg.words = 0;
	b->seg.topic = true;
	read_names(b, i);
}

bool
nq_park_lex(struct binder *b, size_t i)
{
	switch (nq_bind_lex(b, i)->cls) {
	case NQ_CLASS_PARK: case NQ_CLASS_CLUSTER:
		on_park(b, i);
		return true;
	case NQ_CLASS_PARK_PENDING:
		b->parks.pending = true;
		return false;
	case NQ_CLASS_OCCUPANCY:
		b->parks.occupancy = true;
		b->seg.words = 0;
		return true;
	case NQ_CLASS_AREA_SIZE:
		b->parks.occupancy = false;
		if (b->parks.kind != NQ_CLASS_NONE)
			b->seg.words = 0;
		return true;
	case NQ_CLASS_ATTRACT:
		b->parks.attract = true;
		b->cues.level = true;
		return true;
	case NQ_CLASS_PROJECT: case NQ_CLASS_PROJECT_SHORT:
		if (b->seg.number)
			return true;
		nq_bind_unknown(b);
		return true;
	case NQ_CLASS_CAPITAL:
		if (b->parks.projects)
			b->seg.words = 0;
		else {
			nq_bind_unknown(b);
			b->ctx.unknown_capital = b->ctx.known >= 0 &&
			    nq_catalog_indicator(b->cat,
			    b->ctx.known)->unit == NQ_UNIT_NUM;
		}
		return true;
	case NQ_CLASS_INDUSTRY:
		b->parks.industry = true;
		return false;
	case NQ_CLASS_IN_FORCE:
		b->parks.in_force = true;
		return true;
	default:
		return false;
	}
}

static int
indicator(const struct binder *b, const char *park, const char *cluster)
{
	return nq_catalog_indicator_find(b->cat,
	    b->parks.kind == NQ_CLASS_CLUSTER ? cluster : park);
}

static void
emit_parks(struct binder *b, size_t i, int ind, bool named)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	int n = named && b->parks.count > 0 ? b->parks.count : 1;
	int area = b->ctx.area;

	/* One park keeps its province as its area. */
	if (named && b->parks.count > 0 && area >= 0 &&
	    strcmp(nq_catalog_area(b->cat, area)->kind, "district") == 0)
		b->ctx.area = nq_catalog_area_find(b->cat,
		    nq_catalog_area(b->cat, area)->parent);
	for (int k = 0; k < n; k++) {
		struct nq_figure *f = nq_bind_emit(b, i, ind,
		    named && b->parks.count > 0 ? b->parks.names[k] : NULL,
		    NQ_TRANS_LEVEL, x->num.value, "prose.park");

		if (f != NULL && x->num.unit == NQ_UNIT_NONE)
			f->unit = NQ_UNIT_NUM;
	}
	b->ctx.area = area;
}

/* "03 khu công nghiệp": a whole number in front of the noun. */
static bool
park_count(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i), *next = nq_bind_lex(b,
	    i + 1);
	bool placed = i > b->from && is(b, i - 1, NQ_CLASS_PREPOSITION);

	if ((next->cls != NQ_CLASS_PARK && next->cls != NQ_CLASS_CLUSTER) ||
	    x->num.unit != NQ_UNIT_NONE || x->num.value.scale != 0 ||
	    x->num.mult != 0)
		return false;
	b->parks.kind = next->cls;
	if (placed || b->seg.words > 0 || b->parks.pending ||
	    is(b, i + 2, NQ_CLASS_PARK_PENDING) ||
	    b->ctx.role != NQ_ROLE_ACTUAL || b->cues.forecast) {
		nq_bind_trace(b, i, "parks, but not how many there are");
		return true;
	}
	emit_parks(b, i, indicator(b, "IP_COUNT", "IC_COUNT"), false);
	return true;
}

static bool
park_number(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	if (park_count(b, i))
		return true;
	if (b->parks.kind == NQ_CLASS_NONE || b->ctx.topic >= 0)
		return false;
	if (b->seg.words > 0 || (b->cues.trend != 0 && !b->cues.level))
		return false;
	if (x->num.unit == NQ_UNIT_HA || x->num.unit == NQ_UNIT_PT)
		nq_bind_look_period(b, i);
	if (x->num.unit == NQ_UNIT_HA && x->num.mult == 0) {
		emit_parks(b, i, indicator(b, "IP_AREA", "IC_AREA"), true);
		return true;
	}
	if (x->num.unit == NQ_UNIT_PT && b->parks.occupancy) {
		emit_parks(b, i, indicator(b, "IP_OCCUPANCY",
		    "IC_OCCUPANCY"), true);
		return true;
	}
	return false;
}

/* "04 dự án công nghiệp được cấp chủ trương đầu tư": said behind. */
static bool
attracted(const struct binder *b, size_t i)
{
	for (size_t j = i; j < b->to && j < i + 4; j++)
		if (is(b, j, NQ_CLASS_ATTRACT))
			return true;
	return false;
}

static bool
project_count(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);
	enum nq_class next = nq_bind_lex(b, i + 1)->cls;
	bool again = next == NQ_CLASS_PROJECT_SHORT && b->parks.projects;

	if (x->num.unit != NQ_UNIT_NONE || x->num.mult != 0 ||
	    x->num.value.scale != 0)
		return false;
	if (!(next == NQ_CLASS_PROJECT && (b->parks.attract ||
	    attracted(b, i + 2))) && !(next == NQ_CLASS_PROJECT_SHORT &&
	    b->parks.attract && b->parks.industry) && !again)
		return false;
	if (is(b, i + 2, NQ_CLASS_IN_FORCE) || b->parks.in_force ||
	    b->seg.words > 0)
		return false;
	b->parks.projects = b->parks.counted = true;
	nq_bind_unknown(b);
	b->ctx.unknown_number = b->sentence;
	nq_bind_emit(b, i, nq_catalog_indicator_find(b->cat, "IND_PROJECTS"),
	    NULL, NQ_TRANS_LEVEL, x->num.value, "prose.projects");
	/* The number must be printed in the count's own unit. */
	if (b->n > b->sentence_v)
		b->v[b->n - 1].unit = NQ_UNIT_NUM;
	return true;
}

static bool
project_capital(struct binder *b, size_t i)
{
	const struct nq_lex *x = nq_bind_lex(b, i);

	if (!b->parks.counted || b->seg.words > 0 ||
	    (x->num.unit != NQ_UNIT_VND && x->num.unit != NQ_UNIT_USD))
		return false;
	b->parks.counted = false;
	nq_bind_emit(b, i, nq_catalog_indicator_find(b->cat,
	    "IND_PROJECT_CAPITAL"), NULL, NQ_TRANS_LEVEL, x->num.value,
	    "prose.projects");
	return true;
}

bool
nq_park_number(struct binder *b, size_t i)
{
	return park_number(b, i) || project_count(b, i) ||
	    project_capital(b, i);
}
