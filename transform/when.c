/*
 * Periods as printed (facts: portals.md 3.4): tháng 9, tháng Chín, 9 tháng
 * đầu năm 2025, quý I/2025, nửa đầu năm, năm 2021, giai đoạn 2021 - 2025,
 * đến hết tháng 7/2024, ngày 27.3. A number before tháng counts months, a
 * word or number behind it names one, unless that word is the năm of a year.
 */
#include "transform/lex.h"

struct reader {
	const struct nq_catalog *cat;
	const struct nq_tokens *t;
};

static bool
word(const struct reader *r, size_t i, enum nq_word w)
{
	return i < r->t->n && r->t->v[i].kind == NQ_TOKEN_WORD &&
	    r->t->v[i].syllable == nq_catalog_word(r->cat, w);
}

static bool
mark(const struct reader *r, size_t i, int m)
{
	return i < r->t->n && r->t->v[i].kind == NQ_TOKEN_MARK &&
	    r->t->v[i].mark == m;
}

/* 1900 to 2199 in four digits without a mark, or 0. */
static short
year(const struct reader *r, size_t i)
{
	int v = nq_token_int(r->t, i, 4);

	return v >= 1900 && v <= 2199 ? (short)v : 0;
}

/* một … mười hai: value in *n, tokens taken. tư only names, năm counts. */
static size_t
number_word(const struct reader *r, size_t i, int *n)
{
	static const struct {
		enum nq_word w;
		int n;
	} words[] = {
		{ NQ_W_MOT, 1 }, { NQ_W_HAI, 2 }, { NQ_W_BA, 3 },
		{ NQ_W_TU4, 4 }, { NQ_W_BON, 4 }, { NQ_W_NAM, 5 },
		{ NQ_W_SAU, 6 }, { NQ_W_BAY, 7 }, { NQ_W_BAY_B, 7 },
		{ NQ_W_TAM, 8 }, { NQ_W_CHIN, 9 }, { NQ_W_MUOI, 10 },
		{ NQ_W_GIENG, 1 },
	};

	if (i >= r->t->n || r->t->v[i].kind != NQ_TOKEN_WORD ||
	    r->t->v[i].syllable == 0)
		return 0;
	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		if (!word(r, i, words[k].w))
			continue;
		*n = words[k].n;
		if (*n != 10)
			return 1;
		if (word(r, i + 1, NQ_W_MOT) && !word(r, i + 2, NQ_W_SO))
			*n = 11;
		else if (word(r, i + 1, NQ_W_HAI))
			*n = 12;
		return *n == 10 ? 1 : 2;
	}
	return 0;
}

/* "năm" is the year's word here, not the number five. */
static bool
begins_year(const struct reader *r, size_t i)
{
	return word(r, i, NQ_W_NAM) && (year(r, i + 1) != 0 ||
	    word(r, i + 1, NQ_W_NAY) || word(r, i + 1, NQ_W_NGOAI) ||
	    word(r, i + 1, NQ_W_TRUOC));
}

/* nay, ngoái, trước, qua behind "năm" (at i). */
static size_t
relative_year(const struct reader *r, size_t i, struct nq_when *w)
{
	if (!word(r, i, NQ_W_NAM))
		return 0;
	if (word(r, i + 1, NQ_W_NAY))
		w->shift = 0;
	else if (word(r, i + 1, NQ_W_NGOAI) || word(r, i + 1, NQ_W_TRUOC))
		w->shift = -1;
	else
		return 0;
	w->relative = true;
	return 2;
}

/*
 * The year behind a month, quarter or span: "/2025", "-2021", " năm 2025",
 * "năm nay", " 2025"; also "đầu năm", "đầu năm 2025", "vừa qua".
 */
static size_t
year_tail(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t from = i, n;

	if ((mark(r, i, '/') || mark(r, i, '-') || mark(r, i, '.')) &&
	    year(r, i + 1) != 0) {
		w->year = year(r, i + 1);
		return 2;
	}
	if ((word(r, i, NQ_W_DAU) && word(r, i + 1, NQ_W_NAM)) ||
	    word(r, i, NQ_W_CUA))
		i++;
	if (word(r, i, NQ_W_NAM) && year(r, i + 1) != 0) {
		w->year = year(r, i + 1);
		return i + 2 - from;
	}
	if ((n = relative_year(r, i, w)) > 0)
		return i + n - from;
	if (i > from && word(r, i, NQ_W_NAM))
		return i + 1 - from;
	i = from;
	if (year(r, i) != 0 && !r->t->v[i].stop) {
		w->year = year(r, i);
		return 1;
	}
	return 0;
}

