#!/usr/bin/env python3
"""cluster/ on one machine: the records of Spark's tasks are those of nqtrack
run by hand, byte for byte, whole archives and parts; what is done is not done
again; the views are those of the SQLite warehouse, row for row; what cannot
be read ends in the table. PAGES: generated pages (20000)."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, "tests")
from clusters import (PYTHON, Done, archives, by_hand, config, submit, there)
from lib import NQTRACK, Portal, Tap, nqtrack, workspace

PAGES = int(os.environ.get("PAGES", "20000"))
ROUNDS = ((3, "2026-10-01T12:00:00Z"), (None, "2026-11-15T12:00:00Z"))
DAYS = "'2026-10-20', '2026-11-20'"
ASKED = ("current", "disagreement", "implied_plan", "progress",
         f"as_of=SELECT * FROM as_of WHERE as_of IN ({DAYS})")


def records(out, options, time, *args, **more):
    return Done(submit("records", "--out", out, "--binary", NQTRACK, "--now",
                       time, *options, *args, **more))


def same_records(tap, out, data, what):
    ours = sorted((out / "records").glob("*.ndjson"))
    theirs = sorted((data / "records").glob("*.ndjson"))
    wrong = [p.name for p, q in zip(ours, theirs)
             if p.read_bytes() != q.read_bytes()]
    tap.ok(ours and [p.name for p in ours] == [p.name for p in theirs]
           and not wrong, f"{what}: records as by hand, byte for byte",
           f"{len(ours)} {len(theirs)} {wrong}")


def same_views(tap, out, data, options, what):
    done = Done(submit("tables", "--out", out, "--binary", NQTRACK, *options))
    tap.ok(done.returncode == 0, f"{what}: tables", done.stderr)
    answers = out / "answers"
    done = Done(submit("ask", *ASKED, "--out", out, "--to", answers))
    tap.ok(done.returncode == 0, f"{what}: views", done.stderr)
    compared = subprocess.run(
        [PYTHON, "tests/cluster_views.py", out, answers,
         data / "warehouse.db", DAYS], capture_output=True, encoding="utf-8")
    found = [json.loads(line) for line in compared.stdout.splitlines()]
    tap.ok(len(found) == len(ASKED), f"{what}: all were compared",
           compared.stderr)
    for view in found:
        tap.ok(view["equal"], f"{what}: {view['view']}, "
               f"{view['rows']} rows", json.dumps(view, ensure_ascii=False))
    return {v["view"]: v["rows"] for v in found}


def generated(tap, folder):
    data, out = folder / "by-hand", folder / "out"
    paths = archives(folder / "in", PAGES, 8)
    options = ("--config", config(folder / "config"))
    by_hand(data, paths, ROUNDS, options)
    first, rest = paths[:3], folder / "in" / "*.warc.gz"
    done = records(out, options, ROUNDS[0][1], *first)
    tap.ok(done.returncode == 0 and "3 archives read, 0 were done before"
           in done.stderr, "three archives", done.stderr)
    # The later ones in parts, as if they were big.
    done = records(out, options, ROUNDS[1][1], rest, "--split-bytes",
                   paths[-1].stat().st_size // 4)
    tap.ok(done.returncode == 0 and "5 archives read, 3 were done before"
           in done.stderr, "a pattern; what is done is left alone",
           done.stderr)
    tap.ok(not list((out / "parts").rglob("*.ndjson")), "no part is left")
    same_records(tap, out, data, "whole and in parts")
    rows = same_views(tap, out, data, options, f"{PAGES} pages")
    tap.ok(all(rows.get(v, 0) > 0 for v in ("current", "disagreement",
                                            "implied_plan", "as_of")),
           "each view has something to say", rows)
    desk = folder / "desk"
    (desk).mkdir()
    (desk / "records").symlink_to(out / "records")
    done = nqtrack("load", "--data", desk, "--quiet", *options)
    tap.ok(done.returncode == 0 and (desk / "warehouse.db").exists(),
           "nqtrack load takes the JSON lines as they are", done.stderr)


def sample(tap, folder):
    data, out = folder / "data", folder / "out"
    portal = Portal(folder)
    try:
        options = ("--config", portal.config())
        done = nqtrack("run", "--data", data, "--quiet", *options,
                       env={**os.environ, "NQTRACK_NOW": ROUNDS[0][1]})
    finally:
        portal.stop()
    tap.ok(done.returncode in (0, 1), "the sample portal is read",
           done.stderr)
    done = records(out, options, ROUNDS[0][1],
                   data / "archive" / "*.warc.gz")
    tap.ok(done.returncode == 0, "its archive on Spark", done.stderr)
    same_records(tap, out, data, "sample portal")
    same_views(tap, out, data, options, "sample portal")


def bad(tap, folder):
    """What can be wrong with an archive, beside one that is right."""
    place = folder / "in"
    good = archives(place, 30, 1)[0]
    whole = good.read_bytes()
    (place / "cut.warc.gz").write_bytes(whole[:len(whole) * 2 // 3])
    (place / "noise.warc.gz").write_bytes(os.urandom(5000))
    out, table = folder / "out", folder / "table"
    options = ("--config", config(folder / "config"))
    done = records(out, options, ROUNDS[0][1], place / "*.warc.gz",
                   place / "gone.warc.gz", place / "none*.warc.gz",
                   "--report", table)
    rows = {pathlib.Path(r["archive"]).name: r for r in
            map(json.loads, table.read_text().splitlines())} \
        if table.exists() else {}
    tap.ok(done.returncode == 1, "some of it failed: exit status 1",
           done.stderr)
    states = {name: r["status"] for name, r in rows.items()}
    tap.ok(states == {good.name: "done", "cut.warc.gz": "damaged",
                      "noise.warc.gz": states.get("noise.warc.gz"),
                      "gone.warc.gz": "failed", "none*.warc.gz": "failed"}
           and states.get("noise.warc.gz") in ("damaged", "failed"),
           "a table of what failed", states)
    tap.ok(all(r["why"] for n, r in rows.items() if n != good.name)
           and "gone.warc.gz" in done.stderr, "and why", rows)
    tap.ok((out / "records" / good.name.replace(".warc.gz", ".ndjson"))
           .exists() and rows[good.name]["documents"] == 30
           and 0 < rows["cut.warc.gz"]["documents"] < 30,
           "the rest is complete", rows)
    done = records(out, options, ROUNDS[0][1], place / "gone.warc.gz")
    tap.ok(done.returncode == 3, "nothing usable: exit status 3",
           done.stderr)
    other = folder / "elsewhere"
    other.mkdir()
    twin = other / good.name
    twin.write_bytes(whole)
    done = records(out, options, ROUNDS[0][1], good, twin)
    tap.ok(done.returncode == 2 and "one name" in done.stderr,
           "two archives of one name are refused", done.stderr)


# nqtrack, but that its first parser is killed while it reads.
MORTAL = """#!{python}
import os, pathlib, signal, subprocess, sys, time
if "transform" not in sys.argv:
    os.execv("{nqtrack}", ["{nqtrack}", *sys.argv[1:]])
