/*
 * When to ask again. Pure functions: the clock and chance are given.
 */
#ifndef NQ_EXTRACT_RETRY_H
#define NQ_EXTRACT_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	/* Requests for one page in one run: a hiccup passes, and what does
	 * not is the next night's. */
	NQ_ATTEMPTS = 3,
	/* Seconds that a run waits for a portal that names a time; for one
	 * that names more, the next night is soon enough. */
	NQ_MAX_RETRY_AFTER_S = 120,
	/* Nights in a row on which a page is tried that failed for good: some
	 * are there for one night between two error pages. After them more
	 * and more seldom. */
	NQ_NIGHTLY = 7,
	/* Milliseconds between two attempts, at most. */
	NQ_MAX_BACKOFF_MS = 60000
};

/* Whether a status is one that may be another in a moment (RFC 9110, 15.5
 * and 15.6; RFC 6585, 4). */
bool nq_retry_is_for(long status);

/*
 * Whether a status is about the host as a whole, which is then left alone
 * for a while, rather than about one page.
 */
bool nq_retry_is_of_host(long status);

/*
 * Seconds that Retry-After asks for: a number, or an HTTP date against now
 * (RFC 9110, 10.2.3). -1 for neither; dates in the past give 0.
 */
int64_t nq_retry_after(const char *value, int64_t now);

/*
 * Milliseconds before attempt + 1, at most most: base doubled with each
 * attempt, times something between a half and one and a half, so that many
 * who failed together do not come back together. chance is any number.
 */
int64_t nq_retry_backoff(int attempt, int64_t base_ms, int64_t most_ms,
    uint32_t chance);

/* Days until a page is tried again that failed for good so many times. */
int nq_retry_days(int tries);

#endif
