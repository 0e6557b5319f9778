#!/usr/bin/env python3
"""The views of the warehouse: a small one made by the real stages from pages
of our own, revised, with records written by hand beside it; what each view
answers before and after, and that none walks the table of observations for
one cell."""
import gzip
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, walks, workspace

PAGE = """<html><head><title>Công nghiệp năm {year}</title>
<meta property="article:published_time" content="{day}T08:00:00+07:00">
</head><body><article><h1>Công nghiệp năm {year}</h1>
<p>Năm {year}, giá trị sản xuất công nghiệp (giá so sánh 2010) tỉnh Yên Bái
đạt {level} tỷ đồng, bằng {share}% kế hoạch, tăng {growth}% so với năm
{before}.</p></article></body></html>
"""
VIEWS = ("statement", "current", "known", "as_of", "history", "series",
         "disagreement", "implied_plan", "lineage", "progress", "coverage")
CELL = ("indicator = 'IND_OUTPUT' AND ref_area = 'VN-06' AND breakdown = "
        "'_T' AND transformation = 'level' AND role = 'actual' AND "
        "time_period = '2021' AND price_base = 'constant-2010'")
SERIES = ("indicator = 'IND_OUTPUT' AND ref_area = 'VN-06' AND breakdown = "
          "'_T'")


def digest(n):
    return "sha256:" + format(n, "064x")


class House:
    """A data folder, its configuration and its clock."""

    def __init__(self, folder):
        self.data, self.config = folder / "data", folder / "config"
        self.pages = folder / "pages"
        for path in (self.config, self.pages, self.data / "records"):
            path.mkdir(parents=True)
        common = {"ref_area": "VN-06", "key": {"path": True}, "hosts": []}
        (self.config / "sources.json").write_text(json.dumps({"sources": [
            {"id": "office", "title": "Cục Thống kê", "publisher": "Cục",
             "licence": "CC BY 4.0", "enabled": True, "schedule": {
                 "every": "year", "from": "2020-01", "until": "2022-12",
                 "within_days": 60},
             "entries": [{"kind": "files", "path": str(self.pages)}],
             **common},
            {"id": "paper", "title": "Báo", "publisher": "Tòa soạn",
             "enabled": False, "reason": "a test",
             "entries": [{"kind": "page", "url": "http://localhost/"}],
             **common, "hosts": ["localhost"]}]}))

    def page(self, year, day, level, share, growth):
        (self.pages / f"{year}.html").write_text(PAGE.format(
            year=year, before=year - 1, day=day, level=level, share=share,
            growth=growth), "utf-8")

    def run(self, command, day, *args):
        return nqtrack(command, "--data", self.data, "--config", self.config,
                       *args, env=dict(os.environ,
                                       NQTRACK_NOW=day + "T18:00:07Z"))

    def records(self, name, *documents):
        """(release, figures…): what the paper says."""
        lines = [{"kind": "batch", "archive": name + ".warc.gz",
                  "archive_digest": digest(1), "program": "nqtrack test",
                  "catalogue": digest(2)}]
        for i, (release, *figures) in enumerate(documents):
            n = int(name, 36) * 100 + i
            lines.append({
                "kind": "document", "document": digest(n),
                "release": "paper:" + release, "url": "http://localhost/" +
                release, "source": "paper", "title": "Tin " + release,
                "published": "2023-03-01", "retrieved": name.replace(
                    "x", "") + "-01-01T00:00:00Z", "media_type": "text/html",
                "archive": name + ".warc.gz", "offset": i, "status": "ok",
                "reason": None, "program": "nqtrack test",
                "catalogue": digest(2)})
            for k, more in enumerate(figures, 1):
                lines.append({
                    "kind": "observation", "document": digest(n),
                    "ordinal": k, "indicator": "IND_OUTPUT",
                    "ref_area": "VN-06", "breakdown": None,
                    "time_period": "2021", "role": "actual",
                    "transformation": "level", "obs_value": 1,
                    "unit_measure": "VND", "unit_mult": 9,
                    "price_base": "constant-2010", "obs_status": "A",
                    "bound": None, "evidence": {
                        "text": f"Câu {k} của {release}.", "start": 0,
                        "end": 5}, "rule": "test", "flags": [], **more})
        (self.data / "records" / (name + ".ndjson")).write_text("".join(
            json.dumps(x, ensure_ascii=False) + "\n" for x in lines), "utf-8")

    def open(self):
        db = sqlite3.connect(self.data / "warehouse.db")
        db.row_factory = sqlite3.Row
        return db

    def ask(self, query):
        db = self.open()
        try:
            return [dict(r) for r in db.execute(query)]
        finally:
            db.close()

    def values(self, query):
        """Of the first column."""
        return [next(iter(r.values())) for r in self.ask(query)]


