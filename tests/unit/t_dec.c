/* Decimals: exact in, exact out, refused where a double would round. */
#include "core/dec.h"
#include "core/err.h"
#include "tests/tap.h"

static const char *
round_trip(const char *text)
{
	static char out[NQ_DEC_TEXT];
	struct nq_err e = { 0 };
	struct nq_dec d;

	if (nq_dec_parse(text, strlen(text), &d, &e) != 0)
		return "refused";
	return nq_dec_emit(d, out);
}

int
main(void)
{
	struct nq_err e = { 0 };
	struct nq_dec a = { 1105, 1 }, b = { -100, 0 }, c;
	char out[NQ_DEC_TEXT];

	STR(round_trip("226.3"), "226.3");
	STR(round_trip("-0.05"), "-0.05");
	STR(round_trip("14210"), "14210");
	STR(round_trip("1.50"), "1.5");
	STR(round_trip("999999999999999"), "999999999999999");
	STR(round_trip("1000000000000000"), "refused");
	STR(round_trip("0.0000000000000001"), "refused");
	STR(round_trip(""), "refused");
	STR(round_trip("-"), "refused");
	STR(round_trip("1."), "refused");
	STR(round_trip(".5"), "refused");
	STR(round_trip("1e5"), "refused");
	STR(round_trip("+1"), "refused");
	OK(nq_dec_add(a, b, &c, &e) == 0, "an index becomes a change");
	STR(nq_dec_emit(c, out), "10.5");
	OK(nq_dec_cmp(a, c) > 0 && nq_dec_cmp(c, c) == 0, "order");
	OK(nq_dec_mul((struct nq_dec){ 999999999999999, 0 },
	    (struct nq_dec){ 11, 0 }, &c, &e) != 0, "a product too long");
	return tap_done();
}
