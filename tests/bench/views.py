#!/usr/bin/env python3
"""make bench: what the shipped views cost against queries written by hand
for the one question that is asked, over the same rows and indexes.

views.py COUNT BATCHES RUNS: so many generated observations (records.py) are
loaded in so many batches, a month apart. Then each view answers questions
about single cells, series and days that are drawn by lot, and so does the
hand-written query beside it, in turn on one connection. A ratio is the median
of the ratios of the turns, of processor time, of prepared statements. Both
must give the same rows. The scans that a view makes of the table of
observations, or of one of its indexes, are counted too: none is allowed where
a cell or a series is asked for."""
import os
import pathlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests")
from lib import walks

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()

def keys(names, alias=""):
    """Conditions on the columns of a cell."""
    columns = {"indicator": "indicator", "ref_area": "area",
               "breakdown": "part", "transformation": "kind",
               "time_period": "period", "price_base": "base"}
    return " AND ".join(f"{alias}{c} = :{n}" for c, n in columns.items()
                        if n in names) + (
        f" AND {alias}role = 'actual'" if "kind" in names else "")


CELL = keys("indicator area part kind period base".split())
SERIES = keys("indicator area part kind".split())
WIDE = keys("indicator area part".split())
# The same in a query with other tables.
O_CELL, O_SERIES, O_WIDE, E_CELL = (
    keys("indicator area part kind period base".split(), "o."),
    keys("indicator area part kind".split(), "o."),
    keys("indicator area part".split(), "o."),
    keys("indicator area part kind period base".split(), "e."))
ORDER = """CASE o.obs_status WHEN 'A' THEN 0 WHEN 'P' THEN 1 ELSE 2 END,
    s.source_rank, d.published DESC, o.id DESC"""
STANDS = "o.withdrawn IS NULL"
THEN = """o.first_seen <= (SELECT max(id) FROM batch WHERE loaded_at <
    date(:day, '+1 day')) AND (o.withdrawn IS NULL OR o.withdrawn >
    (SELECT max(id) FROM batch WHERE loaded_at < date(:day, '+1 day')))"""
# The territory of a figure, of which an area can have several.
PLACE = """coalesce((SELECT t.code FROM territory AS t
    WHERE t.ref_area = o.ref_area AND t.valid_from <= coalesce(d.published,
	substr(d.retrieved, 1, 10))
    AND (o.period_first + o.period_months > t.from_month OR EXISTS (
	SELECT 1 FROM observation AS n WHERE n.release_id = o.release_id
	AND n.withdrawn IS NULL AND n.ref_area = o.ref_area
	AND n.role = 'actual'
	AND n.period_first + n.period_months > t.from_month))
    ORDER BY t.valid_from DESC LIMIT 1), o.ref_area)"""
BEST = """o.id, o.obs_value, o.unit_measure, o.unit_mult,
    o.obs_value * p.factor, o.obs_status, o.bound, o.evidence_text, r.code,
    d.published, d.url, o.rule, f.loaded_at, i.price_base, """ + PLACE
BEST_OF_VIEW = """observation_id, obs_value, unit_measure, unit_mult,
    value_in_units, obs_status, bound, evidence_text, release, published,
    url, rule, seen_from, price_base_inferred, territory"""
FROM = """FROM observation AS o
    JOIN power AS p ON p.exponent = o.unit_mult
    JOIN release AS r ON r.id = o.release_id
    JOIN source AS s ON s.code = r.source
    JOIN document AS d ON d.id = o.document_id
    JOIN batch AS f ON f.id = o.first_seen
    LEFT JOIN price_inference AS i ON i.observation_id = o.id"""


def one(columns, stands):
    """The best of a cell."""
    return f"""SELECT {columns} {FROM} WHERE {O_CELL} AND {stands}
	ORDER BY {ORDER} LIMIT 1"""


def many(columns, stands):
    """The best of each cell of a series."""
    return f"""SELECT {columns} FROM (
	SELECT o.id AS best, row_number() OVER (
	    PARTITION BY o.time_period, o.price_base, {PLACE}
	    ORDER BY {ORDER}) AS place
	FROM observation AS o
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	JOIN document AS d ON d.id = o.document_id
	WHERE {O_SERIES} AND {stands}) AS b
    JOIN {FROM.partition('FROM ')[2].replace('observation AS o',
                                             'observation AS o ON o.id = best',
                                             1)}
    WHERE place = 1"""


