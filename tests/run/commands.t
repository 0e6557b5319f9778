#!/usr/bin/env python3
"""The command line: the example of each command's help works, every option
it lists is taken and no other, and a mistake is told with exit status 2."""
import json
import pathlib
import re
import shlex
import sys

sys.path.insert(0, "tests")
from lib import Portal, Tap, nqtrack, workspace

ALL = ["data", "config", "source", "since", "until", "as-of", "format",
       "jobs", "quiet", "lang", "url", "published", "explain", "unmatched",
       "sandbox", "all", "probe", "import", "backfill", "strict",
       "to", "output", "list", "open", "from", "area", "breakdown",
       "transformation", "price-base"]
PAGE = """<html><head><title>Công nghiệp</title></head><body><h1>Công nghiệp
năm 2021</h1><p>Năm 2021, chỉ số sản xuất công nghiệp tỉnh Yên Bái tăng 9,12%
so với năm 2020.</p></body></html>
"""
MISTAKES = [
    (["nosuch"], "nosuch"), (["help", "nosuch"], "nosuch"),
    (["status", "--format", "xml"], "table|csv|json"),
    (["status", "--as-of", "2024-02-30"], "2024-02-30"),
    (["status", "--as-of"], "needs a value"),
    (["coverage", "--since", "2025-01-02", "--until", "2025-01-01"],
     "is after"),
    (["status", "--lang=fr"], "vi|en"), (["status", "extra"], "usage"),
    (["transform", "--jobs", "0"], "from 1 to 256"),
    (["transform", "--since", "yesterday"], "yesterday"),
    (["run", "--quiet=yes"], "takes no value"), (["sql"], "QUERY"),
    (["sql", "nosuch"], "nosuch"), (["sql", "--list", "SELECT 1"], "usage"),
    (["sql", "SELECT 1"] + ["x=1"] * 17, "usage"),
    (["export", "extra"], "usage"), (["export"], "--output"),
    (["export", "--format", "table"], "sdmx-csv|csv"),
    (["parse"], "FILE"),
    (["parse", "page.html", "--published", "5/2022"], "5/2022"),
    (["extract", "--source", "nosuch"], "nosuch"),
    (["status", "--data", ""], "needs a folder"), (["series"], "INDICATOR"),
    (["why"], "PERIOD"), (["diff"], "--from"),
]


def examples(tap, folder, places):
    """Run in this order: what follows reads what came before."""
    done = nqtrack("help")
    names = re.findall(r"^  nqtrack (\w+)", done.stdout, re.M)
    tap.ok(done.returncode == 0 and len(names) >= 8, "help lists commands",
           done.stdout)
    for name in names:
        text = nqtrack("help", name).stdout
        example = re.search(r"^example:\n  nqtrack (.+)$", text, re.M)
        if not tap.ok(example, f"help {name} has an example", text):
            continue
        args = [places.get(a, a) for a in shlex.split(example[1])]
        if "--data" not in args and name != "parse":
            args += ["--data", places["/var/lib/nqtrack"]]
        if "--config" not in args and name not in ("parse", "sql"):
            args += ["--config", places["/etc/nqtrack"]]
        done = nqtrack(*args)
        tap.ok(done.returncode == 0, "nqtrack " + example[1],
               done.stdout + done.stderr)
        same = nqtrack(name, "--help")
        tap.ok(same.returncode == 0 and same.stdout == text,
               f"{name} --help says the same", same.stdout)
        listed = set(re.findall(r"^  --([a-z-]+)", text, re.M))
        wrong = [o for o in ALL if o not in listed and "does not take" not in
                 nqtrack(name, "--" + o, "2").stderr]
        tap.ok(not wrong and listed <= set(ALL),
               f"{name} takes no option that its help does not list", wrong)


def main():
    tap = Tap()
    with workspace() as folder:
        folder = pathlib.Path(folder)
        portal = Portal(folder)
        try:
            config = portal.config()
            file = config / "sources.json"
            sources = json.loads(file.read_text())
            sources["sources"][0]["id"] = "yenbai-portal"
            file.write_text(json.dumps(sources))
            (folder / "page.html").write_text(PAGE)
            examples(tap, folder, {
                "/var/lib/nqtrack": str(folder / "data"),
                "/etc/nqtrack": str(config),
                "/tmp/anew.db": str(folder / "anew.db"),
                "/tmp/nqtrack": str(folder / "export"),
                "/var/backups/nqtrack.db": str(folder / "backup.db"),
                "/srv/report": str(folder / "report"),
                "page.html": str(folder / "page.html")})
        finally:
            portal.stop()
        for args, word in MISTAKES:
            if args[0] in ("run", "extract", "transform", "export"):
                args = args + ["--data", str(folder / "data"),
                               "--config", str(config)]
            done = nqtrack(*args)
            tap.ok(done.returncode == 2 and word in done.stderr and
                   done.stdout == "", "refused: nqtrack " +
                   " ".join(args[:3]), f"{done.returncode} {done.stderr}")
        done = nqtrack("help", "status", "--lang", "en")
        tap.ok(done.returncode == 0 and "nqtrack status" in done.stdout,
               "help of a command, whatever follows it", done.stderr)
        for args, word in (
                (["load", "--config", folder / "away"], "away"),
                (["report", "--output", "--quiet"], "--output needs a"),
                (["status", "--as-of", "--lang", "en"], "--as-of needs a")):
            done = nqtrack(*args, "--data", folder / "none")
            tap.ok(done.returncode == 2 and word in done.stderr and
                   not (folder / "none").exists(),
                   f"refused: {' '.join(map(str, args[:2]))} …", done.stderr)
        done = nqtrack("status", "--data", folder / "nothing")
        tap.ok(done.returncode == 3 and "no warehouse yet" in done.stderr,
               "no warehouse: told, exit status 3", done.stderr)
        done = nqtrack("parse", folder / "away.html")
        tap.ok(done.returncode == 3 and "away.html" in done.stderr,
               "no such file: named, exit status 3", done.stderr)
    tap.done()


main()
