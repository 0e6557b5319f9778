/*
 * The day that a text of a listing, a feed or a page names. Portals print
 * 28/03/2019 08:41:19, "Thứ tư, 6/3/2019 | 8:00:56 AM", (19/12/2025 09:57),
 * "ngày 20 tháng 8 năm 2024"; feeds and sitemaps ISO 8601 (W3C NOTE-datetime)
 * and RFC 822 (RFC 5322, 3.3 and 4.3). Days come before months. What is no
 * day of the calendar, or lies outside 1990 to 2100, is none.
 */
#ifndef NQ_EXTRACT_DATE_H
#define NQ_EXTRACT_DATE_H

#include "core/file.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	NQ_DAY_TEXT = 11,	/* "2024-05-03" and its NUL */
	/* Bytes of a text that are searched: a line with a date is shorter,
	 * and what is longer is an article. */
	NQ_MAX_DATE = 1024,
	/* Minutes that clocks in Viet Nam are ahead of UTC. */
	NQ_ZONE_HANOI = 420
};

struct nq_day {
	int year, month, day;
};

/*
 * The first day that is named in s, of which NQ_MAX_DATE bytes are looked
 * at; any bytes, any form of the letters. false: none, and out is "".
 */
bool nq_date_day(const char *s, size_t len, char out[NQ_DAY_TEXT]);

/*
 * A text that is a point in time and nothing else, in UTC:
 * "2024-05-03T01:00:00Z". zone, in minutes east of Greenwich, is taken where
 * the text names none; a day without a time is none. false: out is "".
 */
bool nq_date_instant(const char *s, size_t len, int zone,
    char out[NQ_TIME_TEXT]);

/*
 * The day in Viet Nam: of a point in time in whatever zone ("Sat, 21 Nov 2026
 * 20:00:00 GMT" is of the 22nd), else as nq_date_day.
 */
bool nq_date_day_there(const char *s, size_t len, char out[NQ_DAY_TEXT]);

/*
 * Bytes of the date that begins at s, 0 where none does. s is in NFC with
 * single spaces (nq_text_norm); what stands before s is the caller's to
 * look at (nq_date_may_begin). A word "ngày" belongs to the date.
 */
size_t nq_date_at(const char *s, size_t left, struct nq_day *);

/* Whether a date or number may begin at s[i]: no word, no number before. */
bool nq_date_may_begin(const char *s, size_t i);

/* "2024-05-03" and nothing else. */
bool nq_date_is_day(const char *s, size_t len, struct nq_day *);

/* Days since 1970-01-01. */
long nq_date_number(struct nq_day);

#endif