DIFFER = """statements, releases, lowest, highest, beyond_rounding,
    lowest_observation, highest_observation"""
EXTREMES = """count(*) AS n, count(DISTINCT o.release_id) AS releases,
    min(o.obs_value * p.factor) AS lowest,
    max(o.obs_value * p.factor) AS highest,
    max((o.obs_value - u.factor / 2) * p.factor) >
    min((o.obs_value + u.factor / 2) * p.factor) AS beyond
    FROM observation AS o JOIN power AS p ON p.exponent = o.unit_mult
    JOIN power AS u ON u.exponent = -o.obs_scale
    JOIN document AS d ON d.id = o.document_id
    WHERE o.bound = '_Z'"""


def end(order, period=":period", base=":base"):
    """The row of a cell that says the lowest or the highest."""
    cell = O_CELL.replace(":period", period).replace(":base", base)
    return f"""(SELECT o.id FROM observation AS o
	JOIN power AS p ON p.exponent = o.unit_mult
	WHERE {cell} AND {STANDS}
	ORDER BY o.obs_value * p.factor {order}, o.id {order} LIMIT 1)"""


# The latest figure of each target and the latest printed share of its plan,
# as they would be asked for themselves.
LATEST = f"""SELECT g.code, b.id, c.id FROM target AS g LEFT JOIN (
    SELECT goal.code, o.id, row_number() OVER (PARTITION BY goal.code
	ORDER BY o.price_base = '_U' AND goal.price_base LIKE 'constant-%' AND
	    o.obs_value * p.factor > 1.2 * goal.obs_value * g.factor *
	    o.period_months / 12,
	o.time_period / 1 DESC, o.period_months DESC, CASE o.price_base
	    WHEN goal.price_base THEN 0 WHEN '_Z' THEN 1 WHEN '_U' THEN 1
	    WHEN 'current' THEN 3 ELSE 2 END, {ORDER}) AS place
    FROM (SELECT *, CASE WHEN kind IN ('average-growth', 'growth') THEN 'yoy'
	    WHEN kind = 'share' THEN 'share' ELSE 'level' END AS looks_at,
	CASE WHEN obs_value IS NULL THEN '1'
	    WHEN kind IN ('level', 'share') THEN coalesce(base,
		CAST(time_period / 1 - 10 AS TEXT))
	    ELSE substr(time_period, 1, 4) END AS since,
	iif(obs_value IS NULL, '9999', CAST(time_period / 1 + iif(
	    time_period LIKE '%P%Y', substr(time_period, 13) / 1, 1) AS
	    TEXT)) AS till,
	obs_value IS NULL OR kind IN ('growth', 'year-plan', 'period-plan')
	    AS parts
	FROM target WHERE indicator IS NOT NULL) AS goal
    CROSS JOIN observation AS o
	JOIN power AS p ON p.exponent = o.unit_mult
	JOIN power AS g ON g.exponent = goal.unit_mult
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	JOIN document AS d ON d.id = o.document_id
	WHERE o.indicator = goal.indicator AND o.ref_area = goal.ref_area
	AND o.breakdown = goal.breakdown AND o.role = 'actual'
	AND o.transformation = goal.looks_at AND o.withdrawn IS NULL
	AND o.time_period >= goal.since AND o.time_period < goal.till
	AND o.period_first % 12 = 0 AND o.period_months <= 12
	AND (o.period_months = 12 OR goal.parts)
	AND o.unit_measure = coalesce(goal.unit_measure, o.unit_measure)
	AND (o.price_base IN ('_U', '_Z', goal.price_base)
	    OR goal.price_base = '_U') AND {PLACE} = o.ref_area) AS b
    ON b.code = g.code AND b.place = 1
    LEFT JOIN (SELECT goal.code, o.id, row_number() OVER (
	    PARTITION BY goal.code ORDER BY o.period_months DESC,
	    abs(o.obs_value - 100 * v.obs_value * p.factor / g.factor /
	    goal.obs_value), {ORDER}) AS place
	FROM target AS goal CROSS JOIN observation AS o
	JOIN observation AS v ON v.release_id = o.release_id
	    AND v.indicator = o.indicator AND v.time_period = o.time_period
	    AND v.transformation = 'level' AND v.ref_area = o.ref_area
	    AND v.breakdown = o.breakdown AND v.role = o.role
	    AND v.withdrawn IS NULL
	JOIN power AS p ON p.exponent = v.unit_mult
	JOIN power AS g ON g.exponent = goal.unit_mult
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	JOIN document AS d ON d.id = o.document_id
	WHERE o.indicator = goal.indicator AND o.ref_area = goal.ref_area
	    AND o.breakdown = goal.breakdown AND o.role = 'actual'
	    AND o.transformation = 'of_year_plan' AND o.withdrawn IS NULL
	    AND o.time_period >= goal.time_period
	    AND o.time_period < CAST(goal.time_period + 1 AS TEXT)
	    AND goal.kind = 'year-plan' AND o.period_first % 12 = 0
	    AND abs(o.obs_value - 100 * v.obs_value * p.factor / g.factor /
	    goal.obs_value) <= 2 AND {PLACE} = o.ref_area) AS c
    ON c.code = g.code AND c.place = 1 WHERE g.indicator IS NOT NULL"""
