#!/usr/bin/env python3
"""The inputs that fuzzing kept (tests/fuzz/corpus) and those that once broke
a parser (tests/fuzz/found), each target over its own: one test a target. A
target without inputs fails, and so does one that ends otherwise than well."""
import pathlib
import subprocess
import sys

sys.path.insert(0, "tests")
import lib  # noqa: E402

FUZZ = pathlib.Path("tests/fuzz")
tap = lib.Tap()

for source in sorted(FUZZ.glob("fz_*.c")):
    name = source.stem.removeprefix("fz_")
    folders = [FUZZ / "corpus" / name, FUZZ / "found" / name]
    done = subprocess.run(
        [lib.BUILD / "tests/fuzz" / name, *map(str, folders)],
        capture_output=True, stdin=subprocess.DEVNULL,
        timeout=lib.PATIENCE)
    count = done.stdout.decode(errors="replace").strip() or "not all"
    tap.ok(done.returncode == 0, f"{name}: {count} inputs",
           f"status {done.returncode}\n" +
           done.stderr.decode(errors="replace"))
tap.done()
