#!/usr/bin/env python3
"""nqtrack export: each format read back by a program that others wrote, and
every value held against the warehouse; hostile texts, empty warehouses, bad
paths; memory that does not grow with the number of figures."""
import csv
import decimal
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time
import xml.etree.ElementTree as et
import zipfile

sys.path.insert(0, "tests")
from lib import BUILD, Tap, command, nqtrack, workspace
from made import (EVIL, House, NASTY, fill, python_with, through)

DIMENSIONS = ["FREQ", "REF_AREA", "INDICATOR", "BREAKDOWN", "ROLE",
              "TRANSFORMATION", "PRICE_BASE", "TERRITORY"]
FREQ = {"2021": "A", "2023-S1": "S", "2022-Q1": "Q", "2023-05": "M",
        "2019-01-01/P2M": "_O"}
FORMATS = ["sdmx-csv", "csv", "json", "ndjson", "xlsx", "datasette"]
# Frictionless 5 and csvw read what a package says of its files.
FRICTIONLESS = """
import json, sys
from frictionless import validate
r = validate(sys.argv[1])
print(json.dumps([r.valid, [str(e) for e in r.flatten(["type", "note"])],
                  r.stats["tasks"]]))
"""
CSVW = """
import json, sys
import csvw
group = csvw.TableGroup.from_file(sys.argv[1])
print(json.dumps({str(t.url): [{k: str(v) for k, v in row.items()}
    for row in t.iterdicts()] for t in group.tables}))
"""
PYSDMX = """
import json, sys
from pysdmx.io import read_sdmx
m = read_sdmx(sys.argv[1], validate=False)
d = m.data[0]
print(json.dumps([str(d.short_urn), d.data.astype(str).to_dict("records")]))
"""
OPENPYXL = """
import json, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps([[s.title, s.freeze_panes, s.auto_filter.ref,
    [[[c.value if not hasattr(c.value, "isoformat") else str(c.value),
       c.data_type, c.hyperlink.target if c.hyperlink else None]
      for c in row] for row in s.iter_rows()]] for s in book]))
"""


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def exact(row):
    return decimal.Decimal(row["obs_mantissa"]).scaleb(-row["obs_scale"])


def figures(h, where="id IN (SELECT observation_id FROM current)"):
    """What the warehouse says, by number of the row."""
    return {r["id"]: r for r in h.ask(f"SELECT * FROM figure WHERE {where}")}


def differs(h, got, wanted, value="obs_value", key="observation_id"):
    """Rows that are not as the warehouse has them, or missing."""
    wrong = [r for r in got if int(r[key]) not in wanted or
             decimal.Decimal(str(r[value])) != exact(wanted[int(r[key])])]
    return wrong or sorted(set(wanted) - {int(r[key]) for r in got})


def folder(tap, h, top):
    out = top / "folder"
    done = h.run("export", "--output", out)
    names = sorted(p.name for p in out.iterdir())
    tap.ok(done.returncode == 0 and done.stdout == "" and names == [
        "areas.csv", "csv-metadata.json", "datapackage.json", "findings.csv",
        "indicators.csv", "observations.csv", "sources.csv", "targets.csv"],
        "csv: a folder of tables and their descriptions",
        f"{names} {done.stderr}")
    rows = rows_of(out / "observations.csv")
    want = figures(h)
    tap.ok(not differs(h, rows, want) and len(rows) == len(want) > 10,
           "csv: each value is the warehouse's", differs(h, rows, want))
    texts = h.ask("SELECT observation_id AS id, evidence_text, flags, rule, "
                  "territory, price_base_inferred, url FROM current")
    by = {int(r["observation_id"]): r for r in rows}
    wrong = [t for t in texts for k, v in t.items() if k != "id" and
             by[t["id"]][k] != (v or "")]
    tap.ok(not wrong and any(r["evidence_text"] == NASTY for r in rows) and
           any(r["title"] == EVIL for r in rows),
           "csv: each text is the warehouse's, whatever is in it", wrong)
    values = {r["obs_value"] for r in rows}
    tap.ok({"111.615", "0.000123456789", "123456789012345"} <= values,
           "csv: digits as they were printed", values)
    targets = rows_of(out / "targets.csv")
    status = {r["target"]: r for r in json.loads(h.run(
        "status", "--format", "json").stdout)}
    odd = [(k, t[k], status[t["target"]][k]) for t in targets
           for k in status[t["target"]] if t[k] != str(
               "" if status[t["target"]][k] is None else
               status[t["target"]][k]) and not same(
                   t[k], status[t["target"]][k])]
    tap.ok(len(targets) == len(status) > 40 and not odd,
           "csv: targets as \"status\" has them", odd[:5])
    known = {r["target"]: r for r in targets}["plan-output-2021"]
    ids = [int(i.split(":")[1]) for i in known["inputs"].split()]
    tap.ok(ids and all(h.ask("SELECT 1 FROM observation WHERE id = ?", i)
                       for i in ids) and
           int(known["latest_observation"]) in ids,
           "csv: the figures a verdict rests on", known)
    again = h.run("export", "--output", out)
    tap.ok(again.returncode == 0 and
           sorted(p.name for p in out.iterdir()) == names,
           "csv: a folder that is there is replaced", again.stderr)
    return out