# The month that each report is about, of sources that owe one a month.
COVERED = """SELECT source, past - 1, 'covered', code FROM (
    SELECT r.source, r.code, max(o.period_first + o.period_months) AS past
    FROM observation AS o CROSS JOIN release AS r ON r.id = o.release_id
    JOIN source AS s ON s.code = r.source
    JOIN document AS d ON d.id = (SELECT min(id) FROM document
	WHERE release_id = r.id)
    WHERE s.schedule_every = 'month' AND +o.withdrawn IS NULL
	AND +o.role = 'actual' AND o.period_first % 12 + o.period_months <= 12
	AND o.period_first + o.period_months <= CAST(strftime('%Y',
	    d.published, '+11 days') AS INTEGER) * 12 + CAST(strftime('%m',
	    d.published, '+11 days') AS INTEGER) - 1
    GROUP BY r.id)"""


# Name, "cell", "series" or "all", the view's query, the one by hand.
QUESTIONS = [
    ("current/cell", "cell",
     f"SELECT {BEST_OF_VIEW} FROM current WHERE {CELL}", one(BEST, STANDS)),
    ("current/series", "series",
     f"SELECT {BEST_OF_VIEW} FROM current WHERE {SERIES}",
     many(BEST, STANDS)),
    ("as_of/cell", "cell",
     f"SELECT {BEST_OF_VIEW} FROM as_of WHERE as_of = :day AND {CELL}",
     one(BEST, THEN)),
    ("as_of/series", "series",
     f"SELECT {BEST_OF_VIEW} FROM as_of WHERE as_of = :day AND {SERIES}",
     many(BEST, THEN)),
    ("statement/cell", "cell",
     f"""SELECT observation_id, obs_value, place FROM statement
	WHERE {CELL} ORDER BY place""",
     f"""SELECT id, obs_value, row_number() OVER () FROM (
	SELECT o.id, o.obs_value FROM observation AS o
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	JOIN document AS d ON d.id = o.document_id
	WHERE {O_CELL} AND {STANDS} ORDER BY {PLACE}, {ORDER})"""),
    ("history/cell", "cell",
     f"""SELECT observation_id, value_in_units, evidence_text, release, url,
	territory, seen_from, seen_until FROM history WHERE {CELL}""",
     f"""SELECT o.id, o.obs_value * p.factor, o.evidence_text, r.code, d.url,
	{PLACE}, f.loaded_at, w.loaded_at
	FROM observation AS o JOIN power AS p ON p.exponent = o.unit_mult
	JOIN release AS r ON r.id = o.release_id
	JOIN document AS d ON d.id = o.document_id
	JOIN batch AS f ON f.id = o.first_seen
	LEFT JOIN batch AS w ON w.id = o.withdrawn WHERE {O_CELL}"""),
    ("series/series", "series",
     f"""SELECT time_period, level_constant, level_current, level_unnamed,
	yoy, of_year_plan, obs_status, statements FROM series
	WHERE {WIDE}""",
     f"""SELECT time_period,
	max(v) FILTER (WHERE transformation = 'level' AND
	    price_base = 'constant-2010'),
	max(v) FILTER (WHERE transformation = 'level' AND
	    price_base = 'current'),
	max(v) FILTER (WHERE transformation = 'level' AND
	    price_base = '_U'),
	max(v) FILTER (WHERE transformation = 'yoy'),
	max(v) FILTER (WHERE transformation = 'of_year_plan'),
	CASE max(instr('APE', worst)) WHEN 3 THEN 'E' WHEN 2 THEN 'P'
	    ELSE 'A' END, sum(n)
	FROM (SELECT o.*, {PLACE} AS territory, o.obs_value * p.factor AS v,
	    row_number() OVER cell AS place, count(*) OVER whole AS n,
	    substr('APE', max(instr('APE', o.obs_status)) OVER whole, 1) AS
	    worst
	    FROM observation AS o
	    JOIN power AS p ON p.exponent = o.unit_mult
	    JOIN release AS r ON r.id = o.release_id
	    JOIN source AS s ON s.code = r.source
	    JOIN document AS d ON d.id = o.document_id
	    WHERE {O_WIDE} AND o.role = 'actual' AND {STANDS}
	    WINDOW cell AS (PARTITION BY o.time_period, o.transformation,
		o.price_base ORDER BY {ORDER}),
	    whole AS (PARTITION BY o.time_period, o.transformation,
		o.price_base))
	WHERE place = 1 GROUP BY time_period, territory"""),
    ("disagreement/cell", "cell",
     f"""SELECT {DIFFER} FROM disagreement WHERE {CELL}""",
     f"""SELECT n, releases, lowest, highest, beyond,
	{end('')}, {end('DESC')}
	FROM (SELECT {EXTREMES} AND {O_CELL} AND {STANDS}
	    GROUP BY {PLACE})
	WHERE lowest < highest"""),
    ("disagreement/series", "series",
     f"""SELECT time_period, price_base, {DIFFER} FROM disagreement
	WHERE {SERIES}""",
     f"""SELECT period, base, n, releases, lowest, highest, beyond,
	{end('', 'period', 'base')}, {end('DESC', 'period', 'base')} FROM (
	SELECT o.time_period AS period, o.price_base AS base, {EXTREMES}
	    AND {O_SERIES} AND {STANDS}
	    GROUP BY o.time_period, o.price_base, {PLACE})
	WHERE lowest < highest"""),
    ("implied_plan/series", "series",
     """SELECT time_period, stated_period, lower_value, upper_value
	FROM implied_plan WHERE indicator = :indicator
	AND ref_area = :area AND breakdown = :part""",
     f"""SELECT CAST(o.period_first / 12 AS TEXT), o.time_period,
	100 * (o.obs_value - 0.5 * vu.factor) * p.factor /
	(s.obs_value + 0.5 * su.factor),
	100 * (o.obs_value + 0.5 * vu.factor) * p.factor /
	(s.obs_value - 0.5 * su.factor)
	FROM observation AS s JOIN observation AS o
	    ON o.release_id = s.release_id AND o.indicator = s.indicator
	    AND o.time_period = s.time_period
	    AND o.transformation = 'level' AND o.ref_area = s.ref_area
	    AND o.breakdown = s.breakdown AND o.role = s.role
	    AND {STANDS}
	JOIN document AS d ON d.id = o.document_id
	JOIN power AS p ON p.exponent = o.unit_mult
	JOIN power AS vu ON vu.exponent = -o.obs_scale
	JOIN power AS su ON su.exponent = -s.obs_scale
	LEFT JOIN price_inference AS i ON i.observation_id = o.id
	WHERE s.indicator = :indicator AND s.ref_area = :area
	    AND s.breakdown = :part AND s.transformation = 'of_year_plan'
	    AND s.role = 'actual' AND s.withdrawn IS NULL
	    AND coalesce(i.price_base, o.price_base) <> 'current'
	    AND {PLACE} IS NOT NULL"""),
    ("lineage/cell", "cell",
     f"""SELECT observation_id, evidence_text, release, url, archive,
	archive_offset, batch, program, earlier_observation FROM lineage
	WHERE {CELL}""",
     f"""SELECT o.id, o.evidence_text, r.code, d.url, d.archive,
	d.archive_offset, f.name, x.program, (SELECT max(e.id)
	    FROM observation AS e WHERE e.release_id = o.release_id
	    AND {E_CELL} AND e.withdrawn <= o.first_seen)
	FROM observation AS o JOIN release AS r ON r.id = o.release_id
	JOIN document AS d ON d.id = o.document_id
	JOIN batch AS f ON f.id = o.first_seen
	JOIN extraction AS x ON x.document_id = o.document_id
	    AND x.batch_id = o.first_seen WHERE {O_CELL}"""),
    ("progress", "all",
     """SELECT target, latest_observation, share_printed_observation
	FROM progress""",
     LATEST),
    ("coverage", "all",
     """SELECT source, period_first, state, release FROM coverage
	WHERE state = 'covered'""", COVERED),
]


