#include "progress/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *
nq_number_text(double v, bool en, char out[48])
{
	char plain[40], *point;
	size_t n = 0, whole;

	snprintf(plain, sizeof(plain), "%.4f", fabs(v));
	point = strchr(plain, '.');
	whole = point != NULL ? (size_t)(point - plain) : strlen(plain);
	for (size_t k = strlen(plain); k > whole && (plain[k - 1] == '0' ||
	    plain[k - 1] == '.'); k--)
		plain[k - 1] = '\0';
	if (v < 0 && strcmp(plain, "0") != 0)
		out[n++] = '-';
	for (size_t i = 0; plain[i] != '\0' && n < 44; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			out[n++] = en ? ',' : '.';
		out[n++] = plain[i] == '.' && !en ? ',' : plain[i];
	}
	out[n] = '\0';
	return out;
}

double
nq_rounded(double v)
{
	double unit = v != 0 ? pow(10, floor(log10(fabs(v))) - 3) : 1;

	return round(v / unit) * unit;
}

/* Behind a number, and written out. */
static const struct unit {
	const char *unit;
	int mult;
	const char *word[2], *text[2];
} units[] = {
	{ "VND", 12, { " nghìn tỷ", " tn VND" },
	    { "nghìn tỷ đồng", "trillion VND" } },
	{ "VND", 9, { " tỷ", " bn VND" }, { "tỷ đồng", "billion VND" } },
	{ "VND", 6, { " tr", " m VND" }, { "triệu đồng", "million VND" } },
	{ "VND", 3, { " nghìn đồng", " th VND" },
	    { "nghìn đồng", "thousand VND" } },
	{ "VND", 0, { " đồng", " VND" }, { "đồng", "VND" } },
	{ "USD", 9, { " tỷ USD", " bn USD" }, { "tỷ USD", "billion USD" } },
	{ "USD", 6, { " tr USD", " m USD" },
	    { "triệu USD", "million USD" } },
	{ "USD", 3, { " nghìn USD", " th USD" },
	    { "nghìn USD", "thousand USD" } },
	{ "USD", 0, { " USD", " USD" }, { "USD", "USD" } },
	{ "PT", 0, { " %", " %" }, { "%", "%" } },
	{ "PP", 0, { " điểm %", " points" }, { "điểm %", "points" } },
	{ "NUM", 0, { "", "" }, { "", "" } },
	{ "NUM", 3, { " nghìn", " th" }, { "nghìn", "thousand" } },
	{ "NUM", 6, { " tr", " m" }, { "triệu", "million" } },
	{ "HA", 0, { " ha", " ha" }, { "ha", "ha" } },
	{ "HA", 3, { " nghìn ha", " th ha" }, { "nghìn ha", "thousand ha" } },
	{ "T", 0, { " tấn", " t" }, { "tấn", "tonnes" } },
	{ "T", 3, { " nghìn tấn", " th t" },
	    { "nghìn tấn", "thousand tonnes" } },
	{ "T", 6, { " tr tấn", " m t" }, { "triệu tấn", "million tonnes" } },
	{ "TKM", 0, { " tấn.km", " t-km" }, { "tấn.km", "tonne-km" } },
	{ "TKM", 3, { " nghìn tấn.km", " th t-km" },
	    { "nghìn tấn.km", "thousand tonne-km" } },
	{ "TKM", 6, { " tr tấn.km", " m t-km" },
	    { "triệu tấn.km", "million tonne-km" } },
	{ "PKM", 0, { " lượt khách.km", " passenger-km" },
	    { "lượt khách.km", "passenger-km" } },
	{ "PKM", 3, { " nghìn lượt khách.km", " th passenger-km" },
	    { "nghìn lượt khách.km", "thousand passenger-km" } },
	{ "PKM", 6, { " tr lượt khách.km", " m passenger-km" },
	    { "triệu lượt khách.km", "million passenger-km" } },
};

static const struct unit *
unit_find(const char *unit, int mult)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (unit != NULL && strcmp(units[i].unit, unit) == 0 &&
		    units[i].mult == mult)
			return &units[i];
	return NULL;
}

/* Of a unit or a power of ten without a word. */
static const char *
unit_code(const char *unit, int mult, const char *gap, char out[NQ_UNIT_TEXT])
{
	if (unit == NULL)
		return "";
	if (mult != 0)
		snprintf(out, NQ_UNIT_TEXT, "×10^%d %.40s", mult, unit);
	else
		snprintf(out, NQ_UNIT_TEXT, "%s%.40s", gap, unit);
	return out;
}

const char *
nq_unit_word(const char *unit, int mult, bool en, char out[NQ_UNIT_TEXT])
{
	const struct unit *u = unit_find(unit, mult);

	return u != NULL ? u->word[en] : unit_code(unit, mult, " ", out);
}

const char *
nq_unit_text(const char *unit, int mult, bool en, char out[NQ_UNIT_TEXT])
{
	const struct unit *u = unit_find(unit, mult);

	return u != NULL ? u->text[en] : unit_code(unit, mult, "", out);
}

