#!/usr/bin/env python3
"""make bench: what loading costs, against bare inserts of the same rows.

load/inserts: processor time of "nqtrack load" of generated records into an
empty folder (reading and checking each line, digests, foreign keys, one
transaction) against tests/bench/inserts.c, which has the rows in memory and
does one prepared INSERT each, in one transaction, into the same tables and
indexes, with the same journal and cache. Run in turn, several times; a ratio
is the median of the ratios of the turns.
again/first: the same load once more, by the clock; nothing is new.
memory: the peak of load over all of the records against that over a tenth.
load.py RECORDS RUNS"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get("BUILD", "build"))
# As nqtrack opens a warehouse for loading.
SETTINGS = ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
            "PRAGMA cache_size = -16384")


def load(folder):
    """Processor seconds, seconds by the clock, KiB at its peak."""
    peak = folder / "peak"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run([BUILD / "tests/bench/peak", peak, BUILD / "nqtrack",
                    "load", "--quiet", "--data", folder, "--config",
                    folder], check=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime -
            before.ru_stime, wall, int(peak.read_text()))


def empty(folder):
    for path in folder.glob("warehouse.db*"):
        path.unlink()


def inserts(folder):
    out = folder / "bare.db"
    for path in folder.glob("bare.db*"):
        path.unlink()
    done = subprocess.run([BUILD / "tests/bench/inserts",
                           folder / "warehouse.db", out, SETTINGS],
                          check=True, capture_output=True, encoding="utf-8")
    rows, used, wall = done.stdout.split()
    return float(used), float(wall), int(rows)


def folder_of(top, count):
    folder = top / str(count)
    subprocess.run([sys.executable, "tests/bench/records.py", str(count),
                    folder], check=True)
    return folder


def show(name, runs, count):
    used, wall = (statistics.median(r[i] for r in runs) for i in (0, 1))
    print(f"{name:8} {used:7.3f} s processor, {wall:7.3f} s by the clock  "
          f"({min(r[0] for r in runs):.3f} to {max(r[0] for r in runs):.3f})"
          f"  {count / used:8.0f} rows/s")


def middle(ours, theirs, which):
    return statistics.median(a[which] / b[which]
                             for a, b in zip(ours, theirs))


def main():
    count, times = map(int, sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        top = pathlib.Path(name)
        few, many = folder_of(top, count // 10), folder_of(top, count)
        first, again, bare, small = [], [], [], load(few)
        for _ in range(times):
            empty(many)
            first.append(load(many))
            again.append(load(many))
            bare.append(inserts(many))
        rows = bare[0][2]
        if rows < count:
            sys.exit(f"{rows} rows of {count} records: measures nothing")
        print(f"{count} records, {rows} rows, {times} runs")
        for what, runs in (("load", first), ("inserts", bare)):
            show(what, runs, rows)
        print(f"load/inserts {middle(first, bare, 0):.2f}")
        print(f"again/first {middle(again, first, 1):.3f}")
        peak = statistics.median(r[2] for r in first)
        print(f"memory {peak / small[2]:.2f}  ({peak:.0f} KiB against "
              f"{small[2]})")


main()
