#include "query/words.h"

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

const char *
nq_unit_word(const char *unit, int mult, bool en)
{
	static const struct {
		const char *unit;
		int mult;
		const char *vi, *en;
	} words[] = {
		{ "VND", 12, " nghìn tỷ", " tn VND" },
		{ "VND", 9, " tỷ", " bn VND" }, { "VND", 6, " tr", " m VND" },
		{ "USD", 6, " tr USD", " m USD" }, { "PT", 0, " %", " %" },
		{ "NUM", 0, "", "" }, { "NUM", 3, " nghìn", " th" },
		{ "NUM", 6, " tr", " m" }, { "HA", 0, " ha", " ha" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (unit != NULL && strcmp(words[i].unit, unit) == 0 &&
		    words[i].mult == mult)
			return en ? words[i].en : words[i].vi;
	return unit != NULL ? unit : "";
}

const char *
nq_period_text(struct nq_period p, bool en, char out[NQ_PERIOD_TEXT])
{
	if (p.month != 1 || p.months > 12)
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
