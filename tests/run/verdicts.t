#!/usr/bin/env python3
"""Verdicts as they are kept: written once, superseded by a revision, another
target or another year, each with the figures it rests on; the same for any day
gone by; and targets that are refused."""
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from house import HOSTILE, terminal, unsafe
from lib import Tap, nqtrack, workspace
from stated import Stated, constant, current, figure, growth, share

TARGET = {"id": "t", "resolution": "r", "clause": "1",
          "name": {"vi": "Sản lượng", "en": "Output"},
          "indicator": "IND_OUTPUT", "ref_area": "VN-06", "breakdown": None,
          "price_base": "constant-2010", "kind": "level", "bound": None,
          "direction": "up", "base": "2020", "period": "2025",
          "value": 20000, "unit_measure": "VND", "unit_mult": 9,
          "certainty": "plan", "office": {"vi": "Sở", "en": "Office"},
          "source": {"name": "x", "url": "https://example.org/x"},
          "wording": {"vi": "x", "en": "x"}}
ALL = "SELECT target, verdict, judged_at, superseded_at FROM verdict " \
    "ORDER BY id"
INPUTS = "SELECT i.use, o.time_period, i.obs_value FROM verdict AS v JOIN " \
    "verdict_input AS i ON i.verdict_id = v.id JOIN observation AS o ON " \
    "o.id = i.observation_id WHERE v.superseded_at IS NULL AND v.target = ? " \
    "ORDER BY i.place"


def targets(s, *changes):
    (s.config / "targets.json").write_text(json.dumps({
        "resolutions": [{"id": "r", "title": {"vi": "R", "en": "R"},
                         "issued": "2021-02-24", "kind": "main"}],
        "targets": [{**TARGET, **c} for c in changes]}))


def status(s, *args):
    done = nqtrack("status", "--data", s.data, "--format", "json", "--lang",
                   "en", *args)
    return {r["target"]: r for r in json.loads(done.stdout)}


def history(tap, s):
    targets(s, {})
    s.release("2022-01-10", constant(13000, "2020"), constant(14500, "2021"),
              key="yearly")
    s.load("a", "2022-02-01T00:00:00Z")
    tap.ok(s.rows(ALL) == [("t", "on-track", "2022-02-01T00:00:00Z", None)],
           "a verdict is written down", s.rows(ALL))
    tap.ok(s.rows(INPUTS, "t") == [("base", "2020", 13000),
                                   ("latest", "2021", 14500)],
           "with the figures that it rests on", s.rows(INPUTS, "t"))
    before = [(p.name, p.read_bytes()) for p in sorted(
        s.data.glob("warehouse.db*"))]
    s.load("a", "2022-02-02T00:00:00Z")
    after = [(p.name, p.read_bytes()) for p in sorted(
        s.data.glob("warehouse.db*"))]
    tap.ok(before == after, "nothing new: nothing is written")
    s.load("b", "2023-02-01T00:00:00Z", [
        ("2023-01-10", [constant(13000, "2020"), constant(13100, "2021")],
         "yearly", "2026-01-02T00:00:00Z")])
    tap.ok(s.rows(ALL) == [
        ("t", "on-track", "2022-02-01T00:00:00Z", "2023-02-01T00:00:00Z"),
        ("t", "far-behind", "2023-02-01T00:00:00Z", None)],
        "a revision gives another one, and the first stays said", s.rows(ALL))
    then, now = status(s, "--as-of", "2022-06-30")["t"], status(s)["t"]
    tap.ok(then["verdict"] == "on-track" and then["latest_value"] == 14500 and
           now["verdict"] == "far-behind" and now["latest_value"] == 13100,
           "as of a day it is the verdict of that day", (then, now))
    tap.ok(status(s, "--as-of", "2021-12-31")["t"]["verdict"] == "no-data",
           "and before anything was known there was none")
    targets(s, {"value": 13000, "direction": "keep-above"})
    s.load("b", "2023-02-03T00:00:00Z", [
        ("2023-01-10", [constant(13000, "2020"), constant(13100, "2021")],
         "yearly", "2026-01-02T00:00:00Z")])
    tap.ok(s.rows(ALL)[-1] == ("t", "reached", "2023-02-03T00:00:00Z", None)
           and len(s.rows(ALL)) == 3, "so does another target", s.rows(ALL))
    targets(s, {"id": "other"})
    s.load("b", "2023-02-04T00:00:00Z", [
        ("2023-01-10", [constant(13000, "2020"), constant(13100, "2021")],
         "yearly", "2026-01-02T00:00:00Z")])
    tap.ok([r[:2] + (r[3] is None,) for r in s.rows(ALL)][2:] == [
        ("t", "reached", False), ("other", "far-behind", True)],
        "a target that is gone has no standing verdict", s.rows(ALL))
    done = nqtrack("doctor", "--data", s.data, "--config", s.config)
    tap.ok("faults" not in done.stdout or "verdict" not in done.stderr,
           "the tables are sound", done.stdout + done.stderr)


