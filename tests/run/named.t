#!/usr/bin/env python3
"""nqtrack sql: queries that have a name, their parameters, files of one's
own; and the gate that every query goes through: no writing, no way out, an
end in time, memory that does not grow with the rows."""
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, "tests")
from lib import PATIENCE, Tap, command, nqtrack, workspace
from made import House, NASTY, fill

FOLDER = pathlib.Path("schemas/sql/named")
COUNT = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
         "WHERE i < {n}) SELECT i, 'x' || i AS t FROM n")
REFUSED = [
    "DELETE FROM observation", "INSERT INTO power VALUES (99, 1)",
    "UPDATE observation SET obs_value = 0", "DROP TABLE observation",
    "CREATE TEMP TABLE t(x)", "CREATE VIEW temp.v AS SELECT 1",
    "ATTACH '{data}/new.db' AS x", "VACUUM INTO '{data}/new.db'",
    "DETACH main", "PRAGMA journal_mode = delete", "PRAGMA query_only = 0",
    "PRAGMA table_info(batch)", "SELECT * FROM pragma_table_info('batch')",
    "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')",
    "SELECT readfile('/etc/passwd')", "SELECT writefile('{data}/new.db', 1)",
    "BEGIN IMMEDIATE", "COMMIT ;", "SAVEPOINT x", "REINDEX ;", "ANALYZE ;",
    "SELECT 1; SELECT 2", "SELECT 1; DELETE FROM observation", " ", "; ;",
    "-- nothing", "SELECT * FROM sqlite_dbpage", "SELECT randomblob(1 << 30)",
    "SELECT zeroblob(1 << 30)", "SELECT " + "(" * 200 + "1" + ")" * 200,
    "SELECT 1 " + "UNION SELECT 1 " * 30,
    "SELECT '" + "x" * 100001 + "'"]
BAD = [
    ("SELECT 1 AS n", "title", 0), ("-- title vi: A\nSELECT 1", "title", 1),
    ("-- what vi: A\nSELECT 1", "expected", 1),
    ("-- title vi: A\n-- title en: A\n-- param x word\n\nSELECT :x",
     "text, integer, number or day", 3),
    ("-- title vi: A\n-- title en: A\n-- param x text\n\nSELECT :x",
     "both languages", 3),
    ("-- title vi: A\n-- title en: A\n\nSELECT :x", ":x", None),
    ("-- title vi: A\n-- title en: A\n-- param x text\n--   vi: a\n"
     "--   en: a\n\nSELECT 1", ":x", None),
    ("-- title vi: A\n-- title en: A\n-- param x integer many\n--   vi: a\n"
     "--   en: a\n\nSELECT :x", "whole number", None),
    ("-- title vi: A\n-- title en: A\n\nSELECT nosuch FROM observation",
     "nosuch", None),
    ("-- title vi: A\n-- title en: A\n\nDELETE FROM observation",
     "not authorized", None),
    ("-- title vi: A\n-- title en: A\n\nSELECT 1; SELECT 2", "one query",
     None)]
OWN = """-- title vi: Thử
-- title en: A try
-- param n integer
--   vi: số nguyên
--   en: a whole number
-- param x number 1.5
--   vi: số
--   en: a number
-- param d day ""
--   vi: ngày
--   en: a day
-- param t text ""
--   vi: chữ
--   en: a text

-- A comment of the query's own.
SELECT typeof(:n) AS n, typeof(:x) AS x, typeof(:d) AS d, :t AS t
"""


def names():
    return sorted(p.stem for p in FOLDER.glob("*.sql"))


def shipped(tap, h):
    tap.ok(len(names()) >= 12, "a dozen queries have a name", names())
    text = pathlib.Path("docs/queries.md").read_text("utf-8")
    missing = [n for n in names() if f"`{n}`" not in text]
    tap.ok(not missing, "docs/queries.md has each", missing)
    tables = {r["name"] for r in h.ask("SELECT name FROM sqlite_schema")}
    tap.ok(not tables & set(names()), "none has the name of a table or view")
    rows = json.loads(h.run("sql", "--list", "--format", "json",
                            "--lang", "en").stdout)
    tap.ok(sorted({r["query"] for r in rows}) == names() and
           all(r["title"] and (r["parameter"] is None or r["description"])
               for r in rows), "--list has each, and its parameters", rows[:3])
    for lang, word in (("vi", "mã chỉ tiêu"), ("en", "code of the ind")):
        done = h.run("sql", "--list", "--lang", lang)
        tap.ok(all(re.search(rf"^{n}$", done.stdout, re.M)
                   for n in names()) and word in done.stdout,
               f"--list --lang {lang}", done.stdout)
    whole = [n for n in names() if not any(
        r["query"] == n and r["parameter"] and r["default"] is None
        for r in rows)]
    for name in whole:
        done = h.run("sql", name, "--format", "json")
        tap.ok(done.returncode == 0 and isinstance(json.loads(done.stdout),
                                                   list),
               f"sql {name}", done.stderr)