USD = {"indicator": "EXPORTS", "unit_measure": "USD", "unit_mult": 6,
       "price_base": None}


def fill(tap, h):
    """Four nights: two pages; the first revised; the paper; the paper again,
    one of whose figures is gone."""
    h.page(2021, "2022-01-10", "14.210", "100", "9,12")
    h.page(2022, "2023-01-10", "15.440", "99,6", "8,66")
    runs = [h.run("run", "2023-02-01")]
    h.page(2021, "2022-01-10", "14.300", "100,6", "9,12")
    runs.append(h.run("run", "2023-06-15"))
    h.records(
        "x2023", ("round", {"obs_value": 14.3, "unit_mult": 12}),
        ("other", {"obs_value": 15900, "time_period": "2022"}),
        ("trade", dict(USD, obs_value=226.3),
         dict(USD, obs_value=110.5, indicator="IMPORTS")),
        ("outlook", {"obs_value": 17000, "role": "plan",
                     "time_period": "2023"},
         {"obs_value": 9000, "price_base": None, "time_period": "2023-S1"},
         {"obs_value": 12000, "price_base": "current",
          "time_period": "2023-S1"}))
    runs.append(h.run("load", "2023-09-01"))
    h.records("x2024", ("trade", dict(USD, obs_value=226.3)))
    runs.append(h.run("load", "2024-01-05"))
    tap.ok(all(r.returncode == 0 for r in runs), "four nights",
           "".join(r.stderr for r in runs))


def cells(tap, h):
    got = h.values(f"SELECT obs_value FROM current WHERE {CELL}")
    tap.ok(got == [14300], "current: the revision counts", got)
    got = h.ask(f"SELECT source, place FROM statement WHERE {CELL} "
                "ORDER BY place")
    tap.ok(got == [{"source": "office", "place": 1},
                   {"source": "paper", "place": 2}],
           "statement: in order of belief", got)
    got = h.ask("SELECT obs_value, seen_from, seen_until FROM history "
                f"WHERE {CELL} AND source = 'office' ORDER BY seen_from")
    tap.ok([r["obs_value"] for r in got] == [14210, 14300] and
           got[0]["seen_until"] == got[1]["seen_from"][:10] + "T18:00:07Z",
           "history: both vintages", got)
    got = h.values("SELECT count(*) FROM (SELECT 1 FROM current GROUP BY "
                   "indicator, ref_area, territory, breakdown, time_period, "
                   "role, transformation, price_base HAVING count(*) > 1)")
    tap.ok(got == [0], "current: one row a cell", got)


def days(tap, h):
    def then(day, column="obs_value", where=CELL):
        return h.values(f"SELECT {column} FROM as_of WHERE {where} AND "
                        f"as_of = '{day}'")

    for day, want in (("2023-01-31", []), ("2023-02-01", [14210]),
                      ("2023-04-20", [14210]), ("2023-06-14", [14210]),
                      ("2023-06-15", [14300]), ("2024-02-29", [14300])):
        got = then(day)
        tap.ok(got == want, f"as of {day}", got)
    imports = "indicator = 'IMPORTS'"
    got = [then(d, where=imports) for d in ("2023-08-31", "2023-09-01",
                                            "2024-01-04", "2024-01-05")]
    tap.ok(got == [[], [110.5], [110.5], []] and
           h.values(f"SELECT obs_value FROM current WHERE {imports}") == [],
           "a withdrawn figure is there until its day", got)
    columns = ", ".join(set(h.ask("SELECT * FROM current LIMIT 1")[0]))
    got = [h.ask(f"SELECT {columns} FROM {view} ORDER BY observation_id")
           for view in ("current", "as_of WHERE as_of = date('now')")]
    tap.ok(got[0] == got[1] and got[0], "as of today: as current", got)
    db = h.open()
    got = db.execute(f"SELECT obs_value FROM as_of WHERE {CELL} AND "
                     "as_of = ?", ("2023-05-05",)).fetchone()
    db.close()
    tap.ok(got[0] == 14210, "the day may be a parameter")
    got = h.ask(f"SELECT as_of, obs_value FROM as_of WHERE {CELL} AND as_of "
                "IN ('2023-06-14', '2023-06-15') ORDER BY as_of")
    tap.ok([r["obs_value"] for r in got] == [14210, 14300], "two days", got)
    for day in ("2023-03-03", "2023-07-07", "2024-03-03"):
        page = {t["target"]: t for t in json.loads(nqtrack(
            "status", "--data", h.data, "--as-of", day, "--format",
            "json").stdout)}["plan-output-2021"]
        tap.ok([page["latest_observation"]] == then(day, "observation_id"),
               f"status --as-of {day} sees the same", page)
    got = h.ask("SELECT count(*) AS n, min(day) AS first, max(day) AS last, "
                "sum(next_day = date(day, '+1 day')) AS good FROM calendar")
    tap.ok(got == [{"n": 36525, "first": "2000-01-01", "last": "2099-12-31",
                    "good": 36525}], "every day of a century", got)


