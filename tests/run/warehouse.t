#!/usr/bin/env python3
"""The warehouse as a file: older versions, files from elsewhere, backups,
rebuilds, several programs at once, records that are not as they should be."""
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
import traceback

sys.path.insert(0, "tests")
from lib import (Portal, Tap, command, content, difference,
                 nqtrack, workspace)

KEPT = ["batch", "release", "document", "extraction", "observation",
        "quarantine"]


def digest(n):
    return "sha256:" + format(n, "064x")


def batch(name):
    return {"kind": "batch", "archive": name + ".warc.gz",
            "archive_digest": digest(1), "program": "nqtrack test",
            "catalogue": digest(2)}


def document(n, release, archive="a", day=1, **more):
    return dict({
        "kind": "document", "document": digest(n),
        "release": f"one:{release}", "url": "http://localhost/x",
        "source": "one", "title": "Tin", "published": "2022-01-10",
        "retrieved": f"2026-01-{day:02}T00:00:00Z",
        "media_type": "text/html", "archive": archive + ".warc.gz",
        "offset": n, "status": "ok", "reason": None,
        "program": "nqtrack test", "catalogue": digest(2)}, **more)


def figure(n, ordinal, year, value, **more):
    return dict({
        "kind": "observation", "document": digest(n), "ordinal": ordinal,
        "indicator": "IND_OUTPUT", "ref_area": "VN-06", "breakdown": None,
        "time_period": str(year), "role": "actual",
        "transformation": "level", "obs_value": value,
        "unit_measure": "VND", "unit_mult": 9,
        "price_base": "constant-2010", "obs_status": "A", "bound": None,
        "evidence": {"text": "Câu.", "start": 0, "end": 5}, "rule": "test",
        "flags": []}, **more)


def lines(*many):
    return "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in many)


class Data:
    """A data folder with records of its own."""

    def __init__(self, folder, name="data"):
        self.path = pathlib.Path(folder) / name
        self.records = self.path / "records"
        self.records.mkdir(parents=True)
        self.db = self.path / "warehouse.db"
        (self.path / "sources.json").write_text(json.dumps(
            {"sources": [{"id": "one", "title": "One"}]}))

    def write(self, name, text):
        (self.records / f"{name}.ndjson").write_text(text, "utf-8")

    def do(self, *args, now="2026-01-02T03:04:05Z"):
        return nqtrack(*args, "--data", self.path, "--config", self.path,
                       env=dict(os.environ, NQTRACK_NOW=now))

    def ask(self, query):
        db = sqlite3.connect(self.db)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()

    def change(self, script):
        db = sqlite3.connect(self.db)
        db.executescript(script)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def bytes(self):
        return hashlib.sha256(self.db.read_bytes()).hexdigest()

    def digests(self):
        return re.findall(r"sha256:\w+", self.do("doctor").stdout)


def good(folder, name="data"):
    data = Data(folder, name)
    data.write("a", lines(batch("a"), document(10, "r1"),
                          *[figure(10, i, 2000 + i, 100 + i)
                            for i in range(1, 20)]))
    data.do("load")
    return data


def migrations():
    return sorted(pathlib.Path("schemas/sql").glob("[0-9]*.sql"))


def test_versions(tap):
    """Of each version that was released, with rows in it."""
    for fixture in sorted(pathlib.Path("tests/sql").glob("warehouse-*.sql")):
        version = int(re.search(r"\d+", fixture.stem)[0])
        with workspace() as folder:
            data = Data(folder)
            db = sqlite3.connect(data.db)
            for path in migrations()[:version]:
                db.executescript(path.read_text("utf-8"))
            db.executescript(fixture.read_text("utf-8"))
            db.execute(f"PRAGMA user_version = {version}")
            db.commit()
            columns = {t: [c[1] for c in db.execute(
                f"PRAGMA table_info({t})")] for t in KEPT}
            db.close()
            rows = {t: f"SELECT {', '.join(columns[t])} FROM {t} "
                    "ORDER BY 1, 2" for t in KEPT}
            before = {t: data.ask(rows[t]) for t in KEPT}
            for args in (["status"], ["sql", "targets"], ["coverage"]):
                done = data.do(*args)
                tap.ok(done.returncode == 3 and "brings it forward" in
                       done.stderr, f"version {version}: {' '.join(args)} "
                       "says what to do", done.stderr)
            done = data.do("load")
            tap.ok(done.returncode == 0 and data.ask(
                "PRAGMA user_version") == [(len(migrations()),)],
                f"version {version} comes forward to {len(migrations())}",
                done.stderr)
            tap.ok(all(before.values()) and
                   {t: data.ask(rows[t]) for t in KEPT} == before,
                   f"version {version}: every row is as it was")
            done = data.do("doctor")
            tap.ok(len(data.digests()) == 2 and "warehouse.db" not in
                   done.stderr, f"version {version}: doctor agrees",
                   done.stdout + done.stderr)
            data.write("b", lines(batch("b"), document(
                99, "r1", "b", retrieved="2026-05-01T00:00:00Z"),
                figure(99, 1, 2023, 15500)))
            done = data.do("load")
            tap.ok(done.returncode == 0 and "new=1" in done.stderr and
                   "withdrawn=3" in done.stderr,
                   f"version {version}: a revision of its rows", done.stderr)