def same(a, b):
    try:
        return abs(float(a) - float(b)) <= 1e-12 * abs(float(b))
    except (TypeError, ValueError):
        return False


def packages(tap, h, out):
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    wrong = []
    for r in package["resources"]:
        data = (out / r["path"]).read_bytes()
        if r["bytes"] != len(data) or r["hash"] != \
                "sha256:" + hashlib.sha256(data).hexdigest():
            wrong.append(r["path"])
        head = data.decode("utf-8").split("\n", 1)[0].split(",")
        if head != [f["name"] for f in r["schema"]["fields"]]:
            wrong.append((r["path"], head))
        wrong += [f for f in r["schema"]["fields"] if not (
            f["description_vi"] and f["description_en"])]
    tap.ok(not wrong, "datapackage.json: sizes, digests and columns", wrong)
    tap.ok([x["title"] for x in package["licenses"]] == ["CC BY 4.0"] and
           len(package["sources"]) == 2, "its sources and licences",
           package.get("licenses"))
    python = python_with("frictionless")
    if python is None:
        tap.skip("frictionless cannot be had")
    else:
        good, faults, tasks = through(python, FRICTIONLESS,
                                      out / "datapackage.json")
        tap.ok(good and tasks == 6, "frictionless: valid", faults)
        bad = out.parent / "bad"
        shutil.copytree(out, bad)
        text = (bad / "observations.csv").read_text("utf-8")
        (bad / "observations.csv").write_text(
            text.replace("IND_OUTPUT", "NOSUCH", 1), "utf-8")
        good, faults, tasks = through(python, FRICTIONLESS,
                                      bad / "datapackage.json")
        tap.ok(not good, "frictionless would see a wrong reference")
    python = python_with("csvw")
    if python is None:
        tap.skip("csvw cannot be had")
    else:
        tables = through(python, CSVW, out / "csv-metadata.json")
        rows = tables["observations.csv"]
        tap.ok(not differs(h, rows, figures(h)) and len(tables) == 6,
               "csvw: the same values by the metadata's types",
               differs(h, rows, figures(h)))
    meta = json.loads((out / "csv-metadata.json").read_text("utf-8"))
    column = meta["tables"][3]["tableSchema"]["columns"][1]
    tap.ok(meta["@context"] == "http://www.w3.org/ns/csvw" and
           column["titles"]["vi"] == "Chỉ tiêu" and
           column["titles"]["en"] == "Indicator" and
           meta["tables"][3]["tableSchema"]["primaryKey"] ==
           "observation_id", "csv-metadata.json: titles in two languages",
           column)


def described(tap, h, top):
    """schemas/columns.json has each column of each view, and of the tables
    it describes."""
    texts = json.loads(pathlib.Path("schemas/columns.json").read_text())
    missing = []
    for row in h.ask("SELECT name, type FROM sqlite_schema WHERE type IN "
                     "('table', 'view') AND name NOT LIKE 'sqlite_%'"):
        table = texts["tables"].get(row["name"])
        if table is None:
            missing += [row["name"]] if row["type"] == "view" else []
            continue
        missing += [f"{row['name']}.{c['name']}" for c in h.ask(
            f"SELECT name FROM pragma_table_info('{row['name']}')")
            if c["name"] not in texts["columns"] and
            c["name"] not in table.get("columns", {})]
    tap.ok(not missing, "columns.json: every view and column", missing)
    del texts["columns"]["evidence_text"]
    (h.config / "columns.json").write_text(json.dumps(texts))
    done = h.run("export", "--output", top / "undescribed")
    tap.ok(done.returncode == 2 and "evidence_text" in done.stderr and
           not (top / "undescribed" / "datapackage.json").exists(),
           "a column that nothing describes: named, exit status 2",
           done.stderr)
    texts["columns"]["title"] = {"type": "word"}
    (h.config / "columns.json").write_text(json.dumps(texts))
    done = h.run("export", "--format", "json")
    tap.ok(done.returncode == 2 and "columns.title" in done.stderr and
           "columns.json" in done.stderr and done.stdout == "",
           "a description of another shape: place and file", done.stderr)
    (h.config / "columns.json").unlink()


