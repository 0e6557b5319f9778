#!/usr/bin/env python3
"""nqtrack coverage: which periods the sources owe, over records files made
here by hand; the schedule on its way from sources.json to the warehouse."""
import csv
import hashlib
import io
import json
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, sql, workspace

MONTHLY = {"every": "month", "from": "2024-01", "within_days": 20}
SOURCES = [
    {"id": "office", "title": "Văn phòng", "schedule": MONTHLY, "rank": 10,
     "licence": "CC BY 4.0"},
    {"id": "quarters", "title": "Theo quý", "rank": 1, "enabled": False,
     "schedule": {"every": "quarter", "from": "2023-08", "until": "2024-03",
                  "within_days": 30}},
    {"id": "paper", "title": "Báo", "rank": 900},
    {"id": "years", "title": "Niên giám",
     "schedule": {"every": "year", "from": "2022-01", "within_days": 300}},
]


def digest(n):
    return "sha256:" + format(n, "064x")


class Records:
    """One records file; documents and their figures in order."""

    def __init__(self, name):
        self.name, self.n = name, 0
        self.lines = [{
            "kind": "batch", "archive": name + ".warc.gz",
            "archive_digest": digest(1), "program": "nqtrack test",
            "catalogue": digest(2)}]

    def add(self, release, published, *periods, state=None, role="actual",
            retrieved=None):
        self.n += 1
        number = int(self.name, 36) * 1000 + self.n
        self.lines.append({
            "kind": "document", "document": digest(number),
            "release": release, "url": "http://localhost/" + release,
            "source": release.split(":")[0], "title": "Tin " + release,
            "published": published,
            "retrieved": (retrieved or published) + "T10:00:00Z",
            "media_type": "text/html", "archive": self.name + ".warc.gz",
            "offset": self.n, "status": state or "ok", "reason": None,
            "program": "nqtrack test", "catalogue": digest(2)})
        for i, period in enumerate(periods, 1):
            self.lines.append({
                "kind": "observation", "document": digest(number),
                "ordinal": i, "indicator": "IIP", "ref_area": "VN-06",
                "breakdown": None, "time_period": period, "role": role,
                "transformation": "yoy", "obs_value": 9.5,
                "unit_measure": "PT", "unit_mult": 0, "price_base": None,
                "obs_status": "A", "bound": None,
                "evidence": {"text": "Câu.", "start": 0, "end": 5},
                "rule": "test", "flags": []})
        return self

    def write(self, data):
        (data / "records" / (self.name + ".ndjson")).write_text(
            "".join(json.dumps(x, ensure_ascii=False) + "\n"
                    for x in self.lines), "utf-8")


class House:
    def __init__(self, folder, sources):
        self.data, self.config = folder / "data", folder / "config"
        (self.data / "records").mkdir(parents=True)
        self.config.mkdir()
        self.sources(sources)

    def sources(self, sources):
        (self.config / "sources.json").write_text(
            json.dumps({"sources": sources}))

    def load(self, now):
        return nqtrack("load", "--data", self.data, "--config", self.config,
                       env=dict(os.environ, NQTRACK_NOW=now + "T12:00:00Z"))

    def coverage(self, *args, now="2024-09-10"):
        return nqtrack("coverage", "--data", self.data, *args,
                       env=dict(os.environ, NQTRACK_NOW=now + "T12:00:00Z"))

    def states(self, source, *args, **more):
        """{period: state}, with --all."""
        done = self.coverage("--source", source, "--all", "--format", "json",
                             *args, **more)
        return {r["time_period"]: r["state"]
                for r in json.loads(done.stdout)}


def fill(h):
    a = Records("a")
    a.add("office:1", "2024-01-28", "2024-01", "2023-01", "2023")
    a.add("office:2", "2024-02-27", "2024-01-01/P2M", "2024-02-01/P1Y")
    a.add("office:3", "2024-03-29", "2024-Q1")
    # Read as of April at first, mended by the next batch.
    a.add("office:wrong", "2024-04-29", "2024-04")
    a.add("office:5", "2024-05-30", state="image-only")
    a.add("office:6", "2024-06-29", state="no-figures")
    a.add("office:6#/bieu.xlsx", "2024-06-29", "2024-06", "2024-S1")
    a.add("office:6#/mau.doc", "2019-05-01", state="unsupported")
    a.add("quarters:1", "2023-10-05", "2023-01-01/P9M")
    a.add("quarters:2", "2024-03-28", "2024-01-01/P2M", "2024-02")
    a.add("paper:1", "2024-04-30", "2024-04")
    a.add("years:1", "2023-06-01", "2022", "2022-12", "2021-01-01/P5Y")
    a.write(h.data)
    yield h.load("2024-07-01")
    b = Records("b")
    b.add("office:wrong", "2024-04-29", "2024-03", retrieved="2024-07-30")
    # The outlook for the year is called a figure; the plan is none.
    b.add("office:7", "2024-07-29", "2024-01-01/P7M", "2024")
    b.add("office:plan", "2024-07-30", "2024-08", role="plan")
    # About March, or nobody knows about when.
    b.add("office:notice", "2024-04-10", state="no-figures",
          retrieved="2024-08-01")
    b.add("office:undated", None, state="no-figures", retrieved="2024-05-05")
    b.write(h.data)
    yield h.load("2024-08-01")


