#!/usr/bin/env python3
"""make bench: the processor time of "nqtrack transform" with one worker over
an archive of generated pages, against libxml2 building the DOM of the same
pages and nothing else. Both are run in turn, several times, so that what
else the machine does falls on both; the ratio is the median of the ratios of
the turns. transform.py PAGES RUNS"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ.get("BUILD", "build"))


def cost(*argv, **more):
    """Seconds of processor time, user and system, of it and its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(a) for a in argv], check=True,
                          capture_output=True, encoding="utf-8", **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime,
            after.ru_stime - before.ru_stime, done.stdout)


def transform(folder):
    for path in (folder / "records").glob("*"):
        path.unlink()
    return cost(BUILD / "nqtrack", "transform", "--jobs", "1", "--quiet",
                "--data", folder)


def show(name, runs, pages, size):
    user, system = (statistics.median(r[i] for r in runs) for i in (0, 1))
    each = [r[0] + r[1] for r in runs]
    middle = statistics.median(each)
    print(f"{name:10} {middle:7.3f} s  (user {user:.3f}, sys {system:.3f}; "
          f"{min(each):.3f} to {max(each):.3f})  "
          f"{middle / pages * 1e6:6.0f} us a page  "
          f"{size / middle / 1e6:6.1f} MB/s")


def main():
    count, times = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        folder = pathlib.Path(name)
        (folder / "archive").mkdir()
        cost(BUILD / "tests/bench/pages", count, folder / "archive")
        raw = folder / "pages.raw"
        (folder / "archive/pages.raw").rename(raw)
        (folder / "archive/pages.warc.gz").rename(
            folder / "archive/20261122T180000Z.warc.gz")
        ours, theirs = [], []
        for _ in range(times):
            theirs.append(cost(BUILD / "tests/bench/dom", raw))
            ours.append(transform(folder))
        pages, size = map(int, theirs[0][2].split())
        lines = (folder / "records/20261122T180000Z.ndjson").read_text(
            "utf-8").splitlines()
        figures = sum('"kind":"observation"' in line for line in lines)
        documents = sum('"kind":"document"' in line for line in lines)
        if documents != pages or figures < pages:
            sys.exit(f"{documents} documents and {figures} figures of "
                     f"{pages} pages: this measures nothing")
        print(f"{pages} pages of {size // pages} bytes, {figures} figures, "
              f"{times} runs")
        show("transform", ours, pages, size)
        show("dom", theirs, pages, size)
        ratios = [(a[0] + a[1]) / (b[0] + b[1])
                  for a, b in zip(ours, theirs)]
        print(f"transform/dom {statistics.median(ratios):.2f}")


main()