def wide(tap, h):
    rows = {r["time_period"]: r for r in h.ask(
        f"SELECT * FROM series WHERE {SERIES}")}
    got = rows["2021"]
    tap.ok(got["level_constant"] == 14300e9 and got["yoy"] == 9.12 and
           got["of_year_plan"] == 100.6 and got["level_current"] is None and
           got["unit_measure"] == "VND" and got["statements"] == 4,
           "series: a year in one row", got)
    got = rows["2022"]
    tap.ok(got["level_constant"] == 15440e9 and got["statements"] == 4,
           "series: the source believed first", got)
    got = rows["2023"]
    tap.ok(got["plan_level"] == 17000e9 and got["level_constant"] is None and
           got["obs_status"] is None, "series: a plan is no value", got)
    got = rows["2023-S1"]
    tap.ok(got["level_current"] == 12000e9 and 9000e9 in (
        got["level_unnamed"], got["level_constant"]),
           "series: price bases side by side", got)
    best = h.ask("SELECT indicator, breakdown, time_period, "
                 "value_in_units AS v FROM current WHERE transformation = "
                 "'yoy' AND role = 'actual'")
    got = h.ask("SELECT indicator, breakdown, time_period, yoy AS v "
                "FROM series WHERE yoy IS NOT NULL")
    tap.ok(sorted(map(str, got)) == sorted(map(str, best)),
           "series: the values of current", got)


def disagree(tap, h):
    rows = {r["time_period"]: r for r in h.ask(
        f"SELECT * FROM disagreement WHERE {SERIES}")}
    tap.ok(set(rows) == {"2022"} and rows["2022"]["beyond_rounding"] == 1 and
           rows["2022"]["releases"] == 2, "disagreement: one cell", rows)
    h.records("x2025", ("round", {"obs_value": 14, "unit_mult": 12}))
    done = h.run("load", "2024-02-02")
    got = h.ask(f"SELECT * FROM disagreement WHERE {CELL}")
    tap.ok(done.returncode == 0 and len(got) == 1 and
           got[0]["beyond_rounding"] == 0 and got[0]["lowest"] == 14e12 and
           got[0]["highest"] == 14.3e12,
           "disagreement: 14 nghìn tỷ is 14.300 tỷ rounded", got)
    got = h.values("SELECT l.evidence_text FROM disagreement AS d "
                   "JOIN lineage AS l ON l.observation_id IN "
                   "(d.lowest_observation, d.highest_observation) "
                   "WHERE d.time_period = '2022' ORDER BY l.obs_value")
    tap.ok(len(got) == 2 and "15.440" in got[0] and got[1] ==
           "Câu 1 của other.", "both sides' sentences", got)


def origins(tap, h):
    got = h.ask("SELECT * FROM lineage WHERE indicator = 'IND_OUTPUT' AND "
                "ref_area = 'VN-06' AND obs_value = 14210")
    tap.ok(len(got) == 1, "lineage: where 14.210 comes from", got)
    one = got[0]
    with open(h.data / "archive" / one["archive"], "rb") as f:
        f.seek(one["archive_offset"])
        text = gzip.open(f).read(20000).decode("utf-8", "replace")
    tap.ok("14.210 tỷ đồng" in text, "its bytes are where it says", text)
    tap.ok("14.210" in one["evidence_text"] and
           one["release"] == "office:2021.html" and
           one["licence"] == "CC BY 4.0" and
           one["program"].startswith("nqtrack ") and
           one["batch"].endswith(".ndjson") and
           one["seen_until"] == "2023-06-15T18:00:07Z",
           "its release, program, batch and end", one)
    later = h.ask("SELECT * FROM lineage WHERE observation_id = "
                  f"{one['later_observation']}")[0]
    tap.ok(later["obs_value"] == 14300 and one["earlier_observation"] is None
           and later["earlier_observation"] == one["observation_id"] and
           later["later_observation"] is None, "its later vintage", later)
    got = h.ask("SELECT later_observation, withdrawn_batch FROM lineage "
                "WHERE indicator = 'IMPORTS'")
    tap.ok(got == [{"later_observation": None,
                    "withdrawn_batch": "x2024.ndjson"}],
           "withdrawn without another in its place", got)