def months(tap, h):
    s = h.states("office")
    tap.ok(s.get("2024-01") == "covered", "a figure of the month", s)
    tap.ok(s.get("2024-02") == "covered", "one from January on", s)
    tap.ok(s.get("2024-03") == "covered", "one of the quarter it closes", s)
    tap.ok(s.get("2024-04") == "missing", "a month in the middle: nothing "
           "but a notice in the days of March and an undated one", s)
    tap.ok(s.get("2024-05") == "no-figures", "a picture is the third state",
           s)
    tap.ok(s.get("2024-06") == "covered", "figures of an attachment count "
           "with their page", s)
    tap.ok(s.get("2024-07") == "covered" and s.get("2024-12") is None,
           "a year that had not ended is not what a release reports on", s)
    tap.ok(s.get("2024-08") == "not-due" and s.get("2024-09") == "not-due"
           and len(s) == 9, "not yet due", s)
    tap.ok(h.states("office", now="2024-09-20")["2024-08"] == "not-due" and
           h.states("office", now="2024-09-21")["2024-08"] == "missing",
           "missing from the day after its last")
    s = h.states("office", "--since", "2024-02-29", "--until", "2024-05-01")
    tap.ok(list(s) == ["2024-02", "2024-03", "2024-04", "2024-05"],
           "--since and --until", s)


def schedules(tap, h):
    s = h.states("quarters")
    tap.ok(s == {"2023-Q3": "covered", "2023-Q4": "missing",
                 "2024-Q1": "no-figures"},
           "quarters, from and until; two months are no quarter", s)
    s = h.states("years")
    tap.ok(s == {"2022": "covered", "2023": "not-due", "2024": "not-due"},
           "years", s)
    tap.ok(h.states("years", now="2024-10-27")["2023"] == "missing",
           "a year is due 300 days after its end")
    s = h.states("paper")
    tap.ok(s == {None: "no-schedule"}, "no schedule says so", s)
    tap.ok(h.states("office", "--as-of", "2024-07-15")["2024-04"] ==
           "covered", "as of July, April was thought covered")
    s = h.states("office", "--as-of", "2024-06-30")
    tap.ok(s["2024-01"] == "missing" and s["2024-06"] == "not-due" and
           "2024-07" not in s, "as of June, nothing had been loaded", s)


def formats(tap, h):
    rows = json.loads(h.coverage("--all", "--format", "json").stdout)
    june = [r for r in rows if r["time_period"] == "2024-06" and
            r["source"] == "office"]
    tap.ok(len(june) == 1 and june[0]["release"] == "office:6" and
           june[0]["published"] == "2024-06-29" and
           june[0]["due"] == "2024-07-20", "a release stands once", june)
    march = [r["release"] for r in rows if r["time_period"] == "2024-03" and
             r["source"] == "office"]
    tap.ok(march == ["office:3", "office:wrong"], "two releases, two rows",
           march)
    done = h.coverage("--format", "csv")
    gaps = list(csv.DictReader(io.StringIO(done.stdout)))
    tap.ok([(g["source"], g["time_period"], g["state"]) for g in gaps] ==
           [("quarters", "2023-Q4", "missing"),
            ("quarters", "2024-Q1", "no-figures"),
            ("office", "2024-04", "missing"),
            ("office", "2024-05", "no-figures"),
            ("paper", "", "no-schedule")],
           "csv: the gaps, by rank, then those without a schedule",
           done.stdout)
    lines = h.coverage("--format", "ndjson").stdout.splitlines()
    tap.ok([json.loads(x)["state"] for x in lines] ==
           [g["state"] for g in gaps], "ndjson says the same", lines)
    lines = h.coverage("--format", "markdown").stdout.splitlines()
    tap.ok(len(lines) == len(gaps) + 2 and len({x.count("|") for x in lines})
           == 1, "markdown", lines)
    none = h.coverage("--format", "json", "--source", "years")
    tap.ok(none.returncode == 0 and json.loads(none.stdout) == [],
           "nothing is owed: an empty array", none)


