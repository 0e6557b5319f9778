#!/usr/bin/env python3
"""The book of runs: what each run did, what died, what each source gives, and
a lock whose dead owner is named."""
import csv
import io
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, "tests")
from lib import Portal, Tap, command, nqtrack, workspace

DAY = "2026-12-{:02}T18:00:07Z"
SANDBOX = ("none", "landlock", "seccomp", "landlock+seccomp")


def at(day):
    return {**os.environ, "NQTRACK_NOW": DAY.format(day)}


def book(data, query):
    db = sqlite3.connect(data / "runs.db")
    db.row_factory = sqlite3.Row
    rows = [dict(r) for r in db.execute(query)]
    db.close()
    return rows


def events(text, **want):
    """Lines of the log that have these pairs."""
    return [line for line in text.splitlines() if all(
        f"{k}={v}" in line for k, v in want.items())]


def whole_runs(tap, data, config):
    first = nqtrack("run", "--data", data, "--config", config, env=at(1))
    lines = events(first.stderr, stage="run")
    tap.ok(first.returncode == 0 and len(lines) == 1 and all(
        word in lines[0] for word in ("exit=0", "new=37", "figures=276",
                                      "seconds=", "libcurl ", "libxml2 ",
                                      "jansson ", "SQLite ", "sandbox=")),
           "a run ends with one summary line", first.stderr)
    row = book(data, "SELECT * FROM run")[0]
    tap.ok((row["command"], row["state"], row["exit_status"], row["fresh"],
            row["added"], row["documents"], row["began_at"]) ==
           ("run", "ended", 0, 37, 276, 37, DAY.format(1)) and
           row["seconds"] > 0 and row["sandbox"] in SANDBOX,
           "and has a row", row)
    parts = book(data, "SELECT stage, exit_status, seconds FROM stage")
    tap.ok(sorted(p["stage"] for p in parts) ==
           ["check", "extract", "load", "transform"] and
           abs(sum(p["seconds"] for p in parts) - row["seconds"]) < 1,
           "with its stages", parts)
    given = book(data, "SELECT source, fresh FROM source")
    tap.ok({g["source"]: g["fresh"] for g in given} == {
        "sample-drupal": 12, "sample-news": 11, "sample-sharepoint": 14},
        "and sources", given)
    tap.ok((data / "lock").read_text() == "", "the lock is given back clean")
    for stage in ("extract", "transform", "load"):
        nqtrack(stage, "--data", data, "--config", config, env=at(2))
    rows = book(data, "SELECT command, exit_status FROM run WHERE id > 1")
    tap.ok([r["command"] for r in rows] == ["extract", "transform", "load"],
           "a stage run by itself has a row, too", rows)
    nqtrack("transform", "--data", data, "--config", config, "--sandbox=off",
            env=at(2))
    row = book(data, "SELECT sandbox FROM run ORDER BY id DESC LIMIT 1")[0]
    tap.ok(row["sandbox"] == "none", "a run without the lock says so", row)


