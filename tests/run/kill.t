#!/usr/bin/env python3
"""kill -9 of a run at ten moments, each followed by a run: the warehouse
then says what it says after an undisturbed one, and a run finds nothing
more to do."""
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, "tests")
from lib import (Portal, Tap, command, content, difference, nqtrack,
                 workspace)

MOMENTS = 10


def killed(data, config, after):
    """Starts a run, kills it after so many seconds. Whether it was going."""
    process = subprocess.Popen(
        command("run", "--data", data, "--config", config),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    time.sleep(after)
    going = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return going


def main():
    tap = Tap()
    chance = random.Random(20260101)
    with workspace() as folder:
        folder = pathlib.Path(folder)
        portal = Portal(folder)
        try:
            config = portal.config()
            start = time.monotonic()
            done = nqtrack("run", "--data", folder / "calm", "--config",
                           config)
            lasts = time.monotonic() - start
            if not tap.ok(done.returncode == 0, "an undisturbed run",
                          done.stderr):
                return tap.done()
            want = content(folder / "calm")
            tap.ok(len(want["observations"]) > 100,
                   "it has figures to lose")
            print(f"# an undisturbed run takes {lasts:.2f} s")
            hits = 0
            # One moment in each tenth of the run, so that every stage of
            # it is hit.
            for i in range(MOMENTS):
                after = lasts * (i + chance.random()) / MOMENTS
                data = folder / f"killed-{i}"
                # A machine that is less busy now is sooner done.
                while not killed(data, config, after) and after > 0.01:
                    shutil.rmtree(data, ignore_errors=True)
                    after /= 2
                hits += after > 0.01
                done = nqtrack("run", "--data", data, "--config", config)
                got = content(data) if done.returncode == 0 else None
                tap.ok(done.returncode == 0 and got == want,
                       f"killed after {after:.3f} s, run again",
                       done.stderr if got is None else
                       difference(want, got))
                left = [p.name for p in data.rglob("*.tmp")]
                again = nqtrack("run", "--data", data, "--config", config)
                tap.ok(again.returncode == 0 and content(data) == want,
                       "and once more: nothing changes", again.stderr)
                tap.ok(not left, "no half-written file is left",
                       " ".join(left))
            tap.ok(hits >= MOMENTS // 2,
                   f"{hits} of {MOMENTS} kills hit a run that was going")
        finally:
            portal.stop()
    tap.done()


main()
