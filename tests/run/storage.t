#!/usr/bin/env python3
"""Each single write, sync, rename of a load, a backup and a rebuild goes
wrong in each of six ways (tests/faultfs.c), one after the other. Afterwards
the warehouse is sound and says what it said before or what it says after;
the same command once more completes it. A load goes through all places; of
what takes longer, every few and the last dozen, or all with TEST_ALL=1."""
import concurrent.futures
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, "tests")
from lib import BUILD, CONTENT, PATIENCE, Tap, command

SHIM = BUILD / "tests/faultfs.so"
HOW = ["eio", "enospc", "short", "kill", "torn", "cut"]
NOW = "2026-01-02T03:04:05Z"


def digest(n):
    return "sha256:" + format(n, "064x")


def batch(name):
    return {"kind": "batch", "archive": name + ".warc.gz",
            "archive_digest": digest(1), "program": "nqtrack test",
            "catalogue": digest(2)}


def document(n, release, archive):
    return {"kind": "document", "document": digest(n),
            "release": f"one:{release}", "url": "http://localhost/x",
            "source": "one", "title": "Tin", "published": "2022-01-10",
            "retrieved": f"2026-01-0{archive}T00:00:00Z",
            "media_type": "text/html", "archive": f"{archive}.warc.gz",
            "offset": n, "status": "ok", "reason": None,
            "program": "nqtrack test", "catalogue": digest(2)}


def figure(n, ordinal, year, value):
    return {"kind": "observation", "document": digest(n), "ordinal": ordinal,
            "indicator": "IND_OUTPUT", "ref_area": "VN-06",
            "breakdown": None, "time_period": str(year), "role": "actual",
            "transformation": "level", "obs_value": value,
            "unit_measure": "VND", "unit_mult": 9,
            "price_base": "constant-2010", "obs_status": "A", "bound": None,
            "evidence": {"text": "Câu. " * 50, "start": 0, "end": 250},
            "rule": "test", "flags": []}


def write(folder, name, lines):
    (folder / "records").mkdir(parents=True, exist_ok=True)
    (folder / f"records/{name}.ndjson").write_text(
        "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines))


def records(folder, name, releases, shift):
    """Releases of 20 figures each; a shift gives some another value."""
    lines = [batch(name)]
    for r in range(releases):
        n = 100 * int(name) + r
        lines.append(document(n, r, int(name)))
        lines += [figure(n, i + 1, 2000 + i, 100 * r + i +
                         (shift if i % 3 == 0 else 0)) for i in range(20)]
    lines.append("a line that is refused")
    write(folder, name, lines)


def content(path):
    """What it says; fails where it is not sound."""
    db = sqlite3.connect(path)
    try:
        # SQLite says what it thinks of a log that a killed process left.
        found = db.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)] or db.execute(
                "PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"not sound: {found}")
        if db.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (
                0,):
            return None
        tables = [n for n, in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: db.execute(q).fetchall() for name, q in CONTENT.items()
                } if "observation" in tables else None
    finally:
        db.close()


class Job:
    """A command over a folder that can be made again."""

    def __init__(self, top, name, args, base, made=None):
        self.top, self.name, self.base = top, name, base
        self.args, self.made = args, made or "warehouse.db"

    def folder(self, name):
        """A copy of the base, with nothing of an earlier one in it."""
        folder = self.top / f"{self.name}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base, folder)
        return folder

    def run(self, folder, n=None, how="", count=None):
        env = dict(os.environ, NQTRACK_NOW=NOW)
        if n is None:
            # The next night; a rebuild names what it keeps by its time.
            env["NQTRACK_NOW"] = "2026-01-03T00:00:00Z"
        else:
            env.update(LD_PRELOAD=str(SHIM), FAULT_DIR=str(folder),
                       FAULT_N=str(n), FAULT_HOW=how)
        if count:
            env["FAULT_COUNT"] = str(count)
        args = [str(folder / a[1:]) if a[0] == "@" else a for a in self.args]
        return subprocess.run(
            command(*args, "--data", folder, "--config", self.base),
            env=env, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", errors="replace", timeout=PATIENCE)

    def says(self, folder):
        path = folder / self.made
        return content(path) if path.exists() else None

    def one(self, n, how):
        """What is wrong after fault n; nothing is as it should be."""
        folder = self.folder(f"{how}-{n}")
        done = self.run(folder, n, how)
        try:
            if done.returncode not in (-9, 0, 1, 3):
                return f"{how} {n}: exit status {done.returncode}\n" + \
                    done.stderr
            said = self.says(folder)
            if said not in self.allowed:
                return f"{how} {n}: neither before nor after\n{done.stderr}"
            if done.returncode in (0, 1) and said != self.after:
                return f"{how} {n}: success was told\n{done.stderr}"
            if self.made == "warehouse.db" or said != self.after:
                done = self.run(folder)
                if done.returncode not in (0, 1) or \
                        self.says(folder) != self.after:
                    return f"{how} {n}: not completed\n{done.stderr}"
            left = [p.name for p in folder.rglob("*.tmp")]
            return f"{how} {n}: left {left}" if left else None
        except (RuntimeError, sqlite3.Error) as e:
            return f"{how} {n}: {e}\n{done.stderr}"
        finally:
            shutil.rmtree(folder)

    def all(self, tap, pool, ways=HOW, each=1):
        if os.environ.get("TEST_ALL"):
            each = 1
        before = self.says(self.base)
        folder, mark = self.folder("count"), self.top / "count"
        mark.unlink(missing_ok=True)
        done = self.run(folder, 0, "", mark)
        self.after = self.says(folder)
        steps = int(mark.read_text()) if mark.exists() else 0
        if not tap.ok(done.returncode in (0, 1) and steps > 0 and self.after,
                      f"{self.name}: undisturbed", done.stderr):
            return
        self.allowed = [before, self.after]
        if self.made == "warehouse.db":
            # A first load makes the schema, takes over knowledge, loads.
            self.allowed += self.between
        places = [n for n in range(1, steps + 1)
                  if n % each == 0 or n > steps - 12]
        for how in ways:
            bad = [b for b in pool.map(lambda n: self.one(n, how), places)
                   if b]
            tap.ok(not bad, f"{self.name}: {how} at {len(places)} of "
                   f"{steps} places", "\n".join(bad[:5]))

    between = []


def main():
    tap = Tap()
    if not SHIM.exists():
        tap.skip("the shim and the address sanitizer do not go together")
        return tap.done()
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    top = pathlib.Path(tempfile.mkdtemp(prefix="nqtrack-storage-", dir=fast))
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            base = top / "base"
            records(base, "1", 3, 0)
            (base / "sources.json").write_text(json.dumps(
                {"sources": [{"id": "one", "title": "One"}]}))
            first = Job(top, "first", ["load"], base)
            empty = Job(top, "empty", ["load"], base)
            folder = empty.folder("x")
            for path in (folder / "records").iterdir():
                path.unlink()
            empty.run(folder)
            fresh = empty.says(folder)
            first.between = [fresh, dict(fresh, targets=[])]
            first.all(tap, pool, ["kill", "enospc", "cut"], 9)
            first.run(base)
            Job(top, "backup", ["backup", "@copy.db"], base,
                "copy.db").all(tap, pool, HOW, 4)
            second = Job(top, "load", ["load"], base)
            records(base, "2", 3, 7)
            second.all(tap, pool)
            second.run(base)
            # Vintages go: what stands stays, in both.
            Job(top, "rebuild", ["rebuild"], base).all(
                tap, pool, ["kill", "enospc", "cut"], 12)
    finally:
        shutil.rmtree(top)
    tap.done()


main()