def shown(tap, data):
    done = nqtrack("runs", "--data", data, env=at(2))
    tap.ok(done.returncode == 0 and "giờ Việt Nam" in done.stdout and
           "2026-12-02 01:00 run" in done.stdout and "276" in done.stdout,
           "the page shows the time of Viet Nam", done.stdout)
    done = nqtrack("runs", "--data", data, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    tap.ok(len(rows) == 5 and rows[-1]["began_at"] == DAY.format(1) and
           float(rows[-1]["load_seconds"]) > 0, "csv has it in UTC",
           done.stdout)
    for day, want in (("2026-12-02", 5), ("2026-12-03", 4),
                      ("2026-12-04", 0)):
        done = nqtrack("runs", "--data", data, "--since", day,
                       "--format", "ndjson")
        tap.ok(len(done.stdout.splitlines()) == want,
               f"--since {day}, as the page shows the days", done.stdout)
    done = nqtrack("runs", "--data", data, "--source", "sample-news",
                   "--format", "ndjson")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    tap.ok([r["fresh"] for r in rows] == [0, 11], "--source", rows)
    done = nqtrack("runs", "--data", data / "none")
    tap.ok(done.returncode == 3 and "no run is recorded" in done.stderr,
           "no book yet: said", done.stderr)


def stuck(data, config):
    """A run that waits for a portal that does not answer: stopped as it is,
    so that it goes on until it is killed."""
    process = subprocess.Popen(
        command("run", "--data", data, "--config", config),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=at(3))
    end = time.monotonic() + 60
    lock = data / "lock"
    while f"process {process.pid}," not in (lock.read_text() if
                                            lock.exists() else ""):
        if time.monotonic() > end:
            break
        time.sleep(0.005)
    return process


def killed(tap, portal, data, config):
    portal.process.send_signal(signal.SIGSTOP)
    going = stuck(data, config)
    try:
        second = nqtrack("run", "--data", data, "--config", config)
        tap.ok(second.returncode == 4 and
               f"process {going.pid}, started {DAY.format(3)}" in
               second.stderr, "a second run names the owner of the lock",
               second.stderr)
        end = time.monotonic() + 60
        text = ""
        while "đang chạy" not in text and time.monotonic() < end:
            text = nqtrack("runs", "--data", data).stdout
        tap.ok("đang chạy" in text, "the run that is going is shown", text)
    finally:
        going.kill()
        going.wait()
        portal.process.send_signal(signal.SIGCONT)
    text = nqtrack("runs", "--data", data).stdout
    tap.ok("bị ngắt" in text and "đang chạy" not in text,
           "killed, it is shown as cut off", text)
    tap.ok(nqtrack("runs", "--data", data, "--strict").returncode == 1,
           "and --strict tells a script")
    after = nqtrack("run", "--data", data, "--config", config, env=at(4))
    lines = events(after.stderr, level="warn")
    tap.ok(after.returncode == 0 and len(lines) == 1 and
           f"process {going.pid}, started {DAY.format(3)}" in lines[0] and
           "did not end" in lines[0], "the next run takes the lock over, and "
           "says whose it was", after.stderr)
    rows = book(data, "SELECT state, exit_status, warnings FROM run "
                "ORDER BY id DESC LIMIT 2")
    tap.ok([r["state"] for r in rows] == ["ended", "died"] and
           rows[1]["exit_status"] is None and rows[0]["warnings"] == 1,
           "the rows say so", rows)
    tap.ok(nqtrack("runs", "--data", data, "--strict").returncode == 0,
           "and --strict is content")


def ill(tap, portal, data, config):
    text = (config / "sources.json").read_text()
    sources = json.loads(text)
    rows = sources["sources"] if isinstance(sources, dict) else sources
    rows[0]["schedule"] = {"every": "month", "from": "2025-01",
                           "within_days": 10}
    (config / "sources.json").write_text(json.dumps(sources))
    nqtrack("load", "--data", data, "--config", config, env=at(5))
    done = nqtrack("runs", "--data", data, "--lang", "en", "--strict",
                   env=at(6))
    code = rows[0]["id"]
    tap.ok(done.returncode == 1 and f"! {code}: a release was due by 20" in
           done.stdout, "an overdue source stands out", done.stdout)
    portal.stop()
    for day in (6, 7, 8):
        failed = nqtrack("run", "--data", data, "--config", config,
                         env=at(day))
        tap.ok(failed.returncode == 1, f"night {day} without a portal",
               failed.stderr)
    done = nqtrack("runs", "--data", data, "--lang", "en", "--strict",
                   env=at(8))
    tap.ok(done.returncode == 1 and f"! {code}: no answer in 3 runs in a row"
           in " ".join(done.stdout.split()), "and a silent one",
           done.stdout)
    tap.ok("done, a part failed" in done.stdout, "the outcome in words",
           done.stdout)


def damaged(tap, data, config):
    (data / "runs.db").write_bytes(b"this is no database, but long enough " *
                                   40)
    for left in ("runs.db-wal", "runs.db-shm"):
        (data / left).unlink(missing_ok=True)
    done = nqtrack("load", "--data", data, "--config", config)
    tap.ok(done.returncode == 0 and "book of runs cannot be written" in
           done.stderr and "delete it" in done.stderr,
           "a damaged book costs the run nothing", done.stderr)
    done = nqtrack("runs", "--data", data)
    tap.ok(done.returncode == 3 and "runs.db" in done.stderr,
           "and who asks for it is told", done.stderr)


def main():
    tap = Tap()
    with workspace() as folder:
        folder = pathlib.Path(folder)
        portal = Portal(folder)
        try:
            config, data = portal.config(), folder / "data"
            whole_runs(tap, data, config)
            shown(tap, data)
            killed(tap, portal, data, config)
            ill(tap, portal, data, config)
            damaged(tap, data, config)
        finally:
            portal.stop()
    tap.done()


main()
