#!/usr/bin/env python3
"""Night after night over a portal that changes, fails and recovers at random:
    tests/soak.py [--nights N] [--seed N] [--keep]
The clock moves a day each time; one run in ten is killed and, as the service
does, started again. At the end everything has to be as if nothing had been.
Speaks TAP."""
import argparse
import datetime
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, "tests")
from faulty import Server, listing, members, page, source
from lib import Tap, command, nqtrack, sql
from made import python_with

FIRST = datetime.date(2024, 1, 1)
SHOWN = 12              # releases on the listing
LOOK_BACK = 20          # days; what is older is not asked for again
CHANGES = 4             # a release may change so many days long
KILLED = 10             # one run in so many
# Of a night, of a release in a night; the fault lasts for the night.
PORTAL_FAULTS = {"silent": 0.04, "unavailable": 0.04, "no listing": 0.03,
                 "empty listing": 0.02, "robots fail": 0.02}
PAGE_FAULTS = {"500": 0.04, "cut": 0.03, "error page": 0.03, "hang up": 0.02,
               "elsewhere": 0.02, "not gzip": 0.02}
# Growth from the first to the last nights; the warehouse grows beside.
MEMORY, FILES = 1.15, 3


def draw(chance, kinds):
    at = chance.random()
    for kind, share in kinds.items():
        at -= share
        if at < 0:
            return kind
    return None


