#!/usr/bin/env python3
"""Completion in bash: the function of packaging/nqtrack.bash is called as
bash calls it, and offers what the program's own help and warehouse have."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, "tests")
from lib import NQTRACK, Portal, Tap, nqtrack, sql, workspace

DRIVER = r"""
. packaging/nqtrack.bash
cd "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_nqtrack nqtrack "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
"""


def offered(*words, cwd=".", **env):
    """The words after "nqtrack"; the last is the one being typed."""
    done = subprocess.run(
        ["bash", "-c", DRIVER, "bash", str(cwd), NQTRACK, *map(str, words)],
        capture_output=True, encoding="utf-8", timeout=300,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **env})
    return done.stdout.splitlines() + done.stderr.splitlines()


def words(tap):
    text = nqtrack("help").stdout
    names = sorted(re.findall(r"^  nqtrack (\w+)", text, re.M))
    got = offered("")
    tap.ok(len(names) >= 8 and got == sorted([*names, "help", "version"]),
           "the commands", got)
    tap.ok(offered("help", "") == names, "help takes a command")
    tap.ok(offered("se") == ["series"] and offered("x") == [],
           "what begins with what was typed")
    for name in names:
        text = nqtrack("help", name).stdout
        rows = re.findall(r"^  (--[a-z-]+)(?: (\S+))?(?:  .*)?$", text, re.M)
        tap.ok(rows and offered(name, "--") == sorted(o for o, _ in rows),
               f"the options of {name}", offered(name, "--"))
        wrong = []
        for option, arg in rows:
            if "|" in arg:
                want = sorted(arg.split("|"))
                if offered(name, option, "") != want or \
                        offered(name, option, "=", "") != want or \
                        offered(name, option, "=") != want:
                    wrong.append((option, offered(name, option, "")))
        tap.ok(not wrong, f"the choices of {name}", wrong)


def paths(tap, folder):
    files = folder / "paths"
    (files / "a folder").mkdir(parents=True)
    (files / "a file").write_text("")
    tap.ok(offered("status", "--data", "a", cwd=files) == ["a folder"] and
           offered("status", "--config", "=", "a", cwd=files) == ["a folder"],
           "folders where a folder is asked for, blanks and all")
    both = ["a file", "a folder"]
    for line in (["parse", ""], ["backup", ""], ["report", "--output", ""],
                 ["export", "--output", "a"], ["extract", "--import", ""],
                 ["parse", "--quiet", ""]):
        tap.ok(sorted(offered(*line, cwd=files)) == both, "files: nqtrack " +
               " ".join(line), offered(*line, cwd=files))
    for line in (["status", ""], ["load", ""], ["run", "--jobs", ""],
                 ["diff", "--from", ""], ["nosuch", ""], ["nosuch", "--"],
                 ["sql", "--list", "--all", "--data", ""]):
        tap.ok(offered(*line, cwd=files) in ([], ["a folder"]) and
               (line[-2] == "--data" or not offered(*line, cwd=files)),
               "nothing to offer: nqtrack " + " ".join(line),
               offered(*line, cwd=files))


def ids(tap, folder):
    data, config = folder / "data", folder / "portal"
    config.mkdir()
    portal = Portal(config)
    try:
        sources = sorted(s["id"] for s in json.loads(
            (portal.config() / "sources.json").read_text())["sources"])
        env = {"NQTRACK_DATA": str(data),
               "NQTRACK_CONFIG": str(portal.config())}
        tap.ok(len(sources) == 3 and offered("run", "--source", "", **env) ==
               sources, "sources, before there is a warehouse")
        nqtrack("run", "--quiet", "--data", data, "--config", portal.config())
    finally:
        portal.stop()
    tap.ok(offered("coverage", "--source", "", **env) == sources and
           offered("coverage", "--data", data, "--config",
                   env["NQTRACK_CONFIG"], "--source", "=", "sample-d") ==
           ["sample-drupal"], "and after")
    for line, query in (
            (["series", ""], "SELECT code FROM indicator"),
            (["why", ""], "SELECT code FROM indicator "
             "UNION SELECT code FROM target"),
            (["series", "IIP", "--area", ""], "SELECT code FROM area"),
            (["why", "IIP", "--breakdown", ""],
             "SELECT DISTINCT code FROM breakdown"),
            (["why", "IIP", "--transformation", ""],
             "SELECT DISTINCT transformation AS code FROM observation"),
            (["why", "IIP", "--price-base", ""],
             "SELECT DISTINCT price_base AS code FROM observation")):
        want = sorted({row["code"] for row in sql(data, query)})
        got = offered(*line, **env)
        tap.ok(len(want) > 1 and sorted(got) == want, "nqtrack " +
               " ".join(line), got)
    tap.ok("nq29-iip" in offered("why", "nq29-", **env),
           "a target by its beginning")
    names = sorted(p.stem for p in pathlib.Path("schemas/sql/named")
                   .glob("*.sql"))
    tap.ok(offered("sql", "", **env) == names, "the named queries",
           offered("sql", "", **env))
    known = sorted(a["id"] for a in json.loads(pathlib.Path(
        "schemas/archives.json").read_text())["archives"])
    tap.ok(offered("extract", "--backfill", "") == known,
           "the archives to fill from", offered("extract", "--backfill", ""))


def main():
    tap = Tap()
    with workspace() as top:
        words(tap)
        paths(tap, pathlib.Path(top))
        ids(tap, pathlib.Path(top))
        done = subprocess.run(
            ["bash", "-c", ". packaging/nqtrack.bash; complete -p nqtrack"],
            capture_output=True, encoding="utf-8")
        tap.ok(done.stdout == "complete -F _nqtrack nqtrack\n",
               "bash knows it by the program's name", done.stderr)
    tap.done()


main()
