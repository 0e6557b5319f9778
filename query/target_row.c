#include "query/target_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const columns[] = { "target", "resolution", "clause",
	"name", "indicator", "ref_area", "breakdown", "kind", "direction",
	"bound", "time_period", "target_value", "unit_measure", "unit_mult",
	"certainty", "latest_value", "latest_period", "latest_transformation",
	"latest_price_base", "latest_price_base_inferred",
	"latest_observation", "territory", "progress_percent",
	"pace_ratio", "required_growth", "verdict", "provisional", "reason",
	"method", "source", "wording",
	/* Behind what has long been printed. */
	"base", "price_base", "target_lower", "target_upper", "required_kind",
	"score", "verdict_lowest", "verdict_highest", "inputs", "layer",
	"office", "source_url" };

_Static_assert(sizeof(columns) / sizeof(columns[0]) == NQ_TARGET_COLUMNS,
    "a name for each column");

const char *const *
nq_target_columns(void)
{
	return columns;
}

static struct nq_cell
text(const char *s)
{
	return (struct nq_cell){ .text = s };
}

/* A code that says "does not apply" is no value. */
static struct nq_cell
code(const char *s)
{
	return text(s != NULL && strcmp(s, "_Z") != 0 ? s : NULL);
}

/* A double as the shortest text of at most 15 digits; out holds it. */
static struct nq_cell
number(bool has, double v, char out[40])
{
	if (!has || !isfinite(v))
		return (struct nq_cell){ 0 };
	snprintf(out, 40, "%.15g", v);
	return (struct nq_cell){ .text = out, .number = true };
}

static struct nq_cell
inputs(const struct nq_assessment *a, char out[NQ_INPUTS_TEXT])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a->inputs && n < NQ_INPUTS_TEXT; i++)
		n += (size_t)snprintf(out + n, NQ_INPUTS_TEXT - n,
		    "%s%s:%lld", i > 0 ? " " : "",
		    nq_use_code(a->input[i].use),
		    (long long)a->input[i].point.id);
	return text(n > 0 ? out : NULL);
}

/* From column "base" on. */
static void
make_more(struct nq_target_row *r, struct nq_cell *cell,
    const struct nq_goal *g, const struct nq_assessment *a, bool en)
{
	const struct nq_progress *p = &a->progress;
	const struct nq_cell more[] = {
		text(g->base.year != 0 ? nq_period_emit(g->base, r->base) :
		    NULL),
		code(g->price_base),
		number(g->has_range, g->lower, r->number[8]),
		number(g->has_range, g->upper, r->number[9]),
		text(p->has_required ? nq_required_code(p->required_kind) :
		    NULL),
		number(p->has_score, p->score, r->number[10]),
		text(a->disputed ? nq_verdict_code(a->at_lowest) : NULL),
		text(a->disputed ? nq_verdict_code(a->at_highest) : NULL),
		inputs(a, r->inputs), text(g->layer), text(g->office[en]),
		text(g->source_url),
	};

	memcpy(cell, more, sizeof(more));
}

void
nq_target_row_make(struct nq_target_row *r, const struct nq_goal *g,
    const struct nq_assessment *a, bool en)
{
	const struct nq_progress *p = &a->progress;
	bool has = a->has_latest;
	char (*n)[40] = r->number;
	const struct nq_cell cells[] = {
		text(g->code), text(g->resolution), text(g->clause),
		text(g->name[en]), text(g->indicator), text(g->area),
		text(g->part), text(g->kind), text(g->direction),
		code(g->bound), text(nq_period_emit(g->period, r->period)),
		number(g->has_value, g->value, n[0]), text(g->unit),
		number(true, g->mult, n[1]), text(g->certainty),
		number(has, a->latest.value, n[2]),
		text(has ? nq_period_emit(a->latest.period, r->latest) :
		    NULL),
		text(a->latest_as), text(has ? a->latest.price_base : NULL),
		text(has && nq_point_is_inferred(&a->latest) ?
		    a->latest.inferred : NULL),
		number(has, (double)a->latest.id, n[3]), text(g->territory),
		number(p->has_share, p->share, n[4]),
		number(p->has_ratio, p->ratio, n[5]),
		number(p->has_required, p->required, n[6]),
		text(nq_verdict_code(p->verdict)),
		number(true, a->provisional, n[7]),
		text(a->reason[en][0] != '\0' ? a->reason[en] : NULL),
		text(p->method), text(g->source), text(g->wording[en]),
	};

	memcpy(r->cell, cells, sizeof(cells));
	make_more(r, r->cell + sizeof(cells) / sizeof(cells[0]), g, a, en);
}
