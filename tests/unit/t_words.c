/* Numbers and units as people write them: no power of ten is lost. */
#include "progress/words.h"
#include "tests/tap.h"

static void
test_units(void)
{
	char out[NQ_UNIT_TEXT];

	STR(nq_unit_word("VND", 9, true, out), " bn VND");
	STR(nq_unit_text("VND", 9, true, out), "billion VND");
	STR(nq_unit_text("HA", 3, true, out), "thousand ha");
	STR(nq_unit_text("T", 3, false, out), "nghìn tấn");
	STR(nq_unit_text("PKM", 6, true, out), "million passenger-km");
	STR(nq_unit_word("USD", 12, true, out), "×10^12 USD");
	STR(nq_unit_text("USD", 12, true, out), "×10^12 USD");
	STR(nq_unit_text("HA", 6, false, out), "×10^6 HA");
	STR(nq_unit_word("XYZ", 0, true, out), " XYZ");
	STR(nq_unit_word("NUM", 0, true, out), "");
	STR(nq_unit_word(NULL, 9, true, out), "");
	STR(nq_unit_text(NULL, 0, true, out), "");
}

int
main(void)
{
	test_units();
	return tap_done();
}