run, hit = subprocess.Popen(["{nqtrack}", *sys.argv[1:]]), False
while run.poll() is None:
    children = pathlib.Path(f"/proc/{{run.pid}}/task/{{run.pid}}/children")
    for child in map(int, children.read_text().split() if not hit else ()):
        stat = pathlib.Path(f"/proc/{{child}}/stat").read_text()
        if int(stat.rsplit(")", 1)[1].split()[11]) >= 15:
            os.kill(child, signal.SIGKILL)
            hit = True
    time.sleep(0.005)
sys.exit(run.returncode)
"""


def dies(tap, folder):
    """An archive that kills the parser."""
    path = archives(folder / "in", 3000, 1)[0]
    mortal = folder / "nqtrack"
    mortal.write_text(MORTAL.format(python=sys.executable, nqtrack=NQTRACK))
    mortal.chmod(0o755)
    options = ("--config", config(folder / "config"))
    done = Done(submit("records", "--out", folder / "out", "--binary", mortal,
                       *options, path))
    tap.ok(done.returncode == 1 and "1 archives read" in done.stderr
           and "signal 9" in done.stderr and "3000 documents" in done.stderr,
           "a parser that is killed costs one document", done.stderr)
    lines = [json.loads(line) for line in
             (folder / "out/records/20260101T000000Z.ndjson").open()]
    states = [x["status"] for x in lines if x["kind"] == "document"]
    tap.ok(len(states) == 3000 and states.count("failed") == 1,
           "whose line says so; the others are there",
           f"{len(states)} {states.count('failed')}")


def nodes(tap, folder):
    """Nodes without nqtrack, or with another version of it."""
    good = archives(folder / "in", 8, 1)[0]
    done = Done(submit("records", "--out", folder / "out", "--binary",
                       folder / "nqtrack", good))
    tap.ok(done.returncode == 2 and "cannot run nqtrack" in done.stderr,
           "no nqtrack where the job starts", done.stderr)
    for name, later in (("without", "exit 127"),
                        ("other", "echo nqtrack 9.9.9")):
        home = folder / name
        home.mkdir()
        fake = home / "nqtrack"
        # The driver's question is the first one, the tasks' come later.
        fake.write_text(
            "#!/bin/sh\n"
            f"if [ \"$1\" = --version ]; then\n\techo >>{home}/asked\n"
            f"\tif [ $(wc -l <{home}/asked) -gt 1 ]; then {later}; exit; "
            f"fi\nfi\nexec {NQTRACK} \"$@\"\n")
        fake.chmod(0o755)
        done = Done(submit("records", "--out", home / "out", "--binary",
                           fake, good))
        want = "cannot run nqtrack" if name == "without" else \
            "nqtrack 9.9.9, expected nqtrack"
        tap.ok(done.returncode == 3 and want in done.stderr
               and "node " in done.stderr, f"a node {name}: the table names "
               "it", done.stderr)
        tap.ok(len((home / "asked").read_text()) >= 4, "it was tried again",
               (home / "asked").read_text())


def main():
    tap = Tap()
    why = there()
    if why:
        tap.skip(why)
        tap.done()
    for test in (bad, dies, nodes, sample, generated):
        with workspace() as folder:
            test(tap, pathlib.Path(folder))
    tap.done()


main()
