/* The printed form of a figure, found again in its sentence. */
#include "query/evidence.h"
#include "tests/tap.h"

#include <stdlib.h>

static void
marks(const char *text, double value, const char *as, const char *want)
{
	size_t start, len;
	char got[256];

	nq_evidence_mark(text, value, as, &start, &len);
	snprintf(got, sizeof(got), "%.*s", (int)len, text + start);
	STR(got, want);
}

int
main(void)
{
	marks("Năm 2021 đạt 14.210 tỷ đồng, bằng 100% kế hoạch", 14210,
	    "level", "14.210 tỷ đồng");
	marks("Năm 2021 đạt 14.210 tỷ đồng, bằng 100% kế hoạch", 100,
	    "of_year_plan", "100%");
	marks("Tháng 9, chỉ số tăng 9% so với cùng kỳ", 9, "yoy", "9%");
	marks("giảm 4,9 % so với", -4.9, "yoy", "4,9 %");
	marks("bằng 110,5% so với cùng kỳ", 10.5, "yoy", "110,5%");
	marks("gấp 2,2 lần cùng kỳ", 120, "yoy", "2,2 lần");
	marks("vượt kế hoạch 3%", 103, "of_year_plan", "3%");
	marks("ngày 12/5/2022 đạt 12 triệu USD", 12, "level",
	    "12 triệu USD");
	marks("IIP | 18.5 | 9", 18.5, "yoy", "18.5");
	marks("đạt 1.326,8 tỷ đồng", 1326.8, "level", "1.326,8 tỷ đồng");
	marks("hai nghìn tỷ đồng", 2000, "level", "");
	marks("", 5, "level", "");
	marks("tăng 1,7 điểm phần trăm.", 1.7, "contribution",
	    "1,7 điểm phần trăm");
	return tap_done();
}
