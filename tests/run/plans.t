#!/usr/bin/env python3
"""The plans behind shares, the price bases behind plans."""
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from lib import Tap, workspace  # noqa: E402
from stated import (Stated, constant, current, figure, growth, plan,
                    share)  # noqa: E402

tap = Tap()
top = workspace()
made = 0


def loaded(*releases):
    """A warehouse of these releases: (day, figure, …)."""
    global made
    made += 1
    s = Stated(top.name, f"w{made}")
    for day, *figures in releases:
        s.release(day, *figures)
    s.load()
    return s


def plans(s, where="1"):
    """Layers in billions: number, kind, rule, from, to, stated, inside."""
    return s.rows(
        "SELECT layer, layer_kind, layer_rule, round(lower_value / 1e9, 1), "
        "round(upper_value / 1e9, 1), round(stated_value / 1e9, 1), "
        f"stated_inside FROM plan WHERE {where} "
        "ORDER BY time_period, price_base, layer")


def base_of(s, value):
    return s.rows("SELECT i.price_base, i.methods FROM price_inference AS i "
                  "JOIN observation AS o ON o.id = i.observation_id "
                  "WHERE o.obs_value = ?", value)


# The industry of Yên Bái: the five plans that follow from shares, and the
# one that was printed.
releases = [
    ("2020-04-03", figure(2537.63, "2020-Q1"), share(19.52, "2020-Q1")),
    ("2020-12-04", constant(10695.5, "2020-01-01/P11M"),
     share(82.27, "2020-01-01/P11M")),
    ("2022-01-12", constant(14210, "2021"), share(100, "2021")),
    ("2022-09-09", current(13668, "2022-01-01/P8M"),
     constant(9991, "2022-01-01/P8M"), share(64.5, "2022-01-01/P8M")),
    ("2022-12-08", current(19357, "2022-01-01/P11M"),
     constant(14150, "2022-01-01/P11M"), share(91.3, "2022-01-01/P11M")),
    ("2023-03-07", figure(3192, "2023-01-01/P2M"),
     share(13.8, "2023-01-01/P2M")),
    ("2023-11-10", figure(13700, "2023-01-01/P10M", bound="min"),
     share(81.5, "2023-01-01/P10M")),
    ("2023-12-07", constant(15337, "2023-01-01/P11M"),
     share(90.8, "2023-01-01/P11M"), plan(16900, "2023")),
    ("2024-06-05", current(2140, "2024-05"), constant(1564.5, "2024-05"),
     constant(7105.6, "2024-01-01/P5M"), share(38.6, "2024-01-01/P5M")),
    ("2025-04-07", figure(4460, "2025-Q1"), share(22.3, "2025-Q1")),
]
s = loaded(*releases)
want = [
    ("2020", 12999.6, 13001.3, None, None, 2),
    ("2021", 14138.8, 14281.9, None, None, 1),
    ("2022", 15489.3, 15502.7, None, None, 2),
    ("2023", 16881.1, 16900.8, 16900.0, 1, 2),
    ("2024", 18384.3, 18432.3, None, None, 1),
    ("2025", 19953.0, 20047.2, None, None, 1),
]
got = s.rows("SELECT time_period, round(lower_value / 1e9, 1), "
             "round(upper_value / 1e9, 1), round(stated_value / 1e9, 1), "
             "stated_inside, releases FROM plan "
             "WHERE price_base = 'constant-2010' ORDER BY time_period")
for w in want:
    tap.ok(w in got, f"the plan of {w[0]}", got)
tap.ok(s.rows("SELECT count(*), max(layers) FROM plan") == [(6, 1)],
       "one layer a year, and nothing else", plans(s))
tap.ok(s.rows("SELECT e.use, count(*) FROM plan_evidence AS e JOIN plan AS p "
              "ON p.id = e.plan_id WHERE p.time_period = '2023' GROUP BY 1 "
              "ORDER BY 1") ==
       [("counts", 2), ("other-base", 1), ("stated", 1)],
       "what the plan of 2023 rests on is kept",
       s.rows("SELECT * FROM plan_evidence"))