PLANTED = {
    "bell": "CREATE TRIGGER bell AFTER INSERT ON observation BEGIN DELETE "
            "FROM batch; END",
    "mine": "CREATE VIEW mine AS SELECT load_extension('x')",
    "current": "DROP VIEW current; CREATE VIEW current AS SELECT * FROM "
               "history",
    "box": "CREATE VIRTUAL TABLE box USING rtree(a, b, c)",
}


def test_planted(tap):
    for name, script in PLANTED.items():
        with workspace() as folder:
            data = good(folder)
            data.change(script)
            was = data.bytes()
            data.write("b", lines(batch("b"), document(20, "r2", "b"),
                                  figure(20, 1, 2021, 5)))
            for args in (["load"], ["status"], ["sql", "SELECT 1"],
                         ["doctor"], ["coverage"],
                         ["backup", str(data.path / "copy.db")]):
                done = data.do(*args)
                tap.ok(done.returncode in (2, 3) and
                       f'"{name}"' in done.stderr.replace("\\", "") and
                       str(data.db) in done.stderr,
                       f"{name} planted: {args[0]} names it",
                       f"{done.returncode} {done.stderr}")
            tap.ok(data.bytes() == was and not list(data.path.glob("copy*")),
                   f"{name} planted: not a byte changes")
    with workspace() as folder:
        data = good(folder)
        data.change("CREATE TABLE notes (a); DROP INDEX document_by_release")
        done = data.do("doctor")
        tap.ok(done.returncode == 2 and "notes" in done.stderr and
               "document_by_release" in done.stderr,
               "doctor names a table that is not ours, an index that is gone",
               done.stderr)
        data = good(folder, "damaged")
        data.change("PRAGMA foreign_keys = 0; DELETE FROM document")
        done = data.do("doctor")
        tap.ok(done.returncode == 2 and "foreign_key_check" in done.stderr,
               "doctor names broken references", done.stderr)
        data = good(folder, "broken")
        raw = bytearray(data.db.read_bytes())
        at = raw.rindex("Câu.".encode())
        raw[at - 3000:at] = b"\xff" * 3000
        data.db.write_bytes(raw)
        was = data.bytes()
        data.write("b", lines(batch("b"), document(20, "r2", "b"),
                              figure(20, 1, 2021, 5)))
        done = data.do("load")
        tap.ok(done.returncode == 3 and data.bytes() == was,
               "a damaged file: nothing is added to it", done.stderr)
        tap.ok(data.do("doctor").returncode == 2, "and doctor tells")


def test_backup(tap):
    with workspace() as folder:
        data = good(folder)
        copy = data.path / "copy.db"
        done = data.do("backup", str(copy))
        tap.ok(done.returncode == 0 and data.digests()[1] in done.stderr and
               sorted(p.name for p in data.path.glob("copy*")) == ["copy.db"],
               "a backup is one file, with the digest that doctor prints",
               done.stderr)
        was = copy.read_bytes()
        done = data.do("backup", str(copy))
        tap.ok(done.returncode == 2 and "already" in done.stderr and
               copy.read_bytes() == was, "nothing is written over",
               done.stderr)
        done = data.do("backup", str(data.path / "no/such/copy.db"))
        tap.ok(done.returncode == 3 and "no/such" in done.stderr,
               "a folder that is not there", done.stderr)
        want = data.digests()
        for path in data.path.glob("warehouse.db*"):
            path.unlink()
        shutil.copy(copy, data.db)
        tap.ok(data.digests() == want, "put back, it says the same")
        again = good(folder, "again")
        again.change("CREATE TABLE t AS SELECT * FROM observation; UPDATE "
                     "observation SET id = 1000 - id; UPDATE verdict_input "
                     "SET observation_id = 1000 - observation_id; DROP TABLE "
                     "t; VACUUM")
        tap.ok(again.digests() == want, "other row ids, the same digest",
               again.digests())
        again.change("UPDATE observation SET evidence_text = 'x' "
                     "WHERE ordinal = 3")
        got = again.digests()
        tap.ok(got[0] == want[0] and got[1] != want[1],
               "another sentence: another content, the same figures")
        again.change("UPDATE observation SET obs_mantissa = 7, obs_value = 7"
                     " WHERE ordinal = 3")
        tap.ok(again.digests()[0] != want[0], "another figure: another digest")


