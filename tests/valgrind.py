#!/usr/bin/env python3
"""Documents read under valgrind: no byte is used that nobody wrote or that is
not ours, and nothing is left behind. The golden cases and a file of each kind
(tests/torture.py), read by `nqtrack parse --sandbox=off`.

    valgrind.py             all, as TAP
    valgrind.py NAME…       these

A worker is killed when its work is done, so what it has left is looked for
in its parent alone; faults are told of both."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, "tests")
import torture
from lib import BUILD, Tap, command, workspace

SHIM = BUILD / "tests/nolimit.so"
FAULT = 99		# exit status, which no test expects
VALGRIND = ["valgrind", "--quiet", "--leak-check=full",
            "--errors-for-leak-kinds=definite", f"--error-exitcode={FAULT}",
            "--trace-children=yes", "--suppressions=tests/valgrind.supp",
            "--log-file=%s/log.%%p"]


def cases(top):
    for path in sorted(pathlib.Path("tests/golden").glob("*/in.*")):
        yield path.parent.name, path
    for kind, data in torture.documents():
        path = top / f"in.{kind}"
        path.write_bytes(data)
        yield kind, path


def look(top, path):
    """What valgrind says, and how it ended."""
    logs = top / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    argv = [a.replace("%s", str(logs)).replace("%%", "%") for a in VALGRIND]
    done = subprocess.run(
        argv + command("parse", path, "--sandbox=off", "--source",
                       "yenbai-portal", "--published", "2022-05-28"),
        capture_output=True, stdin=subprocess.DEVNULL, timeout=600,
        check=False, env=dict(os.environ, LD_PRELOAD=str(SHIM)))
    said = "\n".join(p.read_text(errors="replace")
                     for p in sorted(logs.iterdir()))
    return said.strip(), done


def main(names):
    tap = Tap()
    if not shutil.which("valgrind") or not SHIM.exists():
        tap.skip("there is no valgrind, or this is a sanitizer's build")
        return tap.done()
    with workspace() as name:
        top = pathlib.Path(name)
        for name, path in cases(top):
            if names and name not in names:
                continue
            said, done = look(top, path)
            tap.ok(not said and done.returncode == 0 and done.stdout,
                   f"{name}: nothing to tell",
                   f"exit status {done.returncode}\n{said}\n"
                   f"{done.stderr.decode(errors='replace')}")
    tap.done()


if __name__ == "__main__":
    main(sys.argv[1:])
