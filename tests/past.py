"""What the tests of import and backfill share: a data folder, what its
archive and its frontier hold."""
import json
import os
import pathlib
import sqlite3
import zlib

from lib import nqtrack, sql
from warcs import source

STATE = ("SELECT url, state, tries, digest, captured_at, fetched_at FROM page "
         "WHERE kind = 'release' AND key = ?")


def members(data):
    out = []
    while data:
        z = zlib.decompressobj(31)
        out.append(z.decompress(data))
        data = z.unused_data
    return out


class Record:
    def __init__(self, data):
        head, self.block = data.split(b"\r\n\r\n", 1)
        self.block = self.block[:-4]
        self.fields = dict(line.split(": ", 1) for line in
                           head.decode().split("\r\n")[1:])
        self.type = self.fields["WARC-Type"]
        self.lines = dict(line.split(": ", 1) for line in
                          self.block.decode().splitlines()) \
            if self.type == "metadata" else {}


class Data:
    """A folder for --data beside one for --config."""

    def __init__(self, config, name):
        self.config = pathlib.Path(config)
        self.path = self.config / name

    def sources(self, *all_sources):
        (self.config / "sources.json").write_text(json.dumps(
            {"sources": all_sources or [source()]}))

    def options(self):
        return ["--data", self.path, "--config", self.config]

    def run(self, stage, *args, **env):
        return nqtrack(stage, *self.options(), *args,
                       env={**os.environ, **env})

    def take(self, *args, **env):
        return self.run("extract", *args, **env)

    def archives(self):
        return sorted((self.path / "archive").glob("*.warc.gz"))

    def records(self):
        return [Record(m) for f in self.archives()
                for m in members(f.read_bytes())]

    def held(self):
        """Release, time and payload of all captures in our archive."""
        out, said = [], {}
        for r in self.records():
            if r.type == "metadata":
                said = r.lines
            elif r.type in ("response", "resource", "revisit"):
                out.append((said.get("release"), r.fields["WARC-Date"],
                            r.fields.get("WARC-Payload-Digest")))
        return sorted(out, key=lambda h: [x or "" for x in h])

    def said(self):
        """The metadata of all captures."""
        return [r.lines for r in self.records() if r.type == "metadata"]

    def page(self, key):
        db = sqlite3.connect(self.path / "archive" / "frontier.db")
        db.row_factory = sqlite3.Row
        try:
            row = db.execute(STATE, [key]).fetchone()
            return dict(row) if row else None
        finally:
            db.close()

    def runs(self):
        """Each run, under "", and what it did at each source."""
        db = sqlite3.connect(self.path / "runs.db")
        try:
            return [row[1:] for row in db.execute(
                "SELECT id, '' AS source, fetched, fresh, changed, unchanged, "
                "failed FROM run WHERE command = 'extract' UNION ALL "
                "SELECT run, source, fetched, fresh, changed, unchanged, "
                "failed FROM source ORDER BY 1, 2")]
        finally:
            db.close()

    def figures(self):
        """Transforms and loads: release, year, value, day of publication."""
        done = [self.run(s) for s in ("transform", "load")]
        rows = sql(self.path, """
            SELECT release, time_period AS year, obs_value AS value,
                published FROM current WHERE indicator = 'IIP'
            ORDER BY time_period""")
        return [d.returncode for d in done], [
            (r["release"].split("/")[-1], r["year"], r["value"],
             r["published"]) for r in rows]


def word(done, name):
    """The number behind name= in the last line that has it, or 0."""
    for line in reversed(done.stderr.splitlines()):
        for part in line.split():
            if part.startswith(name + "="):
                return int(part[len(name) + 1:])
    return 0
