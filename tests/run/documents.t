#!/usr/bin/env python3
"""What nqtrack parse says of each page of the sample portal as a document:
its title, its day and whether it has figures, as the release itself has
them. One test a release. The figures are another test's business."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unicodedata
import urllib.request

BUILD = os.environ.get("BUILD", "build")
PORTAL = f"{BUILD}/tests/portal/portal"
NQTRACK = f"{BUILD}/nqtrack"
ROOT = "tests/portal"
STATUS = {"sharepoint/2024-07-infographic": "image-only",
          "sharepoint/2022-08-giao-ban": "no-figures"}


def expected(name):
    text = pathlib.Path(f"{ROOT}/releases/{name}.html").read_text("utf-8")
    head = dict(line.split(": ", 1)
                for line in text.split("\n\n", 1)[0].splitlines())
    # The program speaks NFC; some releases are written otherwise on purpose.
    title = unicodedata.normalize("NFC", head["title"])
    return {"title": title, "published": head["published"][:10],
            "status": STATUS.get(name, "ok")}


def parse(page, url, source, config):
    """The document line and what was said on stderr."""
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page)
        file.flush()
        done = subprocess.run(
            [NQTRACK, "parse", file.name, "--url", url, "--source", source,
             "--config", config], capture_output=True, encoding="utf-8",
            timeout=60)
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record.get("kind") == "document":
            return record, done.stderr
    return {}, done.stderr


def check(row, base, config):
    """The faults of one release, each a line."""
    name, _, address, _ = row.split("\t")
    page = urllib.request.urlopen(base + address, timeout=20).read()
    document, err = parse(page, base + address,
                          "sample-" + name.split("/")[0], config)
    faults = [f"{key}: expected {value}, found {document.get(key)}"
              for key, value in expected(name).items()
              if document.get(key) != value]
    return faults + (err.splitlines()[-3:] if faults else [])


def run(base, config):
    text = pathlib.Path(f"{ROOT}/config/sources.json.in").read_text("utf-8")
    pathlib.Path(f"{config}/sources.json").write_text(
        text.replace("@PORT@", base.rsplit(":", 1)[1]), "utf-8")
    rows = subprocess.run([PORTAL, "--root", ROOT, "--list"],
                          capture_output=True, encoding="utf-8",
                          check=True).stdout.splitlines()
    failed = 0
    for i, row in enumerate(rows, 1):
        faults = check(row, base, config)
        failed += bool(faults)
        name = row.split("\t")[0]
        print(f"{'not ok' if faults else 'ok'} {i} - {name}")
        for fault in faults:
            print("# " + fault)
    print(f"1..{len(rows)}")
    return failed


def main():
    for program in (PORTAL, NQTRACK):
        if not os.access(program, os.X_OK):
            print(f"1..0 # SKIP no {program}")
            return 0
    server = subprocess.Popen([PORTAL, "--root", ROOT, "--port", "0"],
                              stdout=subprocess.PIPE, encoding="utf-8")
    try:
        base = server.stdout.readline().strip().rstrip("/")
        with tempfile.TemporaryDirectory() as config:
            return run(base, config) > 0
    finally:
        server.terminate()
        server.wait()


sys.exit(main())
