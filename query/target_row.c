#include "query/target_row.h"

#include "core/buf.h"
#include "progress/assess.h"
#include "query/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const nq_target_columns[NQ_TARGET_COLUMNS] = {
	/* what is demanded */
	"target", "resolution", "clause", "name", "indicator", "ref_area",
	"breakdown", "kind", "direction", "bound", "base", "time_period",
	"target_value", "target_lower", "target_upper", "unit_measure",
	"unit_mult", "price_base", "certainty", "layer", "office", "territory",
	/* where it stands */
	"latest_value", "latest_period", "latest_transformation",
	"latest_price_base", "latest_price_base_inferred", "latest_status",
	"latest_observation", "base_value", "base_period", "base_observation",
	/* what follows */
	"verdict", "provisional", "method", "progress_percent", "pace_ratio",
	"score", "required", "required_kind", "pace_time", "pace_season",
	"pace_scenario", "first_met", "lost", "verdict_lowest",
	"verdict_highest", "reason", "inputs",
	/* how we know */
	"source", "source_url", "wording",
};

enum { NUMBER = 32, INPUTS = NQ_MAX_INPUTS * 40 };

/* Cells in the order of the columns, and the texts of the numbers. */
struct row {
	struct nq_cell cell[NQ_TARGET_COLUMNS];
	char number[NQ_TARGET_COLUMNS][NUMBER];
	size_t n;
};

static void
put(struct row *r, const char *s)
{
	if (r->n < NQ_TARGET_COLUMNS)
		r->cell[r->n++] = (struct nq_cell){ .text = s };
}

/* The shortest text of at most 15 digits; nothing where there is none. */
static void
put_number(struct row *r, bool has, double v)
{
	if (r->n >= NQ_TARGET_COLUMNS)
		return;
	snprintf(r->number[r->n], NUMBER, "%.15g", v);
	r->cell[r->n] = (struct nq_cell){ .number = true,
		.text = has && isfinite(v) ? r->number[r->n] : NULL };
	r->n++;
}

static void
put_goal(struct row *r, const struct nq_goal *g, bool en,
    char period[2][NQ_PERIOD_TEXT])
{
	put(r, g->code);
	put(r, g->resolution);
	put(r, g->clause);
	put(r, g->name[en]);
	put(r, g->indicator);
	put(r, g->area);
	put(r, g->part);
	put(r, g->kind);
	put(r, g->direction);
	put(r, strcmp(g->bound, "_Z") != 0 ? g->bound : NULL);
	put(r, g->base.year != 0 ? nq_period_emit(g->base, period[0]) : NULL);
	put(r, nq_period_emit(g->period, period[1]));
	put_number(r, g->has_value, g->value);
	put_number(r, g->has_range, g->lower);
	put_number(r, g->has_range, g->upper);
	put(r, g->unit);
	put_number(r, true, g->mult);
	put(r, g->price_base);
	put(r, g->certainty);
	put(r, g->layer);
	put(r, g->office[en]);
	put(r, g->territory);
}

static void
put_figures(struct row *r, const struct nq_assessment *a, char status[2],
    char period[2][NQ_PERIOD_TEXT])
{
	const struct nq_input *base = nq_assessment_input(a, NQ_USE_BASE);
	const struct nq_point *p = &a->latest;
	bool has = a->has_latest;

	status[0] = p->status;
	status[1] = '\0';
	put_number(r, has, p->value);
	put(r, has ? nq_period_emit(p->period, period[0]) : NULL);
	put(r, a->latest_as);
	put(r, has ? p->price_base : NULL);
	put(r, has && nq_point_is_inferred(p) ? p->inferred : NULL);
	put(r, has ? status : NULL);
	put_number(r, has, (double)p->id);
	put_number(r, base != NULL, base != NULL ? base->value : 0);
	put(r, base != NULL ? nq_period_emit(base->point.period, period[1]) :
	    NULL);
	put_number(r, base != NULL, base != NULL ?
	    (double)base->point.id : 0);
}

/* "base:12 latest:15": uses and observations. */
static const char *
inputs_text(const struct nq_assessment *a, char out[INPUTS])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a->inputs; i++)
		n += (size_t)snprintf(out + n, INPUTS - n, "%s%s:%" PRId64,
		    i > 0 ? " " : "", nq_use_code(a->input[i].use),
		    a->input[i].point.id);
	return n > 0 ? out : NULL;
}

static void
put_verdict(struct row *r, const struct nq_assessment *a, bool en,
    char inputs[INPUTS])
{
	const struct nq_progress *p = &a->progress;

	put(r, nq_verdict_code(p->verdict));
	put_number(r, true, a->provisional);
	put(r, p->method);
	put_number(r, p->has_share, p->share);
	put_number(r, p->has_ratio, p->ratio);
	put_number(r, p->has_score, p->score);
	put_number(r, p->has_required, p->required);
	put(r, p->has_required ? nq_required_code(p->required_kind) : NULL);
	for (int i = 0; i < NQ_PACES; i++)
		put_number(r, a->pace[i].has, a->pace[i].ratio);
	put_number(r, a->met != 0, a->met);
	put_number(r, true, a->lost);
	put(r, a->disputed ? nq_verdict_code(a->at_lowest) : NULL);
	put(r, a->disputed ? nq_verdict_code(a->at_highest) : NULL);
	put(r, a->reason[en][0] != '\0' ? a->reason[en] : NULL);
	put(r, inputs_text(a, inputs));
}

void
nq_target_row(struct nq_table *t, const struct nq_goal *g,
    const struct nq_assessment *a, bool en)
{
	char goal[2][NQ_PERIOD_TEXT], figure[2][NQ_PERIOD_TEXT], status[2];
	char inputs[INPUTS];
	struct row r = { .n = 0 };

	put_goal(&r, g, en, goal);
	put_figures(&r, a, status, figure);
	put_verdict(&r, a, en, inputs);
	put(&r, g->source);
	put(&r, g->source_url);
	put(&r, g->wording[en]);
	nq_table_row(t, r.cell);
}