def sdmx(tap, h, top):
    out = top / "data.csv"
    done = h.run("export", "--format", "sdmx-csv", "--output", out)
    rows = rows_of(out)
    head = list(rows[0])
    tap.ok(done.returncode == 0 and head[:3] == ["STRUCTURE", "STRUCTURE_ID",
                                                 "ACTION"] and
           head[3:13] == DIMENSIONS + ["TIME_PERIOD", "OBS_VALUE"] and
           {r["STRUCTURE_ID"] for r in rows} == {"NQT:DF_NQTRACK(1.0)"},
           "sdmx-csv: columns in the order of the standard", head)
    want = figures(h)
    odd = differs(h, rows, want, "OBS_VALUE", "OBSERVATION_ID")
    tap.ok(not odd, "sdmx-csv: each value, the multiple not applied", odd)
    keys = [tuple(r[d] for d in DIMENSIONS + ["TIME_PERIOD"]) for r in rows]
    tap.ok(len(set(keys)) == len(keys) and all(all(k) for k in keys) and
           sum(k[1:3] == ("VN-02", "IIP") and k[-1] == "2025-Q1"
               for k in keys) == 2,
           "sdmx-csv: a key has one value, two territories have two", keys)
    got = {r["TIME_PERIOD"]: r["FREQ"] for r in rows}
    tap.ok({k: got[k] for k in FREQ} == FREQ, "sdmx-csv: FREQ", got)
    wrong = [r for r in rows if r["OBS_STATUS"] != (
        "F" if r["ROLE"] == "forecast" else
        want[int(r["OBSERVATION_ID"])]["obs_status"]) or
        int(r["DECIMALS"]) != want[int(r["OBSERVATION_ID"])]["obs_scale"] or
        int(r["UNIT_MULT"]) != want[int(r["OBSERVATION_ID"])]["unit_mult"]]
    tap.ok(not wrong, "sdmx-csv: status, decimals, multiple", wrong)
    every = list(csv.DictReader(h.run(
        "export", "--format", "sdmx-csv", "--all").stdout.splitlines(True)))
    tap.ok(len(every) > len(rows) and
           len({r["STATEMENT"] for r in every}) == len(every) and
           every[0]["STRUCTURE_ID"] == "NQT:DF_STATEMENTS(1.0)",
           "sdmx-csv --all: another structure, with one dimension more",
           len(every))
    python = python_with("pysdmx[data]")
    if python is None:
        tap.skip("pysdmx cannot be had")
        return
    urn, read = through(python, PYSDMX, out)
    # It holds values as binary numbers.
    odd = [(a, b) for a, b in zip(read, rows) if float(a["OBS_VALUE"]) !=
           float(b["OBS_VALUE"]) or any(
               a[k] != b[k] for k in DIMENSIONS + [
                   "TIME_PERIOD", "COMMENT_OBS", "UNIT_MULT"])]
    tap.ok("NQT:DF_NQTRACK(1.0)" in urn and len(read) == len(rows) and
           not odd, "pysdmx reads the same", f"{urn} {odd[:1]}")


