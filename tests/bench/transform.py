#!/usr/bin/env python3
"""make bench: what the program costs against libraries that do the least of
the same work, in processor time.

transform/dom: "nqtrack transform" with one worker over an archive of
generated pages, against libxml2 building the DOM of the same pages.

xlsx/reader: a generated workbook read into grids, the way transform takes
before it looks for figures, against libxml2's xmlTextReader walking the XML
of the same sheets; parse is "nqtrack parse", the figures included.

Both of a pair are run in turn, several times, so that what else the machine
does falls on both; a ratio is the median of the ratios of the turns.
transform.py PAGES SHEETS RUNS"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ.get("BUILD", "build"))
SHEET_ROWS = 1200


def cost(*argv, **more):
    """Seconds of processor time, user and system, of it and its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(a) for a in argv], check=True,
                          stdout=subprocess.PIPE, encoding="utf-8", **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime,
            after.ru_stime - before.ru_stime, done.stdout)


def bench(name):
    return BUILD / "tests/bench" / name


def transform(folder):
    for path in (folder / "records").glob("*"):
        path.unlink()
    return cost(BUILD / "nqtrack", "transform", "--jobs", "1", "--quiet",
                "--data", folder)


def middle(runs):
    return statistics.median(r[0] + r[1] for r in runs)


def show(name, runs, rate):
    """rate: what it comes to, from the seconds of the middle run."""
    user, system = (statistics.median(r[i] for r in runs) for i in (0, 1))
    each = [r[0] + r[1] for r in runs]
    print(f"{name:10} {middle(runs):7.3f} s  (user {user:.3f}, sys "
          f"{system:.3f}; {min(each):.3f} to {max(each):.3f})  "
          f"{rate(middle(runs))}")


def ratio(name, ours, theirs, more=""):
    turns = [(a[0] + a[1]) / (b[0] + b[1]) for a, b in zip(ours, theirs)]
    print(f"{name} {statistics.median(turns):.2f}{more}")


def pages(folder, count, times):
    (folder / "archive").mkdir()
    cost(bench("pages"), count, folder / "archive")
    raw = folder / "pages.raw"
    (folder / "archive/pages.raw").rename(raw)
    (folder / "archive/pages.warc.gz").rename(
        folder / "archive/20261122T180000Z.warc.gz")
    ours, theirs = [], []
    for _ in range(times):
        theirs.append(cost(bench("dom"), raw))
        ours.append(transform(folder))
    found, size = map(int, theirs[0][2].split())
    lines = (folder / "records/20261122T180000Z.ndjson").read_text(
        "utf-8").splitlines()
    figures = sum('"kind":"observation"' in line for line in lines)
    documents = sum('"kind":"document"' in line for line in lines)
    if documents != found or figures < found:
        sys.exit(f"{documents} documents and {figures} figures of "
                 f"{found} pages: this measures nothing")
    print(f"{found} pages of {size // found} bytes, {figures} figures, "
          f"{times} runs")
    for name, runs in (("transform", ours), ("dom", theirs)):
        show(name, runs, lambda s: f"{s / found * 1e6:6.0f} us a page  "
             f"{size / s / 1e6:6.1f} MB/s")
    ratio("transform/dom", ours, theirs)


def workbook(folder, sheets, times):
    book = folder / "book.xlsx"
    cost(sys.executable, "tests/bench/workbook.py", sheets, SHEET_ROWS, book)
    ours, theirs, whole = [], [], []
    for _ in range(times):
        theirs.append(cost(bench("reader"), book))
        ours.append(cost(bench("xlsx"), book))
        whole.append(cost(BUILD / "nqtrack", "parse", book, "--source",
                          "yenbai-portal", "--published", "2025-01-10"))
    cells, size, text = map(int, theirs[0][2].split())
    figures = whole[0][2].count('"kind":"observation"')
    if int(ours[0][2]) != cells or text < cells or figures < sheets:
        sys.exit(f"{ours[0][2].strip()} cells read and {figures} figures of "
                 f"{cells} cells: this measures nothing")
    print(f"{cells} cells on {sheets} sheets, {size} bytes of XML, {figures} "
          f"figures, {times} runs")
    for name, runs in (("xlsx", ours), ("reader", theirs), ("parse", whole)):
        show(name, runs, lambda s: f"{cells / s / 1e6:6.2f} million cells/s")
    ratio("xlsx/reader", ours, theirs,
          f"  ({cells / middle(ours):.0f} against "
          f"{cells / middle(theirs):.0f} cells a second)")


def main():
    count, sheets, times = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        pages(pathlib.Path(name), count, times)
        workbook(pathlib.Path(name), sheets, times)


main()