def answers(tap, h):
    def ask(*args):
        return json.loads(h.run("sql", *args, "--format", "json").stdout)

    got = ask("indicator-series", "indicator=IND_OUTPUT", "area=VN-06")
    tap.ok({r["time_period"]: r["level_constant"] for r in got}["2021"] ==
           14300e9, "indicator-series: the revised value", got)
    got = ask("who-says-what", "period=2021")
    tap.ok([(r["place"], r["source"], r["obs_value"]) for r in got] ==
           [(1, "office", 14300), (2, "paper", 14.3)],
           "who-says-what: in order of belief", got)
    got = ask("revisions", "since=2024-01-01")
    tap.ok([(r["old_value"], r["new_value"]) for r in got
            if r["transformation"] == "level"] == [(14210, 14300)],
           "revisions since a day", got)
    tap.ok(ask("revisions", "since=2024-03-01") == [], "none since a later")
    got = ask("largest-revisions", "rows=1")
    tap.ok(len(got) == 1 and
           abs(got[0]["change_percent"] - 100 * (14300 / 14210 - 1)) < 1e-9,
           "largest-revisions: by how much", got)
    got = ask("known-then", "day=2023-06-01")
    tap.ok({r["time_period"]: r["obs_value"] for r in got
            if r["role"] == "actual"}["2021"] == 14210,
           "known-then: before the revision", got)
    got = ask("no-price-base")
    tap.ok([r["evidence_text"] for r in got] == [NASTY],
           "no-price-base: the sentence, whatever is in it", got)
    number = h.ask("SELECT observation_id AS n FROM current WHERE obs_value "
                   "= 14300")[0]["n"]
    got = ask("where-from", f"observation={number}")
    tap.ok(len(got) == 1 and got[0]["release"] == "office:2021.html",
           "where-from: its page", got)
    got = ask("verdicts", "target=plan-output-2021")
    tap.ok(got and all(r["target"] == "plan-output-2021" for r in got) and
           any("latest:" in (r["inputs"] or "") for r in got),
           "verdicts: with their figures", got)
    got = ask("indicator-series", "indicator=' OR 1=1 --")
    tap.ok(got == [], "a value is a value", got)


def mistakes(tap, h):
    cases = [
        (["nosuch"], ["nosuch", "indicator-series"]),
        (["verdict"], ["verdicts"]), (["../x"], ["there is no query"]),
        (["SELECT"], ["there is no query", "--list"]),
        (["indicator-series", "are=VN"], ["are=VN", "area=text"]),
        (["indicator-series", "VN-06"], ["key=value", "VN-06"]),
        (["indicator-series", "area=a", "area=b"], ["twice", "area"]),
        (["where-from"], ["missing", "observation"]),
        (["where-from", "observation="], ["whole number"]),
        (["where-from", "observation=1.5"], ["whole number", "1.5"]),
        (["where-from", "observation=" + "9" * 30], ["whole number"]),
        (["known-then", "day=2023-02-30"], ["day as", "2023-02-30"]),
        (["known-then", "day=yesterday"], ["day as", "yesterday"]),
        (["largest-revisions", "rows=many"], ["whole number", "many"]),
        (["SELECT 1", "x=1"], ["x=1", "name"])]
    for args, words in cases:
        done = h.run("sql", *args)
        tap.ok(done.returncode == 2 and done.stdout == "" and
               all(w in done.stderr for w in words),
               "told: sql " + " ".join(args)[:50],
               f"{done.returncode} {done.stderr}")
    done = nqtrack("sql", "sources", "--data", h.data / "no")
    tap.ok(done.returncode == 3 and "no warehouse yet" in done.stderr,
           "no warehouse: told", done.stderr)