def texts(tap, h):
    done = h.run("export", "--format", "json", "--lang", "en")
    page = json.loads(done.stdout, parse_float=decimal.Decimal)
    want = figures(h)
    odd = differs(h, page["observations"], want)
    tap.ok(not odd and page["meta"]["as_of"] == "2025-11-01T18:00:07Z" and
           page["meta"]["program"].startswith("nqtrack ") and
           page["meta"]["licence"].startswith("Figures"),
           "json: exact values and where they come from", odd)
    lines = h.run("export", "--format", "ndjson").stdout.splitlines()
    rows = [json.loads(x, parse_float=decimal.Decimal) for x in lines]
    tap.ok(rows == page["observations"], "ndjson: the same, one a line")
    every = [json.loads(x) for x in h.run(
        "export", "--format", "ndjson", "--all").stdout.splitlines()]
    places = {r["observation_id"]: r["place"] for r in h.ask(
        "SELECT observation_id, place FROM statement")}
    tap.ok({r["observation_id"]: r["place"] for r in every} == places,
           "--all: every standing statement in its place", every[:2])
    one = [json.loads(x) for x in h.run(
        "export", "--format", "ndjson", "--source",
        "paper").stdout.splitlines()]
    tap.ok({r["source"] for r in one} == {"paper"} and
           {r["observation_id"] for r in one} == {r["observation_id"] for r
                                                  in h.ask("SELECT * FROM "
                                                           "statement WHERE "
                                                           "source = 'paper'"
                                                           )},
           "--source: the best that it says itself", one)
    for day in ("2023-03-05", "2023-12-31", "2024-02-01", "2025-09-30"):
        got = [json.loads(x)["observation_id"] for x in h.run(
            "export", "--format", "ndjson", "--as-of",
            day).stdout.splitlines()]
        then = h.ask("SELECT observation_id AS id FROM as_of WHERE as_of = ?",
                     day)
        tap.ok(sorted(got) == sorted(r["id"] for r in then) and got,
               f"--as-of {day}: what the view as_of has", len(got))
    got = h.run("export", "--format", "ndjson", "--as-of", "2020-01-01")
    tap.ok(got.returncode == 0 and got.stdout == "",
           "--as-of before anything was known: nothing", got.stdout)
    if shutil.which("jq") is None:
        tap.skip("jq is not there")
        return
    got = subprocess.run(["jq", "-e", ".observations | length"],
                         input=done.stdout, capture_output=True,
                         encoding="utf-8").stdout
    tap.ok(int(got) == len(want), "jq reads it", got)


def book(tap, h, top):
    out = top / "book.xlsx"
    done = h.run("export", "--format", "xlsx", "--output", out)
    first = out.read_bytes() if out.exists() else b""
    time.sleep(1.1)
    h.run("export", "--format", "xlsx", "--output", out)
    tap.ok(done.returncode == 0 and first[:2] == b"PK" and
           out.read_bytes() == first and
           not list(top.glob("book.xlsx.*")),
           "xlsx: the same bytes a second later", done.stderr)
    python = python_with("openpyxl")
    if python is None:
        tap.skip("openpyxl cannot be had")
        return
    sheets = {name: (panes, filters, rows) for name, panes, filters, rows in
              through(python, OPENPYXL, out)}
    resolutions = h.ask("SELECT DISTINCT resolution FROM target")
    tap.ok(len(sheets) == len(resolutions) + 2 and "29-NQ-TU" in sheets and
           all(len(n) <= 31 and not set(n) & set("[]:*?/\\")
               for n in sheets),
           "xlsx: a sheet a resolution, by a name that a sheet may have",
           list(sheets))
    tap.ok(all(p == "B2" and f for p, f, _ in sheets.values()),
           "xlsx: headers frozen, filters laid")
    facts = sheets["Số liệu"][2]
    want = figures(h)
    wrong = [r for r in facts[1:] if decimal.Decimal(repr(r[6][0])) !=
             exact(want[r[15][0]])]
    tap.ok(not wrong and len(facts) == len(want) + 1,
           "xlsx: each value is the warehouse's, as a number", wrong)
    tap.ok(all(c[1] != "f" for _, _, rows in sheets.values() for r in rows
               for c in r), "xlsx: nothing is a formula")
    shown = {c[0] for r in facts for c in r}
    sources = sheets["Nguồn"][2]
    # openpyxl leaves the escapes of control bytes as they are.
    tap.ok(any(isinstance(s, str) and s.startswith("+1-1 <script>")
               for s in shown) and
           any(r[1][0] == "=Báo & <Đài>" and r[1][1] == "s"
               for r in sources) and
           any(str(r[7][2]).startswith("http://localhost/")
               for r in sources), "xlsx: texts are texts, links lead there",
           sources)
    goals = {r["target"]: r for r in json.loads(h.run(
        "status", "--format", "json").stdout)}
    odd = [(r[15][0], r[3][0], r[6][0]) for n, (_, _, rows) in sheets.items()
           if n not in ("Số liệu", "Nguồn") for r in rows[1:]
           if goals[r[15][0]]["target_value"] != r[3][0] or
           goals[r[15][0]]["latest_value"] != r[6][0]]
    tap.ok(not odd, "xlsx: targets and latest figures as in \"status\"", odd)
    office(tap, out, top, len(want), facts)


