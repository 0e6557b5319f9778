#!/usr/bin/env python3
"""Load, status and sql over records files made here by hand."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

BIN = os.path.join(os.environ.get("BUILD", "build"), "nqtrack")
count = failed = 0


def ok(good, name, seen=""):
    global count, failed
    count += 1
    print(f"{'' if good else 'not '}ok {count} - {name}", flush=True)
    if not good:
        failed += 1
        print("# " + str(seen).replace("\n", "\n# "), flush=True)


top = tempfile.mkdtemp(prefix="nqtrack-load-")
data, conf = os.path.join(top, "data"), os.path.join(top, "conf")
os.makedirs(os.path.join(data, "records"))
os.makedirs(conf)
with open(os.path.join(conf, "sources.json"), "w") as f:
    json.dump({"sources": [{"id": "one", "title": "One"},
                           {"id": "two", "title": "Two"}]}, f)
DB = os.path.join(data, "warehouse.db")


def load(now="2026-01-02T03:04:05Z", where=data):
    return subprocess.run([BIN, "load", "--data", where, "--config", conf],
                          capture_output=True, text=True,
                          env=dict(os.environ, NQTRACK_NOW=now))


def status(*args):
    return subprocess.run([BIN, "status", "--data", data, *args],
                          capture_output=True, text=True,
                          env=dict(os.environ,
                                   NQTRACK_NOW="2026-12-01T00:00:00Z"))


def sql(query, *args):
    return subprocess.run([BIN, "sql", query, "--data", data,
                           "--format", "csv", *args],
                          capture_output=True, text=True)


def digest(n):
    return "sha256:" + format(n, "064x")


def batch(name):
    return {"kind": "batch", "archive": name + ".warc.gz",
            "archive_digest": digest(1), "program": "nqtrack test",
            "catalogue": digest(2)}


def doc(n, release, source="one", archive="a", offset=0, state="ok",
        published="2022-01-10", retrieved="2026-01-01T00:00:00Z"):
    return {"kind": "document", "document": digest(n),
            "release": f"{source}:{release}", "url": "http://localhost/x",
            "source": source, "title": "Tin", "published": published,
            "retrieved": retrieved, "media_type": "text/html",
            "archive": archive + ".warc.gz", "offset": offset,
            "status": state, "reason": None, "program": "nqtrack test",
            "catalogue": digest(2)}


def obs(n, ordinal, value, **more):
    o = {"kind": "observation", "document": digest(n), "ordinal": ordinal,
         "indicator": "IND_OUTPUT", "ref_area": "VN-06", "breakdown": None,
         "time_period": "2021", "role": "actual", "transformation": "level",
         "obs_value": value, "unit_measure": "VND", "unit_mult": 9,
         "price_base": "constant-2010", "obs_status": "A", "bound": None,
         "evidence": {"text": "Câu.", "start": 0, "end": 5},
         "rule": "test", "flags": []}
    o.update(more)
    return o


def iip(n, ordinal, year, value):
    return obs(n, ordinal, value, indicator="IIP", transformation="yoy",
               time_period=str(year), unit_measure="PT", unit_mult=0,
               price_base=None)


def write(name, *lines):
    with open(os.path.join(data, "records", name + ".ndjson"), "w",
              encoding="utf-8") as f:
        for line in lines:
            f.write(line if isinstance(line, str) else
                    json.dumps(line, ensure_ascii=False) + "\n")


def rows(query):
    db = sqlite3.connect(DB)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


LIVE = ("SELECT obs_value, first_seen, withdrawn FROM observation "
        "ORDER BY id")

# An empty data folder: targets are known all the same.
r = load()
ok(r.returncode == 0 and "nothing new" in r.stderr, "no records yet", r)
ok(rows("SELECT count(*) FROM target")[0][0] > 40, "targets are taken over")

# First load, the same again.
write("a", batch("a"), doc(10, "r1"), obs(10, 1, 14210), iip(10, 2, 2021,
      9.12), doc(11, "r2", offset=9), obs(11, 1, 226.3, indicator="EXPORTS",
      unit_measure="USD", unit_mult=6, price_base=None))
r = load()
ok(r.returncode == 0 and "new=3" in r.stderr, "three figures are new", r)
ok(rows("SELECT obs_value, obs_mantissa, obs_scale FROM observation WHERE "
        "indicator = 'EXPORTS'") == [(226.3, 2263, 1)], "226.3 is exact")
before = rows(LIVE)
r = load("2026-01-03T00:00:00Z")
ok(r.returncode == 0 and "batches=0" in r.stderr and rows(LIVE) == before and
   rows("SELECT count(*) FROM batch") == [(1,)], "again: nothing new", r)

# A later capture with the same figures is no revision; one with others is.
write("b", batch("b"), doc(20, "r1", archive="b",
      retrieved="2026-02-01T00:00:00Z"), obs(20, 1, 14210),
      iip(20, 2, 2021, 9.12))
r = load("2026-02-01T00:00:00Z")
ok("unchanged=2" in r.stderr and rows(LIVE) == before, "same figures", r)
write("c", batch("c"), doc(30, "r1", archive="c",
      retrieved="2026-03-01T00:00:00Z"), obs(30, 1, 14300),
      iip(30, 2, 2021, 9.12))
r = load("2026-03-01T00:00:00Z")
ok("new=1 unchanged=1 withdrawn=1" in r.stderr, "a revision", r)
ok(rows("SELECT obs_value, first_seen, withdrawn FROM history WHERE "
        "indicator = 'IND_OUTPUT' ORDER BY observation_id") ==
   [(14210.0, 1, 3), (14300.0, 3, None)], "both vintages are kept")
ok(rows("SELECT obs_value FROM current WHERE indicator = 'IND_OUTPUT'") ==
   [(14300.0,)], "current has the new one")

# Silence withdraws nothing.
write("d", batch("d"), doc(40, "r1", archive="d", state="failed",
      retrieved="2026-04-01T00:00:00Z"), doc(41, "r1", archive="d", offset=5,
      state="no-figures", retrieved="2026-04-01T00:00:01Z"))
r = load("2026-04-01T00:00:00Z")
ok("withdrawn=0" in r.stderr and r.returncode == 0,
   "a failed and an empty capture withdraw nothing", r)

# A new extraction of an old capture does not speak over the newer one.
write("a", batch("a"), doc(10, "r1"), obs(10, 1, 14211),
      doc(11, "r2", offset=9), obs(11, 1, 226.4, indicator="EXPORTS",
      unit_measure="USD", unit_mult=6, price_base=None))
r = load("2026-05-01T00:00:00Z")
ok("new=1" in r.stderr and "withdrawn=1" in r.stderr and
   "superseded=1" in r.stderr, "a new extraction of an old archive", r)
ok(rows("SELECT obs_value FROM current ORDER BY obs_value") ==
   [(9.12,), (226.4,), (14300.0,)], "the newer capture still speaks",
   rows("SELECT obs_value FROM current"))

# Bad lines: the rest loads, nothing of that document is withdrawn.
bad = [
    obs(50, 1, 1, ref_area="VN-99"), obs(50, 1, 1, indicator="NONE"),
    obs(50, 1, 1, breakdown="Z"), dict(obs(50, 1, 1), extra=1),
    obs(99, 1, 1), "{broken\n", batch("e"),
]
write("e", batch("e"), doc(50, "r1", archive="e",
      retrieved="2026-06-01T00:00:00Z"), obs(50, 1, 14400), *bad,
      "x" * (1 << 21) + "\n", doc(51, "r3", archive="e", offset=7),
      obs(51, 1, 5, indicator="IC_AREA", breakdown="trấn yên",
          unit_measure="HA", unit_mult=0, price_base=None))
r = load("2026-06-01T00:00:00Z")
ok(r.returncode == 1 and "new=2" in r.stderr and "quarantined=8" in r.stderr
   and "withdrawn=0" in r.stderr, "eight bad lines, two good ones", r)
ok("line=4" in r.stderr and "VN-99" in r.stderr and
   "line=11" in r.stderr and "too long" in r.stderr, "named with line", r)
ok(rows("SELECT count(*), min(line) FROM quarantine") == [(8, 4)],
   "kept in quarantine")
ok(rows("SELECT count(*) FROM disagreement")[0][0] == 1,
   "the view of disagreements shows both values")
r = load()
ok(r.returncode == 0 and "nothing new" in r.stderr,
   "the quarantined batch is not loaded twice", r)

# A file that is no batch costs only itself.
write("f", "rubbish\n")
write("g", batch("g"), doc(60, "s1", "two", archive="g"),
      *[iip(60, i, y, v) for i, (y, v) in enumerate(
          [(2022, 9.23), (2023, 6.3), (2024, 9.23)], 1)])
r = load("2026-07-01T00:00:00Z")
ok(r.returncode == 1 and "f.ndjson" in r.stderr and "new=3" in r.stderr,
   "a file without a batch line", r)
os.remove(os.path.join(data, "records", "f.ndjson"))

# Status.
r = status("--format", "json", "--lang", "en")
page = {t["target"]: t for t in json.loads(r.stdout)}
t = page["nq29-iip"]
ok(list(page)[0] == "nq29-iip" and t["target_value"] == 9 and
   t["required_kind"] == "percent-a-year" and
   abs(t["required"] - 11.18) < 0.005 and t["provisional"] == 1 and
   t["verdict"] == "behind",
   "IIP: mean so far and the rest required", t)
ok(abs(t["pace_ratio"] * 9 - 8.46) < 0.005, "its mean is 8.46 %", t)
ok(all(p["target_value"] is None and p["verdict"] == "unverified"
       for p in page.values() if p["certainty"] == "unverified") and
   len([p for p in page.values() if p["certainty"] == "unverified"]) == 16,
   "unverified targets have no number and no verdict")
ok(page["plan-output-2021"]["verdict"] == "reached",
   "a year's plan against the year", page["plan-output-2021"])
ok(page["plan-output-2024"]["verdict"] == "no-data", "no data says so")
ok("nan" not in r.stdout.lower() and "inf," not in r.stdout, "never NaN")
r = status("--as-of", "2026-01-31", "--format", "json")
t = {t["target"]: t for t in json.loads(r.stdout)}
ok(t["plan-output-2021"]["latest_value"] == 14210, "as of January",
   t["plan-output-2021"])
for lang in ("vi", "en"):
    r = status("--lang", lang)
    wide = max(len(line) for line in r.stdout.split("\n"))
    ok(r.returncode == 0 and 60 < wide <= 100,
       f"the page in {lang} fits 100 columns", wide)
r = status("--format", "csv")
ok(len(r.stdout.strip().split("\n")) == len(page) + 1, "csv: a line each")

# SQL reads and nothing else.
r = sql("SELECT obs_value AS v FROM current WHERE indicator = 'EXPORTS'")
ok(r.returncode == 0 and r.stdout == "v\n226.4\n", "a query", r)
for q in ("DELETE FROM observation", "ATTACH 'x' AS y",
          "PRAGMA journal_mode = DELETE", "CREATE TEMP TABLE t (a)",
          "SELECT load_extension('x')", "SELECT 1; SELECT 2"):
    r = sql(q)
    ok(r.returncode == 2 and r.stdout == "", "refused: " + q, r)
r = sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "LIMIT 100000) SELECT i FROM n")
ok(r.stdout.count("\n") == 100001, "many rows are streamed")

# Warehouses that are not ours to touch.
r = subprocess.run([BIN, "doctor", "--data", data, "--config", conf],
                   capture_output=True, text=True)
ok("warehouse.db" not in r.stderr + r.stdout and
   "targets.json" not in r.stderr, "doctor finds no fault of ours", r)


def elsewhere(name, script):
    where = os.path.join(top, name)
    os.makedirs(os.path.join(where, "records"))
    db = sqlite3.connect(os.path.join(where, "warehouse.db"))
    db.executescript(script)
    db.close()
    path = os.path.join(where, "warehouse.db")
    with open(path, "rb") as f:
        was = f.read()
    r = load(where=where)
    with open(path, "rb") as f:
        return r, was == f.read()


r, same = elsewhere("foreign", "CREATE TABLE t (a)")
ok(r.returncode == 3 and "application_id" in r.stderr and same,
   "another program's database is left alone", r)
r, same = elsewhere("newer", "PRAGMA application_id = 1313952850; PRAGMA "
                    "user_version = 99; CREATE TABLE t (a)")
ok(r.returncode == 3 and "newer" in r.stderr and same,
   "a newer schema is refused", r)
where = os.path.join(top, "folder")
os.makedirs(os.path.join(where, "warehouse.db"))
r = load(where=where)
ok(r.returncode == 3 and "warehouse.db" in r.stderr,
   "a folder in its place", r)

# Knowledge with a fault changes nothing.
with open(os.path.join("schemas", "targets.json"), encoding="utf-8") as f:
    good = json.load(f)


def spoil(change):
    bad = json.loads(json.dumps(good))
    change(bad["targets"][0])
    with open(os.path.join(conf, "targets.json"), "w") as f:
        json.dump(bad, f)
    before = rows("SELECT * FROM target ORDER BY code")
    r = load()
    return r, rows("SELECT * FROM target ORDER BY code") == before


for change, word in (
        (lambda t: t.pop("direction"), "direction"),
        (lambda t: t.update(indicator="NONE"), "unknown indicator"),
        (lambda t: t.update(base=t["period"]), "base"),
        (lambda t: t.update(certainty="unverified"), "unverified"),
        (lambda t: t.update(colour="red"), "unknown key")):
    r, same = spoil(change)
    ok(r.returncode == 2 and "targets[0]" in r.stderr and word in r.stderr
       and same, "a target's fault is named: " + word, r)

shutil.rmtree(top)
print(f"1..{count}")
sys.exit(failed > 0)
