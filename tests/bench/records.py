#!/usr/bin/env python3
"""records.py COUNT FOLDER [BATCHES]: generated records files.

Monthly reports of the 63 provinces, each on a source of its own, and a paper
that repeats some of their figures, rounded: COUNT figures in
FOLDER/records/*.ndjson, and FOLDER/sources.json, with a monthly schedule, for
--config. A report has the month, the year so far, the month before in its
final form, growth and share of the plan, of some twenty series; so a cell is
mostly stated by two releases and now and then by three.

Without BATCHES it is one file, in which every figure is new. With BATCHES the
reports are spread over as many files, in order of publication, and each file
but the first also has, on top of COUNT, a second capture of every fortieth
report of the file before, in which some figures are others.

The same arguments give the same bytes; in one file, a smaller COUNT gives the
beginning of what a larger one gives."""
import json
import math
import pathlib
import random
import sys

FIRST_YEAR = 2008
DIGEST = "sha256:" + "0" * 63 + "1"
# Every how many reports the paper has an article, a later file a revision.
PRESS, REVISED = 4, 40

# Indicator, part, unit, power of ten, digits behind the point, price base,
# its name in a sentence, the unit's, what a middling province has a month.
LEVELS = [
    ("IND_OUTPUT", None, "VND", 9, 0, "constant-2010",
     "giá trị sản xuất công nghiệp", "tỷ đồng", 1200),
    ("IND_OUTPUT", "C", "VND", 9, 0, "constant-2010",
     "công nghiệp chế biến, chế tạo", "tỷ đồng", 900),
    ("IND_OUTPUT", "D", "VND", 9, 0, "constant-2010",
     "sản xuất và phân phối điện", "tỷ đồng", 210),
    ("RETAIL", None, "VND", 9, 0, "current",
     "tổng mức bán lẻ hàng hóa và doanh thu dịch vụ", "tỷ đồng", 1900),
    ("RETAIL", "goods", "VND", 9, 0, "current", "bán lẻ hàng hóa",
     "tỷ đồng", 1500),
    ("RETAIL", "accommodation_food", "VND", 9, 1, "current",
     "doanh thu lưu trú, ăn uống", "tỷ đồng", 160),
    ("BUDGET_REVENUE", None, "VND", 9, 0, "current",
     "thu ngân sách nhà nước trên địa bàn", "tỷ đồng", 350),
    ("INVESTMENT", None, "VND", 9, 0, "current",
     "vốn đầu tư thực hiện", "tỷ đồng", 1300),
    ("EXPORTS", None, "USD", 6, 1, None, "kim ngạch xuất khẩu",
     "triệu USD", 24),
    ("IMPORTS", None, "USD", 6, 1, None, "kim ngạch nhập khẩu",
     "triệu USD", 11),
    ("TOURISTS", None, "NUM", 3, 1, None, "khách du lịch",
     "nghìn lượt", 150),
    ("PASSENGERS", None, "NUM", 3, 0, None, "vận chuyển hành khách",
     "nghìn lượt", 1100),
    ("FREIGHT", None, "T", 3, 0, None, "vận chuyển hàng hóa",
     "nghìn tấn", 950),
]
# At the prices of the day, beside the first of the above.
CURRENT = ("IND_OUTPUT", None, "VND", 9, 0, "current",
           "giá trị sản xuất công nghiệp theo giá hiện hành", "tỷ đồng",
           1650)
# Known as growth only.
RATES = [("IIP", None), ("IIP", "B"), ("IIP", "C"), ("IIP", "D"),
         ("IIP", "E"), ("CPI", None)]


