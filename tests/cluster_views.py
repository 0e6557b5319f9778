#!/usr/bin/env python3
"""Whether Spark's answers are SQLite's, row for row: cluster_views.py OUT
ANSWERS WAREHOUSE DAYS. Prints a JSON line a view. Numbers of rows are not
the same in both; so each stands for the figure that it means: release,
archive, place in it, ordinal, and the batches between which it stood."""
import json
import pathlib
import sqlite3
import sys
from collections import Counter

import pyarrow.parquet as pq

FIGURES = ("observation_id", "latest_observation", "value_id", "share_id",
           "share_printed_observation", "lowest_observation",
           "highest_observation")


def sqlite_names(db):
    releases = dict(db.execute("SELECT id, code FROM release"))
    figures = {row[0]: row[1:] for row in db.execute(
        "SELECT o.id, r.code, d.archive, d.archive_offset, o.ordinal, "
        "o.first_seen, o.withdrawn FROM observation AS o JOIN release AS r "
        "ON r.id = o.release_id JOIN document AS d ON d.id = o.document_id")}
    return releases, figures


def spark_names(out):
    def rows(name, columns):
        t = pq.read_table(out / "warehouse" / name, columns=columns)
        return zip(*(t[c].to_pylist() for c in columns))

    releases = dict(rows("release", ["id", "code"]))
    places = {i: (a, o) for i, a, o in
              rows("document", ["id", "archive", "archive_offset"])}
    figures = {i: (releases[r], *places[d], n, first, gone)
               for i, r, d, n, first, gone in
               rows("figure", ["id", "release_id", "document_id", "ordinal",
                               "first_seen", "withdrawn"])}
    return releases, figures


def plain(value):
    if isinstance(value, bool):
        return int(value)
    return float(f"{value:.12g}") if isinstance(value, float) else value


def counted(columns, rows, names):
    releases, figures = names
    out = Counter()
    for row in rows:
        out[repr([figures.get(v) if c in FIGURES else releases.get(v)
                  if c == "release_id" else plain(v)
                  for c, v in zip(columns, row)])] += 1
    return out


def main():
    out, answers, warehouse = map(pathlib.Path, sys.argv[1:4])
    db = sqlite3.connect(warehouse)
    ours, theirs = spark_names(out), sqlite_names(db)
    for folder in sorted(p for p in answers.iterdir() if p.is_dir()):
        view = folder.name
        where = f" WHERE as_of IN ({sys.argv[4]})" if view == "as_of" else ""
        asked = db.execute(f"SELECT * FROM {view}{where}")
        columns = [d[0] for d in asked.description]
        want = counted(columns, asked, theirs)
        t = pq.read_table(folder)
        got = counted(t.column_names, zip(*(t[c].to_pylist() for c in
                                            t.column_names)), ours)
        print(json.dumps({
            "view": view, "rows": sum(want.values()),
            "equal": got == want and t.column_names == columns,
            "columns": sorted(set(columns) ^ set(t.column_names)),
            "missing": list(want - got)[:2], "more": list(got - want)[:2]},
            ensure_ascii=False), flush=True)


main()