def load(folder, count, batches):
    """Each file in a run of its own, so that they are known from different
    days on."""
    done = subprocess.run([sys.executable, "tests/bench/records.py",
                           str(count), folder / "all", str(batches)])
    if done.returncode != 0:
        sys.exit("records.py failed")
    data = folder / "data"
    (data / "records").mkdir(parents=True)
    start = time.monotonic()
    for path in sorted((folder / "all/records").iterdir()):
        shutil.move(path, data / "records")
        day = f"{path.name[:4]}-{path.name[4:6]}-{path.name[6:8]}"
        subprocess.run(
            [BUILD / "nqtrack", "load", "--quiet", "--data", data,
             "--config", folder / "all"], check=True,
            env=dict(os.environ, NQTRACK_NOW=day + "T12:00:00Z"))
    return data / "warehouse.db", time.monotonic() - start


def draw(db, n):
    """What is asked for: cells, with a day."""
    chance = random.Random(1)
    most = db.execute("SELECT max(id) FROM observation").fetchone()[0]
    rows = []
    while len(rows) < n:
        row = db.execute(
            """SELECT indicator, ref_area AS area, breakdown AS part,
                transformation AS kind, time_period AS period,
                price_base AS base FROM observation
            WHERE id = ? AND indicator <> 'CPI'""",
            (chance.randrange(most) + 1,)).fetchone()
        if row is not None:
            rows.append(dict(row, day=f"2020-{chance.randrange(12) + 1:02d}-"
                             f"{chance.randrange(28) + 1:02d}"))
    return rows


