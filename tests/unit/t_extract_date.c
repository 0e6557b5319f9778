/* Days and points in time, as portals, feeds and sitemaps write them. */
#include "extract/date.h"
#include "tests/tap.h"

struct row {
	const char *text, *want;
};

static const struct row days[] = {
	{ "28/03/2019 08:41:19", "2019-03-28" },
	{ "Thứ tư, 6/3/2019 | 8:00:56 AM", "2019-03-06" },
	{ "- Cập nhật: Thứ năm, 2/11/2023 | 11:00:51 AM", "2023-11-02" },
	{ "15:04 PM 03/05/2024", "2024-05-03" },
	{ "(19/12/2025 09:57)", "2025-12-19" },
	{ "Ngày đăng: 03/06/2026", "2026-06-03" },
	{ "6-3-2019", "2019-03-06" }, { "06.03.2019", "2019-03-06" },
	{ "06.03.2019.", "2019-03-06" },
	{ "ngày 20 tháng 8 năm 2024", "2024-08-20" },
	{ "NGÀY 20 THÁNG 8 NĂM 2024", "2024-08-20" },
	/* The same with its marks apart (NFD). */
	{ "nga\xcc\x80y 20 tha\xcc\x81ng 8 n\x61\xcc\x86m 2024",
	    "2024-08-20" },
	{ "Thứ hai, ngày 23 tháng 11 năm 2026", "2026-11-23" },
	{ "Thứ hai,\n\t\tngày\xc2\xa0""23 tháng 11\nnăm 2026",
	    "2026-11-23" },
	{ "20 Tháng Tám, 2024", "2024-08-20" },
	{ "20 Tháng Mười Hai, 2024", "2024-12-20" },
	{ "3 Tháng năm, 2024", "2024-05-03" },
	{ "3 Tháng 5, 2024", "2024-05-03" },
	{ "2024-05-03", "2024-05-03" },
	{ "2024-05-03T15:04:05Z", "2024-05-03" },
	{ "2024-05-03T23:04:05-05:00", "2024-05-03" },
	{ "2024/05/03", "2024-05-03" },
	{ "Fri, 03 May 2024 15:04:05 +0700", "2024-05-03" },
	{ "3 May 24 15:04 GMT", "2024-05-03" },
	{ "May 3, 2024", "2024-05-03" },
	{ "November 23, 2026", "2026-11-23" },
	{ "29/2/2024", "2024-02-29" }, { "1/1/1990", "1990-01-01" },
	{ "31/12/2100", "2100-12-31" },
	{ "31/02/2024 rồi 01/03/2024", "2024-03-01" },
	/* No day of the calendar, or no day at all. */
	{ "31/02/2024", "" }, { "29/2/2023", "" }, { "29/2/2100", "" },
	{ "0/5/2024", "" }, { "3/0/2024", "" }, { "5/13/2024", "" },
	{ "31/12/1989", "" }, { "1/1/2101", "" }, { "tháng 2/2108", "" },
	{ "Kỳ tham chiếu: 5/2026", "" }, { "3/5/24", "" },
	{ "3/5-2024", "" }, { "112/3/2024", "" }, { "12/3/20245", "" },
	{ "1.2.3.2024", "" }, { "12/3/2024/15", "" }, { "x12/3/2024", "" },
	{ "45.826 tỷ đồng", "" }, { "", "" }, { "\xff\xfe\x00", "" },
	{ "02213 863 641", "" }, { "ngày tháng năm", "" },
	{ "3 Maybe 2024", "" }, { "2024-13-01", "" }, { "////////", "" },
};