const char *
nq_required_word(enum nq_required kind, bool en)
{
	static const char *const words[][2] = {
		[NQ_PERCENT_A_YEAR] = { " %/năm", " % a year" },
		[NQ_POINTS_A_YEAR] = { " điểm %/năm", " points a year" },
		[NQ_AMOUNT_A_YEAR] = { "/năm", " a year" },
		[NQ_AMOUNT_A_MONTH] = { "/tháng", " a month" },
	};

	return words[kind][en];
}

const char *
nq_period_text(struct nq_period p, bool en, char out[NQ_PERIOD_TEXT])
{
	if (p.month == 1 && p.months > 12 && p.months % 12 == 0)
		snprintf(out, NQ_PERIOD_TEXT, "%d–%d", p.year,
		    p.year + p.months / 12 - 1);
	else if (p.month != 1 || p.months > 12)
		nq_period_emit(p, out);
	else if (p.months == 12)
		snprintf(out, NQ_PERIOD_TEXT, "%d", p.year);
	else if (p.months == 3)
		snprintf(out, NQ_PERIOD_TEXT, "%s/%d", en ? "Q1" : "QI",
		    p.year);
	else
		snprintf(out, NQ_PERIOD_TEXT, "%d%s/%d", p.months,
		    en ? "M" : "T", p.year);
	return out;
}

const char *
nq_verdict_word(enum nq_verdict v, bool en)
{
	static const char *const words[][2] = {
		[NQ_REACHED] = { "đạt", "reached" },
		[NQ_ON_TRACK] = { "đúng tiến độ", "on track" },
		[NQ_BEHIND] = { "chậm", "behind" },
		[NQ_FAR_BEHIND] = { "chậm nhiều", "far behind" },
		[NQ_MOVING_AWAY] = { "đi ngược", "moving away" },
		[NQ_MISSED] = { "không đạt", "missed" },
		[NQ_NO_DATA] = { "chưa có số", "no data" },
		[NQ_UNVERIFIED] = { "chưa kiểm", "unverified" },
	};

	return words[v][en];
}

const char *
nq_word(const char *const words[][3], const char *code, bool en)
{
	for (size_t i = 0; words[i][0] != NULL; i++)
		if (strcmp(words[i][0], code) == 0)
			return words[i][en ? 2 : 1];
	return code;
}

const char *
nq_certainty_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "stated", "nêu rõ", "stated" },
		{ "plan", "kế hoạch", "plan" },
		{ "implied", "suy ra", "implied" },
		{ "unverified", "chưa rõ", "unknown" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_figure_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "level", "", "" },
		{ "yoy", " so cùng kỳ", " on the year" },
		{ "yoy_real", " so cùng kỳ, trừ giá", " on the year, real" },
		{ "pop", " so kỳ trước", " on the period before" },
		{ "avg", " bình quân năm", " a year on average" },
		{ "share", " tỷ trọng", " of the total" },
		{ "contribution", " đóng góp", " contribution" },
		{ "of_year_plan", " kế hoạch năm", " of the year's plan" },
		{ "of_period_plan", " kế hoạch kỳ", " of the period's plan" },
		{ "of_target", " mục tiêu", " of the target" },
		{ "of_scenario", " kịch bản", " of the scenario" },
		{ "of_year_scenario", " kịch bản năm",
		    " of the year's scenario" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_role_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "actual", "thực hiện", "actual" },
		{ "plan", "kế hoạch", "plan" },
		{ "scenario", "kịch bản", "scenario" },
		{ "target", "mục tiêu", "target" },
		{ "forecast", "dự kiến", "outlook" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_status_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "A", "chính thức", "final" },
		{ "P", "sơ bộ", "preliminary" },
		{ "E", "ước tính", "estimate" }, { NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_price_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "constant-2010", "giá so sánh 2010",
		    "constant prices of 2010" },
		{ "constant-1994", "giá so sánh 1994",
		    "constant prices of 1994" },
		{ "current", "giá hiện hành", "current prices" },
		{ "_U", "không ghi theo giá nào", "price base not printed" },
		{ "_Z", "", "" }, { NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_kind_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "level", "mức của năm", "level of a year" },
		{ "average-growth", "tăng bình quân năm",
		    "average growth a year" },
		{ "growth", "mức tăng của kỳ", "growth of a period" },
		{ "share", "tỷ trọng", "share" },
		{ "sum", "tổng cả kỳ", "sum over the term" },
		{ "year-plan", "kế hoạch năm", "plan of a year" },
		{ "period-plan", "kế hoạch kỳ", "plan of a period" },
		{ "trend", "chiều hướng", "direction" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}

const char *
nq_layer_word(const char *code, bool en)
{
	static const char *const words[][3] = {
		{ "ministry", "Trung ương giao", "set by the centre" },
		{ "council", "Hội đồng nhân dân giao",
		    "set by the council" },
		{ "scenario", "kịch bản", "scenario" },
		{ NULL, NULL, NULL },
	};

	return nq_word(words, code, en);
}
