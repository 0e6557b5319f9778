#!/usr/bin/env python3
"""The archive when the machine fails: no room, no right to write, killed in
the middle of a record; and its rotation. What was complete is kept and not
fetched again."""
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, "tests")
from faulty import NOW, Case, Record, Server, listing, members, page, source
from lib import PATIENCE, Tap

CHANCE = random.Random(20260101)


def noise(size):
    """A page that no compressor makes smaller."""
    return page(CHANCE.randbytes(size // 2).hex())


def complete(path):
    """{path of a release: body} of the captures that are whole in a file:
    metadata, request and response, each to its end."""
    out, need = {}, ["metadata", "request", "response"]
    group = []
    for at, text in members(path.read_bytes()):
        r = Record(path.name, at, text)
        group = (group + [r.kind])[-3:]
        if group == need and "/r/" in r.url:
            out[r.url.split("/", 3)[3]] = r.body()
    return out


def wait_until(done):
    """Until it holds, or the test gives up."""
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        time.sleep(0.01)
    return done()


def left(c):
    return sorted(c.archive.glob("*.tmp"))


def killed_while_fetching(tap):
    """The portal feeds a big body slowly, many captures stand in the file
    already, and the process is killed."""
    with Server() as s:
        names = [f"/r/{i:02}" for i in range(20)]
        s.routes.update({n: noise(200_000) for n in names})
        s.routes["/list"] = listing(*names, "/r/big")
        feeding = threading.Event()

        def feed(h):
            h.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n")
            while not h.server.over.wait(0.01):
                h.raw(b"x" * 1000)
                feeding.set()
        s.routes["/r/big"] = feed
        with Case(source(s)) as c:
            p = subprocess.Popen(c.command(), stderr=subprocess.DEVNULL,
                                 env={**os.environ, "NQTRACK_NOW": NOW})
            ready = wait_until(lambda: feeding.is_set() and left(c) and
                               len(complete(left(c)[0])) >= 10)
            p.send_signal(signal.SIGKILL)
            p.wait()
            whole = complete(left(c)[0])
            tap.ok(ready and c.files() == [],
                   f"killed while {len(whole)} captures were whole and one "
                   "page half way")
            s.routes["/r/big"] = page("at last")
            s.log.clear()
            repaired(tap, c, s, whole, [n for n in names], "/r/big")


def repaired(tap, c, s, whole, names, late):
    told = c.run(now="2026-11-22T19:00:00Z")
    asked = [p for p in s.paths() if p.startswith("/r/")]
    kept = c.bodies()
    again = [p for p in asked if p[1:] in whole]
    tap.ok(told.status == 0 and again == [] and "what is whole in it is kept"
           in told.text, "the next run asks for none of them again",
           f"{again}\n{told.text}")
    tap.ok(all(kept["/" + k] == v for k, v in whole.items()) and
           set(kept) == {*names, late} and set(asked) ==
           {n for n in [*names, late] if n[1:] not in whole},
           "and for all others; nothing is lost",
           f"{sorted(kept)} {asked}")
    tap.ok(left(c) == [] and set(c.states().values()) == {"done"} and
           len(c.states()) == len(names) + 1, "no half-written file is left",
           f"{left(c)} {c.states()}")
    tap.ok(all(len(c.records(name=n)) > 0 for n in c.files()) and
           len(c.files()) == 2 and c.files(".cdxj") == [
               n.replace(".warc.gz", ".cdxj") for n in c.files()],
           "two archive files, each with its index", os.listdir(c.archive))


def cut_anywhere(tap):
    """The file of a killed run, cut at every kind of place."""
    with Server() as s:
        names = [f"/r/{i}" for i in range(6)]
        s.routes.update({n: noise(3000) for n in names})
        s.routes["/list"] = listing(*names)
        with Case(source(s)) as c:
            c.run()
            path = c.archive / c.files()[0]
            data = path.read_bytes()
            starts = [at for at, _ in members(data)] + [len(data)]
            s.routes["/list"] = listing(*names, "/r/late")
            s.routes["/r/late"] = page("late")
            # In the last record, at its first byte, at its last, in its
            # metadata and request, and in the one before.
            for at in (starts[-1] - 40, starts[-2], starts[-1] - 1,
                       starts[-4] + 20, starts[-3] + 20, starts[-3],
                       starts[-5] + 60, starts[1], 20, 0):
                for p in c.archive.iterdir():
                    p.unlink()
                tmp = c.archive / (path.name + ".tmp")
                tmp.write_bytes(data[:at])
                whole = complete(tmp)
                s.log.clear()
                told = c.run(now="2026-11-22T19:00:00Z")
                asked = {p for p in s.paths() if p.startswith("/r/")}
                tap.ok(told.status == 0 and asked == {"/r/late"} | {
                    n for n in names if n[1:] not in whole} and
                    set(c.bodies()) == {*names, "/r/late"},
                    f"cut at byte {at} of {len(data)}: {len(whole)} "
                    "captures are kept, the others fetched",
                    f"{asked} {whole.keys()}\n{told.text}")


def full(tap):
    """No room for another byte, at several sizes."""
    with Server() as s:
        names = [f"/r/{i}" for i in range(8)]
        s.routes.update({n: noise(100_000) for n in names})
        s.routes["/list"] = listing(*names)
        for room in 60_000, 150_000, 300_000:
            def limit():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            with Case(source(s)) as c:
                s.log.clear()
                told = c.run(preexec_fn=limit)
                lines = [e for e in told.events if e["level"] == "error"]
                tap.ok(told.status == 3 and c.files() == [] and
                       len(lines) == 1 and str(c.archive) in
                       lines[0].get("at", told.text),
                       f"room for {room} bytes: exit status 3, told once, "
                       "nothing published", f"{told.status}\n{told.text}")
                whole = {}
                for tmp in left(c):
                    whole.update(complete(tmp))
                s.log.clear()
                told = c.run(now="2026-11-22T19:00:00Z")
                asked = [p for p in s.paths() if p.startswith("/r/")]
                tap.ok(told.status == 0 and set(c.bodies()) == set(names) and
                       not [p for p in asked if p[1:] in whole] and
                       left(c) == [], f"room for {room} bytes: with more, "
                       f"{len(whole)} captures are kept, the others fetched",
                       f"{asked} {told.text}")


# $1 the folder to be the disk, $2 KiB that are free, then the command.
# The mount is seen by this shell alone, and ends with it.
TMPFS = """
mount -t tmpfs -o size=4m none "$1" || exit 99
mkdir "$1/archive"
head -c $((4096 - $2))K /dev/zero >"$1/ballast"
shift 2
"$@"
echo "first $?" >&2
rm "$BALLAST"
"$@"
echo "second $?" >&2
"""


def disk(tap):
    """A file system that is really full."""
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    with Server() as s:
        names = [f"/r/{i}" for i in range(8)]
        s.routes.update({n: noise(100_000) for n in names})
        s.routes["/list"] = listing(*names)
        with Case(source(s)) as c:
            c.data.mkdir()
            done = subprocess.run(
                [*unshare, "sh", "-c", TMPFS, "sh", str(c.data), "400",
                 *c.command()], capture_output=True, encoding="utf-8",
                stdin=subprocess.DEVNULL, timeout=PATIENCE,
                env={**os.environ, "BALLAST": str(c.data / "ballast")})
            if done.returncode == 99 or "unshare:" in done.stderr:
                return tap.skip("no file system can be mounted here")
            tap.ok("first 3" in done.stderr and "second 0" in done.stderr and
                   ("No space left" in done.stderr or "is full" in
                    done.stderr), "a disk that is full: exit status 3, then "
                   "0 with room", done.stderr)
            tap.ok(set(s.paths()) == {"/list", *names},
                   "a disk that is full: all are fetched in the end", s.log)


def read_only(tap):
    """A folder that another user owns; root, who may write anywhere, tries
    it as nobody."""
    with Server() as s, Case(source(s)) as c:
        s.routes.update({"/list": listing("/r/0"), "/r/0": page("0")})
        c.run()
        had = c.bodies()
        s.routes["/list"] = listing("/r/0", "/r/1")
        s.routes["/r/1"] = page("1")
        paths = [c.data, *c.data.rglob("*")]
        # The archive alone, then all of the data.
        for what, closed in ("the archive", [c.archive, *c.archive.rglob(
                "*")]), ("the data folder", paths):
            for p in paths:
                p.chmod(0o777 if p.is_dir() else 0o666)
            for p in closed:
                p.chmod(0o555 if p.is_dir() else 0o444)
            c.top.chmod(0o755)
            s.log.clear()
            who = {"user": 65534, "group": 65534, "extra_groups": []} \
                if os.geteuid() == 0 else {}
            try:
                told = c.run(**who)
            except PermissionError:
                return tap.skip("nobody may not run the program from here")
            tap.ok(told.status == 3 and s.log == [] and str(c.data) in
                   told.text and any(w in told.text for w in
                   ("Permission denied", "read-only", "cannot write")),
                   f"{what} is read-only: exit status 3, told, nobody is "
                   "asked", f"{told.status} {s.log}\n{told.text}")
            tap.ok(c.bodies() == had, f"{what} is read-only: it is as it "
                   "was", c.bodies())
        for p in paths:
            p.chmod(0o755 if p.is_dir() else 0o644)
        told = c.run()
        tap.ok(told.status == 0 and set(c.bodies()) == {"/r/0", "/r/1"},
               "afterwards the run goes through", told.text)


def rotation(tap):
    with Server() as s:
        names = [f"/r/{i:02}" for i in range(20)]
        s.routes.update({n: noise(20_000) for n in names})
        s.routes["/list"] = listing(*names)
        # A thread writes; the pause lets it keep up.
        with Case(source(s, connections=4, delay_ms=50)) as c:
            told = c.run(env={"NQTRACK_ARCHIVE_BYTES": "20000"})
            files = c.files()
            tap.ok(told.status == 0 and len(files) >= 3 and
                   told.counts("new") == (20,),
                   "a small ceiling: several archive files",
                   f"{files}\n{told.text}")
            tap.ok(set(c.bodies()) == set(names) and all(
                c.bodies()[n] == s.routes[n] for n in names),
                "all captures are there", sorted(c.bodies()))
            tap.ok(c.files(".cdxj") == [n.replace(".warc.gz", ".cdxj")
                                        for n in files],
                   "each file has its index", os.listdir(c.archive))
            good = all(c.records(name=n)[0].kind == "warcinfo" and
                       indexed(c, n) for n in files)
            tap.ok(good, "which leads to each of its captures, in order")
            rows = c.ask("SELECT archive, archive_offset, url FROM page "
                         "WHERE kind = 'release'")
            tap.ok(all([r.url for r in c.records(name=row["archive"]) if
                        r.offset == row["archive_offset"]] == [row["url"]]
                       for row in rows), "and the frontier knows where")
            known = {r["name"] for r in c.ask("SELECT name FROM archive")}
            tap.ok(known == set(files), "it knows all of the files", known)
            s.log.clear()
            told = c.run()
            tap.ok("nothing new" in told.text and s.paths() == ["/list"] and
                   c.files() == files, "and nothing is fetched again",
                   told.text)


def indexed(c, name):
    """Every response of the file has its line, and the lines are sorted."""
    text = (c.archive / name.replace(".warc.gz", ".cdxj")).read_text()
    lines = text.splitlines()
    wanted = {r.offset for r in c.records("response", name=name)}
    found = {int(l.split('"offset"', 1)[1].split('"')[1]) for l in lines}
    return lines == sorted(lines) and wanted == found and \
        all(name in l for l in lines)


def main():
    tap = Tap()
    for test in (killed_while_fetching, cut_anywhere, full, disk, read_only,
                 rotation):
        test(tap)
    tap.done()


main()