def rates(tap, s):
    """A rate is held against a rate, and chained; never grown."""
    rate = {"unit_measure": "PT", "unit_mult": 0, "price_base": None,
            "indicator": "IIP", "base": "2020"}
    targets(s, {**rate, "id": "mean", "kind": "average-growth", "value": 9,
                "period": "2021-01-01/P5Y"},
            {**rate, "id": "one", "kind": "growth", "value": 9,
             "period": "2022"},
            {**rate, "id": "quarter", "kind": "growth", "value": 8.5,
             "period": "2025-Q1", "layer": "scenario"},
            {"id": "plan", "kind": "year-plan", "value": 15000,
             "base": None, "period": "2022"},
            {"id": "trend", "kind": "trend", "value": None,
             "certainty": "stated"})
    s.release("2025-04-10", *[growth(v, p, indicator="IIP") for v, p in (
        (9.12, "2021"), (9.23, "2022"), (6.3, "2023"), (9.23, "2024"),
        (9.8, "2025-Q1"))], key="iip")
    s.release("2025-04-11", growth(11.89, "2025-Q1", indicator="IIP"),
              key="other")
    s.release("2022-10-01", constant(14000, "2021"), constant(
        10000, "2021-01-01/P9M"), constant(11000, "2022-01-01/P9M"),
        share(73.3, "2022-01-01/P9M"), key="nine")
    s.load("a", "2025-05-01T00:00:00Z")
    t = status(s)
    tap.ok(round(t["mean"]["pace_ratio"] * 9, 2) == 8.46 and
           round(t["mean"]["required"], 2) == 11.18 and
           t["mean"]["required_kind"] == "percent-a-year" and
           t["mean"]["verdict"] == "behind", "mean 8.46, needed 11.18",
           t["mean"])
    tap.ok(t["one"]["verdict"] == "reached" and
           t["one"]["method"] == "rate-compared/1", "a year's rate", t["one"])
    q = t["quarter"]
    tap.ok(q["verdict"] == "reached" and q["provisional"] == 1 and
           "9.8 to 11.89" in q["reason"] and q["verdict_lowest"] == "reached",
           "a quarter's rate, told by two sources", q)
    p = t["plan"]
    tap.ok(p["method"] == "printed-share/1" and
           round(p["pace_time"], 3) == 0.977 and
           round(p["pace_season"], 3) == round(73.3 / (1000000 / 14000), 3)
           and round(p["required"], 1) == 1333.3 and
           p["required_kind"] == "amount-a-month",
           "a plan: by the calendar, and by last year", p)
    tap.ok(p["inputs"].split()[1].startswith("printed-share:") and
           "last-year-part:" in p["inputs"], "and what it rests on",
           p["inputs"])
    tap.ok(t["trend"]["verdict"] == "on-track" and
           "10.00 % a year" in t["trend"]["reason"] and
           t["trend"]["provisional"] == 1 and
           t["trend"]["target_value"] is None,
           "a demand without a number, by the same months", t["trend"])


