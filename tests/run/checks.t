#!/usr/bin/env python3
"""nqtrack check: what each check raises and what it must not, over records
files made here by hand; findings that close, come back and are listed."""
import csv
import fcntl
import io
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, sql, workspace

SOURCES = [{"id": "office", "title": "Văn phòng", "rank": 1},
           {"id": "paper", "title": "Báo", "rank": 900}]


def digest(n):
    return "sha256:" + format(n, "064x")


def level(value, period="2021", indicator="IND_OUTPUT", **more):
    unit, mult = {"EXPORTS": ("USD", 6), "TOURISTS": ("NUM", 0),
                  "IP_AREA": ("HA", 0)}.get(indicator, ("VND", 9))
    base = "constant-2010" if indicator in ("IND_OUTPUT", "GRDP") else None
    return {"indicator": indicator, "time_period": period,
            "transformation": "level", "obs_value": value,
            "unit_measure": unit, "unit_mult": mult, "price_base": base,
            **more}


def rate(value, period="2021", indicator="IND_OUTPUT", what="yoy", **more):
    return {"indicator": indicator, "time_period": period,
            "transformation": what, "obs_value": value, "price_base": None,
            "unit_measure": "PP" if what == "contribution" else "PT",
            "unit_mult": 0, **more}


class Batch:
    """One records file; figures of a release in order."""

    def __init__(self, name):
        self.name, self.n = name, 0
        self.lines = [{"kind": "batch", "archive": name + ".warc.gz",
                       "archive_digest": digest(1), "program": "test",
                       "catalogue": digest(2)}]

    def add(self, release, published, *figures, retrieved=None):
        self.n += 1
        number = int(self.name, 36) * 10000 + self.n
        self.lines.append({
            "kind": "document", "document": digest(number),
            "release": release, "url": "http://localhost/" + release,
            "source": release.split(":")[0], "title": "Tin",
            "published": published,
            "retrieved": retrieved or "2026-01-01T00:00:00Z",
            "media_type": "text/html", "archive": self.name + ".warc.gz",
            "offset": self.n, "status": "ok", "reason": None,
            "program": "test", "catalogue": digest(2)})
        for i, figure in enumerate(figures, 1):
            self.lines.append({
                "kind": "observation", "document": digest(number),
                "ordinal": i, "ref_area": "VN-06", "breakdown": None,
                "role": "actual", "obs_status": "A", "bound": None,
                "evidence": {"text": f"Câu {i} của {release}.", "start": 0,
                             "end": 5}, "rule": "test", "flags": [],
                **figure})
        return self


class House:
    """A data folder of its own."""

    def __init__(self, folder):
        self.data, self.config = folder / "data", folder / "config"
        (self.data / "records").mkdir(parents=True)
        self.config.mkdir()
        (self.config / "sources.json").write_text(
            json.dumps({"sources": SOURCES}))

    def load(self, batch, now="2026-01-02"):
        (self.data / "records" / (batch.name + ".ndjson")).write_text(
            "".join(json.dumps(x, ensure_ascii=False) + "\n"
                    for x in batch.lines), "utf-8")
        return self.run("load", now=now)

    def run(self, *args, now="2026-01-02"):
        return nqtrack(*args, "--data", self.data, "--config", self.config,
                       env=dict(os.environ, NQTRACK_NOW=now + "T12:00:00Z"))

    def check(self, *args, now="2026-01-02"):
        """(check, severity, indicator, period, closed) of each finding."""
        done = self.run("check", "--format", "json", *args, now=now)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        rows = {r["finding"]: r for r in json.loads(done.stdout)}
        return [(r["check"], r["severity"], r["indicator"],
                 r["time_period"], r["closed_why"]) for r in rows.values()]


