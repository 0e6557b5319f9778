#!/usr/bin/env python3
"""make bench-cluster: what Spark adds to the filter that it runs.

job: a job of nothing but one archive of ten pages: what each job costs.
filter/hand: seconds of the tasks that read archives of 64 MB (copying,
nqtrack, tables, publishing), against "nqtrack transform --jobs 1" by hand
over the same archives, one at a time.
pages: pages a second with one task at a time, and with two: what a core
gives, and how it adds up; without the cost of the job.
cluster.py [PAGES an archive] [ARCHIVES]"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests")
from clusters import Done, submit
from lib import BUILD, NQTRACK


def made(folder, name, pages):
    """An archive of generated pages."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    subprocess.run([BUILD / "tests/bench/pages", str(pages), work],
                   check=True)
    (work / "pages.raw").unlink()
    path = folder / "in" / (name + ".warc.gz")
    path.parent.mkdir(exist_ok=True)
    (work / "pages.warc.gz").rename(path)
    return path


def hand(folder, path):
    """Seconds by the clock of nqtrack alone."""
    archive = folder / "hand" / path.name / "archive"
    archive.mkdir(parents=True)
    (archive / path.name).symlink_to(path)
    began = time.monotonic()
    subprocess.run([NQTRACK, "transform", "--jobs", "1", "--quiet", "--data",
                    archive.parent], check=True)
    return time.monotonic() - began


def spark(folder, out, cores, paths):
    """Seconds of the whole, and the rows of its table."""
    table = folder / "table"
    began = time.monotonic()
    done = Done(submit("records", "--out", folder / out, "--binary", NQTRACK,
                       "--split", "0", "--report", table, *paths,
                       master=f"local[{cores}]"))
    took = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(done.stderr)
    return took, list(map(json.loads, table.read_text().splitlines()))


def main():
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 4700
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        folder = pathlib.Path(name)
        small = made(folder, "small", 10)
        paths = [made(folder, f"big{n}", pages) for n in range(count)]
        size = paths[0].stat().st_size / 1e6
        print(f"{count} archives of {pages} pages, {size:.0f} MB each; "
              f"{os.cpu_count()} processors")
        fixed = statistics.median(spark(folder, f"small{n}", 1, [small])[0]
                                  for n in range(3))
        print(f"job          {fixed:7.1f} s")
        by_hand = [hand(folder, p) for p in paths]
        one, rows = spark(folder, "one", 1, paths)
        two, _ = spark(folder, "two", 2, paths)
        tasks = sum(r["seconds"] for r in rows)
        print(f"hand         {sum(by_hand):7.1f} s   "
              f"{count * pages / sum(by_hand):6.0f} pages/s")
        for what, took in (("one task", one), ("two tasks", two)):
            print(f"{what:12} {took:7.1f} s   "
                  f"{count * pages / max(took - fixed, 0.1):6.0f} pages/s")
        print(f"filter/hand {tasks / sum(by_hand):.3f}")
        print(f"two/one {(one - fixed) / (two - fixed):.2f}")


main()