def same(a, b):
    a, b = (None if x in ("", None) else x for x in (a, b))
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) < 1e-6 * max(1, abs(float(b)))


def targets(tap, h):
    page = {t["target"]: t for t in json.loads(nqtrack(
        "status", "--data", h.data, "--format", "json").stdout)}
    rows = {r["target"]: r for r in h.ask("SELECT * FROM progress")}
    odd = [(k, r, page[k]) for k, r in rows.items()
           if not same(r["latest_value"], page[k]["latest_value"]) or
           not same(r["growth_needed"], page[k]["required"] if page[k][
               "required_kind"] == "percent-a-year" else None) or
           not same(r["needed_per_month"], page[k]["required"] if page[k][
               "required_kind"] == "amount-a-month" else None) or
           r["target_value"] != page[k]["target_value"]]
    tap.ok(not odd and len(rows) > 40, "progress: the numbers of status",
           odd)
    got = rows["nq29-iip"]
    tap.ok(got["years"] == 5 and got["years_known"] == 0 and
           got["growth_needed"] is None, "nothing known, nothing needed", got)
    got = rows["plan-output-2021"]
    tap.ok(got["share_printed"] == 100.6 and
           abs(got["share_computed"] - 100.633) < 0.001 and
           got["latest_period"] == "2021" and got["year_elapsed"] == 100,
           "a plan: printed and computed share", got)
    db = h.open()
    db.execute("INSERT INTO observation SELECT NULL, release_id, document_id,"
               " 90, 'IIP', ref_area, breakdown, '2021', role, 'yoy', '_Z', "
               "9.12, 912, 2, 'PT', 0, 'A', '_Z', 24252, 12, 'x', 0, 1, NULL,"
               " NULL, NULL, 'test', '[]', first_seen, NULL "
               f"FROM observation WHERE {CELL} AND withdrawn IS NULL LIMIT 1")
    for year, value in ((2022, 9.23), (2023, 6.3), (2024, 9.23)):
        db.execute("INSERT INTO observation SELECT NULL, release_id, "
                   "document_id, ordinal + 1, indicator, ref_area, breakdown,"
                   f" '{year}', role, transformation, price_base, {value}, "
                   f"{round(value * 100)}, 2, unit_measure, 0, 'A', '_Z', "
                   f"{year * 12}, 12, 'x', 0, 1, NULL, NULL, NULL, 'test', "
                   "'[]', first_seen, NULL FROM observation WHERE indicator "
                   "= 'IIP' AND time_period = '2021'")
    db.execute("DELETE FROM plan_evidence")
    db.execute("DELETE FROM plan")
    for layer, kind, low, high in ((1, "ministry", 13e12, 13.01e12),
                                   (2, "council", 14.2e12, 14.22e12)):
        db.execute(
            "INSERT INTO plan (indicator, ref_area, breakdown, territory, "
            "time_period, price_base, unit_measure, layer, layers, "
            "layer_kind, layer_rule, lower_value, upper_value, shares, "
            "releases) VALUES ('IND_OUTPUT', 'VN-06', '_T', 'VN-06', '2021', "
            "'constant-2010', 'VND', ?, 2, ?, 'number', ?, ?, 1, 1)",
            (layer, kind, low, high))
    rows = {r["target"]: dict(r) for r in db.execute(
        "SELECT * FROM progress")}
    db.rollback()
    db.close()
    got = rows["nq29-iip"]
    tap.ok(abs(got["growth_so_far"] - 8.46) < 0.005 and
           abs(got["growth_needed"] - 11.18) < 0.005 and
           got["years_known"] == 4, "an average: so far and needed", got)
    got = rows["plan-output-2021"]
    tap.ok(got["implied_layer"] == "council" and got["implied_fits"] == 1 and
           got["implied_lower"] == 14200 and got["implied_layers"] == 2,
           "the layer of plans that the target lies in", got)


