"""Records written by hand, loaded, and what the warehouse says of them."""
import json
import os
import pathlib
import sqlite3
import zlib

from lib import nqtrack


def digest(n):
    return "sha256:" + format(n, "064x")


class Stated:
    """A data folder; each release gets its own capture."""

    def __init__(self, folder, name="a"):
        self.data = pathlib.Path(folder) / name
        (self.data / "records").mkdir(parents=True)
        self.config = self.data / "config"
        self.config.mkdir()
        (self.config / "sources.json").write_text(
            '{"sources": [{"id": "one", "title": "One"}]}')
        self.releases = []

    def release(self, published, *figures, key=None, retrieved=None):
        self.releases.append((published, figures, key, retrieved))
        return self

    def lines(self, name, releases):
        yield {"kind": "batch", "archive": name + ".warc.gz",
               "archive_digest": digest(1), "program": "nqtrack test",
               "catalogue": digest(2)}
        for n, (published, figures, key, retrieved) in enumerate(releases):
            key = key or f"{published}-{n}"
            mark = digest(zlib.crc32(f"{name} {n}".encode()))
            yield {"kind": "document", "document": mark,
                   "release": f"one:{key}", "url": "http://localhost/x",
                   "source": "one", "title": "Tin", "published": published,
                   "retrieved": retrieved or "2026-01-01T00:00:00Z",
                   "media_type": "text/html", "archive": name + ".warc.gz",
                   "offset": n, "status": "ok", "reason": None,
                   "program": "nqtrack test", "catalogue": digest(2)}
            for i, f in enumerate(figures, 1):
                yield dict({"kind": "observation", "document": mark,
                            "ordinal": i}, **f)

    def load(self, name="a", now="2026-01-02T03:04:05Z", releases=None):
        path = self.data / "records" / (name + ".ndjson")
        with open(path, "w", encoding="utf-8") as f:
            for line in self.lines(name, self.releases if releases is None
                                   else releases):
                f.write(json.dumps(line, ensure_ascii=False) + "\n")
        done = nqtrack("load", "--data", self.data, "--config", self.config,
                       env=dict(os.environ, NQTRACK_NOW=now))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done

    def rows(self, query, *args):
        db = sqlite3.connect(self.data / "warehouse.db")
        try:
            return db.execute(query, args).fetchall()
        finally:
            db.close()


def figure(value, period, **more):
    f = {"indicator": "IND_OUTPUT", "ref_area": "VN-06", "breakdown": None,
         "time_period": period, "role": "actual", "transformation": "level",
         "obs_value": value, "unit_measure": "VND", "unit_mult": 9,
         "price_base": None, "obs_status": "A", "bound": None,
         "evidence": {"text": "Câu.", "start": 0, "end": 5},
         "rule": "test", "flags": []}
    f.update(more)
    return f


def wording(text):
    return {"evidence": {"text": text, "start": 0, "end": len(text)}}


def constant(value, period, **more):
    return figure(value, period, price_base="constant-2010", **more)


def current(value, period, **more):
    return figure(value, period, price_base="current", **more)


def share(value, period, text=None, **more):
    f = dict(transformation="of_year_plan", unit_measure="PT", unit_mult=0)
    f.update(wording(text) if text else {})
    f.update(more)
    return figure(value, period, **f)


def growth(value, period, **more):
    return figure(value, period, **dict(
        dict(transformation="yoy", unit_measure="PT", unit_mult=0), **more))


def plan(value, period, text=None, **more):
    f = dict(role="plan")
    f.update(wording(text) if text else {})
    f.update(more)
    return figure(value, period, **f)
