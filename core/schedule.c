#include "core/schedule.h"

#include "core/err.h"
#include "core/json.h"
#include "core/period.h"

#include <string.h>

/* A month, or NULL where it may be absent and is. */
static int
get_month(const struct nq_jval *v, const char *key, const char *path,
    const char **out, struct nq_err *e)
{
	struct nq_err why = { 0 };
	struct nq_period p;

	*out = nq_jval_str(v, key);
	if (*out == NULL || (nq_period_parse(*out, &p, &why) == 0 &&
	    p.months == 1))
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected a month as 2019-01, found \"%.40s\"",
	    *out);
	return nq_err_at(e, "%s.%s", path, key);
}

int
nq_schedule_parse(const struct nq_jval *v, const char *path,
    struct nq_schedule *s, struct nq_err *e)
{
	static const struct nq_jfield shape[] = {
		{ "every", NQ_JSTRING, true }, { "from", NQ_JSTRING, true },
		{ "until", NQ_JSTRING, false },
		{ "within_days", NQ_JINT, true }, { NULL, 0, false },
	};
	int64_t days;

	*s = (struct nq_schedule){ 0 };
	if (v == NULL)
		return 0;
	if (nq_jval_check(v, shape, path, e) != 0)
		return -1;
	s->every = nq_jval_str(v, "every");
	if (strcmp(s->every, "month") != 0 &&
	    strcmp(s->every, "quarter") != 0 &&
	    strcmp(s->every, "year") != 0) {
		nq_fail(e, NQ_EUSAGE, "expected month, quarter or year, found "
		    "\"%.40s\"", s->every);
		return nq_err_at(e, "%s.every", path);
	}
	if (get_month(v, "from", path, &s->from, e) != 0 ||
	    get_month(v, "until", path, &s->until, e) != 0)
		return -1;
	/* Months in this notation sort as time does. */
	if (s->until != NULL && strcmp(s->until, s->from) < 0) {
		nq_fail(e, NQ_EUSAGE, "%s is before \"from\", %s", s->until,
		    s->from);
		return nq_err_at(e, "%s.until", path);
	}
	days = nq_jval_int(v, "within_days", 0);
	if (days < 0 || days > NQ_SCHEDULE_MAX_DAYS) {
		nq_fail(e, NQ_EUSAGE, "expected a number from 0 to %d, found "
		    "%lld", (int)NQ_SCHEDULE_MAX_DAYS, (long long)days);
		return nq_err_at(e, "%s.within_days", path);
	}
	s->within_days = (int)days;
	return 0;
}