def parts(tap, s):
    """Where whole years do not give two, the same months of each."""
    targets(s, {"value": 16900}, {
        "id": "share", "kind": "share", "value": 52, "indicator": "GRDP",
        "breakdown": "industry", "unit_measure": "PT", "unit_mult": 0,
        "price_base": None}, {"id": "none", "indicator": "RETAIL",
                              "price_base": "current"},
        {"id": "plan", "kind": "year-plan", "period": "2022", "base": None})
    of = {"indicator": "GRDP", "breakdown": "industry", "unit_measure": "PT",
          "unit_mult": 0, "transformation": "share", "price_base": None}
    months = {"2020": "2020-01-01/P9M", "2022": "2022-01-01/P9M"}
    s.release("2022-10-10", figure(42, "2020", **of),
              figure(40, months["2020"], **of),
              figure(45, months["2022"], **of),
              constant(10000, "2020"), constant(7000, months["2020"]),
              constant(8470, months["2022"]), share(101.25, "2022"),
              current(9, months["2020"], indicator="RETAIL"),
              current(10, months["2022"], indicator="RETAIL"))
    s.load("a", "2022-11-01T00:00:00Z")
    t = status(s, "--as-of", "2022-11-02")
    tap.ok(round(t["share"]["pace_ratio"], 9) == 1.25 and
           t["share"]["method"] == "linear-path/1",
           "a share goes by points", t["share"])
    tap.ok(s.rows(INPUTS, "t") == [
        ("base", months["2020"], 7000), ("latest", months["2022"], 8470),
        ("year", "2020", 10000)], "the whole year is among the inputs",
        s.rows(INPUTS, "t"))
    why = nqtrack("why", "t", "--data", s.data, "--lang", "en", "--as-of",
                  "2022-11-02").stdout
    tap.ok("(8,470 ÷ 7,000)^(1/2)" in why and "(16,900 ÷ 10,000)^(1/5)" in
           why and "pace: 10 ÷ 11.07 = 0.904" in why, "and the sum is told",
           why)
    tap.ok(t["none"]["verdict"] == "no-data" and "no value of the whole of "
           "2020" in t["none"]["reason"] and "one year only" not in
           t["none"]["reason"], "without it there is no verdict", t["none"])
    tap.ok("101.25 % of the plan, as printed" in t["plan"]["reason"],
           "a printed share has all its digits", t["plan"]["reason"])


def then(tap, s):
    """What a page learned later is not told of the day before."""
    targets(s, {"kind": "year-plan", "period": "2023", "base": None,
                "value": 16900})
    s.load("a", "2023-11-10T00:00:00Z", [
        ("2023-11-05", [figure(13700, "2023-01-01/P10M", bound="min"),
                        share(81.5, "2023-01-01/P10M")], "ten", None)])
    s.load("b", "2023-12-10T00:00:00Z", [
        ("2023-12-05", [constant(15337, "2023-01-01/P11M"),
                        share(90.8, "2023-01-01/P11M")], "eleven", None),
        ("2022-12-08", [current(19357, "2022-01-01/P11M"),
                        constant(14150, "2022-01-01/P11M"),
                        share(91.3, "2022-01-01/P11M")], "prices", None)])
    tap.ok(s.rows("SELECT i.price_base FROM price_inference AS i JOIN "
                  "observation AS o ON o.id = i.observation_id WHERE "
                  "o.obs_value = 13700") == [("constant-2010",)],
           "the price base follows from a later release")

    def figures():
        rows = json.loads(nqtrack("why", "t", "--data", s.data, "--format",
                                  "json", "--as-of", "2023-11-20").stdout)[1:]
        return [(r["obs_value"], r["price_base_inferred"],
                 r["price_base_reason"], r["seen_until"]) for r in rows]
    known = [(13700, None, None, None), (81.5, None, None, None)]
    tap.ok(figures() == known, "why does not tell of it", figures())
    out = s.data / "report"
    nqtrack("report", "--data", s.data, "--output", out, "--as-of",
            "2023-11-20")
    page = (out / "en/targets/t.html").read_text("utf-8")
    tap.ok("13,700" in page and "nferred" not in page.split("</style>")[1],
           "nor does the report", page)
    s.load("a", "2023-12-12T00:00:00Z", [
        ("2023-11-05", [figure(13710, "2023-01-01/P10M"),
                        share(81.6, "2023-01-01/P10M")], "ten",
         "2026-01-03T00:00:00Z")])
    tap.ok(figures() == known, "nor, later, that they stand no more",
           figures())


def units(tap, s):
    """Dollars and đồng of one cell: each target has its own."""
    of = {"indicator": "EXPORTS", "price_base": None}
    usd = {"unit_measure": "USD", "unit_mult": 6}
    targets(s, {**of, **usd, "kind": "year-plan", "base": None,
                "period": "2022", "value": 90})
    s.release("2023-01-10", figure(95, "2022", obs_status="E", **usd, **of))
    s.release("2023-01-11", figure(2300, "2022", **of))
    s.load()
    t = status(s)["t"]
    tap.ok(t["verdict"] == "reached" and t["latest_value"] == 95, "a figure "
           "in the target's unit is not hidden by one in another", t)
    page = nqtrack("status", "--data", s.data, "--lang", "en").stdout
    tap.ok(page.split("\n2022 ")[1].split()[0] == "95", "nor by the table "
           "of years", page)


