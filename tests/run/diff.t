#!/usr/bin/env python3
"""nqtrack diff: what is new, revised, withdrawn, and which verdicts changed,
between the ends of two days, held against the view as_of; no walk of the
table of observations."""
import pathlib
import sqlite3
import sys

sys.path.insert(0, "tests")
from house import HOSTILE, House, formats, terminal, too_wide, unsafe
from lib import Tap, walks, workspace

NOW = "2026-01-10"
DAYS = ("2023-02-01", "2023-06-15", "2023-09-01", "2024-01-05", "2024-03-01")
TRADE = {"indicator": "EXPORTS", "unit_measure": "USD", "unit_mult": 6,
         "price_base": None}
RATE = {"indicator": "IIP", "transformation": "yoy", "unit_measure": "PT",
        "unit_mult": 0, "price_base": None}
MANY = 30       # more than a page lists


def fill(tap, h):
    h.output(2021, "2022-01-10", "14.210", "100", "9,12")
    runs = [h.run("run", DAYS[0])]
    h.output(2021, "2022-01-10", "14.300", "100,6", "9,12")
    runs.append(h.run("run", DAYS[1]))
    h.records(
        "x2023", "2023-03-01",
        ("a", "Một", dict(TRADE, obs_value=200),
         dict(TRADE, obs_value=50, time_period="2020"),
         dict(RATE, obs_value=4.5, time_period="2022"),
         dict(RATE, obs_value=8, time_period="2023"),
         {"obs_value": 15000, "time_period": "2022"}),
        # Not believed: the office is.
        ("b", "Hai", {"obs_value": 14999}))
    runs.append(h.run("load", DAYS[2]))
    h.records(
        "x2024", "2023-03-01",
        ("a", HOSTILE, dict(TRADE, obs_value=226.3),
         dict(RATE, obs_value=7.25, time_period="2022"),
         dict(RATE, obs_value=8.1, time_period="2023"),
         # 15.000 tỷ again, in other words
         {"obs_value": 15, "unit_mult": 12, "time_period": "2022"}))
    runs.append(h.run("load", DAYS[3]))
    h.records("x2025", "2024-02-02", ("many", "Nhiều", *(
        dict(TRADE, indicator="IMPORTS", obs_value=i + 1,
             time_period=str(1990 + i)) for i in range(MANY))))
    runs.append(h.run("load", DAYS[4]))
    tap.ok(all(r.returncode == 0 for r in runs), "five nights",
           "".join(r.stderr for r in runs))


def diff(h, *args):
    return h.run("diff", NOW, *args)


def page(tap, h):
    done = diff(h, "--from", DAYS[0], "--to", DAYS[1])
    text = done.stdout
    tap.ok("Thay đổi từ cuối ngày 2023-02-01 đến cuối ngày 2023-06-15" in text
           and "sửa 2, mới 0, không còn nêu 0" in text, "counts first", text)
    lines = [x.split() for x in text.splitlines() if "14.210" in x]
    tap.ok(lines and lines[0][1:8] == ["14.210", "tỷ", "14.300", "tỷ", "+90",
                                       "+0,63", lines[0][7]] and
           "→" in lines[0][7], "old, new, difference, per cent, the rows",
           text)
    tap.ok("100 %" in text and "100,6 %" in text and "+0,6 điểm" in text,
           "a share by points", text)
    text = diff(h, "--from", DAYS[2], "--to", DAYS[3]).stdout
    where = [text.find(x) for x in ("+26,3", "+2,75 điểm", "+0,1 điểm")]
    tap.ok("sửa 3, mới 0, không còn nêu 1" in text and -1 not in where and
           where == sorted(where), "the biggest revision first", text)
    tap.ok("15.000" not in text and "nghìn tỷ" not in text,
           "the same value in other words is no revision", text)
    tap.ok("50 tr USD" in text.split("Số không còn")[1],
           "what is no longer stated", text)
    tap.ok("plan-exports-2021 không đạt → đạt Xuất khẩu 2021" in
           text.split("Đánh giá thay đổi")[1], "a verdict that changed", text)
    english = diff(h, "--from", DAYS[2], "--to", DAYS[3], "--lang", "en")
    tap.ok("revised 3, new 0, withdrawn 1" in english.stdout and
           "+2.75 points" in english.stdout and "→" in english.stdout and
           "Verdicts" in english.stdout, "in English", english.stdout)
    wide = too_wide(text + english.stdout)
    tap.ok(not wide and "\x1b" not in text, "100 columns", wide)