def printed(value, digits):
    """As JSON, with digits behind the point and no zero at the end."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def year_so_far(year, month):
    if month == 1:
        return f"{year}-01"
    return {3: f"{year}-Q1", 6: f"{year}-S1", 12: f"{year}"}.get(
        month, f"{year}-01-01/P{month}M")


def before(year, month):
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"


class Province:
    def __init__(self, number, code):
        self.number, self.code = number, code
        self.source = "bench-" + code.lower()
        chance = random.Random(number)
        self.size = 0.3 + 4 * chance.random() ** 3
        self.growth = 1.04 + 0.08 * chance.random()

    def month(self, topic, at):
        """Of a series whose middling value is topic[8]."""
        season = 1 + 0.12 * math.sin(at % 12 + len(topic[6]))
        return (topic[8] * self.size * season *
                self.growth ** ((at - 120) / 12))


def figure(what, area, period, kind, value, unit, mult, base, status, text):
    """A line but for its document, ordinal and place in the text."""
    return (what[0], area, f'"{what[1]}"' if what[1] else "null", period,
            kind, value, unit, mult, f'"{base}"' if base else "null", status,
            text)


def levels(p, topic, at, chance, rates=True):
    year, month = FIRST_YEAR + at // 12, at % 12 + 1
    so_far = sum(p.month(topic, t) for t in range(at - month + 1, at + 1))
    this, last = p.month(topic, at), p.month(topic, at - 1)
    unit, mult, digits, base = topic[2:6]
    plan = 12.6 * topic[8] * p.size * p.growth ** (year - FIRST_YEAR - 9.5)
    yoy = (p.growth - 1) * 100 + chance.uniform(-3, 3)
    period = year_so_far(year, month)
    text = (f"Ước tính tháng {month}, {topic[6]} đạt "
            f"{printed(this, digits)} {topic[7]}; tính chung {month} tháng "
            f"năm {year} đạt {printed(so_far, digits)} {topic[7]}, tăng "
            f"{yoy:.1f}% so với cùng kỳ và bằng {so_far / plan * 100:.1f}% "
            "kế hoạch năm.")
    yield figure(topic, p.code, f"{year}-{month:02d}", "level",
                 printed(this, digits), unit, mult, base, "E", text)
    if month > 1:
        yield figure(topic, p.code, period, "level", printed(so_far, digits),
                     unit, mult, base, "E", text)
    final = last * chance.choice((1, 1, 1, 0.99, 1.012))
    yield figure(topic, p.code, before(year, month), "level",
                 printed(final, digits), unit, mult, base, "A",
                 f"Tháng trước, {topic[6]} đạt {printed(final, digits)} "
                 f"{topic[7]}.")
    if rates:
        yield figure(topic, p.code, period, "yoy", printed(yoy, 1), "PT", 0,
                     None, "E", text)
        yield figure(topic, p.code, period, "of_year_plan",
                     printed(so_far / plan * 100, 1), "PT", 0, None, "E",
                     text)


def rates(p, what, at, chance):
    year, month = FIRST_YEAR + at // 12, at % 12 + 1
    name = "Chỉ số sản xuất công nghiệp" if what[0] == "IIP" else \
        "Chỉ số giá tiêu dùng"
    of_month = (p.growth - 1) * 100 + chance.uniform(-5, 5)
    so_far = (p.growth - 1) * 100 + chance.uniform(-2, 2)
    text = (f"{name} tháng {month} năm {year} tăng {of_month:.2f}% so với "
            f"cùng kỳ; bình quân {month} tháng tăng {so_far:.2f}%.")
    yield figure(what, p.code, f"{year}-{month:02d}", "yoy",
                 printed(of_month, 2), "PT", 0, None, "E", text)
    if month > 1:
        yield figure(what, p.code, year_so_far(year, month), "yoy",
                     printed(so_far, 2), "PT", 0, None, "E", text)


def report(p, at):
    chance = random.Random(p.number * 10000 + at)
    for topic in LEVELS:
        yield from levels(p, topic, at, chance)
    yield from levels(p, CURRENT, at, chance, rates=False)
    for what in RATES:
        yield from rates(p, what, at, chance)


def article(p, at):
    """What the paper makes of a report: the year so far, two digits."""
    for f in report(p, at):
        if f[0] in ("IND_OUTPUT", "RETAIL", "EXPORTS") and f[2] == "null" \
                and f[4] == "level" and f[9] == "E" and "P" in f[3]:
            value = float(f[5])
            digits = 2 - math.floor(math.log10(value)) - 1
            yield (*f[:5], printed(round(value, digits), max(digits, 0)),
                   *f[6:])


def revised(figures, number):
    """Every ninth figure is another one."""
    for i, f in enumerate(figures):
        if (i + number) % 9 == 0:
            digits = len(f[5].partition(".")[2])
            f = (*f[:5], printed(float(f[5]) * 1.013 + 0.1 ** digits,
                                 digits), *f[6:])
        yield f


class Files:
    def __init__(self, folder):
        self.folder, self.out, self.n = folder, None, 0

    def begin(self):
        """The next file; the archives are a month apart."""
        self.end()
        month = self.n
        self.day = f"{2020 + month // 12}-{month % 12 + 1:02d}-01"
        name = self.day.replace("-", "") + "T000000Z"
        self.archive, self.offset = name + ".warc.gz", 0
        self.n += 1
        self.out = open(self.folder / (name + ".ndjson"), "w",
                        encoding="utf-8", buffering=1 << 20)
        self.out.write(
            '{"kind":"batch","archive":"%s","archive_digest":"%s","program":'
            '"nqtrack bench","catalogue":"%s"}\n' % (
                self.archive, DIGEST, DIGEST))

    def end(self):
        if self.out is not None:
            self.out.close()

    def release(self, source, key, day, number, figures, most):
        """Writes a capture with at most so many figures; how many it had."""
        document = f"sha256:{number:064x}"
        self.offset += 20000
        self.out.write(
            '{"kind":"document","document":"%s","release":"%s:%s","url":'
            '"https://%s.example/tin/%s","source":"%s","title":"Tình hình '
            'kinh tế - xã hội","published":"%s","retrieved":'
            '"%sT00:00:00Z","media_type":"text/html","archive":"%s",'
            '"offset":%d,"status":"ok","reason":null,"program":'
            '"nqtrack bench","catalogue":"%s"}\n' % (
                document, source, key, source, key, source, day, self.day,
                self.archive, self.offset, DIGEST))
        n = 0
        for f in figures:
            if n == most:
                break
            n += 1
            self.out.write(
                '{"kind":"observation","document":"%s","ordinal":%d,'
                '"indicator":"%s","ref_area":"%s","breakdown":%s,'
                '"time_period":"%s","role":"actual","transformation":"%s",'
                '"obs_value":%s,"unit_measure":"%s","unit_mult":%d,'
                '"price_base":%s,"obs_status":"%s","bound":null,"evidence":'
                '{"text":"%s","start":%d,"end":%d},"rule":"prose.level",'
                '"flags":[]}\n' % (document, n, *f, n * 200, n * 200 + 180))
        return n


def published(at):
    """The 26th of the month that a report is about."""
    return f"{FIRST_YEAR + at // 12}-{at % 12 + 1:02d}-26"


def write(count, folder, batches):
    areas = json.loads(pathlib.Path("schemas/areas.json").read_text("utf-8"))
    places = [Province(i, a["code"]) for i, a in enumerate(
        a for a in areas["areas"] if a["kind"] == "province")]
    (folder / "records").mkdir(parents=True, exist_ok=True)
    (folder / "sources.json").write_text(json.dumps({"sources": [
        {"id": p.source, "title": "Cục Thống kê " + p.code, "publisher": "",
         "ref_area": p.code, "schedule": {
             "every": "month", "from": f"{FIRST_YEAR}-01",
             "within_days": 20}} for p in places] + [
        {"id": "bench-paper", "title": "Báo", "publisher": ""}]}), "utf-8")
    files = Files(folder / "records")
    done, n, earlier, recent = 0, 0, [], []
    while done < count:
        if done >= files.n * count / batches:
            files.begin()
            earlier, recent = recent, []
            for number, p, at in earlier:
                files.release(p.source, at, published(at),
                              number + (1 << 40),
                              revised(report(p, at), number), -1)
        p, at = places[n % len(places)], n // len(places)
        done += files.release(p.source, at, published(at), n,
                              report(p, at), count - done)
        if n % REVISED == 0:
            recent.append((n, p, at))
        if n % PRESS == 0 and done < count:
            done += files.release("bench-paper", n, published(at),
                                  n + (1 << 41), article(p, at),
                                  count - done)
        n += 1
    files.end()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    write(int(sys.argv[1]), pathlib.Path(sys.argv[2]),
          int(sys.argv[3]) if len(sys.argv) == 4 else 1)