def ceilings(tap, s):
    """Of what is to stay below a number nothing is needed."""
    targets(s, {"kind": "year-plan", "base": None, "period": "2022",
                "direction": "down", "bound": "max"},
            {"id": "sum", "kind": "sum", "period": "2021-01-01/P5Y",
             "direction": "keep-below"})
    s.release("2022-10-10", constant(9000, "2022-S1"), constant(3000, "2021"))
    s.load()
    t = status(s)
    tap.ok(all(t[k]["verdict"] == "on-track" and t[k]["required"] is None and
               "needs" not in t[k]["reason"] for k in ("t", "sum")),
           "a ceiling of a year, and of a term", t)


def rounded(tap, s):
    """What differs by rounding alone is no dispute, but for its verdict."""
    of = {"kind": "year-plan", "base": None, "period": "2022"}
    targets(s, {**of, "value": 15000}, {**of, "id": "close", "value": 15320})
    s.release("2023-01-01", constant(15337, "2022"))
    s.release("2023-01-02", constant(15300, "2022", bound="min"))
    s.load()
    t = status(s)
    tap.ok(t["t"]["verdict"] == "reached" and t["t"]["provisional"] == 0 and
           "differ" not in (t["t"]["reason"] or ""),
           "more than 15,300 and 15,337: the same", t["t"])
    tap.ok(t["close"]["provisional"] == 1 and "2 releases differ: 15,300 to "
           "15,337" in t["close"]["reason"] and
           t["close"]["verdict_lowest"] == "missed",
           "where the verdict hangs on it, it is told", t["close"])


def nothing(tap, folder):
    data = pathlib.Path(folder) / "nothing"
    nqtrack("load", "--data", data)
    done = nqtrack("status", "--data", data, "--format", "json")
    rows = json.loads(done.stdout)
    tap.ok(done.returncode == 0 and len(rows) > 60 and all(
        r["verdict"] in ("no-data", "unverified") and
        r["progress_percent"] is None and r["pace_ratio"] is None and
        r["required"] is None and r["latest_value"] is None and
        (r["reason"] or r["verdict"] == "unverified") for r in rows) and
        not re.search(r"\b(nan|inf)\b", done.stdout),
        "a warehouse without data: each with its reason, no number",
        [r for r in rows if not r["reason"]] + [done.stderr])
    tap.ok("chưa có số" in nqtrack("status", "--data", data).stdout,
           "and the page says it")


def refused(tap, s):
    """What is wrong in targets.json is named, by load and by doctor."""
    targets(s, {})
    s.release("2022-01-10", constant(13000, "2020"))
    s.load()
    for name, change, word in (
            ("no direction", {"direction": None}, "direction"),
            ("a direction that is none", {"direction": "sideways"},
             "keep-within"),
            ("an unknown indicator", {"indicator": "NOSUCH"}, "NOSUCH"),
            ("an unknown area", {"ref_area": "VN-99"}, "VN-99"),
            ("an unknown document", {"resolution": "nq99"}, "nq99"),
            ("its base is its own year", {"base": "2025"},
             "base is the period"),
            ("it lies before its base", {"base": "2027"}, "before its base"),
            ("an unverified one with a number", {"certainty": "unverified"},
             "nobody has read"),
            ("no number", {"value": None}, "value is missing"),
            ("a number out of its range", {"range": {
                "lower": 1, "upper": 2}}, "outside its range"),
            ("a band without ends", {"direction": "keep-within"},
             "needs a range"),
            ("a band of a plan", {"direction": "keep-within", "range": {
                "lower": 1, "upper": 20000}, "kind": "year-plan"},
             "is for a level"),
            ("a level of a quarter", {"period": "2025-Q1"}, "whole years"),
            ("an average over months", {
                "kind": "average-growth", "period": "2021-01-01/P18M"},
             "whole years"),
            ("a term without end", {"period": "2021-01-01/P31Y"}, "30 years"),
            ("a plan of nothing", {"kind": "year-plan", "value": 0},
             "above zero"),
            ("a trend with a number", {"kind": "trend"}, "trend"),
            ("a limit of a level", {"limit": 100}, "limit"),
            ("no office", {"office": 5}, "office"),
            ("an address that runs", {"source": {
                "name": "x", "url": "javascript:alert(1)"}}, "http"),
            ("no name", {"id": ""}, "expected a name"),
            ("an unknown part", {"breakdown": "NOPE"}, "no part"),
            ("an unknown layer", {"layer": "nobody"}, "no layer"),
            ("an unknown unit", {"unit_measure": "VNĐ"}, "unit_measure"),
            ("an unknown price base", {"price_base": "constant"},
             "constant-YEAR"),
            ("a plan of a term", {"kind": "year-plan",
                                  "period": "2021-01-01/P5Y"},
             "part of one"),
            ("an average of months", {
                "kind": "average-growth", "period": "2021-01-01/P18M"},
             "whole years"),
            ("an unknown key", {"weight": 3}, "weight")):
        targets(s, change)
        load = nqtrack("load", "--data", s.data, "--config", s.config)
        look = nqtrack("doctor", "--data", s.data, "--config", s.config)
        tap.ok(load.returncode == 2 and word in load.stderr and
               "targets[0]" in load.stderr and word in look.stderr,
               f"{name}: refused by name", load.stderr + look.stderr)
    targets(s, {}, {})
    look = nqtrack("doctor", "--data", s.data, "--config", s.config)
    tap.ok("stands twice" in look.stderr, "two of one id", look.stderr)
    path = s.config / "targets.json"
    for name, change, word in (
            ("a document twice", None, "stands twice"),
            ("a day that is none", {"issued": "last spring"}, "2021-02-24"),
            ("a document without a name", {"id": ""}, "expected a name")):
        targets(s, {})
        file = json.loads(path.read_text())
        first = file["resolutions"][0]
        file["resolutions"].append({**first, "id": "q"} if change else first)
        file["resolutions"][1].update(change or {})
        path.write_text(json.dumps(file))
        load = nqtrack("load", "--data", s.data, "--config", s.config)
        look = nqtrack("doctor", "--data", s.data, "--config", s.config)
        tap.ok(load.returncode == 2 and all(
            "resolutions[" in x.stderr and word in x.stderr
            for x in (load, look)), f"{name}: refused by name",
            load.stderr + look.stderr)
    tap.ok(s.rows("SELECT count(*) FROM target") == [(1,)] and
           status(s)["t"]["target_value"] == 20000,
           "what was good before still stands")


