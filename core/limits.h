/*
 * Every limit of the program: its name, its unit and its reason. A limit
 * that a stage alone knows stands in that stage; those that two share, or
 * that guard a format, stand here. Each has a test.
 */
#ifndef NQ_CORE_LIMITS_H
#define NQ_CORE_LIMITS_H

enum {
	/* Bytes a buffer may hold when nobody said otherwise. */
	NQ_MAX_BUF = 64 << 20,
	/* Bytes of one HTTP body after decoding; reports are under 1 MiB,
	 * workbooks under 8. */
	NQ_MAX_BODY = 32 << 20,
	/* Bytes of HTML handed to libxml2, which needs about 44 times as
	 * much memory in the worst case (8 MiB of empty elements: 340 MB). */
	NQ_MAX_HTML = 8 << 20,
	/* Bytes of a configuration or knowledge file. */
	NQ_MAX_CONF = 8 << 20,
	/* Bytes of one line of a records file, checked before parsing. */
	NQ_MAX_LINE = 1 << 20,
	/* Significant digits of a figure: what a JSON number carries through
	 * an IEEE double without loss (DBL_DIG). */
	NQ_MAX_DIGITS = 15,
	/* Bytes of an HTTP header block kept for the archive. */
	NQ_MAX_HEADERS = 256 << 10,
	/* Redirects followed by hand for one request. */
	NQ_MAX_REDIRECT = 5,
	/* Bytes of a URL; longer ones exist only as mistakes or attacks. */
	NQ_MAX_URL = 4096
};

#endif