OLD, NOW = "2021-01-05", "2022-01-05"
B = {"ref_area": "VN-02"}
# name, check, severity it must raise or None; releases (code, day, figures).
CASES = [
    ("growth of one release", "growth-from-levels", "error",
     ("office:1", NOW, level(14210), rate(9.12), level(13900, "2020"))),
    ("growth, rounding", "growth-from-levels", None,
     ("office:1", NOW, level(14210), rate(9.12), level(13022, "2020"))),
    ("growth on another release's final level", "growth-from-levels",
     "warning", ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020"))),
    ("growth on an estimate, restated since", "growth-from-levels", "info",
     ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020", obs_status="E"))),
    ("growth, another statement of the base agrees", "growth-from-levels",
     None, ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020")),
     ("paper:0", OLD, level(13022, "2020"))),
    ("growth, another area", "growth-from-levels", None,
     ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020", **B))),
    ("growth, another price base", "growth-from-levels", None,
     ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020", price_base="current"))),
    ("growth, a base below which it was", "growth-from-levels", None,
     ("office:1", NOW, level(14210), rate(9.12)),
     ("office:0", OLD, level(13500, "2020", bound="max"))),
    ("growth on the month before", "growth-from-levels", "error",
     ("office:1", NOW, level(1105.4, "2021-11"), level(1000.2, "2021-10"),
      rate(0.85, "2021-11", what="pop"))),
    ("growth across the merger", "growth-from-levels", None,
     ("office:1", "2025-08-29", level(187, "2025-07", "RETAIL", **B),
      rate(5, "2025-07", "RETAIL", "pop", **B)),
     ("office:0", "2025-06-29", level(100, "2025-06", "RETAIL", **B))),
    ("a year below its eleven months", "cumulative-falls", "error",
     ("office:1", NOW, level(10452)),
     ("office:0", "2021-12-05", level(10695.5, "2021-01-01/P11M"))),
    ("an estimate above the final year", "cumulative-falls", "warning",
     ("office:1", NOW, level(10452)), ("office:0", "2021-12-05",
     level(10695.5, "2021-01-01/P11M", obs_status="E"))),
    ("an area may fall", "cumulative-falls", None,
     ("office:1", NOW, level(600, indicator="IP_AREA")),
     ("office:0", OLD, level(627.89, "2021-01", "IP_AREA"))),
    ("rising, and rounding", "cumulative-falls", None,
     ("office:1", NOW, level(10695)),
     ("office:0", "2021-12-05", level(10695.4, "2021-01-01/P11M"))),
    ("another price base is another series", "cumulative-falls", None,
     ("office:1", NOW, level(10452)), ("office:0", "2021-12-05",
     level(14000, "2021-01-01/P11M", price_base="current"))),
    ("over is not at most", "cumulative-falls", None,
     ("office:1", NOW, level(10452, bound="min")),
     ("office:0", "2021-12-05", level(10695.5, "2021-01-01/P11M"))),
    ("quarters of one release", "months-sum", "error",
     ("office:1", NOW, level(10537, "2021-S1"), level(4773.5, "2021-Q1"),
      level(5864.2, "2021-Q2"))),
    ("digits cut off", "months-sum", "info",
     ("office:1", NOW, level(10537, "2021-S1"), level(4773.5, "2021-Q1"),
      level(5764.2, "2021-Q2"))),
    ("quarters, rounding", "months-sum", None,
     ("office:1", NOW, level(10538, "2021-S1"), level(4773.5, "2021-Q1"),
      level(5764.2, "2021-Q2"))),
    ("months restated between releases", "months-sum", None,
     ("office:9", "2021-09-29", level(156706, "2021-01-01/P9M", "RETAIL"),
      level(18994, "2021-09", "RETAIL")),
     ("office:8", "2021-08-29", level(137780, "2021-01-01/P8M", "RETAIL"))),
    ("more than restating explains", "months-sum", "warning",
     ("office:9", "2021-09-29", level(156706, "2021-01-01/P9M", "RETAIL"),
      level(18994, "2021-09", "RETAIL")),
     ("office:8", "2021-08-29", level(127780, "2021-01-01/P8M", "RETAIL"))),
    ("four quarters", "months-sum", "error",
     ("office:1", NOW, level(120), *[level(25.5, f"2021-Q{q}")
                                     for q in range(1, 5)])),
    ("all parts", "parts-total", "error",
     ("office:1", NOW, level(1336.8), *[level(v, breakdown=p) for p, v in
      zip("BCDE", (120.7, 1039.8, 152, 14.2))])),
    ("all parts, rounding", "parts-total", None,
     ("office:1", NOW, level(1326.8), *[level(v, breakdown=p) for p, v in
      zip("BCDE", (120.7, 1039.8, 152, 14.2))])),
    ("some parts, already above the total", "parts-total", "error",
     ("office:1", NOW, level(1326.8), level(1120.7, breakdown="B"),
      level(1039.8, breakdown="C"))),
    ("some parts", "parts-total", None,
     ("office:1", NOW, level(1326.8), level(120.7, breakdown="B"))),
    ("parts of another price base", "parts-total", None,
     ("office:1", NOW, level(1326.8), level(1400, breakdown="C",
      price_base="current"))),
    ("shares above 100", "parts-total", "error",
     ("office:1", NOW, *[rate(v, indicator="GRDP", what="share", breakdown=p)
      for p, v in (("agriculture", 31.13), ("industry_construction", 26.88),
                   ("services", 47.21))])),
    ("digits that a workbook stores", "parts-total", None,
     ("office:1", NOW, *[rate(v, indicator="RETAIL", what="share",
      breakdown=p) for p, v in (("goods", 80.0667736578008),
      ("accommodation_food", 9.43882599530883), ("travel", 0.206015307151135),
      ("other_services", 10.2883551553984))])),
    ("one finding, though two lists of parts", "parts-total", "error",
     ("office:1", NOW, level(2607, indicator="RETAIL"),
      level(139450, indicator="RETAIL", breakdown="goods"),
      level(24427, indicator="RETAIL", breakdown="accommodation_food"))),
    ("shares without taxes", "parts-total", None,
     ("office:1", NOW, *[rate(v, indicator="GRDP", what="share", breakdown=p)
      for p, v in (("agriculture", 21.13), ("industry_construction", 26.88),
                   ("services", 47.21))])),
    ("a share and its levels", "parts-total", "error",
     ("office:1", NOW, level(2113, indicator="RETAIL"),
      level(1755.3, indicator="RETAIL", breakdown="goods"),
      rate(80.07, indicator="RETAIL", what="share", breakdown="goods"))),
    ("growth outside that of its parts", "parts-total", "error",
     ("office:1", NOW, rate(30.1, indicator="IIP"), *[rate(v, indicator="IIP",
      breakdown=p) for p, v in zip("BCDE", (23.97, 6.97, 28.94, 3.15))])),
    ("contributions and growth", "parts-total", "error",
     ("office:1", NOW, rate(9.23, indicator="IIP"), *[rate(v, indicator="IIP",
      what="contribution", breakdown=p)
      for p, v in zip("BCDE", (-1.1, 7.79, 3.86, 0.2))])),
    ("share of the plan beside it", "share-of-plan", "error",
     ("office:1", NOW, level(15337, "2021-01-01/P11M"), rate(90.8,
      "2021-01-01/P11M", what="of_year_plan"), level(17900, role="plan"))),
    ("share of the plan, rounding", "share-of-plan", None,
     ("office:1", NOW, level(15337, "2021-01-01/P11M"), rate(90.8,
      "2021-01-01/P11M", what="of_year_plan"), level(16900, role="plan"))),
    ("one of two plans agrees", "share-of-plan", None,
     ("office:1", NOW, level(15337, "2021-01-01/P11M"), rate(90.8,
      "2021-01-01/P11M", what="of_year_plan"), level(17900, role="plan")),
     ("paper:1", OLD, level(16900, role="plan"))),
    ("two shares are two plans", "share-of-plan", None,
     ("office:1", NOW, level(2090, "2021-S1", "BUDGET_REVENUE"),
      rate(80.8, "2021-S1", "BUDGET_REVENUE", "of_year_plan"),
      rate(45.4, "2021-S1", "BUDGET_REVENUE", "of_year_plan"),
      level(3000, indicator="BUDGET_REVENUE", role="plan"))),
    ("a plan at other prices", "share-of-plan", None,
     ("office:1", NOW, level(15337, "2021-01-01/P11M"), rate(90.8,
      "2021-01-01/P11M", what="of_year_plan"),
      level(23000, role="plan", price_base="current"))),
    ("share of the scenario", "share-of-plan", "warning",
     ("office:1", NOW, level(4460, "2021-Q1"), rate(105.2, "2021-Q1",
      what="of_scenario")),
     ("office:0", OLD, level(4340, "2021-Q1", role="scenario"))),
    ("labels of price bases swapped", "price-ratio", "error",
     ("office:1", NOW, level(14150), level(9357, price_base="current"))),
    ("prices that jump", "price-ratio", "warning",
     ("office:1", NOW, level(14150), level(27357, price_base="current")),
     ("office:0", OLD, level(9991, "2020"),
      level(13668, "2020", price_base="current"))),
    ("two values in one release: told once", "price-ratio", None,
     ("office:1", NOW, level(14150), level(11150),
      level(19357, price_base="current"))),
    ("prices as ever", "price-ratio", None,
     ("office:1", NOW, level(14150), level(19357, price_base="current")),
     ("office:0", OLD, level(9991, "2020"),
      level(13668, "2020", price_base="current"))),
    ("a thousand times", "magnitude", "error",
     ("office:1", NOW, level(226.3, indicator="EXPORTS", unit_mult=9)),
     ("office:0", OLD, level(166.4, "2020", "EXPORTS"))),
    ("ten times, in the same cell", "magnitude", "warning",
     ("office:1", NOW, level(226.3, indicator="EXPORTS")),
     ("paper:1", NOW, level(22.63, indicator="EXPORTS"))),
    ("a month beside a year is no jump", "magnitude", None,
     ("office:1", NOW, level(226.3, indicator="EXPORTS")),
     ("office:0", NOW, level(17.5, "2021-01", "EXPORTS"))),
    ("a jump that the release explains", "magnitude", None,
     ("office:1", NOW, level(805000, indicator="TOURISTS"),
      rate(900, indicator="TOURISTS")),
     ("office:0", OLD, level(80500, "2020", "TOURISTS"))),
    ("a level in two years", "repeated-figure", "warning",
     ("office:1", NOW, level(183656.85, indicator="RETAIL")),
     ("office:0", OLD, level(183656.85, "2020", "RETAIL"))),
    ("a rate in two years", "repeated-figure", "info",
     ("office:1", NOW, rate(9.23, "2021", "IIP")),
     ("office:0", OLD, rate(9.23, "2019", "IIP"))),
    ("few digits, another area, another stretch", "repeated-figure", None,
     ("office:1", NOW, rate(9.2, "2021", "IIP"), rate(9.23, "2021", "IIP",
      breakdown="B"), rate(9.12, "2021-Q1", "IIP"),
      level(627.89, indicator="IP_AREA")),
     ("office:0", OLD, rate(9.2, "2020", "IIP"), rate(9.23, "2020", "IIP",
      breakdown="B", **B), rate(9.12, "2020-Q2", "IIP"),
      level(627.89, "2020", "IP_AREA"))),
    ("a year that has not been", "period-publication", "error",
     ("office:1", NOW, rate(9.1, "2023", "IIP"))),
    ("a quarter still running", "period-publication", "warning",
     ("office:1", "2021-10-05", rate(9.1, "2021-Q4", "IIP"))),
    ("an estimate in December, a plan", "period-publication", None,
     ("office:1", "2021-12-01", rate(9.1, "2021", "IIP"),
      rate(9, "2022", "IIP", role="plan"))),
    ("a workbook of the year before", "period-publication", "warning",
     ("office:1", "2024-12-29", *[level(v, f"2023-Q{q}", "RETAIL")
      for q, v in ((2, 145.5), (3, 183.7), (4, 233.7))])),
    ("a yearbook", "period-publication", None,
     ("office:1", "2024-12-29", *[level(v, str(y), "RETAIL")
      for y, v in ((2021, 145.5), (2022, 183.7), (2023, 233.7))])),
    ("two sources", "disagreement", "warning",
     ("office:1", NOW, rate(11.89, indicator="IIP")),
     ("paper:1", NOW, rate(9.8, indicator="IIP"))),
    ("two sources, rounding", "disagreement", None,
     ("office:1", NOW, rate(11.89, indicator="IIP")),
     ("paper:1", NOW, rate(11.9, indicator="IIP"))),
    ("a final figure and an estimate", "disagreement", "info",
     ("office:1", NOW, rate(11.89, indicator="IIP")),
     ("paper:1", NOW, rate(9.8, indicator="IIP", obs_status="E"))),
    ("one source restates", "disagreement", "info",
     ("office:1", OLD, rate(6.32, "2020-Q1", "GRDP")),
     ("office:0", "2020-03-29", rate(6.04, "2020-Q1", "GRDP"))),
    ("a round number", "disagreement", "info",
     ("office:1", NOW, level(21176, indicator="RETAIL")),
     ("paper:1", NOW, level(21200, indicator="RETAIL"))),
    ("one release, two values", "disagreement", "warning",
     ("office:1", NOW, rate(11.89, indicator="IIP"),
      rate(9.8, indicator="IIP"))),
    ("another area, another price base", "disagreement", None,
     ("office:1", NOW, level(14210)), ("paper:1", NOW, level(14310, **B),
      level(19440, price_base="current"))),
    ("over one, exact in the other", "disagreement", None,
     ("office:1", NOW, level(1326.8)),
     ("paper:1", NOW, level(1300, bound="min"))),
    ("plans have layers", "disagreement", None,
     ("office:1", NOW, level(5500, role="plan")),
     ("paper:1", NOW, level(3738, role="plan"))),
    ("either side of the merger", "disagreement", None,
     ("office:1", "2025-06-29", level(100, "2024", "RETAIL", **B)),
     ("paper:1", "2025-12-29", level(187, "2024", "RETAIL", **B))),
    ("a rate across the merger", "territory-break", "info",
     ("office:1", "2025-12-05", rate(8.05, "2025-01-01/P11M", "GRDP", **B))),
    ("a rate of one side, and of the country", "territory-break", None,
     ("office:1", "2025-12-05", rate(8.05, "2025-S1", "GRDP", **B),
      rate(8.1, "2025", "GRDP", ref_area="VN"))),
]

# What another check rightly says of a case.
ALSO = {"two values in one release: told once": ["disagreement"],
        "growth, another statement of the base agrees": ["disagreement"],
        "growth across the merger": ["territory-break"]}


def cases(tap, folder):
    for i, (name, code, severity, *releases) in enumerate(CASES):
        h = House(folder / f"case{i}")
        batch = Batch("a")
        for release, day, *figures in releases:
            batch.add(release, day, *figures)
        done = h.load(batch, "2026-01-02")
        got = h.check()
        seen = [f[1] for f in got if f[0] == code]
        want = [severity] if severity else []
        others = [f[0] for f in got if f[0] != code]
        tap.ok(done.returncode == 0 and seen == want and
               others == ALSO.get(name, []),
               f"{code}: {name}: {severity or 'nothing'}",
               f"{done.stderr}\n{got}")


def revisions(tap, h):
    """A revision settles a finding; it comes back; history is kept."""
    page = ("office:1", NOW, level(14210), rate(9.12), level(13900, "2020"))
    h.load(Batch("a").add(*page), "2026-01-02")
    first = h.check(now="2026-01-02")
    tap.ok([f[1] for f in first] == ["error"], "an error is open", first)
    tap.ok(h.check(now="2026-01-03") == first and
           len(sql(h.data, "SELECT id FROM examination")) == 1,
           "again: nothing is examined anew")
    for args, want in (((), 0), (("--strict",), 1),
                       (("--strict", "--source", "paper"), 0)):
        done = h.run("check", *args, now="2026-01-03")
        tap.ok(done.returncode == want, f"exit status {want}: {args}", done)
    mended = page[:4] + (level(13022, "2020"),)
    h.load(Batch("b").add(*mended, retrieved="2026-02-01T00:00:00Z"),
           "2026-02-01")
    tap.ok(h.check(now="2026-02-01") == [] and h.run(
        "check", "--strict", now="2026-02-02").returncode == 0,
        "a revision settles it")
    tap.ok([f[4] for f in h.check("--all", now="2026-02-01")] ==
           ["withdrawn"], "with --all it is there, and why it was closed")
    h.load(Batch("c").add(*page, retrieved="2026-03-01T00:00:00Z"),
           "2026-03-01")
    h.check(now="2026-03-01")
    rows = sql(h.data, "SELECT key, opened_batch, closed_batch FROM finding "
               "ORDER BY id")
    tap.ok([(r["opened_batch"], r["closed_batch"]) for r in rows] ==
           [(1, 2), (3, None)] and rows[0]["key"] == rows[1]["key"],
           "it comes back as a new row with the same key", rows)
    for day, want in (("2026-01-01", 0), ("2026-01-15", 1),
                      ("2026-02-15", 0), ("2026-03-15", 1)):
        got = h.check("--as-of", day)
        tap.ok(len(got) == want and all(f[4] is None for f in got),
               f"as of {day}: {want}", got)
    # Another statement of the base explains it: the figures stand.
    h.load(Batch("d").add("paper:1", OLD, level(13022, "2020")), "2026-04-01")
    why = [f[4] for f in h.check("--all", now="2026-04-01")
           if f[0] == "growth-from-levels"]
    tap.ok(sorted(why) == ["settled", "withdrawn"],
           "another statement of the base settles it", why)


def settled(tap, h):
    h.load(Batch("a").add("office:1", NOW, level(14210), rate(9.12))
           .add("office:0", OLD, level(13500, "2020")))
    tap.ok([f[1] for f in h.check()] == ["warning"], "a warning is open")
    h.load(Batch("b").add("paper:0", OLD, level(13022, "2020")),
           "2026-02-01")
    got = [f for f in h.check("--all", now="2026-02-01")
           if f[0] == "growth-from-levels"]
    tap.ok([f[4] for f in got] == ["settled"],
           "another figure explains it: settled", got)


def pages(tap, h):
    h.load(Batch("a").add("office:1", NOW, rate(11.89, indicator="IIP"))
           .add("paper:1", NOW, rate(9.8, indicator="IIP")))
    for lang, words in (
            ("vi", ("CẢNH BÁO", "lệch 2,09 điểm %", "cho phép 0,055 điểm %",
                    "Câu 1 của paper:1.", "http://localhost/office:1",
                    "2022-01-05", "lỗi, 1 cảnh báo")),
            ("en", ("WARNING", "2.09 points apart", "allowed 0.055 points",
                    "11.89 % on the year", "warnings 1"))):
        done = h.run("check", "--lang", lang)
        tap.ok(done.returncode == 0 and all(w in done.stdout for w in words),
               f"the page in {lang}: both sides, and how far apart",
               done.stdout)
    rows = list(csv.DictReader(io.StringIO(h.run(
        "check", "--format", "csv").stdout)))
    tap.ok([(r["side"], r["obs_value"]) for r in rows] ==
           [("found", "9.8"), ("expected", "11.89")] and
           float(rows[0]["apart"]) > float(rows[0]["tolerance"]),
           "csv: a row a figure", rows)
    for source, n in (("office", 1), ("paper", 1)):
        tap.ok(len(h.check("--source", source)) == n,
               f"--source {source}: either side")
    done = h.run("check", "--source", "nosuch")
    tap.ok(done.returncode == 2 and "nosuch" in done.stderr and
           done.stdout == "", "an unknown source: exit status 2", done)
    # Something is new, and another run is going.
    h.load(Batch("b").add("paper:2", NOW, rate(9.9, indicator="IIP")))
    with open(h.data / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = h.run("check", "--format", "csv")
        tap.ok(done.returncode == 0 and "another run" in done.stderr and
               done.stdout.count("\n") == 3, "another run is going: the "
               "findings of the last time, and it says so", done)
    tap.ok(len(h.check()) == 2, "afterwards it is examined")


HEADER = """-- vi: Một
-- en: One
-- severity: info
-- compares: nothing
--   at all
-- tolerance: none
-- example: 1
"""
SELECT = """SELECT json_array(id) AS found_ids, '[]' AS expected_ids,
    value AS found, NULL AS expected, NULL AS tolerance, unit_measure,
    indicator, ref_area, breakdown, time_period, NULL AS severity
FROM standing
"""


def files(tap, h):
    """A check is a file; one at fault costs only itself."""
    folder = h.config / "sql" / "checks"
    folder.mkdir(parents=True)
    own = folder / "own.sql"
    h.load(Batch("a").add("office:1", NOW, rate(11.89, indicator="IIP")))
    tap.ok(h.check() == [], "nothing yet")
    own.write_text(HEADER + SELECT)
    tap.ok([f[0] for f in h.check()] == ["own"],
           "a file in --config is a check")
    rule = sql(h.data, "SELECT * FROM check_rule WHERE code = 'own'")[0]
    tap.ok(rule["compares"] == "nothing at all" and
           rule["title_vi"] == "Một", "its header is in the warehouse", rule)
    own.write_text(HEADER + SELECT + "WHERE 0\n")
    tap.ok(h.check() == [] and [f[4] for f in h.check("--all")] == ["rule"],
           "a check that was changed closes its findings")
    own.write_text(HEADER + SELECT)
    h.check()
    for text, word in (
            (SELECT, "expected a line"),
            (HEADER.replace("info", "grave") + SELECT, "severity"),
            (HEADER + "-- en: Two\n" + SELECT, "twice"),
            (HEADER + "SELECT 1 AS found_ids", "expected_ids"),
            (HEADER + "DELETE FROM finding", "one SELECT"),
            (HEADER + SELECT + "WHERE value > ?1", "no parameters"),
            (HEADER + "SELEC", "syntax error")):
        own.write_text(text)
        done = h.run("check", "--format", "csv")
        doctor = h.run("doctor")
        tap.ok(done.returncode == 1 and "own.sql" in done.stderr and
               word in done.stderr and ",own," in done.stdout and
               doctor.returncode == 2 and word in doctor.stderr,
               f"refused, its findings stay: {word}",
               done.stderr + done.stdout + doctor.stderr)
    own.write_text(HEADER + SELECT.replace("json_array(id)", "'[]'"))
    tap.ok("without a figure" in h.run("check").stderr,
           "a finding without a figure is refused")
    own.unlink()
    done, doctor = h.check(), h.run("doctor")
    tap.ok(done == [] and "sql/checks" not in doctor.stderr,
           "the file is gone: its findings are closed",
           f"{done} {doctor}")


def rounding(tap, h):
    """Exact figures, rounded to what is printed, raise nothing."""
    rng = random.Random(7)
    flow = {}
    for code, parts in (("IND_OUTPUT", "BCDE"), ("RETAIL", (
            "goods", "accommodation_food", "travel", "other_services"))):
        for y in range(2019, 2023):
            for m in range(1, 13):
                for p in parts:
                    flow[code, p, y, m] = rng.uniform(300, 900) * 1.08 ** (
                        y - 2019)
    batch = Batch("a")
    for y in range(2020, 2023):
        plan = {c: 1.02 * sum(v for k, v in flow.items()
                              if k[0] == c and k[2] == y)
                for c in ("IND_OUTPUT", "RETAIL")}
        for m in range(1, 13):
            figures = []
            for code in ("IND_OUTPUT", "RETAIL"):
                parts = sorted({k[1] for k in flow if k[0] == code})
                digits = rng.randint(0, 3)

                def total(year, first, ps=parts):
                    return sum(flow[code, p, year, i] for p in ps
                               for i in range(first, m + 1))
                for first, n in {(m, 1), (1, m)}:
                    p = str(y) if n == 12 else f"{y}-{m:02}" if n == 1 \
                        else f"{y}-Q1" if n == 3 else f"{y}-S1" if n == 6 \
                        else f"{y}-01-01/P{n}M"
                    now, then = total(y, first), total(y - 1, first)
                    figures += [level(round(now, digits), p, code),
                                rate(round(100 * now / then - 100,
                                           rng.randint(0, 2)), p, code)]
                    if code == "IND_OUTPUT":
                        figures.append(level(round(now * 1.368, digits), p,
                                             code, price_base="current"))
                    for part in parts:
                        v = total(y, first, [part])
                        figures += [
                            level(round(v, rng.randint(0, 2)), p, code,
                                  breakdown=part),
                            rate(round(100 * v / now, 2), p, code, "share",
                                 breakdown=part)
                            if code == "RETAIL" else
                            rate(round(100 * (v - total(
                                y - 1, first, [part])) / then, 2), p, code,
                                "contribution", breakdown=part)]
                    if first == 1 and code == "RETAIL":
                        figures.append(rate(round(100 * now / plan[code], 1),
                                            p, code, "of_year_plan"))
                figures.append(level(round(plan[code], 1), str(y), code,
                                     role="plan"))
            unique = {json.dumps([f[k] for k in ("indicator", "time_period",
                      "transformation", "price_base")] +
                      [f.get("breakdown"), f.get("role")]): f
                      for f in figures}
            day = f"{y}-{m:02}-28"
            batch.add(f"office:{y}{m:02}", day, *unique.values())
            # A paper repeats some with fewer digits.
            batch.add(f"paper:{y}{m:02}", day, *[
                {**f, "obs_value": round(f["obs_value"], 1)}
                for f in rng.sample(list(unique.values()), 12)
                if f.get("role") != "plan"])
    done = h.load(batch)
    got = [f for f in h.check() if f[0] != "repeated-figure"]
    tap.ok(done.returncode == 0 and got == [],
           f"{len(batch.lines)} rounded figures: nothing is raised",
           "\n".join(map(str, got[:20])))


def documented(tap):
    text = pathlib.Path("docs/checks.md").read_text("utf-8")
    missing = [p.stem for p in sorted(pathlib.Path("schemas/sql/checks")
               .glob("*.sql")) if f"### {p.stem}\n" not in text or
               not any(c[1] == p.stem and c[2] for c in CASES) or
               not any(c[1] == p.stem and not c[2] for c in CASES)]
    tap.ok(missing == [], "each check stands in docs/checks.md, and has a "
           "case that raises it and one that must not", missing)


def main():
    tap = Tap()
    documented(tap)
    with workspace() as folder:
        folder = pathlib.Path(folder)
        cases(tap, folder)
        for part in (revisions, settled, pages, files, rounding):
            part(tap, House(folder / part.__name__))
    tap.done()


main()