tap.ok(base_of(s, 2537.63) == [("constant-2010", "plan")],
       "19.52 % of a plan of 13,000: constant prices", base_of(s, 2537.63))
tap.ok(base_of(s, 3192) == [("current", "plan")],
       "13.8 % of 1.368 times the plan: current prices", base_of(s, 3192))
tap.ok(base_of(s, 13700) == [("constant-2010", "plan")],
       "above 13,700, 81.5 % of 16,900", base_of(s, 13700))
tap.ok(base_of(s, 16900) == [("constant-2010", "plan")],
       "the plan stated without a base has that of the values",
       base_of(s, 16900))
tap.ok(base_of(s, 4460) == [("constant-2010", "plan-before")],
       "a plan 8.6 % above the last, not 21 % below", base_of(s, 4460))
tap.ok(s.rows("SELECT DISTINCT price_base FROM observation WHERE obs_value "
              "IN (2537.63, 3192, 13700, 16900, 4460)") == [("_U",)],
       "the figures themselves keep what was printed")
reason = s.rows("SELECT reason_vi, reason_en FROM price_inference AS i JOIN "
                "observation AS o ON o.id = i.observation_id WHERE "
                "o.obs_value = 3192")[0]
tap.ok("13,8 %" in reason[0] and "1,368" in reason[0] and
       "13.8 %" in reason[1] and "16881.1 to 16900.8" in reason[1],
       "the reason has its numbers, in two languages", reason)
tap.ok(s.rows("SELECT count(DISTINCT o.release_id) FROM price_evidence AS e "
              "JOIN observation AS o ON o.id = e.rests_on JOIN observation "
              "AS f ON f.id = e.observation_id WHERE f.obs_value = 3192") ==
       [(3,)], "and the figures that it rests on")
tap.ok(s.rows("SELECT price_base_inferred FROM history WHERE obs_value = "
              "3192") == [("current",)], "history shows it as inferred")
view = s.rows("SELECT time_period, round(plan / 1e9), price_base, "
              "price_base_printed, reservation FROM implied_plan "
              "WHERE time_period >= '2023' ORDER BY 1, stated_period")
tap.ok(view == [("2023", 16810, "constant-2010", "_U", None),
                ("2023", 16891, "constant-2010", "constant-2010", None),
                ("2024", 18408, "constant-2010", "constant-2010", None),
                ("2025", 20000, "constant-2010", "_U", None)],
       "implied_plan: inferred current prices give no plan", view)

# The same, whatever the order of loading; nothing is made twice.
CONTENT = ("SELECT indicator, time_period, price_base, layer, layer_kind, "
           "lower_value, upper_value, stated_value, stated_inside, shares, "
           "releases, first_published FROM plan ORDER BY 1, 2, 3, 4")
INFERRED = ("SELECT o.obs_value, i.price_base, i.methods, i.reason_en FROM "
            "price_inference AS i JOIN observation AS o ON o.id = "
            "i.observation_id ORDER BY 1")
again = loaded(*reversed(releases))
tap.ok(s.rows(CONTENT) == again.rows(CONTENT) and
       s.rows(INFERRED) == again.rows(INFERRED),
       "the order of loading changes nothing")
apart = Stated(top.name, "apart")
for i, (day, *figures) in enumerate(releases):
    apart.load(f"b{i}", releases=[(day, figures, None, None)])
tap.ok(s.rows(CONTENT) == apart.rows(CONTENT) and
       s.rows(INFERRED) == apart.rows(INFERRED),
       "nor does a batch for each release",
       (s.rows(CONTENT), apart.rows(CONTENT)))