def owed(tap, h):
    page = json.loads(nqtrack(
        "coverage", "--data", h.data, "--source", "office", "--all",
        "--format", "json").stdout)
    rows = h.ask("SELECT * FROM coverage WHERE source = 'office' "
                 "ORDER BY period_first")
    tap.ok([r["state"] for r in rows] == ["missing", "covered", "covered"]
           and [r["state"] for r in page] == [r["state"] for r in rows] and
           rows[1]["release"] == "office:2021.html" and
           rows[0]["expected"] == 3, "coverage: as the command", rows)
    query = pathlib.Path("schemas/sql/query/coverage.sql").read_text("utf-8")
    view = h.values("SELECT sql FROM sqlite_schema WHERE name = "
                    "'coverage'")[0]
    tap.ok(query[query.index("known AS ("):].strip() ==
           view[view.index("known AS ("):].strip(),
           "the view is the query but for its parameters")


def plans(tap, h):
    db = h.open()
    wants = [(v, f"SELECT * FROM {v} WHERE {CELL}") for v in (
        "statement", "current", "history", "disagreement", "lineage")]
    wants += [(v + ", a series", f"SELECT * FROM {v} WHERE {SERIES}")
              for v in ("statement", "current", "history", "series",
                        "disagreement", "implied_plan", "lineage")]
    wants += [
        ("as_of", "SELECT * FROM as_of WHERE as_of = '2023-04-20' "
         f"AND {CELL}"),
        ("as_of, a series", "SELECT * FROM as_of WHERE as_of = '2023-04-20' "
         f"AND {SERIES}"),
        ("lineage, a row", "SELECT * FROM lineage WHERE observation_id = 1"),
        ("current, joined", "SELECT * FROM target AS t CROSS JOIN current AS "
         "c ON "
         "c.indicator = t.indicator AND c.ref_area = t.ref_area AND "
         "c.breakdown = t.breakdown AND c.time_period = t.time_period"),
        ("progress", "SELECT * FROM progress")]
    for name, query in wants:
        got = walks(db, query)
        tap.ok(got == 0, f"{name}: no walk of the observations", "\n".join(
            r[3] for r in db.execute("EXPLAIN QUERY PLAN " + query)))
    tap.ok(walks(db, "SELECT max(obs_value) FROM observation") == 1,
           "a walk would be seen")
    db.close()


def documented(tap, h):
    """docs/warehouse.md has a heading `name` for each table and view, and a
    row below it for each column, unless another page of docs/ has it."""
    page = pathlib.Path("docs/warehouse.md")
    others = "".join(p.read_text("utf-8") for p in page.parent.glob("*.md")
                     if p != page)
    parts = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)",
                            page.read_text("utf-8"), re.M | re.S))
    for row in h.ask("SELECT name FROM sqlite_schema WHERE type IN ('table', "
                     "'view') AND name NOT LIKE 'sqlite_%'"):
        name = row["name"]
        columns = h.values(f"SELECT name FROM pragma_table_info('{name}')")
        if name not in parts:
            tap.ok(f"`{name}`" in others, f"docs/*.md: {name}", columns)
            continue
        missing = [c for c in columns if not re.search(
            rf"^\|[^|]*`{c}`[^|]*\|", parts[name], re.M)]
        tap.ok(not missing, f"docs/warehouse.md: {name}", missing)


def examples(tap, h):
    """The SQL of docs/warehouse.md runs."""
    text = pathlib.Path("docs/warehouse.md").read_text("utf-8")
    found = re.findall(r"```sql\n(.*?)```", text, re.S)
    tap.ok(len(found) >= 5, "docs/warehouse.md has examples")
    for query in found:
        done = nqtrack("sql", query.strip().rstrip(";"), "--data", h.data,
                       "--format", "csv")
        tap.ok(done.returncode == 0, "it runs: " +
               " ".join(query.split())[:50], done.stderr)


def main():
    tap = Tap()
    with workspace() as folder:
        h = House(pathlib.Path(folder))
        empty = pathlib.Path(folder) / "empty"
        nqtrack("load", "--data", empty, "--config", h.config)
        db = sqlite3.connect(empty / "warehouse.db")
        for view in VIEWS:
            n = db.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
            tap.ok(n == 0 or view in ("progress", "coverage"),
                   f"{view} over nothing", n)
        db.close()
        shutil.rmtree(empty)
        for part in (fill, cells, days, wide, disagree, origins, targets,
                     owed, plans, documented, examples):
            part(tap, h)
    tap.done()


main()
