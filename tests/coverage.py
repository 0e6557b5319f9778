#!/usr/bin/env python3
"""Which lines and branches a coverage build has run, by folder: a table on
standard output, each file in summary.txt, the lines in html/index.html. Exit
status 1 where less than BAR of the lines of core, transform or load ran.

    coverage.py FOLDER          the build's"""
import json
import pathlib
import subprocess
import sys

BAR = 90		# per cent of lines
HELD = ["core", "transform", "load"]


def main(build):
    html = build / "html"
    html.mkdir(exist_ok=True)
    subprocess.run(
        ["gcovr", "--root", ".", "--exclude", "tests/", "--json-summary",
         str(build / "summary.json"), "--txt", str(build / "summary.txt"),
         "--html-details", str(html / "index.html"), str(build / "obj")],
        check=True)
    folders = {}
    for f in json.loads((build / "summary.json").read_text())["files"]:
        name = f["filename"].split("/")[0] if "/" in f["filename"] else "."
        for key in (name, "all"):
            sums = folders.setdefault(key, [0, 0, 0, 0])
            for i, what in enumerate(["line_covered", "line_total",
                                      "branch_covered", "branch_total"]):
                sums[i] += f[what]
    print(f"{'folder':<10} {'lines':>15} {'%':>6} {'branches':>15} {'%':>6}")
    low = []
    for name in sorted(folders, key=lambda n: (n == "all", n)):
        a, b, c, d = folders[name]
        print(f"{name:<10} {f'{a}/{b}':>15} {100 * a / b:6.1f} "
              f"{f'{c}/{d}':>15} {100 * c / d if d else 100:6.1f}")
        if name in HELD and 100 * a < BAR * b:
            low.append(name)
    print(f"{html / 'index.html'}, {build / 'summary.txt'}")
    if low:
        print(f"less than {BAR} % of the lines of {', '.join(low)}")
    sys.exit(bool(low))


main(pathlib.Path(sys.argv[1]))