before = s.rows("SELECT * FROM derived")
s.load(now="2026-02-02T00:00:00Z")
tap.ok(s.rows("SELECT * FROM derived") == before, "nothing new, nothing done")
s.load("b", releases=[("2023-12-07", (constant(15400, "2023-01-01/P11M"),
       share(91.0, "2023-01-01/P11M")), "2023-12-07-7",
       "2026-03-01T00:00:00Z")])
tap.ok([p[3:] for p in plans(s, "time_period = '2023'")] ==
       [(16830.1, 17017.1, None, None)], "a revision makes the plan anew",
       plans(s, "time_period = '2023'"))

# Without a ratio of the bases, and with none that is clear.
s = loaded(("2022-09-09", constant(9991, "2022-01-01/P8M"),
            share(64.5, "2022-01-01/P8M")),
           ("2022-12-08", figure(19357, "2022-01-01/P11M"),
            share(91.3, "2022-01-01/P11M")))
tap.ok(base_of(s, 19357) == [], "no known ratio: nothing is inferred",
       base_of(s, 19357))
tap.ok(s.rows("SELECT price_base, reservation FROM plan ORDER BY 1") ==
       [("_U", "price-base-not-printed"), ("constant-2010", None)],
       "the plan of a value without base stands apart, with reservation",
       s.rows("SELECT price_base, reservation FROM plan"))
s = loaded(("2021-12-08", constant(12000, "2021-01-01/P11M")),
           ("2022-12-08", current(19357, "2022-01-01/P11M"),
            constant(14150, "2022-01-01/P11M"),
            share(91.3, "2022-01-01/P11M")),
           ("2022-12-09", figure(13200, "2022-01-01/P11M"),
            growth(10, "2022-01-01/P11M")),
           ("2022-12-10", figure(21203, "2022-01-01/P11M"),
            growth(29.16, "2022-01-01/P11M"),
            share(100, "2022-01-01/P11M")))
tap.ok(base_of(s, 13200) == [("constant-2010", "last-year")],
       "10 % more than last year's", base_of(s, 13200))
s = loaded(("2021-12-08", constant(15500, "2021-01-01/P11M")),
           ("2022-12-08", current(19357, "2022-01-01/P11M"),
            constant(14150, "2022-01-01/P11M"),
            share(91.3, "2022-01-01/P11M")),
           ("2022-12-10", figure(21204, "2022-01-01/P11M"),
            growth(36.8, "2022-01-01/P11M"),
            share(100, "2022-01-01/P11M")))
tap.ok(base_of(s, 21204) == [], "two methods, two bases: none",
       base_of(s, 21204))
s = loaded(("2022-12-08", current(19357, "2022-01-01/P11M"),
            constant(14150, "2022-01-01/P11M"),
            figure(14150, "2022-01-01/P11M", bound="min"),
            figure(1894, "2022-11")))
tap.ok(base_of(s, 14150) == [("constant-2010", "beside")],
       "the same amount beside it", base_of(s, 14150))
tap.ok(base_of(s, 1894) == [], "another period's amount says nothing")

# Layers, by words and by numbers.
TEXT = ("Thu ngân sách 6 tháng đạt 2.090 tỷ đồng, tăng 33,6%, bằng 80,8% dự "
        "toán Trung ương giao và bằng 45,4% dự toán HĐND tỉnh giao")


def budget(value, period, make=figure, **more):
    return make(value, period, indicator="BUDGET_REVENUE", **more)


s = loaded(("2022-07-05", budget(2090, "2022-S1", bound="min"),
            budget(80.8, "2022-S1", share, text=TEXT),
            budget(45.4, "2022-S1", share, text=TEXT)),
           ("2023-01-04", budget(5000, "2022", bound="min"),
            budget(109.1, "2022", share)))
got = plans(s)
tap.ok([p[:3] for p in got] == [(1, "ministry", "wording"),
                                (2, "council", "wording")] and
       [p[3:5] for p in got] == [(2584.4, None), (4597.4, None)],
       "one release with two plans: named by their words", got)