def lists(tap, h):
    text = diff(h, "--from", DAYS[3]).stdout
    tap.ok("mới 30" in text and "và 10 mục nữa; --all" in text and
           text.count(" tr USD") == MANY - 10 and "2026-01-10" in text,
           "to today; a list is capped", text)
    text = diff(h, "--from", DAYS[3], "--all").stdout
    years = [int(x.split()[0]) for x in text.splitlines() if "tr USD" in x]
    tap.ok(years == list(range(1990, 1990 + MANY)) and "mục nữa" not in text,
           "--all lists all, in order", text)
    text = diff(h, "--from", DAYS[1], "--to", DAYS[2]).stdout
    tap.ok("sửa 0, mới 5" in text and "14.999" not in text,
           "a statement that is not believed changes nothing", text)
    order = [text.find(x) for x in ("15.000 tỷ", "+4,5 %", "200 tr USD")]
    tap.ok(-1 not in order and order == sorted(order),
           "new figures in the order of indicators", text)
    text = diff(h, "--from", DAYS[0], "--source", "paper").stdout
    tap.ok("sửa 0, mới 34" in text and "14.300" not in text,
           "--source: only what it brought", text)
    text = diff(h, "--from", DAYS[4], "--to", "2025-01-01").stdout
    tap.ok("sửa 0, mới 0, không còn nêu 0, đánh giá đổi 0" in text,
           "nothing changed", text)


def held_against(tap, h):
    """Every pair of days, against the view as_of."""
    cell = ("indicator, ref_area, territory, breakdown, time_period, role, "
            "transformation, price_base")
    days = ("2023-01-15", *DAYS, "2025-01-01")
    wrong = []
    for i, a in enumerate(days):
        for b in days[i + 1:]:
            known = []
            for day in (a, b):
                known.append({tuple(list(r.values())[:8]): r["v"]
                              for r in h.ask(
                    f"SELECT {cell}, value_in_units AS v FROM as_of "
                    "WHERE as_of = ?", day)})
            want = {"new": 0, "withdrawn": 0, "revised": 0}
            for k in known[0].keys() | known[1].keys():
                x, y = known[0].get(k), known[1].get(k)
                if x is None or y is None:
                    want["new" if x is None else "withdrawn"] += 1
                elif abs(x - y) > 1e-9 * abs(x):
                    want["revised"] += 1
            got = dict.fromkeys(want, 0)
            for row in formats(h, "diff", NOW, "--from", a, "--to",
                               b)["ndjson"]:
                if row["change"] != "verdict":
                    got[row["change"]] += 1
            if got != want:
                wrong.append((a, b, got, want))
    tap.ok(not wrong, "each pair of days agrees with the view as_of", wrong)


