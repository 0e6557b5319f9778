#include "query/report/say.h"

#include "core/digest.h"
#include "progress/words.h"
#include "query/report/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *
nq_in(const struct nq_sheet *p, const char *vi, const char *en)
{
	return p->en ? en : vi;
}

/* A unit and the blank before it. */
enum { UNIT_TEXT = NQ_UNIT_TEXT + 2 };

/* "tỷ đồng" behind a blank, nothing behind nothing. */
static const char *
unit_text(const char *unit, int mult, bool en, char out[UNIT_TEXT])
{
	char own[NQ_UNIT_TEXT];
	const char *name = nq_unit_text(unit, mult, en, own);

	snprintf(out, UNIT_TEXT, "%s%s", name[0] != '\0' ? "\u00a0" : "",
	    name);
	return out;
}

const char *
nq_say_value(double v, const char *as, const char *unit, int mult, bool en,
    char out[NQ_SAID])
{
	bool level = strcmp(as, "level") == 0;
	bool rate = strcmp(as, "yoy") == 0 || strcmp(as, "yoy_real") == 0 ||
	    strcmp(as, "pop") == 0;
	char number[NQ_NUMBER_TEXT], name[UNIT_TEXT];

	if (!isfinite(v) || fabs(v) >= 1e18)
		snprintf(out, NQ_SAID, "—");
	else
		snprintf(out, NQ_SAID, "%s%s%s", rate && v > 0 ? "+" : "",
		    nq_number_text(level ? round(v * 100) / 100 : v, en,
		    number), unit_text(unit, mult, en, name));
	return out;
}

const char *
nq_say_goal(const struct nq_goal *g, bool en, char out[NQ_SAID])
{
	const char *sign = strcmp(g->bound, "min") == 0 ? "≥ " :
	    strcmp(g->bound, "max") == 0 ? "≤ " :
	    strcmp(g->bound, "approx") == 0 ? "≈ " : "";
	bool yearly = strcmp(g->kind, "average-growth") == 0;
	char value[NQ_SAID];

	if (!g->has_value) {
		snprintf(out, NQ_SAID, "%s", strcmp(g->kind, "trend") != 0 ?
		    "—" : nq_goal_is_up(g) ? en ? "more" : "tăng" :
		    en ? "less" : "giảm");
		return out;
	}
	nq_say_value(g->value, "goal", g->unit, g->mult, en, value);
	snprintf(out, NQ_SAID, "%s%.140s%s", sign, value, !yearly ? "" :
	    en ? " a year" : "/năm");
	return out;
}

const char *
nq_say_latest(const struct nq_assessment *a, bool en, char out[NQ_SAID])
{
	const struct nq_point *p = &a->latest;

	if (!a->has_latest) {
		snprintf(out, NQ_SAID, "—");
		return out;
	}
	return nq_say_value(p->value, a->latest_as, p->unit, p->mult, en, out);
}

/* A term that is over has nothing left to bring; of an average the years
 * without a figure can still be told what they must have been. */
const char *
nq_say_required(const struct nq_goal *g, const struct nq_assessment *a,
    bool en, char out[NQ_SAID])
{
	const struct nq_progress *p = &a->progress;
	bool amount = p->required_kind == NQ_AMOUNT_A_YEAR ||
	    p->required_kind == NQ_AMOUNT_A_MONTH;
	char number[NQ_NUMBER_TEXT], name[UNIT_TEXT];

	if (!p->has_required || !isfinite(p->required) ||
	    fabs(p->required) >= 1e15 || p->verdict == NQ_REACHED ||
	    p->verdict == NQ_MISSED || (a->term_over &&
	    strcmp(g->kind, "average-growth") != 0))
		snprintf(out, NQ_SAID, "—");
	else
		snprintf(out, NQ_SAID, "%s%s%s", nq_number_text(
		    round(p->required * 100) / 100, en, number), amount ?
		    unit_text(g->unit, g->mult, en, name) : "",
		    nq_required_word(p->required_kind, en));
	return out;
}

const char *
nq_say_day(const char *day, bool en, char out[NQ_SAID])
{
	int y, m, d;

	if (day == NULL)
		snprintf(out, NQ_SAID, "—");
	else if (!en && strlen(day) == 10 &&
	    sscanf(day, "%4d-%2d-%2d", &y, &m, &d) == 3)
		snprintf(out, NQ_SAID, "%02d/%02d/%04d", d, m, y);
	else
		snprintf(out, NQ_SAID, "%.40s", day);
	return out;
}

const char *
nq_say_time(const char *time, bool en, char out[NQ_SAID])
{
	char day[16], text[NQ_SAID];

	if (time == NULL || strlen(time) != 20 || time[10] != 'T')
		return nq_say_day(time, en, out);
	snprintf(day, sizeof(day), "%.10s", time);
	nq_say_day(day, en, text);
	snprintf(out, NQ_SAID, en ? "%.40s %.8s UTC" : "%.40s, %.8s UTC",
	    text, time + 11);
	return out;
}

const char *
nq_say_term(struct nq_period p, bool en, char out[NQ_SAID])
{
	char one[NQ_PERIOD_TEXT];

	if (p.month == 1 && p.months > 12 && p.months % 12 == 0)
		snprintf(out, NQ_SAID, "%d–%d", p.year,
		    p.year + p.months / 12 - 1);
	else
		snprintf(out, NQ_SAID, "%s", nq_period_text(p, en, one));
	return out;
}

const char *
nq_say_sign(enum nq_verdict v)
{
	static const char *const signs[] = {
		[NQ_REACHED] = "✓", [NQ_ON_TRACK] = "●", [NQ_BEHIND] = "◐",
		[NQ_FAR_BEHIND] = "○", [NQ_MOVING_AWAY] = "↩",
		[NQ_MISSED] = "✕", [NQ_NO_DATA] = "–", [NQ_UNVERIFIED] = "?",
	};

	return signs[v];
}

const char *
nq_target_path(const struct nq_goal *g, char out[NQ_TARGET_PATH])
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char digest[NQ_DIGEST_TEXT];
	size_t n = strlen(g->code);

	if (n > 0 && n <= 80 && g->code[strspn(g->code, letters)] == '\0') {
		snprintf(out, NQ_TARGET_PATH, "targets/%.80s.html", g->code);
		return out;
	}
	nq_digest(g->code, n, digest);
	snprintf(out, NQ_TARGET_PATH, "targets/x-%.32s.html", digest + 7);
	return out;
}

void
nq_verdict_put(struct nq_sheet *p, enum nq_verdict v, bool provisional)
{
	nq_tag_open(p, "span", "verdict");
	nq_tag_attr(p, "data-verdict", nq_verdict_code(v));
	nq_tag_open(p, "span", "sign");
	nq_tag_attr(p, "aria-hidden", "true");
	nq_tag_text(p, nq_say_sign(v));
	nq_tag_close(p);
	nq_tag_text(p, " ");
	nq_tag_put(p, "span", "word", nq_verdict_word(v, p->en));
	if (provisional && v < NQ_NO_DATA)
		nq_tag_put(p, "span", "soft", nq_in(p, " (tạm tính)",
		    " (provisional)"));
	nq_tag_close(p);
}