/* Number words and digits for months: 1 to 12. */
static size_t
small_number(const struct reader *r, size_t i, int *n)
{
	int v = nq_token_int(r->t, i, 2);

	if (v >= 1 && v <= 12) {
		*n = v;
		return 1;
	}
	return number_word(r, i, n);
}

/* A small number right before the word. Few words are one, so that what must
 * follow is looked at first. */
static size_t
number_before(const struct reader *r, size_t i, enum nq_word w, int *n)
{
	size_t took;

	if (!word(r, i + 1, w) && !word(r, i + 2, w))
		return 0;
	took = small_number(r, i, n);
	return took > 0 && word(r, i + took, w) ? took : 0;
}

/* tháng 9[/2025], tháng Chín, tháng 9 năm nay, tháng 2/2108. */
static size_t
month(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t at, n;
	int m, y;

	if (!word(r, i, NQ_W_THANG))
		return 0;
	if (begins_year(r, i + 1) && nq_token_int(r->t, i + 2, 4) > 0)
		return 0;
	n = small_number(r, i + 1, &m);
	if (n == 0 || (word(r, i + 1, NQ_W_NAM) && word(r, i + 2, NQ_W_NAY)))
		return 0;
	at = i + 1 + n;
	w->month = (short)m;
	w->months = 1;
	y = mark(r, at, '/') ? nq_token_int(r->t, at + 1, 4) : -1;
	if (y >= 1000 && (y < 1900 || y > 2199)) {
		w->year = (short)y;
		return at + 2 - i;
	}
	return at + year_tail(r, at, w) - i;
}

static int
roman(const struct reader *r, size_t i)
{
	static const enum nq_word romans[] = { NQ_W_I, NQ_W_II, NQ_W_III,
		NQ_W_IV };
	int v = nq_token_int(r->t, i, 2);

	if (v >= 1 && v <= 4)
		return v;
	for (int k = 0; k < 4; k++)
		if (word(r, i, romans[k]))
			return k + 1;
	if (word(r, i, NQ_W_MOT) || word(r, i, NQ_W_NHAT))
		return 1;
	return word(r, i, NQ_W_HAI) ? 2 : word(r, i, NQ_W_BA) ? 3 :
	    word(r, i, NQ_W_BON) || word(r, i, NQ_W_TU4) ? 4 : 0;
}

static size_t
quarter(const struct reader *r, size_t i, struct nq_when *w)
{
	int q;

	if (!word(r, i, NQ_W_QUY) || (q = roman(r, i + 1)) == 0)
		return 0;
	w->month = (short)(q * 3 - 2);
	w->months = 3;
	return 2 + year_tail(r, i + 2, w);
}

/*
 * 9 tháng [đầu] [năm 2025], sáu tháng, 2 tháng cuối năm. "năm tháng" in
 * words needs a year behind it: alone it means years and months.
 */
static size_t
months(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t n, at, tail;
	int m;

	n = number_before(r, i, NQ_W_THANG, &m);
	if (n == 0)
		return 0;
	if (word(r, i, NQ_W_TU4) || m < 2)
		return 0;
	at = i + n + 1;
	w->month = 1;
	w->months = (short)m;
	w->since_january = true;
	if (word(r, at, NQ_W_CUOI)) {
		w->month = (short)(13 - m);
		w->since_january = false;
		w->rest = m != 6;
		at++;
		if (word(r, at, NQ_W_NAM) && year(r, at + 1) == 0 &&
		    !word(r, at + 1, NQ_W_NAY))
			return at + 1 - i;
		return at + year_tail(r, at, w) - i;
	}
	tail = year_tail(r, at, w);
	if (tail == 0 && word(r, i, NQ_W_NAM) && n == 1 &&
	    !word(r, at, NQ_W_DAU) && !r->t->v[i].upper)
		return 0;
	if (tail == 0 && word(r, at, NQ_W_DAU))
		tail = 1;
	/* "ba tháng qua" ends with what was last spoken of. */
	if (tail == 0 && word(r, at, NQ_W_QUA)) {
		w->past = true;
		tail = 1;
	}
	return at + tail - i;
}