tap.ok(s.rows("SELECT use, wording FROM plan_evidence ORDER BY plan_id, "
              "observation_id") == [("counts", "dự toán trung ương"),
                                    ("counts", "hđnd"), ("counts", None)],
       "a share without words joins the layer that it fits",
       s.rows("SELECT * FROM plan_evidence"))
s = loaded(("2022-07-05", budget(2090, "2022-S1", bound="min"),
            budget(80.8, "2022-S1", share), budget(45.4, "2022-S1", share)),
           ("2023-01-04", budget(5000, "2022", bound="min"),
            budget(109.1, "2022", share)), ("2023-02-04", budget(1, "2022-01"),
            budget(0.03, "2022-01", share)))
got = plans(s)
tap.ok([p[:3] for p in got] == [(1, "_U", "number"), (2, "_U", "number")],
       "without words: numbered", got)
tap.ok(s.rows("SELECT count(*), count(DISTINCT plan_id) FROM plan_evidence "
              "WHERE use = 'fits-several'") == [(2, 2)],
       "a share too coarse to tell is of none, and shown with both",
       s.rows("SELECT * FROM plan_evidence"))
WORDS = ("Dự toán thu năm 2025: Bộ Tài chính giao 3.738 tỷ đồng, HĐND tỉnh "
         "giao 5.500 tỷ đồng, kịch bản của UBND tỉnh 7.000 tỷ đồng")
s = loaded(("2025-01-06", budget(3738, "2025", plan, text=WORDS),
            budget(5500, "2025", plan, text=WORDS),
            budget(7000, "2025", plan, text=WORDS)),
           ("2025-05-06", budget(1965, "2025-01-01/P4M"),
            budget(35.7, "2025-01-01/P4M", share)))
got = plans(s)
tap.ok([(p[0], p[1], p[5], p[6]) for p in got] ==
       [(1, "ministry", 3738.0, 1), (2, "council", 5500.0, 1),
        (3, "scenario", 7000.0, 1)],
       "three plans of one year, stated outright", got)
s = loaded(("2023-12-07", constant(15337, "2023-01-01/P11M"),
            share(90.8, "2023-01-01/P11M"),
            plan(17500, "2023", price_base="constant-2010")))
tap.ok([(p[5], p[6]) for p in plans(s)] == [(None, 0), (17500.0, 1)],
       "a stated plan outside the interval is a layer, and told", plans(s))
s = loaded(("2022-12-08", constant(14150, "2022-01-01/P11M"),
            share(100.3, "2022-01-01/P11M",
                  transformation="of_year_scenario"),
            share(91.3, "2022-01-01/P11M")))
tap.ok([p[1:3] for p in plans(s)] == [("scenario", "role"),
                                      ("_U", "number")],
       "scenario and plan are two layers by their role", plans(s))

# Hostile.
s = loaded(("2022-01-01", constant(10, "2022-01"), share(0, "2022-01")),
           ("2022-02-01", constant(-5, "2022-02"), share(-4, "2022-02")),
           ("2022-03-01", constant(0, "2022-03"), share(7, "2022-03")),
           ("2022-04-01", share(7, "2022-04")))
tap.ok(plans(s) == [], "shares of nothing and of no value give no plan",
       plans(s))
s = loaded(("2022-01-12", figure(226.3, "2021", indicator="EXPORTS",
            unit_measure="USD", unit_mult=6), share(103, "2021",
            indicator="EXPORTS")))
tap.ok(s.rows("SELECT round(lower_value / 1e6, 1), round(upper_value / 1e6, "
              "1), reservation FROM plan") == [(218.6, 220.8, None)],
       "103 % of plan", s.rows("SELECT * FROM plan"))
s = loaded(("2023-05-01", constant(100, "2023-01", bound="min"),
            share(10, "2023-01")),
           ("2023-06-01", constant(204, "2023-02", bound="max"),
            share(20, "2023-02")))
tap.ok([p[3:5] for p in plans(s)] == [(947.6, 1048.7)],
       "opposite bounds that meet close each other's side", plans(s))