def colours(tap, s):
    """No colour without a terminal; at most a hundred columns."""
    done = nqtrack("status", "--data", s.data, env=dict(
        os.environ, LC_ALL="C"))
    lines = done.stdout.splitlines()
    tap.ok("\033" not in done.stdout and "░" in done.stdout,
           "no colour where no terminal is", done.stdout)
    tap.ok(max(map(len, lines)) <= 100, "a hundred columns at most",
           max(lines, key=len))


def wide(tap, s):
    """English has longer units: they are whole all the same."""
    targets(s, {"value": 19500})
    s.load("b", "2025-06-01T00:00:00Z", [
        ("2023-11-10", [constant(15500.5, "2022"), constant(
            14337.5, "2023-01-01/P10M")], "wide", "2025-06-01T00:00:00Z")])
    done = nqtrack("status", "--data", s.data, "--lang", "en")
    lines = done.stdout.splitlines()
    tap.ok("19,500 bn VND" in done.stdout and
           "15,500.5 bn VND 2022" in done.stdout and
           max(map(len, lines)) <= 100,
           "a number in English keeps its unit", done.stdout)


def steering(tap, s):
    """Nothing in a name or a title steers a terminal."""
    targets(s, {"name": {"vi": HOSTILE, "en": HOSTILE}})
    path = s.config / "targets.json"
    file = json.loads(path.read_text())
    file["resolutions"][0]["title"] = {"vi": HOSTILE, "en": HOSTILE}
    path.write_text(json.dumps(file))
    (s.config / "sources.json").write_text(json.dumps({"sources": [
        {"id": "one", "title": HOSTILE, "publisher": "x", "enabled": False,
         "reason": "a test", "ref_area": "VN-06", "key": {"path": True},
         "hosts": ["localhost"], "schedule": {
             "every": "year", "from": "2019-01", "within_days": 60},
         "entries": [{"kind": "page", "url": "http://localhost/"}]}]}))
    s.load("b", "2025-06-02T00:00:00Z", [])
    for command in ("status", "coverage"):
        rc, out, _ = terminal(command, "--data", s.data)
        tap.ok(rc == 0 and "14.500" in out and not unsafe(out),
               f"{command}: nothing steers a terminal", ascii(out))


def main():
    tap = Tap()
    with workspace() as folder:
        history(tap, Stated(folder, "history"))
        s = Stated(folder, "rates")
        rates(tap, s)
        colours(tap, s)
        parts(tap, Stated(folder, "parts"))
        then(tap, Stated(folder, "then"))
        units(tap, Stated(folder, "units"))
        ceilings(tap, Stated(folder, "ceilings"))
        rounded(tap, Stated(folder, "rounded"))
        wide(tap, s)
        steering(tap, s)
        nothing(tap, folder)
        refused(tap, Stated(folder, "refused"))
    tap.done()


main()