def pages(tap, h):
    vi = h.coverage()
    tap.ok(vi.returncode == 0 and "cần 7 kỳ: đủ 5, có bài không có số 1, "
           "thiếu 1" in vi.stdout and "10 bài, mới nhất 2024-07-30" in vi.stdout,
           "a summary, exit status 0 though periods are missing", vi.stdout)
    tap.ok("  04/2024" in vi.stdout and "thiếu, hạn 2024-05-20" in vi.stdout and
           "ảnh: Tin office:5" in vi.stdout and "QIV/2023" in vi.stdout and
           "(đang tắt)" in vi.stdout and "  01/2024" not in vi.stdout,
           "the gaps and nothing else", vi.stdout)
    en = h.coverage("--lang", "en", "--all")
    tap.ok("expected 7: covered 5, no figures 1, missing 1" in en.stdout and
           "published, no figures" in en.stdout and "not yet due, 2024-09-20" in en.stdout
           and "  2024-01 " in en.stdout and "Q4/2023" in en.stdout,
           "in English, with all", en.stdout)
    for done in (vi, en):
        tap.ok(max(map(len, done.stdout.splitlines())) <= 100,
               "the page fits 100 columns", done.stdout)
    done = h.coverage("--as-of", "2024-06-30", "--source", "office")
    tap.ok("01/2024 – 05/2024" in done.stdout and "thiếu 5 kỳ" in
           done.stdout, "a run of missing periods is one line", done.stdout)
    done = h.coverage("--source", "nosuch", "--format", "json")
    tap.ok(done.returncode == 2 and "nosuch" in done.stderr and
           done.stdout == "", "an unknown source: exit status 2", done)


def changes(tap, h):
    """sources.json changes; faults in it change nothing."""
    q = "SELECT code, source_rank, licence, enabled FROM source ORDER BY 1"
    want = [{"code": "office", "source_rank": 10, "licence": "CC BY 4.0",
             "enabled": 1},
            {"code": "paper", "source_rank": 900, "licence": None,
             "enabled": 1},
            {"code": "quarters", "source_rank": 1, "licence": None,
             "enabled": 0},
            {"code": "years", "source_rank": 4, "licence": None,
             "enabled": 1}]
    tap.ok(sql(h.data, q) == want, "rank and licence", sql(h.data, q))
    for change, word in (
            ({"schedule": []}, "expected an object"),
            ({"schedule": {**MONTHLY, "every": "week"}}, "every"),
            ({"schedule": {**MONTHLY, "from": "2024"}}, "schedule.from"),
            ({"schedule": {**MONTHLY, "until": "2023-12"}},
             "schedule.until"),
            ({"schedule": {**MONTHLY, "within_days": 731}}, "0 to 730"),
            ({"schedule": {**MONTHLY, "day": 1}}, "unknown key"),
            ({"schedule": {"every": "month"}}, "missing key"),
            ({"rank": 0}, "1 to 1000"), ({"rank": 1001}, "1 to 1000"),
            ({"rank": "1"}, "sources[1].rank"),
            ({"licence": 4}, "sources[1].licence")):
        h.sources([SOURCES[0], {**SOURCES[1], **change}])
        done = h.load("2024-09-01")
        checked = nqtrack("doctor", "--data", h.data, "--config", h.config)
        tap.ok(done.returncode == 2 and "sources[1]" in done.stderr and
               word in done.stderr and sql(h.data, q) == want and
               word in checked.stderr, f"refused by load, told by doctor: "
               f"{word}", done.stderr + checked.stderr)
    h.sources(SOURCES[1:])
    h.load("2024-09-01")
    tap.ok(h.states("office") == {None: "no-schedule"},
           "a source that left the list owes nothing")


def versions(tap, h):
    """A warehouse of version 1 learns the schedules at the next load."""
    path = h.data / "warehouse.db"
    db = sqlite3.connect(path)
    db.executescript(pathlib.Path("schemas/sql/001_warehouse.sql")
                     .read_text("utf-8"))
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    done = h.coverage()
    tap.ok(done.returncode == 3 and "nqtrack load" in done.stderr,
           "an old warehouse: told what to do", done)
    # What was known of the file then is not enough.
    digest = hashlib.sha256(
        (h.config / "sources.json").read_bytes()).hexdigest()
    db = sqlite3.connect(path)
    db.execute("INSERT INTO knowledge VALUES ('sources.json', ?)",
               ("sha256:" + digest,))
    db.commit()
    db.close()
    done = h.load("2024-08-02")
    tap.ok(done.returncode == 0 and "migration=002" in done.stderr and
           h.states("office")["2024-01"] == "missing",
           "it is brought forward, and sources.json taken over again",
           done.stderr)


def main():
    tap = Tap()
    with workspace() as folder:
        h = House(pathlib.Path(folder) / "one", SOURCES)
        done = h.coverage()
        tap.ok(done.returncode == 3 and "no warehouse" in done.stderr,
               "no warehouse: exit status 3", done)
        for done in fill(h):
            tap.ok(done.returncode == 0, "loaded", done.stderr)
        for part in (months, schedules, formats, pages, changes):
            part(tap, h)
        versions(tap, House(pathlib.Path(folder) / "two", SOURCES))
    tap.done()


main()
