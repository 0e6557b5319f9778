#!/usr/bin/env python3
"""cluster/ in standalone mode: a master and two workers on this machine. One
worker is killed in the middle of a task, with its executor; another task dies
twice. The result is what nqtrack gives by hand."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, "tests")
from clusters import (HOME, PATIENCE, Done, archives, by_hand, config,
                      spark_env, submit, there)
from lib import NQTRACK, Tap, workspace

TIME = "2026-10-01T12:00:00Z"
SPARK = next(iter(HOME.glob("lib/python3*/site-packages/pyspark")), None)
# Stands where nqtrack is: dies with the task that runs it the first two times
# that it gets the archive "twice"; sleeps the first time that it gets "held".
FAKE = """#!/bin/sh
if [ "$1" = transform ]; then
	for a; do folder=$before; before=$a; [ "$folder" = --data ] && data=$a
	done
	if [ -e "$data/archive/{twice}" ]; then
		echo >>{home}/twice
		[ $(wc -l <{home}/twice) -le 2 ] && kill -9 $PPID
	elif [ -e "$data/archive/{held}" ] && mkdir {home}/held; then
		echo $PPID >{home}/pid
		mv {home}/pid {home}/held/pid
		sleep 600
	fi
fi
exec {nqtrack} "$@"
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Standalone:
    """A master and two workers with a core each."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"spark://127.0.0.1:{self.port}"
        self.started = [self.start(
            "master.Master", "--host", "127.0.0.1", "--port", self.port,
            "--webui-port", "0")]
        for n in range(2):
            self.started.append(self.start(
                "worker.Worker", "--host", "127.0.0.1", "--webui-port", "0",
                "--cores", "1", "--memory", "1g", "--work-dir",
                folder / f"work{n}", self.url))

    def start(self, what, *args):
        log = open(self.folder / f"{what}.log", "a")
        return subprocess.Popen(
            [str(SPARK / "bin/spark-class"), f"org.apache.spark.deploy.{what}",
             *map(str, args)], stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, env=spark_env({"SPARK_HOME": str(SPARK)}))

    def stop(self):
        for p in self.started:
            if p.poll() is None:
                p.terminate()
        for p in self.started:
            try:
                p.wait(20)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()


def parents(pid):
    """A process and those above it, up to the first."""
    while pid > 1:
        yield pid
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        pid = int(stat.rpartition(")")[2].split()[1])


def is_java(pid):
    return os.path.basename(os.readlink(f"/proc/{pid}/exe")) == "java"


def kill_worker(cluster, mark):
    """The worker that runs the held task, and its executor: killed."""
    end = time.monotonic() + PATIENCE
    while not (mark / "pid").exists():
        if time.monotonic() > end:
            return None
        time.sleep(0.2)
    task = int((mark / "pid").read_text())
    workers = {p.pid for p in cluster.started[1:]}
    line = list(parents(task))
    killed = [p for p in line if p in workers or is_java(p)]
    for pid in reversed(killed):        # the worker first, that starts anew
        os.kill(pid, signal.SIGKILL)
    return killed if workers & set(killed) else None


def main():
    tap = Tap()
    why = there()
    if why:
        tap.skip(why)
        tap.done()
    with workspace() as name:
        folder = pathlib.Path(name)
        paths = archives(folder / "in", 400, 8)
        options = ("--config", config(folder / "config"))
        by_hand(folder / "by-hand", paths, ((None, TIME),), options)
        fake = folder / "nqtrack"
        fake.write_text(FAKE.format(home=folder, nqtrack=NQTRACK,
                                    twice=paths[2].name, held=paths[0].name))
        fake.chmod(0o755)
        cluster = Standalone(folder)
        try:
            job = submit("records", "--out", folder / "out", "--binary", fake,
                         "--now", TIME, *options, folder / "in/*.warc.gz",
                         master=cluster.url,
                         conf={"spark.executor.memory": "512m"}.items())
            killed = kill_worker(cluster, folder / "held")
            done = Done(job)
        finally:
            cluster.stop()
        tap.ok(killed, "a worker is killed in the middle of a task",
               done.stderr)
        tap.ok(len((folder / "twice").read_text()) >= 3,
               "another task died twice")
        tap.ok(done.returncode == 0 and "8 archives read, 0 were done before, "
               "0 failed" in done.stderr, "the job is complete", done.stderr)
        ours = sorted((folder / "out/records").iterdir())
        theirs = sorted((folder / "by-hand/records").iterdir())
        tap.ok([p.name for p in ours] == [p.name for p in theirs]
               and all(p.read_bytes() == q.read_bytes()
                       for p, q in zip(ours, theirs)),
               "each record once, byte for byte as by hand",
               [p.name for p in ours])
        tap.ok(not list((folder / "out").rglob("*.tmp")),
               "nothing half written is left",
               list((folder / "out").rglob("*.tmp")))
    tap.done()


main()
