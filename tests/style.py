#!/usr/bin/env python3
"""What of the layout a program can tell without judging it: 80 columns of
8-wide tabs, no blanks at the end of a line, no indentation by spaces but the
four of a continued line, files and functions that can be read in one sitting.
Files are the arguments; exit status 1 and a line for each fault."""
import sys

COLUMNS, FUNCTION, FILE = 80, 70, 650


def faults(path):
    body = 0
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    for n, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > COLUMNS:
            yield n, f"more than {COLUMNS} columns"
        if line != line.rstrip():
            yield n, "blanks at the end"
        if line.lstrip("\t").startswith(" " * 8):
            yield n, "indented by spaces"
        if line == "{":
            body = n
        elif line == "}" and body:
            if n - body - 1 > FUNCTION:
                yield body, f"a function of more than {FUNCTION} lines"
            body = 0
    if len(lines) - 1 > FILE:
        yield len(lines) - 1, f"a file of more than {FILE} lines"


def main():
    bad = False
    for path in sys.argv[1:]:
        for n, what in faults(path):
            print(f"{path}:{n}: {what}")
            bad = True
    sys.exit(bad)


main()
