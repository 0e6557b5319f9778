/*
 * Tables of the single-byte charsets that Vietnamese pages were written in.
 * Windows-1258 and TCVN3 hold combining tones too, so text decoded with
 * them is normalised afterwards. No iconv: it loads its converters from
 * files, which the worker may not open.
 */
#ifndef NQ_TRANSFORM_CHARSET_H
#define NQ_TRANSFORM_CHARSET_H

#include <stdint.h>

extern const uint16_t nq_charset_cp1252[128];
extern const uint16_t nq_charset_cp1258[128];
extern const uint16_t nq_charset_tcvn[128];
extern const uint16_t nq_charset_viscii[128];

#endif