s = loaded(("2023-05-01", constant(100, "2023-01", bound="min"),
            share(10, "2023-01")),
           ("2023-06-01", constant(100, "2023-02", bound="max"),
            share(20, "2023-02")))
tap.ok([p[3:5] for p in plans(s)] == [(947.6, None), (None, 515.4)],
       "opposite bounds that do not: two layers, each open", plans(s))
s = loaded(("2023-05-01", constant(100, "2023-01", bound="approx"),
            share(10, "2023-01")))
tap.ok([p[3:5] for p in plans(s)] == [(None, None)] and
       s.rows("SELECT reservation FROM plan") == [("bound-word",)],
       "about 100: no interval", plans(s))
s = loaded(("2023-06-01", constant(1000, "2023-01"),
            *[share(i / 10, "2023-01") for i in range(10, 999, 3)]))
n = s.rows("SELECT count(*), max(layer) FROM plan")
tap.ok(n[0][0] == n[0][1] > 100, "hundreds of plans of one year", n)
s = loaded(("2023-06-01", constant(1000, "2021-01-01/P5Y"),
            share(50, "2021-01-01/P5Y")))
tap.ok(plans(s) == [], "a share of five years is none of a year's plan")
s = loaded(("2023-06-01", constant(1000, "2023-01"), share(10, "2023-01",
            evidence={"text": "x" * 60000 + " 10% \u1e9e" * 2000,
                      "start": 0, "end": 9})))
tap.ok(len(plans(s)) == 1, "long wording", plans(s))

# A warehouse of the version before, with data in it.
s = Stated(top.name, "older")
db = sqlite3.connect(s.data / "warehouse.db")
for name in ("001_warehouse.sql", "002_source_schedule.sql"):
    db.executescript(pathlib.Path("schemas/sql", name).read_text())
db.executescript("""
    PRAGMA user_version = 2;
    INSERT INTO indicator VALUES ('IND_OUTPUT', 'x', 'x', 'VND', 0);
    INSERT INTO breakdown VALUES ('IND_OUTPUT', '_T', 'x', 'x', 1);
    INSERT INTO area VALUES ('VN-06', 'x', 'x', 'province', NULL, 0);
    INSERT INTO source (code, title, publisher, source_rank)
	VALUES ('one', 'x', 'x', 1);
    INSERT INTO release VALUES (1, 'one:r', 'one');
    INSERT INTO batch (name, digest, archive, archive_digest, program,
	catalogue, loaded_at) VALUES ('z.ndjson', '', '', '', '', '',
	'2026-01-01T00:00:00Z');
    INSERT INTO document VALUES (1, 'd', 1, 'u', 't', '2022-09-09',
	'2026-01-01T00:00:00Z', 'm', 'a', 0);""")
for value, scale, unit, mult, what, base in (
        (9991, 0, "VND", 9, "level", "constant-2010"),
        (64.5, 1, "PT", 0, "of_year_plan", "_Z")):
    db.execute(
        "INSERT INTO observation (release_id, document_id, ordinal, "
        "indicator, ref_area, breakdown, time_period, role, transformation, "
        "price_base, obs_value, obs_mantissa, obs_scale, unit_measure, "
        "unit_mult, obs_status, bound, period_first, period_months, "
        "evidence_text, evidence_start, evidence_end, rule, flags, "
        "first_seen) VALUES (1, 1, 1, 'IND_OUTPUT', 'VN-06', '_T', "
        "'2022-01-01/P8M', 'actual', ?, ?, ?, ?, ?, ?, ?, 'A', '_Z', 24264, "
        "8, '', 0, 1, '', '[]', 1)", (what, base, value,
                                      round(value * 10 ** scale), scale,
                                      unit, mult))
db.commit()
db.close()
s.load(releases=[])
tap.ok(plans(s)[0][3:5] == (15477.1, 15502.7),
       "an older warehouse is brought forward, and its plans made",
       plans(s))

top.cleanup()
tap.done()