static size_t
half(const struct reader *r, size_t i, struct nq_when *w)
{
	if (!word(r, i, NQ_W_NUA))
		return 0;
	if (word(r, i + 1, NQ_W_DAU)) {
		w->month = 1;
		w->since_january = true;
		w->months = 6;
		return 2 + (word(r, i + 2, NQ_W_NAM) &&
		    year(r, i + 3) == 0 ? 1 : year_tail(r, i + 2, w));
	}
	if (!word(r, i + 1, NQ_W_CUOI))
		return 0;
	w->month = 7;
	w->months = 6;
	return 2 + (word(r, i + 2, NQ_W_NAM) && year(r, i + 3) == 0 ? 1 :
	    year_tail(r, i + 2, w));
}

/* 2021 - 2025, 2021-2025, 2021 đến 2025, 2021 - năm 2025. */
static size_t
year_span(const struct reader *r, size_t i, struct nq_when *w)
{
	short a = year(r, i), b;
	size_t at = i + 1;

	if (a == 0 || !(mark(r, at, '-') || word(r, at, NQ_W_DEN)))
		return 0;
	at++;
	at += word(r, at, NQ_W_NAM);
	b = year(r, at);
	if (b <= a || b - a > 30)
		return 0;
	w->year = a;
	w->month = 1;
	w->years = (short)(b - a + 1);
	return at + 1 - i;
}

static void
whole_year(struct nq_when *w, short y)
{
	w->year = y;
	w->month = 1;
	w->months = 12;
	w->years = 1;
	w->bare_year = true;
}

/* năm 2021, cả năm [2021], năm nay, năm ngoái, năm 2021 - 2025. */
static size_t
whole(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t at = i, n;

	at += word(r, at, NQ_W_CA);
	if (!word(r, at, NQ_W_NAM))
		return 0;
	n = year_span(r, at + 1, w);
	if (n > 0)
		return at + 1 + n - i;
	if (year(r, at + 1) != 0) {
		whole_year(w, year(r, at + 1));
		return at + 2 - i;
	}
	n = relative_year(r, at, w);
	if (n > 0 || at > i) {
		whole_year(w, 0);
		return at + (n > 0 ? n : 1) - i;
	}
	return 0;
}

/* giai đoạn 2021 - 2025, nhiệm kỳ 2020 - 2025, 5 năm 2021-2025. */
static size_t
span(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t at = i, n;
	int count;

	if ((word(r, i, NQ_W_GIAI) && word(r, i + 1, NQ_W_DOAN)) ||
	    (word(r, i, NQ_W_NHIEM) && word(r, i + 1, NQ_W_KY)))
		at = i + 2;
	else if ((n = number_before(r, i, NQ_W_NAM, &count)) > 0)
		at = i + n + 1;
	else if (year(r, i) == 0)
		return 0;
	at += at > i && mark(r, at, '(');
	n = year_span(r, at, w);
	if (n == 0)
		return 0;
	/* A congress term of 2020 - 2025 plans the five years 2021 - 2025. */
	if (word(r, i, NQ_W_NHIEM) && w->years == 6) {
		w->year++;
		w->years = 5;
	}
	return at + n - i;
}

/* ngày 27/5/2025, ngày 27.3, 31/10/2025, ngày 20 tháng 8 năm 2024. */
static size_t
date(const struct reader *r, size_t i, struct nq_when *w)
{
	struct nq_number n = { 0 };
	const struct nq_token *k;
	size_t at = i + (size_t)word(r, i, NQ_W_NGAY);
	int d = nq_token_int(r->t, at, 2), m;

	if (at < r->t->n && at > i && d < 0) {
		k = &r->t->v[at];
		if (k->kind != NQ_TOKEN_NUMBER || k->end - k->start > 5 ||
		    !nq_digits_read(r->t->text + k->start, k->end - k->start,
		    &n) || n.value.scale == 0)
			return 0;
		m = (int)(n.value.mant % (n.value.scale == 1 ? 10 : 100));
		if (m < 1 || m > 12)
			return 0;
		w->month = (short)m;
		w->months = 1;
		w->day = true;
		return at + 1 - i;
	}
	if (d < 1 || d > 31)
		return 0;
	if (at > i && word(r, at + 1, NQ_W_THANG)) {
		size_t took = month(r, at + 1, w);

		w->day = true;
		return took > 0 ? at + 1 + took - i : 0;
	}
	if (!(mark(r, at + 1, '/') || mark(r, at + 1, '-')) ||
	    (m = nq_token_int(r->t, at + 2, 2)) < 1 || m > 12)
		return 0;
	if (mark(r, at + 1, '-') && at == i)
		return 0;
	w->day = true;
	w->month = (short)m;
	w->months = 1;
	if (mark(r, at + 3, '/') || mark(r, at + 3, '-'))
		if (year(r, at + 4) != 0) {
			w->year = year(r, at + 4);
			return at + 5 - i;
		}
	/* "14/18 ngành" is no date; "ngày 26/02" is one. */
	return at > i ? at + 3 - i : 0;
}

