/* When to ask again: which statuses pass, how long is waited. */
#include "extract/retry.h"
#include "tests/tap.h"

#define MOST NQ_MAX_BACKOFF_MS

static void
statuses(void)
{
	static const long pass[] = { 408, 425, 429, 500, 502, 503, 504 };
	static const long of_host[] = { 429, 502, 503, 504 };
	int passing = 0, host = 0;

	for (size_t i = 0; i < sizeof(pass) / sizeof(*pass); i++)
		OK(nq_retry_is_for(pass[i]), "%ld may pass", pass[i]);
	for (size_t i = 0; i < sizeof(of_host) / sizeof(*of_host); i++)
		OK(nq_retry_is_of_host(of_host[i]), "%ld is of the host",
		    of_host[i]);
	for (long s = 0; s < 1000; s++) {
		passing += nq_retry_is_for(s);
		host += nq_retry_is_of_host(s);
	}
	OK(passing == 7 && host == 4, "and no others");
}

/* RFC 9110, 10.2.3. */
static void
after(void)
{
	static const struct {
		const char *value;
		int64_t want;
	} rows[] = {
		{ "0", 0 }, { "1", 1 }, { "120", 120 }, { "0005", 5 },
		{ "Fri, 31 Dec 1999 23:59:59 GMT", 59 },
		{ "Friday, 31-Dec-99 23:59:59 GMT", 59 },
		{ "Fri, 31 Dec 1999 23:00:00 GMT", 0 },
		{ "", -1 }, { "soon", -1 }, { "-5", -1 }, { "1.5", -1 },
		{ "120s", -1 }, { "0x10", -1 },
	};
	const int64_t now = 946684740;	/* 1999-12-31T23:59:00Z */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		OK(nq_retry_after(rows[i].value, now) == rows[i].want,
		    "Retry-After: %s", rows[i].value);
	OK(nq_retry_after("99999999999999999999999999999999", now) >
	    NQ_MAX_RETRY_AFTER_S, "a number without bounds is a long time");
	OK(nq_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", now) >
	    NQ_MAX_RETRY_AFTER_S, "so is a date in another century");
}

static void
backoff(void)
{
	int64_t least, most, before = 0;
	bool grows = true, within = true;

	for (int attempt = 1; attempt <= 100; attempt++) {
		least = nq_retry_backoff(attempt, 1000, MOST, 0);
		most = nq_retry_backoff(attempt, 1000, MOST, 1023);
		grows &= least >= before;
		before = least;
		for (uint32_t chance = 0; chance < 5000; chance += 7) {
			int64_t ms = nq_retry_backoff(attempt, 1000, MOST,
			    chance);

			within &= ms >= least && ms <= most;
		}
		within &= most <= MOST;
	}
	OK(grows, "the pause never shrinks with the attempts");
	OK(within, "chance keeps within its bounds, and the limit");
	OK(nq_retry_backoff(1, 1000, MOST, 0) == 500 &&
	    nq_retry_backoff(1, 1000, MOST, 1023) == 1500,
	    "first: 0.5 to 1.5 s");
	OK(nq_retry_backoff(2, 1000, MOST, 0) == 1000 &&
	    nq_retry_backoff(2, 1000, MOST, 1023) == 3000,
	    "second: 1 to 3 s");
	OK(nq_retry_backoff(1, 1000, MOST, UINT32_MAX) <= 1500,
	    "any chance will do");
	OK(nq_retry_backoff(1, 600000, MOST, 0) == MOST,
	    "a base above the limit");
	OK(nq_retry_backoff(3, 0, MOST, 512) == 0, "no base: no pause");
}

static void
days(void)
{
	static const int want[] = { 0, 1, 1, 1, 1, 1, 1, 1, 2, 4, 8, 16, 30,
		30 };

	for (int i = 0; i < (int)(sizeof(want) / sizeof(*want)); i++)
		OK(nq_retry_days(i) == want[i], "%d failures: %d days", i,
		    want[i]);
	OK(nq_retry_days(-1) == 0 && nq_retry_days(1 << 30) == 30,
	    "numbers that cannot be");
}

int
main(void)
{
	statuses();
	after();
	backoff();
	days();
	return tap_done();
}
