"""The figures of an area, through "nqtrack load", as tables.

What a release says of an area, in which capture and until when, whose price
base is inferred and which plans follow, is decided by the warehouse's own
loader and by nothing else: a task gives it the lines that concern one area,
batch by batch, and reads the tables that it made. No rule of it looks beyond
an area but one, whether a capture has any figures at all: so each capture
comes with its first figure, of whatever area that is."""
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import urllib.parse
from itertools import groupby

import pyarrow as pa

from . import archive, files, records

SHIFT = 40      # bits of a row's number within its area

# Tables of an area: what of them, the tables that the columns stem from,
# which columns are numbers of its own rows, and which those of batches.
TABLES = {
    "figure": ("SELECT * FROM figure WHERE ref_area = ?1",
               ("observation", "document"), ("id", "release_id", "document_id"),
               ("first_seen", "withdrawn")),
    "release": ("SELECT * FROM release WHERE ?1 = ?1", ("release",),
                ("id",), ()),
    "document": ("SELECT * FROM document WHERE ?1 = ?1",
                 ("document",), ("id", "release_id"), ()),
    "source": ("SELECT * FROM source WHERE ?1 = ?1", ("source",), (), ()),
    "price_inference": (
        "SELECT i.* FROM price_inference AS i JOIN observation AS o "
        "ON o.id = i.observation_id WHERE o.ref_area = ?1",
        ("price_inference",), ("observation_id",), ("first_seen",)),
    "plan": ("SELECT * FROM plan WHERE ref_area = ?1", ("plan",), ("id",),
             ()),
}
# Tables of knowledge, the same everywhere.
KNOWLEDGE = ("power", "calendar", "obs_status", "price_base", "territory",
             "territory_area", "resolution", "target", "indicator", "area")
TYPES = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}


def load(setting, folder, time):
    done = subprocess.run(
        [setting.binary, "load", "--data", str(folder), "--quiet",
         *setting.config_arguments()], capture_output=True,
        encoding="utf-8", errors="replace", timeout=setting.timeout,
        env={**os.environ, "NQTRACK_NOW": time})
    if done.returncode != 0:
        raise archive.Refused(f"nqtrack load ended with {done.returncode}: "
                              f"{archive.last_words(done.stderr)}")


def types_of(db, names, stem):
    """The declared type of each column; text where none has its name."""
    declared = {name: TYPES[kind] for table in reversed(stem)
                for _, name, kind, *_ in
                db.execute(f"PRAGMA table_info({table})")}
    return pa.schema([(name, declared.get(name, pa.string()))
                      for name in names])


def table(db, query, values, stem, own=(), batches=(), number=0, known=None):
    """Rows of a query as a table; numbers made unique among all areas."""
    rows = db.execute(query, values)
    schema = types_of(db, [d[0] for d in rows.description], stem)
    rows = rows.fetchall()
    columns = list(zip(*rows)) if rows else [()] * len(schema)
    for i, name in enumerate(schema.names):
        if name in own:
            columns[i] = [v + (number << SHIFT) for v in columns[i]]
        elif name in batches:
            columns[i] = [None if v is None else known[v]
                          for v in columns[i]]
    return pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, schema)], schema=schema)


def put(setting, folder, name, part, t):
    records.write_parquet(t, folder / "table")
    files.publish(folder / "table", files.join(
        setting.out, "warehouse", name,
        urllib.parse.quote(part) + ".parquet"))


def fill(setting, lines, heads, folder):
    """The area's warehouse, from rows (time, batch, line) in order."""
    for time, of_time in groupby(lines, key=lambda row: row[0]):
        for batch, of_batch in groupby(of_time, key=lambda row: row[1]):
            path = folder / "records" / batch
            path.parent.mkdir(exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(heads[batch] + "\n")
                f.writelines(row[2] + "\n" for row in of_batch)
        load(setting, folder, time)


def one(setting, area, number, lines, heads, numbers):
    """Tables of one area. number: its own; numbers: those of batches."""
    with tempfile.TemporaryDirectory(prefix="nqtrack-") as name:
        folder = pathlib.Path(name)
        fill(setting, lines, heads, folder)
        db = sqlite3.connect(folder / "warehouse.db")
        known = {row: numbers[batch] for row, batch in
                 db.execute("SELECT id, name FROM batch")}
        refused = db.execute("SELECT count(*) FROM quarantine").fetchone()[0]
        for name, (query, stem, own, batches) in TABLES.items():
            put(setting, folder, name, area, table(
                db, query, (area,), stem, own, batches, number, known))
        figures = db.execute("SELECT count(*) FROM observation "
                             "WHERE ref_area = ?", (area,)).fetchone()[0]
        db.close()
    return {"observations": figures,
            "warned": f"{refused} lines were refused" if refused else ""}


def knowledge(setting):
    """Tables of what the house knows, from a warehouse without figures."""
    with tempfile.TemporaryDirectory(prefix="nqtrack-") as name:
        folder = pathlib.Path(name)
        (folder / "records").mkdir()
        load(setting, folder, setting.committed)
        db = sqlite3.connect(folder / "warehouse.db")
        for table_name in KNOWLEDGE:
            put(setting, folder, table_name, "all",
                table(
                db, f"SELECT * FROM {table_name}", (), (table_name,)))
        db.close()
