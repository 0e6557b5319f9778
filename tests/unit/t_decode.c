/* Bytes to text: each charset, lies, damage, repair, and never a crash. */
#include <stdlib.h>
#include <utf8proc.h>

#include "core/buf.h"
#include "core/mem.h"
#include "tests/tap.h"
#include "transform/decode.h"
#include "transform/norm.h"
#include "transform/page.h"

static char text[8192], charset[64];

/* The page's text for one body. */
static const char *
read_as(const char *p, size_t len, const char *media_type)
{
	struct nq_page_hint hint = { .media_type = media_type };
	struct nq_arena a = { 0 };
	struct nq_page page;

	nq_page_parse(p, len, &hint, &a, &page);
	snprintf(text, sizeof(text), "%s", page.text);
	snprintf(charset, sizeof(charset), "%s", page.charset);
	nq_arena_release(&a);
	return text;
}

static const char *
plain(const char *s)
{
	return read_as(s, strlen(s), NULL);
}

#define WANT "Sản xuất công nghiệp của tỉnh được giữ vững, " \
	"thị trường ổn định."

static void
legacy(void)
{
	STR(plain("S\xb6n xu\xcat c\xabng nghi\xd6p c\xf1""a t\xd8nh "
	    "\xae\xad\xee""c gi\xf7 v\xf7ng, th\xde tr\xad\xeang \xe6n "
	    "\xae\xdenh."), WANT);
	STR(charset, "TCVN3");
	STR(plain("Sa\xfbn xua\xe1t co\xe2ng nghie\xe4p cu\xfb""a t\xe6nh "
	    "\xf1\xf6\xf4\xef""c gi\xf6\xf5 v\xf6\xf5ng, th\xf2 tr\xf6\xf4"
	    "\xf8ng o\xe5n \xf1\xf2nh."), WANT);
	STR(charset, "VNI");
	STR(plain("Sa\xd2n xu\xe2\xect c\xf4ng nghi\xea\xf2p cu\xd2""a "
	    "ti\xd2nh \xf0\xfd\xf5\xf2""c gi\xfd\xde v\xfd\xdeng, thi\xf2 "
	    "tr\xfd\xf5\xccng \xf4\xd2n \xf0i\xf2nh."), WANT);
	STR(charset, "windows-1258");
	STR(plain("S\xe4n xu\xa4t c\xf4ng nghi\xaep c\xfc""a t\xefnh "
	    "\xf0\xdf\xfe""c gi\xe6 v\xe6ng, th\xb8 tr\xdf\xb6ng \xb1n "
	    "\xf0\xb8nh."), WANT);
	STR(charset, "VISCII");
	STR(plain("Le caf\xe9 et le th\xe9 \xe0 c\xf4t\xe9, d\xe9j\xe0 vus."),
	    "Le café et le thé à côté, déjà vus.");
	STR(charset, "windows-1252");
}

static void
unicode(void)
{
	STR(plain("\xef\xbb\xbf" WANT), WANT);
	STR(plain("Yên Ba\xcc\x81i, Tha\xcc\x81i Nguye\xcc\x82n"),
	    "Yên Bái, Thái Nguyên");
	STR(read_as("\xff\xfeT\0i\0n\0 \0m\0\xdb\x1ei\0.\0", 18, NULL),
	    "Tin mới.");
	STR(charset, "UTF-16LE");
	STR(read_as("\xfe\xff\0T\0i\0n\0 \0m\x1e\xdb\0i\0.", 18, NULL),
	    "Tin mới.");
	STR(read_as(WANT, strlen(WANT), "text/plain; charset=windows-1258"),
	    WANT);
	STR(charset, "UTF-8");
	STR(read_as("<html><head><meta charset=iso-8859-1></head><p>" WANT,
	    strlen(WANT) + 47, "text/html; charset=x-viet-tcvn"), WANT);
	STR(read_as("Tin\0t\xe1\xbb\x91t.", 10, NULL), "Tin tốt.");
	STR(plain("Tỉnh\u00a0Yên\u200b Bái\u2003có\ufeff \u2060số liệu."),
	    "Tỉnh Yên Bái có số liệu.");
	STR(plain(WANT " " WANT "\xe1\xbb"), WANT " " WANT "\xef\xbf\xbd");
	STR(charset, "UTF-8");
	STR(plain("Gi\xc3\xa1\xc2\xba\xc2\xa3m gi\xc3\x83\xc2\xa1 "
	    "c\xc3\x83\xc2\xb4ng nghi\xc3\xa1\xc2\xbb\xe2\x80\xa1p \xc3\x84"
	    "\xe2\x80\x98\xc3\xa1\xc2\xba\xc2\xa1t."),
	    "Giảm giá công nghiệp đạt.");
	STR(charset, "UTF-8 encoded twice");
}

/* Old fonts inside valid Unicode, and what must stay as it is. */
static void
repair(void)
{
	static const char *const stay[] = {
		"tháng này, khai khoáng so sánh công cùng kỳ",
		"thang khai khoáng", "Citroën, Müller và café «Trong tỉnh»",
		"10 × 20 cm; 30 °C; m²; §5; ©2024; Việt®", "tháng", "công",
		"khai khoáng", "so sánh", "cùng kỳ"
	};
	char once[512];
	size_t i;

	STR(plain("S¶n xuÊt c«ng nghiÖp ®­îc giao"),
	    "Sản xuất công nghiệp được giao");
	STR(plain("Đắk N«ng và Yên Bái"), "Đắk Nông và Yên Bái");
	STR(plain("5. (Tiếp theo) s¶n phÈm"), "5. (Tiếp theo) sản phÈm");
	STR(plain("thu\xc2\xadong mai dịch vụ"), "thuong mai dịch vụ");
	for (i = 0; i < sizeof(stay) / sizeof(*stay); i++)
		STR(plain(stay[i]), stay[i]);
	snprintf(once, sizeof(once), "%s",
	    plain("S¶n xuÊt c«ng nghiÖp ®­îc giao th¸ng 5"));
	STR(plain(once), once);
}

/* Random bytes, and Vietnamese with random damage: valid NFC comes out. */
static void
random_bytes(void)
{
	static const char odd[] =
	    "áêC\xcc\x81\xe1\x84\x80\xe1\x85\xa1 <p>x";
	unsigned long seed = 20220521;
	char body[700];
	int round, bad = 0;
	size_t i, n;

	for (round = 0; round < 3000; round++) {
		n = (size_t)round % sizeof(body);
		for (i = 0; i < n; i++) {
			seed = seed * 6364136223846793005ul + 12345;
			body[i] = (char)(seed >> 56);
			if (round % 3 == 1 && seed >> 40 & 3)
				body[i] = odd[(seed >> 48 & 0xff) % 18];
		}
		read_as(body, n, NULL);
		{
			utf8proc_uint8_t *nfc = utf8proc_NFC(
			    (const utf8proc_uint8_t *)text);

			bad += nfc == NULL ||
			    (strcmp((char *)nfc, text) != 0 &&
			    strlen(text) + 1 < sizeof(text));
			free(nfc);
		}
	}
	OK(bad == 0, "3000 random bodies give valid NFC (%d do not)", bad);
}

int
main(void)
{
	nq_page_init();
	legacy();
	unicode();
	repair();
	random_bytes();
	return tap_done();
}