def cut(tap, h, top):
    """No room for what the library writes on the way."""
    out, room = top / "cut.xlsx", top / "room"
    room.mkdir()
    args = ["export", "--format", "xlsx", "--output", out, "--data", h.data]
    nqtrack(*args)
    was = out.read_bytes()
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    done = subprocess.run(
        [*unshare, "sh", "-c", 'mount -t tmpfs -o size=8k none "$1" || exit '
         '99; export TMPDIR="$1"; shift; exec "$@"', "sh", str(room),
         *command(*args, "--lang", "en")], capture_output=True,
        encoding="utf-8")
    if done.returncode == 99 or "unshare:" in done.stderr:
        tap.skip("no file system can be mounted here")
        return
    tap.ok(done.returncode == 3 and "not written whole" in done.stderr and
           out.read_bytes() == was and not list(top.glob("cut.xlsx.*")),
           "xlsx: one that was cut short is not published", done.stderr)


def alien(tap, h, top):
    """What no XML may hold, and names that a spreadsheet takes for one."""
    copy = top / "alien"
    shutil.copytree(h.data, copy)
    db = sqlite3.connect(copy / "warehouse.db")
    db.execute("PRAGMA foreign_keys = 0")
    for old, new in (("29-NQ/TU", "Đại hội \uffff"),
                     ("30-NQ/TU", "ĐẠI HỘI \uffff"),
                     ("28-NQ/TU", "\U0001f600" * 31)):
        db.execute("UPDATE target SET resolution = ? WHERE resolution = ?",
                   (new, old))
        db.execute("UPDATE resolution SET code = ? WHERE code = ?",
                   (new, old))
    db.execute("UPDATE target SET name_vi = 'x\ufffe\x01y', source_url = "
               "'http://localhost/\uffff'")
    db.execute("UPDATE observation SET evidence_text = CAST(x'ff78efbfbe' AS "
               "TEXT)")
    db.commit()
    db.close()
    out = top / "alien.xlsx"
    done = nqtrack("export", "--format", "xlsx", "--data", copy, "--output",
                   out)
    bad = []
    with zipfile.ZipFile(out) as book:
        for name in book.namelist():
            try:
                tree = et.fromstring(book.read(name))
            except et.ParseError as e:
                bad.append(f"{name}: {e}")
                continue
            if name == "xl/workbook.xml":
                sheets = [x.get("name") for x in tree.iter()
                          if x.tag.endswith("}sheet")]
    tap.ok(done.returncode == 0 and not bad,
           "xlsx: what no XML may hold is replaced", bad[:3])
    tap.ok(not bad and len({x.lower() for x in sheets}) == len(sheets) and
           all(len(x.encode("utf-16-le")) <= 62 for x in sheets),
           "xlsx: names of sheets differ by more than their case", sheets)


def office(tap, out, top, n, facts):
    """Another program of tables opens it and has the same values."""
    program = shutil.which("soffice")
    if program is None:
        tap.skip("LibreOffice is not there")
        return
    # -1: all sheets, each to a file of its name.
    done = subprocess.run(
        [program, f"-env:UserInstallation=file://{top}/profile", "--headless",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,"
         "false,false,false,false,false,-1", "--outdir", str(top / "office"),
         str(out)], capture_output=True, encoding="utf-8", timeout=300)
    made = top / "office" / "book-Số liệu.csv"
    if not tap.ok(made.exists(), "LibreOffice opens it",
                  done.stdout + done.stderr):
        return
    with open(made, newline="", encoding="utf-8") as f:
        rows = list(csv.reader(f))
    wrong = [(a[6], b[6][0]) for a, b in zip(rows[1:], facts[1:])
             if float(a[6]) != b[6][0] or a[3] != str(b[3][0])]
    tap.ok(len(rows) == n + 1 and not wrong, "LibreOffice: the same values",
           wrong)