def many(data, name, day, count, value):
    """A batch that takes a while."""
    with open(data.records / f"{name}.ndjson", "w", encoding="utf-8") as f:
        f.write(lines(batch(name)))
        for r in range(count):
            n = day * 1000000 + r
            f.write(lines(document(n, f"m{r}", name, day),
                          *[figure(n, i, 2000 + i, value)
                            for i in range(1, 21)]))


def test_at_once(tap):
    """A second load, readers and backups while a load is going."""
    with workspace() as folder:
        data = good(folder)
        many(data, "b", 2, 500, 1)
        data.do("load")
        many(data, "c", 3, 500, 2)
        many(data, "d", 4, 4000, 3)
        before = data.ask("SELECT count(*) FROM batch")[0][0]
        load = subprocess.Popen(
            command("load", "--data", data.path, "--config", data.path),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        seen, copies, second = set(), [], None
        while load.poll() is None and str(load.pid) not in (
                data.path / "lock").read_text():
            time.sleep(0.001)
        while load.poll() is None:
            if second is None:
                second = data.do("load")
            done = data.do("sql", "--format", "csv", "SELECT count(*), "
                           "count(DISTINCT obs_value), (SELECT count(*) "
                           "FROM batch) FROM observation AS o JOIN release "
                           "AS r ON r.id = o.release_id WHERE withdrawn IS "
                           "NULL AND r.code LIKE 'one:m%' AND "
                           "CAST(substr(r.code, 6) AS INT) < 500")
            seen.add(done.stdout.split("\n")[1] if done.returncode == 0
                     else done.stderr)
            copy = data.path / f"copy-{len(copies)}.db"
            done = data.do("backup", str(copy))
            copies.append((copy, done))
        load.stderr.read()
        tap.ok(second is not None and second.returncode == 4,
               "a second load: exit status 4",
               second and f"{second.returncode} {second.stderr}")
        states = {f"10000,1,{before}", f"10000,1,{before + 1}",
                  f"10000,1,{before + 2}"}
        tap.ok(seen and seen <= states, "a reader sees whole batches", seen)
        tap.ok(load.returncode == 0, "the load goes through")
        bad = [d.stderr for _, d in copies if d.returncode != 0]
        tap.ok(copies and not bad, f"{len(copies)} backups meanwhile", bad)
        counts = set()
        for copy, _ in copies:
            db = sqlite3.connect(copy)
            counts.add(db.execute(
                "SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM "
                "observation) - (SELECT sum(added) FROM batch)").fetchone())
            db.close()
        tap.ok(all(lost == 0 for _, lost in counts),
               "each of them has whole batches", counts)
        other = sqlite3.connect(data.db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        data.write("e", lines(batch("e")))
        start = time.monotonic()
        done = data.do("load")
        tap.ok(done.returncode == 4 and "locked" in done.stderr and
               time.monotonic() - start < 60,
               "another program that writes: exit status 4", done.stderr)
        other.execute("ROLLBACK")
        other.close()
        tap.ok(data.do("load").returncode == 0, "afterwards it is loaded")


def test_readonly(tap):
    with workspace() as folder:
        data = good(folder)
        was = data.bytes()
        data.write("b", lines(batch("b"), document(20, "r2", "b"),
                              figure(20, 1, 2021, 5)))
        data.db.chmod(0o444)
        pathlib.Path(folder).chmod(0o755)
        (data.path / "lock").chmod(0o666)
        who = {"user": 65534, "group": 65534, "extra_groups": []} \
            if os.geteuid() == 0 else {}
        try:
            done = nqtrack("load", "--data", data.path, "--config",
                           data.path, **who)
        except PermissionError:
            return tap.skip("nobody may not run the program from here")
        tap.ok(done.returncode == 3 and "read-only" in done.stderr and
               str(data.db) in done.stderr and data.bytes() == was,
               "a file that can only be read: named", done.stderr)
        data.db.chmod(0o644)
        tap.ok("new=1" in data.do("load").stderr, "afterwards it is loaded")


def test_records(tap):
    """Truncated, reordered, of a newer program, enormous."""
    text = lines(batch("b"), document(20, "r1", "b", 5),
                 *[figure(20, i, 2000 + i, 200 + i) for i in range(1, 20)])
    with workspace() as folder:
        data = good(folder)
        first = data.ask("SELECT * FROM observation ORDER BY id")
        data.write("b", text[:len(text) // 2])
        done = data.do("load")
        tap.ok(done.returncode == 1 and "quarantined=1" in done.stderr and
               "withdrawn=0" in done.stderr,
               "truncated: what is whole is loaded, nothing withdrawn",
               done.stderr)
        data.write("b", text)
        done = data.do("load")
        tap.ok(done.returncode == 0 and "withdrawn=19" in done.stderr,
               "the whole file after it completes the revision", done.stderr)
        want = data.ask("SELECT time_period, obs_value FROM observation "
                        "WHERE withdrawn IS NULL ORDER BY 1")
        tap.ok(want == [(str(2000 + i), 200.0 + i) for i in range(1, 20)],
               "and it stands", want)
        other = good(folder, "other")
        head, doc, *rest = text.splitlines(True)
        other.write("b", head + doc + "".join(reversed(rest)))
        done = other.do("load")
        tap.ok(done.returncode == 0 and other.digests()[0] ==
               data.digests()[0], "figures in another order: the same",
               done.stderr)
        other = good(folder, "behind")
        other.write("b", head + "".join(rest) + doc)
        done = other.do("load")
        tap.ok(done.returncode == 1 and "quarantined=19" in done.stderr and
               "withdrawn=0" in done.stderr and other.ask(
                   "SELECT * FROM observation ORDER BY id") == first,
               "figures before their document: refused, nothing withdrawn",
               done.stderr)
        other = good(folder, "newer")
        other.write("b", lines(batch("b"), document(20, "r1", "b", 5), *[
            figure(20, i, 2000 + i, 200 + i, confidence=0.9)
            for i in range(1, 20)]))
        done = other.do("load")
        tap.ok(done.returncode == 1 and "quarantined=19" in done.stderr and
               "confidence" in done.stderr and "withdrawn=0" in done.stderr,
               "of a newer program: the unknown key is named", done.stderr)
        other.write("b", lines(dict(batch("b"), format=2)) + text)
        done = other.do("load")
        tap.ok(done.returncode == 1 and "format" in done.stderr and
               "b.ndjson:1" in done.stderr and "batches=0" in done.stderr,
               "a batch line of a newer program: the file is refused",
               done.stderr)
        # A hole of 2 GiB that has no newline, and a good line behind it.
        other = good(folder, "big")
        path = other.records / "b.ndjson"
        other.write("b", lines(batch("b"), document(20, "r2", "b", 5)))
        with open(path, "r+b") as f:
            f.seek(2 << 30, os.SEEK_END)
            f.write(b"\n" + lines(figure(20, 1, 2021, 5)).encode())
        done = other.do("load")
        tap.ok(done.returncode == 1 and "quarantined=1" in done.stderr and
               "too long" in done.stderr and "new=1" in done.stderr,
               "2 GiB: one line is too long, the next is loaded",
               done.stderr)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if "asan" not in os.environ.get("BUILD", ""):
            tap.ok(peak < 200 << 10, "in less than 200 MiB of memory",
                   f"{peak} KiB")


def test_exact(tap):
    """Point by point what a line may not be."""
    base = figure(20, 1, 2021, 5)
    text = json.dumps(base)
    for name, line, word in [
            ("unknown key", json.dumps(dict(base, x=1)), "unknown key"),
            ("duplicate key", text[:-1] + ', "rule": "y"}', "stands twice"),
            ("string for a number", json.dumps(dict(base, obs_value="5")),
             "obs_value"),
            ("number for a string", json.dumps(dict(base, rule=5)), "rule"),
            ("null for a number", json.dumps(dict(base, unit_mult=None)),
             "unit_mult"),
            ("exponent", text.replace('"obs_value": 5', '"obs_value": 5e2'),
             "obs_value"),
            ("16 digits", text.replace('"obs_value": 5',
                                       '"obs_value": 1234567890.123456'),
             "15 digits"),
            ("fraction for a whole number", text.replace(
                '"ordinal": 1', '"ordinal": 1.5'), "whole"),
            ("missing key", json.dumps({k: v for k, v in base.items()
                                        if k != "rule"}), "missing key")]:
        with workspace() as folder:
            data = good(folder)
            data.write("b", lines(batch("b"), document(20, "r2", "b"),
                                  figure(20, 2, 2022, 6)) + line + "\n")
            done = data.do("load")
            kept = data.ask("SELECT line, reason, content FROM quarantine")
            tap.ok(done.returncode == 1 and "new=1" in done.stderr and
                   len(kept) == 1 and kept[0][0] == 4 and word in kept[0][1]
                   and kept[0][2] == line.encode()[:4096],
                   f"{name}: quarantined with its reason, the rest loads",
                   f"{done.stderr}{kept}")


def test_rebuild(tap):
    with workspace() as folder:
        folder = pathlib.Path(folder)
        portal = Portal(folder)
        data, config = folder / "data", portal.config()
        try:
            done = nqtrack("run", "--data", data, "--config", config)
        finally:
            portal.stop()
        if not tap.ok(done.returncode == 0, "a run", done.stderr):
            return

        def digests():
            return re.findall(r"sha256:\w+", nqtrack(
                "doctor", "--data", data, "--config", config).stdout)

        # Vintages: last night's records said something else of each release.
        want, said = digests(), content(data)
        for path in (data / "records").glob("*.ndjson"):
            text = path.read_text("utf-8")
            path.write_text(text.replace('"obs_status":"E"',
                                         '"obs_status":"P"')
                            .replace('"program":"nqtrack ',
                                     '"program":"other '), "utf-8")
        nqtrack("load", "--data", data, "--config", config)
        done = nqtrack("transform", "--data", data, "--config", config)
        done = nqtrack("load", "--data", data, "--config", config)
        old = digests()
        tap.ok(done.returncode == 0 and old[0] == want[0] and
               old[1] != want[1], "a warehouse with vintages", done.stderr)
        for name in "records", "none":
            if name == "records":
                shutil.rmtree(data / "records")
            done = nqtrack("rebuild", "--data", data, "--config", config,
                           "--to", folder / f"{name}.db")
            tap.ok(done.returncode == 0 and want[0] in done.stderr and
                   "only-before=0 only-now=0" in done.stderr,
                   f"made anew beside ({name}): the same figures stand",
                   done.stderr)
        tap.ok(digests() == old, "the warehouse is as it was")
        done = nqtrack("rebuild", "--data", data, "--config", config)
        tap.ok(done.returncode == 0, "made anew in its place", done.stderr)
        got = content(data)
        tap.ok(got == said, "it says what one of a single run says",
               difference(said, got))
        tap.ok(digests()[0] == want[0], "the digest of figures agrees")
        kept = list(data.glob("warehouse-*.db"))
        tap.ok(len(kept) == 1 and sqlite3.connect(kept[0]).execute(
            "SELECT count(*) FROM observation WHERE withdrawn IS NOT NULL"
            ).fetchone()[0] > 0, "the old one keeps its vintages", kept)
        now = digests()
        archive = sorted((data / "archive").glob("*.warc.gz"))[0]
        archive.rename(folder / archive.name)
        for path in (data / "records").iterdir():
            path.unlink()
        done = nqtrack("rebuild", "--data", data, "--config", config)
        tap.ok(done.returncode == 3 and archive.name in done.stderr and
               "put the file back" in done.stderr.replace("\n", " ") and
               digests() == now, "a file missing from the archive: refused",
               done.stderr)
        tap.ok(not list(data.glob("*.tmp*")), "nothing is left of it")
        (folder / archive.name).rename(archive)
        (data / "warehouse.db").write_bytes(b"SQLite format 3\0" + b"x" * 9000)
        done = nqtrack("rebuild", "--data", data, "--config", config)
        tap.ok(done.returncode == 0 and digests()[0] == want[0],
               "in place of a file that cannot be read", done.stderr)


def main():
    tap = Tap()
    for test in (test_versions, test_planted, test_backup, test_exact,
                 test_at_once, test_readonly, test_records, test_rebuild):
        try:
            test(tap)
        except Exception:
            tap.ok(False, f"{test.__name__} comes to its end",
                   traceback.format_exc())
    tap.done()


main()