static const struct row instants[] = {
	{ "2024-05-03T15:04:05Z", "2024-05-03T15:04:05Z" },
	{ "2024-05-03T15:04:05.123Z", "2024-05-03T15:04:05Z" },
	{ "2024-05-03T15:04+07:00", "2024-05-03T08:04:00Z" },
	{ "2024-05-03T02:04:05+0700", "2024-05-02T19:04:05Z" },
	{ " 2024-05-03T15:04:05-05:30\n", "2024-05-03T20:34:05Z" },
	{ "2024-05-03T15:04:05", "2024-05-03T08:04:05Z" },
	{ "2024-05-03 15:04:05", "2024-05-03T08:04:05Z" },
	{ "Fri, 03 May 2024 15:04:05 +0700", "2024-05-03T08:04:05Z" },
	{ "Fri, 03 May 2024 15:04:05 GMT", "2024-05-03T15:04:05Z" },
	{ "3 May 24 15:04 EST", "2024-05-03T20:04:00Z" },
	{ "Fri, 3 May 2024 15:04:05 +0700 (ICT)", "2024-05-03T08:04:05Z" },
	{ "Tue, 31 Dec 2024 23:30:00 -0700", "2025-01-01T06:30:00Z" },
	{ "13-5-2024 10:00:00", "" }, { "1-12-2024 10:00:00", "" },
	{ "2024-05-03", "" }, { "28/03/2019 08:41:19", "" },
	{ "2024-05-03T24:00:00Z", "" }, { "2024-05-03T15:60:00Z", "" },
	{ "2024-02-30T15:00:00Z", "" }, { "2024-05-03T15:04:05Zx", "" },
	{ "2024-05-03T15:04:05+99:00", "" }, { "2024-05-03T15Z", "" },
	{ "1989-05-03T15:04:05Z", "" }, { "0000-00-00T00:00:00", "" },
	{ "Fri, 03 May 2024", "" }, { "", "" }, { "now", "" },
	{ "2024", "" }, { "20", "" },
};

static const struct row there[] = {
	{ "Sat, 21 Nov 2026 20:00:00 GMT", "2026-11-22" },
	{ "Sat, 21 Nov 2026 16:59:59 GMT", "2026-11-21" },
	{ "2026-11-30T17:00:00Z", "2026-12-01" },
	{ "2026-12-31T23:00:00+07:00", "2026-12-31" },
	{ "2027-01-01T08:00:00+09:00", "2027-01-01" },
	{ "2026-12-31T23:30:00", "2026-12-31" },
	{ "2026-12-31", "2026-12-31" },
	{ "21/11/2026 23:59", "2026-11-21" },
	{ "2100-12-31T20:00:00Z", "2100-12-31" },
	{ "hom qua", "" },
};

int
main(void)
{
	char day[NQ_DAY_TEXT], at[NQ_TIME_TEXT], long_text[4096];
	struct nq_day d;

	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		bool found = nq_date_day(days[i].text, strlen(days[i].text),
		    day);

		if (!OK(strcmp(day, days[i].want) == 0 &&
		    found == (day[0] != '\0'), "%s", days[i].text))
			printf("# got: \"%s\"\n", day);
	}
	for (size_t i = 0; i < sizeof(instants) / sizeof(*instants); i++) {
		bool found = nq_date_instant(instants[i].text,
		    strlen(instants[i].text), NQ_ZONE_HANOI, at);

		if (!OK(strcmp(at, instants[i].want) == 0 &&
		    found == (at[0] != '\0'), "%s", instants[i].text))
			printf("# got: \"%s\"\n", at);
	}
	for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++) {
		bool found = nq_date_day_there(there[i].text,
		    strlen(there[i].text), day);

		if (!OK(strcmp(day, there[i].want) == 0 &&
		    found == (day[0] != '\0'), "there: %s", there[i].text))
			printf("# got: \"%s\"\n", day);
	}
	nq_date_instant("2024-05-03T15:04:05", 19, 0, at);
	STR(at, "2024-05-03T15:04:05Z");
	OK(nq_date_is_day("2024-05-03", 10, &d) && d.day == 3, "a day");
	OK(!nq_date_is_day("2024/05/03", 10, &d) &&
	    !nq_date_is_day("2024-05-3", 9, &d) &&
	    !nq_date_is_day("03-05-2024", 10, &d) &&
	    !nq_date_is_day("2024-5-003", 10, &d), "and none");
	OK(nq_date_number((struct nq_day){ 1970, 1, 2 }) == 1 &&
	    nq_date_number((struct nq_day){ 2024, 3, 1 }) -
	    nq_date_number((struct nq_day){ 2024, 2, 28 }) == 2, "days");
	memset(long_text, ' ', sizeof(long_text));
	memset(long_text, 'x', NQ_MAX_DATE);
	memcpy(long_text + NQ_MAX_DATE + 1, "3/5/2024", 8);
	OK(!nq_date_day(long_text, sizeof(long_text), day),
	    "behind NQ_MAX_DATE nothing is looked for");
	return tap_done();
}