/* trong tháng [này], tháng này: the month that the report is about. */
static size_t
this_month(const struct reader *r, size_t i, struct nq_when *w)
{
	size_t at = i + (size_t)word(r, i, NQ_W_TRONG);
	int m;

	if (!word(r, at, NQ_W_THANG))
		return 0;
	if (word(r, at + 1, NQ_W_NAY2))
		at++;
	else if (at == i || small_number(r, at + 1, &m) > 0)
		return 0;
	w->this_month = true;
	w->months = 1;
	return at + 1 - i;
}

static size_t
plain(const struct reader *r, size_t i, struct nq_when *w)
{
	static size_t (*const kinds[])(const struct reader *, size_t,
	    struct nq_when *) = { months, span, month, quarter, half, whole,
		date, this_month };
	size_t n;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		*w = (struct nq_when){ 0 };
		if ((n = kinds[k](r, i, w)) > 0)
			return n;
	}
	return 0;
}

/* A day of a counting window: [ngày] 22/4[/2025]. */
static size_t
window_day(const struct reader *r, size_t i, struct nq_when *w, int *day)
{
	size_t at = i + (size_t)word(r, i, NQ_W_NGAY);
	int m;

	*w = (struct nq_when){ 0 };
	*day = nq_token_int(r->t, at, 2);
	m = nq_token_int(r->t, at + 2, 2);
	if (*day < 1 || *day > 31 || m < 1 || m > 12 ||
	    !(mark(r, at + 1, '/') || mark(r, at + 1, '-')))
		return 0;
	w->month = (short)m;
	w->months = 1;
	at += 3;
	if ((mark(r, at, '/') || mark(r, at, '-')) && year(r, at + 1) != 0) {
		w->year = year(r, at + 1);
		at += 2;
	}
	return at - i;
}

/*
 * từ [ngày] A đến [ngày] B: a counting window stands for the calendar
 * months it covers; one that starts in the last days of a month belongs to
 * the next (22/4 to 21/5 is May).
 */
static size_t
window(const struct reader *r, size_t i, struct nq_when *w)
{
	struct nq_when a, b;
	size_t at = i + 1, n;
	int first, day, last;

	if (!word(r, i, NQ_W_TU) || (n = window_day(r, at, &a, &day)) == 0)
		return 0;
	at += n;
	at += mark(r, at, ',');
	if (!word(r, at, NQ_W_DEN))
		return 0;
	at++;
	at += word(r, at, NQ_W_HET);
	if ((n = window_day(r, at, &b, &last)) == 0)
		return 0;
	/* A window of more than a year stands for no period. */
	if (a.year != 0 && b.year != 0 && (b.year - a.year) * 12 + b.month -
	    a.month > 12)
		return 0;
	*w = b;
	first = day >= 15 ? a.month % 12 + 1 : a.month;
	w->months = (short)((b.month - first + 12) % 12 + 1);
	w->month = (short)first;
	if (w->year != 0 && first > b.month)
		w->year--;
	w->since_january = first == 1;
	return at + n - i;
}

size_t
nq_when_read(const struct nq_catalog *cat, const struct nq_tokens *t,
    size_t i, struct nq_when *w)
{
	struct reader r = { cat, t };
	size_t at = i, n;

	*w = (struct nq_when){ 0 };
	if (t->v[i].kind == NQ_TOKEN_WORD && t->v[i].syllable == 0)
		return 0;
	if ((n = window(&r, i, w)) > 0)
		return n;
	if (word(&r, at, NQ_W_DEN)) {
		at++;
		at += word(&r, at, NQ_W_HET);
		at += word(&r, at, NQ_W_CUOI);
		if ((n = plain(&r, at, w)) == 0 || w->since_january)
			return 0;
		w->until = true;
		w->to_year = w->bare_year && !word(&r, i + 1, NQ_W_HET) &&
		    !word(&r, i + 1, NQ_W_CUOI);
		return at + n - i;
	}
	if (word(&r, at, NQ_W_HET) && (n = plain(&r, at + 1, w)) > 0) {
		w->until = true;
		return n + 1;
	}
	return plain(&r, i, w);
}