class Release:
    def __init__(self, number, day, figure):
        self.number, self.day, self.figure = number, day, figure
        self.path = f"/r/{number}"
        self.gone = False
        self.fault = None       # of this night
        self.last = None        # figure when it was last to be had

    def page(self):
        text = (f"Tháng {self.day.month}/{self.day.year}, chỉ số sản xuất "
                f"công nghiệp tăng {self.figure // 100},"
                f"{self.figure % 100:02}% so với cùng kỳ năm trước.")
        more = ("Các doanh nghiệp trên địa bàn giữ được nhịp sản xuất, đơn "
                "hàng ổn định, lao động đủ cho các ca làm việc; một số cơ sở "
                "chế biến gỗ và chè mở thêm dây chuyền trong tháng.")
        return page(f"{text}</p><p>{more}</p><p>{more} Ngày đăng: "
                    f"{self.day:%d/%m/%Y}.",
                    f"Tình hình kinh tế, bản tin số {self.number}")

    def answer(self, h):
        body = self.page()
        if self.gone:
            h.answer(404, b"<title>404</title>not found")
        elif self.fault == "500":
            h.answer(500, b"oops")
        elif self.fault == "cut":
            h.answer(200, body[:len(body) // 2], Content_Length=len(body))
            h.hang_up()
        elif self.fault == "error page":
            h.answer(200, b"<html><title>Runtime Error</title><body><h1>"
                     b"Server Error in '/' Application.</h1></body></html>")
        elif self.fault == "hang up":
            h.hang_up()
        elif self.fault == "elsewhere":
            h.answer(302, Location="http://127.0.0.2:9/")
        elif self.fault == "not gzip":
            h.answer(200, b"no gzip at all", Content_Encoding="gzip")
        else:
            h.answer(200, body)


class World:
    """The portal and its fate, from one seed."""

    def __init__(self, server, seed):
        self.server, self.chance = server, random.Random(seed)
        self.releases, self.fault = [], None
        self.ever = {}          # path -> release that was to be had once

    def morning(self, day):
        """What happened since the night before."""
        chance = self.chance
        for _ in range(chance.choice((0, 1, 1, 2))):
            self.releases.append(Release(
                len(self.releases) + 1, day, chance.randrange(101, 1999)))
        for r in self.releases:
            age = (day - r.day).days
            if age <= CHANGES and chance.random() < 0.05:
                r.figure = chance.randrange(101, 1999)
            # Some are there for one night and never again.
            r.gone |= age > 0 and chance.random() < 0.02
            r.fault = draw(chance, PAGE_FAULTS)
        self.fault = draw(chance, PORTAL_FAULTS)
        self.open(day)

    def shown(self):
        return [r for r in self.releases if not r.gone][-SHOWN:]

    def open(self, day):
        routes = {r.path: r.answer for r in self.releases}
        routes["/list"] = listing(*(r.path for r in self.shown()))
        if self.fault == "no listing":
            routes["/list"] = lambda h: h.answer(500)
        elif self.fault == "empty listing":
            routes["/list"] = listing()
        elif self.fault == "robots fail":
            routes["/robots.txt"] = lambda h: h.answer(503)
        elif self.fault == "silent":
            routes = {k: lambda h: h.hang_up() for k in
                      [*routes, "/robots.txt"]}
        elif self.fault == "unavailable":
            routes = {k: lambda h: h.answer(503, b"busy", Retry_After="900")
                      for k in routes}
        self.server.routes = routes
        if self.fault is None:
            for r in self.shown():
                if r.fault is None:
                    self.ever[r.path] = r
        # What is still in the look-back window is asked for wherever the
        # listing is, once it is known.
        if self.fault in (None, "no listing", "empty listing"):
            for r in self.ever.values():
                if r.fault is None and not r.gone and \
                        (day - r.day).days < LOOK_BACK:
                    r.last = r.figure


class Process:
    """One run: killed or not, how it ended, what it held at most."""

    def __init__(self, data, config, day, after=None):
        self.day = day
        env = {**os.environ, "NQTRACK_NOW": f"{day}T18:00:07Z"}
        with open(data.parent / "log", "ab") as log:
            process = subprocess.Popen(
                command("run", "--data", data, "--config", config,
                        "--jobs", 1), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=env)
        self.pid, self.files = process.pid, 0
        begun, over = time.monotonic(), threading.Event()
        watch = threading.Thread(target=self.watch, args=(over,),
                                 daemon=True)
        watch.start()
        if after is not None:
            time.sleep(after)
            # Not through the object, which would reap it.
            os.kill(self.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        process.returncode = status
        over.set()
        watch.join()
        self.took = time.monotonic() - begun
        self.killed = os.WIFSIGNALED(status)
        self.status = None if self.killed else os.WEXITSTATUS(status)
        self.memory = usage.ru_maxrss

    def watch(self, over):
        while not over.wait(0.002):
            try:
                n = len(os.listdir(f"/proc/{self.pid}/fd"))
            except OSError:
                continue
            self.files = max(self.files, n)


def nights(world, data, config, count):
    """Every process of the soak, in order."""
    out, lasts = [], 1.0
    chance = random.Random(world.chance.random())
    for n in range(count):
        day = FIRST + datetime.timedelta(n)
        world.morning(day)
        if n % KILLED == KILLED - 1:
            out.append(Process(data, config, day, lasts * chance.random()))
            if not out[-1].killed:
                continue
        out.append(Process(data, config, day))
        lasts = 0.8 * lasts + 0.2 * out[-1].took
        print(f"# night {n + 1}: {world.fault or 'open'}, exit "
              f"{out[-1].status}, {out[-1].took:.2f} s, "
              f"{out[-1].memory} KiB", flush=True)
    return out


def rows(path, query):
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    out = [dict(r) for r in db.execute(query)]
    db.close()
    return out


def growth(values):
    """The last fifth against the second."""
    fifth = max(len(values) // 5, 1)
    return (statistics.median(values[-fifth:]) /
            statistics.median(values[fifth:2 * fifth] or values[:fifth]))


def steady(tap, processes):
    calm = [p for p in processes if not p.killed]
    memory = growth([p.memory for p in calm])
    files = [p.files for p in calm]
    half = len(files) // 2
    tap.ok(memory < MEMORY, f"memory: {memory:.3f} times that of the first "
           f"nights, at most {max(p.memory for p in calm)} KiB")
    tap.ok(max(files[half:]) <= max(files[:half]) + FILES,
           f"open files: {max(files[:half])} at most in the first half, "
           f"{max(files[half:])} in the second")


def book(tap, data, processes):
    ran = rows(data / "runs.db", "SELECT * FROM run ORDER BY id")
    by_pid = {}
    for r in ran:
        by_pid.setdefault((r["process"], r["began_at"][:10]), []).append(r)
    odd = []
    for p in processes:
        mine = by_pid.pop((p.pid, str(p.day)), [])
        if p.killed:
            # Before its row was begun, in the middle, or past its end.
            good = not mine or (len(mine) == 1 and (
                mine[0]["state"] == "died" and mine[0]["exit_status"] is None
                or mine[0]["state"] == "ended"))
        else:
            good = len(mine) == 1 and mine[0]["state"] == "ended" and \
                mine[0]["exit_status"] == p.status and \
                (p.status == 0 or mine[0]["warnings"] > 0)
        if not good:
            odd.append(f"{p.day} {p.pid} {p.status}: {mine}")
    killed = sum(p.killed for p in processes)
    died = sum(r["state"] == "died" for r in ran)
    tap.ok(not odd and not by_pid, f"{len(ran)} rows tell how "
           f"{len(processes)} runs ended, {killed} of them killed",
           "\n".join(odd + [str(by_pid)])[:3000])
    tap.ok(not killed or died, f"{died} rows of runs that died")
    tap.ok(all(p.status in (0, 1) for p in processes if not p.killed),
           "every night ends with 0 or 1",
           [(str(p.day), p.status) for p in processes])
    loaded = sql(data, "SELECT count(*) AS n FROM observation")[0]["n"]
    added = sum(r["added"] for r in ran)
    tap.ok(added <= loaded and (killed or added == loaded),
           f"the rows count {added} figures of {loaded}; of a killed load "
           "nobody counts")


def read(tap, data, world):
    standing = {r["release"].rsplit("/", 1)[-1]: r["value"] for r in sql(
        data, "SELECT r.code AS release, o.obs_mantissa * 1.0 / "
        "pow10.p AS value FROM observation AS o JOIN release AS r ON r.id = "
        "o.release_id JOIN (SELECT 0 AS s, 1 AS p UNION SELECT 1, 10 UNION "
        "SELECT 2, 100 UNION SELECT 3, 1000) AS pow10 ON pow10.s = "
        "o.obs_scale WHERE o.withdrawn IS NULL AND o.indicator = 'IIP'")}
    standing = {k.rsplit(":", 1)[-1]: v for k, v in standing.items()}
    missing = [p for p in world.ever if p.rsplit("/", 1)[-1] not in standing]
    tap.ok(not missing, f"{len(world.ever)} of {len(world.releases)} releases "
           "were to be had in some night, and all are in the warehouse",
           missing)
    stale = [(p, r.last, standing.get(str(r.number))) for p, r in
             world.ever.items() if r.last is not None and
             abs(standing.get(str(r.number), 0) * 100 - r.last) > 1e-6]
    tap.ok(not stale, "each as it was last seen", stale)
    once = sum(r.gone for r in world.ever.values())
    tap.ok(once > 0, f"{once} of them are gone from the portal")


def whole(tap, data):
    broken, n = [], 0
    files = sorted((data / "archive").glob("*.warc.gz"))
    for path in files:
        raw, end = path.read_bytes(), 0
        for at, text in members(raw):
            n += 1
            if not text.startswith(b"WARC/1.1\r\n"):
                broken.append(f"{path.name} at {at}")
        if sum(1 for _ in members(raw)) == 0:
            broken.append(f"{path.name}: no record")
    tap.ok(not broken and n > 0, f"{n} records in {len(files)} archive "
           "files are whole", broken)
    python = python_with("warcio")
    if python is None:
        tap.skip("warcio cannot be had")
    else:
        done = subprocess.run([python, "-m", "warcio.cli", "check",
                               *map(str, files)], capture_output=True,
                              encoding="utf-8", timeout=600)
        tap.ok(done.returncode == 0, "warcio finds no fault in them",
               done.stdout + done.stderr)
    left = [p.name for p in data.rglob("*.tmp")]
    tap.ok(not left, "no half-written file is left", left)
    tap.ok((data / "lock").read_text() == "", "nobody holds the lock")


def sound(tap, data, config, day):
    env = {**os.environ, "NQTRACK_NOW": f"{day}T20:00:00Z"}
    done = nqtrack("doctor", "--data", data, "--config", config, env=env)
    tap.ok(done.returncode == 0, "doctor finds no fault",
           done.stdout + done.stderr)
    done = nqtrack("rebuild", "--data", data, "--config", config, "--to",
                   data / "anew.db", env=env)
    tap.ok(done.returncode == 0 and "only-before=0" in done.stderr and
           "only-now=0" in done.stderr, "the archive alone gives the same "
           "figures", done.stderr[-1500:])
    done = nqtrack("run", "--data", data, "--config", config, env=env)
    tap.ok(done.returncode in (0, 1), "and the next run goes on",
           done.stderr[-1500:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nights", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--keep", action="store_true",
                        help="leave the folder, and say where it is")
    args = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    top = pathlib.Path(tempfile.mkdtemp(prefix="nqtrack-soak-"))
    data, config, tap = top / "data", top / "config", Tap()
    config.mkdir()
    try:
        with Server() as server:
            world = World(server, args.seed)
            (config / "sources.json").write_text(json.dumps({"sources": [
                source(server, look_back_days=LOOK_BACK)]}))
            processes = nights(world, data, config, args.nights)
            last = FIRST + datetime.timedelta(args.nights)
            steady(tap, processes)
            book(tap, data, processes)
            read(tap, data, world)
            whole(tap, data)
            sound(tap, data, config, last)
    finally:
        if args.keep:
            print(f"# left: {top}")
        else:
            shutil.rmtree(top)
    tap.done()


main()
