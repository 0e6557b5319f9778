#!/usr/bin/env python3
"""Areas that change: which territory a figure means, and that nothing is
compared across the change."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from lib import Tap, nqtrack, workspace  # noqa: E402
from stated import (Stated, constant, current, figure, growth, plan,
                    share)  # noqa: E402

tap = Tap()
top = workspace()
OLD, NEW = "VN-02", "VN-02@2025-07"


def lc(make, value, period, **more):
    return make(value, period, ref_area="VN-02", **more)


s = Stated(top.name)
s.release("2024-01-05", lc(constant, 30000, "2023"))
s.release("2025-01-05", lc(constant, 33000, "2024"),
          lc(growth, 10, "2024"),
          lc(plan, 36000, "2025", price_base="constant-2010"))
s.release("2025-05-06", lc(constant, 10990, "2025-01-01/P4M"),
          lc(share, 30.5, "2025-01-01/P4M"))
# The half-year's report comes out in July and looks back.
s.release("2025-07-04", lc(constant, 17000, "2025-S1"),
          lc(figure, 36000, "2025", role="plan"))
# The next one tells the month after, and quotes the year before.
s.release("2025-08-05", lc(constant, 45000, "2025-01-01/P7M"),
          lc(constant, 52000, "2024"), lc(share, 61.0, "2025-01-01/P7M"))
s.release("2026-01-06", lc(constant, 81000, "2025"), lc(growth, 9, "2025"),
          lc(plan, 90000, "2026", price_base="constant-2010"))
s.release("2025-09-06", figure(5000, "2025-Q1"), figure(1, "2025-08"))
s.release("2025-09-07", figure(7, "2025-08", ref_area="VN-HN"))
s.release("2025-09-08", figure(8, "2025-08", ref_area="VN-02.080"))
# Without a day of publication the day of capture is the latest that counts.
s.release(None, lc(figure, 3, "2025-08"), retrieved="2025-06-30T00:00:00Z")
s.release(None, lc(figure, 4, "2025-08"), retrieved="2025-07-01T00:00:00Z")
s.load()

got = dict(s.rows("SELECT obs_value || ' ' || time_period, territory FROM "
                  "figure"))
for key, want, why in (
        ("33000.0 2024", OLD, "told before the change"),
        ("36000.0 2025", OLD, "a plan made before it, for a year after"),
        ("17000.0 2025-S1", OLD, "a report of July that looks back"),
        ("45000.0 2025-01-01/P7M", NEW, "seven months"),
        ("52000.0 2024", NEW, "a year before, restated beside the news"),
        ("61.0 2025-01-01/P7M", NEW, "the share of a plan goes with it"),
        ("81000.0 2025", NEW, "the year of the change"),
        ("90000.0 2026", NEW, "a plan for the year after"),
        ("5000.0 2025-Q1", "VN-06", "a name that ended"),
        ("1.0 2025-08", "VN-06", "whatever the period"),
        ("7.0 2025-08", "VN-HN", "an area that never changed"),
        ("8.0 2025-08", "VN-02.080", "a district that is no more"),
        ("3.0 2025-08", OLD, "captured before the change"),
        ("4.0 2025-08", NEW, "captured on the day")):
    tap.ok(got[key] == want, f"{why}: {want}", got[key])

tap.ok(s.rows("SELECT count(*), sum(valid_from IS NULL), sum(valid_to IS "
              "NULL) FROM territory") == [(105, 82, 35)],
       "82 areas; from July 2025 23 new ones, 11 as they were, the country",
       s.rows("SELECT count(*), sum(valid_from IS NULL), sum(valid_to IS "
              "NULL) FROM territory"))
tap.ok(s.rows("SELECT area FROM territory_area WHERE territory = ? ORDER BY "
              "1", NEW) == [("VN-02",), ("VN-06",)],
       "the new Lào Cai covers both")
tap.ok(s.rows("SELECT valid_from, valid_to FROM territory WHERE ref_area = "
              "'VN-02' ORDER BY valid_from") ==
       [(None, "2025-06-30"), ("2025-07-01", None)], "days of the versions")

# Views keep them apart.
tap.ok(s.rows("SELECT obs_value, territory FROM current WHERE time_period = "
              "'2024' AND transformation = 'level' ORDER BY 1") ==
       [(33000.0, OLD), (52000.0, NEW)], "current: two cells")
tap.ok(s.rows("SELECT count(*) FROM disagreement WHERE territory LIKE "
              "'VN-02%' AND time_period = '2024'") == [(0,)],
       "two territories do not disagree")
tap.ok(s.rows("SELECT territory, time_period, round(lower_value / 1e9), "
              "round(stated_value / 1e9) FROM plan WHERE ref_area = 'VN-02' "
              "ORDER BY time_period, territory") ==
       [(OLD, "2025", 35972, 36000), (NEW, "2025", 73170, None),
        (NEW, "2026", 90000, 90000)],
       "plans are cut within one territory",
       s.rows("SELECT * FROM plan"))

# Targets: of the old territory, of the new one.
BASE = {"clause": "1", "name": {"vi": "x", "en": "x"},
        "indicator": "IND_OUTPUT", "ref_area": "VN-02", "breakdown": None,
        "price_base": "constant-2010", "bound": None, "direction": "up",
        "base": None, "unit_measure": "VND", "unit_mult": 9,
        "certainty": "plan", "office": None,
        "source": {"name": "x", "url": None},
        "wording": {"vi": "x", "en": "x"}}
TARGETS = [
    ("level", "old", "level", "2030", 60000),
    ("sum", "old", "sum", "2021-01-01/P5Y", 150000),
    ("year", "old", "year-plan", "2025", 36000),
    ("mean", "old", "average-growth", "2021-01-01/P5Y", 9),
    ("level-new", "new", "level", "2030", 120000),
    ("sum-new", "new", "sum", "2024-01-01/P7Y", 600000),
]
(s.config / "targets.json").write_text(json.dumps({
    "resolutions": [{"id": i, "title": {"vi": i, "en": i}, "issued": day,
                     "kind": "main"} for i, day in (("old", "2021-02-24"),
                                                    ("new", "2025-10-01"))],
    "targets": [dict(BASE, id=i, resolution=r, kind=k, period=p, value=v,
                     **({"unit_measure": "PT", "unit_mult": 0}
                        if k == "average-growth" else {}))
                for i, r, k, p, v in TARGETS]}))
s.load()
done = nqtrack("status", "--data", s.data, "--format", "json", "--lang", "en")
t = {r["target"]: r for r in json.loads(done.stdout)}
tap.ok(t["level"]["territory"] == OLD and t["level"]["latest_value"] == 33000
       and t["level"]["latest_period"] == "2024" and
       "since 2023" in t["level"]["reason"],
       "growth of levels stops at the change", t["level"])
tap.ok(t["sum"]["progress_percent"] == (30000 + 33000) / 1500,
       "a sum adds one territory", t["sum"])
tap.ok(t["year"]["latest_value"] == 17000 and
       t["year"]["latest_period"] == "2025-S1" and
       round(t["year"]["progress_percent"], 1) == 47.2,
       "a year's plan takes no figure of the merged province", t["year"])
tap.ok(t["mean"]["latest_value"] == 10 and "1 of 5" in t["mean"]["reason"],
       "nor does a mean of growth", t["mean"])
tap.ok(t["level-new"]["territory"] == NEW and
       t["level-new"]["latest_value"] == 81000 and
       "since 2024" in t["level-new"]["reason"],
       "a target set later is held against the new province",
       t["level-new"])
tap.ok(round(t["sum-new"]["progress_percent"] * 6000) == 133000,
       "and adds its years, the restated one too", t["sum-new"])

# The knowledge is read strictly.
GOOD = json.loads(pathlib.Path("schemas/territories.json").read_text())


def faulty(change, word, name="territories.json", good=GOOD):
    bad = json.loads(json.dumps(good))
    change(bad)
    path = s.config / name
    path.write_text(json.dumps(bad))
    before = s.rows("SELECT * FROM territory"), s.rows(
        "SELECT * FROM plan_word")
    r = nqtrack("load", "--data", s.data, "--config", s.config)
    d = nqtrack("doctor", "--data", s.data, "--config", s.config)
    path.unlink()
    tap.ok(r.returncode == 2 and word in r.stderr and name in r.stderr and
           word in d.stderr + d.stdout and before == (s.rows(
               "SELECT * FROM territory"), s.rows(
               "SELECT * FROM plan_word")), f"{name}: {word}",
           r.stderr + d.stderr + d.stdout)


def event(change):
    return lambda f: change(f["events"][0])


faulty(event(lambda e: e.update(colour="red")), "unknown key")
faulty(event(lambda e: e.pop("source")), "source")
faulty(event(lambda e: e.update(day="2025-13-01")), "day")
faulty(event(lambda e: e["ends"].append("VN-99")), "unknown area")
faulty(event(lambda e: e["ends"].append("VN-06")), "twice")
faulty(event(lambda e: e["merges"][0].update(into="VN-HN")), "none of its")
faulty(event(lambda e: e["merges"][0].update(areas=["VN-07"])), "two areas")
faulty(lambda f: f["events"].append(dict(f["events"][0])), "order of time")
faulty(lambda f: f["events"].append(dict(f["events"][0], day="2026-07-01")),
       "has ended")
WORDS = json.loads(pathlib.Path("schemas/plans.json").read_text())
faulty(lambda f: f["layers"][0].update(code="_U"), "cannot be used",
       "plans.json", WORDS)
faulty(lambda f: f["layers"][1].update(code="ministry"), "twice",
       "plans.json", WORDS)
faulty(lambda f: f["layers"][0]["words"].append(""), "words", "plans.json",
       WORDS)
r = nqtrack("doctor", "--data", s.data, "--config", s.config)
tap.ok("territories" not in r.stderr and "plans.json" not in r.stderr,
       "doctor finds no fault in the files as shipped", r.stderr)

# A second change: versions follow each other, the rule with them.
bad = json.loads(json.dumps(GOOD))
bad["events"].append({"day": "2025-09-01", "source": "made up", "merges": [
    {"into": "VN-02", "areas": ["VN-02", "VN-01"]}], "ends": []})
(s.config / "territories.json").write_text(json.dumps(bad))
s.load()
tap.ok(s.rows("SELECT code, valid_to FROM territory WHERE ref_area = 'VN-02' "
              "ORDER BY valid_from") == [
                  (OLD, "2025-06-30"), (NEW, "2025-08-31"),
                  ("VN-02@2025-09", None)] and
       s.rows("SELECT count(*) FROM territory_area WHERE territory = "
              "'VN-02@2025-09'") == [(3,)],
       "a version covers what the last one did, and more")
tap.ok(s.rows("SELECT territory FROM history WHERE obs_value = 81000") ==
       [("VN-02@2025-09",)] and s.rows(
           "SELECT territory FROM history WHERE obs_value = 45000") ==
       [(NEW,)], "each figure means the version of its time")
top.cleanup()
tap.done()
