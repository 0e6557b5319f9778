"""For the tests of tests/run: TAP, a portal to read, and nqtrack to run."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
NQTRACK = str(BUILD / "nqtrack")
# A sanitizer build is several times slower; no test measures speed.
PATIENCE = 300

# What the warehouse says, without what differs between two runs that say
# the same: row ids, times, names of archive files.
CONTENT = {
    "observations": """
        SELECT r.code AS release, d.digest, o.ordinal, o.indicator,
            o.ref_area, o.breakdown, o.time_period, o.role,
            o.transformation, o.price_base, o.obs_mantissa, o.obs_scale,
            o.unit_measure, o.unit_mult, o.obs_status, o.bound,
            o.evidence_text, o.evidence_start, o.evidence_end, o.rule,
            o.flags, o.withdrawn IS NULL AS stands
        FROM observation AS o JOIN release AS r ON r.id = o.release_id
        JOIN document AS d ON d.id = o.document_id
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 22""",
    "documents": """
        SELECT DISTINCT r.code AS release, d.digest, d.title, d.published,
            x.status
        FROM document AS d JOIN release AS r ON r.id = d.release_id
        JOIN extraction AS x ON x.document_id = d.id ORDER BY 1, 2, 5""",
    "targets": "SELECT code, obs_value, certainty FROM target ORDER BY 1",
    "refused": "SELECT count(*) AS n FROM quarantine",
}


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            self.failed += 1
            for line in str(detail).splitlines()[-40:]:
                print("#", line)
        sys.stdout.flush()
        return good

    def skip(self, why):
        self.count += 1
        print(f"ok {self.count} # skip {why}")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(self.failed != 0)


class Portal:
    """The sample portal on a free loopback port."""

    def __init__(self, folder, port=0):
        self.folder = pathlib.Path(folder)
        mark = self.folder / "port"
        mark.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [str(BUILD / "tests/portal/portal"), "--root", "tests/portal", "--port",
             str(port), "--port-file", str(mark)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not (mark.exists() and mark.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError("the sample portal did not start")
            time.sleep(0.02)
        self.port = int(mark.read_text())

    def config(self):
        """A folder for --config."""
        folder = self.folder / "config"
        folder.mkdir(exist_ok=True)
        text = pathlib.Path("tests/portal/config/sources.json.in").read_text()
        (folder / "sources.json").write_text(
            text.replace("@PORT@", str(self.port)))
        return folder

    def stop(self):
        self.process.kill()
        self.process.wait()


def command(*args):
    return [NQTRACK, *map(str, args)]


def nqtrack(*args, **more):
    """Runs it to its end: returncode, stdout, stderr."""
    return subprocess.run(command(*args), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=PATIENCE,
                          encoding="utf-8", **more)


def sql(data, query):
    """Rows of a query through nqtrack itself."""
    done = nqtrack("sql", " ".join(query.split()), "--data", data,
                   "--format", "ndjson")
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def walks(db, query, values=()):
    """How often a query walks all of the table of observations or of one of
    its indexes, by the program that SQLite makes of it. db: of sqlite3."""
    roots = {row[0] for row in db.execute(
        "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'observation'")}
    cursors, n = {}, 0
    for _, code, p1, p2, *_ in db.execute("EXPLAIN " + query, values):
        if code in ("OpenRead", "ReopenIdx"):
            cursors[p1] = p2
        elif code in ("Rewind", "Last") and cursors.get(p1) in roots:
            n += 1
    return n


def content(data):
    return {name: sql(data, query) for name, query in CONTENT.items()}


def difference(want, got):
    """The first rows in which two contents differ, for a message."""
    lines = []
    for name in want:
        a = [json.dumps(r, ensure_ascii=False) for r in want[name]]
        b = [json.dumps(r, ensure_ascii=False) for r in got[name]]
        lines += [f"{name}: {len(a)} rows wanted, {len(b)} found"]
        lines += [f"- {r}" for r in a if r not in b][:5]
        lines += [f"+ {r}" for r in b if r not in a][:5]
    return "\n".join(lines)


def workspace():
    return tempfile.TemporaryDirectory(prefix="nqtrack-test-")
