#!/usr/bin/env python3
"""What nqtrack parse reads from each page of the sample portal, against the
labels beside the release: one test a release, on all fields of a label."""
import decimal
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

BUILD = os.environ.get("BUILD", "build")
PORTAL = f"{BUILD}/tests/portal/portal"
NQTRACK = f"{BUILD}/nqtrack"
ROOT = "tests/portal"
FIELDS = ("indicator", "ref_area", "breakdown", "time_period", "role",
          "transformation", "unit_measure", "price_base", "obs_status",
          "bound")
STATUS = {"sharepoint/2024-07-infographic": "image-only",
          "sharepoint/2022-08-giao-ban": "no-figures"}


def lines(text):
    return [json.loads(line, parse_float=decimal.Decimal,
                       parse_int=decimal.Decimal)
            for line in text.splitlines() if line.strip()]


def figure(r):
    """A label as one line; the number in full, whatever its multiple."""
    value = decimal.Decimal(r["obs_value"]).scaleb(int(r["unit_mult"]))
    fields = [str(r.get(name) or "-") for name in FIELDS]
    return " ".join(fields) + f" {value.normalize():f}"


def parse(page, url, source):
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page)
        file.flush()
        done = subprocess.run(
            [NQTRACK, "parse", file.name, "--url", url, "--source", source,
             "--config", CONFIG], capture_output=True, text=True, timeout=60)
    out = lines(done.stdout)
    document = [r for r in out if r.get("kind") == "document"]
    found = [figure(r) for r in out if r.get("kind") == "observation"]
    return (document[0] if document else {}), found, done.stderr


def check(row):
    """The faults of one release, each a line."""
    name, published, address, gold = row.split("\t")
    page = urllib.request.urlopen(BASE + address, timeout=20).read()
    document, found, err = parse(page, BASE + address,
                                 "sample-" + name.split("/")[0])
    want = {figure(r) for r in lines(open(gold, encoding="utf-8").read())}
    faults = ["missing " + f for f in sorted(want - set(found))]
    faults += ["false   " + f for f in sorted(set(found) - want)]
    faults += ["twice   " + f for f in sorted(set(found))
               if found.count(f) > 1]
    for key, value in (("published", published),
                       ("status", STATUS.get(name, "ok"))):
        if document.get(key) != value:
            faults.append(f"{key}: expected {value}, "
                          f"found {document.get(key)}")
    return faults + (err.splitlines()[-3:] if faults else [])


for program in (PORTAL, NQTRACK):
    if not os.access(program, os.X_OK):
        print(f"1..0 # SKIP no {program}")
        sys.exit(0)
server = subprocess.Popen([PORTAL, "--root", ROOT, "--port", "0"],
                          stdout=subprocess.PIPE, text=True)
failed = 0
try:
    BASE = server.stdout.readline().strip().rstrip("/")
    with tempfile.TemporaryDirectory() as CONFIG:
        with open(f"{ROOT}/config/sources.json.in", encoding="utf-8") as f:
            sources = f.read().replace("@PORT@", BASE.rsplit(":", 1)[1])
        with open(f"{CONFIG}/sources.json", "w", encoding="utf-8") as f:
            f.write(sources)
        rows = subprocess.run([PORTAL, "--root", ROOT, "--list"], text=True,
                              capture_output=True).stdout.splitlines()
        for i, row in enumerate(rows, 1):
            faults = check(row)
            failed += bool(faults)
            print(f"{'not ok' if faults else 'ok'} {i} - "
                  f"{row.split(chr(9))[0]}")
            for fault in faults:
                print("# " + fault)
        print(f"1..{len(rows)}")
finally:
    server.terminate()
    server.wait()
sys.exit(failed > 0)
