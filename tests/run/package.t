#!/usr/bin/env python3
"""Packaging: the tarball is the commit, the same bytes each time; the Debian
package asks for what packages.txt lists and has the program's version. With
TEST_ALL=1 the tarball is built and tested, and the package made, which takes
minutes."""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

sys.path.insert(0, "tests")
from lib import Tap, workspace

MAKE = os.environ.get("MAKE", "make").split()
DEBIAN = pathlib.Path("packaging/debian")
# What every Debian package may take for granted when it is built.
ESSENTIAL = {"gcc", "libc6-dev", "make"}


def run(*args):
    env = {k: v for k, v in os.environ.items() if k not in
           ("MAKEFLAGS", "BUILD")}
    return subprocess.run(list(map(str, args)), capture_output=True,
                          encoding="utf-8", stdin=subprocess.DEVNULL, env=env)


def names(field):
    text = (DEBIAN / "control").read_text()
    block = re.search(rf"^{field}:(.*(?:\n .*)*)", text, re.M)[1]
    return {re.sub(r"[ (].*", "", p.strip()) for p in block.split(",")}


def debian(tap):
    want = {line.split()[1] for line in
            pathlib.Path("packages.txt").read_text().splitlines()
            if line.startswith("build ")}
    build = {p for p in names("Build-Depends")
             if not p.startswith(("debhelper", "dh-"))}
    need = {p for p in names("Depends") if "$" not in p}
    tap.ok(build <= want and want <= build | need | ESSENTIAL,
           "Build-Depends is what packages.txt has for building",
           f"{sorted(want ^ build)}")
    version = re.search(r"^VERSION := (\S+)", pathlib.Path("Makefile")
                        .read_text(), re.M)[1]
    top = (DEBIAN / "changelog").read_text().split("\n")[0]
    tap.ok(re.match(rf"nqtrack \({re.escape(version)}-\d+\) ", top),
           "the changelog has the program's version", top)
    licence = pathlib.Path("LICENSE").read_text().split()
    said = (DEBIAN / "copyright").read_text().replace("\n .\n", "\n").split()
    tail = licence[licence.index("Permission"):]
    tap.ok(said[-len(tail):] == tail, "the licence is the same", said)


def dist(tap, folder):
    made = []
    for name in ("a", "b"):
        build = folder / name
        done = run(*MAKE, "-s", "dist", f"BUILD={build}")
        if not tap.ok(done.returncode == 0, "make dist", done.stderr):
            return
        [path] = (build / "dist").glob("*.tar.gz")
        made.append(path.read_bytes())
        digest = hashlib.sha256(made[-1]).hexdigest()
        tap.ok((build / "dist" / (path.name + ".sha256")).read_text() ==
               f"{digest}  {path.name}\n", "its digest is beside it")
    tap.ok(made[0] == made[1], "the same bytes each time")
    with tarfile.open(path) as tar:
        have = {m.name.split("/", 1)[1] for m in tar if m.isfile()}
    want = set(run("git", "-c", "core.quotePath=false", "ls-tree", "-r",
                   "--name-only", "HEAD").stdout.splitlines())
    tap.ok(len(want) > 400 and have == want, f"{len(want)} files",
           sorted(have ^ want))


def main():
    tap = Tap()
    debian(tap)
    if shutil.which("git") is None or not pathlib.Path(".git").exists():
        tap.skip("make dist needs a clone and git")
        tap.done()
    with workspace() as top:
        top = pathlib.Path(top)
        dist(tap, top)
        if not os.environ.get("TEST_ALL"):
            tap.skip("make distcheck and make deb take minutes; TEST_ALL=1")
            tap.done()
        done = run(*MAKE, "-s", "distcheck", f"BUILD={top}/c")
        tap.ok(done.returncode == 0, "make distcheck",
               done.stdout + done.stderr)
        if shutil.which("dpkg-buildpackage") is None or \
                shutil.which("lintian") is None:
            tap.skip("dpkg-buildpackage or lintian is missing")
            tap.done()
        done = run(*MAKE, "-s", "deb", f"BUILD={top}/d")
        made = list(top.glob("d/deb/nqtrack_*.deb"))
        tap.ok(done.returncode == 0 and len(made) == 1,
               "make deb, and lintian finds no error",
               done.stdout + done.stderr)
    tap.done()


main()
