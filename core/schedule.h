/*
 * What a source owes, as sources.json says it:
 *
 *   "schedule": {"every": "month", "from": "2019-01", "until": "2025-06",
 *                "within_days": 40}
 *
 * a release for each month, quarter or year, from the one that contains
 * `from` to the one that contains `until` (without it, until today), at most
 * `within_days` days after the end of its period. The form belongs to the
 * file and not to a stage: extract checks the file before it fetches, load
 * takes it over, and either runs alone.
 */
#ifndef NQ_CORE_SCHEDULE_H
#define NQ_CORE_SCHEDULE_H

struct nq_err;
struct nq_jval;

enum {
	/* A yearbook comes within 18 months; what is later is not awaited. */
	NQ_SCHEDULE_MAX_DAYS = 730
};

/* Texts are borrowed from the JSON. No schedule: every is NULL. */
struct nq_schedule {
	const char *every;	/* "month", "quarter" or "year" */
	const char *from;	/* "2019-01" */
	const char *until;	/* "2025-06" or NULL */
	int within_days;	/* 0 to NQ_SCHEDULE_MAX_DAYS */
};

/*
 * The value of the key "schedule"; NULL where there is none. path names it
 * in errors ("sources[2].schedule"). Fails with NQ_EUSAGE.
 */
int nq_schedule_parse(const struct nq_jval *, const char *path,
    struct nq_schedule *, struct nq_err *);

#endif