def rows(tap, h):
    got = formats(h, "diff", NOW, "--from", DAYS[2], "--to", DAYS[3])
    kinds = [r["change"] for r in got["json"]]
    tap.ok(kinds[:4] == ["revised"] * 3 + ["withdrawn"] and
           set(kinds[4:]) == {"verdict"}, "a row a change", kinds)
    row = got["json"][0]
    tap.ok((row["indicator"], row["old_value"], row["new_value"],
            row["difference"], row["new_unit_mult"], row["source"],
            row["title"], row["territory"]) ==
           ("EXPORTS", 200, 226.3, 26.3, 6, "paper", HOSTILE, "VN-06") and
           abs(row["percent"] - 13.15) < 1e-9 and row["evidence_text"],
           "its fields", row)
    verdict = [r for r in got["json"] if r["change"] == "verdict"]
    tap.ok(len(verdict) == 1 and verdict[0]["old_verdict"] == "missed" and
           verdict[0]["method"] == "share-of-plan/1" and
           verdict[0]["indicator"] == "EXPORTS",
           "a verdict's fields", verdict)
    stood = h.ask("SELECT verdict FROM verdict WHERE target = ? AND judged_at "
                  "LIKE ?", verdict[0]["target"], DAYS[3] + "%")
    tap.ok(stood and verdict[0]["new_verdict"] == stood[0]["verdict"],
           "which is the one that was given that day", stood)
    tap.ok(got["ndjson"] == got["json"] and
           all([r["change"] for r in v] == kinds for v in got.values()),
           "formats agree")
    tap.ok(diff(h, "--from", DAYS[0]).stdout ==
           diff(h, "--from", DAYS[0]).stdout, "the same bytes again")


def mistakes(tap, h):
    for args, word in (
            ([], "--from is missing"),
            (["--from", DAYS[1], "--to", DAYS[1]], "same day"),
            (["--from", NOW], "same day"),
            (["--from", DAYS[1], "--to", DAYS[0]], "is after"),
            (["--from", "2023-02-30"], "2023-02-30"),
            (["--from", DAYS[0], "--source", "nosuch"], "nosuch")):
        done = diff(h, *args)
        tap.ok(done.returncode == 2 and word in done.stderr and
               done.stdout == "", "refused: " + " ".join(args), done.stderr)


def screen(tap, h):
    args = ("diff", "--from", DAYS[2], "--to", DAYS[3], "--data", h.data,
            "--config", h.config)
    rc, text, _ = terminal(*args, env=h.clock(NOW, NO_COLOR=""))
    tap.ok(rc == 0 and "\x1b[1m" in text and not unsafe(text),
           "bold on a terminal, and nothing else steers it", repr(text))
    rc, text, _ = terminal(*args, env=h.clock(NOW, NO_COLOR="yes"))
    tap.ok(rc == 0 and "\x1b" not in text, "NO_COLOR", repr(text))
    rc, text, _ = terminal(*args, "--format", "csv", env=h.clock(NOW))
    tap.ok(rc == 0 and not unsafe(text), "csv on a terminal", unsafe(text))


def plan(tap, h):
    query = pathlib.Path("schemas/sql/query/diff.sql").read_text("utf-8")
    db = sqlite3.connect(h.data / "warehouse.db")
    tap.ok(walks(db, query, (1, 2, None)) == 0,
           "no walk of the observations", db.execute(
               "EXPLAIN QUERY PLAN " + query, (1, 2, None)).fetchall())
    db.close()


def empty(tap, folder):
    h = House(folder)
    done = diff(h, "--from", DAYS[0])
    tap.ok(done.returncode == 3 and "no warehouse" in done.stderr,
           "no warehouse: told, exit status 3", done.stderr)
    h.run("load", DAYS[0])
    done = diff(h, "--from", "2020-01-01", "--to", "2020-01-02")
    tap.ok(done.returncode == 0 and "sửa 0, mới 0" in done.stdout,
           "an empty one: nothing changed", done.stdout + done.stderr)
    got = formats(h, "diff", NOW, "--from", "2020-01-01", "--to",
                  "2020-01-02")
    tap.ok(not any(got.values()), "and no rows", got)


def main():
    tap = Tap()
    with workspace() as folder:
        h = House(pathlib.Path(folder) / "one")
        fill(tap, h)
        for test in (page, lists, held_against, rows, mistakes, screen, plan):
            test(tap, h)
        empty(tap, pathlib.Path(folder) / "two")
    tap.done()


main()