def ask(db, query, asked):
    start = time.process_time()
    rows = [db.execute(query, a).fetchall() for a in asked]
    return time.process_time() - start, rows


def tidy(rows):
    """Free of order and of the last bits of what was calculated."""
    return sorted(tuple(float(f"{v:.12g}") if isinstance(v, float) else v
                        for v in row) for row in rows)


def compare(db, name, scope, ours, theirs, asked, runs):
    asked = {"cell": asked, "series": asked[:len(asked) // 10],
             "all": asked[:1]}[scope]
    turns = []
    for _ in range(runs):
        b, right = ask(db, theirs, asked)
        a, got = ask(db, ours, asked)
        turns.append((a, b))
    for one, two, what in zip(got, right, asked):
        if [str(r) for r in tidy(one)] != [str(r) for r in tidy(two)]:
            sys.exit(f"{name}: {tidy(one)[:3]} and {tidy(two)[:3]} of {what}:"
                     " this measures nothing")
    found = sum(map(len, right))
    a, b = (statistics.median(t[i] for t in turns) / len(asked) * 1e6
            for i in (0, 1))
    ratio = statistics.median(x / y for x, y in turns)
    print(f"{name} {ratio:.2f}  ({a:.0f} us against {b:.0f}, "
          f"{len(asked)} asked, {found} rows)")
    walked = walks(db, ours, asked[0])
    if walked and name != "coverage":
        sys.exit(f"{name}: walks the observations {walked} times")


def main():
    count, batches, runs = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        path, took = load(pathlib.Path(name), count, batches)
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True,
                             cached_statements=64)
        db.execute("PRAGMA cache_size = -200000")
        n = db.execute("SELECT count(*) FROM observation").fetchone()[0]
        print(f"{n} observations in {batches} batches, loaded in "
              f"{took:.1f} s, {path.stat().st_size >> 20} MiB; {runs} runs")
        db.row_factory = sqlite3.Row
        asked = draw(db, 1000)
        db.row_factory = None
        for question in QUESTIONS:
            compare(db, *question, asked, runs)


main()