def own(tap, h):
    folder = h.config / "sql" / "named"
    folder.mkdir(parents=True)
    (folder / "mine.sql").write_text(OWN, "utf-8")
    done = h.run("sql", "mine", "n=3", "t=é|<b>", "--format", "json")
    tap.ok(json.loads(done.stdout) == [{"n": "integer", "x": "real",
                                        "d": "text", "t": "é|<b>"}],
           "a file of one's own: bound as its types say",
           done.stdout + done.stderr)
    done = h.run("sql", "mine", "n=3", "x=abc")
    tap.ok(done.returncode == 2 and "a number" in done.stderr, "a number")
    done = h.run("sql", "--list")
    tap.ok("\nmine\n" in done.stdout, "--list has it", done.stdout)
    (folder / "sources.sql").write_text(
        "-- title vi: A\n-- title en: B\n\nSELECT 7 AS own\n")
    done = h.run("sql", "sources", "--format", "json")
    tap.ok(json.loads(done.stdout) == [{"own": 7}],
           "one of a shipped name takes its place", done.stdout)
    done = h.run("doctor")
    tap.ok(done.returncode == 0, "doctor: as they should be", done.stderr)
    for text, word, line in BAD:
        (folder / "bad.sql").write_text(text)
        done = h.run("doctor")
        where = "bad.sql" + (f":{line}" if line is not None else "")
        tap.ok(done.returncode == 2 and where in done.stderr and
               word in done.stderr, "doctor: " + repr(text)[-45:],
               done.stderr)
    done = h.run("sql", "bad")
    tap.ok(done.returncode == 2 and "bad.sql" in done.stderr,
           "sql tells it, too", done.stderr)
    (folder / "bad.sql").unlink()


def gate(tap, h):
    before = sorted(h.data.iterdir())
    for query in REFUSED:
        done = h.run("sql", query.format(data=h.data))
        tap.ok(done.returncode in (2, 3) and done.stdout == "" and
               "level=error" in done.stderr, "refused: " + query[:60],
               f"{done.returncode} {done.stdout} {done.stderr}")
    tap.ok({p.name for p in h.data.iterdir()} - {p.name for p in before} <=
           {"warehouse.db-shm", "warehouse.db-wal"}, "no file was made",
           list(h.data.iterdir()))
    forever = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
               "n) SELECT max(i) FROM n")
    done = nqtrack("sql", forever, "--data", h.data,
                   env=dict(os.environ, NQTRACK_SQL_SECONDS="1"))
    tap.ok(done.returncode == 3 and "stopped after 1 second" in done.stderr
           and done.stdout == "", "an endless query is stopped", done.stderr)
    for seconds in ("0", "x", "1e9", "86401", "-5"):
        done = nqtrack("sql", "SELECT 1 AS n", "--data", h.data,
                       env=dict(os.environ, NQTRACK_SQL_SECONDS=seconds))
        tap.ok(done.returncode == 2 and seconds in done.stderr,
               f"NQTRACK_SQL_SECONDS={seconds}: told", done.stderr)


def lines_of(h, n, form):
    """Lines of n rows, and KiB that it took."""
    run = subprocess.Popen(
        command("sql", COUNT.format(n=n), "--data", h.data, "--format",
                form), stdout=subprocess.PIPE,
        env=dict(os.environ, NQTRACK_SQL_SECONDS="3600"))
    lines = 0
    while block := run.stdout.read(1 << 20):
        lines += block.count(b"\n")
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = status
    return lines, usage.ru_maxrss


def streams(tap, h):
    if "ASAN_OPTIONS" in os.environ:
        tap.skip("the sanitizer keeps what was freed")
        return
    head = {"csv": 1, "table": 2, "json": 2, "ndjson": 0, "markdown": 2}
    for form, more in head.items():
        few = lines_of(h, 1000, form)
        n = 10000000 if form == "csv" else 1000000
        lines, peak = lines_of(h, n, form)
        tap.ok(lines == n + more and peak < 1.1 * few[1],
               f"{n} rows as {form}: no more memory than a thousand",
               f"{lines} lines, {peak} KiB, {few}")


def main():
    tap = Tap()
    with workspace() as top:
        h = House(pathlib.Path(top) / "house")
        runs = fill(h)
        tap.ok(all(r.returncode == 0 for r in runs), "three nights",
               "".join(r.stderr for r in runs))
        for part in (shipped, answers, mistakes, own, gate, streams):
            part(tap, h)
    tap.done()


main()