def mistakes(tap, h, top):
    (top / "file").write_text("x")
    cases = [
        (["--format", "csv"], 2, "--output"),
        (["--format", "xlsx"], 2, "--output"),
        (["--format", "xlsx", "--output", "-"], 2, "--output"),
        (["--format", "json", "--output", ""], 2, "empty"),
        (["--format", "pdf"], 2, "sdmx-csv|csv|json"),
        (["--format", "json", "--source", "nosuch"], 2, "nosuch"),
        (["--output", top / "file"], 3, str(top / "file")),
        (["--format", "json", "--output", top / "no" / "x.json"], 3,
         str(top / "no" / "x.json")),
        (["--format", "xlsx", "--output", top / "no" / "x.xlsx"], 3,
         str(top / "no" / "x.xlsx"))]
    for args, status, word in cases:
        done = h.run("export", *args)
        tap.ok(done.returncode == status and word in done.stderr and
               "with --data" not in done.stderr and done.stdout == "",
               "told: " + " ".join(map(str, args))[:60],
               f"{done.returncode} {done.stderr}")
    done = nqtrack("export", "--format", "json", "--data", top / "nothing")
    tap.ok(done.returncode == 3 and "no warehouse yet" in done.stderr,
           "no warehouse: told", done.stderr)
    full = subprocess.run(
        command("export", "--format", "ndjson", "--all", "--data", h.data),
        stdout=open("/dev/full", "w"), stderr=subprocess.PIPE)
    tap.ok(full.returncode == 3, "a full disk is told", full.stderr)


def nothing(tap, top):
    h = House(top / "empty")
    h.run("load")
    for name in FORMATS:
        out = top / ("out-" + name)
        done = h.run("export", "--format", name, "--output", out)
        tap.ok(done.returncode == 0 and out.exists(),
               f"{name} of a warehouse without figures", done.stderr)
    page = json.loads((top / "out-json").read_text("utf-8"))
    tap.ok(page["observations"] == [], "no figures, and valid", page)
    tap.ok(len(rows_of(top / "out-csv" / "targets.csv")) > 40,
           "targets are there without them")


def peak(*args):
    """KiB that a run took at most, and its exit status."""
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(command()[0], command(*args))
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_maxrss, status


def grown(h, first, n):
    """Figures more, each of a cell of its own, numbered from first to n."""
    db = h.open()
    db.execute(
        "WITH RECURSIVE k(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM k "
        "WHERE i < ?) INSERT INTO observation SELECT NULL, release_id, "
        "document_id, 100 + i, indicator, 'VN-' || substr('0' || (i % 14), "
        "-2), breakdown, (1900 + i / 14 % 100) || '-01-01/P' || (13 + i / "
        "1400) || 'M', role, transformation, price_base, obs_value, "
        "obs_mantissa, obs_scale, unit_measure, unit_mult, obs_status, "
        "bound, (1900 + i / 14 % 100) * 12, 13 + i / 1400, evidence_text || "
        "i, evidence_start, evidence_end, NULL, NULL, NULL, rule, flags, "
        "first_seen, NULL FROM k, observation WHERE id = 1 AND 'VN-' || "
        "substr('0' || (i % 14), -2) IN (SELECT code FROM area)", (first, n))
    db.commit()
    got = db.execute("SELECT count(*) FROM observation").fetchone()[0]
    db.close()
    return got


def memory(tap, h, top):
    if "ASAN_OPTIONS" in os.environ:
        tap.skip("the sanitizer keeps what was freed")
        return
    few = grown(h, 1, 10000)
    sizes = {f: peak("export", "--format", f, "--output", top / "m1", "--data",
                     h.data) for f in ("ndjson", "xlsx")}
    many = grown(h, 10001, 120000)
    for name, (before, _) in sizes.items():
        after, status = peak("export", "--format", name, "--output",
                             top / "m2", "--data", h.data)
        tap.ok(status == 0 and many > 8 * few and after < 1.25 * before,
               f"{name}: memory does not grow with the figures",
               f"{few} figures: {before} KiB, {many}: {after} KiB")


def main():
    tap = Tap()
    with workspace() as top:
        top = pathlib.Path(top)
        h = House(top / "house")
        runs = fill(h)
        tap.ok(all(r.returncode == 0 for r in runs), "three nights",
               "".join(r.stderr for r in runs))
        out = folder(tap, h, top)
        packages(tap, h, out)
        described(tap, h, top)
        sdmx(tap, h, top)
        texts(tap, h)
        book(tap, h, top)
        cut(tap, h, top)
        alien(tap, h, top)
        mistakes(tap, h, top)
        nothing(tap, top)
        memory(tap, h, top)
    tap.done()


main()
