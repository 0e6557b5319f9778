#include "extract/retry.h"

#include <curl/curl.h>
#include <string.h>

bool
nq_retry_is_for(long status)
{
	return status == 408 || status == 425 || status == 429 ||
	    status == 500 || (status >= 502 && status <= 504);
}

bool
nq_retry_is_of_host(long status)
{
	return status == 429 || (status >= 502 && status <= 504);
}

int64_t
nq_retry_after(const char *value, int64_t now)
{
	size_t n = strspn(value, "0123456789");
	int64_t seconds = 0;
	time_t then;

	if (n > 0 && value[n] == '\0') {
		for (size_t i = 0; i < n && seconds < INT32_MAX; i++)
			seconds = seconds * 10 + (value[i] - '0');
		return seconds;
	}
	then = curl_getdate(value, NULL);
	if (then == (time_t)-1)
		return -1;
	return then > now ? (int64_t)then - now : 0;
}

int64_t
nq_retry_backoff(int attempt, int64_t base_ms, int64_t most_ms,
    uint32_t chance)
{
	int64_t ms = base_ms;

	for (int i = 1; i < attempt && ms < most_ms; i++)
		ms *= 2;
	ms = ms / 2 + ms * (int64_t)(chance % 1024) / 1023;
	return ms < most_ms ? ms : most_ms;
}

int
nq_retry_days(int tries)
{
	static const int days[] = { 2, 4, 8, 16 };

	if (tries <= NQ_NIGHTLY)
		return tries < 1 ? 0 : 1;
	tries -= NQ_NIGHTLY;
	return (size_t)tries <= sizeof(days) / sizeof(days[0]) ?
	    days[tries - 1] : 30;
}
