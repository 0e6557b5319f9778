/* Days and points in time of listings, feeds and pages. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "extract/date.h"

static void
look_at_day(const char *day)
{
	struct nq_day d;

	MUST(nq_date_is_day(day, strlen(day), &d));
	MUST(d.year >= 1990 && d.year <= 2100);
	MUST(d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int zones[] = { 0, NQ_ZONE_HANOI, -720 };
	char day[NQ_DAY_TEXT], time[NQ_TIME_TEXT], again[NQ_TIME_TEXT];
	const char *s = (const char *)data;

	if (nq_date_day(s, size, day))
		look_at_day(day);
	else
		MUST(day[0] == '\0');
	if (nq_date_day_there(s, size, day))
		look_at_day(day);
	for (size_t i = 0; i < 3; i++) {
		if (!nq_date_instant(s, size, zones[i], time)) {
			MUST(time[0] == '\0');
			continue;
		}
		MUST(strlen(time) == 20);
		MUST(nq_date_instant(time, strlen(time), 60, again));
		MUST(strcmp(time, again) == 0);
	}
	return 0;
}
